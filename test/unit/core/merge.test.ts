import { describe, expect, test } from 'vitest';
import { applyPatch, emptyBase, emptyPatch, mergeRecord, patchWithAnswer } from '../../../main/core/merge.ts';
import { decide, type FieldRule, type ValueFacts, type Verdict } from '../../../main/core/rules.ts';
import type { FieldOwner } from '../../../shared/entity.ts';
import type { EntityPolicy } from '../../../shared/policy.ts';
import type { Body } from '../../../shared/primitives.ts';
import { descriptor, doc, policyOf } from './world.ts';

const both: FieldRule = { owner: 'both', writable: { platform: true, quickbooks: true }, strategy: 'review' };

const MIRROR: Partial<FieldRule> = {
  strategy: 'mirror',
  owner: 'quickbooks',
  writable: { platform: true, quickbooks: false },
};

describe('the table of one value', () => {
  const facts = (
    part: Partial<Omit<ValueFacts, 'changed' | 'blank'>> & {
      p?: boolean;
      q?: boolean;
      pBlank?: boolean;
      qBlank?: boolean;
    },
  ): ValueFacts => ({
    same: part.same ?? false,
    hasBase: part.hasBase ?? true,
    changed: { platform: part.p ?? false, quickbooks: part.q ?? false },
    blank: { platform: part.pBlank ?? false, quickbooks: part.qBlank ?? false },
  });
  const rows: [string, ValueFacts, Partial<FieldRule>, Verdict][] = [
    ['equal values need nothing', facts({ same: true, p: true, q: true }), {}, 'same'],
    ['edited on the platform', facts({ p: true }), {}, 'platform'],
    ['edited in QuickBooks', facts({ q: true }), {}, 'quickbooks'],
    ['edited on both', facts({ p: true, q: true }), {}, 'conflict'],
    ['edited on both, platform wins', facts({ p: true, q: true }), { strategy: 'platformWins' }, 'platform'],
    ['edited on both, QuickBooks wins', facts({ p: true, q: true }), { strategy: 'quickbooksWins' }, 'quickbooks'],
    ['a known difference stays', facts({}), {}, 'keep'],
    ['blanked by a person on the platform', facts({ p: true, pBlank: true }), {}, 'platform'],
    ['first contact, platform empty', facts({ hasBase: false, pBlank: true }), {}, 'quickbooks'],
    ['first contact, QuickBooks empty', facts({ hasBase: false, qBlank: true }), {}, 'platform'],
    ['first contact, both say something', facts({ hasBase: false }), {}, 'conflict'],
    ['owner platform takes back an edit in QuickBooks', facts({ q: true }), { owner: 'platform' }, 'platform'],
    ['owner QuickBooks takes back an edit on the platform', facts({ p: true }), { owner: 'quickbooks' }, 'quickbooks'],
    ['an owner that never had a value blanks nothing', facts({ q: true, pBlank: true }), { owner: 'platform' }, 'keep'],
    [
      'an owner that emptied its value empties the other',
      facts({ p: true, pBlank: true }),
      { owner: 'platform' },
      'platform',
    ],
    [
      'an owner empty on first contact blanks nothing',
      facts({ hasBase: false, qBlank: true }),
      { owner: 'quickbooks' },
      'keep',
    ],
    ['a mirror takes back an edit on the platform', facts({ p: true }), MIRROR, 'quickbooks'],
    ['a mirror empties what is empty in QuickBooks', facts({ hasBase: false, qBlank: true }), MIRROR, 'quickbooks'],
    ['a mirror overwrites what differs on first contact', facts({ hasBase: false }), MIRROR, 'quickbooks'],
    ['a mirror leaves the spelling that was agreed', facts({}), MIRROR, 'keep'],
    [
      'one way: an edit against the direction stays where it is',
      facts({ q: true }),
      { writable: { platform: false, quickbooks: true } },
      'keep',
    ],
    [
      'one way: the source wins a collision',
      facts({ p: true, q: true }),
      { writable: { platform: false, quickbooks: true } },
      'platform',
    ],
    [
      'one way: an owner cannot write against the direction',
      facts({ p: true }),
      { owner: 'platform', writable: { platform: true, quickbooks: false } },
      'keep',
    ],
  ];
  test.each(rows)('%s', (_, given, rule, verdict) => {
    expect(decide(given, { ...both, ...rule })).toBe(verdict);
  });

  test('no row of the whole table lets emptiness travel that nobody made, or writes against the direction', () => {
    const flags = [true, false];
    for (const hasBase of flags)
      for (const p of flags)
        for (const q of flags)
          for (const pBlank of flags)
            for (const qBlank of flags)
              for (const owner of ['both', 'platform', 'quickbooks'] as FieldOwner[])
                for (const strategy of ['review', 'platformWins', 'quickbooksWins'] as const)
                  for (const writable of [
                    { platform: true, quickbooks: true },
                    { platform: true, quickbooks: false },
                    { platform: false, quickbooks: true },
                  ]) {
                    // Two empty values are the same value, and an edit needs a base.
                    if ((pBlank && qBlank) || (!hasBase && (p || q))) continue;
                    const verdict = decide(facts({ hasBase, p, q, pBlank, qBlank }), { owner, strategy, writable });
                    if (verdict === 'platform') {
                      expect(writable.quickbooks).toBe(true);
                      if (pBlank) expect(hasBase && p).toBe(true);
                    }
                    if (verdict === 'quickbooks') {
                      expect(writable.platform).toBe(true);
                      if (qBlank) expect(hasBase && q).toBe(true);
                    }
                    if (verdict === 'conflict') expect([owner, strategy]).toEqual(['both', 'review']);
                  }
  });
});

