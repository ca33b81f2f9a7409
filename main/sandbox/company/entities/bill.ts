/** Bill: what a vendor asks for. It may receive purchase orders, pass costs on to customers, and be paid in parts. */

import { homeAmount } from '../currency.ts';
import type { Draft, EntityDef, Reader } from '../entity.ts';
import { choice, day, type Members, money, number, ref, refValue, standard, text, textOf } from '../members.ts';
import { fromCents } from '../money.ts';
import { keptLinks, keptNumber } from '../settle.ts';
import type { Json, Posting, Row } from '../types.ts';
import { releaseAll } from './parts/applied.ts';
import { expensePostings, expenseQuantities, shownExpenses } from './parts/expense-ledger.ts';
import { expenseLines, workOutExpenses } from './parts/expense-lines.ts';
import { linkedTxn } from './parts/lines.ts';
import { address } from './parts/people.ts';
import {
  checkDuplicate,
  dateAndCurrency,
  dueDate,
  numberKeys,
  unlinkToDelete,
  vendorAddress,
  vendorAndAccount,
} from './parts/purchase-form.ts';
import { withPurchaseTax } from './parts/purchase-tax.ts';
import { checkClosed } from './parts/sales-form.ts';
import { taxPostings, txnTaxDetail } from './parts/sales-tax.ts';
import { dropCharges, linkSources, shownLinks } from './parts/source-links.ts';
import { systemAccount } from './parts/system-accounts.ts';

const members: Members = {
  SalesTermRef: ref('Term', { named: false, query: 'filter' }),
  DueDate: day({ query: 'filter' }),
  VendorAddr: address(),
  Balance: money({ readOnly: true, query: 'filter' }),
  HomeBalance: money({ readOnly: true }),
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
  VendorRef: ref('Vendor', { query: 'filter' }),
  APAccountRef: ref('Account', { query: 'filter' }),
  TotalAmt: money({ readOnly: true, query: 'filter' }),
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
  'BillEmail',
  'ReplyEmail',
  'Memo',
  'PayerRef',
  'RemitToAddr',
  'ShipAddr',
  'BillEx',
  'LessCIS',
  'IncludeInAnnualTPAR',
]; // prettier-ignore

function prepare(draft: Draft): void {
  const { body, before, kept } = draft;
  // A payment cannot follow a bill to another vendor.
  if (before !== undefined && refValue(before.body.VendorRef) !== refValue(body.VendorRef)) releaseAll(draft, before);
  const vendor = vendorAndAccount(draft);
  dateAndCurrency(draft, vendor);
  const worked = workOutExpenses(draft, { numbered: true, links: 'always', received: false });
  const { lines, cents } = withPurchaseTax(draft, worked);
  body.Line = linkSources(draft, 'Bill', lines, 'always');
  kept.total = cents;
  vendorAddress(draft, vendor);
  dueDate(draft, vendor);
  checkDuplicate(draft, 'Bill', {
    preference: 'WarnDuplicateBillNumber',
    type: 'Bill',
    // A number is the vendor's own: another vendor may use the same.
    same: (row) => refValue(row.body.VendorRef) === vendor.id,
  });
}

/** Open balance of a bill or vendor credit in cents. */
export function openPayable(row: Row): number {
  return keptNumber(row, 'total') - keptNumber(row, 'applied');
}

/** The line of A/P; `sign` 1 for what is owed, -1 for a credit. */
export function payable(row: Row, reader: Reader, sign: 1 | -1): Posting {
  return {
    account: refValue(row.body.APAccountRef) ?? systemAccount(reader, 'payable'),
    cents: -sign * keptNumber(row, 'total'),
    name: { entity: 'Vendor', id: refValue(row.body.VendorRef) ?? '' },
  };
}

/** Recorded: payments stand before what the bill came from; nothing at all when there is neither. */
export function headLinks(row: Row): Json | undefined {
  const links: Json[] = [...keptLinks(row), ...(shownLinks(row, row.body.LinkedTxn) as unknown as Json[])];
  return links.length === 0 ? undefined : links;
}

export const bill: EntityDef = {
  name: 'Bill',
  path: 'bill',
  counter: { name: 'transactions', first: 1 },
  members,
  tolerated,
  writes: { create: true, update: true },
  removal: 'delete',
  canVoid: false,
  order: 'recent',
  totalCount: true,
  captured: true,
  prepare,
  deleting: (draft) => {
    checkClosed(draft);
    unlinkToDelete(draft);
    dropCharges(draft);
  },
  derived: {
    Line: shownExpenses,
    Balance: (row) => fromCents(openPayable(row)),
    TotalAmt: (row) => fromCents(keptNumber(row, 'total')),
    HomeBalance: (row, reader) => homeAmount(row, reader, openPayable(row)),
    LinkedTxn: headLinks,
  },
  title: (row) => textOf(row.body, 'DocNumber'),
  groupKeys: (row) => numberKeys('Bill', row),
  postings: (row, reader) => {
    const lines = [...expensePostings(row, reader, 1), ...taxPostings(row, reader, -1)];
    return keptNumber(row, 'total') === 0 ? lines : [...lines, payable(row, reader, 1)];
  },
  quantities: (row) => expenseQuantities(row, 1),
  settled: true,
};
