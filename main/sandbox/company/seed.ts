/** What stands in a company at first. Everything goes through the same operations as a request, so the books balance. */

import { PERSON } from './actors.ts';
import {
  demoAccounts,
  demoPaymentMethods,
  demoTaxAgency,
  demoTaxCodes,
  demoTaxRates,
  demoTerms,
} from './demo/accounts.ts';
import { buildDemo } from './demo/build.ts';
import { buildBundles } from './demo/build-bundles.ts';
import { buildOffers } from './demo/build-offers.ts';
import { buildPayables } from './demo/build-payables.ts';
import { demoCompany, emptyCompany } from './demo/customers.ts';
import { FIRST_AGENCY } from './entities/tax-agency.ts';
import type { Frame } from './entity.ts';
import { generate } from './generate.ts';
import { FOUNDED, makeSeeder, type Seeder, type SettingIds } from './seeder.ts';
import { putRow, type Store } from './store.ts';
import type { Body, Json, Kept, Row } from './types.ts';

export type SeedOptions =
  | 'demo'
  | 'empty'
  | { readonly kind: 'demo' }
  /** Settings and a chart of accounts, but no customers, items or transactions. */
  | { readonly kind: 'empty' }
  /** A crowd: as many customers and invoices as asked for, the same for the same `seed`. */
  | { readonly kind: 'generated'; readonly customers: number; readonly invoices: number; readonly seed: number };

export function seedCompany(store: Store, frame: Frame, seed: SeedOptions): void {
  const options = typeof seed === 'string' ? { kind: seed } : seed;
  const seeder = makeSeeder(store, frame);
  const ids = settings(seeder, options.kind === 'empty' ? emptyCompany : demoCompany);
  if (options.kind === 'demo') {
    buildDemo(seeder, ids);
    buildPayables(seeder, ids);
    buildBundles(seeder);
    buildOffers(seeder, ids);
  }
  if (options.kind === 'generated') generate(seeder, ids, options);
  // Ids of what is added from now on, as recorded: accounts far up, the other counters simply go on.
  store.counters.set('accounts', 1_150_040_000);
}

function plainRow(id: string, body: Body, kept: Kept = {}): Row {
  return { id, token: 0, created: FOUNDED, updated: FOUNDED, by: PERSON.id, deleted: false, body, kept };
}

type Named = { readonly name: string; readonly legalName: string };

function settings(seeder: Seeder, company: Named): SettingIds {
  const { at, create } = seeder;
  at(FOUNDED, (work) => putRow(work, 'Preferences', plainRow('1', preferencesBody(company.name))));
  seeder.store.counters.set('accounts', 1);
  const accounts = new Map<string, string>();
  for (const account of demoAccounts) {
    const body: Body = { Name: account.name, AccountType: account.type, AccountSubType: account.subType };
    const parent = account.parent === undefined ? undefined : accounts.get(account.parent);
    if (parent !== undefined) body.ParentRef = { value: parent };
    accounts.set(account.key, create(FOUNDED, 'Account', body));
  }
  at(FOUNDED, (work) => putRow(work, 'CompanyInfo', plainRow('1', companyBody(company), companyKept(accounts))));
  const taxCodes = taxes(seeder);
  const terms = new Map<string, string>();
  for (const term of demoTerms) {
    terms.set(term.key, create(FOUNDED, 'Term', { Name: term.name, DueDays: term.dueDays, DiscountDays: 0 }));
  }
  const methods = new Map<string, string>();
  for (const method of demoPaymentMethods) {
    methods.set(method.name, create(FOUNDED, 'PaymentMethod', { Name: method.name, Type: method.type }));
  }
  const taxGroup = taxCodes.get('petaluma') ?? '';
  const discount = accounts.get('discounts') ?? '';
  at(FOUNDED, (work) =>
    putRow(work, 'Preferences', plainRow('1', preferencesBody(company.name, taxGroup, discount, accounts))),
  );
  return { accounts, terms, methods, taxCodes };
}

