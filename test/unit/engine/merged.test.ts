import { describe, expect, test } from 'vitest';
import { type FakeApp, fakeApp } from '../../support/fakes/app.ts';
import { customer, invoice, item } from '../../support/fakes/bodies.ts';

const oneReview = async (app: FakeApp) => {
  const { rows } = await app.call('review.list');
  expect(rows).toHaveLength(1);
  return app.call('review.get', { id: rows[0]?.id ?? '' });
};

/** A book with two customers and an invoice of the first, equal on both sides. */
async function book() {
  const app = await fakeApp();
  const oak = app.platform.add('customer', customer('Oak Street Dental'));
  const thing = app.platform.add('item', item('Visit'));
  const bill = app.platform.add(
    'invoice',
    invoice('1001', oak.id, [{ item: thing.id, quantity: '1', unitPrice: '80' }]),
  );
  await app.goLive();
  const there = (entity: string) => app.quickbooks.all(entity)[0]?.id ?? '';
  return { app, oak, bill, oakThere: there('customer'), billThere: there('invoice') };
}

/** As a person merges in QuickBooks: documents point elsewhere, token and time as they were; the one that went is inactive. */
function mergeIn(app: FakeApp, bill: string, loser: string, winner: string): void {
  const document = app.quickbooks.must('invoice', bill);
  document.body = { ...document.body, customer: winner };
  app.quickbooks.edit('customer', loser, {}, 'inactive');
}

