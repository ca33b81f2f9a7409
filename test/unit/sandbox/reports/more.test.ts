/** Summaries, details, cash flow, stock, tax and the journal against figures worked out by hand. */
import { describe, expect, test } from 'vitest';
import { fault, fresh, line } from '../ask.ts';
import { flat, row } from './read.ts';

const year = { start_date: '2026-01-01', end_date: '2026-12-31' };

/** 3 x 100.00 sold and 1 x 40.00 credited to one customer; 50.00 of it received. */
function small() {
  const asked = fresh();
  const CustomerRef = { value: asked.customer };
  const body = (date: string, quantity: number, price: number) => ({
    TxnDate: date,
    CustomerRef,
    Line: [line(asked.item, quantity, price)],
  });
  const invoice = asked.post('/invoice', body('2026-03-02', 3, 100)).body.Invoice;
  asked.post('/creditmemo', body('2026-03-05', 1, 40));
  asked.post('/payment', {
    TxnDate: '2026-03-09',
    CustomerRef,
    TotalAmt: 50,
    Line: [{ Amount: 50, LinkedTxn: [{ TxnId: invoice.Id, TxnType: 'Invoice' }] }],
  });
  const name = asked.get(`/customer/${asked.customer}`).body.Customer.DisplayName as string;
  const item = asked.get(`/item/${asked.item}`).body.Item.Name as string;
  return { ...asked, itemId: asked.item, invoice, name, item };
}

describe('sales', () => {
  test('by customer, by item, by class and location', () => {
    const { get, name, item } = small();
    expect(row(get('/reports/CustomerSales', year).body, name)).toEqual([name, '260.00']);
    expect(row(get('/reports/CustomerIncome', year).body, name)).toEqual([name, '260.00', '', '260.00']);
    expect(row(get('/reports/ItemSales', year).body, item)).toEqual([item, '2', '260.00', '100.00%', '130.00']);
    for (const report of ['ClassSales', 'DepartmentSales'])
      expect(flat(get(`/reports/${report}`, year).body)).toEqual([
        ['Not Specified', '260.00'],
        ['TOTAL', '260.00'],
      ]);
    expect(flat(get('/reports/CustomerSales', { ...year, end_date: '2026-03-04' }).body).at(-1)).toEqual([
      'TOTAL',
      '300.00',
    ]);
    expect(get('/reports/CustomerSales', { start_date: '2025-01-01', end_date: '2025-12-31' }).body).toMatchObject({
      Header: { Option: [{ Name: 'NoReportData', Value: 'true' }] },
      Rows: {},
    });
  });

  test('on cash basis only what was received', () => {
    const { get, name } = small();
    const { body } = get('/reports/CustomerSales', { ...year, accounting_method: 'Cash' });
    expect(row(body, name)).toEqual([name, '50.00']);
  });
});

describe('columns', () => {
  const titles = (body: { Columns: { Column: { ColTitle: string }[] } }) =>
    body.Columns.Column.map((column) => column.ColTitle);

  test('sales by customer month by month, profit day by day and week by week', () => {
    const { get, name } = small();
    const range = { start_date: '2026-02-01', end_date: '2026-03-31' };
    const months = get('/reports/CustomerSales', { ...range, summarize_column_by: 'Month' }).body;
    expect(titles(months)).toEqual(['', 'Feb 2026', 'Mar 2026', 'Total']);
    expect(row(months, name)).toEqual([name, '', '260.00', '260.00']);
    expect(row(months, 'TOTAL')).toEqual(['TOTAL', '0.00', '260.00', '260.00']);
    const march = { start_date: '2026-03-02', end_date: '2026-03-05' };
    const days = get('/reports/ProfitAndLoss', { ...march, summarize_column_by: 'Days' }).body;
    expect(titles(days)).toEqual(['', 'Mar 2, 2026', 'Mar 3, 2026', 'Mar 4, 2026', 'Mar 5, 2026', 'Total']);
    expect(row(days, 'Net Income')).toEqual(['Net Income', '300.00', '0.00', '0.00', '-40.00', '260.00']);
    // Weeks begin on Sunday: 2026-03-01 was one.
    const weeks = get('/reports/ProfitAndLoss', {
      ...range,
      start_date: '2026-02-27',
      summarize_column_by: 'Week',
    }).body;
    expect(titles(weeks).slice(0, 3)).toEqual(['', 'Feb 27 - 28, 2026', 'Mar 1 - 7, 2026']);
    expect(row(weeks, 'Net Income')?.slice(1, 3)).toEqual(['0.00', '260.00']);
  });

  test('profit by customer; a balance sheet has one column whatever is asked', () => {
    const { get, post, itemId, name } = small();
    const other = post('/customer', { DisplayName: 'Zoe Adler' }).body.Customer.Id;
    post('/invoice', { TxnDate: '2026-03-04', CustomerRef: { value: other }, Line: [line(itemId, 1, 70)] });
    const by = { ...year, summarize_column_by: 'Customers' };
    const { body } = get('/reports/ProfitAndLoss', by);
    expect(titles(body)).toEqual(['', name, 'Zoe Adler', 'Total']);
    expect(row(body, 'Net Income')).toEqual(['Net Income', '260.00', '70.00', '330.00']);
    expect(titles(get('/reports/BalanceSheet', by).body)).toEqual(['', 'Total']);
    const places = get('/reports/ProfitAndLoss', { ...year, summarize_column_by: 'Departments' }).body;
    expect(titles(places)).toEqual(['', 'Not Specified', 'Total']);
    expect(fault(get('/reports/ProfitAndLoss', { ...year, summarize_column_by: 'Moons' })).code).toBe('2170');
  });
});

