/** A client that was never written for the sandbox: node-quickbooks as it is, with the host changed and nothing else. */
import { createRequire } from 'node:module';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type SandboxServer, startSandboxServer } from '../../../main/sandbox/server/index.ts';

// biome-ignore lint/suspicious/noExplicitAny: the package's own types do not cover its static addresses or its answers
type Loose = any;

const QuickBooks: Loose = createRequire(import.meta.url)('node-quickbooks');

let server: SandboxServer;
let quickbooks: Loose;

/** node-quickbooks calls back; its finders give promises. */
function call(method: string, ...given: unknown[]): Promise<Loose> {
  return new Promise((resolve, reject) => {
    quickbooks[method](...given, (error: Loose, answer: Loose) => (error ? reject(error) : resolve(answer)));
  });
}

/** The Fault of a refused call. */
async function refused(work: Promise<unknown>): Promise<{ status: number; code: string }> {
  try {
    await work;
  } catch (error) {
    const answer = (error as Loose).response;
    const fault = answer.data.Fault ?? answer.data.fault;
    return { status: answer.status, code: (fault.Error ?? fault.error)[0].code };
  }
  throw new Error('It was not refused');
}

const since = () => new Date(Date.now() - 60_000).toISOString();

const line = (item: string, amount: number) => ({
  DetailType: 'SalesItemLineDetail',
  Amount: amount,
  SalesItemLineDetail: { ItemRef: { value: item } },
});

beforeAll(async () => {
  server = await startSandboxServer();
  QuickBooks.V3_ENDPOINT_BASE_URL = `${server.url}/v3/company/`;
  QuickBooks.TOKEN_URL = `${server.url}/oauth2/v1/tokens/bearer`;
  QuickBooks.REVOKE_URL = `${server.url}/v2/oauth2/tokens/revoke`;
});

beforeEach(async () => {
  await fetch(`${server.url}/sandbox/reset`, { method: 'POST' });
  quickbooks = new QuickBooks(
    server.clientId,
    server.clientSecret,
    server.accessToken,
    false,
    server.realmId,
    true,
    false,
    75,
    '2.0',
    server.refreshToken,
  );
});

afterAll(() => server.close());

describe('customers, items, accounts, terms, payment methods', () => {
  test.each([
    ['Customer', 'Customers', { DisplayName: 'Otto Brandt' }, { Notes: 'Rings twice' }],
    ['Account', 'Accounts', { Name: 'Second Till', AccountType: 'Bank' }, { Description: 'Counter' }],
    ['Term', 'Terms', { Name: 'Net 21', DueDays: 21 }, { DueDays: 22 }],
    ['PaymentMethod', 'PaymentMethods', { Name: 'Voucher' }, { Type: 'CREDIT_CARD' }],
    ['Item', 'Items', { Name: 'Moss removal', Type: 'Service', IncomeAccountRef: { value: '1' } }, { UnitPrice: 45.5 }],
  ])('%s: create, get, update, find, count', async (name, plural, body, change) => {
    const made = await call(`create${name}`, body);
    expect(made.SyncToken).toBe('0');
    expect(await call(`get${name}`, made.Id)).toMatchObject({ Id: made.Id });
    const changed = await call(`update${name}`, { Id: made.Id, SyncToken: '0', ...change });
    expect(changed).toMatchObject({ ...body, ...change, SyncToken: '1' });
    const found = await call(`find${plural}`, [{ field: 'Id', value: made.Id }]);
    expect(found.QueryResponse[name]).toHaveLength(1);
    const counted = await call(`find${plural}`, { count: true });
    expect(counted.QueryResponse.totalCount).toBeGreaterThan(1);
    expect(await refused(call(`update${name}`, { Id: made.Id, SyncToken: '0', ...change }))).toEqual({
      status: 400,
      code: '5010',
    });
  });

  test('a name with an apostrophe is found, and fetchAll pages through', async () => {
    const found = await call('findCustomers', [{ field: 'DisplayName', value: "Patrick O'Brien" }]);
    expect(found.QueryResponse.Customer).toHaveLength(1);
    const like = await call('findCustomers', [
      { field: 'DisplayName', value: '%H%', operator: 'LIKE' },
      { field: 'asc', value: 'DisplayName' },
    ]);
    expect(like.QueryResponse.Customer.length).toBeGreaterThan(3);
    const every = await call('findCustomers', { limit: 10, fetchAll: true });
    expect(every.QueryResponse.Customer).toHaveLength(41);
  });

  test('deactivating hides it from plain queries', async () => {
    const made = await call('createCustomer', { DisplayName: 'Gone Soon' });
    await call('updateCustomer', { Id: made.Id, SyncToken: '0', Active: false });
    const plain = await call('findCustomers', [{ field: 'Id', value: made.Id }]);
    expect(plain.QueryResponse).toEqual({});
    const both = await call('findCustomers', [
      { field: 'Id', value: made.Id },
      { field: 'Active', value: [true, false], operator: 'IN' },
    ]);
    expect(both.QueryResponse.Customer[0].DisplayName).toBe('Gone Soon (deleted)');
  });
});

