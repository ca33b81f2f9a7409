import { describe, expect, test } from 'vitest';
import { type FakeApp, fakeApp, settle } from '../../support/fakes/app.ts';
import { customer, invoice, item, payment } from '../../support/fakes/bodies.ts';

/** One customer and item with invoices of 100.00 each, by number. */
async function invoiced(app: FakeApp, numbers: string[]): Promise<{ who: string; what: string; docs: string[] }> {
  const who = app.platform.add('customer', customer('Pine Ridge HOA')).id;
  const what = app.platform.add('item', item('Roof inspection')).id;
  const docs = numbers.map(
    (number) => app.platform.add('invoice', invoice(number, who, [{ item: what, quantity: '1', unitPrice: '100' }])).id,
  );
  return { who, what, docs };
}

describe('removals', () => {
  test('a void, a deletion and a deactivation are counted, listed and added up apart', async () => {
    const app = await fakeApp();
    const { docs } = await invoiced(app, ['1', '2', '3']);
    const gone = app.platform.add('customer', customer('Moved away'));
    await app.goLive();
    await app.call('settings.set', { brake: { maxRemovals: 3, maxShare: 1 } });
    app.platform.edit('invoice', docs[0]!, {}, 'void');
    app.platform.edit('invoice', docs[1]!, {}, 'deleted');
    app.platform.edit('invoice', docs[2]!, {}, 'deleted');
    app.platform.edit('customer', gone.id, {}, 'inactive');
    const plan = await app.call('sync.preview');
    const of = (entity: string) => plan.byEntity.find((one) => one.entity === entity);
    expect(of('invoice')?.counts).toEqual({ voidInQuickbooks: 1, deleteInQuickbooks: 2 });
    expect(of('invoice')?.money).toMatchObject({ voidInQuickbooks: '100.00', deleteInQuickbooks: '200.00' });
    expect(of('customer')?.counts).toEqual({ deactivateInQuickbooks: 1 });
    expect(plan.actionable).toBe(4);
    // All three count for the brake.
    expect(plan.warning).toMatch(/remove, void or deactivate 1 customers and 3 invoices/);
    const listed = await app.call('plan.items', { planId: plan.planId, action: 'voidInQuickbooks' });
    expect(listed.items).toMatchObject([{ title: 'Invoice 1', action: 'voidInQuickbooks' }]);
  });
});

describe('Apply', () => {
  test('refuses when a mapping changed what would be written, and tells which items', async () => {
    const app = await fakeApp();
    app.quickbooks.lists = [
      { list: 'account', id: '79', name: 'Services', facts: { type: 'Income' }, active: true },
      { list: 'account', id: '80', name: 'Repairs', facts: { type: 'Income' }, active: true },
    ];
    await app.call('mappings.setLists', { defaultIncomeAccount: '79' });
    app.platform.add('item', item('Roof inspection'));
    app.platform.add('customer', customer('Pine Ridge HOA'));
    const plan = await app.call('sync.preview');
    await app.call('mappings.setLists', { defaultIncomeAccount: '80' });
    await expect(app.call('sync.apply', { planId: plan.planId, hash: plan.hash })).rejects.toThrow(
      'The plan is out of date: 1 change would write something else since it was made.',
    );
    expect(app.quickbooks.writes).toEqual([]);
    const { plan: next } = await app.call('plan.get');
    expect(next?.since).toEqual({ added: 0, changed: 1, dropped: 0 });
    const told = await app.call('plan.items', { planId: next!.planId, since: true });
    expect(told).toMatchObject({ total: 1, items: [{ title: 'Roof inspection', since: 'changed' }] });
    await app.call('sync.apply', { planId: next!.planId, hash: next!.hash });
    await settle();
    expect(app.quickbooks.all('item')).toHaveLength(1);
  });

  test('lists what was added, changed and dropped since the plan was shown', async () => {
    const app = await fakeApp();
    const edited = app.platform.add('customer', customer('Pine Ridge HOA'));
    const dropped = app.platform.add('customer', customer('Cedar Court'));
    app.platform.add('customer', customer('Stays the same'));
    const plan = await app.call('sync.preview');
    app.platform.edit('customer', edited.id, { notes: 'Gate code 4471' });
    app.platform.edit('customer', dropped.id, {}, 'deleted');
    app.platform.add('customer', customer('Weiskopf Consulting'));
    await expect(app.call('sync.apply', { planId: plan.planId, hash: plan.hash })).rejects.toThrow(
      '1 change was added, 1 was dropped and 1 would write something else since it was made',
    );
    const { plan: next } = await app.call('plan.get');
    const told = await app.call('plan.items', { planId: next!.planId, since: true });
    expect(told.items.map((one) => [one.title, one.since])).toEqual([
      ['Pine Ridge HOA', 'changed'],
      ['Weiskopf Consulting', 'added'],
      ['Cedar Court', 'dropped'],
    ]);
    // What was dropped is told, but it is no part of the plan.
    const all = await app.call('plan.items', { planId: next!.planId });
    expect(all.items.map((one) => one.title).sort()).toEqual([
      'Pine Ridge HOA',
      'Stays the same',
      'Weiskopf Consulting',
    ]);
    expect(next?.actionable).toBe(3);
  });

  test('a version that says the same is no other plan', async () => {
    const app = await fakeApp();
    app.platform.add('customer', customer('Pine Ridge HOA', { phone: '555 010 2030' }));
    await app.goLive();
    const there = app.quickbooks.all('customer')[0]!;
    app.platform.edit('customer', app.platform.all('customer')[0]!.id, { notes: 'Gate code 4471' });
    const plan = await app.call('sync.preview');
    // Touched without a change: the version is another, what would be written is not.
    app.quickbooks.edit('customer', there.id, {});
    await app.call('sync.apply', { planId: plan.planId, hash: plan.hash });
    await settle();
    expect(app.quickbooks.must('customer', there.id).body.notes).toBe('Gate code 4471');
  });

  test('what came after it was checked waits until the plan was carried out', async () => {
    const app = await fakeApp();
    const { who } = await invoiced(app, ['1']);
    app.platform.add('payment', payment(who, '5.00', []));
    await app.call('settings.set', { brake: { maxRemovals: 1000, maxShare: 1 } });
    const plan = await app.call('sync.preview');
    const order: string[] = [];
    app.quickbooks.beforeWrite = (request) => {
      order.push(String(request.body?.displayName ?? request.entity));
    };
    await app.call('sync.apply', { planId: plan.planId, hash: plan.hash });
    // The run reads both sides once more before it writes: this it finds there.
    app.platform.add('customer', customer('Weiskopf Consulting'));
    await settle();
    expect(order).toEqual(['Pine Ridge HOA', 'item', 'invoice', 'payment', 'Weiskopf Consulting']);
  });

  test('a record edited after it was checked is not written as it was not shown', async () => {
    const app = await fakeApp();
    const edited = app.platform.add('customer', customer('Pine Ridge HOA'));
    app.platform.add('customer', customer('Cedar Court'));
    const plan = await app.call('sync.preview');
    const order: string[] = [];
    app.quickbooks.beforeWrite = (request) => {
      order.push(`${String(request.body?.displayName)}: ${String(request.body?.notes ?? '')}`);
    };
    await app.call('sync.apply', { planId: plan.planId, hash: plan.hash });
    app.platform.edit('customer', edited.id, { notes: 'Edited meanwhile' });
    await settle();
    // First the plan without it, then what is new.
    expect(order).toEqual(['Cedar Court: ', 'Pine Ridge HOA: Edited meanwhile']);
  });
});
