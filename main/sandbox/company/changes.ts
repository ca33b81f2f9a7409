/**
 * What a finished piece of work did: told to whoever watches the company (a file that keeps it, webhooks), and remembered
 * for a while for lists that lag behind.
 */
import type { Frame } from './entity.ts';
import { commit, type Store, tableOf, type Work } from './store.ts';
import type { Switches } from './switches.ts';
import type { CompanyResponse, Row } from './types.ts';

/** Operations as webhooks name them. */
export type Operation = 'Create' | 'Update' | 'Delete' | 'Merge' | 'Void' | 'Emailed';

export type ChangeEvent = {
  readonly entity: string;
  readonly id: string;
  readonly operation: Operation;
  /** Epoch milliseconds of the commit. */
  readonly at: number;
  /** The record that went up in this one (Merge). */
  readonly deletedId?: string;
};

/** One commit, enough to repeat it on a copy of the company. */
export type Commit = {
  readonly rows: readonly { readonly entity: string; readonly row: Row }[];
  readonly counters: readonly (readonly [string, number])[];
  readonly events: readonly ChangeEvent[];
};

/** What the work was, when it was more than creating, updating or deleting. */
export type Meaning = {
  readonly entity: string;
  readonly id: string;
  readonly operation: 'Void' | 'Emailed' | 'Merge';
  readonly deletedId?: string;
};

type Past = { readonly at: number; readonly entity: string; readonly id: string; readonly before: Row | undefined };

export type Watched = {
  readonly frame: Frame;
  readonly store: Store;
  readonly switches: Switches;
  readonly onCommit: Set<(commit: Commit) => void>;
  readonly onReplay: Set<(requestId: string, answer: CompanyResponse) => void>;
  /** Rows that were replaced lately, oldest first; kept only while lists lag. */
  readonly past: Past[];
};

/** Makes the work's changes real and tells them. */
export function conclude(watched: Watched, work: Work, meaning?: Meaning): void {
  const { frame, store, switches, onCommit, past } = watched;
  commit(work, frame.indexer);
  if (work.changed.size === 0 && work.counters.size === 0) return;
  if (switches.staleMs > 0 || switches.rememberMs > 0) {
    for (const { entity, row, before } of work.changed.values())
      past.push({ at: work.now, entity, id: row.id, before });
  } else if (past.length > 0) past.length = 0;
  if (onCommit.size === 0) return;
  const told: Commit = {
    rows: [...work.changed.values()].map(({ entity, row }) => ({
      entity,
      row: store.tables.get(entity)?.get(row.id) ?? row,
    })),
    counters: [...work.counters],
    events: eventsOf(work, meaning),
  };
  for (const listener of onCommit) listener(told);
}

/**
 * A record whose SyncToken moved has an event. One whose time alone moved (a customer's balance, an account) has none:
 * nobody saved it. Of a merge the record that stays is told, with the one that went, even if it did not change itself.
 */
function eventsOf(work: Work, meaning: Meaning | undefined): ChangeEvent[] {
  const events: ChangeEvent[] = [];
  if (meaning?.deletedId !== undefined) events.push({ ...meaning, at: work.now });
  for (const { entity, row, before } of work.changed.values()) {
    const own = meaning?.entity === entity;
    if (own && (meaning.deletedId === row.id || (meaning.deletedId !== undefined && meaning.id === row.id))) continue;
    const operation = own && meaning.id === row.id ? meaning.operation : plainOperation(row, before);
    if (operation !== undefined) events.push({ entity, id: row.id, operation, at: work.now });
  }
  return events;
}

function plainOperation(row: Row, before: Row | undefined): Operation | undefined {
  if (before === undefined) return 'Create';
  if (row.deleted) return before.deleted ? undefined : 'Delete';
  return row.token === before.token ? undefined : 'Update';
}

/** The store as lists show it: as it was `staleMs` ago when they lag, else as it is. */
export function listedStore(watched: Watched, now: number): Store {
  const { past, store, switches } = watched;
  const horizon = now - switches.staleMs;
  const forgotten = now - Math.max(switches.staleMs, switches.rememberMs);
  while (past.length > 0 && (past[0]?.at ?? 0) <= forgotten) past.shift();
  if (switches.staleMs === 0 || past.length === 0) return store;
  const tables = new Map(store.tables);
  const lagging: Store = { ...store, tables };
  const copied = new Set<string>();
  // Newest first, so that the oldest of a row's replaced selves is the one that stays.
  for (const { entity, id, before, at } of [...past].reverse()) {
    if (at <= horizon) break;
    if (!copied.has(entity)) {
      tables.set(entity, new Map(tableOf(store, entity)));
      copied.add(entity);
    }
    if (before === undefined) tables.get(entity)?.delete(id);
    else tables.get(entity)?.set(id, before);
  }
  return lagging;
}
