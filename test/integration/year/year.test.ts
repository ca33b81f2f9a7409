/**
 * A year of a contractor's business: entered in the workspace, carried into an empty company, changed on both sides. What
 * the workspace's records come to is what QuickBooks' own reports say, to the cent.
 */
import { expect, test } from 'vitest';
import type { CompanyOptions } from '../../../main/sandbox/company/index.ts';
import type { Body } from '../../../shared/primitives.ts';
import { type CompanyApp, companyApp, type Native } from '../../support/fakes/company-app.ts';
import { type Business, COST_ACCOUNTS, INCOME_ACCOUNTS, yearOfBusiness } from './business.ts';
import { enterYear, type Places, receiptOf } from './enter.ts';
import { addedUp, reported, workspaceOf } from './reports.ts';

type Country = {
  name: string;
  options: Partial<CompanyOptions>;
  /** The tax code of taxed sales, and the workspace's rate for it: its own in the US, taken over from QuickBooks elsewhere. */
  tax: { rate: string; code: string };
  amountsAre: Places['amountsAre'];
};

const outside = (name: string, country: string, code: string, amountsAre: Places['amountsAre']): Country => ({
  name,
  options: { profile: { country, tax: 'global' } },
  tax: { rate: code, code },
  amountsAre,
});

const COUNTRIES: Country[] = [
  { name: 'the United States', options: {}, tax: { rate: 'Petaluma sales tax', code: 'Petaluma' }, amountsAre: null },
  outside('Canada, two rates before tax', 'CA', 'GST/PST BC', 'exclusive'),
  outside('the United Kingdom, VAT inside', 'GB', '20.0% S', 'inclusive'),
];

/** What is QuickBooks' own from the start: the chart of accounts, and items that post to several of them. */
async function found(app: CompanyApp, business: Business, { tax, amountsAre }: Country) {
  for (const [
    Name,
    AccountType,
    AccountSubType,
  ] of [['Till', 'Bank', 'Checking'], ['Card', 'Credit Card', 'CreditCard']]) // biome-ignore format: one table
    app.ask('/account', {}, { Name, AccountType, AccountSubType });
  const accounts = app.all('Account');
  const ids = (fits: (account: Native) => boolean): string[] => accounts.filter(fits).map((one) => one.Id);
  const income = ids((one) => one.AccountType === 'Income' && one.AccountSubType !== 'DiscountsRefundsGiven');
  const cost = ids((one) => one.AccountType === 'Expense');
  const [bank, card] = ['Bank', 'Credit Card'].map((type) => ids((one) => one.AccountType === type)[0] ?? '');
  const earned = income.slice(0, INCOME_ACCOUNTS);
  const spent = cost.slice(0, COST_ACCOUNTS);
  for (const item of business.items)
    app.ask('/item', {}, {
      Name: item.name, Type: 'Service', Taxable: item.taxable, UnitPrice: Number(item.price),
      IncomeAccountRef: { value: earned[item.income] }, ExpenseAccountRef: { value: cost.at(-1) },
    }); // biome-ignore format: one record
  await app.call('mappings.setLists', { defaultIncomeAccount: earned[0] ?? null, depositAccount: bank ?? null });
  const rateNamed = async (name: string): Promise<string> =>
    (await app.call('workspace.taxRates')).rates.find((one) => one.name === name)?.key ?? '';
  if (amountsAre === null) {
    const { taxCodes } = (await app.call('mappings.get')).options;
    const code = taxCodes.find((one) => one.name === tax.code)?.id ?? '';
    await app.call('mappings.setLists', { taxCodes: { [await rateNamed(tax.rate)]: code } });
  }
  await app.apply();
  const taxRate = await rateNamed(tax.rate);
  const here = (entity: string, id: string): string => app.store.counterpart(entity, 'quickbooks', id) ?? '';
  const items = new Map(app.all('Item').map((one) => [one.Name as string, one]));
  const places: Places = {
    items: business.items.map(({ name }) => here('item', items.get(name)?.Id)),
    costs: spent.map((id) => here('account', id)),
    bank: here('account', bank ?? ''),
    card: here('account', card ?? ''),
    taxRate,
    amountsAre,
  };
  expect([taxRate, ...places.items, ...places.costs, places.bank, places.card]).not.toContain('');
  const native = new Map(places.items.map((id, at) => [id, items.get(business.items[at]?.name ?? '')]));
  return {
    places,
    books: {
      incomeOf: (item: string): string => native.get(item)?.IncomeAccountRef.value,
      costOf: (item: string): string => native.get(item)?.ExpenseAccountRef.value,
      accountOf: (id: string): string => app.store.counterpart('account', 'platform', id) ?? '',
      discounts: accounts.find((one) => one.AccountSubType === 'DiscountsRefundsGiven').Id as string,
    },
  };
}

/** Two halves of an odd amount on one day look like one payment entered twice: asked, and answered. */
async function keepAllTwins(app: CompanyApp): Promise<void> {
  for (;;) {
    const [row] = (await app.call('review.list')).rows;
    if (!row) break;
    expect(row.kind).toBe('duplicate');
    const { revision } = await app.call('review.get', { id: row.id });
    await app.call('review.act', { id: row.id, revision, act: 'keepAll' });
  }
  // The first sends them, the next reads what they settled.
  await app.sync();
  await app.sync();
}

