import { describe, expect, test } from 'vitest';
import {
  type DraftLine,
  isBlank,
  itemAmount,
  lineProblems,
  linesIn,
  linesOut,
  newLine,
  totals,
} from '../../../../renderer/features/records/model/lines.ts';

const line = (more: Partial<DraftLine>): DraftLine => ({ ...newLine('item', 'k'), ...more });

describe('amount of a line', () => {
  test.each([
    ['3', '19.99', '59.97'],
    ['2.5', '75', '187.50'],
    // Half a cent goes up, also where a binary float would be just under it (1.005).
    ['1', '1.005', '1.01'],
    ['0.1', '0.15', '0.02'],
    ['-2', '10', '-20.00'],
    ['1,000', '$1.25', '1250.00'],
    ['', '40', '40.00'],
  ])('%s × %s = %s', (quantity, unitPrice, amount) => {
    expect(itemAmount(line({ quantity, unitPrice }))).toBe(amount);
  });

  test('is unknown while a number cannot be read', () => {
    expect(itemAmount(line({ quantity: 'two', unitPrice: '5' }))).toBeNull();
    expect(itemAmount(line({ quantity: '2', unitPrice: '' }))).toBeNull();
  });

  test('is the stored one where there is nothing to multiply', () => {
    expect(itemAmount(line({ quantity: null, unitPrice: null, amount: '12.30' }))).toBe('12.30');
  });
});

describe('sums', () => {
  const lines = [
    line({ quantity: '2', unitPrice: '100', taxable: true }),
    line({ quantity: '1', unitPrice: '50' }),
    line({ kind: 'text', description: 'Thank you' }),
    line({ kind: 'discount', percent: '10' }),
  ];

  test('discount is a share of all items, tax is on taxable lines before discount', () => {
    expect(totals(lines, '8.25')).toEqual({
      subtotal: '250.00',
      discount: '25.00',
      shipping: '0.00',
      taxable: '200.00',
      taxTotal: '16.50',
      total: '241.50',
      amounts: ['200.00', '50.00', null, '25.00'],
    });
  });

  test('shipping comes on top, bears no discount, and is taxed where it is said to be', () => {
    const shipped = [...lines, line({ kind: 'shipping', amount: '20', quantity: null })];
    expect(totals(shipped, '10')).toMatchObject({
      subtotal: '250.00',
      discount: '25.00',
      shipping: '20.00',
      total: '265.00',
    });
    const taxed = [...lines, line({ kind: 'shipping', amount: '20', quantity: null, taxable: true })];
    expect(totals(taxed, '10')).toMatchObject({ taxable: '220.00', taxTotal: '22.00', total: '267.00' });
    expect(linesOut(taxed, null).at(-1)).toMatchObject({
      kind: 'shipping',
      item: null,
      amount: '20.00',
      taxable: true,
    });
    expect(linesIn(linesOut(taxed, null)).at(-1)).toMatchObject({ kind: 'shipping', amount: '20.00' });
    expect(lineProblems([line({ kind: 'shipping', amount: 'much', quantity: null })])).toHaveProperty('0.amount');
  });

  test('a discount in money is taken as typed, and no rate means no tax', () => {
    const sums = totals(
      [line({ quantity: '1', unitPrice: '80', taxable: true }), line({ kind: 'discount', amount: '5.5' })],
      null,
    );
    expect(sums.discount).toBe('5.50');
    expect(sums.total).toBe('74.50');
  });

  test('tax is rounded once on the sum, not line by line', () => {
    // Line by line: 0.03 * 7.5 % = 0.00 three times; on the sum 0.09 * 7.5 % = 0.00675 -> 0.01.
    const three = [1, 2, 3].map(() => line({ quantity: '1', unitPrice: '0.03', taxable: true }));
    expect(totals(three, '7.5').taxTotal).toBe('0.01');
  });

  test('thousands of lines do not drift by a cent', () => {
    const many = Array.from({ length: 1000 }, () => line({ quantity: '1', unitPrice: '0.1' }));
    expect(totals(many, null).subtotal).toBe('100.00');
  });
});

