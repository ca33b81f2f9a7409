/** Which account money is booked to in QuickBooks: what a record says itself, its category, or what Mappings say. */
import { expect, test } from 'vitest';
import { type CompanyApp, companyApp } from '../../support/fakes/company-app.ts';

const there = (app: CompanyApp, type: string, name?: string): string =>
  app.all('Account').find((one) => one.AccountType === type && (name === undefined || one.Name === name))?.Id ?? '';

/** An account made in QuickBooks; answers its id there. */
const account = (app: CompanyApp, Name: string, AccountType: string, AccountSubType: string): string =>
  app.ask('/account', {}, { Name, AccountType, AccountSubType }).Account.Id;

async function ground() {
  const app = await companyApp();
  const services = there(app, 'Income', 'Services');
  const roofing = account(app, 'Sold roofs', 'Income', 'SalesOfProductIncome');
  const gutters = account(app, 'Sold gutters', 'Income', 'SalesOfProductIncome');
  const materials = account(app, 'Roof parts', 'Cost of Goods Sold', 'SuppliesMaterialsCogs');
  await app.call('mappings.setLists', { defaultIncomeAccount: services });
  await app.apply();
  const here = (id: string): string => app.store.counterpart('account', 'quickbooks', id) ?? '';
  const item = (name: string) => app.all('Item').find((one) => one.Name === name);
  const shown = async (key: string) => (await app.call('records.get', { entity: 'item', key })) as Shown;
  const edit = async (key: string, changes: Record<string, string | null>) => {
    const { revision } = await shown(key);
    await app.call('records.update', { entity: 'item', key, revision: revision ?? '', changes });
    await app.sync();
  };
  return { app, services, roofing, gutters, materials, here, item, shown, edit };
}
type Shown = { revision: string | null; platform: Record<string, unknown> | null; row: { state: string } };

test('an item is booked to its own income account, and a change of it travels both ways', async () => {
  const { app, services, roofing, gutters, here, item, shown, edit } = await ground();
  const own = await app.make('item', { name: 'Ridge cap', taxable: false, incomeAccount: here(roofing) });
  const plain = await app.make('item', { name: 'Site visit', taxable: false });
  await app.sync();
  expect(item('Ridge cap').IncomeAccountRef.value).toBe(roofing);
  expect(item('Site visit').IncomeAccountRef.value).toBe(services);
  // What Mappings gave it is shown on it from then on.
  expect((await shown(plain)).platform?.incomeAccount).toBe(here(services));

  await edit(plain, { incomeAccount: here(gutters) });
  expect(item('Site visit').IncomeAccountRef.value).toBe(gutters);
  const { Id, SyncToken } = item('Ridge cap');
  app.ask('/item', {}, { Id, SyncToken, sparse: true, IncomeAccountRef: { value: gutters } });
  await app.sync();
  const after = await shown(own);
  expect(after.platform?.incomeAccount).toBe(here(gutters));
  expect(after.row.state).toBe('equal');

  // QuickBooks always has one: emptied here, the last one comes back.
  await edit(plain, { incomeAccount: null });
  const back = await shown(plain);
  expect(back.platform?.incomeAccount).toBe(here(gutters));
  expect(back.row.state).toBe('equal');
});

