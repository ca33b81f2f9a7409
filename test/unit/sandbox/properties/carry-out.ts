/** Carries a step out, as an app would through the API or a person on the screen. */
import { Decimal } from 'decimal.js';
import type { PersonAct } from '../../../../main/sandbox/company/index.ts';
import { type Answer, cents as centsOf } from '../ask.ts';
import { entriesByHand } from './by-hand.ts';
import {
  type Bank,
  type Book,
  type Buy,
  type Clock,
  type Edit,
  type Line,
  type List,
  type Move,
  type Name,
  type Person,
  type Sell,
  type Settle,
  type Share,
  type Step,
  type Take,
  type Undo,
  WRITTEN,
  type Wrong,
} from './steps.ts';
import { type Photo, pick, rowsOf, type Wire, type World } from './world.ts';

/** What was asked and what came of it; undefined where the company has nothing the step could mean. */
export type Done = {
  /** `update` covers saving the same again; `act` is what a person did, which may touch more than one record. */
  readonly kind: 'create' | 'update' | 'delete' | 'void' | 'send' | 'act' | 'merge';
  readonly entity: string;
  /** Record it was about; of a creation the one that was made. */
  readonly id: string | undefined;
  readonly answer: Answer;
};

type Body = Record<string, unknown>;
type Made = Done | undefined;

export function carryOut(here: World, step: Step, photo: Photo): Made {
  switch (step.do) {
    case 'sell':
      return sell(here, step, photo);
    case 'take':
      return take(here, step, photo);
    case 'buy':
      return buy(here, step, photo);
    case 'settle':
      return settle(here, step, photo);
    case 'bank':
      return bank(here, step, photo);
    case 'move':
      return move(here, step);
    case 'book':
      return book(here, step, photo);
    case 'clock':
      return clock(here, step, photo);
    case 'edit':
      return edit(here, step, photo);
    case 'undo':
      return undo(here, step, photo);
    case 'name':
      return name(here, step, photo);
    case 'list':
      return list(here, step, photo);
    case 'person':
      return person(here, step, photo);
    case 'wrong':
      return wrong(here, step, photo);
    case 'repeat':
      return repeat(here, step.cents, step.who, photo);
  }
}

const money = (cents: number): number => new Decimal(cents).dividedBy(100).toNumber();
const ref = (row: Wire | undefined) => (row === undefined ? undefined : { value: row.Id });
const active = (rows: readonly Wire[]) => rows.filter((row) => row.Active !== false);
const customers = (photo: Photo) => active(rowsOf(photo, 'Customer'));
const vendors = (photo: Photo) => active(rowsOf(photo, 'Vendor'));

function post(here: World, entity: string, body: Body, query: Record<string, string> = {}): Done {
  const answer = here.post(`/${entity.toLowerCase()}`, body, query);
  const given = body.Id as string | undefined;
  const voids = query.operation === 'void' || query.include === 'void';
  const kind = voids ? 'void' : query.operation === 'delete' ? 'delete' : given === undefined ? 'create' : 'update';
  return { kind, entity, id: given ?? answer.body[entity]?.Id, answer };
}

function act(here: World, entity: string, id: string | undefined, what: PersonAct): Done {
  const answer = here.act(what);
  return { kind: what.act === 'merge' ? 'merge' : 'act', entity, id: id ?? answer.body[entity]?.Id, answer };
}

/** Rates mean something with foreign money only. */
const rated = (here: World, rate: number | null): Body =>
  here.profile.multiCurrency === true && rate !== null ? { ExchangeRate: rate } : {};

function taxed(here: World, step: { readonly mode: string; readonly tax: boolean }): Body {
  if (here.profile.country !== undefined) return { GlobalTaxCalculation: step.mode };
  return step.tax ? { TxnTaxDetail: { TxnTaxCodeRef: { value: '2' } } } : {};
}

const codeOf = (here: World, line: Line) => ({ value: pick(here.codes, line.code) ?? '' });

const amountOf = (line: Line) => money(line.quantity * line.price);

function soldLines(here: World, lines: readonly Line[], off = 0): Body[] {
  const wire: Body[] = lines.map((line) => ({
    DetailType: 'SalesItemLineDetail',
    Amount: amountOf(line),
    SalesItemLineDetail: {
      ItemRef: { value: pick(here.items, line.item) },
      Qty: line.quantity,
      UnitPrice: money(line.price),
      TaxCodeRef: codeOf(here, line),
    },
  }));
  const DiscountLineDetail = { PercentBased: true, DiscountPercent: off };
  return off === 0 ? wire : [...wire, { DetailType: 'DiscountLineDetail', DiscountLineDetail }];
}

