/** What a plan says it would do to the books is what QuickBooks' own reports show after it was applied. */
import { describe, expect, test } from 'vitest';
import type { PlanSummary } from '../../../shared/contract/sync.ts';
import { type CompanyApp, companyApp, type Native } from '../../support/fakes/company-app.ts';

const RANGE = { start_date: '2000-01-01', end_date: '2030-12-31' };

/** Cents of every account a report names. */
function figures(report: Native): Map<string, number> {
  const found = new Map<string, number>();
  const take = ([name, figure]: Native[]): void => {
    if (name?.id !== undefined)
      found.set(name.id, (found.get(name.id) ?? 0) + Math.round(Number(figure?.value || 0) * 100));
  };
  const walk = (rows: Native[]): void => {
    for (const row of rows) {
      if (row.ColData) take(row.ColData);
      if (row.Header) take(row.Header.ColData);
      walk(row.Rows?.Row ?? []);
    }
  };
  walk(report.Rows.Row ?? []);
  return found;
}

const cents = (amount: string): number => Math.round(Number(amount) * 100);

/** QuickBooks' own books: profit and loss by account, what is owed for tax, receivables by two reports. */
function books(app: CompanyApp) {
  const total = (name: string): number => {
    const rows: Native[] = app.ask(`/reports/${name}`, { report_date: RANGE.end_date }).Rows.Row ?? [];
    return Math.round(Number(rows.at(-1)?.Summary?.ColData.at(-1).value ?? 0) * 100);
  };
  return {
    results: figures(app.ask('/reports/ProfitAndLoss', RANGE)),
    sheet: figures(app.ask('/reports/BalanceSheet', RANGE)),
    aged: total('AgedReceivables'),
    owed: total('CustomerBalance'),
  };
}

const moved = (before: Map<string, number>, after: Map<string, number>): Record<string, number> =>
  Object.fromEntries(
    [...new Set([...before.keys(), ...after.keys()])]
      .map((id) => [id, (after.get(id) ?? 0) - (before.get(id) ?? 0)] as const)
      .filter(([, change]) => change !== 0),
  );

/** What the plan names for QuickBooks, by account. */
const named = (plan: PlanSummary, kind: 'income' | 'tax'): Record<string, number> =>
  Object.fromEntries(
    plan.income
      .filter((row) => row.kind === kind)
      .map((row) => [String(row.account), cents(row.quickbooksAfter) - cents(row.quickbooksBefore)] as const)
      .filter(([, change]) => change !== 0),
  );

/** Applies, and holds what the plan said against the reports. */
async function appliedAsNamed(app: CompanyApp): Promise<PlanSummary> {
  const before = books(app);
  const plan = await app.apply();
  const after = books(app);
  // What does not sync proves nothing.
  expect((await app.call('problems.list')).groups.map((one) => one.heading)).toEqual([]);
  expect((await app.call('app.status')).health).toMatchObject({ state: 'upToDate' });
  expect(named(plan, 'income')).toEqual(moved(before.results, after.results));
  const tax = plan.income.find((row) => row.kind === 'tax')?.account;
  if (tax) expect(named(plan, 'tax')[tax] ?? 0).toBe((after.sheet.get(tax) ?? 0) - (before.sheet.get(tax) ?? 0));
  const owed = cents(plan.receivables?.quickbooksAfter ?? '') - cents(plan.receivables?.quickbooksBefore ?? '');
  expect(after.aged - before.aged).toBe(owed);
  expect(after.owed - before.owed).toBe(owed);
  const { receivables } = await app.call('app.status');
  expect(receivables).toMatchObject({
    platform: plan.receivables?.platformAfter,
    quickbooks: plan.receivables?.quickbooksAfter,
  });
  return plan;
}

const accountNamed = (app: CompanyApp, name: string): string => app.all('Account').find((one) => one.Name === name).Id;

type Line = {
  item?: string | null;
  quantity?: string;
  unitPrice?: string;
  amount?: string;
  percent?: string;
  kind?: string;
  taxable?: boolean;
};
const line = (given: Line, at: number) => ({
  id: `new:${at}`, kind: 'item', item: null, description: null, quantity: null, unitPrice: null, percent: null, amount: null, taxable: false, ...given,
}); // biome-ignore format: one line
const invoice = (number: string, customer: string, lines: Line[], more = {}) => ({
  number,
  customer,
  date: '2026-11-18',
  lines: lines.map(line),
  taxRate: null,
  ...more,
});