describe('details', () => {
  test('what is open of a customer, with the balance running on', () => {
    const { get, name } = small();
    const { body } = get('/reports/CustomerBalanceDetail', { report_date: '2026-12-31' });
    expect(body.Columns.Column.map((column: { ColTitle: string }) => column.ColTitle)).toEqual([
      'Date',
      'Transaction Type',
      'Num',
      'Due Date',
      'Amount',
      'Open Balance',
      'Balance',
    ]);
    const lines = flat(body).map((cells) => [cells[0], cells[1], ...cells.slice(4)]);
    expect(lines).toEqual([
      ['2026-03-02', 'Invoice', '300.00', '250.00', '250.00'],
      ['2026-03-05', 'Credit Memo', '-40.00', '-40.00', '210.00'],
      [`Total for ${name}`, '', '', '210.00', ''],
      ['TOTAL', '', '', '210.00', ''],
    ]);
  });

  test('the journal balances transaction by transaction', () => {
    const { get } = small();
    const rows = flat(get('/reports/JournalReport', year).body);
    const sums = rows.filter((cells) => cells[0] === '' && cells[5] === '');
    expect(sums.map((cells) => cells.slice(6))).toEqual([
      ['300.00', '300.00'],
      ['40.00', '40.00'],
      ['50.00', '50.00'],
    ]);
    expect(rows.at(-1)?.slice(6)).toEqual(['390.00', '390.00']);
  });

  test('profit and loss line by line', () => {
    const { get } = small();
    const rows = flat(get('/reports/ProfitAndLossDetail', year).body);
    expect(rows.slice(0, 2).map((cells) => [cells[1], cells[6], cells[7]])).toEqual([
      ['Invoice', '300.00', '300.00'],
      ['Credit Memo', '-40.00', '260.00'],
    ]);
    expect(rows.at(-1)).toEqual(['Net Income', '', '', '', '', '', '260.00', '']);
  });

  test('lists of transactions: by customer, by vendor, with splits', () => {
    const { get, name } = small();
    const listed = get('/reports/TransactionListByCustomer', year).body;
    expect(listed.Rows.Row.map((group: { Header: unknown }) => group.Header)).toMatchObject([
      { ColData: [{ value: name }] },
    ]);
    expect(listed.Rows.Row[0].Rows.Row).toHaveLength(3);
    expect(get('/reports/TransactionListByVendor', year).body.Rows).toEqual({});
    const splits = get('/reports/TransactionListWithSplits', year).body.Rows.Row;
    expect(splits.map((group: { Rows: { Row: unknown[] } }) => group.Rows.Row.length)).toEqual([2, 2, 2]);
  });
});

describe('overviews', () => {
  test('cash flow: profit less what is still owed is what came in', () => {
    const { get } = small();
    const { body } = get('/reports/CashFlow', year);
    expect(row(body, 'Net Income')).toEqual(['Net Income', '260.00']);
    expect(row(body, 'Accounts Receivable (A/R)')).toEqual(['Accounts Receivable (A/R)', '-210.00']);
    // Received money waits in Undeposited Funds, which is no bank.
    expect(row(body, 'CASH AT END OF PERIOD')).toEqual(['CASH AT END OF PERIOD', '0.00']);
  });

  test('the chart of accounts, and what it holds on a day', () => {
    const { get } = small();
    const receivable = (report_date: string) =>
      row(get('/reports/AccountList', { report_date }).body, 'Accounts Receivable (A/R)');
    expect(receivable('2026-12-31')?.at(-1)).toBe('210.00');
    expect(receivable('2026-03-04')?.slice(1)).toEqual(['Accounts Receivable', 'AccountsReceivable', '', '300.00']);
  });

  test('one that belongs to another country, and one there is not', () => {
    const { get } = small();
    for (const name of ['TrialBalanceFR', 'NoSuchReport'])
      expect(fault(get(`/reports/${name}`))).toMatchObject({ code: '5020' });
  });
});
