import { describe, expect, test } from 'vitest';
import { appError } from '../../../shared/errors.ts';
import { type FakeApp, fakeApp, names } from '../../support/fakes/app.ts';
import { customer, invoice, item } from '../../support/fakes/bodies.ts';
import { Death } from '../../support/fakes/mortal.ts';

describe('a whole side', () => {
  test('that throttles stops once, waits and goes on by itself', async () => {
    const app = await fakeApp();
    await app.goLive();
    app.quickbooks.down = appError('connection.throttled');
    for (let i = 0; i < 5; i++) app.platform.add('customer', customer(`Customer ${i}`));
    await app.call('sync.now').catch(() => undefined);
    const status = await app.call('app.status');
    expect(status.health).toMatchObject({ state: 'offline', sentence: expect.stringContaining('slow down') });
    const told = (await app.call('activity.list', { result: 'failed' })).entries;
    expect(told).toHaveLength(1);
    app.quickbooks.down = null;
    await app.time.pass(30_000);
    expect(names(app, 'quickbooks')).toEqual([]);
    await app.time.pass(60_000);
    expect(names(app, 'quickbooks')).toHaveLength(5);
    expect((await app.call('app.status')).health.state).toBe('upToDate');
  });

  test('that signed us out needs a person and is not asked again and again', async () => {
    const app = await fakeApp();
    await app.goLive();
    app.quickbooks.down = appError('connection.credentials');
    app.platform.add('customer', customer('Pine Ridge HOA'));
    await app.call('sync.now').catch(() => undefined);
    expect((await app.call('app.status')).health).toMatchObject({ state: 'error' });
    const reads = app.quickbooks.reads;
    await app.time.pass(3_600_000);
    expect(app.quickbooks.reads).toBe(reads);
    app.quickbooks.down = null;
    await app.call('connection.test');
    await app.time.pass(5_000);
    expect(names(app, 'quickbooks')).toEqual(['Pine Ridge HOA']);
  });
});

