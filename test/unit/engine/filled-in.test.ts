import { expect, test } from 'vitest';
import { fakeApp } from '../../support/fakes/app.ts';
import { customer, invoice, item } from '../../support/fakes/bodies.ts';

test('what QuickBooks fills in where an applied plan made records comes back without asking again', async () => {
  const app = await fakeApp();
  // As QuickBooks does with the customer's terms.
  app.quickbooks.normalise = (entity, body) =>
    entity === 'invoice' && body.dueDate === null ? { ...body, dueDate: '2026-03-12' } : body;
  const who = app.platform.add('customer', customer('Pine Ridge HOA'));
  const what = app.platform.add('item', item('Roof inspection'));
  const lines = [{ item: what.id, quantity: '1', unitPrice: '10' }];
  for (let n = 0; n < 70; n++) app.platform.add('invoice', invoice(`${1000 + n}`, who.id, lines));
  const plan = await app.call('sync.preview');
  await app.call('sync.apply', { planId: plan.planId, hash: plan.hash, confirmWarning: true });
  await app.sync();
  expect((await app.call('review.list', {})).total).toBe(0);
  expect((await app.call('app.status')).health.state).toBe('upToDate');
  expect(app.platform.all('invoice').every((one) => one.body.dueDate === '2026-03-12')).toBe(true);
  // The plan is carried out: a mass change from now on is one.
  for (const one of app.quickbooks.all('invoice')) app.quickbooks.edit('invoice', one.id, { dueDate: '2026-04-30' });
  await app.sync();
  expect((await app.call('review.list', {})).rows).toMatchObject([{ kind: 'brake' }]);
});
