import { type AppError, appError, type Result } from '../../shared/errors.ts';
import type { Side } from '../../shared/primitives.ts';
import type { Connector } from '../core/ports.ts';
import type { ListPage, Observation, TranslationContext } from '../core/types.ts';
import { ingest } from './book.ts';
import { type Context, enabledEntities, labelOf, nowAt, translationContext } from './context.ts';
import { parkObservation } from './faults.ts';
import { inSlices } from './slices.ts';

/**
 * Reading what changed. A cursor is stored only in the transaction that stores the last of what it covers, so a crash,
 * a failed page or a full disk repeats work and never skips any.
 */

const cursorName = (side: Side): string => `cursor/${side}`;

/** The entities of the side's feed, as one text: a cursor covers only the entities it was read for. */
const scopeOf = (entities: string[]): string => [...entities].sort().join(',');

type Cursor = { cursor: string; scope: string };

export const hasCursor = (ctx: Context, side: Side): boolean => ctx.store.getMeta<Cursor>(cursorName(side)) !== null;

/** Forgets how far a side was read: next time everything is. Inside the caller's transaction. */
export const dropCursor = (ctx: Context, side: Side): void => ctx.store.setMeta(cursorName(side), null);

/** Reads a side up to now: its change feed where there is a cursor, else (or on `full`) everything. */
export async function observeSide(
  ctx: Context,
  side: Side,
  connector: Connector,
  full: boolean,
): Promise<Result<null>> {
  const entities = enabledEntities(ctx).map((module) => module.descriptor.name);
  const known = ctx.store.getMeta<Cursor>(cursorName(side));
  if (full || known === null || known.scope !== scopeOf(entities))
    return readEverything(ctx, side, connector, entities);
  return readChanges(ctx, side, connector, entities, known.cursor);
}

async function readChanges(
  ctx: Context,
  side: Side,
  connector: Connector,
  entities: string[],
  from: string,
): Promise<Result<null>> {
  const translation = translationContext(ctx);
  let cursor = from;
  for (;;) {
    const answer = await guarded(ctx, () => connector.changes(cursor, entities, translation));
    if (!answer.ok) {
      if ('fullNeeded' in answer) return readEverything(ctx, side, connector, entities);
      return answer;
    }
    const page = answer.value;
    const scope = scopeOf(entities);
    await takeIn(ctx, page.observations, () => {
      if (page.cursor !== cursor) ctx.store.setMeta(cursorName(side), { cursor: page.cursor, scope });
    });
    if (ctx.stopping) return { ok: false, error: appError('sync.paused') };
    cursor = page.cursor;
    if (!page.more) return { ok: true, value: null };
  }
}

/** Stores what was read; an observation that cannot be taken in is kept and shown, and stops no other. */
const takeIn = (ctx: Context, observations: Observation[], last?: () => void): Promise<void> =>
  inSlices(ctx, observations, (seen) => void ingest(ctx, seen), {
    ...(last ? { last } : {}),
    broken: (seen, error) => parkObservation(ctx, seen, error),
  });

/** Lists every record of every entity, then looks after the ones that were known and did not come. */
async function readEverything(
  ctx: Context,
  side: Side,
  connector: Connector,
  entities: string[],
): Promise<Result<null>> {
  // Taken before the listing: what changes meanwhile comes again in the feed.
  const start = await guarded(ctx, () => connector.cursorNow());
  if (!start.ok) return start;
  const translation = translationContext(ctx);
  const begun = connector.firstPages?.bind(connector);
  const first = begun ? await guarded(ctx, () => begun(entities, translation)) : null;
  if (first && !first.ok) return first;
  for (const entity of entities) {
    const read = await readEntity(ctx, side, connector, entity, translation, first?.value.get(entity) ?? null);
    if (!read.ok) return read;
  }
  ctx.store.transaction(() => {
    ctx.store.setMeta(cursorName(side), { cursor: start.value, scope: scopeOf(entities) } satisfies Cursor);
    ctx.store.setMeta(`fullReadAt/${side}`, nowAt(ctx));
  });
  ctx.progress = null;
  return { ok: true, value: null };
}

/** How many records are read singly at a time when they were missing from a listing. */
const MISSING_BATCH = 100;

async function readEntity(
  ctx: Context,
  side: Side,
  connector: Connector,
  entity: string,
  translation: TranslationContext,
  first: ListPage | null,
): Promise<Result<null>> {
  const { labelPlural } = ctx.entities.get(entity).descriptor;
  const missing = new Set(ctx.store.livingIds(entity, side));
  const expected = missing.size > 0 ? missing.size : null;
  let done = 0;
  let page: string | null = null;
  do {
    ctx.progress = {
      label: `Reading ${labelPlural.toLowerCase()} from ${labelOf(ctx, side)}`,
      done,
      total: expected === null ? null : Math.max(expected, done),
      entity,
    };
    ctx.events.touch('status');
    const at: string | null = page;
    const answer: Result<ListPage> =
      at === null && first !== null
        ? { ok: true, value: first }
        : await guarded(ctx, () => connector.list(entity, at, translation));
    if (!answer.ok) return answer;
    for (const seen of answer.value.observations) missing.delete(seen.id);
    await takeIn(ctx, answer.value.observations);
    if (ctx.stopping) return { ok: false, error: appError('sync.paused') };
    done += answer.value.observations.length;
    page = answer.value.next;
  } while (page !== null);
  const ids = [...missing];
  for (let i = 0; i < ids.length; i += MISSING_BATCH) {
    const keys = ids.slice(i, i + MISSING_BATCH).map((id) => ({ entity, id }));
    const answer = await guarded(ctx, () => connector.read(keys, translation));
    if (!answer.ok) return answer;
    await takeIn(ctx, answer.value);
  }
  return { ok: true, value: null };
}

/** A connector must not throw; one that does is told as a fault of ours and stops nothing else. */
export async function guarded<T>(ctx: Context, call: () => Promise<T>): Promise<T | { ok: false; error: AppError }> {
  try {
    return await call();
  } catch (error) {
    const reference = ctx.ids.next();
    ctx.log.error('connector threw', { reference, error: String(error) });
    return { ok: false, error: appError('internal.unexpected', { reference }) };
  }
}
