/** Companies outside the US: a tax code on every line, amounts before tax, with the tax inside, or without any. */
import { describe, expect, test } from 'vitest';
import type { OutputOf } from '../../../shared/contract/index.ts';
import type { Body } from '../../../shared/primitives.ts';
import { type CompanyApp, companyApp, type Native } from '../../support/fakes/company-app.ts';

type Detail = OutputOf<'records.get'>;
type Line = { [member: string]: string | boolean | null };

const line = (given: Line, at = 0): Line => ({
  id: `new:${at}`,
  kind: 'item',
  item: null,
  description: null,
  ...given,
});

/** A company of a country, joined to a workspace with a customer and an item. */
async function joined(country: string) {
  const app = await companyApp({ profile: { country, tax: 'global' } });
  const income = app.all('Account').find((one) => one.AccountType === 'Income').Id;
  await app.call('mappings.setLists', { defaultIncomeAccount: income });
  await app.apply();
  const who = await app.make('customer', { displayName: 'Harbour Homes' });
  const labor = await app.make('item', { name: 'Labor', type: 'service', unitPrice: '80', taxable: true });
  await app.sync();
  const rates = (await app.call('workspace.taxRates')).rates;
  const rate = (name: string): string => rates.find((one) => one.name === name)?.key ?? `no rate ${name}`;
  return { app, who, labor, rate, income };
}

const get = (app: CompanyApp, entity: string, key: string): Promise<Detail> => app.call('records.get', { entity, key });

/** The document in QuickBooks' own words. */
function there(app: CompanyApp, resource: string, entity: string, key: string): Native {
  const id = app.store.counterpart(entity, 'platform', key) ?? '';
  return app.ask(`/${resource.toLowerCase()}/${id}`)[resource];
}

/** Equal on both sides, to the cent, and nothing waits. */
async function expectEqual(app: CompanyApp, entity: string, resource: string, key: string): Promise<Detail> {
  const detail = await get(app, entity, key);
  expect((await app.call('problems.list')).groups.map((one) => one.heading)).toEqual([]);
  expect(detail.row.state, detail.row.stateDetail ?? detail.error?.userSentence ?? '').toBe('equal');
  expect(detail.differs).toEqual([]);
  expect(detail.platform?.total).toBe(Number(there(app, resource, entity, key).TotalAmt).toFixed(2));
  expect(detail.platform?.lines).toEqual(detail.quickbooks?.lines);
  expect(detail.platform).toMatchObject({ taxModel: detail.quickbooks?.taxModel as string });
  expect(app.errors).toEqual([]);
  return detail;
}

const update = async (app: CompanyApp, entity: string, key: string, changes: Body): Promise<void> => {
  const { revision } = await get(app, entity, key);
  await app.call('records.update', { entity, key, revision: revision ?? '', changes });
  await app.sync();
};

describe('what the amounts of new documents are', () => {
  const plain = (who: string, labor: string, rate: string) => ({
    customer: who, date: '2026-11-18', taxRate: rate,
    lines: [line({ item: labor, quantity: '1', unitPrice: '120', taxable: true })],
  }) as never; // biome-ignore format: one document

  test('is before tax until it is chosen in Mappings, and what was made stays as it is', async () => {
    const { app, who, labor, rate } = await joined('GB');
    const first = await app.make('invoice', plain(who, labor, rate('20.0% S')));
    await app.call('mappings.setLists', { amountsAre: 'inclusive' });
    const second = await app.make('invoice', plain(who, labor, rate('20.0% S')));
    await app.call('mappings.setLists', { amountsAre: 'none' });
    const third = await app.make('invoice', plain(who, labor, rate('20.0% S')));
    await app.sync();
    await app.sync();
    const of = async (key: string) => (await expectEqual(app, 'invoice', 'Invoice', key)).platform;
    expect(await of(first)).toMatchObject({ taxModel: 'exclusive', taxTotal: '24.00', total: '144.00' });
    expect(await of(second)).toMatchObject({ taxModel: 'inclusive', taxTotal: '20.00', total: '120.00' });
    expect(await of(third)).toMatchObject({ taxModel: 'none', taxTotal: '0.00', total: '120.00' });
    expect(there(app, 'Invoice', 'invoice', third).GlobalTaxCalculation).toBe('NotApplicable');
    expect(there(app, 'Invoice', 'invoice', second).Line[0].SalesItemLineDetail.TaxInclusiveAmt).toBe(120);
  });

  test('lines without tax go under the code of 0 % that is chosen, else the one that is guessed', async () => {
    const { app, who, labor } = await joined('GB');
    const codeOf = (key: string) => {
      const { value } = there(app, 'Invoice', 'invoice', key).Line[0].SalesItemLineDetail.TaxCodeRef;
      return app.all('TaxCode').find((one) => one.Id === value).Name;
    };
    const untaxed = {
      customer: who,
      date: '2026-11-18',
      lines: [line({ item: labor, quantity: '1', unitPrice: '5' })],
    };
    const first = await app.make('invoice', untaxed as never);
    await app.sync();
    expect(codeOf(first)).toBe('No VAT');
    const exempt = (await app.call('mappings.get')).options.taxCodes.find((one) => one.name === 'Exempt')?.id ?? '';
    await app.call('mappings.setLists', { untaxedCode: exempt });
    const second = await app.make('invoice', untaxed as never);
    await app.sync();
    expect(codeOf(second)).toBe('Exempt');
    await expectEqual(app, 'invoice', 'Invoice', second);
  });
});

