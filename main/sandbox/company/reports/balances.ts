/** Who owes what: ageing and balances of customers and vendors, document by document. */

import { inHome, rateOf } from '../ledger.ts';
import { refValue, textOf } from '../members.ts';
import { linkEntity } from '../settle.ts';
import type { Row } from '../types.ts';
import { addUp } from './accounts.ts';
import { type Entry, gather } from './entries.ts';
import type { Source } from './shape.ts';
import {
  amount,
  type Cell,
  data,
  money,
  named,
  type Report,
  type ReportColumn,
  type ReportRow,
  section,
  total,
} from './shape.ts';
import { accountTypesOf } from './statements.ts';

export type Side = { readonly entity: 'Customer' | 'Vendor'; readonly type: string; readonly sign: 1 | -1 };

export const RECEIVABLE: Side = { entity: 'Customer', type: 'Accounts Receivable', sign: 1 };
export const PAYABLE: Side = { entity: 'Vendor', type: 'Accounts Payable', sign: -1 };

/** What is open of one document on a day, in home currency: what is owed is positive. */
export type Open = {
  readonly entry: Entry;
  readonly name: string;
  readonly due: string;
  cents: number;
};

/**
 * Open documents on a day. Everything a document posts to A/R (A/P) stands with it; money set against another document is
 * moved there if both exist on that day. Moving changes no sum, so the whole equals the account.
 */
export function openDocuments(source: Source, entries: readonly Entry[], side: Side, day: string): Open[] {
  const types = accountTypesOf(source);
  const open = new Map<string, Open>();
  const payers = new Map<Row, Entry>();
  for (const entry of entries) {
    if (entry.date > day) continue;
    if (entry.def.applications !== undefined) payers.set(entry.row, entry);
    if (types.get(entry.account) !== side.type || entry.name?.entity !== side.entity) continue;
    const key = `${entry.def.name}:${entry.row.id}:${entry.name.id}`;
    const known = open.get(key);
    if (known !== undefined) known.cents += side.sign * entry.cents;
    else {
      const due = textOf(entry.row.body, 'DueDate') ?? entry.date;
      open.set(key, { entry, name: entry.name.id, due, cents: side.sign * entry.cents });
    }
  }
  for (const row of silentPayers(source, side, day)) if (!payers.has(row.row)) payers.set(row.row, row);
  for (const [row, entry] of payers) settleShares(source, side, row, entry, open);
  return [...open.values()].filter((item) => item.cents !== 0);
}

/** Payments of nothing, which only set credits against documents, post nothing but still move what is open. */
function silentPayers(source: Source, side: Side, day: string): Entry[] {
  const result: Entry[] = [];
  for (const def of source.frame.defs.values()) {
    if (def.applications === undefined) continue;
    for (const row of source.store.tables.get(def.name)?.values() ?? []) {
      const date = textOf(row.body, 'TxnDate') ?? '';
      if (row.deleted || row.kept.total !== 0 || date > day) continue;
      if (def.applications(row).length > 0)
        result.push({ def, row, date, account: '', cents: 0, name: { entity: side.entity, id: '' } });
    }
  }
  return result;
}

function settleShares(source: Source, side: Side, row: Row, entry: Entry, open: Map<string, Open>): void {
  for (const { entity, id, cents } of entry.def.applications?.(row) ?? []) {
    const type = linkEntity(entity);
    const target = source.reader.get(type, id);
    // An entry written by hand has no party of its own: it is paid in the payer's name.
    const name = refValue(target?.body[`${side.entity}Ref`]) ?? refValue(row.body[`${side.entity}Ref`]);
    if (target === undefined || name === undefined) continue;
    const document = open.get(`${type}:${id}:${name}`);
    if (document === undefined) continue;
    const key = `${entry.def.name}:${row.id}:${name}`;
    const home = inHome(cents, rateOf(target));
    const moved = document.cents < 0 ? -home : home;
    const own = open.get(key) ?? { entry, name, due: entry.date, cents: 0 };
    own.cents += moved;
    document.cents -= moved;
    open.set(key, own);
  }
}

const DAY = 86_400_000;

