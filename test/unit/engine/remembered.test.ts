import { describe, expect, test } from 'vitest';
import type { Connector } from '../../../main/core/ports.ts';
import { createEntityRegistry } from '../../../main/entities/index.ts';
import { appError } from '../../../shared/errors.ts';
import type { CustomField } from '../../../shared/policy.ts';
import type { Body } from '../../../shared/primitives.ts';
import { fakeApp } from '../../support/fakes/app.ts';
import { customer, invoice, item, payment } from '../../support/fakes/bodies.ts';
import { FakeSide } from '../../support/fakes/side.ts';

/** An app whose QuickBooks answers probes as the test says. */
async function appWithProbe(answer: (inner: Connector, side: FakeSide) => Connector['probe']) {
  const quickbooks = new FakeSide('quickbooks', createEntityRegistry());
  const inner = quickbooks.connector();
  Object.assign(quickbooks, { connector: () => ({ ...inner, probe: answer(inner, quickbooks) }) });
  const app = await fakeApp({ parts: { quickbooks } });
  await app.goLive();
  return app;
}

describe('what was found equal on first contact', () => {
  test('is what later edits are measured by', async () => {
    const app = await fakeApp();
    const who = customer('Pine Ridge HOA', { email: 'a@x.test', phone: '555 010 2030' });
    const here = app.platform.add('customer', who);
    app.quickbooks.add('customer', who);
    await app.goLive();
    app.platform.edit('customer', here.id, { phone: '555 010 9999' });
    await app.sync();
    expect(app.quickbooks.all('customer').map((one) => one.body.phone)).toEqual(['555 010 9999']);
    expect((await app.call('review.list', {})).total).toBe(0);
  });

  test('holds line by line: an edited line stays the line it was', async () => {
    const app = await fakeApp();
    const sides = [app.platform, app.quickbooks].map((side) => {
      const who = side.add('customer', customer('Pine Ridge HOA', { email: 'a@x.test' }));
      const what = side.add('item', item('Roof inspection', { sku: 'RI-1' }));
      const line = (unitPrice: string) => ({ item: what.id, quantity: '1', unitPrice });
      return side.add('invoice', invoice('1042', who.id, [line('10'), line('20')]));
    });
    await app.goLive();
    const [here, there] = sides;
    type Line = { id: string; unitPrice: string };
    const lines = (): Line[] => app.platform.must('invoice', here!.id).body.lines as Line[];
    const before = lines().map((one) => one.id);
    const [first, second] = app.quickbooks.must('invoice', there!.id).body.lines as Line[];
    app.quickbooks.edit('invoice', there!.id, { lines: [{ ...first!, unitPrice: '15' }, second!] });
    await app.sync();
    expect(lines().map((one) => [one.id, one.unitPrice])).toEqual([
      [before[0], '15'],
      [before[1], '20'],
    ]);
  });
});

test('what ended on both sides and comes back on one is asked about', async () => {
  const app = await fakeApp();
  const who = app.platform.add('customer', customer('Pine Ridge HOA'));
  const what = app.platform.add('item', item('Roof inspection'));
  const lines = [{ item: what.id, quantity: '1', unitPrice: '10' }];
  const here = app.platform.add('invoice', invoice('1042', who.id, lines));
  await app.goLive();
  const there = app.quickbooks.all('invoice')[0]!;
  app.platform.edit('invoice', here.id, {}, 'deleted');
  app.quickbooks.edit('invoice', there.id, {}, 'deleted');
  await app.sync();
  expect((await app.call('review.list', {})).total).toBe(0);
  app.quickbooks.edit('invoice', there.id, {}, 'live');
  await app.sync();
  await app.sync();
  expect(app.quickbooks.must('invoice', there.id).life).toBe('live');
  expect(app.platform.must('invoice', here.id).life).toBe('deleted');
  expect((await app.call('review.list', {})).rows).toMatchObject([{ kind: 'removal', title: 'Invoice 1042' }]);
});

