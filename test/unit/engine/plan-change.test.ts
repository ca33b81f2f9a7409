import { describe, expect, test } from 'vitest';
import { appError } from '../../../shared/errors.ts';
import { type FakeApp, fakeApp, settle } from '../../support/fakes/app.ts';
import { customer, item } from '../../support/fakes/bodies.ts';

const MANY = 12;

/** A live book in which QuickBooks may not be written, with many platform customers waiting behind that. */
async function held(count: number): Promise<FakeApp> {
  const app = await fakeApp();
  await app.call('mappings.setEntity', { entity: 'customer', policy: { direction: 'fromQuickbooks' } });
  for (let i = 0; i < count; i++) app.platform.add('customer', customer(`Customer ${i}`));
  await app.goLive();
  expect(app.quickbooks.all('customer')).toEqual([]);
  return app;
}

const policyOf = async (app: FakeApp, entity = 'customer') =>
  (await app.call('mappings.get')).entities.find((one) => one.entity === entity)!.policy;

const both = { entity: 'customer', policy: { direction: 'both' as const } };

const apply = async (app: FakeApp, plan: { planId: string; hash: string }): Promise<void> => {
  await app.call('sync.apply', { planId: plan.planId, hash: plan.hash, confirmWarning: true });
  await settle();
  await app.sync();
};

describe('a change of settings', () => {
  test('that would write many records is refused until its plan was looked at, and is made by Apply', async () => {
    const app = await held(MANY);
    // What waits anyway is no part of the change.
    app.platform.add('item', item('Roof inspection'));
    await expect(app.call('mappings.setEntity', both)).rejects.toThrow('This would change 12 records at once.');
    await app.sync();
    expect(app.quickbooks.all('customer')).toEqual([]);
    const plan = await app.call('mappings.previewEntity', both);
    expect(plan).toMatchObject({ actionable: MANY, purpose: 'A change of how customers travel' });
    expect(
      plan.byEntity.map((one) => [one.entity, one.counts]).filter(([, counts]) => Object.keys(counts!).length > 0),
    ).toEqual([['customer', { createInQuickbooks: MANY }]]);
    // Looking changes nothing.
    expect((await policyOf(app)).direction).toBe('fromQuickbooks');
    await app.sync();
    expect(app.quickbooks.all('customer')).toEqual([]);
    await apply(app, plan);
    expect((await policyOf(app)).direction).toBe('both');
    expect(app.quickbooks.all('customer')).toHaveLength(MANY);
  });

  test('that moved on meanwhile is not applied, and stays a plan of the same change', async () => {
    const app = await held(MANY);
    const plan = await app.call('mappings.previewEntity', both);
    app.platform.add('customer', customer('One more'));
    await expect(app.call('sync.apply', { planId: plan.planId, hash: plan.hash })).rejects.toThrow(
      '1 change was added',
    );
    expect((await policyOf(app)).direction).toBe('fromQuickbooks');
    const { plan: next } = await app.call('plan.get');
    expect(next).toMatchObject({ change: { kind: 'entity', entity: 'customer' }, since: { added: 1 } });
    await apply(app, next!);
    expect(app.quickbooks.all('customer')).toHaveLength(MANY + 1);
  });

  test('that touches few is made at once, and stopping is never held up', async () => {
    const few = await held(3);
    await few.call('mappings.setEntity', both);
    await few.sync();
    expect(few.quickbooks.all('customer')).toHaveLength(3);
    const many = await held(MANY);
    const plan = await many.call('mappings.previewEntity', both);
    await apply(many, plan);
    await many.call('mappings.setEntity', { entity: 'customer', policy: { direction: 'toQuickbooks' } });
    await many.call('mappings.setEntity', { entity: 'customer', policy: { enabled: false } });
    expect(await policyOf(many)).toMatchObject({ enabled: false });
  });

  test('of the paired lists is planned with the new pairs and stored by Apply', async () => {
    const app = await fakeApp();
    const accounts = ['79', '80'].map((id) => ({
      list: 'account',
      id,
      name: `Income ${id}`,
      facts: { type: 'Income' },
      active: true,
    }));
    app.quickbooks.lists = accounts;
    await app.call('mappings.setLists', { defaultIncomeAccount: '79' });
    await app.goLive();
    await app.call('sync.pause', {});
    for (let i = 0; i < MANY; i++) app.platform.add('item', item(`Item ${i}`));
    await app.call('sync.preview');
    // Not yet written, they would post to another account.
    await expect(app.call('mappings.setLists', { defaultIncomeAccount: '80' })).rejects.toThrow('12 records at once');
    const plan = await app.call('mappings.previewLists', { defaultIncomeAccount: '80' });
    expect(plan.actionable).toBe(MANY);
    expect((await app.call('mappings.get')).lists.defaultIncomeAccount).toBe('79');
    await app.call('sync.resume');
    await apply(app, plan);
    expect((await app.call('mappings.get')).lists.defaultIncomeAccount).toBe('80');
    expect(app.quickbooks.all('item')).toHaveLength(MANY);
  });
});

test('many refusals are tried again by a plan of them', async () => {
  const app = await fakeApp();
  for (let i = 0; i < MANY; i++) {
    app.platform.add('customer', customer(`Customer ${i}`));
    app.quickbooks.faults.push({
      kind: 'error',
      as: 'rejected',
      error: appError('quickbooks.rejected', { title: 'x', detail: 'No.' }),
    });
  }
  await app.goLive();
  expect((await app.call('problems.list')).total).toBe(MANY);
  await expect(app.call('problems.retryAll', {})).rejects.toThrow('This would change 12 records at once.');
  const plan = await app.call('problems.previewRetry', { cause: 'quickbooks.rejected' });
  expect(plan).toMatchObject({ actionable: MANY, purpose: 'Trying again what was refused' });
  await apply(app, plan);
  expect(app.quickbooks.all('customer')).toHaveLength(MANY);
  expect((await app.call('problems.list')).total).toBe(0);
});

test('what was imported as a whole waits for a plan of it', async () => {
  const app = await fakeApp();
  await app.goLive();
  app.platform.add('customer', customer('Pine Ridge HOA'));
  await app.call('workspace.loadDemo');
  await app.sync();
  expect(app.quickbooks.all('customer')).toEqual([]);
  await app.goLive();
  expect(app.quickbooks.all('customer')).toHaveLength(1);
});
