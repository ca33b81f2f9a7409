import { describe, expect, test } from 'vitest';
import { appError } from '../../../shared/errors.ts';
import { type FakeApp, fakeApp, settle } from '../../support/fakes/app.ts';
import { customer, invoice, item, payment } from '../../support/fakes/bodies.ts';
import { Death } from '../../support/fakes/mortal.ts';
import type { WriteFault } from '../../support/fakes/side.ts';

const names = (app: FakeApp, side: 'platform' | 'quickbooks'): unknown[] =>
  app[side]
    .all('customer')
    .map((one) => one.body.displayName)
    .sort();

describe('a lost answer', () => {
  test('of a write that arrived is found out, not repeated', async () => {
    const app = await fakeApp();
    await app.goLive();
    app.quickbooks.faults.push({ kind: 'lost' });
    app.platform.add('customer', customer('Pine Ridge HOA'));
    await app.sync();
    expect(names(app, 'quickbooks')).toEqual(['Pine Ridge HOA']);
    expect(app.quickbooks.writes).toHaveLength(1);
    expect((await app.call('app.status')).health.state).toBe('upToDate');
  });

  test('of a write that did not arrive goes again with the same key', async () => {
    const app = await fakeApp();
    await app.goLive();
    const keys: string[] = [];
    app.quickbooks.beforeWrite = (request) => keys.push(request.key);
    app.quickbooks.faults.push({ kind: 'dropped' });
    app.platform.add('customer', customer('Pine Ridge HOA'));
    await app.sync();
    expect(names(app, 'quickbooks')).toEqual(['Pine Ridge HOA']);
    expect(keys).toHaveLength(2);
    expect(keys[0]).toBe(keys[1]);
  });

  test('while its fate is unknown, the record that shows up there is neither copied back nor linked to another', async () => {
    const app = await fakeApp();
    await app.goLive();
    app.quickbooks.faults.push({ kind: 'throw', arrives: true });
    app.platform.add('customer', customer('Pine Ridge HOA', { email: 'a@x.test' }));
    const probe = app.quickbooks.answers;
    const kept = new Map(probe);
    await settle();
    app.platform.add('customer', customer('Pine Ridge', { email: 'a@x.test' }));
    await app.sync();
    expect(kept.size).toBe(0);
    expect(app.quickbooks.all('customer').length).toBe(app.platform.all('customer').length);
    expect(app.platform.all('customer').filter((one) => one.body.displayName === 'Pine Ridge HOA')).toHaveLength(1);
    expect(app.quickbooks.all('customer').filter((one) => one.body.displayName === 'Pine Ridge HOA')).toHaveLength(1);
  });

  test('and that did not leave the second time is not forgotten: what it made the first time is no new record', async () => {
    const app = await fakeApp();
    await app.goLive();
    app.quickbooks.blind = true;
    const unreachable: WriteFault = { kind: 'error', as: 'notSent', error: appError('connection.offline') };
    app.quickbooks.faults.push({ kind: 'lost' }, unreachable, unreachable, unreachable);
    // Somebody corrects in QuickBooks what has just come there, between the two sendings.
    app.quickbooks.beforeWrite = () => {
      const [made] = app.quickbooks.all('customer');
      if (made) app.quickbooks.edit('customer', made.id, { displayName: 'Pine Ridge Association' });
    };
    app.platform.add('customer', customer('Pine Ridge HOA'));
    await app.call('sync.now').catch(() => undefined);
    app.quickbooks.beforeWrite = null;
    await app.time.pass(3_600_000);
    await app.sync();
    expect(names(app, 'platform')).toEqual(['Pine Ridge Association']);
    expect(names(app, 'quickbooks')).toEqual(['Pine Ridge Association']);
  });
});

describe('a lost answer that nobody can be asked about', () => {
  test('for however long, is no reason to give the write up: it was sent once', async () => {
    const app = await fakeApp();
    await app.goLive();
    app.quickbooks.faults.push({ kind: 'dropped' });
    const asked: number[] = [];
    app.quickbooks.probes = () => {
      asked.push(app.time.now);
      return { kind: 'failed', error: appError('connection.outage') };
    };
    app.platform.add('customer', customer('Pine Ridge HOA'));
    await app.sync();
    await app.time.pass(7_200_000);
    // It is asked about with growing pauses, of five minutes at most.
    expect(asked.length).toBeGreaterThan(20);
    expect(asked.length).toBeLessThan(200);
    expect((await app.call('problems.list')).total).toBe(0);
    app.quickbooks.probes = (found) => found;
    await app.time.pass(600_000);
    await app.sync();
    expect(names(app, 'quickbooks')).toEqual(['Pine Ridge HOA']);
  });
});

