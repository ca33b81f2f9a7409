/**
 * A year of a contractor's business, as data: who buys what when, who pays what, what is bought. Everything follows from the
 * seed. Records are named by their place in these lists; who enters them gives them ids.
 */

export type Sizes = {
  customers: number;
  projects: number;
  invoices: number;
  estimates: number;
  creditMemos: number;
  refunds: number;
  vendors: number;
  bills: number;
  vendorCredits: number;
  expenses: number;
  purchaseOrders: number;
};

/** The year the product is to be measured by. */
export const CONTRACTOR: Sizes = {
  customers: 300,
  projects: 80,
  invoices: 2000,
  estimates: 150,
  creditMemos: 60,
  refunds: 25,
  vendors: 25,
  bills: 200,
  vendorCredits: 40,
  expenses: 300,
  purchaseOrders: 60,
};

export type SoldLine =
  | { kind: 'item'; item: number; quantity: string; unitPrice: string; taxable: boolean }
  | { kind: 'text'; words: string }
  | { kind: 'discount'; percent: string }
  | { kind: 'discount'; amount: string };

/** `taxed`: carries the rate of the place; else no tax at all. */
export type Sale = { customer: number; date: string; taxed: boolean; lines: SoldLine[] };
export type BoughtLine =
  | { account: number; amount: string; customer: number | null }
  | { item: number; quantity: string; unitPrice: string; customer: number | null };
export type Purchase = { vendor: number; date: string; lines: BoughtLine[] };

/** How an invoice is settled; `together`: by one payment with the customer's next one. */
export type Settling = 'full' | 'part' | 'twice' | 'together' | 'never' | 'more';

export type Business = {
  /** A job of a client carries the client's place; jobs come after all clients. */
  customers: { name: string; email: string | null; phone: string | null; parent: number | null }[];
  items: { name: string; price: string; taxable: boolean; income: number }[];
  vendors: { name: string }[];
  estimates: (Sale & { accepted: boolean })[];
  invoices: (Sale & { settled: Settling })[];
  creditMemos: Sale[];
  refunds: Sale[];
  bills: (Purchase & { settled: Settling })[];
  /** Used for what the vendor's bills owe as they are paid, until nothing of them is left. */
  vendorCredits: Purchase[];
  expenses: (Purchase & { receipt: boolean })[];
  purchaseOrders: Purchase[];
};

/** Whole numbers from..to, the same for the same seed (Lehmer's generator). */
export function rolls(seed: number): (from: number, to: number) => number {
  let state = (seed % 2_147_483_646) + 1;
  return (from, to) => {
    state = (state * 48_271) % 2_147_483_647;
    return from + (state % (to - from + 1));
  };
}

const SURNAMES = [
  'Alvarez',
  'Boone',
  'Chau',
  'Dietz',
  'Eklund',
  'Frost',
  'Gage',
  'Haas',
  'Innes',
  'Jarvis',
  'Kerr',
  'Lund',
];
const TRADES = ['Dental', 'Bakery', 'HOA', 'Motors', 'Gardens', 'Offices', 'Clinic', 'Warehouse', 'Vineyard', 'School'];
const JOBS = ['Reroof', 'Kitchen', 'Deck', 'Repaint', 'Rewiring', 'Extension', 'Bathroom', 'Drainage'];
const WORKS = [
  'Labor', 'Roof inspection', 'Gutter cleaning', 'Shingles', 'Flashing', 'Paint', 'Lumber', 'Wiring', 'Fixtures',
  'Disposal', 'Permit', 'Travel',
]; // biome-ignore format: a list of words

/** How many accounts of each kind the business books to. */
export const INCOME_ACCOUNTS = 3;
export const COST_ACCOUNTS = 4;

/** The day so many days after the first of the year that ends on 2026-11-19. */
const dayOf = (days: number): string => new Date(Date.UTC(2025, 10, 20) + days * 86_400_000).toISOString().slice(0, 10);

