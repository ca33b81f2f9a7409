/** Turns the tables of vendors and spending into records. Runs after the sales, so that no Id of those moves. */
import { fromCents, product, toCents } from '../money.ts';
import type { Seeder, SettingIds } from '../seeder.ts';
import { FOUNDED } from '../seeder.ts';
import { dayStart } from '../time.ts';
import type { Body, Json, Row } from '../types.ts';
import { demoCustomers } from './customers.ts';
import { demoItems } from './items.ts';
import {
  type DemoBill,
  type DemoBillPayment,
  type DemoCost,
  demoBillPayments,
  demoBills,
  demoDeposits,
  demoEntries,
  demoOrders,
  demoPurchases,
  demoTimes,
  demoTransfers,
  demoVendorCredits,
} from './payables.ts';
import { demoPlace } from './places.ts';
import { demoLastMoment } from './transactions.ts';
import { demoEmployees, demoVendors } from './vendors.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Ids by the keys of the tables; documents by their position. */
type Made = {
  readonly seeder: Seeder;
  readonly ids: SettingIds;
  readonly customers: ReadonlyMap<string, string>;
  readonly items: ReadonlyMap<string, string>;
  readonly vendors: Map<string, string>;
  readonly employees: Map<string, string>;
  readonly bills: Map<number, string>;
  readonly credits: Map<number, string>;
  readonly orders: Map<number, string>;
};

type Entry = {
  readonly moment: number;
  readonly entity: string;
  readonly body: () => Body;
  readonly made?: (id: string) => void;
};

const ref = (id: string | undefined): Json => ({ value: id ?? '' });

export function buildPayables(seeder: Seeder, ids: SettingIds): void {
  const made: Made = {
    seeder,
    ids,
    customers: byName(
      seeder,
      'Customer',
      'DisplayName',
      demoCustomers.map(({ key, displayName }) => [key, displayName]),
    ),
    items: byName(
      seeder,
      'Item',
      'Name',
      demoItems.map(({ key, name }) => [key, name]),
    ),
    vendors: new Map(),
    employees: new Map(),
    bills: new Map(),
    credits: new Map(),
    orders: new Map(),
  };
  people(made);
  const entries = [...bought(made), ...paid(made), ...moved(made)].sort((a, b) => a.moment - b.moment);
  for (const { moment, entity, body, made: keep } of entries) {
    const id = seeder.create(moment, entity, body());
    keep?.(id);
  }
  const last = Date.parse(demoLastMoment);
  for (const { key, inactive } of demoVendors) {
    if (inactive === true)
      seeder.create(last, 'Vendor', { Id: made.vendors.get(key) ?? '', sparse: true, Active: false });
  }
}

/** Ids of records that stand already, by the keys of their table. Inactive ones carry a mark behind the name. */
function byName(
  seeder: Seeder,
  entity: string,
  member: string,
  table: readonly (readonly string[])[],
): Map<string, string> {
  const known = new Map<string, string>();
  for (const row of seeder.store.tables.get(entity)?.values() ?? []) known.set(String(row.body[member]), row.id);
  return new Map(table.map(([key = '', name = '']) => [key, known.get(name) ?? known.get(`${name} (deleted)`) ?? '']));
}

function people({ seeder, ids, vendors, employees }: Made): void {
  const start = FOUNDED + 6 * HOUR;
  for (const [index, vendor] of demoVendors.entries()) {
    const body: Body = { DisplayName: vendor.displayName, Vendor1099: vendor.contractor === true };
    if (vendor.company !== undefined) body.CompanyName = vendor.company;
    if (vendor.given !== undefined) body.GivenName = vendor.given;
    if (vendor.family !== undefined) body.FamilyName = vendor.family;
    if (vendor.email !== undefined) body.PrimaryEmailAddr = { Address: vendor.email };
    if (vendor.phone !== undefined) body.PrimaryPhone = { FreeFormNumber: vendor.phone };
    if (vendor.account !== undefined) body.AcctNum = vendor.account;
    if (vendor.term !== undefined) body.TermRef = ref(ids.terms.get(vendor.term));
    if (vendor.address !== undefined) body.BillAddr = demoPlace(vendor.address);
    vendors.set(vendor.key, seeder.create(start + index * MINUTE, 'Vendor', body));
  }
  for (const [index, { key, given, family, phone, address }] of demoEmployees.entries()) {
    const body: Body = {
      GivenName: given,
      FamilyName: family,
      PrimaryPhone: { FreeFormNumber: phone },
      PrimaryAddr: demoPlace(address),
    };
    employees.set(key, seeder.create(start + HOUR + index * MINUTE, 'Employee', body));
  }
}

