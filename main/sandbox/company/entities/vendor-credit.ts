/** Vendor credit: what a vendor owes back. It is used up by bill payments, which set it against bills. */
import type { Draft, EntityDef } from '../entity.ts';
import { choice, day, type Members, money, number, ref, refValue, standard, text, textOf } from '../members.ts';
import { fromCents } from '../money.ts';
import { keptLinks, keptNumber } from '../settle.ts';
import { openPayable, payable } from './bill.ts';
import { releaseAll } from './parts/applied.ts';
import { expensePostings, expenseQuantities, shownExpenses } from './parts/expense-ledger.ts';
import { expenseLines, workOutExpenses } from './parts/expense-lines.ts';
import { linkedTxn } from './parts/lines.ts';
import { address } from './parts/people.ts';
import {
  checkNumberLength,
  dateAndCurrency,
  numberKeys,
  unlinkToDelete,
  vendorAddress,
  vendorAndAccount,
} from './parts/purchase-form.ts';
import { withPurchaseTax } from './parts/purchase-tax.ts';
import { checkClosed } from './parts/sales-form.ts';
import { taxPostings, txnTaxDetail } from './parts/sales-tax.ts';

const members: Members = {
  VendorAddr: address(),
  Balance: money({ readOnly: true, query: 'order' }),
  ...standard,
  DocNumber: text(4000, { query: 'filter' }),
  TxnDate: day({ query: 'filter' }),
  DepartmentRef: ref('Department'),
  CurrencyRef: ref('Currency'),
  ExchangeRate: number(),
  PrivateNote: text(4000),
  LinkedTxn: { ...linkedTxn(), readOnly: true },
  Line: expenseLines(),
  TxnTaxDetail: txnTaxDetail(),
  VendorRef: ref('Vendor'),
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
  'VendorCreditEx',
  'IncludeInAnnualTPAR',
]; // prettier-ignore

function prepare(draft: Draft): void {
  const { body, before, kept } = draft;
  if (before !== undefined && refValue(before.body.VendorRef) !== refValue(body.VendorRef)) releaseAll(draft, before);
  const vendor = vendorAndAccount(draft);
  dateAndCurrency(draft, vendor);
  const worked = workOutExpenses(draft, { numbered: true, links: 'never', received: false });
  const { lines, cents } = withPurchaseTax(draft, worked);
  body.Line = lines.map((line) => line.wire);
  kept.total = cents;
  vendorAddress(draft, vendor);
  checkNumberLength(draft);
}

export const vendorCredit: EntityDef = {
  name: 'VendorCredit',
  path: 'vendorcredit',
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
  },
  derived: {
    Line: shownExpenses,
    Balance: (row) => fromCents(openPayable(row)),
    TotalAmt: (row) => fromCents(keptNumber(row, 'total')),
    LinkedTxn: (row) => {
      const links = keptLinks(row);
      return links.length === 0 ? undefined : links;
    },
  },
  title: (row) => textOf(row.body, 'DocNumber'),
  groupKeys: (row) => numberKeys('VendorCredit', row),
  postings: (row, reader) => {
    const lines = [...expensePostings(row, reader, -1), ...taxPostings(row, reader, 1)];
    return keptNumber(row, 'total') === 0 ? lines : [...lines, payable(row, reader, -1)];
  },
  quantities: (row) => expenseQuantities(row, -1),
  settled: true,
};
