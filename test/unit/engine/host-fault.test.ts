import { describe, expect, test } from 'vitest';
import type { EngineStore } from '../../../main/core/ports-store.ts';
import { createEventHub } from '../../../main/engine/events.ts';
import { createCallCounter } from '../../../main/hosts/connection/call-counter.ts';
import { appError, Failure } from '../../../shared/errors.ts';
import { FakeTime, fakeApp, settle } from '../../support/fakes/app.ts';
import { customer } from '../../support/fakes/bodies.ts';

describe('a run that dies', () => {
  test('of the storage is told, makes no further call, and is over with the next good run', async () => {
    const app = await fakeApp();
    await app.goLive();
    const { transaction } = app.store;
    const broken: Pick<EngineStore, 'transaction'> = {
      transaction: () => {
        throw new Failure(appError('host.readOnly', { dir: '/data' }));
      },
    };
    Object.assign(app.store, broken);
    app.platform.add('customer', customer('Pine Ridge HOA'));
    await app.time.pass(1_000);
    const { health } = await app.call('app.status');
    expect(health).toMatchObject({ state: 'error', sentence: expect.stringMatching(/read-only\. Allow writing/) });
    const reads = app.quickbooks.reads;
    await app.time.pass(3_600_000);
    expect(app.quickbooks.reads).toBe(reads);
    Object.assign(app.store, { transaction });
    await app.time.pass(300_000);
    expect((await app.call('app.status')).health.state).toBe('upToDate');
    expect(app.quickbooks.all('customer')).toHaveLength(1);
  });

  test('of a fault of ours is told with a reference that is in the log', async () => {
    const app = await fakeApp();
    await app.goLive();
    const { openBalances } = app.store;
    app.store.openBalances = () => {
      app.store.openBalances = openBalances;
      throw new TypeError('no such thing');
    };
    await app.call('sync.now').catch(() => undefined);
    const { health } = await app.call('app.status');
    expect(health.state).toBe('error');
    const reference = /reference (\w+)/.exec(health.sentence)?.[1] ?? 'none';
    expect(app.errors.join('\n')).toContain(reference);
    await app.time.pass(60_000);
    expect((await app.call('app.status')).health.state).toBe('upToDate');
  });

  test('because the platform’s book cannot be written parks no record', async () => {
    const app = await fakeApp();
    await app.goLive();
    app.quickbooks.add('customer', customer('Pine Ridge HOA'));
    const error = appError('host.diskFull', { dir: '/data' });
    for (let n = 0; n < 20; n++) app.platform.faults.push({ kind: 'error', as: 'notSent', error });
    await app.call('sync.now').catch(() => undefined);
    const status = await app.call('app.status');
    expect(status.health).toMatchObject({ state: 'error', sentence: expect.stringContaining('Free space') });
    await app.time.pass(2 * 3_600_000);
    expect(await app.call('problems.list')).toMatchObject({ total: 0 });
    expect(app.platform.all('customer')).toHaveLength(1);
    expect((await app.call('app.status')).health.state).toBe('upToDate');
  });
});

test('events are told, numbered one by one, while their number cannot be stored', async () => {
  let full = false;
  let stored = 40;
  const failures: unknown[] = [];
  const time = new FakeTime();
  const hub = createEventHub({
    payloads: { connection: () => ({}), status: () => ({ state: 'told' }) } as never,
    revision: stored,
    bumpRevision: (by) => {
      if (full) throw new Error('full');
      stored += by;
      return stored;
    },
    clock: { now: () => time.now },
    timers: time.timers,
    failed: (error) => failures.push(error),
  });
  const seen: number[] = [];
  hub.subscribe((event) => seen.push(event.revision));
  for (const state of [false, true, true, false]) {
    full = state;
    hub.touch('connection');
    await time.pass(1_000);
  }
  expect(seen).toEqual([41, 42, 43, 44, 45, 46, 47, 48]);
  expect([stored, hub.revision(), failures.length]).toEqual([48, 48, 1]);
});

test('counts of calls that cannot be stored end nothing and are stored later', async () => {
  const saved: number[] = [];
  let full = true;
  const meter = createCallCounter(
    { now: () => Date.parse('2026-05-04T12:00:00Z') },
    { month: '2026-05', corePlus: 0, core: 0 },
    ({ corePlus }) => {
      if (full) throw new Error('ENOSPC');
      saved.push(corePlus);
    },
  );
  meter.count('coreplus', 'cdc');
  expect(() => meter.flush()).not.toThrow();
  full = false;
  meter.flush();
  await settle();
  expect(saved).toEqual([1]);
});
