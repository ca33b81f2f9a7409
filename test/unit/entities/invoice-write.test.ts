import { describe, expect, test } from 'vitest';
import type { Body } from '../../../shared/primitives.ts';
import { discount, native, sales, subtotal } from './shapes.ts';
import { body, context, entities, type Json, json, read, request, update } from './support.ts';

const invoice = entities.get('invoice');

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
  const plain = { ...numbered, number: null };
  const probe = invoice.quickbooks.probe(request('invoice', 'create', { body: plain }));
  expect(probe?.fits({ ...plain, number: '1042', dueDate: '2026-06-01' })).toBe(true);
  expect(
    probe?.fits(body('invoice', { customer: '24', date: '2026-05-01', lines: [{ item: 'j', unitPrice: '10' }] })),
  ).toBe(false);
});
