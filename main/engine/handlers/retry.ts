import { type ErrorCode, fail } from '../../../shared/errors.ts';
import type { RecordView, StoredRecord } from '../../core/ports-store.ts';
import { ingest } from '../book.ts';
import { refreshFacts } from '../company.ts';
import { connectorOf, translationContext } from '../context.ts';
import { guarded } from '../observe.ts';
import type { HandlerContext } from './types.ts';

/** The record behind a problem, if it still is one. */
export function problemView(ctx: HandlerContext, id: string): RecordView {
  const view = /^\d+$/.test(id) ? ctx.store.view(Number(id)) : null;
  const state = view?.record.state;
  if (!view || (state !== 'failed' && state !== 'held' && state !== 'blocked')) {
    return fail('record.notFound', { entity: 'problem', id });
  }
  return view;
}

/** Records read anew before they are tried again; the rest is read by the next comparison. */
const READ_AGAIN = 20;
/** What QuickBooks shows of the record itself when these are over. */
const SEEN_AT_RECORD = new Set<ErrorCode>(['quickbooks.deposited', 'quickbooks.bankMatched']);

/**
 * What was refused because of how things stood in QuickBooks is looked at afresh before it is tried again: the person just
 * put it right there. What cannot be read now is tried as it is.
 */
export async function lookAgain(ctx: HandlerContext, records: StoredRecord[]): Promise<void> {
  if (records.some((record) => record.error?.code === 'quickbooks.closedPeriod'))
    await ctx.scheduler.exclusive(() => refreshFacts(ctx));
  const connector = connectorOf(ctx, 'quickbooks');
  const stale = records.filter((record) => record.error && SEEN_AT_RECORD.has(record.error.code)).slice(0, READ_AGAIN);
  for (const { entity, quickbooksId } of stale) {
    if (!connector || quickbooksId === null) continue;
    const answer = await guarded(ctx, () => connector.read([{ entity, id: quickbooksId }], translationContext(ctx)));
    if (!answer.ok) return;
    ctx.store.transaction(() => {
      for (const seen of answer.value) ingest(ctx, seen);
    });
  }
}
