import nodeQuickbooks from 'node-quickbooks';
import { type AppError, appError, type Result } from '../../../shared/errors.ts';
import type { CallMeter, Clock, Log } from '../../core/ports.ts';
import { errorCodeOf, type Fault, faultIn, mayHaveHappened, readFault, toAppError } from './errors.ts';
import type { Limiter } from './limits.ts';
import { parse, type Route, startRoute } from './route.ts';
import { NoAnswer, type Transport } from './transport.ts';

/** The only base there is; older ones are ignored since August 2025 (reference, 2.1). */
const MINOR_VERSION = 75;

type Json = Record<string, unknown>;
type Callback = (error: unknown, data?: unknown) => void;
/** What we use of node-quickbooks: one method an operation and entity, all ending in a callback. */
type NodeQuickbooks = Record<string, ((...args: unknown[]) => unknown) | undefined> & {
  pluralize(name: string): string;
};
type Constructor = new (...args: unknown[]) => NodeQuickbooks;

/** Where the access token comes from. `refresh` is called with the token that was refused. */
export type TokenSource = {
  access(): Promise<Result<string>>;
  refresh(refused: string): Promise<Result<string>>;
};

/**
 * Why a call failed. `reach` says what the other side did: `unsent` nothing (safe to send again), `refused` a clear no,
 * `unknown` perhaps all of it.
 */
export type CallFailure = {
  reach: 'unsent' | 'refused' | 'unknown';
  fault: Fault | null;
  /** As our error, about the record of this title. */
  error(title?: string): AppError;
};

/**
 * A good answer, or why there is none. `time` is the server's own, at the start of the request; `tid` QuickBooks' trace id
 * of the call (`intuit_tid`), by which its support finds it.
 */
export type Reply<T> =
  | { ok: true; value: T; time: string | null; tid: string | null }
  | { ok: false; failure: CallFailure };

/** One entry of a batch. `bId` names it in the answer, which may be in any order. */
export type BatchItem = { bId: string } & Json;

export type QuickbooksClient = {
  /** Rows of `select * from <resource> <tail>`; an empty answer is an empty list. */
  query(resource: string, tail: string): Promise<Reply<unknown[]>>;
  read(resource: string, id: string): Promise<Reply<unknown>>;
  create(resource: string, json: Json, key: string): Promise<Reply<unknown>>;
  update(resource: string, json: Json, key: string): Promise<Reply<unknown>>;
  remove(resource: string, json: Json, key: string): Promise<Reply<unknown>>;
  void(resource: string, by: 'operation' | 'include', json: Json, key: string): Promise<Reply<unknown>>;
  /** At most 30 items; `key` is null for a batch that only reads. The answer's entries by bId. */
  batch(items: BatchItem[], key: string | null): Promise<Reply<Map<string, Json>>>;
  /** E-mails a document to an address; the answer is the document. Carries no requestid: QuickBooks has none for it. */
  send(resource: string, id: string, to: string): Promise<Reply<unknown>>;
  /** A document as a PDF, in base64. */
  pdf(resource: string, id: string): Promise<Reply<string>>;
  /** Changed rows by resource since an instant, tombstones included. */
  cdc(resources: string[], since: string): Promise<Reply<Map<string, unknown[]>>>;
  companyInfo(): Promise<Reply<Json>>;
  preferences(): Promise<Reply<Json>>;
  /** One file with its metadata, as a multipart body of one character for each byte; the answer is the Attachable. */
  upload(body: string, contentType: string, key: string): Promise<Reply<unknown>>;
  /** What lies at a temporary address QuickBooks gave. The token does not go there. */
  fetchFile(url: string): Promise<Result<Uint8Array>>;
};

export type ClientDependencies = {
  /** Root of the API, e.g. "https://quickbooks.api.intuit.com"; the paths after it are Intuit's. */
  apiBase: string;
  realmId: string;
  transport: Transport;
  tokens: TokenSource;
  limiter: Limiter;
  clock: Clock;
  meter: CallMeter;
  log: Log;
};