describe('a lost create that looks like another record', () => {
  test('is not taken for one that belongs to another pair, or was there before', async () => {
    const app = await fakeApp();
    const who = app.platform.add('customer', customer('Pine Ridge HOA')).id;
    await app.goLive();
    const there = app.quickbooks.all('customer')[0]?.id ?? '';
    // Two of a person's own: one is linked, the other was left out.
    await app.call('mappings.setEntity', { entity: 'payment', policy: { direction: 'toQuickbooks' } });
    app.platform.add('payment', payment(who, '10.00', []));
    await app.sync();
    app.quickbooks.add('payment', payment(there, '10.00', [], { date: '2026-02-21' }));
    await app.sync();
    expect(app.quickbooks.all('payment')).toHaveLength(2);
    app.quickbooks.looksLike = (request, held) =>
      request.entity === 'payment' && held.body.amount === request.body?.amount;
    app.quickbooks.faults.push({ kind: 'dropped' });
    app.platform.add('payment', payment(who, '10.00', [], { date: '2026-02-22' }));
    await app.sync();
    expect(app.quickbooks.all('payment').map((one) => one.body.date)).toEqual([
      '2026-02-20',
      '2026-02-21',
      '2026-02-22',
    ]);
    expect((await app.call('problems.list')).total).toBe(0);
  });
});

describe('a clock that was wrong', () => {
  const YEAR = 365 * 86_400_000;
  test('a year ahead and set right again puts off neither a write nor a side nor the daily comparison', async () => {
    const app = await fakeApp();
    await app.goLive();
    app.time.now += YEAR;
    const error = appError('connection.outage', {}, { retryAfterMs: 60_000 });
    app.quickbooks.faults.push({ kind: 'error', as: 'rejected', error });
    app.platform.add('customer', customer('Pine Ridge HOA'));
    await app.call('sync.compare');
    expect(names(app, 'quickbooks')).toEqual([]);
    app.quickbooks.down = appError('connection.throttled');
    await app.call('sync.now').catch(() => undefined);
    app.quickbooks.down = null;
    await app.time.pass(1_000);
    expect(names(app, 'quickbooks')).toEqual([]);
    app.time.now -= YEAR;
    // The timers of a real computer go on by themselves; here they stand on the clock, so one is set anew.
    app.platform.add('customer', customer('Weiskopf Consulting'));
    await app.time.pass(600_000);
    expect(names(app, 'quickbooks')).toEqual(['Pine Ridge HOA', 'Weiskopf Consulting']);
    const last = app.store.getMeta<string>('fullReadAt/quickbooks') ?? '';
    expect(Math.abs(Date.parse(last) - app.time.now)).toBeLessThan(86_400_000);
  });
});

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

