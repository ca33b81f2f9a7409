/**
 * Credit memo: lowers what a customer owes. It is set against invoices by a payment of nothing that names both (or by
 * QuickBooks itself, see parts/auto-apply.ts); what is left of it is RemainingCredit. Unlike an invoice it does not show
 * the payment that used it (recorded).
 */

import { homeAmount } from '../currency.ts';
import type { Draft, EntityDef, Reader } from '../entity.ts';
import { type Members, money, ref, refValue, standard, textOf } from '../members.ts';
import { fromCents } from '../money.ts';
import { keptNumber } from '../settle.ts';
import type { Posting, Row } from '../types.ts';
import { openCents, releaseAll, unlink } from './parts/applied.ts';
import { applyCredits } from './parts/auto-apply.ts';
import { numberKeys } from './parts/doc-number.ts';
import { emailForm } from './parts/email-form.ts';
import { salesLines } from './parts/lines.ts';
import { requireRef } from './parts/refs.ts';
import { checkClosed, prepareForm } from './parts/sales-form.ts';
import {
  billEmail,
  deliveryInfo,
  emailStatus,
  SALES_TOLERATED,
  salesHead,
  salesParty,
  salesTotals,
} from './parts/sales-members.ts';
import { itemPostings, voidLines } from './parts/sales-postings.ts';
import { taxPostings, txnTaxDetail } from './parts/sales-tax.ts';
import { stockQuantities } from './parts/stock.ts';
import { systemAccount } from './parts/system-accounts.ts';

const members: Members = {
  RemainingCredit: money({ readOnly: true }),
  ...standard,
  ...salesHead,
  Line: salesLines(),
  TxnTaxDetail: txnTaxDetail(),
  ...salesParty,
  SalesTermRef: ref('Term', { query: 'filter' }),
  ...salesTotals(),
  EmailStatus: emailStatus(),
  ...billEmail,
  Balance: money({ readOnly: true, query: 'filter' }),
  HomeBalance: money({ readOnly: true }),
  DeliveryInfo: deliveryInfo(),
};

const tolerated = [
  ...SALES_TOLERATED,
  'TxnStatus',
  'LinkedTxn',
  'DueDate',
  'ShipMethodRef',
  'ShipDate',
  'TrackingNum',
  'PaymentMethodRef',
  'PaymentRefNum',
  'DepositToAccountRef',
  'InvoiceRef',
  'CreditMemoEx',
];

function prepare(draft: Draft): void {
  const { body, before } = draft;
  // A credit cannot follow to another customer what it has paid.
  if (before !== undefined && refValue(before.body.CustomerRef) !== refValue(body.CustomerRef))
    releaseAll(draft, before);
  prepareForm(draft, { sequence: 'sales', due: false });
  requireRef(draft, 'SalesTermRef', 'Term');
}

function postings(row: Row, reader: Reader): Posting[] {
  const total = keptNumber(row, 'total');
  const lines: Posting[] = [...itemPostings(row, reader, -1), ...taxPostings(row, reader, -1)];
  if (total !== 0) {
    const customer = refValue(row.body.CustomerRef) ?? '';
    const account = systemAccount(reader, 'receivable');
    lines.push({ account, cents: -total, name: { entity: 'Customer', id: customer } });
  }
  return lines;
}

export const creditMemo: EntityDef = {
  name: 'CreditMemo',
  path: 'creditmemo',
  counter: { name: 'transactions', first: 1 },
  members,
  tolerated,
  writes: { create: true, update: true },
  removal: 'delete',
  // A person can, the API cannot.
  canVoid: false,
  order: 'recent',
  totalCount: false,
  captured: true,
  prepare,
  voided: (draft) => {
    checkClosed(draft);
    unlink(draft, 'void');
    voidLines(draft);
  },
  deleting: (draft) => {
    checkClosed(draft);
    unlink(draft, 'delete');
  },
  after: (draft) => applyCredits(draft, 'CreditMemo'),
  sending: emailForm,
  derived: {
    RemainingCredit: (row) => fromCents(openCents(row)),
    TotalAmt: (row) => fromCents(keptNumber(row, 'total')),
    HomeTotalAmt: (row, reader) => homeAmount(row, reader, keptNumber(row, 'total')),
    HomeBalance: (row, reader) => homeAmount(row, reader, openCents(row)),
    Balance: (row) => fromCents(openCents(row)),
  },
  title: (row) => textOf(row.body, 'DocNumber'),
  groupKeys: (row) => numberKeys('CreditMemo', row),
  postings,
  quantities: (row) => stockQuantities(row, -1),
  settled: true,
};
