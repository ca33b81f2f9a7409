/**
 * Purchase order: posts nothing. A bill or purchase whose lines link to its lines receives it; once everything ordered is
 * received it is Closed. Only in the larger plans (5020 elsewhere).
 */
import type { Draft, EntityDef, LinkSource, LinkTarget } from '../entity.ts';
import { business } from '../faults.ts';
import {
  choice,
  day,
  isList,
  isObject,
  list,
  type Members,
  money,
  number,
  ref,
  standard,
  text,
  textOf,
} from '../members.ts';
import { addDecimal, fromCents } from '../money.ts';
import { keptNumber } from '../settle.ts';
import { putRow } from '../store.ts';
import type { Body, Json, Row } from '../types.ts';
import { customFields } from './parts/custom-fields.ts';
import { expenseLines, workOutExpenses } from './parts/expense-lines.ts';
import { linkedTxn } from './parts/lines.ts';
import { orderAddresses } from './parts/order-addresses.ts';
import { address, checkEmail, email } from './parts/people.ts';
import { dateAndCurrency, ownSequence, vendorAndAccount } from './parts/purchase-form.ts';
import { withPurchaseTax } from './parts/purchase-tax.ts';
import { allReceived, forget, type Receipts, receiptsOf, receivedBy } from './parts/receipts.ts';
import { requireRef } from './parts/refs.ts';
import { checkClosed } from './parts/sales-form.ts';
import { txnTaxDetail } from './parts/sales-tax.ts';

const members: Members = {
  ClassRef: ref('Class'),
  SalesTermRef: ref('Term', { named: false }),
  DueDate: day({ query: 'filter' }),
  VendorAddr: address(),
  ShipTo: ref('Customer'),
  ShipAddr: address(),
  ShipMethodRef: ref('ShipMethod', { named: false }),
  POEmail: email(),
  EmailStatus: choice(['NotSet', 'NeedToSend', 'EmailSent']),
  POStatus: choice(['Open', 'Closed']),
  ...standard,
  CustomField: list({ DefinitionId: text(20), Name: text(100), Type: text(30), StringValue: text(200) }),
  DocNumber: text(4000, { query: 'filter' }),
  TxnDate: day({ query: 'filter' }),
  DepartmentRef: ref('Department'),
  CurrencyRef: ref('Currency'),
  ExchangeRate: number(),
  PrivateNote: text(4000),
  LinkedTxn: { ...linkedTxn(), readOnly: true },
  Line: expenseLines(),
  VendorRef: ref('Vendor'),
  APAccountRef: ref('Account'),
  TotalAmt: money({ readOnly: true }),
  Memo: text(4000),
  TxnTaxDetail: txnTaxDetail(),
  GlobalTaxCalculation: choice(['TaxExcluded', 'TaxInclusive', 'NotApplicable']),
};

const tolerated = [
  'TxnSubType',
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
  'BillEmail',
  'ReplyEmail',
  'TaxCodeRef',
  'ReimbursableInfoRef',
  'ExpectedDate',
  'DropShipToEntity',
  'InventorySiteRef',
  'FOB',
  'TemplateRef',
  'PrintStatus',
  'ManuallyClosed',
  'PurchaseOrderEx',
]; // prettier-ignore

function prepare(draft: Draft): void {
  const { body, before, kept, sent } = draft;
  const vendor = vendorAndAccount(draft);
  dateAndCurrency(draft, vendor);
  const worked = workOutExpenses(draft, { numbered: true, links: 'never', received: true });
  const { lines, cents } = withPurchaseTax(draft, worked);
  body.Line = lines.map((line) => line.wire);
  kept.total = cents;
  requireRef(draft, 'SalesTermRef', 'Term');
  requireRef(draft, 'ClassRef', 'Class');
  orderAddresses(draft, vendor);
  checkEmail(draft, 'POEmail');
  body.EmailStatus ??= before?.body.EmailStatus ?? 'NotSet';
  body.CustomField = customFields(draft, 'purchase');
  ownSequence(draft, 'purchaseorder', 'VendorAndPurchasesPrefs.UseCustomTxnNumbers');
  // Closed by hand stays closed; what was closed by receiving it opens again with the receipt.
  if (sent.POStatus === 'Closed' && before?.body.POStatus !== 'Closed') kept.closed = true;
  if (sent.POStatus === 'Open') delete kept.closed;
  body.POStatus = status(body, kept);
}

function status(body: { readonly [name: string]: Json }, kept: { readonly [name: string]: Json }): string {
  return kept.closed === true || allReceived(body.Line, receiptsOf(kept)) ? 'Closed' : 'Open';
}

/** A bill or purchase that links to lines of it was saved or deleted: new token and time when that changes it (recorded). */
function linked({ work, row }: LinkTarget, by: LinkSource): void {
  if (by.entity !== 'Bill' && by.entity !== 'Purchase') return;
  const key = `${by.entity}:${by.row.id}`;
  const earlier = receiptsOf(row.kept);
  const now = by.row.deleted ? {} : receivedBy(by.row, row.id);
  const receipts: Receipts = forget(earlier, key);
  if (Object.keys(now).length > 0) receipts.unshift({ by: key, lines: now });
  if (JSON.stringify(receipts) === JSON.stringify(earlier)) return;
  const kept = { ...row.kept, receipts: receipts as unknown as Json };
  const lines = isList(row.body.Line) ? row.body.Line : [];
  const Line = lines.map((line): Json => {
    if (!isObject(line) || line.Received === undefined) return line;
    let received = '0';
    for (const receipt of receipts) received = addDecimal(received, receipt.lines[String(line.Id)]?.quantity ?? 0);
    return { ...line, Received: Number(received) };
  });
  const body: Body = { ...row.body, Line };
  body.POStatus = status(body, kept);
  putRow(work, 'PurchaseOrder', { ...row, token: row.token + 1, updated: work.now, by: work.actor.id, body, kept });
}

export const purchaseOrder: EntityDef = {
  name: 'PurchaseOrder',
  path: 'purchaseorder',
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
  linked,
  deleting: (draft) => {
    checkClosed(draft);
    if (!draft.work.actor.screen && receiptsOf(draft.kept).length > 0)
      throw business('This purchase order is linked to other transactions. Unlink them before you delete it.');
  },
  sending: (draft, sendTo) => {
    const known = isObject(draft.body.POEmail) ? textOf(draft.body.POEmail, 'Address') : undefined;
    const to = sendTo ?? known;
    if (to === undefined) throw business('An email address is required to send the transaction.', 'POEmail');
    draft.body.POEmail = { Address: to };
    draft.body.EmailStatus = 'EmailSent';
  },
  derived: {
    TotalAmt: (row) => fromCents(keptNumber(row, 'total')),
    LinkedTxn: (row) => shownReceipts(row),
  },
  title: (row) => textOf(row.body, 'DocNumber'),
};

/** Recorded: always a list, empty while nothing was received. */
function shownReceipts(row: Row): Json {
  return receiptsOf(row.kept).map(({ by }) => {
    const [TxnType = '', TxnId = ''] = by.split(':');
    return { TxnId, TxnType };
  });
}
