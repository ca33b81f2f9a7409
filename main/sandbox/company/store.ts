/**
 * The rows and their indexes, and the unit of work. A request changes rows in an overlay; `commit` puts all of them at
 * once, so a refused request leaves nothing behind. Rows are immutable, so a snapshot is cheap and shares them.
 */
import type { Actor, Row } from './types.ts';

export type Table = Map<string, Row>;

/** Keys that must be unique in the company (names, account names), each owned by one record. */
export type KeysOf = (entity: string, row: Row) => readonly string[];

export type Store = {
  readonly tables: Map<string, Table>;
  /** Next number of each id counter. */
  readonly counters: Map<string, number>;
  /** Unique key -> `Entity:id`. */
  readonly keys: Map<string, string>;
  /** Non-unique lookups (document numbers, children of a parent): key -> ids. */
  readonly groups: Map<string, Set<string>>;
  /** Rises with every commit that touched the table; caches hang on it. */
  readonly versions: Map<string, number>;
};

export type Indexer = {
  readonly unique: KeysOf;
  readonly groups: KeysOf;
};

export function emptyStore(): Store {
  return { tables: new Map(), counters: new Map(), keys: new Map(), groups: new Map(), versions: new Map() };
}

export function tableOf(store: Store, entity: string): Table {
  let table = store.tables.get(entity);
  if (table === undefined) {
    table = new Map();
    store.tables.set(entity, table);
  }
  return table;
}

/** What a piece of work may read and change. */
export type Work = {
  readonly store: Store;
  /** Moment of the commit: MetaData times. */
  readonly now: number;
  readonly actor: Actor;
  /** `include=` and batch `optionsData` flags, lower case. */
  readonly include: ReadonlySet<string>;
  /** Changed rows, `Entity:id` -> row, in the order of the changes. */
  readonly changed: Map<string, { readonly entity: string; readonly row: Row; readonly before: Row | undefined }>;
  readonly counters: Map<string, number>;
};

export function startWork(store: Store, now: number, actor: Actor, include: ReadonlySet<string>): Work {
  return { store, now, actor, include, changed: new Map(), counters: new Map() };
}

export function getRow(work: Work, entity: string, id: string): Row | undefined {
  return work.changed.get(`${entity}:${id}`)?.row ?? work.store.tables.get(entity)?.get(id);
}

/** A row that exists and is not deleted. */
export function liveRow(work: Work, entity: string, id: string): Row | undefined {
  const row = getRow(work, entity, id);
  return row === undefined || row.deleted ? undefined : row;
}

export function putRow(work: Work, entity: string, row: Row): void {
  const key = `${entity}:${row.id}`;
  const earlier = work.changed.get(key);
  const before = earlier === undefined ? work.store.tables.get(entity)?.get(row.id) : earlier.before;
  // One save is one step of the token, however often a record is touched on the way: moved and unpaid, say.
  const most = before === undefined ? 0 : before.token + 1;
  work.changed.set(key, { entity, row: row.token > most ? { ...row, token: most } : row, before });
}

/** Takes the next number of a counter (ids, document numbers). */
export function takeNumber(work: Work, counter: string, first: number): number {
  const next = work.counters.get(counter) ?? work.store.counters.get(counter) ?? first;
  work.counters.set(counter, next + 1);
  return next;
}

/** Ids filed under a group key, the work's own changes included. */
export function idsIn(work: Work, indexer: Indexer, entity: string, key: string): string[] {
  const ids = new Set(work.store.groups.get(key));
  for (const change of work.changed.values()) {
    if (change.entity !== entity) continue;
    if (indexer.groups(entity, change.row).includes(key)) ids.add(change.row.id);
    else ids.delete(change.row.id);
  }
  return [...ids];
}

/** Makes the work's changes real. */
export function commit(work: Work, indexer: Indexer): void {
  const { store } = work;
  const moved: { readonly entity: string; readonly row: Row }[] = [];
  for (const { entity, row, before } of work.changed.values()) {
    if (takeOut(store, indexer, entity, row, before)) moved.push({ entity, row });
  }
  for (const { entity, row } of moved) file(store, indexer, entity, row);
  for (const [counter, next] of work.counters) store.counters.set(counter, next);
}

/** Puts a row in the place of its old self. True when its keys moved, so that it must be filed anew. */
function takeOut(store: Store, indexer: Indexer, entity: string, row: Row, before: Row | undefined): boolean {
  // Most changes leave the keys alone; taking them out and putting them back would cost a large map dear.
  const moves = before === undefined || !sameKeys(indexer, entity, before, row);
  if (moves && before !== undefined) unfile(store, indexer, entity, before);
  tableOf(store, entity).set(row.id, row);
  store.versions.set(entity, (store.versions.get(entity) ?? 0) + 1);
  return moves;
}

/** Puts one row of a commit that was made before. */
export function replaceRow(store: Store, indexer: Indexer, entity: string, row: Row): void {
  const before = store.tables.get(entity)?.get(row.id);
  if (takeOut(store, indexer, entity, row, before)) file(store, indexer, entity, row);
}

function sameKeys(indexer: Indexer, entity: string, before: Row, row: Row): boolean {
  if (before.body === row.body && before.deleted === row.deleted) return true;
  const same = (a: readonly string[], b: readonly string[]) =>
    a.length === b.length && a.every((key, index) => key === b[index]);
  return (
    same(indexer.unique(entity, before), indexer.unique(entity, row)) &&
    same(indexer.groups(entity, before), indexer.groups(entity, row))
  );
}

/** Enters a row into the indexes. */
export function file(store: Store, indexer: Indexer, entity: string, row: Row): void {
  for (const key of indexer.unique(entity, row)) store.keys.set(key, `${entity}:${row.id}`);
  for (const key of indexer.groups(entity, row)) {
    const group = store.groups.get(key);
    if (group === undefined) store.groups.set(key, new Set([row.id]));
    else group.add(row.id);
  }
}

function unfile(store: Store, indexer: Indexer, entity: string, row: Row): void {
  for (const key of indexer.unique(entity, row)) {
    if (store.keys.get(key) === `${entity}:${row.id}`) store.keys.delete(key);
  }
  for (const key of indexer.groups(entity, row)) {
    const group = store.groups.get(key);
    group?.delete(row.id);
    if (group !== undefined && group.size === 0) store.groups.delete(key);
  }
}
