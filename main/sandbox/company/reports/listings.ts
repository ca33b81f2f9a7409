/** The ledger written out: general ledger (account by account) and the list of transactions. */
import { isObject, refValue, textOf } from '../members.ts';
import type { Row } from '../types.ts';
import { accountName, accountPath } from './accounts.ts';
import { typeTitle } from './balances.ts';
import { type Entry, gather, partyOf } from './entries.ts';
import type { Source } from './shape.ts';
import {
  amount,
  type Cell,
  data,
  named,
  type Report,
  type ReportColumn,
  type ReportRow,
  section,
  total,
} from './shape.ts';
import { accountTypesOf, RESULT_TYPES } from './statements.ts';

export const column = (ColTitle: string, ColType: string): ReportColumn => ({ ColTitle, ColType });

export function nameCell(source: Source, name: { readonly entity: string; readonly id: string } | undefined): Cell {
  if (name === undefined) return { value: '' };
  return named(textOf(source.reader.get(name.entity, name.id)?.body ?? {}, 'DisplayName') ?? '', name.id);
}

/** Entries by record, to say what stands on the other side. */
export function byRecord(entries: readonly Entry[]): Map<Row, Entry[]> {
  const records = new Map<Row, Entry[]>();
  for (const entry of entries) gather(records, entry.row, entry);
  return records;
}

/** The one other account of a record, or `-Split-`. */
export function split(source: Source, record: readonly Entry[], account: string): Cell {
  const others = new Set(record.map((entry) => entry.account).filter((id) => id !== account));
  const [only] = others;
  if (others.size === 1 && only !== undefined) return named(accountPath(source.reader, only), only);
  return { value: '-Split-', id: '' };
}

export function memo(row: Row): string {
  return textOf(row.body, 'PrivateNote') ?? '';
}

const LEDGER_COLUMNS = [
  column('Date', 'tx_date'),
  column('Transaction Type', 'txn_type'),
  column('Num', 'doc_num'),
  column('Name', 'name'),
  column('Memo/Description', 'memo'),
  column('Split', 'split_acc'),
  column('Amount', 'subt_nat_amount'),
  column('Balance', 'rbal_nat_amount'),
];

/** Amounts are debits less credits for assets and expenses, credits less debits for the rest. */
const CREDIT = new Set(['Liability', 'Equity', 'Revenue']);

export function generalLedger(source: Source, entries: readonly Entry[]): Report {
  const { start, end, accounts, customers, vendors } = source.asked;
  const types = accountTypesOf(source);
  const records = byRecord(entries);
  const groups = new Map<string, Entry[]>();
  for (const entry of entries) {
    if (entry.date > end || (accounts !== undefined && !accounts.includes(entry.account))) continue;
    const party = entry.name ?? partyOf(entry.row);
    if (customers !== undefined && !(party?.entity === 'Customer' && customers.includes(party.id))) continue;
    if (vendors !== undefined && !(party?.entity === 'Vendor' && vendors.includes(party.id))) continue;
    gather(groups, entry.account, entry);
  }
  const rows: ReportRow[] = [];
  const blank = (count: number): Cell[] => new Array(count).fill({ value: '' });
  for (const [account, own] of [...groups].sort(([a], [b]) => Number(a) - Number(b))) {
    const sign = CREDIT.has(String(source.reader.get('Account', account)?.body.Classification)) ? -1 : 1;
    const carried = !RESULT_TYPES.includes(types.get(account) ?? '');
    let balance = 0;
    if (carried) for (const entry of own) if (entry.date < start) balance += sign * entry.cents;
    const opening = balance;
    const lines: ReportRow[] = [];
    if (opening !== 0) lines.push(data([{ value: 'Beginning Balance' }, ...blank(6), total(opening)]));
    let moved = 0;
    for (const entry of own) {
      if (entry.date < start) continue;
      const cents = sign * entry.cents;
      balance += cents;
      moved += cents;
      lines.push(
        data([
          { value: entry.date },
          named(typeTitle(entry), entry.row.id),
          { value: textOf(entry.row.body, 'DocNumber') ?? '' },
          nameCell(source, entry.name ?? partyOf(entry.row)),
          { value: memo(entry.row) },
          split(source, records.get(entry.row) ?? [], account),
          amount(cents),
          total(balance),
        ]),
      );
    }
    if (lines.length === 0) continue;
    const name = accountName(source.reader, account);
    rows.push(
      section({
        Header: { ColData: [named(name, account), ...blank(7)] },
        rows: lines,
        Summary: { ColData: [{ value: `Total for ${name}` }, ...blank(5), total(moved), { value: '' }] },
      }),
    );
  }
  return { columns: LEDGER_COLUMNS, rows };
}

