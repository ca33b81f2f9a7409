/** Any sequence of valid operations, in every tax model and with foreign customers, keeps the books and the reports whole. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CompanyOptions } from '../../../../main/sandbox/company/index.ts';
import { fresh, line } from '../ask.ts';
import { customersAgree, reportsAgree } from './read.ts';

type Profile = NonNullable<CompanyOptions['profile']>;
// biome-ignore lint/suspicious/noExplicitAny: wire records are read member by member
type Wire = any;

const PROFILES: readonly Profile[] = [
  {},
  { tax: 'automated' },
  { tax: 'none' },
  { country: 'CA' },
  { country: 'GB' },
  { multiCurrency: true },
  { country: 'CA', multiCurrency: true },
];

function world(profile: Profile) {
  const asked = fresh({ profile });
  const first = (entity: string, where: string): string =>
    asked.query(`select * from ${entity} where ${where}`).body.QueryResponse[entity][0].Id;
  const currency = profile.multiCurrency === true ? { CurrencyRef: { value: 'EUR' } } : {};
  const customers = [asked.customer, asked.post('/customer', { DisplayName: 'Berta', ...currency }).body.Customer.Id];
  const vendors = [{}, currency].map(
    (more, index) => asked.post('/vendor', { DisplayName: `Vendor ${index}`, ...more }).body.Vendor.Id,
  );
  const codes: string[] =
    profile.country === undefined
      ? ['TAX', 'NON']
      : asked.query('select * from TaxCode').body.QueryResponse.TaxCode.map((code: Wire) => code.Id);
  const accounts = {
    rent: first('Account', "Name = 'Rent or Lease'"),
    bank: first('Account', "Name = 'Business Checking'"),
  };
  return { ...asked, customers, vendors, codes, accounts, profile };
}

type World = ReturnType<typeof world>;

const nat = fc.nat({ max: 40 });
const price = fc.integer({ min: 1, max: 90_000 }).map((value) => value / 100);
const lines = fc.array(fc.tuple(fc.integer({ min: 1, max: 7 }), price, nat), { minLength: 1, maxLength: 3 });
const day = fc.integer({ min: 0, max: 400 }).map((days) => {
  const start = Date.UTC(2025, 11, 1);
  return new Date(start + days * 86_400_000).toISOString().slice(0, 10);
});
const mode = fc.constantFrom('TaxExcluded', 'TaxInclusive', 'NotApplicable');
const rate = fc.constantFrom(undefined, 0.9, 1.2345, 1.7);

const at = <T>(list: readonly T[], index: number): T => list[index % list.length] as T;

type Step = (world: World) => void;

/** What a form says of tax, in the company's model. */
function taxOf({ profile }: World, given: string, index: number): Record<string, unknown> {
  if (profile.country !== undefined) return { GlobalTaxCalculation: given };
  return index % 2 === 0 ? {} : { TxnTaxDetail: { TxnTaxCodeRef: { value: '2' } } };
}

const rated = (value: number | undefined) => (value === undefined ? {} : { ExchangeRate: value });

const sale: fc.Arbitrary<Step> = fc
  .tuple(fc.constantFrom('invoice', 'invoice', 'creditmemo', 'salesreceipt'), nat, lines, day, mode, rate, fc.boolean())
  .map(([path, index, given, TxnDate, tax, exchange, off]) => (here: World) => {
    const Line: unknown[] = given.map(([quantity, each, code]) =>
      line(here.item, quantity, each, { TaxCodeRef: { value: at(here.codes, code) } }),
    );
    if (off)
      Line.push({ DetailType: 'DiscountLineDetail', DiscountLineDetail: { PercentBased: true, DiscountPercent: 7 } });
    here.post(`/${path}`, {
      TxnDate,
      CustomerRef: { value: at(here.customers, index) },
      ApplyTaxAfterDiscount: index % 3 === 0,
      Line,
      ...taxOf(here, tax, index),
      ...rated(exchange),
    });
  });

