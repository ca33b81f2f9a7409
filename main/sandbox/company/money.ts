/** Exact arithmetic. Amounts inside the model are integer cents; prices and quantities stay decimals. */
import { Decimal } from 'decimal.js';

/** Below this, whole numbers of cents and their hundredth part are told apart exactly by a JSON number. */
const MOST_EXACT = 1e14;

/**
 * Cents of an amount that has no more than two places, or undefined. Dividing whole numbers gives the nearest double there
 * is, which is the very number the amount was read as; so where this holds nothing was rounded.
 */
function exactCents(value: number): number | undefined {
  const cents = Math.round(value * 100);
  return cents / 100 === value && Math.abs(cents) < MOST_EXACT ? cents : undefined;
}

/** Rounds half up to cents, away from zero as accountants do. */
export function toCents(value: number | string): number {
  const exact = typeof value === 'number' ? exactCents(value) : undefined;
  return exact ?? new Decimal(value).times(100).toDecimalPlaces(0, Decimal.ROUND_HALF_UP).toNumber();
}

/** Cents as the JSON number of an answer: 37500 -> 375, 1250 -> 12.5. */
export function fromCents(cents: number): number {
  return cents / 100;
}

/** Cents as text with two places, for the few members QuickBooks writes as text. */
export function centsText(cents: number): string {
  const whole = Math.abs(cents);
  const rest = whole % 100;
  return `${cents < 0 ? '-' : ''}${(whole - rest) / 100}.${rest < 10 ? '0' : ''}${rest}`;
}

/** Quantity times price, rounded once to cents. */
export function product(quantity: number | string, price: number | string): number {
  if (Number.isInteger(quantity) && typeof price === 'number') {
    const cents = exactCents(price);
    const result = cents === undefined ? Number.NaN : Number(quantity) * cents;
    if (Math.abs(result) < MOST_EXACT) return result;
  }
  return new Decimal(quantity).times(price).times(100).toDecimalPlaces(0, Decimal.ROUND_HALF_UP).toNumber();
}

/** A percentage of an amount, rounded once to cents. */
export function percentOf(cents: number, percent: number | string): number {
  return new Decimal(cents).times(percent).dividedBy(100).toDecimalPlaces(0, Decimal.ROUND_HALF_UP).toNumber();
}

/** A proportional share of an amount, rounded once to cents; 0 when the whole is 0. */
export function shareOf(cents: number, part: number, whole: number): number {
  if (whole === 0) return 0;
  return new Decimal(cents).times(part).dividedBy(whole).toDecimalPlaces(0, Decimal.ROUND_HALF_UP).toNumber();
}

/** Exact sum of two decimals given as text or numbers, as text. */
export function addDecimal(a: number | string, b: number | string): string {
  return new Decimal(a).plus(b).toString();
}

/** Division for a unit price QuickBooks works out itself; 7 places, the most its answers show. */
export function unitPrice(cents: number, quantity: number): number {
  return new Decimal(cents).dividedBy(100).dividedBy(quantity).toDecimalPlaces(7, Decimal.ROUND_HALF_UP).toNumber();
}

/** True for a text that is a plain decimal number (JSON allows exponents, people do not write them). */
export function isDecimalText(text: string): boolean {
  return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text.trim());
}

/** Exact product of two decimals, as the JSON number of a quantity. */
export function timesDecimal(a: number | string, b: number | string): number {
  return new Decimal(a).times(b).toNumber();
}
