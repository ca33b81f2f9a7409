import { beforeEach, describe, expect, test } from 'vitest';
import type { Observation, WriteRequest } from '../../../../main/core/types.ts';
import { change, type Desk, doneBut, kinds, openDesk } from './desk.ts';
import { answer, body, create, lost, request, type World } from './support.ts';

let desk: Desk;
let world: World;
beforeEach(async () => {
  desk = await openDesk();
  world = desk.world;
});

describe('one write', () => {
  test('the answer is the new observation, lines included, without a read', async () => {
    const { invoice } = await desk.ground();
    const before = world.requests.length;
    const [outcome] = await desk.write(
      invoice({
        lines: [
          { item: '1', quantity: '2', unitPrice: '50' },
          { kind: 'text', description: 'Hi' },
          { kind: 'discount', percent: '10' },
        ],
      }),
    );
    expect(outcome).toMatchObject({
      kind: 'confirmed',
      lineIds: ['1', '2', 'discount'],
      observation: { life: 'live', revision: '0', body: { subtotal: '100.00', total: '90.00', balance: '90.00' } },
    });
    expect(world.requests.length - before).toBe(1);
    // The trace id of the call goes into the log with it, so that QuickBooks' support can find what was done.
    world.play((_, pass) => ({ ...pass(), headers: { intuit_tid: '1-6740a1b2' } }));
    const [one, two] = await desk.write(invoice({ number: '1' }), invoice({ number: '2' }));
    expect([one, two]).toMatchObject([{ tid: '1-6740a1b2' }, { tid: '1-6740a1b2' }]);
    expect(await desk.write(create('customer', { displayName: 'Alone' }))).toMatchObject([{ tid: '1-6740a1b2' }]);
  });

  test('an old revision is stale, and nothing was written', async () => {
    const customer = await desk.one(create('customer', { displayName: 'A' }));
    await desk.one(change(customer, { notes: 'first' }));
    expect(await desk.write(change(customer, { notes: 'second' }))).toMatchObject([
      { kind: 'stale', error: { code: 'quickbooks.stale' } },
    ]);
    const read = await world.connector.read([{ entity: 'customer', id: customer.id }], desk.context);
    expect(read.ok && read.value[0]?.body?.notes).toBe('first');
  });

  test('a name in use names the record in the way', async () => {
    await desk.one(create('customer', { displayName: 'A' }));
    expect(await desk.write(create('customer', { displayName: 'a' }))).toMatchObject([
      { kind: 'rejected', error: { code: 'quickbooks.duplicateName', values: { title: 'a', duplicateId: '1' } } },
    ]);
  });

  test('what cannot be translated is not sent', async () => {
    const before = world.requests.length;
    const bundle = request('item', 'create', { body: body('item', { name: 'Set', type: 'bundle' }) });
    expect(await desk.write(bundle)).toMatchObject([{ kind: 'rejected', error: { code: 'sync.notTranslatable' } }]);
    expect(world.requests.length).toBe(before);
  });

  test('removing: deactivate, void, delete, and twice', async () => {
    const { customer, invoice } = await desk.ground();
    const made = await desk.one(invoice());
    const leave = (record: Observation, mode: 'void' | 'delete' | 'deactivate'): WriteRequest =>
      request(record.entity, 'remove', { id: record.id, revision: record.revision, mode });
    const voided = await desk.one(leave(made, 'void'));
    expect(voided).toMatchObject({ life: 'void', body: { total: '0.00', number: made.body?.number } });
    const gone = await desk.one(leave(voided, 'delete'));
    expect(gone).toMatchObject({ life: 'deleted', body: null, id: made.id });
    expect(kinds(await desk.write(leave(voided, 'delete')))).toEqual(['confirmed']);
    expect(await desk.write(change({ ...voided, body: made.body, native: made.native }, { memo: 'x' }))).toMatchObject([
      { kind: 'rejected', error: { code: 'quickbooks.gone' } },
    ]);
    const current = await world.connector.read([{ entity: 'customer', id: customer.id }], desk.context);
    const now = current.ok ? current.value[0] : undefined;
    if (!now) throw new Error('no customer');
    const inactive = await desk.one(leave(now, 'deactivate'));
    expect(inactive).toMatchObject({ life: 'inactive', body: { displayName: 'Alder' } });
    const back = await desk.one(
      request('customer', 'restore', {
        id: now.id,
        revision: inactive.revision,
        body: inactive.body,
        native: inactive.native,
      }),
    );
    expect(back).toMatchObject({ life: 'live', body: { displayName: 'Alder' } });
  });

  test('a payment is voided by an update that includes the void', async () => {
    const { customer } = await desk.ground();
    const paid = await desk.one(create('payment', { customer: customer.id, date: '2026-05-02', amount: '20' }));
    const voided = await desk.one(request('payment', 'remove', { id: paid.id, revision: paid.revision, mode: 'void' }));
    expect(voided).toMatchObject({ life: 'void', body: { amount: '0.00' } });
    expect(new URL(world.requests.at(-1)?.url ?? '').searchParams.get('include')).toBe('void');
  });
});

