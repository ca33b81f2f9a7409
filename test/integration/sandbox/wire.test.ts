/**
 * What QuickBooks clients of other languages put on the wire, written out: how they name what they send and read, pack it,
 * ask by POST, put multipart bodies together by hand. A client of any of them must get through with its host changed.
 */
import { deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SandboxServer } from '../../../main/sandbox/server/index.ts';
import { type Answer, books, closeAll, code, start } from './support.ts';

let server: SandboxServer;

beforeAll(async () => {
  server = await start({ company: 'demo' });
});

afterAll(closeAll);

/** Types of which the demo company has records. */
const KINDS = [
  ...['Customer', 'Vendor', 'Employee', 'Item', 'Account', 'Term', 'PaymentMethod', 'TaxAgency', 'CompanyInfo'],
  ...['Invoice', 'Payment', 'Bill', 'BillPayment', 'VendorCredit', 'Purchase', 'PurchaseOrder', 'Deposit', 'Transfer'],
  ...['JournalEntry', 'TimeActivity', 'Preferences'],
];

const basic = (scheme = 'Basic') =>
  `${scheme} ${Buffer.from(`${server.clientId}:${server.clientSecret}`).toString('base64')}`;

describe('XML, as the libraries for PHP, Ruby and .NET speak it', () => {
  const NS = 'xmlns="http://schema.intuit.com/finance/v3"';
  const xml = (path: string, body?: string, type = 'application/xml'): Promise<Answer> =>
    books(server, path, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { accept: 'application/xml', 'content-type': type, 'accept-encoding': 'gzip, deflate' },
      ...(body === undefined ? {} : { body }),
    });

  test('made, read, found, changed, deleted', async () => {
    const made = await xml(
      '/customer',
      `<?xml version="1.0" encoding="utf-8"?>\n<Customer ${NS}><DisplayName>Rosa &amp; Co</DisplayName></Customer>`,
    );
    expect([made.status, made.type]).toEqual([200, 'application/xml;charset=utf-8']);
    expect(made.text).toMatch(
      /^<\?xml version="1.0" encoding="UTF-8" standalone="yes"\?><IntuitResponse xmlns="http:\/\/schema.intuit.com\/finance\/v3" time="[^"]+"><Customer domain="QBO" sparse="false">/,
    );
    expect(made.text).toContain('<DisplayName>Rosa &amp; Co</DisplayName>');
    const id = /<Id>(\d+)<\/Id>/.exec(made.text)?.[1];
    const query = encodeURIComponent(
      "select * from Customer where DisplayName = 'Rosa & Co' STARTPOSITION 1 MAXRESULTS 20",
    );
    const found = await xml(`/query?query=${query}`);
    expect(found.text).toMatch(
      /<QueryResponse startPosition="1" maxResults="1"[^>]*><Customer domain="QBO" sparse="false">/,
    );
    const changed = await xml(
      '/customer?operation=update&minorversion=75',
      `<ns0:Customer xmlns:ns0="http://schema.intuit.com/finance/v3" sparse="true"><ns0:Id>${id}</ns0:Id><ns0:SyncToken>0</ns0:SyncToken><ns0:Notes>Dog</ns0:Notes></ns0:Customer>`,
      'text/xml; charset=UTF-8',
    );
    expect(changed.text).toContain('<SyncToken>1</SyncToken>');
    expect(changed.text).toContain('<DisplayName>Rosa &amp; Co</DisplayName>');
    const invoice = await xml(
      '/invoice',
      `<Invoice ${NS}><CustomerRef>${id}</CustomerRef><Line><Amount>12.50</Amount><DetailType>SalesItemLineDetail</DetailType><SalesItemLineDetail><ItemRef>1</ItemRef></SalesItemLineDetail></Line></Invoice>`,
    );
    expect(invoice.text).toContain('<TotalAmt>12.5</TotalAmt>');
    expect(invoice.text).toContain(`<CustomerRef name="Rosa &amp; Co">${id}</CustomerRef>`);
    const number = /<Invoice [^>]*>.*?<Id>(\d+)<\/Id><SyncToken>/s.exec(invoice.text)?.[1];
    const gone = await xml(
      '/invoice?operation=delete',
      `<Invoice ${NS}><Id>${number}</Id><SyncToken>0</SyncToken></Invoice>`,
    );
    expect(gone.text).toContain(`<Invoice domain="QBO" status="Deleted"><Id>${number}</Id></Invoice>`);
  });

  test('a fault, a batch, changes', async () => {
    const fault = await xml('/customer', `<Customer ${NS}><Shoe>42</Shoe></Customer>`);
    expect(fault.status).toBe(400);
    expect(fault.text).toMatch(/<Fault type="ValidationFault"><Error code="2010" element="Shoe"><Message>/);
    const batch = await xml(
      '/batch?requestid=b-1',
      `<IntuitBatchRequest ${NS}><BatchItemRequest bId="one" operation="create"><Vendor><DisplayName>Batched</DisplayName></Vendor></BatchItemRequest><BatchItemRequest bId="two"><Query>select * from Nothing</Query></BatchItemRequest></IntuitBatchRequest>`,
    );
    expect(batch.text).toMatch(/<BatchItemResponse bId="one"><Vendor domain="QBO"/);
    expect(batch.text).toMatch(/<BatchItemResponse bId="two"><Fault type="ValidationFault"><Error code="4001"/);
    const changes = await xml('/cdc?entities=Vendor&changedSince=2026-11-01T00:00:00-08:00');
    expect(changes.text).toMatch(/<CDCResponse><QueryResponse startPosition="1" maxResults="\d+"><Vendor/);
  });

  test.each(KINDS)('%s: what was read is sent back whole, and nothing changes', async (name) => {
    const query = encodeURIComponent(`select * from ${name} maxresults 3`);
    const rows = (await books(server, `/query?query=${query}`)).body.QueryResponse[name];
    expect(rows.length).toBeGreaterThan(0);
    for (const { Id } of rows) {
      const path = `/${name.toLowerCase()}/${Id}`;
      // The first time, forms made on QuickBooks' screen gain what every form of the API has.
      for (const time of ['first', 'second']) {
        const before = (await books(server, path)).body[name];
        const told = (await xml(path)).text;
        const record = told.slice(told.indexOf(`<${name} `), told.indexOf('</IntuitResponse>'));
        const kept = await xml(`/${name.toLowerCase()}`, record.replace(`<${name} `, `<${name} ${NS} `));
        expect([kept.status, kept.text.slice(0, 400)]).toEqual([200, expect.any(String)]);
        if (time === 'second') expect((await books(server, path)).body[name]).toEqual(before);
      }
    }
  });

  test('a report is its own root, its cells are attributes; extensions are what they wrap', async () => {
    const report = await xml('/reports/CustomerBalance');
    expect(report.text).toMatch(/^<\?xml [^>]*\?><Report xmlns="http:\/\/schema.intuit.com\/finance\/v3"><Header>/);
    expect(report.text).toMatch(/<Row type="Data"><ColData value="[^"]+" id="\d+"\/><ColData value="[\d.]+"\/><\/Row>/);
    expect(report.text).toContain('<Row type="Section" group="GrandTotal"><Summary>');
    const payment = await xml('/payment/44');
    expect(payment.text).toContain('<LineEx><NameValue><Name>txnId</Name><Value>17</Value></NameValue>');
  });

  test('a file whose particulars are in XML', async () => {
    const form = new FormData();
    const metadata = `<Attachable ${NS}><FileName>a.txt</FileName><AttachableRef><EntityRef type="Invoice">1</EntityRef></AttachableRef></Attachable>`;
    form.set('file_metadata_01', new Blob([metadata], { type: 'text/xml' }), 'a.xml');
    form.set('file_content_01', new Blob(['hello'], { type: 'text/plain' }), 'a.txt');
    const answer = await fetch(`${server.url}/v3/company/${server.realmId}/upload`, {
      method: 'POST',
      body: form,
      headers: { authorization: `Bearer ${server.accessToken}`, accept: 'application/json' },
    });
    expect(await answer.json()).toMatchObject({
      AttachableResponse: [
        { Attachable: { FileName: 'a.txt', Size: 5, AttachableRef: [{ EntityRef: { type: 'Invoice', value: '1' } }] } },
      ],
    });
  });
});

