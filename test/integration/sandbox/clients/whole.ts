/** What is asked of the company as a whole: queries, batches, changes, files, mail, PDFs, settings, sign-in. */
import { createReadStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { linesOfPdf } from '../pdf-lines.ts';
import { control } from '../support.ts';
import { count, found, type Loose, type Now, STALE, saleLine } from './use.ts';

const sale = { CustomerRef: { value: '4' }, Line: [{ ...saleLine('1', 250), Description: 'Ridge vents, north side' }] };

function queries(now: Now): void {
  describe('queries', () => {
    test('every operator, and more than one condition', async () => {
      const it = now();
      const all = await found(it, 'Invoice', { fetchAll: true });
      const some = async (field: string, operator: string, value: unknown) =>
        (await found(it, 'Invoice', [{ field, operator, value }])).map((row) => row.Id).sort();
      const fitting = (fits: (row: Loose) => boolean) =>
        all
          .filter(fits)
          .map((row) => row.Id)
          .sort();
      expect(all.length).toBeGreaterThan(20);
      expect(await some('TotalAmt', '>', '1000')).toEqual(fitting((row) => row.TotalAmt > 1000));
      expect(await some('TotalAmt', '<=', '1000')).toEqual(fitting((row) => row.TotalAmt <= 1000));
      expect(await some('TxnDate', '<', '2026-09-01')).toEqual(fitting((row) => row.TxnDate < '2026-09-01'));
      expect(await some('TxnDate', '>=', '2026-09-01')).toEqual(fitting((row) => row.TxnDate >= '2026-09-01'));
      expect(await some('CustomerRef', '=', '4')).toEqual(fitting((row) => row.CustomerRef.value === '4'));
      expect(await some('Id', 'IN', ['1', '2', '17'])).toEqual(fitting((row) => ['1', '2', '17'].includes(row.Id)));
      expect(await some('DocNumber', 'LIKE', '%5')).toEqual(fitting((row) => row.DocNumber?.endsWith('5')));
      const both = await found(it, 'Invoice', [
        { field: 'Balance', operator: '>', value: '0' },
        { field: 'TxnDate', operator: '>=', value: '2026-09-01' },
      ]);
      expect(both.map((row) => row.Id).sort()).toEqual(
        fitting((row) => row.Balance > 0 && row.TxnDate >= '2026-09-01'),
      );
      expect(await it.refused('findInvoices', [{ field: 'PrivateNote', value: 'x' }])).toEqual({
        status: 400,
        code: '4001',
      });
    });

    test('in order, in pages, counted, and all of it', async () => {
      const it = now();
      const names = (rows: readonly Loose[]) => rows.map((row) => row.DisplayName);
      const total = await count(it, 'Customer');
      const every = await it.call('findCustomers', { limit: 10, fetchAll: true });
      expect(every.QueryResponse.Customer).toHaveLength(total);
      expect(every.QueryResponse.maxResults).toBe(total);
      const up = names(await found(it, 'Customer', [{ field: 'asc', value: 'DisplayName' }]));
      const down = names(await found(it, 'Customer', [{ field: 'desc', value: 'DisplayName' }]));
      expect(up).toEqual([...down].reverse());
      const page = await it.call('findCustomers', [
        { field: 'asc', value: 'DisplayName' },
        { field: 'offset', value: 11 },
        { field: 'limit', value: 5 },
      ]);
      expect(names(page.QueryResponse.Customer)).toEqual(up.slice(10, 15));
      expect(page.QueryResponse).toMatchObject({ startPosition: 11, maxResults: 5 });
      const counted = await it.call('findCustomers', [
        { field: 'DisplayName', operator: 'LIKE', value: '%a%' },
        { count: true },
      ]);
      expect(counted.QueryResponse).toEqual({
        totalCount: (await found(it, 'Customer', [{ field: 'DisplayName', operator: 'LIKE', value: '%a%' }])).length,
      });
      expect((await it.call('findCustomers', "where DisplayName = 'Nobody at all'")).QueryResponse).toEqual({});
    });

    test('names that would break a query: apostrophes, ampersands, per cent, plus, hash, letters of all kinds', async () => {
      const it = now();
      for (const name of ["O'Brien & Söhne", '100% + #1 <Roofs>', 'Łódź “West” 屋根', 'x = y; z?']) {
        const { Id } = await it.call('createCustomer', { DisplayName: name });
        expect((await found(it, 'Customer', [{ field: 'DisplayName', value: name }])).map((row) => row.Id)).toEqual([
          Id,
        ]);
      }
    });

    test('settings and the company are found as lists too', async () => {
      const it = now();
      expect(await found(it, 'Preferences')).toHaveLength(1);
      expect((await found(it, 'CompanyInfo')).map((row) => row.CompanyName)).toEqual(['Larkspur Roofing & Exteriors']);
    });
  });
}

function batchesAndChanges(now: Now): void {
  describe('batches and changes', () => {
    test('a batch of everything: each item has its own answer or its own fault', async () => {
      const it = now();
      const invoice = await it.call('createInvoice', sale);
      const gone = await it.call('createInvoice', sale);
      const { BatchItemResponse: answers } = await it.call('batch', [
        { bId: 'a', operation: 'create', Customer: { DisplayName: 'In a batch' } },
        { bId: 'b', operation: 'create', Vendor: { DisplayName: 'In a batch' } },
        { bId: 'c', operation: 'update', Customer: { Id: '4', SyncToken: '77', sparse: true, Notes: 'x' } },
        { bId: 'd', operation: 'delete', Invoice: { Id: gone.Id, SyncToken: '0' } },
        { bId: 'e', operation: 'void', Invoice: { Id: invoice.Id, SyncToken: '0' } },
        { bId: 'f', Query: "select * from Customer where DisplayName = 'In a batch'" },
        { bId: 'g', Query: 'select nothing' },
        { bId: 'h', operation: 'create', Invoice: { CustomerRef: { value: '99999' }, Line: [saleLine('1', 1)] } },
      ]);
      const by = Object.fromEntries(answers.map((answer: Loose) => [answer.bId, answer]));
      const code = (bId: string) => by[bId].Fault?.Error[0].code;
      expect(Object.keys(by).sort().join('')).toBe('abcdefgh');
      expect(by.a.Customer).toMatchObject({ DisplayName: 'In a batch', SyncToken: '0' });
      expect([code('b'), code('c'), code('g'), code('h')]).toEqual(['6240', '5010', '4000', '2500']);
      expect(by.b.Fault.type).toBe('ValidationFault');
      expect(by.d.Invoice).toEqual({ domain: 'QBO', status: 'Deleted', Id: gone.Id });
      expect(by.e.Invoice).toMatchObject({ TotalAmt: 0, PrivateNote: 'Voided' });
      expect(by.f.QueryResponse).toBeDefined();
      expect((await it.call('getCustomer', by.a.Customer.Id)).DisplayName).toBe('In a batch');
      expect(await it.refused('getInvoice', gone.Id)).toEqual({ status: 400, code: '610' });
      const many = Array.from({ length: 31 }, (_, index) => ({ bId: `${index}`, Query: 'select * from Term' }));
      expect(await it.refused('batch', many)).toEqual({ status: 400, code: '1040' });
    });

    test('changes since a moment: made, changed, deleted, and what they dragged along', async () => {
      const it = now();
      await control(it.server, '/clock', { forward: { minutes: 5 } });
      const { now: present } = await control(it.server, '');
      const since = new Date(Date.parse(present) - 1000);
      const kept = await it.call('createInvoice', sale);
      const gone = await it.call('createInvoice', sale);
      await it.call('deleteInvoice', { Id: gone.Id, SyncToken: '0' });
      await it.call('updateVendor', {
        Id: it.ids.vendor,
        SyncToken: (await it.call('getVendor', it.ids.vendor)).SyncToken,
        AcctNum: '71',
      });
      for (const [entities, moment] of [
        [['Invoice', 'Customer', 'Vendor', 'Payment'], since],
        ['Invoice,Customer,Vendor,Payment', since.toISOString()],
      ]) {
        const answer = await it.call('changeDataCapture', entities, moment);
        const [invoices, customers, vendors, payments] = answer.CDCResponse[0].QueryResponse;
        expect(invoices.Invoice.map((row: Loose) => [row.Id, row.status])).toEqual([
          [kept.Id, undefined],
          [gone.Id, 'Deleted'],
        ]);
        expect(customers.Customer.map((row: Loose) => row.Id)).toEqual(['4']);
        expect(vendors.Vendor.map((row: Loose) => row.AcctNum)).toEqual(['71']);
        expect(payments).toEqual({});
      }
    });

    test('a requestid sent twice writes once', async () => {
      const it = now();
      const before = await count(it, 'Invoice');
      const body = () => ({ requestId: 'once-1', ...sale });
      expect(await it.call('createInvoice', body())).toEqual(await it.call('createInvoice', body()));
      expect(await count(it, 'Invoice')).toBe(before + 1);
    });
  });
}

/** A PDF as text: node-quickbooks hands over the bytes. */
async function pdf(it: ReturnType<Now>, name: string, id: string): Promise<string> {
  const bytes = Buffer.from(await it.call(`get${name}Pdf`, id));
  expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
  return linesOfPdf(bytes).join('\n');
}

function papers(now: Now): void {
  describe('files, mail, PDFs', () => {
    test('a file goes up beside a record and comes back byte for byte', async () => {
      const it = now();
      const folder = await mkdtemp(join(tmpdir(), 'sandbox-upload-'));
      try {
        const bytes = Buffer.from(Array.from({ length: 70_001 }, (_, index) => (index * 31) % 256));
        await writeFile(join(folder, 'vent.jpg'), bytes);
        const stream = createReadStream(join(folder, 'vent.jpg'));
        const made = await it.call('upload', 'vent.jpg', 'image/jpeg', stream, 'Invoice', '1');
        expect(made).toMatchObject({ FileName: 'vent.jpg', Size: bytes.length, SyncToken: '1' });
        const back = await fetch((await it.call('getAttachable', made.Id)).TempDownloadUri);
        expect(Buffer.from(await back.arrayBuffer()).equals(bytes)).toBe(true);
        const beside = await found(it, 'Attachable', [
          { field: 'AttachableRef.EntityRef.Type', value: 'Invoice' },
          { field: 'AttachableRef.EntityRef.value', value: '1' },
        ]);
        expect(beside.map((row) => row.Id)).toEqual([made.Id]);
        expect(await it.refused('upload', 'run.exe', 'text/plain', Buffer.from('x'))).toEqual({
          status: 200,
          code: '6041',
        });
      } finally {
        await rm(folder, { recursive: true });
      }
    });

    test.each(['Invoice', 'Estimate', 'CreditMemo', 'SalesReceipt'])(
      '%s: a PDF with its lines, and mailed',
      async (name) => {
        const it = now();
        const made = await it.call(`create${name}`, sale);
        const text = await pdf(it, name, made.Id);
        for (const part of ['Ridge vents, north side', '250.00', made.DocNumber, made.CustomerRef.name])
          expect(text).toContain(part);
        expect(await it.refused(`send${name}Pdf`, made.Id)).toEqual({ status: 400, code: '6420' });
        const sent = await it.call(`send${name}Pdf`, made.Id, 'desk@mail.example');
        expect(sent).toMatchObject({
          EmailStatus: 'EmailSent',
          SyncToken: '1',
          BillEmail: { Address: 'desk@mail.example' },
        });
        expect(sent.DeliveryInfo.DeliveryType).toBe('Email');
        await control(it.server, '/clock', { forward: { minutes: 5 } });
        const again = await it.call(`send${name}Pdf`, made.Id);
        expect(again).toMatchObject({ SyncToken: '2', BillEmail: { Address: 'desk@mail.example' } });
        expect(again.DeliveryInfo.DeliveryTime > sent.DeliveryInfo.DeliveryTime).toBe(true);
      },
    );

    test('an order is mailed', async () => {
      const it = now();
      const sent = await it.call('sendPurchaseOrder', it.ids.order, 'yard@mail.example');
      expect(sent).toMatchObject({ EmailStatus: 'EmailSent', POEmail: { Address: 'yard@mail.example' } });
      expect((await it.call('getPurchaseOrder', it.ids.order)).SyncToken).toBe(sent.SyncToken);
    });
  });
}

function settings(now: Now): void {
  describe('settings and sign-in', () => {
    test('the company changes its name, and its number of the next invoice', async () => {
      const it = now();
      const info = await it.call('getCompanyInfo', it.server.realmId);
      const renamed = await it.call('updateCompanyInfo', { ...info, sparse: true, CompanyName: 'Larkspur & Sons' });
      expect(renamed).toMatchObject({ CompanyName: 'Larkspur & Sons', Country: info.Country });
      expect((await it.call('getCompanyInfo', it.server.realmId)).CompanyName).toBe('Larkspur & Sons');
      expect(
        await it.refused('updateCompanyInfo', { Id: info.Id, SyncToken: info.SyncToken, CompanyName: 'x' }),
      ).toEqual(STALE);

      const preferences = await it.call('getPreferences');
      const SalesFormsPrefs = { ...preferences.SalesFormsPrefs, CustomTxnNumbers: true };
      const { Id, SyncToken } = preferences;
      expect(await it.call('updatePreferences', { Id, SyncToken, SalesFormsPrefs })).toMatchObject({ SalesFormsPrefs });
      expect((await it.call('createInvoice', sale)).DocNumber).toBeUndefined();
    });

    test('who is signed in', async () => {
      const it = now();
      const QuickBooks: Loose = createRequire(import.meta.url)('node-quickbooks');
      QuickBooks.USER_INFO_URL = `${it.server.url}/v1/openid_connect/userinfo`;
      expect(await it.call('getUserInfo')).toMatchObject({
        sub: expect.any(String),
        email: expect.stringContaining('@'),
      });
    });

    test('an expired token is refused, refreshed, used, and given up', async () => {
      const it = now();
      const QuickBooks: Loose = createRequire(import.meta.url)('node-quickbooks');
      QuickBooks.TOKEN_URL = `${it.server.url}/oauth2/v1/tokens/bearer`;
      QuickBooks.REVOKE_URL = `${it.server.url}/v2/oauth2/tokens/revoke`;
      await control(it.server, '/connection', { action: 'expire-access' });
      expect(await it.refused('getCustomer', '1')).toEqual({ status: 401, code: '3200' });
      expect(await it.call('refreshAccessToken')).toMatchObject({ token_type: 'bearer', expires_in: 3600 });
      const { DisplayName } = await it.call('getCustomer', '1');
      expect(DisplayName).toEqual(expect.any(String));
      expect((await it.call('revokeAccess', true)).status).toBe(200);
    });
  });
}

export function whole(now: Now): void {
  queries(now);
  batchesAndChanges(now);
  papers(now);
  settings(now);
}
