import { describe, expect, test } from 'vitest';
import { fakeApp } from '../../support/fakes/app.ts';
import { customer, invoice, item, payment } from '../../support/fakes/bodies.ts';

test('a customer made on the platform arrives in QuickBooks, and one made there arrives here', async () => {
  const app = await fakeApp();
  app.platform.add('customer', customer('Pine Ridge HOA', { email: 'office@pineridge.test' }));
  app.quickbooks.add('customer', customer('Weiskopf Consulting'));
  await app.goLive();
  expect(
    app.platform
      .all('customer')
      .map((c) => c.body.displayName)
      .sort(),
  ).toEqual(['Pine Ridge HOA', 'Weiskopf Consulting']);
  expect(
    app.quickbooks
      .all('customer')
      .map((c) => c.body.displayName)
      .sort(),
  ).toEqual(['Pine Ridge HOA', 'Weiskopf Consulting']);
  const status = await app.call('app.status');
  expect(status.health.state).toBe('upToDate');
  expect(status.lastProvenEqualAt).not.toBeNull();
  expect(app.errors).toEqual([]);
});

test('nothing is written to either side before a plan was applied', async () => {
  const app = await fakeApp();
  app.platform.add('customer', customer('Pine Ridge HOA'));
  app.quickbooks.add('customer', customer('Weiskopf Consulting'));
  await app.sync();
  await app.call('sync.preview');
  await app.time.pass(3_600_000);
  expect(app.platform.writes).toEqual([]);
  expect(app.quickbooks.writes).toEqual([]);
});

test('edits of different fields on both sides both arrive, and nothing else is written', async () => {
  const app = await fakeApp();
  const here = app.platform.add('customer', customer('Pine Ridge HOA', { phone: '555 010 2030' }));
  await app.goLive();
  const there = app.quickbooks.all('customer')[0]!;
  app.platform.edit('customer', here.id, { phone: '555 010 9999' });
  app.quickbooks.edit('customer', there.id, { notes: 'Gate code 4417' });
  await app.sync();
  expect(app.platform.must('customer', here.id).body).toMatchObject({ phone: '555 010 9999', notes: 'Gate code 4417' });
  expect(app.quickbooks.must('customer', there.id).body).toMatchObject({
    phone: '555 010 9999',
    notes: 'Gate code 4417',
  });
  const writes = app.platform.writes.length + app.quickbooks.writes.length;
  await app.sync();
  await app.call('sync.compare');
  expect(app.platform.writes.length + app.quickbooks.writes.length).toBe(writes);
});

test('an invoice goes after its customer and item, and a payment made in QuickBooks comes back', async () => {
  const app = await fakeApp();
  const who = app.platform.add('customer', customer('Pine Ridge HOA'));
  const what = app.platform.add('item', item('Roof inspection'));
  const doc = app.platform.add(
    'invoice',
    invoice('1042', who.id, [{ item: what.id, quantity: '2', unitPrice: '150' }]),
  );
  await app.goLive();
  const there = app.quickbooks.all('invoice')[0]!;
  expect(there.body).toMatchObject({
    number: '1042',
    total: '300.00',
    customer: app.quickbooks.all('customer')[0]!.id,
  });
  app.quickbooks.add(
    'payment',
    payment(String(there.body.customer), '300.00', [{ invoice: there.id, amount: '300.00' }]),
  );
  await app.sync();
  expect(app.platform.all('payment')).toHaveLength(1);
  expect(app.platform.all('payment')[0]!.body).toMatchObject({
    customer: who.id,
    allocations: [{ invoice: doc.id, amount: '300.00' }],
  });
  expect((await app.call('app.status')).health.state).toBe('upToDate');
});

test('line edits on both sides merge by line', async () => {
  const app = await fakeApp();
  const who = app.platform.add('customer', customer('Pine Ridge HOA'));
  const what = app.platform.add('item', item('Roof inspection'));
  const doc = app.platform.add(
    'invoice',
    invoice('1042', who.id, [
      { item: what.id, quantity: '1', unitPrice: '100', description: 'Day one' },
      { item: what.id, quantity: '1', unitPrice: '200', description: 'Day two' },
    ]),
  );
  await app.goLive();
  const there = app.quickbooks.all('invoice')[0]!;
  const change = (side: typeof app.platform, id: string, index: number, part: object): void => {
    const lines = [...(side.must('invoice', id).body.lines as object[])];
    lines[index] = { ...lines[index], ...part };
    side.edit('invoice', id, { lines: lines as never });
  };
  change(app.platform, doc.id, 0, { description: 'Day one, morning' });
  change(app.quickbooks, there.id, 1, { quantity: '3' });
  await app.sync();
  for (const held of [app.platform.must('invoice', doc.id), app.quickbooks.must('invoice', there.id)]) {
    expect(held.body.lines).toMatchObject([
      { description: 'Day one, morning', quantity: '1' },
      { description: 'Day two', quantity: '3', amount: '600.00' },
    ]);
    expect(held.body.total).toBe('700.00');
  }
  expect((await app.call('app.status')).health.state).toBe('upToDate');
});

