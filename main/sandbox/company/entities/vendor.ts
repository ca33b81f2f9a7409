/** Vendor: whom the company buys from. Its Balance is what is open on bills, less credits and money paid ahead. */

import { nameCurrency } from '../currency.ts';
import type { Draft, EntityDef } from '../entity.ts';
import { refuse } from '../faults.ts';
import { flag, type Members, money, number, numberOf, ref, standard, text, textOf } from '../members.ts';
import { fromCents } from '../money.ts';
import { keptNumber } from '../settle.ts';
import type { Row, View } from '../types.ts';
import { contactNames } from './parts/contact-names.ts';
import { address, checkEmail, dropEmpty, email, keepAddress, markInactive, phone, web } from './parts/people.ts';
import { pseudonym } from './parts/pseudonym.ts';
import { requireRef } from './parts/refs.ts';

const members: Members = {
  BillAddr: address(),
  TaxIdentifier: text(20),
  TermRef: ref('Term', { named: false }),
  Balance: money({ readOnly: true, query: 'filter' }),
  BillRate: number(),
  AcctNum: text(100),
  Vendor1099: flag(),
  CurrencyRef: ref('Currency'),
  CostRate: number(),
  ...standard,
  Title: text(16),
  GivenName: text(100, { query: 'filter' }),
  MiddleName: text(100, { query: 'filter' }),
  FamilyName: text(100, { query: 'filter' }),
  Suffix: text(16, { query: 'filter' }),
  CompanyName: text(100, { query: 'filter' }),
  DisplayName: text(500, { query: 'filter' }),
  PrintOnCheckName: text(100, { query: 'filter' }),
  Active: flag({ query: 'filter' }),
  V4IDPseudonym: text(50, { readOnly: true }),
  PrimaryPhone: phone(),
  AlternatePhone: phone(),
  Mobile: phone(),
  Fax: phone(),
  PrimaryEmailAddr: email(),
  WebAddr: web(),
};

const tolerated = [
  'IntuitId',
  'Organization',
  'FullyQualifiedName',
  'UserId',
  'OtherContactInfo',
  'DefaultTaxCodeRef',
  'ContactName',
  'AltContactName',
  'Notes',
  'ShipAddr',
  'OtherAddr',
  'TaxCountry',
  'TaxIdEffectiveDate',
  'BusinessNumber',
  'ParentRef',
  'VendorTypeRef',
  'PrefillAccountRef',
  'OpenBalanceDate',
  'CreditLimit',
  'T4AEligible',
  'T5018Eligible',
  'TDSEnabled',
  'TDSEntityTypeId',
  'TDSSectionTypeId',
  'TDSOverrideThreshold',
  'TaxReportingBasis',
  'APAccountRef',
  'VendorEx',
  'GSTIN',
  'GSTRegistrationType',
  'IsSubContractor',
  'SubcontractorType',
  'CISRate',
  'HasTPAR',
  'VendorPaymentBankDetail',
  'Source',
  'AgencyVerificationStatus',
  'AgencyVerificationStatusMsg',
  'AgencyVerificationTSUTC',
  'CompanyRegistrationNumber',
]; // prettier-ignore

/** Digits of a tax number that answers still show. */
const SHOWN_DIGITS = 4;

function masked(identifier: string): string {
  const hidden = Math.max(identifier.length - SHOWN_DIGITS, 0);
  return 'X'.repeat(hidden) + identifier.slice(hidden);
}

function own(row: Row): string {
  return textOf(row.body, 'DisplayName') ?? '';
}

function prepare(draft: Draft): void {
  const { body, before } = draft;
  body.Active ??= true;
  body.Vendor1099 ??= false;
  body.BillRate ??= 0;
  body.CostRate ??= 0;
  nameCurrency(draft);
  contactNames(draft, (display) => textOf(body, 'CompanyName') ?? display, 100);
  requireRef(draft, 'TermRef', 'Term');
  // Read, changed elsewhere and sent back: the mask stands for the number it hides.
  const known = before === undefined ? undefined : textOf(before.body, 'TaxIdentifier');
  if (known !== undefined && textOf(body, 'TaxIdentifier') === masked(known)) body.TaxIdentifier = known;
  checkEmail(draft, 'PrimaryEmailAddr');
  dropEmpty(draft, ['PrimaryPhone', 'AlternatePhone', 'Mobile', 'Fax', 'WebAddr']);
  keepAddress(draft, 'BillAddr');
  if (
    body.Active === false &&
    before !== undefined &&
    before.body.Active !== false &&
    keptNumber(before, 'open') !== 0
  ) {
    throw refuse(
      '6220',
      'Delete List Has Balance Error : This vendor cannot be deleted because it has a non-zero balance.',
      '',
    );
  }
  markInactive(draft, 'DisplayName');
}

/** Recorded: a rate of nothing shows when the vendor itself is written or read, not in lists. */
function rate(row: Row, member: 'BillRate' | 'CostRate', view: View): number | undefined {
  const value = numberOf(row.body, member) ?? 0;
  return value !== 0 || view === 'write' || view === 'read' ? value : undefined;
}

export const vendor: EntityDef = {
  name: 'Vendor',
  path: 'vendor',
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
    // What is owed stands as a credit in the ledger and as a positive balance here.
    Balance: (row) => fromCents(0 - keptNumber(row, 'open')),
    BillRate: (row, _reader, view) => rate(row, 'BillRate', view),
    CostRate: (row, _reader, view) => rate(row, 'CostRate', view),
    // Documented: whole in the answer to its creation, masked ever after.
    TaxIdentifier: (row, _reader, view) => {
      const identifier = textOf(row.body, 'TaxIdentifier');
      if (identifier === undefined) return undefined;
      return view === 'write' && row.token === 0 ? identifier : masked(identifier);
    },
    V4IDPseudonym: (row) => pseudonym('Vendor', row.id),
  },
  title: own,
  uniqueKeys: (row) => (row.deleted ? [] : [`name:${own(row).toLowerCase()}`]),
};
