import { describe, expect, test } from 'vitest';
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
