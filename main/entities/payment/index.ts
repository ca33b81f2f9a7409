import { appError } from '../../../shared/errors.ts';
import type { Body, Json } from '../../../shared/primitives.ts';
import type { EntityModule, MatchKey } from '../../core/types.ts';
import { check } from '../parse.ts';
import { Dec, filled, longText, money, record, sum, text, typedMoney, typedMoneyOrNull } from '../values.ts';
import { paymentDescriptor } from './descriptor.ts';
import { inOrder, paymentQuickbooks } from './quickbooks.ts';
import { type Payment, paymentSchema } from './schema.ts';

const FIELDS = paymentDescriptor.fields.map((field) => field.name);

const tidyShares = (value: Json | undefined): Json =>
  Array.isArray(value)
    ? value.map((one): Json => {
        const share = record(one) as { [key: string]: Json };
        return { ...share, amount: typedMoney(share.amount) };
      })
    : (value ?? []);

function tidy(body: unknown): Body {
  const result = filled(FIELDS, body);
  for (const name of ['customer', 'date', 'reference', 'method', 'depositTo'])
    if (typeof result[name] === 'string') result[name] = text(result[name]);
  if (typeof result.memo === 'string') result.memo = longText(result.memo);
  result.amount = typedMoney(result.amount);
  result.credits = typedMoneyOrNull(result.credits);
  result.allocations = tidyShares(result.allocations);
  result.creditMemos = tidyShares(result.creditMemos);
  return result;
}

/** Money no invoice took; shares in one order. Uses the rest as it is: validation comes before. */
function derive(body: Body): Body {
  const payment = tidy(body) as Payment;
  const unapplied = new Dec(payment.amount)
    .plus(payment.credits ?? 0)
    .plus(amountOf(payment.creditMemos))
    .minus(amountOf(payment.allocations))
    .toFixed(2);
  return {
    ...payment,
    allocations: inOrder(payment.allocations, 'invoice'),
    creditMemos: inOrder(payment.creditMemos, 'creditMemo'),
    unapplied,
  };
}

const amountOf = (shares: { amount: string }[]): string => sum(shares.map((one) => money(one.amount)));

/** What is wrong with shares of one kind: below zero, or one document twice. */
function faultyShares(ids: string[], amounts: string[], noun: string): string | null {
  if (amounts.some((amount) => amount.startsWith('-'))) return 'may not be negative';
  return new Set(ids).size < ids.length ? `names the same ${noun} twice` : null;
}

function fault(payment: Payment): { field: string; problem: string } | null {
  const { allocations, creditMemos } = payment;
  const amounts = (shares: { amount: string }[]): string[] => shares.map((one) => one.amount);
  if (payment.amount.startsWith('-')) return { field: 'Amount', problem: 'may not be negative' };
  const applied = faultyShares(
    allocations.map((one) => one.invoice),
    amounts(allocations),
    'invoice',
  );
  if (applied) return { field: 'Applied to', problem: applied };
  const used = faultyShares(
    creditMemos.map((one) => one.creditMemo),
    amounts(creditMemos),
    'credit memo',
  );
  if (used) return { field: 'Credits used', problem: used };
  if (payment.unapplied.startsWith('-')) return { field: 'Applied to', problem: 'is more than the payment' };
  // A credit does not turn into money: QuickBooks takes no more of it than the invoices (and what else it
  // charges, which shows as other credits below zero) need.
  const elsewhere = Dec.min(payment.credits ?? 0, 0);
  if (elsewhere.plus(amountOf(creditMemos)).gt(amountOf(allocations)))
    return { field: 'Credits used', problem: 'are more than what is applied to invoices' };
  return null;
}

/** Payments received and what they settle. */
export const paymentEntity: EntityModule = {
  descriptor: paymentDescriptor,
  parse(body) {
    const checked = check(paymentDescriptor, paymentSchema, { ...tidy(body), unapplied: '0.00' });
    if (!checked.ok) return checked;
    const derived = derive(checked.body);
    const found = fault(derived as Payment);
    return found
      ? { ok: false, error: appError('input.invalid', { entity: 'payment', ...found }) }
      : { ok: true, body: derived };
  },
  derive,
  matchKeys(body) {
    const payment = body as Payment;
    const base = `${payment.customer}|${payment.date}|${payment.amount}`;
    const keys: MatchKey[] = [];
    if (payment.reference) keys.push({ kind: 'composite', value: `${base}|${payment.reference.toLowerCase()}` });
    keys.push({ kind: 'composite', value: base });
    return keys;
  },
  title: (body) => {
    const used = Array.isArray(body.creditMemos) ? body.creditMemos.length : 0;
    if (body.amount === '0.00' && used > 0) return used === 1 ? 'Credit applied' : `${used} credits applied`;
    const reference = text(body.reference);
    return `Payment ${reference === null ? '' : `${reference} `}of ${String(body.amount)}`;
  },
  quickbooks: paymentQuickbooks,
};