test('the same field edited on both sides waits in Review and resolves', async () => {
  const app = await fakeApp();
  const here = app.platform.add('customer', customer('Pine Ridge HOA', { notes: 'old' }));
  await app.goLive();
  const there = app.quickbooks.all('customer')[0]!;
  app.platform.edit('customer', here.id, { notes: 'ours' });
  app.quickbooks.edit('customer', there.id, { notes: 'theirs' });
  await app.sync();
  const { rows } = await app.call('review.list', {});
  expect(rows).toMatchObject([{ kind: 'fields', key: here.id }]);
  const detail = await app.call('review.get', { id: rows[0]!.id });
  expect(detail.fields.filter((field) => field.conflicting)).toMatchObject([
    { path: 'notes', base: 'old', platform: 'ours', quickbooks: 'theirs' },
  ]);
  expect((await app.call('app.status')).health.state).toBe('needsYou');
  await app.call('review.resolve', {
    id: detail.row.id,
    revision: detail.revision,
    choices: { notes: { pick: 'quickbooks' } },
  });
  await app.sync();
  expect(app.platform.must('customer', here.id).body.notes).toBe('theirs');
  expect((await app.call('review.list', {})).total).toBe(0);
  expect((await app.call('app.status')).health.state).toBe('upToDate');
});

test('a value that waits in Review and is emptied by somebody still waits, and is not filled in again', async () => {
  const app = await fakeApp();
  const here = app.platform.add('customer', { ...customer('Pine Ridge HOA'), notes: 'Gate code 4471' }).id;
  const there = app.quickbooks.add('customer', { ...customer('Pine Ridge HOA'), notes: 'Net 30' }).id;
  await app.goLive();
  const waits = async () => (await app.call('review.list')).rows.map((row) => row.kind);
  expect(await waits()).toEqual(['fields']);
  app.quickbooks.edit('customer', there, { notes: null });
  await app.sync();
  expect(await waits()).toEqual(['fields']);
  expect(app.quickbooks.must('customer', there).body.notes ?? null).toBeNull();
  const [row] = (await app.call('review.list')).rows;
  const { revision } = await app.call('review.get', { id: row!.id });
  await app.call('review.resolve', { id: row!.id, revision, choices: { notes: { pick: 'quickbooks' } } });
  await app.sync();
  expect(app.platform.must('customer', here).body.notes ?? null).toBeNull();
  expect(await waits()).toEqual([]);
});

test('first contact links what is the same, asks where it is not clear, and copies the rest', async () => {
  const app = await fakeApp();
  app.platform.add('customer', customer('Pine Ridge', { email: 'office@pineridge.test' }));
  app.platform.add('customer', customer('Bill Lucchini', { phone: '555 1' }));
  app.platform.add('customer', customer('Only here'));
  app.quickbooks.add('customer', customer('Pine Ridge HOA', { email: 'Office@pineridge.test' }));
  app.quickbooks.add('customer', customer('Bill Lucchini', { phone: '555 1' }));
  app.quickbooks.add('customer', customer('Only there'));
  const plan = await app.call('sync.preview');
  expect(plan.byEntity.find((one) => one.entity === 'customer')?.counts).toMatchObject({
    link: 2,
    createInQuickbooks: 1,
    createInPlatform: 1,
    review: 1,
  });
  await app.goLive();
  expect(app.platform.all('customer')).toHaveLength(4);
  expect(app.quickbooks.all('customer')).toHaveLength(4);
  expect((await app.call('review.list', {})).rows).toMatchObject([{ kind: 'fields' }]);
});

describe('what the settings keep apart', () => {
  test('is never called equal, and is again when the setting is lifted', async () => {
    const app = await fakeApp();
    await app.goLive();
    const held = app.platform.add('customer', customer('Pine Ridge HOA', { email: 'a@x.test' }));
    await app.sync();
    await app.call('mappings.setEntity', { entity: 'customer', policy: { direction: 'fromQuickbooks' } });
    app.time.now += 60_000;
    app.platform.edit('customer', held.id, { email: 'b@x.test' });
    await app.sync();
    const status = await app.call('app.status');
    expect(status.counts).toMatchObject({ equal: 0, differs: 1 });
    expect(status.health.sentence).toMatch(/1 record differs and stays so/);
    expect(status.lastProvenEqualAt).not.toBe(status.lastSyncAt);
    const { rows } = await app.call('records.list', { entity: 'customer' });
    expect([rows[0]?.state, rows[0]?.stateDetail]).toEqual([
      'differs',
      expect.stringMatching(/by your settings: E-?mail/),
    ]);

    await app.call('mappings.setEntity', { entity: 'customer', policy: { direction: 'both' } });
    await app.sync();
    expect(app.quickbooks.all('customer')[0]?.body.email).toBe('b@x.test');
    const after = await app.call('app.status');
    expect(after.counts).toMatchObject({ equal: 1, differs: 0 });
    expect(after.lastProvenEqualAt).toBe(after.lastSyncAt);
  });
});
