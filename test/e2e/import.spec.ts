import { readFile } from 'node:fs/promises';
import { expect, type Page, test } from 'playwright/test';
import {
  type HostProcess,
  removeFolder,
  type SandboxProcess,
  startHost,
  startSandbox,
  temporaryFolder,
} from '../support/processes.ts';

/** Customers of QuickBooks come into the workspace before sync is switched on, as a person does it, in a real browser. */
test.describe
  .serial('import from QuickBooks', () => {
    let sandbox: SandboxProcess;
    let host: HostProcess;
    let data = '';
    let page: Page;
    const faults: string[] = [];

    test.beforeAll(async ({ browser }) => {
      data = await temporaryFolder();
      sandbox = await startSandbox({ company: 'demo' });
      host = await startHost({ data });
      await host.connect(sandbox);
      page = await browser.newPage();
      page.on('pageerror', (error) => faults.push(error.message));
      page.on('console', (message) => {
        if (message.type() === 'error' && !/status of 4\d\d/.test(message.text())) faults.push(message.text());
      });
    });

    test.afterAll(async () => {
      await page?.close();
      await host?.stop();
      await sandbox?.stop();
      await removeFolder(data);
    });

    test('customers with their invoices and estimates, after a look at the plan, with a summary at the end', async () => {
      const before = await sandbox.qbo.query('Customer');
      const bare = before.filter((row) => row.Active !== false && row.PrimaryEmailAddr === undefined).length;
      await page.goto(`${host.ready.url}#token=${host.ready.token}`);
      await page.getByRole('link', { name: 'Only bring customers over from QuickBooks first' }).click();
      await expect(page.getByRole('heading', { name: 'Import from QuickBooks' })).toBeVisible();
      await expect(page.getByRole('checkbox', { name: 'Customers' })).toBeChecked();
      await expect(page.getByRole('checkbox', { name: 'Invoices' })).toBeChecked();
      // The name may decide before the e-mail address.
      await page.getByRole('button', { name: 'Name: decides earlier' }).click();
      await page.getByRole('button', { name: 'E-mail address: decides earlier' }).click();
      await page.getByRole('button', { name: 'Look at the plan' }).click();

      const go = page.getByRole('button', { name: /^Import: \d+ changes$/ });
      await expect(go).toBeVisible();
      await expect(page.getByText('Nothing has been written', { exact: false })).toBeVisible();
      await go.click();
      await expect(page).toHaveURL(/\/import\/[^/]+$/);
      await expect(page.getByText('Done', { exact: true })).toBeVisible();
      const made = page.getByRole('button', { name: /^Made/ });
      await expect(made).toContainText(/[1-9]/);

      await page.getByRole('button', { name: /^Without e-mail/ }).click();
      await expect(page).toHaveURL(/noEmail=1/);
      const listed = page.getByRole('grid', { name: 'Records of the import' });
      await expect(listed.getByText(/without an e-mail address/i).first()).toBeVisible();
      const id = new URL(page.url()).pathname.split('/').at(-1) ?? '';
      const { import: summary } = await host.call('import.get', { id });
      expect(summary.withoutEmail).toBeGreaterThanOrEqual(bare);

      const [file] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: 'Export CSV' }).click(),
      ]);
      const csv = await readFile(await file.path(), 'utf8');
      expect(csv.trim().split('\r\n')).toHaveLength(summary.total + 1);
      expect(csv).toContain('Made,Customer,');

      // Everything is here, nothing was written there, and sync is still to be switched on.
      const invoices = (await host.call('records.list', { entity: 'invoice', limit: 500 })).rows;
      expect(invoices.filter((row) => row.platformId !== null).length).toBeGreaterThan(10);
      const versions = (rows: typeof before): string[] => rows.map((row) => `${row.Id} ${row.SyncToken}`).sort();
      expect(versions(await sandbox.qbo.query('Customer'))).toEqual(versions(before));
      expect((await host.call('app.status', {})).stage).not.toBe('live');
      expect(faults).toEqual([]);
    });

    test('the summary is opened again, and a second import makes nothing twice', async () => {
      await page.getByRole('link', { name: 'All imports' }).click();
      await expect(page.getByRole('link', { name: /made/ })).toBeVisible();
      const customers = (await host.call('records.list', { entity: 'customer', limit: 500 })).rows;
      await page.getByRole('button', { name: 'Look at the plan' }).click();
      await expect(page.getByText('Nothing has been written', { exact: false })).toBeVisible();
      await expect(page.getByRole('button', { name: /Nothing to import|Ask in Review/ })).toBeVisible();
      await page.goto(new URL('/import', host.ready.url).href);
      await page.getByRole('link', { name: /made/ }).click();
      await expect(page.getByText('Done', { exact: true })).toBeVisible();
      const now = (await host.call('records.list', { entity: 'customer', limit: 500 })).rows;
      expect(now.length).toBe(customers.length);
      expect(faults).toEqual([]);
    });
  });
