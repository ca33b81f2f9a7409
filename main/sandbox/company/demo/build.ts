/** Writes the demo book into a new company: items, customers, a year of invoices and payments. Always the same. */
import { fromCents, product, toCents } from '../money.ts';
import type { Seeder, SettingIds } from '../seeder.ts';
import { FOUNDED } from '../seeder.ts';
import { dayStart } from '../time.ts';
import type { Body, Json } from '../types.ts';
import { type DemoCustomer, demoCustomers } from './customers.ts';
import { type DemoItem, demoItems } from './items.ts';
import { demoPlace } from './places.ts';
import { type DemoInvoice, type DemoPayment, demoInvoices, demoLastMoment, demoPayments } from './transactions.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const FIRST_NUMBER = 1001;

type Entry =
  | { readonly moment: number; readonly invoice: DemoInvoice; readonly number: number }
  | { readonly moment: number; readonly payment: DemoPayment };

export function buildDemo(seeder: Seeder, ids: SettingIds): void {
  const items = new Map<string, string>();
  for (const [index, item] of demoItems.entries()) {
    items.set(item.key, seeder.create(FOUNDED + HOUR + index * MINUTE, 'Item', itemBody(item, ids)));
  }
  const customers = new Map<string, string>();
  for (const [index, customer] of demoCustomers.entries()) {
    const moment = FOUNDED + 3 * HOUR + index * 2 * MINUTE;
    customers.set(customer.key, seeder.create(moment, 'Customer', customerBody(customer, customers, ids)));
  }
  const invoices = new Map<number, string>();
  for (const entry of entries()) {
    if ('invoice' in entry) {
      const body = saleBody(entry.invoice, items, customers, ids);
      invoices.set(entry.number, seeder.create(entry.moment, 'Invoice', body));
    } else {
      seeder.create(entry.moment, 'Payment', paymentBody(seeder, entry.payment, customers, invoices, ids));
    }
  }
  const last = Date.parse(demoLastMoment);
  for (const customer of demoCustomers) {
    if (customer.inactive !== true) continue;
    const id = customers.get(customer.key) ?? '';
    seeder.create(last, 'Customer', { Id: id, sparse: true, Active: false });
  }
}

/** Invoices at ten in the morning, payments at three, in the order of their days; numbers follow the invoices. */
function entries(): Entry[] {
  const invoices: Entry[] = demoInvoices.map((invoice, index) => ({
    moment: dayStart(invoice.date) + 10 * HOUR + index * MINUTE,
    invoice,
    number: FIRST_NUMBER + index,
  }));
  const payments: Entry[] = demoPayments.map((payment, index) => ({
    moment: dayStart(payment.date) + 15 * HOUR + index * MINUTE,
    payment,
  }));
  return [...invoices, ...payments].sort((a, b) => a.moment - b.moment);
}

function itemBody(item: DemoItem, ids: SettingIds): Body {
  const body: Body = {
    Name: item.name,
    Description: item.description,
    Type: item.type,
    UnitPrice: Number(item.price),
    Taxable: item.taxable,
    IncomeAccountRef: { value: ids.accounts.get(item.income) ?? '' },
  };
  if (item.sku !== undefined) body.Sku = item.sku;
  if (item.cost !== undefined) {
    body.PurchaseCost = Number(item.cost);
    body.ExpenseAccountRef = { value: ids.accounts.get(item.type === 'Inventory' ? 'cogs' : 'materials') ?? '' };
  }
  if (item.type === 'Inventory') {
    body.AssetAccountRef = { value: ids.accounts.get('inventory') ?? '' };
    body.TrackQtyOnHand = true;
    body.QtyOnHand = item.qty ?? 0;
    body.InvStartDate = '2025-11-14';
  }
  return body;
}

