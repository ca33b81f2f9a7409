import { type AppError, appError } from '../../shared/errors.ts';
import { BRAKE_WINDOW_MS, onlyFills } from '../core/brake.ts';
import { goesInCircle, writeContent } from '../core/circles.ts';
import type { Base } from '../core/merge.ts';
import { transition, writeKey } from '../core/outbox.ts';
import type { PlannedWrite } from '../core/plan-types.ts';
import type { OutboxRow, RecordView, StoredRecord } from '../core/ports-store.ts';
import { classify, passes } from '../core/retry.ts';
import { isOpen } from '../core/undo.ts';
import { isUnsure, recordKey, withdraw } from './book.ts';
import { agreedTo } from './brake.ts';
import { causeOf } from './causes.ts';
import { type Context, labelOf, nowAt } from './context.ts';
import type { PlanSetting } from './plan-step.ts';
import { refusal, requestOf } from './refusals.ts';

/** From planned writes to rows of the outbox. */

export type Reconciled = { refused: AppError | null; parked: OutboxRow | null };

/** Of a record that is planned: when its writes may go (ms), and what both sides had agreed on before. */
export type PlanMoment = { notBefore: number; known: Base | null };

/** Brings the outbox to exactly these writes: what is already there stays, what is no longer wanted is taken back. */
export function reconcile(
  ctx: Context,
  view: RecordView,
  writes: PlannedWrite[],
  setting: PlanSetting,
  { notBefore, known }: PlanMoment,
): Reconciled {
  const { record } = view;
  const open = view.hasOpenWrites ? ctx.store.openWrites(record.rid) : [];
  const kept = new Set<string>();
  const result: Reconciled = { refused: null, parked: null };
  const fresh: PlannedWrite[] = [];
  for (const write of writes) {
    const same = open.find((row) => !kept.has(row.op) && isSame(row, write));
    if (!same) {
      fresh.push(write);
      continue;
    }
    if (same.state === 'parked' && givenUp(same, write, setting)) {
      // With the same key: had it arrived after all, QuickBooks answers with what it made then.
      const state = transition(same.state, 'again');
      ctx.store.putWrite({ ...same, state, attempts: 0, error: null, notBefore });
      kept.add(same.op);
      continue;
    }
    if (same.state === 'parked' && reopened(same, setting)) {
      fresh.push(write);
      continue;
    }
    // Books may have been closed, or a mapping taken away, since it was planned.
    const late = same.state === 'intended' && same.sentAt === null ? refusal(ctx, record, write, setting) : null;
    if (late) {
      result.refused = late;
      continue;
    }
    kept.add(same.op);
    if (same.state === 'parked') result.parked = same;
  }
  // What a lost create made may be there while the record waits for something else: it is not forgotten over that.
  const single = record.platformId === null || record.quickbooksId === null;
  withdraw(ctx, open, (row) => kept.has(row.op) || (single && isUnsure(row)));
  // What a person wants back was looked at write by write.
  const undoing = isOpen(record.decision.undo);
  // Asked for by name, or shown in the plan of an import or in the one that was applied.
  const askedFor = setting.importing === true || setting.shown === true || record.decision.act?.act === 'carry';
  const calm = (write: PlannedWrite): boolean =>
    onlyFills(write) && (!isLate(write, known) || justWritten(ctx, record));
  for (const write of fresh) {
    const refused = circle(ctx, record, write) ?? refusal(ctx, record, write, setting);
    if (refused) result.refused = refused;
    else {
      // What was agreed to stays agreed when a newer revision only words it anew.
      const before = open.some((row) => row.agreed && row.side === write.side && row.request.kind === write.kind);
      const agreed = undoing || askedFor || before || calm(write) || agreedTo(setting.applied, record, write.kind);
      ctx.store.addWrite({ ...outboxRow(ctx, record, write, notBefore), agreed });
    }
  }
  return result;
}

/** A refused write stays refused while it would say the same; one not sent yet must also stand on the same revision. */
function isSame(row: OutboxRow, write: PlannedWrite): boolean {
  const { request } = row;
  // Whatever it would say by now: what it said may be there.
  if (isUnsure(row)) return write.kind === 'create' && row.side === write.side;
  return (
    row.side === write.side &&
    request.kind === write.kind &&
    (request.mode ?? null) === write.mode &&
    request.id === write.id &&
    (row.state === 'parked' || request.revision === write.revision) &&
    JSON.stringify(request.body) === JSON.stringify(write.body)
  );
}

/** What it was refused for has changed since (the day the books are closed until, the plan, a mapping): it goes again. */
function reopened({ error }: OutboxRow, setting: PlanSetting): boolean {
  if (error === null) return false;
  if (error.code === 'quickbooks.closedPeriod') {
    const then = error.values.closed ?? '';
    // Refused without our knowing why: whatever was read since may have been the opening.
    return then !== (setting.bookCloseDate ?? '') || (then === '' && error.values.setting !== setting.triesMark);
  }
  const failure = classify(error);
  if (passes(failure)) return error.values.setting !== setting.triesMark;
  return failure === 'permanent' && error.values.setting !== setting.mark;
}

/** Given up after passing trouble, before the last daily comparison, and still exactly what is to be sent. */
const givenUp = ({ error, request }: OutboxRow, write: PlannedWrite, setting: PlanSetting): boolean =>
  error !== null &&
  passes(classify(error)) &&
  error.values.setting !== setting.triesMark &&
  request.revision === write.revision;

/**
 * Whether it brings a field that the record never had, long after both sides agreed on the rest: an older version did not
 * keep it, or it was paired anew. Then it is every record at once.
 */
const isLate = ({ fields }: PlannedWrite, known: Base | null): boolean =>
  known !== null &&
  known.life !== null &&
  fields.some((name) =>
    [known.body, known.kept.platform, known.kept.quickbooks].every((body) => !Object.hasOwn(body, name)),
  );

/** Whether something was written to the record just now: what its side fills in then belongs to that. */
const justWritten = (ctx: Context, { written }: StoredRecord): boolean => {
  const now = ctx.clock.now();
  return written.some(({ at }) => at <= now && now - at < BRAKE_WINDOW_MS);
};

/** A write that was confirmed again and again and is wanted once more is stopped and shown. */
function circle(ctx: Context, record: StoredRecord, write: PlannedWrite): AppError | null {
  if (
    record.written.length === 0 ||
    !goesInCircle(record.written, writeContent(ctx.hash, write.side, write), ctx.clock.now())
  )
    return null;
  return appError('sync.circle', { title: record.index.title, label: labelOf(ctx, write.side) });
}

function outboxRow(ctx: Context, record: StoredRecord, write: PlannedWrite, notBefore: number): OutboxRow {
  record.generation++;
  const source = write.side === 'platform' ? record.quickbooksId : record.platformId;
  const seen =
    source === null
      ? null
      : ctx.store.observation(record.entity, write.side === 'platform' ? 'quickbooks' : 'platform', source);
  const key = writeKey(ctx.hash, {
    entity: record.entity,
    side: write.side,
    id: recordKey(record),
    revision: seen?.revision ?? '',
    generation: record.generation,
  });
  return {
    op: ctx.ids.next(),
    rid: record.rid,
    entity: record.entity,
    side: write.side,
    state: 'intended',
    request: requestOf(ctx, record, write, key),
    common: write.common,
    patch: write.patch,
    changes: write.changes,
    title: record.index.title,
    attempts: 0,
    notBefore,
    error: null,
    runId: ctx.runId,
    why: causeOf(ctx, record, write.side, seen),
    createdAt: nowAt(ctx),
    sentAt: null,
    agreed: false,
  };
}
