/** Every report a client asks for: the shape all share, and figures that must agree with the records. */
import { describe, expect, test } from 'vitest';
import { cents, found, type Loose, type Now, saleLine } from './use.ts';

/** Belongs to companies in France; QuickBooks refuses it elsewhere. */
const ELSEWHERE = 'reportTrialBalanceFR';

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

const YEAR = { start_date: '2026-01-01', end_date: '2026-12-31' };

export function everyReport(now: Now, methods: readonly string[]): void {
  describe('reports', () => {
    test.each(methods)('%s: header, columns, rows', async (method) => {
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
  });
}

export function agreeingReports(now: Now): void {
  describe('reports, further', () => {
    test('by name, as getReports asks', async () => {
      expect((await now().call('getReports', 'ProfitAndLoss')).Header.ReportName).toBe('ProfitAndLoss');
      expect(await now().refused('getReports', 'NoSuchReport')).toMatchObject({ status: 400 });
    });

    test('one that another country has', async () => {
      expect(await now().refused(ELSEWHERE, YEAR)).toEqual({ status: 400, code: '5020' });
    });

    test('figures agree with the records, and with each other', async () => {
      const it = now();
      const summary = async (method: string, title = 'TOTAL') =>
        summaries((await it.call(method, method.includes('Balance') || method.includes('Aged') ? {} : YEAR)).Rows)[
          title
        ];
      expect(await sumOf(summary('reportBalanceSheet', 'TOTAL ASSETS'))).toBe(
        await sumOf(summary('reportBalanceSheet', 'TOTAL LIABILITIES AND EQUITY')),
      );
      for (const [name, methods] of Object.entries(OWED)) {
        const rows = await found(it, name, { fetchAll: true });
        const owed = rows.reduce((sum, row) => sum + cents(row.Balance), 0);
        for (const method of methods) expect([method, await sumOf(summary(method))]).toEqual([method, owed]);
      }
      const net = await sumOf(summary('reportProfitAndLoss', 'Net Income'));
      expect(await sumOf(summary('reportProfitAndLossDetail', 'Net Income'))).toBe(net);
      const cash = summaries((await it.call('reportCashFlow', YEAR)).Rows);
      expect(cell(cash['Cash at beginning of period']) + cell(cash['NET CASH INCREASE FOR PERIOD'])).toBe(
        cell(cash['CASH AT END OF PERIOD']),
      );
      expect(cell(cash['CASH AT END OF PERIOD'])).toBe(
        await sumOf(summary('reportBalanceSheet', 'Total Bank Accounts')),
      );
      const [debit, credit] = (await summary('reportJournalReport'))?.slice(-2).map(Number) ?? [];
      expect(debit).toBe(credit);
    });

    test('sales: by customer, item, class and location they come to what the forms say', async () => {
      const it = now();
      let sold = 0;
      let tax = 0;
      for (const [name, sign] of [
        ['Invoice', 1],
        ['SalesReceipt', 1],
        ['CreditMemo', -1],
        ['RefundReceipt', -1],
      ] as const) {
        for (const row of await found(it, name, [
          { field: 'TxnDate', operator: '>=', value: YEAR.start_date },
          { field: 'fetchAll', value: true },
        ])) {
          tax += sign * cents(row.TxnTaxDetail?.TotalTax);
          sold += sign * (cents(row.TotalAmt) - cents(row.TxnTaxDetail?.TotalTax));
        }
      }
      expect(sold).toBeGreaterThan(0);
      for (const method of ['reportCustomerSales', 'reportClassSales', 'reportDepartmentSales', 'reportItemSales']) {
        const report = await it.call(method, YEAR);
        const at = report.Columns.Column.findIndex((column: Loose) => ['Total', 'Amount'].includes(column.ColTitle));
        expect([method, cents(Number(summaries(report.Rows).TOTAL?.[at]?.value))]).toEqual([method, sold]);
      }
      const taxes = summaries((await it.call('reportTaxSummary', YEAR)).Rows).TOTAL;
      expect(cell(taxes)).toBe(tax);
      // One more sale shows in each of them.
      const invoice = await it.call('createInvoice', {
        TxnDate: '2026-10-10',
        CustomerRef: { value: '4' },
        Line: [saleLine('1', 10)],
      });
      const after = summaries((await it.call('reportCustomerSales', YEAR)).Rows).TOTAL;
      expect(cell(after)).toBe(sold + 1000);
      const listed = dataRows((await it.call('reportTransactionListByCustomer', YEAR)).Rows);
      expect(listed.filter((cells) => cells[1].id === invoice.Id)).toHaveLength(1);
    });
  });
}

const OWED = {
  Customer: [
    'reportCustomerBalance',
    'reportAgedReceivables',
    'reportAgedReceivableDetail',
    'reportCustomerBalanceDetail',
  ],
  Vendor: ['reportVendorBalance', 'reportAgedPayables', 'reportAgedPayableDetail', 'reportVendorBalanceDetail'],
};

/** The last figure of a row. */
function cell(cells: Loose[] | undefined): number {
  const text = cells?.map((one) => one.value).findLast((value: string) => value !== '');
  return cents(Number(text ?? Number.NaN));
}

const sumOf = async (row: Promise<Loose[] | undefined>): Promise<number> => cell(await row);
