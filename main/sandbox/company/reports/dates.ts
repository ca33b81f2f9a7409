/** Calendar arithmetic on plain days, and the ranges QuickBooks names. */
import { addDays } from '../time.ts';

export type Range = { readonly start: string; readonly end: string };

/** The first of two days. */
function earlier(a: string, b: string): string {
  if (a < b) return a;
  return b;
}

const pad = (value: number, width = 2) => String(value).padStart(width, '0');

/** First day of the month `months` after that of a day. */
export function monthStart(day: string, months = 0): string {
  const index = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 + months;
  return `${pad(Math.floor(index / 12), 4)}-${pad((index % 12) + 1)}-01`;
}

/** Last day of the month `months` after that of a day. */
export function monthEnd(day: string, months = 0): string {
  return addDays(monthStart(day, months + 1), -1);
}

/** First day of the fiscal year a day lies in; `first` is its first month, 1 to 12. */
export function fiscalStart(day: string, first: number, years = 0): string {
  const start = `${day.slice(0, 4)}-${pad(first)}-01`;
  return monthStart(start, (start <= day ? 0 : -12) + 12 * years);
}

function weekStart(day: string): string {
  // Weeks of reports start on Sunday.
  return addDays(day, -new Date(Date.parse(`${day}T00:00:00Z`)).getUTCDay());
}

function quarterStart(day: string, first: number, quarters = 0): string {
  const year = fiscalStart(day, first);
  let start = year;
  while (monthStart(start, 3) <= day) start = monthStart(start, 3);
  return monthStart(start, 3 * quarters);
}

type Unit = { readonly start: (day: string, steps: number) => string };

function units(first: number): Readonly<Record<string, Unit>> {
  const quarter: Unit = { start: (day, steps) => quarterStart(day, first, steps) };
  const year: Unit = { start: (day, steps) => fiscalStart(day, first, steps) };
  return {
    week: { start: (day, steps) => addDays(weekStart(day), 7 * steps) },
    month: { start: (day, steps) => monthStart(day, steps) },
    quarter,
    year: { start: (day, steps) => monthStart(`${day.slice(0, 4)}-01-01`, 12 * steps) },
    'calendar quarter': { start: (day, steps) => quarterStart(day, 1, steps) },
    'calendar year': { start: (day, steps) => monthStart(`${day.slice(0, 4)}-01-01`, 12 * steps) },
    'fiscal quarter': quarter,
    'fiscal year': year,
  };
}

/** The range a macro names ("Last Month", "this fiscal year-to-date"), or undefined when there is no such macro. */
export function rangeOf(macro: string, today: string, firstMonth: number): Range | undefined {
  const text = macro.trim().toLowerCase().replaceAll('_', ' ');
  if (text === 'all') return { start: '1900-01-01', end: today };
  if (text === 'today') return { start: today, end: today };
  if (text === 'yesterday') return { start: addDays(today, -1), end: addDays(today, -1) };
  if (text === 'next 4 weeks') {
    const start = addDays(weekStart(today), 7);
    return { start, end: addDays(start, 27) };
  }
  const found = /^(this|last|next) ([a-z ]+?)(-to-date)?$/.exec(text);
  const unit = units(firstMonth)[found?.[2] ?? ''];
  if (found === null || unit === undefined) return undefined;
  const step = found[1] === 'this' ? 0 : found[1] === 'last' ? -1 : 1;
  const start = unit.start(today, step);
  const end = addDays(unit.start(today, step + 1), -1);
  if (found[3] === undefined) return { start, end };
  if (step > 0) return undefined;
  // As far into the earlier period as today is into this one, never past its end.
  const into = Math.round((Date.parse(today) - Date.parse(unit.start(today, 0))) / 86_400_000);
  const reached = addDays(start, into);
  return { start, end: earlier(reached, end) };
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

export type Period = Range & { readonly title: string };

/** A range cut into days, weeks, months, quarters or years; the first and last may be cut short. */
export function periods(
  { start, end }: Range,
  by: 'Days' | 'Week' | 'Month' | 'Quarter' | 'Year',
  firstMonth: number,
): Period[] {
  const result: Period[] = [];
  let from = start;
  while (from <= end && result.length < 600) {
    const unit = by === 'Quarter' || by === 'Year' ? `fiscal ${by.toLowerCase()}` : by.toLowerCase();
    const next = by === 'Days' ? addDays(from, 1) : units(firstMonth)[unit]?.start(from, 1);
    const last = addDays(next ?? monthStart(from, 1), -1);
    const to = earlier(last, end);
    result.push({ start: from, end: to, title: titleOf(from, to) });
    from = addDays(to, 1);
  }
  return result;
}

function titleOf(start: string, end: string): string {
  const month = (day: string) => MONTHS[Number(day.slice(5, 7)) - 1] ?? '';
  const year = end.slice(0, 4);
  const whole = start.endsWith('-01') && end === monthEnd(end);
  if (start.slice(0, 7) === end.slice(0, 7)) {
    if (whole) return `${month(end)} ${year}`;
    if (start === end) return `${month(end)} ${Number(end.slice(8))}, ${year}`;
    return `${month(end)} ${Number(start.slice(8))} - ${Number(end.slice(8))}, ${year}`;
  }
  return whole
    ? `${month(start)} - ${month(end)}, ${year}`
    : `${month(start)} ${Number(start.slice(8))} - ${month(end)} ${Number(end.slice(8))}, ${year}`;
}
