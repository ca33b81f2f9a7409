/** Home and foreign currency: rates, and the accounts a company needs once it deals in others. */
import { currencyName, defaultRate } from './currency-table.ts';
import { homeCurrency, isOn } from './entities/parts/preferences.ts';
import type { Draft, Reader } from './entity.ts';
import { rateOn } from './exchange-rates.ts';
import { business, refuse } from './faults.ts';
import { inHome, rateOf } from './ledger.ts';
import { isObject, refValue, textOf } from './members.ts';
import { fromCents } from './money.ts';
import { getRow, putRow, takeNumber, type Work } from './store.ts';
import { dayOf } from './time.ts';
import type { Application, Body, Json, Row } from './types.ts';

/** Currency of a customer or vendor: fixed when it is made; another than the home currency only where that is turned on. */
export function nameCurrency(draft: Draft): void {
  const { body, before, reader } = draft;
  const home = homeCurrency(reader);
  const stood = refValue(before?.body.CurrencyRef);
  const asked = refValue(draft.sent.CurrencyRef);
  const currency = stood ?? asked ?? home;
  if (stood !== undefined && asked !== undefined && asked !== stood)
    throw business('You cannot change the currency after it has been set.', 'CurrencyRef');
  if (stood === undefined) checkCurrency(reader, currency, home);
  body.CurrencyRef = { value: currency };
  if (stood === undefined && currency !== home) openAccounts(draft.work, currency);
}

export function checkCurrency(reader: Reader, currency: string, home: string): void {
  if (currency === home) return;
  if (!isOn(reader, 'CurrencyPrefs', 'MultiCurrencyEnabled'))
    throw business('Multicurrency is not enabled for this company.', 'CurrencyRef');
  if (defaultRate(currency, home) === undefined)
    throw refuse('2500', `Invalid Reference Id : Currency element id ${currency} not found`, 'CurrencyRef');
}

/**
 * Currency and rate of a transaction: always those of its customer or vendor. Where other currencies are turned on the rate
 * is written; while money is set against the transaction it stays what it was.
 */
export function transactionCurrency(draft: Draft, party: Row | undefined): void {
  const { before, reader, sent } = draft;
  const home = homeCurrency(reader);
  const currency = refValue(party?.body.CurrencyRef) ?? refValue(before?.body.CurrencyRef) ?? home;
  const asked = refValue(sent.CurrencyRef);
  if (asked !== undefined && asked !== currency && isOn(reader, 'CurrencyPrefs', 'MultiCurrencyEnabled'))
    throw business('The currency of the transaction must be that of the customer or vendor.', 'CurrencyRef');
  putCurrency(draft, currency);
}

/**
 * Currency of a transaction nobody stands for (a journal entry, a deposit, a transfer): the one it names, else the one it
 * had, else the one that `hints` are in: its accounts and what it deposits. Accounts of other currencies are refused when
 * it is booked (settle.ts).
 */
export function namedCurrency(draft: Draft, hints: readonly (Row | undefined)[]): void {
  const { before, reader, sent } = draft;
  const home = homeCurrency(reader);
  const foreign = hints
    .map((row) => refValue(row?.body.CurrencyRef))
    .find((found) => found !== undefined && found !== home);
  const on = isOn(reader, 'CurrencyPrefs', 'MultiCurrencyEnabled');
  const asked = on ? refValue(sent.CurrencyRef) : undefined;
  const currency = asked ?? refValue(before?.body.CurrencyRef) ?? foreign ?? home;
  if (on) checkCurrency(reader, currency, home);
  putCurrency(draft, currency);
}

/** A line that moves somebody's balance must be in the currency that balance is kept in. */
export function checkPartyCurrency(
  { body, reader }: Draft,
  party: { readonly entity: string; readonly id: string },
): void {
  const own = refValue(reader.get(party.entity, party.id)?.body.CurrencyRef);
  if (own !== undefined && own !== refValue(body.CurrencyRef))
    throw business('The currency of the transaction must be that of the customer or vendor.', 'CurrencyRef');
}

function putCurrency(draft: Draft, currency: string): void {
  const { body, before, reader, sent } = draft;
  const home = homeCurrency(reader);
  body.CurrencyRef = { value: currency };
  if (!isOn(reader, 'CurrencyPrefs', 'MultiCurrencyEnabled')) {
    if (before?.body.ExchangeRate === undefined) delete body.ExchangeRate;
    return;
  }
  if (currency === home) {
    body.ExchangeRate = 1;
    return;
  }
  openAccounts(draft.work, currency);
  const stood = refValue(before?.body.CurrencyRef) === currency ? before?.body.ExchangeRate : undefined;
  const settled = isSettled(before);
  const present = () => rateOn(reader, currency, textOf(body, 'TxnDate') ?? dayOf(draft.work.now));
  const rate = settled && stood !== undefined ? stood : (sent.ExchangeRate ?? stood ?? present());
  if (typeof rate !== 'number' || rate <= 0)
    throw refuse('2080', `Invalid Number : ExchangeRate ${String(rate)}`, 'ExchangeRate');
  body.ExchangeRate = rate;
}

function isSettled(row: Row | undefined): boolean {
  return typeof row?.kept.applied === 'number' && row.kept.applied !== 0;
}

