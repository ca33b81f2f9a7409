import { describe, expect, test } from 'vitest';
import { LOCAL_OWNER } from '../../../shared/access.ts';
import type { AppEvent } from '../../../shared/contract/events.ts';
import { eventSchema } from '../../../shared/contract/events.ts';
import { contract, type InputOf, type OperationName } from '../../../shared/contract/index.ts';
import { appError } from '../../../shared/errors.ts';
import { type FakeApp, fakeApp } from '../../support/fakes/app.ts';
import { customer, invoice, item, payment } from '../../support/fakes/bodies.ts';

/** Calls and holds the answer to the contract: strict, so that a member too many is a fault as well. */
async function checked<N extends OperationName>(app: FakeApp, name: N, input?: InputOf<N>): Promise<unknown> {
  const value = await app.call(name, input);
  const parsed = contract[name].output.safeParse(value);
  expect([name, parsed.success ? null : parsed.error.issues]).toEqual([name, null]);
  expect(JSON.parse(JSON.stringify(value))).toEqual(value);
  return value;
}

/** A book with something of everything: equal, in review, blocked, failed, ended, inactive. */
async function lively(): Promise<FakeApp> {
  const app = await fakeApp();
  const who = app.platform.add('customer', customer('Pine Ridge HOA', { email: 'a@x.test', notes: 'old' }));
  const what = app.platform.add('item', item('Roof inspection'));
  app.platform.add('customer', customer('Twin', { phone: '555 010 2030' }));
  app.quickbooks.add('customer', customer('Twin sister', { phone: '555 010 2030' }));
  const doc = app.platform.add('invoice', invoice('1042', who.id, [{ item: what.id, quantity: '2', unitPrice: '10' }]));
  app.platform.add('payment', payment(who.id, '5.00', [{ invoice: doc.id, amount: '5.00' }]));
  app.platform.add('customer', customer('Sleeping'), 'inactive');
  await app.goLive();
  const there = app.quickbooks.all('customer').find((one) => one.body.displayName === 'Pine Ridge HOA')!;
  app.platform.edit('customer', who.id, { notes: 'ours' });
  app.quickbooks.edit('customer', there.id, { notes: 'theirs' });
  app.quickbooks.edit('invoice', app.quickbooks.all('invoice')[0]!.id, {}, 'deleted');
  app.quickbooks.faults.push({
    kind: 'error',
    as: 'rejected',
    error: appError('quickbooks.duplicateName', { title: 'Refused', duplicateId: '4711' }),
  });
  const refused = app.platform.add('customer', customer('Refused'));
  app.platform.add('invoice', invoice('1043', refused.id, [{ item: what.id, quantity: '1', unitPrice: '10' }]));
  await app.sync();
  return app;
}

describe('every query answers as the contract says', () => {
  test('before anything is connected', async () => {
    const app = await fakeApp({ connected: false });
    const asked: OperationName[] = [];
    for (const name of Object.keys(contract) as OperationName[]) {
      if (contract[name].kind !== 'query') continue;
      // What asks for one record or plan has nothing to answer yet.
      const input = [{}, { entity: 'invoice' }].find((one) => contract[name].input.safeParse(one).success);
      if (input) asked.push(name);
      if (input) await checked(app, name, input as never);
    }
    expect(asked.length).toBeGreaterThan(15);
    expect(await app.call('app.status')).toMatchObject({ stage: 'notConnected', receivables: null });
    await expect(app.call('sync.now')).rejects.toThrow('No QuickBooks company is connected');
  });

  test('with a book that has something of everything', async () => {
    const app = await lively();
    await checked(app, 'app.status');
    await checked(app, 'app.describe');
    await checked(app, 'app.throughput');
    await checked(app, 'connection.get');
    await checked(app, 'settings.get');
    await checked(app, 'mappings.get');
    await checked(app, 'activity.list', { limit: 5 });
    await checked(app, 'problems.list');
    await checked(app, 'workspace.taxRates');
    await checked(app, 'records.options', { entity: 'customer', search: 'pine' });
    for (const entity of ['customer', 'item', 'invoice', 'payment']) {
      const list = (await checked(app, 'records.list', { entity })) as { rows: { key: string }[] };
      for (const row of list.rows) {
        await checked(app, 'records.get', { entity, key: row.key });
        await checked(app, 'records.explain', { entity, key: row.key });
      }
    }
    const reviews = (await checked(app, 'review.list', {})) as { rows: { id: string; kind: string }[] };
    expect(reviews.rows.map((row) => row.kind).sort()).toEqual(['fields', 'match', 'removal']);
    for (const row of reviews.rows) await checked(app, 'review.get', { id: row.id });
    const plan = (await checked(app, 'sync.preview')) as { planId: string };
    await checked(app, 'plan.items', { planId: plan.planId });
    await checked(app, 'connection.test');
    expect(app.errors).toEqual([]);
  });
});

