/** Reports transaction by transaction: what is open of each name, the journal, profit and loss line by line. */
import { textOf } from '../members.ts';
import type { Row } from '../types.ts';
import { accountName, accountPath, accountsOf } from './accounts.ts';
import { displayName, openDocuments, type Side, typeTitle, wantedNames } from './balances.ts';
import { type Entry, gather, partyOf } from './entries.ts';
import { byRecord, column, memo, nameCell, split, transactionList } from './listings.ts';
import type { Source } from './shape.ts';
import { amount, type Cell, data, named, type Report, type ReportRow, section, total } from './shape.ts';
import { chosen } from './statements.ts';

const blank = (count: number): Cell[] => new Array(count).fill({ value: '' });

function within(source: Source, entries: readonly Entry[]): Entry[] {
  const { start, end } = source.asked;
  return entries.filter((entry) => entry.date >= start && entry.date <= end);
}

const number = (row: Row): Cell => ({
  value: textOf(row.body, 'DocNumber') ?? textOf(row.body, 'PaymentRefNum') ?? '',
});

/** Customer (or Vendor) Balance Detail: every open document under its name, with the balance running on. */
export function balanceDetail(source: Source, entries: readonly Entry[], side: Side): Report {
  const wanted = wantedNames(source, side.entity);
  const groups = new Map<string, ReturnType<typeof openDocuments>>();
  for (const item of openDocuments(source, entries, side, source.asked.end)) {
    if (wanted !== undefined && !wanted.includes(item.name)) continue;
    gather(groups, item.name, item);
  }
  const title = (id: string) => displayName(source, side.entity, id);
  let all = 0;
  const rows = [...groups]
    .sort(([a], [b]) => (title(a) < title(b) ? -1 : 1))
    .map(([id, items]) => {
      let balance = 0;
      const lines = items
        .sort((a, b) => (a.entry.date < b.entry.date ? -1 : 1))
        .map(({ entry, due, cents }) => {
          balance += cents;
          return data([
            { value: entry.date },
            named(typeTitle(entry), entry.row.id),
            number(entry.row),
            { value: due },
            amount(side.sign * entry.cents),
            amount(cents),
            total(balance),
          ]);
        });
      all += balance;
      return section({
        Header: { ColData: [named(title(id), id), ...blank(6)] },
        rows: lines,
        Summary: { ColData: [{ value: `Total for ${title(id)}` }, ...blank(4), total(balance), { value: '' }] },
      });
    });
  if (rows.length > 0) {
    const ColData = [{ value: 'TOTAL' }, ...blank(4), total(all), { value: '' }];
    rows.push(section({ Summary: { ColData }, group: 'GrandTotal' }));
  }
  const columns = [
    column('Date', 'tx_date'),
    column('Transaction Type', 'txn_type'),
    column('Num', 'doc_num'),
    column('Due Date', 'due_date'),
    column('Amount', 'subt_amount'),
    column('Open Balance', 'subt_open_bal'),
    column('Balance', 'rbal_open_bal'),
  ];
  return { columns, rows };
}

/** Journal: every transaction with its debits and credits. */
export function journal(source: Source, entries: readonly Entry[]): Report {
  let debits = 0;
  let credits = 0;
  const rows: ReportRow[] = [];
  for (const [row, own] of byRecord(chosen(within(source, entries), source))) {
    let debit = 0;
    let credit = 0;
    const lines = own.map((entry, index) => {
      debit += Math.max(entry.cents, 0);
      credit += Math.max(-entry.cents, 0);
      const first = index === 0;
      return data([
        { value: first ? entry.date : '' },
        first ? named(typeTitle(entry), row.id) : { value: '' },
        first ? number(row) : { value: '' },
        nameCell(source, entry.name ?? partyOf(row)),
        { value: memo(row) },
        named(accountPath(source.reader, entry.account), entry.account),
        amount(Math.max(entry.cents, 0)),
        amount(Math.max(-entry.cents, 0)),
      ]);
    });
    debits += debit;
    credits += credit;
    rows.push(section({ rows: lines, Summary: { ColData: [...blank(6), total(debit), total(credit)] } }));
  }
  if (rows.length > 0) {
    const ColData = [{ value: 'TOTAL' }, ...blank(5), total(debits), total(credits)];
    rows.push(section({ Summary: { ColData }, group: 'GrandTotal' }));
  }
  const columns = [
    column('Date', 'tx_date'),
    column('Transaction Type', 'txn_type'),
    column('Num', 'doc_num'),
    column('Name', 'name'),
    column('Memo/Description', 'memo'),
    column('Account', 'account_name'),
    column('Debit', 'debt_amt'),
    column('Credit', 'credit_amt'),
  ];
  return { columns, rows };
}

