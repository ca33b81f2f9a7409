/** Every difference between our arithmetic and QuickBooks' has a cause, and the causes add up to it, to the cent. */
import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { TranslationContext } from '../../../main/core/types.ts';
import { invoiceEntity } from '../../../main/entities/invoice/index.ts';
import type { MoneyExplanation } from '../../../shared/contract/money.ts';
import type { Body } from '../../../shared/primitives.ts';
import { type Asked, fresh } from '../sandbox/ask.ts';
import { request } from './support.ts';

const RUNS = 60 * Number(process.env.PLUMBLINE_RUNS ?? 1);
const SEED = process.env.PLUMBLINE_SEED === undefined ? 20_260_511 : Number(process.env.PLUMBLINE_SEED);
/** What QuickBooks does by itself: nothing else may explain a document that both sides have alike. */
const QUICKBOOKS_OWN = new Set(['rateRounding', 'discountBeforeTax', 'automatedTax', 'taxTyped', 'specialItems']);

const total = (amounts: { amount: string }[]): string =>
  amounts.reduce((sum, one) => sum.plus(one.amount), new Decimal(0)).toFixed(2);

type Place = { City: string; CountrySubDivisionCode: string; PostalCode: string };
const PLACES: Place[] = [
  { City: 'Seattle', CountrySubDivisionCode: 'WA', PostalCode: '98101' },
  { City: 'New York', CountrySubDivisionCode: 'NY', PostalCode: '10001' },
  { City: 'Petaluma', CountrySubDivisionCode: 'CA', PostalCode: '94952' },
  { City: 'Portland', CountrySubDivisionCode: 'OR', PostalCode: '97201' },
  { City: 'Denver', CountrySubDivisionCode: 'CO', PostalCode: '80202' },
];

const decimalOf = (most: number, places: number): fc.Arbitrary<string> =>
  fc.integer({ min: 1, max: most * 10 ** places }).map((n) => new Decimal(n).dividedBy(10 ** places).toFixed());

const itemLine = fc.record({
  quantity: fc.integer({ min: 0, max: 5 }).chain((places) => decimalOf(40, places)),
  unitPrice: fc.integer({ min: 0, max: 5 }).chain((places) => decimalOf(300, places)),
  taxable: fc.boolean(),
});
const discount = fc.oneof(
  fc.constant(null),
  decimalOf(60, 3).map((percent) => ({ percent })),
  fc.integer({ min: 1, max: 500 }).map((amount) => ({ amount: new Decimal(amount).dividedBy(100).toFixed(2) })),
);
const sheet = fc.record({
  lines: fc.array(itemLine, { minLength: 1, maxLength: 7 }),
  discount,
  place: fc.constantFrom(...PLACES),
  code: fc.constantFrom('2', '3', '4', null),
  afterDiscount: fc.boolean(),
  typed: fc.option(fc.integer({ min: 1, max: 900 }), { nil: null }),
  shipping: fc.option(fc.integer({ min: 1, max: 5000 }), { nil: null }),
});
type Sheet = typeof sheet extends fc.Arbitrary<infer T> ? T : never;

const PERCENT: Record<string, string> = { 2: '9.5', 3: '8.5', 4: '8.25' };

const context: TranslationContext = {
  mapping: {
    defaultIncomeAccount: '1',
    depositAccount: null,
    defaultExpenseAccount: null,
    taxCodes: { town: '2', shire: '3', coast: '4' },
    defaultTaxCode: null,
    customFields: [],
  },
  lists: [
    { list: 'taxRate', id: 'town', name: 'Town', facts: { percent: '9.5' }, active: true },
    { list: 'taxRate', id: 'shire', name: 'Shire', facts: { percent: '8.5' }, active: true },
    { list: 'taxRate', id: 'coast', name: 'Coast', facts: { percent: '8.25' }, active: true },
  ],
  homeCurrency: 'USD',
};
const RATE: Record<string, string> = { 2: 'town', 3: 'shire', 4: 'coast' };

function bodyOf(given: Sheet, item: string, customer: string): Body {
  const empty = {
    item: null,
    description: null,
    quantity: null,
    unitPrice: null,
    percent: null,
    amount: null,
    taxable: false,
  };
  const parsed = invoiceEntity.parse({
    number: null,
    customer,
    date: '2026-11-18',
    lines: [
      ...given.lines.map((line, at) => ({ ...empty, id: `l${at}`, kind: 'item', item, ...line })),
      ...(given.discount === null ? [] : [{ ...empty, id: 'd', kind: 'discount', ...given.discount }]),
    ],
    taxRate: given.code === null ? null : RATE[given.code],
    taxPercent: given.code === null ? null : PERCENT[given.code],
  });
  if (!parsed.ok) throw new Error(parsed.error.userSentence);
  return parsed.body;
}