describe('lists', () => {
  test('search, filter by state, order and page', async () => {
    const app = await lively();
    const titles = async (input: Omit<InputOf<'records.list'>, 'entity'>): Promise<string[]> =>
      (await app.call('records.list', { entity: 'customer', ...input })).rows.map((row) => row.title);
    expect(await titles({ search: 'PINE' })).toEqual(['Pine Ridge HOA']);
    expect(await titles({ states: ['failed'] })).toEqual(['Refused']);
    expect(await titles({ states: ['notSynced'] })).toEqual(['Sleeping']);
    expect(await titles({ sort: { field: 'displayName', descending: true }, limit: 2 })).toEqual([
      'Twin sister',
      'Twin',
    ]);
    expect(await titles({ sort: { field: 'notes', descending: true }, limit: 1 })).toEqual(['Pine Ridge HOA']);
    const all = await app.call('records.list', { entity: 'customer', offset: 1, limit: 1 });
    expect([all.total, all.rows.length, all.stateCounts.failed]).toEqual([5, 1, 1]);
    // Somebody else's wildcard is only a character.
    expect(await titles({ search: '%' })).toEqual([]);
  });

  test('find a document by its customer and show who it belongs to', async () => {
    const app = await lively();
    const found = await app.call('records.list', { entity: 'payment', search: 'pine' });
    expect(found.rows).toMatchObject([{ who: 'Pine Ridge HOA', amount: '5.00' }]);
    const key = found.rows[0]!.body.customer as string;
    expect((await app.call('records.list', { entity: 'payment', customer: key })).total).toBe(1);
    const detail = await app.call('records.get', { entity: 'customer', key });
    expect(detail.related.map((one) => one.entity).sort()).toEqual(['invoice', 'payment']);
    expect(detail).toMatchObject({
      base: { notes: 'old' },
      platform: { notes: 'ours' },
      quickbooks: { notes: 'theirs' },
      differs: ['notes'],
    });
  });
});

describe('editing', () => {
  test('bad input names the field and stores nothing', async () => {
    const app = await fakeApp();
    const before = app.platform.records.size;
    await expect(
      app.call('records.create', { entity: 'customer', body: { displayName: 'x'.repeat(200) } }),
    ).rejects.toThrow(/Name: may have at most 100/);
    await expect(
      app.call('records.create', {
        entity: 'payment',
        body: { customer: 'p1', date: '2026-01-01', amount: 'abc', allocations: [] },
      }),
    ).rejects.toThrow(/Amount/);
    await expect(app.call('records.create', { entity: 'spaceship', body: {} })).rejects.toThrow(
      /"spaceship" is not an entity/,
    );
    await expect(app.call('records.get', { entity: 'customer', key: 'nobody' })).rejects.toThrow(
      'There is no customer with id nobody.',
    );
    await expect(app.call('review.get', { id: 'gone' })).rejects.toThrow(/already settled/);
    expect(await app.engine.call('no.such' as never, {} as never, LOCAL_OWNER)).toMatchObject({
      ok: false,
      error: { code: 'input.unknownCommand' },
    });
    expect(await app.engine.call('records.list', { entity: 'customer', limit: 9999 }, LOCAL_OWNER)).toMatchObject({
      ok: false,
      error: { code: 'input.invalid', values: { field: 'limit' } },
    });
    expect(app.platform.records.size).toBe(before);
  });

  test('creates, changes, removes and restores, refusing an old revision', async () => {
    const app = await fakeApp();
    await app.goLive();
    const { key, revision } = await app.call('records.create', {
      entity: 'customer',
      body: { displayName: 'Pine Ridge HOA' },
    });
    expect((await app.call('records.list', { entity: 'customer' })).rows).toMatchObject([
      { title: 'Pine Ridge HOA', state: 'waiting' },
    ]);
    const next = await app.call('records.update', { entity: 'customer', key, revision, changes: { notes: 'n' } });
    await expect(
      app.call('records.update', { entity: 'customer', key, revision, changes: { notes: 'm' } }),
    ).rejects.toThrow(/changed by someone else/);
    await expect(
      app.call('records.update', { entity: 'customer', key, revision: next.revision, changes: { colour: 'red' } }),
    ).rejects.toThrow(/colour: is not a field/);
    await app.call('records.remove', { entity: 'customer', key, revision: next.revision, mode: 'deactivate' });
    const { revision: asleep } = await app.call('records.get', { entity: 'customer', key });
    await app.call('records.restore', { entity: 'customer', key, revision: asleep! });
    await app.time.pass(1_000);
    expect(app.quickbooks.all('customer')).toMatchObject([{ body: { displayName: 'Pine Ridge HOA', notes: 'n' } }]);
    const told = (await app.call('activity.list', { entity: 'customer', recordId: key })).entries.map(
      (one) => `${one.actor}: ${one.what}`,
    );
    expect(told).toContain('You: Changed in Workspace');
    expect(told).toContain('Sync: Created in QuickBooks');
  });

  test('a record that only QuickBooks has cannot be edited here', async () => {
    const app = await lively();
    const row = (await app.call('records.list', { entity: 'customer', search: 'sister' })).rows[0]!;
    await expect(
      app.call('records.update', { entity: 'customer', key: row.key, revision: '0', changes: {} }),
    ).rejects.toThrow(/only in QuickBooks/);
  });
});

