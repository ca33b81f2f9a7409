import { describe, expect, test } from 'vitest';
import { appError } from '../../../shared/errors.ts';
import { fakeApp, names, settle } from '../../support/fakes/app.ts';
import { customer, item } from '../../support/fakes/bodies.ts';

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