describe('packed bodies, as the libraries for Java and .NET send them when told to', () => {
  test.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
  ])('%s', async (encoding, pack) => {
    const body = pack(JSON.stringify({ DisplayName: `Packed by ${encoding}` }));
    const made = await books(server, '/customer', { method: 'POST', body, headers: { 'content-encoding': encoding } });
    expect(made.body.Customer.DisplayName).toBe(`Packed by ${encoding}`);
  });

  test('what is not what it says, or of a kind unknown, is turned away', async () => {
    const body = '{"DisplayName":"Plain"}';
    for (const encoding of ['gzip', 'deflate', 'br', 'nonsense']) {
      const answer = await books(server, '/customer', {
        method: 'POST',
        body,
        headers: { 'content-encoding': encoding },
      });
      expect([encoding, answer.status, answer.type]).toEqual([encoding, 400, 'text/html']);
    }
    const bomb = gzipSync(Buffer.alloc(25 * 1024 * 1024, 0x20));
    const answer = await books(server, '/customer', {
      method: 'POST',
      body: bomb,
      headers: { 'content-encoding': 'gzip' },
    });
    expect(answer.status).toBe(413);
    expect((await books(server, '/customer/4')).status).toBe(200);
  });
});

describe('addresses and headers', () => {
  test.each([
    ['a slash at the end', '/customer/4/?minorversion=75'],
    ['a capital letter', '/Customer/4'],
    ['a parameter without an end', '/customer/4?requestid=r1&minorversion=24&'],
    ['a minor version of long ago', '/customer/4?minorversion=3'],
    ['a format', '/customer/4?format=json'],
  ])('%s', async (_name, path) => {
    expect((await books(server, path)).body.Customer.Id).toBe('4');
  });

  test('the scheme of a token in any case', async () => {
    for (const scheme of ['Bearer', 'bearer', 'BEARER']) {
      const answer = await books(server, '/customer/4', {
        headers: { authorization: `${scheme} ${server.accessToken}` },
      });
      expect([scheme, answer.status]).toEqual([scheme, 200]);
    }
  });

  test.each(['application/text', 'application/text;charset=UTF-8', 'text/plain'])(
    'a query by POST as %s',
    async (type) => {
      const body =
        "SELECT * FROM Customer WHERE Active = True AND Id IN ('4', '5') ORDERBY Id  STARTPOSITION 1 MAXRESULTS 1000";
      const answer = await books(server, '/query?minorversion=75', {
        method: 'POST',
        body,
        headers: { 'content-type': type },
      });
      expect(answer.body.QueryResponse.Customer.map((row: { Id: string }) => row.Id)).toEqual(['4', '5']);
    },
  );

  test('JSON by any of its names; a mail without a body', async () => {
    for (const type of ['application/json;charset=UTF-8', 'application/json; charset=utf-8', 'text/json']) {
      const body = JSON.stringify({ DisplayName: `As ${type}` });
      expect(
        (await books(server, '/customer', { method: 'POST', body, headers: { 'content-type': type } })).status,
      ).toBe(200);
    }
    const sent = await books(server, '/invoice/1/send?sendTo=desk%40mail.example', {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
    });
    expect(sent.body.Invoice.EmailStatus).toBe('EmailSent');
  });

  test('changes asked for inside a batch', async () => {
    const item = { bId: '1', CDCQuery: { Entities: ['Term', 'Customer'], ChangedSince: '2026-11-01T00:00:00Z' } };
    const wrong = { bId: '2', CDCQuery: { Entities: 'Customer' } };
    const { body } = await books(server, '/batch', {
      method: 'POST',
      body: JSON.stringify({ BatchItemRequest: [item, wrong] }),
    });
    const [{ CDCResponse }, { Fault }] = body.BatchItemResponse;
    expect(CDCResponse[0].QueryResponse).toHaveLength(2);
    expect(CDCResponse[0].QueryResponse[1].Customer.length).toBeGreaterThan(0);
    expect(Fault.Error[0].code).toBe('2020');
  });
});

