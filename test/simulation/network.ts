/**
 * The wire between the QuickBooks connector and the company, and Intuit's sign-in beside it. In process and on virtual
 * time; here requests and answers get lost, late, doubled and cut, as the fault plan says.
 */
import { createRequire } from 'node:module';
import {
  type HttpAnswer,
  type HttpRequest,
  NoAnswer,
  ROW_LIMITS,
  type RowLimits,
  type Transport,
} from '../../main/connectors/quickbooks/index.ts';
import type { Company } from '../../main/sandbox/company/company.ts';
import type { Dice } from './dice.ts';
import type { FaultCounts, FaultRates } from './faults.ts';
import { isName, resourceOf } from './kinds.ts';
import type { Life, Scheduler } from './scheduler.ts';
import { createShown, type Making } from './shown.ts';
import { entitiesOf } from './words.ts';

// node-quickbooks brings promises of its own that go on at the next turn of the real event loop, which is no part of
// virtual time; from here on they go on like all others.
const require = createRequire(import.meta.url);
(
  createRequire(require.resolve('node-quickbooks'))('bluebird') as { setScheduler(run: (go: () => void) => void): void }
).setScheduler(queueMicrotask);

export const API_BASE = 'http://company.invalid';
export const SIGN_IN = 'http://sign-in.invalid/token';

/** Where the company says its files lie. */
const FILES = 'https://files.invalid/';

/** Access tokens live an hour (reference 1.4). */
const ACCESS_MS = 3_600_000;
/** Lists are behind by less than what the connector's questions reach back (two minutes). */
const STALE_MS = 110_000;

export type Network = {
  /** How many rows answers hold. */
  readonly rows: RowLimits;
  /** The wire of one life of the engine: nothing comes back to the dead. */
  transport(life: Life): Transport;
  /** From now on nothing is lost. What is under way still is. */
  calm(): void;
  offline(ms: number): void;
  /** The books are closed up to this day (null: open); whatever is written there from now on is counted. */
  closeBooks(until: string | null): void;
  readonly closedUntil: string | null;
  /** Documents the app wrote into closed books. */
  readonly closedWrites: number;
  /** A pair of tokens, as if somebody had just signed in. */
  signIn(): { accessToken: string; refreshToken: string; expiresAt: number };
  /** The run is over: whoever still waits for an answer (a life that crashed) is told that none comes, and is forgotten. */
  close(): void;
  /** How often a refresh token was used that had been replaced and whose successor was in use: it costs the grant. */
  readonly misusedRefreshes: number;
  /** Writes that reached the company, replays by requestid not counted. */
  readonly writes: number;
  /** Requests that may have changed the company. */
  readonly posts: number;
  readonly reads: number;
  /** Names the app made, and what it had been shown when it did. */
  readonly makings: ReadonlyMap<string, Making>;
};

export type NetworkParts = {
  company: Company;
  scheduler: Scheduler;
  dice: Dice;
  rates: FaultRates;
  counts: FaultCounts;
  note(what: string): void;
  /** Somebody at work in QuickBooks finds these records, new there, and does something with one or several of them. */
  meddle(made: Made[]): Promise<void>;
};

/** A document that a write answered. */
export type Made = { resource: string; id: string; date: string | null };

/** Kinds of documents, as QuickBooks calls them. */
const DOCUMENTS = entitiesOf('wide')
  .filter((entity) => !isName(entity))
  .map(resourceOf);

/** What posts nothing is not held by closed books. */
const POSTS_NOTHING = new Set(['Estimate', 'PurchaseOrder']);

/** The documents in an answer to a write; none for a read. */
function made({ body: text }: Pick<HttpAnswer, 'body'>): Made[] {
  const body = JSON.parse(text) as Record<string, unknown>;
  const parts = Array.isArray(body.BatchItemResponse) ? (body.BatchItemResponse as Record<string, unknown>[]) : [body];
  return parts.flatMap((part) =>
    DOCUMENTS.flatMap((resource) => {
      const one = part[resource] as { Id?: unknown; TxnDate?: string } | undefined;
      return typeof one?.Id === 'string' ? [{ resource, id: one.Id, date: one.TxnDate ?? null }] : [];
    }),
  );
}

