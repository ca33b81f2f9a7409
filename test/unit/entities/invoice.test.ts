import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Body } from '../../../shared/primitives.ts';
import { body, context, entities, type Json, json, read, refusal, request, update } from './support.ts';

const invoice = entities.get('invoice');

const sales = (id: string, more: Json = {}, detail: Json = {}): Json => ({
  Id: id,
  LineNum: Number(id),
  Description: `Work ${id}`,
  Amount: 100,
  DetailType: 'SalesItemLineDetail',
  SalesItemLineDetail: {
    ItemRef: { value: '11', name: 'Labor' },
    Qty: 2,
    UnitPrice: 50,
    TaxCodeRef: { value: 'NON' },
    ...detail,
  },
  ...more,
});
const subtotal = (Amount: number): Json => ({ Amount, DetailType: 'SubTotalLineDetail', SubTotalLineDetail: {} });
const discount = (Amount: number, percent?: number): Json => ({
  Amount,
  DetailType: 'DiscountLineDetail',
  DiscountLineDetail:
    percent === undefined ? { PercentBased: false } : { PercentBased: true, DiscountPercent: percent },
});
const native = (Line: Json[], more: Json = {}): Json => ({
  Id: '130',
  SyncToken: '3',
  DocNumber: '1037',
  TxnDate: '2026-04-08',
  DueDate: '2026-05-08',
  CustomerRef: { value: '24', name: 'Somebody' },
  Line,
  TxnTaxDetail: { TotalTax: 0 },
  TotalAmt: 200,
  Balance: 200,
  ...more,
});

describe('totals', () => {
  test('amounts, discount, tax and total follow from the rest', () => {
    const made = body('invoice', {
      customer: 'c1',
      date: '2026-05-01',
      taxRate: 'town',
      taxPercent: '9.5',
      lines: [
        { kind: 'discount', percent: '10' },
        { item: 'i1', quantity: '3', unitPrice: '33.335', taxable: true },
        { kind: 'text', description: 'Thank you' },
        { item: 'i2', unitPrice: '19.99' },
      ],
    });
    // 3 x 33.335 = 100.005, half up 100.01; 9.5 % of it 9.50; 10 % of 120.00 is 12.00.
    expect(made).toMatchObject({ subtotal: '120.00', taxTotal: '9.50', total: '117.50', balance: '117.50' });
    expect((made.lines as Json[]).map((line) => [line.kind, line.quantity, line.amount])).toEqual([
      ['item', '3', '100.01'],
      ['text', null, null],
      ['item', '1', '19.99'],
      ['discount', null, '12.00'],
    ]);
  });

  test('halves go away from zero, also below it', () => {
    const lines = [{ item: 'i', quantity: '-1', unitPrice: '0.005' }];
    expect(body('invoice', { customer: 'c', date: '2026-05-01', lines })).toMatchObject({ total: '-0.01' });
  });

  test('tax is taken once on the sum, not line by line', () => {
    const line = { item: 'i', quantity: '1', unitPrice: '0.10', taxable: true };
    const made = body('invoice', { customer: 'c', date: '2026-05-01', taxPercent: '4', lines: Array(10).fill(line) });
    expect(made.taxTotal).toBe('0.04');
  });

  test('an invoice without a taxable line carries no rate', () => {
    const made = body('invoice', {
      customer: 'c',
      date: '2026-05-01',
      taxRate: 'town',
      taxPercent: '9.5',
      lines: [{ item: 'i', unitPrice: '1' }],
    });
    expect(made).toMatchObject({ taxRate: null, taxPercent: null, taxTotal: '0.00' });
  });

  test('deriving twice is deriving once, and no cent is lost', () => {
    const number = (max: number, places: number) =>
      fc
        .tuple(fc.integer({ min: 0, max }), fc.integer({ min: 0, max: 10 ** places - 1 }))
        .map(([whole, part]) => `${whole}.${String(part).padStart(places, '0')}`);
    const line = fc.record({
      kind: fc.constantFrom('item', 'item', 'item', 'text'),
      item: fc.constant('i'),
      quantity: number(500, 5),
      unitPrice: number(5000, 5),
      taxable: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 8 }), fc.option(number(20, 3)), (lines, taxPercent) => {
        const made = body('invoice', {
          customer: 'c',
          date: '2026-05-01',
          taxPercent,
          lines: lines as unknown as Json,
        });
        expect(invoice.derive(made)).toEqual(made);
        expect(invoice.parse(made)).toEqual({ ok: true, body: made });
        const cents = (value: unknown): bigint => BigInt(String(value ?? '0.00').replace('.', ''));
        const sum = (made.lines as Json[]).reduce((all, one) => all + cents(one.amount), 0n);
        expect(cents(made.subtotal)).toBe(sum);
        expect(cents(made.total)).toBe(sum + cents(made.taxTotal));
      }),
    );
  });

  test('the open balance is left to the workspace', () => {
    const made = body('invoice', { customer: 'c', date: '2026-05-01', lines: [{ item: 'i', unitPrice: '10' }] });
    expect(invoice.derive({ ...made, balance: '4.00' })).toMatchObject({ total: '10.00', balance: '4.00' });
  });
});

