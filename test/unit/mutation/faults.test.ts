import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { planted } from '../../mutation/fault.ts';
import { FAULTS } from '../../mutation/faults.ts';

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
