import { beforeEach, describe, expect, test } from 'vitest';
import { change, type Desk, doneBut, kinds, linesOf, openDesk } from './desk.ts';
import { answer, create, lost, request, type World } from './support.ts';

let desk: Desk;
let world: World;
beforeEach(async () => {
  desk = await openDesk();
  world = desk.world;
});

describe('lost answers', () => {
  test.each([
    ['the line was cut', () => lost()],
    ['a balancer spoke', () => answer(502, '<html></html>')],
    ['an internal error', () => answer(500, { Fault: { Error: [{ code: '10000' }] } })],
    ['half an answer', () => answer(200, '{"Customer":{"Id"')],
  ])('%s: uncertain, and found by the probe', async (_, instead) => {
    const wanted = create('customer', { displayName: "O'Neil & Söhne", email: 'o@example.com' });
    world.play(doneBut(instead));
    expect(await desk.write(wanted)).toMatchObject([{ kind: 'uncertain' }]);
    world.play(null);
    expect(await desk.probe(wanted)).toMatchObject({
      kind: 'found',
      observation: { body: { email: 'o@example.com' } },
    });
    // Sent again under its key, it is still one.
    expect(kinds(await desk.write(wanted))).toEqual(['confirmed']);
    expect(world.count('Customer')).toBe(1);
  });

  test('never arrived: absent', async () => {
    const wanted = create('customer', { displayName: 'A' });
    world.play(() => lost());
    expect(kinds(await desk.write(wanted))).toEqual(['uncertain']);
    world.play(null);
    expect(await desk.probe(wanted)).toEqual({ kind: 'absent' });
  });

  test('certainly never sent is not uncertain', async () => {
    world.play(() => lost('no'));
    expect(await desk.write(create('customer', { displayName: 'A' }))).toMatchObject([
      { kind: 'notSent', error: { code: 'connection.offline' } },
    ]);
  });

  test('somebody else’s record of the same name is not ours', async () => {
    world.company.act({
      act: 'create',
      entity: 'Customer',
      set: { DisplayName: 'A', PrimaryEmailAddr: { Address: 'x@example.com' } },
    });
    expect(await desk.probe(create('customer', { displayName: 'A', email: 'o@example.com' }))).toEqual({
      kind: 'absent',
    });
  });

  test('the very same made by a person, and known before, is not ours', async () => {
    const { customer } = await desk.ground();
    const wanted = create('payment', { customer: customer.id, date: '2026-05-02', amount: '20' });
    const twin = await desk.one({ ...wanted, key: 'another' });
    expect(await desk.probe(wanted)).toMatchObject({ kind: 'found', observation: { id: twin.id } });
    const known = (id: string): boolean => id === twin.id;
    expect(await desk.probe(wanted, 130_000, known)).toEqual({ kind: 'absent' });
    const ours = await desk.one(wanted);
    expect(await desk.probe(wanted, 130_000, known)).toMatchObject({
      kind: 'found',
      observation: { id: ours.id },
    });
  });

  test('a deactivated one is still found', async () => {
    const wanted = create('customer', { displayName: 'A' });
    const made = await desk.one(wanted);
    world.company.act({ act: 'deactivate', entity: 'Customer', id: made.id });
    expect(await desk.probe(wanted)).toMatchObject({ kind: 'found', observation: { life: 'inactive' } });
  });

  test('older twins that are known do not count, several new ones are for a person', async () => {
    const { invoice } = await desk.ground();
    const older = await desk.one(invoice());
    world.forward(3_600_000);
    const wanted = invoice();
    const known = (id: string): boolean => id === older.id;
    expect(await desk.probe(wanted, 130_000, known)).toEqual({ kind: 'absent' });
    await desk.one(invoice());
    expect((await desk.probe(wanted, 130_000, known)).kind).toBe('found');
    await desk.one(invoice());
    expect(await desk.probe(wanted, 130_000, known)).toMatchObject({ kind: 'ambiguous', candidates: [{}, {}] });
  });

  test('a clock that was set back meanwhile: what says the very same and is nobody’s is for a person', async () => {
    const { invoice } = await desk.ground();
    const made = await desk.one(invoice());
    world.forward(3_600_000);
    // By this clock it was sent two minutes ago.
    const wanted = invoice();
    expect(await desk.probe(wanted)).toMatchObject({ kind: 'ambiguous', candidates: [{ id: made.id }] });
    // One that was made at that time is the surer one.
    const newer = await desk.one(invoice());
    expect(await desk.probe(wanted)).toMatchObject({ kind: 'found', observation: { id: newer.id } });
  });

  test('a document that is not there yet may still come: its absence is believed after two minutes', async () => {
    const { invoice } = await desk.ground();
    const early = await desk.probe(invoice(), 1_000);
    expect(early).toMatchObject({ kind: 'failed', error: { code: 'sync.uncertain', retryAfterMs: 124_000 } });
    expect(await desk.probe(invoice(), 125_000)).toEqual({ kind: 'absent' });
    // A name goes alone, under its own requestid: sent again it counts once.
    expect(await desk.probe(create('customer', { displayName: 'B' }), 0)).toEqual({ kind: 'absent' });
  });

  test('a clock that is an hour fast hides nothing that was made', async () => {
    const { invoice } = await desk.ground();
    await desk.one(invoice());
    expect((await desk.probe(invoice(), -3_600_000)).kind).toBe('found');
  });

  test('an update: found when it shows, absent when it does not', async () => {
    const customer = await desk.one(create('customer', { displayName: 'A' }));
    const wanted = change(customer, { notes: 'new', phone: '5' });
    expect(await desk.probe(wanted)).toEqual({ kind: 'absent' });
    world.play(doneBut(() => lost()));
    expect(kinds(await desk.write(wanted))).toEqual(['uncertain']);
    world.play(null);
    expect(await desk.probe(wanted)).toMatchObject({ kind: 'found', observation: { revision: '1' } });
  });

  test('an edit of lines: ids of new lines do not matter', async () => {
    const { invoice, item } = await desk.ground();
    const made = await desk.one(invoice());
    const lines = [
      ...linesOf(made),
      { id: 'new:9', kind: 'item', item: item.id, quantity: '1', unitPrice: '7', taxable: false },
    ];
    const wanted = change(made, { lines });
    await desk.one(wanted);
    expect(await desk.probe(wanted)).toMatchObject({ kind: 'found', lineIds: ['1', '2'] });
  });

  test('a removal: by what became of the record', async () => {
    const { invoice } = await desk.ground();
    const made = await desk.one(invoice());
    const leave = request('invoice', 'remove', { id: made.id, revision: made.revision, mode: 'delete' });
    expect(await desk.probe(leave)).toEqual({ kind: 'absent' });
    await desk.one(leave);
    expect(await desk.probe(leave)).toMatchObject({ kind: 'found', observation: { life: 'deleted' } });
  });

  test('a probe that gets no answer fails, and says so', async () => {
    world.play(() => answer(503, ''));
    expect(await desk.probe(create('customer', { displayName: 'A' }))).toMatchObject({
      kind: 'failed',
      error: { retryable: true },
    });
  });
});
