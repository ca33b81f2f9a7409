import { expect, test } from 'vitest';
import { companyApp } from '../../support/fakes/company-app.ts';

test('where QuickBooks has no purchase orders that is told, all else goes on, and they go once it has', async () => {
  const app = await companyApp({ profile: { plan: 'essentials' } });
  await app.apply();
  const { options } = await app.call('records.options', { entity: 'account', search: '', limit: 50 });
  const account = options.find((one) => one.body.type === 'expense')?.id ?? '';
  const vendor = await app.make('vendor', { displayName: 'Larch Supply' });
  const order = await app.make('purchaseOrder', {
    vendor,
    date: '2026-11-19',
    lines: [{ id: '', account, amount: '120.00', description: 'Shingles' }],
  });
  await app.sync();
  expect(app.all('Vendor').map((one) => one.DisplayName)).toContain('Larch Supply');
  expect(app.all('PurchaseOrder')).toEqual([]);
  const { groups } = await app.call('problems.list');
  const [problem] = groups.flatMap((group) => group.problems);
  expect(problem?.error).toMatchObject({ code: 'quickbooks.lacksFeature', native: { faultCode: '5020' } });
  expect(problem?.error.userSentence).toContain('purchase orders need QuickBooks Plus or Advanced');
  const { row } = await app.call('records.get', { entity: 'purchaseOrder', key: order });
  expect(row).toMatchObject({ state: 'failed', stateDetail: problem?.error.userSentence });

  // It is not tried again and again meanwhile, and a customer still goes.
  await app.make('customer', { displayName: 'Pine Ridge HOA' });
  await app.sync();
  expect(app.all('Customer')).toHaveLength(1);

  app.act({ act: 'profile', set: { plan: 'plus' } });
  await app.call('problems.retry', { id: problem?.id ?? '' });
  await app.sync();
  expect(app.all('PurchaseOrder')).toHaveLength(1);
  expect((await app.call('records.get', { entity: 'purchaseOrder', key: order })).row.state).toBe('equal');
});

test('an order that was received and is opened here once more is closed here, too: QuickBooks keeps it closed', async () => {
  const app = await companyApp();
  await app.apply();
  const { options } = await app.call('records.options', { entity: 'account', search: '', limit: 50 });
  const account = options.find((one) => one.body.type === 'expense')?.id ?? '';
  const vendor = await app.make('vendor', { displayName: 'Larch Supply' });
  const lines = [{ id: '', account, amount: '120.00', description: 'Shingles' }];
  const order = await app.make('purchaseOrder', { vendor, date: '2026-11-19', lines });
  await app.sync();
  const statusHere = async () =>
    (await app.call('records.get', { entity: 'purchaseOrder', key: order })).platform?.status;
  const [theirs] = app.all('PurchaseOrder');
  const { Id: TxnLineId, LineNum: _, ...ordered } = theirs.Line[0];
  const received = { ...ordered, LinkedTxn: [{ TxnId: theirs.Id, TxnLineId, TxnType: 'PurchaseOrder' }] };
  app.act({
    act: 'create',
    entity: 'Bill',
    set: { VendorRef: theirs.VendorRef, Line: [received] },
  });
  await app.sync();
  expect(await statusHere()).toBe('closed');
  const { revision } = await app.call('records.get', { entity: 'purchaseOrder', key: order });
  const changes = { status: 'open' };
  await app.call('records.update', { entity: 'purchaseOrder', key: order, revision: revision ?? '', changes });
  await app.sync();
  await app.sync();
  expect(app.all('PurchaseOrder')[0]?.POStatus).toBe('Closed');
  expect(await statusHere()).toBe('closed');
});
