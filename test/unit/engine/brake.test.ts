import { expect, test } from 'vitest';
import { appError } from '../../../shared/errors.ts';
import { fakeApp, settle } from '../../support/fakes/app.ts';
import { customer, item } from '../../support/fakes/bodies.ts';

test('what comes while an applied plan is carried out was not agreed to with it', async () => {
  const app = await fakeApp();
  await app.call('settings.set', { brake: { maxRemovals: 5, maxShare: 0.3, maxCreates: 5 } });
  for (let n = 0; n < 10; n++) app.platform.add('customer', customer(`Customer ${n}`));
  const plan = await app.call('sync.preview');
  app.quickbooks.beforeWrite = () => {
    app.quickbooks.down = appError('connection.offline');
  };
  await app.call('sync.apply', { planId: plan.planId, hash: plan.hash, confirmWarning: true });
  await settle();
  await app.time.pass(1_000);
  for (let n = 0; n < 6; n++) app.platform.add('item', item(`Imported ${n}`));
  app.quickbooks.beforeWrite = null;
  app.quickbooks.down = null;
  await app.time.pass(600_000);
  await app.sync();
  expect(app.quickbooks.all('item')).toEqual([]);
  expect((await app.call('app.status')).health.sentence).toContain('make 6 items');
  await app.call('sync.confirmBrake');
  await app.sync();
  expect([app.quickbooks.all('customer').length, app.quickbooks.all('item').length]).toEqual([10, 6]);
});

test('what a person paused goes nowhere, so it stops nothing else', async () => {
  const app = await fakeApp();
  await app.goLive();
  await app.call('settings.set', { brake: { maxRemovals: 5, maxShare: 0.3, maxCreates: 5 } });
  await app.call('mappings.setEntity', { entity: 'item', policy: { paused: true } });
  for (let n = 0; n < 6; n++) app.platform.add('item', item(`Imported ${n}`));
  app.platform.add('customer', customer('Pine Ridge HOA'));
  await app.sync();
  expect(app.quickbooks.all('customer')).toHaveLength(1);
  expect((await app.call('review.list')).total).toBe(0);
});

test('what an applied plan of a setting showed is not asked about a second time', async () => {
  const app = await fakeApp();
  for (let n = 0; n < 60; n++) app.platform.add('customer', customer(`Customer ${n}`, { notes: 'Here' }));
  await app.goLive();
  await app.call('settings.set', { brake: { maxRemovals: 5, maxShare: 0.3, maxCreates: 5 } });
  await app.call('mappings.setEntity', { entity: 'customer', policy: { direction: 'toQuickbooks' } });
  await app.time.pass(4_000_000);
  for (const { id } of app.quickbooks.all('customer')) app.quickbooks.edit('customer', id, { notes: 'There' });
  await app.sync();
  expect(app.platform.all('customer').every((one) => one.body.notes === 'Here')).toBe(true);
  const plan = await app.call('mappings.previewEntity', { entity: 'customer', policy: { direction: 'both' } });
  expect(plan.warning).toContain('change 60 of 60 customers');
  await app.call('sync.apply', { planId: plan.planId, hash: plan.hash, confirmWarning: true });
  await settle();
  await app.sync();
  expect((await app.call('review.list')).rows).toEqual([]);
  expect(app.platform.all('customer').every((one) => one.body.notes === 'There')).toBe(true);
});
