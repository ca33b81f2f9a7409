import { describe, expect, test } from 'vitest';
import { ask, fault, fresh, line } from './ask.ts';

describe('requestid', () => {
  test('repeats the first answer word for word and writes nothing', () => {
    const { post, query, customer, item, wait } = fresh();
    const body = { CustomerRef: { value: customer }, Line: [line(item, 1, 10)] };
    const first = post('/invoice', body, { requestid: 'k-1' });
    wait(600);
    const again = post('/invoice', body, { requestid: 'k-1' });
    expect(again.text).toBe(first.text);
    expect(post('/invoice', { ...body, PrivateNote: 'another body' }, { requestid: 'k-1' }).text).toBe(first.text);
    expect(query('select count(*) from Invoice').body.QueryResponse.totalCount).toBe(1);
  });

  test('goes on answering for a record that was deleted since: a ghost', () => {
    const { post, get, customer, item } = fresh();
    const body = { CustomerRef: { value: customer }, Line: [line(item, 1, 10)] };
    const { Invoice } = post('/invoice', body, { requestid: 'k-2' }).body;
    post('/invoice', { Id: Invoice.Id, SyncToken: '0' }, { operation: 'delete' });
    expect(post('/invoice', body, { requestid: 'k-2' }).body.Invoice.Id).toBe(Invoice.Id);
    expect(get(`/invoice/${Invoice.Id}`).status).toBe(400);
  });

  test('a refusal is not recorded: the mended request goes through under the same id', () => {
    const { post } = fresh();
    expect(post('/customer', { DisplayName: 'ada moreno' }, { requestid: 'k-3' }).status).toBe(400);
    expect(post('/customer', { DisplayName: 'Ada Moreno 2' }, { requestid: 'k-3' }).status).toBe(200);
  });

  test('50 characters, 36 with a batch', () => {
    const { post } = fresh();
    expect(post('/customer', { DisplayName: 'A' }, { requestid: 'x'.repeat(50) }).status).toBe(200);
    expect(fault(post('/customer', { DisplayName: 'B' }, { requestid: 'x'.repeat(51) })).code).toBe('2130');
    expect(fault(post('/batch', { BatchItemRequest: [] }, { requestid: 'x'.repeat(37) })).code).toBe('2130');
  });

  test('survives a snapshot', () => {
    const { post, company } = fresh();
    const first = post('/customer', { DisplayName: 'A' }, { requestid: 'k-4' });
    const saved = JSON.parse(JSON.stringify(company.snapshot()));
    post('/customer', { DisplayName: 'B' });
    company.restore(saved);
    expect(post('/customer', { DisplayName: 'C' }, { requestid: 'k-4' }).text).toBe(first.text);
    expect(company.summary().records.Customer?.live).toBe(2);
  });
});