function boughtLines(here: World, lines: readonly Line[], photo: Photo): Body[] {
  const customer = customers(photo)[0];
  return lines.map((line) => {
    const common = {
      TaxCodeRef: codeOf(here, line),
      ...(line.billable && customer !== undefined ? { CustomerRef: ref(customer), BillableStatus: 'Billable' } : {}),
    };
    if (line.account) {
      const AccountRef = { value: here.account('Rent or Lease') };
      return {
        DetailType: 'AccountBasedExpenseLineDetail',
        Amount: amountOf(line),
        AccountBasedExpenseLineDetail: { AccountRef, ...common },
      };
    }
    // The first item is only sold.
    const bought = here.items.slice(1);
    return {
      DetailType: 'ItemBasedExpenseLineDetail',
      Amount: amountOf(line),
      ItemBasedExpenseLineDetail: {
        ItemRef: { value: pick(bought, line.item) },
        Qty: line.quantity,
        UnitPrice: money(line.price),
        ...common,
      },
    };
  });
}

/** Where an invoice comes from: an estimate, a cost to pass on, hours. */
function sources(photo: Photo, index: number, customer: Wire): Body {
  const kinds = ['Estimate', 'ReimburseCharge', 'TimeActivity'] as const;
  const type = pick(kinds, index) ?? 'Estimate';
  const mine = rowsOf(photo, type).filter((row) => row.CustomerRef?.value === customer.Id);
  const row = pick(mine, index);
  return row === undefined ? {} : { LinkedTxn: [{ TxnId: row.Id, TxnType: type }] };
}

