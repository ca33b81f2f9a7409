/** Documents that come to a cent less in QuickBooks than they were typed here, and payments entered before it told so. */
import { describe, expect, test } from 'vitest';
import type { Body } from '../../../shared/primitives.ts';
import { type CompanyApp, companyApp, type Native } from '../../support/fakes/company-app.ts';

const DAY = '2026-11-20';
/** Two rates on 32.07 are 3.85 on the sum of both, and 1.60 and 2.24 one by one. */
const [NET, HERE, THERE] = ['32.07', '35.92', '35.91'];

/** A Canadian company with somebody to sell to and somebody to buy from. */
async function canada() {
  const app = await companyApp({ profile: { country: 'CA', tax: 'global' } });
  await app.apply();
  const of = (type: string): string => app.all('Account').find((one: Native) => one.AccountType === type).Id;
  await app.call('mappings.setLists', { defaultIncomeAccount: of('Income') });
  const { rates } = await app.call('workspace.taxRates');
  const taxRate = rates.find((one) => one.name === 'GST/PST BC')?.key ?? 'no rate';
  const { rows } = await app.call('records.list', { entity: 'account', limit: 500 });
  const account = (type: string): string => rows.find((one) => one.body.type === type)?.key ?? `no ${type}`;
  const customer = await app.make('customer', { displayName: 'Nora Pell' });
  const vendor = await app.make('vendor', { displayName: 'North Coast Supply' });
  const item = await app.make('item', { name: 'Work', type: 'service' });
  /** A document of one line, taxed or not; answers its id. */
  const bought = (entity: string, amount: string, taxed: boolean): Promise<string> =>
    app.make(entity, {
      vendor,
      date: DAY,
      taxModel: 'exclusive',
      lines: [{ id: '', account: account('expense'), amount, ...(taxed ? { taxRate } : {}) }],
    });
  const sold = (entity: string, unitPrice: string, taxed: boolean): Promise<string> =>
    app.make(entity, {
      customer,
      date: DAY,
      taxModel: 'exclusive',
      lines: [
        {
          id: '', kind: 'item', item, description: 'Work', quantity: '1', unitPrice, percent: null, amount: null, taxable: taxed,
          ...(taxed ? { taxRate } : {}),
        },
      ],
    } as Body); // biome-ignore format: one line
  const paid = { vendor, date: DAY, account: account('bank'), paidBy: 'check' };
  return { app, bought, sold, paid, customer };
}

/** Everything is on both sides, equal, and says the same of what is open. */
async function atRest(app: CompanyApp): Promise<void> {
  for (let round = 0; round < 4; round++) await app.sync();
  expect((await app.call('problems.list')).groups).toEqual([]);
  const { counts, receivables, payables } = await app.call('app.status');
  expect(counts).toMatchObject({ waiting: 0, review: 0, problems: 0, differs: 0 });
  expect([receivables?.difference, payables?.difference]).toEqual(['0.00', '0.00']);
}
const shown = async (app: CompanyApp, entity: string, key: string): Promise<Body> =>
  (await app.call('records.get', { entity, key })).platform ?? {};
/** What each line of the only payment links, and how much of it. */
const linesOf = (app: CompanyApp, resource: string): Record<string, number> =>
  Object.fromEntries(app.all(resource)[0].Line.map((line: Native) => [line.LinkedTxn[0].TxnType, line.Amount]));

