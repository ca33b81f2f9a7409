import { describe, expect, test } from 'vitest';
import { isBlank, normalDecimal, sameValue } from '../../../main/core/compare.ts';
import { fromCents, showMoney, sumMoney, toCents } from '../../../main/core/money.ts';
import type { FieldDescriptor, FieldKind } from '../../../shared/entity.ts';
import type { Json } from '../../../shared/primitives.ts';

const field = (kind: FieldKind): FieldDescriptor => ({
  name: 'x',
  label: 'X',
  kind,
  entity: 'invoice',
  line: [
    { name: 'text', label: 'Text', kind: 'text' },
    { name: 'amount', label: 'Amount', kind: 'money' },
    { name: 'sum', label: 'Sum', kind: 'money', derived: true },
  ],
});

const same: [FieldKind, Json, Json][] = [
  ['text', 'John Doe ', 'John  Doe'],
  ['text', null, ''],
  ['text', 'Jose\u0301', 'José'],
  ['longText', 'one\r\ntwo', 'one\ntwo'],
  ['email', 'Office@Pine.test', ' office@pine.test'],
  ['phone', '(555) 010-2030', '555.010.2030'],
  ['phone', '+1 555 010 2030', '5550102030'],
  ['decimal', '2.50', '2.5'],
  ['decimal', '007', '7'],
  ['decimal', '-0.00', '0'],
  ['money', '375', '375.00'],
  [
    'address',
    { line1: '12 Oak St', line2: null, city: 'Middlefield', region: 'CA', postalCode: '94303', country: null },
    { line1: '12 Oak St.', line2: 'Middlefield, CA  94303', city: null, region: null, postalCode: null, country: null },
  ],
  ['address', null, { line1: null, line2: '', city: null, region: null, postalCode: null, country: null }],
  ['address', { line1: 'A', country: 'USA' }, { line1: 'a', country: 'United States' }],
  ['lines', [{ id: '1', text: 'a', amount: '1', sum: '1.00' }], [{ id: '1', text: 'a ', amount: '1.00', sum: '9.99' }]],
  [
    'allocations',
    [
      { invoice: 'a', amount: '1' },
      { invoice: 'b', amount: '0' },
    ],
    [{ invoice: 'a', amount: '1.00' }],
  ],
  [
    'allocations',
    [
      { invoice: 'a', amount: '1' },
      { invoice: 'b', amount: '2' },
    ],
    [
      { invoice: 'b', amount: '2' },
      { invoice: 'a', amount: '1' },
    ],
  ],
];

const different: [FieldKind, Json, Json][] = [
  ['text', 'John Doe', 'john doe'],
  ['text', 'A', null],
  ['email', 'a@x.test', 'b@x.test'],
  ['phone', '5550102030', '5550102031'],
  ['phone', 'ask Bill', 'ask Ann'],
  ['decimal', '2.5', '2.51'],
  ['decimal', '5', '-5'],
  ['boolean', true, false],
  ['boolean', null, false],
  ['date', '2026-01-02', '2026-02-01'],
  ['ref', 'a', 'b'],
  ['choice', 'service', 'inventory'],
  ['address', { line1: '12 Oak St', city: 'Middlefield' }, { line1: '13 Oak St', city: 'Middlefield' }],
  ['lines', [{ id: '1', text: 'a', amount: '1' }], [{ id: '2', text: 'a', amount: '1' }]],
  [
    'lines',
    [
      { id: '1', text: 'a', amount: '1' },
      { id: '2', text: 'b', amount: '1' },
    ],
    [
      { id: '2', text: 'b', amount: '1' },
      { id: '1', text: 'a', amount: '1' },
    ],
  ],
  ['allocations', [{ invoice: 'a', amount: '1' }], [{ invoice: 'a', amount: '1.01' }]],
];

describe('values that a person would call the same', () => {
  test.each(same)('%s %j = %j', (kind, a, b) => {
    expect(sameValue(field(kind), a, b)).toBe(true);
    expect(sameValue(field(kind), b, a)).toBe(true);
  });
});

describe('values that differ', () => {
  test.each(different)('%s %j ≠ %j', (kind, a, b) => {
    expect(sameValue(field(kind), a, b)).toBe(false);
    expect(sameValue(field(kind), b, a)).toBe(false);
  });
});

test('what says nothing is blank; no and zero say something', () => {
  expect([null, '', '  ', [], { line1: null, city: '' }].map((value) => isBlank(value))).toEqual([
    true,
    true,
    true,
    true,
    true,
  ]);
  expect([false, '0', 0, [{}], { line1: 'x' }].map((value) => isBlank(value as Json))).toEqual([
    false,
    false,
    false,
    false,
    false,
  ]);
});

test('decimals have one normal form and what is no number stays as it is', () => {
  expect(['00.10', '.5', '-01.0', 'abc', '1e3'].map(normalDecimal)).toEqual(['0.1', '0.5', '-1', 'abc', '1e3']);
});

test('money adds to the cent without floats', () => {
  expect(sumMoney(['0.10', '0.20', '-0.05', null, 'abc'])).toBe('0.25');
  expect(toCents('9007199254740993.01')).toBe(900719925474099301n);
  expect(fromCents(-5n)).toBe('-0.05');
  expect([showMoney('1234567.5'), showMoney('-3.00'), showMoney('10.00', 'CAD')]).toEqual([
    '$1,234,567.50',
    '−$3.00',
    'CAD 10.00',
  ]);
});
