/**
 * What can happen to a company, as plain data: sequences shrink well, print as they are and can be pinned as examples.
 * Indices mean "the n-th there is, counted round and round", so that any step means something in any company.
 */
import fc from 'fast-check';

export type Line = {
  /** Which of the items; bought things may name an account instead. */
  readonly item: number;
  readonly account: boolean;
  readonly quantity: number;
  /** Cents of one. */
  readonly price: number;
  readonly code: number;
  readonly billable: boolean;
};

export type Share = { readonly credit: boolean; readonly which: number; readonly cents: number };

type Dated = { readonly day: string };
type Rated = { readonly rate: number | null };
type Taxed = { readonly mode: 'TaxExcluded' | 'TaxInclusive' | 'NotApplicable'; readonly tax: boolean };

export type Sell = Dated &
  Rated &
  Taxed & {
    readonly do: 'sell';
    readonly form: 'Invoice' | 'Estimate' | 'CreditMemo' | 'SalesReceipt' | 'RefundReceipt';
    readonly who: number;
    readonly lines: readonly Line[];
    readonly off: number;
    /** Made from an estimate, a charge or time: which, or none. */
    readonly from: number | null;
    readonly deposit: number;
  };
export type Take = Dated &
  Rated & {
    readonly do: 'take';
    readonly who: number;
    readonly shares: readonly Share[];
    readonly more: number;
    /** Straight to the bank, not by way of Undeposited Funds. */
    readonly banked: boolean;
  };
export type Buy = Dated &
  Rated &
  Taxed & {
    readonly do: 'buy';
    readonly form: 'Bill' | 'VendorCredit' | 'Purchase' | 'PurchaseOrder';
    readonly who: number;
    readonly lines: readonly Line[];
    readonly how: number;
    /** An order that it receives, or none. */
    readonly from: number | null;
  };
export type Settle = Dated &
  Rated & {
    readonly do: 'settle';
    readonly which: number;
    readonly shares: readonly Share[];
    readonly more: number;
    readonly card: boolean;
  };
export type Bank = Dated &
  Rated & {
    readonly do: 'bank';
    readonly source: 'Payment' | 'SalesReceipt' | 'RefundReceipt';
    readonly from: number;
    readonly many: number;
    readonly cents: number;
    readonly who: number;
    readonly back: boolean;
  };
export type Move = Dated &
  Rated & { readonly do: 'move'; readonly from: number; readonly to: number; readonly cents: number };
export type Book = Dated &
  Rated & {
    readonly do: 'book';
    readonly side: number;
    readonly who: number;
    readonly cents: number;
    readonly turned: boolean;
  };
export type Clock = Dated & {
  readonly do: 'clock';
  readonly vendor: boolean;
  readonly who: number;
  readonly hours: number;
  readonly billable: boolean;
};
export type Edit = Dated &
  Rated & {
    readonly do: 'edit';
    readonly entity: string;
    readonly which: number;
    readonly how: 'note' | 'day' | 'lines' | 'who' | 'total' | 'unlink' | 'again' | 'first';
    readonly full: boolean;
    readonly to: number;
    readonly lines: readonly Line[];
  };
export type Undo = {
  readonly do: 'undo';
  readonly entity: string;
  readonly which: number;
  readonly act: 'void' | 'delete' | 'send';
  readonly screen: boolean;
};
export type Name = {
  readonly do: 'name';
  readonly entity: 'Customer' | 'Vendor' | 'Employee' | 'Account' | 'Class' | 'Department' | 'Item';
  readonly under: number | null;
  readonly foreign: boolean;
};
export type List = {
  readonly do: 'list';
  readonly entity: 'Customer' | 'Vendor' | 'Employee' | 'Item' | 'Class' | 'Account';
  readonly which: number;
  readonly how: 'rename' | 'toggle' | 'under' | 'price' | 'count';
  readonly to: number;
};
export type Person = Dated & {
  readonly do: 'person';
  readonly act: 'merge' | 'deactivate' | 'pay' | 'deposit' | 'close' | 'open' | 'credits' | 'payments' | 'numbers';
  readonly entity: 'Customer' | 'Vendor' | 'Item' | 'Employee' | 'Account';
  readonly which: number;
  readonly to: number;
};
/** What QuickBooks refuses, whatever the company looks like. */
export type Wrong = {
  readonly do: 'wrong';
  readonly entity: string;
  readonly which: number;
  readonly what: 'stale' | 'unknown' | 'lines' | 'nobody' | 'nowhere' | 'unbalanced' | 'deep' | 'gone' | 'type';
};
/** The last write of this kind once more under its requestid. */
export type Repeat = { readonly do: 'repeat'; readonly cents: number; readonly who: number };

export type Step =
  | Sell
  | Take
  | Buy
  | Settle
  | Bank
  | Move
  | Book
  | Clock
  | Edit
  | Undo
  | Name
  | List
  | Person
  | Wrong
  | Repeat;

export const FORMS = ['Invoice', 'Estimate', 'CreditMemo', 'SalesReceipt', 'RefundReceipt'] as const;
const BOUGHT = ['Bill', 'VendorCredit', 'Purchase', 'PurchaseOrder'] as const;
/** Everything that can be changed or taken away. */
export const WRITTEN: readonly string[] = [
  ...FORMS,
  ...BOUGHT,
  'Payment',
  'BillPayment',
  'Deposit',
  'Transfer',
  'JournalEntry',
  'TimeActivity',
];

