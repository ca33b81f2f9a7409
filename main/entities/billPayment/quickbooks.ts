import type { Body } from '../../../shared/primitives.ts';
import type { QuickbooksTranslation, WriteRequest } from '../../core/types.ts';
import { isVoid, noteOf } from '../documents.ts';
import {
  Dec,
  money,
  moneyOrNull,
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
import type { BillPayment, BillShare } from './schema.ts';

type Raw = Record<string, unknown>;

const typeOf = (line: Raw): string => String(records(line.LinkedTxn)[0]?.TxnType ?? '');

/** Shorter ids first, so that numbers sort as numbers: the set is what counts, not the order of the lines. */
export const byBillId = (left: BillShare, right: BillShare): number =>
  left.bill.length - right.bill.length || (left.bill < right.bill ? -1 : left.bill > right.bill ? 1 : 0);

/** What each bill gets. */
function readShares(value: unknown): BillShare[] {
  const byBill = new Map<string, string>();
  for (const line of records(value)) {
    const bill = typeOf(line) === 'Bill' ? text(records(line.LinkedTxn)[0]?.TxnId) : null;
    if (bill !== null) byBill.set(bill, sum([byBill.get(bill) ?? null, money(line.Amount)]));
  }
  return [...byBill].map(([bill, amount]) => ({ bill, amount })).sort(byBillId);
}

/**
 * What a payment uses besides its money. Vendor credits say it themselves; journal entries and deposits are paid or used,
 * which only the books tell: whatever they are, nothing of the money is left then.
 */
function readCredits(raw: Raw, left: string): string | null {
  const others = records(raw.Line).filter((line) => typeOf(line) !== 'Bill' && typeOf(line) !== '');
  if (others.length === 0) return null;
  const known = others.every((line) => typeOf(line) === 'VendorCredit');
  return moneyOrNull(known ? sum(others.map((line) => money(line.Amount))) : new Dec(left).negated().toFixed(2));
}

/** One line for each bill, and those that link something else as they are: a sent Line array replaces all links. */
function writeLines(payment: BillPayment, native: Raw): Raw[] {
  const others = records(native.Line).filter((line) => typeOf(line) !== 'Bill' && typeOf(line) !== '');
  return [
    ...payment.allocations.map((one) => ({
      Amount: toNumber(one.amount),
      LinkedTxn: [{ TxnId: one.bill, TxnType: 'Bill' }],
    })),
    ...others.map(({ LineEx: _, ...line }) => line),
  ];
}

/** Where the money comes from: QuickBooks keeps checks and cards in different members. */
function writeSource({ paidBy, account }: BillPayment, native: Raw): Raw {
  return paidBy === 'check'
    ? { PayType: 'Check', CheckPayment: { ...record(native.CheckPayment), BankAccountRef: { value: account } } }
    : {
        PayType: 'CreditCard',
        CreditCardPayment: { ...record(native.CreditCardPayment), CCAccountRef: { value: account } },
      };
}

const PLAIN: Record<string, (payment: BillPayment, creating: boolean, native: Raw) => Raw> = {
  vendor: (payment) => ({ VendorRef: { value: payment.vendor } }),
  date: (payment) => ({ TxnDate: payment.date }),
  amount: (payment) => ({ TotalAmt: toNumber(payment.amount) }),
  paidBy: (payment, _, native) => writeSource(payment, native),
  account: (payment, _, native) => writeSource(payment, native),
  reference: (payment, creating) => put('DocNumber', payment.reference, creating),
  privateNote: (payment, creating) => put('PrivateNote', payment.privateNote, creating),
  allocations: (payment, _, native) => ({ Line: writeLines(payment, native) }),
};

/** Fields of a voided payment that must stay as they are. */
const FIXED_WHEN_VOID = new Set(['privateNote', 'amount', 'allocations']);

export const titleOf = (payment: BillPayment): string => `Bill payment of ${payment.amount}`;

function writePayment(request: WriteRequest): ReturnType<QuickbooksTranslation['write']> {
  const payment = request.body as BillPayment;
  const creating = request.kind === 'create';
  const native = creating ? {} : record(request.native);
  if (creating && payment.allocations.length === 0)
    return notTranslatable(titleOf(payment), 'QuickBooks takes it only together with a bill it pays');
  const json: Raw = creating ? {} : sparseHead(request);
  const fields = new Set(creating ? Object.keys(PLAIN) : request.fields);
  if (isVoid(native)) for (const name of FIXED_WHEN_VOID) fields.delete(name);
  for (const field of fields) Object.assign(json, PLAIN[field]?.(payment, creating, native));
  return { ok: true, json };
}

/** Money paid to vendors. Left out: the A/P account, print states, currency. */
export const billPaymentQuickbooks: QuickbooksTranslation = {
  resource: 'BillPayment',
  screen: 'billpayment?txnId=',
  voidBy: 'include',

  read(native) {
    const raw = record(native);
    const head = readHead(raw);
    if (head.life === 'deleted') return { ...head, body: null };
    const amount = money(raw.TotalAmt) ?? '0.00';
    const allocations = readShares(raw.Line);
    const applied = sum(allocations.map((one) => one.amount));
    const left = new Dec(amount).minus(applied).toFixed(2);
    const credits = readCredits(raw, left);
    const check = raw.PayType !== 'CreditCard';
    const body: BillPayment = {
      vendor: refId(raw.VendorRef) ?? '',
      date: text(raw.TxnDate) ?? '',
      amount,
      paidBy: check ? 'check' : 'creditCard',
      account:
        refId(check ? record(raw.CheckPayment).BankAccountRef : record(raw.CreditCardPayment).CCAccountRef) ?? '',
      reference: text(raw.DocNumber),
      privateNote: noteOf(raw),
      allocations,
      credits,
      unapplied: sum([left, credits]),
    };
    return { ...head, life: isVoid(raw) ? 'void' : head.life, body: body satisfies Body };
  },

  write(request) {
    if (request.kind === 'remove') return { ok: true, json: { Id: request.id, SyncToken: request.revision } };
    if (request.kind === 'restore')
      return notTranslatable(
        titleOf(request.body as BillPayment),
        'QuickBooks cannot bring back a voided or deleted bill payment',
      );
    return writePayment(request);
  },

  lineIds: () => [],

  probe(request) {
    if (request.kind !== 'create') return null;
    const wanted = request.body as BillPayment;
    return {
      fits(body) {
        const found = body as BillPayment;
        // QuickBooks applies no more than is still open.
        const wishes = new Map(wanted.allocations.map((one) => [one.bill, one.amount]));
        return (
          found.vendor === wanted.vendor &&
          found.date === wanted.date &&
          found.amount === wanted.amount &&
          found.account === wanted.account &&
          (wanted.reference === null || found.reference === wanted.reference) &&
          found.allocations.every((one) => new Dec(wishes.get(one.bill) ?? 0).gte(one.amount))
        );
      },
    };
  },
};
