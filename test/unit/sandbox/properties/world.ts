/** The company that random steps act upon: one of each kind of list record, and reading it whole as a client would. */
import type { CompanyOptions } from '../../../../main/sandbox/company/index.ts';
import { type Answer, ask, NOON } from '../ask.ts';

export type Profile = NonNullable<CompanyOptions['profile']>;

// biome-ignore lint/suspicious/noExplicitAny: wire records are read member by member
export type Wire = any;

/** The three ways QuickBooks works out tax, with and without foreign money; closed books and plans are acts. */
export const PROFILES: Readonly<Record<string, Profile>> = {
  'manual tax': {},
  'automated tax': { tax: 'automated' },
  'tax codes on lines': { country: 'CA' },
  'foreign money': { multiCurrency: true },
  'tax codes and foreign money': { country: 'GB', multiCurrency: true },
};

/** Every type a query can list and that random steps can touch. Lists hide what is inactive unless asked. */
export const LISTS = [
  'Account',
  'Class',
  'Customer',
  'Department',
  'Employee',
  'Item',
  'PaymentMethod',
  'Term',
  'Vendor',
] as const;
export const TRANSACTIONS = [
  'Bill',
  'BillPayment',
  'CreditMemo',
  'Deposit',
  'Estimate',
  'Invoice',
  'JournalEntry',
  'Payment',
  'Purchase',
  'PurchaseOrder',
  'RefundReceipt',
  'ReimburseCharge',
  'SalesReceipt',
  'TimeActivity',
  'Transfer',
  'VendorCredit',
] as const;
export const ENTITIES: readonly string[] = [...LISTS, ...TRANSACTIONS];

/** All live records by type, as a query shows them. */
export type Photo = ReadonlyMap<string, readonly Wire[]>;

export type World = ReturnType<typeof ask> & {
  readonly profile: Profile;
  /** Id of an account by its name. */
  readonly account: (name: string) => string;
  /** What may stand in a line's TaxCodeRef. */
  readonly codes: readonly string[];
  /** Bought and sold by the piece, counted from `opening`. */
  readonly stock: string;
  /** Whole pieces the stock had at first, changed when somebody counts it anew. */
  readonly opening: { pieces: number };
  readonly items: readonly string[];
  /** A number no other name of this company carries. */
  readonly fresh: () => number;
  readonly photo: () => Photo;
};

export function makeWorld(profile: Profile): World {
  const asked = ask('empty', NOON, { profile });
  const id = (answer: Answer, entity: string): string => {
    if (answer.status !== 200) throw new Error(`${entity}: ${answer.text}`);
    return answer.body[entity].Id;
  };
  const accounts = new Map<string, string>();
  for (const row of asked.query('select * from Account maxresults 1000').body.QueryResponse.Account)
    accounts.set(row.Name, row.Id);
  const account = (name: string): string => {
    const found = accounts.get(name);
    if (found === undefined) throw new Error(`no account ${name}`);
    return found;
  };
  const ref = (name: string) => ({ value: account(name) });
  const make = (entity: string, body: Wire) => id(asked.post(`/${entity.toLowerCase()}`, body), entity);
  const service = make('Item', { Name: 'Hours', Type: 'Service', Taxable: true, IncomeAccountRef: ref('Services') });
  const goods = make('Item', {
    Name: 'Slate',
    Type: 'NonInventory',
    IncomeAccountRef: ref('Sales of Product Income'),
    ExpenseAccountRef: ref('Job Materials'),
  });
  const pieces = 60;
  const stock = make('Item', {
    Name: 'Skylight',
    Type: 'Inventory',
    QtyOnHand: pieces,
    PurchaseCost: 3.5,
    InvStartDate: '2025-01-01',
    IncomeAccountRef: ref('Sales of Product Income'),
    ExpenseAccountRef: ref('Cost of Goods Sold'),
    AssetAccountRef: ref('Inventory Asset'),
  });
  // An account with one below it, and money moving in both.
  const [petty] = asked.query("select * from Account where Name = 'Petty Cash'").body.QueryResponse.Account;
  make('Account', {
    Id: petty.Id,
    SyncToken: petty.SyncToken,
    sparse: true,
    SubAccount: true,
    ParentRef: ref('Tax Savings'),
  });
  const currency = profile.multiCurrency === true ? { CurrencyRef: { value: 'EUR' } } : {};
  if (profile.multiCurrency === true)
    accounts.set('Euro Checking', make('Account', { Name: 'Euro Checking', AccountType: 'Bank', ...currency }));
  make('Customer', { DisplayName: 'Ada Moreno' });
  make('Customer', { DisplayName: 'Berta Ekström', ...currency });
  make('Vendor', { DisplayName: 'Stone & Slate' });
  make('Vendor', { DisplayName: "O'Hara Supply", ...currency });
  make('Employee', { GivenName: 'Jo', FamilyName: 'Banks' });
  const codes: readonly string[] =
    profile.country === undefined
      ? ['TAX', 'NON']
      : asked.query('select * from TaxCode').body.QueryResponse.TaxCode.map((code: Wire) => code.Id);
  let names = 0;
  const known = new Map<string, { readonly text: string; readonly rows: readonly Wire[] }>();
  const list = (entity: string): readonly Wire[] => {
    const active = (LISTS as readonly string[]).includes(entity) ? ' where Active in (true, false)' : '';
    const answer = asked.company.handle({
      method: 'GET',
      path: `/v3/company/${asked.company.realmId}/query`,
      query: { query: `select * from ${entity}${active} orderby Id maxresults 1000` },
      headers: {},
    });
    // The time of the answer apart, the same text is the same rows: reading it again would cost most of the run.
    const text = answer.body.slice(0, answer.body.lastIndexOf('"time"'));
    const before = known.get(entity);
    if (before?.text === text) return before.rows;
    const rows: readonly Wire[] = JSON.parse(answer.body).QueryResponse[entity] ?? [];
    known.set(entity, { text, rows });
    return rows;
  };
  return {
    ...asked,
    profile,
    account,
    codes,
    stock,
    opening: { pieces },
    items: [service, goods, stock],
    fresh: () => {
      names += 1;
      return names;
    },
    photo: () => new Map(ENTITIES.map((entity) => [entity, list(entity)])),
  };
}

/** Rows of one type in a photo. */
export function rowsOf(photo: Photo, entity: string): readonly Wire[] {
  return photo.get(entity) ?? [];
}

/** The record an index means, counted round and round. */
export function pick<T>(rows: readonly T[], index: number): T | undefined {
  return rows.length === 0 ? undefined : rows[index % rows.length];
}