describe('what a person set', () => {
  test('a pause holds through a restart and ends by itself', async () => {
    const app = await fakeApp();
    await app.goLive();
    await app.call('sync.pause', { until: '2026-03-02T13:00:00.000Z' });
    const later = await app.restart();
    later.platform.add('customer', customer('Pine Ridge HOA'));
    await later.time.pass(1_800_000);
    expect(names(later, 'quickbooks')).toEqual([]);
    expect((await later.call('app.status')).health.state).toBe('paused');
    await later.time.pass(1_800_000 + 5_000);
    expect(names(later, 'quickbooks')).toEqual(['Pine Ridge HOA']);
  });

  test('a setting changed in the middle of a run holds for what was planned but not sent', async () => {
    const app = await fakeApp();
    await app.goLive();
    app.platform.add('customer', customer('Pine Ridge HOA'));
    for (let i = 0; i < 3; i++) app.platform.add('item', item(`Item ${i}`));
    app.quickbooks.beforeWrite = () => {
      void app.call('mappings.setEntity', { entity: 'item', policy: { direction: 'fromQuickbooks' } });
    };
    await app.sync();
    expect(names(app, 'quickbooks')).toEqual(['Pine Ridge HOA']);
    expect(app.quickbooks.all('item')).toEqual([]);
    const rows = (await app.call('records.list', { entity: 'item' })).rows;
    expect(rows.map((row) => row.state)).toEqual(['notSynced', 'notSynced', 'notSynced']);
  });

  test('a pause takes hold within 30 writes', async () => {
    const app = await fakeApp();
    await app.goLive();
    for (let i = 0; i < 100; i++) app.platform.add('customer', customer(`Customer ${i}`));
    app.quickbooks.beforeWrite = () => {
      app.quickbooks.beforeWrite = null;
      void app.call('sync.pause', {});
    };
    await app.sync().catch(() => undefined);
    expect(app.quickbooks.writes).toHaveLength(30);
    await app.call('sync.resume');
    await app.time.pass(5_000);
    expect(names(app, 'quickbooks')).toHaveLength(100);
  });

  test('the brake stops a mass change and lets it go on when confirmed', async () => {
    const app = await fakeApp();
    for (let i = 0; i < 30; i++) app.platform.add('customer', customer(`Customer ${i}`));
    await app.goLive();
    await app.call('settings.set', { brake: { maxRemovals: 5, maxShare: 0.3 } });
    for (const held of app.platform.all('customer').slice(0, 20))
      app.platform.edit('customer', held.id, {}, 'inactive');
    await app.sync();
    expect(app.quickbooks.all('customer').filter((one) => one.life === 'inactive')).toHaveLength(0);
    const status = await app.call('app.status');
    expect(status.health.sentence).toContain('remove, void or deactivate 20 customers');
    await app.call('sync.confirmBrake');
    await app.sync();
    expect(app.quickbooks.all('customer').filter((one) => one.life === 'inactive')).toHaveLength(20);
    // Only that once.
    for (const held of app.platform.all('customer').slice(20, 28))
      app.platform.edit('customer', held.id, {}, 'inactive');
    await app.sync();
    expect(app.quickbooks.all('customer').filter((one) => one.life === 'inactive')).toHaveLength(20);
  });

  test('the brake counts over an hour, however slowly the change comes in', async () => {
    const app = await fakeApp();
    for (let i = 0; i < 30; i++) app.platform.add('customer', customer(`Customer ${i}`));
    await app.goLive();
    await app.call('settings.set', { brake: { maxRemovals: 5, maxShare: 0.3 } });
    const gone = (): number => app.quickbooks.all('customer').filter((one) => one.life === 'inactive').length;
    const all = app.platform.all('customer');
    for (const held of all.slice(0, 12)) {
      app.platform.edit('customer', held.id, {}, 'inactive');
      await app.sync();
      await app.time.pass(60_000);
    }
    expect(gone()).toBe(5);
    expect((await app.call('app.status')).health.sentence).toContain('5 of them done within the last hour');
    // Confirmed for these twelve, and for no others that come while they are on their way.
    app.quickbooks.down = appError('connection.offline');
    await app.call('sync.confirmBrake');
    await app.time.pass(5_000);
    for (const held of all.slice(12, 20)) app.platform.edit('customer', held.id, {}, 'inactive');
    app.quickbooks.down = null;
    await app.sync();
    expect(gone()).toBe(5);
    expect((await app.call('app.status')).health.sentence).toContain('remove, void or deactivate 8 customers');
    await app.call('sync.confirmBrake');
    await app.sync();
    expect(gone()).toBe(20);
    // An hour later a few more are no mass change.
    await app.time.pass(3_600_000);
    for (const held of all.slice(20, 24)) app.platform.edit('customer', held.id, {}, 'inactive');
    await app.sync();
    expect(gone()).toBe(24);
  });

  test('the brake stops a mass of new records after the first plan was applied, not before', async () => {
    const app = await fakeApp();
    await app.call('settings.set', { brake: { maxRemovals: 5, maxShare: 0.3, maxCreates: 20 } });
    for (let i = 0; i < 30; i++) app.platform.add('customer', customer(`Customer ${i}`));
    const plan = await app.call('sync.preview');
    // The side is lost in the middle of carrying the plan out: what is left of it was agreed to all the same.
    let written = 0;
    app.quickbooks.beforeWrite = () => {
      if (++written === 10) app.quickbooks.down = appError('connection.offline');
    };
    await app.call('sync.apply', { planId: plan.planId, hash: plan.hash });
    await settle();
    app.quickbooks.beforeWrite = null;
    app.quickbooks.down = null;
    await app.sync();
    await app.time.pass(600_000);
    expect(names(app, 'quickbooks')).toHaveLength(30);
    for (let i = 0; i < 21; i++) app.platform.add('customer', customer(`Imported ${i}`));
    await app.sync();
    expect(names(app, 'quickbooks')).toHaveLength(30);
    expect((await app.call('app.status')).health.sentence).toContain('make 21 customers');
    await app.call('sync.confirmBrake');
    await app.sync();
    expect(names(app, 'quickbooks')).toHaveLength(51);
  });

  test('the brake does not count what the other side fills in of its own', async () => {
    const app = await fakeApp();
    await app.goLive();
    await app.call('settings.set', { brake: { maxRemovals: 5, maxShare: 0.3 } });
    app.quickbooks.normalise = (_, body) => ({ ...body, notes: body.notes ?? 'Made by QuickBooks' });
    for (let i = 0; i < 80; i++) app.platform.add('customer', customer(`Customer ${i}`));
    await app.sync();
    expect((await app.call('app.status')).health.state).toBe('upToDate');
    expect(app.platform.all('customer').every((one) => one.body.notes === 'Made by QuickBooks')).toBe(true);
  });

  test('a plan that is not what was shown is not carried out', async () => {
    const app = await fakeApp();
    app.platform.add('customer', customer('Pine Ridge HOA'));
    const plan = await app.call('sync.preview');
    app.platform.add('customer', customer('Weiskopf Consulting'));
    await expect(app.call('sync.apply', { planId: plan.planId, hash: plan.hash })).rejects.toThrow(
      /out of date: 1 change was added/,
    );
    expect(app.quickbooks.writes).toEqual([]);
    const fresh = await app.call('plan.get');
    expect(fresh.plan?.actionable).toBe(2);
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
