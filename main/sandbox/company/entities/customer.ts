/** Customer, sub-customer and job. */

import { nameCurrency } from '../currency.ts';
import type { Draft, EntityDef, Reader } from '../entity.ts';
import { missing, refuse } from '../faults.ts';
import { choice, flag, type Members, money, number, ref, refValue, standard, text, textOf, whole } from '../members.ts';
import { fromCents } from '../money.ts';
import { keptNumber } from '../settle.ts';
import { getRow, idsIn, putRow } from '../store.ts';
import type { Row } from '../types.ts';
import { moveBetweenParents } from './parts/parents.ts';
import {
  address,
  checkEmail,
  checkNameCharacters,
  checkParent,
  composedName,
  DELETED_SUFFIX,
  dropEmpty,
  email,
  keepAddress,
  levelOf,
  markInactive,
  phone,
  qualifiedName,
  web,
} from './parts/people.ts';
import { preference } from './parts/preferences.ts';
import { pseudonym } from './parts/pseudonym.ts';
import { requireRef } from './parts/refs.ts';

const members: Members = {
  Taxable: flag(),
  BillAddr: address(),
  ShipAddr: address(),
  Notes: text(2000),
  Job: flag({ query: 'filter' }),
  BillWithParent: flag(),
  ParentRef: ref('Customer', { named: false, query: 'filter' }),
  Level: whole({ readOnly: true }),
  CustomerTypeRef: ref('CustomerType', { named: false }),
  SalesTermRef: ref('Term', { named: false }),
  PaymentMethodRef: ref('PaymentMethod', { named: false }),
  Balance: money({ readOnly: true, query: 'filter' }),
  OpenBalanceDate: text(30, { readOnly: true }),
  BalanceWithJobs: money({ readOnly: true, query: 'order' }),
  CreditLimit: number(),
  CurrencyRef: ref('Currency'),
  PreferredDeliveryMethod: choice(['Print', 'Email', 'None']),
  ResaleNum: text(16),
  IsProject: flag({ readOnly: true }),
  ClientEntityId: text(30, { readOnly: true, views: ['query'] }),
  ...standard,
  Title: text(16),
  GivenName: text(100, { query: 'filter' }),
  MiddleName: text(100, { query: 'filter' }),
  FamilyName: text(100, { query: 'filter' }),
  Suffix: text(16),
  FullyQualifiedName: text(1000, { readOnly: true, query: 'filter' }),
  CompanyName: text(100, { query: 'filter' }),
  DisplayName: text(500, { query: 'filter' }),
  PrintOnCheckName: text(110, { query: 'filter' }),
  Active: flag({ query: 'filter' }),
  V4IDPseudonym: text(50, { readOnly: true, views: ['read', 'query', 'cdc'] }),
  PrimaryPhone: phone(),
  AlternatePhone: phone(),
  Mobile: phone(),
  Fax: phone(),
  PrimaryEmailAddr: { ...email(), query: 'filter' },
  WebAddr: web(),
  DefaultTaxCodeRef: ref('TaxCode', { named: false, views: ['write', 'read', 'cdc'] }),
  TaxExemptionReasonId: text(2),
};

const tolerated = [
  'IntuitId',
  'Organization',
  'UserId',
  'OtherContactInfo',
  'OtherAddr',
  'ContactName',
  'AltContactName',
  'RootCustomerRef',
  'SalesRepRef',
  'TaxGroupCodeRef',
  'TaxRateRef',
  'CCDetail',
  'PriceLevelRef',
  'AcctNum',
  'OverDueBalance',
  'TotalRevenue',
  'TotalExpense',
  'JobInfo',
  'TDSEnabled',
  'CustomerEx',
  'SecondaryTaxIdentifier',
  'ARAccountRef',
  'PrimaryTaxIdentifier',
  'BusinessNumber',
  'GSTIN',
  'GSTRegistrationType',
  'IsCISContractor',
  'ClientCompanyId',
  'Source',
  'TaxRegime',
]; // prettier-ignore

function own(row: Row): string {
  return textOf(row.body, 'DisplayName') ?? '';
}

/** The name as written in the hierarchy. */
export function customerTitle(row: Row): string {
  return own(row);
}

