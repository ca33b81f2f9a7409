/** Bill payment: money to a vendor, and the bills and vendor credits it is set against. */

import { keepRates, rateKept } from '../currency.ts';
import type { Draft, EntityDef, Reader } from '../entity.ts';
import { business, missing, refuse } from '../faults.ts';
import {
  choice,
  day,
  isList,
  isObject,
  list,
  type Members,
  money,
  number,
  object,
  ref,
  refValue,
  standard,
  text,
  textOf,
} from '../members.ts';
import { fromCents, toCents } from '../money.ts';
import { keptNumber } from '../settle.ts';
import { putRow } from '../store.ts';
import type { Body, Json, Posting, Row } from '../types.ts';
import { openPayable } from './bill.ts';
import { linkedTxn } from './parts/lines.ts';
import { wrongAccount } from './parts/party-accounts.ts';
import { applications } from './parts/payment-lines.ts';
import { checkDuplicate, checkNumberLength, dateAndCurrency, numberKeys } from './parts/purchase-form.ts';
import { mustRef, requireRef, resolve } from './parts/refs.ts';
import { checkClosed } from './parts/sales-form.ts';
import { systemAccount } from './parts/system-accounts.ts';

const members: Members = {
  VendorRef: ref('Vendor', { query: 'filter' }),
  PayType: choice(['Check', 'CreditCard']),
  CheckPayment: object(
    { BankAccountRef: ref('Account'), PrintStatus: choice(['NotSet', 'NeedToPrint', 'PrintComplete']) },
    { tolerated: ['CheckDetail', 'PayeeAddr', 'BillPaymentCheckEx'] },
  ),
  CreditCardPayment: object({ CCAccountRef: ref('Account') }, { tolerated: ['CCDetail', 'BillPaymentCreditCardEx'] }),
  APAccountRef: ref('Account', { query: 'filter' }),
  TotalAmt: money({ query: 'filter' }),
  ...standard,
  DocNumber: text(4000, { query: 'filter' }),
  TxnDate: day({ query: 'filter' }),
  DepartmentRef: ref('Department'),
  CurrencyRef: ref('Currency'),
  ExchangeRate: number(),
  PrivateNote: text(4000),
  Line: list(
    // The A/P account of what it pays: stored for the ledger, never shown.
    { Amount: money(), LinkedTxn: linkedTxn(), APAccountRef: ref('Account', { readOnly: true }) },
    { tolerated: ['Id', 'LineNum', 'Description', 'DetailType', 'PaymentLineDetail', 'LineEx', 'CustomExtensions'] },
  ),
};

const tolerated = [
  'TxnSubType',
  'TxnStatus',
  'LinkedTxn',
  'TxnTaxDetail',
  'TxnSource',
  'TaxFormType',
  'TaxFormNum',
  'TransactionLocationType',
  'Tag',
  'TxnApprovalInfo',
  'RecurDataRef',
  'RecurringInfo',
  'ProjectRef',
  'TotalCostAmount',
  'HomeTotalCostAmount',
  'VendorAddr',
  'BillPaymentEx',
  'ProcessBillPayment',
]; // prettier-ignore

function prepare(draft: Draft): void {
  const { body, before, kept } = draft;
  const vendor = mustRef(draft, 'VendorRef', 'Vendor');
  const type = textOf(body, 'PayType');
  if (type === undefined) throw missing('PayType');
  if (before !== undefined && before.body.PayType !== type)
    throw business('The payment type of a bill payment cannot be changed.', 'PayType');
  if (typeof body.TotalAmt !== 'number') throw missing('TotalAmt');
  const total = toCents(body.TotalAmt);
  if (total < 0) throw refuse('2290', `Negative amount not supported. Supplied value:${body.TotalAmt}`, 'TotalAmt');
  if (before === undefined && (!isList(body.Line) || body.Line.length === 0)) throw missing('Line');
  dateAndCurrency(draft, vendor);
  const from = type === 'Check' ? byCheck(draft) : byCard(draft);
  const account = requireRef(draft, 'APAccountRef', 'Account');
  if (account !== undefined && account.body.AccountType !== 'Accounts Payable') throw wrongAccount('APAccountRef');
  kept.total = total;
  body.Line = workOutShares(draft, vendor, total);
  keepRates(draft, applications(draft));
  if (type === 'CreditCard') checkNumberLength(draft);
  else {
    checkDuplicate(draft, 'BillPayment', {
      preference: 'WarnDuplicateCheckNumber',
      type: 'BillPaymentCheck',
      same: (row) => row.body.PayType === 'Check' && paidFrom(row) === from,
    });
  }
}

