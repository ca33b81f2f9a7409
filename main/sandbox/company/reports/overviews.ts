/** Cash flow, stock, sales tax, and the chart of accounts as a list. */
import { isList, isObject, numberOf, refValue, textOf } from '../members.ts';
import { centsText, product, toCents } from '../money.ts';
import { accountName, accountPath, accountsOf } from './accounts.ts';
import type { Entry } from './entries.ts';
import { column } from './listings.ts';
import { SALES } from './sales.ts';
import type { Source } from './shape.ts';
import { amount, data, money, named, type Report, type ReportRow, section, total } from './shape.ts';
import { accountTypesOf, RESULT_TYPES } from './statements.ts';

const OPERATING = [
  'Accounts Receivable',
  'Other Current Asset',
  'Accounts Payable',
  'Credit Card',
  'Other Current Liability',
];

const PARTS: readonly { readonly title: string; readonly group: string; readonly types: readonly string[] }[] = [
  { title: 'Investing Activities', group: 'InvestingActivities', types: ['Fixed Asset', 'Other Asset'] },
  { title: 'Financing Activities', group: 'FinancingActivities', types: ['Long Term Liability', 'Equity'] },
];

/** Statement of Cash Flows: profit, put right by what every account but the banks took or gave. */
export function cashFlow(source: Source, entries: readonly Entry[]): Report {
  const { start, end } = source.asked;
  const types = accountTypesOf(source);
  const moved = new Map<string, number>();
  let profit = 0;
  let opening = 0;
  for (const entry of entries) {
    const type = types.get(entry.account) ?? '';
    if (entry.date < start && type === 'Bank') opening += entry.cents;
    if (entry.date < start || entry.date > end) continue;
    if (RESULT_TYPES.includes(type)) profit -= entry.cents;
    else moved.set(entry.account, (moved.get(entry.account) ?? 0) - entry.cents);
  }
  const accountsIn = (list: readonly string[]): { rows: ReportRow[]; sum: number } => {
    const found = accountsOf(source.store, list).filter((row) => (moved.get(row.id) ?? 0) !== 0);
    const rows = found.map((row) =>
      data([named(accountName(source.reader, row.id), row.id), amount(moved.get(row.id) ?? 0)]),
    );
    return { rows, sum: found.reduce((all, row) => all + (moved.get(row.id) ?? 0), 0) };
  };
  const part = (title: string, group: string, rows: readonly ReportRow[], sum: number) =>
    section({
      Header: { ColData: [{ value: title.toUpperCase() }, { value: '' }] },
      rows,
      Summary: { ColData: [{ value: `Net cash provided by ${title.toLowerCase()}` }, total(sum)] },
      group,
    });
  const operating = accountsIn(OPERATING);
  const adjusted = section({
    Header: {
      ColData: [{ value: 'Adjustments to reconcile Net Income to Net Cash provided by operations:' }, { value: '' }],
    },
    rows: operating.rows,
    Summary: {
      ColData: [
        { value: 'Total Adjustments to reconcile Net Income to Net Cash provided by operations:' },
        total(operating.sum),
      ],
    },
    group: 'OperatingAdjustments',
  });
  const income: ReportRow = { ...data([{ value: 'Net Income' }, total(profit)]), group: 'NetIncome' };
  const rows = [part('Operating Activities', 'OperatingActivities', [income, adjusted], profit + operating.sum)];
  let change = profit + operating.sum;
  for (const { title, group, types: list } of PARTS) {
    const { rows: inner, sum } = accountsIn(list);
    change += sum;
    if (inner.length > 0) rows.push(part(title, group, inner, sum));
  }
  const line = (title: string, group: string, cents: number) =>
    section({ Summary: { ColData: [{ value: title }, total(cents)] }, group });
  rows.push(line('NET CASH INCREASE FOR PERIOD', 'CashIncrease', change));
  rows.push(line('Cash at beginning of period', 'BeginningCash', opening));
  rows.push(line('CASH AT END OF PERIOD', 'EndingCash', opening + change));
  const columns = [{ ColTitle: '', ColType: 'Account' }, money('Total')];
  return { columns, rows: moved.size === 0 && profit === 0 && opening === 0 ? [] : rows };
}