function customerBody(customer: DemoCustomer, customers: ReadonlyMap<string, string>, ids: SettingIds): Body {
  const body: Body = { DisplayName: customer.displayName, Taxable: customer.taxable !== false };
  if (customer.company !== undefined) body.CompanyName = customer.company;
  if (customer.given !== undefined) body.GivenName = customer.given;
  if (customer.family !== undefined) body.FamilyName = customer.family;
  if (customer.email !== undefined) body.PrimaryEmailAddr = { Address: customer.email };
  if (customer.phone !== undefined) body.PrimaryPhone = { FreeFormNumber: customer.phone };
  if (customer.mobile !== undefined) body.Mobile = { FreeFormNumber: customer.mobile };
  if (customer.notes !== undefined) body.Notes = customer.notes;
  if (customer.address !== undefined) {
    body.BillAddr = demoPlace(customer.address);
    body.ShipAddr = demoPlace(customer.address);
  }
  const parent = customer.parent === undefined ? undefined : customers.get(customer.parent);
  if (parent !== undefined) {
    body.ParentRef = { value: parent };
    body.Job = true;
  }
  const term = customer.term === undefined ? undefined : ids.terms.get(customer.term);
  if (term !== undefined) body.SalesTermRef = { value: term };
  return body;
}

/** An invoice, or another form that sells the same way. */
export function saleBody(
  invoice: DemoInvoice,
  items: ReadonlyMap<string, string>,
  customers: ReadonlyMap<string, string>,
  ids: SettingIds,
): Body {
  const customer = demoCustomers.find((item) => item.key === invoice.customer);
  const lines: Json[] = invoice.lines.map(([key, quantity, price]) => {
    const item = demoItems.find((candidate) => candidate.key === key);
    const unit = price ?? item?.price ?? '0';
    return {
      DetailType: 'SalesItemLineDetail',
      Description: item?.description ?? '',
      Amount: fromCents(product(quantity, unit)),
      SalesItemLineDetail: {
        ItemRef: { value: items.get(key) ?? '' },
        Qty: quantity,
        UnitPrice: Number(unit),
        TaxCodeRef: { value: item?.taxable === true && invoice.tax !== undefined ? 'TAX' : 'NON' },
      },
    };
  });
  if (invoice.discount !== undefined) {
    lines.push({
      DetailType: 'DiscountLineDetail',
      DiscountLineDetail: { PercentBased: true, DiscountPercent: invoice.discount },
    });
  }
  const body: Body = {
    CustomerRef: { value: customers.get(invoice.customer) ?? '' },
    TxnDate: invoice.date,
    Line: lines,
  };
  const code = invoice.tax === undefined ? undefined : ids.taxCodes.get(invoice.tax);
  if (code !== undefined) body.TxnTaxDetail = { TxnTaxCodeRef: { value: code } };
  if (customer?.email !== undefined) body.BillEmail = { Address: customer.email };
  if (invoice.note !== undefined) body.PrivateNote = invoice.note;
  if (invoice.memo !== undefined) body.CustomerMemo = { value: invoice.memo };
  return body;
}

function paymentBody(
  seeder: Seeder,
  payment: DemoPayment,
  customers: ReadonlyMap<string, string>,
  invoices: ReadonlyMap<number, string>,
  ids: SettingIds,
): Body {
  let total = payment.extra === undefined ? 0 : toCents(payment.extra);
  const lines: Json[] = payment.applies.map(([number, amount]) => {
    const id = invoices.get(number) ?? '';
    const kept = seeder.store.tables.get('Invoice')?.get(id)?.kept;
    const open = Number(kept?.total ?? 0) - Number(kept?.applied ?? 0);
    const cents = amount === undefined ? open : toCents(amount);
    total += cents;
    return { Amount: fromCents(cents), LinkedTxn: [{ TxnId: id, TxnType: 'Invoice' }] };
  });
  const body: Body = {
    CustomerRef: { value: customers.get(payment.customer) ?? '' },
    TxnDate: payment.date,
    TotalAmt: fromCents(total),
    PaymentMethodRef: { value: ids.methods.get(payment.method) ?? '' },
    Line: lines,
  };
  if (payment.reference !== undefined && payment.reference !== '') body.PaymentRefNum = payment.reference;
  return body;
}
