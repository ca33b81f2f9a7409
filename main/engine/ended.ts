import type { RecordView } from '../core/ports-store.ts';
import type { Observation, RecordKey } from '../core/types.ts';
import type { Context } from './context.ts';

/** What is remembered of names that ended in QuickBooks: which are still to be looked into, and which were merged. */

/** Names that ended in QuickBooks and were not looked into yet. */
const ENDED = 'endedNames';
/** Loser -> winner, both QuickBooks ids, by "entity/loser". */
const MERGED = 'mergedNames';

/** Remembers a name that ended in QuickBooks, in the transaction that stores it. */
export function noteEnded(ctx: Context, known: Observation | null, seen: Observation): void {
  if (seen.side !== 'quickbooks' || known?.life !== 'live' || (seen.life !== 'inactive' && seen.life !== 'deleted'))
    return;
  if (ctx.entities.get(seen.entity).descriptor.isDocument) return;
  ctx.store.setMeta(ENDED, [...endedNames(ctx), { entity: seen.entity, id: seen.id }]);
}

/** The names that ended and were not looked into yet. */
export const endedNames = (ctx: Context): RecordKey[] => ctx.store.getMeta<RecordKey[]>(ENDED) ?? [];

/** One of them was looked into. */
export const settled = (ctx: Context, key: RecordKey): void =>
  ctx.store.setMeta(
    ENDED,
    endedNames(ctx).filter((one) => one.entity !== key.entity || one.id !== key.id),
  );

export const rememberMerged = (ctx: Context, loser: RecordKey, winner: string): void =>
  ctx.store.setMeta(MERGED, { ...ctx.store.getMeta<Record<string, string>>(MERGED), [nameOf(loser)]: winner });

const nameOf = (key: RecordKey): string => `${key.entity}/${key.id}`;

/** QuickBooks id of the record this one was merged into, or null. */
export function mergedWinner(
  ctx: Context,
  view: Pick<RecordView, 'record' | 'platform' | 'quickbooks'>,
): string | null {
  const { quickbooks, platform, record } = view;
  if (!quickbooks || platform?.life !== 'live' || (quickbooks.life !== 'inactive' && quickbooks.life !== 'deleted'))
    return null;
  return ctx.store.getMeta<Record<string, string>>(MERGED)?.[`${record.entity}/${quickbooks.id}`] ?? null;
}

/**
 * Rows of records that others were merged into while nobody decided yet what becomes of those: they are not made on the
 * platform meanwhile, because the answer may be that they are there already under the old name.
 */
export function awaitedWinners(ctx: Context, entity: string): Set<number> {
  const rids = new Set<number>();
  for (const [name, winner] of Object.entries(ctx.store.getMeta<Record<string, string>>(MERGED) ?? {})) {
    if (!name.startsWith(`${entity}/`)) continue;
    const loser = ctx.store.recordOf(entity, 'quickbooks', name.slice(entity.length + 1));
    const view = loser && ctx.store.view(loser.rid);
    if (!view || view.record.decision.act !== null || mergedWinner(ctx, view) === null) continue;
    const single = ctx.store.recordOf(entity, 'quickbooks', winner);
    if (single && single.platformId === null) rids.add(single.rid);
  }
  return rids;
}
