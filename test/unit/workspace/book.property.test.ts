import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromCents, toCents } from '../../../main/core/money.ts';
import type { Observation } from '../../../main/core/types.ts';
import type { Body } from '../../../shared/primitives.ts';
import {
  context,
  customer,
  fresh,
  invoice,
  item,
  line,
  must,
  payment,
  request,
  type TestWorkspace,
  workspace,
} from './support.ts';

/** What may be done to the book, by whoever; numbers choose among the records there are. */
type Step =
  | { do: 'invoice'; price: number }
  | { do: 'reprice'; at: number; price: number }
  | { do: 'pay'; at: number; also: number; cents: number; by: 'person' | 'sync' }
  | { do: 'repay'; at: number; to: number; cents: number; by: 'person' | 'sync' }
  | { do: 'end'; what: 'invoice' | 'payment'; at: number; mode: 'void' | 'delete'; by: 'person' | 'sync' };

const small = fc.integer({ min: 0, max: 5 });
const cents = fc.integer({ min: 1, max: 30_000 });
const by = fc.constantFrom('person' as const, 'sync' as const);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('invoice' as const), price: cents }),
  fc.record({ do: fc.constant('reprice' as const), at: small, price: cents }),
  fc.record({ do: fc.constant('pay' as const), at: small, also: small, cents, by }),
  fc.record({ do: fc.constant('repay' as const), at: small, to: small, cents, by }),
  fc.record({
    do: fc.constant('end' as const),
    what: fc.constantFrom('invoice' as const, 'payment' as const),
    at: small,
    mode: fc.constantFrom('void' as const, 'delete' as const),
    by,
  }),
);

const money = (amount: number) => fromCents(BigInt(amount));

/** Carries a step out; a refusal is as good as a success, as long as nothing comes apart. */
async function take(space: TestWorkspace, base: { customer: string; item: string }, it: Step): Promise<void> {
  const all = async (entity: string) => must(await space.connector.list(entity, null, context)).observations;
  const pick = async (entity: string, at: number): Promise<Observation | undefined> => {
    const records = await all(entity);
    return records[at % Math.max(1, records.length)];
  };
  const change = async (
    entity: string,
    id: string | null,
    revision: string | null,
    body: Body,
    who: 'person' | 'sync',
  ) => {
    if (who === 'sync')
      await space.connector.write(
        [request(id === null ? 'create' : 'update', entity, body, { id, revision })],
        context,
      );
    else if (id === null) await space.book.create(entity, body);
    else await space.book.update(entity, id, revision ?? '', body);
  };
  switch (it.do) {
    case 'invoice':
      await space.book.create('invoice', invoice(base.customer, [line(base.item, '1', money(it.price))]));
      return;
    case 'reprice': {
      const target = await pick('invoice', it.at);
      if (!target) return;
      const body = { ...target.body, lines: [line(base.item, '1', money(it.price))] };
      await space.book.update('invoice', target.id, target.revision, body);
      return;
    }
    case 'pay': {
      const targets = new Set([(await pick('invoice', it.at))?.id, (await pick('invoice', it.also))?.id]);
      const parts = [...targets].filter((id) => id !== undefined).map((id): [string, string] => [id, money(it.cents)]);
      await change('payment', null, null, payment(base.customer, money(it.cents * 2), parts), it.by);
      return;
    }
    case 'repay': {
      const target = await pick('payment', it.at);
      const to = await pick('invoice', it.to);
      if (!target || !to) return;
      const body = {
        ...target.body,
        amount: money(it.cents),
        allocations: [{ invoice: to.id, amount: money(it.cents) }],
      };
      await change('payment', target.id, target.revision, body, it.by);
      return;
    }
    case 'end': {
      const target = await pick(it.what, it.at);
      if (!target) return;
      if (it.by === 'person') await space.book.remove(it.what, target.id, target.revision, it.mode);
      else {
        const { id, revision } = target;
        await space.connector.write([request('remove', it.what, null, { id, revision, mode: it.mode })], context);
      }
    }
  }
}

/** Balance of every live invoice against what live payments allocate, computed the long way. */
async function checkBalances(space: TestWorkspace, ids: Set<string>): Promise<void> {
  const records = must(
    await space.connector.read(
      [...ids].map((key) => ({ entity: key.split('/')[0] ?? '', id: key.split('/')[1] ?? '' })),
      context,
    ),
  );
  const payments = records.filter((one) => one.entity === 'payment' && one.life === 'live');
  for (const bill of records.filter((one) => one.entity === 'invoice')) {
    if (bill.life === 'deleted') continue;
    if (bill.life === 'void') {
      expect(bill.body).toMatchObject({ total: '0.00', balance: '0.00' });
      continue;
    }
    const paid = payments
      .flatMap((one) => one.body?.allocations as { invoice: string; amount: string }[])
      .filter((one) => one.invoice === bill.id)
      .reduce((sum, one) => sum + toCents(one.amount), 0n);
    expect(bill.body?.balance).toBe(fromCents(toCents(String(bill.body?.total)) - paid));
  }
}

test('whatever is done: every balance is total minus allocations, and the feed is exactly what changed', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 30 }), fc.nat(), async (steps, cut) => {
      const space = workspace();
      const pine = must(await space.book.create('customer', customer()));
      const work = must(await space.book.create('item', item()));
      const known = new Map<string, string>();
      const ids = new Set<string>();
      let cursor = must(await space.connector.cursorNow());
      const early = cursor;
      const earlyKnown = new Map<string, string>();
      const snapshot = async (): Promise<Map<string, string>> => {
        const keys = [...ids].map((key) => ({ entity: key.split('/')[0] ?? '', id: key.split('/')[1] ?? '' }));
        return new Map(
          must(await space.connector.read(keys, context)).map((one) => [
            `${one.entity}/${one.id}`,
            JSON.stringify(one),
          ]),
        );
      };
      for (const [index, it] of steps.entries()) {
        await take(space, { customer: pine.id, item: work.id }, it);
        // Read the feed now and then, so that changes pile up between readings.
        if ((index + cut) % 3 !== 0 && index !== steps.length - 1) continue;
        const answer = await space.connector.changes(cursor, ['invoice', 'payment'], context);
        if (!answer.ok) throw new Error(answer.error.userSentence);
        const told = new Map(answer.value.observations.map((one) => [`${one.entity}/${one.id}`, JSON.stringify(one)]));
        expect(told.size).toBe(answer.value.observations.length);
        for (const key of told.keys()) ids.add(key);
        const now = await snapshot();
        const changed = [...now].filter(([key, text]) => known.get(key) !== text);
        expect(told).toEqual(new Map(changed));
        for (const [key, text] of now) known.set(key, text);
        cursor = answer.value.cursor;
        await checkBalances(space, ids);
        for (const entity of ['invoice', 'payment'])
          for (const one of must(await space.connector.list(entity, null, context)).observations)
            expect(known.get(`${entity}/${one.id}`)).toBe(JSON.stringify(one));
      }
      // From the very beginning: everything that exists, once, as it is.
      const all = await space.connector.changes(early, ['invoice', 'payment'], context);
      if (!all.ok) throw new Error(all.error.userSentence);
      for (const one of all.value.observations) earlyKnown.set(`${one.entity}/${one.id}`, JSON.stringify(one));
      expect(earlyKnown).toEqual(known);
      expect((await fresh(space, pine)).revision).toBe('1');
      space.store.close();
    }),
    { numRuns: 150 },
  );
}, 60_000);
