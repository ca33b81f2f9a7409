import type { Json } from './fixtures.ts';

/**
 * What each of our fields must say of a QuickBooks record, picked from it by hand and without the translation's own
 * helpers, so that a member the translation forgets to read is noticed. Only live records without oddities of their own
 * (see the exceptions) come here.
 */
type Pick = (raw: Json) => unknown;

const at = (raw: unknown, ...path: string[]): unknown => {
  let value = raw;
  for (const name of path) value = (value as Json | undefined)?.[name];
  return value ?? null;
};
const cents = (value: unknown): string => Number(value ?? 0).toFixed(2);
const lines = (raw: Json): Json[] => (raw.Line ?? []) as Json[];
const plain = (value: unknown): string | null => (value === null || value === undefined ? null : String(value));

/** Customers' addresses in the recordings are all structured. */
const address =
  (name: string): Pick =>
  (raw) =>
    raw[name] === undefined
      ? null
      : {
          line1: at(raw, name, 'Line1'),
          line2: at(raw, name, 'Line2'),
          city: at(raw, name, 'City'),
          region: at(raw, name, 'CountrySubDivisionCode'),
          postalCode: at(raw, name, 'PostalCode'),
          country: at(raw, name, 'Country'),
        };

const salesLine = (line: Json): Json => {
  const detail = at(line, 'SalesItemLineDetail');
  const discount = line.DetailType === 'DiscountLineDetail';
  return {
    id: discount ? 'discount' : line.Id,
    kind: discount ? 'discount' : 'item',
    item: at(detail, 'ItemRef', 'value'),
    description: line.Description ?? null,
    quantity: plain(at(detail, 'Qty')),
    unitPrice: plain(at(detail, 'UnitPrice')),
    percent: plain(at(line, 'DiscountLineDetail', 'DiscountPercent')),
    amount: cents(line.Amount),
    taxable: at(detail, 'TaxCodeRef', 'value') === 'TAX',
  };
};

const ACCOUNT_TYPES: Record<string, string> = {
  Bank: 'bank',
  'Accounts Receivable': 'receivable',
  'Other Current Asset': 'otherCurrentAsset',
  'Fixed Asset': 'fixedAsset',
  'Other Asset': 'otherAsset',
  'Accounts Payable': 'payable',
  'Credit Card': 'creditCard',
  'Other Current Liability': 'otherCurrentLiability',
  'Long Term Liability': 'longTermLiability',
  Equity: 'equity',
  Income: 'income',
  'Other Income': 'otherIncome',
  'Cost of Goods Sold': 'costOfGoodsSold',
  Expense: 'expense',
  'Other Expense': 'otherExpense',
};
const RATES: Record<string, string> = { '2': 'coast', '3': 'desert' };
const TYPES: Record<string, string> = { Service: 'service', Inventory: 'inventory', NonInventory: 'nonInventory' };
const price = (value: unknown): string | null => (value === 0 || value === undefined ? null : String(value));

/** The first document of a kind it was made from. */
const sourceOf = (raw: Json, type: string): unknown =>
  ((raw.LinkedTxn ?? []) as Json[]).find((link) => link.TxnType === type)?.TxnId ?? null;

const linked = (raw: Json, type: string, member: string): Json[] =>
  lines(raw)
    .filter((line) => at((line.LinkedTxn as Json[])[0], 'TxnType') === type)
    .map((line) => ({ [member]: at((line.LinkedTxn as Json[])[0], 'TxnId'), amount: cents(line.Amount) }));

/** What every sales document says. */
const SALES: Record<string, Pick> = {
  number: (raw) => raw.DocNumber,
  customer: (raw) => at(raw, 'CustomerRef', 'value'),
  date: (raw) => raw.TxnDate,
  lines: (raw) =>
    lines(raw)
      .filter((line) => line.DetailType !== 'SubTotalLineDetail')
      .map(salesLine),
  taxRate: (raw) => RATES[String(at(raw, 'TxnTaxDetail', 'TxnTaxCodeRef', 'value'))] ?? null,
  taxPercent: (raw) => {
    const taxes = (at(raw, 'TxnTaxDetail', 'TaxLine') ?? []) as Json[];
    const percents = taxes.map((line) => Number(at(line, 'TaxLineDetail', 'TaxPercent')));
    return taxes.length === 0 ? null : String(percents.reduce((sum, one) => sum + one, 0));
  },
  memo: (raw) => at(raw, 'CustomerMemo', 'value'),
  privateNote: (raw) => at(raw, 'PrivateNote'),
  email: (raw) => at(raw, 'BillEmail', 'Address'),
  emailedOn: (raw) =>
    raw.EmailStatus === 'EmailSent' ? String(at(raw, 'DeliveryInfo', 'DeliveryTime') ?? '').slice(0, 10) || null : null,
  subtotal: (raw) => cents(lines(raw).find((line) => line.DetailType === 'SubTotalLineDetail')?.Amount),
  taxTotal: (raw) => cents(at(raw, 'TxnTaxDetail', 'TotalTax')),
  total: (raw) => cents(raw.TotalAmt),
};

