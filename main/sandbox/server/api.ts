/** Everything under /v3/: from the request on the wire to the company and back. */
import { isUtf8 } from 'node:buffer';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Company } from '../company/company.ts';
import type { CompanyResponse } from '../company/types.ts';
import { loadBalancerPage, systemFailure, throttled, unanswered } from './envelopes.ts';
import type { FaultKind, FaultPlan } from './fault-plan.ts';
import { type Gate, refusal } from './gate.ts';
import { collectBody, unpacked } from './http.ts';
import type { Limits } from './limits.ts';
import type { ProgramMeter } from './meter.ts';
import type { Persistence } from './persist.ts';
import type { ServerSwitches } from './switches.ts';
import { asXml, wantsXml } from './xml.ts';

/** A request the server answered, newest last. */
export type Call = {
  readonly method: string;
  readonly path: string;
  readonly requestId?: string;
  /** 0: never answered. */
  readonly status: number;
  readonly fault?: string;
};

export type ApiParts = {
  readonly company: Company;
  readonly gate: Gate;
  readonly limits: Limits;
  readonly meter: ProgramMeter;
  readonly faults: FaultPlan;
  readonly switches: Readonly<ServerSwitches>;
  readonly persistence: Persistence;
  readonly now: () => number;
  /** Header `intuit_tid` of an answer. */
  readonly traceId: () => string;
  /** Spreads the latency; 0 up to 1. */
  readonly random: () => number;
  /** Real milliseconds after which the gateway gives a request up. */
  readonly timeoutMs: number;
};

const CALLS_KEPT = 1000;

/** Larger than any request but an upload: the load balancer turns it away. */
const MOST_BYTES = 20 * 1024 * 1024;
/** An upload may be 100 MB; a little more is read, so that the company can say so itself. */
const MOST_UPLOAD_BYTES = 101 * 1024 * 1024;

const NO_QUERY: Readonly<Record<string, string>> = Object.freeze({});

export type Api = {
  readonly serve: (request: IncomingMessage, response: ServerResponse, url: string) => void;
  readonly calls: Call[];
};

export function createApi(parts: ApiParts): Api {
  const { company, gate, limits, meter, faults, switches, now } = parts;
  const calls: Call[] = [];

  const note = (asked: Asked, status: number) => {
    const { method, path, query, fault } = asked;
    const call: { -readonly [name in keyof Call]: Call[name] } = { method, path, status };
    if (query.requestid !== undefined) call.requestId = query.requestid;
    if (fault !== undefined) call.fault = fault;
    calls.push(call);
    if (calls.length > CALLS_KEPT) calls.shift();
  };

  const send = (asked: Asked, result: CompanyResponse, sent: Sent) => {
    const shown = readable(result, sent.accept, switches.withoutAccept);
    note(asked, shown.status);
    respond(sent.response, shown, performance.now() - sent.started, parts.traceId(), asked.fault === 'truncated');
  };

  /** Asks the company, whatever stands in the way. */
  const answerOf = (asked: Asked, request: IncomingMessage, body: Buffer | undefined): CompanyResponse => {
    const refused = refusal(gate, request.headers.authorization, asked.path.split('/', 4)[3] ?? '', now());
    if (refused !== undefined) {
      meter.count(undefined);
      return refused;
    }
    if (!meter.allows(asked.reads ? 'corePlus' : 'core')) return throttled(now());
    try {
      const result = company.handle({
        method: asked.method,
        path: asked.path,
        query: asked.query,
        // Node joins repeated headers; only set-cookie, which no request has, is a list.
        headers: request.headers as Record<string, string>,
        ...(body === undefined ? {} : { body: readableBody(asked.path, body) }),
      });
      meter.count(result.counted);
      return result;
    } catch {
      // Never a stack: what broke is ours to find, by the tests.
      return systemFailure(now());
    }
  };

  const carryOut = (asked: Asked, request: IncomingMessage, body: Buffer | undefined, sent: Sent) => {
    const result = answerOf(asked, request, body);
    const finish = () => {
      if (asked.fault === 'lose-after') {
        note(asked, 0);
        sent.response.destroy();
      } else send(asked, result, sent);
    };
    const delay = latencyOf(switches.latency, parts.random);
    const answer = () => {
      if (delay === 0) finish();
      else if (delay < parts.timeoutMs) setTimeout(finish, delay);
      else setTimeout(() => send(asked, loadBalancerPage(504), sent), parts.timeoutMs);
    };
    if (asked.method === 'GET') return answer();
    // Like the real service: what was answered is kept, whatever happens to the process.
    parts.persistence.stored().then(answer, () => send(asked, systemFailure(now()), sent));
  };

  const proceed = (asked: Asked, request: IncomingMessage, body: Buffer | undefined, sent: Sent) => {
    const instead = asked.fault === undefined ? undefined : unanswered(asked.fault, asked.path, now());
    if (instead === undefined) return carryOut(asked, request, body, sent);
    if (instead === 'drop') {
      note(asked, 0);
      sent.response.destroy();
    } else if (instead === 'hold') {
      note(asked, 0);
      setTimeout(() => sent.response.destroy(), parts.timeoutMs).unref();
    } else send(asked, instead, sent);
  };

  const serve = (request: IncomingMessage, response: ServerResponse, url: string): void => {
    const sent: Sent = { response, started: performance.now(), accept: request.headers.accept };
    const asked = read(request.method ?? 'GET', url);
    if (switches.limits) {
      if (limits.enter(asked.path.endsWith('/batch')) !== undefined) {
        request.resume();
        send(asked, throttled(now()), sent);
        return;
      }
      response.once('close', limits.leave);
    }
    asked.fault = faults.next(asked.method, asked.path);
    if (asked.method === 'GET') {
      proceed(asked, request, undefined, sent);
      return;
    }
    const most = asked.path.endsWith('/upload') ? MOST_UPLOAD_BYTES : MOST_BYTES;
    collectBody(request, most, (sentBody) => {
      const body = sentBody === 'too-large' ? sentBody : unpacked(sentBody, request.headers['content-encoding'], most);
      if (body === 'too-large') send(asked, loadBalancerPage(413), sent);
      else if (body === 'damaged') send(asked, loadBalancerPage(400), sent);
      else proceed(asked, request, body, sent);
    });
  };

  return { serve, calls };
}

