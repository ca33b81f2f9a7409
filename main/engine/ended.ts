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

/** Which record each merged one went into, both by QuickBooks id: `[entity, loser, winner]`. */
export const mergedNames = (ctx: Context): [string, string, string][] =>
  Object.entries(ctx.store.getMeta<Record<string, string>>(MERGED) ?? {}).map(([name, winner]) => {
    const at = name.indexOf('/');
    return [name.slice(0, at), name.slice(at + 1), winner];
  });
