import { describe, expect, test } from 'vitest';
import { appError } from '../../../shared/errors.ts';
import { fakeApp, names, settle } from '../../support/fakes/app.ts';
import { customer, payment } from '../../support/fakes/bodies.ts';
import type { WriteFault } from '../../support/fakes/side.ts';

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
