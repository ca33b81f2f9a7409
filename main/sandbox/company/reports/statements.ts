/** Profit and loss, balance sheet, trial balance: figures of accounts by period. */
import { textOf } from '../members.ts';
import type { Row } from '../types.ts';
import { accountPath, accountRows, accountsOf, addUp, cells, type Figures } from './accounts.ts';
import { type Column, columnsOf, heads, inColumn } from './columns.ts';
import { fiscalStart, type Period } from './dates.ts';
import { type Entry, partyOf } from './entries.ts';
import type { Source } from './shape.ts';
import { amount, data, money, named, type Report, type ReportColumn, type ReportRow, section, total } from './shape.ts';

export const RESULT_TYPES = ['Income', 'Cost of Goods Sold', 'Expense', 'Other Income', 'Other Expense'];

/** Credits are positive in these types; the others show debits. */
const CREDIT_TYPES = new Set([
  'Income',
  'Other Income',
  'Accounts Payable',
  'Credit Card',
  'Other Current Liability',
  'Long Term Liability',
  'Equity',
]);

type Types = ReadonlyMap<string, string>;

export function accountTypesOf(source: Source): Types {
  const types = new Map<string, string>();
  for (const row of source.store.tables.get('Account')?.values() ?? [])
    types.set(row.id, textOf(row.body, 'AccountType') ?? '');
  return types;
}

const ACCOUNT_COLUMN: ReportColumn = {
  ColTitle: '',
  ColType: 'Account',
  MetaData: [{ Name: 'ColKey', Value: 'account' }],
};

/** Entries of the customers asked for, if any were. */
export function chosen(entries: readonly Entry[], source: Source): readonly Entry[] {
  const { customers, vendors, accounts } = source.asked;
  if (customers === undefined && vendors === undefined && accounts === undefined) return entries;
  const is = (entry: Entry, entity: string, ids: readonly string[] | undefined) => {
    if (ids === undefined) return true;
    const name = entry.name ?? partyOf(entry.row);
    return name?.entity === entity && ids.includes(name.id);
  };
  return entries.filter(
    (entry) =>
      is(entry, 'Customer', customers) &&
      is(entry, 'Vendor', vendors) &&
      (accounts === undefined || accounts.includes(entry.account)),
  );
}

/** Sums of accounts, one figure for each column, signed as their type shows money. */
function figuresOf(
  entries: readonly Entry[],
  types: Types,
  columns: readonly Column[],
  within: (entry: Entry, column: Column) => boolean,
): Map<string, number[]> {
  const figures = new Map<string, number[]>();
  for (const entry of entries) {
    const sign = CREDIT_TYPES.has(types.get(entry.account) ?? '') ? -1 : 1;
    for (const [index, column] of columns.entries()) {
      if (!within(entry, column)) continue;
      const row = figures.get(entry.account) ?? new Array<number>(columns.length).fill(0);
      row[index] = (row[index] ?? 0) + sign * entry.cents;
      figures.set(entry.account, row);
    }
  }
  return figures;
}

export function profitAndLoss(source: Source, entries: readonly Entry[]): Report {
  const types = accountTypesOf(source);
  const own = chosen(entries, source);
  const columns = columnsOf(source, own, (entry) => RESULT_TYPES.includes(types.get(entry.account) ?? ''));
  const figures = figuresOf(own, types, columns, inColumn);
  if (source.asked.by !== 'Total')
    for (const row of figures.values()) row.push(row.reduce((sum, value) => sum + value, 0));
  const width = columns.length + (source.asked.by === 'Total' ? 0 : 1);
  const rows: ReportRow[] = [];
  const part = (title: string, type: string, group: string, always = false): number[] => {
    const { rows: inner, sum } = accountRows(source.store, source.reader, [type], figures, width);
    if (inner.length === 0 && !always) return sum;
    rows.push(
      section({
        Header: { ColData: [{ value: title }, ...sum.map(() => ({ value: '' }))] },
        rows: inner,
        Summary: { ColData: cells(`Total ${title}`, sum, inner.length === 0 ? amount : total) },
        group,
      }),
    );
    return sum;
  };
  const line = (title: string, group: string, sum: readonly number[]) =>
    rows.push(section({ Summary: { ColData: cells(title, sum) }, group }));
  const minus = (a: readonly number[], b: readonly number[]) => a.map((value, index) => value - (b[index] ?? 0));
  const income = part('Income', 'Income', 'Income', true);
  const gross = minus(income, part('Cost of Goods Sold', 'Cost of Goods Sold', 'COGS'));
  line('Gross Profit', 'GrossProfit', gross);
  const operating = minus(gross, part('Expenses', 'Expense', 'Expenses', true));
  line('Net Operating Income', 'NetOperatingIncome', operating);
  const before = rows.length;
  const otherIncome = part('Other Income', 'Other Income', 'OtherIncome');
  const other = minus(otherIncome, part('Other Expenses', 'Other Expense', 'OtherExpenses'));
  if (rows.length > before) line('Net Other Income', 'NetOtherIncome', other);
  line('Net Income', 'NetIncome', addUp([operating, other], width));
  const nothing = figures.size === 0 || ![...figures.keys()].some((id) => RESULT_TYPES.includes(types.get(id) ?? ''));
  return { columns: [ACCOUNT_COLUMN, ...heads(columns, source, true)], rows: nothing ? [] : rows };
}

