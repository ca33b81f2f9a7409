/** Enters a year of business in the workspace, as its screens do, and settles what was billed. */
import type { Body } from '../../../shared/primitives.ts';
import type { CompanyApp } from '../../support/fakes/company-app.ts';
import type { BoughtLine, Business, Purchase, Sale, Settling, SoldLine } from './business.ts';

/** Where the year's records go: ids in the workspace, by their place in the business. */
export type Places = {
  items: string[];
  /** Accounts bought for, and what money is paid from. */
  costs: string[];
  bank: string;
  card: string;
  /** The rate of taxed sales; null in a company without sales tax. */
  taxRate: string | null;
  /** Outside the US: what amounts are, and the rate of what is bought. */
  amountsAre: 'exclusive' | 'inclusive' | null;
};

const cents = (amount: unknown): number => Math.round(Number(amount) * 100);
const money = (amount: number): string => (amount / 100).toFixed(2);

/** Some days later, but never after the last day of the year. */
function later(date: string, days: number): string {
  const day = new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
  return day > '2026-11-19' ? '2026-11-19' : day;
}

const BLANK = {
  kind: 'item', item: null, description: null, quantity: null, unitPrice: null, percent: null, amount: null, taxable: false,
}; // biome-ignore format: one line

function soldLine(line: SoldLine, at: number, { items }: Places): Body {
  const id = `new:${at + 1}`;
  if (line.kind === 'text') return { ...BLANK, id, kind: 'text', description: line.words };
  if (line.kind === 'discount')
    return {
      ...BLANK,
      id,
      kind: 'discount',
      ...('percent' in line ? { percent: line.percent } : { amount: line.amount }),
    };
  const { quantity, unitPrice, taxable } = line;
  return { ...BLANK, id, item: items[line.item] ?? null, quantity, unitPrice, taxable };
}

