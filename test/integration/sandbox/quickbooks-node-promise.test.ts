/**
 * A second client, of another hand and written in TypeScript: quickbooks-node-promise as published, with its addresses
 * changed. Every method it has is driven, or named below with the reason why not.
 */
import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { SandboxServer } from '../../../main/sandbox/server/index.ts';
import { everyForm } from './clients/forms.ts';
import { currencies, everyList } from './clients/lists.ts';
import { pointAt, promiseClient, promiseNodeClient, Quickbooks, REDIRECT } from './clients/promise-client.ts';
import { everyReport } from './clients/reports.ts';
import { type Loose, reset, saleLine, type Use, use } from './clients/use.ts';
import { linesOfPdf } from './pdf-lines.ts';
import { closeAll, control, decide, start } from './support.ts';

const NO_CODES = 'journal codes belong to companies in France, of which the sandbox makes none';

/** Not called, and why. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  createJournalCode: NO_CODES,
  getJournalCode: NO_CODES,
  updateJournalCode: NO_CODES,
  deleteJournalCode: NO_CODES,
  findJournalCodes: NO_CODES,
  countJournalCodes: NO_CODES,
  updateExchangeRate: 'refuses by itself: it says that rates cannot be changed',
  download: 'reads the address QuickBooks answers in plain text as JSON, and fails',
  validateIdToken: 'decodes base64url as plain base64, and fails on most tokens',
  pluralize: 'asks nothing of QuickBooks',
};

let server: SandboxServer;
let it: Use;
let client: Loose;
const tried = new Set<string>();

beforeAll(async () => {
  server = await start({ company: 'demo', redirectUris: [REDIRECT] });
  pointAt(server);
});

beforeEach(async () => {
  await reset(server);
  it = use(server, tried, promiseNodeClient(server, tried));
  client = ticking(promiseClient(server));
});

afterAll(closeAll);

/** The client itself, ticking off what is called on it. */
function ticking(of: Loose): Loose {
  return new Proxy(of, {
    get: (target, name: string) => {
      if (typeof target[name] === 'function') tried.add(name);
      return target[name];
    },
  });
}

const now = () => it;
const METHODS = Object.entries(new Quickbooks({ appKey: 'a', appSecret: 'b' }, '1'))
  .filter(([, value]) => typeof value === 'function')
  .map(([name]) => name);
const sale = { CustomerRef: { value: '4' }, Line: [{ ...saleLine('1', 250), Description: 'Ridge vents' }] };

everyList(now);
currencies(now);
everyForm(now);
everyReport(
  now,
  METHODS.filter((method) => method.startsWith('report') && method !== 'report'),
);

