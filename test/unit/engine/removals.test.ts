import { describe, expect, test } from 'vitest';
import { appError } from '../../../shared/errors.ts';
import { DEFAULT_POLICY, type EntityPolicy } from '../../../shared/policy.ts';
import { fakeApp } from '../../support/fakes/app.ts';
import { customer, invoice, item, payment } from '../../support/fakes/bodies.ts';

test('what ends goes last, although what depends on it takes several rounds to get there', async () => {
  const app = await fakeApp();
  const who = app.platform.add('customer', customer('Pine Ridge HOA'));
  await app.goLive();
  const there = app.quickbooks.all('customer')[0]!;
  // As QuickBooks does: nothing is made for somebody who is not in use any more.
  app.quickbooks.refuses = ({ entity, kind, body }) =>
    entity === 'invoice' && kind === 'create' && app.quickbooks.must('customer', String(body?.customer)).life !== 'live'
      ? appError('quickbooks.rejected', { title: 'Invoice 1042', detail: 'the customer is inactive.' })
      : null;
  // The invoice waits for its item, so it goes a round later than the first writes.
  const what = app.platform.add('item', item('Roof inspection'));
  app.platform.add('invoice', invoice('1042', who.id, [{ item: what.id, quantity: '1', unitPrice: '150' }]));
  app.platform.edit('customer', who.id, {}, 'inactive');
  app.quickbooks.writes.length = 0;
  await app.sync();
  expect(app.quickbooks.writes.map(({ entity, kind }) => `${kind} ${entity}`)).toEqual([
    'create item',
    'create invoice',
    'remove customer',
  ]);
  expect(app.quickbooks.refused).toEqual([]);
  expect(app.quickbooks.must('customer', there.id).life).toBe('inactive');
  expect((await app.call('app.status')).health.state).toBe('upToDate');
});

describe('a deletion', () => {
  /** A payment on both sides, by how deletions of payments go. */
  async function paid(deletions: Partial<EntityPolicy['deletions']>) {
    const app = await fakeApp();
    const who = app.platform.add('customer', customer('Pine Ridge HOA')).id;
    const here = app.platform.add('payment', payment(who, '120.00', [])).id;
    await app.goLive();
    await app.call('mappings.setEntity', {
      entity: 'payment',
      policy: { deletions: { ...DEFAULT_POLICY.deletions, ...deletions } },
    });
    const there = app.quickbooks.all('payment')[0]?.id ?? '';
    const lives = () => [app.platform.must('payment', here).life, app.quickbooks.must('payment', there).life];
    const asked = async () => (await app.call('review.list')).rows.map(({ cause }) => cause);
    return { app, here, there, lives, asked };
  }

  test('in QuickBooks is asked about, or followed where that is set', async () => {
    const asking = await paid({});
    asking.app.quickbooks.edit('payment', asking.there, {}, 'deleted');
    await asking.app.sync();
    expect(asking.lives()).toEqual(['live', 'deleted']);
    expect(await asking.asked()).toEqual(['Deleted in QuickBooks']);
    // What waits already goes as soon as it is set.
    const policy = { deletions: { platform: 'follow', quickbooks: 'follow' } } as const;
    await asking.app.call('mappings.setEntity', { entity: 'payment', policy });
    await asking.app.sync();
    expect(asking.lives()).toEqual(['deleted', 'deleted']);
    expect(await asking.asked()).toEqual([]);
    const following = await paid({ quickbooks: 'follow' });
    following.app.quickbooks.edit('payment', following.there, {}, 'deleted');
    await following.app.sync();
    expect(following.lives()).toEqual(['deleted', 'deleted']);
  });

  test('here goes across, or is asked about where that is set', async () => {
    const following = await paid({});
    following.app.platform.edit('payment', following.here, {}, 'deleted');
    await following.app.sync();
    expect(following.lives()).toEqual(['deleted', 'deleted']);
    const asking = await paid({ platform: 'ask' });
    asking.app.platform.edit('payment', asking.here, {}, 'deleted');
    await asking.app.sync();
    expect(asking.lives()).toEqual(['deleted', 'live']);
    const { rows } = await asking.app.call('review.list');
    expect(rows).toMatchObject([{ kind: 'removal', cause: 'Deleted in Workspace' }]);
    const { revision, acts } = await asking.app.call('review.get', { id: rows[0]?.id ?? '' });
    expect(acts.map(({ label }) => label)).toEqual([
      'Leave both as they are',
      'Make it again in Workspace',
      'Remove it in QuickBooks too',
    ]);
    await asking.app.call('review.act', { id: rows[0]?.id ?? '', revision, act: 'follow' });
    await asking.app.sync();
    expect(asking.lives()).toEqual(['deleted', 'deleted']);
  });

  test('of what was edited on the other side meanwhile is asked about however it is set', async () => {
    const { app, here, there, lives, asked } = await paid({ quickbooks: 'follow' });
    app.platform.edit('payment', here, { reference: 'Check 4417' });
    app.quickbooks.edit('payment', there, {}, 'deleted');
    await app.sync();
    expect(lives()).toEqual(['live', 'deleted']);
    expect(await asked()).toEqual(['Removed in QuickBooks, changed in Workspace']);
  });
});
