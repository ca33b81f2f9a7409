import { describe, expect, test } from 'vitest';
import type { Body } from '../../../shared/primitives.ts';
import { customer, must, refused, workspace } from './support.ts';

/** A vendor, an account to book to and one to pay from, and a bill of 120.00. */
async function payables() {
  const { book } = workspace();
  const make = async (entity: string, body: Body) => must(await book.create(entity, body));
  const vendor = await make('vendor', { displayName: 'North Coast Supply' });
  const fees = await make('account', { name: 'Dump Fees', type: 'expense' });
  const bank = await make('account', { name: 'Checking', type: 'bank' });
  const lines = [{ account: fees.id, amount: '120.00' }];
  const bill = await make('bill', { vendor: vendor.id, reference: 'NC-1', date: '2026-05-01', lines });
  const payment = (amount: string, more: Body = {}): Body => ({
    vendor: vendor.id,
    date: '2026-05-20',
    amount,
    account: bank.id,
    allocations: [{ bill: bill.id, amount }],
    ...more,
  });
  const open = async (): Promise<unknown> => must(await book.get('bill', bill.id)).body?.balance;
  return { book, make, vendor, fees, bank, bill, payment, open };
}

describe('bills', () => {
  test('owe what no payment settled, to the cent, and owe it again when a payment goes', async () => {
    const { book, make, payment, open } = await payables();
    expect(await open()).toBe('120.00');
    const first = await make('billPayment', payment('45.10'));
    expect(await open()).toBe('74.90');
    await make('billPayment', payment('74.90'));
    expect(await open()).toBe('0.00');
    must(await book.remove('billPayment', first.id, first.revision, 'void'));
    expect(await open()).toBe('45.10');
  });

  test('are settled by their own vendor, for no more than is open, and stay while they are paid', async () => {
    const { book, make, payment, bill, vendor } = await payables();
    expect(refused(await book.create('billPayment', payment('120.01'))).sentence).toContain('has only $120.00 open');
    const other = await make('vendor', { displayName: 'Bayside' });
    const foreign = refused(await book.create('billPayment', payment('10.00', { vendor: other.id })));
    expect(foreign.sentence).toContain("is another vendor's");
    await make('billPayment', payment('20.00'));
    const now = must(await book.get('bill', bill.id));
    expect(refused(await book.remove('bill', bill.id, now.revision, 'delete')).code).toBe('record.inUse');
    const smaller = { ...now.body, lines: [{ ...((now.body?.lines ?? []) as Body[])[0], amount: '19.99' }] } as Body;
    expect(refused(await book.update('bill', bill.id, now.revision, smaller)).sentence).toContain(
      '$20.00 already paid',
    );
    expect(refused(await book.remove('vendor', vendor.id, vendor.revision, 'deactivate')).sentence).toContain(
      '$100.00',
    );
  });

  test('of two vendors may have the same number', async () => {
    const { make, fees } = await payables();
    const other = await make('vendor', { displayName: 'Bayside' });
    const lines = [{ account: fees.id, amount: '1.00' }];
    const twin = await make('bill', { vendor: other.id, reference: 'NC-1', date: '2026-05-01', lines });
    expect(twin.body?.reference).toBe('NC-1');
  });
});

test('a customer and a vendor cannot share a name, because QuickBooks keeps both in one list', async () => {
  const { book, make, vendor } = await payables();
  const same = refused(await book.create('customer', customer({ displayName: 'north coast supply' })));
  expect(same.sentence).toContain('is already the name of a vendor');
  const pine = await make('customer', customer({ displayName: 'Pine Ridge HOA' }));
  const renamed = { ...vendor.body, displayName: 'Pine Ridge HOA' } as Body;
  expect(refused(await book.update('vendor', vendor.id, vendor.revision, renamed)).sentence).toContain('of a customer');
  must(await book.update('vendor', vendor.id, vendor.revision, { ...vendor.body, phone: '707 555 0150' } as Body));
  expect(pine.life).toBe('live');
});
