/** Bodies that the sandbox takes as they stand. */
import type { Company } from '../../../main/sandbox/company/index.ts';
import type { Loose } from './support.ts';

/** Ids of the demo company that fit together. */
export type Ids = {
  readonly bank: string;
  readonly income: string;
  readonly expense: string;
  readonly stock: string;
  readonly cost: string;
  readonly payable: string;
  readonly bought: string;
  readonly vendor: string;
  readonly employee: string;
  readonly payment: string;
  readonly bill: string;
  readonly order: string;
  readonly estimate: string;
};

/** Looks the ids up in a company. */
export function idsOf(company: Company): Ids {
  const first = (entity: string, fits: (body: Loose) => boolean = () => true) =>
    company.rows(entity).find((row) => !row.deleted && row.body.Active !== false && fits(row.body))?.id ?? '1';
  const account = (type: string, subType?: string) =>
    first('Account', (body) => body.AccountType === type && (subType === undefined || body.AccountSubType === subType));
  return {
    bank: account('Bank'),
    income: account('Income', 'SalesOfProductIncome'),
    expense: account('Expense'),
    stock: account('Other Current Asset', 'Inventory'),
    cost: account('Cost of Goods Sold'),
    payable: account('Accounts Payable'),
    // An item that may be bought.
    bought: first('Item', (body) => body.ExpenseAccountRef !== undefined),
    vendor: first('Vendor'),
    employee: first('Employee'),
    payment: first('Payment'),
    bill: first('Bill'),
    order: first('PurchaseOrder'),
    estimate: first('Estimate'),
  };
}

const sale = (item = '1') => ({
  DetailType: 'SalesItemLineDetail',
  Amount: 20,
  SalesItemLineDetail: { ItemRef: { value: item }, Qty: 2, UnitPrice: 10, TaxCodeRef: { value: 'NON' } },
});

const spending = (account: string) => ({
  DetailType: 'AccountBasedExpenseLineDetail',
  Amount: 30,
  AccountBasedExpenseLineDetail: { AccountRef: { value: account }, BillableStatus: 'NotBillable' },
});

const entry = (PostingType: string, account: string) => ({
  DetailType: 'JournalEntryLineDetail',
  Amount: 40,
  JournalEntryLineDetail: { PostingType, AccountRef: { value: account } },
});

