import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type Caller, LOCAL_OWNER } from '../../../shared/access.ts';
import { MOST_ATTACH_CALL_BYTES } from '../../../shared/attachments.ts';
import type { AppEvent } from '../../../shared/contract/events.ts';
import { MOST_TABLE_CALL_BYTES } from '../../../shared/contract/import-file.ts';
import { signInSchema } from '../../../shared/contract/people.ts';
import { type AppError, appError, fail } from '../../../shared/errors.ts';
import type { Log } from '../../core/ports.ts';
import type { Company } from '../company.ts';
import { type AnyReply, invalid } from '../gate.ts';
import { isPlatformPath, type PlatformApi } from '../platform-api/index.ts';
import { bearerOf, refuseCrossSite, refuseForeign, sameToken } from '../web/access.ts';
import type { Asset } from '../web/assets.ts';
import { SAFE_HEADERS } from '../web/content-policy.ts';
import { httpStatusOf } from '../web/http-status.ts';
import type { WebhookVerdict } from '../webhooks.ts';
import { MOST_BYTES, readBytes, readInput } from './body.ts';
import { type Asked, callerIn, createFeeds, doorsFor, type Served, wantedCompany } from './doors.ts';
import type { Tickets } from './tickets.ts';

/** Largest bodies of the calls that bring files. */
const MOST_OF: ReadonlyMap<string, number> = new Map([
  ['attachments.add', MOST_ATTACH_CALL_BYTES],
  ['import.file.read', MOST_TABLE_CALL_BYTES],
]);

export type ServerOptions = {
  /** 0 takes any free one. */
  port: number;
  /** The owner's own way in, for the window this start opens and for scripts. */
  token: string;
  /** The companies it serves. Who comes with the token says which; a session and a key belong to one. */
  companies: Served;
  /** Passes for our own browser: `GET /open/<ticket>` leads to the window with its token. */
  tickets: Tickets;
  /** Answer of `GET /api`. */
  description: unknown;
  assets(path: string): Promise<Asset>;
  log: Log;
};

export type RunningServer = {
  port: number;
  /** "http://127.0.0.1:PORT/" */
  url: string;
  /** Ends streams and connections; calls that were taken are answered first. */
  close(): Promise<void>;
};

const WEBHOOK_PATH = '/webhooks/intuit';
const SESSION_PATH = '/session';

/** Nothing is said beyond the status: whoever sends without the signature learns nothing. */
const WEBHOOK_STATUS: Record<WebhookVerdict, number> = { taken: 200, off: 404, badSignature: 401, badBody: 400 };

/** What counts where several companies judged one notification. */
const VERDICTS: readonly WebhookVerdict[] = ['taken', 'badBody', 'badSignature', 'off'];

/** Milliseconds between signs of life on an event stream: well under the minute after which proxies cut silence. */
const BEAT_MS = 15_000;

/** What answers under way get to finish when the server closes. */
const CLOSE_MS = 5_000;