test('a mapping that was being taken over when the app died is taken over after its next start, and not by the next change of another', async () => {
  const crew: CustomField = {
    key: 'crew',
    name: 'Crew',
    type: 'text',
    choices: [],
    entities: ['invoice'],
    quickbooks: { sales: '1', purchase: null },
  };
  const before = await fakeApp();
  const { observationsAfter } = before.store;
  before.store.observationsAfter = () => {
    throw new Error('it dies');
  };
  await expect(before.call('mappings.setLists', { customFields: [crew] })).rejects.toThrow();
  before.store.observationsAfter = observationsAfter;
  await before.engine.stop();
  const app = await before.restart();
  const who = app.platform.add('customer', customer('Pine Ridge HOA'));
  const what = app.platform.add('item', item('Roof inspection'));
  const lines = [{ item: what.id, quantity: '1', unitPrice: '10' }];
  app.platform.add('invoice', { ...invoice('1042', who.id, lines), 'custom.crew': 'B' });
  await app.goLive();
  await app.call('mappings.setEntity', { entity: 'invoice', policy: { strategy: 'platformWins' } });
  await app.sync();
  const there = app.quickbooks.all('invoice')[0]!;
  expect(there.body['custom.crew']).toBe('B');
  app.quickbooks.edit('invoice', there.id, { 'custom.crew': 'C' });
  await app.call('mappings.setLists', { depositAccount: null });
  await app.sync();
  for (const side of [app.platform, app.quickbooks])
    expect(side.all('invoice').map(({ body }) => body['custom.crew'])).toEqual(['C']);
});

test('an entity that is switched on later is read from its beginning', async () => {
  const app = await fakeApp();
  await app.call('mappings.setEntity', { entity: 'item', policy: { enabled: false } });
  app.quickbooks.add('item', item('Roof inspection'));
  await app.goLive();
  app.quickbooks.add('customer', customer('Pine Ridge HOA'));
  await app.sync();
  expect(app.platform.all('item')).toEqual([]);
  await app.call('mappings.setEntity', { entity: 'item', policy: { enabled: true } });
  await app.sync();
  expect(app.platform.all('item').map((one) => one.body.name)).toEqual(['Roof inspection']);
});

