/**
 * A year of the demo company's spending. DATA ONLY; add at the end. Bills are named by their position, as payments of
 * bills name them. Amounts are decimal strings; accounts, items, vendors and customers are named by their keys.
 */

/** An account and an amount, or an item, a quantity and a cost; perhaps for a job, perhaps passed on to the customer. */
export type DemoCost =
  | {
      readonly account: string;
      readonly amount: string;
      readonly note?: string;
      readonly job?: string;
      readonly billable?: boolean;
    }
  | { readonly item: string; readonly quantity: number; readonly cost: string; readonly job?: string };

export type DemoBill = {
  readonly date: string;
  readonly vendor: string;
  readonly number?: string;
  readonly costs: readonly DemoCost[];
  /** Position of the purchase order it receives, line by line. */
  readonly receives?: number;
};

const of = (account: string, amount: string, note?: string): DemoCost =>
  note === undefined ? { account, amount } : { account, amount, note };

const bill = (date: string, vendor: string, number: string, ...costs: readonly DemoCost[]): DemoBill =>
  number === '' ? { date, vendor, costs } : { date, vendor, number, costs };

const rent = (month: string): DemoBill => bill(`${month}-01`, 'landlord', '', of('rent', '3850.00', 'Yard and office'));
const phone = (date: string, amount: string): DemoBill =>
  bill(date, 'telecom', `T${date.slice(2, 4)}${date.slice(5, 7)}`, of('telephone', amount));

export const demoBills: readonly DemoBill[] = [
  rent('2025-12'),
  bill('2025-12-02', 'north-coast', 'NC-88210', of('materials', '2412.60', 'Shingles and felt, Sycamore Ln')),
  bill('2025-12-04', 'transfer-station', '5521', of('dump', '384.00')),
  phone('2025-12-08', '218.44'),
  rent('2026-01'),
  bill('2026-01-06', 'insurer', 'GP-118820-01', of('insurance', '1640.00'), of('workers-comp', '2285.00')),
  phone('2026-01-08', '221.10'),
  bill('2026-01-20', 'gutter-crew', '', of('subs', '1850.00', 'Gutter runs, two days')),
  rent('2026-02'),
  bill('2026-02-11', 'north-coast', 'NC-90044', of('materials', '3105.35')),
  bill('2026-02-19', 'transfer-station', '5703', of('dump', '512.00')),
  rent('2026-03'),
  bill('2026-03-03', 'bayside-membrane', 'BM-2207', of('materials', '5460.00', 'TPO rolls')),
  phone('2026-03-09', '219.87'),
  bill('2026-03-24', 'siding-crew', '14', of('subs', '2640.00')),
  rent('2026-04'),
  bill('2026-04-07', 'insurer', 'GP-118820-02', of('insurance', '1640.00'), of('workers-comp', '2285.00')),
  {
    date: '2026-04-21',
    vendor: 'north-coast',
    number: 'NC-93118',
    receives: 0,
    costs: [
      { item: 'shingle', quantity: 36, cost: '104.00' },
      { item: 'underlay', quantity: 6, cost: '78.50' },
    ],
  },
  rent('2026-05'),
  bill('2026-05-13', 'transfer-station', '6010', of('dump', '448.00')),
  bill('2026-05-27', 'safety', 'MS-3390', of('safety', '612.38', 'Harnesses and anchors')),
  rent('2026-06'),
  bill('2026-06-09', 'gutter-crew', '', of('subs', '2210.00')),
  phone('2026-06-08', '224.02'),
  rent('2026-07'),
  bill('2026-07-07', 'insurer', 'GP-118820-03', of('insurance', '1640.00'), of('workers-comp', '2410.00')),
  {
    date: '2026-07-16',
    vendor: 'bayside-membrane',
    number: 'BM-2291',
    receives: 1,
    costs: [{ item: 'tpo', quantity: 40, cost: '91.00' }],
  },
  rent('2026-08'),
  bill('2026-08-12', 'north-coast', 'NC-97560', of('materials', '1988.15')),
  bill('2026-08-25', 'siding-crew', '19', of('subs', '3120.00')),
  rent('2026-09'),
  phone('2026-09-08', '226.51'),
  bill('2026-09-17', 'transfer-station', '6388', of('dump', '576.00')),
  rent('2026-10'),
  bill('2026-10-06', 'insurer', 'GP-118820-04', of('insurance', '1640.00'), of('workers-comp', '2410.00')),
  bill('2026-10-14', 'north-coast', 'NC-99872', of('materials', '2740.90')),
  {
    date: '2026-10-22',
    vendor: 'gutter-crew',
    costs: [{ account: 'subs', amount: '940.00', note: 'Downspouts, extra day', job: 'montgomery', billable: true }],
  },
  rent('2026-11'),
  phone('2026-11-09', '227.90'),
  bill('2026-11-12', 'bayside-membrane', 'BM-2344', of('materials', '1275.00')),
];

