/** Invoice. */

import { homeAmount } from '../currency.ts';
import type { Draft, EntityDef, Reader } from '../entity.ts';
import { business } from '../faults.ts';
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
import { keptLinks, keptNumber } from '../settle.ts';
import type { Json, Posting, Row, View } from '../types.ts';
import { openCents, releaseAll, unlink } from './parts/applied.ts';
import { applyCredits } from './parts/auto-apply.ts';
import { numberKeys } from './parts/doc-number.ts';
import { emailForm } from './parts/email-form.ts';
import { linkedTxn, salesLines } from './parts/lines.ts';
import { address, email } from './parts/people.ts';
import { sourceLinks } from './parts/sale-sources.ts';
import { checkClosed, prepareForm } from './parts/sales-form.ts';
import { NOT_SENT } from './parts/sales-members.ts';
import { itemPostings, voidLines } from './parts/sales-postings.ts';
import { taxPostings, txnTaxDetail } from './parts/sales-tax.ts';
import { stockQuantities } from './parts/stock.ts';
import { systemAccount } from './parts/system-accounts.ts';

const members: Members = {
  AllowIPNPayment: flag(),
  AllowOnlinePayment: flag(),
  AllowOnlineCreditCardPayment: flag(),
  AllowOnlineACHPayment: flag(),
  InvoiceLink: text(4000, { readOnly: true, views: ['read', 'write'] }),
  ...standard,
  CustomField: list({ DefinitionId: text(20), Name: text(100), Type: text(30), StringValue: text(200) }),
  DocNumber: text(4000, { query: 'filter' }),
  TxnDate: day({ query: 'filter' }),
  DepartmentRef: ref('Department'),
  CurrencyRef: ref('Currency'),
  ExchangeRate: number(),
  PrivateNote: text(4000),
  LinkedTxn: linkedTxn(),
  Line: salesLines(),
  TxnTaxDetail: txnTaxDetail(),
  CustomerRef: ref('Customer', { query: 'filter' }),
  CustomerMemo: object({ value: text(1000) }, { tolerated: ['id'] }),
  ProjectRef: ref('Customer', { query: 'filter' }),
  BillAddr: address(),
  ShipAddr: address(),
  FreeFormAddress: flag(NOT_SENT),
  ShipFromAddr: { ...address(), ...NOT_SENT },
  ClassRef: ref('Class'),
  SalesTermRef: ref('Term', { query: 'filter' }),
  DueDate: day({ query: 'filter' }),
  ShipMethodRef: ref('ShipMethod', { named: false }),
  ShipDate: day(),
  TrackingNum: text(100),
  GlobalTaxCalculation: choice(['TaxExcluded', 'TaxInclusive', 'NotApplicable']),
  TotalAmt: money({ readOnly: true, query: 'filter' }),
  HomeTotalAmt: money({ readOnly: true }),
  ApplyTaxAfterDiscount: flag(),
  PrintStatus: choice(['NotSet', 'NeedToPrint', 'PrintComplete']),
  EmailStatus: choice(['NotSet', 'NeedToSend', 'EmailSent']),
  BillEmail: email(),
  BillEmailCc: email(),
  BillEmailBcc: email(),
  Balance: money({ readOnly: true, query: 'filter' }),
  HomeBalance: money({ readOnly: true }),
  Deposit: money(),
  DepositToAccountRef: ref('Account'),
  DeliveryInfo: object({ DeliveryType: text(30), DeliveryTime: text(40) }, { readOnly: true }),
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
  'TotalCostAmount',
  'HomeTotalCostAmount',
  'AutoDocNumber',
  'RemitToRef',
  'SalesRepRef',
  'PONumber',
  'FOB',
  'ShippingTaxIncludedInTotalTax',
  'TemplateRef',
  'ARAccountRef',
  'FinanceCharge',
  'PaymentMethodRef',
  'PaymentRefNum',
  'PaymentType',
  'CheckPayment',
  'CreditCardPayment',
  'DiscountRate',
  'DiscountAmt',
  'GovtTxnRefIdentifier',
  'TaxExemptionRef',
  'AllowOnlinePayPalPayment',
  'AllowOnlineAffirmPayment',
  'EInvoiceStatus',
  'ECloudStatusTimeStamp',
  'CfdiUse',
  'Exportation',
  'GlobalInfo',
  'invoiceStatus',
  'callToAction',
  'invoiceStatusLog',
  'InvoiceEx',
  'LessCIS',
  'PaymentDetailsMessage',
  'ConvenienceFeeDetail',
  'EnabledSurchargeInfo',
  'InvoiceLinkSecurityCode',
  'InvoiceLinkExpiryDate',
  'AutoPayEligible',
  'SchedulePayEligible',
  'ScheduledPaymentId',
  'GratuityEnabled',
  'FinancingProductType',
  'SubscriptionPaymentsSetting',
  'TxnRetainageDetail',
]; // prettier-ignore

