/** The quick ways with whole cents say what exact decimals say. */
import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { centsText, fromCents, product, toCents } from '../../../main/sandbox/company/money.ts';

/** More than any amount QuickBooks takes: fifteen digits of cents. */
const whole = fc.integer({ min: -999_999_999_999_999, max: 999_999_999_999_999 });
const places = (most: number) =>
  fc
    .tuple(fc.integer({ min: -9_999_999, max: 9_999_999 }), fc.nat({ max: most }))
    .map(([digits, shift]) => Number(`${digits}e-${shift}`));
const exact = (value: Decimal.Value) => new Decimal(value).toDecimalPlaces(0, Decimal.ROUND_HALF_UP).toNumber();

test('cents of an amount, and back', () => {
  fc.assert(
    fc.property(whole, (cents) => {
      expect(fromCents(cents)).toBe(new Decimal(cents).dividedBy(100).toNumber());
      expect(toCents(fromCents(cents)) - cents).toBe(0);
      expect(centsText(cents)).toBe(new Decimal(cents).dividedBy(100).toFixed(2));
    }),
  );
});

test('amounts with more places round half up, away from nothing', () => {
  fc.assert(
    fc.property(places(9), (value) => {
      expect(toCents(value) - exact(new Decimal(value).times(100))).toBe(0);
      expect(toCents(String(value)) - toCents(value)).toBe(0);
    }),
  );
  expect([toCents(0.005), toCents(-0.005), toCents(1.005), toCents(2.675)]).toEqual([1, -1, 101, 268]);
});

test('quantity times price', () => {
  fc.assert(
    fc.property(places(5), places(5), (quantity, price) => {
      expect(product(quantity, price) - exact(new Decimal(quantity).times(price).times(100))).toBe(0);
    }),
  );
  expect([product(3, 0.335), product(2, 0.005), product(7, 19.99)]).toEqual([101, 1, 13_993]);
});