/** Inventory Valuation Summary: what is on the shelf, at its cost. */
export function stockValue(source: Source): Report {
  let all = 0;
  const rows: ReportRow[] = [];
  for (const row of source.store.tables.get('Item')?.values() ?? []) {
    if (row.deleted || row.body.Active === false || row.body.Type !== 'Inventory') continue;
    const quantity = String(row.kept.quantity ?? '0');
    const cost = numberOf(row.body, 'PurchaseCost') ?? 0;
    const value = product(quantity, cost);
    all += value;
    const cells = [
      named(textOf(row.body, 'Name') ?? '', row.id),
      { value: textOf(row.body, 'Sku') ?? '' },
      { value: quantity },
      amount(value),
      { value: String(cost) },
    ];
    rows.push(data(cells));
  }
  if (rows.length > 0) {
    const ColData = [{ value: 'TOTAL' }, { value: '' }, { value: '' }, total(all), { value: '' }];
    rows.push(section({ Summary: { ColData }, group: 'GrandTotal' }));
  }
  const columns = [
    { ColTitle: '', ColType: 'ProductsAndService' },
    { ColTitle: 'SKU', ColType: 'String' },
    { ColTitle: 'Qty', ColType: 'Quantity' },
    money('Asset Value'),
    money('Calc. Avg'),
  ];
  return { columns, rows };
}

/** Sales tax by rate: what was sold under it, and the tax. */
export function taxSummary(source: Source): Report {
  const { start, end } = source.asked;
  const sums = new Map<string, [taxable: number, tax: number]>();
  for (const [name, sign] of Object.entries(SALES)) {
    for (const row of source.store.tables.get(name)?.values() ?? []) {
      const date = textOf(row.body, 'TxnDate') ?? '';
      const detail = row.body.TxnTaxDetail;
      if (row.deleted || date < start || date > end || !isObject(detail) || !isList(detail.TaxLine)) continue;
      for (const line of detail.TaxLine.filter(isObject)) {
        const under = isObject(line.TaxLineDetail) ? line.TaxLineDetail : {};
        const id = refValue(under.TaxRateRef) ?? '';
        const [taxable, tax] = sums.get(id) ?? [0, 0];
        sums.set(id, [
          taxable + sign * toCents(numberOf(under, 'NetAmountTaxable') ?? 0),
          tax + sign * toCents(numberOf(line, 'Amount') ?? 0),
        ]);
      }
    }
  }
  const title = (id: string) => textOf(source.reader.get('TaxRate', id)?.body ?? {}, 'Name') ?? 'Not Specified';
  const rate = (id: string) => numberOf(source.reader.get('TaxRate', id)?.body ?? {}, 'RateValue');
  const rows: ReportRow[] = [...sums].map(([id, [taxable, tax]]) =>
    data([named(title(id), id), { value: rate(id) === undefined ? '' : `${rate(id)}%` }, amount(taxable), amount(tax)]),
  );
  const all = [...sums.values()].reduce((sum, [taxable, tax]) => [sum[0] + taxable, sum[1] + tax], [0, 0] as [
    number,
    number,
  ]);
  if (rows.length > 0) {
    const ColData = [{ value: 'TOTAL' }, { value: '' }, total(all[0]), total(all[1])];
    rows.push(section({ Summary: { ColData }, group: 'GrandTotal' }));
  }
  const columns = [
    { ColTitle: '', ColType: 'TaxRate' },
    { ColTitle: 'Rate', ColType: 'Percent' },
    money('Taxable Amount'),
    money('Tax Amount'),
  ];
  return { columns, rows };
}

/** Account List Detail: the chart of accounts, with what each holds. */
export function accountList(source: Source, entries: readonly Entry[]): Report {
  const held = new Map<string, number>();
  for (const entry of entries)
    if (entry.date <= source.asked.end) held.set(entry.account, (held.get(entry.account) ?? 0) + entry.cents);
  const rows: ReportRow[] = [];
  for (const row of source.store.tables.get('Account')?.values() ?? []) {
    if (row.deleted || row.body.Active === false) continue;
    const sign = ['Liability', 'Equity', 'Revenue'].includes(String(row.body.Classification)) ? -1 : 1;
    const shown = RESULT_TYPES.includes(textOf(row.body, 'AccountType') ?? '');
    rows.push(
      data([
        named(accountPath(source.reader, row.id), row.id),
        { value: textOf(row.body, 'AccountType') ?? '' },
        { value: textOf(row.body, 'AccountSubType') ?? '' },
        { value: textOf(row.body, 'Description') ?? '' },
        { value: shown ? '' : centsText(sign * (held.get(row.id) ?? 0)) },
      ]),
    );
  }
  const columns = [
    column('Account', 'account_name'),
    column('Type', 'account_type'),
    column('Detail type', 'detail_acc_type'),
    column('Description', 'account_desc'),
    column('Balance', 'account_bal'),
  ];
  return { columns, rows };
}