test('new items of a category get its accounts, and the category is made first', async () => {
  const { app, roofing, gutters, materials, item, shown } = await ground();
  const roofs = app.ask('/item', {}, { Name: 'Roofs', Type: 'Category' }).Item.Id;
  await app.sync();
  const category = app.store.counterpart('item', 'quickbooks', roofs) ?? '';
  const mappings = await app.call('mappings.get');
  expect(mappings.options.categories).toEqual([{ id: roofs, name: 'Roofs', detail: null, above: null }]);
  await app.call('mappings.setLists', { categoryAccounts: { [roofs]: { income: roofing, expense: materials } } });

  const shingle = await app.make('item', { name: 'Shingle', type: 'nonInventory', taxable: true, category });
  const chosen = await app.make('item', { name: 'Skylight', type: 'nonInventory', taxable: true, category });
  const under = await app.make('item', { name: 'Ridges', type: 'category', category });
  const below = await app.make('item', { name: 'Ridge vent', type: 'nonInventory', taxable: true, category: under });
  await app.sync();
  expect(item('Shingle')).toMatchObject({
    SubItem: true,
    ParentRef: { value: roofs },
    IncomeAccountRef: { value: roofing },
    ExpenseAccountRef: { value: materials },
  });
  expect(item('Skylight').FullyQualifiedName).toBe('Roofs:Skylight');
  // A category made here goes before what stands under it; it has no accounts of its own.
  expect(item('Ridges')).toMatchObject({ Type: 'Category', ParentRef: { value: roofs } });
  expect(item('Ridge vent')).toMatchObject({
    ParentRef: { value: item('Ridges').Id },
    // What the category above it has holds below it.
    IncomeAccountRef: { value: roofing },
    ExpenseAccountRef: { value: materials },
  });
  expect(item('Ridges').IncomeAccountRef).toBeUndefined();
  for (const key of [shingle, chosen, under, below]) expect((await shown(key)).row.state).toBe('equal');
  expect((await app.call('problems.list')).total).toBe(0);

  // The nearest category with an account wins, for income and expense apart.
  const ridges = item('Ridges').Id;
  await app.call('mappings.setLists', {
    categoryAccounts: {
      [roofs]: { income: roofing, expense: materials },
      [ridges]: { income: gutters, expense: null },
    },
  });
  const { options } = await app.call('mappings.get');
  expect(options.categories).toEqual([
    { id: roofs, name: 'Roofs', detail: null, above: null },
    { id: ridges, name: 'Ridges', detail: 'Roofs', above: roofs },
  ]);
  const deepest = await app.make('item', { name: 'Vents', type: 'category', category: under });
  await app.make('item', { name: 'Slot vent', type: 'nonInventory', taxable: true, category: deepest });
  await app.sync();
  expect(item('Slot vent')).toMatchObject({
    ParentRef: { value: item('Vents').Id },
    IncomeAccountRef: { value: gutters },
    ExpenseAccountRef: { value: materials },
  });
});

test('an item whose category is moved below another one is booked as those of its new place', async () => {
  const { app, services, roofing, item } = await ground();
  const make = (Name: string): string => app.ask('/item', {}, { Name, Type: 'Category' }).Item.Id;
  const [roofs, vents] = [make('Roofs'), make('Vents')];
  await app.sync();
  await app.call('mappings.setLists', { categoryAccounts: { [roofs]: { income: roofing, expense: null } } });
  const category = app.store.counterpart('item', 'quickbooks', vents) ?? '';
  await app.make('item', { name: 'Slot vent', taxable: false, category });
  await app.sync();
  expect(item('Slot vent').IncomeAccountRef.value).toBe(services);
  const { Id, SyncToken } = item('Vents');
  app.ask('/item', {}, { Id, SyncToken, sparse: true, Name: 'Vents', SubItem: true, ParentRef: { value: roofs } });
  await app.sync();
  await app.make('item', { name: 'Ridge vent', taxable: false, category });
  await app.sync();
  expect(item('Ridge vent').IncomeAccountRef.value).toBe(roofing);
  // What is booked stays where it is.
  expect(item('Slot vent').IncomeAccountRef.value).toBe(services);
});

