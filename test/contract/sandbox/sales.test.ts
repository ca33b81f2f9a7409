/** What is sold besides invoices: exchanges rewritten with our own names, and the shapes of query rows. */
import { afterAll, describe, expect, test } from 'vitest';
import type { Company } from '../../../main/sandbox/company/index.ts';
import {
  company,
  departures,
  differences,
  type Exchange,
  type Leave,
  load,
  runExchange,
  type Shapes,
} from './compare.ts';

const recorded: Exchange[] = load('sales.json');
/** Samples of the API reference: weaker, with the members recordings have and samples from before them have not. */
const documented: Exchange[] = load('sales-documented.json');
const shapes: Shapes = load('sales-shapes.json');

const tally = { tried: 0, equal: 0, different: [] as string[] };

function count(name: string, found: string[]): void {
  tally.tried += 1;
  if (found.length === 0) tally.equal += 1;
  else tally.different.push(`${name}: ${found.join('; ')}`);
  expect(found).toEqual([]);
}

describe.each([
  { kind: 'recorded', exchanges: recorded },
  { kind: 'documented', exchanges: documented },
])('$kind exchanges', ({ exchanges }) => {
  test.each(exchanges)('$name', (exchange) => count(exchange.name, runExchange(exchange)));
});

function poster(sandbox: Company) {
  return (path: string, body: unknown, query: Record<string, string> = {}) => {
    const root = `/v3/company/${sandbox.realmId}`;
    const answer = sandbox.handle({
      method: 'POST',
      path: root + path,
      query,
      headers: {},
      body: JSON.stringify(body),
    });
    expect(answer.status, String(answer.body)).toBe(200);
    return JSON.parse(String(answer.body));
  };
}

test('documented: upload a picture for an invoice', () => {
  const sandbox = company('demo');
  const metadata = {
    AttachableRef: [{ EntityRef: { type: 'Invoice', value: '1' } }],
    ContentType: 'image/jpg',
    FileName: 'ridge_nov20.jpg',
  };
  const body = [
    '--edge\r\nContent-Disposition: form-data; name="file_metadata_01"\r\nContent-Type: application/json\r\n\r\n',
    JSON.stringify(metadata),
    '\r\n--edge\r\nContent-Disposition: form-data; name="file_content_01"; filename="ridge_nov20.jpg"\r\n',
    'Content-Type: image/jpeg\r\n\r\n0123456789\r\n--edge--\r\n',
  ].join('');
  const answer = sandbox.handle({
    method: 'POST',
    path: `/v3/company/${sandbox.realmId}/upload`,
    query: {},
    headers: { 'content-type': 'multipart/form-data; boundary=edge' },
    body: new TextEncoder().encode(body),
  });
  const Attachable = {
    FileName: 'ridge_nov20.jpg',
    FileAccessUri: '$text',
    TempDownloadUri: '$text',
    Size: 10,
    ContentType: 'image/jpeg',
    domain: 'QBO',
    sparse: false,
    Id: '$id',
    SyncToken: '0',
    MetaData: { CreateTime: '$stamp', LastUpdatedTime: '$stamp' },
    AttachableRef: [{ EntityRef: { value: '1', type: 'Invoice' }, IncludeOnSend: false }],
  };
  count(
    'upload a picture',
    differences(JSON.parse(String(answer.body)), { AttachableResponse: [{ Attachable }], time: '$time' }),
  );
});

const leave: Leave = {
  // The recorded credit memos were all plain; on every other form these members are recorded.
  also: {
    CreditMemo: ['CustomerMemo', 'BillEmail'],
    'CreditMemo.Line[].SalesItemLineDetail': ['UnitPrice', 'Qty'],
    'CreditMemo.TxnTaxDetail': ['TxnTaxCodeRef', 'TaxLine'],
  },
  byChance: new Set([
    'BillEmail',
    'CustomerMemo',
    'PrivateNote',
    'City',
    'CountrySubDivisionCode',
    'PostalCode',
    'Lat',
    'Long',
    'Line2',
    'Line3',
    'Line4',
    'Description',
    'UnitPrice',
    'Qty',
  ]),
};

/** A book with forms of the kinds whose rows were recorded: plain, taxed, discounted, used, closed, to be sent. */
function book(): Company {
  const sandbox = company('demo');
  const post = poster(sandbox);
  const line = (Amount: number, TaxCodeRef = 'NON') => ({
    Amount,
    DetailType: 'SalesItemLineDetail',
    SalesItemLineDetail: { ItemRef: { value: '4' }, Qty: 1, UnitPrice: Amount, TaxCodeRef: { value: TaxCodeRef } },
  });
  const CustomerRef = { value: '1' };
  const BillEmail = { Address: 'desk@mail.example' };
  const taxed = { TxnTaxDetail: { TxnTaxCodeRef: { value: '2' } }, Line: [line(80, 'TAX')] };
  const used = post('/creditmemo', { CustomerRef, Line: [line(50)] }).CreditMemo;
  const { Invoice } = post('/invoice', { CustomerRef, Line: [line(50)] });
  post('/payment', {
    CustomerRef,
    TotalAmt: 0,
    Line: [
      { Amount: 50, LinkedTxn: [{ TxnId: Invoice.Id, TxnType: 'Invoice' }] },
      { Amount: 50, LinkedTxn: [{ TxnId: used.Id, TxnType: 'CreditMemo' }] },
    ],
  });
  post('/creditmemo', { CustomerRef, ...taxed, CustomerMemo: { value: 'Sorry' }, BillEmail, PrivateNote: 'twice' });
  const { Estimate } = post('/estimate', { CustomerRef, ...taxed, BillEmail });
  post('/invoice', { CustomerRef, ...taxed, LinkedTxn: [{ TxnId: Estimate.Id, TxnType: 'Estimate' }] });
  post('/estimate', { CustomerRef, Line: [line(20)], BillEmail, EmailStatus: 'NeedToSend', PrivateNote: 'x' });
  return sandbox;
}

describe('rows of a query have the recorded members and types', () => {
  test.each(Object.keys(shapes))('%s', (entity) => {
    const sandbox = book();
    const root = `/v3/company/${sandbox.realmId}`;
    const query = `SELECT * FROM ${entity} STARTPOSITION 1 MAXRESULTS 100`;
    const answer = sandbox.handle({ method: 'GET', path: `${root}/query`, query: { query }, headers: {} });
    const { QueryResponse } = JSON.parse(String(answer.body));
    expect(Object.keys(QueryResponse)).toEqual([entity, 'startPosition', 'maxResults']);
    const found = new Set<string>();
    for (const row of QueryResponse[entity]) departures(shapes, leave, entity, row, '', found);
    expect(QueryResponse[entity].length).toBeGreaterThan(1);
    expect([...found]).toEqual([]);
  });
});

afterAll(() => {
  console.log(`exchanges tried ${tally.tried}, equal ${tally.equal}, different ${tally.different.length}`);
  for (const line of tally.different) console.log(`  ${line}`);
});
