import { describe, expect, test } from 'vitest';
import { appError } from '../../../shared/errors.ts';
import { fakeApp } from '../../support/fakes/app.ts';
import { customer, invoice, item } from '../../support/fakes/bodies.ts';

describe('what happens between reading and writing', () => {
  test('a new version that says the same does not keep an edit from arriving', async () => {
    const app = await fakeApp();
    const here = app.platform.add('customer', customer('Pine Ridge HOA'));
    await app.goLive();
    const there = app.quickbooks.all('customer')[0]!;
    let once = true;
    app.quickbooks.beforeWrite = () => {
      if (once) app.quickbooks.edit('customer', there.id, {});
      once = false;
    };
    app.platform.edit('customer', here.id, { phone: '555 010 9999' });
    await app.sync();
    expect(app.quickbooks.must('customer', there.id).body.phone).toBe('555 010 9999');
    expect((await app.call('app.status')).health.state).toBe('upToDate');
  });

  test('a write that waited is planned on the version that is there by then, and goes at the first try', async () => {
    const app = await fakeApp();
    const here = app.platform.add('customer', customer('Pine Ridge HOA')).id;
    await app.goLive();
    const there = app.quickbooks.all('customer')[0]?.id ?? '';
    app.quickbooks.beforeWrite = () => {
      app.quickbooks.down = appError('connection.offline');
    };
    app.platform.edit('customer', here, { phone: '555 010 9999' });
    await app.sync().catch(() => undefined);
    expect(app.store.writesIn('intended', 10)).toHaveLength(1);
    app.quickbooks.beforeWrite = null;
    app.quickbooks.down = null;
    const before = app.quickbooks.writes.length;
    app.quickbooks.edit('customer', there, {});
    await app.call('mappings.setEntity', { entity: 'customer', policy: { strategy: 'platformWins' } });
    await app.time.pass(600_000);
    expect(app.quickbooks.must('customer', there).body.phone).toBe('555 010 9999');
    expect(app.quickbooks.writes.slice(before).map(({ revision }) => revision)).toEqual(['1']);
  });

  test('a record that was deleted there is looked at and asked about, not told as a refusal', async () => {
    const app = await fakeApp();
    const who = app.platform.add('customer', customer('Pine Ridge HOA'));
    const what = app.platform.add('item', item('Roof inspection'));
    const lines = [{ item: what.id, quantity: '1', unitPrice: '10' }];
    const here = app.platform.add('invoice', invoice('1042', who.id, lines));
    await app.goLive();
    const there = app.quickbooks.all('invoice')[0]!;
    app.quickbooks.beforeWrite = () => {
      if (there.life === app.quickbooks.must('invoice', there.id).life)
        app.quickbooks.edit('invoice', there.id, {}, 'deleted');
    };
    app.platform.edit('invoice', here.id, { memo: 'Thank you' });
    await app.sync();
    expect((await app.call('problems.list')).total).toBe(0);
    expect((await app.call('review.list', {})).rows).toMatchObject([{ kind: 'removal', title: 'Invoice 1042' }]);
    // Told as what happened to the record, never as a write that failed.
    expect((await app.call('activity.list', { result: 'failed' })).entries).toEqual([]);
  });
});
