/** Credits lower what is open, by payments that name both, on whichever side they are made. */
import { beforeEach, describe, expect, test } from 'vitest';
import { Failure } from '../../../shared/errors.ts';
import { type CompanyApp, companyApp, type Native } from '../../support/fakes/company-app.ts';

const DAY = '2026-11-20';

let app: CompanyApp;
let customer: string;
let item: string;
let invoice: string;
let credit: string;

const lines = (price: string) => [
  {
    id: '',
    kind: 'item',
    item,
    description: 'Work',
    quantity: '1',
    unitPrice: price,
    percent: null,
    amount: null,
    taxable: false,
  },
];
/** What a write moves beside itself (balances, QuickBooks' own payments) is only told by the feed after it. */
const settle = async (): Promise<void> => {
  for (let round = 0; round < 3; round++) await app.sync();
};
const body = async (entity: string, key: string) => (await app.call('records.get', { entity, key })).platform ?? {};

beforeEach(async () => {
  app = await companyApp();
  const of = (type: string): string => app.all('Account').find((one: Native) => one.AccountType === type)?.Id;
  await app.apply();
  await app.call('mappings.setLists', { defaultIncomeAccount: of('Income') });
  customer = await app.make('customer', { displayName: 'Nora Pell' });
  item = await app.make('item', { name: 'Work', type: 'service' });
  invoice = await app.make('invoice', { number: 'A-1', customer, date: DAY, lines: lines('100') });
  credit = await app.make('creditMemo', { number: 'C-1', customer, date: DAY, lines: lines('40') });
  await settle();
});

/** What is open on both sides, and that QuickBooks' own customer balance says the same. */
async function open(): Promise<string> {
  const { receivables, counts } = await app.call('app.status');
  expect(counts).toMatchObject({ waiting: 0, review: 0, problems: 0, differs: 0 });
  expect(receivables?.difference).toBe('0.00');
  const unapplied = app.all('Payment').reduce((sum, one) => sum + Number(one.UnappliedAmt ?? 0), 0);
  const [owed] = app.all('Customer').map((one) => Number(one.Balance) + unapplied);
  expect(Number(receivables?.quickbooks).toFixed(2)).toBe(Number(owed).toFixed(2));
  return receivables?.platform ?? '';
}

describe('made in the workspace', () => {
  test('a credit lowers what is open before anybody uses it', async () => {
    expect(await open()).toBe('60.00');
    expect(app.all('CreditMemo')[0]).toMatchObject({ TotalAmt: 40, RemainingCredit: 40 });
  });

  test('money and a credit settle an invoice together, and are taken back together', async () => {
    const payment = await app.make('payment', {
      customer,
      date: DAY,
      amount: '60',
      allocations: [{ invoice, amount: '100' }],
      creditMemos: [{ creditMemo: credit, amount: '40' }],
    });
    await settle();
    expect(await open()).toBe('0.00');
    expect(await body('invoice', invoice)).toMatchObject({ balance: '0.00' });
    expect(await body('creditMemo', credit)).toMatchObject({ remaining: '0.00' });
    expect(app.all('Invoice')[0].Balance).toBe(0);
    expect(app.all('CreditMemo')[0].RemainingCredit).toBe(0);
    expect(app.all('Payment')[0]).toMatchObject({ TotalAmt: 60, UnappliedAmt: 0 });

    const { revision } = await app.call('records.get', { entity: 'payment', key: payment });
    await app.call('records.remove', { entity: 'payment', key: payment, revision: revision ?? '', mode: 'delete' });
    await settle();
    expect(await open()).toBe('60.00');
    expect(await body('creditMemo', credit)).toMatchObject({ remaining: '40.00' });
  });

  test('no more of a credit is used than is left of it', async () => {
    const shares = { allocations: [{ invoice, amount: '50' }], creditMemos: [{ creditMemo: credit, amount: '50' }] };
    const made = app.make('payment', { customer, date: DAY, amount: '0', ...shares });
    await expect(made).rejects.toThrow(Failure);
    await expect(made).rejects.toThrow('Credits used: Credit memo C-1 has only $40.00 open.');
  });
});

describe('made in QuickBooks', () => {
  test('a credit set against an invoice there arrives with both shares', async () => {
    const there = { invoice: app.all('Invoice')[0].Id, credit: app.all('CreditMemo')[0].Id };
    app.act({
      act: 'create',
      entity: 'Payment',
      set: {
        CustomerRef: { value: app.all('Customer')[0].Id },
        TotalAmt: 0,
        Line: [
          { Amount: 25, LinkedTxn: [{ TxnId: there.invoice, TxnType: 'Invoice' }] },
          { Amount: 25, LinkedTxn: [{ TxnId: there.credit, TxnType: 'CreditMemo' }] },
        ],
      },
    });
    await settle();
    expect(await open()).toBe('60.00');
    expect(await body('invoice', invoice)).toMatchObject({ balance: '75.00' });
    expect(await body('creditMemo', credit)).toMatchObject({ remaining: '15.00' });
    const { rows } = await app.call('records.list', { entity: 'payment' });
    expect(rows.map((row) => row.title)).toEqual(['Credit applied']);
  });

  test('what QuickBooks applies by itself does too', async () => {
    app.act({ act: 'settings', set: { SalesFormsPrefs: { AutoApplyCredit: true } } });
    const other = await app.make('invoice', { number: 'A-2', customer, date: DAY, lines: lines('30') });
    await settle();
    expect(await open()).toBe('90.00');
    expect(await body('invoice', other)).toMatchObject({ balance: '0.00' });
    expect(await body('creditMemo', credit)).toMatchObject({ remaining: '10.00' });
  });

  test('a refund to nobody in particular arrives and moves no receivables', async () => {
    const bank = app
      .all('Account')
      .find((one: Native) => ['Bank', 'Other Current Asset'].includes(one.AccountType))?.Id;
    app.act({
      act: 'create',
      entity: 'RefundReceipt',
      set: {
        DepositToAccountRef: { value: bank },
        Line: [
          {
            Amount: 12.5,
            DetailType: 'SalesItemLineDetail',
            SalesItemLineDetail: { ItemRef: { value: app.all('Item').find((one: Native) => one.Name === 'Work').Id } },
          },
        ],
      },
    });
    await settle();
    expect(await open()).toBe('60.00');
    const { rows } = await app.call('records.list', { entity: 'refundReceipt' });
    expect(rows).toMatchObject([{ amount: '12.50', who: null, state: 'equal' }]);
  });
});
