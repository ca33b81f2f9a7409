/** Vendor credits lower what is owed, by bill payments that name both, on whichever side they are made. */
import { beforeEach, describe, expect, test } from 'vitest';
import { Failure } from '../../../shared/errors.ts';
import type { Body } from '../../../shared/primitives.ts';
import { type CompanyApp, companyApp, type Native } from '../../support/fakes/company-app.ts';

const DAY = '2026-11-20';

let app: CompanyApp;
let vendor: string;
let bank: string;
let fees: string;
let bill: string;
let credit: string;

const lines = (amount: string): Body[] => [{ id: '', account: fees, description: 'Shingles', amount }];
/** What a write moves beside itself (balances) is only told by the feed after it. */
const settle = async (): Promise<void> => {
  for (let round = 0; round < 3; round++) await app.sync();
};
const get = (entity: string, key: string) => app.call('records.get', { entity, key });
const body = async (entity: string, key: string) => (await get(entity, key)).platform ?? {};
const payment = (amount: string, allocations: Body[], vendorCredits: Body[]): Body => ({
  vendor,
  date: DAY,
  amount,
  account: bank,
  paidBy: 'check',
  allocations: allocations as never,
  vendorCredits: vendorCredits as never,
});
const share = (TxnId: string, TxnType: string, Amount: number): Native => ({ Amount, LinkedTxn: [{ TxnId, TxnType }] });
const only = (resource: string): Native => app.all(resource)[0];
/** Somebody in QuickBooks sets so much of the credit against the bill. */
const applyThere = (amount: number): Native =>
  app.act({
    act: 'create',
    entity: 'BillPayment',
    set: {
      VendorRef: { value: only('Vendor').Id },
      PayType: 'Check',
      CheckPayment: { BankAccountRef: { value: app.all('Account').find((one) => one.AccountType === 'Bank').Id } },
      TotalAmt: 0,
      Line: [share(only('Bill').Id, 'Bill', amount), share(only('VendorCredit').Id, 'VendorCredit', amount)],
    },
  }).BillPayment;
/** Removes a record here, as its drawer does. */
const remove = async (entity: string, key: string): Promise<void> => {
  const { revision } = await get(entity, key);
  await app.call('records.remove', { entity, key, revision: revision ?? '', mode: 'delete' });
};

beforeEach(async () => {
  app = await companyApp();
  await app.apply();
  const { rows } = await app.call('records.list', { entity: 'account', limit: 500 });
  const ofType = (type: string): string => rows.find((one) => one.body.type === type)?.key ?? `no ${type}`;
  bank = ofType('bank');
  fees = ofType('expense');
  vendor = await app.make('vendor', { displayName: 'North Coast Supply' });
  bill = await app.make('bill', { vendor, reference: 'NC-1', date: DAY, lines: lines('100') as never });
  credit = await app.make('vendorCredit', { vendor, reference: 'CR-1', date: DAY, lines: lines('40') as never });
  await settle();
});

/** What QuickBooks' own report says the vendors are owed. */
function reported(): string {
  const [total] = (app.ask('/reports/AgedPayables', { report_date: '2030-12-31' }).Rows.Row ?? []).slice(-1);
  return Number(total?.Summary?.ColData.at(-1).value || 0).toFixed(2);
}

/** What is owed on both sides, and that QuickBooks' own report says the same. */
async function owed(): Promise<string> {
  const { payables, counts } = await app.call('app.status');
  expect(counts).toMatchObject({ waiting: 0, review: 0, problems: 0, differs: 0 });
  expect(payables?.difference).toBe('0.00');
  expect(payables?.quickbooks).toBe(reported());
  expect(app.errors).toEqual([]);
  return payables?.platform ?? '';
}

