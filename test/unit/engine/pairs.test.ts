import { describe, expect, test } from 'vitest';
import { companyApp } from '../../support/fakes/company-app.ts';

/** Three services here; two of QuickBooks under other names, on accounts of their own. Nothing was applied yet. */
async function services() {
  const app = await companyApp();
  const accounts = app.all('Account').filter((one) => one.AccountType === 'Income');
  const theirs = (name: string, account: string): string =>
    app.ask('/item', {}, { Name: name, Type: 'Service', IncomeAccountRef: { value: account } }).Item.Id;
  const cleaning = theirs('Cleaning, gutter', accounts[0].Id);
  const visit = theirs('Inspection visit', accounts[1].Id);
  const make = (name: string) => app.make('item', { name, type: 'service', unitPrice: '80', taxable: false });
  const keys = {
    cleanings: await make('Gutter cleanings'),
    inspection: await make('Roof inspection visit'),
    permit: await make('Permit'),
  };
  await app.call('mappings.setLists', { defaultIncomeAccount: accounts[0].Id });
  await app.call('sync.preview');
  return { app, accounts, cleaning, visit, ...keys };
}

describe('services are paired with QuickBooks products', () => {
  test('unpaired ones are listed with a suggestion; linked in bulk, each line hits the account of its own', async () => {
    const { app, accounts, cleaning, visit, cleanings, inspection, permit } = await services();
    const { unpaired, theirs, total } = await app.call('pairs.list', { entity: 'item' });
    expect(total).toBe(3);
    expect(theirs.map((one) => one.title)).toEqual(expect.arrayContaining(['Cleaning, gutter', 'Inspection visit']));
    expect(Object.fromEntries(unpaired.map((row) => [row.platformId, row.suggestion?.id ?? null]))).toEqual({
      [cleanings]: cleaning,
      [inspection]: visit,
      [permit]: null,
    });
    expect(unpaired.every((row) => row.coming)).toBe(true);
    const link = [
      { platformId: cleanings, quickbooksId: cleaning },
      { platformId: inspection, quickbooksId: visit },
    ];
    expect(await app.call('pairs.apply', { entity: 'item', link, make: [] })).toEqual({
      linked: 2,
      asked: 0,
      refused: [],
    });
    const who = await app.make('customer', { displayName: 'Pine Ridge HOA' });
    const line = (id: string, item: string, unitPrice: string) => ({
      id, kind: 'item', item, description: null, quantity: '1', unitPrice, percent: null, amount: null, taxable: false,
    }); // biome-ignore format: one line
    const lines = [line('new:1', cleanings, '120'), line('new:2', inspection, '95.5')];
    await app.make('invoice', { number: 'S-1', customer: who, date: '2026-11-18', lines });
    await app.apply();
    expect(app.all('Item').filter((one) => one.Name === 'Permit')).toHaveLength(1);
    const report = JSON.stringify(
      app.ask('/reports/ProfitAndLoss', { start_date: '2026-01-01', end_date: '2026-12-31' }),
    );
    for (const [account, amount] of [[accounts[0], '120.00'], [accounts[1], '95.50']] as const) // biome-ignore format: one table
      expect(report).toContain(`{"value":"${account.Name}","id":"${account.Id}"},{"value":"${amount}"}`);
    expect((await app.call('pairs.list', { entity: 'item' })).total).toBe(0);
  });

  test('one that was linked meanwhile is named and stops no other', async () => {
    const { app, cleaning, visit, cleanings, inspection } = await services();
    await app.call('records.link', { entity: 'item', platformId: cleanings, quickbooksId: cleaning });
    const link = [
      { platformId: inspection, quickbooksId: cleaning },
      { platformId: inspection, quickbooksId: visit },
    ];
    const done = await app.call('pairs.apply', { entity: 'item', link, make: [] });
    expect(done).toMatchObject({ linked: 1, refused: [{ platformId: inspection, title: 'Roof inspection visit' }] });
  });

  test('where items are made by hand only, those without a counterpart are made when asked for in bulk', async () => {
    const { app, permit } = await services();
    const { entities } = await app.call('mappings.get');
    const { policy } = entities.find((one) => one.entity === 'item') ?? {};
    await app.call('mappings.setEntity', {
      entity: 'item',
      policy: { creates: { ...policy!.creates, quickbooks: 'byHand' } },
    });
    await app.apply();
    expect(app.all('Item').some((one) => one.Name === 'Permit')).toBe(false);
    const { unpaired } = await app.call('pairs.list', { entity: 'item' });
    expect(unpaired.find((row) => row.platformId === permit)).toMatchObject({ coming: false, suggestion: null });
    const done = await app.call('pairs.apply', { entity: 'item', link: [], make: [permit] });
    expect(done).toEqual({ linked: 0, asked: 1, refused: [] });
    await app.sync();
    expect(app.all('Item').some((one) => one.Name === 'Permit')).toBe(true);
  });
});