/** The bank account a check draws on. Documented: printed later unless it has a number or a status. */
function byCheck(draft: Draft): string {
  const { body, before } = draft;
  const sent = isObject(body.CheckPayment) ? body.CheckPayment : {};
  const past = isObject(before?.body.CheckPayment) ? before.body.CheckPayment : {};
  const id = refValue(sent.BankAccountRef) ?? refValue(past.BankAccountRef);
  if (id === undefined) throw missing('CheckPayment.BankAccountRef');
  const row = resolve(draft, 'Account', id, 'BankAccountRef', refValue(past.BankAccountRef));
  if (row.body.AccountType !== 'Bank') throw wrongAccount('BankAccountRef');
  const printed = body.DocNumber === undefined && !draft.work.actor.screen ? 'NeedToPrint' : 'NotSet';
  body.CheckPayment = {
    BankAccountRef: { value: id },
    PrintStatus: sent.PrintStatus ?? past.PrintStatus ?? printed,
  };
  delete body.CreditCardPayment;
  return id;
}

function byCard(draft: Draft): string {
  const { body, before } = draft;
  const sent = isObject(body.CreditCardPayment) ? body.CreditCardPayment : {};
  const past = isObject(before?.body.CreditCardPayment) ? before.body.CreditCardPayment : {};
  const id = refValue(sent.CCAccountRef) ?? refValue(past.CCAccountRef);
  if (id === undefined) throw missing('CreditCardPayment.CCAccountRef');
  const row = resolve(draft, 'Account', id, 'CCAccountRef', refValue(past.CCAccountRef));
  if (row.body.AccountType !== 'Credit Card') throw wrongAccount('CCAccountRef');
  body.CreditCardPayment = { CCAccountRef: { value: id } };
  delete body.CheckPayment;
  return id;
}

/** Lines as kept: never more than is open on the document, and never more paid than the money and the credits together. */
function workOutShares(draft: Draft, vendor: Row, total: number): Json[] {
  const result: Json[] = [];
  const used = new Map<string, number>();
  let paid = 0;
  let credited = 0;
  for (const line of isList(draft.body.Line) ? draft.body.Line : []) {
    if (!isObject(line)) continue;
    const links = isList(line.LinkedTxn) ? line.LinkedTxn : [];
    if (links.length > 1) throw business('A payment line can link to one transaction only.', 'Line');
    const link = links[0];
    if (!isObject(link)) throw missing('Line.LinkedTxn');
    if (typeof line.Amount !== 'number') throw missing('Line.Amount');
    const cents = toCents(line.Amount);
    if (cents < 0) throw refuse('2290', 'Negative amount not supported on a line.', 'Line.Amount');
    const { type, row } = target(draft, vendor, link);
    const key = `${type}:${row.id}`;
    const usable = Math.min(cents, openFor(draft, type, row) - (used.get(key) ?? 0));
    if (usable <= 0) continue;
    used.set(key, (used.get(key) ?? 0) + usable);
    if (type === 'Bill') paid += usable;
    else credited += usable;
    const APAccountRef = { value: refValue(row.body.APAccountRef) ?? systemAccount(draft.reader, 'payable') };
    result.push({ Amount: fromCents(usable), LinkedTxn: [{ TxnId: row.id, TxnType: type }], APAccountRef });
  }
  if (paid > total + credited) throw business('The amount applied is greater than the amount of the payment.', 'Line');
  if (credited > paid) throw business('The credits applied are greater than the bills they are applied to.', 'Line');
  return result;
}

function target(draft: Draft, vendor: Row, link: { readonly [name: string]: Json }) {
  const type = textOf(link, 'TxnType') ?? '';
  const id = textOf(link, 'TxnId') ?? '';
  if (type !== 'Bill' && type !== 'VendorCredit')
    throw refuse('620', `Transaction of type ${type} cannot be linked to a bill payment here.`, 'LinkedTxn');
  const row = draft.reader.get(type, id);
  if (row === undefined) throw refuse('2500', `Invalid Reference Id : Txn element id ${id} not found`, 'LinkedTxn');
  if (row.deleted) throw refuse('610', 'Object Not Found : Another user has deleted this transaction.', '');
  if (refValue(row.body.VendorRef) !== vendor.id)
    throw business(`The entity ${type} ${id} that you are trying to link belongs to another vendor.`, 'LinkedTxn');
  return { type, row };
}