describe('a bill payment goes without the cent that is not there', () => {
  test('of the credit it uses, and pays that much less', async () => {
    const { app, bought, paid } = await canada();
    const bill = await bought('bill', '500.00', false);
    const credit = await bought('vendorCredit', NET, true);
    expect(await shown(app, 'vendorCredit', credit)).toMatchObject({ total: HERE });
    const payment = await app.make('billPayment', {
      ...paid,
      amount: '64.08',
      allocations: [{ bill, amount: '100.00' }],
      vendorCredits: [{ vendorCredit: credit, amount: HERE }],
    });
    await atRest(app);
    expect(linesOf(app, 'BillPayment')).toEqual({ Bill: 99.99, VendorCredit: Number(THERE) });
    expect(await shown(app, 'billPayment', payment)).toMatchObject({
      amount: '64.08',
      allocations: [{ amount: '99.99' }],
      vendorCredits: [{ amount: THERE }],
      unapplied: '0.00',
    });
    expect(await shown(app, 'vendorCredit', credit)).toMatchObject({ total: THERE, remaining: '0.00' });
    expect(await shown(app, 'bill', bill)).toMatchObject({ balance: '400.01' });
  });

  test('of the bill it pays with nothing but credit, and uses that much less', async () => {
    const { app, bought, paid } = await canada();
    const bill = await bought('bill', NET, true);
    const credit = await bought('vendorCredit', '50.00', false);
    await app.make('billPayment', {
      ...paid,
      amount: '0',
      allocations: [{ bill, amount: HERE }],
      vendorCredits: [{ vendorCredit: credit, amount: HERE }],
    });
    await atRest(app);
    expect(linesOf(app, 'BillPayment')).toEqual({ Bill: Number(THERE), VendorCredit: Number(THERE) });
    expect(await shown(app, 'bill', bill)).toMatchObject({ total: THERE, balance: '0.00' });
    expect(await shown(app, 'vendorCredit', credit)).toMatchObject({ remaining: '14.09' });
  });

  test('of both; and money that is over is left unapplied', async () => {
    const { app, bought, paid } = await canada();
    const bill = await bought('bill', NET, true);
    const credit = await bought('vendorCredit', NET, true);
    const payment = await app.make('billPayment', {
      ...paid,
      amount: '10.00',
      allocations: [{ bill, amount: HERE }],
      vendorCredits: [{ vendorCredit: credit, amount: '25.92' }],
    });
    await atRest(app);
    // The credit has enough of itself for this: only the bill is smaller.
    expect(linesOf(app, 'BillPayment')).toEqual({ Bill: Number(THERE), VendorCredit: 25.92 });
    expect(await shown(app, 'billPayment', payment)).toMatchObject({ unapplied: '0.01' });
    expect(await shown(app, 'vendorCredit', credit)).toMatchObject({ total: THERE, remaining: '9.99' });
  });

  test('where several use one credit, each is held against all of them', async () => {
    const { app, bought, paid } = await canada();
    const bill = await bought('bill', '500.00', false);
    const credit = await bought('vendorCredit', NET, true);
    for (const amount of ['20.00', '15.92'])
      await app.make('billPayment', {
        ...paid,
        amount: '0',
        allocations: [{ bill, amount }],
        vendorCredits: [{ vendorCredit: credit, amount }],
      });
    await atRest(app);
    const used = app.all('BillPayment').flatMap((one) => one.Line.map((line: Native) => line.Amount));
    expect(used.reduce((sum, one) => sum + Math.round(one * 100), 0)).toBe(2 * 3591);
    expect(await shown(app, 'vendorCredit', credit)).toMatchObject({ remaining: '0.00' });
    expect(await shown(app, 'bill', bill)).toMatchObject({ balance: '464.09' });
  });
});

test('so does a payment with a credit memo', async () => {
  const { app, sold, customer } = await canada();
  const invoice = await sold('invoice', '500.00', false);
  const credit = await sold('creditMemo', NET, true);
  await app.make('payment', {
    customer,
    date: DAY,
    amount: '0',
    allocations: [{ invoice, amount: HERE }],
    creditMemos: [{ creditMemo: credit, amount: HERE }],
  });
  await atRest(app);
  expect(linesOf(app, 'Payment')).toEqual({ Invoice: Number(THERE), CreditMemo: Number(THERE) });
  expect(await shown(app, 'creditMemo', credit)).toMatchObject({ total: THERE, remaining: '0.00' });
  expect(await shown(app, 'invoice', invoice)).toMatchObject({ balance: '464.09' });
});
