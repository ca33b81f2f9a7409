import { appError } from '../../../shared/errors.ts';
import type { Body } from '../../../shared/primitives.ts';
import type { EntityModule, MatchKey } from '../../core/types.ts';
import { check } from '../parse.ts';
import { faultOfShares, inOrder, moneyMoved, shareKind, tidyShares, unappliedOf } from '../shares.ts';
import { filled, longText, text, typedMoney, typedMoneyOrNull } from '../values.ts';
import { paymentDescriptor } from './descriptor.ts';
import { paymentQuickbooks } from './quickbooks.ts';
import { type Payment, paymentSchema } from './schema.ts';

const FIELDS = paymentDescriptor.fields.map((field) => field.name);

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
  return {
    ...payment,
    allocations: inOrder(payment.allocations, 'invoice'),
    creditMemos: inOrder(payment.creditMemos, 'creditMemo'),
    unapplied: unappliedOf(payment, payment.allocations, payment.creditMemos),
  };
}

const fault = (payment: Payment): ReturnType<typeof faultOfShares> =>
  faultOfShares(
    payment,
    shareKind('Applied to', 'invoice', payment.allocations, 'invoice'),
    shareKind('Credits used', 'credit memo', payment.creditMemos, 'creditMemo'),
  );

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
    const base = `${payment.customer}|${payment.date}|${moneyMoved(payment.amount, payment.allocations)}`;
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
