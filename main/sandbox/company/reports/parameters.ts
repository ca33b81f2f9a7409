/** What a report may be asked: its parameters read and checked. */
import type { Reader } from '../entity.ts';
import { refuse } from '../faults.ts';
import { isDay } from '../time.ts';
import { type Range, rangeOf } from './dates.ts';

const BY = ['Total', 'Days', 'Week', 'Month', 'Quarter', 'Year', 'Customers', 'Vendors', 'Departments'] as const;

export type By = (typeof BY)[number];

export type Asked = Range & {
  readonly macro: string | undefined;
  readonly basis: 'Accrual' | 'Cash' | undefined;
  readonly by: By;
  readonly customers: readonly string[] | undefined;
  readonly vendors: readonly string[] | undefined;
  readonly accounts: readonly string[] | undefined;
  readonly standard: boolean;
  readonly ageing: boolean;
  /** Days in an ageing period, and how many of them. */
  readonly period: number;
  readonly count: number;
  readonly groupBy: string | undefined;
  /** First month of the fiscal year, 1 to 12. */
  readonly firstMonth: number;
};

/** In what reports differ when nothing is asked. */
export type Defaults = {
  readonly macro: string;
  readonly basis: boolean;
  readonly ageing: boolean;
  readonly standard: boolean;
};

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October'];
MONTHS.push('November', 'December');

function invalid(name: string, value: string, code = '2170', what = 'Invalid Enumeration'): Error {
  return refuse(code, `${what} : ${value}`, name);
}

function dayOfQuery(query: { readonly [name: string]: string }, name: string): string | undefined {
  const value = query[name]?.trim();
  if (value === undefined || value === '') return undefined;
  if (!isDay(value)) throw refuse('2060', `Invalid Date format. Supplied value:${value}`, name);
  return value;
}

function oneOf<T extends string>(
  query: { readonly [name: string]: string },
  name: string,
  allowed: readonly T[],
): T | undefined {
  const value = query[name]?.trim();
  if (value === undefined || value === '') return undefined;
  const found = allowed.find((item) => item.toLowerCase() === value.toLowerCase());
  if (found === undefined) throw invalid(name, value);
  return found;
}

function ids(query: { readonly [name: string]: string }, name: string): string[] | undefined {
  const value = query[name]?.trim();
  if (value === undefined || value === '') return undefined;
  const list = value.split(',').map((item) => item.trim());
  const bad = list.find((item) => !/^\d+$/.test(item));
  if (bad !== undefined) throw refuse('2030', `Id should be a valid number. Supplied value:${bad}`, name);
  return list;
}

function whole(query: { readonly [name: string]: string }, name: string, most: number): number | undefined {
  const value = query[name]?.trim();
  if (value === undefined || value === '') return undefined;
  if (!/^\d{1,4}$/.test(value) || Number(value) < 1 || Number(value) > most)
    throw invalid(name, value, '2080', 'Invalid Number');
  return Number(value);
}

/** Reads the parameters. Unknown ones are ignored, as clients send `minorversion` and `format` along. */
export function readParameters(
  query: { readonly [name: string]: string },
  defaults: Defaults,
  reader: Reader,
  today: string,
): Asked {
  const prefs = reader.get('Preferences', '1')?.body ?? {};
  const accounting = prefs.AccountingInfoPrefs as { readonly FirstMonthOfFiscalYear?: string } | undefined;
  const firstMonth = Math.max(1, MONTHS.indexOf(accounting?.FirstMonthOfFiscalYear ?? 'January') + 1);
  const reportPrefs = prefs.ReportPrefs as { readonly ReportBasis?: string } | undefined;
  const basis =
    oneOf(query, 'accounting_method', ['Accrual', 'Cash']) ??
    (reportPrefs?.ReportBasis === 'Cash' ? 'Cash' : 'Accrual');
  return {
    ...rangeAsked(query, defaults, today, firstMonth),
    basis: defaults.basis ? basis : undefined,
    by: oneOf<By>(query, 'summarize_column_by', BY) ?? 'Total',
    customers: ids(query, 'customer'),
    vendors: ids(query, 'vendor'),
    accounts: ids(query, 'account'),
    standard: defaults.standard,
    ageing: defaults.ageing,
    period: whole(query, 'aging_period', 365) ?? 30,
    count: whole(query, 'num_periods', 12) ?? 4,
    groupBy: oneOf(query, 'group_by', ['Name', 'Customer', 'Vendor', 'Account', 'Transaction Type', 'Month', 'None']),
    firstMonth,
  };
}

/** Explicit days win over a macro; half a range is completed as QuickBooks completes it: up to today, or that year's start. */
function rangeAsked(
  query: { readonly [name: string]: string },
  defaults: Defaults,
  today: string,
  firstMonth: number,
): Range & { macro: string | undefined } {
  const start = dayOfQuery(query, 'start_date');
  const end = dayOfQuery(query, defaults.ageing ? 'report_date' : 'end_date') ?? dayOfQuery(query, 'end_date');
  const macro = query.date_macro?.trim();
  const named = macro === undefined || macro === '' ? undefined : rangeOf(macro, today, firstMonth);
  if (macro !== undefined && macro !== '' && named === undefined) throw invalid('date_macro', macro);
  if (start !== undefined || end !== undefined) {
    const last = end ?? (start !== undefined && start > today ? start : today);
    const first = start ?? `${last.slice(0, 4)}-01-01`;
    if (first > last)
      throw refuse('2060', `Invalid date range. start_date ${first} is after end_date ${last}`, 'start_date');
    return { start: first, end: last, macro: undefined };
  }
  const fallback = rangeOf(defaults.macro, today, firstMonth) ?? { start: today, end: today };
  return { ...(named ?? fallback), macro: named === undefined ? defaults.macro : macro };
}
