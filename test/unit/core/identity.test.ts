import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { matchRecords, SURE, type Unlinked } from '../../../main/core/identity.ts';
import { createEntityRegistry } from '../../../main/entities/index.ts';
import type { Body } from '../../../shared/primitives.ts';

const entities = createEntityRegistry();
const customers = entities.get('customer');
const payments = entities.get('payment');

const made = (module: typeof customers, id: string, part: Body): Unlinked => {
  const parsed = module.parse(part);
  if (!parsed.ok) throw new Error(parsed.error.userSentence);
  return { id, body: parsed.body, keys: module.matchKeys(parsed.body) };
};
const people = (prefix: string, parts: Body[]): Unlinked[] =>
  parts.map((part, index) => made(customers, `${prefix}${index + 1}`, part));
const match = (platform: Body[], quickbooks: Body[]) => {
  const found = matchRecords(customers.descriptor, people('p', platform), people('q', quickbooks));
  return {
    links: found.links.map((one) => `${one.platformId}=${one.quickbooksId}`).sort(),
    unclear: found.unclear
      .map((one) => `${one.platformId}?${one.candidates.map((c) => c.quickbooksId).join(',')}`)
      .sort(),
    reasons: found.links.map((one) => one.reason),
  };
};

describe('a crowd of records that say the same', () => {
  const paid = (id: string, reference: string | null = null): Unlinked =>
    made(payments, id, { customer: 'c1', date: '2026-02-20', amount: '10.00', reference, allocations: [] });
  const crowd = (count: number): Unlinked[] => Array.from({ length: count }, (_, index) => paid(`q${index + 1}`));

  test('is asked about, never added to unasked', () => {
    const found = matchRecords(payments.descriptor, [paid('p1')], crowd(51));
    expect(found.links).toEqual([]);
    expect(found.unclear).toMatchObject([{ platformId: 'p1' }]);
    expect(found.unclear[0]?.candidates).toHaveLength(10);
    expect(found.unclear[0]?.candidates[0]?.reason).toBe(
      'Nothing to recognise it by: 51 records in QuickBooks say the same',
    );
    expect(found.waiting.size).toBe(51);
  });
  test('says nothing of a record with a key of its own', () => {
    const found = matchRecords(payments.descriptor, [paid('p1', '4711')], [...crowd(51), paid('q99', '4711')]);
    expect(found.links).toMatchObject([{ platformId: 'p1', quickbooksId: 'q99' }]);
    expect(matchRecords(payments.descriptor, [paid('p1', '4711')], crowd(51)).unclear).toEqual([]);
  });
});

