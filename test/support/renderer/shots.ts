import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { createServer } from 'vite';

/**
 * Pictures of the window over the pretended engine, to be looked at by a person:
 * `node test/support/renderer/shots.ts [--out DIR] [name part …]`
 */
const args = process.argv.slice(2);
const outAt = args.indexOf('--out');
const out = outAt === -1 ? join(tmpdir(), 'plumbline-shots') : (args[outAt + 1] ?? tmpdir());
const wanted = args.filter((arg, index) => !arg.startsWith('--') && index !== outAt + 1);

type Shot = {
  name: string;
  scene: string;
  path: string;
  width: number;
  height: number;
  dark?: boolean;
  full?: boolean;
  /** Buttons and menu items pressed first, by name. */
  press?: (string | RegExp)[];
  /** Name of a file that is chosen first; what is in it is the pretended engine's. */
  file?: string;
  /** What is scrolled into view first, by its label. */
  see?: string;
  /** Who sits there; the owner unless said. */
  as?: string;
};
const at = (name: string, scene: string, path: string, width = 1440, more: Partial<Shot> = {}): Shot => ({
  name: `${name}-${width}${more.dark ? '-dark' : ''}`,
  scene,
  path,
  width,
  height: width < 500 ? 844 : 900,
  ...more,
});

