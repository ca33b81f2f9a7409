/** `GET /reports/{Name}`: which reports there are, and how one is made. */
import { storeReader } from '../answers.ts';
import type { Frame } from '../entity.ts';
import { refuse } from '../faults.ts';
import type { Store } from '../store.ts';
import { dayOf } from '../time.ts';
import type { Json } from '../types.ts';
import { aged, agedDetail, nameBalances, PAYABLE, RECEIVABLE } from './balances.ts';
import { onCashBasis } from './cash.ts';
import { balanceDetail, journal, listBy, listWithSplits, profitAndLossDetail } from './details.ts';
import { type Entry, entriesOf } from './entries.ts';
import { generalLedger, transactionList } from './listings.ts';
import { accountList, cashFlow, stockValue, taxSummary } from './overviews.ts';
import { type Defaults, readParameters } from './parameters.ts';
import { customerIncome, customerSales, itemSales, salesBy, vendorExpenses } from './sales.ts';
import { type Report, type Source, written } from './shape.ts';
import { accountTypesOf, balanceSheet, profitAndLoss, trialBalance } from './statements.ts';

type Maker = Defaults & { readonly make: (source: Source, entries: readonly Entry[]) => Report };

/** Recorded: without dates a statement covers `this calendar year-to-date`. */
const statement = { macro: 'this calendar year-to-date', basis: true, ageing: false, standard: true } as const;
const summary = { ...statement, standard: false } as const;
const ageing = { macro: 'today', basis: false, ageing: true, standard: false } as const;
const listing = { macro: 'this month-to-date', basis: true, ageing: false, standard: false } as const;

const REPORTS: ReadonlyMap<string, Maker> = new Map<string, Maker>([
  ['ProfitAndLoss', { ...statement, make: profitAndLoss }],
  ['BalanceSheet', { ...statement, make: balanceSheet }],
  ['TrialBalance', { ...statement, standard: false, make: trialBalance }],
  ['AgedReceivables', { ...ageing, make: (source, entries) => aged(source, entries, RECEIVABLE) }],
  ['AgedReceivableDetail', { ...ageing, make: (source, entries) => agedDetail(source, entries, RECEIVABLE) }],
  ['AgedPayables', { ...ageing, make: (source, entries) => aged(source, entries, PAYABLE) }],
  ['AgedPayableDetail', { ...ageing, make: (source, entries) => agedDetail(source, entries, PAYABLE) }],
  ['CustomerBalance', { ...ageing, make: (source, entries) => nameBalances(source, entries, RECEIVABLE) }],
  ['VendorBalance', { ...ageing, make: (source, entries) => nameBalances(source, entries, PAYABLE) }],
  ['CustomerBalanceDetail', { ...ageing, make: (source, entries) => balanceDetail(source, entries, RECEIVABLE) }],
  ['VendorBalanceDetail', { ...ageing, make: (source, entries) => balanceDetail(source, entries, PAYABLE) }],
  ['ProfitAndLossDetail', { ...statement, make: profitAndLossDetail }],
  ['CashFlow', { ...statement, basis: false, make: cashFlow }],
  ['CustomerSales', { ...summary, make: customerSales }],
  ['CustomerIncome', { ...summary, make: customerIncome }],
  ['VendorExpenses', { ...summary, make: vendorExpenses }],
  ['ItemSales', { ...summary, basis: false, make: itemSales }],
  ['ClassSales', { ...summary, basis: false, make: (source) => salesBy(source, 'Class') }],
  ['DepartmentSales', { ...summary, basis: false, make: (source) => salesBy(source, 'Department') }],
  ['TaxSummary', { ...summary, basis: false, make: taxSummary }],
  ['InventoryValuationSummary', { ...ageing, make: stockValue }],
  ['AccountList', { ...ageing, make: accountList }],
  ['JournalReport', { ...listing, make: journal }],
  ['TransactionListWithSplits', { ...listing, basis: false, make: listWithSplits }],
  [
    'TransactionListByCustomer',
    { ...listing, basis: false, make: (source, entries) => listBy(source, entries, 'Customer') },
  ],
  [
    'TransactionListByVendor',
    { ...listing, basis: false, make: (source, entries) => listBy(source, entries, 'Vendor') },
  ],
  ['GeneralLedger', { ...listing, make: generalLedger }],
  ['TransactionList', { ...listing, basis: false, make: transactionList }],
]);

/** Body of the answer. Names are taken in any case; a report that does not exist is refused as a wrong address is. */
export function report(
  name: string,
  query: { readonly [name: string]: string },
  store: Store,
  frame: Frame,
  now: number,
): { [member: string]: Json } {
  const known = [...REPORTS.keys()].find((item) => item.toLowerCase() === name.toLowerCase());
  const maker = known === undefined ? undefined : REPORTS.get(known);
  if (known === undefined || maker === undefined)
    throw refuse('5020', `Permission Denied Error : Report ${name} is not available.`, '');
  const reader = storeReader(store);
  const today = dayOf(now);
  const asked = readParameters(query, maker, reader, today);
  const source: Source = { store, frame, reader, asked, today };
  let entries = entriesOf(store, frame, reader, dayOf);
  if (asked.basis === 'Cash') {
    const types = accountTypesOf(source);
    const party = new Set(['Accounts Receivable', 'Accounts Payable']);
    entries = onCashBasis(entries, (account) => party.has(types.get(account) ?? ''));
  }
  return written(known, maker.make(source, entries), source, now);
}
