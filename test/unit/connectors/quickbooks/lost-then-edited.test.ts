import { beforeEach, describe, expect, test } from 'vitest';
import type { WriteRequest } from '../../../../main/core/types.ts';
import { change, type Desk, doneBut, kinds, openDesk } from './desk.ts';
import { answer, create, type Json, lost, type World } from './support.ts';

let desk: Desk;
let world: World;
beforeEach(async () => {
  desk = await openDesk();
  world = desk.world;
});

/** Sends writes whose answer is lost. */
async function losing(...wanted: WriteRequest[]): Promise<void> {
  world.play(doneBut(() => lost()));
  expect(new Set(kinds(await desk.write(...wanted)))).toEqual(new Set(['uncertain']));
  world.play(null);
  world.forward(130_000);
}

/** What people do in QuickBooks' own screens; it must succeed. */
function act(what: Json): void {
  const done = world.company.act(what as never);
  expect(done.status, JSON.stringify(done)).toBe(200);
}

const edit = (id: string, set: Json): void => act({ act: 'edit', entity: 'Invoice', id, set });
const ids = (): string[] => [...world.company.rows('Invoice')].map((row) => String((row as { id: unknown }).id));

describe('a document whose answer was lost, and that somebody edits before it is looked for', () => {
  test.each([
    ['its date', { TxnDate: '2026-01-05' }],
    ['its number', { DocNumber: 'A-77' }],
    ['its note and its message', { PrivateNote: 'call first', CustomerMemo: { value: 'thanks' } }],
  ])('%s: it is found', async (_, set) => {
    const { invoice } = await desk.ground();
    await losing(invoice({ memo: 'for May' }));
    edit(ids()[0] ?? '', set);
    expect(await desk.probe(invoice({ memo: 'for May' }))).toMatchObject({
      kind: 'found',
      observation: { id: ids()[0], revision: '1' },
    });
  });

  test('its number and its amount: nothing is made, a person is asked', async () => {
    const { invoice, item } = await desk.ground();
    const wanted = invoice({ number: '500' });
    await losing(wanted);
    const Line = [
      {
        Amount: 7,
        DetailType: 'SalesItemLineDetail',
        SalesItemLineDetail: { ItemRef: { value: item.id }, Qty: 1, UnitPrice: 7 },
      },
    ];
    edit(ids()[0] ?? '', { DocNumber: '501', Line });
    expect(await desk.probe(wanted)).toMatchObject({ kind: 'ambiguous', candidates: [{ id: ids()[0] }] });
  });

  test('voided: found as void', async () => {
    const { invoice } = await desk.ground();
    for (const wanted of [invoice({ number: '500' }), invoice()]) {
      await losing(wanted);
      const id = ids().at(-1) ?? '';
      act({ act: 'void', entity: 'Invoice', id });
      expect(await desk.probe(wanted, 130_000, (other) => other !== id)).toMatchObject({
        kind: 'found',
        observation: { id, life: 'void' },
      });
    }
  });

  test('deleted: found as deleted, under its own id', async () => {
    const { invoice } = await desk.ground();
    await losing(invoice());
    const [id] = ids();
    act({ act: 'delete', entity: 'Invoice', id });
    expect(await desk.probe(invoice())).toMatchObject({ kind: 'found', observation: { id, life: 'deleted' } });
  });

  test('never made, while somebody else’s document vanished minutes before it was sent: absent', async () => {
    const { invoice } = await desk.ground();
    const other = await desk.one(invoice());
    act({ act: 'delete', entity: 'Invoice', id: other.id });
    world.forward(130_000 + 150_000);
    expect(await desk.probe(invoice({ memo: 'for May' }))).toEqual({ kind: 'absent' });
  });

  test('deleted, and another create of its kind ended unknown: a person says whose it was', async () => {
    const { invoice } = await desk.ground();
    await losing(invoice());
    const [id] = ids();
    act({ act: 'delete', entity: 'Invoice', id });
    const sentAt = new Date(desk.world.clock.now() - 130_000).toISOString();
    const lost = { request: invoice(), sentAt, rivals: true };
    expect(await desk.world.connector.probe([lost], desk.context)).toMatchObject([{ kind: 'ambiguous' }]);
  });

  test('moved to another customer, into whom its own was merged: nothing is made, a person is asked', async () => {
    const { customer, invoice } = await desk.ground();
    const wanted = invoice();
    await losing(wanted);
    const [id] = ids();
    const other = await desk.one(create('customer', { displayName: 'Other Name Ltd' }));
    act({ act: 'merge', entity: 'Customer', id: customer.id, into: other.id });
    expect(await desk.probe(wanted)).toMatchObject({ kind: 'ambiguous', candidates: [{ id }] });
  });

  test('a change that somebody edited over: not there, and told that it may have been', async () => {
    const { invoice } = await desk.ground();
    const made = await desk.one(invoice());
    edit(made.id, { DocNumber: 'A-1' });
    // Once since: whoever wrote that, the change is not under it.
    const once = await desk.probe(change(made, { memo: 'for May' }));
    expect(once).toEqual({ kind: 'absent' });
    edit(made.id, { DocNumber: 'A-2' });
    expect(await desk.probe(change(made, { memo: 'for May' }))).toMatchObject({
      kind: 'absent',
      over: { observation: { id: made.id, revision: '2' } },
    });
  });

  test('another document of the same customer and day is not it', async () => {
    const { invoice, item } = await desk.ground();
    await desk.one(invoice({ lines: [{ item: item.id, quantity: '1', unitPrice: '3' }] }));
    expect(await desk.probe(invoice())).toEqual({ kind: 'absent' });
  });
});

