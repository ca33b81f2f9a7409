import { beforeAll, describe, expect, test } from 'vitest';
import type { Caller } from '../../../shared/access.ts';
import type { AppEvent } from '../../../shared/contract/events.ts';
import type { InputOf, OperationName } from '../../../shared/contract/index.ts';
import { type FakeApp, fakeApp } from '../../support/fakes/app.ts';
import { customer, invoice, item, payment } from '../../support/fakes/bodies.ts';

const as = (role: Caller['role']): Caller => ({
  id: role,
  name: role,
  role,
  rights: [],
  session: role,
  mustChange: false,
});
const VIEWER = as('viewer');
const ADMIN = as('admin');

/** A word that stands in everything about the document made in QuickBooks, and in nothing else. */
const SECRET = 'QBSECRET';
const AMOUNT = '7777';

let app: FakeApp;
let hidden: string;
let paid: string;
const events: AppEvent[] = [];

beforeAll(async () => {
  app = await fakeApp();
  const here = app.platform.add('customer', customer('Birch'));
  app.platform.add('item', item('Roofing'));
  await app.goLive();
  const there = (entity: string): string =>
    [...app.quickbooks.records.values()].find((one) => one.entity === entity)!.id;
  const work = [...app.platform.records.values()].find((one) => one.entity === 'item')!.id;
  app.platform.add('invoice', invoice('1001', here.id, [{ item: work, quantity: '1', unitPrice: '100' }]));
  await app.sync();
  app.engine.subscribe((event) => events.push(event), { background: true });
  const made = app.quickbooks.add(
    'invoice',
    invoice(SECRET, there('customer'), [{ item: there('item'), quantity: '1', unitPrice: AMOUNT }], { memo: SECRET }),
  );
  await app.sync();
  // What refers to it goes with it: a payment made here for that invoice.
  hidden = [...app.platform.records.values()].find((one) => one.body.number === SECRET)!.id;
  paid = app.platform.add('payment', payment(here.id, '5.55', [{ invoice: hidden, amount: '5.55' }])).id;
  await app.sync();
  expect(made.id).not.toBe('');
});

const everythingFor = async (caller: Caller): Promise<string> => {
  const asked: [OperationName, object][] = [
    ['app.status', {}],
    ['app.throughput', {}],
    ['activity.list', { limit: 500 }],
    ['activity.list', { entity: 'invoice', recordId: hidden }],
    ['review.list', {}],
    ['problems.list', {}],
    ['plan.get', {}],
    ...['customer', 'item', 'invoice', 'payment'].flatMap((entity): [OperationName, object][] => [
      ['records.list', { entity }],
      ['records.list', { entity, search: SECRET.toLowerCase() }],
      ['records.options', { entity }],
    ]),
  ];
  const answers = [];
  for (const [name, input] of asked)
    answers.push([name, await app.call(name, input as InputOf<OperationName>, caller)]);
  for (const row of (await app.call('records.list', { entity: 'customer' }, caller)).rows)
    answers.push(await app.call('records.get', { entity: 'customer', key: row.key }, caller));
  return JSON.stringify(answers);
};