describe('one record', () => {
  test('that is refused stops no other; its children wait and are freed when it is mended', async () => {
    const app = await fakeApp();
    await app.goLive();
    app.quickbooks.faults.push({
      kind: 'error',
      as: 'rejected',
      error: appError('quickbooks.duplicateName', { title: 'Pine Ridge HOA', duplicateId: '77' }),
    });
    const who = app.platform.add('customer', customer('Pine Ridge HOA'));
    const what = app.platform.add('item', item('Roof inspection'));
    app.platform.add('invoice', invoice('1042', who.id, [{ item: what.id, quantity: '1', unitPrice: '10' }]));
    app.platform.add('customer', customer('Weiskopf Consulting'));
    await app.sync();
    expect(names(app, 'quickbooks')).toEqual(['Weiskopf Consulting']);
    const { groups, total } = await app.call('problems.list');
    expect(total).toBe(1);
    expect(groups).toMatchObject([
      {
        cause: 'quickbooks.duplicateName',
        problems: [
          {
            title: 'Pine Ridge HOA',
            state: 'failed',
            act: 'Create in QuickBooks',
            blocks: [{ title: 'Invoice 1042' }],
          },
        ],
      },
    ]);
    const row = (await app.call('records.list', { entity: 'invoice' })).rows[0]!;
    expect(row).toMatchObject({ state: 'blocked', stateDetail: 'Blocked by Pine Ridge HOA' });
    await app.sync();
    expect(app.quickbooks.writes.filter((one) => one.entity === 'customer')).toHaveLength(1);
    app.platform.edit('customer', who.id, { displayName: 'Pine Ridge Homeowners' });
    await app.sync();
    expect(app.quickbooks.all('invoice')).toHaveLength(1);
    expect((await app.call('app.status')).health.state).toBe('upToDate');
  });

  test('whose revision was old is read once, merged and sent', async () => {
    const app = await fakeApp();
    const here = app.platform.add('customer', customer('Pine Ridge HOA'));
    await app.goLive();
    const there = app.quickbooks.all('customer')[0]!;
    let once = true;
    app.quickbooks.beforeWrite = () => {
      if (once) app.quickbooks.edit('customer', there.id, { notes: 'Gate code 4417' });
      once = false;
    };
    app.platform.edit('customer', here.id, { phone: '555 010 9999' });
    await app.sync();
    for (const held of [app.platform.must('customer', here.id), app.quickbooks.must('customer', there.id)]) {
      expect(held.body).toMatchObject({ phone: '555 010 9999', notes: 'Gate code 4417' });
    }
    expect((await app.call('app.status')).health.state).toBe('upToDate');
  });

  test('with passing trouble is tried again later, and parked in the end', async () => {
    const app = await fakeApp();
    await app.goLive();
    const error = appError('connection.outage');
    for (let i = 0; i < 20; i++) app.quickbooks.faults.push({ kind: 'error', as: 'rejected', error });
    app.platform.add('customer', customer('Pine Ridge HOA'));
    await app.sync();
    expect(names(app, 'quickbooks')).toEqual([]);
    await app.time.pass(3_600_000);
    const { groups } = await app.call('problems.list');
    expect(groups).toMatchObject([{ cause: 'connection.outage', problems: [{ attempts: 8 }] }]);
    app.quickbooks.faults.length = 0;
    await app.call('problems.retryAll', {});
    await app.sync();
    expect(names(app, 'quickbooks')).toEqual(['Pine Ridge HOA']);
  });

  test('with passing trouble and given up goes again with the next comparison, with the same key', async () => {
    const app = await fakeApp();
    await app.goLive();
    const keys = new Set<string>();
    app.quickbooks.beforeWrite = (request) => keys.add(request.key);
    const error = appError('connection.outage');
    for (let i = 0; i < 8; i++) app.quickbooks.faults.push({ kind: 'error', as: 'rejected', error });
    app.platform.add('customer', customer('Pine Ridge HOA'));
    await app.sync();
    await app.time.pass(3_600_000);
    await app.sync();
    expect((await app.call('problems.list')).groups).toMatchObject([{ cause: 'connection.outage' }]);
    await app.call('sync.compare');
    expect((await app.call('problems.list')).total).toBe(0);
    expect([names(app, 'quickbooks'), keys.size]).toEqual([['Pine Ridge HOA'], 1]);
  });

  test('that QuickBooks deleted asks, and can be made again there', async () => {
    const app = await fakeApp();
    const who = app.platform.add('customer', customer('Pine Ridge HOA'));
    const what = app.platform.add('item', item('Roof inspection'));
    const doc = app.platform.add(
      'invoice',
      invoice('1042', who.id, [{ item: what.id, quantity: '1', unitPrice: '10' }]),
    );
    await app.goLive();
    const there = app.quickbooks.all('invoice')[0]!;
    app.quickbooks.edit('invoice', there.id, {}, 'deleted');
    await app.sync();
    expect(app.platform.must('invoice', doc.id).life).toBe('live');
    const review = (await app.call('review.list', {})).rows[0]!;
    expect(review).toMatchObject({ kind: 'removal', cause: 'Deleted in QuickBooks' });
    const detail = await app.call('review.get', { id: review.id });
    expect(detail.acts.map((one) => one.id)).toEqual(['leave', 'recreate', 'follow']);
    await app.call('review.act', { id: review.id, revision: detail.revision, act: 'recreate' });
    await app.sync();
    const again = app.quickbooks.all('invoice');
    expect(again).toHaveLength(1);
    expect(again[0]!.id).not.toBe(there.id);
    const status = await app.call('app.status');
    expect(status.health.state).toBe('upToDate');
    await app.call('sync.compare');
    expect(app.quickbooks.all('invoice')).toHaveLength(1);
  });
});

describe('a cursor', () => {
  test('never passes a page that was not stored', async () => {
    const app = await fakeApp();
    await app.goLive();
    app.quickbooks.pageSize = 3;
    for (let i = 0; i < 8; i++) app.quickbooks.add('customer', customer(`Customer ${i}`));
    const put = app.store.putObservation;
    let stored = 0;
    app.store.putObservation = (seen) => {
      stored++;
      if (stored === 5) throw new Error('disk full');
      put(seen);
    };
    await app.call('sync.now').catch(() => undefined);
    app.store.putObservation = put;
    await app.sync();
    expect(names(app, 'platform')).toHaveLength(8);
  });
});

