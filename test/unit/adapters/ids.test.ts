import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createIds } from '../../../main/adapters/ids.ts';

const clockOf = (times: number[]) => {
  let at = 0;
  return { now: () => times[Math.min(at++, times.length - 1)] ?? 0 };
};

describe('ids', () => {
  test('have 26 characters of the unambiguous alphabet, beginning with the time', () => {
    const id = createIds({ now: () => Date.UTC(2026, 4, 31) }, (count) => new Uint8Array(count)).next();
    expect(id).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
    const time = [...id.slice(0, 10)].reduce(
      (sum, character) => sum * 32 + '0123456789ABCDEFGHJKMNPQRSTVWXYZ'.indexOf(character),
      0,
    );
    expect(time).toBe(Date.UTC(2026, 4, 31));
    expect(id.slice(10)).toBe('0'.repeat(16));
  });

  test('rise strictly whatever the clock does and whatever the bytes are', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 0, max: 255 }),
        (times, byte) => {
          const ids = createIds(clockOf(times), (count) => new Uint8Array(count).fill(byte));
          const made = times.map(() => ids.next());
          expect([...made].sort()).toEqual(made);
          expect(new Set(made).size).toBe(made.length);
        },
      ),
    );
  });

  test('borrow the next millisecond when the random part is used up', () => {
    const ids = createIds({ now: () => 7 }, (count) => new Uint8Array(count).fill(255));
    const first = ids.next();
    const second = ids.next();
    expect(first.slice(10)).toBe('Z'.repeat(16));
    expect(second > first).toBe(true);
    expect(second.slice(0, 10)).toBe('0000000008');
  });
});
