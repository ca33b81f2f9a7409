/** An estimate becomes invoices, on both sides at once. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { InputOf } from '../../../shared/contract/index.ts';
import { Failure } from '../../../shared/errors.ts';
import { type CompanyApp, companyApp, type Native } from '../../support/fakes/company-app.ts';

const DAY = '2026-11-20';

let app: CompanyApp;
let estimate: string;
let customer: string;

const line = (item: string, quantity: string, unitPrice: string, description: string) => ({
  id: '',
  kind: 'item',
  item,
  description,
  quantity,
  unitPrice,
  percent: null,
  amount: null,
  taxable: false,
});

beforeEach(async () => {
  app = await companyApp();
  const account = app.all('Account').find((one: Native) => one.AccountType === 'Income')?.Id;
  await app.apply();
  await app.call('mappings.setLists', { defaultIncomeAccount: account });
  customer = await app.make('customer', { displayName: 'Nora Pell' });
  const item = await app.make('item', { name: 'Chimney pot', type: 'service' });
  estimate = await app.make('estimate', {
    number: '501',
    customer,
    date: DAY,
    status: 'pending',
    lines: [
      line(item, '3', '110.15', 'Clay pot'),
      line(item, '8', '95', 'Mason, per hour'),
      { id: '', kind: 'text', description: 'Access from the yard.' },
      { id: '', kind: 'discount', percent: '10' },
    ],
  });
  await app.sync();
});

const convert = (share?: InputOf<'records.convert'>['share']) =>
  app.call('records.convert', { entity: 'estimate', key: estimate, date: DAY, ...(share ? { share } : {}) });
const body = async (entity: string, key: string) => (await app.call('records.get', { entity, key })).platform ?? {};
const refused = async (share?: InputOf<'records.convert'>['share']): Promise<string> => {
  try {
    await convert(share);
    return 'made';
  } catch (error) {
    if (error instanceof Failure) return error.error.userSentence;
    throw error;
  }
};
const settle = async (): Promise<void> => {
  await app.sync();
  await app.sync();
};

describe('in one click', () => {
  test('makes an invoice of all of it, linked on both sides, and QuickBooks closes the estimate', async () => {
    const made = await convert();
    const invoice = await body('invoice', made.key);
    const offer = await body('estimate', estimate);
    expect(invoice).toMatchObject({ estimate, customer, subtotal: offer.subtotal, total: offer.total });
    expect((invoice.lines as unknown[]).length).toBe(4);
    expect(offer).toMatchObject({ status: 'accepted', acceptedDate: DAY });
    await settle();
    const [there] = app.all('Invoice');
    const [theirs] = app.all('Estimate');
    expect(there.LinkedTxn).toEqual([{ TxnId: theirs.Id, TxnType: 'Estimate' }]);
    expect(theirs).toMatchObject({ TxnStatus: 'Closed', LinkedTxn: [{ TxnId: there.Id, TxnType: 'Invoice' }] });
    expect(Number(invoice.total).toFixed(2)).toBe(Number(there.TotalAmt).toFixed(2));
    expect((await body('estimate', estimate)).status).toBe('closed');
    for (const [entity, key] of [
      ['estimate', estimate],
      ['invoice', made.key],
    ] as const)
      expect((await app.call('records.get', { entity, key })).row.state).toBe('equal');
    const related = (await app.call('records.get', { entity: 'estimate', key: estimate })).related;
    expect(related.map((one) => [one.entity, one.key])).toEqual([['invoice', made.key]]);
    expect((await app.call('app.status')).counts).toMatchObject({ waiting: 0, review: 0, problems: 0 });
  });

  test('not a second time, until what was made of it is gone', async () => {
    const made = await convert();
    expect(await refused()).toMatch(/^Estimate 501 is invoiced in full already: Invoice/);
    await settle();
    expect(await refused()).toContain('is invoiced in full already');
    const { revision } = await app.call('records.get', { entity: 'invoice', key: made.key });
    await app.call('records.remove', { entity: 'invoice', key: made.key, revision: revision ?? '', mode: 'void' });
    await settle();
    expect(await refused()).toBe('made');
  });
});

describe('in parts', () => {
  test('a percentage, then another, then the rest come to the whole', async () => {
    const first = await convert({ of: 'percent', percent: '33.3' });
    await settle();
    const second = await convert({ of: 'percent', percent: '40' });
    expect(await refused({ of: 'percent', percent: '40' })).toBe('Percentage: is more than is left (26.7 %).');
    const rest = await convert({ of: 'rest' });
    await settle();
    const quantities = await Promise.all(
      [first, second, rest].map(async ({ key }) =>
        ((await body('invoice', key)).lines as { kind: string; quantity: string }[])
          .filter((one) => one.kind === 'item')
          .map((one) => one.quantity),
      ),
    );
    expect(quantities).toEqual([
      ['0.999', '2.664'],
      ['1.2', '3.2'],
      ['0.801', '2.136'],
    ]);
    expect(await refused()).toContain('is invoiced in full already');
    expect(app.all('Estimate')[0].LinkedTxn).toHaveLength(3);
    expect((await app.call('app.status')).counts).toMatchObject({ waiting: 0, review: 0, problems: 0 });
  });

  test('chosen lines, as many as are left of them', async () => {
    const [pots, hours] = (await body('estimate', estimate)).lines as { id: string }[];
    const made = await convert({ of: 'lines', lines: [{ id: hours?.id ?? '', quantity: '5' }] });
    expect((await body('invoice', made.key)).lines).toMatchObject([
      { description: 'Mason, per hour', quantity: '5', amount: '475.00' },
    ]);
    expect(await refused({ of: 'lines', lines: [{ id: hours?.id ?? '', quantity: '4' }] })).toBe(
      'Line 2: has only 3 left to invoice.',
    );
    expect(await refused({ of: 'lines', lines: [{ id: 'nowhere' }] })).toContain('that the estimate does not have');
    const rest = await convert({ of: 'lines', lines: [{ id: pots?.id ?? '' }, { id: hours?.id ?? '' }] });
    expect((await body('invoice', rest.key)).lines).toMatchObject([{ quantity: '3' }, { quantity: '3' }]);
    expect(await refused()).toContain('is invoiced in full already');
  });
});

test('an estimate that was invoiced and is accepted here once more is closed here, too: QuickBooks keeps it closed', async () => {
  const [theirs] = app.all('Estimate');
  const [offered] = (theirs.Line as Native[]).filter((one) => one.DetailType === 'SalesItemLineDetail');
  const { Id: _, LineNum: __, ...sold } = offered;
  app.act({
    act: 'create',
    entity: 'Invoice',
    set: {
      CustomerRef: theirs.CustomerRef,
      LinkedTxn: [{ TxnId: theirs.Id, TxnType: 'Estimate' }],
      Line: [sold],
    },
  });
  await settle();
  expect((await body('estimate', estimate)).status).toBe('closed');
  const { revision } = await app.call('records.get', { entity: 'estimate', key: estimate });
  await app.call('records.update', {
    entity: 'estimate',
    key: estimate,
    revision: revision ?? '',
    changes: { status: 'accepted' },
  });
  await settle();
  expect(app.all('Estimate')[0]?.TxnStatus).toBe('Closed');
  expect((await body('estimate', estimate)).status).toBe('closed');
});

test('nothing is made of what was rejected or deleted, or of what is no offer', async () => {
  const { revision } = await app.call('records.get', { entity: 'estimate', key: estimate });
  await app.call('records.update', {
    entity: 'estimate',
    key: estimate,
    revision: revision ?? '',
    changes: { status: 'rejected' },
  });
  expect(await refused()).toBe('Status: is rejected, so nothing can be made of it.');
  const call = app.call('records.convert', { entity: 'customer', key: customer, date: DAY });
  await expect(call).rejects.toThrow('is not made into anything');
});

test('while estimates are switched off, their invoices go without the link, and get it later', async () => {
  await app.call('mappings.setEntity', { entity: 'estimate', policy: { enabled: false } });
  const other = await app.make('estimate', {
    ...(await body('estimate', estimate)),
    number: '502',
    lines: (await body('estimate', estimate)).lines ?? null,
  });
  const made = await app.call('records.convert', { entity: 'estimate', key: other, date: DAY });
  expect((await body('estimate', other)).status).toBe('closed');
  await settle();
  const detail = await app.call('records.get', { entity: 'invoice', key: made.key });
  expect(detail.row.state).toBe('equal');
  expect(app.all('Invoice')[0].LinkedTxn ?? []).toEqual([]);
  await app.call('mappings.setEntity', { entity: 'estimate', policy: { enabled: true } });
  await settle();
  await settle();
  expect(app.all('Invoice')[0].LinkedTxn).toMatchObject([{ TxnType: 'Estimate' }]);
});

test('an invoice goes on naming its offer when that was deleted here and is made again', async () => {
  const made = await convert();
  await settle();
  const [there] = app.all('Estimate');
  app.ask('/estimate', {}, { Id: there.Id, SyncToken: there.SyncToken, sparse: true, PrivateNote: 'Gate code 4417' });
  const before = await app.call('records.get', { entity: 'estimate', key: estimate });
  const mode = 'delete' as const;
  await app.call('records.remove', { entity: 'estimate', key: estimate, revision: before.revision ?? '', mode });
  await settle();
  const [question] = (await app.call('review.list')).rows;
  const { revision } = await app.call('review.get', { id: question?.id ?? '' });
  await app.call('review.act', { id: question?.id ?? '', revision, act: 'recreate' });
  await settle();
  const offer = app.store.counterpart('estimate', 'quickbooks', there.Id);
  expect(offer).not.toBe(estimate);
  expect((await body('invoice', made.key)).estimate).toBe(offer);
  expect((await app.call('sync.preview')).actionable).toBe(0);
});

test('an offer that QuickBooks closed while a change of it was lost is closed here, whatever the repeated request is answered', async () => {
  const { revision } = await app.call('records.get', { entity: 'estimate', key: estimate });
  // Neither the answer nor what is asked about it comes through.
  app.cutLine(/\/estimate$/, true);
  app.during(/\/estimate$/, async () => app.cutLine(/\/estimate\/\d+$/, false, 5));
  const place = { entity: 'estimate', key: estimate };
  await app.call('records.update', { ...place, revision: revision ?? '', changes: { status: 'accepted' } });
  await app.sync();
  // Closing it counts as no edit of it.
  const [offer] = app.all('Estimate');
  const Line = offer.Line.filter((one: Native) => one.DetailType === 'SalesItemLineDetail');
  const LinkedTxn = [{ TxnId: offer.Id, TxnType: 'Estimate' }];
  app.ask('/invoice', {}, { CustomerRef: offer.CustomerRef, Line, LinkedTxn });
  app.cutLine(/nothing more/, false);
  app.time.now += 600_000;
  await settle();
  expect(app.all('Estimate')).toMatchObject([{ SyncToken: offer.SyncToken, TxnStatus: 'Closed' }]);
  expect((await body('estimate', estimate)).status).toBe('closed');
  expect((await app.call('sync.preview')).actionable).toBe(0);
});
