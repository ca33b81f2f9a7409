/** The sales side through a client that was never written for the sandbox: every method node-quickbooks has for it. */
import { execFile, execFileSync } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { SandboxServer } from '../../../main/sandbox/server/index.ts';
import { type Loose, type NodeClient, nodeClient } from './node-client.ts';
import { closeAll, control, start } from './support.ts';

let server: SandboxServer;
let client: NodeClient;

beforeAll(async () => {
  server = await start({ company: 'demo' });
});

beforeEach(async () => {
  await control(server, '/reset', {});
  client = nodeClient(server);
});

afterAll(closeAll);

const line = (item: string, amount: number) => ({
  DetailType: 'SalesItemLineDetail',
  Amount: amount,
  SalesItemLineDetail: { ItemRef: { value: item } },
});

const sale = { CustomerRef: { value: '4' }, Line: [line('1', 250)] };
const BANK = { value: '5' };

describe('sales forms', () => {
  test.each([
    ['Estimate', 'Estimates', sale, { TxnStatus: 'Accepted' }],
    ['CreditMemo', 'CreditMemos', sale, { PrivateNote: 'Gutter bent' }],
    ['SalesReceipt', 'SalesReceipts', { Line: [line('1', 250)] }, { PaymentRefNum: '1041' }],
    ['RefundReceipt', 'RefundReceipts', { ...sale, DepositToAccountRef: BANK }, { PrivateNote: 'Gutter bent' }],
  ])('%s: create, get, update, find, count, delete', async (name, plural, body, change) => {
    const count = async (): Promise<number> =>
      (await client.call(`find${plural}`, { count: true })).QueryResponse.totalCount;
    // The demo company has some of its own.
    const before = await count();
    const made = await client.call(`create${name}`, body);
    expect(made).toMatchObject({ SyncToken: '0', TotalAmt: 250 });
    expect(await client.call(`get${name}`, made.Id)).toEqual(made);
    const changed = await client.call(`update${name}`, { Id: made.Id, SyncToken: '0', ...change });
    expect(changed).toMatchObject({ ...change, SyncToken: '1', TotalAmt: 250 });
    // The whole record sent back says nothing new.
    expect(await client.call(`update${name}`, { ...changed })).toEqual(changed);
    expect(await client.refused(`update${name}`, { Id: made.Id, SyncToken: '0', ...change })).toEqual({
      status: 400,
      code: '5010',
    });
    const found = await client.call(`find${plural}`, [{ field: 'DocNumber', value: made.DocNumber }]);
    expect(found.QueryResponse[name]).toEqual([changed]);
    expect(await count()).toBe(before + 1);
    expect((await client.call(`delete${name}`, made.Id))[name]).toEqual({
      domain: 'QBO',
      status: 'Deleted',
      Id: made.Id,
    });
    expect(await client.refused(`get${name}`, made.Id)).toEqual({ status: 400, code: '610' });
    expect(await count()).toBe(before);
  });

  test('an invoice closes its estimate; a credit memo pays it through a payment of nothing', async () => {
    const estimate = await client.call('createEstimate', sale);
    const link = { LinkedTxn: [{ TxnId: estimate.Id, TxnType: 'Estimate' }] };
    const invoice = await client.call('createInvoice', { ...sale, ...link });
    expect(invoice.Line[0].LinkedTxn).toEqual(link.LinkedTxn);
    expect(await client.call('getEstimate', estimate.Id)).toMatchObject({ TxnStatus: 'Closed', SyncToken: '0' });
    const memo = await client.call('createCreditMemo', sale);
    const payment = await client.call('createPayment', {
      CustomerRef: { value: '4' },
      TotalAmt: 0,
      Line: [
        { Amount: 250, LinkedTxn: [{ TxnId: invoice.Id, TxnType: 'Invoice' }] },
        { Amount: 250, LinkedTxn: [{ TxnId: memo.Id, TxnType: 'CreditMemo' }] },
      ],
    });
    expect((await client.call('getInvoice', invoice.Id)).Balance).toBe(0);
    expect((await client.call('getCreditMemo', memo.Id)).RemainingCredit).toBe(0);
    expect(await client.refused('deleteCreditMemo', memo.Id)).toEqual({ status: 400, code: '6000' });
    expect(await client.call('voidPayment', { Id: payment.Id, SyncToken: '0' })).toMatchObject({
      PrivateNote: 'Voided',
    });
    expect((await client.call('getCreditMemo', memo.Id)).RemainingCredit).toBe(250);
  });

  test('a sales receipt is voided by an update', async () => {
    const made = await client.call('createSalesReceipt', { Line: [line('1', 250)] });
    const voided = await client.call('updateSalesReceipt', { Id: made.Id, SyncToken: '0', void: true });
    expect(voided).toMatchObject({ TotalAmt: 0, PrivateNote: 'Voided' });
  });

  test.each(['Invoice', 'Estimate', 'CreditMemo', 'SalesReceipt'])(
    '%s: e-mailed with and without an address',
    async (name) => {
      const made = await client.call(`create${name}`, sale);
      expect(await client.refused(`send${name}Pdf`, made.Id)).toEqual({ status: 400, code: '6420' });
      const sent = await client.call(`send${name}Pdf`, made.Id, 'desk@mail.example');
      expect(sent).toMatchObject({
        SyncToken: '1',
        EmailStatus: 'EmailSent',
        BillEmail: { Address: 'desk@mail.example' },
      });
      expect((await client.call(`send${name}Pdf`, made.Id)).BillEmail.Address).toBe('desk@mail.example');
    },
  );

  test('a purchase order too', async () => {
    const [order] = (await client.call('findPurchaseOrders', { limit: 1 })).QueryResponse.PurchaseOrder;
    const sent = await client.call('sendPurchaseOrder', order.Id, 'yard@mail.example');
    expect(sent).toMatchObject({ EmailStatus: 'EmailSent', POEmail: { Address: 'yard@mail.example' } });
    expect(Number(sent.SyncToken)).toBe(Number(order.SyncToken) + 1);
  });
});