describe('batch', () => {
  test('each item has its own outcome', () => {
    const { post, customer, item, query } = fresh();
    const { status, body } = post('/batch', {
      BatchItemRequest: [
        { bId: 'a', operation: 'create', Customer: { DisplayName: 'Ben Achebe' } },
        { bId: 'b', operation: 'create', Customer: { DisplayName: 'ADA MORENO' } },
        { bId: 'c', operation: 'update', Customer: { Id: customer, SyncToken: '9', sparse: true, Notes: 'x' } },
        { bId: 'd', Query: "select * from Customer where DisplayName = 'Ben Achebe'" },
        { bId: 'e', operation: 'create', Invoice: { CustomerRef: { value: customer }, Line: [line(item, 1, 10)] } },
        { bId: 'f', operation: 'delete', Invoice: { Id: '404', SyncToken: '0' } },
        { bId: 'g', Query: 'select nonsense' },
      ],
    });
    expect(status).toBe(200);
    const items = body.BatchItemResponse;
    expect(items.map((answer: { bId: string }) => answer.bId)).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g']);
    expect(items[0].Customer.DisplayName).toBe('Ben Achebe');
    expect(items[3].QueryResponse.Customer).toHaveLength(1);
    expect(items[4].Invoice.TotalAmt).toBe(10);
    const codes = [1, 2, 5, 6].map((index) => items[index].Fault.Error[0].code);
    expect(codes).toEqual(['6240', '5010', '610', '4000']);
    expect(items[1].Fault.type).toBe('ValidationFault');
    expect(query('select count(*) from Customer').body.QueryResponse.totalCount).toBe(2);
  });

  test('30 at most', () => {
    const { post } = fresh();
    const of = (count: number) => ({
      BatchItemRequest: Array.from({ length: count }, (_, index) => ({
        bId: String(index),
        Query: 'select count(*) from Item',
      })),
    });
    expect(post('/batch', of(30)).body.BatchItemResponse).toHaveLength(30);
    expect(fault(post('/batch', of(31)))).toMatchObject({ status: 400, code: '1040' });
  });

  test('optionsData carries what include carries elsewhere', () => {
    const { post, customer } = fresh();
    const { Payment } = post('/payment', { CustomerRef: { value: customer }, TotalAmt: 5 }).body;
    const { body } = post('/batch', {
      BatchItemRequest: [
        {
          bId: '1',
          operation: 'update',
          optionsData: 'void',
          Payment: { Id: Payment.Id, SyncToken: '0', sparse: true },
        },
      ],
    });
    expect(body.BatchItemResponse[0].Payment).toMatchObject({ TotalAmt: 0, PrivateNote: 'Voided' });
  });

  test('under one requestid it is repeated whole', () => {
    const { post, query } = fresh();
    const body = { BatchItemRequest: [{ bId: '1', operation: 'create', Customer: { DisplayName: 'Once' } }] };
    const first = post('/batch', body, { requestid: 'b-1' });
    expect(post('/batch', body, { requestid: 'b-1' }).text).toBe(first.text);
    expect(query("select count(*) from Customer where DisplayName = 'Once'").body.QueryResponse.totalCount).toBe(1);
  });
});