describe('checking and saving', () => {
  test('each problem names its line and cell', () => {
    expect(
      lineProblems([
        line({ item: 'i1', quantity: 'x', unitPrice: '5' }),
        line({ description: 'no item', unitPrice: '5' }),
        line({ kind: 'discount', percent: '', description: 'spring' }),
        line({ kind: 'discount', percent: 'ten' }),
        line({ item: 'i2', quantity: '1', unitPrice: '1.123456' }),
      ]),
    ).toEqual({
      '0.quantity': 'is not a number, such as 2.5',
      '1.item': 'is needed',
      '2.amount': 'needs an amount or a percentage',
      '3.percent': 'is not a number, such as 2.5',
      '4.unitPrice': 'may have at most five decimals',
    });
  });

  test('blank lines are neither refused nor saved', () => {
    const blank = newLine('item', 'k');
    expect(isBlank(blank)).toBe(true);
    expect(lineProblems([blank])).toEqual({});
    expect(linesOut([blank, line({ item: 'i', unitPrice: '3' })], null)).toHaveLength(1);
  });

  test('a known line keeps its id and what the form does not show; a new one is sent without an id', () => {
    const stored = [
      { id: '7', kind: 'item', item: 'i', quantity: '1', unitPrice: '5', amount: '5.00', taxable: true, class: 'A' },
    ];
    const edited = linesIn(stored).map((one) => ({ ...one, quantity: '2' }));
    const saved = linesOut([...edited, line({ item: 'j', quantity: '1.50', unitPrice: '4' })], stored);
    expect(saved[0]).toMatchObject({ id: '7', quantity: '2', amount: '10.00', class: 'A' });
    expect(saved[1]).toMatchObject({ item: 'j', quantity: '1.5', unitPrice: '4', amount: '6.00' });
    expect(saved[1]).not.toHaveProperty('id');
  });

  test('reading and saving an untouched document changes nothing', () => {
    const stored = [
      {
        id: '1',
        kind: 'item',
        item: 'i',
        description: null,
        quantity: '2',
        unitPrice: '12.5',
        percent: null,
        amount: '25.00',
        taxable: true,
      },
      {
        id: '2',
        kind: 'text',
        item: null,
        description: 'Words',
        quantity: null,
        unitPrice: null,
        percent: null,
        amount: null,
        taxable: false,
      },
      {
        id: '3',
        kind: 'discount',
        item: null,
        description: null,
        quantity: null,
        unitPrice: null,
        percent: '10',
        amount: '2.50',
        taxable: false,
      },
      {
        id: '4',
        kind: 'item',
        item: null,
        description: 'Lump',
        quantity: null,
        unitPrice: null,
        percent: null,
        amount: '9.00',
        taxable: false,
      },
    ];
    expect(linesOut(linesIn(stored.slice(0, 3)), stored)).toEqual(stored.slice(0, 3));
    expect(linesOut(linesIn([stored[3]!]), stored)).toEqual([stored[3]]);
  });
});

describe('lines with rates of their own, outside the US', () => {
  const taxed = (amount: string, taxPercent: string | null): DraftLine => ({
    ...newLine('item', amount + String(taxPercent)),
    quantity: '1',
    unitPrice: amount,
    taxRate: taxPercent,
    taxPercent,
  });
  const lines = [taxed('33.33', '20'), taxed('45.15', '5'), taxed('33.33', '20'), taxed('10', null)];

  test('each rate is taken once on its lines: on top, inside, or not at all', () => {
    // 20 % of 66.66 is 13.33, 5 % of 45.15 is 2.26; inside they are 11.11 and 2.15.
    expect(totals(lines, null, null, 'exclusive')).toMatchObject({ taxTotal: '15.59', total: '137.40' });
    expect(totals(lines, null, null, 'inclusive')).toMatchObject({ taxTotal: '13.26', total: '121.81' });
    expect(totals(lines, null, null, 'none')).toMatchObject({ taxTotal: '0.00', total: '121.81' });
  });

  test('a line that never named a rate is saved without one', () => {
    const { taxRate: _, taxPercent: __, ...plain } = taxed('5', null);
    expect(linesOut([plain], [])[0]).not.toHaveProperty('taxRate');
    expect(linesOut([taxed('5', '20')], [])[0]).toMatchObject({ taxRate: '20', taxPercent: '20' });
  });
});
