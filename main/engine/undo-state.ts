import { type AppError, appError } from '../../shared/errors.ts';
import type { RecordPlan } from '../core/plan-types.ts';
import type { StoredRecord, UndoPartState } from '../core/ports-store.ts';
import { isOpen } from '../core/undo.ts';
import { audit } from './audit.ts';
import { setState, withdrawOpen } from './book.ts';
import { type Context, labelOf } from './context.ts';

/** What becomes of an undo, record by record and as a whole. Everything here runs inside the caller's transaction. */

/** The planner found that a wish is fulfilled, or that somebody was quicker. The caller stores the record. */
export function undoEnded(ctx: Context, record: StoredRecord, end: NonNullable<RecordPlan['undo']>): void {
  const { undo } = record.decision;
  if (!undo) return;
  const wasOpen = isOpen(undo);
  record.decision = { ...record.decision, undo: end.kind === 'out' ? { ...undo, done: true } : null };
  if (!wasOpen) return;
  // Once one side has it, the rest travels like any edit, and so does what somebody types over it.
  if (end.kind !== 'lapsed' || (undo.sent?.length ?? 0) > 0) {
    const what = [...new Set(undo.kept)].join(', ');
    const error = what === '' ? null : appError('undo.kept', { title: record.index.title, what });
    if (error) audit(ctx, { record, what: error.userSentence, result: 'info', error, runId: undo.id });
    endPart(ctx, undo.id, record, 'done', error);
    return;
  }
  const { what, side } = end;
  const error = appError('undo.over', { title: record.index.title, what, label: labelOf(ctx, side) });
  audit(ctx, { record, what: error.userSentence, side, result: 'failed', error, runId: undo.id });
  endPart(ctx, undo.id, record, 'over', error);
}

/** Ends the wish of a record because a person does; both sides then follow each other again. */
export function giveUp(ctx: Context, record: StoredRecord): void {
  const { undo } = record.decision;
  if (!isOpen(undo)) return;
  withdrawOpen(ctx, record);
  const next = { ...record, decision: { ...record.decision, undo: null }, dirty: true };
  setState(ctx, next, 'waiting');
  ctx.store.putRecord(next);
  audit(ctx, { actor: 'You', what: 'No longer to be put back', record, result: 'info', runId: undo.id });
  endPart(ctx, undo.id, record, 'givenUp', null);
}

function endPart(ctx: Context, id: string, record: StoredRecord, state: UndoPartState, error: AppError | null): void {
  const { store } = ctx;
  store.putUndoPart({ undoId: id, rid: record.rid, state, error });
  ctx.events.touch('activity');
  if (store.undoParts(id, 'waiting', 1).length > 0) return;
  const { done, over, givenUp } = store.undoCounts(id);
  const left = over + givenUp;
  const whole = done === 1 ? 'the record is as it was before' : `all ${done} records are as they were before`;
  const what =
    left === 0 ? whole : `${done} of ${done + left} records are as they were before, ${left} were left as they are`;
  audit(ctx, { what: `Undo finished: ${what}`, result: left === 0 ? 'info' : 'failed', runId: id });
}
