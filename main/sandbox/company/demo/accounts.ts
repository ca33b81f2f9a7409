/** Chart of accounts, sales tax, terms and payment methods of the demo company. DATA ONLY; add at the end. */
export type DemoAccount = {
  readonly key: string;
  readonly name: string;
  readonly type: string;
  readonly subType: string;
  readonly parent?: string;
  readonly number?: string;
};

const account = (key: string, name: string, type: string, subType: string, parent?: string): DemoAccount =>
  parent === undefined ? { key, name, type, subType } : { key, name, type, subType, parent };

export const demoAccounts: readonly DemoAccount[] = [
  account('services', 'Services', 'Income', 'ServiceFeeIncome'),
  account('retained', 'Retained Earnings', 'Equity', 'RetainedEarnings'),
  account('prepaid', 'Prepaid Expenses', 'Other Current Asset', 'PrepaidExpenses'),
  account('undeposited', 'Undeposited Funds', 'Other Current Asset', 'UndepositedFunds'),
  account('checking', 'Business Checking', 'Bank', 'Checking'),
  account('savings', 'Tax Savings', 'Bank', 'Savings'),
  account('petty-cash', 'Petty Cash', 'Bank', 'CashOnHand'),
  account('ar', 'Accounts Receivable (A/R)', 'Accounts Receivable', 'AccountsReceivable'),
  account('ap', 'Accounts Payable (A/P)', 'Accounts Payable', 'AccountsPayable'),
  account('inventory', 'Inventory Asset', 'Other Current Asset', 'Inventory'),
  account('trucks', 'Trucks', 'Fixed Asset', 'Vehicles'),
  account('equipment', 'Lifts and Equipment', 'Fixed Asset', 'MachineryAndEquipment'),
  account('depreciation-acc', 'Accumulated Depreciation', 'Fixed Asset', 'AccumulatedDepreciation'),
  account('card', 'Company Card', 'Credit Card', 'CreditCard'),
  account('truck-loan', 'Truck Loan', 'Long Term Liability', 'NotesPayable'),
  account('tax-payable', 'CDTFA Payable', 'Other Current Liability', 'GlobalTaxPayable'),
  account('customer-deposits', 'Customer Deposits', 'Other Current Liability', 'OtherCurrentLiabilities'),
  account('opening', 'Opening Balance Equity', 'Equity', 'OpeningBalanceEquity'),
  account('owner', "Owner's Equity", 'Equity', 'OwnersEquity'),
  account('roofing', 'Roofing Income', 'Income', 'OtherPrimaryIncome'),
  account('roofing-labor', 'Roofing Labor', 'Income', 'OtherPrimaryIncome', 'roofing'),
  account('repair-income', 'Repairs', 'Income', 'OtherPrimaryIncome', 'roofing'),
  account('inspection-income', 'Inspections', 'Income', 'OtherPrimaryIncome', 'roofing'),
  account('gutter-income', 'Gutter Income', 'Income', 'OtherPrimaryIncome'),
  account('siding-income', 'Siding Income', 'Income', 'OtherPrimaryIncome'),
  account('maintenance-income', 'Maintenance Plans', 'Income', 'ServiceFeeIncome'),
  account('material-sales', 'Sales of Product Income', 'Income', 'SalesOfProductIncome'),
  account('other-income-sales', 'Permits and Fees', 'Income', 'OtherPrimaryIncome'),
  account('discounts', 'Discounts given', 'Income', 'DiscountsRefundsGiven'),
  account('interest-earned', 'Interest Earned', 'Other Income', 'InterestEarned'),
  account('cogs', 'Cost of Goods Sold', 'Cost of Goods Sold', 'SuppliesMaterialsCogs'),
  account('materials', 'Job Materials', 'Cost of Goods Sold', 'SuppliesMaterialsCogs'),
  account('subs', 'Subcontractors', 'Cost of Goods Sold', 'CostOfLaborCos'),
  account('dump', 'Dump Fees', 'Expense', 'OtherMiscellaneousServiceCost'),
  account('fuel', 'Fuel', 'Expense', 'Auto'),
  account('insurance', 'Insurance', 'Expense', 'Insurance'),
  account('workers-comp', 'Workers Compensation', 'Expense', 'Insurance', 'insurance'),
  account('office', 'Office Expenses', 'Expense', 'OfficeGeneralAdministrativeExpenses'),
  account('advertising', 'Advertising', 'Expense', 'AdvertisingPromotional'),
  account('legal', 'Legal & Professional Fees', 'Expense', 'LegalProfessionalFees'),
  account('rent', 'Rent or Lease', 'Expense', 'RentOrLeaseOfBuildings'),
  account('safety', 'Safety Gear', 'Expense', 'SuppliesMaterials'),
  account('tools', 'Small Tools', 'Expense', 'SuppliesMaterials'),
  account('licenses', 'Licenses & Permits', 'Expense', 'TaxesPaid'),
  account('telephone', 'Telephone and Internet', 'Expense', 'Utilities'),
  account('uncat-income', 'Uncategorized Income', 'Income', 'ServiceFeeIncome'),
  account('uncat-expense', 'Uncategorized Expense', 'Expense', 'OtherMiscellaneousServiceCost'),
];

export type DemoTerm = { readonly key: string; readonly name: string; readonly dueDays: number };

export const demoTerms: readonly DemoTerm[] = [
  { key: 'receipt', name: 'Due on receipt', dueDays: 0 },
  { key: 'net15', name: 'Net 15', dueDays: 15 },
  { key: 'net30', name: 'Net 30', dueDays: 30 },
  { key: 'net60', name: 'Net 60', dueDays: 60 },
];

export type DemoPaymentMethod = { readonly name: string; readonly type: 'CREDIT_CARD' | 'NON_CREDIT_CARD' };

export const demoPaymentMethods: readonly DemoPaymentMethod[] = [
  { name: 'Cash', type: 'NON_CREDIT_CARD' },
  { name: 'Check', type: 'NON_CREDIT_CARD' },
  { name: 'Visa', type: 'CREDIT_CARD' },
  { name: 'MasterCard', type: 'CREDIT_CARD' },
  { name: 'Discover', type: 'CREDIT_CARD' },
  { name: 'American Express', type: 'CREDIT_CARD' },
  { name: 'ACH', type: 'NON_CREDIT_CARD' },
];

export type DemoTaxRate = { readonly key: string; readonly name: string; readonly percent: string };
export type DemoTaxCode = { readonly key: string; readonly name: string; readonly rates: readonly string[] };

/** Manual sales tax: rates, and the codes that bundle them. TAX and NON exist in every US company. */
export const demoTaxRates: readonly DemoTaxRate[] = [
  { key: 'state', name: 'California State', percent: '7.25' },
  { key: 'sonoma', name: 'Sonoma County', percent: '1.25' },
  { key: 'petaluma', name: 'Petaluma City', percent: '1' },
  { key: 'marin', name: 'Marin County', percent: '1' },
];

export const demoTaxCodes: readonly DemoTaxCode[] = [
  { key: 'petaluma', name: 'Petaluma', rates: ['state', 'sonoma', 'petaluma'] },
  { key: 'sonoma', name: 'Sonoma County', rates: ['state', 'sonoma'] },
  { key: 'marin', name: 'Marin County', rates: ['state', 'marin'] },
];

export const demoTaxAgency = 'California Department of Tax and Fee Administration';
