/** Documents as an app writes them: sold, bought, paid, banked, booked. */
import { cents as centsOf } from '../ask.ts';
import {
  active,
  type Body,
  boughtLines,
  customers,
  type Made,
  money,
  post,
  rated,
  ref,
  soldLines,
  taxed,
  vendors,
} from './asking.ts';
import { entriesByHand } from './by-hand.ts';
import type { Bank, Book, Buy, Clock, Move, Sell, Settle, Share, Take } from './steps.ts';
import { type Photo, pick, rowsOf, type Wire, type World } from './world.ts';

/** Where an invoice comes from: an estimate, a cost to pass on, hours. */
function sources(photo: Photo, index: number, customer: Wire): Body {
  const kinds = ['Estimate', 'ReimburseCharge', 'TimeActivity'] as const;
  const type = pick(kinds, index) ?? 'Estimate';
  const mine = rowsOf(photo, type).filter((row) => row.CustomerRef?.value === customer.Id);
  const row = pick(mine, index);
  return row === undefined ? {} : { LinkedTxn: [{ TxnId: row.Id, TxnType: type }] };
}

export function sell(here: World, step: Sell, photo: Photo): Made {
  const customer = pick(customers(photo), step.who);
  if (customer === undefined) return undefined;
  const bank = { DepositToAccountRef: { value: here.account('Business Checking') } };
  const receipt = step.form === 'RefundReceipt' || (step.form === 'SalesReceipt' && step.who % 2 === 0);
  return post(here, step.form, {
    CustomerRef: ref(customer),
    TxnDate: step.day,
    Line: soldLines(here, step.lines, step.off),
    ApplyTaxAfterDiscount: step.who % 3 === 0,
    ...taxed(here, step),
    ...rated(here, step.rate),
    ...(receipt ? bank : {}),
    ...(step.form === 'Invoice' && step.deposit > 0 ? { Deposit: money(step.deposit) } : {}),
    ...(step.form === 'Invoice' && step.from !== null ? sources(photo, step.from, customer) : {}),
  });
}

function sharesOf(
  photo: Photo,
  shares: readonly Share[],
  charge: string,
  credit: string,
  mine: (row: Wire) => boolean,
) {
  return shares.flatMap((share) => {
    const type = share.credit ? credit : charge;
    const row = pick(rowsOf(photo, type).filter(mine), share.which);
    if (row === undefined) return [];
    return [{ Amount: money(share.cents), LinkedTxn: [{ TxnId: row.Id, TxnType: type }] }];
  });
}

/** Cents the shares ask for beyond the credits they bring. */
function asked(lines: readonly Wire[], charge: string): number {
  const sign = (line: Wire) => (line.LinkedTxn[0].TxnType === charge ? 1 : -1);
  return Math.max(
    0,
    lines.reduce((sum, line) => sum + sign(line) * centsOf(line.Amount), 0),
  );
}

export function take(here: World, step: Take, photo: Photo): Made {
  const customer = pick(customers(photo), step.who);
  if (customer === undefined) return undefined;
  // Mostly the payer's own documents; now and then somebody else's, which stay unpaid.
  const mine = (row: Wire) => step.who % 5 === 0 || row.CustomerRef.value === customer.Id;
  const Line = sharesOf(photo, step.shares, 'Invoice', 'CreditMemo', mine);
  return post(here, 'Payment', {
    CustomerRef: ref(customer),
    TxnDate: step.day,
    TotalAmt: money(asked(Line, 'Invoice') + step.more),
    Line,
    ...(step.banked ? { DepositToAccountRef: { value: here.account('Business Checking') } } : {}),
    ...rated(here, step.rate),
  });
}

function received(order: Wire, whole: boolean): Body[] {
  return (whole ? order.Line : order.Line.slice(0, 1)).map((line: Wire) => {
    const { Id, LineNum: _number, Received: _received, LinkedTxn: _links, ...rest } = line;
    return { ...rest, LinkedTxn: [{ TxnId: order.Id, TxnType: 'PurchaseOrder', TxnLineId: Id }] };
  });
}

