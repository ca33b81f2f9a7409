import type { RecordState } from '../../shared/contract/app.ts';
import type { AppError } from '../../shared/errors.ts';
import { otherSide, type Side } from '../../shared/primitives.ts';
import { indexOf, openBalance } from '../core/book-index.ts';
import { keyOf } from '../core/common.ts';
import { noteEmptied } from '../core/merge.ts';
import { judgeObservation, mergeTombstone } from '../core/observe.ts';
import type { OutboxRow, StoredRecord } from '../core/ports-store.ts';
import type { Observation, RecordKey } from '../core/types.ts';
import { newCounterpart } from './attachment-book.ts';
import { type Context, linksOf } from './context.ts';
import { noteEnded } from './ended.ts';

/** Keeping the rows of `record` true to the observations. Everything here runs inside a transaction of the caller. */

export const recordKey = (record: StoredRecord): string => keyOf(record.platformId, record.quickbooksId);

/** Stores what a side showed, if it is news; the record is then planned again. Answers whether it was a change. */
export function ingest(ctx: Context, seen: Observation): boolean {
  const { store } = ctx;
  const module = ctx.entities.all.find((one) => one.descriptor.name === seen.entity);
  if (!module) return false;
  const known = store.observation(seen.entity, seen.side, seen.id);
  const verdict = judgeObservation(module.descriptor, known, seen);
  if (verdict === 'ignore') return false;
  store.putObservation(mergeTombstone(known, seen));
  noteEnded(ctx, known, seen);
  const record = store.recordOf(seen.entity, seen.side, seen.id);
  if (!record) {
    // A tombstone of something never seen is remembered, so that old news cannot bring it to life; it is no record.
    if (seen.life !== 'deleted') addRecord(ctx, seen);
    return true;
  }
  if (verdict === 'changed') {
    record.dirty = true;
    record.pendingSince ??= ctx.clock.now();
    if (record.base && known?.body && seen.body)
      record.base = noteEmptied(module.descriptor, record.base, seen.side, known.body, seen.body);
  } else if (JSON.stringify(known?.body) !== JSON.stringify(seen.body)) {
    // Only computed amounts moved: nothing to send, but whether both sides still agree to the cent is looked at again.
    record.dirty = true;
  }
  reindex(ctx, record, seen);
  store.putRecord(record);
  if (record.dirty) store.wakeBlockedBy(record.entity, recordKey(record));
  ctx.events.record(record.entity, recordKey(record));
  return verdict === 'changed';
}

function addRecord(ctx: Context, seen: Observation): void {
  const module = ctx.entities.get(seen.entity);
  const { index, references } = indexOf(module, seen, linksOf(ctx.store));
  const record = ctx.store.addRecord(seen.entity, seen.side, seen.id, index, ctx.clock.now());
  if (module.descriptor.isDocument && seen.side === 'quickbooks') ctx.store.markDirect(record.rid);
  if (references.length > 0) ctx.store.putReferences(record.rid, references);
  const balance = openBalance(module, seen);
  if (balance !== null) {
    ctx.store.putBalances(
      record.rid,
      seen.side === 'platform' ? balance : null,
      seen.side === 'quickbooks' ? balance : null,
    );
  }
  ctx.events.record(record.entity, recordKey(record));
}

/**
 * Stores what a write answered, as part of the record in hand: the caller stores the record. An answer older than what
 * the feed brought meanwhile changes nothing. `replayed`: it may be the first answer of a request that was repeated under
 * its key, word for word, whatever has become of the record since: then a deletion that is known stands.
 */
export function absorb(ctx: Context, record: StoredRecord, seen: Observation, replayed: boolean): void {
  const { descriptor } = ctx.entities.get(seen.entity);
  const known = ctx.store.observation(seen.entity, seen.side, seen.id);
  const ended = replayed && known?.life === 'deleted';
  const news = !ended && judgeObservation(descriptor, known, seen) !== 'ignore';
  if (news) ctx.store.putObservation(mergeTombstone(known, seen));
  reindex(ctx, record, news ? seen : undefined);
}

/** Makes a row's list columns, references and balances anew from its observations; `fresh` is the one just stored. */
export function reindex(ctx: Context, record: StoredRecord, fresh?: Observation): void {
  const { store } = ctx;
  const module = ctx.entities.get(record.entity);
  const of = (side: Side): Observation | null => {
    const id = side === 'platform' ? record.platformId : record.quickbooksId;
    if (id === null) return null;
    // A tombstone is stored with the body it had: what was just seen may not say it.
    return fresh?.side === side && fresh.body !== null ? fresh : store.observation(record.entity, side, id);
  };
  const shown = of(record.platformId === null ? 'quickbooks' : 'platform');
  if (!shown) return;
  const { index, references } = indexOf(module, shown, linksOf(store));
  record.index = index;
  store.putIndex(record);
  store.putReferences(record.rid, references);
  if (module.descriptor.balanceField === undefined) return;
  const other = of(otherSide(shown.side));
  const [platform, quickbooks] = shown.side === 'platform' ? [shown, other] : [other, shown];
  store.putBalances(record.rid, openBalance(module, platform), openBalance(module, quickbooks));
}

