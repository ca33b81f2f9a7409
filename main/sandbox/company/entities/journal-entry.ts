/** Journal entry: debits and credits entered as such. Its TotalAmt is always 0 and its lines count from "0" (recorded). */
import { checkPartyCurrency } from '../currency.ts';
import type { Draft, EntityDef, Reader } from '../entity.ts';
import { business, missing, refuse } from '../faults.ts';
import {
  choice,
  day,
  flag,
  isList,
  isObject,
  list,
  type Members,
  money,
  number,
  object,
  ref,
  refValue,
  standard,
  text,
  textOf,
} from '../members.ts';
import { fromCents, toCents } from '../money.ts';
import { keptLinks } from '../settle.ts';
import type { Body, Json, Posting, Row } from '../types.ts';
import { linkedTxn } from './parts/lines.ts';
import { type Party, readParty } from './parts/named-party.ts';
import { subledger } from './parts/party-accounts.ts';
import { releaseChanged } from './parts/payable-shares.ts';
import { checkNumberLength, dateAndNamedCurrency, unlinkToDelete } from './parts/purchase-form.ts';
import { resolve } from './parts/refs.ts';
import { checkClosed } from './parts/sales-form.ts';

const members: Members = {
  Adjustment: flag(),
  TotalAmt: money({ readOnly: true }),
  ...standard,
  DocNumber: text(4000, { query: 'filter' }),
  TxnDate: day({ query: 'filter' }),
  CurrencyRef: ref('Currency'),
  ExchangeRate: number(),
  PrivateNote: text(4000),
  LinkedTxn: { ...linkedTxn(), readOnly: true },
  Line: list(
    {
      Id: text(20),
      Description: text(4000),
      Amount: money(),
      DetailType: choice(['JournalEntryLineDetail', 'DescriptionOnly']),
      JournalEntryLineDetail: object(
        {
          PostingType: choice(['Debit', 'Credit']),
          AccountRef: ref('Account'),
          Entity: object({
            Type: text(30),
            EntityRef: object({ value: text(20), name: text(500), type: text(30) }),
          }),
          ClassRef: ref('Class'),
          DepartmentRef: ref('Department'),
          BillableStatus: choice(['Billable', 'NotBillable', 'HasBeenBilled']),
        },
        {
          tolerated: [
            'TaxCodeRef',
            'TaxRateRef',
            'TaxApplicableOn',
            'TaxAmount',
            'TaxInclusiveAmt',
            'JournalCodeRef',
            'JournalEntryLineDetailEx',
          ],
        },
      ),
      CustomExtensions: list({}),
    },
    { tolerated: ['LineNum', 'LinkedTxn', 'DescriptionLineDetail', 'ProjectRef', 'LineEx', 'CustomField', 'Received'] },
  ),
  TxnTaxDetail: object({}, { readOnly: true }),
};

const tolerated = [
  'TxnSubType',
  'DepartmentRef',
  'TxnStatus',
  'TxnSource',
  'TaxFormType',
  'TaxFormNum',
  'TransactionLocationType',
  'Tag',
  'TxnApprovalInfo',
  'RecurDataRef',
  'RecurringInfo',
  'ProjectRef',
  'TotalCostAmount',
  'HomeTotalCostAmount',
  'HomeCurrencyAdjustment',
  'EnteredInHomeCurrency',
  'GlobalTaxCalculation',
  'HomeTotalAmt',
  'TaxRateRef',
  'JournalEntryEx',
]; // prettier-ignore

type Wire = { readonly [name: string]: Json };

function prepare(draft: Draft): void {
  const { body, before, kept } = draft;
  const given = body.Line;
  if (!isList(given) || given.length === 0) throw missing('Line');
  dateAndNamedCurrency(
    draft,
    given.map((line) => accountOf(draft, line)),
  );
  body.Adjustment ??= false;
  checkNumberLength(draft);
  const earlier = isList(before?.body.Line) ? before.body.Line : [];
  let nextId = typeof kept.nextLine === 'number' ? kept.nextLine : 0;
  let balance = 0;
  const lines: Json[] = [];
  for (const line of given) {
    if (!isObject(line)) continue;
    const found = earlier.find((past) => isObject(past) && past.Id !== undefined && past.Id === line.Id);
    const stood = isObject(found) ? found : undefined;
    const id = stood === undefined ? String(nextId) : String(line.Id);
    if (stood === undefined) nextId += 1;
    const worked = workOut(draft, line, stood);
    balance += worked.cents;
    lines.push({ Id: id, ...worked.wire });
  }
  if (balance !== 0) {
    throw refuse(
      '2300',
      `Debits and credits do not balance : the debits differ from the credits by ${fromCents(Math.abs(balance))}.`,
      'Line',
    );
  }
  body.Line = lines;
  kept.nextLine = nextId;
  releaseChanged(draft, 'JournalEntry');
}

/** The account a line names, if there is one: an account in foreign money makes the entry one of that currency. */
function accountOf({ reader }: Draft, line: Json): Row | undefined {
  const detail = isObject(line) ? line.JournalEntryLineDetail : undefined;
  const id = isObject(detail) ? refValue(detail.AccountRef) : undefined;
  return id === undefined ? undefined : reader.get('Account', id);
}

