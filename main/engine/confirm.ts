import { type AppError, appError } from '../../shared/errors.ts';
import { marked, writeContent } from '../core/circles.ts';
import { toCommon } from '../core/common.ts';
import { afterConfirm } from '../core/confirm.ts';
import { type OutboxEvent, transition } from '../core/outbox.ts';
import type { OutboxRow, StoredRecord } from '../core/ports-store.ts';
import type { LineIds, Observation } from '../core/types.ts';
import { afterSent, isOpen } from '../core/undo.ts';
import { whatIsToDo, whatWasDone } from '../core/words.ts';
import { audit } from './audit.ts';
import { absorb, becameKnown, recordKey, setState } from './book.ts';
import { type Context, linksOf, policyOf } from './context.ts';
import { noteOtherTotal } from './money.ts';
import { sideNames } from './plan-step.ts';

/** The row after an event, by the table of legal transitions. */
export const step = (row: OutboxRow, event: OutboxEvent, change: Partial<OutboxRow> = {}): OutboxRow => ({
  ...row,
  ...change,
  state: transition(row.state, event),
});

export const writeWords = (row: OutboxRow): Parameters<typeof whatWasDone>[0] => ({
  kind: row.request.kind,
  mode: row.request.mode ?? null,
  side: row.side,
});

/**
 * The answer of a write, all at once: observation, link, base, audit and outbox in one transaction. The answer is the new
 * observation; nothing is read after a write.
 */
export function confirm(
  ctx: Context,
  row: OutboxRow,
  event: 'confirm' | 'probeFound',
  seen: Observation,
  lineIds: LineIds,
  tid: string | null = null,
): void {
  ctx.store.transaction(() => {
    const record = ctx.store.record(row.rid);
    ctx.store.putWrite(step(row, event, { error: null }));
    if (!record) return;
    const { undo } = record.decision;
    if (row.request.kind === 'create' && !adopt(ctx, record, row, seen)) return;
    Object.assign(
      record,
      afterConfirm(record, {
        descriptor: ctx.entities.get(row.entity).descriptor,
        policy: policyOf(ctx, row.entity),
        links: linksOf(ctx.store),
        side: row.side,
        kind: row.request.kind,
        fields: row.request.fields,
        common: row.common,
        patch: row.patch,
        answer: seen.body,
        own: event === 'confirm',
        lineIds,
      }),
    );
    if (isOpen(undo) && row.request.kind === 'update') {
      const { descriptor } = ctx.entities.get(row.entity);
      const answer =
        event === 'confirm' && seen.body !== null
          ? toCommon(descriptor, row.side, seen.body, linksOf(ctx.store), record.lines)
          : null;
      record.decision = { ...record.decision, undo: afterSent(undo, descriptor, row.side, answer) };
    }
    record.written = marked(record.written, writeContent(ctx.hash, row.side, row.request), ctx.clock.now());
    record.dirty = true;
    record.attempts = 0;
    record.pendingSince ??= ctx.clock.now();
    if (record.state === 'sending') setState(ctx, record, 'waiting');
    absorb(ctx, record, seen, event === 'confirm');
    ctx.store.putRecord(record);
    if (row.request.kind === 'create') becameKnown(ctx, record, record.quickbooksId);
    // What waited for this very change goes on, even where the record itself stays stuck for another reason.
    else ctx.store.wakeBlockedBy(record.entity, recordKey(record));
    audit(ctx, {
      record,
      what: `${whatWasDone(writeWords(row), sideNames(ctx))}${event === 'confirm' ? '' : ' (its answer was lost, then found)'}`,
      side: row.side,
      changes: row.changes,
      requestId: row.request.key,
      tid,
      why: row.why,
      act: row.request.kind === 'remove' ? (row.request.mode ?? 'delete') : row.request.kind,
      // An undo is one run, however often the app was ended while it was carried out.
      runId: isOpen(undo) ? undo.id : null,
    });
    noteOtherTotal(ctx, record, row, seen, tid);
    ctx.events.record(record.entity, recordKey(record));
  });
}

/** Gives the record its id on the written side. False when that id already belongs to another pair. */
function adopt(ctx: Context, record: StoredRecord, row: OutboxRow, seen: Observation): boolean {
  const other = ctx.store.recordOf(row.entity, row.side, seen.id);
  if (other && other.rid !== record.rid) {
    if (other.platformId !== null && other.quickbooksId !== null) {
      const error = appError('quickbooks.rejected', {
        title: row.title,
        detail: `the answer names a record that belongs to ${other.index.title}.`,
      });
      auditEnd(ctx, record, row, error);
      setState(ctx, record, 'failed', { error });
      ctx.store.putRecord(record);
      return false;
    }
    // Its feed was quicker than the answer: one record, not two.
    for (const write of ctx.store.openWrites(other.rid)) ctx.store.putWrite({ ...write, state: 'withdrawn' });
    ctx.store.dropRecord(other.rid, record.rid);
  }
  if (row.side === 'platform') record.platformId = seen.id;
  else record.quickbooksId = seen.id;
  ctx.store.putIds(record);
  return true;
}

/** A write that ended without being confirmed: what was to be done, and why it was not. Inside the caller's transaction. */
export function auditEnd(ctx: Context, record: StoredRecord, row: OutboxRow, error: AppError): void {
  audit(ctx, {
    record,
    what: `${whatIsToDo(writeWords(row), sideNames(ctx))}: ${error.userSentence}`,
    side: row.side,
    result: 'failed',
    changes: row.changes,
    error,
    requestId: row.request.key,
    why: row.why,
    runId: isOpen(record.decision.undo) ? record.decision.undo.id : null,
  });
}