/** Transaction List with Splits: each transaction as a section of its ledger lines. */
export function listWithSplits(source: Source, entries: readonly Entry[]): Report {
  const rows: ReportRow[] = [];
  for (const [row, own] of byRecord(chosen(within(source, entries), source))) {
    const [first] = own;
    if (first === undefined) continue;
    rows.push(
      section({
        Header: { ColData: [{ value: first.date }, named(typeTitle(first), row.id), number(row), ...blank(5)] },
        rows: own.map((entry) =>
          data([
            { value: entry.date },
            named(typeTitle(entry), row.id),
            number(row),
            { value: 'Yes' },
            nameCell(source, entry.name ?? partyOf(row)),
            { value: memo(row) },
            named(accountPath(source.reader, entry.account), entry.account),
            amount(entry.cents),
          ]),
        ),
      }),
    );
  }
  const columns = [
    column('Date', 'tx_date'),
    column('Transaction Type', 'txn_type'),
    column('Num', 'doc_num'),
    column('Posting', 'is_no_post'),
    column('Name', 'name'),
    column('Memo/Description', 'memo'),
    column('Account', 'account_name'),
    column('Amount', 'subt_nat_home_amount'),
  ];
  return { columns, rows };
}

/** Transaction List by Customer (or by Vendor): the list in sections, without what is nobody's. */
export function listBy(source: Source, entries: readonly Entry[], entity: 'Customer' | 'Vendor'): Report {
  const ids = wantedNames(source, entity) ?? [...(source.store.tables.get(entity)?.keys() ?? [])];
  const only = entity === 'Customer' ? { customers: ids } : { vendors: ids };
  return transactionList({ ...source, asked: { ...source.asked, ...only, groupBy: 'Name' } }, entries);
}

type Part = { readonly title: string; readonly type: string; readonly group: string; readonly sign: 1 | -1 };

const PARTS: readonly Part[] = [
  { title: 'Income', type: 'Income', group: 'Income', sign: -1 },
  { title: 'Cost of Goods Sold', type: 'Cost of Goods Sold', group: 'COGS', sign: 1 },
  { title: 'Expenses', type: 'Expense', group: 'Expenses', sign: 1 },
  { title: 'Other Income', type: 'Other Income', group: 'OtherIncome', sign: -1 },
  { title: 'Other Expenses', type: 'Other Expense', group: 'OtherExpenses', sign: 1 },
];

/** Profit and Loss Detail: each account's lines under it, amounts signed as the statement shows them. */
export function profitAndLossDetail(source: Source, entries: readonly Entry[]): Report {
  const inside = chosen(within(source, entries), source);
  const records = byRecord(inside);
  const rows: ReportRow[] = [];
  let net = 0;
  for (const { title, type, group, sign } of PARTS) {
    let sum = 0;
    const under: ReportRow[] = [];
    for (const account of accountsOf(source.store, [type])) {
      const own = inside.filter((entry) => entry.account === account.id);
      if (own.length === 0) continue;
      let balance = 0;
      const lines = own.map((entry) => {
        balance += sign * entry.cents;
        return data([
          { value: entry.date },
          named(typeTitle(entry), entry.row.id),
          number(entry.row),
          nameCell(source, entry.name ?? partyOf(entry.row)),
          { value: memo(entry.row) },
          split(source, records.get(entry.row) ?? [], account.id),
          amount(sign * entry.cents),
          total(balance),
        ]);
      });
      sum += balance;
      const name = accountName(source.reader, account.id);
      under.push(
        section({
          Header: { ColData: [named(name, account.id), ...blank(7)] },
          rows: lines,
          Summary: { ColData: [{ value: `Total for ${name}` }, ...blank(5), total(balance), { value: '' }] },
        }),
      );
    }
    net -= sign * sum;
    if (under.length === 0) continue;
    const ColData = [{ value: `Total ${title}` }, ...blank(5), total(sum), { value: '' }];
    rows.push(
      section({ Header: { ColData: [{ value: title }, ...blank(7)] }, rows: under, Summary: { ColData }, group }),
    );
  }
  if (rows.length > 0) {
    const ColData = [{ value: 'Net Income' }, ...blank(5), total(net), { value: '' }];
    rows.push(section({ Summary: { ColData }, group: 'NetIncome' }));
  }
  const columns = [
    column('Date', 'tx_date'),
    column('Transaction Type', 'txn_type'),
    column('Num', 'doc_num'),
    column('Name', 'name'),
    column('Memo/Description', 'memo'),
    column('Split', 'split_acc'),
    column('Amount', 'subt_nat_amount'),
    column('Balance', 'rbal_nat_amount'),
  ];
  return { columns, rows };
}
