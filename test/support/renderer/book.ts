import { Decimal } from 'decimal.js';
import { demoCustomers } from '../../../main/sandbox/company/demo/customers.ts';
import { demoItems } from '../../../main/sandbox/company/demo/items.ts';
import type { RecordState } from '../../../shared/contract/app.ts';
import type { Life } from '../../../shared/entity.ts';
import type { Body } from '../../../shared/primitives.ts';
import { addPurchases } from './purchases.ts';

/** One record of the pretended book. */
export type FakeRecord = {
  entity: string;
  key: string;
  platformId: string | null;
  quickbooksId: string | null;
  title: string;
  who: string | null;
  body: Body;
  quickbooks: Body | null;
  state: RecordState;
  stateDetail: string | null;
  life: Life;
  changedAt: string;
};

const DAY = 86_400_000;
const day = (now: number, ago: number): string => new Date(now - ago * DAY).toISOString().slice(0, 10);

/** A book of believable size: the demo company's customers and items, with invoices and payments over a year, and something bought. */
export function createBook(now: number): FakeRecord[] {
  const records: FakeRecord[] = [];
  const keyOf = new Map(demoCustomers.map((customer, index) => [customer.key, `c${index + 1}`]));
  const nameOf = (key: string): string => demoCustomers.find((one) => keyOf.get(one.key) === key)?.displayName ?? key;
  const add = (record: Omit<FakeRecord, 'platformId' | 'quickbooks' | 'stateDetail' | 'life' | 'changedAt'>): void => {
    const index = records.length;
    records.push({
      platformId: record.key,
      quickbooks: record.body,
      stateDetail: null,
      life: 'live',
      changedAt: new Date(now - ((index * 7919) % 5000) * 60_000).toISOString(),
      ...record,
    });
  };

  demoCustomers.forEach((one, index) => {
    const address = one.address && {
      line1: one.address.line1,
      line2: null,
      city: one.address.city,
      region: one.address.state,
      postalCode: one.address.zip,
      country: null,
    };
    add({
      entity: 'customer',
      key: `c${index + 1}`,
      quickbooksId: String(index + 58),
      title: one.displayName,
      who: one.email ?? null,
      state: 'equal',
      body: {
        displayName: one.displayName,
        companyName: one.company ?? null,
        givenName: one.given ?? null,
        familyName: one.family ?? null,
        email: one.email ?? null,
        phone: one.phone ?? null,
        mobile: one.mobile ?? null,
        billingAddress: address ?? null,
        shippingAddress: null,
        notes: one.notes ?? null,
        taxable: one.taxable ?? true,
        parent: one.parent ? (keyOf.get(one.parent) ?? null) : null,
      },
    });
  });

  demoItems.forEach((one, index) => {
    add({
      entity: 'item',
      key: `i${index + 1}`,
      quickbooksId: String(index + 3),
      title: one.name,
      who: one.description,
      state: 'equal',
      body: {
        name: one.name,
        sku: one.sku ?? null,
        description: one.description,
        type: one.type === 'NonInventory' ? 'nonInventory' : one.type === 'Inventory' ? 'inventory' : 'service',
        unitPrice: one.price,
        purchaseCost: one.cost ?? null,
        taxable: one.taxable,
      },
    });
  });

  for (let n = 0; n < 64; n += 1) addInvoice(n);
  for (let n = 0; n < 38; n += 1) addPayment(n);
  addPurchases(
    (record) => add({ ...record, state: 'equal' }),
    (ago) => day(now, ago),
  );
  return records;

  function addInvoice(n: number): void {
    const customer = `c${((n * 17) % demoCustomers.length) + 1}`;
    const lines = [0, 1, 2].slice(0, (n % 3) + 1).map((k) => {
      const at = (n * 5 + k * 7) % demoItems.length;
      const item = demoItems[at];
      const quantity = String(((n + k) % 9) + 1);
      const price = item?.price ?? '100.00';
      return {
        id: `l${k + 1}`,
        kind: 'item',
        item: `i${at + 1}`,
        description: item?.description ?? null,
        quantity,
        unitPrice: price,
        percent: null,
        amount: new Decimal(quantity).mul(price).toFixed(2),
        taxable: item?.taxable ?? false,
      };
    });
    const subtotal = lines.reduce((sum, line) => sum.add(line.amount), new Decimal(0));
    const tax = lines
      .filter((line) => line.taxable)
      .reduce((sum, line) => sum.add(line.amount), new Decimal(0))
      .mul('0.095');
    const total = subtotal.add(tax.toFixed(2)).toFixed(2);
    add({
      entity: 'invoice',
      key: `v${n + 1}`,
      quickbooksId: String(n + 140),
      title: String(1001 + n),
      who: nameOf(customer),
      state: 'equal',
      body: {
        number: String(1001 + n),
        customer,
        date: day(now, 380 - n * 6),
        dueDate: day(now, 350 - n * 6),
        lines,
        taxRate: tax.isZero() ? null : 'petaluma',
        taxPercent: tax.isZero() ? null : '9.5',
        memo: n % 4 === 0 ? 'Thank you for your business.' : null,
        privateNote: null,
        email: null,
        subtotal: subtotal.toFixed(2),
        taxTotal: tax.toFixed(2),
        total,
        balance: n < 38 ? '0.00' : total,
      },
    });
  }

  function addPayment(n: number): void {
    const invoice = records.find((one) => one.key === `v${n + 1}`);
    const total = String(invoice?.body.total ?? '100.00');
    add({
      entity: 'payment',
      key: `p${n + 1}`,
      quickbooksId: String(n + 300),
      title: n % 3 === 0 ? `Check ${4410 + n}` : 'Card',
      who: invoice?.who ?? null,
      state: 'equal',
      body: {
        customer: invoice?.body.customer ?? null,
        date: day(now, 360 - n * 6),
        amount: total,
        reference: n % 3 === 0 ? String(4410 + n) : null,
        method: n % 3 === 0 ? 'Check' : 'Visa',
        memo: null,
        allocations: [{ invoice: `v${n + 1}`, amount: total }],
        credits: null,
        unapplied: '0.00',
      },
    });
  }
}

/** Makes some records wait, fail and differ, so that every state can be looked at. */
export function trouble(book: FakeRecord[]): void {
  const set = (key: string, state: RecordState, detail: string | null, quickbooks?: Body | null): void => {
    const record = book.find((one) => one.key === key);
    if (!record) return;
    record.state = state;
    record.stateDetail = detail;
    if (quickbooks !== undefined) record.quickbooks = quickbooks === null ? null : { ...record.body, ...quickbooks };
    if (quickbooks === null) record.quickbooksId = null;
  };
  set('c3', 'inReview', null, { phone: '(707) 555-0199', email: 'office@example.com' });
  set('c9', 'inReview', null, { displayName: 'Ridgeview Homeowners' });
  set('c14', 'inReview', 'Which one is it?', null);
  set('v61', 'failed', null, null);
  set('v62', 'failed', null, null);
  set('c20', 'failed', null, null);
  set('v63', 'blocked', `Blocked by ${book.find((one) => one.key === 'c20')?.title ?? 'its customer'}`, null);
  set('v12', 'held', 'Held (closed period)', { memo: 'Corrected' });
  set('v64', 'waiting', null, null);
  set('p37', 'sending', null, null);
  set('c30', 'notSynced', 'Unlinked by your decision', null);
  const voided = book.find((one) => one.key === 'v30');
  if (voided) Object.assign(voided, { state: 'voided', life: 'void', body: { ...voided.body, balance: '0.00' } });
}