export function buy(here: World, step: Buy, photo: Photo): Made {
  const vendor = pick(vendors(photo), step.who);
  if (vendor === undefined) return undefined;
  const orders = rowsOf(photo, 'PurchaseOrder').filter((row) => row.VendorRef.value === vendor.Id);
  const order = step.from === null || step.form === 'PurchaseOrder' ? undefined : pick(orders, step.from);
  const receives = order !== undefined && (step.form === 'Bill' || step.form === 'Purchase');
  const Line = receives ? received(order, step.how % 2 === 0) : boughtLines(here, step.lines, photo);
  const card = step.how % 3 === 0;
  const paid = {
    PaymentType: card ? 'CreditCard' : step.how % 3 === 1 ? 'Cash' : 'Check',
    AccountRef: { value: here.account(card ? 'Company Card' : 'Business Checking') },
    ...(card && step.how % 2 === 0 ? { Credit: true } : {}),
    ...(step.how % 4 === 0 ? {} : { EntityRef: { value: vendor.Id, type: 'Vendor' } }),
  };
  const global = here.profile.country === undefined ? {} : { GlobalTaxCalculation: step.mode };
  return post(here, step.form, {
    TxnDate: step.day,
    Line,
    ...(step.form === 'Purchase' ? paid : { VendorRef: ref(vendor) }),
    ...global,
    ...rated(here, step.rate),
  });
}

export function settle(here: World, step: Settle, photo: Photo): Made {
  const bill = pick(rowsOf(photo, 'Bill'), step.which);
  if (bill === undefined) return undefined;
  const mine = (row: Wire) => row.VendorRef.value === bill.VendorRef.value;
  const first = { Amount: bill.Balance, LinkedTxn: [{ TxnId: bill.Id, TxnType: 'Bill' }] };
  const shares = sharesOf(photo, step.shares, 'Bill', 'VendorCredit', mine);
  const plain = step.which % 2 === 0 ? [first, ...shares] : shares;
  // Entries written by hand in the vendor's name are paid, or used as credits, like the rest.
  const hand = pick(
    entriesByHand(photo).filter((entry) => entry.name === bill.VendorRef.value && entry.type !== 'Purchase'),
    step.which,
  );
  const share = step.shares[0]?.cents ?? 0;
  const settles = hand !== undefined && share > 0 && step.shares.length % 2 === 1;
  const Line = settles
    ? [...plain, { Amount: money(share), LinkedTxn: [{ TxnId: hand.id, TxnType: hand.type }] }]
    : plain;
  const byHand = !settles ? 0 : hand.cents < 0 ? share : 0;
  const by = step.card
    ? { PayType: 'CreditCard', CreditCardPayment: { CCAccountRef: { value: here.account('Company Card') } } }
    : { PayType: 'Check', CheckPayment: { BankAccountRef: { value: here.account('Business Checking') } } };
  return post(here, 'BillPayment', {
    VendorRef: bill.VendorRef,
    TxnDate: step.day,
    TotalAmt: money(asked(plain, 'Bill') + byHand + step.more),
    Line,
    ...by,
    ...rated(here, step.rate),
  });
}

