import { expect, type Page, test } from 'playwright/test';
import type { OutputOf } from '../../shared/contract/index.ts';
import {
  eventually,
  type HostProcess,
  removeFolder,
  type SandboxProcess,
  startHost,
  startSandbox,
  temporaryFolder,
} from '../support/processes.ts';

/** What a person does with one document in the window, and what is in QuickBooks after it, read by another client. */
test.describe
  .serial('documents', () => {
    let sandbox: SandboxProcess;
    let host: HostProcess;
    let data = '';
    let page: Page;
    const faults: string[] = [];
    const open = (path: string) => page.goto(new URL(path, host.ready.url).href);
    const drawer = () => page.getByRole('dialog').first();
    const equal = (entity: string, key: string): Promise<OutputOf<'records.get'>> =>
      host.until(
        'records.get',
        { entity, key },
        ({ row }) => row.quickbooksId !== null && row.state === 'equal' && row.platformId !== null,
      );

    test.beforeAll(async ({ browser }) => {
      data = await temporaryFolder();
      sandbox = await startSandbox({ company: 'demo' });
      host = await startHost({ data, secrets: 'memory' });
      await host.connect(sandbox);
      await host.applyPlan();
      await host.until('app.status', {}, (status) => status.stage === 'live' && status.counts.waiting === 0);
      page = await browser.newPage();
      page.on('pageerror', (error) => faults.push(error.message));
      await page.goto(`${host.ready.url}#token=${host.ready.token}`);
      await expect(page.getByRole('link', { name: 'Overview', exact: true })).toBeVisible();
    });
    test.afterAll(async () => {
      await page?.close();
      await host?.stop();
      await sandbox?.stop();
      await removeFolder(data);
    });

    /** A customer and an item both sides have. */
    const among = async (entity: string): Promise<string> => {
      const { rows } = await host.call('records.list', { entity, states: ['equal'], limit: 1 });
      const [row] = rows;
      if (!row) throw new Error(`no ${entity} is on both sides`);
      return row.key;
    };

    test('an estimate becomes an invoice in one click, linked on both sides', async () => {
      const [customer, item] = await Promise.all([among('customer'), among('item')]);
      const made = await host.call('records.create', {
        entity: 'estimate',
        body: {
          customer,
          date: '2026-05-04',
          status: 'pending',
          lines: [{ item, description: 'Ridge cap, installed', quantity: '3', unitPrice: '120.50', taxable: false }],
        },
      });
      const estimate = await equal('estimate', made.key);

      await open(`records/estimate/${made.key}`);
      await drawer().getByRole('button', { name: 'Convert to invoice', exact: true }).click();
      await expect(page).toHaveURL(/records\/invoice\//);
      const key = decodeURIComponent(new URL(page.url()).pathname.split('/').at(-1) ?? '');
      const invoice = await equal('invoice', key);
      expect(invoice.platform).toMatchObject({ customer, estimate: made.key, total: '361.50' });
      const there = await eventually(
        () => sandbox.qbo.read('Invoice', invoice.row.quickbooksId ?? ''),
        (row) => Array.isArray(row.LinkedTxn) && row.LinkedTxn.length > 0,
        { what: 'The link to the estimate in QuickBooks' },
      );
      expect(there.LinkedTxn).toEqual([{ TxnId: estimate.row.quickbooksId, TxnType: 'Estimate' }]);
      expect(Number(there.TotalAmt)).toBe(361.5);
      await eventually(
        () => sandbox.qbo.read('Estimate', estimate.row.quickbooksId ?? ''),
        (row) => row.TxnStatus !== 'Pending',
        { what: 'The estimate, settled in QuickBooks' },
      );
    });

    test('a receipt attached in the window arrives in QuickBooks, byte for byte', async () => {
      const [row] = (await host.call('records.list', { entity: 'invoice', states: ['equal'], limit: 1 })).rows;
      const content = Buffer.from('%PDF-1.4\nPaid in cash, with thanks\n%%EOF\n');
      await open(`records/invoice/${row?.key}`);
      const files = page.getByRole('region', { name: 'Files' });
      await expect(files.getByText('No files yet.')).toBeVisible();
      await files
        .locator('input[type=file]')
        .or(page.locator('input[type=file]'))
        .first()
        .setInputFiles({ name: 'receipt.pdf', mimeType: 'application/pdf', buffer: content });
      await expect(files.getByText('receipt.pdf', { exact: true })).toBeVisible();
      await expect(files.getByText(/On both sides/)).toBeVisible({ timeout: 60_000 });
      const [there, ...more] = await sandbox.qbo.query('Attachable', "FileName = 'receipt.pdf'");
      expect(more).toEqual([]);
      expect(there).toMatchObject({
        Size: content.length,
        AttachableRef: [{ EntityRef: { type: 'Invoice', value: row?.quickbooksId } }],
      });
      const fetched = await fetch(String(there?.TempDownloadUri));
      expect(Buffer.from(await fetched.arrayBuffer()).equals(content)).toBe(true);
      // What is no file for QuickBooks is refused before it goes anywhere, with the way out.
      await page
        .locator('input[type=file]')
        .first()
        .setInputFiles({ name: 'setup.exe', mimeType: 'application/octet-stream', buffer: content });
      await expect(files.getByText('QuickBooks takes no files like setup.exe.')).toBeVisible();
    });

    test('a change is undone from Activity on both sides', async () => {
      const key = await among('customer');
      const before = await host.call('records.get', { entity: 'customer', key });
      const id = before.row.quickbooksId ?? '';
      const notes = before.platform?.notes ?? null;
      await host.call('records.update', {
        entity: 'customer',
        key,
        revision: before.revision ?? '',
        changes: { notes: 'Ring twice' },
      });
      await eventually(
        () => sandbox.qbo.read('Customer', id),
        (row) => row.Notes === 'Ring twice',
        { what: 'The note in QuickBooks' },
      );
      const { entries } = await host.until('activity.list', { entity: 'customer', recordId: key, limit: 5 }, (list) =>
        list.entries.some((entry) => entry.act === 'update' && entry.result === 'done' && entry.side === 'quickbooks'),
      );
      const entry = entries.find((one) => one.act === 'update' && one.result === 'done' && one.side === 'quickbooks');
      await open(`activity/${entry?.seq}`);
      await drawer().getByRole('button', { name: 'Undo this change…' }).click();
      await expect(page).toHaveURL(/\/preview/);
      await page.getByRole('button', { name: /^Undo: write \d+ changes?$/ }).click();
      await expect(page).toHaveURL(/\/activity/);
      await eventually(
        () => sandbox.qbo.read('Customer', id),
        (row) => (row.Notes ?? null) === notes || (notes === null && row.Notes === ''),
        { what: 'The note of before in QuickBooks' },
      );
      const after = await host.until(
        'records.get',
        { entity: 'customer', key },
        ({ row, platform }) => row.state === 'equal' && platform?.notes !== 'Ring twice',
      );
      expect(after.platform?.notes ?? null).toBe(notes);
    });

    test('a program gets a key that may read, and loses it', async () => {
      await open('settings/programs');
      await page.getByRole('button', { name: 'Make a key' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Program', { exact: true }).fill('Dispatch board');
      await dialog.getByRole('button', { name: 'Make key' }).click();
      await expect(dialog.getByRole('heading', { name: 'The key of Dispatch board' })).toBeVisible();
      const secret = (await dialog.locator('code').textContent()) ?? '';
      expect(secret).toMatch(/^plk_/);
      await dialog.getByRole('button', { name: 'I have kept it' }).click();
      await expect(page.getByText('Never used', { exact: false })).toBeVisible();

      const ask = (method: string, path: string, body?: unknown) =>
        fetch(new URL(path, host.ready.url), {
          method,
          headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
      expect((await ask('GET', 'platform/v1/records/customer')).status).toBe(200);
      // It may read and nothing more.
      expect((await ask('POST', 'platform/v1/records/customer', { body: { displayName: 'Nobody' } })).status).toBe(403);
      await page.reload();
      await expect(page.getByText(/^Used/)).toBeVisible();

      await page.getByRole('button', { name: 'End access' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'End access' }).click();
      await expect(page.getByText('There is no key yet', { exact: false })).toBeVisible();
      expect((await ask('GET', 'platform/v1/records/customer')).status).toBe(401);
    });

    test('in a narrow window the kind that is shown is not scrolled out of sight', async () => {
      await page.setViewportSize({ width: 400, height: 800 });
      await page.goto(new URL('records/billPayment', host.ready.url).href);
      const kind = page.getByRole('tab', { name: /^Bill payments/ });
      await expect(kind).toHaveAttribute('aria-selected', 'true');
      await expect(kind).toBeInViewport({ ratio: 0.99 });
      await page.setViewportSize({ width: 1440, height: 900 });
    });

    test('the browser had nothing to complain about', () => {
      expect(faults).toEqual([]);
    });
  });