const merge = (base: Body | null, platform: Body, quickbooks: Body, policy: Partial<EntityPolicy> = {}) =>
  mergeRecord({
    descriptor,
    policy: policyOf(policy),
    base: base && applyPatch(emptyBase(), { ...emptyPatch(), set: doc(base), life: 'live' }),
    platform: doc(platform),
    quickbooks: doc(quickbooks),
    choices: [],
  });

describe('a record', () => {
  test('different fields edited on each side cross', () => {
    const result = merge({ name: 'a', note: 'n' }, { name: 'b', note: 'n' }, { name: 'a', note: 'm' });
    expect(result.to).toEqual({ platform: { note: 'm' }, quickbooks: { name: 'b' } });
    expect(result.conflicts).toEqual([]);
  });

  test('the same edit on both sides is agreed without a write', () => {
    const result = merge({ name: 'a' }, { name: 'b' }, { name: 'b ' });
    expect(result.to).toEqual({ platform: {}, quickbooks: {} });
    expect(result.settled.set).toEqual({ name: 'b' });
  });

  test('a collision holds back its own field only', () => {
    const result = merge({ name: 'a', note: 'n' }, { name: 'b', note: 'm' }, { name: 'c', note: 'n' });
    expect(result.conflicts).toEqual([{ path: 'name', base: 'a', platform: 'b', quickbooks: 'c' }]);
    expect(result.to.quickbooks).toEqual({ note: 'm' });
  });

  test('computed fields are never sent', () => {
    expect(merge({ total: '1.00' }, { total: '2.00' }, { total: '3.00' }).to).toEqual({ platform: {}, quickbooks: {} });
  });

  test('an edit kept back by the direction waits for the source, and travels when the direction is lifted', () => {
    const policy = { direction: 'toQuickbooks' } as const;
    const base = applyPatch(emptyBase(), { ...emptyPatch(), set: doc({ name: 'a' }), life: 'live' });
    const first = mergeRecord({
      descriptor,
      policy: policyOf(policy),
      base,
      platform: doc({ name: 'a' }),
      quickbooks: doc({ name: 'x' }),
      choices: [],
    });
    expect(first.to).toEqual({ platform: {}, quickbooks: {} });
    expect(first.settled).toEqual(emptyPatch());
    expect(first.apart).toEqual([{ field: 'name', bySetting: true }]);
    expect(first.edited).toEqual({ platform: false, quickbooks: false });
    const lifted = mergeRecord({
      descriptor,
      policy: policyOf({ direction: 'both' }),
      base,
      platform: doc({ name: 'a' }),
      quickbooks: doc({ name: 'x' }),
      choices: [],
    });
    expect(lifted.to).toEqual({ platform: { name: 'x' }, quickbooks: {} });
    const source = mergeRecord({
      descriptor,
      policy: policyOf(policy),
      base,
      platform: doc({ name: 'b' }),
      quickbooks: doc({ name: 'x' }),
      choices: [],
    });
    expect(source.to.quickbooks).toEqual({ name: 'b' });
  });

  test('a choice settles the collision it was made for, and no other', () => {
    const input = {
      descriptor,
      policy: policyOf(),
      base: applyPatch(emptyBase(), { ...emptyPatch(), set: doc({ name: 'a' }), life: 'live' }),
      platform: doc({ name: 'b' }),
      quickbooks: doc({ name: 'c' }),
    };
    const choices = [{ path: 'name', value: 'd', platform: 'b', quickbooks: 'c' }];
    expect(mergeRecord({ ...input, choices }).to).toEqual({ platform: { name: 'd' }, quickbooks: { name: 'd' } });
    expect(mergeRecord({ ...input, quickbooks: doc({ name: 'e' }), choices }).conflicts).toHaveLength(1);
  });
});