describe('made in the workspace', () => {
  test('a credit lowers what is owed before anybody uses it, and a plan says so', async () => {
    expect(await owed()).toBe('60.00');
    expect(only('VendorCredit')).toMatchObject({ DocNumber: 'CR-1', TotalAmt: 40, Balance: 40 });
    await app.call('sync.pause', {});
    await app.make('vendorCredit', { vendor, date: DAY, lines: lines('12.50') as never });
    const plan = await app.call('sync.preview');
    expect(plan.payables).toMatchObject({
      platformBefore: '47.50',
      platformAfter: '47.50',
      quickbooksBefore: '60.00',
      quickbooksAfter: '47.50',
    });
    await app.call('sync.resume');
    await settle();
    expect(await owed()).toBe('47.50');
  });

  test('money and a credit pay a bill together, and are taken back together', async () => {
    const shares = [[{ bill, amount: '100' }], [{ vendorCredit: credit, amount: '40' }]] as const;
    const paid = await app.make('billPayment', payment('60', [...shares[0]], [...shares[1]]));
    await settle();
    expect(await owed()).toBe('0.00');
    expect(await body('bill', bill)).toMatchObject({ balance: '0.00' });
    expect(await body('vendorCredit', credit)).toMatchObject({ remaining: '0.00' });
    expect([only('Bill').Balance, only('VendorCredit').Balance, only('BillPayment').TotalAmt]).toEqual([0, 0, 60]);
    await remove('billPayment', paid);
    await settle();
    expect(await owed()).toBe('60.00');
    expect(await body('vendorCredit', credit)).toMatchObject({ remaining: '40.00' });
  });

  test('a payment of nothing sets a credit against a bill; what it uses can be changed', async () => {
    const paid = await app.make(
      'billPayment',
      payment('0', [{ bill, amount: '25' }], [{ vendorCredit: credit, amount: '25' }]),
    );
    await settle();
    expect(await owed()).toBe('60.00');
    expect(only('BillPayment')).toMatchObject({
      TotalAmt: 0,
      Line: [share(only('Bill').Id, 'Bill', 25), share(only('VendorCredit').Id, 'VendorCredit', 25)],
    });
    const { revision, row } = await get('billPayment', paid);
    expect(row.title).toBe('Vendor credit applied');
    const changes = { allocations: [{ bill, amount: '40' }], vendorCredits: [{ vendorCredit: credit, amount: '40' }] };
    await app.call('records.update', { entity: 'billPayment', key: paid, revision: revision ?? '', changes });
    await settle();
    expect(await owed()).toBe('60.00');
    expect([only('Bill').Balance, only('VendorCredit').Balance]).toEqual([60, 0]);
  });

  test('no more of a credit is used than is left of it, and only of the same vendor', async () => {
    const more = app.make(
      'billPayment',
      payment('0', [{ bill, amount: '50' }], [{ vendorCredit: credit, amount: '50' }]),
    );
    await expect(more).rejects.toThrow(Failure);
    await expect(more).rejects.toThrow('Credits used: Vendor credit CR-1 has only $40.00 open.');
    const other = await app.make('vendor', { displayName: 'Bayside' });
    const foreign = await app.make('vendorCredit', { vendor: other, date: DAY, lines: lines('9') as never });
    const wrong = payment('0', [{ bill, amount: '9' }], [{ vendorCredit: foreign, amount: '9' }]);
    await expect(app.make('billPayment', wrong)).rejects.toThrow("is another vendor's");
  });

  test('one whose answer was lost is found again and not made twice', async () => {
    app.cutLine(/\/vendorcredit$/, true);
    await app.make('vendorCredit', { vendor, reference: 'CR-2', date: DAY, lines: lines('7') as never });
    await settle();
    expect(app.all('VendorCredit').map((one) => one.TotalAmt)).toEqual([7, 40]);
    app.cutLine(/\/billpayment$/, true);
    await app.make('billPayment', payment('0', [{ bill, amount: '5' }], [{ vendorCredit: credit, amount: '5' }]));
    await settle();
    expect(app.all('BillPayment')).toHaveLength(1);
    expect(await owed()).toBe('53.00');
  });
});

describe('made in QuickBooks', () => {
  test('a credit set against a bill there arrives with both shares', async () => {
    applyThere(25);
    await settle();
    expect(await owed()).toBe('60.00');
    expect(await body('bill', bill)).toMatchObject({ balance: '75.00' });
    expect(await body('vendorCredit', credit)).toMatchObject({ remaining: '15.00' });
    const { rows } = await app.call('records.list', { entity: 'billPayment' });
    expect(rows.map((row) => [row.title, row.state])).toEqual([['Vendor credit applied', 'equal']]);
  });

  test('two uses of credits on one day, one on each side, are two', async () => {
    await app.call('sync.pause', {});
    applyThere(25);
    await app.make('billPayment', payment('0', [{ bill, amount: '10' }], [{ vendorCredit: credit, amount: '10' }]));
    await app.call('sync.resume');
    await settle();
    expect(await owed()).toBe('60.00');
    expect(await body('vendorCredit', credit)).toMatchObject({ remaining: '5.00' });
    expect(app.all('BillPayment')).toHaveLength(2);
  });

  test('a used credit that goes there gives the bill back what it had paid', async () => {
    applyThere(25);
    await settle();
    app.act({ act: 'delete', entity: 'VendorCredit', id: only('VendorCredit').Id });
    await settle();
    const [row] = (await app.call('review.list', {})).rows;
    const review = await app.call('review.get', { id: row?.id ?? '' });
    await app.call('review.act', { id: row?.id ?? '', revision: review.revision, act: 'follow' });
    await settle();
    expect(await owed()).toBe('100.00');
    expect(await get('vendorCredit', credit)).toMatchObject({ platformLife: 'deleted', quickbooksLife: 'deleted' });
    expect(await body('bill', bill)).toMatchObject({ balance: '100.00' });
  });
});

