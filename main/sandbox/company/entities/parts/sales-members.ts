/** Members every sales form has, in the order recorded: the head before the lines, and what follows them. */
import { choice, day, flag, list, type Members, money, number, object, ref, text } from '../../members.ts';
import { address, email } from './people.ts';

/** CustomField to PrivateNote. */
export const salesHead: Members = {
  CustomField: list({ DefinitionId: text(20), Name: text(100), Type: text(30), StringValue: text(200) }),
  DocNumber: text(4000, { query: 'filter' }),
  TxnDate: day({ query: 'filter' }),
  DepartmentRef: ref('Department'),
  CurrencyRef: ref('Currency'),
  ExchangeRate: number(),
  PrivateNote: text(4000),
};

/** Recorded: the answer to e-mailing a form is an older one and lacks what came later. */
export const NOT_SENT = { views: ['write', 'read', 'query', 'cdc'] } as const;

/** ProjectRef to ClassRef. */
export const salesParty: Members = {
  ProjectRef: ref('Customer', { query: 'filter' }),
  CustomerRef: ref('Customer', { query: 'filter' }),
  CustomerMemo: object({ value: text(1000) }, { tolerated: ['id'] }),
  BillAddr: address(),
  ShipAddr: address(),
  FreeFormAddress: flag(NOT_SENT),
  ShipFromAddr: { ...address(), ...NOT_SENT },
  ClassRef: ref('Class'),
};

export const shipping: Members = {
  ShipMethodRef: ref('ShipMethod', { named: false }),
  ShipDate: day(),
  TrackingNum: text(100),
};

/** What a form comes to, and how it goes out. `query` says whether the total may stand in a WHERE. */
export const salesTotals = (query?: 'filter'): Members => ({
  GlobalTaxCalculation: choice(['TaxExcluded', 'TaxInclusive', 'NotApplicable']),
  TotalAmt: money(query === undefined ? { readOnly: true } : { readOnly: true, query }),
  HomeTotalAmt: money({ readOnly: true }),
  ApplyTaxAfterDiscount: flag(),
  PrintStatus: choice(['NotSet', 'NeedToPrint', 'PrintComplete']),
});

export const billEmail: Members = {
  BillEmail: email(),
  BillEmailCc: email(),
  BillEmailBcc: email(),
};

export const emailStatus = () => choice(['NotSet', 'NeedToSend', 'EmailSent']);

export const deliveryInfo = () => object({ DeliveryType: text(30), DeliveryTime: text(40) }, { readOnly: true });

/** Members of the published schema's sales transaction that QuickBooks Online does not keep. */
export const SALES_TOLERATED = [
  'HomeBalance',
  'TxnSubType',
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
  'PaymentType',
  'CheckPayment',
  'CreditCardPayment',
  'DiscountRate',
  'DiscountAmt',
  'GovtTxnRefIdentifier',
  'TaxExemptionRef',
  'LessCIS',
] as const;