function workOut(draft: Draft, line: Wire, stood: Wire | undefined): { wire: Body; cents: number } {
  const wire: Body = {};
  const description = textOf(line, 'Description');
  if (description !== undefined) wire.Description = description;
  if (line.DetailType === 'DescriptionOnly') {
    wire.DetailType = 'DescriptionOnly';
    wire.CustomExtensions = [];
    return { wire, cents: 0 };
  }
  if (line.DetailType === undefined || line.DetailType === null) throw missing('Line.DetailType');
  const sent = isObject(line.JournalEntryLineDetail) ? line.JournalEntryLineDetail : {};
  const past = isObject(stood?.JournalEntryLineDetail) ? stood.JournalEntryLineDetail : {};
  if (typeof line.Amount !== 'number') throw missing('Line.Amount');
  const cents = toCents(line.Amount);
  if (cents < 0) throw refuse('2290', `Negative amount not supported. Supplied value:${line.Amount}`, 'Line.Amount');
  if (sent.PostingType === undefined || sent.PostingType === null) throw missing('PostingType');
  const id = refValue(sent.AccountRef);
  if (id === undefined) throw missing('AccountRef');
  const account = resolve(draft, 'Account', id, 'AccountRef', refValue(past.AccountRef));
  const entity = isObject(sent.Entity) ? sent.Entity : {};
  const who = readParty(draft, entity.EntityRef, entity.Type, 'Entity', partyOf(past)?.id);
  checkName(account, who);
  if (who !== undefined && subledger(account) !== undefined) checkPartyCurrency(draft, who);
  const detail: Body = { PostingType: sent.PostingType, AccountRef: { value: id } };
  // The inner type is for merges; answers leave it out.
  if (who !== undefined) detail.Entity = { Type: who.entity, EntityRef: { value: who.id, type: who.entity } };
  for (const [member, target] of [['ClassRef', 'Class'] as const, ['DepartmentRef', 'Department'] as const]) {
    const value = refValue(sent[member]);
    if (value === undefined) continue;
    resolve(draft, target, value, member, refValue(past[member]));
    detail[member] = { value };
  }
  if (typeof sent.BillableStatus === 'string' && who?.entity === 'Customer')
    detail.BillableStatus = sent.BillableStatus;
  Object.assign(wire, { Amount: fromCents(cents), DetailType: 'JournalEntryLineDetail' });
  wire.JournalEntryLineDetail = detail;
  wire.CustomExtensions = [];
  return { wire, cents: sent.PostingType === 'Debit' ? cents : -cents };
}

/** A/R and A/P are sums of what names owe and are owed: a line of theirs must say whose. */
function checkName(account: Row, who: Party | undefined): void {
  const wanted = subledger(account);
  if (wanted === 'Customer' && who?.entity !== 'Customer')
    throw business('When you use Accounts Receivable, you must choose a customer in the Name field.', 'Entity');
  if (wanted === 'Vendor' && who?.entity !== 'Vendor')
    throw business('When you use Accounts Payable, you must choose a vendor in the Name field.', 'Entity');
}

/** Whom a stored line speaks of. */
function partyOf(detail: Wire): Party | undefined {
  const entity = detail.Entity;
  if (!isObject(entity) || !isObject(entity.EntityRef) || typeof entity.EntityRef.value !== 'string') return undefined;
  return { entity: entity.Type as Party['entity'], id: entity.EntityRef.value };
}

function postings(row: Row, reader: Reader): Posting[] {
  return (isList(row.body.Line) ? row.body.Line : []).flatMap((line) => {
    const detail = isObject(line) ? line.JournalEntryLineDetail : undefined;
    if (!isObject(line) || !isObject(detail) || typeof line.Amount !== 'number' || line.Amount === 0) return [];
    const account = refValue(detail.AccountRef) ?? '';
    const cents = (detail.PostingType === 'Debit' ? 1 : -1) * toCents(line.Amount);
    const ledger = reader.get('Account', account);
    const who = ledger !== undefined && subledger(ledger) !== undefined ? partyOf(detail) : undefined;
    return [who === undefined ? { account, cents } : { account, cents, name: who }];
  });
}

/** Lines with the present names of whom they speak of. */
function shownLines(row: Row, reader: Reader): Json {
  return (isList(row.body.Line) ? row.body.Line : []).map((line): Json => {
    const detail = isObject(line) ? line.JournalEntryLineDetail : undefined;
    const who = isObject(detail) ? partyOf(detail) : undefined;
    const name = who === undefined ? undefined : reader.get(who.entity, who.id)?.body.DisplayName;
    if (!isObject(line) || !isObject(detail) || who === undefined) return line;
    const EntityRef: Body = name === undefined ? { value: who.id } : { value: who.id, name };
    const Entity = { Type: who.entity, EntityRef };
    return { ...line, JournalEntryLineDetail: { ...detail, Entity } };
  });
}

export const journalEntry: EntityDef = {
  name: 'JournalEntry',
  path: 'journalentry',
  counter: { name: 'transactions', first: 1 },
  members,
  tolerated,
  writes: { create: true, update: true },
  removal: 'delete',
  canVoid: false,
  order: 'recent',
  totalCount: true,
  captured: true,
  prepare,
  deleting: (draft) => {
    checkClosed(draft);
    unlinkToDelete(draft);
  },
  derived: {
    TotalAmt: () => 0,
    TxnTaxDetail: () => ({}),
    Line: shownLines,
    LinkedTxn: (row) => {
      const links = keptLinks(row);
      return links.length === 0 ? undefined : links;
    },
  },
  title: (row) => textOf(row.body, 'DocNumber'),
  postings,
};