describe('what may be agreed after a write', () => {
  test("a side's own spelling of what was sent is kept as its own", () => {
    const patch = { ...emptyPatch(), set: doc({ name: 'Pine Ridge', note: null }) };
    const done = patchWithAnswer(
      descriptor,
      patch,
      'quickbooks',
      doc({ name: 'Pine Ridge' }),
      doc({ name: 'PINE RIDGE' }),
      policyOf(),
    );
    expect(done.keep.quickbooks).toEqual({ name: 'PINE RIDGE' });
  });

  test('money that was applied otherwise than asked is no spelling: it travels back', () => {
    const asked = { shares: [{ doc: 'p1', amount: '10.00' }] };
    const applied = { shares: [{ doc: 'p2', amount: '10.00' }] };
    const patch = { ...emptyPatch(), set: doc(asked) };
    const done = patchWithAnswer(descriptor, patch, 'quickbooks', doc(asked), doc(applied), policyOf());
    expect(done.keep.quickbooks).toEqual({});
    const base = applyPatch(null, done);
    const input = { descriptor, policy: policyOf(), base, choices: [] };
    const next = mergeRecord({ ...input, platform: doc(asked), quickbooks: doc(applied) });
    expect(next.to.platform).toEqual(applied);
  });

  test('what a side decided by itself is taken back, unless its field may not come over', () => {
    const decided = {
      ...descriptor,
      fields: descriptor.fields.map((field) => (field.name === 'name' ? { ...field, takenBack: true } : field)),
    };
    const patch = { ...emptyPatch(), set: doc({ name: '9.5' }) };
    const keptUnder = (policy: EntityPolicy): Body =>
      patchWithAnswer(decided, patch, 'quickbooks', doc({ name: '9.5' }), doc({ name: '10.35' }), policy).keep
        .quickbooks;
    expect(keptUnder(policyOf())).toEqual({});
    expect(keptUnder(policyOf({ fieldOwners: { name: 'platform' } }))).toEqual({ name: '10.35' });
    expect(keptUnder(policyOf({ direction: 'toQuickbooks' }))).toEqual({ name: '10.35' });
  });

  test('what a side filled in where nothing was sent travels back as its edit', () => {
    const patch = { ...emptyPatch(), set: doc({ name: null }) };
    const done = patchWithAnswer(descriptor, patch, 'quickbooks', doc({}), doc({ name: '1057' }), policyOf());
    expect(done.keep.quickbooks).toEqual({});
    const base = applyPatch(null, done);
    const next = mergeRecord({
      descriptor,
      policy: policyOf(),
      base,
      platform: doc({}),
      quickbooks: doc({ name: '1057' }),
      choices: [],
    });
    expect(next.to.platform).toEqual({ name: '1057' });
  });

  test('a patch replaces what was kept for its fields and leaves the others', () => {
    const base = applyPatch(null, {
      set: { name: 'a', note: 'n' },
      keep: { platform: {}, quickbooks: { name: 'A', note: 'N' } },
      life: 'live',
    });
    const next = applyPatch(base, { ...emptyPatch(), set: { name: 'b' } });
    expect(next).toEqual({
      body: { name: 'b', note: 'n' },
      kept: { platform: {}, quickbooks: { note: 'N' } },
      life: 'live',
    });
  });
});