export type DemoBillPayment = {
  readonly date: string;
  readonly vendor: string;
  /** Positions of the bills it pays, whole or in part. */
  readonly bills: readonly (readonly [bill: number, amount?: string])[];
  /** Number of the check; paid with the company card when there is none. */
  readonly check?: string;
  /** Positions of vendor credits set against the bills. */
  readonly credits?: readonly (readonly [credit: number, amount: string])[];
};

const check = (date: string, vendor: string, number: string, ...bills: readonly number[]): DemoBillPayment => ({
  date,
  vendor,
  check: number,
  bills: bills.map((position) => [position] as const),
});

export const demoBillPayments: readonly DemoBillPayment[] = [
  check('2025-12-02', 'landlord', '2001', 0),
  check('2025-12-19', 'transfer-station', '2002', 2),
  check('2025-12-30', 'north-coast', '2003', 1),
  { date: '2025-12-22', vendor: 'telecom', bills: [[3]] },
  check('2026-01-02', 'landlord', '2004', 4),
  check('2026-01-20', 'insurer', '2005', 5),
  { date: '2026-01-22', vendor: 'telecom', bills: [[6]] },
  check('2026-01-23', 'gutter-crew', '2006', 7),
  check('2026-02-02', 'landlord', '2007', 8),
  check('2026-03-02', 'landlord', '2008', 11),
  check('2026-03-05', 'transfer-station', '2009', 10),
  check('2026-03-12', 'north-coast', '2010', 9),
  { date: '2026-03-23', vendor: 'telecom', bills: [[13]] },
  check('2026-03-31', 'siding-crew', '2011', 14),
  check('2026-04-01', 'landlord', '2012', 15),
  { date: '2026-04-02', vendor: 'bayside-membrane', check: '2013', bills: [[12, '3000.00']] },
  check('2026-04-20', 'insurer', '2014', 16),
  check('2026-05-01', 'landlord', '2015', 18),
  { date: '2026-05-01', vendor: 'bayside-membrane', check: '2016', bills: [[12, '2460.00']], credits: [[0, '182.00']] },
  check('2026-05-20', 'north-coast', '2017', 17),
  check('2026-05-28', 'transfer-station', '2018', 19),
  check('2026-06-01', 'landlord', '2019', 21),
  check('2026-06-12', 'gutter-crew', '2020', 22),
  { date: '2026-06-22', vendor: 'telecom', bills: [[23]] },
  { date: '2026-06-26', vendor: 'safety', bills: [[20]] },
  check('2026-07-01', 'landlord', '2021', 24),
  check('2026-07-21', 'insurer', '2022', 25),
  check('2026-08-03', 'landlord', '2023', 27),
  check('2026-08-17', 'bayside-membrane', '2024', 26),
  check('2026-08-31', 'siding-crew', '2025', 29),
  check('2026-09-01', 'landlord', '2026', 30),
  check('2026-09-11', 'north-coast', '2027', 28),
  { date: '2026-09-22', vendor: 'telecom', bills: [[31]] },
  check('2026-10-01', 'landlord', '2028', 33),
  check('2026-10-02', 'transfer-station', '2029', 32),
  check('2026-10-21', 'insurer', '2030', 34),
  check('2026-11-02', 'landlord', '2031', 37),
  { date: '2026-11-13', vendor: 'north-coast', check: '2032', bills: [[35, '1500.00']] },
];

