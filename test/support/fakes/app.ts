import { sha256 } from '../../../main/adapters/hash.ts';
import { createIds } from '../../../main/adapters/ids.ts';
import { openEngineStore } from '../../../main/adapters/sqlite/engine/store.ts';
import type {
  ConnectedCompany,
  ConnectionService,
  Log,
  Passwords,
  PlatformBook,
  Timers,
} from '../../../main/core/ports.ts';
import type { EngineStore } from '../../../main/core/ports-store.ts';
import { createEngine, type Engine } from '../../../main/engine/index.ts';
import { createEntityRegistry } from '../../../main/entities/index.ts';
import { type Caller, LOCAL_OWNER } from '../../../shared/access.ts';
import type { InputOf, OperationName, OutputOf } from '../../../shared/contract/index.ts';
import type { EntityDescriptor } from '../../../shared/entity.ts';
import { appError, Failure } from '../../../shared/errors.ts';
import { type Death, mortalConnector, mortalStore } from './mortal.ts';
import { fakePasswords } from './passwords.ts';
import { FakeSide } from './side.ts';

/** Noon of a working day; every test has the same. */
const START = Date.parse('2026-03-02T12:00:00.000Z');

/** A clock that moves only when told, with timers that fire then. */
export class FakeTime {
  now = START;
  private sleepers: { at: number; wake: () => void }[] = [];

  readonly timers: Timers = {
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        const sleeper = { at: this.now + ms, wake: resolve };
        this.sleepers.push(sleeper);
        signal?.addEventListener('abort', resolve, { once: true });
      }),
    yieldNow: () => Promise.resolve(),
    every: () => () => {},
  };

  /** Lets time pass, waking sleepers in order and letting what they started run. */
  async pass(ms: number): Promise<void> {
    const end = this.now + ms;
    for (;;) {
      await settle();
      this.sleepers.sort((a, b) => a.at - b.at);
      const next = this.sleepers[0];
      if (!next || next.at > end) break;
      this.sleepers.shift();
      this.now = Math.max(this.now, next.at);
      next.wake();
    }
    this.now = end;
    await settle();
  }
}

/** Lets everything that waits only for promises come to rest. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
}

export const quietLog = (onError: (message: string, fields: unknown) => void = () => {}): Log => ({
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: onError,
});

export type FakeApp = {
  engine: Engine;
  entities: EntityDescriptor[];
  store: EngineStore;
  time: FakeTime;
  platform: FakeSide;
  quickbooks: FakeSide;
  errors: string[];
  /** As the owner, unless it says for whom. */
  call<N extends OperationName>(name: N, input?: InputOf<N>, caller?: Caller): Promise<OutputOf<N>>;
  /** Previews and applies, so that sync is live. */
  goLive(): Promise<void>;
  /** Syncs until nothing moves. */
  sync(): Promise<void>;
  /** The same sides and store with a new engine, as after a crash. */
  restart(death?: Death): Promise<FakeApp>;
};

const INFO: ConnectedCompany = {
  companyId: '9130',
  companyName: 'Craig’s Roofing',
  environment: 'sandboxCompany',
  connectedAt: '2026-03-02T12:00:00.000Z',
  tokenRenewedAt: null,
  tokenExpiresAt: null,
  apiBase: 'http://127.0.0.1:0',
  webBase: null,
};

