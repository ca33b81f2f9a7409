/** Employee: a name for time sheets and checks. Pay is another product's business. */
import type { Draft, EntityDef } from '../entity.ts';
import { choice, day, flag, type Members, number, standard, text, textOf } from '../members.ts';
import type { Row } from '../types.ts';
import { contactNames } from './parts/contact-names.ts';
import { address, checkEmail, dropEmpty, email, keepAddress, markInactive, phone, web } from './parts/people.ts';
import { pseudonym } from './parts/pseudonym.ts';

const members: Members = {
  EmployeeNumber: text(100),
  SSN: text(100),
  PrimaryAddr: address(),
  BillableTime: flag(),
  BillRate: number(),
  BirthDate: day(),
  Gender: choice(['Male', 'Female']),
  HiredDate: day(),
  ReleasedDate: day(),
  CostRate: number(),
  ...standard,
  Title: text(16),
  GivenName: text(100, { query: 'filter' }),
  MiddleName: text(100, { query: 'filter' }),
  FamilyName: text(100, { query: 'filter' }),
  Suffix: text(16, { query: 'filter' }),
  DisplayName: text(500, { query: 'filter' }),
  PrintOnCheckName: text(110, { query: 'filter' }),
  Active: flag({ query: 'filter' }),
  V4IDPseudonym: text(50, { readOnly: true }),
  PrimaryPhone: phone(),
  Mobile: phone(),
  PrimaryEmailAddr: email(),
  WebAddr: web(),
};

const tolerated = [
  'IntuitId',
  'Organization',
  'FullyQualifiedName',
  'CompanyName',
  'UserId',
  'AlternatePhone',
  'Fax',
  'OtherContactInfo',
  'DefaultTaxCodeRef',
  'EmployeeType',
  'OtherAddr',
  'UseTimeEntry',
  'EmployeeEx',
  'Notes',
]; // prettier-ignore

/** Documented: an answer never shows a digit of it. */
const HIDDEN = 'XXX-XX-XXXX';

function own(row: Row): string {
  return textOf(row.body, 'DisplayName') ?? '';
}

function prepare(draft: Draft): void {
  const { body, before } = draft;
  body.Active ??= true;
  body.BillableTime ??= false;
  contactNames(draft, (display, composed) => (composed === '' ? display : composed), 110);
  const known = before === undefined ? undefined : textOf(before.body, 'SSN');
  if (known !== undefined && body.SSN === HIDDEN) body.SSN = known;
  checkEmail(draft, 'PrimaryEmailAddr');
  dropEmpty(draft, ['PrimaryPhone', 'Mobile', 'WebAddr']);
  keepAddress(draft, 'PrimaryAddr');
  markInactive(draft, 'DisplayName');
}

export const employee: EntityDef = {
  name: 'Employee',
  path: 'employee',
  counter: { name: 'names', first: 1 },
  members,
  tolerated,
  writes: { create: true, update: true },
  removal: 'deactivate',
  canVoid: false,
  order: own,
  totalCount: false,
  captured: true,
  prepare,
  derived: {
    SSN: (row) => (row.body.SSN === undefined ? undefined : HIDDEN),
    V4IDPseudonym: (row) => pseudonym('Employee', row.id),
  },
  title: own,
  uniqueKeys: (row) => (row.deleted ? [] : [`name:${own(row).toLowerCase()}`]),
};