describe('documents made before the company was known', () => {
  test('get the rate of the document on their lines; no total changes', async () => {
    const { app, who, labor, rate } = await joined('CA');
    // As a book has it that knew of no company: one rate for the document.
    const old = {
      entity: 'invoice', kind: 'create' as const, id: null, revision: null, fields: [], native: null, key: 'old',
      body: {
        number: 'O-1', customer: who, date: '2026-11-18', taxRate: rate('HST ON'), taxPercent: '13', status: 'issued',
        lines: [
          { ...line({ item: labor, quantity: '1', unitPrice: '99.99', taxable: true }), quantity: '1' },
          line({ item: labor, quantity: '1', unitPrice: '10', taxable: false }, 1),
        ],
      } as never,
    }; // biome-ignore format: one request
    const mapping = (await app.call('mappings.get')).lists;
    const [answer] = await app.workspace.write([old], { mapping, lists: [], homeCurrency: 'CAD' });
    if (answer?.kind !== 'confirmed') throw new Error(JSON.stringify(answer));
    const key = answer.observation.id;
    expect(answer.observation.body).toMatchObject({ taxModel: null, total: '122.99' });
    // The company is told anew with every start and every change of what stands for what.
    await app.call('mappings.setLists', { untaxedCode: null });
    await app.sync();
    await app.sync();
    const { platform } = await expectEqual(app, 'invoice', 'Invoice', key);
    expect(platform).toMatchObject({ taxModel: 'exclusive', taxRate: rate('HST ON'), total: '122.99' });
    expect(platform?.lines).toMatchObject([{ taxRate: rate('HST ON'), taxPercent: '13' }, { taxable: false }]);
  });
});

