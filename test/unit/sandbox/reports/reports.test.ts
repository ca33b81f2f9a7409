/** Reports against figures worked out by hand, and against the rows they are made of. */
import { describe, expect, test } from 'vitest';
import { type Asked, ask, fault, fresh, line } from '../ask.ts';
import { customersAgree, flat, reportsAgree, row } from './read.ts';

/**
 * Two invoices and a payment: 100.00 of hours on 2026-09-10 (due 2026-10-10), 250.00 on 2026-10-05 (due 2026-11-04), and
 * 60.00 received on 2026-11-02 for the first.
 */
function small() {
  const asked = fresh();
  const invoice = (date: string, amount: number) =>
    asked.post('/invoice', {
      TxnDate: date,
      CustomerRef: { value: asked.customer },
      Line: [line(asked.item, 1, amount)],
    }).body.Invoice;
  const first = invoice('2026-09-10', 100);
  const second = invoice('2026-10-05', 250);
  const payment = asked.post('/payment', {
    TxnDate: '2026-11-02',
    CustomerRef: { value: asked.customer },
    TotalAmt: 60,
    Line: [{ Amount: 60, LinkedTxn: [{ TxnId: first.Id, TxnType: 'Invoice' }] }],
  }).body.Payment;
  return { ...asked, first, second, payment };
}

const year = { start_date: '2026-01-01', end_date: '2026-12-31' };

describe('statements', () => {
  test('profit and loss: income by month and in all', () => {
    const { get } = small();
    const { body, status } = get('/reports/ProfitAndLoss', {
      start_date: '2026-09-01',
      end_date: '2026-11-30',
      summarize_column_by: 'Month',
    });
    expect(status).toBe(200);
    expect(body.Columns.Column.map((column: { ColTitle: string }) => column.ColTitle)).toEqual([
      '',
      'Sep 2026',
      'Oct 2026',
      'Nov 2026',
      'Total',
    ]);
    expect(row(body, 'Services')).toEqual(['Services', '100.00', '250.00', '', '350.00']);
    expect(row(body, 'Net Income')).toEqual(['Net Income', '100.00', '250.00', '0.00', '350.00']);
    expect(body.Header).toMatchObject({
      ReportName: 'ProfitAndLoss',
      ReportBasis: 'Accrual',
      StartPeriod: '2026-09-01',
      EndPeriod: '2026-11-30',
      SummarizeColumnsBy: 'Month',
      Currency: 'USD',
    });
  });

  test('cash basis: only what was paid, on the day it was paid', () => {
    const { get } = small();
    const by = (accounting_method: string, end_date: string) =>
      row(get('/reports/ProfitAndLoss', { ...year, accounting_method, end_date }).body, 'Net Income')?.[1];
    expect(by('Accrual', '2026-12-31')).toBe('350.00');
    expect(by('Cash', '2026-12-31')).toBe('60.00');
    expect(by('Cash', '2026-11-01')).toBeUndefined();
  });

  test('cash basis shares a payment over the lines to the cent, and is whole when all is paid', () => {
    const asked = fresh();
    const other = asked.query("select * from Account where Name = 'Gutter Income'").body.QueryResponse.Account[0].Id;
    const item = asked.post('/item', { Name: 'Gutters', Type: 'Service', IncomeAccountRef: { value: other } }).body
      .Item;
    const invoice = asked.post('/invoice', {
      TxnDate: '2026-10-01',
      CustomerRef: { value: asked.customer },
      Line: [line(asked.item, 1, 33.33), line(item.Id, 1, 66.67)],
    }).body.Invoice;
    const pay = (date: string, amount: number) =>
      asked.post('/payment', {
        TxnDate: date,
        CustomerRef: { value: asked.customer },
        TotalAmt: amount,
        Line: [{ Amount: amount, LinkedTxn: [{ TxnId: invoice.Id, TxnType: 'Invoice' }] }],
      });
    pay('2026-10-10', 10);
    pay('2026-11-10', 90);
    const report = (end_date: string) =>
      asked.get('/reports/ProfitAndLoss', { ...year, accounting_method: 'Cash', end_date }).body;
    // 10 of 100: 33.33 x 0.1 = 3.33, 66.67 x 0.1 = 6.67.
    expect(row(report('2026-10-31'), 'Services')).toEqual(['Services', '3.33']);
    expect(row(report('2026-10-31'), 'Gutter Income')).toEqual(['Gutter Income', '6.67']);
    expect(row(report('2026-12-31'), 'Services')).toEqual(['Services', '33.33']);
    expect(row(report('2026-12-31'), 'Gutter Income')).toEqual(['Gutter Income', '66.67']);
  });

  test('balance sheet: assets equal liabilities and equity, last year goes to retained earnings', () => {
    const asked = small();
    const sheet = asked.get('/reports/BalanceSheet', year).body;
    expect(row(sheet, 'Accounts Receivable (A/R)')).toEqual(['Accounts Receivable (A/R)', '290.00']);
    expect(row(sheet, 'Undeposited Funds')).toEqual(['Undeposited Funds', '60.00']);
    expect(row(sheet, 'TOTAL ASSETS')).toEqual(['TOTAL ASSETS', '350.00']);
    expect(row(sheet, 'Net Income')).toEqual(['Net Income', '350.00']);
    expect(row(sheet, 'TOTAL LIABILITIES AND EQUITY')).toEqual(['TOTAL LIABILITIES AND EQUITY', '350.00']);
    const later = asked.get('/reports/BalanceSheet', { start_date: '2027-01-01', end_date: '2027-03-31' }).body;
    expect(row(later, 'Retained Earnings')).toEqual(['Retained Earnings', '350.00']);
    expect(row(later, 'Net Income')).toEqual(['Net Income', '']);
    expect(row(later, 'TOTAL LIABILITIES AND EQUITY')?.[1]).toBe('350.00');
  });

  test('trial balance: debits and credits', () => {
    expect(flat(small().get('/reports/TrialBalance', year).body)).toEqual([
      ['Accounts Receivable (A/R)', '290.00', ''],
      ['Undeposited Funds', '60.00', ''],
      ['Services', '', '350.00'],
      ['TOTAL', '350.00', '350.00'],
    ]);
  });

  test('a company without transactions reports nothing', () => {
    const { body } = fresh().get('/reports/ProfitAndLoss', {});
    expect(body.Rows).toEqual({});
    expect(body.Header.Option).toContainEqual({ Name: 'NoReportData', Value: 'true' });
    expect(body.Header.DateMacro).toBe('this calendar year-to-date');
  });
});