describe('the client itself', () => {
  test('queries: sorted, paged, counted, fetched whole, by conditions', async () => {
    const all = (await client.findInvoices({ limit: 7, offset: 0, fetchAll: true })).QueryResponse.Invoice;
    expect(all).toHaveLength((await client.countInvoices()).QueryResponse.totalCount);
    const open = await client.findInvoices({
      sort: [['TxnDate', 'DESC'], 'DocNumber'],
      limit: 50,
      items: [
        { field: 'Balance', operator: '>', value: 0 },
        { field: 'TxnDate', operator: '>=', value: '2026-09-01' },
      ],
    });
    const dates = open.QueryResponse.Invoice.map((row: Loose) => row.TxnDate);
    expect(dates).toEqual([...dates].sort().reverse());
    expect(open.QueryResponse.Invoice).toHaveLength(
      all.filter((row: Loose) => row.Balance > 0 && row.TxnDate >= '2026-09-01').length,
    );
    const some = await client.query('Customer', { Id: ['4', '5'], sort: 'Id' });
    expect(some.QueryResponse.Customer.map((row: Loose) => row.Id)).toEqual(['4', '5']);
    expect(some.specialHeaders).toMatchObject({ intuitTid: expect.any(String), qboVersion: expect.any(String) });
    expect((await client.queryCount('Customer', { Active: true })).QueryResponse.totalCount).toBeGreaterThan(10);
    for (const name of ['CompanyInfos', 'Preferenceses'])
      expect((await client[`count${name}`]()).QueryResponse).toEqual({ totalCount: 1 });
    for (const name of ['TaxAgencies', 'TaxCodes', 'TaxRates', 'CompanyInfos', 'Preferenceses'])
      expect(Object.values((await client[`find${name}`]()).QueryResponse)[0]).not.toEqual([]);
    for (const name of ['TaxAgencies', 'TaxCodes', 'TaxRates'])
      expect((await client[`count${name}`]()).QueryResponse.totalCount).toBeGreaterThan(0);
  });

  test('an invoice is voided; a number used twice is refused unless allowed', async () => {
    const { Invoice: made } = await client.createInvoice(sale);
    const { Invoice: voided } = await client.voidInvoice({ Id: made.Id, SyncToken: '0' });
    expect(voided).toMatchObject({ TotalAmt: 0, Balance: 0, PrivateNote: 'Voided' });
    const bill = { ...it.ids, VendorRef: { value: it.ids.vendor }, DocNumber: 'B-1' };
    const body = () => ({
      VendorRef: bill.VendorRef,
      DocNumber: bill.DocNumber,
      Line: [
        {
          DetailType: 'AccountBasedExpenseLineDetail',
          Amount: 5,
          AccountBasedExpenseLineDetail: { AccountRef: { value: it.ids.expense } },
        },
      ],
    });
    await client.createBill(body());
    await expect(client.createBill(body())).rejects.toMatchObject({
      errorResponse: { Fault: { Error: [{ code: '6140' }] } },
    });
    expect((await client.createBill({ ...body(), allowDuplicateDocNum: true })).Bill.DocNumber).toBe('B-1');
    // Its voidPayment writes an update without saying `include=void`: nothing is voided, here as in QuickBooks.
    const { Payment } = await client.createPayment({ CustomerRef: { value: '4' }, TotalAmt: 5 });
    expect((await client.voidPayment({ Id: Payment.Id, SyncToken: '0' })).Payment.TotalAmt).toBe(5);
  });

  test('a batch, and what changed', async () => {
    await control(server, '/clock', { forward: { minutes: 5 } });
    const since = new Date(Date.parse((await control(server, '')).now) - 1000);
    const { BatchItemResponse: items } = await client.batch([
      { bId: '1', operation: 'create', Customer: { DisplayName: 'In a batch' } },
      { bId: '2', operation: 'delete', Invoice: { Id: '999999', SyncToken: '0' } },
      { bId: '3', Query: 'select count(*) from Vendor' },
    ]);
    const by = Object.fromEntries(items.map((item: Loose) => [item.bId, item]));
    expect(by[2].Fault.Error[0].code).toBe('610');
    expect(by[3].QueryResponse.totalCount).toBeGreaterThan(0);
    const { CDCResponse } = await client.changeDataCapture(['Customer', 'Invoice'], since);
    expect(CDCResponse[0].QueryResponse[0].Customer.map((row: Loose) => row.Id)).toEqual([by[1].Customer.Id]);
    expect(CDCResponse[0].QueryResponse[1]).toEqual({});
  });

  test.each(['Invoice', 'Estimate', 'SalesReceipt'])('%s: PDF and mail', async (name) => {
    const made = (await client[`create${name}`](sale))[name];
    const text = linesOfPdf(await client[`get${name}Pdf`](made.Id));
    for (const part of ['Ridge vents', '250.00', made.DocNumber]) expect(text).toContain(part);
    const sent = await client[`send${name}Pdf`](made.Id, 'desk@mail.example');
    expect(sent).toMatchObject({ EmailStatus: 'EmailSent', BillEmail: { Address: 'desk@mail.example' } });
  });

  test('a file beside a record', async () => {
    const bytes = Buffer.from('a;b\n1;2\n');
    const answer = await client.upload('list.csv', 'text/csv', bytes, 'Invoice', 1);
    const [{ Attachable: made }] = answer.AttachableResponse;
    expect(made).toMatchObject({
      FileName: 'list.csv',
      AttachableRef: [{ EntityRef: { type: 'Invoice', value: '1' } }],
    });
    const back = await fetch((await client.getAttachable(made.Id)).Attachable.TempDownloadUri);
    expect(Buffer.from(await back.arrayBuffer()).equals(bytes)).toBe(true);
    await expect(client.upload('list.csv', 'text/csv', bytes, 'Estimate', 75)).rejects.toMatchObject({
      errorResponse: { Fault: { Error: [{ code: '6000' }] } },
    });
  });

  test('settings, and what is read only', async () => {
    const { Preferences } = await client.getPreferences();
    const changed = await client.updatePreferences({
      Id: Preferences.Id,
      SyncToken: Preferences.SyncToken,
      sparse: true,
      SalesFormsPrefs: { CustomTxnNumbers: true },
    });
    expect(changed.Preferences.SalesFormsPrefs.CustomTxnNumbers).toBe(true);
    const { CompanyInfo } = await client.getCompanyInfo(server.realmId);
    const { Id, SyncToken } = CompanyInfo;
    const named = await client.updateCompanyInfo({ Id, SyncToken, sparse: true, CompanyName: 'Larkspur & Sons' });
    expect(named.CompanyInfo.CompanyName).toBe('Larkspur & Sons');
    for (const method of ['updateTaxCode', 'updateTaxRate'])
      await expect(client[method]({ Id: '1', SyncToken: '0' })).rejects.toMatchObject({
        errorResponse: { Fault: { Error: [{ code: '500' }] } },
      });
  });

  test('sales tax: an agency, a code, its rate', async () => {
    const { TaxAgency } = await client.createTaxAgency({ DisplayName: 'Novato' });
    expect((await client.getTaxAgency(TaxAgency.Id)).TaxAgency.DisplayName).toBe('Novato');
    const renamed = await client.updateTaxAgency({
      Id: TaxAgency.Id,
      SyncToken: '0',
      sparse: true,
      DisplayName: 'City',
    });
    expect(renamed.TaxAgency.DisplayName).toBe('City');
    const rate = { TaxRateName: 'City', RateValue: 1, TaxAgencyId: TaxAgency.Id, TaxApplicableOn: 'Sales' };
    const made = await client.createTaxService({ TaxCode: 'City', TaxRateDetails: [rate] });
    expect((await client.getTaxCode(made.TaxCodeId)).TaxCode.Name).toBe('City');
    expect((await client.getTaxRate(made.TaxRateDetails[0].TaxRateId)).TaxRate.RateValue).toBe(1);
  });

  test('a webhook is signed as it checks', () => {
    const payload = { eventNotifications: [] };
    const signature = createHmac('sha256', server.verifierToken).update(JSON.stringify(payload)).digest('base64');
    expect(client.verifyWebhook(payload, signature)).toBe(true);
    expect(client.verifyWebhook(payload, `${signature}x`)).toBe(false);
  });

  test('its plain words: request, create, read, update, delete, void, report', async () => {
    const { Invoice: made } = await client.create('Invoice', sale);
    expect((await client.read('Invoice', made.Id)).Invoice.Id).toBe(made.Id);
    const changed = await client.update('Invoice', { Id: made.Id, SyncToken: '0', sparse: true, PrivateNote: 'x' });
    expect(client.unwrap(changed, 'Invoice').SyncToken).toBe('1');
    expect((await client.void('Invoice', { Id: made.Id, SyncToken: '1' })).Invoice.Balance).toBe(0);
    expect((await client.delete('Invoice', { Id: made.Id, SyncToken: '2' })).Invoice.status).toBe('Deleted');
    expect((await client.request('get', { url: '/customer/4' }, null)).Customer.Id).toBe('4');
    expect((await client.report('ProfitAndLoss')).Header.ReportName).toBe('ProfitAndLoss');
    expect((await client.requestPdf('Invoice', '1')).subarray(0, 5).toString()).toBe('%PDF-');
    expect(client.getPublicKey).toBeTypeOf('function');
  });
});