export function createNetwork({ company, scheduler, dice, rates, counts, note, meddle }: NetworkParts): Network {
  let calm = false;
  let offlineUntil = 0;
  let serial = 0;
  /** Access tokens and when each ends. */
  const access = new Map<string, number>();
  let newest = '';
  let refresh = '';
  /** The refresh token before this one: it still works until somebody uses the new pair, and never again. */
  let previous: string | null = null;
  let misusedRefreshes = 0;
  let writes = 0;
  let reads = 0;
  let posts = 0;
  const shown = createShown();
  /** The moment that the answer just given is a picture of. */
  let pictured = 0;
  const seenKeys = new Set<string>();
  /** Requests without an answer. */
  const waiting = new Set<() => void>();

  let closedUntil: string | null = null;
  let closedWrites = 0;
  const inClosedBooks = (body: string): boolean => {
    const until = closedUntil;
    if (until === null) return false;
    return made({ body }).some(({ resource, date }) => !POSTS_NOTHING.has(resource) && date !== null && date <= until);
  };

  const few = dice.chance(rates.overflow ?? 0);
  const rows: RowLimits = few ? { page: dice.int(3, 6), changes: dice.int(3, 8) } : ROW_LIMITS;
  company.setSwitches({ rememberMs: STALE_MS, changeRows: rows.changes });
  /** Until when a replica that is so far behind answers questions now and then. */
  let lagging = { until: 0, ms: 0 };

  const give = (): void => {
    serial += 1;
    newest = `access-${serial}`;
    access.set(newest, scheduler.now() + ACCESS_MS);
  };
  const happens = (kind: keyof FaultRates): boolean => {
    if (calm || !dice.chance(rates[kind] ?? 0)) return false;
    counts[kind] += 1;
    return true;
  };

  /** How far behind the replica is that answers the next question. */
  const lagOf = (): number => {
    if (happens('stale'))
      lagging = { until: scheduler.now() + dice.int(1_000, 600_000), ms: dice.int(1_000, STALE_MS) };
    return !calm && scheduler.now() < lagging.until && dice.chance(0.6) ? lagging.ms : 0;
  };

  const gatewayFault = (status: number, code: string, name: string): HttpAnswer => ({
    status,
    headers: { 'content-type': 'application/json', intuit_tid: `tid-${scheduler.now()}` },
    body: JSON.stringify({
      fault: {
        error: [{ message: `message=${name}; errorCode=${code}; statusCode=${status}`, detail: name, code }],
        type: 'SERVICE',
      },
      time: scheduler.now(),
    }),
  });

  /** The sign-in server: one refresh token at a time, replaced at most refreshes. */
  const signInAnswer = (request: HttpRequest): HttpAnswer => {
    const form = new URLSearchParams(request.body ?? '');
    const headers = { 'content-type': 'application/json' };
    const given = form.get('refresh_token');
    note(`sign-in ${form.get('grant_type')} ${given} (newest ${refresh}, before ${previous ?? '-'})`);
    if (given === refresh) previous = null;
    else if (given !== previous) {
      misusedRefreshes += 1;
      return { status: 400, headers, body: JSON.stringify({ error: 'invalid_grant' }) };
    }
    give();
    // Rotates about every other time; the old one then stops working.
    if (dice.chance(0.5)) {
      previous ??= refresh;
      refresh = `refresh-${serial}`;
    }
    const body = {
      token_type: 'bearer',
      access_token: newest,
      expires_in: ACCESS_MS / 1000,
      refresh_token: refresh,
      x_refresh_token_expires_in: 8_726_400,
    };
    return { status: 200, headers, body: JSON.stringify(body) };
  };

  const companyAnswer = (request: HttpRequest, address: Address, life: Life): HttpAnswer => {
    const token = request.headers.authorization?.replace(/^Bearer /, '') ?? '';
    if (token === newest) previous = null;
    if (scheduler.now() >= (access.get(token) ?? 0)) return gatewayFault(401, '003200', 'AuthenticationFailed');
    const { path, query } = address;
    const write = request.method === 'POST' && !path.endsWith('/query') && !onlyQueries(request.body);
    const key = query.requestid;
    const replay = key !== undefined && seenKeys.has(key);
    const lag = write ? 0 : lagOf();
    pictured = scheduler.now() - lag;
    if (lag > 0) {
      note(`net stale by ${lag} ms`);
      company.setSwitches({ staleMs: lag });
    }
    const answer = company.handle({
      method: request.method,
      path,
      query,
      headers: request.headers,
      ...(request.body === null ? {} : { body: request.body }),
    });
    if (lag > 0) company.setSwitches({ staleMs: 0 });
    if (few && path.endsWith('/cdc') && changesIn(answer.body) >= rows.changes) counts.overflow += 1;
    if (write) posts += 1;
    if (!write) reads += 1;
    else if (answer.status === 200 && !replay) {
      writes += 1;
      if (key !== undefined) seenKeys.add(key);
      if (inClosedBooks(answer.body)) closedWrites += 1;
      shown.wrote(life, { ...address, body: request.body }, answer.body, scheduler.now());
    }
    const what = write ? `${below(address)} ${query.operation ?? ''}` : 'read';
    if (write)
      note(
        `company ${what.trim()} key=${key ?? '-'} -> ${answer.status}${replay ? ' (replay)' : ''} ${summary(answer.body)}`,
      );
    return {
      status: answer.status,
      headers: { ...answer.headers, intuit_tid: `tid-${scheduler.now()}` },
      body: answer.body,
    };
  };

  /** Where the content of files lies, beside the company: it knows no token and no faults of its own. */
  const fileAnswer = (request: HttpRequest): HttpAnswer => {
    const file = company.file(request.url.slice(request.url.lastIndexOf('/') + 1));
    const body = Buffer.from(file?.bytes ?? []).toString('latin1');
    return { status: file ? 200 : 404, headers: {}, body };
  };

  const carry = async (request: HttpRequest, life: Life, wait: (ms: number) => Promise<void>): Promise<HttpAnswer> => {
    const address = addressOf(request.url);
    const stored = request.url.startsWith(FILES);
    const answerNow = (): HttpAnswer => {
      if (stored) return fileAnswer(request);
      return request.url.startsWith(SIGN_IN) ? signInAnswer(request) : companyAnswer(request, address, life);
    };
    const path = stored ? 'a file' : below(address) || 'sign-in';
    const lose = (kind: string, arrived: 'no' | 'maybe'): never => {
      note(`net ${kind} ${request.method} ${path}`);
      throw new NoAnswer(arrived, kind);
    };
    await wait(dice.int(5, 200));
    if (scheduler.now() < offlineUntil) return lose('offline', 'no');
    if (happens('unreachable')) return lose('unreachable', 'no');
    if (happens('lostBefore')) {
      await wait(dice.int(100, 125_000));
      return lose('lostBefore', 'maybe');
    }
    // A token request that is carried out behind its sender's back would cost the grant on any system.
    const signIn = request.url.startsWith(SIGN_IN);
    if (!signIn && happens('late')) {
      // QuickBooks drops a request after 120 s: what it does, it has done by then.
      scheduler.after(dice.int(500, 118_000), () => {
        note(`net late arrival ${request.method} ${path}`);
        answerNow();
      });
      await wait(dice.int(100, 125_000));
      return lose('late', 'maybe');
    }
    if (stored) {
      await wait(dice.int(5, 400));
      if (happens('lostAfter')) return lose('lostAfter', 'maybe');
      return happens('outage') ? htmlPage() : answerNow();
    }
    if (happens('throttled')) {
      note(`net throttled ${path}`);
      return gatewayFault(429, '003001', 'ThrottleExceeded');
    }
    if (!request.url.startsWith(SIGN_IN) && happens('faultIn200')) {
      note(`net fault in 200 ${path}`);
      return { status: 200, headers: { 'content-type': 'application/json' }, body: SYSTEM_FAULT };
    }
    if (happens('expired')) access.clear();
    if (happens('outage') && dice.chance(0.5)) {
      note(`net outage before ${path}`);
      return htmlPage();
    }
    let answer = answerNow();
    const moment = pictured;
    if (!signIn && happens('twice')) {
      note(`net twice ${path}`);
      answerNow();
    }
    await wait(happens('slow') ? dice.int(10_000, 90_000) : dice.int(5, 400));
    if (!signIn && request.method === 'POST' && made(answer).length > 0 && happens('meddled')) {
      await wait(dice.int(100, 5_000));
      await meddle(made(answer));
      return lose('meddled', 'maybe');
    }
    if (happens('lostAfter')) {
      await wait(dice.int(0, 60_000));
      return lose('lostAfter', 'maybe');
    }
    if (happens('outage')) {
      note(`net outage after ${path}`);
      return htmlPage();
    }
    if (happens('truncated')) {
      note(`net truncated ${path}`);
      answer = { ...answer, body: answer.body.slice(0, Math.floor(answer.body.length / 2)) };
    } else if (!signIn && answer.status === 200) shown.saw(life, { ...address, body: request.body }, moment);
    return answer;
  };

  return {
    rows,
    transport: (life) => (request) =>
      new Promise((resolve, reject) => {
        const hangUp = (): void => reject(new NoAnswer('maybe', 'the run is over'));
        waiting.add(hangUp);
        const end = (tell: () => void): void => {
          if (!life.alive) return;
          waiting.delete(hangUp);
          tell();
        };
        // A request that left goes on without its sender; only the answer has nobody to go to.
        carry(request, life, (ms) => scheduler.sleep(ms)).then(
          (answer) => end(() => resolve(answer)),
          (error: unknown) => end(() => reject(error)),
        );
      }),
    close: () => {
      for (const hangUp of waiting) hangUp();
      waiting.clear();
    },
    calm: () => {
      calm = true;
      offlineUntil = 0;
    },
    offline: (ms) => {
      offlineUntil = Math.max(offlineUntil, scheduler.now() + ms);
    },
    closeBooks: (until) => {
      closedUntil = until;
    },
    get closedUntil() {
      return closedUntil;
    },
    get closedWrites() {
      return closedWrites;
    },
    signIn: () => {
      give();
      refresh = `refresh-${serial}`;
      return { accessToken: newest, refreshToken: refresh, expiresAt: scheduler.now() + ACCESS_MS };
    },
    get misusedRefreshes() {
      return misusedRefreshes;
    },
    get posts() {
      return posts;
    },
    get writes() {
      return writes;
    },
    get reads() {
      return reads;
    },
    makings: shown.makings,
  };
}