describe('what QuickBooks says of a line', () => {
  test('comes over line by line from a document that was made there, a code nobody paired among them', async () => {
    const { app, who, labor, rate } = await joined('CA');
    const { taxCodes } = (await app.call('mappings.get')).lists;
    const { [rate('HST ON')]: _, ...others } = taxCodes;
    await app.call('mappings.setLists', { taxCodes: others });
    const code = (name: string) => ({ value: app.all('TaxCode').find((one) => one.Name === name).Id });
    const sale = (Amount: number, name: string) => ({
      DetailType: 'SalesItemLineDetail', Amount,
      SalesItemLineDetail: { ItemRef: { value: app.store.counterpart('item', 'platform', labor) }, TaxCodeRef: code(name) },
    }); // biome-ignore format: one line
    const native = app.ask('/invoice', {}, {
      CustomerRef: { value: app.store.counterpart('customer', 'platform', who) }, TxnDate: '2026-11-18', DocNumber: 'Q-9',
      GlobalTaxCalculation: 'TaxExcluded',
      Line: [sale(100, 'GST'), sale(45.15, 'HST ON'), sale(20, 'Exempt'), sale(9.99, 'Zero-rated')],
    }).Invoice; // biome-ignore format: one record
    await app.sync();
    await app.sync();
    const key = app.store.counterpart('invoice', 'quickbooks', native.Id) ?? '';
    const { platform } = await expectEqual(app, 'invoice', 'Invoice', key);
    expect(platform?.lines).toMatchObject([
      { taxable: true, taxRate: rate('GST'), taxPercent: '5' },
      { taxable: true, taxPercent: '13' },
      { taxable: false },
      { taxable: true, taxRate: rate('Zero-rated'), taxPercent: '0' },
    ]);
    expect(platform).toMatchObject({ taxRate: null, taxTotal: '10.87', total: '186.01' });

    // Another price on another line leaves the code that nobody paired where it is.
    const lines = (platform?.lines ?? []) as Line[];
    await update(app, 'invoice', key, { lines: [{ ...lines[0], amount: '50.00' }, ...lines.slice(1)] as never });
    await app.sync();
    await expectEqual(app, 'invoice', 'Invoice', key);
    expect(there(app, 'Invoice', 'invoice', key).Line[1].SalesItemLineDetail.TaxCodeRef).toEqual(code('HST ON'));

    // A rate that nothing is paired with waits for a pair.
    const second = ((await get(app, 'invoice', key)).platform?.lines ?? []) as Line[];
    await update(app, 'invoice', key, {
      lines: [{ ...second[0], taxRate: rate('HST ON') }, ...second.slice(1)] as never,
    });
    const waiting = await get(app, 'invoice', key);
    expect(waiting.error?.userSentence ?? waiting.row.stateDetail).toContain('a tax code for 13% tax (line 1)');
  });

  test('is taken back where a rate is paired with a code of another percentage', async () => {
    const { app, who, labor, rate } = await joined('CA');
    const code = (name: string): string => app.all('TaxCode').find((one) => one.Name === name).Id;
    const { taxCodes } = (await app.call('mappings.get')).lists;
    await app.call('mappings.setLists', { taxCodes: { ...taxCodes, [rate('GST')]: code('HST ON') } });
    const vendor = await app.make('vendor', { displayName: 'Quarry and Sons' });
    const accounts = (await app.call('records.options', { entity: 'account', search: '', limit: 50 })).options;
    const account = accounts.find((each) => each.body.type === 'expense')?.id ?? '';
    const key = await app.make('invoice', {
      customer: who, date: '2026-11-18', taxRate: rate('GST'),
      lines: [line({ item: labor, quantity: '1', unitPrice: '100', taxable: true })],
    } as never); // biome-ignore format: one document
    const bill = await app.make('bill', {
      reference: 'B-1', vendor, date: '2026-11-18', status: 'approved',
      lines: [{ id: 'new:1', account, amount: '100.00', taxRate: rate('GST') }],
    } as never); // biome-ignore format: one document
    await app.sync();
    await app.sync();
    const made = await expectEqual(app, 'invoice', 'Invoice', key);
    expect(made.platform).toMatchObject({ taxRate: rate('HST ON'), taxPercent: '13', total: '113.00' });
    expect((await expectEqual(app, 'bill', 'Bill', bill)).platform).toMatchObject({ total: '113.00', tax: null });
  });
});

describe('a cent between our arithmetic and QuickBooks’', () => {
  test('is taken back, and told with its cause', async () => {
    const { app, who, labor, rate } = await joined('CA');
    // 12 % of 10.10 is 1.21; 5 % and 7 % of it are 0.51 and 0.71.
    const key = await app.make('invoice', {
      customer: who, date: '2026-11-18', taxRate: rate('GST/PST BC'),
      lines: [line({ item: labor, quantity: '1', unitPrice: '10.10', taxable: true })],
    } as never); // biome-ignore format: one document
    await app.sync();
    await app.sync();
    const { platform } = await expectEqual(app, 'invoice', 'Invoice', key);
    expect(platform).toMatchObject({ taxTotal: '1.22', taxAdjustment: '0.01', total: '11.32' });
    const { explanation } = await app.call('records.explain', { entity: 'invoice', key });
    expect(explanation).toMatchObject({ difference: '0.01', settled: true });
    expect(explanation?.parts).toMatchObject([{ cause: 'rateRounding', amount: '0.01' }]);
  });
});