const SHOTS: Shot[] = [
  at('people', 'busy', '/settings/people'),
  at('people', 'busy', '/settings/people', 1440, { dark: true }),
  at('people', 'busy', '/settings/people', 390, { full: true }),
  at('companies', 'busy', '/settings/companies'),
  at('companies', 'busy', '/settings/companies', 1440, { dark: true }),
  at('companies', 'busy', '/settings/companies', 400, { full: true }),
  at('companies', 'busy', '/settings/companies', 400, { full: true, dark: true }),
  at('companies-one', 'equal', '/settings/companies', 900),
  at('companies-first', 'empty', '/settings/companies', 400),
  at('companies-failing', 'lost', '/settings/companies', 900),
  at('companies-error', 'error', '/settings/companies', 900, { dark: true }),
  at('companies-remove', 'busy', '/settings/companies', 900, { press: ['Actions for Company 3', 'Take off the list'] }),
  at('companies-remove', 'busy', '/settings/companies', 900, {
    dark: true,
    press: ['Actions for Company 3', 'Take off the list'],
  }),
  at('companies-remove', 'busy', '/settings/companies', 400, {
    dark: true,
    press: ['Actions for Company 3', 'Take off the list'],
  }),
  at('companies-add', 'busy', '/settings/companies', 400, { press: ['Add company'] }),
  at('companies-switcher', 'busy', '/', 900, { press: [/^Company: /] }),
  at('shipping', 'busy', '/records/invoice/v9/edit', 1440, { press: ['Add shipping'] }),
  at('shipping', 'busy', '/records/invoice/v9/edit', 400, { dark: true, press: ['Add shipping'] }),
  at('files', 'busy', '/records/invoice/v10', 1440, { see: 'Files' }),
  at('files', 'busy', '/records/invoice/v10', 1440, { see: 'Files', dark: true }),
  at('files', 'busy', '/records/invoice/v10', 400, { see: 'Files' }),
  at('files', 'busy', '/records/invoice/v10', 400, { see: 'Files', dark: true }),
  at('files-none', 'busy', '/records/invoice/v9', 900, { see: 'Files' }),
  at('files-viewer', 'busy', '/records/invoice/v10', 900, { see: 'Files', as: 'viewer' }),
  at('files-remove', 'busy', '/records/invoice/v10', 900, { dark: true, see: 'Files', press: ['Remove receipt.pdf'] }),
  at('files-failing', 'lost', '/records/invoice/v10', 900),
  at('vendor-credits', 'busy', '/records/vendorCredit'),
  at('vendor-credits', 'busy', '/records/vendorCredit', 1440, { dark: true }),
  at('vendor-credits', 'busy', '/records/vendorCredit', 400),
  at('vendor-credits', 'busy', '/records/vendorCredit', 400, { dark: true }),
  at('vendor-credits-empty', 'empty', '/records/vendorCredit', 400),
  at('vendor-credit', 'busy', '/records/vendorCredit/r2'),
  at('vendor-credit', 'busy', '/records/vendorCredit/r1', 1440, { dark: true }),
  at('vendor-credit', 'busy', '/records/vendorCredit/r2', 400, { full: true, dark: true }),
  at('vendor-credit-form', 'busy', '/records/vendorCredit/r2/edit'),
  at('vendor-credit-form', 'busy', '/records/vendorCredit/r2/edit', 400, { dark: true, full: true }),
  at('bill-payment', 'busy', '/records/billPayment/y1'),
  at('bill-payment-form', 'busy', '/records/billPayment/y1/edit'),
  at('bill-payment-form', 'busy', '/records/billPayment/y1/edit', 1440, { dark: true }),
  at('bill-payment-form', 'busy', '/records/billPayment/y1/edit', 400, { full: true }),
  at('problems', 'busy', '/problems', 900, { full: true }),
  at('problems', 'busy', '/problems', 400, { full: true, dark: true }),
  at('programs', 'busy', '/settings/programs'),
  at('programs', 'busy', '/settings/programs', 390, { dark: true }),
  at('programs-none', 'empty', '/settings/programs', 900),
  at('people-first', 'empty', '/settings/people', 900),
  at('people-admin', 'busy', '/settings/people', 900, { as: 'admin', dark: true }),
  at('sign-in', 'busy', '/', 1440, { as: 'nobody' }),
  at('sign-in', 'busy', '/', 390, { as: 'nobody', dark: true }),
  at('first-password', 'busy', '/', 1440, { as: 'first' }),
  at('viewer-overview', 'busy', '/', 1440, { as: 'viewer' }),
  at('viewer-records', 'busy', '/records/invoice', 900, { as: 'viewer' }),
  at('viewer-review', 'busy', '/review', 1440, { as: 'viewer' }),
  at('viewer-problems', 'busy', '/problems', 1440, { as: 'viewer', dark: true }),
  at('viewer-settings', 'busy', '/settings', 1440, { as: 'viewer' }),
  at('basic-records', 'busy', '/records/payment', 1440, { as: 'basic' }),
  at('basic-preview', 'previewed', '/preview', 1440, { as: 'basic' }),
  at('welcome', 'empty', '/'),
  at('welcome', 'empty', '/', 1440, { dark: true }),
  at('welcome', 'empty', '/', 390),
  at('connected', 'connected', '/'),
  at('preview-reading', 'reading', '/preview'),
  at('preview-none', 'connected', '/preview'),
  at('preview', 'previewed', '/preview'),
  at('preview', 'previewed', '/preview', 1440, { dark: true }),
  at('preview-full', 'previewed', '/preview', 900, { full: true }),
  at('preview-full', 'previewed', '/preview', 390, { full: true }),
  at('preview-items', 'previewed', '/preview/customer/updateInQuickbooks'),
  at('preview-item', 'previewed', '/preview/customer/updateInQuickbooks/plan-c5'),
  at('preview', 'braked', '/preview', 900),
  at('preview', 'previewed', '/preview', 390),
  at('preview-outdated', 'outdated', '/preview'),
  at('preview-outdated', 'outdated', '/preview', 900, { dark: true }),
  at('preview-since', 'outdated', '/preview/all/all?since=1'),
  at('preview-since', 'outdated', '/preview/all/all?since=1', 900, { dark: true }),
  at('arithmetic-equal', 'busy', '/records/invoice/v9', 1440, { full: true }),
  at('arithmetic-cent', 'busy', '/records/invoice/v10', 1440, { full: true }),
  at('arithmetic-cent', 'busy', '/records/invoice/v10', 1440, { full: true, dark: true }),
  at('arithmetic-cent', 'busy', '/records/invoice/v10', 390, { full: true }),
  at('arithmetic-apart', 'busy', '/records/invoice/v12', 1440, { full: true }),
  at('arithmetic-apart', 'busy', '/records/invoice/v12', 390, { full: true, dark: true }),
  at('arithmetic-unknown', 'busy', '/records/invoice/v15', 900, { full: true }),
  at('undo', 'undoing', '/preview'),
  at('undo', 'undoing', '/preview', 1440, { dark: true }),
  at('undo', 'undoing', '/preview', 390),
  at('undo-items', 'undoing', '/preview/all/refuse'),
  at('import', 'connected', '/import', 1440, { full: true }),
  at('import', 'equal', '/import', 1440, { full: true, dark: true }),
  at('import', 'equal', '/import', 390, { full: true }),
  at('import', 'equal', '/import', 900, { full: true }),
  at('import-none', 'empty', '/import', 900),
  at('table-pick', 'equal', '/import/from-file', 1440),
  at('table-pick', 'empty', '/import/from-file', 390, { full: true }),
  at('table-pick', 'connected', '/import/from-file', 900, { dark: true }),
  at('table-refused', 'equal', '/import/from-file', 900, { file: 'locked.xlsx' }),
  at('table-columns', 'equal', '/import/from-file', 1440, { file: 'clients.csv', full: true }),
  at('table-columns', 'equal', '/import/from-file', 1440, { file: 'invoices.csv', full: true, dark: true }),
  at('table-columns', 'equal', '/import/from-file', 390, { file: 'clients.csv', full: true }),
  at('table-check', 'equal', '/import/from-file', 1440, { file: 'invoices.csv', press: ['Check the rows'] }),
  at('table-check', 'equal', '/import/from-file', 900, { file: 'clients.csv', dark: true, press: ['Check the rows'] }),
  at('table-check', 'equal', '/import/from-file', 390, { file: 'clients.csv', press: ['Check the rows'] }),
  at('table-running', 'equal', '/import/file/file-running'),
  at('table-cancelled', 'equal', '/import/file/file-cancelled', 900),
  at('table-done', 'equal', '/import/file/file-done', 1440, { dark: true }),
  at('table-done', 'equal', '/import/file/file-done', 390),
  at('table-gone', 'equal', '/import/file/never', 900),
  at('import-plan', 'importing', '/preview'),
  at('import-plan', 'importing', '/preview', 390),
  at('import-running', 'equal', '/import/running'),
  at('import-running', 'equal', '/import/running', 1440, { dark: true }),
  at('import-running', 'paused', '/import/running', 390),
  at('import-cancelled', 'equal', '/import/cancelled', 900),
  at('import-done', 'equal', '/import/done'),
  at('import-done', 'equal', '/import/done?noEmail=1', 900, { dark: true }),
  at('import-done', 'equal', '/import/done', 390),
  at('import-nothing', 'equal', '/import/done?q=zzzz', 900),
  at('import-failing', 'lost', '/import/done', 900),
  at('import-gone', 'equal', '/import/never', 900),
  at('activity', 'equal', '/activity'),
  at('activity-run', 'equal', '/activity?run=run-3'),
  at('activity-run', 'equal', '/activity?run=run-3', 390, { dark: true }),
  at('activity-entry', 'equal', '/activity/239'),
  at('activity-undone', 'undone', '/activity'),
  at('activity-undone', 'undone', '/activity', 900, { dark: true }),
  at('activity-undone', 'undone', '/activity', 390),
  at('activity-none', 'connected', '/activity'),
  at('overview', 'equal', '/'),
  at('overview', 'equal', '/', 1440, { dark: true }),
  at('overview-full', 'busy', '/', 1440, { full: true }),
  at('overview-full', 'busy', '/', 1440, { full: true, dark: true }),
  at('overview', 'busy', '/', 900),
  at('overview', 'busy', '/', 390),
  at('overview-syncing', 'syncing', '/'),
  at('overview-paused', 'paused', '/'),
  at('overview-offline', 'offline', '/'),
  at('overview-error', 'error', '/'),
  at('overview-lost', 'lost', '/'),
  at('overview-production', 'production', '/'),
  at('mappings-custom', 'busy', '/mappings', 1440, { full: true }),
  at('mappings-custom', 'busy', '/mappings', 1440, { full: true, dark: true }),
  at('mappings-custom', 'busy', '/mappings', 390, { full: true }),
  at('mappings-accounts', 'busy', '/mappings', 1440, { see: 'Accounts by category' }),
  at('mappings-accounts', 'busy', '/mappings', 1440, { see: 'Accounts by category', dark: true }),
  at('mappings-accounts', 'busy', '/mappings', 400, { see: 'Accounts by category' }),
  at('mappings-deletions', 'busy', '/mappings', 1440, { see: 'When invoices are deleted in QuickBooks' }),
  at('mappings-deletions', 'busy', '/mappings', 1440, { see: 'When invoices are deleted in QuickBooks', dark: true }),
  at('mappings-deletions', 'busy', '/mappings', 390, { see: 'When invoices are deleted in QuickBooks' }),
  at('mappings-none', 'empty', '/mappings', 900),
  at('settings', 'equal', '/settings'),
  at('settings', 'equal', '/settings', 390),
  at('settings', 'error', '/settings', 1440, { dark: true }),
  at('settings-connect', 'empty', '/settings'),
  at('settings-sync', 'equal', '/settings/sync'),
  at('settings-app', 'equal', '/settings/app'),
  at('settings-privacy', 'equal', '/settings/privacy'),
];

