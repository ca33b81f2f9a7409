import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { body, entities, type Json, refusal } from './support.ts';

const invoice = entities.get('invoice');

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