type Operation = {
  /** For the log and the meter: "query Customer". */
  name: string;
  meter: 'core' | 'coreplus';
  kind: 'call' | 'batch';
  /** How many metered calls it counts as: a batch of queries is taken as that many, to be on the safe side. */
  weight?: number;
  requestId: string | null;
  /** The answer is a file, not JSON. */
  file?: boolean;
  /** A request node-quickbooks has no fitting method for: `path` below the company, and a body that is no text. */
  direct?: { path: string; contentType: string; body: string };
  run(client: NodeQuickbooks, done: Callback): void;
};

const object = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};

const failed = (
  reach: CallFailure['reach'],
  error: AppError,
  fault: Fault | null = null,
): { ok: false; failure: CallFailure } => ({
  ok: false,
  failure: { reach, fault, error: (title) => (fault ? toAppError(fault, title ?? 'the request') : error) },
});

/** Codes that a fresh token may cure. */
const TOKEN_CODES = new Set(['100', '110', '3200', '3202']);
const wantsFreshToken = (fault: Fault): boolean =>
  fault.status === 401 && (fault.code === null || TOKEN_CODES.has(fault.code));

/** Typed calls to one QuickBooks company, over node-quickbooks. */
export function createQuickbooksClient(deps: ClientDependencies): QuickbooksClient {
  const { clock, limiter, log, meter, tokens } = deps;
  const Client = nodeQuickbooks as unknown as Constructor;
  // Key and secret are for signing in, which is not its business here; the token is set anew for each call.
  const shared = new Client('', '', '', false, deps.realmId, false, false, MINOR_VERSION, '2.0', null);

  /** One call on one token: the raw answer, or what kept it away. */
  async function attempt(operation: Operation, token: string): Promise<Reply<Json> & { fault?: Fault }> {
    const place = await limiter.enter(operation.kind);
    if (!place.ok) {
      const wait = { retryAfterMs: place.retryAfterMs };
      return failed('unsent', appError('connection.throttled', {}, wait));
    }
    const { endpoint, route, end } = startRoute(deps.apiBase, deps.transport, operation.requestId);
    const started = clock.now();
    let broken: unknown = null;
    await new Promise<void>((resolve, _reject) => {
      if (operation.direct) {
        void post(operation.direct, operation.requestId, token, route).then(resolve);
        return;
      }
      const client = Object.assign(Object.create(shared) as NodeQuickbooks, { endpoint, token });
      operation.run(client, () => resolve());
      // Only what node-quickbooks throws before sending comes here: a record it does not take.
    }).catch((error: unknown) => {
      broken = error;
    });
    end();
    const tookMs = clock.now() - started;
    const fault = route.answer ? readFault(route.answer, clock.now(), route.content) : null;
    const throttled = fault !== null && errorCodeOf(fault) === 'connection.throttled';
    place.lease.done({ throttled, retryAfterMs: fault?.retryAfterMs ?? null, tookMs });
    if (broken !== null) {
      log.error('A QuickBooks call could not be made', { call: operation.name, detail: String(broken).slice(0, 300) });
      return failed('refused', appError('internal.unexpected', { reference: operation.name }));
    }
    return settle(operation, route, fault, tookMs);
  }

  /** A request made here; what comes of it is gathered in the route, as for those of node-quickbooks. */
  async function post(
    { path, contentType, body }: NonNullable<Operation['direct']>,
    requestId: string | null,
    token: string,
    route: Route,
  ): Promise<void> {
    const id = requestId === null ? '' : `&requestid=${encodeURIComponent(requestId)}`;
    try {
      route.answer = await deps.transport({
        method: 'POST',
        url: `${route.base}/v3/company/${deps.realmId}/${path}?minorversion=${MINOR_VERSION}${id}`,
        headers: { accept: 'application/json', authorization: `Bearer ${token}`, 'content-type': contentType },
        body,
        binaryBody: true,
      });
      route.content = parse(route.answer.body);
    } catch (error) {
      route.failure = error;
    }
  }

  function settle(
    operation: Operation,
    route: Route,
    fault: Fault | null,
    tookMs: number,
  ): Reply<Json> & { fault?: Fault } {
    const fields = { call: operation.name, ms: tookMs, status: route.answer?.status ?? null };
    if (!route.answer) {
      const never = route.failure instanceof NoAnswer && route.failure.arrived === 'no';
      log.warn('QuickBooks gave no answer', { ...fields, reached: never ? 'no' : 'maybe' });
      return failed(never ? 'unsent' : 'unknown', appError('connection.offline'));
    }
    const tid = route.answer.headers.intuit_tid ?? null;
    if (fault) {
      log.warn('QuickBooks refused a call', { ...fields, tid, code: fault.code, detail: fault.detail });
      const stopped = !mayHaveHappened(fault) && errorCodeOf(fault).startsWith('connection.');
      const reach = mayHaveHappened(fault) ? 'unknown' : stopped ? 'unsent' : 'refused';
      return { ...failed(reach, appError('connection.outage'), fault), fault };
    }
    log.debug('QuickBooks call', { ...fields, tid });
    for (let count = 0; count < (operation.weight ?? 1); count += 1) meter.count(operation.meter, operation.name);
    const tail = { time: null, tid };
    if (operation.file === true)
      // A PDF that broke off has no end mark.
      return /^%PDF[\s\S]*%%EOF\s*$/.test(route.answer.body)
        ? { ok: true, value: { file: route.answer.body }, ...tail }
        : failed('unknown', appError('connection.outage'));
    const body = route.content;
    if (typeof body !== 'object' || body === null)
      // A good status with an answer nobody can read: a cut connection looks like this.
      return failed('unknown', appError('connection.outage'));
    const time = object(body).time;
    return { ok: true, value: object(body), time: typeof time === 'string' ? time : null, tid };
  }

  /** One call; a refused token is renewed once and the same request, requestid included, is sent again. */
  async function call(operation: Operation): Promise<Reply<Json>> {
    const token = await tokens.access();
    if (!token.ok) return failed('unsent', token.error);
    const first = await attempt(operation, token.value);
    if (first.ok || !first.fault || !wantsFreshToken(first.fault)) return first;
    const fresh = await tokens.refresh(token.value);
    return fresh.ok ? attempt(operation, fresh.value) : failed('unsent', fresh.error);
  }

  const then = <T>(reply: Reply<Json>, pick: (body: Json) => T): Reply<T> =>
    reply.ok ? { ok: true, value: pick(reply.value), time: reply.time, tid: reply.tid } : reply;

  const method = (client: NodeQuickbooks, name: string): ((...args: unknown[]) => unknown) => {
    const found = client[name];
    if (!found) throw new TypeError(`node-quickbooks has no ${name}`);
    return found.bind(client);
  };

  /** A write: free of charge, once per requestid, and its answer is the record. node-quickbooks edits what it is given. */
  async function write(verb: string, resource: string, json: Json, key: string): Promise<Reply<unknown>> {
    const reply = await call({
      name: `${verb} ${resource}`,
      meter: 'core',
      kind: 'call',
      requestId: key,
      run: (client, done) => method(client, `${verb}${resource}`)(structuredClone(json), done),
    });
    if (!reply.ok) return reply;
    const entity = reply.value[resource];
    return entity === undefined
      ? failed('unknown', appError('connection.outage'))
      : { ok: true, value: entity, time: reply.time, tid: reply.tid };
  }

  return {
    async query(resource, tail) {
      const reply = await call({
        name: `query ${resource}`,
        meter: 'coreplus',
        kind: 'call',
        requestId: null,
        run: (client, done) => method(client, `find${client.pluralize(resource)}`)(` ${tail}`, done),
      });
      return then(reply, (body) => {
        const rows = object(body.QueryResponse)[resource];
        return Array.isArray(rows) ? rows : [];
      });
    },
    async read(resource, id) {
      const reply = await call({
        name: `read ${resource}`,
        meter: 'coreplus',
        kind: 'call',
        requestId: null,
        run: (client, done) => method(client, `get${resource}`)(encodeURIComponent(id), done),
      });
      return then(reply, (body) => body[resource] ?? null);
    },
    create: (resource, json, key) => write('create', resource, json, key),
    update: (resource, json, key) => write('update', resource, json, key),
    remove: (resource, json, key) => write('delete', resource, json, key),
    void: (resource, by, json, key) =>
      by === 'operation'
        ? write('void', resource, json, key)
        : write('update', resource, { ...json, sparse: true, void: true }, key),
    async batch(items, key) {
      const reply = await call({
        name: key === null ? 'batch query' : 'batch write',
        meter: key === null ? 'coreplus' : 'core',
        kind: 'batch',
        weight: key === null ? items.length : 1,
        requestId: key,
        run: (client, done) => method(client, 'batch')(structuredClone(items), done),
      });
      return then(reply, (body) => {
        const entries = Array.isArray(body.BatchItemResponse) ? body.BatchItemResponse.map(object) : [];
        return new Map(entries.map((entry) => [String(entry.bId), entry]));
      });
    },
    async send(resource, id, to) {
      const reply = await call({
        name: `send ${resource}`,
        meter: 'core',
        kind: 'call',
        requestId: null,
        run: (client, done) =>
          method(client, `send${resource}Pdf`)(encodeURIComponent(id), encodeURIComponent(to), done),
      });
      if (!reply.ok) return reply;
      const sent = reply.value[resource];
      return sent === undefined
        ? failed('unknown', appError('connection.outage'))
        : { ok: true, value: sent, time: reply.time, tid: reply.tid };
    },
    async pdf(resource, id) {
      const reply = await call({
        name: `pdf ${resource}`,
        meter: 'coreplus',
        kind: 'call',
        requestId: null,
        file: true,
        run: (client, done) => method(client, `get${resource}Pdf`)(encodeURIComponent(id), done),
      });
      return then(reply, (body) => Buffer.from(String(body.file), 'latin1').toString('base64'));
    },
    async cdc(resources, since) {
      const reply = await call({
        name: 'cdc',
        meter: 'coreplus',
        kind: 'call',
        requestId: null,
        run: (client, done) => method(client, 'changeDataCapture')(resources, encodeURIComponent(since), done),
      });
      return then(reply, (body) => {
        const answer = Array.isArray(body.CDCResponse) ? object(body.CDCResponse[0]) : {};
        const groups = Array.isArray(answer.QueryResponse) ? answer.QueryResponse.map(object) : [];
        const rows = new Map<string, unknown[]>(resources.map((resource) => [resource, []]));
        for (const group of groups)
          for (const resource of resources) {
            const found = group[resource];
            if (Array.isArray(found)) rows.get(resource)?.push(...found);
          }
        return rows;
      });
    },
    async companyInfo() {
      const reply = await call({
        name: 'read CompanyInfo',
        meter: 'coreplus',
        kind: 'call',
        requestId: null,
        run: (client, done) => method(client, 'getCompanyInfo')(deps.realmId, done),
      });
      return then(reply, (body) => object(body.CompanyInfo));
    },
    async upload(body, contentType, key) {
      const reply = await call({
        name: 'upload',
        meter: 'core',
        kind: 'call',
        requestId: key,
        direct: { path: 'upload', contentType, body },
        run: () => {},
      });
      if (!reply.ok) return reply;
      const answers = reply.value.AttachableResponse;
      const answer = object(Array.isArray(answers) ? answers[0] : null);
      // A file that is refused comes with HTTP 200 (reference, 6.12).
      const fault = faultIn(answer, 400, reply.tid);
      if (fault) {
        log.warn('QuickBooks refused a file', { tid: reply.tid, code: fault.code, detail: fault.detail });
        const stopped = errorCodeOf(fault).startsWith('connection.');
        return failed(
          mayHaveHappened(fault) ? 'unknown' : stopped ? 'unsent' : 'refused',
          appError('connection.outage'),
          fault,
        );
      }
      return answer.Attachable === undefined
        ? failed('unknown', appError('connection.outage'))
        : { ok: true, value: answer.Attachable, time: reply.time, tid: reply.tid };
    },
    async fetchFile(url) {
      const outage = { ok: false as const, error: appError('connection.outage') };
      const here = new URL(deps.apiBase).origin;
      // Files come over TLS, or from the sandbox company itself.
      if (!URL.canParse(url) || (!url.startsWith('https://') && new URL(url).origin !== here)) return outage;
      try {
        const answer = await deps.transport({ method: 'GET', url, headers: {}, body: null, binary: true });
        return answer.status === 200 ? { ok: true, value: Buffer.from(answer.body, 'latin1') } : outage;
      } catch {
        return { ok: false, error: appError('connection.offline') };
      }
    },
    async preferences() {
      const reply = await call({
        name: 'read Preferences',
        meter: 'coreplus',
        kind: 'call',
        requestId: null,
        run: (client, done) => method(client, 'getPreferences')(done),
      });
      return then(reply, (body) => object(body.Preferences));
    },
  };
}