describe('reading', () => {
  test('a bundle is one line and its parts stay behind it', () => {
    const bundle = {
      Id: '1',
      LineNum: 1,
      Amount: 90,
      Description: 'Roof set',
      DetailType: 'GroupLineDetail',
      GroupLineDetail: {
        GroupItemRef: { value: '40', name: 'Roof set' },
        Quantity: 3,
        Line: [sales('2', { Amount: 60 }, { TaxCodeRef: { value: 'TAX' } }), sales('3', { Amount: 30 })],
      },
    };
    const shown = native([bundle, subtotal(90)], { TotalAmt: 90, Balance: 90 });
    expect(read('invoice', shown).body?.lines).toEqual([
      {
        id: '1',
        kind: 'item',
        item: '40',
        description: 'Roof set',
        quantity: '3',
        unitPrice: null,
        percent: null,
        amount: '90.00',
        taxable: true,
      },
    ]);
    // Another line is added: the bundle goes back with its parts, word for word.
    const before = read('invoice', shown).body as Json;
    const more = { id: 'new:2', kind: 'item', item: '11', quantity: '1', unitPrice: '5', taxable: false };
    const sent = update('invoice', shown, { lines: [...(before.lines as Json[]), more] });
    expect((sent.Line as Json[])[0]).toEqual(bundle);
    expect((sent.Line as Json[])[1]).toMatchObject({ LineNum: 2, SalesItemLineDetail: { ItemRef: { value: '11' } } });
    // An edited bundle is refused rather than torn apart.
    const edited = (before.lines as Json[]).map((line) => ({ ...line, quantity: '4' }));
    expect(() => update('invoice', shown, { lines: edited })).toThrow('bundle');
  });

  test('where amount and quantity times price differ, the amount counts', () => {
    const odd = native([sales('1', { Amount: 99.99 }), subtotal(99.99)], { TotalAmt: 99.99 });
    const read1 = read('invoice', odd).body as Body;
    expect((read1.lines as Json[])[0]).toMatchObject({ quantity: '2', unitPrice: null, amount: '99.99' });
    expect(invoice.derive(read1)).toEqual(read1);
  });

  test('statement charges, special items and unknown kinds count into the total', () => {
    const strange = native(
      [
        sales('1', { Amount: 20 }, { ItemRef: { value: 'SHIPPING_ITEM_ID' }, Qty: undefined, UnitPrice: undefined }),
        { Id: '2', Amount: 30, DetailType: 'TimeMachineDetail', TimeMachineDetail: {} },
        subtotal(125),
      ],
      { TotalAmt: 125 },
    );
    const found = read('invoice', strange).body as Body;
    expect((found.lines as Json[]).map((line) => [line.id, line.item, line.amount])).toEqual([
      ['1', null, '20.00'],
      ['2', null, '30.00'],
      ['charges', null, '75.00'],
    ]);
    expect(found.subtotal).toBe('125.00');
    expect(invoice.derive(found)).toEqual(found);
    // Editing a text beside them leaves them alone.
    expect(update('invoice', strange, { memo: 'hi' })).not.toHaveProperty('Line');
  });

  test('old spellings of the line types', () => {
    const old = native([
      sales('1', { DetailType: 'SALES_ITEM_LINE_DETAIL' }),
      { ...subtotal(100), DetailType: 'SUB_TOTAL_LINE_DETAIL' },
    ]);
    expect(read('invoice', old).body?.lines).toHaveLength(1);
  });

  test('tax beyond the percentage travels as a correction', () => {
    const tax = (percent: number, rate: string): Json => ({
      Amount: 1,
      DetailType: 'TaxLineDetail',
      TaxLineDetail: { TaxRateRef: { value: rate }, PercentBased: true, TaxPercent: percent, NetAmountTaxable: 100 },
    });
    const combined = native(
      [sales('1', { Amount: 100.7 }, { UnitPrice: 50.35, TaxCodeRef: { value: 'TAX' } }), subtotal(100.7)],
      {
        TxnTaxDetail: { TxnTaxCodeRef: { value: '4' }, TotalTax: 8.32, TaxLine: [tax(7.25, '1'), tax(1, '2')] },
        TotalAmt: 109.02,
        Balance: 109.02,
      },
    );
    const found = read('invoice', combined, context({ taxCodes: { shire: '4' } })).body as Body;
    // 8.25 % of 100.70 is 8.31; the two rates alone are 7.30 and 1.01.
    expect(found).toMatchObject({ taxRate: 'shire', taxPercent: '8.25', taxAdjustment: '0.01', taxTotal: '8.32' });
    expect(invoice.derive(found)).toEqual(found);
  });
});

