/** The quick ways of the entities' arithmetic say what decimals say. */
import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { money, sum } from '../../../main/entities/values.ts';

const slow = (value: number | string): string => {
  const cents = new Decimal(value).toDecimalPlaces(2, Decimal.ROUND_HALF_UP);
  return cents.isZero() ? '0.00' : cents.toFixed(2);
};
const cents = fc.oneof(fc.integer({ min: -100_000, max: 100_000 }), fc.maxSafeInteger());

test('an amount to the cent, whatever number it comes as', () => {
  fc.assert(
    fc.property(cents, (n) => {
      expect(money(n / 100)).toBe(slow(n / 100));
    }),
    { numRuns: 2000 },
  );
  fc.assert(
    fc.property(fc.double({ noNaN: true, min: -1e9, max: 1e9 }), (n) => {
      expect(money(n)).toBe(slow(n));
    }),
  );
  expect([-0, 0.005, 1.005, -0.004, 1e11 + 0.01, 375].map(money)).toEqual([
    '0.00', '0.01', '1.01', '0.00', '100000000000.01', '375.00',
  ]); // biome-ignore format: one row
});

test('sums, long ones and odd ones', () => {
  const amount = fc.option(
    cents.map((n) => new Decimal(n).dividedBy(100).toFixed(2)),
    { nil: null },
  );
  fc.assert(
    fc.property(fc.array(amount, { maxLength: 30 }), (amounts) => {
      const exact = amounts.reduce((all, one) => all.plus(one ?? 0), new Decimal(0));
      expect(sum(amounts)).toBe(exact.isZero() ? '0.00' : exact.toFixed(2));
    }),
    { numRuns: 1000 },
  );
  expect(sum(['1.5', '2', '0.005'])).toBe('3.51');
});
