import type { FieldDescriptor } from '../../shared/entity.ts';
import type { Body, Json } from '../../shared/primitives.ts';
import { fromCents, toCents } from './money.ts';
import type { EntityRegistry } from './types.ts';

/**
 * A payment that uses credits goes to QuickBooks with no more in it than QuickBooks can take. A document may come to less
 * there than it was typed here (a cent of tax). Of money QuickBooks leaves the rest unapplied by itself; a payment whose
 * credits then lack what they were to pay, or pay more than there is, it refuses. What goes comes back with the answer, as if
 * somebody had changed it there.
 */

export type Share = { [member: string]: Json };
export const sharesOf = (value: Json | undefined): Share[] => (Array.isArray(value) ? (value as Share[]) : []);
const cents = (value: Json | undefined): bigint => (typeof value === 'string' ? toCents(value) : 0n);
export const sumOf = (shares: readonly Share[]): bigint => shares.reduce((sum, one) => sum + cents(one.amount), 0n);
const min = (one: bigint, other: bigint): bigint => (one < other ? one : other);
const max = (one: bigint, other: bigint): bigint => (one > other ? one : other);

/** What a document of an entity, by its id in QuickBooks, has room for (cents); null where that cannot be told. */
export type RoomOf = (entity: string, id: string) => bigint | null;

/** A body for QuickBooks as that can take it; as it is for everything but payments with credits. `written`: fields it sets. */
export function withinTotals(
  entities: EntityRegistry,
  entity: string,
  body: Body,
  written: readonly string[],
  roomOf: RoomOf,
): Body {
  const { fields, amountField = '', unappliedField = '' } = entities.get(entity).descriptor;
  const settling = fields.filter((field) => field.kind === 'allocations');
  const isCredit = ({ entity = '' }: FieldDescriptor): boolean =>
    entities.get(entity).descriptor.balanceSign === 'credit';
  const credits = settling.filter(isCredit);
  const charges = settling.filter((field) => !isCredit(field));
  const sum = (of: FieldDescriptor[], from: Body): bigint =>
    of.reduce((all, { name }) => all + sumOf(sharesOf(from[name])), 0n);
  const [given, taken] = [sum(credits, body), sum(charges, body)];
  if (given === 0n || !settling.some(({ name }) => written.includes(name))) return body;

  const result: Body = { ...body };
  for (const field of settling) result[field.name] = fitting(field, sharesOf(body[field.name]), roomOf);
  const less = { given: given - sum(credits, result), taken: taken - sum(charges, result) };
  if (less.given === 0n && less.taken === 0n) return body;
  // What else pays, or is paid, is no document of ours: together with it nothing may be paid that is not there, and no
  // credit may turn into money.
  const left = cents(body[unappliedField]);
  const elsewhere = left - cents(body[amountField]) - given + taken;
  takeOff(result, charges, less.given - less.taken - left);
  takeOff(result, credits, less.taken - less.given - (taken - given - min(elsewhere, 0n)));
  return result;
}

/** Shares of documents, each no greater than the document's total in QuickBooks leaves room for. */
function fitting({ entity = '' }: FieldDescriptor, shares: Share[], roomOf: RoomOf): Share[] {
  return shares.flatMap((share) => {
    const room = roomOf(entity, String(share[entity] ?? ''));
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
