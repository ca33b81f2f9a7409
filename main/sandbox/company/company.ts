/** A QuickBooks Online company as a value: made, asked, acted on, saved and restored. No time or chance of its own. */

import { APP, PERSON } from './actors.ts';
import type { Commit } from './changes.ts';
import { entities } from './entities/index.ts';
import type { EntityDef, Frame } from './entity.ts';
import { type StoredFile, storedFile } from './files/upload.ts';
import { answer, type Meter, type Running } from './handle.ts';
import { actAsPerson, type PersonAct } from './person.ts';
import { offering } from './plans.ts';
import { applyProfile, type Profile } from './profile.ts';
import { keepReplay } from './replay.ts';
import { type SeedOptions, seedCompany } from './seed.ts';
import { FOUNDED } from './seeder.ts';
import { commit, emptyStore, file, replaceRow, type Store, startWork, tableOf } from './store.ts';
import { defaultSwitches, type Switches } from './switches.ts';
import type { Actor, Clock, CompanyRequest, CompanyResponse, Row } from './types.ts';

export type CompanyOptions = {
  readonly clock: Clock;
  /** What stands in it at first: the contractor's book, nothing but settings, or a generated crowd. */
  readonly seed?: SeedOptions;
  /** A company saved earlier, instead of a seed. */
  readonly saved?: CompanySnapshot;
  /** What kind of company it shall be, laid over the seed: plan, country, currency, tax. */
  readonly profile?: Profile;
  /** How it behaves where QuickBooks itself varies; what is absent is as QuickBooks mostly is. */
  readonly switches?: Partial<Switches>;
  /** Where an uploaded file can be fetched for a while; absent: an address that nothing serves. */
  readonly fileUrl?: Frame['fileUrl'];
  /** 16 digits, as real company ids have. */
  readonly realmId?: string;
  /** Milliseconds between a request's `time` and the stamp of what it saved (recorded: up to 2 s). */
  readonly commitLag?: number;
};

export type Company = {
  readonly realmId: string;
  readonly name: () => string;
  /** Name of its plan, `QuickBooks Online Plus`. */
  readonly offering: () => string;
  /** Answers a request synchronously. `actor` defaults to the connected app. */
  readonly handle: (request: CompanyRequest, actor?: Actor) => CompanyResponse;
  /** Does what a person would do on QuickBooks' own screens. */
  readonly act: (act: PersonAct) => CompanyResponse;
  readonly meter: () => Readonly<Meter>;
  readonly switches: () => Readonly<Switches>;
  readonly setSwitches: (changes: Partial<Switches>) => void;
  /** Calls back after every commit, and after every answer recorded under a requestid. Returns how to stop that. */
  readonly watch: (watcher: Watcher) => () => void;
  /** Repeats commits another run told, and the answers it recorded. */
  readonly repeat: (commits: Iterable<Told>) => void;
  readonly snapshot: () => CompanySnapshot;
  readonly restore: (snapshot: CompanySnapshot) => void;
  /** An uploaded file by the id of its Attachable. */
  readonly file: (id: string) => StoredFile | undefined;
  /** Live and deleted rows per type, and whether the books balance. */
  readonly summary: () => CompanySummary;
  /** Rows as they are kept, for tests and for checking invariants. Never change them. */
  readonly rows: (entity: string) => readonly Row[];
};

export type Watcher = {
  readonly commit?: (commit: Commit) => void;
  readonly replay?: (requestId: string, answer: CompanyResponse) => void;
};

/** What a watcher was told, kept and read again. */
export type Told =
  | { readonly rows: Commit['rows']; readonly counters: Commit['counters'] }
  | { readonly requestId: string; readonly answer: CompanyResponse };

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
  const frame = options.fileUrl === undefined ? plainFrame(realmId) : makeFrame(realmId, options.fileUrl);
  const running: Running = {
    frame,
    store: emptyStore(),
    cache: new Map(),
    replays: new Map(),
    meter: { core: 0, corePlus: 0, failed: 0 },
    commitLag: options.commitLag ?? 400,
    switches: { ...defaultSwitches(), ...options.switches },
    onCommit: new Set(),
    onReplay: new Set(),
    past: [],
  };
  if (options.saved === undefined) seedCompany(running.store, frame, options.seed ?? 'demo');
  else putBack(running, options.saved);
  if (options.profile !== undefined) founded(running, options.profile);
  const name = () => String(running.store.tables.get('CompanyInfo')?.get('1')?.body.CompanyName ?? '');
  return {
    realmId,
    name,
    offering: () => offering(running.store),
    handle: (request, actor = APP) => answer(running, request, actor, options.clock.now()),
    act: (act) => actAsPerson(running, act, options.clock.now()),
    meter: () => ({ ...running.meter }),
    switches: () => ({ ...running.switches }),
    setSwitches: (changes) => void Object.assign(running.switches, changes),
    watch: (watcher) => watch(running, watcher),
    repeat: (commits) => repeat(running, commits),
    snapshot: () => takeSnapshot(running),
    restore: (snapshot) => putBack(running, snapshot),
    file: (id) => storedFile(running.store, id),
    summary: () => summarise(running.store, frame, name()),
    rows: (entity) => [...(running.store.tables.get(entity)?.values() ?? NO_ROWS)],
  };
}

/** Frames of companies whose files nothing serves, by realm: companies made one after the other share what hangs on them. */
const plainFrames = new Map<string, Frame>();

function plainFrame(realmId: string): Frame {
  let frame = plainFrames.get(realmId);
  if (frame === undefined) {
    frame = makeFrame(realmId, ({ id }) => `https://files.invalid/${realmId}/${id}`);
    plainFrames.set(realmId, frame);
  }
  return frame;
}

export function makeFrame(realmId: string, fileUrl: Frame['fileUrl']): Frame {
  const defs = new Map<string, EntityDef>(entities.map((def) => [def.name, def]));
  // One type's envelope is named otherwise than its address; it is found by both.
  const byPath = new Map<string, EntityDef>(
    entities.flatMap((def) => [[def.name.toLowerCase(), def] as const, [def.path, def] as const]),
  );
  const none: readonly string[] = [];
  return {
    defs,
    byPath,
    realmId,
    fileUrl,
    indexer: {
      unique: (entity, row) => defs.get(entity)?.uniqueKeys?.(row) ?? none,
      groups: (entity, row) => defs.get(entity)?.groupKeys?.(row) ?? none,
    },
  };
}

/** The profile as it was from the first day on. */
function founded({ store, frame }: Running, profile: Profile): void {
  const work = startWork(store, FOUNDED, PERSON, new Set());
  applyProfile(work, profile);
  commit(work, frame.indexer);
}

function watch(running: Running, { commit, replay }: Watcher): () => void {
  if (commit !== undefined) running.onCommit.add(commit);
  if (replay !== undefined) running.onReplay.add(replay);
  return () => {
    if (commit !== undefined) running.onCommit.delete(commit);
    if (replay !== undefined) running.onReplay.delete(replay);
  };
}

function repeat(running: Running, commits: Iterable<Told>): void {
  const { store, frame } = running;
  for (const told of commits) {
    if ('requestId' in told) {
      keepReplay(running.replays, told.requestId, told.answer);
      continue;
    }
    for (const { entity, row } of told.rows) replaceRow(store, frame.indexer, entity, row);
    for (const [counter, next] of told.counters) store.counters.set(counter, next);
  }
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
