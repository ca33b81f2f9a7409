/** Random steps over everything that is bought, sold and moved, for the invariants of spending. */
import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { type Buying, buying, cost, goods } from './buying.ts';

// biome-ignore lint/suspicious/noExplicitAny: wire records are read member by member
export type Wire = any;

export type World = Buying & { readonly stock: string; readonly slate: string; readonly other: string };

export function world(): World {
  const made = buying();
  const stock = made.post('/item', {
    Name: 'Skylight',
    Type: 'Inventory',
    QtyOnHand: 0,
    InvStartDate: '2026-01-01',
    IncomeAccountRef: { value: made.account('Services') },
    ExpenseAccountRef: { value: made.account('Cost of Goods Sold') },
    AssetAccountRef: { value: made.account('Inventory Asset') },
  }).body.Item.Id;
  const body = { Name: 'Slate', Type: 'NonInventory', ExpenseAccountRef: { value: made.account('Job Materials') } };
  const slate = made.post('/item', body).body.Item.Id;
  const other = made.post('/vendor', { DisplayName: 'Second Source' }).body.Vendor.Id;
  return { ...made, stock, slate, other };
}

export function all({ query }: World, entity: string): Wire[] {
  const active = ['Vendor', 'Customer', 'Account'].includes(entity) ? ' where Active in (true, false)' : '';
  return query(`select * from ${entity}${active} maxresults 1000`).body.QueryResponse[entity] ?? [];
}

const pick = (rows: Wire[], index: number): Wire | undefined =>
  rows.length === 0 ? undefined : rows[index % rows.length];

export type Step = { readonly name: string; readonly run: (world: World) => void };

const nat = fc.nat({ max: 30 });
const amount = fc.integer({ min: 1, max: 30_000 }).map((value) => value / 100);

type Line = { kind: 'account' | 'slate' | 'stock'; amount: number; quantity: number; billable: boolean };

const lines = fc.array(
  fc.record({
    kind: fc.constantFrom<Line['kind'][]>('account', 'slate', 'stock'),
    amount,
    quantity: fc.integer({ min: 1, max: 9 }),
    billable: fc.boolean(),
  }),
  { minLength: 1, maxLength: 3 },
);

function wire(here: World, given: readonly Line[], more: Record<string, unknown> = {}) {
  return given.map((line) => {
    const detail = line.billable ? { CustomerRef: { value: here.customer }, BillableStatus: 'Billable' } : {};
    if (line.kind === 'account') return cost(here.account('Dump Fees'), line.amount, more, detail);
    return goods(line.kind === 'stock' ? here.stock : here.slate, line.quantity, line.amount, more, detail);
  });
}

const vendorOf = (here: World, second: boolean) => ({ value: second ? here.other : here.vendor });

const made: fc.Arbitrary<Step> = fc
  .tuple(fc.constantFrom('Bill', 'VendorCredit', 'PurchaseOrder'), fc.boolean(), lines)
  .map(([entity, second, given]) => ({
    name: `new ${entity}`,
    run: (here) => {
      here.post(`/${entity.toLowerCase()}`, { VendorRef: vendorOf(here, second), Line: wire(here, given) });
    },
  }));

const edited: fc.Arbitrary<Step> = fc
  .tuple(fc.constantFrom('Bill', 'VendorCredit', 'PurchaseOrder'), nat, lines, fc.boolean(), fc.boolean())
  .map(([entity, index, given, moves, second]) => ({
    name: `edit ${entity}`,
    run: (here) => {
      const row = pick(all(here, entity), index);
      if (row === undefined) return;
      const { Id, SyncToken } = row;
      const VendorRef = moves ? vendorOf(here, second) : row.VendorRef;
      // The first line stays, with what it was; the others are new.
      const Line = [...row.Line.slice(0, 1), ...wire(here, given)];
      here.post(`/${entity.toLowerCase()}`, { Id, SyncToken, sparse: true, VendorRef, Line });
    },
  }));

