import { describe, expect, test } from 'vitest';
import { appError } from '../../../shared/errors.ts';
import type { Body } from '../../../shared/primitives.ts';
import { type FakeApp, fakeApp } from '../../support/fakes/app.ts';
import { customer, invoice, item } from '../../support/fakes/bodies.ts';

const rowsOf = async (app: FakeApp, entity = 'customer') =>
  (await app.call('records.list', { entity, sort: { field: 'displayName', descending: false } })).rows;

/** A pair linked by its name, with an invoice on both sides; live. */
async function wronglyLinked(): Promise<{ app: FakeApp; here: string; there: string }> {
  const app = await fakeApp();
  const here = app.platform.add('customer', customer('Pine Ridge HOA')).id;
  const what = app.platform.add('item', item('Roof inspection')).id;
  app.platform.add('invoice', invoice('1042', here, [{ item: what, quantity: '1', unitPrice: '100' }]));
  const there = app.quickbooks.add('customer', customer('Pine Ridge HOA')).id;
  await app.goLive();
  expect(await rowsOf(app)).toMatchObject([{ platformId: here, quickbooksId: there, state: 'equal' }]);
  return { app, here, there };
}

const written = (app: FakeApp): number => app.platform.writes.length + app.quickbooks.writes.length;

describe('unlink', () => {
  test('parts the two, writes nothing to either side, and they are never linked again by themselves', async () => {
    const { app, here, there } = await wronglyLinked();
    const before = written(app);
    await app.call('records.unlink', { entity: 'customer', key: here });
    expect(await rowsOf(app)).toMatchObject([
      { platformId: here, quickbooksId: null, state: 'notSynced', stateDetail: 'Unlinked by your decision' },
      { platformId: null, quickbooksId: there, state: 'notSynced' },
    ]);
    await app.sync();
    await app.call('sync.compare');
    // A new version of either changes nothing: it was a person's decision.
    app.platform.edit('customer', here, { notes: 'Gate code 4471' });
    app.quickbooks.edit('customer', there, { notes: 'Other people' });
    await app.sync();
    expect(written(app)).toBe(before);
    expect((await rowsOf(app)).map((row) => row.state)).toEqual(['notSynced', 'notSynced']);
    expect((await app.call('sync.preview')).byEntity.find((one) => one.entity === 'customer')?.counts).toEqual({});
    const told = (await app.call('activity.list', { entity: 'customer', recordId: here })).entries;
    expect(told.map((one) => `${one.actor}: ${one.what}`)).toContain(
      `You: Unlinked: Workspace (${here}) and QuickBooks (${there}) are not the same`,
    );
  });

  test('what refers to the two waits and says for whom, instead of being pointed at the other one', async () => {
    const { app, here, there } = await wronglyLinked();
    await app.call('records.unlink', { entity: 'customer', key: here });
    await app.sync();
    expect(await rowsOf(app, 'invoice')).toMatchObject([
      { state: 'blocked', stateDetail: 'Blocked by Pine Ridge HOA' },
    ]);
    expect(app.platform.all('invoice')[0]!.body.customer).toBe(here);
    expect(app.quickbooks.all('invoice')[0]!.body.customer).toBe(there);
    const theirs = await app.call('records.get', { entity: 'customer', key: `qb:${there}` });
    expect(theirs.leftOut).toBe(true);
    // Linked again by hand, all is as it was.
    await app.call('records.link', { entity: 'customer', platformId: here, quickbooksId: there });
    await app.sync();
    expect(await rowsOf(app, 'invoice')).toMatchObject([{ state: 'equal' }]);
    expect(await rowsOf(app)).toMatchObject([{ platformId: here, quickbooksId: there, state: 'equal' }]);
  });

  test('a plan tells what of a blocked record goes all the same', async () => {
    const { app, here } = await wronglyLinked();
    await app.call('records.unlink', { entity: 'customer', key: here });
    await app.call('sync.pause');
    const doc = app.platform.all('invoice')[0]?.id ?? '';
    app.platform.edit('invoice', doc, { memo: 'Gate code 4471' });
    const plan = await app.call('sync.preview');
    const { items } = await app.call('plan.items', { planId: plan.planId, entity: 'invoice' });
    expect(items.map(({ action }) => action)).toEqual(['refuse', 'updateInQuickbooks']);
    await app.call('sync.resume');
    await app.call('sync.apply', { planId: plan.planId, hash: plan.hash });
    await app.sync();
    expect(app.quickbooks.all('invoice')).toMatchObject([{ body: { memo: 'Gate code 4471' } }]);
  });

  test('it is no edit of what refers to them: a line taken away or changed here is not asked about', async () => {
    const app = await fakeApp();
    const here = app.platform.add('customer', customer('Pine Ridge HOA')).id;
    const what = app.platform.add('item', item('Roof inspection')).id;
    const other = app.platform.add('item', item('Gutter cleaning')).id;
    const lines = [
      { item: what, quantity: '1', unitPrice: '100' },
      { item: what, quantity: '2', unitPrice: '50' },
      { item: what, quantity: '3', unitPrice: '20' },
    ];
    const made = app.platform.add('invoice', invoice('1042', here, lines));
    await app.goLive();
    await app.call('records.unlink', { entity: 'item', key: what });
    const [first, second] = made.body.lines as Body[];
    app.platform.edit('invoice', made.id, { lines: [first!, { ...second!, item: other, quantity: '4' }] });
    await app.sync();
    expect((await app.call('review.list', {})).rows).toEqual([]);
    // What can go over went; the item that stands for nothing any more is waited for.
    const there = app.quickbooks.all('invoice')[0]!.body.lines as Body[];
    expect(there.map((line) => line.quantity)).toEqual(['1', '4']);
    expect(await rowsOf(app, 'invoice')).toMatchObject([
      { state: 'blocked', stateDetail: 'Blocked by Roof inspection' },
    ]);
    expect((app.platform.all('invoice')[0]!.body.lines as Body[])[0]!.item).toBe(what);
  });

  test('a document of theirs that is voided here is voided there, and nobody is said to have edited it', async () => {
    const { app, here } = await wronglyLinked();
    await app.call('records.unlink', { entity: 'customer', key: here });
    await app.sync();
    const made = app.platform.all('invoice')[0]!;
    app.platform.edit('invoice', made.id, {}, 'void');
    await app.sync();
    expect((await app.call('review.list', {})).rows).toEqual([]);
    expect(app.quickbooks.all('invoice')[0]!.life).toBe('void');
  });

  test('taken in again, each is a record of its own', async () => {
    const { app, here, there } = await wronglyLinked();
    await app.call('records.unlink', { entity: 'customer', key: here });
    app.quickbooks.edit('customer', there, { displayName: 'Pine Ridge Estates' });
    await app.sync();
    await app.call('records.takeIn', { entity: 'customer', key: `qb:${there}` });
    await app.sync();
    expect(app.platform.all('customer').map((one) => one.body.displayName)).toEqual([
      'Pine Ridge HOA',
      'Pine Ridge Estates',
    ]);
    await expect(app.call('records.takeIn', { entity: 'customer', key: `qb:${there}` })).rejects.toThrow();
    // Same name once more: still not the same.
    app.platform.edit('customer', app.platform.all('customer')[1]!.id, { notes: 'n' });
    await app.sync();
    expect((await rowsOf(app)).filter((row) => row.platformId === here)).toMatchObject([{ quickbooksId: null }]);
  });

  test('a pair that is being written is not pulled apart', async () => {
    const { app, here } = await wronglyLinked();
    app.platform.edit('customer', here, { notes: 'Gate code 4471' });
    app.quickbooks.faults.push({ kind: 'dropped' });
    // The line goes down with the answer: whether it arrived cannot be asked.
    app.quickbooks.beforeWrite = () => {
      queueMicrotask(() => {
        app.quickbooks.down = appError('connection.offline');
      });
    };
    await app.sync();
    await expect(app.call('records.unlink', { entity: 'customer', key: here })).rejects.toThrow(
      'Pine Ridge HOA is being written right now.',
    );
  });
});

