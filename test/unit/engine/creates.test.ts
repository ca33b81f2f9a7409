import { describe, expect, test } from 'vitest';
import { type FakeApp, fakeApp } from '../../support/fakes/app.ts';
import { customer, invoice, item } from '../../support/fakes/bodies.ts';

type Rules = { platform: string; quickbooks: string };
const set = (app: FakeApp, entity: string, creates: Partial<Rules>): Promise<unknown> =>
  app.call('mappings.setEntity', {
    entity,
    policy: { creates: { platform: 'always', quickbooks: 'always', ...creates } as never },
  });
const detail = (app: FakeApp, entity: string, key: string) => app.call('records.get', { entity, key });

describe('customers made in QuickBooks only when needed', () => {
  test('a lead stays here; its first invoice takes it along, once', async () => {
    const app = await fakeApp();
    await set(app, 'customer', { quickbooks: 'needed' });
    const lead = app.platform.add('customer', customer('Lead Only')).id;
    const buyer = app.platform.add('customer', customer('First Buyer')).id;
    const what = app.platform.add('item', item('Roof inspection')).id;
    await app.goLive();
    expect(app.quickbooks.all('customer')).toEqual([]);
    expect((await detail(app, 'customer', lead)).row).toMatchObject({ state: 'notSynced' });
    app.platform.add('invoice', invoice('1042', buyer, [{ item: what, quantity: '1', unitPrice: '10' }]));
    await app.sync();
    expect(app.quickbooks.all('customer').map((one) => one.body.displayName)).toEqual(['First Buyer']);
    expect(app.quickbooks.all('invoice')).toHaveLength(1);
    expect((await detail(app, 'customer', buyer)).row.state).toBe('equal');
    expect((await detail(app, 'customer', lead)).row.state).toBe('notSynced');
  });

  test('the plan of the first sync shows the same', async () => {
    const app = await fakeApp();
    await set(app, 'customer', { quickbooks: 'needed' });
    app.platform.add('customer', customer('Lead Only'));
    const buyer = app.platform.add('customer', customer('First Buyer')).id;
    const what = app.platform.add('item', item('Roof inspection')).id;
    app.platform.add('invoice', invoice('1042', buyer, [{ item: what, quantity: '1', unitPrice: '10' }]));
    const plan = await app.call('sync.preview', {});
    const { items } = await app.call('plan.items', { planId: plan.planId });
    expect(items.map((one) => one.title).sort()).toEqual(['First Buyer', 'Invoice 1042', 'Roof inspection']);
    await app.call('sync.apply', { planId: plan.planId, hash: plan.hash });
    await app.time.pass(5_000);
    expect(app.quickbooks.all('customer')).toHaveLength(1);
    expect(app.quickbooks.all('invoice')).toHaveLength(1);
  });

  test('edits of a lead wait for nothing and are lost nowhere', async () => {
    const app = await fakeApp();
    await set(app, 'customer', { quickbooks: 'needed' });
    const lead = app.platform.add('customer', customer('Lead Only')).id;
    await app.goLive();
    app.platform.edit('customer', lead, { phone: '555 010 7777' });
    await app.sync();
    expect(app.quickbooks.all('customer')).toEqual([]);
    await set(app, 'customer', { quickbooks: 'always' });
    await app.time.pass(5_000);
    expect(app.quickbooks.all('customer').map((one) => one.body.phone)).toEqual(['555 010 7777']);
  });

  test('one that QuickBooks has already is linked, not made', async () => {
    const app = await fakeApp();
    await set(app, 'customer', { quickbooks: 'needed' });
    await app.goLive();
    const here = app.platform.add('customer', customer('Pine Ridge HOA', { email: 'board@pineridge.example' })).id;
    app.quickbooks.add('customer', customer('Pine Ridge HOA', { email: 'board@pineridge.example' }));
    await app.sync();
    expect((await detail(app, 'customer', here)).row).toMatchObject({ state: 'equal' });
    expect([app.platform.all('customer').length, app.quickbooks.all('customer').length]).toEqual([1, 1]);
  });
});

describe('records made by hand only', () => {
  test('customers of QuickBooks do not appear by themselves, one is asked for, and later edits of it come', async () => {
    const app = await fakeApp();
    await set(app, 'customer', { platform: 'byHand' });
    await app.goLive();
    const wanted = app.quickbooks.add('customer', customer('Wanted Here')).id;
    app.quickbooks.add('customer', customer('Not Wanted'));
    await app.sync();
    expect(app.platform.all('customer')).toEqual([]);
    expect(await detail(app, 'customer', `qb:${wanted}`)).toMatchObject({ unmadeOn: 'platform', leftOut: false });
    await app.call('records.carryOver', { entity: 'customer', key: `qb:${wanted}` });
    // An edit before it went does not take the wish back.
    app.quickbooks.edit('customer', wanted, { phone: '555 010 1111' });
    await app.sync();
    expect(app.platform.all('customer').map((one) => [one.body.displayName, one.body.phone])).toEqual([
      ['Wanted Here', '555 010 1111'],
    ]);
    app.quickbooks.edit('customer', wanted, { phone: '555 010 2222' });
    await app.sync();
    expect(app.platform.all('customer')[0]?.body.phone).toBe('555 010 2222');
    const key = app.platform.all('customer')[0]?.id ?? '';
    await expect(app.call('records.carryOver', { entity: 'customer', key })).rejects.toThrow();
  });

  test('what refers to one that nobody asked for says for whom it waits, and goes when it is asked for', async () => {
    const app = await fakeApp();
    await set(app, 'customer', { quickbooks: 'byHand' });
    const who = app.platform.add('customer', customer('Nobody Asked')).id;
    const what = app.platform.add('item', item('Roof inspection')).id;
    const bill = app.platform.add('invoice', invoice('1042', who, [{ item: what, quantity: '1', unitPrice: '10' }])).id;
    await app.goLive();
    expect((await detail(app, 'invoice', bill)).row).toMatchObject({
      state: 'blocked',
      stateDetail: 'Blocked by Nobody Asked',
    });
    await app.call('records.carryOver', { entity: 'customer', key: who });
    await app.sync();
    expect(app.quickbooks.all('invoice')).toHaveLength(1);
  });
});
