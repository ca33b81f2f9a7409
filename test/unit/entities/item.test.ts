import { expect, test } from 'vitest';
import { body, context, entities, type Json, json, read, refusal, request, update } from './support.ts';

const item = entities.get('item');
const native = (more: Json = {}): Json => ({
  Id: '5',
  SyncToken: '2',
  Name: 'Ridge Repair',
  Active: true,
  Type: 'Service',
  Taxable: false,
  UnitPrice: 0,
  PurchaseCost: 0,
  IncomeAccountRef: { value: '79', name: 'Income' },
  ...more,
});

test('a price of 0 and no price are one thing', () => {
  expect(read('item', native()).body).toMatchObject({ unitPrice: null, purchaseCost: null });
  expect(body('item', { name: 'A', unitPrice: '0.00', purchaseCost: '' })).toMatchObject({
    unitPrice: null,
    purchaseCost: null,
  });
  expect(update('item', native({ UnitPrice: 12.5 }), { unitPrice: null })).toMatchObject({ UnitPrice: 0 });
});

test.each([
  ['Service', 'service'],
  ['NonInventory', 'nonInventory'],
  ['Inventory', 'inventory'],
  ['Category', 'category'],
  ['Group', 'bundle'],
  ['SomethingNew', 'service'],
])('type %s', (Type, type) => {
  expect(read('item', native({ Type })).body?.type).toBe(type);
});

test('a new item posts to the chosen account, or waits for one', () => {
  const made = body('item', {
    name: 'Soffit Kit',
    type: 'nonInventory',
    unitPrice: '12.34567',
    sku: 'SK-1',
    taxable: true,
  });
  const create = request('item', 'create', { body: made });
  expect(json(item, create)).toEqual({
    IncomeAccountRef: { value: '79' },
    Name: 'Soffit Kit',
    Sku: 'SK-1',
    Type: 'NonInventory',
    UnitPrice: 12.34567,
    Taxable: true,
  });
  expect(item.quickbooks.write(create, context({ defaultIncomeAccount: null }))).toMatchObject({
    ok: false,
    error: { code: 'sync.needsMapping', userSentence: 'Soffit Kit needs a mapping: the income account for new items.' },
  });
});

test('a new item gets the accounts of the nearest category that has one, income and expense apart', () => {
  const categoryAccounts = { 1: { income: '82', expense: '80' }, 2: { income: '83', expense: null } };
  const above: Record<string, string> = { 3: '2', 2: '1', 8: '9', 9: '8' };
  const made = (category: string | null, more: Json = {}) =>
    json(item, request('item', 'create', { body: body('item', { name: 'Vent', category, ...more }) }), {
      ...context({ categoryAccounts }),
      categoryAbove: (id) => above[id] ?? null,
    });
  const income = (value: string): Json => ({ IncomeAccountRef: { value } });
  const expense = (value: string): Json => ({ ExpenseAccountRef: { value } });
  expect(made('1')).toMatchObject({ ...income('82'), ...expense('80') });
  expect(made('2')).toMatchObject({ ...income('83'), ...expense('80') });
  expect(made('3')).toMatchObject({ ...income('83'), ...expense('80') });
  expect(made('3', { incomeAccount: '77' })).toMatchObject({ ...income('77'), ...expense('80') });
  expect(made('8')).toMatchObject(income('79'));
  expect(made('8')).not.toHaveProperty('ExpenseAccountRef');
  expect(made(null)).toMatchObject(income('79'));
});

test('what QuickBooks must make itself is refused with a reason', () => {
  for (const type of ['inventory', 'bundle'])
    expect(
      item.quickbooks.write(request('item', 'create', { body: body('item', { name: 'X', type }) }), context()),
    ).toMatchObject({ ok: false, error: { code: 'sync.notTranslatable' } });
  const category = request('item', 'create', { body: body('item', { name: 'Roofing', type: 'category' }) });
  expect(json(item, category, context({ defaultIncomeAccount: null }))).toEqual({ Name: 'Roofing', Type: 'Category' });
});

test('an update sends the changed members only', () => {
  expect(update('item', native({ Sku: 'S', Description: 'd' }), { sku: null, description: null })).toEqual({
    Id: '5',
    SyncToken: '2',
    sparse: true,
    Sku: '',
    Description: '',
  });
});

test('an inactive item leaves and comes back under its plain name', () => {
  const inactive = native({ Active: false, Name: 'Ridge Repair (deleted)' });
  expect(read('item', inactive)).toMatchObject({ life: 'inactive', body: { name: 'Ridge Repair' } });
  expect(
    json(
      item,
      request('item', 'restore', { id: '5', revision: '3', body: read('item', inactive).body, native: inactive }),
    ),
  ).toEqual({ Id: '5', SyncToken: '3', sparse: true, Active: true, Name: 'Ridge Repair' });
});

test('input is named when it is wrong', () => {
  expect(refusal('item', { name: 'A', unitPrice: 'abc' })).toContain('Price: must be a number');
  expect(refusal('item', { name: 'A', unitPrice: '1.234567' })).toContain('Price');
  expect(refusal('item', { name: 'A', type: 'thing' })).toContain('Type');
});

test('keys: the SKU before the name', () => {
  expect(item.matchKeys(body('item', { name: 'Ridge-Repair', sku: 'RR-1' }))).toEqual([
    { kind: 'sku', value: 'rr-1' },
    { kind: 'name', value: 'ridge repair' },
  ]);
});
