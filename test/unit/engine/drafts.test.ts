import { describe, expect, test } from 'vitest';
import type { EntityPolicy } from '../../../shared/policy.ts';
import { type FakeApp, fakeApp } from '../../support/fakes/app.ts';
import { customer, invoice, item, payment } from '../../support/fakes/bodies.ts';

type Ground = { app: FakeApp; who: string; what: string };

async function ready(): Promise<Ground> {
  const app = await fakeApp();
  const who = app.platform.add('customer', customer('Pine Ridge HOA')).id;
  const what = app.platform.add('item', item('Roof inspection')).id;
  await app.goLive();
  return { app, who, what };
}

const set = (app: FakeApp, policy: Partial<EntityPolicy>): Promise<unknown> =>
  app.call('mappings.setEntity', { entity: 'invoice', policy });

async function make({ app, who, what }: Ground, number: string, more = {}): Promise<string> {
  const body = invoice(number, who, [{ item: what, quantity: '1', unitPrice: '10' }], more);
  const { key } = await app.call('records.create', { entity: 'invoice', body });
  await app.sync();
  return key;
}

const detail = (app: FakeApp, key: string) => app.call('records.get', { entity: 'invoice', key });
const there = (app: FakeApp): unknown[] => app.quickbooks.all('invoice').map((one) => one.body.number);
const change = async (app: FakeApp, key: string, changes: Record<string, string>): Promise<unknown> => {
  const { revision } = await detail(app, key);
  return app.call('records.update', { entity: 'invoice', key, revision: revision ?? '', changes });
};
const recall = async (app: FakeApp, key: string): Promise<unknown> => {
  const { revision } = await detail(app, key);
  return app.call('records.recall', { entity: 'invoice', key, revision: revision ?? '' });
};

describe('invoices go to QuickBooks', () => {
  test('on save, unless they are saved as drafts', async () => {
    const ground = await ready();
    await make(ground, '1');
    const key = await make(ground, '2', { status: 'draft' });
    expect(there(ground.app)).toEqual(['1']);
    expect((await detail(ground.app, key)).row).toMatchObject({
      state: 'notSynced',
      stateDetail: 'Draft: goes to QuickBooks once it is issued',
    });
  });

  test('when issued, where the setting says so: new ones begin as drafts', async () => {
    const ground = await ready();
    await set(ground.app, { drafts: true });
    const key = await make(ground, '1');
    expect(there(ground.app)).toEqual([]);
    await change(ground.app, key, { status: 'issued' });
    await ground.app.sync();
    expect(there(ground.app)).toEqual(['1']);
    expect((await detail(ground.app, key)).row.state).toBe('equal');
  });

  test('by hand only, where the setting says so: one by one', async () => {
    const ground = await ready();
    await set(ground.app, { creates: { platform: 'always', quickbooks: 'byHand' } });
    const key = await make(ground, '1');
    expect(there(ground.app)).toEqual([]);
    await ground.app.call('records.carryOver', { entity: 'invoice', key });
    await ground.app.sync();
    expect(there(ground.app)).toEqual(['1']);
  });

  test('of an estimate begin as the setting says', async () => {
    const ground = await ready();
    const { app, who, what } = ground;
    await set(app, { drafts: true });
    const body = { ...invoice('', who, [{ item: what, quantity: '1', unitPrice: '10' }]), status: 'pending' };
    const { key } = await app.call('records.create', { entity: 'estimate', body });
    const made = await app.call('records.convert', {
      entity: 'estimate',
      key,
      date: '2026-03-01',
      share: { of: 'rest' },
    });
    expect((await detail(app, made.key)).platform?.status).toBe('draft');
  });
});

test('what comes from QuickBooks counts as issued, whatever new ones begin as', async () => {
  const ground = await ready();
  const { app } = ground;
  await set(app, { drafts: true });
  const lines = [{ item: app.quickbooks.all('item')[0]?.id ?? '', quantity: '1', unitPrice: '10' }];
  app.quickbooks.add('invoice', invoice('Q1', app.quickbooks.all('customer')[0]?.id ?? '', lines));
  await app.sync();
  expect(app.platform.all('invoice').map((one) => one.body.status)).toEqual(['issued']);
});

