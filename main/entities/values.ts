import { Decimal } from 'decimal.js';
import type { Life } from '../../shared/entity.ts';
import { type AppError, appError } from '../../shared/errors.ts';
import type { Body, Json } from '../../shared/primitives.ts';
import type { WriteRequest } from '../core/types.ts';

/**
 * Decimal arithmetic of the entities: 40 digits hold any product of two amounts exactly, and halves go away from zero,
 * which is how QuickBooks rounds.
 */
export const Dec = Decimal.clone({ precision: 40, rounding: Decimal.ROUND_HALF_UP });

/** A JSON object, or an empty one when the other side sent something else: reading never throws. */
export const record = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};

/** A JSON array of objects; anything else counts as no entries. */
export const records = (value: unknown): Record<string, unknown>[] => (Array.isArray(value) ? value.map(record) : []);

/** Text of one line, trimmed; nothing and white space are null. */
export const text = (value: unknown): string | null => {
  if (typeof value !== 'string') return null;
  const trimmed = value.trim();
  return trimmed === '' ? null : trimmed;
};

/** Text of several lines with plain line breaks, trimmed at the ends; nothing is null. */
export const longText = (value: unknown): string | null =>
  text(typeof value === 'string' ? value.replace(/\r\n?/g, '\n') : value);

const finite = (value: unknown): Decimal | null => {
  if (typeof value !== 'number' && typeof value !== 'string') return null;
  if (typeof value === 'string' && !/^\s*-?\d+(\.\d*)?([eE][-+]?\d+)?\s*$/.test(value)) return null;
  const number = new Dec(typeof value === 'string' ? value.trim() : value);
  return number.isFinite() ? number : null;
};

/** Below this, a JSON number of at most two decimals is the double nearest to it, and comes back as the same text. */
const MOST_EXACT = 1e12;
const isExact = (value: number): boolean => Math.abs(value) < MOST_EXACT && Math.round(value * 100) / 100 === value;

/** Amount to the cent as text, "-0.00" never; null when it is no number. */
export const money = (value: unknown): string | null => {
  if (typeof value === 'number' && isExact(value)) return value === 0 ? '0.00' : value.toFixed(2);
  const cents = finite(value)?.toDecimalPlaces(2);
  return cents ? (cents.isZero() ? '0.00' : cents.toFixed(2)) : null;
};

/** Quantity, price or percentage in its shortest form with at most five decimals; null when it is no number. */
export const decimal = (value: unknown): string | null => {
  const number = finite(value)?.toDecimalPlaces(5);
  return number ? (number.isZero() ? '0' : number.toFixed()) : null;
};

/** The JSON number QuickBooks wants for one of our decimal strings (at most 15 digits, so the number is exact). */
export const toNumber = (value: string): number => new Dec(value).toNumber();

/** The same, but nothing where it is zero: for amounts that most records have none of. */
export const moneyOrNull = (value: unknown): string | null => {
  const amount = money(value);
  return amount === '0.00' ? null : amount;
};

/** An amount to the cent that is small enough to be added up as a whole number of cents. */
const CENTS = /^-?\d{1,11}\.\d{2}$/;

/** Sum of amounts, null counting as nothing, to the cent. */
export const sum = (amounts: (string | null)[]): string => {
  let cents = 0;
  for (const amount of amounts) {
    if (amount === null) continue;
    // Whole numbers are exact and quick; anything odd goes the long way.
    if (!CENTS.test(amount)) return longSum(amounts);
    cents += Math.round(Number(amount) * 100);
  }
  return Math.abs(cents) < MOST_EXACT * 100 ? (cents === 0 ? '0.00' : (cents / 100).toFixed(2)) : longSum(amounts);
};

const longSum = (amounts: (string | null)[]): string =>
  amounts.reduce((total, amount) => total.plus(amount ?? 0), new Dec(0)).toFixed(2);

/** Id a QuickBooks reference points to; its `name` is never used: renames change it without a new SyncToken. */
export const refId = (value: unknown): string | null => {
  const id = record(value).value;
  return typeof id === 'number' ? String(id) : text(id);
};