describe('invoices and payments', () => {
  test('made, paid, unpaid, voided, deleted', async () => {
    const customer = await call('createCustomer', { DisplayName: 'Otto Brandt' });
    const invoice = await call('createInvoice', { CustomerRef: { value: customer.Id }, Line: [line('1', 250)] });
    const payment = await call('createPayment', {
      CustomerRef: { value: customer.Id },
      TotalAmt: 100,
      Line: [{ Amount: 100, LinkedTxn: [{ TxnId: invoice.Id, TxnType: 'Invoice' }] }],
    });
    expect(await call('getInvoice', invoice.Id)).toMatchObject({ Balance: 150, SyncToken: '1' });
    expect((await call('getCustomer', customer.Id)).Balance).toBe(150);
    expect(await refused(call('voidInvoice', { Id: invoice.Id, SyncToken: '1' }))).toEqual({
      status: 400,
      code: '6000',
    });
    const gone = await call('updatePayment', { Id: payment.Id, SyncToken: '0', void: true });
    expect(gone).toMatchObject({ TotalAmt: 0, PrivateNote: 'Voided' });
    const voided = await call('voidInvoice', invoice.Id);
    expect(voided.Invoice).toMatchObject({ TotalAmt: 0, Balance: 0, PrivateNote: 'Voided' });
    const deleted = await call('deleteInvoice', invoice.Id);
    expect(deleted.Invoice).toEqual({ domain: 'QBO', status: 'Deleted', Id: invoice.Id });
    expect(await refused(call('getInvoice', invoice.Id))).toEqual({ status: 400, code: '610' });
    expect((await call('deletePayment', payment.Id)).Payment.status).toBe('Deleted');
  });

  test('found by date, balance and customer, newest first by choice', async () => {
    const open = await call('findInvoices', [
      { field: 'Balance', value: '0', operator: '>' },
      { field: 'TxnDate', value: '2026-06-01', operator: '>=' },
      { field: 'desc', value: 'TxnDate' },
      { field: 'limit', value: 5 },
    ]);
    const dates = open.QueryResponse.Invoice.map((row: Loose) => row.TxnDate);
    expect(dates).toHaveLength(5);
    expect(dates).toEqual([...dates].sort().reverse());
  });

  test('a requestid sent twice makes one invoice', async () => {
    const body = () => ({ requestId: 'once-1', CustomerRef: { value: '4' }, Line: [line('1', 10)] });
    const [first, again] = [await call('createInvoice', body()), await call('createInvoice', body())];
    expect(again).toEqual(first);
    expect((await call('findInvoices', { count: true })).QueryResponse.totalCount).toBe(61);
  });

  test('sent by e-mail', async () => {
    expect((await call('sendInvoicePdf', '1', 'desk@mail.example')).EmailStatus).toBe('EmailSent');
  });
});

describe('the rest', () => {
  test('settings and tax lists', async () => {
    expect((await call('getCompanyInfo', server.realmId)).CompanyName).toBe('Larkspur Roofing & Exteriors');
    const preferences = await call('getPreferences');
    expect(preferences.TaxPrefs.UsingSalesTax).toBe(true);
    expect((await call('findTaxCodes')).QueryResponse.TaxCode.map((row: Loose) => row.Id)).toContain('TAX');
    expect((await call('getTaxRate', '1')).RateValue).toBe(7.25);
    expect((await call('findPreferenceses')).QueryResponse.Preferences).toHaveLength(1);
  });

  test('a batch of many kinds', async () => {
    const answer = await call('batch', [
      { bId: '1', operation: 'create', Customer: { DisplayName: 'In a batch' } },
      { bId: '2', Query: 'select count(*) from Invoice' },
      { bId: '3', operation: 'update', Customer: { Id: '1', SyncToken: '77', sparse: true, Notes: 'x' } },
    ]);
    expect(answer.BatchItemResponse[0].Customer.Id).toBeDefined();
    expect(answer.BatchItemResponse[1].QueryResponse.totalCount).toBe(60);
    expect(answer.BatchItemResponse[2].Fault.Error[0].code).toBe('5010');
  });

  test('change data capture, with a deletion in it', async () => {
    const invoice = await call('createInvoice', { CustomerRef: { value: '4' }, Line: [line('1', 10)] });
    const kept = await call('createInvoice', { CustomerRef: { value: '4' }, Line: [line('1', 10)] });
    await call('deleteInvoice', { Id: invoice.Id, SyncToken: '0' });
    const answer = await call('changeDataCapture', ['Invoice', 'Customer', 'Payment'], since());
    const [invoices, customers, payments] = answer.CDCResponse[0].QueryResponse;
    expect(invoices.Invoice.map((row: Loose) => [row.Id, row.status])).toEqual([
      [kept.Id, undefined],
      [invoice.Id, 'Deleted'],
    ]);
    expect(customers.Customer.map((row: Loose) => row.Id)).toEqual(['4']);
    expect(payments).toEqual({});
  });

  test('an expired token is refused, and refreshing mends it', async () => {
    await fetch(`${server.url}/sandbox/connection`, {
      method: 'POST',
      body: JSON.stringify({ action: 'expire-access' }),
    });
    expect(await refused(call('getCustomer', '1'))).toEqual({ status: 401, code: '3200' });
    await call('refreshAccessToken');
    expect((await call('getCustomer', '1')).Id).toBe('1');
  });

  test('another realm is refused', async () => {
    const astray = new QuickBooks('a', 'b', quickbooks.token, false, '123', true, false, 75, '2.0', 'r');
    quickbooks = Object.assign(astray, { token: await freshToken() });
    expect(await refused(call('getCustomer', '1'))).toEqual({ status: 403, code: '3100' });
  });
});

async function freshToken(): Promise<string> {
  const answer = await fetch(`${server.url}/oauth2/v1/tokens/bearer`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${server.clientId}:${server.clientSecret}`)}` },
    body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: server.refreshToken }),
  });
  return ((await answer.json()) as { access_token: string }).access_token;
}
