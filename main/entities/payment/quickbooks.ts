import type { Body } from '../../../shared/primitives.ts';
import type { QuickbooksTranslation, TranslationContext, WriteRequest } from '../../core/types.ts';
import { depositLock, isVoid, noteOf } from '../documents.ts';
import { readMethod, writeMethod } from '../payment-method.ts';
import { amountOf, keptLines, readShares, shareLines, within } from '../shares.ts';
import {
  Dec,
  money,
  moneyOrNull,
  nameKey,
  notTranslatable,
  put,
  readHead,
  record,
  refId,
  sparseHead,
  text,
  toNumber,
} from '../values.ts';
import type { Payment } from './schema.ts';

type Raw = Record<string, unknown>;

/** What the lines of a payment link, in QuickBooks' names: invoices and the credit memos used. */
const LINKED = ['Invoice', 'CreditMemo'] as const;

const lines = (payment: Payment, creating: boolean, native: Raw): Raw => ({
  Line: [
    ...shareLines(payment.allocations, 'Invoice', 'invoice'),
    ...shareLines(payment.creditMemos, 'CreditMemo', 'creditMemo'),
    ...(creating ? [] : keptLines(native, LINKED)),
  ],
});

const PLAIN: Record<string, (payment: Payment, creating: boolean, native: Raw) => Raw> = {
  customer: (payment) => ({ CustomerRef: { value: payment.customer } }),
  date: (payment) => ({ TxnDate: payment.date }),
  amount: (payment) => ({ TotalAmt: toNumber(payment.amount) }),
  reference: (payment, creating) => put('PaymentRefNum', payment.reference, creating),
  // It cannot be cleared: QuickBooks always has one.
  depositTo: ({ depositTo }) => (depositTo === null ? {} : { DepositToAccountRef: { value: depositTo } }),
  memo: (payment, creating) => put('PrivateNote', payment.memo, creating),
  allocations: lines,
  creditMemos: lines,
};

/** Fields of a voided payment that must stay as they are. */
const FIXED_WHEN_VOID = new Set(['memo', 'amount', 'allocations', 'creditMemos']);

const titleOf = (payment: Payment): string => `Payment of ${payment.amount}`;

function writePayment(request: WriteRequest, context: TranslationContext): ReturnType<QuickbooksTranslation['write']> {
  const payment = request.body as Payment;
  const native = record(request.native);
  const creating = request.kind === 'create';
  const json: Raw = creating ? {} : sparseHead(request);
  const fields = new Set(creating ? [...Object.keys(PLAIN), 'method'] : request.fields);
  if (!creating && isVoid(native)) for (const name of FIXED_WHEN_VOID) fields.delete(name);
  for (const field of fields) Object.assign(json, PLAIN[field]?.(payment, creating, native));
  if (fields.has('method')) {
    const method = writeMethod(payment.method, creating, context, titleOf(payment));
    if (!method.ok) return method;
    Object.assign(json, method.member);
  }
  if (creating && payment.depositTo === null && context.mapping.depositAccount !== null)
    json.DepositToAccountRef = { value: context.mapping.depositAccount };
  return { ok: true, json };
}

/**
 * Payments received. Left out: deposits they are part of, currency and card processing. What a payment uses besides money and credit memos is read as `credits`, and its links are kept.
 */
export const paymentQuickbooks: QuickbooksTranslation = {
  resource: 'Payment',
  screen: 'recvpayment?txnId=',
  voidBy: 'include',
  lock: depositLock(['amount', 'customer', 'date']),

  read(native, context) {
    const raw = record(native);
    const head = readHead(raw);
    if (head.life === 'deleted') return { ...head, body: null };
    const amount = money(raw.TotalAmt) ?? '0.00';
    const allocations = readShares(raw.Line, 'Invoice', 'invoice');
    const creditMemos = readShares(raw.Line, 'CreditMemo', 'creditMemo');
    const left = new Dec(amount).plus(amountOf(creditMemos)).minus(amountOf(allocations));
    const unapplied = money(raw.UnappliedAmt) ?? (left.isNegative() ? '0.00' : left.toFixed(2));
    const body: Payment = {
      customer: refId(raw.CustomerRef) ?? '',
      date: text(raw.TxnDate) ?? '',
      amount,
      reference: text(raw.PaymentRefNum),
      method: readMethod(raw.PaymentMethodRef, context),
      depositTo: refId(raw.DepositToAccountRef),
      memo: noteOf(raw),
      allocations,
      creditMemos,
      // Whatever money and credit memos do not explain was paid with something else.
      credits: moneyOrNull(new Dec(unapplied).minus(left).toFixed(2)),
      unapplied,
    };
    return { ...head, life: isVoid(raw) ? 'void' : head.life, body: body satisfies Body };
  },

  write(request, context) {
    if (request.kind === 'remove') return { ok: true, json: { Id: request.id, SyncToken: request.revision } };
    if (request.kind === 'restore')
      return notTranslatable(
        titleOf(request.body as Payment),
        'QuickBooks cannot bring back a voided or deleted payment',
      );
    return writePayment(request, context);
  },

  lineIds: () => [],

  probe(request) {
    if (request.kind !== 'create') return null;
    const wanted = request.body as Payment;
    return {
      fits(body) {
        const found = body as Payment;
        return (
          found.customer === wanted.customer &&
          found.date === wanted.date &&
          found.amount === wanted.amount &&
          found.reference === wanted.reference &&
          nameKey(found.method) === nameKey(wanted.method) &&
          within(found.allocations, wanted.allocations, 'invoice') &&
          within(found.creditMemos, wanted.creditMemos, 'creditMemo')
        );
      },
    };
  },
};