const paid: fc.Arbitrary<Step> = fc
  .tuple(nat, nat, amount, amount, fc.integer({ min: 0, max: 2000 }), fc.boolean())
  .map(([index, which, share, credited, extra, card]) => ({
    name: 'pay a bill',
    run: (here) => {
      const bill = pick(all(here, 'Bill'), index);
      if (bill === undefined) return;
      const credit = pick(
        all(here, 'VendorCredit').filter((row) => row.VendorRef.value === bill.VendorRef.value),
        which,
      );
      const total = new Decimal(share)
        .minus(credit === undefined ? 0 : credited)
        .plus(new Decimal(extra).dividedBy(100));
      here.pay(total.toNumber(), { [bill.Id]: share }, credit === undefined ? {} : { [credit.Id]: credited }, {
        VendorRef: bill.VendorRef,
        ...(card
          ? {
              PayType: 'CreditCard',
              CheckPayment: undefined,
              CreditCardPayment: { CCAccountRef: { value: here.account('Company Card') } },
            }
          : {}),
      });
    },
  }));

const repaid: fc.Arbitrary<Step> = fc.tuple(nat, amount, fc.boolean()).map(([index, TotalAmt, unlink]) => ({
  name: 'edit a bill payment',
  run: (here) => {
    const row = pick(all(here, 'BillPayment'), index);
    if (row === undefined) return;
    const { Id, SyncToken } = row;
    here.post('/billpayment', { Id, SyncToken, sparse: true, ...(unlink ? { Line: [] } : { TotalAmt }) });
  },
}));

const spent: fc.Arbitrary<Step> = fc
  .tuple(
    lines,
    fc.constantFrom('Cash', 'Check', 'CreditCard'),
    fc.boolean(),
    fc.constantFrom('', 'Vendor', 'Customer'),
    fc.boolean(),
  )
  .map(([given, type, credit, payee, ledger]) => ({
    name: 'spend',
    run: (here) => {
      const name = payee === 'Customer' ? 'Accounts Receivable (A/R)' : 'Accounts Payable (A/P)';
      const value = payee === 'Customer' ? here.customer : here.vendor;
      here.post('/purchase', {
        PaymentType: type,
        AccountRef: { value: here.account(type === 'CreditCard' ? 'Company Card' : 'Business Checking') },
        ...(payee === '' ? {} : { EntityRef: { value, type: payee } }),
        ...(type === 'CreditCard' ? { Credit: credit } : {}),
        Line: [...wire(here, given), ...(ledger && payee !== '' ? [cost(here.account(name), 3.21)] : [])],
      });
    },
  }));

const received: fc.Arbitrary<Step> = fc
  .tuple(nat, fc.boolean(), fc.integer({ min: 1, max: 9 }))
  .map(([index, whole, part]) => ({
    name: 'receive an order',
    run: (here) => {
      const order = pick(all(here, 'PurchaseOrder'), index);
      if (order === undefined) return;
      const Line = (whole ? order.Line : order.Line.slice(0, 1)).map((line: Wire) => {
        const link = { LinkedTxn: [{ TxnId: order.Id, TxnType: 'PurchaseOrder', TxnLineId: line.Id }] };
        const detail = line.ItemBasedExpenseLineDetail;
        if (detail === undefined) return cost(here.account('Dump Fees'), line.Amount, link);
        return goods(detail.ItemRef.value, whole ? detail.Qty : part, detail.UnitPrice, link);
      });
      here.post('/bill', { VendorRef: order.VendorRef, Line });
    },
  }));

