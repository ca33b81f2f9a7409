import { Failure, fail } from '../../../../shared/errors.ts';
import type { Body, Json } from '../../../../shared/primitives.ts';
import type { BookStore } from '../../../core/book-store.ts';
import type { Ledger } from '../ledger.ts';
import { DEMO_CUSTOMERS } from './customers.ts';
import { DEMO_CREDITS, DEMO_ESTIMATES, DEMO_INVOICES, DEMO_PAYMENTS } from './documents.ts';
import { DEMO_ITEMS } from './items.ts';
import type { DemoAddress, DemoCredit, DemoCustomer, DemoItem, DemoLine, DemoPayment } from './types.ts';

/** Everybody in the demo book lives here. */
const REGION = 'CA';

/**
 * Enters the demo book into an empty one, record by record through the ledger, as a person would; in the caller's
 * transaction. Answers how many of each entity it made.
 *
 * @throws Failure `record.inUse` when something was ever entered.
 */
export function enterDemo(store: BookStore, ledger: Ledger): Record<string, number> {
  if (store.newestChange() > 0)
    return fail('record.inUse', { title: 'The demo book', reason: 'this book already has records' });
  const made = new Map<string, string>();
  const counts: Record<string, number> = {};
  const enter = (entity: string, key: string, body: Body): void => {
    const answer = ledger.apply({ kind: 'create', entity, body }, 'person');
    // Undoes the whole demo: half a book would be worse than none.
    if (!answer.ok) throw new Failure(answer.error);
    made.set(`${entity}/${key}`, answer.record.id);
    counts[entity] = (counts[entity] ?? 0) + 1;
  };
  const idOf: IdOf = (entity, key) => made.get(`${entity}/${key}`) ?? fail('record.notFound', { entity, id: key });

  for (const customer of DEMO_CUSTOMERS) enter('customer', customer.key, customerBody(customer, idOf));
  for (const item of DEMO_ITEMS) enter('item', item.key, itemBody(item));
  for (const invoice of DEMO_INVOICES) {
    const { dueDate, ...sale } = invoice;
    enter('invoice', invoice.number, { ...saleBody(sale, idOf), dueDate });
  }
  for (const { status, expiryDate, ...offer } of DEMO_ESTIMATES)
    enter('estimate', offer.number, { ...saleBody(offer, idOf), status, expiryDate });
  for (const credit of DEMO_CREDITS) enter('creditMemo', credit.number, saleBody(credit, idOf));
  for (const [index, payment] of DEMO_PAYMENTS.entries()) enter('payment', String(index), paymentBody(payment, idOf));
  return counts;
}

type IdOf = (entity: string, key: string) => string;

const addressBody = (address: DemoAddress | undefined): Json =>
  address === undefined
    ? null
    : { line1: address[0], line2: null, city: address[1], region: REGION, postalCode: address[2], country: null };

const customerBody = (customer: DemoCustomer, idOf: IdOf): Body => ({
  displayName: customer.displayName,
  companyName: customer.companyName ?? null,
  givenName: customer.givenName ?? null,
  familyName: customer.familyName ?? null,
  email: customer.email ?? null,
  phone: customer.phone ?? null,
  mobile: customer.mobile ?? null,
  billingAddress: addressBody(customer.billing),
  shippingAddress: addressBody(customer.service),
  notes: customer.notes ?? null,
  taxable: customer.taxable ?? true,
  parent: customer.parent === undefined ? null : idOf('customer', customer.parent),
  billWithParent: customer.billWithParent ?? null,
});

const itemBody = ({ key: _, ...item }: DemoItem): Body => ({
  ...item,
  sku: item.sku ?? null,
  purchaseCost: item.purchaseCost ?? null,
});

/** What every sales document says. */
const saleBody = (invoice: DemoCredit, idOf: IdOf): Body => {
  const customer = DEMO_CUSTOMERS.find((one) => one.key === invoice.customer);
  return {
    number: invoice.number,
    customer: idOf('customer', invoice.customer),
    date: invoice.date,
    lines: invoice.lines.map((line) => lineBody(line, idOf, customer?.taxable ?? true)),
    taxRate: invoice.taxRate ?? null,
    memo: invoice.memo ?? null,
    privateNote: null,
    email: customer?.email ?? null,
  };
};

const lineBody = (line: DemoLine, idOf: IdOf, taxed: boolean): Json => {
  const item = DEMO_ITEMS.find((one) => one.key === line.item);
  return {
    id: '',
    kind: 'item',
    item: idOf('item', line.item),
    description: line.description ?? item?.description ?? null,
    quantity: line.quantity,
    unitPrice: line.unitPrice ?? item?.unitPrice ?? null,
    percent: null,
    amount: null,
    taxable: line.taxable ?? (taxed && (item?.taxable ?? false)),
  };
};

const paymentBody = (payment: DemoPayment, idOf: IdOf): Body => ({
  customer: idOf('customer', payment.customer),
  date: payment.date,
  amount: payment.amount,
  reference: payment.reference ?? null,
  method: payment.method,
  memo: null,
  allocations: payment.applied.map(([number, amount]) => ({ invoice: idOf('invoice', number), amount })),
});
