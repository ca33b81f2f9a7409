import { expect, type Page, test } from 'playwright/test';
import { type HostProcess, removeFolder, startHost, temporaryFolder } from '../support/processes.ts';

/** The owner lets somebody in, who may write invoices and nothing else. Two browsers, as two people have them. */
test.describe
  .serial('people', () => {
    let host: HostProcess;
    let data = '';
    let owner: Page;
    let ines: Page;
    const faults: string[] = [];

    test.beforeAll(async ({ browser }) => {
      data = await temporaryFolder();
      host = await startHost({ data, secrets: 'memory' });
      await host.call('workspace.loadDemo', {});
      await host.call('connection.startSandbox', {});
      const plan = await host.call('sync.preview', {});
      await host.call('sync.apply', { planId: plan.planId, hash: plan.hash, confirmWarning: true });
      await host.until('app.status', {}, (status) => status.stage === 'live' && status.counts.waiting === 0);
      [owner, ines] = (await Promise.all([browser.newContext(), browser.newContext()]).then((contexts) =>
        Promise.all(contexts.map((context) => context.newPage())),
      )) as [Page, Page];
      for (const page of [owner, ines]) page.on('pageerror', (error) => faults.push(error.message));
    });
    test.afterAll(async () => {
      await host?.stop();
      await removeFolder(data);
    });

    test('the owner adds a Basic user', async () => {
      await owner.goto(`${host.ready.url}#token=${host.ready.token}`);
      await owner.getByRole('link', { name: 'Settings', exact: true }).click();
      await owner.getByRole('link', { name: 'People', exact: true }).click();
      await expect(owner.getByText('Nobody else has access yet', { exact: false })).toBeVisible();
      await owner.getByRole('button', { name: 'Add person' }).click();
      const dialog = owner.getByRole('dialog');
      await dialog.getByLabel('Name', { exact: true }).fill('Ines Falk');
      await dialog.getByLabel('User name').fill('ines@example.com');
      await dialog.getByRole('radio', { name: /^Basic/ }).check();
      await dialog.getByRole('checkbox', { name: /estimates, and/ }).uncheck();
      await dialog.getByLabel('First password').fill('password1234');
      await dialog.getByRole('button', { name: 'Add person' }).click();
      await expect(dialog.getByText(/first that anybody would guess/)).toBeVisible();
      await dialog.getByLabel('First password').fill('a word to begin with');
      await dialog.getByRole('button', { name: 'Add person' }).click();
      await expect(owner.getByText('Has not chosen a password yet')).toBeVisible();
    });

    test('who signs in with it chooses a password of their own', async () => {
      await ines.goto(host.ready.url);
      await expect(ines.getByRole('heading', { name: 'Sign in to Plumbline' })).toBeVisible();
      await ines.getByLabel('User name').fill('Ines@Example.com');
      await ines.getByLabel('Password', { exact: true }).fill('not the password');
      await ines.getByRole('button', { name: 'Sign in' }).click();
      await expect(ines.getByText('do not belong together', { exact: false })).toBeVisible();
      await ines.getByLabel('Password', { exact: true }).fill('a word to begin with');
      await ines.getByRole('button', { name: 'Sign in' }).click();
      await expect(ines.getByRole('heading', { name: 'Welcome, Ines Falk' })).toBeVisible();
      await ines.getByLabel('Password you were given').fill('a word to begin with');
      await ines.getByLabel('New password').fill('four words only mine');
      await ines.getByRole('button', { name: 'Go on' }).click();
      await expect(ines.getByRole('link', { name: 'Records' })).toBeVisible();
      await expect(owner.getByText('Signed in')).toBeVisible();
    });

    test('she finds neither settings nor the acts of Admins', async () => {
      await expect(ines.getByRole('link', { name: 'Settings' })).toHaveCount(0);
      await expect(ines.getByRole('button', { name: 'Sync now' })).toHaveCount(0);
      await ines.goto(new URL('settings/people', host.ready.url).href);
      await expect(ines.getByText('Settings are for Admins')).toBeVisible();
      await ines.goto(new URL('records/payment', host.ready.url).href);
      await expect(ines.getByRole('button', { name: 'New payment' }).first()).toBeDisabled();
    });

    test('she writes an invoice, which arrives in QuickBooks under her name', async () => {
      await ines.goto(new URL('records/invoice', host.ready.url).href);
      await ines.getByRole('button', { name: 'New invoice' }).first().click();
      const form = ines.getByRole('dialog');
      const choose = async (box: ReturnType<Page['getByRole']>) => {
        await box.click();
        await ines.locator('[role=option]:visible').first().click();
      };
      await form.getByLabel('Number').first().fill('F-2001');
      await choose(form.getByRole('combobox', { name: /^Customer/ }));
      await choose(form.getByRole('combobox', { name: /Item/ }).first());
      await form.getByRole('button', { name: /^(Create|Save)/ }).click();
      await host.until(
        'records.list',
        { entity: 'invoice', search: 'F-2001' },
        (answer) => answer.rows[0]?.state === 'equal' && answer.rows[0].quickbooksId !== null,
      );
      const { entries } = await host.call('activity.list', { entity: 'invoice', search: 'F-2001' });
      expect(entries.some((entry) => entry.actor === 'Ines Falk')).toBe(true);
    });

    test('ended access shows her the door at once', async () => {
      await owner.getByRole('button', { name: 'Actions for Ines Falk' }).click();
      await owner.getByRole('menuitem', { name: 'End access' }).click();
      await expect(owner.getByText('No access', { exact: true })).toBeVisible();
      await expect(ines.getByRole('heading', { name: 'Sign in to Plumbline' })).toBeVisible();
      expect(faults).toEqual([]);
    });
  });
