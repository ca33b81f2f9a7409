import type { Body } from '../../../shared/primitives.ts';
import type { QuickbooksTranslation, TranslationContext, WriteRequest } from '../../core/types.ts';
import { isVoid, noteOf } from '../documents.ts';
import { readMethod, writeMethod } from '../payment-method.ts';
import {
  Dec,
  money,
  moneyOrNull,
  nameKey,
  notTranslatable,
  put,
  quoted,
  readHead,
  record,
  records,
  refId,
  sparseHead,
  sum,
  text,
  toNumber,
} from '../values.ts';
import type { Allocation, Payment } from './schema.ts';

type Raw = Record<string, unknown>;

const linksInvoice = (line: Raw): boolean => records(line.LinkedTxn).some((link) => link.TxnType === 'Invoice');

/** What each invoice gets, in the order of the invoices' ids: the set is what counts, not the order of the lines. */
function readAllocations(value: unknown): Allocation[] {
  const byInvoice = new Map<string, string>();
  for (const line of records(value)) {
    const link = records(line.LinkedTxn).find((one) => one.TxnType === 'Invoice');
    const invoice = text(link?.TxnId);
    if (invoice === null) continue;
    byInvoice.set(invoice, sum([byInvoice.get(invoice) ?? null, money(line.Amount)]));
  }
  return [...byInvoice].map(([invoice, amount]) => ({ invoice, amount })).sort(byInvoiceId);
}

/** Shorter ids first, so that numbers sort as numbers. */
export const byInvoiceId = (left: Allocation, right: Allocation): number =>
  left.invoice.length - right.invoice.length ||
  (left.invoice < right.invoice ? -1 : left.invoice > right.invoice ? 1 : 0);

/**
 * The lines to send: one for each invoice, and those that link something else (credit notes, journal entries) as they
 * are, because a sent Line array replaces all links. `LineEx` is noise QuickBooks adds to its answers.
 */
function writeLines(payment: Payment, native: Raw): Raw[] {
  const others = records(native.Line).filter((line) => !linksInvoice(line) && records(line.LinkedTxn).length > 0);
  return [
    ...payment.allocations.map((one) => ({
      Amount: toNumber(one.amount),
      LinkedTxn: [{ TxnId: one.invoice, TxnType: 'Invoice' }],
    })),
    ...others.map(({ LineEx: _, ...line }) => line),
  ];
}

const PLAIN: Record<string, (payment: Payment, creating: boolean, native: Raw) => Raw> = {
  customer: (payment) => ({ CustomerRef: { value: payment.customer } }),
  date: (payment) => ({ TxnDate: payment.date }),
  amount: (payment) => ({ TotalAmt: toNumber(payment.amount) }),
  reference: (payment, creating) => put('PaymentRefNum', payment.reference, creating),
  memo: (payment, creating) => put('PrivateNote', payment.memo, creating),
  allocations: (payment, creating, native) => ({ Line: writeLines(payment, creating ? {} : native) }),
};

/** Fields of a voided payment that must stay as they are. */
const FIXED_WHEN_VOID = new Set(['memo', 'amount', 'allocations']);

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
  if (creating && context.mapping.depositAccount !== null)
    json.DepositToAccountRef = { value: context.mapping.depositAccount };
  return { ok: true, json };
}

/**
 * Payments received. Left out: the deposit account of existing payments, deposits they are part of, currency and card
 * processing. What a payment uses besides money (credit notes) is read as `credits` and its links are kept.
 */
export const paymentQuickbooks: QuickbooksTranslation = {
  resource: 'Payment',
  voidBy: 'include',
  lockedBy: (native) =>
    records(record(native).LinkedTxn).some((link) => link.TxnType === 'Deposit') ? 'quickbooks.deposited' : null,

  read(native, context) {
    const raw = record(native);
    const head = readHead(raw);
    if (head.life === 'deleted') return { ...head, body: null };
    const amount = money(raw.TotalAmt) ?? '0.00';
    const allocations = readAllocations(raw.Line);
    const applied = sum(allocations.map((one) => one.amount));
    const left = new Dec(amount).minus(applied);
    const unapplied = money(raw.UnappliedAmt) ?? (left.isNegative() ? '0.00' : left.toFixed(2));
    const body: Payment = {
      customer: refId(raw.CustomerRef) ?? '',
      date: text(raw.TxnDate) ?? '',
      amount,
      reference: text(raw.PaymentRefNum),
      method: readMethod(raw.PaymentMethodRef, context),
      memo: noteOf(raw),
      allocations,
      // Whatever the money alone does not explain was paid with credits.
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
    const number = wanted.reference === null ? '' : ` AND PaymentRefNum = ${quoted(wanted.reference)}`;
    return {
      where: `CustomerRef = ${quoted(wanted.customer)} AND TxnDate = ${quoted(wanted.date)} AND TotalAmt = ${quoted(wanted.amount)}${number}`,
      fits(body) {
        const found = body as Payment;
        // QuickBooks applies no more than is still open, nothing at all to a document voided meanwhile.
        const wishes = new Map(wanted.allocations.map((one) => [one.invoice, one.amount]));
        const within = found.allocations.every((one) => new Dec(wishes.get(one.invoice) ?? 0).gte(one.amount));
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
