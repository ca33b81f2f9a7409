import { expect, test } from 'vitest';
import { type CompanyApp, companyApp, type Native } from '../../support/fakes/company-app.ts';

/** What an income account took in, by QuickBooks' own report. */
function income(app: CompanyApp, account: string): string | null {
  const report = app.ask('/reports/ProfitAndLoss', { start_date: '2026-01-01', end_date: '2026-12-31' });
  const rows: Native[] = [report.Rows];
  for (let row = rows.pop(); row !== undefined; row = rows.pop()) {
    const [name, amount] = row.ColData ?? [];
    if (name?.value === account) return amount.value;
    rows.push(...(row.Row ?? []), ...(row.Rows ? [row.Rows] : []));
  }
  return null;
}

test('a service that is paired with a QuickBooks product books each line to the account of that product', async () => {
  const app = await companyApp();
  const account = (Name: string): string =>
    app.act({ act: 'create', entity: 'Account', set: { Name, AccountType: 'Income' } }).Account.Id;
  const [repairs, other] = [account('Repair Income'), account('Other Work')];
  const product = (Name: string, id: string): string =>
    app.act({
      act: 'create',
      entity: 'Item',
      set: { Name, Type: 'Service', UnitPrice: 95, IncomeAccountRef: { value: id } },
    }).Item.Id;
  const there = product('Leak & Flashing Repair', repairs);
  product('Sundries', other);
  // Services of the workspace that go by other names, and wait to be paired.
  await app.call('mappings.setEntity', {
    entity: 'item',
    policy: { creates: { platform: 'byHand', quickbooks: 'byHand' } },
  });
  const service = await app.make('item', { name: 'Roof repair', type: 'service', unitPrice: '95', taxable: false });
  const customer = await app.make('customer', { displayName: 'Pine Ridge HOA' });
  await app.apply();
  await app.call('mappings.setLists', { defaultIncomeAccount: other });
  expect(app.all('Item').some((one) => one.Name === 'Roof repair')).toBe(false);

  await app.call('records.link', { entity: 'item', platformId: service, quickbooksId: there });
  const key = await app.make('invoice', {
    customer,
    date: '2026-11-19',
    lines: [{ id: '', kind: 'item', item: service, description: null, quantity: '2', unitPrice: '95', taxable: false }],
  });
  await app.sync();
  await app.sync();
  const [invoice] = app.all('Invoice');
  expect(invoice.Line[0].SalesItemLineDetail.ItemRef.value).toBe(there);
  expect(income(app, 'Repair Income')).toBe('190.00');
  expect(income(app, 'Other Work')).toBeNull();
  expect((await app.call('records.get', { entity: 'invoice', key })).row.state).toBe('equal');
});
