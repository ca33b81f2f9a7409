/**
 * Every method node-quickbooks has, against the sandbox over HTTP, with the host changed and nothing else. The methods are
 * read from the package itself: one that no test here calls is named and fails the run, unless it stands below with its
 * reason; a reason that no longer holds fails it too.
 */
import { createRequire } from 'node:module';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { SandboxServer } from '../../../main/sandbox/server/index.ts';
import { everyForm, moreForms } from './clients/forms.ts';
import { currencies, everyList, moreLists } from './clients/lists.ts';
import { agreeingReports, everyReport } from './clients/reports.ts';
import { found, type Loose, reset, type Use, use } from './clients/use.ts';
import { whole } from './clients/whole.ts';
import { closeAll, control, start } from './support.ts';

const NO_CODES = 'journal codes belong to companies in France, of which the sandbox makes none';

/** Not called, and why. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  reconnect: 'OAuth 1.0a, which Intuit ended in 2019',
  disconnect: 'OAuth 1.0a, which Intuit ended in 2019',
  createJournalCode: NO_CODES,
  getJournalCode: NO_CODES,
  updateJournalCode: NO_CODES,
  deleteJournalCode: NO_CODES,
  findJournalCodes: NO_CODES,
  capitalize: 'asks nothing of QuickBooks',
  pluralize: 'asks nothing of QuickBooks',
};

let server: SandboxServer;
let it: Use;
const tried = new Set<string>();

beforeAll(async () => {
  server = await start({ company: 'demo' });
});

beforeEach(async () => {
  await reset(server);
  it = use(server, tried);
});

afterAll(closeAll);

const now = () => it;

const QuickBooks: Loose = createRequire(import.meta.url)('node-quickbooks');
const METHODS = Object.keys(QuickBooks.prototype);
const REPORTS = METHODS.filter((method) => method.startsWith('report') && method !== 'reportTrialBalanceFR');

everyList(now);
moreLists(now);
currencies(now);
everyForm(now);
moreForms(now);
everyReport(now, REPORTS);
agreeingReports(now);
test('the rest of currencies, and types of customer', async () => {
  await control(server, '/act', { act: 'profile', set: { multiCurrency: true } });
  await it.call('createCustomer', { DisplayName: 'Anke Vogt', CurrencyRef: { value: 'EUR' } });
  const set = { SourceCurrencyCode: 'EUR', AsOfDate: '2026-10-01', Rate: 1.25 };
  // It asks for Id and SyncToken of everything it updates, which a rate does not have.
  await it.call('updateExchangeRate', { Id: '1', SyncToken: '0', ...set });
  const { ExchangeRate } = await it.call('getExchangeRate', { sourcecurrencycode: 'EUR', asofdate: '2026-10-02' });
  expect(ExchangeRate.Rate).toBe(1.25);
  const [euro] = await found(it, 'CompanyCurrency');
  expect(await it.call('getCompanyCurrency', euro.Id)).toMatchObject({ Code: 'EUR', Name: 'Euro', Active: true });
  expect(await found(it, 'CustomerType')).toEqual([]);
  expect(await it.refused('getCustomerType', '5')).toEqual({ status: 400, code: '610' });
});

// Last, since it ends the connection the others use.
whole(now);

test('no method of the package was left out without a reason', () => {
  expect(METHODS.length).toBeGreaterThan(190);
  expect(METHODS.filter((method) => !tried.has(method) && !(method in LEFT_OUT))).toEqual([]);
  expect(Object.keys(LEFT_OUT).filter((method) => tried.has(method) || !METHODS.includes(method))).toEqual([]);
});
