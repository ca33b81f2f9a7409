/** Where QuickBooks makes something else of what was sent, that is taken back, told with its cause, and kept in the log. */
import { expect, test } from 'vitest';
import { type CompanyApp, companyApp } from '../../support/fakes/company-app.ts';

type Line = { [member: string]: string | boolean | null };
const line = (given: Line, at: number) => ({
  id: `new:${at}`, kind: 'item', item: null, description: null, quantity: null, unitPrice: null, percent: null, amount: null, taxable: true, ...given,
}); // biome-ignore format: one line

/** A workspace whose 9.5 % stands for QuickBooks' Petaluma (7.25, 1.25 and 1 %), joined to the company. */
async function joined(options: Parameters<typeof companyApp>[0] = {}) {
  const app = await companyApp(options);
  const account = app.all('Account').find((one) => one.Name === 'Services').Id;
  const codes = (await app.call('mappings.get')).options.taxCodes;
  const petaluma = codes.find((one) => one.name === 'Petaluma')?.id ?? '';
  await app.call('mappings.setLists', { defaultIncomeAccount: account, taxCodes: { petaluma } });
  const customer = await app.make('customer', {
    displayName: 'Pine Ridge HOA',
    billingAddress: {
      line1: '1 Pine St',
      line2: null,
      city: 'Seattle',
      region: 'WA',
      postalCode: '98101',
      country: null,
    },
  });
  const item = await app.make('item', { name: 'Caulk', type: 'service', unitPrice: '0.35', taxable: true });
  await app.apply();
  const invoice = (number: string, lines: Line[]) =>
    app.make('invoice', { number, customer, date: '2026-11-18', taxRate: 'petaluma', lines: lines.map(line) });
  return { app, item, invoice };
}

async function seen(app: CompanyApp, key: string) {
  const detail = await app.call('records.get', { entity: 'invoice', key });
  const { explanation } = await app.call('records.explain', { entity: 'invoice', key });
  const { entries } = await app.call('activity.list', { entity: 'invoice', recordId: key });
  return { ...detail, explanation, notes: entries.filter((entry) => entry.actor === 'QuickBooks') };
}

test('tax found by address is taken back: rate, percentage and total, and the log says why', async () => {
  const { app, item, invoice } = await joined({ profile: { tax: 'automated' } });
  const key = await invoice('T-1', [{ item, quantity: '3', unitPrice: '3.33' }]);
  // A plan cannot know it beforehand, and says so.
  expect(await app.call('sync.preview')).toMatchObject({ taxByAddress: true });
  await app.sync();
  const { row, platform, quickbooks, explanation, notes } = await seen(app, key);
  // Seattle: 6.5 and 3.85 % of 9.99.
  expect(platform).toMatchObject({
    taxRate: null,
    taxPercent: '10.35',
    taxTotal: '1.03',
    total: '11.02',
    balance: '11.02',
  });
  expect(quickbooks).toMatchObject({ total: '11.02' });
  expect(row.state).toBe('equal');
  expect(explanation).toMatchObject({ settled: true, difference: '0.00', parts: [] });
  expect(notes).toMatchObject([
    {
      what: 'Came to $11.02 instead of $10.94 (+$0.08)',
      side: null,
      result: 'info',
      changes: [{ field: 'total', before: '10.94', after: '11.02' }],
      why: 'QuickBooks found the tax by the address: 10.35% instead of 9.5% (+$0.08)',
    },
  ]);
  // It is agreed now: nothing goes to and fro.
  const before = app.all('Invoice')[0].SyncToken;
  await app.sync();
  await app.call('sync.compare');
  expect(app.all('Invoice')[0].SyncToken).toBe(before);
  expect((await app.call('app.status')).receivables).toMatchObject({ difference: '0.00' });
});

test('a field the workspace owns is not taken back: the difference is told, and nothing goes round', async () => {
  const { app, item, invoice } = await joined({ profile: { tax: 'automated' } });
  await app.call('mappings.setEntity', {
    entity: 'invoice',
    policy: { fieldOwners: { taxRate: 'platform', taxPercent: 'platform' } },
  } as never);
  const key = await invoice('T-1', [{ item, quantity: '3', unitPrice: '3.33' }]);
  await app.sync();
  await app.sync();
  const { row, platform, explanation } = await seen(app, key);
  expect(platform).toMatchObject({ taxRate: 'petaluma', taxPercent: '9.5' });
  expect(row.state).toBe('differs');
  expect(explanation).toMatchObject({
    settled: false,
    difference: '0.08',
    parts: [{ cause: 'automatedTax', amount: '0.08' }],
  });
});

test('a cent of rounding for each rate becomes the tax correction, told with its cause', async () => {
  const { app, item, invoice } = await joined();
  // 9.5 % of 0.35 x 11 = 3.85 is 0.37; 7.25, 1.25 and 1 % apart are 0.28, 0.05 and 0.04.
  const even = await invoice('T-1', [{ item, quantity: '11', unitPrice: '0.35' }]);
  // Of 1.70: 0.16; apart 0.12, 0.02 and 0.02. Of 1.05: 0.10; 0.08, 0.01 and 0.01. Of 0.65: 0.06; 0.05, 0.01 and 0.01.
  const odd = await invoice('T-2', [{ item, quantity: '1', unitPrice: '0.65' }]);
  await app.sync();
  expect((await seen(app, even)).notes).toEqual([]);
  const { row, platform, explanation, notes } = await seen(app, odd);
  expect(row.state).toBe('equal');
  expect(platform).toMatchObject({ taxRate: 'petaluma', taxPercent: '9.5', taxAdjustment: '0.01', total: '0.72' });
  expect(explanation).toMatchObject({
    settled: true,
    correction: '0.01',
    difference: '0.01',
    parts: [{ cause: 'rateRounding', amount: '0.01' }],
  });
  expect(explanation?.rows.filter((one) => one.kind === 'rate').map((one) => [one.label, one.theirs])).toEqual([
    ['Tax at 7.25%', '0.05'],
    ['Tax at 1.25%', '0.01'],
    ['Tax at 1%', '0.01'],
  ]);
  expect(notes[0]?.why).toBe(
    'QuickBooks rounds the tax of each rate to the cent (7.25%, 1.25% and 1%); here their sum is rounded once (+$0.01)',
  );
});

test('tax typed over in QuickBooks comes back, and the drawer says so', async () => {
  const { app, item, invoice } = await joined();
  const key = await invoice('T-1', [{ item, quantity: '100', unitPrice: '1' }]);
  await app.sync();
  const there = app.all('Invoice')[0];
  app.ask(
    '/invoice',
    {},
    {
      Id: there.Id,
      SyncToken: there.SyncToken,
      sparse: true,
      TxnTaxDetail: { TxnTaxCodeRef: there.TxnTaxDetail.TxnTaxCodeRef, TotalTax: 8 },
    },
  );
  await app.sync();
  const { row, platform, explanation } = await seen(app, key);
  expect(platform).toMatchObject({ taxAdjustment: '-1.50', total: '108.00' });
  expect(row.state).toBe('equal');
  expect(explanation).toMatchObject({ settled: true, parts: [{ cause: 'taxTyped', amount: '-1.50' }] });
});

test('a record on one side only has nothing to explain', async () => {
  const { app, item, invoice } = await joined();
  const key = await invoice('T-1', [{ item, quantity: '1', unitPrice: '1' }]);
  expect((await seen(app, key)).explanation).toBeNull();
});