test('a draft counts into no open sum', async () => {
  const ground = await ready();
  await make(ground, '1', { status: 'draft' });
  const open = async () => (await ground.app.call('app.status', {})).receivables?.platform;
  expect(await open()).toBe('0.00');
  await make(ground, '2');
  expect(await open()).toBe('10.00');
});

describe('back to draft', () => {
  test('removes it in QuickBooks first; edited and issued again it is made anew there, once', async () => {
    const ground = await ready();
    const { app } = ground;
    const key = await make(ground, '1');
    const first = app.quickbooks.all('invoice')[0]?.id;
    await recall(app, key);
    await app.sync();
    expect(there(app)).toEqual([]);
    expect(await detail(app, key)).toMatchObject({
      row: { state: 'notSynced', quickbooksId: null, stateDetail: 'Draft: goes to QuickBooks once it is issued' },
      platform: { status: 'draft' },
    });
    await change(app, key, { memo: 'Corrected' });
    await app.sync();
    expect(there(app)).toEqual([]);
    await change(app, key, { status: 'issued' });
    await app.sync();
    expect(app.quickbooks.all('invoice').map((one) => [one.body.number, one.body.memo])).toEqual([['1', 'Corrected']]);
    expect(app.quickbooks.all('invoice')[0]?.id).not.toBe(first);
    expect((await detail(app, key)).row.state).toBe('equal');
    expect(app.platform.all('invoice')).toHaveLength(1);
  });

  test('can be done again and again', async () => {
    const ground = await ready();
    const { app } = ground;
    const key = await make(ground, '1');
    for (let round = 0; round < 3; round++) {
      await recall(app, key);
      await app.sync();
      expect(there(app)).toEqual([]);
      await change(app, key, { status: 'issued' });
      await app.sync();
      expect(there(app)).toEqual(['1']);
    }
  });

  test('is not reached by an edit that does not say so', async () => {
    const ground = await ready();
    const key = await make(ground, '1');
    await expect(change(ground.app, key, { status: 'draft' })).rejects.toThrow(/Status/);
    expect(there(ground.app)).toEqual(['1']);
  });

  test('is refused while money is applied to it', async () => {
    const ground = await ready();
    const { app, who } = ground;
    const key = await make(ground, '1');
    app.platform.add('payment', payment(who, '10.00', [{ invoice: key, amount: '10.00' }]));
    await app.sync();
    await expect(recall(app, key)).rejects.toThrow();
    await app.sync();
    expect(there(app)).toEqual(['1']);
    expect((await detail(app, key)).platform?.status).toBe('issued');
  });

  test('loses nothing that was changed in QuickBooks meanwhile', async () => {
    const ground = await ready();
    const { app } = ground;
    const key = await make(ground, '1');
    await recall(app, key);
    app.quickbooks.edit('invoice', app.quickbooks.all('invoice')[0]?.id ?? '', { memo: 'Typed there' });
    await app.sync();
    expect(there(app)).toEqual(['1']);
    expect((await detail(app, key)).row).toMatchObject({ state: 'notSynced' });
    await change(app, key, { status: 'issued' });
    await app.sync();
    expect(await detail(app, key)).toMatchObject({ row: { state: 'equal' }, platform: { memo: 'Typed there' } });
  });

  test('and issued at once leaves QuickBooks as it is', async () => {
    const ground = await ready();
    const { app } = ground;
    const key = await make(ground, '1');
    const id = app.quickbooks.all('invoice')[0]?.id;
    await app.call('sync.pause', {});
    await recall(app, key);
    await change(app, key, { status: 'issued' });
    await app.call('sync.resume', {});
    await app.sync();
    expect((await detail(app, key)).row.state).toBe('equal');
    expect(app.quickbooks.all('invoice').map((one) => one.id)).toEqual([id]);
  });
});
