import { type AppError, appError } from '../../shared/errors.ts';
import type { Body } from '../../shared/primitives.ts';
import { goesInCircle, writeContent } from '../core/circles.ts';
import { writeKey } from '../core/outbox.ts';
import type { PlannedWrite } from '../core/plan.ts';
import type { OutboxRow, RecordView, StoredRecord } from '../core/ports-store.ts';
import type { WriteRequest } from '../core/types.ts';
import { recordKey, withdraw } from './book.ts';
import { agreedTo } from './brake.ts';
import { type Context, labelOf, nowAt } from './context.ts';
import type { PlanSetting } from './plan-step.ts';

/** From planned writes to rows of the outbox, and what can be refused before anything is sent. */

export type Reconciled = { refused: AppError | null; parked: OutboxRow | null };

/** Brings the outbox to exactly these writes: what is already there stays, what is no longer wanted is taken back. */
export function reconcile(
  ctx: Context,
  view: RecordView,
  writes: PlannedWrite[],
  setting: PlanSetting,
  notBefore: number,
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
    kept.add(same.op);
    if (same.state === 'parked') result.parked = same;
  }
  withdraw(ctx, open, (op) => kept.has(op));
  for (const write of fresh) {
    const refused = circle(ctx, record, write) ?? refusal(ctx, record, write, setting);
    if (refused) result.refused = refused;
    else {
      // What was agreed to stays agreed when a newer revision only words it anew.
      const before = open.some((row) => row.agreed && row.side === write.side && row.request.kind === write.kind);
      const agreed = before || agreedTo(setting.applied, record, write.kind);
      ctx.store.addWrite({ ...outboxRow(ctx, record, write, notBefore), agreed });
    }
  }
  return result;
}

/** A refused write stays refused while it would say the same; one not sent yet must also stand on the same revision. */
function isSame(row: OutboxRow, write: PlannedWrite): boolean {
  const { request } = row;
  return (
    row.side === write.side &&
    request.kind === write.kind &&
    (request.mode ?? null) === write.mode &&
    request.id === write.id &&
    (row.state === 'parked' || request.revision === write.revision) &&
    JSON.stringify(request.body) === JSON.stringify(write.body)
  );
}

/** A write that was confirmed again and again and is wanted once more is stopped and shown. */
function circle(ctx: Context, record: StoredRecord, write: PlannedWrite): AppError | null {
  if (
    record.written.length === 0 ||
    !goesInCircle(record.written, writeContent(ctx.hash, write.side, write), ctx.clock.now())
  )
    return null;
  return appError('sync.circle', { title: record.index.title, label: labelOf(ctx, write.side) });
}

/** What can be told without asking the other side: no translation, a missing mapping, closed books. */
export function refusal(
  ctx: Context,
  record: StoredRecord,
  write: PlannedWrite,
  setting: PlanSetting,
): AppError | null {
  const module = ctx.entities.get(record.entity);
  const title = record.index.title;
  if (write.side === 'quickbooks') {
    const { dateField, isDocument } = module.descriptor;
    const closed = setting.bookCloseDate;
    if (closed !== null && isDocument && dateField !== undefined) {
      const dates = [record.index.date, write.common?.[dateField]];
      if (dates.some((date) => typeof date === 'string' && date <= closed)) {
        return appError('quickbooks.closedPeriod', { title, closed });
      }
    }
    if (write.body === null || write.kind === 'restore') return null;
    const translated = module.quickbooks.write(requestOf(ctx, record, write, 'check'), setting.translation);
    return translated.ok ? null : translated.error;
  }
  if (write.body === null || write.kind === 'restore') return null;
  const parsed = module.parse(numberNewLines(module.descriptor.fields, write.body));
  if (parsed.ok) return null;
  return appError('sync.notTranslatable', { title, detail: parsed.error.userSentence });
}

/**
 * All that a write would say to its side, as it would be sent now: with the mappings and settings in force. Equal contents
 * change the same things; versions are left out, because reading one again changes nothing.
 */
export function sentContent(ctx: Context, record: StoredRecord, write: PlannedWrite, setting: PlanSetting): unknown {
  if (write.side === 'platform') return [write.fields, write.body];
  const request = { ...requestOf(ctx, record, write, 'check'), revision: write.revision === null ? null : '0' };
  const translated = ctx.entities.get(record.entity).quickbooks.write(request, setting.translation);
  return translated.ok ? translated.json : translated.error.code;
}

/** The check of a body wants distinct line ids; the written side gives the real ones. */
function numberNewLines(fields: { name: string; kind: string }[], body: Body): Body {
  const out = { ...body };
  for (const field of fields) {
    const lines = body[field.name];
    if (field.kind !== 'lines' || !Array.isArray(lines)) continue;
    out[field.name] = lines.map((line, index) =>
      typeof line === 'object' && line !== null && !Array.isArray(line) && line.id === ''
        ? { ...line, id: `new:${index + 1}` }
        : line,
    );
  }
  return out;
}

function requestOf(ctx: Context, record: StoredRecord, write: PlannedWrite, key: string): WriteRequest {
  const native =
    write.id === null ? null : (ctx.store.observation(record.entity, write.side, write.id)?.native ?? null);
  return {
    entity: record.entity,
    kind: write.kind,
    ...(write.mode === null ? {} : { mode: write.mode }),
    id: write.id,
    revision: write.revision,
    body: write.body,
    fields: write.fields,
    native,
    key,
  };
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
    createdAt: nowAt(ctx),
    sentAt: null,
    agreed: false,
  };
}
