import { expect, test } from 'vitest';
import {
  appliedIn,
  appliedOut,
  applyOldestFirst,
  type OpenDocument,
  pools,
  spread,
} from '../../../../renderer/features/records/model/allocations.ts';

const document = (id: string, date: string, open: string): OpenDocument => ({
  id,
  title: `Invoice ${id}`,
  date,
  dueDate: null,
  total: open,
  open,
});
const open = [
  document('b', '2026-03-02', '50.00'),
  document('a', '2026-01-15', '100.10'),
  document('c', '2026-05-01', '75.00'),
];

test('an amount is applied oldest first and stops when it is used up', () => {
  expect(applyOldestFirst('120.30', open)).toEqual({ a: '100.10', b: '20.20' });
  expect(applyOldestFirst('1000', open)).toEqual({ a: '100.10', b: '50.00', c: '75.00' });
  expect(applyOldestFirst('', open)).toEqual({});
});

test('what no document takes stays unapplied', () => {
  expect(spread('300', applyOldestFirst('300', open), open)).toEqual({
    applied: '225.10',
    unapplied: '74.90',
    problems: {},
  });
});

test('over-applying is named where it happens', () => {
  const result = spread('60', { b: '50.01', c: '12', a: 'ten' }, open);
  expect(result.problems).toEqual({
    b: 'is more than the 50.00 open',
    a: 'is not an amount, such as 375.00',
    '': '2.01 more is applied than was received',
  });
  expect(result.unapplied).toBe('-2.01');
});

test('zero and empty amounts are not saved, stored ones come back as they were', () => {
  const stored = [{ invoice: 'a', amount: '10.00' }];
  expect(appliedOut('invoice', { ...appliedIn('invoice', stored), b: '', c: '0.00' })).toEqual(stored);
});

test('credits add to what can be applied, and give no more than is applied', () => {
  expect(pools('60', [{ a: '100' }], [{ c: '40' }])).toEqual({ charges: '100.00', gives: '100.00', given: '40.00' });
  // Without credits the amount stays as it was typed.
  expect(pools('6o', [{ a: '5' }], [{}])).toEqual({ charges: '6o', gives: '5.00', given: '0.00' });
  expect(pools('', [{}], [{ c: '40' }])).toMatchObject({ charges: '40.00', gives: '0.00' });
});
