import { expect, test } from 'vitest';
import { fakeApp } from '../../support/fakes/app.ts';
import { customer } from '../../support/fakes/bodies.ts';

test('a notification of QuickBooks brings one read, whatever it repeats; what is known or not synced brings none', async () => {
  const app = await fakeApp();
  app.platform.add('customer', customer('Pine Ridge HOA'));
  await app.goLive();
  await app.engine.start();
  await app.time.pass(10_000);
  const there = app.quickbooks.all('customer')[0];
  const told = { entity: 'customer', id: there?.id ?? '', at: null };

  const reads = app.quickbooks.reads;
  app.engine.hint([{ entity: 'timeActivity', id: '1', at: null }]);
  await app.time.pass(5_000);
  expect(app.quickbooks.reads).toBe(reads);

  app.quickbooks.edit('customer', there?.id ?? '', { phone: '555 010 9999' });
  for (let n = 0; n < 10; n++) app.engine.hint([told]);
  await app.time.pass(5_000);
  expect(app.platform.all('customer')[0]?.body.phone).toBe('555 010 9999');
  // One for the news, one more to see what our own write moved.
  expect(app.quickbooks.reads - reads).toBeLessThanOrEqual(2);
  await app.engine.stop();
});
