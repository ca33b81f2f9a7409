import { appError, Failure, fail } from '../../shared/errors.ts';
import type { Side } from '../../shared/primitives.ts';
import { keyOf, quickbooksOnly } from '../core/common.ts';
import { applyPatch } from '../core/merge.ts';
import { planRecord } from '../core/plan.ts';
import { type Act, noDecision } from '../core/plan-types.ts';
import type { RecordView, StoredRecord } from '../core/ports-store.ts';
import { writableSides } from '../core/rules.ts';
import { audit } from './audit.ts';
import { dropReview, recordKey, reindex, setState, withdrawOpen } from './book.ts';
import { claimOn, join } from './claim.ts';
import { appliedAt, type Context, labelOf, linksOf, policyOf } from './context.ts';
import { inputOf } from './plan-step.ts';
import { recreate } from './recreate.ts';

/** Links as a person makes and undoes them. Everything here runs inside the caller's transaction. */

/** A write that may have arrived ties the record to what it wrote: nobody may pull them apart before that is known. */
function notFlying(ctx: Context, record: StoredRecord): void {
  const flying = ctx.store
    .openWrites(record.rid)
    .some(
      ({ state, sentAt }) => state === 'sent' || state === 'uncertain' || (state === 'intended' && sentAt !== null),
    );
  if (flying) throw new Failure(appError('link.busy', { title: record.index.title }));
}

/** Makes two singles one record because a person says so. Errors: `link.stale`, `link.busy`. */
export function linkChosen(ctx: Context, platform: StoredRecord, quickbooksId: string): void {
  const { store } = ctx;
  const { entity, platformId } = platform;
  const other = store.recordOf(entity, 'quickbooks', quickbooksId);
  if (!other || other.platformId !== null || platformId === null || platform.quickbooksId !== null) fail('link.stale');
  if (other.index.life === 'deleted') fail('link.stale');
  // Deleted before it was known what was made of it: whoever says what that was has it deleted there, too.
  if (platform.index.life === 'deleted' && !claimOn(ctx, platform, quickbooksId)) fail('link.stale');
  for (const record of [platform, other]) notFlying(ctx, record);
  store.dropApart(entity, platformId, quickbooksId);
  dropReview(ctx, other.rid);
  // What was decided for each alone says nothing about the two together.
  platform.decision = noDecision();
  join(ctx, platform, other);
  // Until sync is switched on an import may have rules of its own for what both sides had.
  if (appliedAt(store) !== null) agree(ctx, platform.rid);
  audit(ctx, { actor: 'You', what: `Linked to ${other.index.title} in QuickBooks`, record: platform });
}

/** Keeps what two that a person joined say alike as agreed: who edits one of them before the next run edits over that. */
function agree(ctx: Context, rid: number): void {
  const view = ctx.store.view(rid);
  if (!view || view.record.base !== null) return;
  const { record } = view;
  const plan = planRecord(inputOf(ctx, view, linksOf(ctx.store), policyOf(ctx, record.entity)));
  if (plan.settled === null) return;
  ctx.store.putRecord({ ...record, base: applyPatch(null, plan.settled), lines: plan.lines ?? record.lines });
}

/**
 * Parts a pair that a person says is not the same. Both stay as they are on their sides, are left out of sync until a
 * person takes them in again, and are never linked by themselves. Writes nothing to either side. Error: `link.busy`.
 */
