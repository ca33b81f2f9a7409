import { expect, test } from 'vitest';
import {
  actionsOf,
  add,
  difference,
  leftOver,
  matrixLayout,
  totalOf,
} from '../../../../renderer/features/preview/sums.ts';
import type { PlanSummary } from '../../../../shared/contract/sync.ts';

const plan: PlanSummary = {
  planId: 'p',
  hash: 'h',
  createdAt: '2026-05-31T12:00:00Z',
  since: null,
  change: null,
  purpose: null,
  compared: 10,
  equal: 1,
  actionable: 6,
  byEntity: [
    { entity: 'customer', label: 'Customers', counts: { link: 4, review: 1, createInQuickbooks: 0 }, money: {} },
    {
      entity: 'invoice',
      label: 'Invoices',
      counts: { createInQuickbooks: 2, review: 2 },
      money: { createInQuickbooks: '0.10', review: '0.20' },
    },
    { entity: 'payment', label: 'Payments', counts: { createInQuickbooks: 1 }, money: { createInQuickbooks: '0.20' } },
  ],
  receivables: { platformBefore: '0.00', platformAfter: '0.00', quickbooksBefore: '0.00', quickbooksAfter: '0.00' },
  payables: { platformBefore: '0.00', platformAfter: '0.00', quickbooksBefore: '0.00', quickbooksAfter: '0.00' },
  income: [],
  taxByAddress: false,
  warning: null,
};

test('shows only actions that occur, in their fixed order', () => {
  expect(actionsOf(plan)).toEqual(['createInQuickbooks', 'link', 'review']);
});

test('sums over entities are exact, and null where nothing has an amount', () => {
  expect(totalOf(plan, 'createInQuickbooks')).toEqual({ count: 3, money: '0.30' });
  expect(totalOf(plan, 'link')).toEqual({ count: 4, money: null });
  expect(leftOver(plan)).toEqual({ review: 3, refuse: 0 });
});

test('adds and subtracts to the cent', () => {
  expect(add(['0.10', '0.20', '9999999999999.99'])).toBe('10000000000000.29');
  expect(difference('61902.15', '58814.90')).toBe('-3087.25');
});

test('no column is cut off, whatever the number of actions', () => {
  expect(matrixLayout(1160, 5)).toBe('grid');
  expect(matrixLayout(1160, 9)).toBe('stacked');
  expect(matrixLayout(800, 7)).toBe('stacked');
  expect(matrixLayout(800, 9)).toBe('list');
  expect(matrixLayout(358, 3)).toBe('stacked');
  expect(matrixLayout(358, 5)).toBe('list');
});
