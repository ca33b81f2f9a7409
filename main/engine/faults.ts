import { type AppError, appError, Failure } from '../../shared/errors.ts';
import { judgeObservation, mergeTombstone } from '../core/observe.ts';
import type { StoredRecord } from '../core/ports-store.ts';
import type { Observation } from '../core/types.ts';
import { audit } from './audit.ts';
import { setState, withdrawOpen } from './book.ts';
import type { Context } from './context.ts';

/** A fault of ours that one record brings out is shown at that record and stops no other. */

/** Whether what was thrown concerns everything: the disk is full, the store is damaged. */
export const stopsAll = (thrown: unknown): boolean =>
  thrown instanceof Failure && thrown.error.code.startsWith('host.');

/**
 * What was thrown while one record was worked on, as data; a fault of ours gets a reference that is in the log too.
 *
 * @throws what it was given when that concerns everything.
 */
export function faultOf(ctx: Context, thrown: unknown): AppError {
  if (stopsAll(thrown)) throw thrown;
  if (thrown instanceof Failure) return thrown.error;
  const reference = ctx.ids.next();
  const stack = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  ctx.log.error('one record could not be worked on', { reference, stack });
  return appError('internal.unexpected', { reference });
}

/** Leaves a record with what went wrong, until it changes or a person tries again. Part of the caller's transaction. */
export function parkRecord(ctx: Context, rid: number, error: AppError): void {
  const record = ctx.store.record(rid);
  if (!record) return;
  withdrawOpen(ctx, record);
  record.dirty = false;
  record.attempts++;
  audit(ctx, { record, what: error.userSentence, result: 'failed', error });
  setState(ctx, record, 'failed', { error });
  ctx.store.putRecord(record);
}

/** Keeps an observation that could not be taken in, with its record marked: the cursor may then go past it. */
export function parkObservation(ctx: Context, seen: Observation, error: AppError): void {
  const { store } = ctx;
  const { descriptor } = ctx.entities.get(seen.entity);
  const known = store.observation(seen.entity, seen.side, seen.id);
  if (judgeObservation(descriptor, known, seen) !== 'ignore') store.putObservation(mergeTombstone(known, seen));
  const held = store.recordOf(seen.entity, seen.side, seen.id);
  // What is gone and was never a record needs none.
  if (!held && seen.life === 'deleted') return;
  const record =
    held ?? store.addRecord(seen.entity, seen.side, seen.id, plainIndex(descriptor.label, seen), ctx.clock.now());
  if (!held && descriptor.isDocument && seen.side === 'quickbooks') store.markDirect(record.rid);
  parkRecord(ctx, record.rid, error);
}

/** How a record looks in lists whose own words cannot be made. */
const plainIndex = (label: string, seen: Observation): StoredRecord['index'] => ({
  title: `${label} ${seen.id}`,
  search: `${label} ${seen.id}`.toLowerCase(),
  who: null,
  note: null,
  date: null,
  amount: null,
  balance: null,
  life: seen.life,
  changedAt: seen.changedAt,
});
