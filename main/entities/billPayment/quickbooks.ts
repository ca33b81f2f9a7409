import type { Body } from '../../../shared/primitives.ts';
import type { QuickbooksTranslation, WriteRequest } from '../../core/types.ts';
import { isVoid, noteOf } from '../documents.ts';
import { amountOf, keptLines, readShares, shareLines, within } from '../shares.ts';
import {
  Dec,
  money,
  moneyOrNull,
  notTranslatable,
  put,
  readHead,
  record,
  refId,
  sparseHead,
  sum,
  text,
  toNumber,
} from '../values.ts';
import type { BillPayment } from './schema.ts';

type Raw = Record<string, unknown>;

/** What the lines of a bill payment link, in QuickBooks' names: bills and the vendor credits used. */
const LINKED = ['Bill', 'VendorCredit'] as const;

/**
 * What a payment uses besides money and vendor credits, where it links anything else: journal entries and deposits are
 * paid or used, which only the books tell. Whatever they are, nothing of what is left is left then.
 */
const readCredits = (raw: Raw, left: string): string | null =>
  keptLines(raw, LINKED).length === 0 ? null : moneyOrNull(new Dec(left).negated().toFixed(2));

const lines = (payment: BillPayment, _creating: boolean, native: Raw): Raw => ({
  Line: [
    ...shareLines(payment.allocations, 'Bill', 'bill'),
    ...shareLines(payment.vendorCredits, 'VendorCredit', 'vendorCredit'),
    ...keptLines(native, LINKED),
  ],
});

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
  allocations: lines,
  vendorCredits: lines,
};

/** Fields of a voided payment that must stay as they are. */
const FIXED_WHEN_VOID = new Set(['privateNote', 'amount', 'allocations', 'vendorCredits']);

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
    const allocations = readShares(raw.Line, 'Bill', 'bill');
    const vendorCredits = readShares(raw.Line, 'VendorCredit', 'vendorCredit');
    const left = new Dec(amount).plus(amountOf(vendorCredits)).minus(amountOf(allocations)).toFixed(2);
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
      vendorCredits,
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
        return (
          found.vendor === wanted.vendor &&
          found.date === wanted.date &&
          found.amount === wanted.amount &&
          found.account === wanted.account &&
          (wanted.reference === null || found.reference === wanted.reference) &&
          within(found.allocations, wanted.allocations, 'bill') &&
          within(found.vendorCredits, wanted.vendorCredits, 'vendorCredit')
        );
      },
    };
  },
};