const server = await createServer({ configFile: join(import.meta.dirname, 'vite.config.ts'), logLevel: 'error' });
await server.listen();
const root = `http://127.0.0.1:${server.config.server.port}`;
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--disable-quic',
    '--no-first-run',
  ],
});
await mkdir(out, { recursive: true });
for (const shot of SHOTS.filter(({ name }) => wanted.length === 0 || wanted.some((part) => name.includes(part)))) {
  const context = await browser.newContext({
    viewport: { width: shot.width, height: shot.height },
    colorScheme: shot.dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  page.on('pageerror', (error) => console.error(`${shot.name}: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') console.error(`${shot.name}: ${message.text()}`);
  });
  await page.goto(
    `${root}${shot.path}${shot.path.includes('?') ? '&' : '?'}scene=${shot.scene}&as=${shot.as ?? 'owner'}`,
  );
  await page.waitForLoadState('networkidle');
  await page
    .locator('[aria-label="Loading"], [aria-busy="true"]')
    .waitFor({ state: 'detached', timeout: 5000 })
    .catch(() => undefined);
  await page.waitForTimeout(400);
  if (shot.file !== undefined) {
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: shot.file, mimeType: 'text/csv', buffer: Buffer.from('Name') });
    await page.waitForTimeout(500);
  }
  if (shot.full) {
    const height = await page.evaluate(() => document.querySelector('main')?.scrollHeight ?? 900);
    await page.setViewportSize({ width: shot.width, height: height + 60 });
    await page.waitForTimeout(300);
  }
  if (shot.see !== undefined) await page.getByLabel(shot.see, { exact: true }).last().scrollIntoViewIfNeeded();
  for (const name of shot.press ?? []) {
    await page.getByRole('button', { name }).or(page.getByRole('menuitem', { name })).first().click();
    await page.waitForTimeout(300);
  }
  await page.screenshot({ path: join(out, `${shot.name}.png`) });
  await context.close();
}
await browser.close();
await server.close();
console.log(out);
