import { linesOf } from '../core/compare.ts';
import type { OutboxRow, StoredRecord } from '../core/ports-store.ts';
import type { LineIds, Observation } from '../core/types.ts';
import { dropReview, link, setState } from './book.ts';
import { confirm } from './confirm.ts';
import type { Context } from './context.ts';

/** Records that may be what a lost create made, as its parked write remembers them. */
export const suspectsOf = (row: OutboxRow): string[] =>
  (row.error?.values.suspects ?? '').split(' ').filter((id) => id !== '');

/** The lost create of a platform record that is thought to have made a record of QuickBooks; null when there is none. */
export const claimOn = (ctx: Context, platform: StoredRecord, quickbooksId: string | null): OutboxRow | null =>
  ctx.store
    .openWrites(platform.rid)
    .find((one) => one.state === 'parked' && quickbooksId !== null && suspectsOf(one).includes(quickbooksId)) ?? null;

/**
 * Makes two singles one record. Where the second is what a lost create of the first is thought to have made, that write has
 * counted: what was sent is what both sides agreed on, and what differs was edited since. Otherwise nothing is agreed yet.
 * Part of the caller's transaction.
 */
export function join(ctx: Context, platform: StoredRecord, quickbooks: StoredRecord): void {
  const { entity, quickbooksId } = quickbooks;
  const row = claimOn(ctx, platform, quickbooksId);
  const seen = row && quickbooksId !== null ? ctx.store.observation(entity, 'quickbooks', quickbooksId) : null;
  if (!row || !seen) {
    link(ctx, platform, quickbooks);
    return;
  }
  dropReview(ctx, platform.rid);
  setState(ctx, platform, 'waiting');
  ctx.store.putRecord(platform);
  confirm(ctx, row, 'probeFound', seen, linesBetween(ctx, row, seen));
}

/** Lines go by their place, unless some were added or taken away since: then by their content alone. */
function linesBetween(ctx: Context, row: OutboxRow, seen: Observation): LineIds {
  const field = ctx.entities.get(row.entity).descriptor.fields.find((one) => one.kind === 'lines');
  if (!field) return [];
  const sent = linesOf(row.request.body?.[field.name]);
  return sent.length === linesOf(seen.body?.[field.name]).length ? [] : sent.map(() => null);
}