/** pdftotext, where it is installed. */
function pdfReader(): string | undefined {
  try {
    execFileSync('pdftotext', ['-v'], { stdio: 'ignore' });
    return 'pdftotext';
  } catch {
    return undefined;
  }
}

describe('PDFs', () => {
  test.each(['Invoice', 'Estimate', 'CreditMemo', 'SalesReceipt'])('%s is a PDF over HTTP', async (name) => {
    const made = await client.call(`create${name}`, sale);
    const bytes = Buffer.from(await client.call(`get${name}Pdf`, made.Id));
    expect(bytes.subarray(0, 8).toString()).toBe('%PDF-1.4');
    expect(bytes.subarray(-6).toString()).toBe('%%EOF\n');
    const answer = await fetch(`${server.url}/v3/company/${server.realmId}/${name.toLowerCase()}/${made.Id}/pdf`, {
      headers: { authorization: `Bearer ${server.accessToken}`, accept: 'application/pdf' },
    });
    expect(answer.headers.get('content-type')).toBe('application/pdf');
    expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true);
  });

  test('another program reads number, customer, lines and totals out of it', async ({ skip }) => {
    const reader = pdfReader();
    if (reader === undefined) skip('pdftotext is not installed');
    const folder = await mkdtemp(join(tmpdir(), 'sandbox-pdf-'));
    try {
      const Line = Array.from({ length: 60 }, (_, index) => ({
        ...line('1', index + 1),
        Description: `Step ${index + 1}.`,
      }));
      const made = await client.call('createInvoice', { ...sale, Line });
      const file = join(folder, 'invoice.pdf');
      await writeFile(file, Buffer.from(await client.call('getInvoicePdf', made.Id)));
      const { stdout } = await promisify(execFile)(reader ?? '', ['-layout', file, '-']);
      for (const text of [
        made.DocNumber,
        made.CustomerRef.name,
        'INVOICE',
        'Step 1.',
        'Step 60.',
        '1,830.00',
        'Page 2 of',
      ])
        expect(stdout).toContain(text);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('attachments', () => {
  test('a note: create, get, update, find, count, delete', async () => {
    const made = await client.call('createAttachable', { Note: 'Dog in the yard' });
    expect(await client.call('getAttachable', made.Id)).toEqual(made);
    const changed = await client.call('updateAttachable', { Id: made.Id, SyncToken: '0', Note: 'No dog' });
    expect(changed).toMatchObject({ Note: 'No dog', SyncToken: '1' });
    const found = await client.call('findAttachables', [{ field: 'Note', value: 'No dog' }]);
    expect(found.QueryResponse.Attachable).toHaveLength(1);
    expect((await client.call('findAttachables', { count: true })).QueryResponse.totalCount).toBe(1);
    expect((await client.call('deleteAttachable', made.Id)).Attachable.status).toBe('Deleted');
  });

  test('a file is uploaded, linked, fetched by its temporary address, and the address ends', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sandbox-upload-'));
    try {
      const bytes = Buffer.from(Array.from({ length: 200_003 }, (_, index) => (index * 31) % 256));
      await writeFile(join(folder, 'ridge vent.jpg'), bytes);
      const stream = createReadStream(join(folder, 'ridge vent.jpg'));
      const made = await client.call('upload', 'ridge vent.jpg', 'image/jpeg', stream, 'Invoice', '1');
      expect(made).toMatchObject({
        FileName: 'ridge vent.jpg',
        ContentType: 'image/jpeg',
        Size: bytes.length,
        SyncToken: '1',
        AttachableRef: [{ EntityRef: { type: 'Invoice', value: '1' } }],
      });
      const download = await fetch(`${server.url}/v3/company/${server.realmId}/download/${made.Id}`, {
        headers: { authorization: `Bearer ${server.accessToken}` },
      });
      expect(download.headers.get('content-type')).toContain('text/plain');
      const link = await download.text();
      expect(link).toContain(`${server.url}/`);
      const file = await fetch(link);
      expect(file.headers.get('content-type')).toBe('image/jpeg');
      expect(file.headers.get('content-disposition')).toContain('attachment');
      expect(Buffer.from(await file.arrayBuffer()).equals(bytes)).toBe(true);
      expect((await fetch(made.TempDownloadUri)).status).toBe(200);
      expect((await fetch(link.replace(/Expires=\d+/, 'Expires=99999999999'))).status).toBe(403);
      expect((await fetch(link, { method: 'POST' })).status).toBe(405);
      await control(server, '/clock', { forward: { minutes: 16 } });
      const late = await fetch(link);
      expect([late.status, await late.text()]).toEqual([403, expect.stringContaining('Request has expired')]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test('a file without a record to hang on; one that is refused inside HTTP 200', async () => {
    const alone = await client.call('upload', 'list.csv', 'text/csv', Buffer.from('a,b\n'));
    expect(alone).toMatchObject({ FileName: 'list.csv', Size: 4, SyncToken: '0' });
    expect(await client.refused('upload', 'run.exe', 'text/plain', Buffer.from('x'))).toEqual({
      status: 200,
      code: '6041',
    });
    expect(await client.refused('upload', 'a.csv', 'text/csv', Buffer.from('x'), 'Estimate', '75')).toEqual({
      status: 400,
      code: '6000',
    });
  });

  test('more than 100 MB is refused', async () => {
    const huge = Buffer.alloc(100 * 1024 * 1024 + 1);
    expect(await client.refused('upload', 'huge.pdf', 'application/pdf', huge)).toEqual({ status: 400, code: '6030' });
  });
});

describe('items and tax', () => {
  test('the bundle of the demo book, and an invoice with it', async () => {
    const [bundle] = (await client.call('findItems', [{ field: 'Type', value: 'Group' }])).QueryResponse.Item;
    expect(bundle.ItemGroupDetail.ItemGroupLine).toHaveLength(3);
    const group = {
      DetailType: 'GroupLineDetail',
      GroupLineDetail: { GroupItemRef: { value: bundle.Id }, Quantity: 2 },
    };
    const invoice = await client.call('createInvoice', { CustomerRef: { value: '4' }, Line: [group] });
    expect(invoice.Line[0].GroupLineDetail.Line).toHaveLength(3);
    const parts = invoice.Line[0].GroupLineDetail.Line.reduce((sum: number, part: Loose) => sum + part.Amount * 100, 0);
    expect(invoice.TotalAmt * 100).toBe(parts);
    expect(await client.refused('updateItem', { Id: bundle.Id, SyncToken: '0', Name: 'x' })).toEqual({
      status: 400,
      code: '500',
    });
  });

  test('a category', async () => {
    const made = await client.call('createItem', { Name: 'Flat roofs', Type: 'Category' });
    expect(made).toMatchObject({ Type: 'Category', FullyQualifiedName: 'Flat roofs' });
    const changed = await client.call('updateItem', { Id: made.Id, SyncToken: '0', Name: 'Low slope' });
    expect(changed.Name).toBe('Low slope');
  });

  test('agencies, codes and rates', async () => {
    const agency = await client.call('createTaxAgency', { DisplayName: 'City of Novato' });
    expect(await client.call('getTaxAgency', agency.Id)).toEqual(agency);
    expect((await client.call('findTaxAgencies')).QueryResponse.TaxAgency).toHaveLength(2);
    const made = await client.call('createTaxService', {
      TaxCode: 'Novato',
      TaxRateDetails: [
        { TaxRateName: 'Novato City', RateValue: 0.75, TaxAgencyId: agency.Id, TaxApplicableOn: 'Sales' },
      ],
    });
    expect((await client.call('getTaxCode', made.TaxCodeId)).Name).toBe('Novato');
    expect((await client.call('getTaxRate', made.TaxRateDetails[0].TaxRateId)).RateValue).toBe(0.75);
    const changed = await client.call('updateTaxAgency', { Id: agency.Id, SyncToken: '0', DisplayName: 'Novato' });
    expect(changed).toMatchObject({ DisplayName: 'Novato', SyncToken: '1' });
  });
});