/** Comparison key of a phone number: its last ten digits. */
export const phoneKey = (value: string | null): string | null => {
  const digits = (value ?? '').replace(/\D/g, '');
  return digits.length < 7 ? null : digits.slice(-10);
};

/** Comparison key of a name: lower case, punctuation and repeated white space gone. */
export const nameKey = (value: string | null): string | null =>
  text(
    (value ?? '')
      .normalize('NFKC')
      .toLowerCase()
      .replace(/[.,'"’&()-]/g, ' ')
      .replace(/\s+/g, ' '),
  );

/** The members every QuickBooks record has. A tombstone of the change feed has no SyncToken, so it gets a mark of its own. */
export function readHead(raw: Record<string, unknown>): {
  id: string;
  revision: string;
  life: Life;
  changedAt: string | null;
} {
  const meta = record(raw.MetaData);
  const deleted = raw.status === 'Deleted';
  return {
    id: String(raw.Id ?? ''),
    revision: raw.SyncToken === undefined ? (deleted ? 'deleted' : '') : String(raw.SyncToken),
    life: deleted ? 'deleted' : raw.Active === false ? 'inactive' : 'live',
    changedAt: text(meta.LastUpdatedTime) ?? text(meta.CreateTime),
  };
}

/**
 * A name as people know it: QuickBooks appends " (deleted)", with a number on repetition, to inactive names so that the
 * plain name becomes free (reference, 6.1).
 */
export const plainName = (value: unknown, life: Life): string | null =>
  life === 'inactive' ? text((text(value) ?? '').replace(/ \(deleted(?: \d+)?\)$/i, '')) : text(value);

/** Head of a sparse update. "0" is a true SyncToken, so nothing here tests for truth. */
export const sparseHead = (request: WriteRequest): Record<string, unknown> => ({
  Id: request.id,
  SyncToken: request.revision,
  sparse: true,
});

/**
 * One text member. A sparse update clears text with an empty string; null would count as "not sent" and leave the old
 * value. A create simply leaves it out.
 */
export const put = (name: string, value: string | null, creating: boolean): Record<string, unknown> =>
  value === null ? (creating ? {} : { [name]: '' }) : { [name]: value };

/** One text member inside an object (`PrimaryEmailAddr.Address`); cleared like {@link put}, one level down. */
export const putIn = (
  name: string,
  member: string,
  value: string | null,
  creating: boolean,
): Record<string, unknown> =>
  value === null ? (creating ? {} : { [name]: { [member]: '' } }) : { [name]: { [member]: value } };

/** The answer for something that has no form on the other side. */
export const notTranslatable = (title: string, detail: string): { ok: false; error: AppError } => ({
  ok: false,
  error: appError('sync.notTranslatable', { title, detail }),
});

/** Every field of a body, absent ones as null; unknown members stay so that validation can name them. */
export const filled = (fields: string[], body: unknown): Body => {
  const given = record(body) as Record<string, Json | undefined>;
  const result: Body = {};
  for (const name of fields) result[name] = given[name] ?? null;
  for (const [name, value] of Object.entries(given)) if (!Object.hasOwn(result, name)) result[name] = value ?? null;
  return result;
};

/** Tidies what a person typed into a number field: "375" becomes "375.00"; anything odd stays for validation to name. */
export const typedMoney = (value: Json | undefined): Json =>
  typeof value === 'string' && /^\s*-?\d{1,13}(\.\d{0,2})?\s*$/.test(value) ? money(value) : (value ?? null);

/** Like {@link typedMoney}, zero being nothing. */
export const typedMoneyOrNull = (value: Json | undefined): Json => {
  const typed = typedMoney(value);
  return typed === '0.00' || typed === '' ? null : typed;
};

/** The same for quantities, prices and percentages. An empty string is no value. */
export const typedDecimal = (value: Json | undefined): Json =>
  typeof value === 'string' && /^\s*-?\d{1,10}(\.\d{0,5})?\s*$/.test(value)
    ? decimal(value)
    : value === ''
      ? null
      : (value ?? null);