type Asked = {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly reads: boolean;
  fault: FaultKind | undefined;
};

type Sent = { readonly response: ServerResponse; readonly started: number; readonly accept: string | undefined };

function read(method: string, url: string): Asked {
  const mark = url.indexOf('?');
  const path = mark === -1 ? url : url.slice(0, mark);
  const query = mark === -1 ? NO_QUERY : parameters(url.slice(mark + 1));
  return { method, path, query, reads: method === 'GET' || path.endsWith('/query'), fault: undefined };
}

/** Addresses without any encoding, as reads mostly are, are taken apart by hand. */
const PLAIN = /^(?:[\w.-]+=[\w.,-]*(?:&|$))*$/;

function parameters(text: string): Readonly<Record<string, string>> {
  if (!PLAIN.test(text)) return Object.fromEntries(new URLSearchParams(text));
  const found: Record<string, string> = {};
  for (const pair of text.split('&')) {
    const equals = pair.indexOf('=');
    // What would be set on the prototype of an object is no parameter of any request.
    if (equals > 0 && !pair.startsWith('__proto__=')) found[pair.slice(0, equals)] = pair.slice(equals + 1);
  }
  return found;
}

/** Text where the bytes are text: Node reads it faster than the company can. What is not is for the company to refuse. */
function readableBody(path: string, body: Buffer): string | Buffer {
  return !path.endsWith('/upload') && isUtf8(body) ? body.toString('utf8') : body;
}

function latencyOf({ from, to }: { readonly from: number; readonly to: number }, random: () => number): number {
  return to === 0 ? 0 : from + random() * (to - from);
}

/** In XML when the caller reads that; faults of the gateway too, pages of the load balancer never. */
function readable(result: CompanyResponse, accept: string | undefined, without: 'xml' | 'json'): CompanyResponse {
  if (accept?.includes('json') === true || (without === 'json' && (accept ?? '') === '') || !wantsXml(accept))
    return result;
  const type = result.headers['content-type'] ?? '';
  if (!type.startsWith('application/json') || typeof result.body !== 'string') return result;
  return {
    ...result,
    headers: { ...result.headers, 'content-type': 'application/xml;charset=utf-8' },
    body: asXml(result.body),
  };
}

/** Shaped as recorded: `QBO-Version` and `Service-Time` stand beside the answer. */
function respond(
  response: ServerResponse,
  result: CompanyResponse,
  took: number,
  traceId: string,
  truncated: boolean,
): void {
  if (response.destroyed || response.headersSent) return;
  const total = Math.max(1, Math.round(took));
  const bytes = typeof result.body === 'string' ? Buffer.byteLength(result.body) : (result.body as Uint8Array).length;
  // A flat list is what Node writes fastest.
  const headers = ['content-length', String(bytes), 'intuit_tid', traceId, 'qbo-version', '1975.165'];
  headers.push('service-time', `total=${total}, db=${Math.max(1, total - 1)}`);
  for (const name in result.headers) headers.push(name, result.headers[name] ?? '');
  response.writeHead(result.status, headers);
  if (!truncated) {
    response.end(result.body);
    return;
  }
  const whole = Buffer.from(result.body);
  response.write(whole.subarray(0, Math.floor(whole.length / 2)), () => response.destroy());
}