describe('void', () => {
  const voided = native(
    [
      {
        ...sales('1', { Amount: 0 }),
        SalesItemLineDetail: { ItemRef: { value: '11' }, Qty: 0, TaxCodeRef: { value: 'TAX' } },
      },
      subtotal(0),
    ],
    { TotalAmt: 0, Balance: 0, PrivateNote: 'Voided - gate code 4', SyncToken: '4' },
  );
  test('three signs together, and the note without the word', () => {
    expect(read('invoice', voided)).toMatchObject({
      life: 'void',
      body: { privateNote: 'gate code 4', total: '0.00' },
    });
    expect(read('invoice', { ...voided, PrivateNote: 'Voided' }).body?.privateNote).toBeNull();
  });
  test.each([
    ['the word alone', native([sales('1'), subtotal(100)], { PrivateNote: 'Voided cheque inside' })],
    ['zero alone', { ...voided, PrivateNote: undefined }],
    ['another word', { ...voided, PrivateNote: 'Avoided a leak' }],
  ])('%s is not void', (_, record) => {
    expect(read('invoice', record).life).toBe('live');
  });
  test('its note, lines and tax are never sent back', () => {
    const sent = update('invoice', voided, { privateNote: 'x', lines: [], memo: 'bye', taxPercent: '9' });
    expect(sent).toEqual({ Id: '130', SyncToken: '4', sparse: true, CustomerMemo: { value: 'bye' } });
  });
  test('leaving needs id and token, coming back is not possible', () => {
    expect(json(invoice, request('invoice', 'remove', { mode: 'void', id: '130', revision: '0' }))).toEqual({
      Id: '130',
      SyncToken: '0',
    });
    const back = request('invoice', 'restore', { body: read('invoice', voided).body, native: voided });
    expect(invoice.quickbooks.write(back, context())).toMatchObject({
      ok: false,
      error: { code: 'sync.notTranslatable' },
    });
  });
});