export function fakeConnections(
  quickbooks: FakeSide,
  connected = true,
  death?: Death,
  metered = false,
): ConnectionService {
  const company: ConnectedCompany = metered ? { ...INFO, environment: 'production' } : INFO;
  const inner = quickbooks.connector();
  const connector = death ? mortalConnector(inner, death) : inner;
  let info: ConnectedCompany | null = connected ? company : null;
  const listeners = new Set<() => void>();
  const change = (next: ConnectedCompany | null): void => {
    info = next;
    for (const listener of listeners) listener();
  };
  return {
    secretsKind: 'memory',
    current: () => (info ? connector : null),
    info: () => info,
    fault: () => null,
    calls: () => ({ month: '2026-03', corePlus: quickbooks.reads, core: quickbooks.writes.length }),
    restore: async () => ({ ok: true, value: info }),
    begin: async () => ({ ok: false, error: appError('connection.already') }),
    complete: async () => ({ ok: false, error: appError('connection.state') }),
    adopt: async () => {
      change(company);
      return { ok: true, value: company };
    },
    startSandbox: async () => {
      change(company);
      return { ok: true, value: company };
    },
    setWebhookVerifier: async () => ({ ok: true, value: null }),
    webhookVerifier: async () => null,
    disconnect: async () => {
      change(null);
      return { ok: true, value: null };
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}

/** The book of a fake platform: edits straight in the fake. */
function fakeBook(platform: FakeSide): PlatformBook {
  const stale = (entity: string, id: string, revision: string): Failure | null => {
    const held = platform.records.get(`${entity}/${id}`);
    if (!held) return new Failure(appError('record.notFound', { entity, id }));
    return String(held.revision) === revision ? null : new Failure(appError('record.stale', { entity }));
  };
  return {
    create: async (entity, body) => ({ ok: true, value: platform.observe(platform.add(entity, body)) }),
    update: async (entity, id, revision, body) => {
      const wrong = stale(entity, id, revision);
      if (wrong) return { ok: false, error: wrong.error };
      return { ok: true, value: platform.observe(platform.edit(entity, id, body)) };
    },
    remove: async (entity, id, revision, mode) => {
      const wrong = stale(entity, id, revision);
      if (wrong) return { ok: false, error: wrong.error };
      const life = { delete: 'deleted', void: 'void', deactivate: 'inactive' }[mode] as 'deleted' | 'void' | 'inactive';
      return { ok: true, value: platform.observe(platform.edit(entity, id, {}, life)) };
    },
    restore: async (entity, id) => ({ ok: true, value: platform.observe(platform.edit(entity, id, {}, 'live')) }),
    get: async (entity, id) => {
      const held = platform.records.get(`${entity}/${id}`);
      if (!held) return { ok: false, error: appError('record.notFound', { entity, id }) };
      return { ok: true, value: platform.observe(held) };
    },
    nextNumber: async () => '1057',
    taxRates: async () => [],
    isEmpty: async () => platform.records.size === 0,
    loadDemo: async () => ({ ok: true, value: {} }),
  };
}

/** A whole engine over two fake sides and SQLite in memory, on a clock that stands still. */
export async function fakeApp(
  options: {
    death?: Death;
    connected?: boolean;
    /** A real company, whose reads are metered, rather than the sandbox company. */
    metered?: boolean;
    passwords?: Passwords;
    parts?: Partial<Pick<FakeApp, 'store' | 'time' | 'platform' | 'quickbooks'>>;
  } = {},
): Promise<FakeApp> {
  const entities = createEntityRegistry();
  const time = options.parts?.time ?? new FakeTime();
  const platform = options.parts?.platform ?? new FakeSide('platform', entities);
  const quickbooks = options.parts?.quickbooks ?? new FakeSide('quickbooks', entities);
  if (quickbooks.lists.length === 0) {
    quickbooks.lists = [{ list: 'account', id: '79', name: 'Services', facts: { type: 'Income' }, active: true }];
  }
  const store = options.parts?.store ?? openEngineStore({ path: ':memory:' });
  const clock = { now: () => time.now };
  const errors: string[] = [];
  let dice = 1;
  const engine = createEngine({
    version: 'test',
    entities,
    store: options.death ? mortalStore(store, options.death) : store,
    platform: options.death ? mortalConnector(platform.connector(), options.death) : platform.connector(),
    book: fakeBook(platform),
    connections: fakeConnections(quickbooks, options.connected ?? true, options.death, options.metered),
    companies: null,
    clock,
    ids: createIds(clock),
    random: {
      next: () => {
        dice = (dice * 16807) % 2147483647;
        return (dice - 1) / 2147483646;
      },
    },
    timers: time.timers,
    hash: sha256,
    passwords: options.passwords ?? fakePasswords(),
    log: quietLog((message, fields) => errors.push(`${message} ${JSON.stringify(fields)}`)),
  });
  const call: FakeApp['call'] = async (name, input, caller = LOCAL_OWNER) => {
    const reply = await engine.call(name, (input ?? {}) as never, caller);
    if (!reply.ok) throw new Failure(reply.error);
    return reply.value as never;
  };
  const app: FakeApp = {
    engine,
    entities: entities.all.map((module) => module.descriptor),
    store,
    time,
    platform,
    quickbooks,
    errors,
    call,
    async goLive() {
      await call('settings.set', { brake: { maxRemovals: 1000, maxShare: 1 } });
      const plan = await call('sync.preview');
      await call('sync.apply', { planId: plan.planId, hash: plan.hash, confirmWarning: true });
      await app.sync();
    },
    async sync() {
      await settle();
      await call('sync.now');
      await settle();
    },
    restart: (death) => {
      const { death: _, ...rest } = options;
      return fakeApp({ ...rest, ...(death ? { death } : {}), parts: { store, time, platform, quickbooks } });
    },
  };
  // An engine that dies in its first step never comes back from it.
  void engine.start().catch(() => undefined);
  await settle();
  return app;
}

/** Names of the customers a side holds, in order. */
export const names = (app: FakeApp, side: 'platform' | 'quickbooks'): unknown[] =>
  app[side]
    .all('customer')
    .map((one) => one.body.displayName)
    .sort();
