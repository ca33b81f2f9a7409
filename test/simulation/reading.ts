/** Plain readings of what stands on a side: text, numbers and addresses as people compare them. */
import type { Value } from './ledger.ts';

export type Raw = Record<string, unknown>;
export const raw = (value: unknown): Raw =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Raw) : {};
export const list = (value: unknown): Raw[] => (Array.isArray(value) ? value.map(raw) : []);
export const words = (value: unknown): Value => {
  const text = typeof value === 'string' ? value.trim() : '';
  return text === '' ? null : text;
};
/** "10.50", 10.5 and "10.5" are one number; nothing and zero are told apart. */
export const number = (value: unknown): Value => {
  if (value === null || value === undefined || value === '') return null;
  const amount = Number(value);
  return Number.isFinite(amount) ? String(Math.round(amount * 100_000) / 100_000) : null;
};
/** A price of nothing and no price are one thing to QuickBooks. */
export const price = (value: unknown): Value => (number(value) === '0' ? null : number(value));
export const cents = (value: unknown): string => {
  const amount = Math.round(Number(value ?? 0) * 100);
  return (amount / 100).toFixed(2);
};
export const plainName = (value: unknown): Value => words(String(value ?? '').replace(/ \(deleted(?: \d+)?\)$/, ''));

export const nativeStreet = (value: unknown): Value => {
  const address = raw(value);
  return words([address.Line1, address.City, address.PostalCode].filter((part) => words(part) !== null).join(', '));
};
