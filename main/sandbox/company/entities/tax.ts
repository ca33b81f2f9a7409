/** Sales tax codes and rates: read-only in this API, and not part of change data capture. */
import type { EntityDef } from '../entity.ts';
import { flag, list as listOf, type Members, number, object, ref, standard, text, textOf, whole } from '../members.ts';
import type { Row } from '../types.ts';

const rates = () =>
  object({ TaxRateDetail: listOf({ TaxRateRef: ref('TaxRate'), TaxTypeApplicable: text(30), TaxOrder: whole() }) });

const codeMembers: Members = {
  ...standard,
  Name: text(100, { query: 'filter' }),
  Description: text(100, { query: 'filter' }),
  Active: flag({ query: 'filter' }),
  Hidden: flag(),
  Taxable: flag(),
  TaxGroup: flag(),
  SalesTaxRateList: rates(),
  PurchaseTaxRateList: rates(),
  TaxCodeConfigType: text(30),
};

const rateMembers: Members = {
  ...standard,
  Name: text(100, { query: 'filter' }),
  Description: text(100, { query: 'filter' }),
  Active: flag({ query: 'filter' }),
  RateValue: number(),
  AgencyRef: ref('TaxAgency', { named: false, query: 'filter' }),
  SpecialTaxType: text(30),
  EffectiveTaxRate: listOf({ RateValue: number(), EffectiveDate: text(40), EndDate: text(40) }),
  DisplayType: text(30),
};

function own(row: Row): string {
  return textOf(row.body, 'Name') ?? '';
}

const readOnlyList = {
  tolerated: [],
  writes: { create: false, update: false },
  removal: 'none',
  canVoid: false,
  order: own,
  totalCount: true,
  captured: false,
  derived: {},
  title: own,
  prepare: () => undefined,
} as const;

export const taxCode: EntityDef = {
  ...readOnlyList,
  name: 'TaxCode',
  path: 'taxcode',
  counter: { name: 'taxCodes', first: 2 },
  members: codeMembers,
};

export const taxRate: EntityDef = {
  ...readOnlyList,
  name: 'TaxRate',
  path: 'taxrate',
  counter: { name: 'taxRates', first: 1 },
  members: rateMembers,
};
