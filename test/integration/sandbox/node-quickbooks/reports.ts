/** Every report node-quickbooks asks for: the shape all share, and figures that must agree with the records. */
import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import { cents, found, type Loose, type Now } from './use.ts';

const QuickBooks: Loose = createRequire(import.meta.url)('node-quickbooks');

/** Reports the sandbox does not make. */
export const NOT_YET =
  /LossDetail|FR$|CashFlow|Valuation|Sales|CustomerIncome|BalanceDetail|Expenses|ListWith|ListBy|TaxSummary|AccountList|Journal/;

const EVERY = Object.keys(QuickBooks.prototype).filter(
  (method) => method.startsWith('report') && !NOT_YET.test(method),
);

/** Rows of data at any depth. */
export function dataRows(rows: Loose): Loose[][] {
  return (rows?.Row ?? []).flatMap((row: Loose) => [
    ...(row.ColData === undefined ? [] : [row.ColData]),
    ...dataRows(row.Rows),
  ]);
}

/** Summaries at any depth, by their first cell. */
function summaries(rows: Loose): Record<string, Loose[]> {
  const found: Record<string, Loose[]> = {};
  for (const row of rows?.Row ?? []) {
    Object.assign(found, summaries(row.Rows));
    if (row.Summary !== undefined) found[row.Summary.ColData[0].value] = row.Summary.ColData;
  }
  return found;
}

const last = (cells: Loose[] | undefined): number => cents(Number(cells?.at(-1)?.value ?? Number.NaN));

const YEAR = { start_date: '2026-01-01', end_date: '2026-12-31' };

export function reports(now: Now): void {
  describe('reports', () => {
    test.each(EVERY)('%s: header, columns, rows', async (method) => {
      const it = now();
      const report = await it.call(method, YEAR);
      expect(report.Header).toMatchObject({
        ReportName: expect.any(String),
        Time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        Currency: 'USD',
      });
      expect(report.Columns.Column.length).toBeGreaterThan(1);
      const wide = report.Columns.Column.length;
      const rows = dataRows(report.Rows);
      expect(rows.length).toBeGreaterThan(0);
      for (const cells of rows) expect(cells.length).toBe(wide);
    });

    test('by name, as getReports asks', async () => {
      expect((await now().call('getReports', 'ProfitAndLoss')).Header.ReportName).toBe('ProfitAndLoss');
      expect(await now().refused('getReports', 'NoSuchReport')).toMatchObject({ status: 400 });
    });

    test('figures agree with the records, and with each other', async () => {
      const it = now();
      const sheet = summaries((await it.call('reportBalanceSheet', YEAR)).Rows);
      expect(last(sheet['TOTAL ASSETS'])).toBe(last(sheet['TOTAL LIABILITIES AND EQUITY']));
      const customers = await found(it, 'Customer', { fetchAll: true });
      const owed = customers.reduce((sum, row) => sum + cents(row.Balance), 0);
      for (const method of ['reportCustomerBalance', 'reportAgedReceivables'])
        expect([method, last(summaries((await it.call(method)).Rows).TOTAL)]).toEqual([method, owed]);
      const vendors = await found(it, 'Vendor', { fetchAll: true });
      const due = vendors.reduce((sum, row) => sum + cents(row.Balance), 0);
      for (const method of ['reportVendorBalance', 'reportAgedPayables'])
        expect([method, last(summaries((await it.call(method)).Rows).TOTAL)]).toEqual([method, due]);
    });
  });
}
