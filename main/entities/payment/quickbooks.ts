import type { Body } from '../../../shared/primitives.ts';
import type { QuickbooksTranslation, TranslationContext, WriteRequest } from '../../core/types.ts';
import { depositLock, isVoid, noteOf } from '../documents.ts';
import { readMethod, writeMethod } from '../payment-method.ts';
import {
  Dec,
  money,
  moneyOrNull,
  nameKey,
  notTranslatable,
  put,
  readHead,
  record,
  records,
  refId,
  sparseHead,
  sum,
  text,
  toNumber,
} from '../values.ts';
import type { Payment } from './schema.ts';

type Raw = Record<string, unknown>;

/** Kinds of documents a line links, ours by QuickBooks' names. */
const LINKED = { Invoice: 'invoice', CreditMemo: 'creditMemo' } as const;

const linkTo = (line: Raw, type: keyof typeof LINKED): Raw | undefined =>
  records(line.LinkedTxn).find((link) => link.TxnType === type);

/** Shorter ids first, so that numbers sort as numbers. */
export const inOrder = <K extends string>(shares: Share<K>[], member: K): Share<K>[] =>
  [...shares].sort((one, other) => {
    const [left, right]: [string, string] = [one[member], other[member]];
    return left.length - right.length || (left < right ? -1 : left > right ? 1 : 0);
  });

type Share<K extends string> = { [member in K]: string } & { amount: string };

/** What each document gets or gives, in the order of their ids: the set is what counts, not the order of the lines. */
function readShares<T extends keyof typeof LINKED>(value: unknown, type: T): Share<(typeof LINKED)[T]>[] {
  const member = LINKED[type];
  const byId = new Map<string, string>();
  for (const line of records(value)) {
    const id = text(linkTo(line, type)?.TxnId);
    if (id !== null) byId.set(id, sum([byId.get(id) ?? null, money(line.Amount)]));
  }
  const shares = [...byId].map(([id, amount]) => ({ [member]: id, amount }) as Share<(typeof LINKED)[T]>);
  return inOrder(shares, member);
}

/**
 * The lines to send: one for each invoice and credit memo, and those that link something else (journal entries) as they
 * are, because a sent Line array replaces all links. `LineEx` is noise QuickBooks adds to its answers.
 */
function writeLines(payment: Payment, native: Raw): Raw[] {
  const others = records(native.Line).filter(
    (line) => !linkTo(line, 'Invoice') && !linkTo(line, 'CreditMemo') && records(line.LinkedTxn).length > 0,
  );
  const line = (amount: string, TxnId: string, TxnType: keyof typeof LINKED): Raw => ({
    Amount: toNumber(amount),
    LinkedTxn: [{ TxnId, TxnType }],
  });
  return [
    ...payment.allocations.map((one) => line(one.amount, one.invoice, 'Invoice')),
    ...payment.creditMemos.map((one) => line(one.amount, one.creditMemo, 'CreditMemo')),
    ...others.map(({ LineEx: _, ...rest }) => rest),
  ];
}

const lines = (payment: Payment, creating: boolean, native: Raw): Raw => ({
  Line: writeLines(payment, creating ? {} : native),
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
    const allocations = readShares(raw.Line, 'Invoice');
    const creditMemos = readShares(raw.Line, 'CreditMemo');
    const applied = sum(allocations.map((one) => one.amount));
    const used = sum(creditMemos.map((one) => one.amount));
    const left = new Dec(amount).plus(used).minus(applied);
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
        // QuickBooks applies no more than is still open, nothing at all to a document voided meanwhile.
        const wishes = new Map<string, string>([
          ...wanted.allocations.map((one) => [`invoice/${one.invoice}`, one.amount] as const),
          ...wanted.creditMemos.map((one) => [`credit/${one.creditMemo}`, one.amount] as const),
        ]);
        const within = [
          ...found.allocations.map((one) => ({ key: `invoice/${one.invoice}`, amount: one.amount })),
          ...found.creditMemos.map((one) => ({ key: `credit/${one.creditMemo}`, amount: one.amount })),
        ].every(({ key, amount }) => new Dec(wishes.get(key) ?? 0).gte(amount));
        return (
          found.customer === wanted.customer &&
          found.date === wanted.date &&
          found.amount === wanted.amount &&
          found.reference === wanted.reference &&
          nameKey(found.method) === nameKey(wanted.method) &&
          within
        );
      },
    };
  },
};
