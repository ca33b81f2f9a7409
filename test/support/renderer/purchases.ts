import type { Body } from '../../../shared/primitives.ts';
import type { FakeRecord } from './book.ts';

/** Adds a record that both sides have. */
type Add = (record: Pick<FakeRecord, 'entity' | 'key' | 'quickbooksId' | 'title' | 'who' | 'body'>) => void;

/** What is bought in the pretended book: two vendors, bills, a credit of each kind of age, and a payment that uses one. */
export function addPurchases(add: Add, day: (ago: number) => string): void {
  const accounts = [
    ['a1', 'Job Materials', 'costOfGoodsSold'],
    ['a2', 'Disposal Fees', 'expense'],
    ['a3', 'Business Checking', 'bank'],
  ] as const;
  for (const [key, name, type] of accounts)
    add({
      entity: 'account',
      key,
      quickbooksId: key.slice(1),
      title: name,
      who: null,
      body: { name, number: null, type, description: null, parent: null },
    });
  const vendors = ['North Coast Supply', 'Bayside Recycling'];
  vendors.forEach((displayName, n) => {
    const body = { displayName, companyName: displayName, email: null, phone: '(707) 555-0150', terms: null };
    add({ entity: 'vendor', key: `s${n + 1}`, quickbooksId: String(n + 500), title: displayName, who: null, body });
  });
  const bought = (amounts: string[], note: string): Body => ({
    taxModel: null,
    tax: null,
    privateNote: note,
    total: amounts.reduce((sum, one) => sum + Number(one), 0).toFixed(2),
    lines: amounts.map((amount, n) => ({
      id: `l${n + 1}`,
      account: n === 0 ? 'a1' : 'a2',
      item: null,
      description: n === 0 ? 'Ridge vents and flashing' : 'Dump run',
      quantity: null,
      unitPrice: null,
      amount,
      customer: n === 0 ? 'c3' : null,
      billable: false,
    })),
  });
  const document = (entity: string, key: string, at: number, reference: string, body: Body): void =>
    add({
      entity,
      key,
      quickbooksId: String(at + 600),
      title: `${entity === 'bill' ? 'Bill' : 'Vendor credit'} ${reference}`,
      who: vendors[0] ?? null,
      body: { vendor: 's1', reference, date: day(40 - at * 6), ...body },
    });
  const due = { status: 'approved', terms: null, dueDate: day(2) };
  document('bill', 'b1', 1, 'NC-88210', { ...bought(['640.00', '85.50'], 'Riverside job'), ...due, balance: '0.00' });
  document('bill', 'b2', 2, 'NC-88274', { ...bought(['412.75'], 'Second load'), ...due, balance: '412.75' });
  document('vendorCredit', 'r1', 3, 'CR-1180', { ...bought(['128.00'], 'Vents returned'), remaining: '0.00' });
  document('vendorCredit', 'r2', 4, 'CR-1192', { ...bought(['96.40', '12.00'], 'Wrong color'), remaining: '108.40' });
  add({
    entity: 'billPayment',
    key: 'y1',
    quickbooksId: '640',
    title: 'Bill payment 2016 of 597.50',
    who: vendors[0] ?? null,
    body: {
      vendor: 's1',
      date: day(12),
      amount: '597.50',
      paidBy: 'check',
      account: 'a3',
      reference: '2016',
      privateNote: null,
      allocations: [{ bill: 'b1', amount: '725.50' }],
      vendorCredits: [{ vendorCredit: 'r1', amount: '128.00' }],
      credits: null,
      unapplied: '0.00',
    },
  });
}