describe('a customer merged in QuickBooks', () => {
  test('into one that both sides have: asked first; its documents move, then it is retired here too', async () => {
    const { app, oak, bill, oakThere, billThere } = await book();
    const elm = app.platform.add('customer', customer('Elm Dental'));
    await app.sync();
    const elmThere = app.quickbooks.all('customer').find((one) => one.body.displayName === 'Elm Dental')?.id ?? '';
    mergeIn(app, billThere, oakThere, elmThere);
    await app.sync();
    expect(app.platform.must('customer', oak.id).life).toBe('live');
    expect(app.platform.must('invoice', bill.id).body.customer).toBe(elm.id);
    const review = await oneReview(app);
    expect(review.row.sentence).toBe(
      'Oak Street Dental was merged into Elm Dental in QuickBooks and is still in Workspace.',
    );
    expect(review.acts.map((act) => act.id)).toEqual(['follow', 'leave']);
    await app.call('review.act', { id: review.row.id, revision: review.revision, act: 'follow' });
    await app.sync();
    expect(app.platform.must('customer', oak.id).life).toBe('inactive');
    expect((await app.call('app.status')).health.state).toBe('upToDate');
  });

  test('with more documents than are looked at to see it: all of them move', async () => {
    const { app, oak, oakThere } = await book();
    const thing = app.platform.all('item')[0]?.id ?? '';
    const elm = app.platform.add('customer', customer('Elm Dental'));
    const lines = [{ item: thing, quantity: '1', unitPrice: '80' }];
    for (let n = 0; n < 24; n++) app.platform.add('invoice', invoice(`2${n}`, oak.id, lines));
    await app.sync();
    // Our own writes have come back by the feed.
    await app.sync();
    const elmThere = app.quickbooks.all('customer').find((one) => one.body.displayName === 'Elm Dental')?.id ?? '';
    for (const document of app.quickbooks.all('invoice')) mergeIn(app, document.id, oakThere, elmThere);
    await app.sync();
    expect(app.platform.all('invoice').filter(({ body }) => body.customer === elm.id)).toHaveLength(25);
  });

  test('whose documents somebody edited right before: asked about all the same', async () => {
    const { app, oak, bill, oakThere, billThere } = await book();
    const elm = app.platform.add('customer', customer('Elm Dental'));
    await app.sync();
    const elmThere = app.quickbooks.all('customer').find((one) => one.body.displayName === 'Elm Dental')?.id ?? '';
    // The feed tells of the edit, and with it where the document points by now.
    app.quickbooks.edit('invoice', billThere, { memo: 'Second visit' });
    mergeIn(app, billThere, oakThere, elmThere);
    await app.sync();
    expect(app.platform.must('invoice', bill.id).body).toMatchObject({ customer: elm.id, memo: 'Second visit' });
    expect((await oneReview(app)).acts.map((act) => act.id)).toEqual(['follow', 'leave']);
    expect(app.platform.must('customer', oak.id).life).toBe('live');
  });

  test('into one that is new: linking it makes nothing twice', async () => {
    const { app, oak, bill, oakThere, billThere } = await book();
    const elm = app.quickbooks.add('customer', customer('Oak Street Dental Group'));
    mergeIn(app, billThere, oakThere, elm.id);
    await app.sync();
    const review = await oneReview(app);
    expect(review.acts.map((act) => act.id)).toEqual(['relink', 'leave']);
    expect(app.platform.all('customer')).toHaveLength(1);
    await app.call('review.act', { id: review.row.id, revision: review.revision, act: 'relink' });
    await app.sync();
    // Both names were there before they met: which one stays is asked like on first contact.
    const names = await oneReview(app);
    expect(names.row.kind).toBe('fields');
    await app.call('review.resolve', {
      id: names.row.id,
      revision: names.revision,
      choices: { displayName: { pick: 'quickbooks' } },
    });
    await app.sync();
    expect(app.platform.all('customer').map((one) => [one.id, one.body.displayName])).toEqual([
      [oak.id, 'Oak Street Dental Group'],
    ]);
    expect(app.platform.must('invoice', bill.id).body.customer).toBe(oak.id);
    expect(app.quickbooks.all('customer').filter((one) => one.life === 'live')).toHaveLength(1);
    expect((await app.call('app.status')).health.state).toBe('upToDate');
  });

  test('into one that is new: it and what refers to it wait for the answer, and nothing is called on its way', async () => {
    const { app, oakThere, billThere } = await book();
    const elm = app.quickbooks.add('customer', customer('Elm Dental'));
    mergeIn(app, billThere, oakThere, elm.id);
    await app.sync();
    const status = await app.call('app.status');
    expect(status.counts.waiting).toBe(0);
    expect(status.health.state).toBe('needsYou');
    const { row } = await app.call('records.get', { entity: 'customer', key: `qb:${elm.id}` });
    expect([row.state, row.stateDetail]).toEqual([
      'inReview',
      'Another record was merged into it, which waits in Review',
    ]);
    // And no plan promises what will not be done before the answer.
    const plan = await app.call('sync.preview');
    expect((await app.call('plan.items', { planId: plan.planId })).items.map(({ action }) => action)).not.toContain(
      'createInPlatform',
    );
    // Made active again in QuickBooks, the question is gone and the new one is made here.
    app.quickbooks.edit('customer', oakThere, {}, 'live');
    await app.sync();
    expect(app.platform.all('customer').map((one) => one.body.displayName)).toContain('Elm Dental');
    expect((await app.call('app.status')).health.state).toBe('upToDate');
  });

  test('into one that was unlinked: left as it is, its documents say who blocks them instead of waiting for ever', async () => {
    const { app, oakThere, billThere } = await book();
    const elm = app.platform.add('customer', customer('Elm Dental'));
    await app.sync();
    const elmThere = app.quickbooks.all('customer').find((one) => one.body.displayName === 'Elm Dental')?.id ?? '';
    await app.call('records.unlink', { entity: 'customer', key: elm.id });
    mergeIn(app, billThere, oakThere, elmThere);
    await app.sync();
    const review = await oneReview(app);
    await app.call('review.act', { id: review.row.id, revision: review.revision, act: 'leave' });
    // Somebody tries again what waits before the engine comes to it: a plan holds what it shows, and no more.
    const plan = await app.call('problems.previewRetry');
    await app.call('sync.apply', { planId: plan.planId, hash: plan.hash });
    await app.sync();
    expect((await app.call('app.status')).counts.waiting).toBe(0);
    const { rows } = await app.call('records.list', { entity: 'invoice' });
    expect(rows).toMatchObject([{ state: 'blocked', stateDetail: 'Blocked by Elm Dental' }]);
  });

  test('left alone, stays as it is on both sides', async () => {
    const { app, oak, oakThere, billThere } = await book();
    const elm = app.quickbooks.add('customer', customer('Elm Dental'));
    mergeIn(app, billThere, oakThere, elm.id);
    await app.sync();
    const review = await oneReview(app);
    await app.call('review.act', { id: review.row.id, revision: review.revision, act: 'leave' });
    await app.sync();
    expect(app.platform.must('customer', oak.id).life).toBe('live');
    expect(app.platform.all('customer').map((one) => one.body.displayName)).toContain('Elm Dental');
  });

  test('one that was only made inactive is followed without a question', async () => {
    const { app, oak, oakThere } = await book();
    app.quickbooks.edit('customer', oakThere, {}, 'inactive');
    await app.sync();
    expect((await app.call('review.list')).total).toBe(0);
    expect(app.platform.must('customer', oak.id).life).toBe('inactive');
  });
});
