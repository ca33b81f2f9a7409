import { createQuickbooksClient, type TokenSource } from '../../../../main/connectors/quickbooks/client.ts';
import { createQuickbooksConnector } from '../../../../main/connectors/quickbooks/connector.ts';
import { quickbooksEndpoints } from '../../../../main/connectors/quickbooks/endpoints.ts';
import { createLimiter } from '../../../../main/connectors/quickbooks/limits.ts';
import { type HttpAnswer, type HttpRequest, NoAnswer } from '../../../../main/connectors/quickbooks/transport.ts';
import type { Clock, Timers } from '../../../../main/core/ports.ts';
import type { ListEntry, TranslationContext, WriteRequest } from '../../../../main/core/types.ts';
import { createEntityRegistry } from '../../../../main/entities/index.ts';
import { type Company, createCompany } from '../../../../main/sandbox/company/company.ts';
import type { Body } from '../../../../shared/primitives.ts';

export type Json = Record<string, unknown>;
export const entities = createEntityRegistry();

/** Time that only moves when somebody sleeps or a request takes a while. */
export function virtualTime(start = Date.parse('2026-05-10T12:00:00Z')): {
  clock: Clock;
  timers: Timers;
  forward(ms: number): void;
} {
  let now = start;
  const wakeups: { at: number; run: () => void }[] = [];
  let driving = false;
  // Sleepers wake in the order of their times, once everything that could run before has run.
  const drive = (): void => {
    if (driving) return;
    driving = true;
    setImmediate(() => {
      driving = false;
      wakeups.sort((left, right) => left.at - right.at);
      const next = wakeups.shift();
      if (!next) return;
      now = Math.max(now, next.at);
      next.run();
      if (wakeups.length > 0) drive();
    });
  };
  return {
    clock: { now: () => now },
    forward: (ms) => {
      now += ms;
    },
    timers: {
      sleep: (ms) =>
        new Promise((run) => {
          wakeups.push({ at: now + ms, run });
          drive();
        }),
      yieldNow: async () => {},
      every: () => () => {},
    },
  };
}

/** What a test makes of one request instead of passing it on; `undefined` passes it. */
export type Mischief = (request: HttpRequest, pass: () => HttpAnswer) => HttpAnswer | undefined;

export const lost = (arrived: 'no' | 'maybe' = 'maybe'): never => {
  throw new NoAnswer(arrived, 'the line was cut');
};

export const answer = (status: number, body: unknown, headers: Record<string, string> = {}): HttpAnswer => ({
  status,
  headers,
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

export type World = ReturnType<typeof createWorld>;

/** A connector whose other end is a pure company in this process. */
export function createWorld(options: { seed?: 'demo' | 'empty'; tokens?: TokenSource } = {}) {
  const time = virtualTime();
  const company: Company = createCompany({ clock: time.clock, seed: { kind: options.seed ?? 'empty' } });
  const requests: HttpRequest[] = [];
  const counted: string[] = [];
  const lines: string[] = [];
  let mischief: Mischief | null = null;
  const log = (message: string, fields?: object): void => {
    lines.push(`${message} ${JSON.stringify(fields ?? {})}`);
  };
  const parts = {
    realmId: company.realmId,
    clock: time.clock,
    tokens: options.tokens ?? {
      access: async () => ({ ok: true as const, value: 'access-1' }),
      refresh: async () => ({ ok: true as const, value: 'access-2' }),
    },
    meter: { count: (kind: string, endpoint: string) => void counted.push(`${kind} ${endpoint}`) },
    log: { debug: log, info: log, warn: log, error: log },
    limiter: createLimiter({ clock: time.clock, timers: time.timers, random: { next: () => 0 } }),
    transport: async (request: HttpRequest): Promise<HttpAnswer> => {
      requests.push(request);
      const url = new URL(request.url);
      time.forward(40);
      const pass = (): HttpAnswer =>
        company.handle({
          method: request.method,
          path: url.pathname,
          query: Object.fromEntries(url.searchParams),
          headers: request.headers,
          ...(request.body === null ? {} : { body: request.body }),
        });
      return mischief?.(request, pass) ?? pass();
    },
  };
  const connector = createQuickbooksConnector({
    ...parts,
    entities,
    endpoints: quickbooksEndpoints('sandboxCompany', 'http://127.0.0.1:9/'),
    timers: time.timers,
    random: { next: () => 0 },
    hash: (text) => {
      // FNV-1a, four times over: enough to tell keys apart in a test.
      let value = 0x811c9dc5;
      for (const char of text) value = Math.imul(value ^ (char.codePointAt(0) ?? 0), 0x01000193) >>> 0;
      return value.toString(16).padStart(8, '0').repeat(8);
    },
  });
  return {
    ...time,
    company,
    connector,
    client: createQuickbooksClient({ ...parts, apiBase: 'http://127.0.0.1:9' }),
    /** The wire itself, mischief included: for a test that speaks HTTP on its own. */
    transport: parts.transport,
    requests,
    counted,
    lines,
    /** Replaces what happens to requests from now on; null ends it. */
    play: (next: Mischief | null) => {
      mischief = next;
    },
    paths: () =>
      requests.map((request) => `${request.method} ${new URL(request.url).pathname.split('/').slice(4).join('/')}`),
    count: (entity: string) => company.rows(entity).filter((row) => !row.deleted).length,
  };
}

/** Pairings for a company, from its own lists. */
export async function contextOf(world: World): Promise<TranslationContext> {
  const lists = await world.connector.lists();
  if (!lists.ok) throw new Error(lists.error.userSentence);
  const first = (list: string, fits: (entry: ListEntry) => boolean = () => true): string | null =>
    lists.value.find((entry) => entry.list === list && fits(entry))?.id ?? null;
  return {
    mapping: {
      defaultIncomeAccount: first('account', (entry) => entry.facts.type === 'Income'),
      depositAccount: null,
      defaultExpenseAccount: null,
      taxCodes: {},
      defaultTaxCode: first('taxCode'),
      customFields: [],
    },
    lists: lists.value,
    homeCurrency: 'USD',
  };
}

export function body(entity: string, input: Json): Body {
  const parsed = entities.get(entity).parse(input);
  if (!parsed.ok) throw new Error(parsed.error.userSentence);
  return parsed.body;
}

let keys = 0;
export const request = (entity: string, kind: WriteRequest['kind'], more: Partial<WriteRequest>): WriteRequest => ({
  entity,
  kind,
  id: null,
  revision: null,
  body: null,
  fields: [],
  native: null,
  key: `test-key-${++keys}`,
  ...more,
});

export const create = (entity: string, input: Json): WriteRequest =>
  request(entity, 'create', { body: body(entity, input) });