function prepare(draft: Draft): void {
  const { body, kept, before } = draft;
  // A payment cannot follow an invoice to another customer.
  if (before !== undefined && refValue(before.body.CustomerRef) !== refValue(body.CustomerRef))
    releaseAll(draft, before);
  prepareForm(draft, { sequence: 'sales', due: true });
  body.AllowIPNPayment ??= false;
  body.AllowOnlinePayment ??= false;
  body.AllowOnlineCreditCardPayment ??= true;
  body.AllowOnlineACHPayment ??= true;
  const deposit = typeof body.Deposit === 'number' ? toCents(body.Deposit) : 0;
  if (deposit > keptNumber(draft, 'total'))
    throw business('The deposit is greater than the total of the transaction.', 'Deposit');
  if (deposit === 0) delete kept.deposit;
  else {
    kept.deposit = deposit;
    body.DepositToAccountRef ??= { value: systemAccount(draft.reader, 'undeposited') };
  }
  sourceLinks(draft, ['Estimate', 'TimeActivity', 'ReimburseCharge']);
}

function postings(row: Row, reader: Reader): Posting[] {
  const total = keptNumber(row, 'total');
  const deposit = keptNumber(row, 'deposit');
  const customer = refValue(row.body.CustomerRef) ?? '';
  const lines: Posting[] = [...itemPostings(row, reader, 1), ...taxPostings(row, reader, 1)];
  if (total !== 0 || deposit !== 0) {
    lines.push({
      account: systemAccount(reader, 'receivable'),
      cents: total - deposit,
      name: { entity: 'Customer', id: customer },
    });
  }
  const into = refValue(row.body.DepositToAccountRef);
  if (deposit !== 0) lines.push({ account: into ?? systemAccount(reader, 'undeposited'), cents: deposit });
  return lines;
}

/** Shown when the customer could pay it on line (recorded on reads and update answers, never in queries). */
function invoiceLink(row: Row, _reader: Reader, view: View): Json | undefined {
  const online = row.body.AllowOnlineCreditCardPayment === true || row.body.AllowOnlineACHPayment === true;
  if (!online || !isObject(row.body.BillEmail) || (view === 'write' && row.token === 0)) return undefined;
  return `https://developer.intuit.com/comingSoonview/scs-v1-${row.id.padStart(32, '0')}?locale=en_US&cta=v3invoicelink`;
}

export const invoice: EntityDef = {
  name: 'Invoice',
  path: 'invoice',
  counter: { name: 'transactions', first: 1 },
  members,
  tolerated,
  writes: { create: true, update: true },
  removal: 'delete',
  canVoid: true,
  order: 'recent',
  totalCount: true,
  captured: true,
  prepare,
  voided: (draft) => {
    checkClosed(draft);
    unlink(draft, 'void');
    voidLines(draft);
    delete draft.body.Deposit;
    delete draft.kept.deposit;
  },
  deleting: (draft) => {
    checkClosed(draft);
    unlink(draft, 'delete');
  },
  after: (draft) => applyCredits(draft, 'Invoice'),
  sending: emailForm,
  derived: {
    TotalAmt: (row) => fromCents(keptNumber(row, 'total')),
    HomeTotalAmt: (row, reader) => homeAmount(row, reader, keptNumber(row, 'total')),
    HomeBalance: (row, reader) => homeAmount(row, reader, openCents(row)),
    Balance: (row) => fromCents(openCents(row)),
    // Recorded: what it was made of first, then the payments, the newest first.
    LinkedTxn: (row) => [...(isList(row.body.LinkedTxn) ? row.body.LinkedTxn : []), ...keptLinks(row)],
    InvoiceLink: invoiceLink,
  },
  title: (row) => textOf(row.body, 'DocNumber'),
  groupKeys: (row) => numberKeys('Invoice', row),
  postings,
  quantities: (row) => stockQuantities(row, 1),
  settled: true,
};