const contact: Record<string, Pick> = {
  displayName: (raw) => raw.DisplayName,
  companyName: (raw) => at(raw, 'CompanyName'),
  givenName: (raw) => at(raw, 'GivenName'),
  familyName: (raw) => at(raw, 'FamilyName'),
  email: (raw) => at(raw, 'PrimaryEmailAddr', 'Address'),
  phone: (raw) => at(raw, 'PrimaryPhone', 'FreeFormNumber'),
  mobile: (raw) => at(raw, 'Mobile', 'FreeFormNumber'),
};

const purchaseLine = (line: Json): Json => {
  const detail = at(line, String(line.DetailType));
  return {
    id: line.Id,
    account: at(detail, 'AccountRef', 'value'),
    item: at(detail, 'ItemRef', 'value'),
    description: line.Description ?? null,
    quantity: plain(at(detail, 'Qty')),
    unitPrice: plain(at(detail, 'UnitPrice')),
    amount: cents(line.Amount),
    customer: at(detail, 'CustomerRef', 'value'),
    billable: at(detail, 'BillableStatus') !== 'NotBillable',
  };
};

/** What bills, expenses and purchase orders share. */
const purchase: Record<string, Pick> = {
  date: (raw) => raw.TxnDate,
  lines: (raw) => lines(raw).map(purchaseLine),
  // Nobody in the recordings pays tax on what is bought.
  tax: () => null,
  privateNote: (raw) => at(raw, 'PrivateNote'),
  total: (raw) => cents(raw.TotalAmt),
};

const settled = (line: Json): Json => (line.LinkedTxn as Json[])[0]!;

