/** Shipping is an amount of its own below the lines, on both sides: QuickBooks books it to the account it has for it. */
import { expect, test } from 'vitest';
import { type CompanyApp, companyApp, type Native } from '../../support/fakes/company-app.ts';

async function ground(allowed = true) {
  const app = await companyApp();
  const { Preferences } = app.ask('/preferences');
  if (allowed)
    app.ask(
      '/preferences',
      {},
      { ...Preferences, SalesFormsPrefs: { ...Preferences.SalesFormsPrefs, AllowShipping: true } },
    );
  const income = app.all('Account').find((one) => one.Name === 'Services').Id;
  await app.call('mappings.setLists', { defaultIncomeAccount: income });
  const rate = (await app.call('workspace.taxRates')).rates.find((one) => one.percent === '9.5')?.key ?? '';
  const codes = (await app.call('mappings.get')).options.taxCodes;
  const code = codes.find((one) => one.name === 'Petaluma')?.id ?? '';
  await app.call('mappings.setLists', { taxCodes: { [rate]: code } });
  await app.apply();
  const customer = await app.make('customer', { displayName: 'Pine Ridge HOA', taxable: true });
  const item = await app.make('item', { name: 'Shingle', type: 'nonInventory', taxable: true });
  const line = { id: 'a', item, quantity: '3', unitPrice: '100', taxable: true };
  const body = { customer, date: '2026-11-18', taxRate: rate, taxPercent: '9.5' };
  return { app, line, body };
}

const shown = async (app: CompanyApp, entity: string, key: string) => {
  const { platform, row, revision } = await app.call('records.get', { entity, key });
  return { lines: (platform?.lines ?? []) as Native[], platform, state: row.state, revision: revision ?? '' };
};
const shippingOf = (native: Native): Native[] =>
  native.Line.filter((one: Native) => one.SalesItemLineDetail?.ItemRef.value === 'SHIPPING_ITEM_ID');

test.each(['invoice', 'estimate', 'creditMemo'])(
  '%s: shipping goes over, changes and goes away on both sides',
  async (entity) => {
    const { app, line, body } = await ground();
    const resource = entity.charAt(0).toUpperCase() + entity.slice(1);
    const key = await app.make(entity, {
      ...body,
      ...(entity === 'estimate' ? { status: 'pending' } : {}),
      // Wherever it was typed, it stands below the goods; a share of the goods is no share of it.
      lines: [
        { id: 's', kind: 'shipping', amount: '25', taxable: false },
        line,
        { id: 'd', kind: 'discount', percent: '10' },
      ],
    });
    await app.sync();
    const there = (): Native => app.all(resource)[0];
    expect(shippingOf(there())).toMatchObject([{ Amount: 25 }]);
    const first = await shown(app, entity, key);
    // 300 less 30, and 25 for shipping; tax on 300.
    expect(first.platform).toMatchObject({ subtotal: '300.00', taxTotal: '28.50', total: '323.50' });
    expect(there().TotalAmt).toBe(323.5);
    expect(first.lines.map((one) => one.kind)).toEqual(['item', 'shipping', 'discount']);
    expect(first.state).toBe('equal');

    // Changed here.
    const lines = first.lines.map((one) => (one.kind === 'shipping' ? { ...one, amount: '40', taxable: true } : one));
    await app.call('records.update', { entity, key, revision: first.revision, changes: { lines } });
    await app.sync();
    expect(shippingOf(there())).toMatchObject([{ Amount: 40, SalesItemLineDetail: { TaxCodeRef: { value: 'TAX' } } }]);
    const second = await shown(app, entity, key);
    expect(second.platform).toMatchObject({ taxTotal: '32.30', total: '342.30' });
    expect(there().TotalAmt).toBe(342.3);
    expect(second.state).toBe('equal');

    // Taken off in QuickBooks.
    const native = there();
    const kept = native.Line.filter(
      (one: Native) => !shippingOf(native).includes(one) && one.DetailType !== 'SubTotalLineDetail',
    );
    app.ask(`/${resource.toLowerCase()}`, {}, { Id: native.Id, SyncToken: native.SyncToken, sparse: true, Line: kept });
    await app.sync();
    const third = await shown(app, entity, key);
    expect(third.lines.map((one) => one.kind)).toEqual(['item', 'discount']);
    expect(third.platform?.total).toBe('298.50');
    expect(third.state).toBe('equal');

    // Put on in QuickBooks.
    const bare = there();
    const added = {
      DetailType: 'SalesItemLineDetail',
      Amount: 12.5,
      SalesItemLineDetail: { ItemRef: { value: 'SHIPPING_ITEM_ID' } },
    };
    app.ask(
      `/${resource.toLowerCase()}`,
      {},
      { Id: bare.Id, SyncToken: bare.SyncToken, sparse: true, Line: [...bare.Line, added] },
    );
    await app.sync();
    const last = await shown(app, entity, key);
    expect(last.lines.find((one) => one.kind === 'shipping')).toMatchObject({ amount: '12.50', item: null });
    expect(last.platform?.total).toBe('311.00');
    expect(last.state).toBe('equal');
    expect((await app.call('problems.list')).groups).toEqual([]);
  },
);

test('an estimate with shipping becomes an invoice with it, once', async () => {
  const { app, line, body } = await ground();
  const key = await app.make('estimate', {
    ...body,
    status: 'pending',
    lines: [line, { id: 's', kind: 'shipping', amount: '25', taxable: false }],
  });
  await app.sync();
  const made = await app.call('records.convert', {
    entity: 'estimate',
    key,
    date: '2026-11-20',
    share: { of: 'rest' },
  });
  await app.sync();
  const invoice = await shown(app, 'invoice', made.key);
  expect(invoice.lines.map(({ kind, amount }) => [kind, amount])).toEqual([
    ['item', '300.00'],
    ['shipping', '25.00'],
  ]);
  expect(invoice.state).toBe('equal');
  expect(shippingOf(app.all('Invoice')[0])).toHaveLength(1);
});

test('a company that does not ship says so, and two amounts for shipping are refused before they are sent', async () => {
  const { app, line, body } = await ground(false);
  const shipping = { id: 's', kind: 'shipping', amount: '25', taxable: false };
  await app.make('invoice', { ...body, lines: [line, shipping] });
  await app.make('invoice', { ...body, lines: [line, shipping, { ...shipping, id: 't' }] });
  await app.sync();
  expect(app.all('Invoice')).toEqual([]);
  const { groups } = await app.call('problems.list');
  const said = groups.flatMap((group) => group.problems.map((one) => one.error.userSentence)).join(' ');
  expect(said).toContain('Shipping is turned off');
  expect(said).toContain('one amount for shipping');
});

test('shipping without an amount is refused where it is typed', async () => {
  const { app, line, body } = await ground();
  const lines = [line, { id: 's', kind: 'shipping' }];
  await expect(app.make('invoice', { ...body, lines })).rejects.toThrow('Line 2 Amount: is needed');
});
