/** Payment received from a customer. */
import type { Draft, EntityDef, Reader } from '../entity.ts';
import { business, missing, refuse } from '../faults.ts';
import {
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
import { centsText, fromCents, toCents } from '../money.ts';
import { keptLinks, keptNumber } from '../settle.ts';
import { putRow } from '../store.ts';
import { dayOf } from '../time.ts';
import type { Application, Body, Json, Posting, Row } from '../types.ts';
import { openCents } from './invoice.ts';
import { nameValue } from './parts/line-ex.ts';
import { linkedTxn } from './parts/lines.ts';
import { homeCurrency } from './parts/preferences.ts';
import { mustRef, requireRef } from './parts/refs.ts';
import { checkClosed } from './parts/sales-form.ts';
import { systemAccount } from './parts/system-accounts.ts';

const members: Members = {
  CustomerRef: ref('Customer', { query: 'filter' }),
  ARAccountRef: ref('Account'),
  DepositToAccountRef: ref('Account', { named: false }),
  PaymentMethodRef: ref('PaymentMethod', { named: false, query: 'filter' }),
  PaymentRefNum: text(21, { query: 'filter' }),
  TotalAmt: money({ query: 'filter' }),
  UnappliedAmt: money({ readOnly: true }),
  ProcessPayment: flag(),
  ...standard,
  TxnDate: day({ query: 'filter' }),
  CurrencyRef: ref('Currency'),
  ExchangeRate: number(),
  PrivateNote: text(4000),
  LinkedTxn: list({ TxnId: text(20), TxnType: text(40), TxnLineId: text(20) }, { readOnly: true }),
  Line: list(
    { Amount: money(), LinkedTxn: linkedTxn(), LineEx: object({ any: list({}) }, { readOnly: true }) },
    { tolerated: ['Id', 'LineNum', 'Description', 'DetailType', 'PaymentLineDetail', 'CustomExtensions'] },
  ),
  ProjectRef: ref('Customer', { query: 'filter' }),
};

const tolerated = [
  'DocNumber',
  'TxnSubType',
  'DepartmentRef',
  'TxnStatus',
  'TxnTaxDetail',
  'TxnSource',
  'TaxFormType',
  'TaxFormNum',
  'TransactionLocationType',
  'Tag',
  'TxnApprovalInfo',
  'RecurDataRef',
  'RecurringInfo',
  'TotalCostAmount',
  'HomeTotalCostAmount',
  'RemitToRef',
  'PaymentType',
  'CheckPayment',
  'CreditCardPayment',
  'PaymentExtendedType',
  'PaymentEx',
  'TaxExemptionRef',
]; // prettier-ignore

function prepare(draft: Draft): void {
  const { body, before, reader, work, kept } = draft;
  const customer = mustRef(draft, 'CustomerRef', 'Customer');
  deposited(draft);
  checkClosed(draft);
  if (typeof body.TotalAmt !== 'number') throw business('You must set a transaction amount.', 'TotalAmt');
  const total = toCents(body.TotalAmt);
  if (total < 0)
    throw refuse('2290', 'Negative amount not supported. Supplied value:'.concat(String(body.TotalAmt)), 'TotalAmt');
  kept.total = total;
  body.TxnDate ??= dayOf(work.now);
  body.CurrencyRef = before?.body.CurrencyRef ?? { value: homeCurrency(reader) };
  body.ProcessPayment ??= false;
  body.DepositToAccountRef ??= { value: systemAccount(reader, 'undeposited') };
  requireRef(draft, 'DepositToAccountRef', 'Account');
  requireRef(draft, 'PaymentMethodRef', 'PaymentMethod');
  body.Line = workOutApplications(draft, customer, total);
}

/** A payment that lies in a deposit may not change. */
function deposited(draft: Draft): void {
  if (draft.before !== undefined && keptLinks(draft.before).some((link) => link.TxnType === 'Deposit')) {
    throw refuse(
      '6540',
      'Deposited Transaction cannot be changed : This transaction has been deposited. If you want to change or delete it, you must edit the deposit it appears on and remove it first.',
      '',
    );
  }
}

/** Lines as kept: one document each, never more than is open on it or left of the payment. */
function workOutApplications(draft: Draft, customer: Row, total: number): Json[] {
  const given = draft.body.Line;
  if (!isList(given)) return [];
  const result: Json[] = [];
  const owners: { [invoice: string]: Json } = {};
  let left = total;
  let asked = 0;
  for (const line of given) {
    if (!isObject(line)) continue;
    const links = isList(line.LinkedTxn) ? line.LinkedTxn : [];
    if (links.length === 0) continue;
    if (links.length > 1) throw business('A payment line can link to one transaction only.', 'Line');
    const link = links[0];
    if (!isObject(link) || typeof line.Amount !== 'number') throw missing('Line.Amount');
    const cents = toCents(line.Amount);
    if (cents < 0) throw refuse('2290', 'Negative amount not supported on a line.', 'Line.Amount');
    asked += cents;
    const target = linked(draft, link);
    // Money for another customer's document stays unapplied (reported from the field).
    if (!pays(draft, customer, target)) continue;
    const usable = Math.min(cents, openFor(draft, target), left);
    if (usable <= 0) continue;
    left -= usable;
    owners[target.id] = refValue(target.body.CustomerRef) ?? customer.id;
    result.push({ Amount: fromCents(usable), LinkedTxn: [{ TxnId: target.id, TxnType: 'Invoice' }] });
  }
  if (Object.keys(owners).length === 0) delete draft.kept.owners;
  else draft.kept.owners = owners;
  if (asked > total) throw business('The amount applied is greater than the amount of the payment.', 'Line');
  return result;
}

function linked(draft: Draft, link: { readonly [name: string]: Json }): Row {
  const type = textOf(link, 'TxnType') ?? '';
  const id = textOf(link, 'TxnId') ?? '';
  if (type !== 'Invoice')
    throw refuse('620', `Transaction of type ${type} cannot be linked to a payment here.`, 'LinkedTxn');
  const row = draft.reader.get(type, id);
  if (row === undefined) throw refuse('2500', `Invalid Reference Id : Txn element id ${id} not found`, 'LinkedTxn');
  if (row.deleted) throw refuse('610', 'Object Not Found : Another user has deleted this transaction.', '');
  return row;
}

/** A customer pays its own documents and those of its sub-customers. */
function pays(draft: Draft, customer: Row, target: Row): boolean {
  let owner = refValue(target.body.CustomerRef);
  for (let level = 0; owner !== undefined && level < 6; level += 1) {
    if (owner === customer.id) return true;
    owner = refValue(draft.reader.get('Customer', owner)?.body.ParentRef);
  }
  return false;
}

/** What is open on a document, not counting this payment's own earlier share. */
function openFor(draft: Draft, target: Row): number {
  const own = draft.before === undefined ? [] : applications(draft.before);
  const mine = own.reduce((sum, item) => (item.id === target.id ? sum + item.cents : sum), 0);
  return openCents(target) + mine;
}

export function applications(row: Row): Application[] {
  const lines = row.body.Line;
  if (!isList(lines)) return [];
  return lines.flatMap((line) => {
    if (!isObject(line) || typeof line.Amount !== 'number' || !isList(line.LinkedTxn)) return [];
    const link = line.LinkedTxn[0];
    if (!isObject(link) || typeof link.TxnId !== 'string' || typeof link.TxnType !== 'string') return [];
    return [{ entity: link.TxnType, id: link.TxnId, cents: toCents(line.Amount) }];
  });
}

function unapplied(row: Row): number {
  return applications(row).reduce((left, item) => left - item.cents, keptNumber(row, 'total'));
}

/** Each share lowers what the invoice's own customer owes (it may be a job of the payer); the rest is the payer's credit. */
function postings(row: Row, reader: Reader): Posting[] {
  const total = keptNumber(row, 'total');
  if (total === 0) return [];
  const receivable = systemAccount(reader, 'receivable');
  const payer = refValue(row.body.CustomerRef) ?? '';
  const owners = isObject(row.kept.owners) ? row.kept.owners : {};
  const into = refValue(row.body.DepositToAccountRef) ?? systemAccount(reader, 'undeposited');
  const result: Posting[] = [{ account: into, cents: total }];
  for (const share of applications(row)) {
    const owner = owners[share.id];
    const id = typeof owner === 'string' ? owner : payer;
    result.push({ account: receivable, cents: -share.cents, name: { entity: 'Customer', id } });
  }
  const rest = unapplied(row);
  if (rest !== 0) result.push({ account: receivable, cents: -rest, name: { entity: 'Customer', id: payer } });
  return result;
}

/** Gives back what it had applied to a document that shrank or went away. */
function release(
  { work, row }: { readonly work: Parameters<typeof putRow>[0]; readonly row: Row },
  id: string,
  cents: number,
): number {
  let freed = 0;
  const lines: Json[] = [];
  for (const line of isList(row.body.Line) ? row.body.Line : []) {
    const share = isObject(line) ? applications({ ...row, body: { Line: [line] } })[0] : undefined;
    if (share === undefined || share.id !== id || share.entity !== 'Invoice' || freed >= cents) {
      lines.push(line);
      continue;
    }
    const back = Math.min(share.cents, cents - freed);
    freed += back;
    if (share.cents > back && isObject(line)) lines.push({ ...line, Amount: fromCents(share.cents - back) });
  }
  if (freed > 0) {
    const { body } = row;
    putRow(work, 'Payment', { ...row, token: row.token + 1, updated: work.now, body: { ...body, Line: lines } });
  }
  return freed;
}

function shownLines(row: Row, reader: Reader): Json {
  const lines = row.body.Line;
  if (!isList(lines)) return [];
  return lines.map((line) => {
    const share = isObject(line) ? applications({ ...row, body: { Line: [line] } })[0] : undefined;
    const target = share === undefined ? undefined : reader.get(share.entity, share.id);
    if (!isObject(line) || share === undefined || target === undefined) return line;
    const extra: Json[] = [
      nameValue('txnId', share.id),
      nameValue('txnOpenBalance', centsText(openCents(target) + share.cents)),
    ];
    const number = textOf(target.body, 'DocNumber');
    if (number !== undefined) extra.push(nameValue('txnReferenceNumber', number));
    const shown: Body = { ...line, LineEx: { any: extra } };
    return shown;
  });
}

export const payment: EntityDef = {
  name: 'Payment',
  path: 'payment',
  counter: { name: 'transactions', first: 1 },
  members,
  tolerated,
  writes: { create: true, update: true },
  removal: 'delete',
  canVoid: true,
  order: 'recent',
  totalCount: false,
  captured: true,
  prepare,
  voided: (draft) => {
    checkClosed(draft);
    deposited(draft);
    draft.body.TotalAmt = 0;
    draft.body.Line = [];
    delete draft.kept.owners;
    draft.kept.total = 0;
  },
  deleting: (draft) => {
    checkClosed(draft);
    deposited(draft);
  },
  derived: {
    UnappliedAmt: (row) => fromCents(unapplied(row)),
    LinkedTxn: (row) => {
      const links = keptLinks(row);
      return links.length === 0 ? undefined : links;
    },
    Line: shownLines,
  },
  title: (row) => textOf(row.body, 'PaymentRefNum'),
  postings,
  applications,
  release,
};
