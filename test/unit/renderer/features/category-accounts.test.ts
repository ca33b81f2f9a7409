import { expect, test } from 'vitest';
import { usualAccount } from '../../../../renderer/features/mappings/category-accounts.ts';

const income = [
  { id: '79', name: 'Sales' },
  { id: '82', name: 'Roofs sold' },
];
const expense = [{ id: '80', name: 'Parts bought' }];
const lists = {
  defaultIncomeAccount: '79',
  defaultExpenseAccount: null,
  depositAccount: null,
  taxCodes: {},
  defaultTaxCode: null,
  customFields: [],
};
const category = (id: string, name: string, above: string | null) => ({ id, name, detail: null, above });
const options = {
  categories: [
    category('1', 'Roofing', null),
    category('2', 'Skylights', '1'),
    category('3', 'Kits', '2'),
    category('8', 'Round', '9'),
    category('9', 'Circle', '8'),
  ],
};
const words = (categoryAccounts: Record<string, { income: string | null; expense: string | null }>, id: string) => [
  usualAccount({ lists: { ...lists, categoryAccounts }, options }, id, 'income', income),
  usualAccount({ lists: { ...lists, categoryAccounts }, options }, id, 'expense', expense),
];

test('no choice for a category says what holds: the nearest above that has one, else that of all new items', () => {
  expect(words({}, '3')).toEqual(['As all new items: Sales', 'As all new items: none']);
  expect(words({ 1: { income: '82', expense: null } }, '3')).toEqual([
    'As Roofing: Roofs sold',
    'As all new items: none',
  ]);
  const both = { 1: { income: '82', expense: '80' }, 2: { income: '79', expense: null } };
  expect(words(both, '3')).toEqual(['As Skylights: Sales', 'As Roofing: Parts bought']);
  // Its own choice is shown as chosen; this is what clearing it would mean.
  expect(words(both, '2')).toEqual(['As Roofing: Roofs sold', 'As Roofing: Parts bought']);
  expect(words(both, '1')).toEqual(['As all new items: Sales', 'As all new items: none']);
});

test('an account QuickBooks has no more is told, and categories in a circle end', () => {
  expect(words({ 1: { income: 'gone', expense: null } }, '2')[0]).toBe('As Roofing: no longer in QuickBooks');
  expect(words({}, '8')[0]).toBe('As all new items: Sales');
});
