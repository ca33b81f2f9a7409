import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Nameable, suggestCounterparts } from '../../../main/core/counterparts.ts';

const named = (id: string, title: string, sku: string | null = null): Nameable => ({
  id,
  title,
  keys: [
    { kind: 'name', value: title.toLowerCase() },
    ...(sku === null ? [] : [{ kind: 'sku' as const, value: sku.toLowerCase() }]),
  ],
});

describe('what is most likely the same on the other side', () => {
  test('is told by a common key first, then by the words of the names, with how sure that is', () => {
    const ours = [
      named('a', 'Labor'),
      named('b', 'Ridge vent, installed', 'RV-4'),
      named('c', 'Gutter cleanings'),
      named('d', 'Roof inspection visit'),
      named('e', 'Drip edge'),
    ];
    const theirs = [
      named('1', 'labor'),
      named('2', 'Vent', 'RV-4'),
      named('3', 'Cleaning, gutter'),
      named('4', 'Inspection visit'),
      named('5', 'Paint'),
    ];
    const found = suggestCounterparts(ours, theirs);
    expect(Object.fromEntries(found)).toEqual({
      a: { id: '1', confidence: 0.98, reason: 'Same name' },
      b: { id: '2', confidence: 0.97, reason: 'Same SKU' },
      c: { id: '3', confidence: 0.92, reason: 'Same words' },
      d: { id: '4', confidence: 0.75, reason: 'One name holds the other' },
    });
  });

  test('one word of three in common is no proposal', () => {
    expect(suggestCounterparts([named('a', 'Roof repair')], [named('1', 'Roof inspection visit')]).size).toBe(0);
  });

  test('the surer of two gets the one that is like both', () => {
    const found = suggestCounterparts([named('a', 'Labor crew'), named('b', 'Labor')], [named('1', 'Labor')]);
    expect([...found.keys()]).toEqual(['b']);
  });

  test('each of theirs is proposed once at most, whatever the names and their order', () => {
    const word = fc.constantFrom('roof', 'gutter', 'labor', 'vent', 'visit');
    const list = fc.array(fc.array(word, { minLength: 1, maxLength: 3 }), { maxLength: 8 });
    fc.assert(
      fc.property(list, list, (ours, theirs) => {
        const mine = ours.map((words, at) => named(`a${at}`, words.join(' ')));
        const other = theirs.map((words, at) => named(`b${at}`, words.join(' ')));
        const found = suggestCounterparts(mine, other);
        const proposed = [...found.values()].map((one) => one.id);
        expect(new Set(proposed).size).toBe(proposed.length);
        expect(new Map([...suggestCounterparts([...mine].reverse(), [...other].reverse())])).toEqual(found);
      }),
    );
  });
});