/** Every way a document goes: made here and edited here, edited there, made there, voided or deleted. */
async function round(
  at: Awaited<ReturnType<typeof joined>>,
  { entity, resource, body, amountsAre, code }: {
    entity: string; resource: string; body: Body; amountsAre: string; code: (name: string) => string;
  }, // biome-ignore format: one line
): Promise<{ key: string; made: Detail }> {
  const { app } = at;
  const key = await app.make(entity, { ...body, taxModel: amountsAre });
  await app.sync();
  await app.sync();
  const made = await expectEqual(app, entity, resource, key);

  // Edited here: a price, and a line more.
  const lines = (made.platform?.lines ?? []) as Line[];
  const { id: _, ...like } = lines[0] ?? {};
  const more = {
    ...like,
    id: 'new:9',
    ...('quantity' in like && like.quantity !== null ? { quantity: '7', unitPrice: '13.37' } : { amount: '13.37' }),
  };
  await update(app, entity, key, {
    lines: [
      ...lines.map((one, index) =>
        index === 0
          ? { ...one, ...('unitPrice' in one && one.unitPrice !== null ? { unitPrice: '41.19' } : { amount: '41.19' }) }
          : one,
      ),
      more,
    ] as never,
  });
  await app.sync();
  await expectEqual(app, entity, resource, key);

  // Edited there, on QuickBooks' own screens: another code on the first line, another amount.
  const native = there(app, resource, entity, key);
  const detail = native.Line[0].DetailType;
  const { UnitPrice, Qty, TaxInclusiveAmt, ...inner } = native.Line[0][detail];
  app.act({
    act: 'edit', entity: resource, id: native.Id,
    set: { Line: [{ ...native.Line[0], Amount: 77.77, [detail]: { ...inner, ...(amountsAre === 'none' ? {} : { TaxCodeRef: { value: code('other') } }) } }, ...native.Line.slice(1)] },
  } as never); // biome-ignore format: one act
  await app.sync();
  await app.sync();
  const edited = await expectEqual(app, entity, resource, key);
  expect(((edited.platform?.lines ?? []) as Line[])[0]?.amount).toBe('77.77');
  return { key, made };
}

describe('a Canadian company', () => {
  test('takes its codes over as rates and taxes each line by its own, to the cent', async () => {
    const { app, who, labor, rate } = await joined('CA');
    const key = await app.make('invoice', {
      number: 'C-1', customer: who, date: '2026-11-18', taxRate: rate('GST'),
      lines: [
        line({ item: labor, quantity: '3', unitPrice: '33.33', taxable: true }),
        line({ item: labor, quantity: '1', unitPrice: '45.15', taxable: true, taxRate: rate('GST/PST BC') }, 1),
        line({ item: labor, quantity: '1', unitPrice: '10', taxable: false }, 2),
      ],
    } as never); // biome-ignore format: one document
    await app.sync();
    const made = await expectEqual(app, 'invoice', 'Invoice', key);
    const native = there(app, 'Invoice', 'invoice', key);
    expect(native.GlobalTaxCalculation).toBe('TaxExcluded');
    // 5 % once on 99.99 and 45.15 together, 7 % on 45.15: 7.26 and 3.16.
    expect(native.TxnTaxDetail.TotalTax).toBe(10.42);
    expect(made.platform).toMatchObject({
      taxModel: 'exclusive',
      taxRate: null,
      subtotal: '155.14',
      taxTotal: '10.42',
    });
    expect(made.platform?.lines).toMatchObject([
      { taxRate: rate('GST'), taxPercent: '5', taxable: true },
      { taxRate: rate('GST/PST BC'), taxPercent: '12', taxable: true },
      { taxable: false },
    ]);
  });
});

const COUNTRIES = [
  ['CA', 'GST/PST BC', 'GST', 'HST ON', 'Exempt'],
  ['GB', '20.0% S', '5.0% R', '0.0% Z', 'No VAT'],
  ['AU', 'GST', 'GST', 'GST free', 'Out of Scope'],
] as const;

/** Sales documents beside the invoice, and what is bought; how each is called in QuickBooks. */
const SALES = [
  ['estimate', 'Estimate', { status: 'pending' }],
  ['creditMemo', 'CreditMemo', {}],
  ['refundReceipt', 'RefundReceipt', { method: 'Check' }],
] as const;
const BOUGHT = [
  ['bill', 'Bill', { reference: 'B-77', status: 'approved' }],
  ['expense', 'Purchase', { reference: '77', status: 'approved', paidBy: 'check' }],
  ['purchaseOrder', 'PurchaseOrder', { status: 'open' }],
] as const;