describe('many writes', () => {
  test('documents share batches of thirty, names go one at a time, the order of outcomes is kept', async () => {
    const { invoice } = await desk.ground();
    const before = world.requests.length;
    const many = [
      ...Array.from({ length: 32 }, (_, index) => invoice({ customer: index === 7 ? '4711' : '1' })),
      create('customer', { displayName: 'B' }),
      create('customer', { displayName: 'C' }),
    ];
    const outcomes = await desk.write(...many);
    expect(
      kinds(outcomes)
        .map((kind, index) => (kind === 'confirmed' ? '' : `${index} ${kind}`))
        .filter(Boolean),
    ).toEqual(['7 rejected']);
    expect(world.paths().slice(before)).toEqual(['POST batch', 'POST batch', 'POST customer', 'POST customer']);
    const batch = JSON.parse(world.requests[before]?.body ?? '') as { BatchItemRequest: { bId: string }[] };
    expect(batch.BatchItemRequest).toHaveLength(30);
    const made = outcomes.flatMap((outcome) =>
      outcome.kind === 'confirmed' ? [`${outcome.observation.entity} ${outcome.observation.id}`] : [],
    );
    expect(new Set(made).size).toBe(33);
    const key = new URL(world.requests[before]?.url ?? '').searchParams.get('requestid') ?? '';
    expect(key.length).toBeLessThanOrEqual(36);
    // The same group again is the same request: QuickBooks replays it.
    const count = world.count('Invoice');
    expect(await desk.write(...many.slice(0, 30))).toEqual(outcomes.slice(0, 30));
    expect(world.count('Invoice')).toBe(count);
  });

  test('two batches of one size are two requests', async () => {
    const { invoice } = await desk.ground();
    const days = ['01', '02', '03', '04'].map((day) => invoice({ date: `2026-05-${day}` }));
    const made = [...(await desk.write(...days.slice(0, 2))), ...(await desk.write(...days.slice(2)))];
    const ids = made.map((outcome) => (outcome.kind === 'confirmed' ? outcome.observation.id : outcome.kind));
    expect(new Set(ids).size).toBe(4);
    expect(world.count('Invoice')).toBe(4);
  });

  test('a lost batch leaves every item uncertain; each is found by its probe', async () => {
    const { invoice } = await desk.ground();
    const many = [invoice(), invoice({ date: '2026-05-02' }), invoice({ date: '2026-05-03', customer: '4711' })];
    world.play(doneBut(() => lost()));
    expect(kinds(await desk.write(...many))).toEqual(['uncertain', 'uncertain', 'uncertain']);
    world.play(null);
    expect((await desk.probe(many[0] as WriteRequest)).kind).toBe('found');
    expect((await desk.probe(many[1] as WriteRequest)).kind).toBe('found');
    expect((await desk.probe(many[2] as WriteRequest)).kind).toBe('absent');
  });

  test('a batch that is lost, throttled or very slow makes the next ones half as large; good ones grow again', async () => {
    const { invoice } = await desk.ground();
    const sizes = (from: number): number[] =>
      world.requests
        .slice(from)
        .filter((sent) => sent.url.includes('/batch'))
        .map((sent) => (JSON.parse(sent.body ?? '') as { BatchItemRequest: unknown[] }).BatchItemRequest.length);
    const many = (count: number): WriteRequest[] =>
      Array.from({ length: count }, (_, at) => invoice({ date: '2026-05-01', memo: `Job ${at}` }));
    let first = true;
    world.play((_, pass) => {
      const whole = pass();
      if (!first) return whole;
      first = false;
      return lost();
    });
    let from = world.requests.length;
    await desk.write(...many(60));
    expect(sizes(from)).toEqual([30, 15, 15]);
    from = world.requests.length;
    first = true;
    world.play((_, pass) => {
      if (first) world.forward(40_000);
      first = false;
      return pass();
    });
    await desk.write(...many(40));
    expect(sizes(from)).toEqual([16, 8, 9, 7]);
    from = world.requests.length;
    world.play(null);
    await desk.write(...many(60));
    // A batch that was not full proves nothing.
    expect(sizes(from)).toEqual([10, 11, 12, 13, 14]);
  });

  test('an item missing in the answer is uncertain, never confirmed', async () => {
    const { invoice } = await desk.ground();
    world.play((sent, pass) => {
      const whole = pass();
      if (!sent.url.includes('/batch')) return whole;
      const parsed = JSON.parse(whole.body) as { BatchItemResponse: unknown[] };
      return answer(200, { ...parsed, BatchItemResponse: parsed.BatchItemResponse.slice(1).reverse() });
    });
    expect(kinds(await desk.write(invoice(), invoice(), invoice()))).toEqual(['uncertain', 'confirmed', 'confirmed']);
  });

  test('after a 429 the rest is not even tried', async () => {
    const { invoice } = await desk.ground();
    world.play(() => answer(429, ''));
    const before = world.requests.length;
    const outcomes = await desk.write(
      create('customer', { displayName: 'X' }),
      create('customer', { displayName: 'Y' }),
      invoice(),
      invoice(),
    );
    expect(kinds(outcomes)).toEqual(['notSent', 'notSent', 'notSent', 'notSent']);
    expect(outcomes[0]).toMatchObject({ error: { code: 'connection.throttled', retryAfterMs: 60_000 } });
    expect(world.requests.length - before).toBe(1);
  });

  test('where no connection comes about the rest is not even tried', async () => {
    const { invoice } = await desk.ground();
    world.play(() => lost('no'));
    const before = world.requests.length;
    const outcomes = await desk.write(
      create('customer', { displayName: 'X' }),
      create('customer', { displayName: 'Y' }),
      invoice(),
      invoice(),
    );
    expect(kinds(outcomes)).toEqual(['notSent', 'notSent', 'notSent', 'notSent']);
    expect(outcomes[3]).toMatchObject({ error: { code: 'connection.offline' } });
    const tried = new Set(world.requests.slice(before).map(({ url, body }) => `${url} ${body ?? ''}`));
    expect(tried.size).toBe(1);
  });

  test('concurrent writes queue up', async () => {
    let flying = 0;
    let most = 0;
    world.play((_, pass) => {
      flying += 1;
      most = Math.max(most, flying);
      const answered = pass();
      queueMicrotask(() => (flying -= 1));
      return answered;
    });
    const all = await Promise.all(
      ['A', 'B', 'C', 'D'].map((displayName) => desk.write(create('customer', { displayName }))),
    );
    expect(all.flatMap(kinds)).toEqual(Array(4).fill('confirmed'));
    expect(most).toBe(1);
  });
});