/** The period each day falls into. Many documents are due on one day: it is worked out once. */
function buckets({ asked }: Source): (due: string) => number {
  const known = new Map<string, number>();
  return (due) => {
    let at = known.get(due);
    if (at === undefined) {
      const late = Math.round((Date.parse(asked.end) - Date.parse(due)) / DAY);
      at = late <= 0 ? 0 : Math.min(Math.ceil(late / asked.period), asked.count);
      known.set(due, at);
    }
    return at;
  };
}

function bucketTitles({ asked }: Source): string[] {
  const titles = ['Current'];
  for (let index = 0; index < asked.count; index += 1) {
    const from = index * asked.period + 1;
    titles.push(index === asked.count - 1 ? `${from} and over` : `${from} - ${from + asked.period - 1}`);
  }
  return titles;
}

export function displayName(source: Source, entity: string, id: string): string {
  return textOf(source.reader.get(entity, id)?.body ?? {}, 'DisplayName') ?? '';
}

/** The customers (or vendors) asked for, or undefined for all. */
export function wantedNames(source: Source, entity: 'Customer' | 'Vendor'): readonly string[] | undefined {
  return entity === 'Customer' ? source.asked.customers : source.asked.vendors;
}

/** A row for each name that has money, jobs under their customers; every row's figures are its own, totals include jobs. */
export function nameRows(
  source: Source,
  side: Pick<Side, 'entity'>,
  figures: ReadonlyMap<string, readonly number[]>,
  width: number,
): { rows: ReportRow[]; sum: number[] } {
  const wanted = wantedNames(source, side.entity);
  const children = new Map<string, string[]>();
  const seen = new Set<string>();
  const enter = (id: string) => {
    if (seen.has(id)) return;
    seen.add(id);
    const parent = refValue(source.reader.get(side.entity, id)?.body.ParentRef);
    if (parent !== undefined && wanted === undefined) enter(parent);
    const under = parent !== undefined && wanted === undefined ? parent : '';
    gather(children, under, id);
  };
  for (const id of figures.keys()) if (wanted === undefined || wanted.includes(id)) enter(id);
  const nothing = new Array<number>(width).fill(0);
  const walk = (id: string): { rows: ReportRow[]; sum: number[] } => {
    const own = [...(figures.get(id) ?? nothing)];
    const name = displayName(source, side.entity, id);
    const below = ordered(children.get(id) ?? []).map(walk);
    const inner = below.flatMap((item) => item.rows);
    const sum = addUp([own, ...below.map((item) => item.sum)], width);
    if (inner.length === 0) return { rows: [data([named(name, id), ...own.map(amount)])], sum };
    const Header = { ColData: [named(name, id), ...own.map(amount)] };
    const Summary = { ColData: [{ value: `Total ${name}` }, ...sum.map(amount)] };
    return { rows: [section({ Header, rows: inner, Summary })], sum };
  };
  const ordered = (ids: readonly string[]) =>
    ids
      .map((id) => ({ id, name: displayName(source, side.entity, id) }))
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map(({ id }) => id);
  const top = ordered(children.get('') ?? []).map(walk);
  const sums = top.map((item) => item.sum);
  return { rows: top.flatMap((item) => item.rows), sum: addUp(sums, width) };
}

export function grandTotal(sum: readonly number[], title = 'TOTAL'): ReportRow {
  return section({ Summary: { ColData: [{ value: title }, ...sum.map(total)] }, group: 'GrandTotal' });
}

export function aged(source: Source, entries: readonly Entry[], side: Side): Report {
  const titles = bucketTitles(source);
  const bucketOf = buckets(source);
  const figures = new Map<string, number[]>();
  for (const { name, due, cents } of openDocuments(source, entries, side, source.asked.end)) {
    const row = figures.get(name) ?? new Array<number>(titles.length + 1).fill(0);
    const at = bucketOf(due);
    row[at] = (row[at] ?? 0) + cents;
    row[titles.length] = (row[titles.length] ?? 0) + cents;
    figures.set(name, row);
  }
  const { rows, sum } = nameRows(source, side, figures, titles.length + 1);
  const columns = [{ ColTitle: '', ColType: side.entity }, ...titles.map((title) => money(title)), money('Total')];
  return { columns, rows: rows.length === 0 ? [] : [...rows, grandTotal(sum)] };
}

