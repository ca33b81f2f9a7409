/** Reading reports as a reconciler reads them, and what must hold between them and the rows. */
import { expect } from 'vitest';
import type { Asked } from '../ask.ts';
import { cents } from '../ask.ts';

// biome-ignore lint/suspicious/noExplicitAny: reports are read member by member
type Wire = any;

/** Every row of data and every summary, by its first cell, in order. */
export function flat(report: Wire): string[][] {
  const found: string[][] = [];
  const text = (cells: Wire[]) => cells.map((cell) => cell.value);
  const walk = (rows: Wire[]) => {
    for (const row of rows) {
      if (row.ColData) found.push(text(row.ColData));
      if (row.Rows) walk(row.Rows.Row);
      if (row.Summary) found.push(text(row.Summary.ColData));
    }
  };
  walk(report.Rows.Row ?? []);
  return found;
}

/** The cells of a row by its title. */
export function row(report: Wire, title: string): string[] | undefined {
  return flat(report).find((cells) => cells[0] === title);
}

export const toCents = (text: string | undefined): number =>
  text === undefined || text === '' ? 0 : Math.round(Number(text) * 100);

/** What must hold on a day late enough to see everything: the reports agree with each other and with the rows. */
export function reportsAgree(asked: Pick<Asked, 'get' | 'query' | 'company'>, end: string): void {
  const range = { start_date: '2000-01-01', end_date: end };
  for (const accounting_method of ['Accrual', 'Cash']) {
    const sheet = asked.get('/reports/BalanceSheet', { ...range, accounting_method }).body;
    expect(row(sheet, 'TOTAL ASSETS')?.[1]).toBe(row(sheet, 'TOTAL LIABILITIES AND EQUITY')?.[1]);
    const trial = asked.get('/reports/TrialBalance', { ...range, accounting_method }).body;
    const sum = row(trial, 'TOTAL');
    expect(sum?.[1]).toBe(sum?.[2]);
  }
  const sheet = asked.get('/reports/BalanceSheet', range).body;
  const accounts = asked.company.rows('Account').filter((account) => !account.deleted);
  const receivable = accounts
    .filter((account) => account.body.AccountType === 'Accounts Receivable')
    .reduce((sum, account) => sum + Number(account.kept.balance ?? 0), 0);
  const payable = accounts
    .filter((account) => account.body.AccountType === 'Accounts Payable')
    .reduce((sum, account) => sum - Number(account.kept.balance ?? 0), 0);
  const aged = asked.get('/reports/AgedReceivables', { report_date: end }).body;
  expect(toCents(row(aged, 'TOTAL')?.at(-1))).toBe(receivable);
  const balances = asked.get('/reports/CustomerBalance', { report_date: end }).body;
  expect(toCents(row(balances, 'TOTAL')?.at(-1))).toBe(receivable);
  expect(toCents(row(sheet, 'Total Accounts Receivable')?.[1])).toBe(receivable);
  const owing = asked.get('/reports/AgedPayables', { report_date: end }).body;
  expect(toCents(row(owing, 'TOTAL')?.at(-1))).toBe(payable);
  // Every account's own figure: what the general ledger adds up to is what the account holds.
  const ledger = asked.get('/reports/GeneralLedger', range).body;
  for (const account of accounts) {
    const section = (ledger.Rows.Row ?? []).find((item: Wire) => item.Header.ColData[0].id === account.id);
    const sign = ['Liability', 'Equity', 'Revenue'].includes(String(account.body.Classification)) ? -1 : 1;
    const shown = toCents(section?.Summary.ColData[6].value);
    expect({ account: account.body.Name, cents: sign === 1 ? shown : 0 - shown }).toEqual({
      account: account.body.Name,
      cents: Number(account.kept.balance ?? 0),
    });
  }
  expect(asked.company.summary().trialBalance).toBe(0);
}

/** Home-currency companies only: what customers owe by their own records is what the reports say. */
export function customersAgree(asked: Pick<Asked, 'get' | 'query'>, end: string): void {
  const rows: Wire[] = asked.query('select * from Customer where Active in (true, false) maxresults 1000').body
    .QueryResponse.Customer;
  const balances = asked.get('/reports/CustomerBalance', { report_date: end }).body;
  const owed = rows.reduce((sum, customer) => sum + cents(customer.Balance), 0);
  expect(toCents(row(balances, 'TOTAL')?.at(-1))).toBe(owed);
}