describe('link', () => {
  test('two singles of different names become one record, and what differs is asked about', async () => {
    const app = await fakeApp();
    const here = app.platform.add('customer', customer('Pine Ridge'), 'inactive').id;
    const there = app.quickbooks.add('customer', customer('Pine Ridge Homeowners'), 'inactive').id;
    await app.goLive();
    expect((await rowsOf(app)).map((row) => row.state)).toEqual(['notSynced', 'notSynced']);
    const before = written(app);
    await app.call('records.link', { entity: 'customer', platformId: here, quickbooksId: there });
    await app.sync();
    expect(written(app)).toBe(before);
    expect(await rowsOf(app)).toMatchObject([{ platformId: here, quickbooksId: there, state: 'inReview' }]);
    // One that has a counterpart already, or is not there, cannot be linked.
    for (const quickbooksId of [there, '999']) {
      await expect(app.call('records.link', { entity: 'customer', platformId: here, quickbooksId })).rejects.toThrow(
        'That link no longer exists.',
      );
    }
  });

  test('what both say alike when they are joined is agreed: an edit right after is no collision', async () => {
    const { app, here, there } = await wronglyLinked();
    app.platform.edit('customer', here, { email: 'office@pineridge.example' });
    await app.sync();
    await app.call('records.unlink', { entity: 'customer', key: here });
    await app.call('sync.pause');
    await app.call('records.link', { entity: 'customer', platformId: here, quickbooksId: there });
    app.platform.edit('customer', here, { email: 'desk@pineridge.example' });
    await app.call('sync.resume');
    await app.sync();
    expect((await app.call('review.list')).total).toBe(0);
    expect(app.quickbooks.must('customer', there).body.email).toBe('desk@pineridge.example');
  });

  test('two in QuickBooks say the same and one of them is retired: a person says which it is', async () => {
    const app = await fakeApp();
    const here = app.platform.add('customer', customer('Pine Ridge HOA', { email: 'a@x.test' })).id;
    app.quickbooks.add('customer', customer('Pine Ridge HOA', { email: 'a@x.test' }), 'inactive');
    app.quickbooks.add('customer', customer('Pine Ridge HOA', { email: 'a@x.test' }));
    await app.goLive();
    expect(app.platform.all('customer')).toMatchObject([{ id: here, life: 'live' }]);
    expect((await app.call('review.list', {})).rows).toMatchObject([{ kind: 'match', key: here }]);
  });

  test('lists what is free to be linked', async () => {
    const { app, here, there } = await wronglyLinked();
    app.quickbooks.add('customer', customer('Asleep'), 'inactive');
    await app.call('records.unlink', { entity: 'customer', key: here });
    await app.sync();
    const free = async (alone: 'platform' | 'quickbooks') =>
      (await app.call('records.list', { entity: 'customer', alone })).rows.map((row) => row.key);
    expect(await free('quickbooks')).toEqual([`qb:${there}`]);
    expect(await free('platform')).toEqual([here]);
    expect((await app.call('records.list', { entity: 'item', alone: 'platform' })).total).toBe(0);
  });
});

test('a plan ends although an inactive record that is needed cannot go over', async () => {
  const app = await fakeApp();
  const here = app.platform.add('customer', customer('Asleep'), 'inactive').id;
  const what = app.platform.add('item', item('Roof inspection')).id;
  app.platform.add('invoice', invoice('1', here, [{ item: what, quantity: '1', unitPrice: '100' }]));
  const there = app.quickbooks.add('customer', customer('Asleep too'), 'inactive').id;
  await app.sync();
  await app.call('records.link', { entity: 'customer', platformId: here, quickbooksId: there });
  await app.call('records.unlink', { entity: 'customer', key: here });
  const plan = await app.call('sync.preview');
  expect(plan.byEntity.find((one) => one.entity === 'invoice')?.counts).toEqual({ refuse: 1 });
});