// Last, since it ends the connection the others use.
describe('signing in', () => {
  test('the browser, the code, the tokens, a refresh, and the end', async () => {
    const { Accounting, OpenId, Email } = Quickbooks.scopes;
    const config = { scope: [Accounting, OpenId, Email], redirectUrl: REDIRECT };
    const uri = Quickbooks.authorizeUrl({ appKey: server.clientId, ...config }, 'the-state');
    const back = await decide(server, uri, 'allow');
    expect(back.searchParams.get('realmId')).toBe(server.realmId);
    const own = ticking(promiseClient(server));
    const made = await own.createToken(back.searchParams.get('code'));
    expect(made).toMatchObject({ token_type: 'bearer', expires_in: 3600, realmID: server.realmId });
    expect((await own.getToken()).access_token).toBe(made.access_token);
    expect((await own.getTokenWithRefresh()).access_token).toBe(made.access_token);
    expect((await own.getUserInfo()).emailVerified).toBe(true);
    expect((await own.getCompanyInfo(server.realmId)).CompanyInfo.CompanyName).toBe('Larkspur Roofing & Exteriors');

    const next = await own.refreshAccessToken();
    expect(next.access_token).not.toBe(made.access_token);
    for (const [method, given] of [
      ['refreshWithAccessToken', next.refresh_token],
      ['refreshAcessTokenWithToken', next.refresh_token],
    ]) {
      expect((await own[method](given)).refresh_token).toBe(next.refresh_token);
    }
    expect((await own.revokeAccess(true)).status).toBe(200);
    await expect(own.refreshAccessToken()).rejects.toMatchObject({ response: { status: 400 } });
    await own.saveToken(await promiseClient(server).refreshAccessToken());
    expect((await own.getCustomer('4')).Customer.Id).toBe('4');
    expect((await own.revokeAccessOtherToken(server.refreshToken)).status).toBe(200);
  });
});

test('no method of the package was left out without a reason', () => {
  expect(METHODS.length).toBeGreaterThan(220);
  expect(METHODS.filter((method) => !tried.has(method) && !(method in LEFT_OUT))).toEqual([]);
  expect(Object.keys(LEFT_OUT).filter((method) => tried.has(method) || !METHODS.includes(method))).toEqual([]);
});