describe('with a payment on it', () => {
  test('a credit stays, here and in QuickBooks, until the payment is gone; then it goes by itself', async () => {
    const paid = await app.make(
      'billPayment',
      payment('0', [{ bill, amount: '25' }], [{ vendorCredit: credit, amount: '25' }]),
    );
    await settle();
    await expect(remove('vendorCredit', credit)).rejects.toThrow('Vendor credit applied is applied to it');
    const { revision, platform } = await get('vendorCredit', credit);
    const [first] = (platform?.lines ?? []) as Body[];
    const smaller = app.call('records.update', {
      entity: 'vendorCredit',
      key: credit,
      revision: revision ?? '',
      changes: { lines: [{ ...first, amount: '24.99' }] as never },
    });
    await expect(smaller).rejects.toThrow('may not be less than the $25.00 already used');
    await remove('billPayment', paid);
    await settle();

    // Somebody in QuickBooks uses it while it is taken away here.
    await app.call('sync.pause', {});
    await remove('vendorCredit', credit);
    const used = applyThere(30);
    await app.call('sync.resume');
    await settle();
    const { groups } = await app.call('problems.list');
    expect(groups.find((one) => one.cause === 'quickbooks.hasPayments')).toMatchObject({
      remedy: expect.stringContaining('Take the payment off it in QuickBooks first'),
      problems: [{ title: 'Vendor credit CR-1' }],
    });
    const refused = groups.flatMap((group) => group.problems).find((one) => one.title === 'Vendor credit applied');
    expect(refused?.error?.userSentence).toContain('Credits used: names a vendor credit that does not exist');
    expect(reported()).toBe('60.00');
    app.act({ act: 'delete', entity: 'BillPayment', id: used.Id });
    await settle();
    expect(app.all('VendorCredit')).toEqual([]);
    expect(await owed()).toBe('100.00');
  });
});

test('what was made of it is undone whole', async () => {
  const paid = await app.make(
    'billPayment',
    payment('0', [{ bill, amount: '25' }], [{ vendorCredit: credit, amount: '25' }]),
  );
  await settle();
  const { entries } = await app.call('activity.list', { search: 'Created in QuickBooks', result: 'done' });
  const made = entries.filter((one) => one.entity === 'vendorCredit' || one.entity === 'billPayment');
  expect(made.map((one) => one.entity)).toEqual(['billPayment', 'vendorCredit']);
  // The credit alone is in use.
  const alone = await app.call('undo.preview', { entries: [made[1]?.seq ?? 0] });
  const { items } = await app.call('plan.items', { planId: alone.planId });
  expect(items).toMatchObject([{ action: 'refuse', error: { code: 'undo.referred' } }]);
  const whole = await app.call('undo.preview', { entries: made.map((one) => one.seq) });
  await app.call('sync.apply', { planId: whole.planId, hash: whole.hash, confirmWarning: true });
  await settle();
  expect([app.all('VendorCredit'), app.all('BillPayment')]).toEqual([[], []]);
  // The workspace keeps what a person entered there; it is left out from now on.
  for (const [entity, key] of [
    ['billPayment', paid],
    ['vendorCredit', credit],
  ] as const)
    expect((await get(entity, key)).row).toMatchObject({ state: 'notSynced', life: 'live' });
  expect(reported()).toBe('100.00');
});

test('a payment that was read before credits were told one by one is read anew', async () => {
  applyThere(25);
  await settle();
  const { id } = app.all('BillPayment').map((one) => ({ id: String(one.Id) }))[0] ?? { id: '' };
  const old = (before: Body): Body => {
    const { vendorCredits: _, ...rest } = before;
    return { ...rest, credits: '25.00' };
  };
  // As the version before left it: the sum alone, in both books and in what they had agreed on.
  const record = app.store.recordOf('billPayment', 'quickbooks', id);
  if (!record?.base || record.platformId === null) throw new Error('it was equal');
  const { bookStore } = app.parts;
  const kept = bookStore.get('billPayment', record.platformId);
  if (!kept) throw new Error('it is in the book');
  const bare = {
    title: '',
    email: null,
    number: null,
    customer: null,
    date: null,
    amount: null,
    balance: null,
    search: '',
  };
  // The version before knew of no use of the credit here.
  const refs = [{ entity: 'bill', id: bill, amount: '25.00' }];
  bookStore.transaction(() =>
    bookStore.put({ ...kept, body: old(kept.body), change: bookStore.nextChange() }, { ...bare, refs }),
  );
  app.store.putRecord({ ...record, base: { ...record.base, body: old(record.base.body) } });
  const seen = app.store.observation('billPayment', 'quickbooks', id);
  if (!seen?.body) throw new Error('it was seen');
  app.store.putObservation({ ...seen, body: old(seen.body) });
  for (const side of ['platform', 'quickbooks']) app.store.setMeta(`cursor/${side}`, null);
  await settle();
  expect(await body('billPayment', record.platformId)).toMatchObject({
    credits: null,
    vendorCredits: [{ vendorCredit: credit, amount: '25.00' }],
    unapplied: '0.00',
  });
  expect(await body('vendorCredit', credit)).toMatchObject({ remaining: '15.00' });
  expect(await owed()).toBe('60.00');
});

test('a file on a credit goes along', async () => {
  const base64 = Buffer.from('%PDF-1.4 return slip').toString('base64');
  await app.call('attachments.add', { entity: 'vendorCredit', key: credit, name: 'slip.pdf', base64 });
  await settle();
  expect(app.all('Attachable').map((one) => [one.FileName, one.AttachableRef[0].EntityRef.type])).toEqual([
    ['slip.pdf', 'VendorCredit'],
  ]);
});
