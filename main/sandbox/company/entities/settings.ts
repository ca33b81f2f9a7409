/** CompanyInfo and Preferences: one record each. Preferences steer the rest of the model. */
import type { Draft, EntityDef } from '../entity.ts';
import { missing } from '../faults.ts';
import { choice, day, flag, isObject, list, type Members, object, ref, standard, text, textOf } from '../members.ts';
import { address, email, keepAddress, phone, web } from './parts/people.ts';

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

const nameValues = () => list({ Name: text(200), Value: text(4000) });

const infoMembers: Members = {
  CompanyName: text(1024, { query: 'filter' }),
  LegalName: text(1024),
  CompanyAddr: address(),
  CustomerCommunicationAddr: address(),
  LegalAddr: address(),
  CustomerCommunicationEmailAddr: email(),
  PrimaryPhone: phone(),
  CompanyStartDate: text(30, { readOnly: true }),
  EmployerId: text(30),
  FiscalYearStartMonth: choice(MONTHS),
  Country: text(30),
  Email: email(),
  WebAddr: web(),
  SupportedLanguages: text(100),
  DefaultTimeZone: text(100, { readOnly: true }),
  NameValue: nameValues(),
  ...standard,
};

const infoTolerated = [
  'CompanyEmailAddr',
  'CompanyURL',
  'OtherContactInfo',
  'CompanyFileName',
  'FlavorStratum',
  'SampleFile',
  'CompanyUserId',
  'CompanyUserAdminEmail',
  'TaxYearStartMonth',
  'QBVersion',
  'ShipAddr',
  'OtherAddr',
  'Mobile',
  'Fax',
  'LastImportedTime',
  'LastSyncTime',
  'MultiByteCharsSupported',
  'FifoCalculationStatus',
  'CompanyInfoEx',
]; // prettier-ignore

function prepareInfo(draft: Draft): void {
  const { body, before } = draft;
  if (textOf(body, 'CompanyName') === undefined) throw missing('CompanyName');
  for (const member of ['CompanyAddr', 'CustomerCommunicationAddr', 'LegalAddr']) {
    keepAddress(draft, member);
    // Documented: since 2025 the company's own addresses have no position.
    const place = body[member];
    if (!isObject(place)) continue;
    const { Lat: _lat, Long: _long, ...plain } = place;
    body[member] = plain;
  }
  for (const member of ['CompanyStartDate', 'DefaultTimeZone', 'NameValue', 'Country', 'SupportedLanguages']) {
    const kept = before?.body[member];
    if (kept !== undefined) body[member] = kept;
  }
}

const single = {
  writes: { create: false, update: true },
  removal: 'none',
  canVoid: false,
  order: () => '',
  totalCount: false,
  captured: false,
  derived: {},
} as const;

export const companyInfo: EntityDef = {
  ...single,
  name: 'CompanyInfo',
  path: 'companyinfo',
  counter: { name: 'companyInfo', first: 1 },
  members: infoMembers,
  tolerated: infoTolerated,
  prepare: prepareInfo,
  title: (row) => textOf(row.body, 'CompanyName'),
};

const preferenceMembers: Members = {
  AccountingInfoPrefs: object({
    FirstMonthOfFiscalYear: choice(MONTHS),
    UseAccountNumbers: flag(),
    TaxYearMonth: choice(MONTHS),
    ClassTrackingPerTxn: flag(),
    ClassTrackingPerTxnLine: flag(),
    TrackDepartments: flag(),
    DepartmentTerminology: text(30),
    TaxForm: text(30),
    BookCloseDate: day(),
    CustomerTerminology: text(30),
  }),
  ProductAndServicesPrefs: object({
    ForSales: flag(),
    ForPurchase: flag(),
    QuantityWithPriceAndRate: flag(),
    QuantityOnHand: flag(),
  }),
  SalesFormsPrefs: object({
    CustomField: list({
      CustomField: list({ Name: text(200), Type: text(30), StringValue: text(200), BooleanValue: flag() }),
    }),
    CustomTxnNumbers: flag(),
    AllowDeposit: flag(),
    AllowDiscount: flag(),
    DefaultDiscountAccount: text(30),
    AllowEstimates: flag(),
    ETransactionEnabledStatus: text(30),
    ETransactionAttachPDF: flag(),
    ETransactionPaymentEnabled: flag(),
    IPNSupportEnabled: flag(),
    AllowServiceDate: flag(),
    AllowShipping: flag(),
    DefaultShippingAccount: text(30),
    DefaultTerms: ref('Term', { named: false }),
    EmailCopyToCompany: flag(),
    AutoApplyCredit: flag(),
    AutoApplyPayments: flag(),
    UsingPriceLevels: flag(),
    UsingProgressInvoicing: flag(),
    DefaultCustomerMessage: text(1000),
  }),
  EmailMessagesPrefs: object({
    InvoiceMessage: object({ Subject: text(1000), Message: text(4000) }),
    EstimateMessage: object({ Subject: text(1000), Message: text(4000) }),
    SalesReceiptMessage: object({ Subject: text(1000), Message: text(4000) }),
    StatementMessage: object({ Subject: text(1000), Message: text(4000) }),
  }),
  VendorAndPurchasesPrefs: object({
    BillableExpenseTracking: flag(),
    TrackingByCustomer: flag(),
    POCustomField: list({
      CustomField: list({ Name: text(200), Type: text(30), StringValue: text(200), BooleanValue: flag() }),
    }),
  }),
  TimeTrackingPrefs: object({
    UseServices: flag(),
    BillCustomers: flag(),
    ShowBillRateToAll: flag(),
    WorkWeekStartDate: text(30),
    MarkTimeEntriesBillable: flag(),
  }),
  TaxPrefs: object({
    UsingSalesTax: flag(),
    PartnerTaxEnabled: flag(),
    TaxGroupCodeRef: ref('TaxCode', { named: false }),
  }),
  CurrencyPrefs: object({ MultiCurrencyEnabled: flag(), HomeCurrency: ref('Currency', { named: false }) }),
  ReportPrefs: object({ ReportBasis: text(30), CalcAgingReportFromTxnDate: flag() }),
  OtherPrefs: object({ NameValue: nameValues() }),
  ...standard,
};

/** A group that was sent changes only the settings it names. */
function preparePreferences({ body, sent, before }: Draft): void {
  for (const [group, present] of Object.entries(before?.body ?? {})) {
    const given = sent[group];
    if (given === undefined || given === null) {
      body[group] = present;
    } else if (typeof given === 'object' && typeof present === 'object' && !Array.isArray(given)) {
      const merged: { [name: string]: (typeof sent)[string] } = { ...(present as object), ...(given as object) };
      for (const [name, value] of Object.entries(merged)) if (value === null) delete merged[name];
      body[group] = merged;
    }
  }
}

export const preferences: EntityDef = {
  ...single,
  name: 'Preferences',
  path: 'preferences',
  counter: { name: 'preferences', first: 1 },
  members: preferenceMembers,
  tolerated: ['AdvancedInventoryPrefs', 'PrintDocumentPrefs', 'FinanceChargesPrefs'],
  prepare: preparePreferences,
  title: () => undefined,
};
