import { expect, test } from 'vitest';
import { companyApp } from '../../support/fakes/company-app.ts';

/** An app with an income account chosen, a vendor, and the ids of expense accounts on both sides. */
async function ground() {
  const app = await companyApp();
  await app.apply();
  const there = (type: string): string => app.all('Account').find((one) => one.AccountType === type)?.Id ?? '';
  await app.call('mappings.setLists', { defaultIncomeAccount: there('Income') });
  const { options } = await app.call('records.options', { entity: 'account', search: '', limit: 50 });
  const here = options.find((one) => one.body.type === 'expense')?.id ?? '';
  const vendor = await app.make('vendor', { displayName: 'Larch Supply' });
  const bill = (item: string) => ({
    vendor,
    date: '2026-11-19',
    lines: [{ id: '', item, quantity: '2', unitPrice: '30', description: null }],
  });
  const problems = async () => (await app.call('problems.list')).groups.flatMap((group) => group.problems);
  return { app, bill, problems, expense: { here, there: app.store.counterpart('account', 'platform', here) } };
}

test('an item without an expense account cannot be bought; it is told, and choosing one settles it', async () => {
  const { app, bill, problems, expense } = await ground();
  const item = await app.make('item', { name: 'Shingle', type: 'nonInventory', unitPrice: '40', taxable: false });
  const key = await app.make('bill', bill(item));
  await app.sync();
  expect(app.all('Bill')).toEqual([]);
  const [problem] = await problems();
  expect(problem?.error).toMatchObject({ code: 'quickbooks.wrongAccount', native: { faultCode: '6430' } });
  expect(problem?.error.remedy).toContain('expense account');

  const { revision } = await app.call('records.get', { entity: 'item', key: item });
  await app.call('records.update', {
    entity: 'item',
    key: item,
    revision: revision ?? '',
    changes: { expenseAccount: expense.here },
  });
  await app.sync();
  await app.call('problems.retry', { id: problem?.id ?? '' });
  await app.sync();
  expect(app.all('Item').find((one) => one.Name === 'Shingle').ExpenseAccountRef.value).toBe(expense.there);
  expect((await app.call('records.get', { entity: 'bill', key })).row.state).toBe('equal');
  expect(await problems()).toEqual([]);
});

test('new items get the expense account of Mappings, unless they have one of their own', async () => {
  const { app, bill, problems, expense } = await ground();
  const cogs = app.all('Account').find((one) => one.AccountType === 'Cost of Goods Sold')?.Id ?? '';
  await app.call('mappings.setLists', { defaultExpenseAccount: cogs });
  const plain = await app.make('item', { name: 'Shingle', type: 'nonInventory', taxable: false });
  await app.make('item', { name: 'Permit', type: 'service', taxable: false, expenseAccount: expense.here });
  await app.make('bill', bill(plain));
  await app.sync();
  const account = (name: string) => app.all('Item').find((one) => one.Name === name).ExpenseAccountRef.value;
  expect([account('Shingle'), account('Permit')]).toEqual([cogs, expense.there]);
  expect(app.all('Bill')).toHaveLength(1);
  expect(await problems()).toEqual([]);
  await app.sync();
  expect((await app.call('records.get', { entity: 'item', key: plain })).row.state).toBe('equal');
});