type Books = Awaited<ReturnType<typeof found>>['books'];

/** Everything settled, and the two sides' sums the same. */
async function equalToTheCent(app: CompanyApp, books: Books): Promise<void> {
  await keepAllTwins(app);
  expect((await app.call('problems.list')).groups.map((group) => [group.heading, group.problems[0]?.error])).toEqual(
    [],
  );
  const { counts, health, receivables } = await app.call('app.status');
  expect(counts).toMatchObject({ waiting: 0, review: 0, problems: 0, differs: 0 });
  expect(health.state).toBe('upToDate');
  expect(receivables?.difference).toBe('0.00');
  const here = await addedUp(app, books);
  const there = reported(app);
  expect({ receivable: here.receivable, owed: here.receivable, payable: here.payable }).toEqual({
    receivable: there.receivable,
    owed: there.owed,
    payable: there.payable,
  });
  const results = new Map([...there.results].filter(([, amount]) => amount !== 0));
  expect(new Map([...results].sort())).toEqual(new Map([...here.results].sort()));
  const taxed = app
    .all('Account')
    .filter((one) => one.AccountSubType === 'SalesTaxPayable' || one.AccountSubType === 'GlobalTaxPayable');
  expect(taxed.reduce((sum, one) => sum + (there.sheet.get(one.Id) ?? 0), 0)).toBe(here.tax);
}

/** Each expense has its receipt in QuickBooks, byte for byte, and no other. */
function receiptsAreThere(app: CompanyApp): void {
  const references = new Map<string, string>(app.all('Purchase').map(({ Id, DocNumber }) => [Id, DocNumber]));
  const found = app.all('Attachable').map(({ Id, AttachableRef }) => {
    const [{ EntityRef }, ...others] = AttachableRef;
    const content = Buffer.from(app.company.file(Id)?.bytes ?? []).toString('latin1');
    return `${EntityRef.type} ${references.get(EntityRef.value)} ${others.length} ${content}`;
  });
  const wanted = [...references.values()].map((one) => `Purchase ${one} 0 %PDF ${receiptOf(one)}`);
  expect(found.length).toBeGreaterThan(200);
  expect(found.sort()).toEqual(wanted.sort());
}

/** Some of the year's documents change in QuickBooks, others here, by people who each see their own side. */
async function changeOnBothSides(app: CompanyApp): Promise<void> {
  const invoices = (await workspaceOf(app, 'invoice')).filter((one) => one.life === 'live');
  const plain = invoices.filter(
    ({ body }) => body.lines.every((line) => line.kind === 'item') && body.balance === body.total,
  );
  expect(plain.length).toBeGreaterThan(100);
  for (const [at, { key, body }] of plain.slice(0, 90).entries()) {
    const first = body.lines[0] ?? {};
    if (at % 3 === 0) {
      const { revision } = await app.call('records.get', { entity: 'invoice', key });
      const lines = [{ ...first, quantity: '3', unitPrice: '19.99' }, ...body.lines.slice(1)];
      await app.call('records.update', {
        entity: 'invoice',
        key,
        revision: revision ?? '',
        changes: { lines } as Body,
      });
    } else if (at % 3 === 1) {
      const id = app.store.counterpart('invoice', 'platform', key) ?? '';
      const { Id, SyncToken, Line } = app.ask(`/invoice/${id}`).Invoice;
      const [line, ...others] = Line;
      const SalesItemLineDetail = { ...line.SalesItemLineDetail, Qty: 7, UnitPrice: 4.35 };
      const changed = { ...line, Amount: 30.45, SalesItemLineDetail };
      app.ask('/invoice', {}, { Id, SyncToken, sparse: true, Line: [changed, ...others] });
    } else if (at % 2 === 0) {
      const { revision } = await app.call('records.get', { entity: 'invoice', key });
      await app.call('records.remove', { entity: 'invoice', key, revision: revision ?? '', mode: 'void' });
    } else {
      const id = app.store.counterpart('invoice', 'platform', key) ?? '';
      const { Id, SyncToken } = app.ask(`/invoice/${id}`).Invoice;
      app.ask('/invoice', { operation: 'void' }, { Id, SyncToken });
    }
  }
  await app.sync();
  await app.sync();
}

test.each(COUNTRIES)(
  'a contractor’s year in $name: equal to the cent, and again after changes on both sides',
  async (country) => {
    const app = await companyApp(country.options);
    const business = yearOfBusiness(7);
    const { places, books } = await found(app, business, country);
    await enterYear(app, business, places);
    const plan = await app.apply();
    expect(plan.actionable).toBeGreaterThan(5_000);
    await equalToTheCent(app, books);
    receiptsAreThere(app);
    await changeOnBothSides(app);
    await equalToTheCent(app, books);
    receiptsAreThere(app);
    // Nothing is left to do, and no record was made twice.
    expect((await app.call('sync.preview')).actionable).toBe(0);
    for (const [
      entity,
      resource,
    ] of [['invoice', 'Invoice'], ['customer', 'Customer'], ['payment', 'Payment'], ['bill', 'Bill']] as const) // biome-ignore format: one table
      expect(app.ask('/query', { query: `select count(*) from ${resource}` }).QueryResponse.totalCount).toBe(
        (await workspaceOf(app, entity)).length,
      );
  },
);
