/** Reports over HTTP, asked by node-quickbooks as it is. */
import { createRequire } from 'node:module';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type SandboxServer, startSandboxServer } from '../../../main/sandbox/server/index.ts';

// biome-ignore lint/suspicious/noExplicitAny: the package's own types do not cover its static addresses or its answers
type Loose = any;

const QuickBooks: Loose = createRequire(import.meta.url)('node-quickbooks');

let server: SandboxServer;
let quickbooks: Loose;

beforeAll(async () => {
  server = await startSandboxServer();
  QuickBooks.V3_ENDPOINT_BASE_URL = `${server.url}/v3/company/`;
  quickbooks = new QuickBooks('a', 'b', server.accessToken, false, server.realmId, true, false, 75, '2.0', 'r');
});

afterAll(() => server.close());

function call(method: string, options: Record<string, string> = {}): Promise<Loose> {
  return new Promise((resolve, reject) => {
    quickbooks[method](options, (error: Loose, answer: Loose) => (error ? reject(error) : resolve(answer)));
  });
}

const year = { start_date: '2026-01-01', end_date: '2026-12-31' };

const last = (report: Loose): string => report.Rows.Row.at(-1).Summary.ColData.at(-1).value;

test.each([
  ['reportProfitAndLoss', 'ProfitAndLoss'],
  ['reportBalanceSheet', 'BalanceSheet'],
  ['reportTrialBalance', 'TrialBalance'],
  ['reportAgedReceivables', 'AgedReceivables'],
  ['reportAgedReceivableDetail', 'AgedReceivableDetail'],
  ['reportAgedPayables', 'AgedPayables'],
  ['reportAgedPayableDetail', 'AgedPayableDetail'],
  ['reportCustomerBalance', 'CustomerBalance'],
  ['reportVendorBalance', 'VendorBalance'],
  ['reportGeneralLedgerDetail', 'GeneralLedger'],
  ['reportTransactionList', 'TransactionList'],
])('%s', async (method, name) => {
  const report = await call(method, year);
  expect(report.Header).toMatchObject({ ReportName: name, Currency: 'USD', EndPeriod: '2026-12-31' });
  expect(report.Columns.Column.length).toBeGreaterThan(1);
  expect(report.Rows.Row.length).toBeGreaterThan(0);
});

test('what the reports say of receivables is one figure', async () => {
  const [aged, balances, sheet] = await Promise.all([
    call('reportAgedReceivables', { report_date: '2026-12-31' }),
    call('reportCustomerBalance', { report_date: '2026-12-31' }),
    call('reportBalanceSheet', year),
  ]);
  expect(last(aged)).toBe(last(balances));
  expect(JSON.stringify(sheet)).toContain(`"Total Accounts Receivable"},{"value":"${last(aged)}"`);
});

test('a report there is not, and a day there is not, are refused', async () => {
  const code = (work: Promise<unknown>) =>
    work.then(
      () => 'answered',
      (error: Loose) => `${error.response.status} ${error.response.data.Fault.Error[0].code}`,
    );
  expect(await code(call('reportTrialBalanceFR'))).toBe('400 5020');
  expect(await code(call('reportProfitAndLoss', { start_date: '2026-13-01' }))).toBe('400 2060');
});
