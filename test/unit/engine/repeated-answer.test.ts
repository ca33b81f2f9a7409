import { expect, test } from 'vitest';
import { appError } from '../../../shared/errors.ts';
import { fakeApp } from '../../support/fakes/app.ts';
import { customer, invoice, item } from '../../support/fakes/bodies.ts';

test('an edit that goes again is answered with what it did then: an invoice deleted since stays deleted', async () => {
  const app = await fakeApp();
  const who = app.platform.add('customer', customer('Pine Ridge HOA')).id;
  const what = app.platform.add('item', item('Roof inspection')).id;
  const lines = [{ item: what, quantity: '1', unitPrice: '10' }];
  const doc = app.platform.add('invoice', invoice('1042', who, lines)).id;
  await app.goLive();
  const there = app.quickbooks.all('invoice')[0]?.id ?? '';
  app.quickbooks.faults.push({ kind: 'lost' });
  app.quickbooks.probes = () => ({ kind: 'failed', error: appError('connection.outage') });
  app.platform.edit('invoice', doc, { memo: 'Gate code 4417' });
  await app.sync();
  // Gone, as QuickBooks tells it: without a revision to compare.
  app.quickbooks.records.delete(`invoice/${there}`);
  await app.call('sync.compare').catch(() => undefined);
  expect(app.store.observation('invoice', 'quickbooks', there)?.life).toBe('deleted');
  const sent = app.quickbooks.writes.length;
  app.quickbooks.probes = () => ({ kind: 'absent' });
  await app.time.pass(600_000);
  await app.sync();
  expect(app.quickbooks.writes.slice(sent - 1).map(({ kind, key }) => `${kind} ${key}`)).toEqual(
    Array(2).fill(`update ${app.quickbooks.writes.at(-1)?.key}`),
  );
  expect(app.store.observation('invoice', 'quickbooks', there)?.life).toBe('deleted');
  expect((await app.call('review.list')).rows).toMatchObject([{ cause: 'Deleted in QuickBooks' }]);
});
