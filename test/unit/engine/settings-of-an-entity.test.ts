import { describe, expect, test } from 'vitest';
import { appError } from '../../../shared/errors.ts';
import { type FakeApp, fakeApp } from '../../support/fakes/app.ts';
import { customer, invoice, item } from '../../support/fakes/bodies.ts';

const set = (app: FakeApp, entity: string, policy: object): Promise<unknown> =>
  app.call('mappings.setEntity', { entity, policy });

const problems = async (app: FakeApp) => (await app.call('problems.list')).groups.flatMap((group) => group.problems);

describe('a pause of one kind of record', () => {
  test('holds it back both ways while everything else goes on, and is told', async () => {
    const app = await fakeApp();
    const who = app.platform.add('customer', customer('Pine Ridge HOA')).id;
    const what = app.platform.add('item', item('Roof inspection')).id;
    await app.goLive();
    await set(app, 'invoice', { paused: true });
    app.platform.add('invoice', invoice('1042', who, [{ item: what, quantity: '1', unitPrice: '10' }]));
    app.platform.add('customer', customer('Weiskopf Consulting'));
    await app.sync();
    expect([app.quickbooks.all('invoice').length, app.quickbooks.all('customer').length]).toEqual([0, 2]);
    const status = await app.call('app.status');
    expect(status.health).toMatchObject({
      state: 'paused',
      sentence: expect.stringContaining('Invoices are paused: 1'),
    });
    expect(status.entities.find((one) => one.entity === 'invoice')).toMatchObject({
      paused: true,
      waiting: 1,
      lastResult: '1 waiting, paused',
    });
    // It asks nobody: no poll is brought forward for what is paused, and the brake does not stop the others.
    await app.time.pass(30_000);
    const reads = app.quickbooks.reads;
    await app.time.pass(200_000);
    expect(app.quickbooks.reads).toBe(reads);
    await set(app, 'invoice', { paused: false });
    await app.time.pass(5_000);
    expect(app.quickbooks.all('invoice')).toHaveLength(1);
    expect((await app.call('app.status')).health.state).toBe('upToDate');
  });

  test('takes hold in the middle of a run and holds through a restart', async () => {
    const app = await fakeApp();
    await app.goLive();
    for (let i = 0; i < 50; i++) app.platform.add('item', item(`Item ${i}`));
    app.quickbooks.beforeWrite = () => {
      app.quickbooks.beforeWrite = null;
      void set(app, 'item', { paused: true });
    };
    await app.sync();
    expect(app.quickbooks.all('item')).toHaveLength(30);
    const later = await app.restart();
    await later.sync();
    expect(app.quickbooks.all('item')).toHaveLength(30);
  });
});

describe('a mirror', () => {
  test('overwrites edits of the platform and writes nothing to QuickBooks', async () => {
    const app = await fakeApp();
    const here = app.platform.add('customer', customer('Pine Ridge HOA', { phone: '555 010 2030' }));
    await app.goLive();
    const there = app.quickbooks.all('customer')[0]?.id ?? '';
    const sent = app.quickbooks.writes.length;
    await set(app, 'customer', { strategy: 'mirror' });
    app.platform.edit('customer', here.id, { phone: '555 010 9999', notes: 'Gate code 4417' });
    app.platform.add('customer', customer('Only here'));
    await app.sync();
    expect(app.platform.must('customer', here.id).body).toMatchObject({ phone: '555 010 2030', notes: null });
    app.quickbooks.edit('customer', there, { phone: null });
    await app.sync();
    expect(app.platform.must('customer', here.id).body.phone).toBeNull();
    expect(app.quickbooks.writes).toHaveLength(sent);
    const told = (await app.call('activity.list', { entity: 'customer', recordId: here.id })).entries;
    expect(told.some((entry) => entry.changes.some((change) => change.before === '555 010 9999'))).toBe(true);
  });
});

describe('a refusal for good', () => {
  test('is left out when everything is tried again, and goes by itself when the company can take it', async () => {
    const app = await fakeApp();
    await app.goLive();
    let allowed = false;
    app.quickbooks.refuses = (request) =>
      request.entity === 'item' && !allowed
        ? appError('quickbooks.notAllowed', { title: 'Roof inspection' }, { native: { faultCode: '5020' } })
        : null;
    app.platform.add('item', item('Roof inspection'));
    app.quickbooks.faults.push({
      kind: 'error',
      as: 'rejected',
      error: appError('quickbooks.duplicateName', { title: 'Pine Ridge HOA' }),
    });
    app.platform.add('customer', customer('Pine Ridge HOA'));
    await app.sync();
    expect((await problems(app)).map((one) => one.error.code).sort()).toEqual([
      'quickbooks.duplicateName',
      'quickbooks.notAllowed',
    ]);
    expect(await app.call('problems.retryAll', {})).toEqual({ retried: 1, files: 0, left: 1 });
    await app.sync();
    expect((await problems(app)).map((one) => one.error.code)).toEqual(['quickbooks.notAllowed']);
    expect(app.quickbooks.refused).toHaveLength(1);
    await app.call('sync.compare');
    expect(app.quickbooks.refused).toHaveLength(1);
    allowed = true;
    app.quickbooks.facts = { ...app.quickbooks.facts, plan: 'Plus' };
    await app.call('sync.compare');
    expect(await problems(app)).toEqual([]);
    expect(app.quickbooks.all('item')).toHaveLength(1);
  });
});