describe('decisions', () => {
  test('a match is linked by hand, and what it held up goes on', async () => {
    const app = await lively();
    const row = (await app.call('review.list', { kind: 'match' })).rows[0]!;
    const detail = await app.call('review.get', { id: row.id });
    expect(detail.candidates).toMatchObject([
      { title: 'Twin sister', reason: expect.stringContaining('Same phone number') },
    ]);
    await expect(
      app.call('review.match', { id: row.id, revision: detail.revision, choice: { link: '999' } }),
    ).rejects.toThrow(/link no longer exists/);
    await app.call('review.match', {
      id: row.id,
      revision: detail.revision,
      choice: { link: detail.candidates[0]!.quickbooksId },
    });
    await app.sync();
    // Linked; their names differ, which is the next question.
    const names = (await app.call('review.list', { kind: 'fields' })).rows.map((one) => one.title);
    expect(names).toContain('Twin');
    expect(
      app.quickbooks.all('customer').filter((one) => String(one.body.displayName).startsWith('Twin')),
    ).toHaveLength(1);
  });

  test('similar collisions are settled in one go', async () => {
    const app = await fakeApp();
    for (let i = 0; i < 4; i++) app.platform.add('customer', customer(`Customer ${i}`, { notes: 'old' }));
    await app.goLive();
    for (const held of app.platform.all('customer'))
      app.platform.edit('customer', held.id, { notes: `ours ${held.id}` });
    for (const held of app.quickbooks.all('customer'))
      app.quickbooks.edit('customer', held.id, { notes: `theirs ${held.id}` });
    await app.sync();
    expect((await app.call('review.list', {})).total).toBe(4);
    expect(await app.call('review.resolveSimilar', { entity: 'customer', paths: ['notes'], pick: 'platform' })).toEqual(
      { settled: 4 },
    );
    await app.sync();
    expect(app.quickbooks.all('customer').every((held) => String(held.body.notes).startsWith('ours'))).toBe(true);
  });

  test('a review refuses a decision made on an older view', async () => {
    const app = await lively();
    const row = (await app.call('review.list', { kind: 'fields' })).rows[0]!;
    const detail = await app.call('review.get', { id: row.id });
    const key = detail.row.key!;
    app.platform.edit('customer', key, { notes: 'ours, again' });
    await app.sync();
    await expect(
      app.call('review.resolve', { id: row.id, revision: detail.revision, choices: { notes: { pick: 'platform' } } }),
    ).rejects.toThrow(/already settled or has changed/);
  });

  test('a typed value goes to both sides', async () => {
    const app = await lively();
    const row = (await app.call('review.list', { kind: 'fields' })).rows[0]!;
    const detail = await app.call('review.get', { id: row.id });
    await app.call('review.resolve', {
      id: row.id,
      revision: detail.revision,
      choices: { notes: { value: 'both of us' } },
    });
    await app.sync();
    for (const side of [app.platform, app.quickbooks]) {
      expect(side.all('customer').find((one) => one.body.displayName === 'Pine Ridge HOA')?.body.notes).toBe(
        'both of us',
      );
    }
  });

  test('a refused record is left out until it changes again', async () => {
    const app = await lively();
    const { groups } = await app.call('problems.list');
    const problem = groups.find((group) => group.cause === 'quickbooks.duplicateName')!.problems[0]!;
    await app.call('problems.skip', { id: problem.id });
    await app.sync();
    expect((await app.call('records.get', { entity: 'customer', key: problem.key! })).row.state).toBe('notSynced');
    expect(app.quickbooks.all('customer').some((one) => one.body.displayName === 'Refused')).toBe(false);
    app.platform.edit('customer', problem.key!, { notes: 'changed' });
    await app.sync();
    expect(app.quickbooks.all('customer').some((one) => one.body.displayName === 'Refused')).toBe(true);
  });

  test('a refused duplicate is linked to what QuickBooks has', async () => {
    const app = await lively();
    const twin = app.quickbooks.add('customer', customer('Refused, the first', { notes: 'there' }));
    const { groups } = await app.call('problems.list');
    const problem = groups.find((group) => group.cause === 'quickbooks.duplicateName')!.problems[0]!;
    await app.call('problems.linkExisting', { id: problem.id, quickbooksId: twin.id });
    await app.sync();
    expect((await app.call('records.get', { entity: 'customer', key: problem.key! })).row.quickbooksId).toBe(twin.id);
    expect(app.quickbooks.all('invoice').some((one) => one.body.number === '1043')).toBe(true);
  });
});