export function bank(here: World, step: Bank, photo: Photo): Made {
  const undeposited = here.account('Undeposited Funds');
  const waiting = rowsOf(photo, step.source).filter(
    (row) => row.DepositToAccountRef?.value === undeposited && row.LinkedTxn === undefined,
  );
  const from = waiting.length === 0 ? 0 : step.from % waiting.length;
  const Line: Body[] = waiting
    .slice(from, from + step.many)
    .map((row) => ({ LinkedTxn: [{ TxnId: row.Id, TxnType: step.source, TxnLineId: '0' }] }));
  const customer = pick(customers(photo), step.who);
  const home = customer?.CurrencyRef.value === undefined || here.profile.multiCurrency !== true;
  if (step.cents > 0) {
    // Money from an account, or from somebody who thereby owes less.
    const line = (account: string, more: Body = {}) => ({ AccountRef: { value: here.account(account) }, ...more });
    const vendor = vendors(photo)[0];
    const DepositLineDetail =
      home && step.who % 3 === 0
        ? line('Accounts Receivable (A/R)', { Entity: { value: customer?.Id, type: 'Customer' } })
        : step.who % 3 === 1 && vendor?.CurrencyRef.value !== 'EUR'
          ? line('Accounts Payable (A/P)', { Entity: { value: vendor?.Id, type: 'Vendor' } })
          : line("Owner's Equity");
    Line.push({ Amount: money(step.cents), DetailType: 'DepositLineDetail', DepositLineDetail });
  }
  const CashBack = { AccountRef: { value: here.account('Petty Cash') }, Amount: 0.5 };
  return post(here, 'Deposit', {
    DepositToAccountRef: { value: here.account('Business Checking') },
    TxnDate: step.day,
    Line,
    ...(step.back ? { CashBack } : {}),
    ...rated(here, step.rate),
  });
}

const MONEY = ['Business Checking', 'Tax Savings', 'Petty Cash', 'Company Card'];

export function move(here: World, step: Move): Made {
  const between = here.profile.multiCurrency === true ? [...MONEY, 'Euro Checking'] : MONEY;
  return post(here, 'Transfer', {
    FromAccountRef: { value: here.account(pick(between, step.from) ?? '') },
    ToAccountRef: { value: here.account(pick(between, step.to) ?? '') },
    Amount: money(step.cents),
    TxnDate: step.day,
    ...rated(here, step.rate),
  });
}

/** Accounts a journal entry is written against; the first two ask for a name. */
const BOOKED = ['Accounts Receivable (A/R)', 'Accounts Payable (A/P)', 'Fuel', "Owner's Equity", 'Services'];

export function book(here: World, step: Book, photo: Photo): Made {
  const index = step.side % BOOKED.length;
  const who = pick(index === 0 ? customers(photo) : vendors(photo), step.who);
  const Entity =
    index > 1 || who === undefined
      ? {}
      : { Entity: { Type: index === 0 ? 'Customer' : 'Vendor', EntityRef: { value: who.Id } } };
  const line = (PostingType: string, account: string, more: Body) => ({
    Amount: money(step.cents),
    DetailType: 'JournalEntryLineDetail',
    JournalEntryLineDetail: { PostingType, AccountRef: { value: here.account(account) }, ...more },
  });
  const [one, other] = step.turned ? ['Debit', 'Credit'] : ['Credit', 'Debit'];
  const foreign = who?.CurrencyRef.value === 'EUR';
  // Names of foreign money are moved by entries in it, from home or from an account kept in it.
  const from = foreign && step.who % 2 === 0 ? 'Euro Checking' : 'Business Checking';
  const Line = [line(one ?? '', BOOKED[index] ?? '', Entity), line(other ?? '', from, {})];
  const currency = foreign && index < 2 ? { CurrencyRef: { value: 'EUR' } } : {};
  return post(here, 'JournalEntry', { Line, TxnDate: step.day, ...currency, ...rated(here, step.rate) });
}

export function clock(here: World, step: Clock, photo: Photo): Made {
  const who = pick(active(rowsOf(photo, step.vendor ? 'Vendor' : 'Employee')), step.who);
  const customer = pick(customers(photo), step.who);
  if (who === undefined) return undefined;
  return post(here, 'TimeActivity', {
    NameOf: step.vendor ? 'Vendor' : 'Employee',
    [step.vendor ? 'VendorRef' : 'EmployeeRef']: ref(who),
    TxnDate: step.day,
    Hours: step.hours,
    Minutes: 15,
    ...(step.billable ? { CustomerRef: ref(customer), BillableStatus: 'Billable', HourlyRate: 40 } : {}),
  });
}