/**
 * Serves the window and the interface for scripts on loopback, and nowhere else.
 *
 * @throws Failure `host.portInUse`
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { token, log, companies } = options;
  const feeds = createFeeds(companies);
  const description = JSON.stringify(options.description);
  let port = options.port;

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    const platformApi = isPlatformPath(path) ? platformApiFor(request) : null;
    const isApi = platformApi !== null || path === '/api' || path.startsWith('/api/') || path === SESSION_PATH;
    const refused = refuseForeign(request.headers, port) ?? (isApi ? refuseCrossSite(request.headers) : null);
    if (refused !== null) return refuse(response, refused);
    if (path.startsWith('/open/')) return letIn(request, response, path);
    if (path === WEBHOOK_PATH) return takeWebhook(request, response);
    if (platformApi !== null) return platformApi(request, response);
    if (!isApi) return servePage(request, response, path);
    if (path === SESSION_PATH) return signIn(request, response);
    const askedNow = whoAsks(request);
    const asked = askedNow();
    if (asked === null) return refuse(response, appError('access.token'));
    if (asked.company === null) return refuse(response, appError('companies.gone'));
    const { caller, company } = asked;
    if (path === '/api' || path === '/api/events') {
      if (!takes(request, response, 'GET')) return;
      if (path === '/api') json(response, 200, description);
      else openStream(request, response, company, () => callerIn(company, askedNow()));
      return;
    }
    if (!takes(request, response, 'POST')) return;
    const name = nameOf(path);
    const input = await readInput(request, MOST_OF.get(name) ?? MOST_BYTES);
    if (!input.ok) return refuse(response, input.error);
    reply(response, await company.gate(name, input.value, caller));
  };

  /** Who a request stands for and in which company, each time it is asked anew: sessions end, rights change. */
  const whoAsks = (request: IncomingMessage): (() => Asked | null) => {
    const given = bearerOf(request.headers);
    if (given === null) return () => null;
    if (sameToken(given, token)) return () => ({ caller: LOCAL_OWNER, company: companies.get(wantedCompany(request)) });
    return () => {
      for (const company of companies.all()) {
        const caller = company.people.callerOf(given);
        if (caller !== null) return { caller, company };
      }
      return null;
    };
  };

  /** A session always gets a token made here; one that came along is neither taken up nor looked at. */
  const signIn = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (!takes(request, response, 'POST')) return;
    const input = await readInput(request);
    if (!input.ok) return refuse(response, input.error);
    const parsed = signInSchema.safeParse(input.value);
    if (!parsed.success) return refuse(response, invalid(parsed.error));
    const tried = await doorsFor(companies, wantedCompany(request), parsed.data.login);
    if (tried.length === 0) return refuse(response, appError('companies.gone'));
    let answer: AnyReply | null = null;
    for (const company of tried) {
      const next = await company.people.signIn({ ...parsed.data, address: request.socket.remoteAddress ?? '' });
      answer = answer === null || next.ok ? next : answer;
      if (next.ok) break;
    }
    reply(response, answer as AnyReply);
  };

  /** A key belongs to one company. Without one of ours the first answers, which refuses it. */
  const platformApiFor = (request: IncomingMessage): PlatformApi | null => {
    const key = bearerOf(request.headers);
    const serving = companies.all().filter((one) => one.platformApi !== null);
    const holder = key === null ? undefined : serving.find((one) => one.knowsKey(key));
    return (holder ?? serving[0])?.platformApi ?? null;
  };

  const letIn = (request: IncomingMessage, response: ServerResponse, path: string): void => {
    if (!takes(request, response, 'GET')) return;
    // What follows # never leaves the browser: not in requests, logs or Referer. A used ticket leads to the window, too, but
    // without the token: going back to it in the tab that has it goes on, anybody else is asked for it there.
    const token = options.tickets.redeem(path.slice('/open/'.length)) ? `#token=${options.token}` : '';
    response.writeHead(302, { ...SAFE_HEADERS, Location: `/${token}`, 'Cache-Control': 'no-store' });
    response.end();
  };

  const takeWebhook = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (!takes(request, response, 'POST')) return;
    const raw = await readBytes(request);
    if (raw === null) return refuse(response, appError('input.tooLarge', { limit: '1 MiB' }));
    const signature = request.headers['intuit-signature'];
    // Each company has a verifier token of its own, and takes of a notification what tells of its QuickBooks company.
    const told = companies.all().map((one) => one.webhook(raw, typeof signature === 'string' ? signature : undefined));
    const verdicts = await Promise.all(told);
    const verdict = VERDICTS.find((one) => verdicts.includes(one)) ?? 'off';
    response.writeHead(WEBHOOK_STATUS[verdict], SAFE_HEADERS);
    response.end();
  };

  const servePage = async (request: IncomingMessage, response: ServerResponse, path: string): Promise<void> => {
    if (request.method !== 'HEAD' && !takes(request, response, 'GET')) return;
    const asset = await options.assets(path);
    response.writeHead(asset.status, { ...asset.headers, 'Content-Length': Buffer.byteLength(asset.body) });
    response.end(request.method === 'HEAD' ? undefined : asset.body);
  };

  const openStream = (
    request: IncomingMessage,
    response: ServerResponse,
    company: Company,
    callerNow: () => Caller | null,
  ): void => {
    response.writeHead(200, {
      ...SAFE_HEADERS,
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store',
      'X-Accel-Buffering': 'no',
      // Ending the stream ends the connection, so that leaving does not wait for the reader.
      Connection: 'close',
    });
    // A browser that loses the stream comes back after a second.
    response.write('retry: 1000\n\n');
    const sink = {
      get pending() {
        return response.writableLength;
      },
      retell: (event: AppEvent) => {
        const caller = callerNow();
        return caller && company.people.eventFor(caller, event);
      },
      isLetIn: () => callerNow() !== null,
      write: (text: string) => void response.write(text),
      end: () => void response.end(),
    };
    const feed = feeds.of(company);
    response.on('close', () => feed.close(sink));
    const last = /^\d{1,15}$/.exec(String(request.headers['last-event-id'] ?? ''))?.[0];
    const looking = new URLSearchParams((request.url ?? '').split('?')[1] ?? '').get('looking') !== 'no';
    void feed.open(sink, last === undefined ? null : Number(last), looking);
  };

  /** Answers under way. */
  const open = new Set<ServerResponse>();
  let onAnswered = (): void => {};
  const answered = (): Promise<void> =>
    new Promise((resolve) => {
      onAnswered = () => {
        if (open.size === 0) resolve();
      };
      onAnswered();
    });

  const server = createServer((request, response) => {
    open.add(response);
    response.on('close', () => {
      open.delete(response);
      onAnswered();
    });
    handle(request, response).catch((thrown: unknown) => {
      // The sender went away, or the disk failed under a page; the calls themselves never throw.
      log.warn('A request could not be answered', { url: request.url ?? '', error: String(thrown) });
      if (!response.headersSent) refuse(response, appError('internal.unexpected', { reference: 'see the log' }));
      else response.destroy();
    });
  });
  // A header that takes ten seconds or a body that takes a minute on loopback is not coming.
  server.headersTimeout = 10_000;
  server.requestTimeout = 60_000;

  port = await listen(server, options.port);
  const beat = setInterval(() => feeds.beat(), BEAT_MS);

  return {
    port,
    url: `http://127.0.0.1:${port}/`,
    close: async () => {
      clearInterval(beat);
      feeds.stop();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await Promise.race([answered(), after(CLOSE_MS)]);
      // What is open now waits for nothing of ours: kept-alive connections, and those a browser opened ahead of need.
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Resolves after a while, and keeps nothing alive for it. */
const after = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms).unref());