test('an item is sorted anew and taken out of its category on either side', async () => {
  const { app, item, shown, edit } = await ground();
  const make = (Name: string): string => app.ask('/item', {}, { Name, Type: 'Category' }).Item.Id;
  const [roofs, gutters] = [make('Roofs'), make('Gutters')];
  await app.sync();
  const here = (id: string): string => app.store.counterpart('item', 'quickbooks', id) ?? '';
  const key = await app.make('item', { name: 'Elbow', taxable: false, category: here(roofs) });
  await app.sync();
  await edit(key, { category: here(gutters) });
  expect(item('Elbow').ParentRef.value).toBe(gutters);
  await edit(key, { category: null });
  expect(item('Elbow').ParentRef).toBeUndefined();
  const { Id, SyncToken } = item('Elbow');
  app.ask('/item', {}, { Id, SyncToken, sparse: true, SubItem: true, ParentRef: { value: roofs } });
  await app.sync();
  const after = await shown(key);
  expect(after.platform?.category).toBe(here(roofs));
  expect(after.row.state).toBe('equal');
});

test('an item that only QuickBooks has sorted is still the same item on first contact', async () => {
  const app = await companyApp();
  const services = there(app, 'Income', 'Services');
  await app.call('mappings.setLists', { defaultIncomeAccount: services });
  const roofs = app.ask('/item', {}, { Name: 'Roofs', Type: 'Category' }).Item.Id;
  const known = app.ask(
    '/item',
    {},
    {
      Name: 'Ridge cap',
      Type: 'Service',
      SubItem: true,
      ParentRef: { value: roofs },
      IncomeAccountRef: { value: services },
    },
  ).Item.Id;
  const key = await app.make('item', { name: 'Ridge cap', taxable: false });
  await app.apply();
  expect(app.store.counterpart('item', 'platform', key)).toBe(known);
  expect(app.all('Item').filter((one) => one.Name === 'Ridge cap')).toHaveLength(1);
});

test('discounts, refunds and bills go to the accounts chosen for them', async () => {
  const { app, here } = await ground();
  const given = account(app, 'Discounts for neighbours', 'Income', 'DiscountsRefundsGiven');
  const cash = account(app, 'Cash drawer', 'Bank', 'CashOnHand');
  const owed = account(app, 'Owed to subcontractors', 'Accounts Payable', 'AccountsPayable');
  const bank = account(app, 'Savings', 'Bank', 'Savings');
  await app.sync();
  await app.call('mappings.setLists', {
    discountAccount: given,
    refundAccount: cash,
    payablesAccount: owed,
    depositAccount: bank,
  });
  const [who, vendor, item] = [
    await app.make('customer', { displayName: 'Pine Ridge HOA', taxable: false }),
    await app.make('vendor', { displayName: 'Larch Supply' }),
    await app.make('item', { name: 'Labor', taxable: false }),
  ];
  const line = { id: '', item, quantity: '1', unitPrice: '100', taxable: false };
  const sold = { customer: who, date: '2026-11-18' };
  await app.make('invoice', { ...sold, lines: [line, { id: 'd', kind: 'discount', percent: '10' }] });
  await app.make('refundReceipt', { ...sold, lines: [line] });
  await app.make('refundReceipt', { ...sold, paidFrom: here(bank), lines: [line] });
  const bought = {
    vendor,
    date: '2026-11-18',
    lines: [{ id: '', account: here(there(app, 'Expense')), amount: '60' }],
  };
  await app.make('bill', bought);
  await app.make('purchaseOrder', bought);
  await app.sync();
  const [invoice] = app.all('Invoice');
  const discount = invoice.Line.find((one: { DetailType: string }) => one.DetailType === 'DiscountLineDetail');
  expect(discount.DiscountLineDetail.DiscountAccountRef.value).toBe(given);
  expect(
    app
      .all('RefundReceipt')
      .map((one) => one.DepositToAccountRef.value)
      .sort(),
  ).toEqual([cash, bank].sort());
  for (const kind of ['Bill', 'PurchaseOrder'])
    expect(app.all(kind).map((one) => one.APAccountRef.value)).toEqual([owed]);
  expect((await app.call('problems.list')).groups).toEqual([]);

  // What is there already stays where it was booked.
  await app.call('mappings.setLists', { discountAccount: null, payablesAccount: null });
  const [bill] = (await app.call('records.list', { entity: 'bill' })).rows;
  const detail = await app.call('records.get', { entity: 'bill', key: bill?.key ?? '' });
  await app.call('records.update', {
    entity: 'bill',
    key: bill?.key ?? '',
    revision: detail.revision ?? '',
    changes: { privateNote: 'Second load' },
  });
  await app.sync();
  expect(app.all('Bill')[0]).toMatchObject({ PrivateNote: 'Second load', APAccountRef: { value: owed } });
});

