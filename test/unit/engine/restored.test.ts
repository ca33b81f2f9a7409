import { describe, expect, test } from 'vitest';
import { type RestoredMark, restoredMeta } from '../../../main/engine/restored.ts';
import { appError } from '../../../shared/errors.ts';
import { type FakeApp, fakeApp } from '../../support/fakes/app.ts';
import { customer } from '../../support/fakes/bodies.ts';

const MARK: RestoredMark = { at: '2026-03-02T12:00:00.000Z', engine: '2026-03-02T10:00:00Z', workspace: null };

/** The engine's memory as a backup holds it: a write is meant, not sent. */
async function withIntended(): Promise<FakeApp> {
  const app = await fakeApp();
  await app.goLive();
  app.quickbooks.beforeWrite = () => {
    app.quickbooks.down = appError('connection.offline');
  };
  app.platform.add('customer', customer('Pine Ridge HOA'));
  await app.call('sync.now').catch(() => undefined);
  expect(app.store.writesIn('intended', 10)).toHaveLength(1);
  app.quickbooks.beforeWrite = null;
  app.quickbooks.down = null;
  await app.engine.stop();
  return app;
}

describe('after a restore', () => {
  test('what was meant to be sent is looked for first, and not sent when it had been', async () => {
    const before = await withIntended();
    const [row] = before.store.writesIn('intended', 1);
    // What happened after the backup was made, and is not known any more.
    const connector = before.quickbooks.connector();
    await connector.write([row?.request as never], {} as never);
    expect(before.quickbooks.writes).toHaveLength(1);
    before.store.setMeta(restoredMeta, MARK);
    const app = await before.restart();
    await app.sync();
    expect(app.quickbooks.writes).toHaveLength(1);
    expect(app.quickbooks.all('customer')).toHaveLength(1);
    expect((await app.call('app.status')).health.state).toBe('upToDate');
  });

  test('what had not been sent goes', async () => {
    const before = await withIntended();
    before.store.setMeta(restoredMeta, MARK);
    const app = await before.restart();
    await app.sync();
    expect(app.quickbooks.all('customer').map((one) => one.body.displayName)).toEqual(['Pine Ridge HOA']);
  });

  test('both sides are read whole, and the log says what was restored', async () => {
    const before = await fakeApp();
    before.platform.add('customer', customer('Pine Ridge HOA'));
    await before.goLive();
    await before.engine.stop();
    before.store.setMeta(restoredMeta, MARK);
    const fullAt = before.store.getMeta<string>('fullReadAt/quickbooks');
    await before.time.pass(60_000);
    const app = await before.restart();
    await app.sync();
    for (const side of ['platform', 'quickbooks'])
      expect(app.store.getMeta<string>(`fullReadAt/${side}`)).not.toBe(fullAt);
    expect((await app.call('activity.list', { search: 'Restored' })).entries).toMatchObject([
      { what: expect.stringContaining('from the backup of 2026-03-02 10:00') },
    ]);
    // Once: the next start is a usual one.
    const last = app.store.getMeta<string>('fullReadAt/quickbooks');
    await app.engine.stop();
    await app.time.pass(60_000);
    const next = await app.restart();
    await next.sync();
    expect(next.store.getMeta('fullReadAt/quickbooks')).toBe(last);
  });

  test('even one removal asks; afterwards the brake is as set', async () => {
    const before = await fakeApp();
    const [one, two] = ['Pine Ridge HOA', 'Weiskopf Consulting'].map((name) =>
      before.platform.add('customer', customer(name)),
    );
    await before.goLive();
    await before.engine.stop();
    before.store.setMeta(restoredMeta, MARK);
    before.platform.edit('customer', one?.id ?? '', {}, 'inactive');
    const app = await before.restart();
    await app.call('sync.now').catch(() => undefined);
    expect((await app.call('app.status')).health.sentence).toContain('remove, void or deactivate 1 customers');
    const lives = () =>
      app.quickbooks
        .all('customer')
        .map((held) => held.life)
        .sort();
    expect(lives()).toEqual(['live', 'live']);
    await app.call('sync.confirmBrake');
    await app.time.pass(10_000);
    expect(lives()).toEqual(['inactive', 'live']);
    app.platform.edit('customer', two?.id ?? '', {}, 'inactive');
    await app.time.pass(10_000);
    expect(lives()).toEqual(['inactive', 'inactive']);
  });
});