export async function enterYear(app: CompanyApp, business: Business, places: Places) {
  const make = app.make;
  const amountsAre = places.amountsAre === null ? {} : { taxModel: places.amountsAre };
  const customers: string[] = [];
  for (const { name, email, phone, parent } of business.customers)
    customers.push(
      await make('customer', {
        displayName: name,
        email,
        phone,
        parent: parent === null ? null : (customers[parent] ?? null),
      }),
    );
  const vendors: string[] = [];
  for (const { name } of business.vendors) vendors.push(await make('vendor', { displayName: name }));

  const sold = (sale: Sale, number: string): Body => ({
    number,
    customer: customers[sale.customer] ?? null,
    date: sale.date,
    taxRate: sale.taxed ? places.taxRate : null,
    ...amountsAre,
    lines: sale.lines.map((line, at) => soldLine(line, at, places)),
  });
  const bought = (purchase: Purchase): Body => ({
    ...amountsAre,
    vendor: vendors[purchase.vendor] ?? null,
    date: purchase.date,
    lines: purchase.lines.map((line: BoughtLine, at) => ({
      id: `new:${at + 1}`,
      account: 'account' in line ? (places.costs[line.account] ?? null) : null,
      item: 'item' in line ? (places.items[line.item] ?? null) : null,
      description: null,
      quantity: 'item' in line ? line.quantity : null,
      unitPrice: 'item' in line ? line.unitPrice : null,
      ...('amount' in line ? { amount: line.amount } : {}),
      customer: line.customer === null ? null : (customers[line.customer] ?? null),
      billable: false,
      // Where what is bought bears tax, two lines of three do.
      ...(places.amountsAre === null || at % 3 === 2 ? {} : { taxRate: places.taxRate }),
    })),
  });

  for (const [at, estimate] of business.estimates.entries())
    await make('estimate', { ...sold(estimate, `E-${at + 1}`), status: estimate.accepted ? 'accepted' : 'pending' });

  const invoices: { key: string; customer: string; date: string; settled: Settling }[] = [];
  for (const [at, invoice] of business.invoices.entries()) {
    const key = await make('invoice', { ...sold(invoice, `I-${at + 1}`), status: 'issued' });
    invoices.push({ key, customer: customers[invoice.customer] ?? '', date: invoice.date, settled: invoice.settled });
  }
  for (const [at, memo] of business.creditMemos.entries()) await make('creditMemo', sold(memo, `C-${at + 1}`));
  for (const [at, refund] of business.refunds.entries()) await make('refundReceipt', sold(refund, `R-${at + 1}`));

  const open = async (entity: string, key: string): Promise<number> =>
    cents((await app.call('records.get', { entity, key })).platform?.balance);

  /** Invoices of the same customer that are paid with one payment. */
  const gathered = new Map<string, { invoice: string; amount: string }[]>();
  for (const { key, customer, date, settled } of invoices) {
    const due = await open('invoice', key);
    if (settled === 'never' || due <= 0) continue;
    const pay = (amount: number, allocations: { invoice: string; amount: string }[], days: number) =>
      make('payment', { customer, date: later(date, days), amount: money(amount), allocations });
    const whole = { invoice: key, amount: money(due) };
    if (settled === 'full') await pay(due, [whole], 14);
    else if (settled === 'more') await pay(due + 5_000, [whole], 20);
    else if (settled === 'together') {
      const all = [...(gathered.get(customer) ?? []), whole];
      gathered.set(customer, all);
      if (all.length < 2) continue;
      gathered.delete(customer);
      await pay(
        all.reduce((sum, one) => sum + cents(one.amount), 0),
        all,
        30,
      );
    } else {
      const half = Math.floor(due / 2);
      if (half === 0) continue;
      await pay(half, [{ invoice: key, amount: money(half) }], 10);
      if (settled === 'twice') await pay(due - half, [{ invoice: key, amount: money(due - half) }], 40);
    }
  }

  /** What is left of each vendor's credits, in cents. */
  const left = new Map<number, { key: string; cents: number }[]>();
  for (const [at, credit] of business.vendorCredits.entries()) {
    const key = await make('vendorCredit', { ...bought(credit), reference: `V-${at + 1}` });
    const { platform } = await app.call('records.get', { entity: 'vendorCredit', key });
    left.set(credit.vendor, [...(left.get(credit.vendor) ?? []), { key, cents: cents(platform?.remaining) }]);
  }
  /** Takes up to so much of the vendor's credits. */
  const credits = (vendor: number, most: number): { vendorCredit: string; amount: string }[] => {
    let need = most;
    return (left.get(vendor) ?? []).flatMap((one) => {
      const used = Math.min(one.cents, need);
      one.cents -= used;
      need -= used;
      return used > 0 ? [{ vendorCredit: one.key, amount: money(used) }] : [];
    });
  };
  for (const [at, bill] of business.bills.entries()) {
    const key = await make('bill', { ...bought(bill), reference: `B-${at + 1}`, status: 'approved' });
    const due = await open('bill', key);
    const paid = bill.settled === 'never' ? 0 : bill.settled === 'part' ? Math.floor(due / 2) : due;
    if (paid <= 0) continue;
    const vendorCredits = credits(bill.vendor, bill.settled === 'full' ? paid : 0);
    const given = vendorCredits.reduce((sum, one) => sum + cents(one.amount), 0);
    await make('billPayment', {
      vendor: vendors[bill.vendor] ?? null,
      date: later(bill.date, 21),
      amount: money(paid - given),
      paidBy: 'check',
      account: places.bank,
      allocations: [{ bill: key, amount: money(paid) }],
      vendorCredits,
    });
  }
  for (const [at, expense] of business.expenses.entries()) {
    const key = await make('expense', {
      ...bought(expense),
      reference: `X-${at + 1}`,
      paidBy: at % 3 === 0 ? 'creditCard' : 'check',
      account: at % 3 === 0 ? places.card : places.bank,
      refund: false,
      status: 'approved',
    });
    // Each with its receipt.
    const name = receiptOf(`X-${at + 1}`);
    await app.call('attachments.add', { entity: 'expense', key, name, base64: btoa(`%PDF ${name}`) });
  }
  for (const [at, order] of business.purchaseOrders.entries())
    await make('purchaseOrder', { ...bought(order), number: `P-${at + 1}`, status: 'open' });
  return { customers, vendors };
}

/** The file that goes with an expense, by its reference. */
export const receiptOf = (reference: string): string => `Receipt ${reference}.pdf`;