describe('writing lines', () => {
  const two = native([
    sales('1'),
    sales('2', {}, { ServiceDate: '2026-04-01', ClassRef: { value: '5' } }),
    subtotal(200),
  ]);
  const lines = (): Json[] => (read('invoice', two).body as Json).lines as Json[];

  test('an edited line keeps its Id and what we do not map; the other goes as it was', () => {
    const [first, second] = lines();
    const sent = update('invoice', two, { lines: [first, { ...second, quantity: '3' }] }).Line as Json[];
    expect(sent).toHaveLength(2);
    expect(sent[0]).toEqual((two.Line as Json[])[0]);
    expect(sent[1]).toMatchObject({
      Id: '2',
      Amount: 150,
      SalesItemLineDetail: { Qty: 3, UnitPrice: 50, ServiceDate: '2026-04-01', ClassRef: { value: '5' } },
    });
  });

  test('a new line has no Id, an unknown one neither; a missing line is deleted by leaving it out', () => {
    const [, second] = lines();
    const fresh = { kind: 'item', item: '12', quantity: '1', unitPrice: '7', taxable: true };
    const sent = update('invoice', two, { lines: [second, { ...fresh, id: 'new:1' }, { ...fresh, id: '99' }] })
      .Line as Json[];
    expect(sent.map((line) => line.Id)).toEqual(['2', undefined, undefined]);
    expect(sent.map((line) => line.LineNum)).toEqual([1, 2, 3]);
    expect(sent[2]).toMatchObject({ Amount: 7, SalesItemLineDetail: { TaxCodeRef: { value: 'TAX' } } });
  });

  test('another item takes its own account', () => {
    const withAccount = native([sales('1', {}, { ItemAccountRef: { value: '79' } }), subtotal(100)]);
    const line = { ...((read('invoice', withAccount).body as Json).lines as Json[])[0], item: '12' };
    const detail = (update('invoice', withAccount, { lines: [line] }).Line as Json[])[0]?.SalesItemLineDetail as Json;
    expect(detail).not.toHaveProperty('ItemAccountRef');
    expect(detail.ItemRef).toEqual({ value: '12' });
  });

  test('a numeric tax code of another country stays while taxability does', () => {
    const abroad = native([sales('1', {}, { TaxCodeRef: { value: '7' } }), subtotal(100)]);
    const line = ((read('invoice', abroad).body as Json).lines as Json[])[0] as Json;
    expect(line.taxable).toBe(true);
    const same = (update('invoice', abroad, { lines: [{ ...line, description: 'x' }] }).Line as Json[])[0] as Json;
    expect((same.SalesItemLineDetail as Json).TaxCodeRef).toEqual({ value: '7' });
    const off = (update('invoice', abroad, { lines: [{ ...line, taxable: false }] }).Line as Json[])[0] as Json;
    expect((off.SalesItemLineDetail as Json).TaxCodeRef).toEqual({ value: 'NON' });
  });

  test('discounts: percent, money, one only', () => {
    const withDiscount = native([sales('1'), subtotal(100), discount(5, 5)], { TotalAmt: 95 });
    const [first, off] = (read('invoice', withDiscount).body as Json).lines as Json[];
    expect(off).toMatchObject({ id: 'discount', percent: '5', amount: '5.00' });
    const sent = update('invoice', withDiscount, { lines: [first, { ...off, percent: null, amount: '12.50' }] })
      .Line as Json[];
    expect(sent[1]).toEqual({
      Amount: 12.5,
      DetailType: 'DiscountLineDetail',
      DiscountLineDetail: { PercentBased: false },
    });
    expect(() => update('invoice', withDiscount, { lines: [first, off, { ...off, id: 'new:3' }] })).toThrow(
      'one discount',
    );
  });

  test('a line without an item cannot go', () => {
    const line = { id: 'new:1', kind: 'item', item: null, amount: '5.00', taxable: false };
    expect(() => update('invoice', two, { lines: [line] })).toThrow('line 1 has no item');
  });
});