describe('first contact', () => {
  test('same e-mail and a similar name is the same customer', () => {
    expect(
      match([{ displayName: 'Pine Ridge', email: 'a@x.test' }], [{ displayName: 'Pine Ridge HOA', email: 'A@x.test' }]),
    ).toMatchObject({ links: ['p1=q1'], reasons: ['Same e-mail address'] });
  });
  test('of two that say the same, one in use and one retired, a person says which it is', () => {
    const said = { displayName: 'Pine Ridge HOA', email: 'a@x.test' };
    const found = (here: boolean[], there: boolean[]) => {
      const side = (prefix: string, asleep: boolean[]): Unlinked[] =>
        people(
          prefix,
          asleep.map(() => said),
        ).map((one, index) => ({ ...one, asleep: asleep[index] === true }));
      const { links, unclear } = matchRecords(customers.descriptor, side('p', here), side('q', there));
      return [links.length, unclear.map(({ platformId }) => platformId)];
    };
    expect(found([false], [true, false])).toEqual([0, ['p1']]);
    expect(found([false], [false, true])).toEqual([0, ['p1']]);
    expect(found([true, false], [false])).toEqual([0, ['p1', 'p2']]);
    expect(found([false, false], [false, false])).toEqual([2, []]);
    expect(found([false], [true])).toEqual([1, []]);
  });
  test('same e-mail behind names that have nothing in common asks', () => {
    expect(
      match([{ displayName: 'Ann Lee', email: 'office@x.test' }], [{ displayName: 'Bob Ray', email: 'office@x.test' }]),
    ).toMatchObject({ links: [], unclear: ['p1?q1'] });
  });
  test('same name with another e-mail asks', () => {
    expect(
      match([{ displayName: 'Ann Lee', email: 'a@x.test' }], [{ displayName: 'Ann Lee', email: 'b@x.test' }]),
    ).toMatchObject({ links: [], unclear: ['p1?q1'] });
  });
  test('a phone number alone asks', () => {
    expect(
      match([{ displayName: 'Ann', phone: '555 0100' }], [{ displayName: 'Ann-Marie', phone: '5550100' }]),
    ).toMatchObject({ links: [], unclear: ['p1?q1'] });
  });
  test('a key that a crowd shares is no evidence: nobody is asked to choose among fifty', () => {
    const cash = (count: number): Body[] =>
      Array.from({ length: count }, (_, n) => ({ displayName: `Cash sale ${n}`, phone: '555 0100' }));
    expect(match([{ displayName: 'Ann', phone: '555 0100' }], cash(51))).toMatchObject({ links: [], unclear: [] });
    expect(match([{ displayName: 'Ann', phone: '555 0100' }], cash(50)).unclear).toHaveLength(1);
  });
  test('a further key tells records with a shared one apart', () => {
    const office = { email: 'office@x.test' };
    expect(
      match(
        [
          { displayName: 'Oak One', ...office },
          { displayName: 'Oak Two', ...office },
        ],
        [
          { displayName: 'Oak Two', ...office },
          { displayName: 'Oak One', ...office },
        ],
      ),
    ).toMatchObject({ links: ['p1=q2', 'p2=q1'], unclear: [] });
  });
  test('two here and one there asks for both', () => {
    const same = { displayName: 'Ann Lee', email: 'a@x.test' };
    expect(
      match(
        [
          { ...same, notes: 'x' },
          { ...same, notes: 'y' },
        ],
        [same],
      ),
    ).toMatchObject({ links: [], unclear: ['p1?q1', 'p2?q1'] });
  });
  test('a customer and a job are not the same although they share the e-mail', () => {
    const found = matchRecords(
      customers.descriptor,
      people('p', [{ displayName: 'Lee kitchen', email: 'a@x.test', parent: 'p9' }]),
      people('q', [{ displayName: 'Lee', email: 'a@x.test' }]),
    );
    expect(found.links).toEqual([]);
    expect(found.unclear[0]?.candidates[0]?.reason).toContain('only one of them is a project');
  });
  test('a record without any key matches nothing and is left to be made', () => {
    expect(match([{ displayName: '—' }], [{ displayName: 'Ann' }])).toMatchObject({ links: [], unclear: [] });
  });
  test('equal copies pair in order', () => {
    const body = { customer: 'c', date: '2026-01-01', amount: '50.00', allocations: [] };
    const found = matchRecords(
      payments.descriptor,
      [made(payments, 'p1', body), made(payments, 'p2', body)],
      [made(payments, 'q1', body), made(payments, 'q2', body)],
    );
    expect(found.links.map((one) => `${one.platformId}=${one.quickbooksId}`)).toEqual(['p1=q1', 'p2=q2']);
  });

  test('links are one-to-one, sure, and the same whatever order the records come in', () => {
    const part = fc.record({
      displayName: fc.constantFrom('Ann Lee', 'Ann', 'Bob Ray', 'Oak HOA'),
      email: fc.constantFrom(null, 'a@x.test', 'b@x.test'),
      phone: fc.constantFrom(null, '555 0100'),
    });
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), fc.array(part, { maxLength: 6 }), (platform, quickbooks) => {
        const p = people('p', platform);
        const q = people('q', quickbooks);
        const found = matchRecords(customers.descriptor, p, q);
        const again = matchRecords(customers.descriptor, [...p].reverse(), [...q].reverse());
        const key = (links: typeof found.links): string[] =>
          links.map((one) => `${one.platformId}=${one.quickbooksId}`).sort();
        expect(key(again.links)).toEqual(key(found.links));
        expect(new Set(found.links.map((one) => one.platformId)).size).toBe(found.links.length);
        expect(new Set(found.links.map((one) => one.quickbooksId)).size).toBe(found.links.length);
        for (const one of found.links) expect(one.confidence).toBeGreaterThanOrEqual(SURE);
        for (const one of found.unclear)
          expect(found.links.some((link) => link.platformId === one.platformId)).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });
});
