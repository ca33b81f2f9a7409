import { type AppError, appError, type Result } from '../../../shared/errors.ts';
import type { ChangesPage, EntityModule, Observation, TranslationContext } from '../../core/types.ts';
import type { QuickbooksClient } from './client.ts';
import type { RowLimits } from './listing.ts';
import { observe } from './observe.ts';

/**
 * How far each question reaches back before the last answer. A record's LastUpdatedTime can be a little after the
 * server's `time`, and a write may become visible late; what comes twice has the same content and is dropped.
 */
const OVERLAP_MS = 120_000;

/** QuickBooks looks back 30 days at most; a day of distance, because the edge is theirs. */
export const LOOK_BACK_MS = 29 * 24 * 3_600_000;

/** An entity that had too many changes for one answer: `from` and `start` say where its next page begins. */
type Held = { resource: string; from: string; start: number };

/**
 * `since`: server time of the last answer that was complete. While `held` has entries, changes from `since` on are still
 * being paged, and `until` is the `since` that counts once they are done.
 */
type Cursor = { v: 1; since: string; held?: Held[]; until?: string };

/** Instants in UTC without milliseconds: an offset of "+10:00" would need care in addresses, "Z" needs none. */
export const utc = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

/** A cursor that stands for a moment of the server. */
export const cursorAt = (time: string): string => JSON.stringify({ v: 1, since: time } satisfies Cursor);

export function readCursor(text: string): Cursor | null {
  try {
    const cursor = JSON.parse(text) as Cursor;
    return cursor.v === 1 && !Number.isNaN(Date.parse(cursor.since)) ? cursor : null;
  } catch {
    return null;
  }
}

export type Changes = Result<ChangesPage> | { ok: false; error: AppError; fullNeeded: true };

const gap = (detail: string): Changes => ({
  ok: false,
  fullNeeded: true,
  error: appError('sync.notTranslatable', { title: 'The change feed', detail }),
});

type Dependencies = { client: QuickbooksClient; now: () => number; context: TranslationContext; rows: RowLimits };

/**
 * What changed since the cursor. One question covers all entities. When its answer is full, deletions may be cut off
 * (they come last), so each entity is asked for alone; one that is too large even then is paged by its time of change,
 * with the place held in the cursor. For documents that is still not enough, because a query shows no deletions: then
 * a full comparison is asked for rather than a deletion lost.
 */
export async function readChanges(deps: Dependencies, text: string, modules: EntityModule[]): Promise<Changes> {
  const cursor = readCursor(text);
  if (!cursor) return gap('the stored place could not be read, so everything is compared');
  if (cursor.held && cursor.held.length > 0) return nextHeldPage(deps, cursor, cursor.held, modules);

  if (modules.length === 0) return { ok: true, value: { observations: [], cursor: text, more: false } };
  const since = utc(Date.parse(cursor.since) - OVERLAP_MS);
  const all = await ask(deps, modules, since);
  const old = (now: number): boolean => now - Date.parse(cursor.since) > LOOK_BACK_MS;
  const late = 'QuickBooks tells changes of the last 30 days only, so everything is compared';
  // A question that reaches back too far may be refused; then this computer's clock has to tell why.
  if (!all.ok) return all.error.code === 'quickbooks.rejected' && old(deps.now()) ? gap(late) : all;
  // Otherwise the server's own clock tells: ours may be days or years off, in either direction.
  if (all.time !== null && old(Date.parse(all.time))) return gap(late);
  if (all.rows < deps.rows.changes) {
    const next = cursorAt(all.time ?? cursor.since);
    return { ok: true, value: { observations: all.observations, cursor: next, more: false } };
  }
  return askEach(deps, modules, cursor, since, all.time ?? cursor.since);
}

type Asked =
  | { ok: true; observations: Observation[]; rows: number; time: string | null }
  | { ok: false; error: AppError };

async function ask(deps: Dependencies, modules: EntityModule[], since: string): Promise<Asked> {
  const reply = await deps.client.cdc(
    modules.map((module) => module.quickbooks.resource),
    since,
  );
  if (!reply.ok) return { ok: false, error: reply.failure.error('Changes') };
  const observations = modules.flatMap((module) =>
    (reply.value.get(module.quickbooks.resource) ?? []).map((row) => observe(module, row, deps.context)),
  );
  return { ok: true, observations, rows: observations.length, time: reply.time };
}

/** Every entity by itself; `until` is the time of the first, combined answer, which is before all of these. */
async function askEach(
  deps: Dependencies,
  modules: EntityModule[],
  cursor: Cursor,
  since: string,
  until: string,
): Promise<Changes> {
  const observations: Observation[] = [];
  const held: Held[] = [];
  for (const module of modules) {
    const one = await ask(deps, [module], since);
    if (!one.ok) return one;
    if (one.rows < deps.rows.changes) observations.push(...one.observations);
    else if (module.descriptor.isDocument)
      return gap(
        `more than ${deps.rows.changes} ${module.descriptor.labelPlural.toLowerCase()} changed at once, so everything is compared`,
      );
    else held.push({ resource: module.quickbooks.resource, from: since, start: 1 });
  }
  const next: Cursor = held.length === 0 ? { v: 1, since: until } : { v: 1, since: cursor.since, held, until };
  return { ok: true, value: { observations, cursor: JSON.stringify(next), more: held.length > 0 } };
}

/** One page of the first held entity. Names are never deleted, so a query by time of change misses nothing of them. */
async function nextHeldPage(
  deps: Dependencies,
  cursor: Cursor,
  held: Held[],
  modules: EntityModule[],
): Promise<Changes> {
  const [first, ...others] = held;
  const module = modules.find((one) => one.quickbooks.resource === first?.resource);
  const finish = (rest: Held[], observations: Observation[]): Changes => {
    const next: Cursor = rest.length === 0 ? { v: 1, since: cursor.until ?? cursor.since } : { ...cursor, held: rest };
    return { ok: true, value: { observations, cursor: JSON.stringify(next), more: rest.length > 0 } };
  };
  if (!first || !module) return finish(others, []);
  const reply = await deps.client.query(
    first.resource,
    `WHERE MetaData.LastUpdatedTime >= '${first.from}' AND Active IN (true, false) ` +
      `ORDERBY MetaData.LastUpdatedTime STARTPOSITION ${first.start} MAXRESULTS ${deps.rows.page}`,
  );
  if (!reply.ok) return { ok: false, error: reply.failure.error(module.descriptor.labelPlural) };
  const observations = reply.value.map((row) => observe(module, row, deps.context));
  if (observations.length < deps.rows.page) return finish(others, observations);
  // The next page begins at the time this one ended with: a record changed meanwhile moves to the end and shifts no
  // other out of sight. Only while a whole page has one and the same time does the position count.
  const lastAt = Date.parse(observations.at(-1)?.changedAt ?? '');
  const moved = !Number.isNaN(lastAt) && lastAt > Date.parse(first.from);
  const next = moved ? { ...first, from: utc(lastAt), start: 1 } : { ...first, start: first.start + deps.rows.page };
  return finish([next, ...others], observations);
}