/**
 * Makes two rows one: from here on they are the same record. The row kept is the platform's. A base is only made when
 * they are first planned together, so that nothing is taken for agreed that was never compared.
 */
export function link(ctx: Context, platform: StoredRecord, quickbooks: StoredRecord): void {
  const { store } = ctx;
  const quickbooksId = quickbooks.quickbooksId;
  for (const record of [platform, quickbooks]) withdrawAll(ctx, record);
  store.dropRecord(quickbooks.rid, platform.rid);
  Object.assign(platform, {
    quickbooksId,
    base: null,
    lines: {},
    dirty: true,
    state: 'waiting',
    detail: null,
    error: null,
    blockedBy: [],
    generation: Math.max(platform.generation, quickbooks.generation),
  } satisfies Partial<StoredRecord>);
  dropReview(ctx, platform.rid);
  store.putIds(platform);
  store.putRecord(platform);
  reindex(ctx, platform);
  becameKnown(ctx, platform, quickbooksId);
  ctx.events.record(platform.entity, keyOf(null, quickbooksId));
  ctx.events.record(platform.entity, recordKey(platform));
}

/** A record now exists on both sides: what referred to it by its old key follows, what waited for it is planned again. */
export function becameKnown(ctx: Context, record: StoredRecord, quickbooksId: string | null): void {
  if (record.platformId === null) return;
  const before = keyOf(null, quickbooksId);
  ctx.store.wakeBlockedBy(record.entity, before);
  ctx.store.wakeBlockedBy(record.entity, record.platformId);
  ctx.store.renameKey(record.entity, before, record.platformId);
  newCounterpart(ctx, record.entity, record.platformId);
  if (quickbooksId !== null && ctx.store.importArrived(record.entity, quickbooksId) > 0) ctx.events.touch('imports');
}

/**
 * A create whose answer was lost and of which nobody can tell what it made. No newer plan takes its place, whatever is
 * edited or set meanwhile: until a person says which record it is, another one could be a second one.
 */
export const isUnsure = ({ state, request, error }: OutboxRow): boolean =>
  state === 'parked' && request.kind === 'create' && error?.code === 'sync.unsure';

/** Takes back writes that were not sent (or were refused): a newer plan takes their place. */
export const withdrawOpen = (ctx: Context, record: StoredRecord): void =>
  withdraw(ctx, ctx.store.openWrites(record.rid), isUnsure);

/** The same with what is unsure: the record has its counterpart, is over, or a person wants it sent as a new one. */
export const withdrawAll = (ctx: Context, record: StoredRecord): void =>
  withdraw(ctx, ctx.store.openWrites(record.rid), () => false);

export function withdraw(ctx: Context, open: OutboxRow[], keep: (write: OutboxRow) => boolean): void {
  for (const write of open) {
    if (keep(write)) continue;
    if (write.state === 'intended' || write.state === 'parked') ctx.store.putWrite({ ...write, state: 'withdrawn' });
  }
}

export function dropReview(ctx: Context, rid: number | null): void {
  const review = ctx.store.reviewOf(rid);
  if (!review) return;
  ctx.store.dropReview(review.id);
  ctx.events.touch('review');
}

/** States in which a record cannot be expected to get a counterpart by itself. */
export const stuck = (state: RecordState): boolean =>
  state !== 'waiting' && state !== 'sending' && state !== 'equal' && state !== 'differs';
/** A change of it is on its way. */
const moving = (state: RecordState): boolean => state === 'waiting' || state === 'sending';
const isProblem = (state: RecordState): boolean => state === 'failed' || state === 'held' || state === 'blocked';

/** Sets a record's state with all that hangs on it: problem bookkeeping, lag, and the records that wait for it. */
export function setState(
  ctx: Context,
  record: StoredRecord,
  state: RecordState,
  more: { detail?: string | null; error?: AppError | null; blockedBy?: RecordKey[] } = {},
): void {
  const now = ctx.clock.now();
  const before = record.state;
  record.state = state;
  record.detail = more.detail ?? null;
  record.error = more.error ?? null;
  record.blockedBy = more.blockedBy ?? [];
  if (isProblem(state)) {
    record.failedFirst ??= now;
    record.failedLast = now;
  } else {
    record.failedFirst = null;
    record.failedLast = null;
  }
  if (state === 'equal' || state === 'differs' || state === 'voided' || state === 'deleted') {
    record.attempts = 0;
    if (record.pendingSince !== null && record.platformId !== null && record.quickbooksId !== null) {
      ctx.store.addLag(record.entity, now, Math.max(0, now - record.pendingSince));
    }
    record.pendingSince = null;
  } else if (state === 'notSynced') record.pendingSince = null;
  else record.pendingSince ??= now;
  if (isProblem(before) || isProblem(state)) ctx.events.touch('problems');
  if (stuck(before) !== stuck(state) || (moving(before) && !moving(state)))
    ctx.store.wakeBlockedBy(record.entity, recordKey(record));
  if (before !== state) ctx.events.record(record.entity, recordKey(record));
}
