import { describe, expect, test } from 'vitest';
import type { EngineStore } from '../../../main/core/ports-store.ts';
import { appError, Failure } from '../../../shared/errors.ts';
import { fakeApp, names } from '../../support/fakes/app.ts';
import { customer } from '../../support/fakes/bodies.ts';

/** Lets one act of the store throw while `when` holds; answers how to mend it. */
function breakAct<N extends 'addWrite' | 'putObservation' | 'addRecord'>(
  store: EngineStore,
  name: N,
  thrown: unknown,
  when: (...args: Parameters<EngineStore[N]>) => boolean,
): () => void {
  const whole = store[name];
  const broken = (...args: Parameters<EngineStore[N]>): unknown => {
    if (when(...args)) throw thrown;
    return (whole as (...all: unknown[]) => unknown)(...args);
  };
  store[name] = broken as EngineStore[N];
  return () => {
    store[name] = whole;
  };
}

const FULL = new Failure(appError('host.dataUnusable', { dir: '/data', reason: 'the disk is full' }));

describe('answers that could not be stored', () => {
  test('are found out by the next run, without a restart and without a second record', async () => {
    const app = await fakeApp();
    await app.goLive();
    for (const name of ['Ash', 'Birch', 'Cedar']) app.platform.add('customer', customer(name));
    const mend = breakAct(app.store, 'putObservation', FULL, (seen) => seen.side === 'quickbooks');
    await expect(app.call('sync.now')).rejects.toThrow(/disk is full/);
    expect(names(app, 'quickbooks')).toEqual(['Ash', 'Birch', 'Cedar']);
    expect(app.store.writesIn('sent', 10)).toHaveLength(3);
    mend();
    await app.sync();
    expect(app.store.writesIn('sent', 10)).toHaveLength(0);
    expect(app.quickbooks.writes).toHaveLength(3);
    expect(names(app, 'platform')).toEqual(['Ash', 'Birch', 'Cedar']);
    expect((await app.call('app.status')).health.state).toBe('upToDate');
  });
});

describe('a record that our own code cannot take', () => {
  const bug = new TypeError('cannot read properties of undefined');

  test('is shown with a reference when planning it throws; all others go, in every run', async () => {
    const app = await fakeApp();
    await app.goLive();
    const mend = breakAct(app.store, 'addWrite', bug, (row) => row.title === 'Birch');
    for (const name of ['Ash', 'Birch', 'Cedar']) app.platform.add('customer', customer(name));
    await app.sync();
    app.platform.add('customer', customer('Dogwood'));
    await app.sync();
    expect(names(app, 'quickbooks')).toEqual(['Ash', 'Cedar', 'Dogwood']);
    const { groups, total } = await app.call('problems.list');
    expect(total).toBe(1);
    expect(groups[0]).toMatchObject({ cause: 'internal.unexpected', problems: [{ title: 'Birch' }] });
    const reference = groups[0]?.problems[0]?.error.values.reference ?? '';
    expect(app.errors.some((line) => line.includes(reference) && line.includes('cannot read'))).toBe(true);
    mend();
    await app.call('problems.retryAll', {});
    await app.sync();
    expect(names(app, 'quickbooks')).toEqual(['Ash', 'Birch', 'Cedar', 'Dogwood']);
  });

  test('is looked for, not made again, when its answer cannot be stored, and shown in the end', async () => {
    const app = await fakeApp();
    await app.goLive();
    const bad = (id: string): boolean => app.quickbooks.records.get(`customer/${id}`)?.body.displayName === 'Birch';
    const mend = breakAct(app.store, 'putObservation', bug, (seen) => seen.side === 'quickbooks' && bad(seen.id));
    for (const name of ['Ash', 'Birch', 'Cedar']) app.platform.add('customer', customer(name));
    await app.sync();
    const state = async (title: string): Promise<unknown> =>
      (await app.call('records.list', { entity: 'customer', search: title })).rows[0]?.state;
    expect([await state('Ash'), await state('Cedar')]).toEqual(['equal', 'equal']);
    // The probes that find it end the same way, so in the end a person is told.
    for (let i = 0; i < 20; i++) await app.time.pass(300_000);
    expect(await state('Birch')).toBe('failed');
    expect(app.quickbooks.writes).toHaveLength(3);
    mend();
    app.quickbooks.edit('customer', app.quickbooks.all('customer').find((one) => bad(one.id))?.id ?? '', {});
    await app.call('problems.retryAll', {});
    await app.sync();
    await app.sync();
    expect(names(app, 'quickbooks')).toEqual(['Ash', 'Birch', 'Cedar']);
    expect(await state('Birch')).toBe('equal');
  });

  test('is kept and shown when it cannot be taken in; the cursor goes on', async () => {
    const app = await fakeApp();
    await app.goLive();
    breakAct(app.store, 'addRecord', bug, (_entity, _side, _id, index) => index.title === 'Birch');
    for (const name of ['Ash', 'Birch', 'Cedar']) app.quickbooks.add('customer', customer(name));
    await app.sync();
    await app.sync();
    expect(names(app, 'platform')).toEqual(['Ash', 'Cedar']);
    const { groups } = await app.call('problems.list');
    expect(groups).toMatchObject([{ cause: 'internal.unexpected', problems: [{ entity: 'customer' }] }]);
    await app.call('problems.retryAll', {});
    await app.sync();
    expect(names(app, 'platform')).toEqual(['Ash', 'Birch', 'Cedar']);
  });
});
