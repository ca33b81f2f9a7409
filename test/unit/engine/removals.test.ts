import { expect, test } from 'vitest';
import { appError } from '../../../shared/errors.ts';
import { fakeApp } from '../../support/fakes/app.ts';
import { customer, invoice, item } from '../../support/fakes/bodies.ts';

test('what ends goes last, although what depends on it takes several rounds to get there', async () => {
  const app = await fakeApp();
  const who = app.platform.add('customer', customer('Pine Ridge HOA'));
  await app.goLive();
  const there = app.quickbooks.all('customer')[0]!;
  // As QuickBooks does: nothing is made for somebody who is not in use any more.
  app.quickbooks.refuses = ({ entity, kind, body }) =>
    entity === 'invoice' && kind === 'create' && app.quickbooks.must('customer', String(body?.customer)).life !== 'live'
      ? appError('quickbooks.rejected', { title: 'Invoice 1042', detail: 'the customer is inactive.' })
      : null;
  // The invoice waits for its item, so it goes a round later than the first writes.
  const what = app.platform.add('item', item('Roof inspection'));
  app.platform.add('invoice', invoice('1042', who.id, [{ item: what.id, quantity: '1', unitPrice: '150' }]));
  app.platform.edit('customer', who.id, {}, 'inactive');
  app.quickbooks.writes.length = 0;
  await app.sync();
  expect(app.quickbooks.writes.map(({ entity, kind }) => `${kind} ${entity}`)).toEqual([
    'create item',
    'create invoice',
    'remove customer',
  ]);
  expect(app.quickbooks.refused).toEqual([]);
  expect(app.quickbooks.must('customer', there.id).life).toBe('inactive');
  expect((await app.call('app.status')).health.state).toBe('upToDate');
});