/** What QuickBooks says of trouble of its own, now and then under a good status (reference, section 3). */
const SYSTEM_FAULT = JSON.stringify({
  Fault: {
    Error: [{ Message: 'An application error has occurred while processing your request', code: '10000' }],
    type: 'SystemFault',
  },
  time: '2026-05-04T08:00:00.000-07:00',
});

type Address = { path: string; query: Record<string, string> };

/** The path below the company's own: "invoice" of "/v3/company/1/invoice". */
const below = ({ path }: Address): string => {
  let at = 0;
  for (let n = 0; n < 4; n++) {
    at = path.indexOf('/', at) + 1;
    if (at === 0) return '';
  }
  return path.slice(at);
};

/** Path and parameters of an address, read as the sandbox server reads them. */
function addressOf(url: string): Address {
  const mark = url.indexOf('?');
  const query: Record<string, string> = {};
  for (const pair of mark < 0 ? [] : url.slice(mark + 1).split('&')) {
    const at = pair.indexOf('=');
    query[plain(pair.slice(0, at))] = plain(pair.slice(at + 1));
  }
  return { path: url.slice(url.indexOf('/', 8), mark < 0 ? undefined : mark), query };
}

/** Most names and values hold nothing that was encoded. */
const plain = (text: string): string =>
  text.includes('%') || text.includes('+') ? decodeURIComponent(text.replaceAll('+', ' ')) : text;

