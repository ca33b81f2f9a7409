import { appError } from '../../shared/errors.ts';
import type { Body } from '../../shared/primitives.ts';
import { refreshCommon, toCommon } from '../core/common.ts';
import { linesOf } from '../core/compare.ts';
import { applyPatch, type BasePatch, patchWithAnswer } from '../core/merge.ts';
import { type OutboxEvent, transition } from '../core/outbox.ts';
import type { OutboxRow, StoredRecord } from '../core/ports-store.ts';
import type { LineIds, Observation } from '../core/types.ts';
import { whatWasDone } from '../core/words.ts';
import { audit } from './audit.ts';
import { becameKnown, ingest, recordKey, reindex, setState } from './book.ts';
import { type Context, linksOf } from './context.ts';
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
): void {
  ctx.store.transaction(() => {
    const record = ctx.store.record(row.rid);
    ctx.store.putWrite(step(row, event, { error: null }));
    if (!record) return;
    if (row.request.kind === 'create' && !adopt(ctx, record, row, seen)) return;
    // The other side's view of the record, not a new row: link first, then store what was seen.
    ctx.store.putRecord(record);
    ingest(ctx, seen);
    const current = ctx.store.record(row.rid) ?? record;
    current.lines = pairedLines(ctx, current, row, seen, lineIds);
    current.base = applyPatch(current.base, agreedPatch(ctx, current, row, seen));
    current.dirty = true;
    current.attempts = 0;
    if (current.state === 'sending') setState(ctx, current, 'waiting');
    reindex(ctx, current);
    ctx.store.putRecord(current);
    if (row.request.kind === 'create') becameKnown(ctx, current, current.quickbooksId);
    audit(ctx, {
      record: current,
      what: whatWasDone(writeWords(row), sideNames(ctx)),
      side: row.side,
      changes: row.changes,
      requestId: row.request.key,
    });
    ctx.events.record(current.entity, recordKey(current));
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
  return true;
}

/** Line pairs with the ids the written side gave, in the order of the lines that were sent. */
function pairedLines(
  ctx: Context,
  record: StoredRecord,
  row: OutboxRow,
  seen: Observation,
  lineIds: LineIds,
): StoredRecord['lines'] {
  const field = ctx.entities.get(row.entity).descriptor.fields.find((one) => one.kind === 'lines');
  if (!field || !row.common || (row.request.kind === 'update' && !row.request.fields.includes(field.name))) {
    return record.lines;
  }
  const ids = lineIds.length > 0 ? lineIds : linesOf(seen.body?.[field.name]).map((line) => line.id);
  const lines = { ...record.lines };
  linesOf(row.common[field.name]).forEach((line, index) => {
    const answered = ids[index];
    if (answered === null || answered === undefined || answered === '') return;
    if (row.side === 'quickbooks') {
      if (!line.id.startsWith('qb:')) lines[line.id] = answered;
    } else if (line.id.startsWith('qb:')) lines[answered] = line.id.slice(3);
  });
  return lines;
}

/** What may be stored as agreed now, given what the side answered. */
function agreedPatch(ctx: Context, record: StoredRecord, row: OutboxRow, seen: Observation): BasePatch {
  const { descriptor } = ctx.entities.get(row.entity);
  const links = linksOf(ctx.store);
  const refresh = (body: Body): Body => refreshCommon(descriptor, body, links, record.lines);
  const patch: BasePatch = {
    set: refresh(row.patch.set),
    keep: { platform: refresh(row.patch.keep.platform), quickbooks: refresh(row.patch.keep.quickbooks) },
    life: row.patch.life,
  };
  if (!row.common || !seen.body) return patch;
  const answer = toCommon(descriptor, row.side, seen.body, links, record.lines);
  return patchWithAnswer(descriptor, patch, row.side, refresh(row.common), answer);
}