const listen = (server: ReturnType<typeof createServer>, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      try {
        if (error.code === 'EADDRINUSE' || error.code === 'EACCES') fail('host.portInUse', { port: String(port) });
        reject(error);
      } catch (failure) {
        reject(failure);
      }
    });
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address();
      resolve(address !== null && typeof address === 'object' ? address.port : port);
    });
  });

/** Name of the operation in a path: "/api/sync.now" -> "sync.now". */
function nameOf(path: string): string {
  try {
    return decodeURIComponent(path.slice('/api/'.length));
  } catch {
    return path.slice('/api/'.length);
  }
}

/** Whether the request has the method; answers 405 when not. */
function takes(request: IncomingMessage, response: ServerResponse, method: 'GET' | 'POST'): boolean {
  if (request.method === method) return true;
  response.setHeader('Allow', method);
  const error = appError('input.invalid', { field: 'method', problem: `must be ${method}, not ${request.method}` });
  json(response, 405, JSON.stringify({ ok: false, error }));
  return false;
}

function json(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    ...SAFE_HEADERS,
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Security-Policy': "default-src 'none'",
    'Cache-Control': 'no-store',
    'Content-Length': Buffer.byteLength(text),
    ...(status === 401 ? { 'WWW-Authenticate': 'Bearer' } : {}),
  });
  response.end(text);
}

const reply = (response: ServerResponse, answer: AnyReply): void =>
  json(response, answer.ok ? 200 : httpStatusOf(answer.error.code), JSON.stringify(answer));

const refuse = (response: ServerResponse, error: AppError): void => reply(response, { ok: false, error });