describe('a write whose answer was lost', () => {
  test('and that never arrives is shown in the end', async () => {
    const app = await fakeApp();
    await app.goLive();
    for (let n = 0; n < 40; n++) app.quickbooks.faults.push({ kind: 'dropped' });
    app.platform.add('customer', customer('Pine Ridge HOA'));
    await app.sync();
    await app.time.pass(6 * 3_600_000);
    expect((await app.call('problems.list')).groups).toMatchObject([{ cause: 'sync.uncertain', count: 1 }]);
    expect(app.quickbooks.faults.length).toBeGreaterThan(25);
  });

  test('and that several records could be is not sent again', async () => {
    const app = await appWithProbe((_, side) => async () => {
      // Somebody entered the same customer by hand.
      if (side.all('customer').length === 1) side.add('customer', customer('Pine Ridge HOA'));
      return [{ kind: 'ambiguous', candidates: side.all('customer').map((one) => side.observe(one)) }];
    });
    app.quickbooks.faults.push({ kind: 'lost' });
    const keys: string[] = [];
    app.quickbooks.beforeWrite = (request) => void keys.push(request.key);
    app.platform.add('customer', customer('Pine Ridge HOA'));
    await app.sync();
    await app.time.pass(3_600_000);
    expect(keys).toHaveLength(1);
    expect(app.quickbooks.all('customer')).toHaveLength(2);
  });

  test('and that may have been ended since is sent again by whoever says so, not in a sweep of everything', async () => {
    const app = await appWithProbe(() => async () => [{ kind: 'ambiguous', candidates: [] }]);
    app.quickbooks.faults.push({ kind: 'dropped' });
    const keys: string[] = [];
    app.quickbooks.beforeWrite = (request) => void keys.push(request.key);
    app.platform.add('customer', customer('Pine Ridge HOA'));
    await app.sync();
    await app.time.pass(600_000);
    expect(await app.call('problems.retryAll', {})).toEqual({ retried: 0, files: 0, left: 1 });
    await app.sync();
    expect(keys).toHaveLength(1);
    const [problem] = (await app.call('problems.list')).groups.flatMap((group) => group.problems);
    await app.call('problems.retry', { id: problem?.id ?? '' });
    await app.sync();
    expect(keys).toHaveLength(2);
  });

  test('and that may have been ended since is not made a second time because somebody edits it or changes a setting', async () => {
    const app = await appWithProbe(() => async () => [{ kind: 'ambiguous', candidates: [] }]);
    app.quickbooks.faults.push({ kind: 'dropped' });
    const names: unknown[] = [];
    app.quickbooks.beforeWrite = (request) => void names.push(request.body?.displayName);
    const { id } = app.platform.add('customer', customer('Pine Ridge HOA'));
    await app.sync();
    app.platform.edit('customer', id, { displayName: 'Pine Ridge Homeowners' });
    await app.sync();
    for (const direction of ['fromQuickbooks', 'both'] as const) {
      await app.call('mappings.setEntity', { entity: 'customer', policy: { direction } });
      await app.sync();
    }
    await app.call('sync.compare');
    expect(names).toEqual(['Pine Ridge HOA']);
    const [problem] = (await app.call('problems.list')).groups.flatMap((group) => group.problems);
    expect(problem?.error.code).toBe('sync.unsure');
    // A person says that it is not there: it goes as it is now.
    await app.call('problems.retry', { id: problem?.id ?? '' });
    await app.sync();
    expect(names).toEqual(['Pine Ridge HOA', 'Pine Ridge Homeowners']);
  });

  test.each([
    ['void', 'Voided'],
    ['deleted', 'Deleted'],
  ] as const)(
    'and was ended here since (%s) is asked about still: what it may have made is not copied back',
    async (life, word) => {
      let suspect = '';
      const app = await appWithProbe((_, side) => async () => {
        const [there, thing] = ['customer', 'item'].map((entity) => side.all(entity)[0]?.id ?? '');
        const line = { item: thing ?? '', quantity: '2', unitPrice: '100' };
        suspect ||= side.add('invoice', invoice('9', there ?? '', [line])).id;
        return [{ kind: 'ambiguous', candidates: [side.observe(side.must('invoice', suspect))] }];
      });
      const who = app.platform.add('customer', customer('Pine Ridge HOA')).id;
      const what = app.platform.add('item', item('Roof inspection')).id;
      await app.sync();
      app.quickbooks.faults.push({ kind: 'dropped' });
      const doc = app.platform.add('invoice', invoice('1', who, [{ item: what, quantity: '1', unitPrice: '100' }])).id;
      await app.sync();
      await app.time.pass(600_000);
      app.platform.edit('invoice', doc, {}, life);
      await app.sync();
      const { rows } = await app.call('review.list');
      expect(rows).toMatchObject([{ kind: 'match', key: doc, cause: `${word}, and maybe in QuickBooks` }]);
      expect(app.platform.all('invoice').filter(({ id }) => id !== doc)).toEqual([]);
      const { revision } = await app.call('review.get', { id: rows[0]?.id ?? '' });
      await app.call('review.match', { id: rows[0]?.id ?? '', revision, choice: { link: suspect } });
      await app.sync();
      // Ended here and, by its quantity, edited there: that is a question of its own.
      expect((await app.call('review.list')).rows).toMatchObject([{ kind: 'removal', key: doc }]);
      expect(app.platform.all('invoice').filter(({ id }) => id !== doc)).toEqual([]);
    },
  );

  test.each(['before', 'after'] as const)(
    'and was voided in QuickBooks %s anybody asked is not made again: whoever says which it is has it voided here',
    async (when) => {
      let suspect = '';
      const app = await appWithProbe((_, side) => async () => {
        suspect = side.all('invoice')[0]?.id ?? '';
        const [line] = side.must('invoice', suspect).body.lines as Body[];
        const edited = { number: '9', lines: [{ ...line, quantity: '2' }] };
        side.edit('invoice', suspect, edited, when === 'before' ? 'void' : 'live');
        return [{ kind: 'ambiguous', candidates: [side.observe(side.must('invoice', suspect))] }];
      });
      const who = app.platform.add('customer', customer('Pine Ridge HOA')).id;
      const what = app.platform.add('item', item('Roof inspection')).id;
      await app.sync();
      app.quickbooks.faults.push({ kind: 'lost' });
      const doc = app.platform.add('invoice', invoice('1', who, [{ item: what, quantity: '1', unitPrice: '100' }])).id;
      await app.sync();
      await app.time.pass(600_000);
      if (when === 'after') app.quickbooks.edit('invoice', suspect, {}, 'void');
      await app.sync();
      const { rows } = await app.call('review.list');
      expect(rows).toMatchObject([{ kind: 'match', key: doc }]);
      expect((await app.call('problems.list')).total).toBe(0);
      const { revision, candidates } = await app.call('review.get', { id: rows[0]?.id ?? '' });
      expect(candidates).toMatchObject([{ reason: 'Made when its answer was lost, voided since' }]);
      await app.sync();
      // Nothing new is known: the question stays the same one.
      expect((await app.call('review.list')).rows).toEqual(rows);
      await app.call('review.match', { id: rows[0]?.id ?? '', revision, choice: { link: suspect } });
      await app.sync();
      expect(app.quickbooks.all('invoice')).toMatchObject([{ life: 'void' }]);
      expect(app.platform.must('invoice', doc).life).toBe('void');
      expect((await app.call('app.status')).health.state).toBe('upToDate');
    },
  );

  test('and that waits for another record meanwhile is not made a second time when that has come', async () => {
    const app = await appWithProbe(() => async () => [{ kind: 'ambiguous', candidates: [] }]);
    const who = app.platform.add('customer', customer('Pine Ridge HOA')).id;
    const what = app.platform.add('item', item('Roof inspection')).id;
    const line = { item: what, quantity: '1', unitPrice: '100' };
    const bill = app.platform.add('invoice', invoice('1', who, [line])).id;
    await app.sync();
    app.quickbooks.faults.push({ kind: 'dropped' });
    const keys: string[] = [];
    app.quickbooks.beforeWrite = ({ entity, key }) => void (entity === 'payment' && keys.push(key));
    const paid = app.platform.add('payment', payment(who, '50', [{ invoice: bill, amount: '50' }])).id;
    await app.sync();
    await app.call('mappings.setEntity', { entity: 'invoice', policy: { paused: true } });
    const [first] = app.platform.must('invoice', bill).body.lines as { id: string }[];
    app.platform.edit('invoice', bill, { lines: [{ ...line, id: first?.id ?? '', kind: 'item', quantity: '2' }] });
    app.platform.edit('payment', paid, { memo: 'Cheque 12' });
    await app.sync();
    await app.call('mappings.setEntity', { entity: 'invoice', policy: { paused: false } });
    await app.sync();
    expect(app.quickbooks.all('invoice')).toMatchObject([{ body: { total: '200.00' } }]);
    expect(keys).toHaveLength(1);
    const [problem] = (await app.call('problems.list')).groups.flatMap((group) => group.problems);
    expect(problem).toMatchObject({ key: paid, error: { code: 'sync.unsure' } });
  });

  test('and that is none of those it could be goes as a new one as soon as a person says so', async () => {
    const app = await appWithProbe((_, side) => async () => {
      const other = side.add('customer', customer('Oak Street Dental'));
      return [{ kind: 'ambiguous', candidates: [side.observe(other)] }];
    });
    app.quickbooks.faults.push({ kind: 'dropped' });
    const names: unknown[] = [];
    app.quickbooks.beforeWrite = (request) => void names.push(request.body?.displayName);
    app.platform.add('customer', customer('Pine Ridge HOA'));
    await app.sync();
    await app.time.pass(600_000);
    const [row] = (await app.call('review.list', { kind: 'match' })).rows;
    const { id, revision, candidates } = {
      ...(await app.call('review.get', { id: row?.id ?? '' })),
      id: row?.id ?? '',
    };
    expect(candidates.map(({ title }) => title)).toEqual(['Oak Street Dental']);
    await app.call('review.match', { id, revision, choice: { create: true } });
    await app.sync();
    expect(names).toEqual(['Pine Ridge HOA', 'Pine Ridge HOA']);
    const both = ['Oak Street Dental', 'Pine Ridge HOA'];
    for (const side of [app.platform, app.quickbooks])
      expect(
        side
          .all('customer')
          .map(({ body }) => body.displayName)
          .sort(),
      ).toEqual(both);
    expect((await app.call('problems.list')).total).toBe(0);
  });

  test('and whose record the feed brings first is one record all the same', async () => {
    let failing = true;
    const app = await appWithProbe((inner) => async (...args) => {
      if (!failing) return inner.probe(...args);
      failing = false;
      return [{ kind: 'failed', error: appError('connection.outage') }];
    });
    app.quickbooks.faults.push({ kind: 'lost' });
    app.platform.add('customer', customer('Pine Ridge HOA'));
    await app.sync();
    await app.time.pass(3_600_000);
    await app.call('sync.compare');
    expect([app.platform.all('customer').length, app.quickbooks.all('customer').length]).toEqual([1, 1]);
    expect((await app.call('records.list', { entity: 'customer' })).total).toBe(1);
    expect((await app.call('app.status')).health.state).toBe('upToDate');
  });
});