function costLine(made: Made, cost: DemoCost): Body {
  const CustomerRef = cost.job === undefined ? undefined : ref(made.customers.get(cost.job));
  if ('item' in cost) {
    const detail: Body = { ItemRef: ref(made.items.get(cost.item)), Qty: cost.quantity, UnitPrice: Number(cost.cost) };
    if (CustomerRef !== undefined) detail.CustomerRef = CustomerRef;
    return {
      Description: demoItems.find((item) => item.key === cost.item)?.description ?? '',
      Amount: fromCents(product(cost.quantity, cost.cost)),
      DetailType: 'ItemBasedExpenseLineDetail',
      ItemBasedExpenseLineDetail: detail,
    };
  }
  const detail: Body = { AccountRef: ref(made.ids.accounts.get(cost.account)) };
  if (CustomerRef !== undefined) detail.CustomerRef = CustomerRef;
  if (cost.billable === true) detail.BillableStatus = 'Billable';
  const line: Body = {
    Amount: fromCents(toCents(cost.amount)),
    DetailType: 'AccountBasedExpenseLineDetail',
    AccountBasedExpenseLineDetail: detail,
  };
  if (cost.note !== undefined) line.Description = cost.note;
  return line;
}

/** Orders at eight, bills at nine, credits at noon, in the order of their tables within a day. */
function bought(made: Made): Entry[] {
  const orders = demoOrders.map(
    (order, index): Entry => ({
      moment: dayStart(order.date) + 8 * HOUR + index * MINUTE,
      entity: 'PurchaseOrder',
      body: () => {
        const body: Body = {
          VendorRef: ref(made.vendors.get(order.vendor)),
          TxnDate: order.date,
          Line: order.items.map(([item, quantity, cost]) => costLine(made, { item, quantity, cost })),
        };
        if (order.memo !== undefined) body.Memo = order.memo;
        return body;
      },
      made: (id) => made.orders.set(index, id),
    }),
  );
  const bills = demoBills.map(
    (bill, index): Entry => ({
      moment: dayStart(bill.date) + 9 * HOUR + index * MINUTE,
      entity: 'Bill',
      body: () => billBody(made, bill),
      made: (id) => made.bills.set(index, id),
    }),
  );
  const credits = demoVendorCredits.map(
    (credit, index): Entry => ({
      moment: dayStart(credit.date) + 12 * HOUR + index * MINUTE,
      entity: 'VendorCredit',
      body: () => billBody(made, credit),
      made: (id) => made.credits.set(index, id),
    }),
  );
  const purchases = demoPurchases.map(
    (purchase, index): Entry => ({
      moment: dayStart(purchase.date) + 13 * HOUR + index * MINUTE,
      entity: 'Purchase',
      body: () => {
        const account = purchase.by === 'CreditCard' ? 'card' : purchase.by === 'Cash' ? 'petty-cash' : 'checking';
        const body: Body = {
          PaymentType: purchase.by,
          AccountRef: ref(made.ids.accounts.get(account)),
          TxnDate: purchase.date,
          Line: purchase.costs.map((cost) => costLine(made, cost)),
        };
        if (purchase.vendor !== undefined)
          body.EntityRef = { value: made.vendors.get(purchase.vendor) ?? '', type: 'Vendor' };
        if (purchase.number !== undefined) body.DocNumber = purchase.number;
        if (purchase.credit === true) body.Credit = true;
        if (purchase.note !== undefined) body.PrivateNote = purchase.note;
        return body;
      },
    }),
  );
  return [...orders, ...bills, ...credits, ...purchases];
}

function billBody(made: Made, bill: DemoBill): Body {
  const order = bill.receives === undefined ? undefined : made.orders.get(bill.receives);
  const Line = bill.costs.map((cost, index): Json => {
    const line = costLine(made, cost);
    if (order === undefined) return line;
    return { ...line, LinkedTxn: [{ TxnId: order, TxnType: 'PurchaseOrder', TxnLineId: String(index + 1) }] };
  });
  const body: Body = { VendorRef: ref(made.vendors.get(bill.vendor)), TxnDate: bill.date, Line };
  if (bill.number !== undefined) body.DocNumber = bill.number;
  return body;
}