describe('a crash at any call', () => {
  const begin = async (): Promise<FakeApp> => {
    const app = await fakeApp();
    const who = app.platform.add('customer', customer('Pine Ridge HOA', { email: 'a@x.test' }));
    const what = app.platform.add('item', item('Roof inspection'));
    app.quickbooks.add('customer', customer('Pine Ridge', { email: 'a@x.test', phone: '555 1' }));
    app.quickbooks.add('customer', customer('Only there'));
    await app.call('mappings.setEntity', { entity: 'customer', policy: { strategy: 'platformWins' } });
    await app.goLive();
    app.platform.add('invoice', invoice('1042', who.id, [{ item: what.id, quantity: '2', unitPrice: '10' }]));
    app.platform.add('customer', customer('New here'));
    app.quickbooks.add('customer', customer('New there'));
    app.platform.edit('customer', who.id, { notes: 'edited' });
    return app;
  };
  const tally = (app: FakeApp): unknown =>
    ['customer', 'item', 'invoice', 'payment'].map((entity) => [
      entity,
      app.platform.all(entity).length,
      app.quickbooks.all(entity).length,
    ]);

  test.each([false, true])('loses nothing and makes nothing twice (the fatal call %s)', async (afterEffect) => {
    const quiet = await begin();
    await quiet.sync();
    const wanted = tally(quiet);
    expect(wanted).toEqual([
      ['customer', 4, 4],
      ['item', 1, 1],
      ['invoice', 1, 1],
      ['payment', 0, 0],
    ]);
    let deaths = 0;
    for (let at = 1; ; at++) {
      const app = await begin();
      await app.engine.stop();
      const death = new Death(at, afterEffect);
      const dying = await app.restart(death);
      void dying.call('sync.now').catch(() => undefined);
      await dying.time.pass(2_000);
      if (!death.dead) break;
      deaths++;
      const after = await app.restart();
      await after.sync();
      await after.time.pass(10_000);
      await after.call('sync.compare');
      expect([at, tally(after)]).toEqual([at, wanted]);
      expect([at, (await after.call('app.status')).health.state]).toEqual([at, 'upToDate']);
      const numbers = app.quickbooks.all('invoice').map((one) => one.body.number);
      expect(numbers).toEqual(['1042']);
    }
    // Reading both sides, three waves of writes: a run makes at least this many calls.
    expect(deaths).toBeGreaterThan(5);
  });
});

describe('metered reads', () => {
  test('the echo of our own write on the platform costs none', async () => {
    const app = await fakeApp();
    await app.goLive();
    await app.time.pass(5_000);
    app.quickbooks.add('customer', customer('Pine Ridge HOA'));
    await app.sync();
    // The look after a run that wrote, then nothing but the idle poll.
    await app.time.pass(3_000);
    const reads = app.quickbooks.reads;
    await app.time.pass(200_000);
    expect(app.quickbooks.reads).toBe(reads);
    expect(names(app, 'platform')).toEqual(['Pine Ridge HOA']);
  });

  test('an edit on the platform reads QuickBooks before it writes', async () => {
    const app = await fakeApp();
    const here = app.platform.add('customer', customer('Pine Ridge HOA'));
    await app.goLive();
    await app.time.pass(10_000);
    const there = app.quickbooks.all('customer')[0]!;
    app.quickbooks.edit('customer', there.id, { notes: 'theirs' });
    app.platform.edit('customer', here.id, { notes: 'ours' });
    await app.time.pass(1_000);
    expect(app.quickbooks.must('customer', there.id).body.notes).toBe('theirs');
    expect((await app.call('review.list', {})).total).toBe(1);
  });
});

describe('a change that keeps coming back', () => {
  test('is stopped and told after a few rounds; a person’s retry lets it go again', async () => {
    const app = await fakeApp();
    await app.goLive();
    const held = app.platform.add('customer', customer('Pine Ridge HOA', { email: 'a@x.test' }));
    await app.sync();
    const [twin] = app.quickbooks.all('customer');
    const before = app.platform.writes.length + app.quickbooks.writes.length;
    // Two other programs, each of which insists.
    for (let round = 0; round < 20; round++) {
      app.platform.edit('customer', held.id, { email: 'a@x.test' });
      await app.sync();
      app.quickbooks.edit('customer', twin?.id ?? '', { email: 'b@x.test' });
      await app.sync();
    }
    const written = app.platform.writes.length + app.quickbooks.writes.length - before;
    expect(written).toBeGreaterThan(4);
    expect(written).toBeLessThan(15);
    const { groups } = await app.call('problems.list');
    expect(groups.map((group) => [group.cause, group.count])).toEqual([['sync.circle', 1]]);
    const other = app.platform.add('customer', customer('Elm Court'));
    await app.sync();
    expect(names(app, 'quickbooks')).toContain(other.body.displayName);

    await app.call('problems.retry', { id: groups[0]?.problems[0]?.id ?? '' });
    await app.sync();
    expect((await app.call('problems.list')).total).toBe(0);
    expect(app.platform.must('customer', held.id).body.email).toBe(
      app.quickbooks.must('customer', twin?.id ?? '').body.email,
    );
  });

  test('of a person who changes something back and forth goes through every time', async () => {
    const app = await fakeApp();
    await app.goLive();
    const held = app.platform.add('customer', customer('Pine Ridge HOA', { email: 'a@x.test' }));
    await app.sync();
    for (const email of ['b@x.test', 'a@x.test', 'b@x.test', 'a@x.test', 'b@x.test']) {
      app.platform.edit('customer', held.id, { email });
      await app.sync();
      expect(app.quickbooks.all('customer')[0]?.body.email).toBe(email);
    }
    expect((await app.call('problems.list')).total).toBe(0);
  });
});
