import { appError } from '../../../shared/errors.ts';
import type { Body, Json } from '../../../shared/primitives.ts';
import type { EntityModule, MatchKey } from '../../core/types.ts';
import { check } from '../parse.ts';
import { Dec, filled, longText, money, record, sum, text, typedMoney, typedMoneyOrNull } from '../values.ts';
import { paymentDescriptor } from './descriptor.ts';
import { byInvoiceId, paymentQuickbooks } from './quickbooks.ts';
import { type Payment, paymentSchema } from './schema.ts';

const FIELDS = paymentDescriptor.fields.map((field) => field.name);

function tidy(body: unknown): Body {
  const result = filled(FIELDS, body);
  for (const name of ['customer', 'date', 'reference', 'method'])
    if (typeof result[name] === 'string') result[name] = text(result[name]);
  if (typeof result.memo === 'string') result.memo = longText(result.memo);
  result.amount = typedMoney(result.amount);
  result.credits = typedMoneyOrNull(result.credits);
  result.allocations = Array.isArray(result.allocations)
    ? result.allocations.map((one): Json => {
        const allocation = record(one) as { [key: string]: Json };
        return { ...allocation, amount: typedMoney(allocation.amount) };
      })
    : (result.allocations ?? []);
  return result;
}

/** Money no invoice took; allocations in one order. Uses the rest as it is: validation comes before. */
function derive(body: Body): Body {
  const payment = tidy(body) as Payment;
  const applied = sum(payment.allocations.map((one) => money(one.amount)));
  const unapplied = new Dec(payment.amount)
    .plus(payment.credits ?? 0)
    .minus(applied)
    .toFixed(2);
  return { ...payment, allocations: [...payment.allocations].sort(byInvoiceId), unapplied };
}

function fault(payment: Payment): { field: string; problem: string } | null {
  if (payment.amount.startsWith('-')) return { field: 'Amount', problem: 'may not be negative' };
  const seen = new Set<string>();
  for (const one of payment.allocations) {
    if (one.amount.startsWith('-')) return { field: 'Applied to', problem: 'may not be negative' };
    if (seen.has(one.invoice)) return { field: 'Applied to', problem: 'names the same invoice twice' };
    seen.add(one.invoice);
  }
  if (payment.unapplied.startsWith('-')) return { field: 'Applied to', problem: 'is more than the payment' };
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
    const reference = text(body.reference);
    return `Payment ${reference === null ? '' : `${reference} `}of ${String(body.amount)}`;
  },
  quickbooks: paymentQuickbooks,
};
