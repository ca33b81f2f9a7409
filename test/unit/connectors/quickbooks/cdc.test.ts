import { describe, expect, test } from 'vitest';
import type { Observation } from '../../../../main/core/types.ts';
import { answer, contextOf, createWorld, type World } from './support.ts';

const ALL = ['customer', 'item', 'invoice', 'payment'];

const names = async (world: World, count: number, prefix: string): Promise<void> => {
  for (let index = 0; index < count; index += 1)
    world.company.act({ act: 'create', entity: 'Customer', set: { DisplayName: `${prefix} ${index}` } });
};

/** Follows the feed to its end. */
async function drain(world: World, cursor: string, entities = ALL) {
  const context = await contextOf(world);
  const seen: Observation[] = [];
  let at = cursor;
  for (let pages = 1; ; pages += 1) {
    const answered = await world.connector.changes(at, entities, context);
    if (!answered.ok) return { ...answered, seen, cursor: at, pages };
    seen.push(...answered.value.observations);
    at = answered.value.cursor;
    if (!answered.value.more) return { ok: true as const, seen, cursor: at, pages };
  }
}

const cursorNow = async (world: World): Promise<string> => {
  const cursor = await world.connector.cursorNow();
  if (!cursor.ok) throw new Error(cursor.error.userSentence);
  return cursor.value;
};

