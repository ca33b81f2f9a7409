/** Who bought what: sales, income and expenses summed by customer, vendor, item, class or location. */
import { flatLines } from '../entities/parts/line-members.ts';
import { inHome, rateOf } from '../ledger.ts';
import { isObject, numberOf, refValue, textOf } from '../members.ts';
import { addDecimal, centsText, shareOf, toCents } from '../money.ts';
import type { Json, Row } from '../types.ts';
import { grandTotal, nameRows } from './balances.ts';
import { columnsOf, heads, inColumn } from './columns.ts';
import { type Entry, partyOf } from './entries.ts';
import type { Source } from './shape.ts';
import { amount, type Cell, data, money, named, type Report, type ReportColumn, type ReportRow } from './shape.ts';
import { accountTypesOf } from './statements.ts';

/** Forms that sell, and whether they add to sales or take from them. */
export const SALES: Readonly<Record<string, 1 | -1>> = {
  Invoice: 1,
  SalesReceipt: 1,
  CreditMemo: -1,
  RefundReceipt: -1,
};

const INCOME = ['Income', 'Other Income'];
const SPENDING = ['Cost of Goods Sold', 'Expense', 'Other Expense'];

function within(source: Source, date: string): boolean {
  return date >= source.asked.start && date <= source.asked.end;
}

/** Who an entry is about: its own name, else its record's. */
function partyIn(entry: Entry, entity: string): string | undefined {
  const party = entry.name ?? partyOf(entry.row);
  return party?.entity === entity ? party.id : undefined;
}

/** Sales by Customer Summary: income of sales forms, less what was credited and refunded. */
export function customerSales(source: Source, entries: readonly Entry[]): Report {
  const types = accountTypesOf(source);
  const sold = entries.filter(
    ({ def, account }) => SALES[def.name] !== undefined && INCOME.includes(types.get(account) ?? ''),
  );
  return summary(source, 'Customer', sold, -1);
}

/** Entries summed by name, in as many columns as are asked for and their sum. */
function summary(source: Source, entity: 'Customer' | 'Vendor', entries: readonly Entry[], sign: 1 | -1): Report {
  const columns = columnsOf(source, entries, () => true);
  const figures = new Map<string, number[]>();
  for (const entry of entries) {
    if (!within(source, entry.date)) continue;
    const id = partyIn(entry, entity) ?? '';
    const row = figures.get(id) ?? columns.map(() => 0);
    for (const [index, column] of columns.entries())
      if (inColumn(entry, column)) row[index] = (row[index] ?? 0) + sign * entry.cents;
    figures.set(id, row);
  }
  if (source.asked.by !== 'Total')
    for (const row of figures.values()) row.push(row.reduce((sum, value) => sum + value, 0));
  return byName(source, entity, figures, heads(columns, source, true));
}

/** Income by Customer Summary: what came in by a customer, what was spent on them, what is left. */
export function customerIncome(source: Source, entries: readonly Entry[]): Report {
  const types = accountTypesOf(source);
  const figures = new Map<string, number[]>();
  for (const entry of entries) {
    const id = partyIn(entry, 'Customer');
    if (id === undefined || !within(source, entry.date)) continue;
    const type = types.get(entry.account) ?? '';
    const [income = 0, spent = 0] = figures.get(id) ?? [];
    if (INCOME.includes(type)) figures.set(id, [income - entry.cents, spent]);
    else if (SPENDING.includes(type)) figures.set(id, [income, spent + entry.cents]);
  }
  for (const [id, [income = 0, spent = 0]] of figures) figures.set(id, [income, spent, income - spent]);
  const titles = ['Total Income', 'Total Expenses', 'Net Income'];
  return byName(
    source,
    'Customer',
    figures,
    titles.map((title) => money(title)),
  );
}

/** Expenses by Vendor Summary. */
export function vendorExpenses(source: Source, entries: readonly Entry[]): Report {
  const types = accountTypesOf(source);
  const spent = entries.filter(
    (entry) => partyIn(entry, 'Vendor') !== undefined && SPENDING.includes(types.get(entry.account) ?? ''),
  );
  return summary(source, 'Vendor', spent, 1);
}

function byName(
  source: Source,
  entity: 'Customer' | 'Vendor',
  figures: ReadonlyMap<string, readonly number[]>,
  figureColumns: readonly ReportColumn[],
): Report {
  const nameless = figures.get('');
  const known = new Map([...figures].filter(([id, values]) => id !== '' && values.some((value) => value !== 0)));
  const { rows, sum } = nameRows(source, { entity }, known, figureColumns.length);
  // Sales without a customer stand last, under no name.
  if (nameless !== undefined && (entity === 'Customer' ? source.asked.customers : source.asked.vendors) === undefined) {
    rows.push(data([{ value: 'Not Specified', id: '' }, ...nameless.map(amount)]));
    for (const [index, value] of nameless.entries()) sum[index] = (sum[index] ?? 0) + value;
  }
  const columns = [{ ColTitle: '', ColType: entity }, ...figureColumns];
  return { columns, rows: rows.length === 0 ? [] : [...rows, grandTotal(sum)] };
}