describe('change data capture', () => {
  test('shows what changed in the order asked, tombstones after live rows', () => {
    const { post, get, customer, item, wait } = fresh();
    wait(3600);
    const since = '2026-11-20T12:30:00-08:00';
    const body = { CustomerRef: { value: customer }, Line: [line(item, 1, 10)] };
    const first = post('/invoice', body).body.Invoice;
    wait(60);
    const second = post('/invoice', body).body.Invoice;
    wait(60);
    post('/invoice', { Id: first.Id, SyncToken: '0' }, { operation: 'delete' });
    const { body: answer } = get('/cdc', { entities: 'Payment,invoice,Customer', changedSince: since });
    const [payments, invoices, customers] = answer.CDCResponse[0].QueryResponse;
    expect(payments).toEqual({});
    expect(invoices).toMatchObject({ startPosition: 1, maxResults: 2 });
    expect(invoices.Invoice[0].Id).toBe(second.Id);
    expect(invoices.Invoice[1]).toEqual({
      domain: 'QBO',
      status: 'Deleted',
      Id: first.Id,
      MetaData: { LastUpdatedTime: '2026-11-20T13:02:00-08:00' },
    });
    expect(customers.Customer.map((row: { Id: string }) => row.Id)).toEqual([customer]);
  });

  test('a deactivated record comes as a live row with its mark', () => {
    const { post, get, customer, wait } = fresh();
    wait(3600);
    post('/customer', { Id: customer, SyncToken: '0', sparse: true, Active: false });
    const { body } = get('/cdc', { entities: 'Customer', changedSince: '2026-11-20T20:30:00Z' });
    expect(body.CDCResponse[0].QueryResponse[0].Customer).toMatchObject([
      { Active: false, DisplayName: 'Ada Moreno (deleted)' },
    ]);
  });

  test('only deletions: no startPosition. Nothing at all: an empty group', () => {
    const { post, get, customer, item, wait } = fresh();
    const { Invoice } = post('/invoice', { CustomerRef: { value: customer }, Line: [line(item, 1, 10)] }).body;
    wait(3600);
    post('/invoice', { Id: Invoice.Id, SyncToken: '0' }, { operation: 'delete' });
    const [group] = get('/cdc', { entities: 'Invoice', changedSince: '2026-11-20T20:30:00Z' }).body.CDCResponse[0]
      .QueryResponse;
    expect(group).toEqual({ Invoice: [expect.objectContaining({ status: 'Deleted' })], maxResults: 1, totalCount: 1 });
    expect(get('/cdc', { entities: 'Invoice', changedSince: '2026-11-20T22:00:00Z' }).body.CDCResponse).toEqual([
      { QueryResponse: [{}] },
    ]);
  });

  test('1,000 objects over all groups, and no more', () => {
    const { get } = ask(
      { kind: 'generated', customers: 1200, invoices: 400, seed: 3 },
      Date.parse('2025-11-20T12:00:00-08:00'),
    );
    const groups = get('/cdc', { entities: 'Item,Customer,Invoice', changedSince: '2025-11-01' }).body.CDCResponse[0]
      .QueryResponse;
    expect(groups.map((group: { maxResults?: number }) => group.maxResults ?? 0)).toEqual([20, 980, 0]);
  });

  test('looks back 30 days at most', () => {
    const { get } = ask('demo');
    const groups = get('/cdc', { entities: 'Invoice', changedSince: '2020-01-01' }).body.CDCResponse[0].QueryResponse;
    const oldest = groups[0].Invoice[0].MetaData.LastUpdatedTime;
    expect(Date.parse(oldest)).toBeGreaterThanOrEqual(Date.parse('2026-10-21T12:00:00-08:00'));
  });

  test.each([
    [{ entities: 'Invoice' }, '2020'],
    [{ changedSince: '2026-11-01' }, '2020'],
    [{ entities: 'Invoice', changedSince: 'last week' }, '2060'],
    [{ entities: 'Invoice,TaxCode', changedSince: '2026-11-01' }, '2000'],
    [{ entities: 'Dragon', changedSince: '2026-11-01' }, '2000'],
  ])('%j is refused with %s', (query, code) => {
    expect(fault(ask('demo').get('/cdc', query as Record<string, string>))).toMatchObject({ status: 400, code });
  });
});

describe('addresses', () => {
  test('one that does not exist is a 400 with code 500, never a 404; another realm is the gateway’s 403', () => {
    const { get, post, company } = ask('empty');
    expect(fault(get('/dragon/1'))).toMatchObject({ status: 400, code: '500' });
    expect(fault(post('/customer/1/dance', {}))).toMatchObject({ status: 400, code: '500' });
    expect(fault(post('/customer', {}, { operation: 'dance' }))).toMatchObject({ status: 400, code: '500' });
    const other = company.handle({ method: 'GET', path: '/v3/company/1/customer/1', query: {}, headers: {} });
    expect(other.status).toBe(403);
    expect(JSON.parse(other.body).fault).toEqual({
      error: [
        expect.objectContaining({
          code: '3100',
          message: 'message=ApplicationAuthorizationFailed; errorCode=003100; statusCode=403',
        }),
      ],
      type: 'SERVICE',
    });
  });

  test('calls are metered: writes as core, reads as core plus, refusals not at all', () => {
    const { get, post, query, company, customer } = fresh();
    const before = company.meter();
    get(`/customer/${customer}`);
    query('select * from Item');
    post('/customer', { DisplayName: 'New' });
    get('/customer/404');
    expect(company.meter()).toEqual({
      core: before.core + 1,
      corePlus: before.corePlus + 2,
      failed: before.failed + 1,
    });
  });
});