/** Payments of bills at two in the afternoon, deposits at four. */
function paid(made: Made): Entry[] {
  const payments = demoBillPayments.map(
    (payment, index): Entry => ({
      moment: dayStart(payment.date) + 14 * HOUR + index * MINUTE,
      entity: 'BillPayment',
      body: () => paymentBody(made, payment),
    }),
  );
  const deposits = demoDeposits.map(
    ({ date, through }, index): Entry => ({
      moment: dayStart(date) + 16 * HOUR + index * MINUTE,
      entity: 'Deposit',
      body: () => ({
        DepositToAccountRef: ref(made.ids.accounts.get('checking')),
        TxnDate: date,
        Line: waiting(made, through).map(
          ({ id }): Json => ({
            LinkedTxn: [{ TxnId: id, TxnType: 'Payment', TxnLineId: '0' }],
          }),
        ),
      }),
    }),
  );
  return [...payments, ...deposits];
}

/** Payments up to a day that no deposit holds yet. */
function waiting({ seeder }: Made, through: string): Row[] {
  return [...(seeder.store.tables.get('Payment')?.values() ?? [])].filter(
    (row) => String(row.body.TxnDate) <= through && row.kept.links === undefined,
  );
}

function paymentBody(made: Made, payment: DemoBillPayment): Body {
  const Line: Json[] = [];
  let total = 0;
  for (const [position, amount] of payment.bills) {
    const id = made.bills.get(position) ?? '';
    const kept = made.seeder.store.tables.get('Bill')?.get(id)?.kept;
    const cents = amount === undefined ? Number(kept?.total ?? 0) - Number(kept?.applied ?? 0) : toCents(amount);
    total += cents;
    Line.push({ Amount: fromCents(cents), LinkedTxn: [{ TxnId: id, TxnType: 'Bill' }] });
  }
  for (const [position, amount] of payment.credits ?? []) {
    total -= toCents(amount);
    const TxnId = made.credits.get(position) ?? '';
    Line.push({ Amount: fromCents(toCents(amount)), LinkedTxn: [{ TxnId, TxnType: 'VendorCredit' }] });
  }
  const body: Body = {
    VendorRef: ref(made.vendors.get(payment.vendor)),
    TxnDate: payment.date,
    TotalAmt: fromCents(total),
    PayType: payment.check === undefined ? 'CreditCard' : 'Check',
    Line,
  };
  if (payment.check === undefined) body.CreditCardPayment = { CCAccountRef: ref(made.ids.accounts.get('card')) };
  else {
    body.CheckPayment = { BankAccountRef: ref(made.ids.accounts.get('checking')) };
    body.DocNumber = payment.check;
  }
  return body;
}

/** Journal entries, transfers and time at the end of the day. */
function moved({ ids, customers, items, employees }: Made): Entry[] {
  const account = (key: string) => ref(ids.accounts.get(key));
  const entries = demoEntries.map(
    (entry, index): Entry => ({
      moment: dayStart(entry.date) + 17 * HOUR + index * MINUTE,
      entity: 'JournalEntry',
      body: () => ({
        TxnDate: entry.date,
        DocNumber: entry.number,
        PrivateNote: entry.note,
        Line: entry.lines.map(
          ([PostingType, key, amount]): Json => ({
            Amount: Number(amount),
            DetailType: 'JournalEntryLineDetail',
            JournalEntryLineDetail: { PostingType, AccountRef: account(key) },
          }),
        ),
      }),
    }),
  );
  const transfers = demoTransfers.map(
    ({ date, from, to, amount }, index): Entry => ({
      moment: dayStart(date) + 17 * HOUR + (index + 10) * MINUTE,
      entity: 'Transfer',
      body: () => ({ TxnDate: date, FromAccountRef: account(from), ToAccountRef: account(to), Amount: Number(amount) }),
    }),
  );
  const times = demoTimes.map(
    (time, index): Entry => ({
      moment: dayStart(time.date) + 17 * HOUR + (index + 30) * MINUTE,
      entity: 'TimeActivity',
      body: () => {
        const body: Body = {
          TxnDate: time.date,
          NameOf: 'Employee',
          EmployeeRef: ref(employees.get(time.employee)),
          Hours: time.hours,
          Minutes: time.minutes ?? 0,
        };
        if (time.item !== undefined) body.ItemRef = ref(items.get(time.item));
        if (time.customer !== undefined) {
          body.CustomerRef = ref(customers.get(time.customer));
          body.BillableStatus = 'Billable';
        }
        if (time.rate !== undefined) body.HourlyRate = Number(time.rate);
        if (time.note !== undefined) body.Description = time.note;
        return body;
      },
    }),
  );
  return [...entries, ...transfers, ...times];
}
