import type { Body } from './primitives.ts';

/** When payment terms say something is due: so many days after its date, or by a day of the month. */

const DAY_MS = 86_400_000;

const plus = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);

const count = (value: unknown): number => (typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : 0);

/** A day of the month so many months after a date's; the last one where that month is shorter. */
function dayIn(date: string, later: number, day: number): string {
  const year = Number(date.slice(0, 4));
  const month = Number(date.slice(5, 7)) - 1 + later;
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return new Date(Date.UTC(year, month, Math.min(day, last))).toISOString().slice(0, 10);
}

/**
 * The day a document of a date is due by its terms (a body of the entity `term`), as QuickBooks counts: days after the date,
 * by the calendar; or a day of the month, of the next one when the date is past that day or too close before it. Null for
 * what is no date.
 */
export function dueDateBy(terms: Body, date: unknown): string | null {
  if (typeof date !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(date) || Number.isNaN(Date.parse(date))) return null;
  if (terms.type !== 'dayOfMonth') return plus(date, count(terms.dueDays));
  const day = count(terms.dayOfMonth);
  const due = dayIn(date, 0, day);
  return plus(date, count(terms.nextMonthDays)) <= due ? due : dayIn(date, 1, day);
}