export function yearOfBusiness(seed: number, sizes: Sizes = CONTRACTOR): Business {
  const roll = rolls(seed);
  const chance = (percent: number): boolean => roll(1, 100) <= percent;
  const pick = <T>(list: readonly T[]): T => list[roll(0, list.length - 1)] as T;
  const many = <T>(count: number, make: (at: number) => T): T[] => Array.from({ length: count }, (_, at) => make(at));
  /** Cents up to a price, with one to five decimals now and then, as unit prices may have. */
  const price = (): string =>
    chance(85) ? (roll(100, 90_000) / 100).toFixed(2) : (roll(10_000, 9_000_000) / 100_000).toFixed(5);
  const quantity = (): string => (chance(60) ? String(roll(1, 12)) : (roll(1, 8_000) / 1000).toFixed(roll(1, 3)));

  const clients = many(sizes.customers, (at) => {
    const name = `${pick(SURNAMES)} ${pick(TRADES)} ${at + 1}`;
    const email = chance(85) ? `office${at + 1}@example.com` : null;
    return { name, email, phone: chance(70) ? `(555) 01${at % 10}-${1000 + at}` : null, parent: null };
  });
  const projects = many(sizes.projects, (at) => ({
    name: `${pick(JOBS)} ${at + 1}`, email: null, phone: null, parent: roll(0, sizes.customers - 1),
  })); // biome-ignore format: one record
  const customers = [...clients, ...projects];
  const items = WORKS.map((name, at) => ({
    name,
    price: price(),
    taxable: at >= 3 && at <= 8,
    income: at % INCOME_ACCOUNTS,
  }));
  const day = (): string => dayOf(roll(0, 364));

  const soldLine = (): SoldLine => {
    const item = roll(0, items.length - 1);
    return { kind: 'item', item, quantity: quantity(), unitPrice: price(), taxable: items[item]?.taxable === true };
  };
  const sale = (): Sale => {
    const lines: SoldLine[] = many(roll(1, 5), soldLine);
    if (chance(15)) lines.push({ kind: 'text', words: 'As agreed on site' });
    if (chance(30)) {
      const first = lines[0];
      const worth = first?.kind === 'item' ? Number(first.quantity) * Number(first.unitPrice) : 0;
      if (chance(60)) lines.push({ kind: 'discount', percent: (roll(1, 250) / 10).toFixed(1) });
      else if (worth > 2) lines.push({ kind: 'discount', amount: (roll(1, Math.floor(worth * 50)) / 100).toFixed(2) });
    }
    return { customer: roll(0, customers.length - 1), date: day(), taxed: chance(70), lines };
  };
  const boughtLine = (): BoughtLine => {
    const customer = chance(40) ? roll(0, customers.length - 1) : null;
    return chance(75)
      ? { account: roll(0, COST_ACCOUNTS - 1), amount: (roll(100, 250_000) / 100).toFixed(2), customer }
      : { item: roll(0, items.length - 1), quantity: quantity(), unitPrice: price(), customer };
  };
  const purchase = (): Purchase => ({
    vendor: roll(0, sizes.vendors - 1),
    date: day(),
    lines: many(roll(1, 4), boughtLine),
  });
  const settled = (): Settling =>
    pick(['full', 'full', 'full', 'full', 'part', 'twice', 'together', 'never', 'more'] as const);

  return {
    customers,
    items,
    vendors: many(sizes.vendors, (at) => ({ name: `${pick(SURNAMES)} Supply ${at + 1}` })),
    estimates: many(sizes.estimates, () => ({ ...sale(), accepted: chance(60) })),
    invoices: many(sizes.invoices, () => ({ ...sale(), settled: settled() })),
    creditMemos: many(sizes.creditMemos, sale),
    refunds: many(sizes.refunds, sale),
    bills: many(sizes.bills, () => ({ ...purchase(), settled: settled() })),
    expenses: many(sizes.expenses, () => ({ ...purchase(), receipt: chance(30) })),
    purchaseOrders: many(sizes.purchaseOrders, purchase),
    vendorCredits: many(sizes.vendorCredits, purchase),
  };
}