/** What is open on a document, not counting this payment's own earlier share. */
function openFor({ before }: Draft, type: string, row: Row): number {
  const own = before === undefined ? [] : applications(before);
  return own.reduce(
    (sum, item) => (item.entity === type && item.id === row.id ? sum + item.cents : sum),
    openPayable(row),
  );
}

/** The account the money leaves. */
function paidFrom({ body }: Row): string | undefined {
  const { CheckPayment, CreditCardPayment } = body;
  if (isObject(CheckPayment)) return refValue(CheckPayment.BankAccountRef);
  return isObject(CreditCardPayment) ? refValue(CreditCardPayment.CCAccountRef) : undefined;
}

/** The money leaves the bank (or is owed to the card); what bills take beyond it comes from the credits. */
function postings(row: Row, reader: Reader): Posting[] {
  const total = keptNumber(row, 'total');
  const name = { entity: 'Vendor', id: refValue(row.body.VendorRef) ?? '' };
  const own = refValue(row.body.APAccountRef) ?? systemAccount(reader, 'payable');
  const result: Posting[] = total === 0 ? [] : [{ account: paidFrom(row) ?? '', cents: -total }];
  let rest = total;
  for (const line of isList(row.body.Line) ? row.body.Line : []) {
    const share = isObject(line) ? applications({ ...row, body: { Line: [line] } })[0] : undefined;
    if (!isObject(line) || share === undefined) continue;
    const cents = share.entity === 'Bill' ? share.cents : -share.cents;
    rest -= cents;
    result.push({ account: refValue(line.APAccountRef) ?? own, cents, name, ...rateKept(row, share) });
  }
  if (rest !== 0) result.push({ account: own, cents: rest, name });
  return result;
}

function shownLines(row: Row): Json {
  return (isList(row.body.Line) ? row.body.Line : []).map((line): Json => {
    if (!isObject(line)) return line;
    const { APAccountRef: _account, ...shown } = line;
    return shown;
  });
}

/** Takes up to `cents` off the lines that `wanted` says, last line first; returns what it took. */
function takeBack(lines: Json[], wanted: (entity: string, id: string) => boolean, cents: number): number {
  let freed = 0;
  for (let index = lines.length - 1; index >= 0 && freed < cents; index -= 1) {
    const line = lines[index];
    const share = isObject(line) ? applications({ body: { Line: [line] } })[0] : undefined;
    if (!isObject(line) || share === undefined || !wanted(share.entity, share.id)) continue;
    const back = Math.min(share.cents, cents - freed);
    freed += back;
    if (share.cents > back) lines[index] = { ...line, Amount: fromCents(share.cents - back) };
    else lines.splice(index, 1);
  }
  return freed;
}

/**
 * Gives back what it had applied to a document that shrank or went away. Bills cannot stay paid by a credit that is gone,
 * nor a credit used on a bill that is: the other side is taken back too.
 */
function release(
  { work, row }: { readonly work: Parameters<typeof putRow>[0]; readonly row: Row },
  id: string,
  cents: number,
): number {
  const lines: Json[] = isList(row.body.Line) ? [...row.body.Line] : [];
  const freed = takeBack(lines, (_entity, of) => of === id, cents);
  if (freed === 0) return 0;
  let paid = 0;
  let credited = 0;
  for (const share of applications({ body: { Line: lines } })) {
    if (share.entity === 'Bill') paid += share.cents;
    else credited += share.cents;
  }
  const short = paid - credited - keptNumber(row, 'total');
  if (short > 0) takeBack(lines, (entity) => entity === 'Bill', short);
  else if (credited > paid) takeBack(lines, (entity) => entity === 'VendorCredit', credited - paid);
  const body: Body = { ...row.body, Line: lines };
  putRow(work, 'BillPayment', { ...row, token: row.token + 1, updated: work.now, body });
  return freed;
}

export const billPayment: EntityDef = {
  name: 'BillPayment',
  path: 'billpayment',
  counter: { name: 'transactions', first: 1 },
  members,
  tolerated,
  writes: { create: true, update: true },
  removal: 'delete',
  canVoid: true,
  order: 'recent',
  totalCount: true,
  captured: true,
  prepare,
  voided: (draft) => {
    checkClosed(draft);
    draft.body.TotalAmt = 0;
    draft.body.Line = [];
    draft.kept.total = 0;
  },
  deleting: checkClosed,
  derived: { Line: shownLines },
  title: (row) => textOf(row.body, 'DocNumber'),
  groupKeys: (row) => numberKeys('BillPayment', row),
  postings,
  applications,
  // Recorded: bills call it so whether it was paid by check or by card.
  linkType: () => 'BillPaymentCheck',
  release,
};
