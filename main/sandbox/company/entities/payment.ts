/** Payment received from a customer. */

import { keepRates, rateKept, transactionCurrency } from '../currency.ts';
import type { Draft, EntityDef, Reader } from '../entity.ts';
import { business, refuse } from '../faults.ts';
import {
  day,
  flag,
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
import { keptLinks, keptNumber } from '../settle.ts';
import { dayOf } from '../time.ts';
import type { Posting, Row } from '../types.ts';
import { checkDeposited } from './parts/applied.ts';
import { oldestInvoices } from './parts/auto-apply.ts';
import { linkedTxn } from './parts/lines.ts';
import { applications, release, shownLines, signed, unapplied, workOutApplications } from './parts/payment-lines.ts';
import { checkAddress } from './parts/people.ts';
import { mustRef, requireRef } from './parts/refs.ts';
import { checkClosed } from './parts/sales-form.ts';
import { systemAccount } from './parts/system-accounts.ts';

export { applications } from './parts/payment-lines.ts';

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
  checkDeposited(draft);
  checkClosed(draft);
  // Documented sample: a full update that names no amount keeps it.
  body.TotalAmt ??= before?.body.TotalAmt ?? null;
  if (typeof body.TotalAmt !== 'number') throw business('You must set a transaction amount.', 'TotalAmt');
  const total = toCents(body.TotalAmt);
  if (total < 0)
    throw refuse('2290', 'Negative amount not supported. Supplied value:'.concat(String(body.TotalAmt)), 'TotalAmt');
  kept.total = total;
  body.TxnDate ??= dayOf(work.now);
  transactionCurrency(draft, customer);
  body.ProcessPayment ??= false;
  // Recorded: a payment of nothing, which only sets a credit against an invoice, goes nowhere.
  if (total > 0) body.DepositToAccountRef ??= { value: systemAccount(reader, 'undeposited') };
  requireRef(draft, 'DepositToAccountRef', 'Account');
  requireRef(draft, 'PaymentMethodRef', 'PaymentMethod');
  if (draft.mode === 'create' && draft.sent.Line === undefined) body.Line = oldestInvoices(draft, total);
  body.Line = workOutApplications(draft, customer, total);
  keepRates(draft, applications(draft));
}

/**
 * Each share lowers what the document's own customer owes (it may be a job of the payer), or uses up its credit; the rest
 * is the payer's credit.
 */
function postings(row: Row, reader: Reader): Posting[] {
  const total = keptNumber(row, 'total');
  const shares = applications(row);
  if (total === 0 && shares.length === 0) return [];
  const receivable = systemAccount(reader, 'receivable');
  const payer = refValue(row.body.CustomerRef) ?? '';
  const owners = isObject(row.kept.owners) ? row.kept.owners : {};
  const result: Posting[] = [];
  if (total !== 0) {
    const into = refValue(row.body.DepositToAccountRef) ?? systemAccount(reader, 'undeposited');
    result.push({ account: into, cents: total });
  }
  for (const share of shares) {
    const owner = owners[share.id];
    const id = typeof owner === 'string' ? owner : payer;
    result.push({
      account: receivable,
      cents: -signed(share),
      name: { entity: 'Customer', id },
      ...rateKept(row, share),
    });
  }
  const rest = unapplied(row);
  if (rest !== 0) result.push({ account: receivable, cents: -rest, name: { entity: 'Customer', id: payer } });
  return result;
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
    checkDeposited(draft);
    draft.body.TotalAmt = 0;
    draft.body.Line = [];
    delete draft.kept.owners;
    draft.kept.total = 0;
  },
  deleting: (draft) => {
    checkClosed(draft);
    checkDeposited(draft);
  },
  sending: (draft, sendTo) => {
    // A payment has no address of its own, so one must be sent along.
    if (sendTo === undefined || sendTo.trim() === '')
      throw refuse('6420', 'An email address is required to send the transaction.', 'sendTo');
    checkAddress(sendTo, 'sendTo');
    draft.kept.sent = keptNumber(draft, 'sent') + 1;
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
