/** Bill payment: money to a vendor, and the bills and vendor credits it is set against. */

import { keepRates, rateKept } from '../currency.ts';
import type { Draft, EntityDef, Reader } from '../entity.ts';
import { business, missing, refuse } from '../faults.ts';
import {
  choice,
  day,
  flag,
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
import { toCents } from '../money.ts';
import { keptNumber } from '../settle.ts';
import { putRow } from '../store.ts';
import type { Body, Json, Posting, Row } from '../types.ts';
import { linkedTxn } from './parts/lines.ts';
import { wrongAccount } from './parts/party-accounts.ts';
import { bringsCredit, giveBack, workOutShares } from './parts/payable-shares.ts';
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
    // The A/P account of what it pays, and whether that brings credit: stored for the ledger, never shown.
    {
      Amount: money(),
      LinkedTxn: linkedTxn(),
      APAccountRef: ref('Account', { readOnly: true }),
      BringsCredit: flag({ readOnly: true }),
    },
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
    const cents = bringsCredit(line) ? -share.cents : share.cents;
    rest -= cents;
    result.push({ account: refValue(line.APAccountRef) ?? own, cents, name, ...rateKept(row, share) });
  }
  if (rest !== 0) result.push({ account: own, cents: rest, name });
  return result;
}

function shownLines(row: Row): Json {
  return (isList(row.body.Line) ? row.body.Line : []).map((line): Json => {
    if (!isObject(line)) return line;
    const { APAccountRef: _account, BringsCredit: _credit, ...shown } = line;
    return shown;
  });
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
  const freed = giveBack(lines, id, cents, keptNumber(row, 'total'));
  if (freed === 0) return 0;
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
