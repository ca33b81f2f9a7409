import { partyOf } from '../../shared/entity.ts';
import { type AppError, appError } from '../../shared/errors.ts';
import { balanceSign } from '../core/book-index.ts';
import { fromCents, showMoney, toCents } from '../core/money.ts';
import type { PlannedWrite } from '../core/plan-types.ts';
import type { StoredRecord } from '../core/ports-store.ts';
import { recordKey } from './book.ts';
import type { Context } from './context.ts';

/**
 * What QuickBooks is sure to refuse because of other records (a name with money open, a document with money applied, a
 * payment in a bank deposit), or would do at their cost: a document that goes to somebody else loses its payments. Told only
 * from what stands and is settled: what is itself about to change does not count.
 */

/** Records looked at that refer to one: more make no other answer. */
const LOOKED_AT = 500;
/** Records in the way that are named. */
const NAMED = 3;

/** Why QuickBooks would refuse a write because of what else is there; null when nothing is known to be in the way. */
export function inTheWay(
  ctx: Context,
  record: StoredRecord,
  write: PlannedWrite,
  together: ReadonlySet<number>,
): AppError | null {
  if (write.id === null) return null;
  const inMoney = write.kind === 'remove' ? moneyLeft : moneyTaken;
  return locked(ctx, record, write) ?? inMoney(ctx, record, write, together);
}

/** Money cannot follow a document to another customer or vendor: QuickBooks takes it off and says nothing. */
function moneyTaken(
  ctx: Context,
  record: StoredRecord,
  write: PlannedWrite,
  together: ReadonlySet<number>,
): AppError | null {
  const { descriptor } = ctx.entities.get(record.entity);
  const party = partyOf(descriptor);
  if (!descriptor.isDocument || party === undefined || !write.fields.includes(party.name)) return null;
  const applied = appliedTo(ctx, record, write.id ?? '', together);
  if (applied.length === 0) return null;
  const who = party.label.toLowerCase();
  return appError('quickbooks.losesPayments', { title: record.index.title, who, by: named(applied) });
}

function locked(ctx: Context, record: StoredRecord, write: PlannedWrite): AppError | null {
  const { quickbooks } = ctx.entities.get(record.entity);
  const { lock } = quickbooks;
  if (!lock || write.id === null) return null;
  const touches = write.kind === 'remove' || write.fields.some((field) => lock.fields.includes(field));
  if (!touches) return null;
  const code = lock.by(ctx.store.observation(record.entity, 'quickbooks', write.id)?.native ?? null);
  return code === null ? null : appError(code, { title: record.index.title });
}

function moneyLeft(
  ctx: Context,
  record: StoredRecord,
  write: PlannedWrite,
  together: ReadonlySet<number>,
): AppError | null {
  const title = record.index.title;
  if (write.mode === 'deactivate') {
    const open = openBalances(ctx, record, new Set(), together);
    const sum = open.reduce((all, one) => all + one.cents, 0n);
    if (sum <= 0n) return null;
    return appError('quickbooks.hasBalance', { title, open: showMoney(fromCents(sum)), by: named(open) });
  }
  const applied = appliedTo(ctx, record, write.id ?? '', together);
  return applied.length === 0 ? null : appError('quickbooks.hasPayments', { title, by: named(applied) });
}

type Held = { title: string; cents: bigint };

const named = (held: Held[]): string => {
  const names = held.slice(0, NAMED).map((one) => one.title);
  return held.length > NAMED ? `${names.join(', ')} and ${held.length - NAMED} more` : names.join(' and ');
};

const cents = (value: unknown): bigint => (typeof value === 'string' ? toCents(value) : 0n);

/** What is open at a name on QuickBooks, its jobs included: balances, less money that was not applied. */
function openBalances(ctx: Context, record: StoredRecord, seen: Set<number>, together: ReadonlySet<number>): Held[] {
  if (seen.has(record.rid)) return [];
  seen.add(record.rid);
  const held: Held[] = [];
  for (const other of ctx.store.referencing(record.entity, recordKey(record), LOOKED_AT)) {
    if (other.entity === record.entity) {
      held.push(...openBalances(ctx, other, seen, together));
      continue;
    }
    const { descriptor } = ctx.entities.get(other.entity);
    // Only what belongs to the name: an invoice also refers to the items on it.
    const { who } = other.index;
    if (who?.entity !== record.entity || who.id !== recordKey(record)) continue;
    const body = together.has(other.rid) ? null : settledBody(ctx, other);
    if (!body || !descriptor.isDocument) continue;
    const { balanceField = '', unappliedField = '' } = descriptor;
    const open = balanceSign(descriptor) * cents(body[balanceField]) - cents(body[unappliedField]);
    if (open !== 0n) held.push({ title: other.index.title, cents: open });
  }
  return held.sort((a, b) => Number(b.cents - a.cents));
}

/** Living documents on QuickBooks with money set against this one. */
function appliedTo(ctx: Context, record: StoredRecord, quickbooksId: string, together: ReadonlySet<number>): Held[] {
  const held: Held[] = [];
  for (const other of ctx.store.referencing(record.entity, recordKey(record), LOOKED_AT)) {
    const body = together.has(other.rid) ? null : settledBody(ctx, other);
    for (const field of ctx.entities.get(other.entity).descriptor.fields) {
      if (field.kind !== 'allocations' || field.entity !== record.entity) continue;
      const entries = body?.[field.name];
      for (const entry of Array.isArray(entries) ? entries : []) {
        const { [record.entity]: settles, amount } = entry as Record<string, unknown>;
        if (settles === quickbooksId && cents(amount) !== 0n)
          held.push({ title: other.index.title, cents: cents(amount) });
      }
    }
  }
  return held;
}

/**
 * What QuickBooks shows of a record that is not about to change there; null when it is, or is gone. What only QuickBooks has
 * is news from there, which nothing here is about to change.
 */
function settledBody(ctx: Context, record: StoredRecord): Record<string, unknown> | null {
  if (record.quickbooksId === null) return null;
  const moves = record.dirty || record.state === 'waiting' || record.state === 'sending';
  if (moves && record.platformId !== null) return null;
  const seen = ctx.store.observation(record.entity, 'quickbooks', record.quickbooksId);
  return seen?.life === 'live' ? seen.body : null;
}

const BY_OTHERS: ReadonlySet<string> = new Set([
  'quickbooks.hasBalance',
  'quickbooks.hasPayments',
  'quickbooks.losesPayments',
]);

/** Records that stand in the way of a refused write, so that it is planned again when they change. */
export function obstaclesOf(ctx: Context, record: StoredRecord, error: AppError): StoredRecord['blockedBy'] {
  if (!BY_OTHERS.has(error.code)) return [];
  return ctx.store
    .referencing(record.entity, recordKey(record), LOOKED_AT)
    .map((other) => ({ entity: other.entity, id: recordKey(other) }));
}
