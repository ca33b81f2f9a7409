import { Decimal } from 'decimal.js';

/** What a person typed into a number field, read: a decimal string, nothing (null), or a sentence naming the trouble. */
export type Read = { ok: true; value: string | null } | { ok: false; problem: string };

const SHAPE = /^-?(\d+(\.\d*)?|\.\d+)$/;

function strip(text: string): string {
  const bare = text.trim().replace(/[\s,$%]/g, '');
  // Bookkeepers write negatives in brackets: (12.50).
  return /^\(.+\)$/.test(bare) ? `-${bare.slice(1, -1)}` : bare;
}

/** Reads an amount as typed ("$1,234.5", "(12)") to two decimals. More than two decimals is refused, not rounded. */
export function readMoney(text: string): Read {
  const bare = strip(text);
  if (bare === '') return { ok: true, value: null };
  if (!SHAPE.test(bare)) return { ok: false, problem: 'is not an amount, such as 375.00' };
  const value = new Decimal(bare);
  if (value.decimalPlaces() > 2) return { ok: false, problem: 'may have at most two decimals' };
  // 13 digits before the point is what the amount's shape allows.
  if (value.abs().gte('1e13')) return { ok: false, problem: 'is too large' };
  return { ok: true, value: value.toFixed(2) };
}

/** Reads a quantity, price or percentage as typed, at most five decimals (QuickBooks stores no more). */
export function readDecimal(text: string): Read {
  const bare = strip(text);
  if (bare === '') return { ok: true, value: null };
  if (!SHAPE.test(bare)) return { ok: false, problem: 'is not a number, such as 2.5' };
  const value = new Decimal(bare);
  if (value.decimalPlaces() > 5) return { ok: false, problem: 'may have at most five decimals' };
  // 10 digits before the point is what the number's shape allows.
  if (value.abs().gte('1e10')) return { ok: false, problem: 'is too large' };
  return { ok: true, value: value.toFixed() };
}

/** A stored decimal as shown in an input: money keeps its two places, anything else loses trailing zeros. */
export function shownDecimal(value: string | null, kind: 'money' | 'decimal'): string {
  if (value === null || value === '') return '';
  try {
    return kind === 'money' ? new Decimal(value).toFixed(2) : new Decimal(value).toFixed();
  } catch {
    return value;
  }
}

/** A price as people write it: at least two decimals, and more only where the price has them ("85.00", "0.125"). */
export function shownPrice(value: string): string {
  try {
    const price = new Decimal(value);
    return price.toFixed(Math.max(2, price.decimalPlaces()));
  } catch {
    return value;
  }
}

/** Exact sum of decimal strings; a null counts as nothing. */
export function sum(values: (string | null)[]): Decimal {
  return values.reduce((total, value) => (value === null ? total : total.plus(value)), new Decimal(0));
}

/** To the cent, halves away from zero: what QuickBooks and the book both do with a line. */
export const toCents = (value: Decimal): string => value.toDecimalPlaces(2, Decimal.ROUND_HALF_UP).toFixed(2);