const LIST_COLUMNS = [
  column('Date', 'tx_date'),
  column('Transaction Type', 'txn_type'),
  column('Num', 'doc_num'),
  column('Posting', 'is_no_post'),
  column('Name', 'name'),
  column('Department', 'dept_name'),
  column('Memo/Description', 'memo'),
  column('Account', 'account_name'),
  column('Split', 'other_account'),
  column('Amount', 'subt_nat_home_amount'),
];

type Listed = {
  readonly key: string;
  readonly id: string | undefined;
  readonly row: ReportRow;
  readonly cents: number;
};

/** One row for each transaction, posting or not, with the account it is known by and what it moved there. */
export function transactionList(source: Source, entries: readonly Entry[]): Report {
  const { start, end, customers, vendors, groupBy } = source.asked;
  const records = byRecord(entries);
  const listed: Listed[] = [];
  const all = [...records.keys()].map((row) => ({ row, def: records.get(row)?.[0]?.def }));
  for (const def of source.frame.defs.values()) {
    if (def.counter.name !== 'transactions') continue;
    for (const row of source.store.tables.get(def.name)?.values() ?? [])
      if (!row.deleted && !records.has(row)) all.push({ row, def });
  }
  const dateOf = (row: Row) => textOf(row.body, 'TxnDate') ?? records.get(row)?.[0]?.date ?? '';
  all.sort((a, b) =>
    dateOf(a.row) < dateOf(b.row) ? -1 : dateOf(a.row) > dateOf(b.row) ? 1 : a.row.created - b.row.created,
  );
  for (const { row, def } of all) {
    const date = dateOf(row);
    if (def === undefined || date < start || date > end) continue;
    const record = records.get(row) ?? [];
    const party = record.find((entry) => entry.name !== undefined)?.name ?? partyOf(row);
    if (customers !== undefined && !(party?.entity === 'Customer' && customers.includes(party.id))) continue;
    if (vendors !== undefined && !(party?.entity === 'Vendor' && vendors.includes(party.id))) continue;
    const lead = leading(record);
    const cents = lead === undefined ? 0 : record.reduce((sum, e) => (e.account === lead ? sum + e.cents : sum), 0);
    const name = nameCell(source, party);
    const department = refValue(row.body.DepartmentRef);
    const cells: Cell[] = [
      { value: date },
      named(typeTitle({ def, row }), row.id),
      { value: textOf(row.body, 'DocNumber') ?? textOf(row.body, 'PaymentRefNum') ?? '' },
      { value: record.length === 0 ? 'No' : 'Yes' },
      name,
      department === undefined
        ? { value: '' }
        : named(textOf(source.reader.get('Department', department)?.body ?? {}, 'Name') ?? '', department),
      { value: memo(row) },
      lead === undefined ? { value: '' } : named(accountPath(source.reader, lead), lead),
      lead === undefined ? { value: '' } : split(source, record, lead),
      amount(cents),
    ];
    const [key, id] = keyOf(groupBy, { type: typeTitle({ def, row }), name, date, account: cells[7] });
    listed.push({ key, id, row: data(cells), cents });
  }
  if (groupBy === undefined || groupBy === 'None')
    return { columns: LIST_COLUMNS, rows: listed.map((item) => item.row) };
  const groups = new Map<string, Listed[]>();
  for (const item of listed) gather(groups, item.key, item);
  const rows = [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, items]) => {
      const sum = items.reduce((all, item) => all + item.cents, 0);
      const id = items[0]?.id;
      return section({
        Header: { ColData: [id === undefined ? { value: key } : named(key, id)] },
        rows: items.map((item) => item.row),
        Summary: { ColData: [{ value: `Total for ${key}` }, total(sum)] },
      });
    });
  return { columns: LIST_COLUMNS, rows };
}

/** The account a transaction is known by: its party's, else the first it enters. */
function leading(record: readonly Entry[]): string | undefined {
  return (
    record.find((entry) => isObject(entry.name as never) && entry.name !== undefined)?.account ?? record[0]?.account
  );
}

function keyOf(
  groupBy: string | undefined,
  of: { type: string; name: Cell; date: string; account: Cell | undefined },
): [string, string | undefined] {
  switch (groupBy) {
    case 'Transaction Type':
      return [of.type, undefined];
    case 'Account':
      return [of.account?.value ?? '', of.account?.id];
    case 'Month':
      return [of.date.slice(0, 7), undefined];
    default:
      return [of.name.value, of.name.id];
  }
}
