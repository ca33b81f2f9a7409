/** Currencies a company has taken into use besides its own; only where multicurrency is on. */
import { currencies, currencyName } from '../currency-table.ts';
import type { Draft, EntityDef } from '../entity.ts';
import { business, missing, refuse } from '../faults.ts';
import { flag, standard, text, textOf } from '../members.ts';
import { homeCurrency, isOn } from './parts/preferences.ts';

function prepare(draft: Draft): void {
  const { body, before, reader } = draft;
  if (!isOn(reader, 'CurrencyPrefs', 'MultiCurrencyEnabled'))
    throw business('Multicurrency is not enabled for this company.', '');
  const code = textOf(body, 'Code');
  if (code === undefined) throw missing('Code');
  if (before !== undefined && before.body.Code !== code)
    throw business('You cannot change the currency after it has been set.', 'Code');
  if (!currencies.includes(code) || code === homeCurrency(reader))
    throw refuse('2170', `Invalid Enumeration : ${code}`, 'Code');
  body.Name ??= currencyName(code) ?? code;
  body.Active ??= true;
}

export const companyCurrency: EntityDef = {
  name: 'CompanyCurrency',
  path: 'companycurrency',
  counter: { name: 'companyCurrencies', first: 1 },
  members: {
    Code: text(3, { query: 'filter' }),
    Name: text(100, { query: 'filter' }),
    Active: flag({ query: 'filter' }),
    ...standard,
  },
  tolerated: ['CustomField'],
  writes: { create: true, update: true },
  removal: 'deactivate',
  canVoid: false,
  order: (row) => textOf(row.body, 'Name') ?? '',
  totalCount: false,
  captured: false,
  derived: {},
  title: (row) => textOf(row.body, 'Name'),
  prepare,
  uniqueKeys: (row) => (row.deleted ? [] : [`currency:${String(row.body.Code).toLowerCase()}`]),
};