function prepare(draft: Draft): void {
  const { body, before, mode } = draft;
  body.Taxable ??= before?.body.Taxable ?? true;
  body.Active ??= true;
  body.BillWithParent ??= false;
  body.PreferredDeliveryMethod ??= 'Print';
  nameCurrency(draft);
  names(draft);
  checkParent(draft, 'Customer');
  const parent = refValue(body.ParentRef);
  body.Job = parent !== undefined ? (body.Job ?? true) : false;
  if (parent === undefined && draft.sent.Job === true && mode === 'create') throw missing('ParentRef');
  if (body.BillWithParent === true && parent === undefined) {
    throw refuse('6150', 'Invalid ParentRef : BillWithParent needs a ParentRef.', 'ParentRef');
  }
  requireRef(draft, 'SalesTermRef', 'Term');
  requireRef(draft, 'PaymentMethodRef', 'PaymentMethod');
  if (body.Taxable === true && body.DefaultTaxCodeRef === undefined) {
    const code = preference(draft.reader, 'TaxPrefs', 'TaxGroupCodeRef');
    if (refValue(code) !== undefined && code !== undefined) body.DefaultTaxCodeRef = code;
  }
  checkEmail(draft, 'PrimaryEmailAddr');
  dropEmpty(draft, ['PrimaryPhone', 'AlternatePhone', 'Mobile', 'Fax', 'WebAddr']);
  keepAddress(draft, 'BillAddr');
  keepAddress(draft, 'ShipAddr');
  activity(draft);
  // A job that moves takes its open balance from one parent's total to the other's.
  const open = draft.before === undefined ? 0 : keptNumber(draft.before, 'openWithJobs');
  moveBetweenParents(draft, 'Customer', 'openWithJobs', open, true);
}

function names(draft: Draft): void {
  const { body, before, mode } = draft;
  const composed = composedName(body);
  const given = textOf(body, 'DisplayName')?.trim() ?? (composed === '' ? undefined : composed);
  if (given === undefined) {
    const kept = mode === 'full' ? undefined : before?.body.DisplayName;
    if (typeof kept !== 'string') {
      throw refuse(
        '6080',
        'Title, GivenName, MiddleName, FamilyName, DisplayName, Suffix - one of these must be non-empty.',
        '',
      );
    }
    body.DisplayName = kept;
  } else {
    body.DisplayName = given;
  }
  checkNameCharacters(String(body.DisplayName), 'DisplayName');
  // Recorded: made of the person's name when not given; a full update makes it anew, a sparse one keeps it.
  if (body.PrintOnCheckName === undefined) {
    body.PrintOnCheckName =
      textOf(body, 'CompanyName') ?? (composed === '' ? String(body.DisplayName).slice(0, 110) : composed);
  }
}

/** Active true/false: refused with money open (through the API), and the name carries a mark while inactive. */
function activity(draft: Draft): void {
  const { body, before, work } = draft;
  const wasActive = before === undefined || before.body.Active !== false;
  if (body.Active === false && wasActive && before !== undefined) {
    if (keptNumber(before, 'open') !== 0 || keptNumber(before, 'openWithJobs') !== 0) {
      throw refuse(
        '6220',
        'Delete List Has Balance Error : This customer cannot be deleted because it has a non-zero balance.',
        '',
      );
    }
    // The jobs below go with it, as they do on QuickBooks' own screen.
    for (const id of idsIn(work, draft.frame.indexer, 'Customer', `jobs:${draft.id}`)) {
      const job = getRow(work, 'Customer', id);
      if (job === undefined || job.deleted || job.body.Active === false) continue;
      const name = own(job).endsWith(DELETED_SUFFIX) ? own(job) : own(job) + DELETED_SUFFIX;
      putRow(work, 'Customer', {
        ...job,
        token: job.token + 1,
        updated: work.now,
        by: work.actor.id,
        body: { ...job.body, Active: false, DisplayName: name },
      });
    }
  }
  markInactive(draft, 'DisplayName');
}

const qualified = (row: Row, reader: Reader) => qualifiedName('Customer', own, row, reader);

export const customer: EntityDef = {
  name: 'Customer',
  path: 'customer',
  counter: { name: 'names', first: 1 },
  members,
  tolerated,
  writes: { create: true, update: true },
  removal: 'deactivate',
  canVoid: false,
  order: qualified,
  totalCount: false,
  captured: true,
  prepare,
  derived: {
    Level: (row, reader) => {
      const level = levelOf('Customer', row, reader);
      return level === 0 ? undefined : level;
    },
    Balance: (row) => fromCents(keptNumber(row, 'open')),
    BalanceWithJobs: (row) => fromCents(keptNumber(row, 'openWithJobs')),
    IsProject: () => false,
    ClientEntityId: () => '0',
    FullyQualifiedName: qualified,
    V4IDPseudonym: (row) => pseudonym('Customer', row.id),
  },
  title: own,
  uniqueKeys: (row) => (row.deleted ? [] : [`name:${own(row).toLowerCase()}`]),
  groupKeys: (row) => {
    const parent = refValue(row.body.ParentRef);
    return parent === undefined ? [] : [`jobs:${parent}`];
  },
};