describe('who owes what', () => {
  test('ageing by due date: 40.00 is 41 days late on 2026-11-20, 250.00 is 16', () => {
    const { get } = small();
    const { body } = get('/reports/AgedReceivables');
    expect(flat(body)).toEqual([
      ['Ada Moreno', '', '250.00', '40.00', '', '', '290.00'],
      ['TOTAL', '0.00', '250.00', '40.00', '0.00', '0.00', '290.00'],
    ]);
    const wider = get('/reports/AgedReceivables', { aging_period: '60', num_periods: '2' }).body;
    expect(row(wider, 'Ada Moreno')).toEqual(['Ada Moreno', '', '290.00', '', '290.00']);
  });

  test('as of an earlier day: a payment made later does not count yet', () => {
    const { get } = small();
    expect(row(get('/reports/AgedReceivables', { report_date: '2026-10-20' }).body, 'TOTAL')?.at(-1)).toBe('350.00');
    expect(row(get('/reports/CustomerBalance', { report_date: '2026-09-30' }).body, 'TOTAL')?.at(-1)).toBe('100.00');
  });

  test('money not applied stands against its customer', () => {
    const asked = small();
    asked.post('/payment', { TxnDate: '2026-11-15', CustomerRef: { value: asked.customer }, TotalAmt: 300 });
    const { body } = asked.get('/reports/AgedReceivables');
    expect(row(body, 'Ada Moreno')).toEqual(['Ada Moreno', '', '-50.00', '40.00', '', '', '-10.00']);
  });

  test('jobs stand under their customer', () => {
    const asked = small();
    const job = asked.post('/customer', { DisplayName: 'Barn', Job: true, ParentRef: { value: asked.customer } });
    asked.post('/invoice', { CustomerRef: { value: job.body.Customer.Id }, Line: [line(asked.item, 1, 10)] });
    const { body } = asked.get('/reports/CustomerBalance');
    expect(body.Rows.Row[0].Header.ColData).toEqual([{ value: 'Ada Moreno', id: asked.customer }, { value: '290.00' }]);
    expect(row(body, 'Barn')).toEqual(['Barn', '10.00']);
    expect(row(body, 'Total Ada Moreno')).toEqual(['Total Ada Moreno', '300.00']);
    const only = asked.get('/reports/CustomerBalance', { customer: asked.customer }).body;
    expect(row(only, 'TOTAL')).toEqual(['TOTAL', '290.00']);
  });

  test('document by document', () => {
    const asked = small();
    const found = flat(asked.get('/reports/AgedReceivableDetail').body);
    expect(found).toContainEqual(['2026-09-10', 'Invoice', '1001', 'Ada Moreno', '2026-10-10', '100.00', '40.00']);
    expect(found.at(-1)?.at(-1)).toBe('290.00');
  });
});