const nat = fc.nat({ max: 40 });
const cents = fc.integer({ min: 1, max: 40_000 });
const START = Date.UTC(2025, 11, 1);
/** A year and a half around the company's present: two fiscal years meet in it. */
const day = fc.nat({ max: 500 }).map((days) => new Date(START + days * 86_400_000).toISOString().slice(0, 10));
const rate = fc.constantFrom(null, null, 0.9, 1.2345, 1.7);
const mode = fc.constantFrom('TaxExcluded' as const, 'TaxInclusive' as const, 'NotApplicable' as const);
const lines = fc.array(
  fc.record<Line>({
    item: nat,
    account: fc.boolean(),
    quantity: fc.integer({ min: 1, max: 7 }),
    price: cents,
    code: nat,
    billable: fc.boolean(),
  }),
  { minLength: 1, maxLength: 3 },
);
const shares = fc.array(fc.record<Share>({ credit: fc.boolean(), which: nat, cents }), { maxLength: 4 });
const maybe = fc.oneof({ weight: 2, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: nat });
const is = <T extends string>(name: T) => fc.constant(name);

const sell = fc.record<Sell>({
  do: is('sell'),
  form: fc.constantFrom('Invoice' as const, 'Invoice' as const, ...FORMS),
  who: nat,
  lines,
  off: fc.constantFrom(0, 0, 7, 33),
  from: maybe,
  deposit: fc.constantFrom(0, 0, 0, 150),
  day,
  rate,
  mode,
  tax: fc.boolean(),
});
const take = fc.record<Take>({
  do: is('take'),
  who: nat,
  shares,
  more: fc.oneof(fc.constant(0), cents),
  banked: fc.boolean(),
  day,
  rate,
});
const buy = fc.record<Buy>({
  do: is('buy'),
  form: fc.constantFrom('Bill' as const, 'Bill' as const, ...BOUGHT),
  who: nat,
  lines,
  how: nat,
  from: maybe,
  day,
  rate,
  mode,
  tax: fc.boolean(),
});
const settle = fc.record<Settle>({
  do: is('settle'),
  which: nat,
  shares,
  more: fc.oneof(fc.constant(0), cents),
  card: fc.boolean(),
  day,
  rate,
});
const bank = fc.record<Bank>({
  do: is('bank'),
  source: fc.constantFrom('Payment' as const, 'Payment' as const, 'SalesReceipt' as const, 'RefundReceipt' as const),
  from: nat,
  many: fc.nat({ max: 3 }),
  cents: fc.oneof(fc.constant(0), cents),
  who: nat,
  back: fc.boolean(),
  day,
  rate,
});
const move = fc.record<Move>({ do: is('move'), from: nat, to: nat, cents, day, rate });
const book = fc.record<Book>({ do: is('book'), side: nat, who: nat, cents, turned: fc.boolean(), day, rate });
const clock = fc.record<Clock>({
  do: is('clock'),
  vendor: fc.boolean(),
  who: nat,
  hours: fc.nat({ max: 9 }),
  billable: fc.boolean(),
  day,
});
const edit = fc.record<Edit>({
  do: is('edit'),
  entity: fc.constantFrom(...WRITTEN),
  which: nat,
  how: fc.constantFrom('note', 'day', 'lines', 'lines', 'who', 'total', 'unlink', 'again', 'first'),
  full: fc.boolean(),
  to: nat,
  lines,
  day,
  rate,
});
const undo = fc.record<Undo>({
  do: is('undo'),
  entity: fc.constantFrom(...WRITTEN),
  which: nat,
  act: fc.constantFrom('void', 'delete', 'delete', 'send'),
  screen: fc.boolean(),
});
const name = fc.record<Name>({
  do: is('name'),
  entity: fc.constantFrom(
    'Customer' as const,
    'Customer' as const,
    'Vendor' as const,
    'Employee' as const,
    'Account' as const,
    'Class' as const,
    'Department' as const,
    'Item' as const,
  ),
  under: maybe,
  foreign: fc.boolean(),
});
const list = fc.record<List>({
  do: is('list'),
  entity: fc.constantFrom('Customer', 'Customer', 'Vendor', 'Employee', 'Item', 'Class', 'Account'),
  which: nat,
  how: fc.constantFrom('rename', 'toggle', 'under', 'price', 'count'),
  to: nat,
});
const person = fc.record<Person>({
  do: is('person'),
  act: fc.constantFrom(
    'merge',
    'merge',
    'deactivate',
    'pay',
    'deposit',
    'close',
    'open',
    'open',
    'credits',
    'payments',
  ),
  entity: fc.constantFrom('Customer', 'Customer', 'Vendor', 'Item', 'Employee', 'Account'),
  which: nat,
  to: nat,
  day,
});
const wrong = fc.record<Wrong>({
  do: is('wrong'),
  entity: fc.constantFrom(...WRITTEN),
  which: nat,
  what: fc.constantFrom('stale', 'unknown', 'lines', 'nobody', 'nowhere', 'unbalanced', 'deep', 'gone', 'type'),
});
const repeat = fc.record<Repeat>({ do: is('repeat'), cents, who: nat });

export const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 10, arbitrary: sell },
  { weight: 8, arbitrary: take },
  { weight: 8, arbitrary: buy },
  { weight: 6, arbitrary: settle },
  { weight: 4, arbitrary: bank },
  { weight: 1, arbitrary: move },
  { weight: 2, arbitrary: book },
  { weight: 2, arbitrary: clock },
  { weight: 8, arbitrary: edit },
  { weight: 6, arbitrary: undo },
  { weight: 3, arbitrary: name },
  { weight: 3, arbitrary: list },
  { weight: 3, arbitrary: person },
  { weight: 3, arbitrary: wrong },
  { weight: 1, arbitrary: repeat },
);

/** Long sequences: the interesting ones need a few records to stand on. */
export const steps = (minLength: number, maxLength: number): fc.Arbitrary<Step[]> =>
  fc.array(step, { minLength, maxLength, size: 'max' });