/** Whole numbers from..to of a small generator, the same for the same seed. */
function rolls(seed: number): (from: number, to: number) => number {
  let state = seed;
  return (from, to) => {
    state = (state * 48_271) % 2_147_483_647;
    return from + (state % (to - from + 1));
  };
}

/** 1234567 with 3 decimals: "12.346". */
const shorten = (hundredThousandths: number, places: number): string =>
  (hundredThousandths / 100_000).toFixed(places) === '0' ? '1' : (hundredThousandths / 100_000).toFixed(places);

/** A company with items on three income accounts, and the workspace joined to it. */
async function joined() {
  const app = await companyApp();
  const services = accountNamed(app, 'Services');
  const sales = accountNamed(app, 'Sales of Product Income');
  const save = (name: string, account: string, taxable: boolean): string =>
    app.ask('/item', {}, { Name: name, Type: 'Service', Taxable: taxable, IncomeAccountRef: { value: account } }).Item
      .Id;
  save('Labor', services, false);
  save('Shingles', sales, true);
  const who = await app.make('customer', { displayName: 'Pine Ridge HOA' });
  await app.call('mappings.setLists', { defaultIncomeAccount: services });
  const codes = (await app.call('mappings.get')).options.taxCodes;
  const petaluma = codes.find((one) => one.name === 'Petaluma');
  const rate = (await app.call('workspace.taxRates')).rates.find((one) => one.percent === '9.5') ?? { key: '' };
  await app.call('mappings.setLists', { taxCodes: { [rate.key]: petaluma?.id ?? '' } });
  await app.apply();
  const items = (await app.call('records.options', { entity: 'item' })).options;
  const item = (title: string): string => items.find((one) => one.title === title)?.id ?? '';
  return { app, who, services, sales, labor: item('Labor'), shingles: item('Shingles'), rate: rate.key };
}

