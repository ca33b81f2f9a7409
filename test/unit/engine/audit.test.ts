import { describe, expect, test } from 'vitest';
import { type FakeApp, fakeApp } from '../../support/fakes/app.ts';
import { customer, invoice, item } from '../../support/fakes/bodies.ts';

const entries = async (app: FakeApp, search = '') => (await app.call('activity.list', { search })).entries;

describe('what the log says of a write', () => {
  test('its trace id, also when all went well', async () => {
    const app = await fakeApp();
    app.quickbooks.tid = '1-6740a1b2';
    app.platform.add('customer', customer('Pine Ridge HOA'));
    await app.goLive();
    expect(await entries(app, 'Created in QuickBooks')).toMatchObject([{ result: 'done', intuitTid: '1-6740a1b2' }]);
  });

  test('which side’s revision caused it, or whose decision, or which setting', async () => {
    const app = await fakeApp();
    const held = app.platform.add('customer', customer('Pine Ridge HOA'));
    await app.goLive();
    const [made] = app.quickbooks.all('customer');
    expect(await entries(app, 'Created')).toMatchObject([{ why: `Workspace: version ${held.revision}` }]);
    app.quickbooks.edit('customer', made?.id ?? '', { notes: 'Side door' });
    await app.sync();
    expect(await entries(app, 'Updated in Workspace')).toMatchObject([{ why: 'QuickBooks: version 1' }]);

    app.platform.edit('customer', held.id, { notes: 'Front door' });
    app.quickbooks.edit('customer', made?.id ?? '', { notes: 'Back door' });
    await app.sync();
    const { rows } = await app.call('review.list', {});
    const { revision } = await app.call('review.get', { id: rows[0]?.id ?? '' });
    await app.call('review.resolve', { id: rows[0]?.id ?? '', revision, choices: { notes: { pick: 'platform' } } });
    await app.sync();
    expect((await entries(app, 'Updated in QuickBooks'))[0]).toMatchObject({
      why: expect.stringMatching(/^Decided in Review; Workspace: version/),
    });
  });

  test('a setting that let it go', async () => {
    const app = await fakeApp();
    await app.goLive();
    await app.call('mappings.setEntity', { entity: 'customer', policy: { direction: 'fromQuickbooks' } });
    app.platform.add('customer', customer('Weiskopf Consulting'));
    await app.sync();
    expect(app.quickbooks.all('customer')).toEqual([]);
    await app.call('mappings.setEntity', { entity: 'customer', policy: { direction: 'both' } });
    await app.sync();
    expect(await entries(app, 'Created in QuickBooks')).toMatchObject([
      { why: 'Mapping of customers changed, 2026-03-02 12:00; Workspace: version 0' },
    ]);
  });

  test('ids and lines as they are, beside the words', async () => {
    const app = await fakeApp();
    const who = app.platform.add('customer', customer('Pine Ridge HOA'));
    const work = app.platform.add('item', item('Roof inspection'));
    app.platform.add('invoice', invoice('1042', who.id, [{ item: work.id, quantity: '2', unitPrice: '50' }]));
    await app.goLive();
    const made = (await entries(app, 'Created in QuickBooks')).find((one) => one.entity === 'invoice');
    const change = (name: string) => made?.changes.find((one) => one.field === name);
    expect(change('customer')).toMatchObject({ after: 'Pine Ridge HOA', raw: { before: null, after: who.id } });
    expect(change('lines')?.after).toEqual(expect.stringContaining('Roof inspection'));
    expect(change('lines')?.raw?.after).toMatchObject([{ item: work.id, quantity: '2', unitPrice: '50' }]);
    expect(change('number')).not.toHaveProperty('raw');
  });
});