describe.each(COUNTRIES)('other documents in %s', (country, one, two, other) => {
  test.each(
    SALES.flatMap(
      (each) =>
        [
          [...each, 'exclusive'],
          [...each, 'inclusive'],
        ] as const,
    ),
  )('%s: %s %o, amounts %s', { timeout: 60_000 }, async (entity, resource, own, amountsAre) => {
    const at = await joined(country);
    const { app, who, labor, rate } = at;
    const bank = app.ask('/account', {}, { Name: 'Till', AccountType: 'Bank', AccountSubType: 'Checking' }).Account.Id;
    await app.call('mappings.setLists', { depositAccount: bank });
    const body = {
      ...own, customer: who, date: '2026-11-18', taxRate: rate(one),
      lines: [
        line({ item: labor, quantity: '3', unitPrice: '33.33', taxable: true }),
        line({ item: labor, quantity: '1', unitPrice: '45.15', taxable: true, taxRate: rate(two) }, 1),
        line({ kind: 'text', description: 'Thank you' }, 2),
      ],
    } as never; // biome-ignore format: one document
    const code = (): string => app.all('TaxCode').find((each) => each.Name === other).Id;
    await round(at, { entity, resource, body, amountsAre, code });
  });

  test.each(
    BOUGHT.flatMap(
      (each) =>
        [
          [...each, 'exclusive'],
          [...each, 'inclusive'],
          [...each, 'none'],
        ] as const,
    ),
  )('%s: %s %o, amounts %s', { timeout: 60_000 }, async (entity, resource, own, amountsAre) => {
    const at = await joined(country);
    const { app, rate } = at;
    const vendor = await app.make('vendor', { displayName: 'Quarry and Sons' });
    const accounts = (await app.call('records.options', { entity: 'account', search: '', limit: 50 })).options;
    const account = (type: string): string => accounts.find((each) => each.body.type === type)?.id ?? '';
    const bought = app.ask('/item', {}, {
      Name: 'Gravel', Type: 'NonInventory',
      IncomeAccountRef: { value: at.income },
      ExpenseAccountRef: { value: app.all('Account').find((each) => each.AccountType === 'Expense').Id },
    }).Item.Id; // biome-ignore format: one record
    app.ask('/account', {}, { Name: 'Till', AccountType: 'Bank', AccountSubType: 'Checking' });
    await app.sync();
    const item = app.store.counterpart('item', 'quickbooks', bought) ?? '';
    const till =
      (await app.call('records.options', { entity: 'account', search: 'Till', limit: 5 })).options[0]?.id ?? '';
    const body = {
      ...own, vendor, date: '2026-11-18', ...(entity === 'expense' ? { account: till } : {}),
      lines: [
        { id: 'new:1', item, quantity: '3', unitPrice: '33.33', amount: null, taxRate: rate(one) },
        { id: 'new:2', account: account('expense'), amount: '45.15', taxRate: rate(two) },
        { id: 'new:3', account: account('expense'), amount: '12.00' },
      ],
    } as never; // biome-ignore format: one document
    const code = (): string => app.all('TaxCode').find((each) => each.Name === other).Id;
    const { key, made } = await round(at, { entity, resource, body, amountsAre, code });
    if (amountsAre !== 'exclusive') expect(made.platform).toMatchObject({ total: '157.14', tax: null });
    app.act({ act: 'delete', entity: resource, id: app.store.counterpart(entity, 'platform', key) ?? '' } as never);
    await app.sync();
    expect((await get(app, entity, key)).quickbooksLife).toBe('deleted');
  });
});

describe.each(COUNTRIES)('a company in %s', (country, one, two, other) => {
  test.each(['exclusive', 'inclusive', 'none'])('invoices, amounts %s', { timeout: 60_000 }, async (amountsAre) => {
    const at = await joined(country);
    const { app, who, labor, rate } = at;
    const code = (): string => app.all('TaxCode').find((each) => each.Name === other).Id;
    const body = {
      number: 'G-1', customer: who, date: '2026-11-18',
      lines: [
        line({ item: labor, quantity: '3', unitPrice: '33.33', taxable: true, taxRate: rate(one) }),
        line({ item: labor, quantity: '1', unitPrice: '45.15', taxable: true, taxRate: rate(two) }, 1),
        line({ item: labor, quantity: '2.5', unitPrice: '10.01', taxable: false }, 2),
        line({ kind: 'discount', percent: '10' }, 3),
      ],
    } as never; // biome-ignore format: one document
    const { key, made } = await round(at, { entity: 'invoice', resource: 'Invoice', body, amountsAre, code });
    if (amountsAre !== 'exclusive') expect(made.platform?.total).toBe('153.15');
    if (amountsAre === 'none') expect(made.platform?.taxTotal).toBe('0.00');
    const { revision } = await get(app, 'invoice', key);
    await app.call('records.remove', { entity: 'invoice', key, revision: revision ?? '', mode: 'void' });
    await app.sync();
    await app.sync();
    const gone = await get(app, 'invoice', key);
    expect([gone.platformLife, gone.quickbooksLife]).toEqual(['void', 'void']);
    expect((await app.call('app.status')).receivables?.difference).toBe('0.00');
  });
});