describe('the effect a plan names is what QuickBooks’ reports show after Apply', () => {
  test('creates with items on several accounts, a discount and several rates of tax', async () => {
    const { app, who, labor, shingles, rate, services, sales } = await joined();
    // An item QuickBooks does not have yet posts to the default account.
    const caulk = await app.make('item', { name: 'Caulk', type: 'service', unitPrice: '3.33', taxable: true });
    await app.make(
      'invoice',
      invoice('T-1', who, [
        { item: labor, quantity: '7.5', unitPrice: '61.35' },
        { item: shingles, quantity: '3', unitPrice: '0.35', taxable: true },
        { item: caulk, quantity: '1.3333', unitPrice: '3.33', taxable: true },
        { kind: 'text' },
        { kind: 'discount', percent: '7.5' },
      ], { taxRate: rate }), // biome-ignore format: one document
    );
    await app.make(
      'invoice',
      invoice('T-2', who, [
        { item: labor, quantity: '1', unitPrice: '100' },
        { kind: 'discount', amount: '12.34' },
      ]),
    );
    const plan = await appliedAsNamed(app);
    const discounts = accountNamed(app, 'Discounts given');
    expect(
      plan.income
        .filter((row) => row.kind === 'income')
        .map((row) => row.account)
        .sort(),
    ).toEqual([discounts, sales, services].sort());
    expect(plan.income.find((row) => row.account === sales)).toMatchObject({
      platformBefore: '1.05',
      quickbooksBefore: '0.00',
      quickbooksAfter: '1.05',
    });
    expect(plan.income.at(-1)).toMatchObject({ kind: 'tax', name: expect.stringContaining('Payable') });
  });

  test('edits of amounts, lines and items', async () => {
    const { app, who, labor, shingles, rate } = await joined();
    const key = await app.make('invoice', invoice('T-1', who, [
      { item: labor, quantity: '2', unitPrice: '80' },
      { item: shingles, quantity: '10', unitPrice: '12.345', taxable: true },
    ], { taxRate: rate })); // biome-ignore format: one document
    await app.apply();
    const held = await app.call('records.get', { entity: 'invoice', key });
    const [first, second] = (held.platform?.lines ?? []) as { [member: string]: string }[];
    await app.call('records.update', {
      entity: 'invoice',
      key,
      revision: held.revision ?? '',
      changes: {
        lines: [
          { ...first, quantity: '5' },
          { ...second, item: labor, unitPrice: '13.777' },
          line({ item: shingles, quantity: '1', unitPrice: '7.77', taxable: true }, 9),
        ] as never,
      },
    });
    const plan = await appliedAsNamed(app);
    expect(plan.byEntity.find((one) => one.entity === 'invoice')?.counts).toEqual({ updateInQuickbooks: 1 });
  });

  test('an item that moved on to another account leaves what was booked where it was', async () => {
    const { app, who, labor, sales, services } = await joined();
    const key = await app.make('invoice', invoice('T-1', who, [{ item: labor, quantity: '2', unitPrice: '80' }]));
    await app.apply();
    const item = app.all('Item').find((one) => one.Name === 'Labor');
    app.ask('/item', {}, { Id: item.Id, SyncToken: item.SyncToken, sparse: true, IncomeAccountRef: { value: sales } });
    await app.sync();
    const { revision } = await app.call('records.get', { entity: 'invoice', key });
    await app.call('records.remove', { entity: 'invoice', key, revision: revision ?? '', mode: 'void' });
    const plan = await appliedAsNamed(app);
    expect(named(plan, 'income')).toEqual({ [services]: -16_000 });
  });

  test('credit memos and refunds, which take income back', async () => {
    const { app, who, labor, shingles, rate } = await joined();
    const lines = (quantity: string) =>
      [
        { item: labor, quantity, unitPrice: '61.35' },
        { item: shingles, quantity: '1.3', unitPrice: '0.5', taxable: true },
      ].map(line);
    const bank = app.ask('/account', {}, { Name: 'Till', AccountType: 'Bank', AccountSubType: 'Checking' }).Account.Id;
    await app.call('mappings.setLists', { depositAccount: bank });
    await app.make('invoice', invoice('T-1', who, [{ item: labor, quantity: '9', unitPrice: '61.35' }]));
    await app.make('creditMemo', {
      number: 'C-1',
      customer: who,
      date: '2026-11-18',
      lines: lines('2'),
      taxRate: rate,
    });
    await app.make('refundReceipt', {
      number: 'R-1',
      customer: who,
      date: '2026-11-18',
      lines: lines('1'),
      taxRate: rate,
    });
    const plan = await appliedAsNamed(app);
    expect(plan.income.find((row) => row.kind === 'tax')).toMatchObject({ quickbooksAfter: '-0.14' });
  });

  test('shipping, which goes to the account the company has for it', async () => {
    const { app, who, labor, services } = await joined();
    const account = { Name: 'Shipping Income', AccountType: 'Income', AccountSubType: 'OtherPrimaryIncome' };
    const freight: string = app.ask('/account', {}, account).Account.Id;
    const { Preferences } = app.ask('/preferences');
    const SalesFormsPrefs = { ...Preferences.SalesFormsPrefs, AllowShipping: true, DefaultShippingAccount: freight };
    app.ask('/preferences', {}, { ...Preferences, SalesFormsPrefs });
    // Settings of the company are read with every whole comparison.
    await app.call('sync.compare');
    await app.sync();
    const lines: Line[] = [
      { item: labor, quantity: '2', unitPrice: '80' },
      { kind: 'shipping', amount: '25' },
      { kind: 'discount', percent: '10' },
    ];
    const key = await app.make('invoice', invoice('T-1', who, lines));
    await app.make('creditMemo', {
      number: 'C-1',
      customer: who,
      date: '2026-11-18',
      lines: [
        { kind: 'shipping', amount: '5' },
        { item: labor, quantity: '1', unitPrice: '10' },
      ].map(line),
      taxRate: null,
    });
    const plan = await appliedAsNamed(app);
    const discounts = accountNamed(app, 'Discounts given');
    expect(named(plan, 'income')).toEqual({ [services]: 15_000, [freight]: 2_000, [discounts]: -1_600 });
    expect(plan.income.find((row) => row.account === freight)).toMatchObject({
      name: 'Shipping Income',
      platformBefore: '20.00',
      quickbooksBefore: '0.00',
    });
    const { platform, revision } = await app.call('records.get', { entity: 'invoice', key });
    const dearer = ((platform?.lines ?? []) as { kind: string }[]).map((one) =>
      one.kind === 'shipping' ? { ...one, amount: '40' } : one,
    );
    await app.call('records.update', {
      entity: 'invoice',
      key,
      revision: revision ?? '',
      changes: { lines: dearer as never },
    });
    expect(named(await appliedAsNamed(app), 'income')).toEqual({ [freight]: 1_500 });
  });

  test('voids and deletions', async () => {
    const { app, who, labor, shingles, rate } = await joined();
    const lines = [
      { item: labor, quantity: '1', unitPrice: '45.5' },
      { item: shingles, quantity: '3', unitPrice: '9.99', taxable: true },
      { kind: 'discount', percent: '10' },
    ];
    const keys: string[] = [];
    for (const number of ['T-1', 'T-2', 'T-3'])
      keys.push(await app.make('invoice', invoice(number, who, lines, { taxRate: rate })));
    await app.apply();
    const [gone = '', deleted = ''] = keys;
    const { revision } = await app.call('records.get', { entity: 'invoice', key: gone });
    await app.call('records.remove', { entity: 'invoice', key: gone, revision: revision ?? '', mode: 'void' });
    // The workspace's screens delete nothing that was synced; a platform may.
    const held = await app.call('records.get', { entity: 'invoice', key: deleted });
    const [answer] = await app.workspace.write(
      [
        {
          entity: 'invoice',
          kind: 'remove',
          mode: 'delete',
          id: deleted,
          revision: held.revision,
          body: null,
          fields: [],
          native: null,
          key: 'k',
        },
      ],
      {
        mapping: {
          defaultIncomeAccount: null,
          depositAccount: null,
          defaultExpenseAccount: null,
          taxCodes: {},
          defaultTaxCode: null,
          customFields: [],
        },
        lists: [],
        homeCurrency: 'USD',
      },
    );
    expect(answer?.kind).toBe('confirmed');
    const plan = await appliedAsNamed(app);
    expect(plan.byEntity.find((one) => one.entity === 'invoice')?.counts).toEqual({
      voidInQuickbooks: 1,
      deleteInQuickbooks: 1,
    });
  });

  test('what is only in QuickBooks changes the workspace’s side alone, bundles and shipping included', async () => {
    const { app, services, sales } = await joined();
    const customer = app.all('Customer')[0].Id;
    const id = (name: string): string => app.all('Item').find((one) => one.Name === name).Id;
    const bundle = app.act({
      act: 'create', entity: 'Item',
      set: { Name: 'Roof kit', Type: 'Group', ItemGroupDetail: { ItemGroupLine: [
        { ItemRef: { value: id('Labor') }, Qty: 2 }, { ItemRef: { value: id('Shingles') }, Qty: 4 },
      ] } },
    } as never).Item; // biome-ignore format: one record
    app.ask('/invoice', {}, {
      CustomerRef: { value: customer }, TxnDate: '2026-11-18', DocNumber: 'Q-1',
      Line: [
        { DetailType: 'GroupLineDetail', GroupLineDetail: { GroupItemRef: { value: bundle.Id }, Quantity: 1, Line: [
          { DetailType: 'SalesItemLineDetail', Amount: 60, SalesItemLineDetail: { ItemRef: { value: id('Labor') }, Qty: 2, UnitPrice: 30 } },
          { DetailType: 'SalesItemLineDetail', Amount: 20, SalesItemLineDetail: { ItemRef: { value: id('Shingles') }, Qty: 4, UnitPrice: 5 } },
        ] } },
        { DetailType: 'SalesItemLineDetail', Amount: 15, SalesItemLineDetail: { ItemRef: { value: id('Labor') } } },
      ],
    }); // biome-ignore format: one record
    const plan = await appliedAsNamed(app);
    expect(plan.income).toMatchObject([
      {
        account: sales,
        platformBefore: '0.00',
        platformAfter: '20.00',
        quickbooksBefore: '20.00',
        quickbooksAfter: '20.00',
      },
      {
        account: services,
        platformBefore: '0.00',
        platformAfter: '75.00',
        quickbooksBefore: '75.00',
        quickbooksAfter: '75.00',
      },
    ]);
  });

  test('any documents, made and then edited', { timeout: 120_000 }, async () => {
    const { app, who, labor, shingles, rate } = await joined();
    const dice = rolls(Number(process.env.PLUMBLINE_SEED ?? 5));
    const caulk = await app.make('item', { name: 'Caulk', type: 'service', unitPrice: '3.33', taxable: true });
    const anyLines = () => [
      ...Array.from({ length: dice(1, 5) }, () => ({
        item: [labor, shingles, caulk][dice(0, 2)] ?? labor,
        quantity: shorten(dice(1, 4_000_000), dice(0, 5)),
        unitPrice: shorten(dice(1, 9_000_000), dice(0, 5)),
        taxable: dice(0, 1) === 1,
      })),
      ...(dice(0, 2) === 0 ? [{ kind: 'discount', percent: shorten(dice(1, 4_000_000), 5) }] : []),
    ];
    const keys: string[] = [];
    for (let n = 0; n < 25; n++)
      keys.push(
        await app.make('invoice', invoice(`R-${n}`, who, anyLines(), { taxRate: dice(0, 3) === 0 ? null : rate })),
      );
    await appliedAsNamed(app);
    for (const key of keys.filter(() => dice(0, 1) === 0)) {
      const { revision } = await app.call('records.get', { entity: 'invoice', key });
      if (dice(0, 4) === 0)
        await app.call('records.remove', { entity: 'invoice', key, revision: revision ?? '', mode: 'void' });
      else
        await app.call('records.update', {
          entity: 'invoice',
          key,
          revision: revision ?? '',
          changes: { lines: anyLines().map(line) as never },
        });
    }
    const plan = await appliedAsNamed(app);
    expect(plan.actionable).toBeGreaterThan(5);
  });
});