/** Requests that are good or nearly so; one or two spots of them are then spoilt. Those go deepest. */
// biome-ignore format: one request a line
export const goodRequests = (ids: Ids): readonly (readonly [path: string, body: Loose])[] => [
  ['customer', { DisplayName: 'Ada', GivenName: 'Ada', Job: true, ParentRef: { value: '4' }, BillAddr: { Line1: '1 Elm St', City: 'Napa' }, PrimaryEmailAddr: { Address: 'a@b.example' } }],
  ['vendor', { DisplayName: 'Supplies', TermRef: { value: '1' }, AcctNum: '7' }],
  ['item', { Name: 'Thing', Type: 'Inventory', TrackQtyOnHand: true, QtyOnHand: 5, InvStartDate: '2026-01-01', IncomeAccountRef: { value: ids.income }, AssetAccountRef: { value: ids.stock }, ExpenseAccountRef: { value: ids.cost }, UnitPrice: 3 }],
  ['account', { Name: 'Till', AccountType: 'Bank', AccountSubType: 'CashOnHand', ParentRef: { value: ids.bank } }],
  ['invoice', { CustomerRef: { value: '4' }, TxnDate: '2026-11-01', Line: [sale(), { DetailType: 'DiscountLineDetail', DiscountLineDetail: { PercentBased: true, DiscountPercent: 10 } }, { DetailType: 'DescriptionOnly', Description: 'x' }], TxnTaxDetail: { TotalTax: 1, TxnTaxCodeRef: { value: '2' } }, BillEmail: { Address: 'a@b.example' }, Deposit: 5, LinkedTxn: [{ TxnId: ids.estimate, TxnType: 'Estimate' }] }],
  ['invoice', { CustomerRef: { value: '5' }, Line: [sale(), sale('2')] }],
  ['invoice', { Id: '17', SyncToken: '0', sparse: true, Line: [sale('2')], PrivateNote: 'x' }],
  ['estimate', { CustomerRef: { value: '4' }, Line: [sale()], TxnStatus: 'Pending' }],
  ['salesreceipt', { CustomerRef: { value: '4' }, Line: [sale()], DepositToAccountRef: { value: ids.bank } }],
  ['creditmemo', { CustomerRef: { value: '4' }, Line: [sale()] }],
  ['refundreceipt', { CustomerRef: { value: '4' }, DepositToAccountRef: { value: ids.bank }, Line: [sale()] }],
  ['payment', { CustomerRef: { value: '4' }, TotalAmt: 30, Line: [{ Amount: 30, LinkedTxn: [{ TxnId: '17', TxnType: 'Invoice' }] }, { Amount: 0, LinkedTxn: [{ TxnId: '18', TxnType: 'CreditMemo' }] }] }],
  ['bill', { VendorRef: { value: ids.vendor }, Line: [spending(ids.expense), { DetailType: 'ItemBasedExpenseLineDetail', Amount: 5, ItemBasedExpenseLineDetail: { ItemRef: { value: '1' }, Qty: 1, UnitPrice: 5 } }], LinkedTxn: [{ TxnId: ids.order, TxnType: 'PurchaseOrder' }] }],
  ['billpayment', { VendorRef: { value: ids.vendor }, PayType: 'Check', TotalAmt: 9, CheckPayment: { BankAccountRef: { value: ids.bank } }, Line: [{ Amount: 9, LinkedTxn: [{ TxnId: ids.bill, TxnType: 'Bill' }] }] }],
  ['vendorcredit', { VendorRef: { value: ids.vendor }, Line: [spending(ids.expense)] }],
  ['purchase', { PaymentType: 'Check', AccountRef: { value: ids.bank }, EntityRef: { value: ids.vendor, type: 'Vendor' }, Line: [spending(ids.expense)] }],
  ['purchaseorder', { VendorRef: { value: ids.vendor }, Line: [{ DetailType: 'ItemBasedExpenseLineDetail', Amount: 5, ItemBasedExpenseLineDetail: { ItemRef: { value: '1' }, Qty: 1, UnitPrice: 5 } }] }],
  ['deposit', { DepositToAccountRef: { value: ids.bank }, Line: [{ Amount: 7, LinkedTxn: [{ TxnId: ids.payment, TxnType: 'Payment', TxnLineId: '0' }] }, { Amount: 3, DetailType: 'DepositLineDetail', DepositLineDetail: { AccountRef: { value: ids.expense } } }] }],
  ['transfer', { FromAccountRef: { value: ids.bank }, ToAccountRef: { value: ids.stock }, Amount: 5 }],
  ['journalentry', { Line: [entry('Debit', ids.expense), entry('Credit', ids.bank)], TxnDate: '2026-11-01', Adjustment: false }],
  ['timeactivity', { NameOf: 'Employee', EmployeeRef: { value: ids.employee }, Hours: 1, Minutes: 30, TxnDate: '2026-11-01' }],
  ['taxservice/taxcode', { TaxCode: 'New tax', TaxRateDetails: [{ TaxRateName: 'New', RateValue: '7', TaxAgencyId: '1', TaxApplicableOn: 'Sales' }] }],
  ['attachable', { Note: 'x', AttachableRef: [{ EntityRef: { type: 'Invoice', value: '17' }, IncludeOnSend: false }] }],
  ['companyinfo', { Id: '1', SyncToken: '0', sparse: true, CompanyName: 'X' }],
  ['preferences', { Id: '1', SyncToken: '0', sparse: true, SalesFormsPrefs: { CustomTxnNumbers: true } }],
  ['batch', { BatchItemRequest: [{ bId: '1', operation: 'create', Customer: { DisplayName: 'B' } }, { bId: '2', Query: 'select * from Customer' }, { bId: '3', operation: 'delete', Invoice: { Id: '19', SyncToken: '0' } }] }],
];
