/**
 * Fields that an older version did not keep (an item's category and accounts) come over with the next comparison. Where that
 * is many items, it is asked about once and in plain words before any of them is written.
 */
import { expect, test } from 'vitest';
import type { Body } from '../../../shared/primitives.ts';
import { type CompanyApp, companyApp, restarted } from '../../support/fakes/company-app.ts';

const ITEMS = 240;
const LATER = ['category', 'incomeAccount', 'expenseAccount'];

const without = (body: Body): Body =>
  Object.fromEntries(Object.entries(body).filter(([name]) => !LATER.includes(name))) as Body;

/** Makes what is stored look as a version before those fields left it. */
function asBefore(app: CompanyApp): void {
  const { store, parts } = app;
  store.transaction(() => {
    for (const side of ['platform', 'quickbooks'] as const)
      for (const seen of store.observationsAfter('item', side, '', 9_999))
        if (seen.body) store.putObservation({ ...seen, body: without(seen.body) });
    for (const { record } of store.views('item', 0, 9_999))
      if (record.base) store.putRecord({ ...record, base: { ...record.base, body: without(record.base.body) } });
  });
  parts.bookStore.transaction(() => {
    for (const { entity, id } of store.observationsAfter('item', 'platform', '', 9_999)) {
      const held = parts.bookStore.get(entity, id);
      const title = String(held?.body.name ?? '');
      const facts = { title, email: null, number: null, customer: null, date: null, amount: null, balance: null, search: title }; // biome-ignore format: one record
      if (held) parts.bookStore.put({ ...held, body: without(held.body) }, { ...facts, refs: [] });
    }
  });
}

async function ground(items: number) {
  const app = await companyApp();
  const accounts = app.all('Account');
  const at = (type: string): string => accounts.find((one) => one.AccountType === type)?.Id ?? '';
  await app.call('mappings.setLists', { defaultIncomeAccount: at('Income') });
  const category: string = app.ask('/item', {}, { Name: 'Roofs', Type: 'Category' }).Item.Id;
  for (let n = 0; n < items; n++)
    app.ask('/item', {}, {
      Name: `Part ${n}`, Type: 'NonInventory', IncomeAccountRef: { value: at('Income') },
      ...(n % 2 === 0 ? { SubItem: true, ParentRef: { value: category } } : {}),
      ...(n % 3 === 0 ? { ExpenseAccountRef: { value: at('Cost of Goods Sold') } } : {}),
    }); // biome-ignore format: one record
  await app.apply();
  await app.call('settings.set', { brake: { maxRemovals: 10, maxShare: 0.3, maxCreates: 500 } });
  await app.engine.stop();
  // What was made just now is filled in as part of its making: an update of the app comes later.
  app.time.now += 30 * 3_600_000;
  asBefore(app);
  const next = await restarted(app);
  const held = () =>
    next.store.observationsAfter('item', 'platform', '', 9_999).map(({ id }) => next.parts.bookStore.get('item', id)!);
  const compare = async () => {
    await next.call('sync.compare');
    await next.sync();
  };
  return { app: next, held, compare };
}

const SENTENCE = `fill in the category, the income account and the expense account of ${ITEMS} of `;

test('many items are asked about once, in a plain sentence, and then all of them gain what they lack', async () => {
  const { app, held, compare } = await ground(ITEMS);
  await compare();
  const before = held().map((one) => one.change);
  const { health, counts } = await app.call('app.status');
  expect(health.state).toBe('needsYou');
  expect(health.sentence).toBe(
    `Sync stopped because it would ${SENTENCE}${held().length} items in Workspace. Look at it in Review.`,
  );
  expect([counts.review, (await app.call('review.list')).rows.map((one) => one.title)]).toEqual([
    1,
    ['Many changes at once'],
  ]);
  // However often it is looked at, nothing is written and nothing else is asked.
  for (let round = 0; round < 3; round++) await compare();
  expect(held().map((one) => one.change)).toEqual(before);
  expect((await app.call('review.list')).total).toBe(1);

  await app.call('sync.confirmBrake');
  await app.sync();
  const after = held();
  for (const { body } of after.filter((one) => one.body.type !== 'category')) {
    const n = Number(String(body.name).slice(5));
    expect([body.category !== null, body.incomeAccount !== null, body.expenseAccount !== null]).toEqual([n % 2 === 0, true, n % 3 === 0]); // biome-ignore format: one line
  }
  for (const { id } of after)
    expect((await app.call('records.get', { entity: 'item', key: id })).row.state).toBe('equal');
  // Each was written once, and it is over.
  const changes = after.map((one) => one.change);
  await compare();
  expect(held().map((one) => one.change)).toEqual(changes);
  expect(await app.call('app.status')).toMatchObject({
    health: { state: 'upToDate' },
    counts: { review: 0, waiting: 0 },
  });
});

test('a few are filled in without a question', async () => {
  const { app, held, compare } = await ground(12);
  await compare();
  expect((await app.call('review.list')).total).toBe(0);
  expect(held().every(({ body }) => body.type === 'category' || body.incomeAccount !== null)).toBe(true);
});