describe('a record as python-quickbooks writes it: every member it knows, most of them empty', () => {
  test('an invoice', async () => {
    const body = {
      Deposit: 0,
      Balance: 0,
      AllowIPNPayment: true,
      DocNumber: '',
      PrivateNote: '',
      TxnDate: '',
      DueDate: '',
      ShipDate: '',
      TrackingNum: '',
      TotalAmt: '',
      ApplyTaxAfterDiscount: false,
      PrintStatus: 'NotSet',
      EmailStatus: 'NotSet',
      ExchangeRate: 1,
      GlobalTaxCalculation: 'TaxExcluded',
      CustomerRef: { value: '4', name: 'x', type: 'Customer' },
      CustomField: [],
      LinkedTxn: [],
      Line: [
        {
          LineNum: 0,
          Amount: 100,
          DetailType: 'SalesItemLineDetail',
          LinkedTxn: [],
          CustomField: [],
          SalesItemLineDetail: { UnitPrice: 100, Qty: 1, ServiceDate: '', ItemRef: { value: '1', name: '', type: '' } },
        },
      ],
    };
    const made = await books(server, '/invoice', { method: 'POST', body: JSON.stringify(body) });
    expect(made.body.Invoice).toMatchObject({ TotalAmt: 100, TxnDate: expect.stringMatching(/^\d{4}-/) });
    const again = await books(server, '/invoice', { method: 'POST', body: JSON.stringify(made.body.Invoice) });
    expect(again.body.Invoice).toEqual(made.body.Invoice);
  });

  test('a file: lines that end without a return, contents in base64', async () => {
    const boundary = '-------------PythonMultipartPost';
    const metadata = JSON.stringify({
      FileName: 'note.txt',
      ContentType: 'text/plain',
      Note: '',
      AttachableRef: [{ EntityRef: { type: 'Invoice', value: '1' }, IncludeOnSend: false }],
    });
    const body = [
      '',
      `--${boundary}`,
      'Content-Disposition: form-data; name="file_metadata_01"',
      'Content-Type: application/json',
      '',
      metadata,
      '',
      `--${boundary}`,
      'Content-Disposition: form-data; name="file_content_01"',
      'Content-Type: text/plain',
      'Content-Transfer-Encoding: base64',
      '',
      Buffer.from('hello\r\n\r\nworld').toString('base64'),
      '',
      `--${boundary}--`,
      '',
    ].join('\n');
    const headers = { 'content-type': `multipart/form-data; boundary=${boundary}` };
    const answer = await books(server, '/upload', { method: 'POST', body, headers });
    const [{ Attachable: made }] = answer.body.AttachableResponse;
    expect(made).toMatchObject({ FileName: 'note.txt', Size: 14 });
    expect(await (await fetch(made.TempDownloadUri)).text()).toBe('hello\r\n\r\nworld');
  });
});

