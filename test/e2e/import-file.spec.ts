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
import { picture } from './pictures.ts';

const CLIENTS = [
  'Client name,E-mail,Phone,Street,City,State,Zip,Client since',
  'Dana Reyes,dana@summit.example,(555) 010-2030,1 Main St,Tucson,AZ,85701,2021',
  'Sonora Tile,office@sonora.example,555 010 7788,12 Mesa Dr,Oro Valley,AZ,85737,2022',
  'Ocotillo Dental,front desk,555 010 4411,,,,,2023',
].join('\r\n');

/** The export of another product comes into the workspace through the window, in a real browser. */
test.describe
  .serial('import from a file', () => {
    let sandbox: SandboxProcess;
    let host: HostProcess;
    let data = '';
    let page: Page;
    const faults: string[] = [];
    const choose = async (name: string, text: string): Promise<void> => {
      await page
        .locator('input[type=file]')
        .setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text, 'utf8') });
    };

    test.beforeAll(async ({ browser }) => {
      data = await temporaryFolder();
      sandbox = await startSandbox({ company: 'empty' });
      host = await startHost({ data });
      await host.connect(sandbox);
      page = await browser.newPage();
      page.on('pageerror', (error) => faults.push(error.message));
      page.on('console', (message) => {
        if (message.type() === 'error' && !/status of 4\d\d/.test(message.text())) faults.push(message.text());
      });
      await page.goto(`${host.ready.url}#token=${host.ready.token}`);
    });

    test.afterAll(async () => {
      await page?.close();
      await host?.stop();
      await sandbox?.stop();
      await removeFolder(data);
    });

    test('file, columns, check, import, summary; what is left out is a file to be corrected', async () => {
      await page.goto(new URL('/import', host.ready.url).href);
      await page.getByText('From a file', { exact: true }).click();
      await expect(page).toHaveURL(/\/import\/from-file$/);
      await choose('broken.csv', '');
      await expect(page.getByText('broken.csv cannot be read: it is empty', { exact: false })).toBeVisible();
      await choose('clients.csv', CLIENTS);

      await expect(page.getByLabel('Each row is of')).toHaveValue('customer');
      await expect(page.getByLabel('Zip becomes')).toHaveValue('billingAddress.postalCode');
      await expect(page.getByLabel('Client since becomes')).toHaveValue('');
      await page.getByLabel('Client since becomes').selectOption('notes');
      await page.getByLabel('Client name becomes').selectOption('');
      await expect(page.getByText('Still to be chosen: Name')).toBeVisible();
      await expect(page.getByRole('button', { name: 'Check the rows' })).toBeDisabled();
      await page.getByLabel('Client name becomes').selectOption('displayName');
      await picture(page, 'import-file-columns-light');
      await page.getByRole('button', { name: 'Check the rows' }).click();

      await expect(page.getByText('Nothing has been written.')).toBeVisible();
      await expect(page.getByText('E-mail is not an e-mail address').first()).toBeVisible();
      await picture(page, 'import-file-check-light');
      const [saved] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: 'Save what is left out' }).click(),
      ]);
      const csv = await readFile(await saved.path(), 'utf8');
      expect(saved.suggestedFilename()).toBe('clients-left-out.csv');
      expect(csv).toContain(
        'Ocotillo Dental,front desk,555 010 4411,,,,,2023,4,E-mail,E-mail is not an e-mail address',
      );
      expect((await host.call('records.list', { entity: 'customer' })).total).toBe(0);

      await page.getByRole('button', { name: 'Import 2 records' }).click();
      await expect(page).toHaveURL(/\/import\/file\/[^/]+$/);
      await expect(page.getByText('Done', { exact: true })).toBeVisible();
      await expect(page.getByRole('button', { name: /^Made/ })).toContainText('2');
      const { rows } = await host.call('records.list', { entity: 'customer' });
      expect(rows.map(({ title }) => title).sort()).toEqual(['Dana Reyes', 'Sonora Tile']);
      expect(rows.find(({ title }) => title === 'Dana Reyes')?.body).toMatchObject({ notes: '2021' });
      expect(faults).toEqual([]);
    });

    test('the same file again has nothing to import; the summary is opened again', async () => {
      await page.getByRole('link', { name: 'Another file' }).click();
      await choose('clients.csv', CLIENTS);
      await page.getByRole('button', { name: 'Check the rows' }).click();
      await expect(page.getByRole('button', { name: 'Nothing to import' })).toBeDisabled();
      await page.goto(new URL('/import', host.ready.url).href);
      await page.getByRole('link', { name: /clients\.csv/ }).click();
      await expect(page.getByText('Done', { exact: true })).toBeVisible();
      await expect(page.getByRole('grid', { name: 'Records of the import' })).toContainText('Dana Reyes');
      expect(faults).toEqual([]);
    });
  });
