import type { ReviewCase, StoredReview } from '../core/ports-store.ts';
import { claimOn } from './claim.ts';
import type { Context } from './context.ts';

/**
 * Looks again at single records that wait for a person because of others, where one of those others is gone, was joined
 * or changed since: the question may no longer be one. Marks them to be compared once more.
 */
export function askAgainWhereStale(ctx: Context, entity: string): void {
  const stale = ['match' as const, 'duplicate' as const]
    .flatMap((kind) => ctx.store.reviews({ entity, kind }))
    .filter((open) => isStale(ctx, open));
  if (stale.length === 0) return;
  ctx.store.transaction(() => {
    for (const { rid } of stale) {
      const record = rid === null ? null : ctx.store.record(rid);
      if (!record || record.dirty) continue;
      record.dirty = true;
      ctx.store.putRecord(record);
    }
  });
}

function isStale(ctx: Context, { rid, entity, detail }: StoredReview): boolean {
  const [side, ids] = named(detail);
  const asked = rid === null ? null : ctx.store.record(rid);
  return ids.some((id) => {
    const record = ctx.store.recordOf(entity, side, id);
    const life = (record && ctx.store.view(record.rid)?.[side]?.life) ?? null;
    if (record === null || record.dirty) return true;
    // A likeness on its own side that is asleep troubles nobody.
    if (detail.kind === 'duplicate') return life !== 'live';
    if (record.platformId !== null || life === null || life === 'deleted') return true;
    // A candidate may be asleep in QuickBooks, and what a lost request may have made may be voided.
    return life === 'void' && (asked === null || claimOn(ctx, asked, id) === null);
  });
}

function named(detail: ReviewCase): ['platform' | 'quickbooks', string[]] {
  if (detail.kind === 'match') return ['quickbooks', detail.candidates.map(({ quickbooksId }) => quickbooksId)];
  return detail.kind === 'duplicate' ? [detail.side, detail.others] : ['platform', []];
}