export function nameBalances(source: Source, entries: readonly Entry[], side: Side): Report {
  const figures = new Map<string, number[]>();
  for (const { name, cents } of openDocuments(source, entries, side, source.asked.end))
    figures.set(name, [(figures.get(name)?.[0] ?? 0) + cents]);
  for (const [name, [sum]] of figures) if (sum === 0) figures.delete(name);
  const { rows, sum } = nameRows(source, side, figures, 1);
  const columns = [{ ColTitle: '', ColType: side.entity }, money('Total')];
  return { columns, rows: rows.length === 0 ? [] : [...rows, grandTotal(sum)] };
}

const DETAIL_COLUMNS: readonly (readonly [string, string])[] = [
  ['Date', 'tx_date'],
  ['Transaction Type', 'txn_type'],
  ['Num', 'doc_num'],
];

/** Ageing document by document, one section for each period. */
export function agedDetail(source: Source, entries: readonly Entry[], side: Side): Report {
  const titles = bucketTitles(source);
  const bucketOf = buckets(source);
  const wanted = wantedNames(source, side.entity);
  const open = openDocuments(source, entries, side, source.asked.end)
    .filter((item) => wanted === undefined || wanted.includes(item.name))
    .sort((a, b) => (a.entry.date < b.entry.date ? -1 : 1));
  const groups = titles.map((title, index) => ({
    title,
    items: open.filter((item) => bucketOf(item.due) === index),
  }));
  const rows: ReportRow[] = [];
  const blank: Cell[] = new Array(5).fill({ value: '' });
  for (const { title, items } of groups.reverse()) {
    if (items.length === 0) continue;
    const name = title === 'Current' ? 'Current' : `${title} days past due`;
    const lines = items.map(({ entry, name: id, due, cents }) =>
      data([
        { value: entry.date },
        named(typeTitle(entry), entry.row.id),
        { value: textOf(entry.row.body, 'DocNumber') ?? '' },
        named(displayName(source, side.entity, id), id),
        { value: due },
        amount(side.sign * entry.cents),
        amount(cents),
      ]),
    );
    const sum = items.reduce((all, item) => all + item.cents, 0);
    rows.push(
      section({
        Header: { ColData: [{ value: name }, ...blank, { value: '' }] },
        rows: lines,
        Summary: { ColData: [{ value: `Total for ${name}` }, ...blank, total(sum)] },
      }),
    );
  }
  const sum = open.reduce((all, item) => all + item.cents, 0);
  if (rows.length > 0)
    rows.push(section({ Summary: { ColData: [{ value: 'TOTAL' }, ...blank, total(sum)] }, group: 'GrandTotal' }));
  const columns: ReportColumn[] = DETAIL_COLUMNS.map(([ColTitle, ColType]) => ({ ColTitle, ColType }));
  columns.push({ ColTitle: side.entity, ColType: side.entity === 'Customer' ? 'cust_name' : 'vend_name' });
  columns.push({ ColTitle: 'Due Date', ColType: 'due_date' });
  columns.push({ ColTitle: 'Amount', ColType: 'subt_amount' }, { ColTitle: 'Open Balance', ColType: 'subt_open_bal' });
  return { columns, rows };
}

/** Types of transactions as reports call them. */
const TYPE_TITLES: Readonly<Record<string, string>> = {
  CreditMemo: 'Credit Memo',
  SalesReceipt: 'Sales Receipt',
  RefundReceipt: 'Refund',
  VendorCredit: 'Vendor Credit',
  JournalEntry: 'Journal Entry',
  Item: 'Inventory Starting Value',
};

export function typeTitle({ def, row }: { readonly def: Entry['def']; readonly row: Row }): string {
  if (def.name === 'BillPayment')
    return row.body.PayType === 'CreditCard' ? 'Bill Payment (Credit Card)' : 'Bill Payment (Check)';
  if (def.name === 'Purchase') {
    if (row.body.PaymentType === 'Check') return 'Check';
    if (row.body.PaymentType === 'CreditCard')
      return row.body.Credit === true ? 'Credit Card Credit' : 'Credit Card Expense';
    return 'Expense';
  }
  return TYPE_TITLES[def.name] ?? def.name;
}