function companyKept(accounts: ReadonlyMap<string, string>): Kept {
  const id = (key: string): Json => accounts.get(key) ?? '';
  return {
    taxAccount: id('tax-payable'),
    accounts: {
      receivable: id('ar'),
      payable: id('ap'),
      undeposited: id('undeposited'),
      inventory: id('inventory'),
      costOfGoods: id('cogs'),
      openingEquity: id('opening'),
      income: id('services'),
    },
  };
}

function taxes({ at }: Seeder): Map<string, string> {
  const rates = new Map<string, { id: string; name: string }>();
  const codes = new Map<string, string>();
  at(FOUNDED, (work) => {
    const agency = { DisplayName: demoTaxAgency, TaxTrackedOnSales: true, TaxTrackedOnPurchases: false };
    putRow(work, 'TaxAgency', plainRow(FIRST_AGENCY, { ...agency, TaxAgencyConfig: 'USER_DEFINED' }));
    for (const [index, rate] of demoTaxRates.entries()) {
      const id = String(index + 1);
      rates.set(rate.key, { id, name: rate.name });
      const body: Body = {
        Name: rate.name,
        Description: 'Sales Tax',
        Active: true,
        RateValue: Number(rate.percent),
        AgencyRef: { value: FIRST_AGENCY },
        SpecialTaxType: 'NONE',
        DisplayType: 'ReadOnly',
      };
      putRow(work, 'TaxRate', plainRow(id, body));
    }
    for (const name of ['TAX', 'NON']) {
      putRow(
        work,
        'TaxCode',
        plainRow(name, { Name: name, Description: name, Active: true, Taxable: name === 'TAX', TaxGroup: false }),
      );
    }
    for (const [index, code] of demoTaxCodes.entries()) {
      const id = String(index + 2);
      codes.set(code.key, id);
      const details: Json[] = code.rates.map((key) => ({
        TaxRateRef: { value: rates.get(key)?.id ?? '' },
        TaxTypeApplicable: 'TaxOnAmount',
        TaxOrder: 0,
      }));
      const body: Body = {
        Name: code.name,
        Description: code.name,
        Active: true,
        Hidden: false,
        Taxable: true,
        TaxGroup: true,
        SalesTaxRateList: { TaxRateDetail: details },
        PurchaseTaxRateList: { TaxRateDetail: [] },
        TaxCodeConfigType: 'USER_DEFINED',
      };
      putRow(work, 'TaxCode', plainRow(id, body));
    }
  });
  return codes;
}

function companyBody({ name, legalName }: Named): Body {
  const { address } = demoCompany;
  const place = (id: string): Json => ({
    Id: id,
    Line1: address.line1,
    City: address.city,
    Country: 'USA',
    CountrySubDivisionCode: address.state,
    PostalCode: address.zip,
  });
  return {
    CompanyName: name,
    LegalName: legalName,
    CompanyAddr: place('1'),
    CustomerCommunicationAddr: place('1'),
    LegalAddr: place('1'),
    CustomerCommunicationEmailAddr: { Address: demoCompany.email },
    PrimaryPhone: { FreeFormNumber: demoCompany.phone },
    CompanyStartDate: '2025-11-14',
    FiscalYearStartMonth: 'January',
    Country: 'US',
    Email: { Address: demoCompany.email },
    WebAddr: { URI: demoCompany.web },
    SupportedLanguages: 'en',
    DefaultTimeZone: 'America/Los_Angeles',
    NameValue: [
      { Name: 'NeoEnabled', Value: 'true' },
      { Name: 'IndustryType', Value: 'Roofing Contractors' },
      { Name: 'IndustryCode', Value: '23816' },
      { Name: 'SubscriptionStatus', Value: 'PAID' },
      { Name: 'OfferingSku', Value: 'QuickBooks Online Plus' },
      { Name: 'PayrollFeature', Value: 'false' },
      { Name: 'AccountantFeature', Value: 'false' },
      { Name: 'IsQbdtMigrated', Value: 'false' },
      { Name: 'QBOIndustryType', Value: 'Construction Trades (Plumber, Electrician, HVAC, etc.)' },
      { Name: 'AssignedTime', Value: '2025-11-14T09:00:00-08:00' },
    ],
  };
}