export type DemoVendorCredit = {
  readonly date: string;
  readonly vendor: string;
  readonly number: string;
  readonly costs: readonly DemoCost[];
};

export const demoVendorCredits: readonly DemoVendorCredit[] = [
  {
    date: '2026-03-18',
    vendor: 'bayside-membrane',
    number: 'CR-118',
    costs: [of('materials', '182.00', 'Damaged roll')],
  },
  {
    date: '2026-11-16',
    vendor: 'north-coast',
    number: 'CM-4471',
    costs: [of('materials', '208.00', 'Two squares returned')],
  },
];

export type DemoOrder = {
  readonly date: string;
  readonly vendor: string;
  readonly items: readonly (readonly [item: string, quantity: number, cost: string])[];
  readonly memo?: string;
};

export const demoOrders: readonly DemoOrder[] = [
  {
    date: '2026-04-14',
    vendor: 'north-coast',
    items: [
      ['shingle', 36, '104.00'],
      ['underlay', 6, '78.50'],
    ],
    memo: 'Deliver to the yard before 7.',
  },
  { date: '2026-07-08', vendor: 'bayside-membrane', items: [['tpo', 40, '91.00']] },
  {
    date: '2026-11-10',
    vendor: 'north-coast',
    items: [
      ['skylight', 4, '318.00'],
      ['flashing', 60, '24.10'],
    ],
  },
  { date: '2026-11-17', vendor: 'north-coast', items: [['vent-fan', 6, '262.00']], memo: 'Hold until we call.' },
];

export type DemoPurchase = {
  readonly date: string;
  readonly by: 'Cash' | 'Check' | 'CreditCard';
  readonly vendor?: string;
  readonly number?: string;
  readonly costs: readonly DemoCost[];
  /** Money back on the card. */
  readonly credit?: boolean;
  readonly note?: string;
};

const spent = (
  date: string,
  by: DemoPurchase['by'],
  vendor: string,
  account: string,
  amount: string,
): DemoPurchase => ({
  date,
  by,
  vendor,
  costs: [of(account, amount)],
});

export const demoPurchases: readonly DemoPurchase[] = [
  spent('2025-12-05', 'CreditCard', 'fuel', 'fuel', '146.20'),
  spent('2025-12-12', 'CreditCard', 'tools', 'tools', '88.00'),
  spent('2026-01-09', 'CreditCard', 'fuel', 'fuel', '152.75'),
  {
    date: '2026-01-15',
    by: 'Check',
    vendor: 'permits',
    number: '1990',
    costs: [of('licenses', '385.00', 'License renewal')],
  },
  spent('2026-02-06', 'CreditCard', 'fuel', 'fuel', '139.48'),
  spent('2026-02-24', 'Cash', 'tools', 'tools', '42.15'),
  spent('2026-03-06', 'CreditCard', 'fuel', 'fuel', '158.90'),
  { date: '2026-03-17', by: 'CreditCard', costs: [of('office', '74.33')], note: 'Paper and toner' },
  spent('2026-04-10', 'CreditCard', 'fuel', 'fuel', '161.05'),
  { date: '2026-04-23', by: 'CreditCard', vendor: 'print', costs: [of('advertising', '312.00', 'Yard signs')] },
  spent('2026-05-08', 'CreditCard', 'fuel', 'fuel', '170.66'),
  spent('2026-06-05', 'CreditCard', 'fuel', 'fuel', '182.31'),
  { date: '2026-06-18', by: 'CreditCard', vendor: 'tools', credit: true, costs: [of('tools', '88.00', 'Returned')] },
  spent('2026-07-10', 'CreditCard', 'fuel', 'fuel', '188.72'),
  spent('2026-08-07', 'CreditCard', 'fuel', 'fuel', '176.40'),
  { date: '2026-08-19', by: 'Check', vendor: 'permits', number: '1991', costs: [of('licenses', '240.00')] },
  spent('2026-09-11', 'CreditCard', 'fuel', 'fuel', '181.93'),
  spent('2026-09-29', 'Cash', 'fuel', 'fuel', '38.00'),
  spent('2026-10-09', 'CreditCard', 'fuel', 'fuel', '173.58'),
  {
    date: '2026-10-27',
    by: 'CreditCard',
    vendor: 'tools',
    costs: [{ account: 'tools', amount: '265.00', note: 'Lift, one day', job: 'mccready', billable: true }],
  },
  spent('2026-11-06', 'CreditCard', 'fuel', 'fuel', '169.11'),
];