const purchase: fc.Arbitrary<Step> = fc
  .tuple(fc.constantFrom('bill', 'bill', 'vendorcredit', 'purchase'), nat, lines, day, mode, rate)
  .map(([path, index, given, TxnDate, tax, exchange]) => (here: World) => {
    const vendor = at(here.vendors, index);
    const Line = given.map(([, Amount, code]) => ({
      DetailType: 'AccountBasedExpenseLineDetail',
      Amount,
      AccountBasedExpenseLineDetail: {
        AccountRef: { value: here.accounts.rent },
        TaxCodeRef: { value: at(here.codes, code) },
      },
    }));
    const who =
      path === 'purchase'
        ? { PaymentType: 'Cash', AccountRef: { value: here.accounts.bank } }
        : { VendorRef: { value: vendor } };
    const global = here.profile.country === undefined ? {} : { GlobalTaxCalculation: tax };
    here.post(`/${path}`, { TxnDate, ...who, Line, ...global, ...(path === 'purchase' ? {} : rated(exchange)) });
  });

const all = (here: World, entity: string): Wire[] =>
  here.query(`select * from ${entity} maxresults 1000`).body.QueryResponse[entity] ?? [];

const pay: fc.Arbitrary<Step> = fc
  .tuple(fc.boolean(), nat, fc.integer({ min: 1, max: 120 }), day, rate)
  .map(([receives, index, percent, TxnDate, exchange]) => (here: World) => {
    const open = all(here, receives ? 'Invoice' : 'Bill');
    if (open.length === 0) return;
    const document = at(open, index);
    const TotalAmt = Math.max(1, Math.round(document.TotalAmt * percent)) / 100;
    const share = Math.min(TotalAmt, document.Balance);
    const Line = [{ Amount: share, LinkedTxn: [{ TxnId: document.Id, TxnType: receives ? 'Invoice' : 'Bill' }] }];
    const common = { TxnDate, TotalAmt, Line, ...rated(exchange) };
    if (receives) here.post('/payment', { CustomerRef: { value: document.CustomerRef.value }, ...common });
    else {
      here.post('/billpayment', {
        VendorRef: { value: document.VendorRef.value },
        PayType: 'Check',
        CheckPayment: { BankAccountRef: { value: here.accounts.bank } },
        ...common,
      });
    }
  });

const ENTITIES = [
  'Invoice',
  'CreditMemo',
  'SalesReceipt',
  'Payment',
  'Bill',
  'BillPayment',
  'VendorCredit',
  'Purchase',
];

const undo: fc.Arbitrary<Step> = fc
  .tuple(nat, fc.constantFrom(...ENTITIES), fc.constantFrom('void', 'delete', 'edit', 'note'), fc.boolean(), day)
  .map(([index, entity, act, screen, TxnDate]) => (here: World) => {
    const rows = all(here, entity);
    if (rows.length === 0) return;
    const { Id, SyncToken } = at(rows, index);
    const path = `/${entity.toLowerCase()}`;
    if (act === 'note') here.post(path, { ...at(rows, index), PrivateNote: 'read again', sparse: index % 2 === 0 });
    else if (act === 'edit') here.post(path, { Id, SyncToken, sparse: true, TxnDate });
    else if (screen) here.act({ act: act as 'void', entity, id: Id });
    else here.post(path, { Id, SyncToken, sparse: true }, { operation: act });
  });

test.each(PROFILES)(
  'books and reports agree: %o',
  (profile) => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            { weight: 3, arbitrary: sale },
            { weight: 2, arbitrary: purchase },
            { weight: 3, arbitrary: pay },
            { weight: 3, arbitrary: undo },
          ),
          {
            minLength: 12,
            maxLength: 30,
            size: 'max',
          },
        ),
        (steps) => {
          const here = world(profile);
          for (const step of steps) {
            here.wait(30);
            step(here);
            expect(here.company.summary().trialBalance).toBe(0);
          }
          reportsAgree(here, '2030-12-31');
          if (profile.multiCurrency !== true) customersAgree(here, '2030-12-31');
        },
      ),
      { numRuns: 12 },
    );
  },
  60_000,
);