/** The three fields of one's own that forms may have: none is in use. */
function switchedOff(name: string): Json {
  const flags = [3, 2, 1].map((at): Json => ({ Name: `${name}${at}`, Type: 'BooleanType', BooleanValue: false }));
  return [{ CustomField: flags }];
}

function preferencesBody(
  name: string,
  taxGroup = '',
  discount = '',
  accounts: ReadonlyMap<string, string> = new Map(),
): Body {
  const message = (form: string, text: string): Json => ({
    Subject: `${form} from ${name}`,
    Message: `${text}\n\n${name}`,
  });
  return {
    AccountingInfoPrefs: {
      FirstMonthOfFiscalYear: 'January',
      UseAccountNumbers: false,
      TaxYearMonth: 'January',
      ClassTrackingPerTxn: false,
      ClassTrackingPerTxnLine: false,
      TrackDepartments: false,
      DepartmentTerminology: 'Location',
      CustomerTerminology: 'Customers',
    },
    ProductAndServicesPrefs: {
      ForSales: true,
      ForPurchase: true,
      QuantityWithPriceAndRate: true,
      QuantityOnHand: true,
    },
    SalesFormsPrefs: {
      CustomField: switchedOff('SalesFormsPrefs.UseSalesCustom'),
      CustomTxnNumbers: false,
      AllowDeposit: true,
      AllowDiscount: true,
      DefaultDiscountAccount: discount,
      AllowEstimates: true,
      ETransactionEnabledStatus: 'NotApplicable',
      ETransactionAttachPDF: false,
      ETransactionPaymentEnabled: false,
      IPNSupportEnabled: false,
      AllowServiceDate: false,
      AllowShipping: false,
      EmailCopyToCompany: false,
      AutoApplyCredit: false,
      AutoApplyPayments: false,
      UsingPriceLevels: false,
      UsingProgressInvoicing: false,
      DefaultCustomerMessage: 'Thank you for your business.',
    },
    EmailMessagesPrefs: {
      InvoiceMessage: message('Invoice', 'Your invoice is attached.'),
      EstimateMessage: message('Estimate', 'Please look over the attached estimate.'),
      SalesReceiptMessage: message('Sales Receipt', 'Your sales receipt is attached.'),
      StatementMessage: message('Statement', 'Your statement is attached.'),
    },
    VendorAndPurchasesPrefs: {
      BillableExpenseTracking: true,
      TrackingByCustomer: true,
      POCustomField: switchedOff('PurchasePrefs.UsePurchaseCustom'),
    },
    TimeTrackingPrefs: {
      UseServices: true,
      BillCustomers: true,
      ShowBillRateToAll: false,
      WorkWeekStartDate: 'Monday',
      MarkTimeEntriesBillable: false,
    },
    TaxPrefs: taxGroup === '' ? { UsingSalesTax: true } : { UsingSalesTax: true, TaxGroupCodeRef: { value: taxGroup } },
    CurrencyPrefs: { MultiCurrencyEnabled: false, HomeCurrency: { value: 'USD' } },
    ReportPrefs: { ReportBasis: 'Accrual', CalcAgingReportFromTxnDate: false },
    OtherPrefs: {
      NameValue: [
        { Name: 'SalesFormsPrefs.DefaultCustomerMessage', Value: 'Thank you for your business.' },
        { Name: 'SalesFormsPrefs.DefaultDiscountAccount', Value: discount },
        { Name: 'SalesFormsPrefs.DefaultItem', Value: '1' },
        { Name: 'VendorAndPurchasesPrefs.UseCustomTxnNumbers', Value: 'false' },
        { Name: 'WarnDuplicateCheckNumber', Value: 'true' },
        { Name: 'WarnDuplicateBillNumber', Value: 'true' },
        { Name: 'ProjectsEnabled', Value: 'false' },
        { Name: 'DateFormat', Value: 'Month Date Year separated by a slash' },
        { Name: 'NumberFormat', Value: 'US Number Format' },
        { Name: 'UncategorizedIncomeAccountId', Value: accounts.get('uncat-income') ?? '' },
        { Name: 'UncategorizedExpenseAccountId', Value: accounts.get('uncat-expense') ?? '' },
      ],
    },
  };
}