describe('ends that nobody sees', () => {
  test('a lost request that goes again', async () => {
    const app = await fakeApp();
    await app.goLive();
    app.quickbooks.faults.push({ kind: 'dropped' });
    app.platform.add('customer', customer('Pine Ridge HOA'));
    await app.sync();
    expect(await entries(app, 'goes again as the same request')).toMatchObject([
      { title: 'Pine Ridge HOA', side: 'quickbooks', requestId: expect.any(String), why: expect.any(String) },
    ]);
    expect(await entries(app, 'Created in QuickBooks')).toHaveLength(1);
  });

  test('a lost answer that was found', async () => {
    const app = await fakeApp();
    await app.goLive();
    app.quickbooks.faults.push({ kind: 'lost' });
    app.platform.add('customer', customer('Pine Ridge HOA'));
    await app.sync();
    expect(await entries(app, 'answer was lost, then found')).toHaveLength(1);
  });

  test('a request lost again and again until it is parked', async () => {
    const app = await fakeApp();
    await app.goLive();
    for (let n = 0; n < 30; n++) app.quickbooks.faults.push({ kind: 'dropped' });
    app.platform.add('customer', customer('Pine Ridge HOA'));
    await app.time.pass(2 * 3_600_000);
    expect((await app.call('problems.list')).total).toBe(1);
    const failed = (await app.call('activity.list', { result: 'failed' })).entries;
    expect(failed).toMatchObject([{ title: 'Pine Ridge HOA', error: { code: 'sync.uncertain' } }]);
  });

  test('several records that could be the one that was made', async () => {
    const app = await fakeApp();
    await app.goLive();
    app.quickbooks.faults.push({ kind: 'lost' });
    app.quickbooks.probes = (found) =>
      found.kind === 'found' ? { kind: 'ambiguous', candidates: [found.observation, found.observation] } : found;
    app.platform.add('customer', customer('Pine Ridge HOA'));
    await app.sync();
    const failed = (await app.call('activity.list', { result: 'failed' })).entries;
    expect(failed).toMatchObject([{ title: 'Pine Ridge HOA', what: expect.stringContaining('could be it') }]);
  });
});

test('settings are logged with what they were and what they are', async () => {
  const app = await fakeApp();
  await app.call('settings.set', { pollIdleSeconds: 600, brake: { maxRemovals: 3, maxShare: 0.3 } });
  await app.call('mappings.setEntity', { entity: 'customer', policy: { strategy: 'platformWins' } });
  await app.call('mappings.setLists', { depositAccount: '35' });
  const [lists, policy, settings] = await entries(app);
  expect(lists?.changes).toEqual([{ field: 'depositAccount', label: 'Deposit account', before: null, after: '35' }]);
  expect(policy?.changes).toEqual([{ field: 'strategy', label: 'Strategy', before: 'review', after: 'platformWins' }]);
  expect(settings?.changes).toEqual(
    expect.arrayContaining([
      { field: 'pollIdleSeconds', label: 'Poll idle seconds', before: 300, after: 600 },
      { field: 'brake.maxRemovals', label: 'Brake, max removals', before: 10, after: 3 },
    ]),
  );
});

describe('the chain', () => {
  test('is checked on demand and with the daily comparison, and the log shows when', async () => {
    const app = await fakeApp();
    app.platform.add('customer', customer('Pine Ridge HOA'));
    await app.goLive();
    expect((await app.call('activity.list')).verified).toBeNull();
    const check = await app.call('activity.verify');
    expect(check).toMatchObject({ bad: null });
    expect(check.checked).toBeGreaterThan(1);
    expect((await app.call('activity.list')).verified).toEqual(check);
    await app.time.pass(25 * 3_600_000);
    const daily = (await app.call('activity.list')).verified;
    expect(Date.parse(daily?.at ?? '')).toBeGreaterThan(Date.parse(check.at));
    expect(daily?.bad).toBeNull();
  });

  test('that was changed or cut outside is told with its first bad entry, once', async () => {
    const app = await fakeApp();
    await app.goLive();
    const good = await app.call('activity.verify');
    const { verifyAudit, auditHash } = app.store;
    app.store.verifyAudit = (after) => ({ checked: 0, place: after, bad: 2 });
    expect(await app.call('activity.verify')).toMatchObject({ bad: 2 });
    await app.call('activity.verify');
    expect(await entries(app, 'does not hold from entry 2')).toMatchObject([{ result: 'failed' }]);
    expect((await app.call('activity.list')).verified?.bad).toBe(2);
    app.store.verifyAudit = verifyAudit;
    expect(await app.call('activity.verify')).toMatchObject({ bad: null });
    // Cut at its end: what the last check saw is not there any more.
    app.store.auditHash = () => null;
    expect((await app.call('activity.verify')).bad).toBeGreaterThanOrEqual(good.checked);
    app.store.auditHash = auditHash;
  });
});
