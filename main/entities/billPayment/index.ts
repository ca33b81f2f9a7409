import { appError } from '../../../shared/errors.ts';
import type { Body } from '../../../shared/primitives.ts';
import type { EntityModule, MatchKey } from '../../core/types.ts';
import { check } from '../parse.ts';
import { faultOfShares, inOrder, moneyMoved, shareKind, tidyShares, unappliedOf } from '../shares.ts';
import { filled, longText, text, typedMoney, typedMoneyOrNull } from '../values.ts';
import { billPaymentDescriptor } from './descriptor.ts';
import { billPaymentQuickbooks } from './quickbooks.ts';
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
  result.allocations = tidyShares(result.allocations);
  result.vendorCredits = tidyShares(result.vendorCredits);
  return result;
}

/** Money no bill took; shares in one order. Uses the rest as it is: validation comes before. */
function derive(body: Body): Body {
  const payment = tidy(body) as BillPayment;
  return {
    ...payment,
    allocations: inOrder(payment.allocations, 'bill'),
    vendorCredits: inOrder(payment.vendorCredits, 'vendorCredit'),
    unapplied: unappliedOf(payment, payment.allocations, payment.vendorCredits),
  };
}

const fault = (payment: BillPayment): ReturnType<typeof faultOfShares> =>
  faultOfShares(
    payment,
    shareKind('Applied to', 'bill', payment.allocations, 'bill'),
    shareKind('Credits used', 'vendor credit', payment.vendorCredits, 'vendorCredit'),
  );

/** Money paid to vendors, the credits used with it, and the bills both settle. */
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
    const { vendor, account, reference, date, amount, allocations } = body as BillPayment;
    const money = moneyMoved(amount, allocations);
    const keys: MatchKey[] = [];
    if (reference) keys.push({ kind: 'composite', value: `${account}|${reference.toLowerCase()}|${money}` });
    keys.push({ kind: 'composite', value: `${vendor}|${date}|${money}` });
    return keys;
  },
  title: (body) => {
    const used = Array.isArray(body.vendorCredits) ? body.vendorCredits.length : 0;
    if (body.amount === '0.00' && used > 0)
      return used === 1 ? 'Vendor credit applied' : `${used} vendor credits applied`;
    const reference = text(body.reference);
    return `Bill payment ${reference === null ? '' : `${reference} `}of ${String(body.amount)}`;
  },
  quickbooks: billPaymentQuickbooks,
};