/** The answer's body with the sent lines' ids, as the engine pairs them. */
function paired(native: unknown, sent: Body): Body {
  const { body } = invoiceEntity.quickbooks.read(native, context);
  const lines = (body?.lines ?? []) as Body[];
  const own = (sent.lines ?? []) as Body[];
  return { ...body, lines: lines.map((line, at) => (own[at] ? { ...line, id: own[at].id } : line)) } as Body;
}

const explain = (sent: Body, theirs: Body, native: unknown, automated: boolean): MoneyExplanation => {
  const told = invoiceEntity.explain?.({ ours: sent, theirs, native, automated, homeCurrency: 'USD' });
  if (!told) throw new Error('nothing is explained');
  return told;
};

/** What must hold for any document. */
function holds(told: MoneyExplanation, sent: Body, native: { TotalAmt: number }): void {
  const causes = [...told.parts, ...told.rows.flatMap((row) => row.parts)];
  expect(causes.filter((part) => !QUICKBOOKS_OWN.has(part.cause))).toEqual([]);
  expect(total(told.parts)).toBe(told.difference);
  const row = told.rows.find((one) => one.kind === 'total');
  const plain = new Decimal(String(sent.total)).minus(String(sent.taxAdjustment ?? '0')).toFixed(2);
  expect(row).toMatchObject({
    ours: plain,
    theirs: new Decimal(native.TotalAmt).toFixed(2),
    difference: told.difference,
  });
  for (const one of told.rows)
    if (one.kind === 'balance') {
      // What the totals differ by is told with the total.
      const beyond = new Decimal(one.difference).minus(native.TotalAmt).plus(String(sent.total)).toFixed(2);
      expect(total(one.parts)).toBe(beyond);
    } else if (!['subtotal', 'base', 'total'].includes(one.kind) && one.ours !== null && one.theirs !== null)
      expect({ label: one.label, sum: total(one.parts) }).toEqual({ label: one.label, sum: one.difference });
}

type Native = {
  Id: string;
  SyncToken: string;
  TotalAmt: number;
  TxnTaxDetail: { TxnTaxCodeRef?: unknown; TotalTax: number };
  Line: unknown[];
};

/** Sends it, then lets people in QuickBooks do what the sheet says; explains each stage. */
function play(given: Sheet, automated: boolean): Set<string> {
  const asked: Asked & { item: string; customer: string } = fresh(automated ? { profile: { tax: 'automated' } } : {});
  const seen = new Set<string>();
  const sent = bodyOf(given, asked.item, asked.customer);
  const written = invoiceEntity.quickbooks.write(request('invoice', 'create', { body: sent }), context);
  if (!written.ok) throw new Error(written.error.userSentence);
  const answer = asked.post('/invoice', { ...written.json, ShipAddr: { Line1: '1 Main St', ...given.place } });
  // A discount beyond what the lines come to is refused: no document, nothing to explain.
  if (answer.status !== 200) return seen;
  const stage = (native: Native, ours: Body): Body => {
    const theirs = paired(native, ours);
    const told = explain(ours, theirs, native, automated);
    holds(told, ours, native);
    for (const part of told.parts) seen.add(part.cause);
    // What the engine takes back makes both totals equal.
    const back = invoiceEntity.derive({
      ...ours,
      lines: theirs.lines ?? [],
      taxRate: theirs.taxRate ?? null,
      taxPercent: theirs.taxPercent ?? null,
      taxAdjustment: theirs.taxAdjustment ?? null,
      // The workspace works it out anew from its payments, of which there are none.
      balance: null,
    });
    expect(back.total).toBe(new Decimal(native.TotalAmt).toFixed(2));
    const settled = explain(back, theirs, native, automated);
    expect(settled.settled).toBe(true);
    holds(settled, back, native);
    return back;
  };
  let native = answer.body.Invoice as Native;
  let ours = stage(native, sent);
  const change = (set: object): void => {
    const next = asked.post('/invoice', { Id: native.Id, SyncToken: native.SyncToken, sparse: true, ...set });
    if (next.status !== 200) return;
    native = next.body.Invoice as Native;
    ours = stage(native, ours);
  };
  if (given.afterDiscount) change({ ApplyTaxAfterDiscount: true });
  if (given.typed !== null && native.TxnTaxDetail.TxnTaxCodeRef !== undefined)
    change({ TxnTaxDetail: { TxnTaxCodeRef: native.TxnTaxDetail.TxnTaxCodeRef, TotalTax: given.typed / 100 } });
  if (given.shipping !== null) {
    const preferences = asked.get('/preferences').body.Preferences;
    asked.post('/preferences', {
      ...preferences,
      SalesFormsPrefs: { ...preferences.SalesFormsPrefs, AllowShipping: true },
    });
    const line = {
      DetailType: 'SalesItemLineDetail',
      Amount: given.shipping / 100,
      SalesItemLineDetail: { ItemRef: { value: 'SHIPPING_ITEM_ID' } },
    };
    change({ Line: [...native.Line, line] });
  }
  return seen;
}