describe('documents made directly in QuickBooks', () => {
  test('are seen by the owner and, as it is set first, by Admins', async () => {
    for (const caller of [as('owner'), ADMIN]) {
      const told = await everythingFor(caller);
      expect(told).toContain(SECRET);
      expect(told).toContain(AMOUNT);
    }
  });

  test('are nowhere for anybody else: no name, no number, no sum', async () => {
    const told = await everythingFor(VIEWER);
    expect(told).not.toContain(SECRET);
    expect(told).not.toContain(AMOUNT);
    expect(told).not.toContain('5.55');
    expect(told).not.toContain(`"${hidden}"`);
    expect(told).toContain('1001');
  });

  test('are not counted: counts are those of a book without them', async () => {
    const counts = async (caller: Caller) => {
      const { entities } = await app.call('app.status', {}, caller);
      const lists = await Promise.all(
        ['invoice', 'payment'].map(async (entity) => (await app.call('records.list', { entity }, caller)).total),
      );
      return [entities.map((one) => one.total), lists];
    };
    expect(await counts(ADMIN)).toEqual([expect.arrayContaining([2, 1]), [2, 1]]);
    const [totals, lists] = await counts(VIEWER);
    expect(lists).toEqual([1, 0]);
    expect(totals).toEqual((await app.call('app.status', {}, VIEWER)).entities.map((one) => one.total));
    expect((totals as number[]).reduce((a, b) => a + b)).toBe(3);
  });

  test('are not counted by a file on them that was refused', async () => {
    const file = {
      id: 'file-1',
      entity: 'invoice',
      origin: 'platform' as const,
      side: 'platform' as const,
      recordId: hidden,
      name: `${SECRET}.pdf`,
      type: 'application/pdf',
      size: 3,
      hash: 'hash',
      quickbooksId: null,
      revision: null,
      state: 'failed' as const,
      error: null,
      tries: 1,
      addedAt: '2026-03-01T12:00:00.000Z',
    };
    app.store.putAttachment(file);
    const told = async (caller: Caller) => [
      (await app.call('app.status', {}, caller)).counts.problems,
      (await app.call('problems.list', {}, caller)).files.map((one) => one.file.name),
    ];
    expect(await told(ADMIN)).toEqual([1, [`${SECRET}.pdf`]]);
    expect(await told(VIEWER)).toEqual([0, []]);
    const [seen, hid] = [ADMIN, VIEWER].map((caller) =>
      app.engine.eventFor(caller, { revision: 1, topic: 'problems', payload: { total: 1 } }),
    );
    expect([seen?.payload, hid?.payload]).toEqual([{ total: 1 }, { total: 0 }]);
    app.store.dropAttachment(file.id);
  });

  test.each([
    ['records.get', () => ({ entity: 'invoice', key: hidden })],
    ['records.get', () => ({ entity: 'payment', key: paid })],
  ] as const)('%s says they are not there', async (name, input) => {
    const reply = await app.engine.call(name, input() as never, VIEWER);
    expect(reply).toMatchObject({ ok: false, error: { code: 'record.notFound' } });
  });

  test('are no reference either: nobody pays what is not there for them', async () => {
    await app.call('people.setVisibility', { documents: 'owner' });
    const body = payment('x', '1.00', [{ invoice: hidden, amount: '1.00' }]);
    const reply = await app.engine.call('records.create', { entity: 'payment', body }, ADMIN);
    expect(reply).toMatchObject({ ok: false, error: { code: 'input.invalid', values: { field: 'invoice' } } });
    const remove = { entity: 'invoice', key: hidden, revision: '1', mode: 'void' as const };
    expect(await app.engine.call('records.remove', remove, ADMIN)).toMatchObject({
      error: { code: 'record.notFound' },
    });
    await app.call('people.setVisibility', { documents: 'admins' });
  });

  test('are in no event they are told', async () => {
    await app.time.pass(500);
    expect(JSON.stringify(events)).toContain(hidden);
    const told = JSON.stringify(events.map((event) => app.engine.eventFor(VIEWER, event)));
    expect(told).not.toContain(`"${hidden}"`);
    expect(told).not.toContain(AMOUNT);
    expect(app.engine.eventFor(ADMIN, events[0]!)).toBe(events[0]);
  });

  test('are seen by whom the owner says', async () => {
    const sees = async (): Promise<boolean[]> =>
      Promise.all(
        [ADMIN, VIEWER].map(
          async (caller) => (await app.call('records.list', { entity: 'invoice' }, caller)).total === 2,
        ),
      );
    expect(await sees()).toEqual([true, false]);
    await app.call('people.setVisibility', { documents: 'everyone' });
    expect(await sees()).toEqual([true, true]);
    await app.call('people.setVisibility', { documents: 'owner' });
    expect(await sees()).toEqual([false, false]);
    await app.call('people.setVisibility', { documents: 'admins' });
  });

  test('a plan is told without them', async () => {
    app.quickbooks.edit('invoice', [...app.quickbooks.records.values()].find((one) => one.body.number === SECRET)!.id, {
      memo: `${SECRET} again`,
    });
    await app.call('sync.pause', {});
    await app.call('sync.preview');
    const [all, theirs] = [await app.call('plan.get', {}, ADMIN), await app.call('plan.get', {}, VIEWER)];
    expect(all.plan?.actionable).toBe(1);
    expect(theirs.plan).toMatchObject({ actionable: 0, receivables: null, payables: null, income: [] });
    const items = await app.call('plan.items', { planId: theirs.plan!.planId }, VIEWER);
    expect(items).toEqual({ total: 0, items: [] });
    await app.call('sync.resume');
  });
});
