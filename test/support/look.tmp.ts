import { chromium } from 'playwright';
import { removeFolder, startHost, temporaryFolder } from './processes.ts';

const data = await temporaryFolder();
const host = await startHost({ data, secrets: 'memory' });
const out = '/tmp/pl/shots';
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' });
  page.on('pageerror', (e) => console.log('PAGE', e.message));
  page.on('console', (m) => m.type() === 'error' && console.log('CONSOLE', m.text()));
  await page.goto(`${host.ready.url}#token=${host.ready.token}`);
  await page.getByRole('button', { name: 'Start the sandbox company' }).click();
  const apply = page.getByRole('button', { name: /^Apply \d+ changes$/ });
  await apply.waitFor();
  const shot = async (name: string) => {
    await page.waitForTimeout(500);
    await page.screenshot({ path: `${out}/${name}.png` });
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.waitForTimeout(150);
    await page.screenshot({ path: `${out}/${name}-dark.png` });
    await page.emulateMedia({ colorScheme: 'light' });
  };
  await shot('preview');
  await apply.click();
  await host.until('app.status', {}, (s) => s.counts.waiting === 0 && s.stage === 'live', 120_000);
  await page.waitForTimeout(15000);
  const status = await host.call('app.status', {});
  console.log(JSON.stringify({ counts: status.counts, r: status.receivables, p: status.payables, h: status.health }));
  console.log(
    JSON.stringify(status.entities.map((e) => [e.entity, e.total, e.equal, e.waiting, e.needsYou, e.failed])),
  );
  console.log(JSON.stringify(await host.call('problems.list', {}), null, 0).slice(0, 3000));
  const go = (p: string) => page.goto(new URL(p, host.ready.url).href);
  await go('');
  await shot('overview');
  await go('records/bill');
  await shot('records-bill');
  const bills = await host.call('records.list', { entity: 'bill', limit: 5 });
  await go(`records/bill/${bills.rows[0]!.key}`);
  await shot('bill');
  const pays = await host.call('records.list', { entity: 'billPayment', limit: 5 });
  await go(`records/billPayment/${pays.rows[0]!.key}`);
  await shot('billPayment');
  await go('records/bill/new');
  await shot('bill-new');
  await go('records/expense/new');
  await shot('expense-new');
  await go('records/account');
  await shot('accounts');
  await go('mappings?group=purchases');
  await shot('mappings');
  const vendor = (await host.call('records.list', { entity: 'vendor', limit: 5 })).rows[0]!;
  await go(`records/vendor/${vendor.key}`);
  await shot('vendor');
  await go(`records/billPayment/new?vendor=${vendor.key}`);
  await shot('billPayment-new');
  await go('activity?entity=bill');
  await shot('activity');
} finally {
  await browser.close();
  await host.stop();
  await removeFolder(data);
}
