import { expect, test } from 'vitest';
import { MAX_ATTEMPTS } from '../../../main/core/retry.ts';
import { appError } from '../../../shared/errors.ts';
import { fakeApp } from '../../support/fakes/app.ts';
import { customer } from '../../support/fakes/bodies.ts';

test('a long time without a network is no attempt of the records that wait for it', async () => {
  const app = await fakeApp();
  await app.goLive();
  const { faults } = app.quickbooks;
  for (let times = 0; times <= MAX_ATTEMPTS; times++)
    faults.push({ kind: 'error', error: appError('connection.offline'), as: 'notSent' });
  // The first trouble of its own is its first attempt: it is tried again, not given up.
  faults.push({ kind: 'error', error: appError('sync.uncertain', { title: 'Pine Ridge HOA' }), as: 'notSent' });
  app.platform.add('customer', customer('Pine Ridge HOA'));
  for (let times = 0; times < 120 && app.quickbooks.all('customer').length === 0; times++) await app.time.pass(60_000);
  expect(faults).toEqual([]);
  expect(app.quickbooks.all('customer')).toHaveLength(1);
  expect((await app.call('problems.list', {})).groups).toEqual([]);
});