describe('signing in, as each library writes it', () => {
  const token = (body: string, headers: Record<string, string>) =>
    fetch(`${server.url}/oauth2/v1/tokens/bearer`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    });
  const refresh = () => `grant_type=refresh_token&refresh_token=${encodeURIComponent(server.refreshToken)}`;

  test('the app in a header, in any case, or in the form', async () => {
    for (const scheme of ['Basic', 'basic'])
      expect((await token(refresh(), { authorization: basic(scheme) })).status).toBe(200);
    const inForm = `${refresh()}&client_id=${server.clientId}&client_secret=${encodeURIComponent(server.clientSecret)}`;
    expect((await token(inForm, {})).status).toBe(200);
    const wrong = await token(`${refresh()}&client_id=${server.clientId}&client_secret=guess`, {});
    expect([wrong.status, await wrong.json()]).toEqual([401, { error: 'invalid_client' }]);
  });

  test.each([
    '/.well-known/openid_configuration',
    '/.well-known/openid_configuration/',
    '/.well-known/openid_sandbox_configuration/',
  ])('the addresses are found at %s', async (path) => {
    const found = (await (await fetch(`${server.url}${path}`)).json()) as Record<string, string>;
    for (const name of [
      'authorization_endpoint',
      'token_endpoint',
      'userinfo_endpoint',
      'revocation_endpoint',
      'jwks_uri',
    ])
      expect([name, found[name]?.startsWith(server.url)]).toEqual([name, true]);
  });

  test('a token is given up by form or by JSON; the app in a header or in the form', async () => {
    const revoke = (body: string, type: string, headers: Record<string, string> = {}) =>
      fetch(`${server.url}/v2/oauth2/tokens/revoke`, {
        method: 'POST',
        body,
        headers: { 'content-type': type, ...headers },
      });
    const form = 'application/x-www-form-urlencoded';
    const inForm = `client_id=${server.clientId}&client_secret=${encodeURIComponent(server.clientSecret)}`;
    expect((await revoke('token=nothing', form, { authorization: basic() })).status).toBe(400);
    expect((await revoke(`token=nothing&${inForm}`, form)).status).toBe(400);
    expect((await revoke(`token=${server.refreshToken}`, form)).status).toBe(401);
    expect(
      (await revoke(JSON.stringify({ token: server.refreshToken }), 'application/json', { authorization: basic() }))
        .status,
    ).toBe(200);
    expect(code(await books(server, '/customer/4'))).toBe('3200');
  });
});