describe('the change feed', () => {
  test('one call for all entities; the cursor is the server’s own time', async () => {
    const world = createWorld({ seed: 'demo' });
    const cursor = await cursorNow(world);
    world.forward(600_000);
    world.company.act({ act: 'edit', entity: 'Customer', id: '4', set: { Notes: 'Gate 4' } });
    const before = world.requests.length;
    const { ok, seen, cursor: next } = await drain(world, cursor);
    expect(ok).toBe(true);
    expect(seen.map((one) => [one.entity, one.id, one.body?.notes])).toContainEqual(['customer', '4', 'Gate 4']);
    const feeds = world.requests.slice(before).filter((request) => request.url.includes('/cdc?'));
    expect(feeds).toHaveLength(1);
    const params = new URL(feeds[0]?.url ?? '').searchParams;
    expect(params.get('entities')).toBe('Customer,Item,Invoice,Payment');
    // Two minutes back, in UTC, so that no plus sign can be lost.
    expect(params.get('changedSince')).toBe('2026-05-10T11:58:00Z');
    const { since } = JSON.parse(next) as { since: string };
    expect(since).toMatch(/-0[78]:00$/);
    expect(Date.parse(since)).toBeLessThanOrEqual(world.clock.now());
  });

  test('deletions come as tombstones, voids and deactivations as what they are', async () => {
    const world = createWorld({ seed: 'demo' });
    const cursor = await cursorNow(world);
    world.forward(600_000);
    const made = world.company.act({
      act: 'create',
      entity: 'Payment',
      set: { CustomerRef: { value: '1' }, TotalAmt: 1, TxnDate: '2026-05-01' },
    });
    const { Payment } = JSON.parse(made.body) as { Payment: { Id: string } };
    world.company.act({ act: 'delete', entity: 'Payment', id: Payment.Id });
    const made2 = world.company.act({ act: 'create', entity: 'Customer', set: { DisplayName: 'Leaver' } });
    const { Customer } = JSON.parse(made2.body) as { Customer: { Id: string } };
    world.company.act({ act: 'deactivate', entity: 'Customer', id: Customer.Id });
    const { seen } = await drain(world, cursor);
    const lives = Object.fromEntries(seen.map((one) => [`${one.entity} ${one.id}`, one]));
    expect(lives[`payment ${Payment.Id}`]).toMatchObject({ life: 'deleted', body: null });
    expect(lives[`customer ${Customer.Id}`]).toMatchObject({ life: 'inactive', body: { displayName: 'Leaver' } });
  });

  test('a failed poll moves no cursor', async () => {
    const world = createWorld({ seed: 'demo' });
    const cursor = await cursorNow(world);
    const context = await contextOf(world);
    world.forward(600_000);
    world.company.act({ act: 'edit', entity: 'Customer', id: '4', set: { Notes: 'x' } });
    for (const fault of [answer(503, ''), answer(500, ''), answer(200, '{"half')]) {
      world.play(() => fault);
      expect((await world.connector.changes(cursor, ALL, context)).ok).toBe(false);
    }
    world.play(null);
    const { seen } = await drain(world, cursor);
    expect(seen.some((one) => one.entity === 'customer' && one.id === '4')).toBe(true);
  });

  test('more than a thousand names: paged, place held in the cursor, nothing missed, documents with them', async () => {
    const world = createWorld({ seed: 'demo' });
    const cursor = await cursorNow(world);
    world.forward(600_000);
    await names(world, 2300, 'Crowd');
    const paid = world.company.act({
      act: 'create',
      entity: 'Payment',
      set: { CustomerRef: { value: '1' }, TotalAmt: 1, TxnDate: '2026-05-01' },
    });
    const { Payment } = JSON.parse(paid.body) as { Payment: { Id: string } };
    world.company.act({ act: 'delete', entity: 'Payment', id: Payment.Id });
    const result = await drain(world, cursor);
    expect(result.ok).toBe(true);
    expect(result.pages).toBeGreaterThan(2);
    const found = new Set(result.seen.filter((one) => one.entity === 'customer').map((one) => one.id));
    const crowd = world.company.rows('Customer').filter((row) => String(row.body.DisplayName).startsWith('Crowd'));
    expect(crowd.filter((row) => !found.has(row.id))).toEqual([]);
    expect(result.seen.find((one) => one.entity === 'payment' && one.id === Payment.Id)?.life).toBe('deleted');
    // Done: the next poll is an ordinary one, from before the first page.
    const { since, held } = JSON.parse(result.cursor) as { since: string; held?: unknown };
    expect(held).toBeUndefined();
    expect(Date.parse(since)).toBeLessThanOrEqual(world.clock.now());
  });

  test('a change in the middle of paging is seen, and a crash goes on from the held place', async () => {
    const world = createWorld();
    const cursor = await cursorNow(world);
    world.forward(600_000);
    for (let index = 0; index < 2400; index += 1) {
      world.forward(10);
      world.company.act({ act: 'create', entity: 'Customer', set: { DisplayName: `Crowd ${index}` } });
    }
    const context = await contextOf(world);
    const first = await world.connector.changes(cursor, ALL, context);
    if (!first.ok) throw new Error(first.error.userSentence);
    const second = await world.connector.changes(first.value.cursor, ALL, context);
    if (!second.ok) throw new Error(second.error.userSentence);
    // Somebody edits a record of the page we have and one we have not seen.
    world.forward(1000);
    world.company.act({ act: 'edit', entity: 'Customer', id: '2', set: { Notes: 'later' } });
    world.company.act({ act: 'edit', entity: 'Customer', id: '2300', set: { Notes: 'later' } });
    // The second page is read again, as after a crash before it was stored.
    const rest = await drain(world, first.value.cursor);
    const all = [...first.value.observations, ...rest.seen];
    const found = new Set(all.map((one) => one.id));
    expect(world.company.rows('Customer').filter((row) => !found.has(row.id))).toEqual([]);
    expect(all.some((one) => one.id === '2300' && one.body?.notes === 'later')).toBe(true);
  });

  test('what changes while many names are paged is seen afterwards, however long the paging took', async () => {
    const world = createWorld({ seed: 'demo' });
    const cursor = await cursorNow(world);
    world.forward(600_000);
    await names(world, 1100, 'Crowd');
    const first = await world.connector.changes(cursor, ALL, await contextOf(world));
    if (!first.ok) throw new Error(first.error.userSentence);
    expect(first.value.more).toBe(true);
    world.forward(600_000);
    const paid = world.company.act({
      act: 'create',
      entity: 'Payment',
      set: { CustomerRef: { value: '1' }, TotalAmt: 1, TxnDate: '2026-05-01' },
    });
    const { Payment } = JSON.parse(paid.body) as { Payment: { Id: string } };
    world.forward(600_000);
    const rest = await drain(world, first.value.cursor);
    const after = await drain(world, rest.cursor);
    expect([...rest.seen, ...after.seen].some((one) => one.entity === 'payment' && one.id === Payment.Id)).toBe(true);
  });

  test('more than a thousand documents: a full comparison rather than a lost deletion', async () => {
    const world = createWorld({ seed: 'demo' });
    const cursor = await cursorNow(world);
    world.forward(600_000);
    for (let index = 0; index < 1100; index += 1)
      world.company.act({
        act: 'create',
        entity: 'Payment',
        set: { CustomerRef: { value: '1' }, TotalAmt: 1, TxnDate: '2026-05-01' },
      });
    const result = await drain(world, cursor);
    expect(result).toMatchObject({ ok: false, fullNeeded: true });
  });

  test('too old, or unreadable: a full comparison', async () => {
    const world = createWorld();
    const context = await contextOf(world);
    const cursor = await cursorNow(world);
    world.forward(29 * 24 * 3_600_000 + 60_000);
    expect(await world.connector.changes(cursor, ALL, context)).toMatchObject({ ok: false, fullNeeded: true });
    for (const broken of ['', 'x', '{}', '{"v":2,"since":"2026-05-10T00:00:00Z"}', '{"v":1,"since":"never"}'])
      expect(await world.connector.changes(broken, ALL, context)).toMatchObject({ ok: false, fullNeeded: true });
  });

  test('how far back is told by the clock of QuickBooks, not by ours', async () => {
    const world = createWorld();
    const context = await contextOf(world);
    const cursor = await cursorNow(world);
    const serverSays = (ms: number): void =>
      world.play((_, pass) => {
        const whole = pass();
        return { ...whole, body: JSON.stringify({ ...JSON.parse(whole.body), time: new Date(ms).toISOString() }) };
      });
    const DAY = 24 * 3_600_000;
    const began = world.clock.now();
    // Ours stands still while a month passes there.
    serverSays(began + 30 * DAY);
    expect(await world.connector.changes(cursor, ALL, context)).toMatchObject({ ok: false, fullNeeded: true });
    // Ours was set a year ahead: no reason to read everything, again and again.
    world.forward(365 * DAY);
    serverSays(began + 60_000);
    expect(await world.connector.changes(cursor, ALL, context)).toMatchObject({ ok: true });
    // A question that is refused for reaching too far back.
    world.play(() => answer(400, { Fault: { Error: [{ code: '4001', Detail: 'changedSince is too old' }] } }));
    expect(await world.connector.changes(cursor, ALL, context)).toMatchObject({ ok: false, fullNeeded: true });
  });

  test('asked about nothing, it asks nothing and stays where it is', async () => {
    const world = createWorld();
    const cursor = await cursorNow(world);
    const context = await contextOf(world);
    const before = world.requests.length;
    expect(await world.connector.changes(cursor, [], context)).toEqual({
      ok: true,
      value: { observations: [], cursor, more: false },
    });
    expect(world.requests.length).toBe(before);
  });
});
