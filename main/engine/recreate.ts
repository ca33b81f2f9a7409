import type { Side } from '../../shared/primitives.ts';
import { quickbooksOnly } from '../core/common.ts';
import { noDecision } from '../core/plan-types.ts';
import type { RecordView, StoredRecord } from '../core/ports-store.ts';
import { reindex, withdrawOpen } from './book.ts';
import type { Context } from './context.ts';

/**
 * Parts a record from the counterpart that ended, so that it is made anew on that side. What ended stays behind as a
 * tombstone of its own: its id is never used again. Inside the caller's transaction.
 */
export function recreate(ctx: Context, view: RecordView, gone: Side): void {
  const { store } = ctx;
  const { record } = view;
  withdrawOpen(ctx, record);
  const endedId = gone === 'platform' ? record.platformId : record.quickbooksId;
  const living: StoredRecord = {
    ...record,
    platformId: gone === 'platform' ? null : record.platformId,
    quickbooksId: gone === 'quickbooks' ? null : record.quickbooksId,
    base: null,
    lines: {},
    tombstone: false,
    decision: noDecision(),
    dirty: true,
    generation: record.generation + 1,
    state: 'waiting',
    detail: null,
    error: null,
    blockedBy: [],
    pendingSince: ctx.clock.now(),
  };
  store.putIds(living);
  store.putRecord(living);
  reindex(ctx, living);
  if (endedId === null) return;
  // What refers to the one that ended here is to refer to the new one, and is looked at now and when that is there.
  if (gone === 'platform' && record.quickbooksId !== null)
    store.splitKey(record.entity, endedId, quickbooksOnly(record.quickbooksId));
  const ended = store.addRecord(record.entity, gone, endedId, { ...record.index, life: 'deleted' }, ctx.clock.now());
  if (store.isDirect(record.rid)) store.markDirect(ended.rid);
  store.putRecord({ ...ended, tombstone: true, dirty: false, state: 'deleted', pendingSince: null });
}
