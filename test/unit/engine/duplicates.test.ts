import { expect, test } from 'vitest';
import { type FakeApp, fakeApp } from '../../support/fakes/app.ts';
import { customer, invoice, item } from '../../support/fakes/bodies.ts';

const names = (app: FakeApp, side: 'platform' | 'quickbooks'): unknown[] =>
  app[side].all('customer').map((one) => one.body.displayName);

test('a record that its side has twice is shown before the first write and not copied unasked', async () => {
  const app = await fakeApp();
  const first = app.platform.add('customer', customer('Pine Ridge HOA')).id;
  const second = app.platform.add('customer', customer('Pine Ridge HOA', { phone: '555 010 2030' })).id;
  const what = app.platform.add('item', item('Roof inspection')).id;
  app.platform.add('invoice', invoice('1', second, [{ item: what, quantity: '1', unitPrice: '100' }]));
  const plan = await app.call('sync.preview');
  expect(plan.byEntity.find((one) => one.entity === 'customer')?.counts).toEqual({ duplicate: 2 });
  expect(plan.actionable).toBe(1);
  const shown = await app.call('plan.items', { planId: plan.planId, action: 'duplicate' });
  expect(shown.items[0]).toMatchObject({
    title: 'Pine Ridge HOA',
    reason: `Pine Ridge HOA may be in Workspace twice: same name as the one with id ${second}`,
  });
  await app.goLive();
  expect(names(app, 'quickbooks')).toEqual([]);
  const { rows } = await app.call('review.list', { kind: 'duplicate' });
  expect(rows.map((row) => [row.key, row.cause])).toEqual([
    [first, 'Maybe twice in Workspace'],
    [second, 'Maybe twice in Workspace'],
  ]);
  const detail = await app.call('review.get', { id: rows[0]!.id });
  expect(detail.twins).toEqual([
    { key: first, id: first, title: 'Pine Ridge HOA', both: false, belongs: 0 },
    { key: second, id: second, title: 'Pine Ridge HOA', both: false, belongs: 1 },
  ]);
  expect(detail.acts.map((act) => act.label)).toEqual(['Leave this one out', 'Keep both']);
  // One left out, the other is the only one and goes over, and so does what waited for it.
  await app.call('review.act', { id: detail.row.id, revision: detail.revision, act: 'leave' });
  await app.sync();
  expect(app.quickbooks.all('customer')).toMatchObject([{ body: { phone: '555 010 2030' } }]);
  expect(app.quickbooks.all('invoice')).toHaveLength(1);
  expect((await app.call('review.list', {})).total).toBe(0);
  expect((await app.call('records.get', { entity: 'customer', key: first })).row.state).toBe('notSynced');
});

test('kept both, each is made on the other side', async () => {
  const app = await fakeApp();
  app.platform.add('customer', customer('Pine Ridge HOA'));
  app.platform.add('customer', customer('Pine Ridge HOA'));
  await app.goLive();
  const { rows } = await app.call('review.list', { kind: 'duplicate' });
  const detail = await app.call('review.get', { id: rows[0]!.id });
  await app.call('review.act', { id: detail.row.id, revision: detail.revision, act: 'keepAll' });
  await app.sync();
  expect(names(app, 'quickbooks')).toEqual(['Pine Ridge HOA', 'Pine Ridge HOA']);
  expect((await app.call('app.status')).health.state).toBe('upToDate');
});

test('kept both, a counterpart that turns up before they went over is one of them and not made a third', async () => {
  const app = await fakeApp();
  app.platform.add('customer', customer('Pine Ridge HOA'));
  app.platform.add('customer', customer('Pine Ridge HOA'));
  await app.goLive();
  const { rows } = await app.call('review.list', { kind: 'duplicate' });
  const detail = await app.call('review.get', { id: rows[0]!.id });
  await app.call('review.act', { id: detail.row.id, revision: detail.revision, act: 'keepAll' });
  app.quickbooks.add('customer', customer('Pine Ridge HOA'));
  await app.sync();
  expect(names(app, 'platform')).toHaveLength(2);
  expect(names(app, 'quickbooks')).toHaveLength(2);
  expect((await app.call('app.status')).health.state).toBe('upToDate');
});

test('a second one made later is asked about, the first stays as it is', async () => {
  const app = await fakeApp();
  app.platform.add('customer', customer('Pine Ridge HOA'));
  await app.goLive();
  const again = app.platform.add('customer', customer('Pine Ridge HOA'));
  await app.sync();
  expect(names(app, 'quickbooks')).toEqual(['Pine Ridge HOA']);
  const { rows } = await app.call('review.list', {});
  expect(rows).toMatchObject([{ kind: 'duplicate', key: again.id }]);
  // Renamed, it is another one and goes over without an answer.
  app.platform.edit('customer', again.id, { displayName: 'Pine Ridge Estates' });
  await app.sync();
  expect(names(app, 'quickbooks')).toEqual(['Pine Ridge HOA', 'Pine Ridge Estates']);
  expect((await app.call('review.list', {})).total).toBe(0);
});

test('a question about a likeness that is gone meanwhile is no question any more', async () => {
  const app = await fakeApp();
  const first = app.platform.add('customer', customer('Pine Ridge HOA'));
  await app.goLive();
  app.platform.add('customer', customer('Pine Ridge HOA', { phone: '555 010 2030' }));
  await app.sync();
  expect((await app.call('review.list', { kind: 'duplicate' })).total).toBe(1);
  // The first, which both sides have, is put to sleep: nothing single changed.
  app.platform.edit('customer', first.id, {}, 'inactive');
  await app.sync();
  expect((await app.call('review.list', {})).total).toBe(0);
  expect(app.quickbooks.all('customer').filter(({ life }) => life === 'live')).toMatchObject([
    { body: { phone: '555 010 2030' } },
  ]);
});

test('an open question keeps its place while others of its kind come', async () => {
  const app = await fakeApp();
  app.platform.add('customer', customer('Pine Ridge HOA'));
  await app.goLive();
  app.platform.add('customer', customer('Pine Ridge HOA'));
  await app.sync();
  const [asked] = (await app.call('review.list', {})).rows;
  app.platform.add('customer', customer('Cedar Lane Dental'));
  await app.sync();
  expect((await app.call('review.list', {})).rows.map(({ id }) => id)).toEqual([asked?.id]);
});

test('tried again while its customer is looked at once more, an invoice says what it waits for in the end', async () => {
  const app = await fakeApp();
  app.platform.add('customer', customer('Pine Ridge HOA'));
  const what = app.platform.add('item', item('Roof inspection')).id;
  await app.goLive();
  const again = app.platform.add('customer', customer('Pine Ridge HOA')).id;
  app.platform.add('invoice', invoice('1', again, [{ item: what, quantity: '1', unitPrice: '100' }]));
  await app.sync();
  const waits = async () => (await app.call('records.list', { entity: 'invoice' })).rows[0]?.state;
  expect(await waits()).toBe('blocked');
  // The plan was made before the customer was edited: Apply leaves that one alone, and comes to the invoice.
  const plan = await app.call('problems.previewRetry');
  app.platform.edit('customer', again, { notes: 'Call first' });
  await app.call('sync.apply', { planId: plan.planId, hash: plan.hash });
  await app.sync();
  expect((await app.call('review.list', {})).rows).toMatchObject([{ kind: 'duplicate', key: again }]);
  expect(await waits()).toBe('blocked');
});
