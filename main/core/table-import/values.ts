import type { DateOrder } from '../../../shared/contract/import-file.ts';
import { type Cell, type Reading, textOf } from './types.ts';

/** What people write into tables, read: amounts, days, yes and no. Text in, text out; never a binary float. */

export type Read<T> = { ok: true; value: T } | { ok: false; problem: string };
const no = (problem: string): { ok: false; problem: string } => ({ ok: false, problem });

/** Signs and codes of money that may stand around an amount. */
const CURRENCY = /(?:\p{Sc}|\b(?:USD|CAD|AUD|NZD|GBP|EUR|CHF|US\$|C\$|A\$))/giu;
/** White space of every width, and apostrophes as the Swiss group with. */
const GAPS = /[\s\u00a0\u2007\u2009\u202f'’]/gu;

type Parts = { negative: boolean; digits: string; trailing: boolean };

/** The sign and what is left; null where it is no number at all. */
function bare(text: string): Parts | null {
  let rest = text
    .normalize('NFKC')
    .replace(/[\u2212\u2013\u2012]/g, '-')
    .trim();
  let negative = false;
  if (/^\(.*\)$/.test(rest)) {
    negative = true;
    rest = rest.slice(1, -1);
  }
  rest = rest.replace(CURRENCY, '').replace(GAPS, '');
  if (/^[-+]/.test(rest)) {
    if (negative) return null;
    negative = rest.startsWith('-');
    rest = rest.slice(1);
  } else if (/-$/.test(rest)) {
    if (negative) return null;
    negative = true;
    rest = rest.slice(0, -1);
  }
  return /^[\d.,]*\d[\d.,]*$/.test(rest) ? { negative, digits: rest, trailing: false } : null;
}

/** Whether whole digits are grouped by threes: "1,234,567". Of India's twos too: "12,34,567". */
const grouped = (text: string, by: string): boolean => {
  const groups = text.split(by);
  const [first = '', ...more] = groups;
  return (
    /^\d{1,3}$/.test(first) &&
    more.length > 0 &&
    more.at(-1)?.length === 3 &&
    more.every((group) => /^\d{2,3}$/.test(group))
  );
};

/** What tells the decimal mark of a number: it must be this one, or it can be either (null). No number: undefined. */
function markOf(text: string): '.' | ',' | null | undefined {
  const parts = bare(text);
  if (!parts) return undefined;
  const { digits } = parts;
  const dot = digits.lastIndexOf('.');
  const comma = digits.lastIndexOf(',');
  if (dot >= 0 && comma >= 0) return dot > comma ? '.' : ',';
  const by = dot >= 0 ? '.' : comma >= 0 ? ',' : null;
  if (by === null) return null;
  const count = digits.split(by).length - 1;
  if (count > 1) return by === '.' ? ',' : '.';
  const [before = '', after = ''] = digits.split(by);
  const couldGroup = after.length === 3 && /^[1-9]\d{0,2}$/.test(before);
  return couldGroup ? null : by;
}

/** The decimal mark of a file by its numbers: what most of those that tell have; a point where none tells. */
export function decimalMark(texts: Iterable<string>): '.' | ',' {
  let dots = 0;
  let commas = 0;
  for (const text of texts) {
    const mark = markOf(text);
    if (mark === '.') dots++;
    else if (mark === ',') commas++;
  }
  return commas > dots ? ',' : '.';
}

/** Whether a text is an amount or another number, with or without currency. */
export const isAmount = (text: string): boolean => bare(text) !== null;

/**
 * A decimal number as text: "1,234.50", "$1,234.50", "(12.00)", "1.234,50", "12-". Both marks in one number tell themselves
 * which is which; a single one that could be either is read by the file's own `mark`.
 */
export function readDecimal(cell: Cell, mark: Reading['mark'], places: number): Read<string> {
  if (typeof cell !== 'string') {
    if ('date' in cell) return no('is a day, not a number');
    return bounded(cell.number, places, true);
  }
  const text = cell.trim();
  const parts = bare(text);
  if (!parts) return no(`"${shown(text)}" is not a number`);
  const by = markOf(text) ?? mark;
  const other = by === '.' ? ',' : '.';
  const at = parts.digits.lastIndexOf(by);
  const whole = at < 0 ? parts.digits : parts.digits.slice(0, at);
  const fraction = at < 0 ? '' : parts.digits.slice(at + 1);
  if (/[.,]/.test(fraction) || whole.includes(by)) return no(`"${shown(text)}" is not a number`);
  if (whole.includes(other) && !grouped(whole, other)) return no(`"${shown(text)}" is not a number`);
  const plain = `${whole.replaceAll(other, '') || '0'}${fraction === '' ? '' : `.${fraction}`}`;
  return bounded(`${parts.negative ? '-' : ''}${plain}`, places, false);
}

/** So many digits stand before the point at most, by what QuickBooks stores. */
const MOST_WHOLE = 10;

/**
 * A plain number with no more decimals than a field holds. What a workbook computed is rounded as it is shown there, half
 * away from zero; what somebody typed is never rounded.
 */
function bounded(text: string, places: number, round: boolean): Read<string> {
  const match = /^(-?)0*(\d+?)(?:\.(\d*?)0*)?$/.exec(text);
  if (!match) return no(`"${shown(text)}" is not a number`);
  const [, sign = '', whole = '0', fraction = ''] = match;
  let digits = BigInt(whole + fraction.slice(0, places).padEnd(places, '0'));
  if (fraction.length > places) {
    if (!round)
      return no(
        places === 2 ? `${shown(text)} has fractions of a cent` : `${shown(text)} has more than ${places} decimals`,
      );
    if ((fraction[places] ?? '0') >= '5') digits += 1n;
  }
  const all = digits.toString().padStart(places + 1, '0');
  const out = places === 0 ? all : `${all.slice(0, -places)}.${all.slice(-places)}`;
  if (all.length - places > MOST_WHOLE) return no(`${shown(text)} is too large`);
  return { ok: true, value: digits === 0n ? out : sign + out };
}

/** A money amount to the cent, as text: "375.00". */
export const readMoney = (cell: Cell, mark: Reading['mark']): Read<string> => readDecimal(cell, mark, 2);

/** A quantity, price or percentage in its shortest form: "2.5". A percent sign says nothing more. */
export function readNumber(cell: Cell, mark: Reading['mark']): Read<string> {
  const read = readDecimal(typeof cell === 'string' ? cell.replace(/%\s*$/, '') : cell, mark, 5);
  return read.ok ? { ok: true, value: read.value.replace(/\.?0+$/, '') || '0' } : read;
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const NUMERIC = /^(\d{1,4})([-/.\s])(\d{1,2})\2(\d{1,4})$/;
/** A time of day behind a date says nothing here. */
const TIME = /[T,\s]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?\s*([ap]\.?m\.?)?\s*(z|utc|gmt|[-+]\d{2}:?\d{2})?$/i;

type DateParts = { year: number; a: number; b: number; fixed: 'ymd' | 'named' | 'dayFirst' | null };

/** The numbers of a date: `a` and `b` are month and day where `fixed` says so, else in the order written. */
function dateParts(given: string): DateParts | null {
  const text = given.trim().replace(TIME, '').trim();
  const numeric = NUMERIC.exec(text);
  if (numeric) {
    const [, first = '', mark, second = '', third = ''] = numeric;
    if (first.length === 4 && third.length <= 2)
      return { year: Number(first), a: Number(second), b: Number(third), fixed: 'ymd' };
    if (first.length > 2 || (third.length !== 2 && third.length !== 4)) return null;
    // Points stand between day, month and year wherever they stand at all.
    return { year: yearOf(third), a: Number(first), b: Number(second), fixed: mark === '.' ? 'dayFirst' : null };
  }
  const compact = /^(\d{4})(\d{2})(\d{2})$/.exec(text);
  if (compact) return { year: Number(compact[1]), a: Number(compact[2]), b: Number(compact[3]), fixed: 'ymd' };
  const words = text
    .toLowerCase()
    .replace(/^(mon|tue|wed|thu|fri|sat|sun)[a-z]*[.,]?\s+/, '')
    .replace(/(\d)(st|nd|rd|th)\b/, '$1')
    .split(/[\s,./-]+/)
    .filter(Boolean);
  const at = words.findIndex((word) => /^[a-z]{3,9}$/.test(word) && MONTHS.includes(word.slice(0, 3)));
  if (words.length !== 3 || at < 0 || at > 1) return null;
  const day = words[at === 0 ? 1 : 0] ?? '';
  const year = words[2] ?? '';
  if (!/^\d{1,2}$/.test(day) || !/^(\d{2}|\d{4})$/.test(year)) return null;
  const month = MONTHS.indexOf((words[at] ?? '').slice(0, 3)) + 1;
  return { year: yearOf(year), a: month, b: Number(day), fixed: 'named' };
}

/** Two digits are of this century up to 69, as spreadsheets read them. */
const yearOf = (text: string): number =>
  text.length === 2 ? Number(text) + (Number(text) < 70 ? 2000 : 1900) : Number(text);

const daysIn = (year: number, month: number): number =>
  month === 2
    ? (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
      ? 29
      : 28
    : [4, 6, 9, 11].includes(month)
      ? 30
      : 31;

function plainDate(year: number, month: number, day: number): string | null {
  if (year < 1900 || year > 2200 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return null;
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

export const isDateText = (text: string): boolean => {
  const parts = dateParts(text);
  return parts !== null && (parts.fixed !== null || (parts.a <= 31 && parts.b <= 31));
};

/** A plain date, YYYY-MM-DD. */
export function readDate(cell: Cell, order: DateOrder): Read<string> {
  if (typeof cell !== 'string')
    return 'date' in cell ? { ok: true, value: cell.date } : no(`${cell.number} is not a date`);
  const parts = dateParts(cell);
  if (!parts) return no(`"${shown(cell.trim())}" is not a date`);
  const { year, a, b, fixed } = parts;
  const dayFirst = fixed === 'dayFirst' || (fixed === null && order === 'dayFirst');
  const date = dayFirst ? plainDate(year, b, a) : plainDate(year, a, b);
  return date === null ? no(`"${shown(cell.trim())}" is not a date`) : { ok: true, value: date };
}

/**
 * Which number is the day, as far as dates tell: one above 12 in its place. `null`: none tells, and at least one can be read
 * both ways. Where both orders are told, the one more dates tell.
 */
export function dateOrderOf(texts: Iterable<string>): { order: DateOrder | null; ask: boolean } {
  let days = 0;
  let months = 0;
  let open = 0;
  for (const text of texts) {
    const parts = dateParts(text);
    if (!parts || parts.fixed !== null) continue;
    if (parts.a > 12 && parts.b <= 12) days++;
    else if (parts.b > 12 && parts.a <= 12) months++;
    else if (parts.a !== parts.b) open++;
  }
  if (days !== months) return { order: days > months ? 'dayFirst' : 'monthFirst', ask: days > 0 && months > 0 };
  return { order: null, ask: open > 0 || days > 0 };
}

const YES = new Set(['yes', 'y', 'true', 't', '1', 'x', 'on', 'taxable', 'tax', 'active', 'ja', 'oui', 'si', '✓', '✔']);
const NO = new Set([
  'no',
  'n',
  'false',
  'f',
  '0',
  'off',
  'non',
  'non taxable',
  'nontaxable',
  'not taxable',
  'exempt',
  'tax exempt',
  'inactive',
  'nein',
  '-',
]);

export function readBoolean(cell: Cell): Read<boolean> {
  const word = textOf(cell)
    .trim()
    .toLowerCase()
    .replace(/[-_]+(?=.)/g, ' ');
  if (YES.has(word)) return { ok: true, value: true };
  if (NO.has(word)) return { ok: true, value: false };
  return no(`"${shown(textOf(cell).trim())}" is neither yes nor no`);
}

/** As much of a value as a sentence takes. */
export const shown = (text: string): string => (text.length > 40 ? `${text.slice(0, 39)}…` : text);