describe('events', () => {
  test('follow the contract, come after the commit and count without a gap', async () => {
    const app = await fakeApp();
    const events: AppEvent[] = [];
    const seen: number[] = [];
    app.engine.subscribe((event) => {
      events.push(event);
      if (event.topic === 'activity') seen.push(app.store.newestAudit() - event.payload.newest);
    });
    await app.goLive();
    app.platform.add('customer', customer('Pine Ridge HOA'));
    await app.time.pass(5_000);
    expect(events.length).toBeGreaterThan(5);
    for (const event of events) expect(eventSchema.safeParse(event).error?.issues ?? null).toBeNull();
    events.forEach((event, index) => {
      if (index > 0) expect(event.revision).toBe(events[index - 1]!.revision + 1);
    });
    expect(seen.every((behind) => behind >= 0)).toBe(true);
    expect(events.some((event) => event.topic === 'records' && event.payload.entity === 'customer')).toBe(true);
    const status = events.filter((event) => event.topic === 'status').at(-1);
    expect(status?.topic === 'status' && status.payload.health.state).toBe('upToDate');
    // A new start goes on counting.
    const after = await app.restart();
    const later: number[] = [];
    after.engine.subscribe((event) => later.push(event.revision));
    await after.sync();
    await after.time.pass(1_000);
    expect(later[0]).toBeGreaterThan(events.at(-1)!.revision);
  });
});

describe('the company', () => {
  test('another one than this book was synced with is refused', async () => {
    const app = await fakeApp();
    app.store.setMeta('company', { companyId: '1', companyName: 'Another Roofing', environment: 'sandboxCompany' });
    await expect(app.call('connection.startSandbox', {})).rejects.toThrow(
      /This is Craig’s Roofing, but this book has been synced with Another Roofing/,
    );
    expect((await app.call('connection.get')).company).toBeNull();
  });

  test('disconnecting keeps both sides, and reconnecting goes on where it was', async () => {
    const app = await fakeApp();
    app.platform.add('customer', customer('Pine Ridge HOA'));
    await app.goLive();
    await app.call('connection.disconnect');
    app.platform.add('customer', customer('Weiskopf Consulting'));
    await app.time.pass(60_000);
    expect(app.quickbooks.all('customer')).toHaveLength(1);
    expect(await app.call('connection.get')).toMatchObject({ company: null, previousCompany: { companyId: '9130' } });
    await app.call('connection.startSandbox', {});
    await app.time.pass(5_000);
    expect(app.quickbooks.all('customer')).toHaveLength(2);
    expect((await app.call('app.status')).stage).toBe('live');
  });
});