type Sold = {
  readonly row: Row;
  readonly item: string | undefined;
  /** Signed: what is credited or refunded is negative. */
  readonly quantity: string;
  readonly cents: number;
  readonly klass: string | undefined;
};

/** Every line sold in the range, in home currency; a discount is a line without an item. */
function soldLines(source: Source): Sold[] {
  const result: Sold[] = [];
  for (const [name, sign] of Object.entries(SALES)) {
    for (const row of source.store.tables.get(name)?.values() ?? []) {
      if (row.deleted || !within(source, textOf(row.body, 'TxnDate') ?? '')) continue;
      const customer = refValue(row.body.CustomerRef);
      if (source.asked.customers !== undefined && !source.asked.customers.includes(customer ?? '')) continue;
      for (const line of flatLines(row.body.Line)) result.push(...soldLine(row, line, sign));
    }
  }
  return result;
}

function soldLine(row: Row, line: { readonly [member: string]: Json }, sign: 1 | -1): Sold[] {
  const sale = line.SalesItemLineDetail;
  const discount = line.DiscountLineDetail;
  if (typeof line.Amount !== 'number' || (!isObject(sale) && !isObject(discount))) return [];
  const detail = isObject(sale) ? sale : isObject(discount) ? discount : {};
  const cents = sign * inHome(toCents(line.Amount), rateOf(row));
  return [
    {
      row,
      item: isObject(sale) ? refValue(sale.ItemRef) : undefined,
      quantity: `${sign === 1 ? '' : '-'}${isObject(sale) ? (numberOf(sale, 'Qty') ?? 0) : 0}`,
      cents: isObject(sale) ? cents : 0 - cents,
      klass: refValue(detail.ClassRef) ?? refValue(row.body.ClassRef),
    },
  ];
}

/** Sales by Product/Service Summary. */
export function itemSales(source: Source): Report {
  const sums = new Map<string, { quantity: string; cents: number }>();
  let whole = 0;
  for (const { item, quantity, cents } of soldLines(source)) {
    const known = sums.get(item ?? '') ?? { quantity: '0', cents: 0 };
    sums.set(item ?? '', { quantity: addDecimal(known.quantity, quantity), cents: known.cents + cents });
    whole += cents;
  }
  const share = (cents: number) => (whole === 0 ? '' : `${centsText(shareOf(10_000, cents, whole))}%`);
  const cellsOf = (quantity: string, cents: number): Cell[] => [
    { value: Number(quantity) === 0 ? '' : quantity },
    amount(cents),
    { value: share(cents) },
    { value: Number(quantity) === 0 ? '' : centsText(shareOf(cents, 1, Number(quantity))) },
  ];
  const title = (id: string) => textOf(source.reader.get('Item', id)?.body ?? {}, 'Name') ?? 'Not Specified';
  const rows: ReportRow[] = [...sums]
    .sort(([a], [b]) => (title(a) < title(b) ? -1 : 1))
    .map(([id, { quantity, cents }]) => data([named(title(id), id), ...cellsOf(quantity, cents)]));
  const columns = [
    { ColTitle: '', ColType: 'ProductsAndService' },
    { ColTitle: 'Quantity', ColType: 'Quantity' },
    money('Amount'),
    { ColTitle: '% of Sales', ColType: 'Percent' },
    money('Avg Price'),
  ];
  const all = [...sums.values()].reduce((sum, item) => addDecimal(sum, item.quantity), '0');
  if (rows.length > 0) {
    const ColData = [{ value: 'TOTAL' }, ...cellsOf(all, whole)];
    rows.push({ Summary: { ColData }, type: 'Section', group: 'GrandTotal' });
  }
  return { columns, rows };
}

/** Sales by Class Summary and Sales by Location Summary; what names none stands last. */
export function salesBy(source: Source, entity: 'Class' | 'Department'): Report {
  const sums = new Map<string, number>();
  for (const { row, klass, cents } of soldLines(source)) {
    const id = (entity === 'Class' ? klass : refValue(row.body.DepartmentRef)) ?? '';
    sums.set(id, (sums.get(id) ?? 0) + cents);
  }
  const title = (id: string) =>
    textOf(source.reader.get(entity, id)?.body ?? {}, 'FullyQualifiedName') ??
    textOf(source.reader.get(entity, id)?.body ?? {}, 'Name') ??
    'Not Specified';
  const rows = [...sums]
    .sort(([a], [b]) => (a === '' ? 1 : b === '' ? -1 : title(a) < title(b) ? -1 : 1))
    .map(([id, cents]) => data([named(title(id), id), amount(cents)]));
  const columns = [{ ColTitle: '', ColType: entity }, money('Total')];
  const sum = [...sums.values()].reduce((all, cents) => all + cents, 0);
  return { columns, rows: rows.length === 0 ? [] : [...rows, grandTotal([sum])] };
}