export function balanceSheet(source: Source, entries: readonly Entry[]): Report {
  // What a company owns and owes belongs to no customer, vendor or location.
  const time = ['Customers', 'Vendors', 'Departments'].includes(source.asked.by);
  const asked: Source = time ? { ...source, asked: { ...source.asked, by: 'Total' } } : source;
  const columns = columnsOf(asked, [], () => true);
  const types = accountTypesOf(source);
  const width = columns.length;
  const figures = figuresOf(entries, types, columns, (entry, column) => entry.date <= column.end);
  const { earned, net } = results(entries, types, columns, source.asked.firstMonth);
  const make = (parts: readonly Part[]): Made => build(parts, source, figures, width);
  const assets = make(ASSETS);
  const liabilities = make(LIABILITIES);
  const retained = accountsOf(source.store, ['Equity']).find((row) => row.body.AccountSubType === 'RetainedEarnings');
  if (retained !== undefined) {
    const own = figures.get(retained.id) ?? new Array<number>(width).fill(0);
    figures.set(retained.id, addUp([own, earned], width));
  }
  const equity = accountRows(source.store, source.reader, ['Equity'], figures, width);
  const equitySum = addUp([equity.sum, net, retained === undefined ? earned : []], width);
  const equityRows = [...equity.rows];
  if (retained === undefined && earned.some((value) => value !== 0))
    equityRows.push(data(cells('Retained Earnings', earned, amount)));
  equityRows.push({ ...data(cells('Net Income', net, amount)), group: 'NetIncome' });
  const under = [...liabilities.rows, wrap('Equity', 'Equity', 'Total Equity', { rows: equityRows, sum: equitySum })];
  const both = addUp([liabilities.sum, equitySum], width);
  const rows: ReportRow[] = [
    wrap('ASSETS', 'TotalAssets', 'TOTAL ASSETS', assets),
    wrap('LIABILITIES AND EQUITY', 'TotalLiabilitiesAndEquity', 'TOTAL LIABILITIES AND EQUITY', {
      rows: under,
      sum: both,
    }),
  ];
  return { columns: [ACCOUNT_COLUMN, ...heads(columns, asked, false)], rows: entries.length === 0 ? [] : rows };
}

export type Made = { readonly rows: readonly ReportRow[]; readonly sum: readonly number[] };
type Part = {
  readonly title: string;
  readonly group: string;
  readonly types?: readonly string[];
  readonly parts?: readonly Part[];
};

const ASSETS: readonly Part[] = [
  {
    title: 'Current Assets',
    group: 'CurrentAssets',
    parts: [
      { title: 'Bank Accounts', group: 'BankAccounts', types: ['Bank'] },
      { title: 'Accounts Receivable', group: 'AR', types: ['Accounts Receivable'] },
      { title: 'Other Current Assets', group: 'OtherCurrentAssets', types: ['Other Current Asset'] },
    ],
  },
  { title: 'Fixed Assets', group: 'FixedAssets', types: ['Fixed Asset'] },
  { title: 'Other Assets', group: 'OtherAssets', types: ['Other Asset'] },
];