export const EXPECTED: Record<string, Record<string, Pick>> = {
  Vendor: {
    ...contact,
    address: address('BillAddr'),
    accountNumber: (raw) => at(raw, 'AcctNum'),
    terms: (raw) => at(raw, 'TermRef', 'value'),
    contractor: (raw) => raw.Vendor1099,
  },
  Account: {
    name: (raw) => raw.Name,
    number: (raw) => at(raw, 'AcctNum'),
    type: (raw) => ACCOUNT_TYPES[String(raw.AccountType)],
    description: (raw) => at(raw, 'Description'),
    parent: (raw) => at(raw, 'ParentRef', 'value'),
  },
  Term: {
    name: (raw) => raw.Name,
    type: (raw) => (raw.Type === 'STANDARD' ? 'days' : 'dayOfMonth'),
    dueDays: (raw) => plain(raw.DueDays),
    dayOfMonth: () => null,
    nextMonthDays: () => null,
    discountPercent: () => null,
    discountDays: () => null,
  },
  Bill: {
    ...purchase,
    reference: (raw) => at(raw, 'DocNumber'),
    vendor: (raw) => at(raw, 'VendorRef', 'value'),
    terms: (raw) => at(raw, 'SalesTermRef', 'value'),
    dueDate: (raw) => raw.DueDate,
    status: () => 'approved',
    balance: (raw) => cents(raw.Balance),
  },
  VendorCredit: {
    ...purchase,
    reference: (raw) => at(raw, 'DocNumber'),
    vendor: (raw) => at(raw, 'VendorRef', 'value'),
    remaining: (raw) => cents(raw.Balance),
  },
  PurchaseOrder: {
    ...purchase,
    number: (raw) => at(raw, 'DocNumber'),
    vendor: (raw) => at(raw, 'VendorRef', 'value'),
    status: (raw) => String(raw.POStatus).toLowerCase(),
    memo: (raw) => at(raw, 'Memo'),
  },
  Purchase: {
    ...purchase,
    vendor: (raw) => (at(raw, 'EntityRef', 'type') === 'Vendor' ? at(raw, 'EntityRef', 'value') : null),
    paidBy: (raw) => ({ Cash: 'cash', Check: 'check', CreditCard: 'creditCard' })[String(raw.PaymentType)],
    account: (raw) => at(raw, 'AccountRef', 'value'),
    reference: (raw) => at(raw, 'DocNumber'),
    refund: (raw) => raw.Credit === true,
    status: () => 'approved',
  },
  BillPayment: {
    vendor: (raw) => at(raw, 'VendorRef', 'value'),
    date: (raw) => raw.TxnDate,
    amount: (raw) => cents(raw.TotalAmt),
    paidBy: (raw) => (raw.PayType === 'Check' ? 'check' : 'creditCard'),
    account: (raw) =>
      at(raw, 'CheckPayment', 'BankAccountRef', 'value') ?? at(raw, 'CreditCardPayment', 'CCAccountRef', 'value'),
    reference: (raw) => at(raw, 'DocNumber'),
    privateNote: (raw) => at(raw, 'PrivateNote'),
    allocations: (raw) => linked(raw, 'Bill', 'bill'),
    vendorCredits: (raw) => linked(raw, 'VendorCredit', 'vendorCredit'),
    // Nobody in the recordings pays a journal entry.
    credits: () => null,
    unapplied: (raw) =>
      cents(
        lines(raw).reduce(
          (left, line) => left + (settled(line).TxnType === 'Bill' ? -1 : 1) * Number(line.Amount),
          Number(raw.TotalAmt),
        ),
      ),
  },
  Customer: {
    ...contact,
    billingAddress: address('BillAddr'),
    shippingAddress: address('ShipAddr'),
    notes: (raw) => at(raw, 'Notes'),
    terms: (raw) => at(raw, 'SalesTermRef', 'value'),
    taxable: (raw) => raw.Taxable,
    exemption: () => null,
    billWithParent: (raw) => (raw.BillWithParent === true && raw.ParentRef !== undefined ? true : null),
    parent: (raw) => at(raw, 'ParentRef', 'value'),
  },
  Item: {
    name: (raw) => raw.Name,
    sku: (raw) => at(raw, 'Sku'),
    description: (raw) => at(raw, 'Description'),
    type: (raw) => TYPES[String(raw.Type)],
    unitPrice: (raw) => price(raw.UnitPrice),
    purchaseCost: (raw) => price(raw.PurchaseCost),
    category: (raw) => at(raw, 'ParentRef', 'value'),
    incomeAccount: (raw) => at(raw, 'IncomeAccountRef', 'value'),
    expenseAccount: (raw) => at(raw, 'ExpenseAccountRef', 'value'),
    taxable: (raw) => raw.Taxable,
  },
  Invoice: {
    ...SALES,
    status: () => 'issued',
    terms: (raw) => at(raw, 'SalesTermRef', 'value'),
    dueDate: (raw) => raw.DueDate,
    estimate: (raw) => sourceOf(raw, 'Estimate'),
    balance: (raw) => cents(raw.Balance),
  },
  Estimate: {
    ...SALES,
    status: (raw) => String(raw.TxnStatus).toLowerCase(),
    terms: (raw) => at(raw, 'SalesTermRef', 'value'),
    expiryDate: (raw) => at(raw, 'ExpirationDate'),
    acceptedBy: (raw) => at(raw, 'AcceptedBy'),
    acceptedDate: (raw) => at(raw, 'AcceptedDate'),
  },
  CreditMemo: { ...SALES, remaining: (raw) => cents(raw.RemainingCredit) },
  RefundReceipt: {
    ...SALES,
    method: (raw) => (at(raw, 'PaymentMethodRef', 'value') === '2' ? 'Check' : null),
    paidFrom: (raw) => at(raw, 'DepositToAccountRef', 'value'),
    reference: (raw) => at(raw, 'PaymentRefNum'),
  },
  Payment: {
    customer: (raw) => at(raw, 'CustomerRef', 'value'),
    date: (raw) => raw.TxnDate,
    amount: (raw) => cents(raw.TotalAmt),
    reference: (raw) => at(raw, 'PaymentRefNum'),
    method: (raw) => (at(raw, 'PaymentMethodRef', 'value') === '2' ? 'Check' : null),
    depositTo: (raw) => at(raw, 'DepositToAccountRef', 'value'),
    memo: (raw) => at(raw, 'PrivateNote'),
    allocations: (raw) => linked(raw, 'Invoice', 'invoice'),
    creditMemos: (raw) => linked(raw, 'CreditMemo', 'creditMemo'),
    credits: () => null,
    unapplied: (raw) => cents(raw.UnappliedAmt),
  },
};