export function unlink(ctx: Context, view: RecordView): void {
  const { store } = ctx;
  const { record } = view;
  const { entity, platformId, quickbooksId } = record;
  if (platformId === null || quickbooksId === null || record.tombstone) fail('link.stale');
  notFlying(ctx, record);
  withdrawOpen(ctx, record);
  dropReview(ctx, record.rid);
  const apart = { choices: [], act: { act: 'apart' as Act, platform: null, quickbooks: null } };
  const ours: StoredRecord = {
    ...record,
    quickbooksId: null,
    base: null,
    lines: {},
    written: [],
    decision: apart,
    dirty: true,
    generation: record.generation + 1,
  };
  store.putIds(ours);
  const theirs: StoredRecord = {
    ...store.addRecord(entity, 'quickbooks', quickbooksId, record.index, ctx.clock.now()),
    decision: apart,
    generation: record.generation + 1,
  };
  // Where it was made first does not change by parting it from its copy.
  if (store.isDirect(record.rid)) store.markDirect(theirs.rid);
  store.splitKey(entity, platformId, quickbooksOnly(quickbooksId));
  for (const single of [ours, theirs]) {
    reindex(ctx, single);
    setState(ctx, single, 'notSynced', { detail: UNLINKED });
    store.putRecord(single);
    ctx.events.record(entity, recordKey(single));
  }
  store.putApart(entity, platformId, quickbooksId);
  const names = `${labelOf(ctx, 'platform')} (${platformId}) and QuickBooks (${quickbooksId})`;
  audit(ctx, { actor: 'You', what: `Unlinked: ${names} are not the same`, record, result: 'info' });
}

/** State detail of a record that a person parted from its counterpart. */
const UNLINKED = 'Unlinked by your decision';

/** Whether a person left the record out; it can be taken in again. */
export const isLeftOut = (record: StoredRecord): boolean =>
  record.state === 'notSynced' &&
  (record.decision.act?.act === 'apart' || record.decision.act?.act === 'leave' || record.decision.undo?.done === true);

/** Takes a record that was left out back into sync: a single one is then made on the other side. Error: `link.stale`. */
export function takeIn(ctx: Context, record: StoredRecord): void {
  if (!isLeftOut(record)) fail('link.stale');
  const { undo } = record.decision;
  const view = undo?.done === true ? ctx.store.view(record.rid) : null;
  const taken = view && undo?.out ? takeInAgain(ctx, view, undo.out) : record;
  const next: StoredRecord = { ...taken, decision: { ...taken.decision, act: null }, dirty: true };
  setState(ctx, next, 'waiting');
  ctx.store.putRecord(next);
  ctx.events.record(record.entity, keyOf(record.platformId, record.quickbooksId));
  audit(ctx, { actor: 'You', what: 'Took it back into sync', record: next, result: 'info' });
}

/** A record whose creation was undone: made active where it sleeps, made anew where it is gone for good. */
function takeInAgain(ctx: Context, view: RecordView, side: Side): StoredRecord {
  const { record } = view;
  if (view[side]?.life === 'inactive') {
    const base = record.base && { ...record.base, life: 'inactive' as const };
    return { ...record, base, decision: noDecision() };
  }
  recreate(ctx, view, side);
  return ctx.store.record(record.rid) ?? fail('link.stale');
}

/** The side on which a single record is not made by its entity's rule, although it could be; null for every other. */
export function unmadeOn(ctx: Context, record: StoredRecord): Side | null {
  if (record.state !== 'notSynced' || record.index.life !== 'live' || isLeftOut(record)) return null;
  if (record.platformId !== null && record.quickbooksId !== null) return null;
  const to = record.platformId === null ? 'platform' : 'quickbooks';
  const policy = policyOf(ctx, record.entity);
  const act = record.decision.act?.act;
  if (!policy.enabled || !writableSides(policy)[to]) return null;
  if (policy.creates[to] === 'always' && act !== 'asNeeded') return null;
  return act === 'carry' ? null : to;
}

/** Makes a record on the other side that its entity's rule does not make by itself. Error: `link.stale`. */
export function carryOver(ctx: Context, record: StoredRecord): void {
  const to = unmadeOn(ctx, record) ?? fail('link.stale');
  const act = { act: 'carry' as Act, platform: null, quickbooks: null };
  const next: StoredRecord = { ...record, decision: { ...record.decision, act }, dirty: true };
  setState(ctx, next, 'waiting');
  ctx.store.putRecord(next);
  ctx.events.record(record.entity, recordKey(record));
  audit(ctx, { actor: 'You', what: `Asked for it in ${labelOf(ctx, to)}`, record: next, result: 'info' });
}
