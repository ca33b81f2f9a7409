/** A thin HTTP server around the company model. Every path but /sandbox/ is Intuit's own, so only the host differs. */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type Company, createCompany } from '../company/company.ts';
import type { SeedOptions } from '../company/seed.ts';
import { answerControl, type Call, type Control } from './control.ts';
import { createFaultPlan } from './fault-plan.ts';
import { gate, respond, unanswered } from './gate.ts';
import { readBody, sendJson, singleHeaders, TooLarge } from './http.ts';
import { answerOauth, lazySigningKey, type OauthSettings } from './oauth.ts';
import { openPersistence } from './persist.ts';
import { createTokens, type Grant, type TokenStore } from './tokens.ts';

export type SandboxServerOptions = {
  /** 0 or absent: any free port. */
  readonly port?: number;
  readonly company?: SeedOptions;
  readonly realmId?: string;
  readonly clientId?: string;
  readonly clientSecret?: string;
  /** Registered return addresses. Absent: any http address on this computer. */
  readonly redirectUris?: readonly string[];
  /** File that carries the company and its connections over restarts. */
  readonly persist?: string;
  /** Present time in epoch milliseconds; the control interface moves it forward. */
  readonly now?: () => number;
};

export type SandboxServer = {
  /** `http://127.0.0.1:port`, no slash at the end. */
  readonly url: string;
  readonly realmId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly accessToken: string;
  readonly refreshToken: string;
  /** Signs webhooks. */
  readonly verifierToken: string;
  /** The company itself, for tests in the same process. */
  readonly company: Company;
  readonly close: () => Promise<void>;
};

const CALLS_KEPT = 1000;
/** How long a scripted timeout holds the connection: the real service gives up after 120 s. */
const TIMEOUT_MS = 120_000;

/** Scopes of the connection that stands ready without the browser. */
const READY_SCOPES = 'com.intuit.quickbooks.accounting openid profile email phone address';

const word = (prefix: string) => prefix + randomBytes(24).toString('base64url');

export async function startSandboxServer(options: SandboxServerOptions = {}): Promise<SandboxServer> {
  const real = options.now ?? Date.now;
  let offset = 0;
  const now = () => real() + offset;
  const company = createCompany({
    clock: { now },
    ...(options.company === undefined ? {} : { seed: options.company }),
    ...(options.realmId === undefined ? {} : { realmId: options.realmId }),
  });
  const tokens = createTokens(now, { token: word });
  const first = company.snapshot();
  const identity = {
    clientId: options.clientId ?? word('AB'),
    clientSecret: options.clientSecret ?? word(''),
    verifierToken: word(''),
  };
  const persistence = await openPersistence(options.persist, {
    save: () => ({ company: company.snapshot(), tokens: tokens.save(), identity: { ...identity }, offset }),
    load: (saved) => {
      company.restore(saved.company);
      tokens.load(saved.tokens);
      Object.assign(identity, saved.identity);
      offset = saved.offset;
    },
  });
  const grant = standing(tokens, company.realmId);
  const faults = createFaultPlan();
  const calls: Call[] = [];
  let admin = true;
  let url = '';
  const oauth: OauthSettings = {
    get clientId() {
      return identity.clientId;
    },
    get clientSecret() {
      return identity.clientSecret;
    },
    redirectUris: options.redirectUris ?? [],
    companies: () => [{ realmId: company.realmId, name: company.name() }],
    tokens,
    url: () => url,
    now,
  };
  const control: Control = {
    company,
    tokens,
    faults,
    calls,
    now,
    forward: (ms) => {
      offset += ms;
      persistence.changed();
    },
    reset: () => {
      company.restore(first);
      calls.length = 0;
      faults.clear();
      persistence.changed();
    },
    changed: persistence.changed,
    setAdmin: (present) => {
      admin = present;
    },
  };
  const keys = lazySigningKey();

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    response.setHeader('intuit_tid', word('1-'));
    if (!fromThisComputer(request))
      return sendJson(response, 403, { error: 'The sandbox answers this computer only.' });
    const target = new URL(request.url ?? '/', url);
    if (target.pathname.startsWith('/v3/')) return books(request, response, target);
    if (await answerControl(control, request, response, target)) return;
    if (await answerOauth(oauth, keys, request, response, target)) {
      persistence.changed();
      return;
    }
    sendJson(response, 404, { error: `Nothing is served at ${target.pathname}.` });
  };

  const books = async (request: IncomingMessage, response: ServerResponse, target: URL): Promise<void> => {
    const body = await readBody(request);
    const started = performance.now();
    const method = request.method ?? 'GET';
    const fault = faults.next(method, target.pathname);
    const requestId = target.searchParams.get('requestid') ?? undefined;
    const note = (status: number) => {
      calls.push({
        method,
        path: target.pathname,
        status,
        ...(requestId === undefined ? {} : { requestId }),
        ...(fault === undefined ? {} : { fault }),
      });
      if (calls.length > CALLS_KEPT) calls.shift();
    };
    const instead = fault === undefined ? undefined : unanswered(fault, now());
    if (instead === 'drop' || instead === 'hold') {
      note(0);
      if (instead === 'drop') response.destroy();
      else setTimeout(() => response.destroy(), TIMEOUT_MS).unref();
      return;
    }
    const result =
      instead ??
      gate(request, target.pathname, tokens, admin, now()) ??
      company.handle({
        method,
        path: target.pathname,
        query: Object.fromEntries(target.searchParams),
        headers: singleHeaders(request),
        body,
      });
    if (method !== 'GET') {
      persistence.changed();
      // Like the real service: what was answered is kept, whatever happens to the process.
      await persistence.stored();
    }
    if (fault === 'lose-after') {
      note(0);
      response.destroy();
      return;
    }
    note(result.status);
    respond(response, result, performance.now() - started, fault === 'truncated');
  };

  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else if (error instanceof TooLarge) sendJson(response, 413, { error: 'The request body is too large.' });
      else
        sendJson(response, 500, {
          Fault: {
            Error: [
              {
                Message: 'An application error has occurred while processing your request',
                Detail: 'System Failure Error: An unexpected error occurred.',
                code: '10000',
              },
            ],
            type: 'SystemFault',
          },
        });
    });
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', () => resolve());
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const fromThisComputer = (request: IncomingMessage): boolean => {
    const { port } = new URL(url);
    const host = request.headers.host ?? '';
    if (host !== `127.0.0.1:${port}` && host !== `localhost:${port}`) return false;
    const { origin } = request.headers;
    // Pages of other sites must not reach it through the browser; the consent form of its own page may.
    return origin === undefined || origin === `http://${host}`;
  };

  return {
    url,
    realmId: company.realmId,
    ...identity,
    accessToken: grant.access,
    refreshToken: grant.refresh,
    company,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
      await persistence.close();
    },
  };
}

/** The connection handed out at start: the saved one, refreshed when it is over an hour old, or a new one. */
function standing(tokens: TokenStore, realmId: string): Grant {
  const saved = tokens.save().grants[0];
  if (saved !== undefined && 'grant' in tokens.check(saved.access)) return saved;
  return (
    (saved === undefined ? undefined : tokens.refresh(saved.refresh, false).grant) ??
    tokens.grant(realmId, READY_SCOPES)
  );
}
