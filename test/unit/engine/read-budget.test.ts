import { expect, test } from 'vitest';
import { fakeApp } from '../../support/fakes/app.ts';
import { customer } from '../../support/fakes/bodies.ts';

const DAY = 86_400_000;

test('a month’s reads are spared at nine tenths, used up at the whole, and new with the month', async () => {
  const app = await fakeApp({ metered: true });
  await app.goLive();
  await app.call('settings.set', { readBudget: 500 });
  app.engine.start();

  app.quickbooks.reads = 455;
  await app.call('settings.set', { pollIdleSeconds: 60 });
  await app.time.pass(2 * DAY);
  const quiet = app.quickbooks.reads;
  expect(quiet - 455).toBeLessThan(5);
  expect((await app.call('app.status')).health.reasons.join()).toContain('% of this month’s reads');

  // What is entered here still goes out, which takes a read or two.
  app.platform.add('customer', customer('Pine Ridge HOA'));
  await app.time.pass(10_000);
  expect(app.quickbooks.all('customer')).toHaveLength(1);
  expect(app.quickbooks.reads - quiet).toBeLessThan(5);

  app.quickbooks.reads = 500;
  app.platform.add('customer', customer('Elm Court'));
  await app.time.pass(DAY);
  expect(app.quickbooks.reads).toBe(500);
  expect(app.quickbooks.all('customer')).toHaveLength(1);
  const { health } = await app.call('app.status');
  expect(health.state).toBe('offline');
  expect(health.sentence).toMatch(/500 reads.*2026-04-01/);

  // 2 March plus what has passed; on 1 April the count is Intuit's new one.
  await app.time.pass(Date.parse('2026-04-01T00:00:00Z') - app.time.now - 1_000);
  expect(app.quickbooks.reads).toBe(500);
  app.quickbooks.reads = 0;
  await app.time.pass(10_000);
  expect(app.quickbooks.all('customer').map((one) => one.body.displayName)).toContain('Elm Court');
  await app.engine.stop();
});

test('raising the budget lets it go on at once', async () => {
  const app = await fakeApp({ metered: true });
  await app.goLive();
  await app.call('settings.set', { readBudget: 500 });
  app.quickbooks.reads = 500;
  app.platform.add('customer', customer('Pine Ridge HOA'));
  await expect(app.sync()).rejects.toThrow('reads of QuickBooks allowed for this month are used up');
  expect(app.quickbooks.all('customer')).toHaveLength(0);
  await app.call('settings.set', { readBudget: 1_000 });
  await app.sync();
  expect(app.quickbooks.all('customer')).toHaveLength(1);
});
