import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { planted } from '../../mutation/fault.ts';
import { FAULTS } from '../../mutation/faults.ts';
import { distancesTo, inOrder, unitTests } from '../../mutation/nearest.ts';

const ROOT = new URL('../../..', import.meta.url).pathname;

describe('the planted faults of `npm run mutate`', () => {
  test('are many, and no two are the same', () => {
    expect(FAULTS.length).toBeGreaterThanOrEqual(40);
    expect(new Set(FAULTS.map((one) => `${one.file} ${one.find}`)).size).toBe(FAULTS.length);
  });

  test.each(FAULTS.map((one) => [one.file, one.why, one] as const))('%s: %s', (file, _, fault) => {
    const source = readFileSync(join(ROOT, file), 'utf8');
    // Exactly one place, or this throws: whoever changes the line changes the fault with it.
    expect(planted(fault, source)).not.toBe(source);
  });

  test('a passage that is not there, or there twice, is refused', () => {
    const fault = { file: 'a.ts', find: 'x', replace: 'y', why: '' };
    expect(() => planted(fault, 'abc')).toThrow('stands 0 times');
    expect(() => planted(fault, 'x x')).toThrow('stands 2 times');
    expect(planted({ ...fault, replace: '$&$1' }, 'a x')).toBe('a $&$1');
  });
});

describe('the tests that are asked', () => {
  const own = 'test/unit/core/circles.test.ts';

  test('are those whose imports lead to the file, and every fault has some', () => {
    const all = unitTests(ROOT);
    const found = distancesTo(ROOT, 'main/core/circles.ts', all);
    expect(found.get(own)).toBe(1);
    expect(found.has('test/unit/engine/two-way.test.ts')).toBe(true);
    // Values of one field lead nowhere near it.
    expect(all).toContain('test/unit/entities/values.test.ts');
    expect(found.has('test/unit/entities/values.test.ts')).toBe(false);
    for (const file of new Set(FAULTS.map((one) => one.file)))
      expect(distancesTo(ROOT, file, all).size, file).toBeGreaterThan(0);
  });

  test('come near and quick ones first', () => {
    const distances = new Map([
      ['far and slow', 4],
      ['near and slow', 1],
      ['far and quick', 4],
      ['near and quick', 1],
    ]);
    const ms = new Map([
      ['far and slow', 9_000],
      ['near and slow', 9_000],
    ]);
    expect(inOrder(distances, ms)).toEqual(['near and quick', 'far and quick', 'near and slow', 'far and slow']);
  });
});