describe('the ledger written out', () => {
  test('general ledger: what was brought forward, each entry, a running balance', () => {
    const { get } = small();
    const { body } = get('/reports/GeneralLedger', { start_date: '2026-10-01', end_date: '2026-11-30' });
    const receivable = body.Rows.Row.find(
      (item: { Header: { ColData: { value: string }[] } }) =>
        item.Header.ColData[0]?.value === 'Accounts Receivable (A/R)',
    );
    const lines = receivable.Rows.Row.map((item: { ColData: { value: string }[] }) => item.ColData.map((c) => c.value));
    expect(lines).toEqual([
      ['Beginning Balance', '', '', '', '', '', '', '100.00'],
      ['2026-10-05', 'Invoice', '1002', 'Ada Moreno', '', 'Services', '250.00', '350.00'],
      ['2026-11-02', 'Payment', '', 'Ada Moreno', '', 'Undeposited Funds', '-60.00', '290.00'],
    ]);
    expect(receivable.Summary.ColData[6].value).toBe('190.00');
  });

  test('transaction list: one row each, grouped when asked', () => {
    const { get, first } = small();
    const { body } = get('/reports/TransactionList', year);
    expect(flat(body)).toHaveLength(3);
    expect(body.Rows.Row[0].ColData[1]).toEqual({ value: 'Invoice', id: first.Id });
    expect(flat(body)[0]).toEqual([
      '2026-09-10',
      'Invoice',
      '1001',
      'Yes',
      'Ada Moreno',
      '',
      '',
      'Accounts Receivable (A/R)',
      'Services',
      '100.00',
    ]);
    const grouped = get('/reports/TransactionList', { ...year, group_by: 'Customer' }).body;
    expect(row(grouped, 'Total for Ada Moreno')).toEqual(['Total for Ada Moreno', '290.00']);
  });
});

describe('parameters', () => {
  test.each([
    ['Today', '2026-11-20', '2026-11-20'],
    ['Last Month', '2026-10-01', '2026-10-31'],
    ['this month-to-date', '2026-11-01', '2026-11-20'],
    ['Last Month-to-date', '2026-10-01', '2026-10-20'],
    ['This Fiscal Quarter', '2026-10-01', '2026-12-31'],
    ['Last Fiscal Year', '2025-01-01', '2025-12-31'],
    // 2026-11-20 is a Friday: its week began on Sunday the 15th.
    ['This Week', '2026-11-15', '2026-11-21'],
    ['Next 4 Weeks', '2026-11-22', '2026-12-19'],
  ])('%s', (date_macro, StartPeriod, EndPeriod) => {
    expect(fresh().get('/reports/ProfitAndLoss', { date_macro }).body.Header).toMatchObject({
      DateMacro: date_macro,
      StartPeriod,
      EndPeriod,
    });
  });

  test('explicit days win over a macro; a fiscal year may start in April', () => {
    const asked = fresh();
    const both = asked.get('/reports/BalanceSheet', { date_macro: 'Today', ...year }).body.Header;
    expect(both).toMatchObject({ StartPeriod: '2026-01-01', EndPeriod: '2026-12-31' });
    expect(both.DateMacro).toBeUndefined();
    asked.act({ act: 'settings', set: { AccountingInfoPrefs: { FirstMonthOfFiscalYear: 'April' } } });
    const fiscal = asked.get('/reports/BalanceSheet', { date_macro: 'This Fiscal Year' }).body.Header;
    expect(fiscal).toMatchObject({ StartPeriod: '2026-04-01', EndPeriod: '2027-03-31' });
  });

  test.each([
    ['/reports/Weather', {}, '5020'],
    ['/reports/ProfitAndLoss', { start_date: '2026-02-30' }, '2060'],
    ['/reports/ProfitAndLoss', { start_date: '2026-03-01', end_date: '2026-02-01' }, '2060'],
    ['/reports/ProfitAndLoss', { accounting_method: 'Barter' }, '2170'],
    ['/reports/ProfitAndLoss', { summarize_column_by: 'Moons' }, '2170'],
    ['/reports/ProfitAndLoss', { date_macro: 'Once upon a time' }, '2170'],
    ['/reports/AgedReceivables', { customer: 'Ada' }, '2030'],
    ['/reports/AgedReceivables', { num_periods: '0' }, '2080'],
  ])('%s %o is refused with %s', (path, query, code) => {
    expect(fault(fresh().get(path, query as Record<string, string>))).toMatchObject({ status: 400, code });
  });

  test('a report is a metered call', () => {
    const asked = fresh();
    const before = asked.company.meter().corePlus;
    asked.get('/reports/TrialBalance');
    expect(asked.company.meter().corePlus).toBe(before + 1);
  });
});

test('the demo company: every report agrees with every other and with the accounts', () => {
  const demo: Asked = ask('demo');
  reportsAgree(demo, '2030-12-31');
  customersAgree(demo, '2030-12-31');
  const { body } = demo.get('/reports/ProfitAndLoss', { ...year, summarize_column_by: 'Month' });
  const net = row(body, 'Net Income') ?? [];
  const months = net.slice(1, -1).reduce((sum, text) => sum + Math.round(Number(text) * 100), 0);
  expect(months).toBe(Math.round(Number(net.at(-1)) * 100));
});
