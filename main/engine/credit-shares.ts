import type { FieldDescriptor } from '../../shared/entity.ts';
import type { Body, Json } from '../../shared/primitives.ts';
import { fromCents, toCents } from '../core/money.ts';
import type { PlannedWrite } from '../core/plan-types.ts';
import type { StoredRecord } from '../core/ports-store.ts';
import { recordKey } from './book.ts';
import type { Context } from './context.ts';

/**
 * A payment that uses credits goes to QuickBooks with no more in it than QuickBooks can take. A document may come to less
 * there than it was typed here (a cent of tax). Of money QuickBooks leaves the rest unapplied by itself; a payment whose
 * credits then lack what they were to pay, or pay more than there is, it refuses. What goes comes back with the answer, as if
 * somebody had changed it there.
 */

/** Payments looked at that name one document: more make no other answer. */
const LOOKED_AT = 500;
/** What of a payment nothing takes, where the entity has such a field. */
const UNAPPLIED = 'unapplied';

type Share = { [member: string]: Json };
const sharesOf = (value: Json | undefined): Share[] => (Array.isArray(value) ? (value as Share[]) : []);
const cents = (value: Json | undefined): bigint => (typeof value === 'string' ? toCents(value) : 0n);
const sumOf = (shares: readonly Share[]): bigint => shares.reduce((sum, one) => sum + cents(one.amount), 0n);
const min = (one: bigint, other: bigint): bigint => (one < other ? one : other);
const max = (one: bigint, other: bigint): bigint => (one > other ? one : other);

/** The body of a write as QuickBooks can take it; as it is for everything but payments with credits. */
export function withinTotals(ctx: Context, record: StoredRecord, write: PlannedWrite): Body | null {
  const { body } = write;
  if (body === null || write.side !== 'quickbooks') return body;
  const { fields, amountField = '' } = ctx.entities.get(record.entity).descriptor;
  const settling = fields.filter((field) => field.kind === 'allocations');
  const isCredit = ({ entity = '' }: FieldDescriptor): boolean =>
    ctx.entities.get(entity).descriptor.balanceSign === 'credit';
  const credits = settling.filter(isCredit);
  const charges = settling.filter((field) => !isCredit(field));
  const sum = (of: FieldDescriptor[], from: Body): bigint =>
    of.reduce((all, { name }) => all + sumOf(sharesOf(from[name])), 0n);
  const [given, taken] = [sum(credits, body), sum(charges, body)];
  if (given === 0n || !settling.some(({ name }) => write.fields.includes(name))) return body;

  const result: Body = { ...body };
  for (const field of settling) result[field.name] = fitting(ctx, record, field, sharesOf(body[field.name]));
  const less = { given: given - sum(credits, result), taken: taken - sum(charges, result) };
  if (less.given === 0n && less.taken === 0n) return body;
  // What else pays, or is paid, is no document of ours: together with it nothing may be paid that is not there, and no
  // credit may turn into money.
  const left = cents(body[UNAPPLIED]);
  const elsewhere = left - cents(body[amountField]) - given + taken;
  takeOff(result, charges, less.given - less.taken - left);
  takeOff(result, credits, less.taken - less.given - (taken - given - min(elsewhere, 0n)));
  return result;
}

/** Shares of documents, each no greater than the document's total in QuickBooks leaves room for. */
function fitting(ctx: Context, record: StoredRecord, { entity = '' }: FieldDescriptor, shares: Share[]): Share[] {
  return shares.flatMap((share) => {
    const room = roomOf(ctx, record, entity, String(share[entity] ?? ''));
    return lessened(share, room === null ? 0n : cents(share.amount) - room);
  });
}

/** Takes so much off the shares of some fields, the last ones first. */
function takeOff(body: Body, fields: FieldDescriptor[], much: bigint): void {
  let left = max(much, 0n);
  for (const { name } of fields) {
    const kept: Share[] = [];
    for (const share of sharesOf(body[name]).reverse()) {
      const cut = min(cents(share.amount), left);
      left -= cut;
      kept.push(...lessened(share, cut));
    }
    body[name] = kept.reverse();
  }
}

function lessened(share: Share, by: bigint): Share[] {
  const amount = cents(share.amount);
  if (by <= 0n) return [share];
  return amount > by ? [{ ...share, amount: fromCents(amount - by) }] : [];
}

/**
 * What a document's total in QuickBooks leaves for this payment: less what the platform's other payments name of it, those
 * that are there already or were known before this one. Its balance there would also tell of payments that are just being
 * changed; its total tells of itself alone. Null where it cannot be told.
 */
function roomOf(ctx: Context, record: StoredRecord, entity: string, quickbooksId: string): bigint | null {
  const document = ctx.store.recordOf(entity, 'quickbooks', quickbooksId);
  const { amountField } = ctx.entities.get(entity).descriptor;
  const there = ctx.store.observation(entity, 'quickbooks', quickbooksId);
  if (!document?.platformId || amountField === undefined || there?.life !== 'live') return null;
  let room = cents(there.body?.[amountField]);
  for (const other of ctx.store.referencing(entity, recordKey(document), LOOKED_AT)) {
    if (other.rid === record.rid || other.platformId === null) continue;
    if (other.quickbooksId === null && other.rid > record.rid) continue;
    const here = ctx.store.observation(other.entity, 'platform', other.platformId);
    if (here?.life !== 'live') continue;
    for (const { kind, entity: of, name } of ctx.entities.get(other.entity).descriptor.fields)
      if (kind === 'allocations' && of === entity)
        room -= sumOf(sharesOf(here.body?.[name]).filter((share) => share[entity] === document.platformId));
  }
  return max(room, 0n);
}