/** Rates of the documents a payment settles, kept with it: they are settled at what they were booked at. */
export function keepRates(draft: Draft, shares: readonly Application[]): void {
  const rates: { [key: string]: Json } = {};
  for (const { entity, id } of shares) {
    const rate = draft.reader.get(entity, id)?.body.ExchangeRate;
    if (typeof rate === 'number' && rate !== 1) rates[`${entity}:${id}`] = rate;
  }
  if (Object.keys(rates).length === 0) delete draft.kept.rates;
  else draft.kept.rates = rates;
}

/** The rate a share of a payment settles at, as a part of its posting. */
export function rateKept(row: Row, { entity, id }: Application): { readonly rate?: number } {
  const rate = isObject(row.kept.rates) ? row.kept.rates[`${entity}:${id}`] : undefined;
  return typeof rate === 'number' ? { rate } : {};
}

/** A sum in home currency for an answer; left out where the company deals in no other. */
export function homeAmount(row: Row, reader: Reader, cents: number): number | undefined {
  return isOn(reader, 'CurrencyPrefs', 'MultiCurrencyEnabled') ? fromCents(inHome(cents, rateOf(row))) : undefined;
}

/** `USD` before CAD: every account, customer and vendor that was kept in the old home currency is kept in the new one. */
export function changeHomeCurrency(work: Work, currency: string): void {
  const prefs = getRow(work, 'Preferences', '1');
  const group = prefs?.body.CurrencyPrefs;
  const old = isObject(group) ? refValue(group.HomeCurrency) : undefined;
  if (prefs === undefined || old === currency) return;
  const changed = { ...(isObject(group) ? group : {}), HomeCurrency: { value: currency } };
  putRow(work, 'Preferences', { ...prefs, body: { ...prefs.body, CurrencyPrefs: changed } });
  for (const [entity, table] of work.store.tables) {
    for (const id of table.keys()) {
      const row = getRow(work, entity, id);
      if (row === undefined || refValue(row.body.CurrencyRef) !== old) continue;
      putRow(work, entity, { ...row, body: { ...row.body, CurrencyRef: { value: currency } } });
    }
  }
}

/** Gains and losses of exchange have an account of their own as soon as other currencies are turned on. */
export function openCurrencies(work: Work): void {
  openAccount(work, 'exchange', 'Exchange Gain or Loss', 'Other Expense', 'ExchangeGainOrLoss', undefined);
}

/** A currency that is dealt in is on the list of those in use. */
function listCurrency(work: Work, code: string): void {
  for (const row of work.store.tables.get('CompanyCurrency')?.values() ?? []) if (row.body.Code === code) return;
  for (const { entity, row } of work.changed.values())
    if (entity === 'CompanyCurrency' && row.body.Code === code) return;
  const row: Row = {
    id: String(takeNumber(work, 'companyCurrencies', 1)),
    token: 0,
    created: work.now,
    updated: work.now,
    by: work.actor.id,
    deleted: false,
    body: { Code: code, Name: currencyName(code) ?? code, Active: true },
    kept: {},
  };
  putRow(work, 'CompanyCurrency', row);
}

/** A/R and A/P of one currency, as QuickBooks opens them with the first customer or vendor of it. */
function openAccounts(work: Work, currency: string): void {
  openCurrencies(work);
  listCurrency(work, currency);
  const receivable = `Accounts Receivable (A/R) - ${currency}`;
  const payable = `Accounts Payable (A/P) - ${currency}`;
  openAccount(work, `receivable:${currency}`, receivable, 'Accounts Receivable', 'AccountsReceivable', currency);
  openAccount(work, `payable:${currency}`, payable, 'Accounts Payable', 'AccountsPayable', currency);
}

const CLASSES: Readonly<Record<string, string>> = {
  'Other Expense': 'Expense',
  'Accounts Receivable': 'Asset',
  'Accounts Payable': 'Liability',
};

function openAccount(
  work: Work,
  key: string,
  name: string,
  type: string,
  subType: string,
  currency: string | undefined,
): void {
  const info = getRow(work, 'CompanyInfo', '1');
  const known = isObject(info?.kept.accounts) ? info.kept.accounts : {};
  if (info === undefined || known[key] !== undefined) return;
  const id = String(takeNumber(work, 'accounts', 1_150_040_000));
  const group = getRow(work, 'Preferences', '1')?.body.CurrencyPrefs;
  const home = (isObject(group) ? refValue(group.HomeCurrency) : undefined) ?? 'USD';
  const body: Body = {
    Name: name,
    SubAccount: false,
    Active: true,
    Classification: CLASSES[type] ?? '',
    AccountType: type,
    AccountSubType: subType,
    CurrencyRef: { value: currency ?? home },
  };
  const kept: { [name: string]: Json } = currency === undefined ? {} : { own: 0 };
  const row: Row = {
    id,
    token: 0,
    created: work.now,
    updated: work.now,
    by: work.actor.id,
    deleted: false,
    body,
    kept,
  };
  putRow(work, 'Account', row);
  putRow(work, 'CompanyInfo', { ...info, kept: { ...info.kept, accounts: { ...known, [key]: id } } });
}