const moved: fc.Arbitrary<Step> = fc
  .tuple(amount, fc.constantFrom('transfer', 'payable', 'receivable', 'plain'))
  .map(([Amount, kind]) => ({
    name: `${kind} by hand`,
    run: (here) => {
      const bank = here.account('Business Checking');
      if (kind === 'transfer') {
        here.post('/transfer', {
          FromAccountRef: { value: bank },
          ToAccountRef: { value: here.account('Tax Savings') },
          Amount,
        });
        return;
      }
      const name =
        kind === 'payable' ? 'Accounts Payable (A/P)' : kind === 'receivable' ? 'Accounts Receivable (A/R)' : 'Fuel';
      const who = kind === 'payable' ? ['Vendor', here.vendor] : ['Customer', here.customer];
      const Entity = { Type: who[0], EntityRef: { value: who[1] } };
      const line = (PostingType: string, id: string, more: object) => ({
        Amount,
        DetailType: 'JournalEntryLineDetail',
        JournalEntryLineDetail: { PostingType, AccountRef: { value: id }, ...more },
      });
      here.post('/journalentry', { Line: [line('Credit', here.account(name), { Entity }), line('Debit', bank, {})] });
    },
  }));

const banked: fc.Arbitrary<Step> = fc
  .tuple(amount, fc.boolean(), nat, nat, fc.boolean())
  .map(([TotalAmt, only, from, many, keep]) => ({
    name: only ? 'take a payment' : 'deposit',
    run: (here) => {
      if (only) {
        here.post('/payment', { CustomerRef: { value: here.customer }, TotalAmt });
        return;
      }
      const held = all(here, 'Payment').slice(from % 4, (from % 4) + (many % 4));
      const Line: unknown[] = held.map((row) => ({
        LinkedTxn: [{ TxnId: row.Id, TxnType: 'Payment', TxnLineId: '0' }],
      }));
      const AccountRef = { value: here.account("Owner's Equity") };
      Line.push({ Amount: TotalAmt, DetailType: 'DepositLineDetail', DepositLineDetail: { AccountRef } });
      const CashBack = { AccountRef: { value: here.account('Petty Cash') }, Amount: 0.5 };
      here.post('/deposit', {
        DepositToAccountRef: { value: here.account('Business Checking') },
        Line,
        ...(keep ? { CashBack } : {}),
      });
    },
  }));

const billed: fc.Arbitrary<Step> = nat.map((index) => ({
  name: 'invoice a charge',
  run: (here) => {
    const charge = pick(all(here, 'ReimburseCharge'), index);
    if (charge === undefined) return;
    here.post('/invoice', {
      CustomerRef: { value: here.customer },
      LinkedTxn: [{ TxnId: charge.Id, TxnType: 'ReimburseCharge' }],
      Line: [
        {
          Amount: charge.Amount,
          DetailType: 'SalesItemLineDetail',
          SalesItemLineDetail: { ItemRef: { value: here.item } },
        },
      ],
    });
  },
}));

const REMOVED = [
  'Bill',
  'BillPayment',
  'VendorCredit',
  'Purchase',
  'PurchaseOrder',
  'Deposit',
  'Transfer',
  'JournalEntry',
  'Payment',
  'Invoice',
];

const removed: fc.Arbitrary<Step> = fc
  .tuple(nat, fc.constantFrom(...REMOVED), fc.constantFrom('delete', 'delete', 'void'), fc.boolean())
  .map(([index, entity, act, screen]) => ({
    name: `${act} ${entity}`,
    run: (here) => {
      const row = pick(all(here, entity), index);
      if (row === undefined) return;
      const { Id, SyncToken } = row;
      if (screen) here.act({ act: act as 'void', entity, id: Id });
      else if (act === 'void')
        here.post(`/${entity.toLowerCase()}`, { Id, SyncToken, sparse: true }, { include: 'void' });
      else here.post(`/${entity.toLowerCase()}`, { Id, SyncToken }, { operation: act });
    },
  }));

const step = fc.oneof(
  { weight: 4, arbitrary: made },
  { weight: 2, arbitrary: edited },
  { weight: 4, arbitrary: paid },
  { weight: 1, arbitrary: repaid },
  { weight: 2, arbitrary: spent },
  { weight: 3, arbitrary: received },
  { weight: 2, arbitrary: moved },
  { weight: 3, arbitrary: banked },
  { weight: 1, arbitrary: billed },
  { weight: 3, arbitrary: removed },
);

/** Long sequences: the interesting ones need a few records to stand on. */
export const steps = (minLength: number, maxLength: number) => fc.array(step, { minLength, maxLength, size: 'max' });