/** Takes to the bank what customers paid up to a day and still waits in Undeposited Funds. */
export type DemoDeposit = { readonly date: string; readonly through: string };

export const demoDeposits: readonly DemoDeposit[] = [
  { date: '2025-12-31', through: '2025-12-30' },
  { date: '2026-01-16', through: '2026-01-15' },
  { date: '2026-01-30', through: '2026-01-29' },
  { date: '2026-02-13', through: '2026-02-12' },
  { date: '2026-02-27', through: '2026-02-26' },
  { date: '2026-03-20', through: '2026-03-19' },
  { date: '2026-04-10', through: '2026-04-09' },
  { date: '2026-04-30', through: '2026-04-29' },
];

export type DemoTransfer = {
  readonly date: string;
  readonly from: string;
  readonly to: string;
  readonly amount: string;
};

export const demoTransfers: readonly DemoTransfer[] = [
  { date: '2026-01-30', from: 'checking', to: 'savings', amount: '4000.00' },
  { date: '2026-04-30', from: 'checking', to: 'savings', amount: '3500.00' },
  { date: '2026-03-25', from: 'checking', to: 'card', amount: '1050.00' },
  { date: '2026-06-25', from: 'checking', to: 'card', amount: '1250.00' },
  { date: '2026-07-15', from: 'savings', to: 'checking', amount: '2500.00' },
  { date: '2026-09-25', from: 'checking', to: 'card', amount: '1400.00' },
  { date: '2026-09-14', from: 'checking', to: 'petty-cash', amount: '200.00' },
];

export type DemoEntry = {
  readonly date: string;
  readonly number: string;
  readonly note: string;
  readonly lines: readonly (readonly [side: 'Debit' | 'Credit', account: string, amount: string])[];
};

export const demoEntries: readonly DemoEntry[] = [
  {
    date: '2025-11-14',
    number: 'OPEN',
    note: 'Opening balances',
    lines: [
      ['Debit', 'checking', '48210.00'],
      ['Debit', 'petty-cash', '300.00'],
      ['Debit', 'trucks', '61500.00'],
      ['Debit', 'equipment', '18900.00'],
      ['Credit', 'truck-loan', '27400.00'],
      ['Credit', 'opening', '101510.00'],
    ],
  },
  {
    date: '2026-06-30',
    number: 'LOAN-H1',
    note: 'Half a year of the truck loan',
    lines: [
      ['Debit', 'truck-loan', '3600.00'],
      ['Credit', 'checking', '3600.00'],
    ],
  },
];

export type DemoTime = {
  readonly date: string;
  readonly employee: string;
  readonly hours: number;
  readonly minutes?: number;
  readonly customer?: string;
  readonly item?: string;
  readonly rate?: string;
  readonly note?: string;
};

export const demoTimes: readonly DemoTime[] = [
  { date: '2026-11-09', employee: 'lead', hours: 8, customer: 'montgomery', item: 'repair-hour', rate: '125.00' },
  { date: '2026-11-09', employee: 'apprentice', hours: 8 },
  {
    date: '2026-11-10',
    employee: 'lead',
    hours: 6,
    minutes: 30,
    customer: 'montgomery',
    item: 'repair-hour',
    rate: '125.00',
  },
  {
    date: '2026-11-12',
    employee: 'foreman',
    hours: 2,
    minutes: 15,
    customer: 'vista-inn',
    item: 'inspection',
    rate: '125.00',
    note: 'Leak over the lobby',
  },
  { date: '2026-11-13', employee: 'foreman', hours: 7 },
  { date: '2026-11-16', employee: 'lead', hours: 8 },
];