describe('a whole batch whose answer was lost', () => {
  const calls = (): string[] => world.requests.map(({ url }) => decodeURIComponent(url));

  test('is found with one question, alike ones each once', async () => {
    const { invoice } = await desk.ground();
    const wanted = Array.from({ length: 12 }, (_, at) => invoice(at < 4 ? {} : { number: `N-${at}` }));
    await losing(...wanted);
    const before = calls().length;
    const outcomes = await desk.probeAll(wanted);
    expect(calls().length - before).toBe(1);
    const found = outcomes.map((one) => (one.kind === 'found' ? one.observation.id : one.kind));
    expect(new Set(found).size).toBe(12);
    expect([...found].sort()).toEqual(ids().sort());
  });

  test('edited, voided and deleted in part: nothing goes again', async () => {
    const { invoice, item } = await desk.ground();
    const lines = (at: number): Json[] => [{ item: item.id, quantity: String(at + 1), unitPrice: '50' }];
    const wanted = Array.from({ length: 6 }, (_, at) => invoice({ number: `N-${at}`, lines: lines(at) }));
    await losing(...wanted);
    const made = ids();
    edit(made[0] ?? '', { TxnDate: '2026-03-03' });
    act({ act: 'void', entity: 'Invoice', id: made[1] });
    act({ act: 'delete', entity: 'Invoice', id: made[2] });
    edit(made[3] ?? '', { DocNumber: 'other' });
    const outcomes = await desk.probeAll(wanted);
    expect(outcomes.map((one) => (one.kind === 'found' ? one.observation.life : one.kind))).toEqual([
      'live',
      'void',
      'deleted',
      'live',
      'live',
      'live',
    ]);
    expect(outcomes.map((one) => (one.kind === 'found' ? one.observation.id : ''))).toEqual(made);
  });

  test('which of two alike ones was edited cannot be told: a person is asked', async () => {
    const { invoice } = await desk.ground();
    const wanted = [invoice({ number: '1' }), invoice({ number: '2' })];
    await losing(...wanted);
    edit(ids()[0] ?? '', { DocNumber: 'other' });
    act({ act: 'delete', entity: 'Invoice', id: ids()[1] });
    expect((await desk.probeAll(wanted)).map(({ kind }) => kind)).toEqual(['ambiguous', 'ambiguous']);
  });

  test('which of several deletions was ours cannot be told: a person is asked', async () => {
    const { invoice } = await desk.ground();
    const wanted = Array.from({ length: 3 }, (_, at) => invoice({ number: `N-${at}` }));
    const theirs = await desk.one(invoice({ number: 'theirs' }));
    await losing(...wanted);
    for (const id of [theirs.id, ids().at(-1)]) act({ act: 'delete', entity: 'Invoice', id });
    expect(await desk.probeAll(wanted)).toMatchObject([
      { kind: 'found' },
      { kind: 'found' },
      { kind: 'ambiguous', candidates: [] },
    ]);
  });

  test('that never arrived is absent, for two questions, and goes again as the same request', async () => {
    const { invoice } = await desk.ground();
    const wanted = Array.from({ length: 20 }, () => invoice());
    world.play(() => lost());
    await desk.write(...wanted);
    world.play(null);
    const before = calls().length;
    expect(new Set((await desk.probeAll(wanted)).map(({ kind }) => kind))).toEqual(new Set(['absent']));
    expect(calls().length - before).toBe(2);
    const keys = (): string[] => calls().flatMap((url) => /requestid=(b-[^&]*)/.exec(url)?.[1] ?? []);
    await world.connector.write(wanted, desk.context, true);
    // The lost one made batches smaller; the same request has its size all the same.
    expect(keys().at(-1)).toBe(keys().at(-2));
    expect(world.connector.batchSize?.()).toBeLessThan(20);
  });

  test('sent again, it is answered with what it made, whatever was done to that', async () => {
    const { invoice } = await desk.ground();
    const wanted = [invoice(), invoice()];
    await losing(...wanted);
    const made = ids();
    for (const id of made) act({ act: 'delete', entity: 'Invoice', id });
    const again = await world.connector.write(wanted, desk.context, true);
    expect(again.map((one) => (one.kind === 'confirmed' ? one.observation.id : one.kind))).toEqual(made);
  });
});

test('a name that was changed since is told from one that is somebody else’s', async () => {
  const wanted = create('customer', { displayName: 'A', email: 'a@example.com', phone: '1', notes: 'x' });
  await losing(wanted);
  const id = String(([...world.company.rows('Customer')].at(-1) as { id: unknown }).id);
  act({ act: 'edit', entity: 'Customer', id, set: { DisplayName: 'B' } });
  expect(await desk.probe(wanted)).toMatchObject({ kind: 'found', observation: { id, body: { displayName: 'B' } } });
});

test('a question that is refused settles nothing', async () => {
  const { invoice } = await desk.ground();
  world.play((request) => (/cdc/.test(request.url) ? answer(503, '') : undefined));
  expect(await desk.probe(invoice())).toMatchObject({ kind: 'failed' });
});