function sell(here: World, step: Sell, photo: Photo): Made {
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

function take(here: World, step: Take, photo: Photo): Made {
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

function buy(here: World, step: Buy, photo: Photo): Made {
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

function settle(here: World, step: Settle, photo: Photo): Made {
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

function bank(here: World, step: Bank, photo: Photo): Made {
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

function move(here: World, step: Move): Made {
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

function book(here: World, step: Book, photo: Photo): Made {
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

function clock(here: World, step: Clock, photo: Photo): Made {
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

const SOLD = new Set(['Invoice', 'Estimate', 'CreditMemo', 'SalesReceipt', 'RefundReceipt']);
const BOUGHT = new Set(['Bill', 'VendorCredit', 'Purchase', 'PurchaseOrder']);

/** A record of the type a step names, or of another where there is none of it. */
function written(
  photo: Photo,
  entity: string,
  which: number,
): { readonly entity: string; readonly row: Wire } | undefined {
  const present = WRITTEN.filter((name) => rowsOf(photo, name).length > 0);
  const type = present.includes(entity) ? entity : pick(present, which + WRITTEN.indexOf(entity));
  return type === undefined ? undefined : { entity: type, row: pick(rowsOf(photo, type), which) };
}

function edit(here: World, given: Edit, photo: Photo): Made {
  const found = written(photo, given.entity, given.which);
  if (found === undefined) return undefined;
  const { row } = found;
  const step = { ...given, entity: found.entity };
  const { Id, SyncToken } = row;
  const whole = step.full ? JSON.parse(JSON.stringify(row)) : {};
  const save = (changes: Body) => post(here, step.entity, { ...whole, Id, SyncToken, sparse: !step.full, ...changes });
  switch (step.how) {
    case 'note':
      return save({ [step.entity === 'TimeActivity' ? 'Description' : 'PrivateNote']: `note ${step.to}` });
    case 'day':
      return save({ TxnDate: step.day });
    case 'lines':
    case 'first': {
      const first = step.how === 'first' && row.Line !== undefined ? row.Line.slice(0, 1) : [];
      const tax = { TxnTaxDetail: undefined };
      if (SOLD.has(step.entity)) return save({ Line: [...first, ...soldLines(here, step.lines)], ...tax });
      if (BOUGHT.has(step.entity)) return save({ Line: [...first, ...boughtLines(here, step.lines, photo)], ...tax });
      return save({ Line: first });
    }
    case 'who': {
      const customer = SOLD.has(step.entity) || step.entity === 'Payment';
      const to = pick(customer ? customers(photo) : vendors(photo), step.to);
      return save({ [customer ? 'CustomerRef' : 'VendorRef']: ref(to) });
    }
    case 'total':
      return save(step.entity === 'Transfer' ? { Amount: step.to } : { TotalAmt: step.to });
    case 'unlink':
      return save(step.entity.endsWith('Payment') ? { Line: [] } : { LinkedTxn: [] });
    case 'again':
      // Read by itself: lists leave members out.
      return save(step.full ? here.get(`/${step.entity.toLowerCase()}/${Id}`).body[step.entity] : row);
  }
}

function undo(here: World, given: Undo, photo: Photo): Made {
  const found = written(photo, given.entity, given.which);
  if (found === undefined) return undefined;
  const { row } = found;
  const step = { ...given, entity: found.entity };
  const { Id, SyncToken } = row;
  const path = `/${step.entity.toLowerCase()}`;
  if (step.act === 'send') {
    const answer = here.post(`${path}/${Id}/send`, '', { sendTo: 'a@b.example' });
    return { kind: 'send', entity: step.entity, id: Id, answer };
  }
  if (step.screen) return act(here, step.entity, Id, { act: step.act, entity: step.entity, id: Id });
  if (step.act === 'delete') return post(here, step.entity, { Id, SyncToken }, { operation: 'delete' });
  const how: Record<string, string> =
    step.entity === 'Invoice' ? { operation: 'void' } : { operation: 'update', include: 'void' };
  return post(here, step.entity, { Id, SyncToken, sparse: true }, how);
}

function name(here: World, step: Name, photo: Photo): Made {
  const number = here.fresh();
  const label = `${step.entity} ${number}`;
  const parent = step.under === null ? undefined : pick(active(rowsOf(photo, step.entity)), step.under);
  const under = parent === undefined ? {} : { ParentRef: ref(parent) };
  const currency = step.foreign && here.profile.multiCurrency === true ? { CurrencyRef: { value: 'EUR' } } : {};
  switch (step.entity) {
    case 'Customer':
      return post(here, 'Customer', {
        DisplayName: label,
        ...(parent === undefined ? {} : { Job: true }),
        ...under,
        ...currency,
      });
    case 'Vendor':
      return post(here, 'Vendor', { DisplayName: label, ...currency });
    case 'Employee':
      return post(here, 'Employee', { GivenName: 'Sam', FamilyName: `Worker ${number}` });
    case 'Account':
      return post(here, 'Account', {
        Name: label,
        AccountType: parent?.AccountType ?? 'Expense',
        ...(parent === undefined ? {} : { SubAccount: true, ...under }),
      });
    case 'Class':
      return post(here, 'Class', { Name: label, ...(parent === undefined ? {} : { SubClass: true, ...under }) });
    case 'Department':
      return post(here, 'Department', {
        Name: label,
        ...(parent === undefined ? {} : { SubDepartment: true, ...under }),
      });
    case 'Item':
      return post(here, 'Item', {
        Name: label,
        Type: 'Service',
        IncomeAccountRef: { value: here.account('Services') },
        UnitPrice: number,
      });
  }
}

function list(here: World, step: List, photo: Photo): Made {
  const rows = rowsOf(photo, step.entity);
  const row = pick(rows, step.which);
  if (row === undefined) return undefined;
  const { Id, SyncToken } = row;
  const save = (changes: Body) => post(here, step.entity, { Id, SyncToken, sparse: true, ...changes });
  const label = ['Item', 'Class', 'Account'].includes(step.entity) ? 'Name' : 'DisplayName';
  switch (step.how) {
    case 'rename':
      return save({ [label]: `Renamed ${here.fresh()}` });
    case 'toggle':
      return save({ Active: !row.Active });
    case 'under':
      return save({
        ParentRef: ref(pick(rows, step.to)),
        ...(step.entity === 'Customer' ? { Job: true } : {}),
        ...(step.entity === 'Account' ? { SubAccount: true } : {}),
      });
    case 'price':
      return save(
        step.entity === 'Item' ? { UnitPrice: step.to, PurchaseCost: step.to / 4 } : { Notes: `n ${step.to}` },
      );
    case 'count': {
      if (row.Type !== 'Inventory' || row.Id !== here.stock) return save({ PrintOnCheckName: `Check ${step.to}` });
      const done = save({ QtyOnHand: step.to });
      if (done.answer.status === 200) here.opening.pieces += step.to - row.QtyOnHand;
      return done;
    }
  }
}

function person(here: World, step: Person, photo: Photo): Made {
  const rows = rowsOf(photo, step.entity);
  switch (step.act) {
    case 'merge': {
      const goes = pick(rows, step.which);
      const stays = pick(rows, step.to);
      // The stock is counted by its id, and the accounts steps name must stay.
      const named = step.entity === 'Item' || step.entity === 'Account';
      if (goes === undefined || stays === undefined || (named && !/^(Item|Account) \d/.test(goes.Name)))
        return undefined;
      return act(here, step.entity, stays.Id, { act: 'merge', entity: step.entity, id: goes.Id, into: stays.Id });
    }
    case 'deactivate': {
      const row = pick(rows, step.which);
      const mine = step.entity === 'Account' || step.entity === 'Item';
      if (row === undefined || mine) return undefined;
      const what = row.Active === false ? 'reactivate' : 'deactivate';
      return act(here, step.entity, row.Id, { act: what, entity: step.entity, id: row.Id });
    }
    case 'pay': {
      const row = pick(rowsOf(photo, 'Invoice'), step.which);
      return row === undefined
        ? undefined
        : act(here, 'Payment', undefined, { act: 'pay', invoice: row.Id, date: step.day });
    }
    case 'deposit': {
      const row = pick(rowsOf(photo, 'Payment'), step.which);
      return row === undefined ? undefined : act(here, 'Deposit', undefined, { act: 'deposit', payments: [row.Id] });
    }
    case 'close':
    case 'open': {
      const date = step.act === 'open' ? null : step.day;
      return act(here, 'Preferences', '1', { act: 'close-books', date, password: step.to % 2 === 0 });
    }
    case 'credits':
      return settings(here, { AutoApplyCredit: step.to % 2 === 0 });
    case 'payments':
      return settings(here, { AutoApplyPayments: step.to % 2 === 0 });
    case 'numbers':
      return settings(here, { CustomTxnNumbers: step.to % 2 === 0 });
  }
}

const settings = (here: World, SalesFormsPrefs: Record<string, boolean>) =>
  act(here, 'Preferences', '1', { act: 'settings', set: { SalesFormsPrefs } });

/** Each of these is refused whatever the company holds. */
function wrong(here: World, step: Wrong, photo: Photo): Made {
  const row = pick(rowsOf(photo, step.entity), step.which);
  switch (step.what) {
    case 'stale':
      return (
        row && post(here, step.entity, { ...row, SyncToken: String(Number(row.SyncToken) + 1), PrivateNote: 'late' })
      );
    case 'unknown':
      return row && post(here, step.entity, { ...row, sparse: true, PrivateNote: 'kept?', Colour: 'red' });
    case 'lines':
      return row && post(here, step.entity, { Id: row.Id, SyncToken: row.SyncToken, sparse: true, Line: 'none' });
    case 'nobody':
      return post(here, 'Invoice', { CustomerRef: { value: '99999' }, Line: soldLines(here, [LINE]) });
    case 'nowhere':
      return post(here, 'Transfer', {
        FromAccountRef: { value: here.account('Business Checking') },
        ToAccountRef: { value: '987654' },
        Amount: 5,
      });
    case 'unbalanced': {
      const line = (PostingType: string, Amount: number) => ({
        Amount,
        DetailType: 'JournalEntryLineDetail',
        JournalEntryLineDetail: { PostingType, AccountRef: { value: here.account('Fuel') } },
      });
      return post(here, 'JournalEntry', { Line: [line('Debit', 5), line('Credit', 5.01)] });
    }
    case 'deep': {
      // A good line before a bad one: nothing of the good one may stay.
      const bad = { ...soldLines(here, [LINE])[0], Amount: 1.23 };
      const customer = pick(customers(photo), step.which);
      return post(here, 'Invoice', { CustomerRef: ref(customer), Line: [...soldLines(here, [LINE]), bad] });
    }
    case 'gone':
      return post(here, step.entity, { Id: '1', SyncToken: '0' }, { operation: 'delete' });
    case 'type':
      return post(here, 'Payment', { CustomerRef: ref(pick(customers(photo), step.which)), TotalAmt: 'much' });
  }
}

const LINE: Line = { item: 0, account: false, quantity: 2, price: 500, code: 0, billable: false };

/** One write twice under one requestid: the second answer is the first, and nothing is written again. */
function repeat(here: World, cents: number, who: number, photo: Photo): Made {
  const customer = pick(customers(photo), who);
  const body = { CustomerRef: ref(customer), TotalAmt: money(cents), Line: [] };
  const requestid = `again-${here.fresh()}`;
  const first = here.post('/payment', body, { requestid });
  const after = here.company.snapshot();
  const second = here.post('/payment', body, { requestid });
  if (first.status === 200 && second.text !== first.text) throw new Error('A repeated request got another answer.');
  if (!sameState(after, here.company.snapshot())) throw new Error('A repeated request wrote again.');
  return { kind: 'create', entity: 'Payment', id: first.body.Payment?.Id, answer: first };
}

type Snapshot = ReturnType<World['company']['snapshot']>;

/** Rows are never changed in place, so the same state is the same rows, one by one, and the same numbers to come. */
export function sameState(a: Snapshot, b: Snapshot): boolean {
  if (JSON.stringify(a.counters) !== JSON.stringify(b.counters) || a.replays.length !== b.replays.length) return false;
  const names = Object.keys(b.rows);
  if (names.length !== Object.keys(a.rows).length) return false;
  return names.every((name) => {
    const before = a.rows[name] ?? [];
    const after = b.rows[name] ?? [];
    return before.length === after.length && after.every((row, index) => row === before[index]);
  });
}
