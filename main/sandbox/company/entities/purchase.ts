/** Purchase: money spent at once, in cash, by check or by card. On a card it may be a credit. */
import type { Draft, EntityDef } from '../entity.ts';
import { missing } from '../faults.ts';
import {
  choice,
  day,
  flag,
  isList,
  isObject,
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
import { fromCents } from '../money.ts';
import { keptNumber } from '../settle.ts';
import type { Body, Json, Row } from '../types.ts';
import { headLinks } from './bill.ts';
import { expensePostings, expenseQuantities, shownExpenses } from './parts/expense-ledger.ts';
import { expenseLines, workOutExpenses } from './parts/expense-lines.ts';
import { nameValue } from './parts/line-ex.ts';
import { linkedTxn } from './parts/lines.ts';
import { party, readParty, shownParty, storedParty } from './parts/named-party.ts';
import { wrongAccount } from './parts/party-accounts.ts';
import { address } from './parts/people.ts';
import { checkDuplicate, checkNumberLength, dateAndCurrency, numberKeys } from './parts/purchase-form.ts';
import { withPurchaseTax } from './parts/purchase-tax.ts';
import { mustRef, requireRef } from './parts/refs.ts';
import { checkClosed } from './parts/sales-form.ts';
import { taxPostings, txnTaxDetail } from './parts/sales-tax.ts';
import { dropCharges, linkSources } from './parts/source-links.ts';

const members: Members = {
  AccountRef: ref('Account'),
  PaymentMethodRef: ref('PaymentMethod', { named: false }),
  PaymentRefNum: text(21),
  PaymentType: choice(['Cash', 'Check', 'CreditCard'], { query: 'filter' }),
  EntityRef: party(),
  RemitToAddr: { ...address(), readOnly: true },
  Credit: flag(),
  TotalAmt: money({ readOnly: true, query: 'filter' }),
  PrintStatus: choice(['NotSet', 'NeedToPrint', 'PrintComplete']),
  PurchaseEx: object({}, { readOnly: true }),
  ...standard,
  DocNumber: text(4000, { query: 'filter' }),
  TxnDate: day({ query: 'filter' }),
  DepartmentRef: ref('Department'),
  CurrencyRef: ref('Currency'),
  ExchangeRate: number(),
  PrivateNote: text(4000),
  LinkedTxn: linkedTxn(),
  Line: expenseLines(),
  TxnTaxDetail: txnTaxDetail(),
  GlobalTaxCalculation: choice(['TaxExcluded', 'TaxInclusive', 'NotApplicable']),
};

const tolerated = [
  'TxnSubType',
  'TxnStatus',
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
  'CheckPayment',
  'CreditCardPayment',
  'Memo',
  'LessCIS',
  'IncludeInAnnualTPAR',
]; // prettier-ignore

/** Accounts a payment type may be paid from. */
const PAID_FROM: Readonly<Record<string, readonly string[]>> = {
  Cash: ['Bank', 'Other Current Asset'],
  Check: ['Bank'],
  CreditCard: ['Credit Card'],
};

function prepare(draft: Draft): void {
  const { body, before, kept, mode } = draft;
  // What kind of payment it is does not follow from the rest: it must be said when the whole record is sent.
  const type = textOf(body, 'PaymentType');
  if (type === undefined) throw missing('PaymentType');
  const account = mustRef(draft, 'AccountRef', 'Account');
  if (PAID_FROM[type]?.includes(String(account.body.AccountType)) !== true) throw wrongAccount('AccountRef');
  requireRef(draft, 'PaymentMethodRef', 'PaymentMethod');
  dateAndCurrency(draft);
  const stood = isObject(before?.body.EntityRef) ? before.body.EntityRef : undefined;
  const payee = readParty(
    draft,
    body.EntityRef,
    isObject(body.EntityRef) ? body.EntityRef.type : undefined,
    'EntityRef',
    typeof stood?.value === 'string' ? stood.value : undefined,
  );
  if (payee === undefined) delete body.EntityRef;
  else body.EntityRef = storedParty(payee);
  if (type === 'CreditCard') body.Credit ??= (mode === 'full' ? undefined : before?.body.Credit) ?? false;
  else delete body.Credit;
  if (type === 'Check') body.PrintStatus ??= 'NotSet';
  else delete body.PrintStatus;
  remitTo(draft, type, payee?.entity === 'Vendor' ? payee.id : undefined);
  const worked = workOutExpenses(draft, { numbered: false, links: 'some', received: false, party: payee });
  const { lines, cents } = withPurchaseTax(draft, worked);
  body.Line = linkSources(draft, 'Purchase', lines, 'some');
  kept.total = cents;
  if (type !== 'Check') checkNumberLength(draft);
  else {
    checkDuplicate(draft, 'Purchase', {
      preference: 'WarnDuplicateCheckNumber',
      type: 'Check',
      same: (row) => row.body.PaymentType === 'Check' && refValue(row.body.AccountRef) === account.id,
    });
  }
}

/** Recorded: a check carries the address of its vendor, with that address' row id. */
function remitTo({ body, before, reader }: Draft, type: string, vendor: string | undefined): void {
  const stays = before?.body.PaymentType === type && sameParty(before, vendor);
  const place = stays
    ? before?.body.RemitToAddr
    : type === 'Check' && vendor !== undefined
      ? reader.get('Vendor', vendor)?.body.BillAddr
      : undefined;
  if (place === undefined) delete body.RemitToAddr;
  else body.RemitToAddr = place;
}

function sameParty(before: Row, id: string | undefined): boolean {
  const past = before.body.EntityRef;
  return isObject(past) && past.value === id;
}

function payeeOf(row: Row): { entity: string; id: string } | undefined {
  const payee = row.body.EntityRef;
  return isObject(payee) ? { entity: String(payee.type), id: String(payee.value) } : undefined;
}

/** Recorded: the answer names QuickBooks' own number of the kind of form. */
function kindNumber(row: Row): string {
  if (row.body.PaymentType === 'Check') return '3';
  return row.body.Credit === true ? '11' : '54';
}

/** 1 for money spent, -1 for a credit on the card. */
const sign = (row: Row): 1 | -1 => (row.body.Credit === true ? -1 : 1);

export const purchase: EntityDef = {
  name: 'Purchase',
  path: 'purchase',
  counter: { name: 'transactions', first: 1 },
  members,
  tolerated,
  writes: { create: true, update: true },
  removal: 'delete',
  canVoid: false,
  order: 'recent',
  totalCount: false,
  captured: true,
  prepare,
  deleting: (draft) => {
    checkClosed(draft);
    dropCharges(draft);
  },
  // Not for the API: people void expenses on QuickBooks' own screens.
  voided: (draft) => {
    checkClosed(draft);
    dropCharges(draft);
    draft.body.Line = (isList(draft.body.Line) ? draft.body.Line : []).map(emptied);
    delete draft.body.LinkedTxn;
    draft.kept.total = 0;
    if (draft.body.TxnTaxDetail !== undefined) draft.body.TxnTaxDetail = { TotalTax: 0 };
    delete draft.kept.stocked;
  },
  derived: {
    Line: shownExpenses,
    EntityRef: (row, reader) => shownParty(row.body.EntityRef, reader),
    TotalAmt: (row) => fromCents(keptNumber(row, 'total')),
    PurchaseEx: (row) => ({ any: [nameValue('TxnType', kindNumber(row))] }),
    LinkedTxn: headLinks,
  },
  title: (row) => textOf(row.body, 'DocNumber'),
  groupKeys: (row) => numberKeys('Purchase', row),
  postings: (row, reader) => {
    const lines = [
      ...expensePostings(row, reader, sign(row), payeeOf(row)),
      ...taxPostings(row, reader, sign(row) === 1 ? -1 : 1),
    ];
    const total = keptNumber(row, 'total');
    return total === 0
      ? lines
      : [...lines, { account: refValue(row.body.AccountRef) ?? '', cents: -sign(row) * total }];
  },
  quantities: (row) => expenseQuantities(row, sign(row)),
};

/** Nothing is spent, received or passed on by it any more. */
function emptied(line: Json): Json {
  if (!isObject(line)) return line;
  const { LinkedTxn: _links, ...rest } = line;
  const type = String(rest.DetailType);
  const detail = rest[type];
  if (!isObject(detail)) return { ...rest, Amount: 0 };
  const empty: Body = { ...detail, BillableStatus: 'NotBillable' };
  if (detail.Qty !== undefined) Object.assign(empty, { Qty: 0, UnitPrice: 0 });
  return { ...rest, Amount: 0, [type]: empty };
}