describe('outside the US the same, rate by rate and code by code', () => {
  /** Any lines under the company's codes, taxed and not, with a discount now and then. */
  async function abroad(country: string) {
    const app = await companyApp({ profile: { country, tax: 'global' } });
    const services = accountNamed(app, 'Services');
    await app.call('mappings.setLists', { defaultIncomeAccount: services });
    const who = await app.make('customer', { displayName: 'Harbour Homes' });
    const labor = await app.make('item', { name: 'Labor', type: 'service', unitPrice: '80', taxable: true });
    await app.apply();
    return { app, who, labor, rates: (await app.call('workspace.taxRates')).rates };
  }

  const cases = ['CA', 'GB', 'AU'].flatMap((country) =>
    ['exclusive', 'inclusive', 'none'].map((amountsAre) => [country, amountsAre] as const),
  );

  test.each(cases)('%s, amounts %s', { timeout: 120_000 }, async (country, taxModel) => {
    const { app, who, labor, rates } = await abroad(country);
    const dice = rolls(Number(process.env.PLUMBLINE_SEED ?? 11));
    const anyLines = () => [
      ...Array.from({ length: dice(1, 5) }, (_, at) => ({
        ...line(
          {
            item: labor,
            quantity: shorten(dice(1, 4_000_000), dice(0, 5)),
            unitPrice: shorten(dice(1, 9_000_000), dice(0, 5)),
            taxable: dice(0, 3) > 0,
          },
          at,
        ),
        taxRate: rates[dice(0, rates.length - 1)]?.key ?? '',
      })),
      ...(dice(0, 2) === 0 ? [line({ kind: 'discount', percent: shorten(dice(1, 4_000_000), 5) }, 9)] : []),
    ];
    const keys: string[] = [];
    for (let n = 0; n < 12; n++)
      keys.push(
        await app.make('invoice', {
          number: `R-${n}`,
          customer: who,
          date: '2026-11-18',
          lines: anyLines() as never,
          taxRate: null,
          taxModel,
        }),
      );
    await app.make('creditMemo', {
      number: 'C-1',
      customer: who,
      date: '2026-11-18',
      lines: anyLines() as never,
      taxRate: null,
      taxModel,
    });
    await appliedAsNamed(app);
    for (const key of keys.filter(() => dice(0, 1) === 0)) {
      const { revision } = await app.call('records.get', { entity: 'invoice', key });
      const changes = { lines: anyLines() as never };
      await app.call('records.update', { entity: 'invoice', key, revision: revision ?? '', changes });
    }
    const plan = await appliedAsNamed(app);
    expect(plan.actionable).toBeGreaterThan(2);
  });

  test('amounts that become something else, and a void', async () => {
    const { app, who, labor, rates } = await abroad('GB');
    const standard = rates.find((one) => one.percent === '20')?.key ?? '';
    const key = await app.make('invoice', {
      ...invoice('M-1', who, [{ item: labor, quantity: '3', unitPrice: '33.33', taxable: true }], {
        taxRate: standard,
      }),
      taxModel: 'exclusive',
    });
    await appliedAsNamed(app);
    for (const taxModel of ['inclusive', 'exclusive', 'none']) {
      const { revision } = await app.call('records.get', { entity: 'invoice', key });
      await app.call('records.update', { entity: 'invoice', key, revision: revision ?? '', changes: { taxModel } });
      await appliedAsNamed(app);
    }
    const { revision } = await app.call('records.get', { entity: 'invoice', key });
    await app.call('records.remove', { entity: 'invoice', key, revision: revision ?? '', mode: 'void' });
    await appliedAsNamed(app);
  });
});