describe.each([
  ['manual rates', false],
  ['automated sales tax', true],
])('%s', (_, automated) => {
  test('every difference has a cause, and the causes add up', { timeout: 120_000 }, () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(sheet, (given) => {
        for (const cause of play(given, automated)) seen.add(cause);
      }),
      { numRuns: RUNS, seed: SEED },
    );
    // The documents were odd enough to bring the causes out.
    const wanted = [
      'rateRounding',
      'discountBeforeTax',
      'taxTyped',
      'specialItems',
      ...(automated ? ['automatedTax'] : []),
    ];
    expect([...seen]).toEqual(expect.arrayContaining(wanted));
  });
});

describe('what only other documents show', () => {
  const bodyWith = (lines: object[], more: object = {}): Body => {
    const parsed = invoiceEntity.parse({
      number: '1',
      customer: '7',
      date: '2026-11-18',
      taxRate: null,
      lines,
      ...more,
    });
    if (!parsed.ok) throw new Error(parsed.error.userSentence);
    return parsed.body;
  };
  const line = (amount: number, more: object = {}) => ({
    Id: '1',
    Amount: amount,
    DetailType: 'SalesItemLineDetail',
    SalesItemLineDetail: { ItemRef: { value: '3' }, Qty: 1, UnitPrice: amount, TaxCodeRef: { value: 'TAX' }, ...more },
  });
  const ours = (amount: string, more: object = {}) => ({
    id: '1',
    kind: 'item',
    item: '3',
    quantity: '1',
    unitPrice: amount,
    taxable: true,
    ...more,
  });
  const against = (body: Body, native: object): MoneyExplanation =>
    explain(body, invoiceEntity.quickbooks.read(native, context).body ?? {}, native, false);
  const causes = (told: MoneyExplanation) => told.parts.map((part) => [part.cause, part.amount]);

  test('statement charges, on no line', () => {
    const told = against(bodyWith([ours('100')]), {
      Line: [line(100), { Amount: 125, DetailType: 'SubTotalLineDetail' }],
      TotalAmt: 125,
    });
    expect(causes(told)).toEqual([['hiddenCharges', '25.00']]);
  });

  test('another percentage, an edit that waits, and a document in another currency', () => {
    const tax = (percent: number, amount: number) => ({
      TotalTax: amount,
      TaxLine: [{ Amount: amount, TaxLineDetail: { TaxPercent: percent, NetAmountTaxable: 110, PercentBased: true } }],
    });
    const told = against(bodyWith([ours('100')], { taxPercent: '8' }), {
      Line: [line(110)],
      TxnTaxDetail: tax(8.5, 9.35),
      TotalAmt: 119.35,
      CurrencyRef: { value: 'CAD' },
      ExchangeRate: 0.73,
      HomeTotalAmt: 87.13,
    });
    expect(causes(told)).toEqual([
      ['notCarriedOver', '10.80'],
      ['otherRate', '0.55'],
    ]);
    expect(told.rows.find((row) => row.kind === 'home')).toMatchObject({
      label: 'Total in USD',
      theirs: '87.13',
      parts: [{ cause: 'exchangeRate' }],
    });
  });

  test('tax rounded line by line: 448.40 where the whole comes to 448.39', () => {
    const amounts = [1123.77, 1123.78, 1123.8, 1123.81];
    const told = against(
      bodyWith(
        amounts.map((amount, at) => ours(String(amount), { id: String(at + 1) })),
        { taxPercent: '9.975' },
      ),
      {
        Line: amounts.map((amount, at) => ({ ...line(amount), Id: String(at + 1) })),
        TxnTaxDetail: {
          TotalTax: 448.4,
          TaxLine: [
            { Amount: 448.4, TaxLineDetail: { TaxPercent: 9.975, NetAmountTaxable: 4495.16, PercentBased: true } },
          ],
        },
        TotalAmt: 4943.56,
      },
    );
    expect(causes(told)).toEqual([['lineRounding', '0.01']]);
  });

  test('what nothing explains is called unknown, and still adds up', () => {
    const told = against(bodyWith([ours('100')]), { Line: [line(100)], TotalAmt: 101.5 });
    expect(causes(told)).toEqual([['unknown', '1.50']]);
  });
});
