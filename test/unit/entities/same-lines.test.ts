import { describe, expect, test } from 'vitest';
import { sameButPrices } from '../../../main/entities/tax/same-lines.ts';
import type { Body } from '../../../shared/primitives.ts';

const doc = (unitPrice: string, more: Body = {}): Body => ({
  taxModel: 'inclusive',
  lines: [{ id: '1', item: 'a', quantity: '0.544', unitPrice, amount: '371.98' }],
  ...more,
});

describe('lines with the tax inside say the same', () => {
  test('where only the price differs in what the amount does not tell', () => {
    expect(sameButPrices('lines', doc('683.78'), doc('683.79'))).toBe(true);
  });
  test.each([
    [
      'another amount',
      doc('683.78'),
      { ...doc('683.78'), lines: [{ id: '1', item: 'a', quantity: '0.544', unitPrice: '683.78', amount: '371.99' }] },
    ],
    ['a line more', doc('683.78'), { ...doc('683.78'), lines: [] }],
    ['amounts before tax', doc('683.78', { taxModel: 'exclusive' }), doc('683.79', { taxModel: 'exclusive' })],
    ['the US', doc('683.78', { taxModel: null }), doc('683.79', { taxModel: null })],
  ] as [string, Body, Body][])('and not with %s', (_, ours, theirs) => {
    expect(sameButPrices('lines', ours, theirs)).toBe(false);
  });
  test('of no other field', () => {
    expect(sameButPrices('memo', doc('1'), doc('2'))).toBe(false);
  });
});