/** A load balancer's page: no JSON, and no word on whether the request was carried out. */
const htmlPage = (): HttpAnswer => ({
  status: 503,
  headers: { 'content-type': 'text/html' },
  body: '<html><head><title>503 Service Temporarily Unavailable</title></head><body>nginx</body></html>',
});

/** Rows of a change answer, all entities together. */
const changesIn = (body: string): number => body.match(/"(?:SyncToken|status":"Deleted)"/g)?.length ?? 0;

/** A batch of questions writes nothing. */
const onlyQueries = (body: string | null): boolean => {
  if (!body?.startsWith('{"BatchItemRequest"')) return false;
  const batch = JSON.parse(body) as { BatchItemRequest: { Query?: string }[] };
  return batch.BatchItemRequest.every((item) => item.Query !== undefined);
};

/** Which record an answer speaks of, for the trace. */
function summary(body: string): string {
  try {
    const answer = JSON.parse(body) as Record<string, { Id?: string; SyncToken?: string; Error?: { code?: string }[] }>;
    if (answer.Fault) return `fault ${(answer.Fault.Error ?? []).map((one) => one.code).join(',')}`;
    for (const [name, value] of Object.entries(answer))
      if (typeof value === 'object' && value?.Id !== undefined) return `${name} ${value.Id}/${value.SyncToken ?? '-'}`;
    return '';
  } catch {
    return '';
  }
}
