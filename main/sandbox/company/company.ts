/** A QuickBooks Online company as a value: made, asked, acted on, saved and restored. No time or chance of its own. */

import { APP } from './actors.ts';
import { entities } from './entities/index.ts';
import type { EntityDef, Frame } from './entity.ts';
import { answer, type Meter, type Running } from './handle.ts';
import { actAsPerson, type PersonAct } from './person.ts';
import { type SeedOptions, seedCompany } from './seed.ts';
import { emptyStore, file, type Store, tableOf } from './store.ts';
import type { Actor, Clock, CompanyRequest, CompanyResponse, Row } from './types.ts';

export type CompanyOptions = {
  readonly clock: Clock;
  /** What stands in it at first: the contractor's book, nothing but settings, or a generated crowd. */
  readonly seed?: SeedOptions;
  /** 16 digits, as real company ids have. */
  readonly realmId?: string;
  /** Milliseconds between a request's `time` and the stamp of what it saved (recorded: up to 2 s). */
  readonly commitLag?: number;
};

export type Company = {
  readonly realmId: string;
  readonly name: () => string;
  /** Answers a request synchronously. `actor` defaults to the connected app. */
  readonly handle: (request: CompanyRequest, actor?: Actor) => CompanyResponse;
  /** Does what a person would do on QuickBooks' own screens. */
  readonly act: (act: PersonAct) => CompanyResponse;
  readonly meter: () => Readonly<Meter>;
  readonly snapshot: () => CompanySnapshot;
  readonly restore: (snapshot: CompanySnapshot) => void;
  /** Live and deleted rows per type, and whether the books balance. */
  readonly summary: () => CompanySummary;
  /** Rows as they are kept, for tests and for checking invariants. Never change them. */
  readonly rows: (entity: string) => readonly Row[];
};

/** Plain JSON. Rows are shared, not copied: taking one costs little, even of a large company. */
export type CompanySnapshot = {
  readonly format: 1;
  readonly realmId: string;
  readonly counters: Readonly<Record<string, number>>;
  readonly rows: Readonly<Record<string, readonly Row[]>>;
  readonly replays: readonly (readonly [string, CompanyResponse])[];
  readonly meter: Readonly<Meter>;
};

export type CompanySummary = {
  readonly realmId: string;
  readonly name: string;
  readonly records: Readonly<Record<string, { readonly live: number; readonly deleted: number }>>;
  /** Sum of all accounts in cents; 0 when the books balance. */
  readonly trialBalance: number;
};

const NO_ROWS: readonly Row[] = [];

export function createCompany(options: CompanyOptions): Company {
  const realmId = options.realmId ?? '9341450000000042';
  const frame = makeFrame(realmId);
  const running: Running = {
    frame,
    store: emptyStore(),
    cache: new Map(),
    replays: new Map(),
    meter: { core: 0, corePlus: 0, failed: 0 },
    commitLag: options.commitLag ?? 400,
  };
  seedCompany(running.store, frame, options.seed ?? 'demo');
  const name = () => String(running.store.tables.get('CompanyInfo')?.get('1')?.body.CompanyName ?? '');
  return {
    realmId,
    name,
    handle: (request, actor = APP) => answer(running, request, actor, options.clock.now()),
    act: (act) => actAsPerson(running, act, options.clock.now()),
    meter: () => ({ ...running.meter }),
    snapshot: () => takeSnapshot(running),
    restore: (snapshot) => putBack(running, snapshot),
    summary: () => summarise(running.store, frame, name()),
    rows: (entity) => [...(running.store.tables.get(entity)?.values() ?? NO_ROWS)],
  };
}

export function makeFrame(realmId: string): Frame {
  const defs = new Map<string, EntityDef>(entities.map((def) => [def.name, def]));
  const byPath = new Map<string, EntityDef>(entities.map((def) => [def.path, def]));
  const none: readonly string[] = [];
  return {
    defs,
    byPath,
    realmId,
    indexer: {
      unique: (entity, row) => defs.get(entity)?.uniqueKeys?.(row) ?? none,
      groups: (entity, row) => defs.get(entity)?.groupKeys?.(row) ?? none,
    },
  };
}

function takeSnapshot(running: Running): CompanySnapshot {
  const rows: Record<string, Row[]> = {};
  for (const [entity, table] of running.store.tables) rows[entity] = [...table.values()];
  return {
    format: 1,
    realmId: running.frame.realmId,
    counters: Object.fromEntries(running.store.counters),
    rows,
    replays: [...running.replays],
    meter: { ...running.meter },
  };
}

function putBack(running: Running, snapshot: CompanySnapshot): void {
  const { store, frame } = running;
  store.tables.clear();
  store.counters.clear();
  store.keys.clear();
  store.groups.clear();
  running.cache.clear();
  running.replays.clear();
  for (const [entity, rows] of Object.entries(snapshot.rows)) {
    const table = tableOf(store, entity);
    for (const row of rows) {
      table.set(row.id, row);
      file(store, frame.indexer, entity, row);
    }
    store.versions.set(entity, (store.versions.get(entity) ?? 0) + 1);
  }
  for (const [counter, next] of Object.entries(snapshot.counters)) store.counters.set(counter, next);
  for (const [id, response] of snapshot.replays) running.replays.set(id, response);
  Object.assign(running.meter, snapshot.meter);
}

function summarise(store: Store, frame: Frame, name: string): CompanySummary {
  const records: Record<string, { live: number; deleted: number }> = {};
  for (const [entity, table] of store.tables) {
    let deleted = 0;
    for (const row of table.values()) if (row.deleted) deleted += 1;
    records[entity] = { live: table.size - deleted, deleted };
  }
  let trialBalance = 0;
  for (const row of store.tables.get('Account')?.values() ?? NO_ROWS) {
    const { balance } = row.kept;
    if (typeof balance === 'number') trialBalance += balance;
  }
  return { realmId: frame.realmId, name, records, trialBalance };
}