describe('tax codes', () => {
  const taxed = (more: Json = {}): Body =>
    body('invoice', {
      customer: 'c',
      date: '2026-05-01',
      taxRate: 'town',
      taxPercent: '9.5',
      lines: [{ item: 'i', unitPrice: '10', taxable: true }],
      ...more,
    });
  const sent = (made: Body, mapping: Parameters<typeof context>[0]): unknown =>
    json(invoice, request('invoice', 'create', { body: made }), context(mapping)).TxnTaxDetail;

  test('the paired code, else the default of the same percentage', () => {
    expect(sent(taxed(), { taxCodes: { town: '2' }, defaultTaxCode: '4' })).toEqual({ TxnTaxCodeRef: { value: '2' } });
    expect(sent(taxed(), { defaultTaxCode: '2' })).toEqual({ TxnTaxCodeRef: { value: '2' } });
  });

  test('no code, or one of another percentage: it waits for a mapping instead of losing its tax', () => {
    expect(() => sent(taxed(), {})).toThrow('needs a mapping: a tax code for 9.5% sales tax');
    expect(() => sent(taxed(), { defaultTaxCode: '4' })).toThrow('needs a mapping');
  });

  test('no tax, no code', () => {
    expect(sent(taxed({ lines: [{ item: 'i', unitPrice: '10' }] }), {})).toBeUndefined();
    expect(sent(taxed({ taxRate: null, taxPercent: null }), { defaultTaxCode: '2' })).toBeUndefined();
  });

  const shown = (code: string, percent: number): Json =>
    native([sales('1', {}, { TaxCodeRef: { value: 'TAX' } }), subtotal(100)], {
      TxnTaxDetail: {
        TxnTaxCodeRef: { value: code },
        TotalTax: percent,
        TaxLine: [
          { Amount: percent, DetailType: 'TaxLineDetail', TaxLineDetail: { PercentBased: true, TaxPercent: percent } },
        ],
      },
    });
  test('read back as the rate it came from, also through the default', () => {
    expect(read('invoice', shown('2', 9.5), context({ taxCodes: { town: '2' } })).body?.taxRate).toBe('town');
    expect(read('invoice', shown('2', 9.5), context({ defaultTaxCode: '2' })).body?.taxRate).toBe('town');
    const both = context({ taxCodes: { shire: '2', town: '2' } });
    expect(read('invoice', shown('2', 9.5), both).body?.taxRate).toBe('town');
    expect(read('invoice', shown('9', 3), context({ defaultTaxCode: '2' })).body).toMatchObject({
      taxRate: null,
      taxPercent: '3',
    });
  });

  test('a code nobody paired stays on the document when other things change, and can be taken off', () => {
    const unknown = shown('9', 3);
    const lines = ((read('invoice', unknown).body as Json).lines as Json[]).map((line) => ({ ...line, quantity: '3' }));
    expect(update('invoice', unknown, { lines, taxPercent: '3' }).TxnTaxDetail).toEqual({
      TxnTaxCodeRef: { value: '9' },
    });
    expect(update('invoice', unknown, { taxPercent: null }).TxnTaxDetail).toEqual({ TotalTax: 0 });
  });
});

test('numbers and dates', () => {
  const one = native([sales('1'), subtotal(100)]);
  expect(update('invoice', one, { number: null, dueDate: null, email: null, privateNote: null })).toEqual({
    Id: '130',
    SyncToken: '3',
    sparse: true,
    DocNumber: '',
    BillEmail: { Address: '' },
    PrivateNote: '',
  });
});

test('the probe: by number, or by customer, date and total', () => {
  const numbered = body('invoice', {
    number: "9'1",
    customer: '24',
    date: '2026-05-01',
    lines: [{ item: 'i', unitPrice: '10' }],
  });
  expect(invoice.quickbooks.probe(request('invoice', 'create', { body: numbered }))?.where).toBe("DocNumber = '9\\'1'");
  const plain = { ...numbered, number: null };
  const probe = invoice.quickbooks.probe(request('invoice', 'create', { body: plain }));
  expect(probe?.where).toBe("CustomerRef = '24' AND TxnDate = '2026-05-01' AND TotalAmt = '10.00'");
  expect(probe?.fits({ ...plain, number: '1042', dueDate: '2026-06-01' })).toBe(true);
  expect(
    probe?.fits(body('invoice', { customer: '24', date: '2026-05-01', lines: [{ item: 'j', unitPrice: '10' }] })),
  ).toBe(false);
});

test('input is named when it is wrong', () => {
  const good = { customer: 'c', date: '2026-05-01' };
  expect(refusal('invoice', { ...good, lines: [] })).toContain('Lines: needs at least one line');
  expect(refusal('invoice', { ...good, lines: [{ item: 'i', unitPrice: 'abc' }] })).toContain('Line 1 Price');
  expect(refusal('invoice', { ...good, lines: [{ item: 'i', amount: 'abc' }] })).toContain('Line 1 Amount');
  expect(refusal('invoice', { ...good, lines: [{ quantity: '1', unitPrice: '2' }] })).toContain(
    'Line 1 Item: is needed',
  );
  expect(refusal('invoice', { ...good, customer: null, lines: [{ item: 'i' }] })).toContain('Customer');
  expect(refusal('invoice', { ...good, date: '31.05.2026', lines: [{ item: 'i' }] })).toContain('Date');
  expect(refusal('invoice', { ...good, number: 'x'.repeat(22), lines: [{ item: 'i' }] })).toContain('at most 21');
});
