/** Records that are made on QuickBooks' own screens and only read through the API. A company starts without any. */
import type { EntityDef } from '../entity.ts';
import { day, flag, type Members, standard, text, textOf } from '../members.ts';
import type { Row } from '../types.ts';

function own(row: Row): string {
  return textOf(row.body, 'Name') ?? '';
}

const screensOnly = (name: string, members: Members): EntityDef => ({
  name,
  path: name.toLowerCase(),
  counter: { name: `${name.toLowerCase()}s`, first: 1 },
  members: { Name: text(100, { query: 'filter' }), Active: flag({ query: 'filter' }), ...members, ...standard },
  tolerated: [],
  writes: { create: false, update: false },
  removal: 'none',
  canVoid: false,
  order: own,
  totalCount: false,
  captured: false,
  derived: {},
  title: own,
  prepare: () => undefined,
});

export const customerType: EntityDef = screensOnly('CustomerType', {});

export const budget: EntityDef = screensOnly('Budget', {
  StartDate: day(),
  EndDate: day(),
  BudgetType: text(40),
  BudgetEntryType: text(40),
});
