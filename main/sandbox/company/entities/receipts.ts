/**
 * Sales receipt (sold and paid at once) and refund receipt (paid back): forms that move money themselves. Either can lie in
 * a deposit, which locks it.
 */

import { homeAmount } from '../currency.ts';
import type { Draft, EntityDef, Reader } from '../entity.ts';
import { missing, refuse } from '../faults.ts';
import { isList, type Members, money, ref, refValue, standard, text, textOf } from '../members.ts';
import { fromCents } from '../money.ts';
import { keptLinks, keptNumber } from '../settle.ts';
import type { Json, Posting, Row } from '../types.ts';
import { checkDeposited } from './parts/applied.ts';
import { numberKeys } from './parts/doc-number.ts';
import { emailForm } from './parts/email-form.ts';
import { linkedTxn, salesLines } from './parts/lines.ts';
import { requireRef } from './parts/refs.ts';
import { sourceLinks } from './parts/sale-sources.ts';
import { checkClosed, prepareForm } from './parts/sales-form.ts';
import {
  billEmail,
  deliveryInfo,
  emailStatus,
  SALES_TOLERATED,
  salesHead,
  salesParty,
  salesTotals,
  shipping,
} from './parts/sales-members.ts';
import { itemPostings, voidLines } from './parts/sales-postings.ts';
import { taxPostings, txnTaxDetail } from './parts/sales-tax.ts';
import { stockQuantities } from './parts/stock.ts';
import { systemAccount } from './parts/system-accounts.ts';

const head: Members = {
  ...standard,
  ...salesHead,
  LinkedTxn: linkedTxn(),
  Line: salesLines(),
  TxnTaxDetail: txnTaxDetail(),
  ...salesParty,
};

const tolerated = [...SALES_TOLERATED, 'TxnStatus', 'SalesTermRef', 'DueDate'];

/** Accounts money can lie in. */
const MONEY_ACCOUNTS = ['Bank', 'Other Current Asset'];

function prepare(draft: Draft): void {
  checkDeposited(draft);
  prepareForm(draft, { sequence: 'sales', due: false, walkIn: true });
  sourceLinks(draft, ['TimeActivity', 'ReimburseCharge']);
  requireRef(draft, 'PaymentMethodRef', 'PaymentMethod');
  const account = requireRef(draft, 'DepositToAccountRef', 'Account');
  if (account !== undefined && !MONEY_ACCOUNTS.includes(textOf(account.body, 'AccountType') ?? ''))
    throw refuse('6430', 'Invalid account type : the account must be a bank account.', 'DepositToAccountRef');
}

/** The deposit it lies in, and what it was made from. */
const links = (row: Row): Json | undefined => {
  const known = [...keptLinks(row), ...(isList(row.body.LinkedTxn) ? row.body.LinkedTxn : [])];
  return known.length === 0 ? undefined : known;
};

/** `sign` 1 brings money in, -1 takes it out. */
const postings =
  (sign: 1 | -1) =>
  (row: Row, reader: Reader): Posting[] => {
    const total = keptNumber(row, 'total');
    const lines = [...itemPostings(row, reader, sign), ...taxPostings(row, reader, sign)];
    const account = refValue(row.body.DepositToAccountRef) ?? systemAccount(reader, 'undeposited');
    return total === 0 ? lines : [...lines, { account, cents: sign * total }];
  };

const form = {
  counter: { name: 'transactions', first: 1 },
  writes: { create: true, update: true },
  removal: 'delete',
  order: 'recent',
  captured: true,
  voided: (draft: Draft) => {
    checkClosed(draft);
    checkDeposited(draft);
    voidLines(draft);
  },
  deleting: (draft: Draft) => {
    checkClosed(draft);
    checkDeposited(draft);
  },
  sending: emailForm,
  derived: {
    LinkedTxn: links,
    TotalAmt: (row: Row) => fromCents(keptNumber(row, 'total')),
    HomeTotalAmt: (row: Row, reader: Reader) => homeAmount(row, reader, keptNumber(row, 'total')),
    Balance: () => 0,
  },
  title: (row: Row) => textOf(row.body, 'DocNumber'),
} as const;

export const salesReceipt: EntityDef = {
  ...form,
  name: 'SalesReceipt',
  path: 'salesreceipt',
  members: {
    ...head,
    ...shipping,
    ...salesTotals('filter'),
    EmailStatus: emailStatus(),
    ...billEmail,
    Balance: money({ readOnly: true, query: 'filter' }),
    PaymentMethodRef: ref('PaymentMethod'),
    PaymentRefNum: text(21),
    DepositToAccountRef: ref('Account'),
    DeliveryInfo: deliveryInfo(),
  },
  tolerated: [...tolerated, 'SalesReceiptEx'],
  canVoid: true,
  totalCount: false,
  prepare: (draft) => {
    draft.body.DepositToAccountRef ??= { value: systemAccount(draft.reader, 'undeposited') };
    prepare(draft);
  },
  groupKeys: (row) => numberKeys('SalesReceipt', row),
  postings: postings(1),
  quantities: (row) => stockQuantities(row, 1),
};

/** On a refund that waits to be printed as a check (documented sample). */
const TO_PRINT = 'To Print';

export const refundReceipt: EntityDef = {
  ...form,
  name: 'RefundReceipt',
  path: 'refundreceipt',
  members: {
    ...head,
    ...salesTotals(),
    // Documented answers of it carry no EmailStatus, even after it was sent.
    ...billEmail,
    Balance: money({ readOnly: true, query: 'filter' }),
    PaymentMethodRef: ref('PaymentMethod'),
    PaymentRefNum: text(100),
    DepositToAccountRef: ref('Account'),
    DeliveryInfo: deliveryInfo(),
  },
  tolerated: [
    ...tolerated,
    'EmailStatus',
    'ShipMethodRef',
    'ShipDate',
    'TrackingNum',
    'RemainingCredit',
    'RefundReceiptEx',
  ],
  // A person can, the API cannot.
  canVoid: false,
  totalCount: true,
  prepare: (draft) => {
    const { body, mode } = draft;
    if (refValue(body.DepositToAccountRef) === undefined) throw missing('DepositToAccountRef');
    prepare(draft);
    if (mode === 'create' && body.PrintStatus === 'NeedToPrint') body.PaymentRefNum ??= TO_PRINT;
  },
  groupKeys: (row) => numberKeys('RefundReceipt', row),
  postings: postings(-1),
  quantities: (row) => stockQuantities(row, -1),
};
