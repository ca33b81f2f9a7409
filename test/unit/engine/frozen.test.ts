import { describe, expect, test } from 'vitest';
import type { EntityPolicy } from '../../../shared/policy.ts';
import { type FakeApp, fakeApp } from '../../support/fakes/app.ts';
import { customer, invoice, item } from '../../support/fakes/bodies.ts';

type Ground = { app: FakeApp; key: string; there: string };

/** A synced invoice, and synced ones frozen. */
async function ready(policy: Partial<EntityPolicy> = {}): Promise<Ground> {
  const app = await fakeApp();
  const who = app.platform.add('customer', customer('Pine Ridge HOA')).id;
  const what = app.platform.add('item', item('Roof inspection')).id;
  const key = app.platform.add('invoice', invoice('1', who, [{ item: what, quantity: '1', unitPrice: '10' }])).id;
  await app.goLive();
  await app.call('mappings.setEntity', { entity: 'invoice', policy: { frozen: true, ...policy } });
  await app.sync();
  return { app, key, there: app.quickbooks.all('invoice')[0]?.id ?? '' };
}

const detail = ({ app, key }: Ground) => app.call('records.get', { entity: 'invoice', key });
const change = async (ground: Ground, changes: Record<string, string>): Promise<unknown> => {
  const revision = (await detail(ground)).revision ?? '';
  return ground.app.call('records.update', { entity: 'invoice', key: ground.key, revision, changes });
};
const memos = ({ app }: Ground): unknown[] =>
  [app.platform, app.quickbooks].map((side) => side.all('invoice')[0]?.body.memo ?? null);

describe('a frozen invoice that was synced', () => {
  test('refuses an edit and says the ways out', async () => {
    const ground = await ready();
    expect((await detail(ground)).frozen).toBe(true);
    await expect(change(ground, { memo: 'Too late' })).rejects.toMatchObject({
      error: {
        code: 'record.frozen',
        userSentence: 'Invoice 1 is frozen, because it was synced.',
        remedy: expect.stringContaining('make it a draft again'),
      },
    });
    expect(memos(ground)).toEqual([null, null]);
  });

  test('is edited as ever where the setting does not say so', async () => {
    const ground = await ready({ frozen: false });
    await change(ground, { memo: 'In time' });
    await ground.app.sync();
    expect(memos(ground)).toEqual(['In time', 'In time']);
  });

  test('can be voided', async () => {
    const ground = await ready();
    const revision = (await detail(ground)).revision ?? '';
    await ground.app.call('records.remove', { entity: 'invoice', key: ground.key, revision, mode: 'void' });
    await ground.app.sync();
    expect((await detail(ground)).row.state).toBe('voided');
  });

  test('can be made a draft, edited and issued again', async () => {
    const ground = await ready();
    const { app } = ground;
    const revision = (await detail(ground)).revision ?? '';
    await app.call('records.recall', { entity: 'invoice', key: ground.key, revision });
    await app.sync();
    await change(ground, { memo: 'Corrected' });
    await change(ground, { status: 'issued' });
    await app.sync();
    expect(memos(ground)).toEqual(['Corrected', 'Corrected']);
    expect((await detail(ground)).frozen).toBe(true);
  });

  test('holds back no edit of one that was not synced yet', async () => {
    const ground = await ready();
    const { app } = ground;
    const { customer: who, lines } = app.platform.all('invoice')[0]?.body ?? {};
    const { key } = await app.call('records.create', {
      entity: 'invoice',
      body: { ...invoice('2', String(who), lines as never), status: 'draft' },
    });
    await change({ ...ground, key }, { memo: 'Still a draft' });
    expect((await detail({ ...ground, key })).platform?.memo).toBe('Still a draft');
  });
});

describe('an edit made in QuickBooks to a frozen invoice', () => {
  test('waits in Review; a person takes it over', async () => {
    const ground = await ready();
    const { app, there } = ground;
    app.quickbooks.edit('invoice', there, { dueDate: '2026-04-01', memo: 'Typed there' });
    await app.sync();
    // The memo was empty: filling it in takes nothing away.
    expect(memos(ground)).toEqual(['Typed there', 'Typed there']);
    app.quickbooks.edit('invoice', there, { memo: 'Typed over' });
    await app.sync();
    expect((await detail(ground)).row.state).toBe('inReview');
    expect(memos(ground)).toEqual(['Typed there', 'Typed over']);
    const { rows } = await app.call('review.list', {});
    const { revision } = await app.call('review.get', { id: rows[0]?.id ?? '' });
    await app.call('review.resolve', {
      id: rows[0]?.id ?? '',
      revision,
      choices: { memo: { pick: 'quickbooks' } },
    });
    await app.sync();
    expect(memos(ground)).toEqual(['Typed over', 'Typed over']);
  });

  test('of its lines waits too; a person sets it back', async () => {
    const ground = await ready();
    const { app, there } = ground;
    const before = app.quickbooks.must('invoice', there).body;
    const lines = (before.lines as { amount: string }[]).map((line) => ({
      ...line,
      unitPrice: '12',
      amount: '12.00',
    }));
    app.quickbooks.edit('invoice', there, { lines: lines as never });
    await app.sync();
    expect((await detail(ground)).row.state).toBe('inReview');
    expect(app.platform.all('invoice')[0]?.body.total).toBe('10.00');
    const { rows } = await app.call('review.list', {});
    const { revision, fields } = await app.call('review.get', { id: rows[0]?.id ?? '' });
    expect(fields.find((one) => one.conflicting)).toMatchObject({ path: 'lines', label: 'Lines' });
    await app.call('review.resolve', {
      id: rows[0]?.id ?? '',
      revision,
      choices: { lines: { pick: 'platform' } },
    });
    await app.sync();
    expect(app.quickbooks.all('invoice')[0]?.body.total).toBe('10.00');
    expect((await detail(ground)).row.state).toBe('equal');
  });

  test('comes over where QuickBooks is the source', async () => {
    const ground = await ready({ direction: 'fromQuickbooks' });
    ground.app.quickbooks.edit('invoice', ground.there, { date: '2026-02-11' });
    await ground.app.sync();
    expect(ground.app.platform.all('invoice')[0]?.body.date).toBe('2026-02-11');
  });
});