test('a plan counts the income of a new item to the account it will have', async () => {
  const { app, roofing, here } = await ground();
  const who = await app.make('customer', { displayName: 'Pine Ridge HOA', taxable: false });
  const item = await app.make('item', { name: 'Ridge cap', taxable: false, incomeAccount: here(roofing) });
  await app.make('invoice', {
    customer: who,
    date: '2026-11-18',
    lines: [{ id: '', item, quantity: '2', unitPrice: '80', taxable: false }],
  });
  await app.call('sync.pause', {});
  const plan = await app.call('sync.preview', {});
  expect(plan.income.map(({ account: at, quickbooksAfter }) => [at, quickbooksAfter])).toEqual([[roofing, '160.00']]);
});

test('a plan counts an item below categories it makes itself to what the nearest of them with an account has', async () => {
  const { app, roofing } = await ground();
  const roofs = app.ask('/item', {}, { Name: 'Roofs', Type: 'Category' }).Item.Id;
  await app.sync();
  await app.call('mappings.setLists', {
    defaultIncomeAccount: null,
    categoryAccounts: { [roofs]: { income: roofing, expense: null } },
  });
  await app.call('sync.pause', {});
  const known = app.store.counterpart('item', 'quickbooks', roofs) ?? '';
  const ridges = await app.make('item', { name: 'Ridges', type: 'category', category: known });
  const vents = await app.make('item', { name: 'Vents', type: 'category', category: ridges });
  const item = await app.make('item', { name: 'Slot vent', taxable: false, category: vents });
  const who = await app.make('customer', { displayName: 'Pine Ridge HOA', taxable: false });
  await app.make('invoice', {
    customer: who,
    date: '2026-11-18',
    lines: [{ id: '', item, quantity: '2', unitPrice: '80', taxable: false }],
  });
  const plan = await app.call('sync.preview', {});
  expect(plan.income.map(({ account: at, quickbooksAfter }) => [at, quickbooksAfter])).toEqual([[roofing, '160.00']]);
  expect(plan.byEntity.flatMap(({ counts }) => counts.refuse ?? [])).toEqual([]);
  await app.call('sync.resume', {});
  await app.sync();
  expect((await app.call('problems.list')).total).toBe(0);
  expect(app.all('Item').find((one) => one.Name === 'Slot vent').IncomeAccountRef.value).toBe(roofing);
});

test('what Mappings gave to many new items at once comes over without setting off the brake', async () => {
  const app = await companyApp();
  await app.call('settings.set', { brake: { maxRemovals: 10, maxShare: 0.25, maxCreates: 500 } });
  await app.call('mappings.setLists', { defaultIncomeAccount: there(app, 'Income', 'Services') });
  await app.apply();
  const keys: string[] = [];
  for (let at = 0; at < 45; at++) keys.push(await app.make('item', { name: `Part ${at}`, taxable: false }));
  await app.sync();
  await app.sync();
  const { counts, health } = await app.call('app.status');
  expect({ review: counts.review, waiting: counts.waiting, state: health.state }).toEqual({
    review: 0,
    waiting: 0,
    state: 'upToDate',
  });
  for (const key of keys) {
    const { platform, row } = await app.call('records.get', { entity: 'item', key });
    expect(platform?.incomeAccount).toMatch(/./);
    expect(row.state).toBe('equal');
  }
});
