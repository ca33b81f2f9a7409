/** The small lists: terms and payment methods. */
import type { Draft, EntityDef } from '../entity.ts';
import { missing } from '../faults.ts';
import { choice, flag, type Members, number, standard, text, textOf, whole } from '../members.ts';
import type { Row } from '../types.ts';
import { markInactive } from './parts/people.ts';

function own(row: Row): string {
  return textOf(row.body, 'Name') ?? '';
}

const name = () => text(31, { query: 'filter' });

const termMembers: Members = {
  ...standard,
  Name: name(),
  Active: flag({ query: 'filter' }),
  Type: choice(['STANDARD', 'DATE_DRIVEN']),
  DiscountPercent: number(),
  DueDays: whole(),
  DiscountDays: whole(),
  DayOfMonthDue: whole(),
  DueNextMonthDays: whole(),
  DiscountDayOfMonth: whole(),
};

function prepareTerm(draft: Draft): void {
  const { body } = draft;
  if (textOf(body, 'Name') === undefined) throw missing('Name');
  if (body.DueDays === undefined && body.DayOfMonthDue === undefined) throw missing('DueDays');
  body.Type = body.DayOfMonthDue !== undefined ? 'DATE_DRIVEN' : 'STANDARD';
  body.Active ??= true;
  body.DiscountPercent ??= 0;
  markInactive(draft, 'Name');
}

function prepareMethod(draft: Draft): void {
  const { body, before } = draft;
  if (textOf(body, 'Name') === undefined) throw missing('Name');
  body.Type ??= before?.body.Type ?? 'NON_CREDIT_CARD';
  body.Active ??= true;
  markInactive(draft, 'Name');
}

const list = {
  writes: { create: true, update: true },
  removal: 'deactivate',
  canVoid: false,
  order: own,
  totalCount: false,
  captured: true,
  derived: {},
  title: own,
} as const;

export const term: EntityDef = {
  ...list,
  name: 'Term',
  path: 'term',
  counter: { name: 'terms', first: 1 },
  members: termMembers,
  tolerated: ['SalesTermEx'],
  prepare: prepareTerm,
  uniqueKeys: (row) => (row.deleted ? [] : [`term:${own(row).toLowerCase()}`]),
};

export const paymentMethod: EntityDef = {
  ...list,
  name: 'PaymentMethod',
  path: 'paymentmethod',
  counter: { name: 'paymentMethods', first: 1 },
  members: {
    ...standard,
    Name: name(),
    Active: flag({ query: 'filter' }),
    Type: choice(['CREDIT_CARD', 'NON_CREDIT_CARD']),
  },
  tolerated: ['PaymentMethodEx'],
  prepare: prepareMethod,
  uniqueKeys: (row) => (row.deleted ? [] : [`method:${own(row).toLowerCase()}`]),
};