const LIABILITIES: readonly Part[] = [
  {
    title: 'Liabilities',
    group: 'Liabilities',
    parts: [
      {
        title: 'Current Liabilities',
        group: 'CurrentLiabilities',
        parts: [
          { title: 'Accounts Payable', group: 'AP', types: ['Accounts Payable'] },
          { title: 'Credit Cards', group: 'CreditCards', types: ['Credit Card'] },
          { title: 'Other Current Liabilities', group: 'OtherCurrentLiabilities', types: ['Other Current Liability'] },
        ],
      },
      { title: 'Long-Term Liabilities', group: 'LongTermLiabilities', types: ['Long Term Liability'] },
    ],
  },
];

export function wrap(title: string, group: string, totalTitle: string, made: Made): ReportRow {
  return section({
    Header: { ColData: [{ value: title }, ...made.sum.map(() => ({ value: '' }))] },
    rows: made.rows,
    Summary: { ColData: cells(totalTitle, made.sum) },
    group,
  });
}

function build(parts: readonly Part[], source: Source, figures: Figures, width: number): Made {
  const rows: ReportRow[] = [];
  const sums: (readonly number[])[] = [];
  for (const { title, group, types, parts: inner } of parts) {
    const made: Made =
      types === undefined
        ? build(inner ?? [], source, figures, width)
        : accountRows(source.store, source.reader, types, figures, width);
    sums.push(made.sum);
    if (made.rows.length > 0) rows.push(wrap(title, group, `Total ${title}`, made));
  }
  return { rows, sum: addUp(sums, width) };
}

/** Profit of earlier fiscal years (part of retained earnings) and of the year each column ends in. */
function results(entries: readonly Entry[], types: Types, columns: readonly Period[], firstMonth: number) {
  const earned = columns.map(() => 0);
  const net = columns.map(() => 0);
  for (const entry of entries) {
    if (!RESULT_TYPES.includes(types.get(entry.account) ?? '')) continue;
    for (const [index, column] of columns.entries()) {
      if (entry.date > column.end) continue;
      const into = entry.date < fiscalStart(column.end, firstMonth) ? earned : net;
      into[index] = (into[index] ?? 0) - entry.cents;
    }
  }
  return { earned, net };
}

const TRIAL_ORDER = [
  'Bank',
  'Accounts Receivable',
  'Other Current Asset',
  'Fixed Asset',
  'Other Asset',
  'Accounts Payable',
  'Credit Card',
  'Other Current Liability',
  'Long Term Liability',
  'Equity',
  ...RESULT_TYPES,
];

/** Balance-sheet accounts stand at the end of the range; income and expense count from the start of its fiscal year. */
export function trialBalance(source: Source, entries: readonly Entry[]): Report {
  const types = accountTypesOf(source);
  const { end, firstMonth } = source.asked;
  const since = fiscalStart(end, firstMonth);
  const rows = accountsOf(source.store, TRIAL_ORDER);
  const retained = rows.find((row) => row.body.AccountSubType === 'RetainedEarnings')?.id;
  const sums = new Map<string, number>();
  for (const entry of entries) {
    if (entry.date > end) continue;
    const closed = RESULT_TYPES.includes(types.get(entry.account) ?? '') && entry.date < since;
    const account = closed ? (retained ?? entry.account) : entry.account;
    sums.set(account, (sums.get(account) ?? 0) + entry.cents);
  }
  const place = (row: Row) => TRIAL_ORDER.indexOf(types.get(row.id) ?? '');
  const shown = rows
    .filter((row) => (sums.get(row.id) ?? 0) !== 0)
    .sort((a, b) => place(a) - place(b) || Number(a.id) - Number(b.id));
  let debit = 0;
  let credit = 0;
  const lines = shown.map((row) => {
    const cents = sums.get(row.id) ?? 0;
    if (cents > 0) debit += cents;
    else credit -= cents;
    return {
      ColData: [
        named(accountPath(source.reader, row.id), row.id),
        amount(Math.max(cents, 0)),
        amount(Math.max(-cents, 0)),
      ],
    };
  });
  const sum = section({
    Summary: { ColData: [{ value: 'TOTAL' }, total(debit), total(credit)] },
    group: 'GrandTotal',
  });
  const columns = [{ ColTitle: '', ColType: 'Account' }, money('Debit'), money('Credit')];
  return { columns, rows: lines.length === 0 ? [] : [...lines, sum] };
}
