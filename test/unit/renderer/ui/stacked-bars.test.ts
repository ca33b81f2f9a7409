import fc from 'fast-check';
import { expect, test } from 'vitest';
import { niceTop } from '../../../../renderer/ui/stacked-bars.tsx';

test.each([
  [0, 4],
  [4, 4],
  [7, 10],
  [11, 20],
  [27, 40],
  [41, 50],
  [100, 100],
  [101, 200],
])('a scale for %d ends at %d', (value, top) => expect(niceTop(value)).toBe(top));

test('the scale always holds the value and wastes less than half again twice over', () => {
  fc.assert(
    fc.property(fc.integer({ min: 4, max: 1_000_000 }), (value) => {
      expect(niceTop(value)).toBeGreaterThanOrEqual(value);
      expect(niceTop(value)).toBeLessThanOrEqual(value * 2.5);
    }),
  );
});
