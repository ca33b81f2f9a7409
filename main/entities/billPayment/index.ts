import { appError } from '../../../shared/errors.ts';
import type { Body, Json } from '../../../shared/primitives.ts';
import type { EntityModule, MatchKey } from '../../core/types.ts';
import { check } from '../parse.ts';
import { Dec, filled, longText, money, record, sum, text, typedMoney, typedMoneyOrNull } from '../values.ts';
import { billPaymentDescriptor } from './descriptor.ts';
import { billPaymentQuickbooks, byBillId } from './quickbooks.ts';
import { type BillPayment, billPaymentSchema } from './schema.ts';

const FIELDS = billPaymentDescriptor.fields.map((field) => field.name);

function tidy(body: unknown): Body {
  const result = filled(FIELDS, body);
  for (const name of ['vendor', 'date', 'account', 'reference'])
    if (typeof result[name] === 'string') result[name] = text(result[name]);
  if (typeof result.privateNote === 'string') result.privateNote = longText(result.privateNote);
  result.amount = typedMoney(result.amount);
  result.credits = typedMoneyOrNull(result.credits);
  result.paidBy ??= 'check';
  result.allocations = Array.isArray(result.allocations)
    ? result.allocations.map((one): Json => {
        const share = record(one) as { [key: string]: Json };
        return { ...share, amount: typedMoney(share.amount) };
      })
    : (result.allocations ?? []);
  return result;
}

/** Money no bill took; shares in one order. Uses the rest as it is: validation comes before. */
function derive(body: Body): Body {
  const payment = tidy(body) as BillPayment;
  const applied = sum(payment.allocations.map((one) => money(one.amount)));
  const unapplied = new Dec(payment.amount)
    .plus(payment.credits ?? 0)
    .minus(applied)
    .toFixed(2);
  return { ...payment, allocations: [...payment.allocations].sort(byBillId), unapplied };
}

function fault(payment: BillPayment): { field: string; problem: string } | null {
  if (payment.amount.startsWith('-')) return { field: 'Amount', problem: 'may not be negative' };
  const seen = new Set<string>();
  for (const one of payment.allocations) {
    if (one.amount.startsWith('-')) return { field: 'Applied to', problem: 'may not be negative' };
    if (seen.has(one.bill)) return { field: 'Applied to', problem: 'names the same bill twice' };
    seen.add(one.bill);
  }
  if (payment.unapplied.startsWith('-')) return { field: 'Applied to', problem: 'is more than the payment' };
  return null;
}

/** Money paid to vendors and the bills it settles. */
export const billPaymentEntity: EntityModule = {
  descriptor: billPaymentDescriptor,
  parse(body) {
    const checked = check(billPaymentDescriptor, billPaymentSchema, { ...tidy(body), unapplied: '0.00' });
    if (!checked.ok) return checked;
    const derived = derive(checked.body);
    const found = fault(derived as BillPayment);
    return found
      ? { ok: false, error: appError('input.invalid', { entity: 'billPayment', ...found }) }
      : { ok: true, body: derived };
  },
  derive,
  matchKeys(body) {
    const { vendor, account, reference, date, amount } = body as BillPayment;
    const keys: MatchKey[] = [];
    if (reference) keys.push({ kind: 'composite', value: `${account}|${reference.toLowerCase()}|${amount}` });
    keys.push({ kind: 'composite', value: `${vendor}|${date}|${amount}` });
    return keys;
  },
  title: (body) => {
    const reference = text(body.reference);
    return `Bill payment ${reference === null ? '' : `${reference} `}of ${String(body.amount)}`;
  },
  quickbooks: billPaymentQuickbooks,
};
