import { expect, test } from 'vitest';
import { type FakeApp, fakeApp } from '../../support/fakes/app.ts';
import { customer, invoice, item, payment } from '../../support/fakes/bodies.ts';

/** A book with one invoice of 100.00 on both sides, and its records' ids here. */
async function begun(): Promise<{ app: FakeApp; who: string; bill: string; line: { [key: string]: string } }> {
  const app = await fakeApp();
  const who = app.platform.add('customer', customer('Pine Ridge HOA')).id;
  const what = app.platform.add('item', item('Roof inspection')).id;
  const line = { item: what, quantity: '1', unitPrice: '100' };
  const bill = app.platform.add('invoice', invoice('1', who, [line])).id;
  await app.goLive();
  return { app, who, bill, line };
}

const lineOf = (app: FakeApp): string =>
  (app.platform.all('invoice')[0]?.body.lines as { id: string }[] | undefined)?.[0]?.id ?? '';

test('a payment waits for the greater total of its invoice, which is held back', async () => {
  const { app, who, bill, line } = await begun();
  await app.call('mappings.setEntity', { entity: 'invoice', policy: { paused: true } });
  app.platform.edit('invoice', bill, { lines: [{ ...line, id: lineOf(app), kind: 'item', quantity: '2' }] });
  const paid = app.platform.add('payment', payment(who, '150', [{ invoice: bill, amount: '150' }])).id;
  await app.sync();
  expect(app.quickbooks.all('payment')).toEqual([]);
  const { row } = await app.call('records.get', { entity: 'payment', key: paid });
  expect(row).toMatchObject({ state: 'waiting', stateDetail: 'Waits for Invoice 1' });
  await app.call('mappings.setEntity', { entity: 'invoice', policy: { paused: false } });
  await app.sync();
  expect(app.quickbooks.all('invoice')).toMatchObject([{ body: { total: '200.00' } }]);
  expect(app.quickbooks.all('payment')).toMatchObject([{ body: { allocations: [{ amount: '150.00' }] } }]);
  expect((await app.call('app.status')).health.state).toBe('upToDate');
});

test('a payment waits for the customer of its invoice, who is another one in QuickBooks yet', async () => {
  const { app, bill } = await begun();
  await app.call('mappings.setEntity', { entity: 'invoice', policy: { paused: true } });
  const other = app.platform.add('customer', customer('Ellis House')).id;
  app.platform.edit('invoice', bill, { customer: other });
  app.platform.add('payment', payment(other, '100', [{ invoice: bill, amount: '100' }]));
  await app.sync();
  expect(app.quickbooks.all('payment')).toEqual([]);
  await app.call('mappings.setEntity', { entity: 'invoice', policy: { paused: false } });
  await app.sync();
  const there = app.quickbooks.all('customer').find(({ body }) => body.displayName === 'Ellis House')?.id;
  expect(app.quickbooks.all('invoice')).toMatchObject([{ body: { customer: there } }]);
  expect(app.quickbooks.all('payment')).toMatchObject([{ body: { customer: there } }]);
});

test('in one run the invoice goes first and its payment follows', async () => {
  const { app, who, bill, line } = await begun();
  app.platform.edit('invoice', bill, { lines: [{ ...line, id: lineOf(app), kind: 'item', quantity: '2' }] });
  app.platform.add('payment', payment(who, '150', [{ invoice: bill, amount: '150' }]));
  await app.sync();
  expect(app.quickbooks.all('payment')).toHaveLength(1);
  expect((await app.call('app.status')).health.state).toBe('upToDate');
});

test('a payment of an invoice that waits for other reasons goes', async () => {
  const { app, who, bill } = await begun();
  await app.call('mappings.setEntity', { entity: 'invoice', policy: { paused: true } });
  app.platform.edit('invoice', bill, { message: 'Thank you' });
  app.platform.add('payment', payment(who, '50', [{ invoice: bill, amount: '50' }]));
  await app.sync();
  expect(app.quickbooks.all('payment')).toHaveLength(1);
});

test('a payment goes as soon as the total is there, although its invoice stays stuck for another reason', async () => {
  const { app, who, bill, line } = await begun();
  const there = app.quickbooks.all('invoice')[0]?.id ?? '';
  // Both sides typed a note: that is a question. The greater total is none, and goes meanwhile.
  app.platform.edit('invoice', bill, {
    memo: 'Back door',
    lines: [{ ...line, id: lineOf(app), kind: 'item', quantity: '2' }],
  });
  app.quickbooks.edit('invoice', there, { memo: 'Front door' });
  app.platform.add('payment', payment(who, '150', [{ invoice: bill, amount: '150' }]));
  await app.sync();
  expect((await app.call('review.list')).total).toBe(1);
  expect(app.quickbooks.all('invoice')).toMatchObject([{ body: { total: '200.00' } }]);
  expect(app.quickbooks.all('payment')).toHaveLength(1);
});
