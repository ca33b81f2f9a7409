/**
 * `/exchangerate`: what one unit of a currency is worth in the home currency on a day. A rate that somebody set holds from
 * its day on, until the next one that was set; before that, the table of `currency.ts` holds. Rates have no Id.
 */
import { storeReader, workReader } from './answers.ts';
import { currencies, defaultRate } from './currency-table.ts';
import { homeCurrency, isOn } from './entities/parts/preferences.ts';
import type { Reader } from './entity.ts';
import { business, missing, refuse } from './faults.ts';
import { day, isObject, type Members, number, readBody, text, textOf } from './members.ts';
import { invalid, type Query } from './query/parser.ts';
import { getRow, putRow, type Store, type Work } from './store.ts';
import { isDay, stamp } from './time.ts';
import type { Body, Json } from './types.ts';

type SetRate = { readonly rate: number; readonly token: number; readonly at: number };

/** Rates that were set, by currency and day; they stand beside the company's own record. */
function setRates(reader: Reader, currency: string): readonly (readonly [day: string, set: SetRate])[] {
  const all = reader.get('CompanyInfo', '1')?.kept.rates;
  const own = isObject(all) ? all[currency] : undefined;
  return isObject(own) ? (Object.entries(own) as unknown as [string, SetRate][]) : [];
}

/** The rate in force on a day, and who set it; undefined for a currency QuickBooks has no rate for. */
function inForce(reader: Reader, currency: string, on: string): { rate: number; set?: SetRate } | undefined {
  let last: readonly [string, SetRate] | undefined;
  for (const entry of setRates(reader, currency))
    if (entry[0] <= on && (last === undefined || entry[0] > last[0])) last = entry;
  if (last !== undefined) return { rate: last[1].rate, set: last[1] };
  const rate = defaultRate(currency, homeCurrency(reader));
  return rate === undefined ? undefined : { rate };
}

/** The rate a document of a day is booked at when it brings none. */
export function rateOn(reader: Reader, currency: string, on: string): number | undefined {
  return inForce(reader, currency, on)?.rate;
}

function shown(reader: Reader, currency: string, on: string): Body | undefined {
  const found = inForce(reader, currency, on);
  if (found === undefined) return undefined;
  return {
    SyncToken: String(found.set?.token ?? 0),
    domain: 'QBO',
    sparse: false,
    AsOfDate: on,
    SourceCurrencyCode: currency,
    TargetCurrencyCode: homeCurrency(reader),
    Rate: found.rate,
    ...(found.set === undefined ? {} : { MetaData: { LastUpdatedTime: stamp(found.set.at) } }),
  };
}

function checkEnabled(reader: Reader): void {
  if (!isOn(reader, 'CurrencyPrefs', 'MultiCurrencyEnabled'))
    throw business('Multicurrency is not enabled for this company.', '');
}

/** `GET /exchangerate?sourcecurrencycode=EUR&asofdate=2026-05-01`; without a day, today's. */
export function readRate(store: Store, query: { readonly [name: string]: string }, today: string): Body {
  const reader = storeReader(store);
  checkEnabled(reader);
  const asked = (name: string) => Object.entries(query).find(([key]) => key.toLowerCase() === name)?.[1];
  const code = asked('sourcecurrencycode')?.trim().toUpperCase();
  if (code === undefined || code === '') throw missing('sourcecurrencycode');
  const on = asked('asofdate') ?? today;
  if (!isDay(on)) throw refuse('2060', `Invalid Date format. Supplied value:${on}`, 'asofdate');
  const ExchangeRate = shown(reader, code, on);
  if (ExchangeRate === undefined) throw unknown(code);
  return { ExchangeRate };
}

function unknown(code: string): Error {
  return refuse('2500', `Invalid Reference Id : Currency element id ${code} not found`, 'SourceCurrencyCode');
}

export const rateMembers: Members = {
  AsOfDate: day(),
  SourceCurrencyCode: text(3),
  TargetCurrencyCode: text(3, { readOnly: true }),
  Rate: number(),
};

/** Sets the rate of a day. */
export function saveRate(work: Work, sent: Json, today: string): Body {
  const body = readBody(sent, rateMembers, { className: 'ExchangeRate', tolerated: [], top: true });
  const reader = workReader(work);
  checkEnabled(reader);
  const code = textOf(body, 'SourceCurrencyCode');
  if (code === undefined) throw missing('SourceCurrencyCode');
  if (typeof body.Rate !== 'number') throw missing('Rate');
  if (body.Rate <= 0) throw refuse('2080', `Invalid Number : Rate ${body.Rate}`, 'Rate');
  if (!currencies.includes(code) || code === homeCurrency(reader)) throw unknown(code);
  const on = textOf(body, 'AsOfDate') ?? today;
  const info = getRow(work, 'CompanyInfo', '1');
  if (info === undefined) throw new Error('The company has no record of itself');
  const all = isObject(info.kept.rates) ? info.kept.rates : {};
  const own = isObject(all[code]) ? all[code] : {};
  const before = own[on] as unknown as SetRate | undefined;
  const set = { rate: body.Rate, token: before === undefined ? 0 : before.token + 1, at: work.now };
  const rates = { ...all, [code]: { ...own, [on]: set } };
  putRow(work, 'CompanyInfo', { ...info, kept: { ...info.kept, rates } });
  return { ExchangeRate: shown(workReader(work), code, on) ?? {} };
}

/** `select * from ExchangeRate where SourceCurrencyCode in ('EUR') and AsOfDate = '2026-05-01'`; without a day, today's. */
export function queryRates(query: Query, store: Store, today: string): Body {
  const reader = storeReader(store);
  let codes = isOn(reader, 'CurrencyPrefs', 'MultiCurrencyEnabled') ? activeCodes(store) : [];
  let on = today;
  for (const { property, operator, values } of query.where) {
    const name = property.toLowerCase();
    const wanted = values.map((value) => value.text);
    if (name === 'sourcecurrencycode' && (operator === '=' || operator === 'IN')) {
      codes = codes.filter((code) => wanted.includes(code));
    } else if (name === 'asofdate' && operator === '=' && isDay(wanted[0] ?? '')) on = wanted[0] ?? today;
    else throw invalid(`Property ${property} is not queryable for Entity ExchangeRate`);
  }
  if (query.count) return { totalCount: codes.length };
  const page = codes.slice(query.start - 1, query.start - 1 + query.max);
  const rows = page.flatMap((code) => shown(reader, code, on) ?? []);
  return rows.length === 0 ? {} : { ExchangeRate: rows, startPosition: query.start, maxResults: rows.length };
}

/** Currencies the company has taken into use. */
function activeCodes(store: Store): string[] {
  const rows = [...(store.tables.get('CompanyCurrency')?.values() ?? [])];
  return rows
    .filter((row) => !row.deleted && row.body.Active !== false)
    .map((row) => String(row.body.Code))
    .sort();
}
