import { expect, type Page, test } from 'playwright/test';
import { type HostProcess, removeFolder, startHost, temporaryFolder } from '../support/processes.ts';
import { lightAndDark } from './pictures.ts';

/** A second company beside the first: added, connected, switched to, taken off the list and brought back. */
test.describe
  .serial('companies', () => {
    let host: HostProcess;
    let data = '';
    let page: Page;
    const faults: string[] = [];
    const switcher = () => page.getByRole('button', { name: /^Company: / });

    test.beforeAll(async ({ browser }) => {
      data = await temporaryFolder();
      host = await startHost({ data, secrets: 'memory' });
      await host.call('workspace.loadDemo', {});
      await host.call('connection.startSandbox', {});
      const plan = await host.call('sync.preview', {});
      await host.call('sync.apply', { planId: plan.planId, hash: plan.hash, confirmWarning: true });
      await host.until('app.status', {}, (status) => status.stage === 'live' && status.counts.waiting === 0);
      page = await browser.newPage();
      page.on('pageerror', (error) => faults.push(error.message));
    });
    test.afterAll(async () => {
      await page?.close();
      await host?.stop();
      await removeFolder(data);
    });

    test('the owner adds a second company, which begins empty', async () => {
      await page.goto(`${host.ready.url}#token=${host.ready.token}`);
      await switcher().click();
      await page.getByRole('menuitem', { name: 'Add another company' }).click();
      await page.getByRole('button', { name: 'Add company' }).click();
      await page.getByLabel('Name', { exact: true }).fill('Harbor branch');
      await page.getByRole('button', { name: 'Add and open it' }).click();
      await expect(page.getByRole('button', { name: 'Company: Harbor branch' })).toBeVisible();
      await expect(page.getByRole('heading', { name: /^Keep .* and QuickBooks equal$/ })).toBeVisible();
      await page.getByRole('checkbox', { name: /Fill .* with a demo book/ }).uncheck();
      await page.getByRole('button', { name: 'Start the sandbox company' }).click();
      const second = host.company('2');
      await second.until('app.status', {}, (status) => status.stage !== 'notConnected');
      // The open window makes a preview of its own, and the newest alone can be applied.
      await expect(async () => {
        const plan = await second.call('sync.preview', {});
        await second.call('sync.apply', { planId: plan.planId, hash: plan.hash, confirmWarning: true });
      }).toPass();
      await second.until('app.status', {}, (status) => status.stage === 'live' && status.counts.waiting === 0);
    });

    test('both are seen with their health, and the window goes from one to the other', async () => {
      await page.goto(host.ready.url);
      await switcher().click();
      await expect(page.getByRole('menuitem', { name: /Harbor branch/ })).toBeVisible();
      await expect(page.getByRole('menuitem')).toHaveCount(3);
      await lightAndDark(page, 'companies-switcher');
      await page.getByRole('menuitem').first().click();
      await expect(page.getByRole('button', { name: 'Company: Harbor branch' })).toHaveCount(0);
      await expect(switcher()).toBeVisible();
      await page.reload();
      await expect(page.getByRole('button', { name: 'Company: Harbor branch' })).toHaveCount(0);
    });

    test('settings tell of each, and what stays where when one is taken off the list', async () => {
      await page.goto(new URL('settings/companies', host.ready.url).href);
      await expect(page.getByText('(shown here)')).toBeVisible();
      await lightAndDark(page, 'companies-settings');
      await page.setViewportSize({ width: 400, height: 800 });
      await lightAndDark(page, 'companies-narrow');
      await page.setViewportSize({ width: 1440, height: 900 });
      await page.getByRole('button', { name: 'Actions for Harbor branch' }).click();
      await page.getByRole('menuitem', { name: 'Take off the list' }).click();
      const dialog = page.getByRole('dialog');
      await expect(dialog.getByText(/companies\/2/)).toBeVisible();
      await lightAndDark(page, 'companies-remove');
      await dialog.getByRole('button', { name: 'Take off the list' }).click();
      await expect(page.getByRole('heading', { name: 'Taken off the list' })).toBeVisible();
      await page.getByRole('button', { name: 'Bring back' }).click();
      await expect(page.getByRole('heading', { name: 'Taken off the list' })).toHaveCount(0);
      await page.getByRole('button', { name: 'Open', exact: true }).click();
      await expect(page.getByRole('button', { name: 'Company: Harbor branch' })).toBeVisible();
      await expect(page.getByText(/Nothing was lost/).first()).toBeVisible();
      expect(faults).toEqual([]);
    });
  });
