/** Tax agency: whom sales tax is paid to. Neither change data capture nor deletion knows it. */
import type { Draft, EntityDef } from '../entity.ts';
import { missing } from '../faults.ts';
import { day, flag, type Members, standard, text, textOf } from '../members.ts';
import type { Row } from '../types.ts';
import { checkNameCharacters } from './parts/people.ts';

const members: Members = {
  TaxRegistrationNumber: text(4000, { readOnly: true }),
  TaxTrackedOnPurchases: flag({ readOnly: true }),
  TaxTrackedOnSales: flag({ readOnly: true }),
  LastFileDate: day({ readOnly: true }),
  TaxAgencyConfig: text(30, { readOnly: true }),
  ...standard,
  DisplayName: text(100, { query: 'order' }),
};

const tolerated = [
  'SalesTaxCodeRef',
  'SalesTaxCountry',
  'SalesTaxReturnRef',
  'ReportingPeriod',
  'TaxOnPurchasesAccountRef',
  'TaxTrackedOnSalesAccountRef',
  'TaxOnTax',
  'TaxAgencyExt',
];

function own(row: Row): string {
  return textOf(row.body, 'DisplayName') ?? '';
}

function prepare({ body, before }: Draft): void {
  const name = textOf(body, 'DisplayName')?.trim();
  if (name === undefined) throw missing('DisplayName');
  checkNameCharacters(name, 'DisplayName');
  body.DisplayName = name;
  body.TaxTrackedOnSales = before?.body.TaxTrackedOnSales ?? true;
  body.TaxTrackedOnPurchases = before?.body.TaxTrackedOnPurchases ?? false;
  body.TaxAgencyConfig = before?.body.TaxAgencyConfig ?? 'USER_DEFINED';
}

/** The agency every company starts with. */
export const FIRST_AGENCY = '1';

export const taxAgency: EntityDef = {
  name: 'TaxAgency',
  path: 'taxagency',
  counter: { name: 'taxAgencies', first: 2 },
  members,
  tolerated,
  writes: { create: true, update: true },
  removal: 'none',
  canVoid: false,
  order: own,
  totalCount: true,
  captured: false,
  prepare,
  derived: {},
  title: own,
  uniqueKeys: (row) => (row.deleted ? [] : [`agency:${own(row).toLowerCase()}`]),
};
