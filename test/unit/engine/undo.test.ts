import { describe, expect, test } from 'vitest';
import { appError } from '../../../shared/errors.ts';
import { type FakeApp, fakeApp, settle } from '../../support/fakes/app.ts';
import { customer, invoice, item, payment } from '../../support/fakes/bodies.ts';
import { Death } from '../../support/fakes/mortal.ts';

type Plan = Awaited<ReturnType<FakeApp['call']>> & { planId: string; hash: string };

/** A live book with one customer on both sides. */
async function live(more: (app: FakeApp) => void = () => {}): Promise<FakeApp> {
  const app = await fakeApp();
  app.platform.add('customer', customer('Pine Ridge HOA', { phone: '555-0100', email: 'a@pine.example' }));
  more(app);
  await app.goLive();
  return app;
}

const one = (app: FakeApp, side: 'platform' | 'quickbooks', entity = 'customer') => app[side].all(entity)[0]!;
const entriesOf = async (app: FakeApp, what: string) =>
  (await app.call('activity.list', { search: what, result: 'done' })).entries;
/** Undoes the newest entry with these words. */
const previewOf = async (app: FakeApp, what: string) => {
  const [entry] = await entriesOf(app, what);
  return app.call('undo.preview', { entries: [entry?.seq ?? 0] });
};
const itemsOf = async (app: FakeApp, plan: { planId: string }) =>
  (await app.call('plan.items', { planId: plan.planId })).items;
async function apply(app: FakeApp, plan: { planId: string; hash: string }): Promise<string> {
  const { runId } = await app.call('sync.apply', { planId: plan.planId, hash: plan.hash, confirmWarning: true });
  await settle();
  await app.sync();
  return runId;
}
const states = async (app: FakeApp) => (await app.call('undo.list')).undos[0]?.counts;

describe('undoing an update', () => {
  test('puts exactly the fields back that it changed, on both sides, and nothing follows', async () => {
    const app = await live();
    app.platform.edit('customer', one(app, 'platform').id, { phone: '555-0199', notes: 'gate code 4' });
    await app.sync();
    app.quickbooks.edit('customer', one(app, 'quickbooks').id, { mobile: '555-7777' });
    await app.sync();
    const plan = await previewOf(app, 'Updated in QuickBooks');
    expect(
      (await itemsOf(app, plan)).map(({ action, changes }) => [action, changes.map((c) => c.field).sort()]),
    ).toEqual([
      ['updateInQuickbooks', ['notes', 'phone']],
      ['updateInPlatform', ['notes', 'phone']],
    ]);
    expect(plan).toMatchObject({ purpose: 'Undo of one change of Pine Ridge HOA', actionable: 2 });
    await apply(app, plan);
    for (const side of ['platform', 'quickbooks'] as const)
      expect(one(app, side).body).toMatchObject({ phone: '555-0100', notes: null, mobile: '555-7777' });
    const writes = app.platform.writes.length + app.quickbooks.writes.length;
    await app.sync();
    expect(app.platform.writes.length + app.quickbooks.writes.length).toBe(writes);
    expect(await states(app)).toEqual({ waiting: 0, done: 1, over: 0, givenUp: 0 });
    expect((await app.call('app.status')).health.state).toBe('upToDate');
  });

  test('is itself a run that can be undone', async () => {
    const app = await live();
    app.platform.edit('customer', one(app, 'platform').id, { phone: '555-0199' });
    await app.sync();
    const runId = await apply(app, await previewOf(app, 'Updated in QuickBooks'));
    expect(one(app, 'quickbooks').body.phone).toBe('555-0100');
    await apply(app, await app.call('undo.preview', { runId }));
    for (const side of ['platform', 'quickbooks'] as const) expect(one(app, side).body.phone).toBe('555-0199');
    expect(app.errors).toEqual([]);
  });

  test('gives the loser of a review its value back', async () => {
    const app = await live();
    app.platform.edit('customer', one(app, 'platform').id, { phone: '555-0111' });
    app.quickbooks.edit('customer', one(app, 'quickbooks').id, { phone: '555-0222' });
    await app.sync();
    const [row] = (await app.call('review.list', {})).rows;
    const detail = await app.call('review.get', { id: row!.id });
    await app.call('review.resolve', {
      id: row!.id,
      revision: detail.revision,
      choices: { phone: { pick: 'platform' } },
    });
    await app.sync();
    expect(one(app, 'quickbooks').body.phone).toBe('555-0111');
    await apply(app, await previewOf(app, 'Updated in QuickBooks'));
    for (const side of ['platform', 'quickbooks'] as const) expect(one(app, side).body.phone).toBe('555-0222');
  });

  test('is refused whole where somebody typed since, and goes without that record', async () => {
    const app = await live((it) => it.platform.add('customer', customer('Oak Hill', { phone: '1' })));
    const [pine, oak] = app.platform.all('customer');
    app.platform.edit('customer', pine!.id, { phone: '555-0199' });
    app.platform.edit('customer', oak!.id, { phone: '2' });
    await app.sync();
    const both = await entriesOf(app, 'Updated in QuickBooks');
    const other = app.quickbooks.all('customer').find((held) => held.body.displayName === 'Oak Hill')!;
    app.quickbooks.edit('customer', other.id, { phone: '3' });
    const entries = both.map(({ seq }) => seq);
    const plan = await app.call('undo.preview', { entries });
    const refused = (await itemsOf(app, plan)).filter(({ action }) => action === 'refuse');
    expect(refused).toMatchObject([{ title: 'Oak Hill', error: { code: 'undo.changedSince' } }]);
    expect(refused[0]?.reason).toBe('In QuickBooks, phone of Oak Hill was changed after this.');
    const writes = app.quickbooks.writes.length;
    await expect(app.call('sync.apply', { planId: plan.planId, hash: plan.hash })).rejects.toThrow(
      'Nothing was undone, because it could not be undone as a whole: one record is in the way.',
    );
    expect(app.quickbooks.writes.length).toBe(writes);
    const smaller = await app.call('undo.preview', { entries, leave: [`customer/${oak!.id}`] });
    await apply(app, smaller);
    expect(app.platform.must('customer', pine!.id).body.phone).toBe('555-0100');
    expect(app.platform.must('customer', oak!.id).body.phone).toBe('3');
  });

  test('says what changed when Apply finds the plan out of date', async () => {
    const app = await live();
    app.platform.edit('customer', one(app, 'platform').id, { phone: '555-0199' });
    await app.sync();
    const plan = await previewOf(app, 'Updated in QuickBooks');
    app.quickbooks.edit('customer', one(app, 'quickbooks').id, { phone: '9' });
    await expect(app.call('sync.apply', { planId: plan.planId, hash: plan.hash })).rejects.toThrow('out of date');
    expect(one(app, 'quickbooks').body.phone).toBe('9');
    expect((await app.call('plan.get')).plan?.change).toMatchObject({ kind: 'undo' });
  });

  test('ends for a record that somebody is quicker with, and says so', async () => {
    const app = await live();
    app.platform.edit('customer', one(app, 'platform').id, { phone: '555-0199' });
    await app.sync();
    const plan = await previewOf(app, 'Updated in QuickBooks');
    app.quickbooks.beforeWrite = () => {
      app.quickbooks.beforeWrite = null;
      app.quickbooks.edit('customer', one(app, 'quickbooks').id, { phone: '9' });
    };
    await apply(app, plan);
    for (const side of ['platform', 'quickbooks'] as const) expect(one(app, side).body.phone).toBe('9');
    const [undo] = (await app.call('undo.list')).undos;
    expect(undo).toMatchObject({
      counts: { over: 1, done: 0, waiting: 0 },
      left: [{ title: 'Pine Ridge HOA', state: 'over', error: { code: 'undo.over' } }],
    });
  });

  test('is done for a record once QuickBooks has it back: what somebody typed here meanwhile is asked about', async () => {
    const app = await live();
    app.platform.edit('customer', one(app, 'platform').id, { phone: '555-0199' });
    await app.sync();
    const plan = await previewOf(app, 'Updated in QuickBooks');
    app.quickbooks.beforeWrite = () => {
      app.quickbooks.beforeWrite = null;
      app.platform.edit('customer', one(app, 'platform').id, { phone: '9' });
    };
    await apply(app, plan);
    expect(await states(app)).toEqual({ waiting: 0, done: 1, over: 0, givenUp: 0 });
    const [asked] = (await app.call('review.list', { kind: 'fields' })).rows;
    const { fields } = await app.call('review.get', { id: asked?.id ?? '' });
    expect(fields.filter(({ conflicting }) => conflicting)).toMatchObject([
      { path: 'phone', platform: '9', quickbooks: '555-0100' },
    ]);
  });

  test('is not asked of a record twice at once', async () => {
    const app = await live();
    app.platform.edit('customer', one(app, 'platform').id, { phone: '555-0199' });
    await app.sync();
    const plan = await previewOf(app, 'Updated in QuickBooks');
    app.quickbooks.refuses = () => appError('quickbooks.rejected', { title: 'x', detail: 'no.' });
    await apply(app, plan);
    const again = await previewOf(app, 'Updated in QuickBooks');
    expect(await itemsOf(app, again)).toMatchObject([{ action: 'refuse', error: { code: 'link.busy' } }]);
  });

  test('puts back nothing where QuickBooks refuses, waits in Problems, and can be given up', async () => {
    const app = await live();
    app.platform.edit('customer', one(app, 'platform').id, { phone: '555-0199' });
    await app.sync();
    const plan = await previewOf(app, 'Updated in QuickBooks');
    app.quickbooks.refuses = () => appError('quickbooks.rejected', { title: 'x', detail: 'no.' });
    const id = await apply(app, plan);
    // Never half: the platform is written only after QuickBooks took it.
    for (const side of ['platform', 'quickbooks'] as const) expect(one(app, side).body.phone).toBe('555-0199');
    expect((await app.call('undo.list')).undos[0]).toMatchObject({ id, left: [{ state: 'waiting', stuck: true }] });
    app.quickbooks.refuses = null;
    await app.call('undo.giveUp', { id });
    await app.sync();
    for (const side of ['platform', 'quickbooks'] as const) expect(one(app, side).body.phone).toBe('555-0199');
    expect(await states(app)).toMatchObject({ givenUp: 1 });
    expect((await app.call('app.status')).health.state).toBe('upToDate');
  });

  test('is refused where the settings let one side not be written', async () => {
    const app = await live();
    await app.call('mappings.setEntity', { entity: 'customer', policy: { direction: 'toQuickbooks' } });
    app.platform.edit('customer', one(app, 'platform').id, { phone: '555-0199' });
    await app.sync();
    const plan = await previewOf(app, 'Updated in QuickBooks');
    expect(await itemsOf(app, plan)).toMatchObject([{ action: 'refuse', error: { code: 'undo.notAllowed' } }]);
  });

  test('puts the lines of a document back, removed ones as new', async () => {
    const app = await live((it) => {
      const who = one(it, 'platform').id;
      const roof = it.platform.add('item', item('Roof'));
      const lines = [
        { item: roof.id, description: 'a', quantity: '1', unitPrice: '100', amount: '100.00' },
        { item: roof.id, description: 'b', quantity: '2', unitPrice: '50', amount: '100.00' },
      ];
      it.platform.add('invoice', invoice('1001', who, lines));
    });
    const held = one(app, 'platform', 'invoice');
    const before = (held.body.lines as { description: string }[]).map((line) => line.description);
    app.platform.edit('invoice', held.id, { lines: [(held.body.lines as never[])[1]!] as never });
    await app.sync();
    expect(one(app, 'quickbooks', 'invoice').body.lines).toHaveLength(1);
    const plan = await previewOf(app, 'Updated in QuickBooks');
    // A fake side keeps no balances; what counts is the difference.
    const { receivables } = plan;
    expect(Number(receivables?.quickbooksAfter) - Number(receivables?.quickbooksBefore)).toBe(100);
    await apply(app, plan);
    for (const side of ['platform', 'quickbooks'] as const) {
      const lines = one(app, side, 'invoice').body.lines as { id: string; description: string }[];
      expect(lines.map((line) => line.description)).toEqual(before);
      expect(new Set(lines.map((line) => line.id)).size).toBe(2);
    }
    const writes = app.platform.writes.length + app.quickbooks.writes.length;
    await app.sync();
    expect(app.platform.writes.length + app.quickbooks.writes.length).toBe(writes);
  });
});

describe('undoing a creation', () => {
  const book = (app: FakeApp): void => {
    const who = one(app, 'platform').id;
    const roof = app.platform.add('item', item('Roof'));
    const line = { item: roof.id, quantity: '1', unitPrice: '100', amount: '100.00' };
    const due = app.platform.add('invoice', invoice('1001', who, [line]));
    app.platform.add('payment', payment(who, '40.00', [{ invoice: due.id, amount: '40.00' }]));
  };

  test('of a whole run takes everything back, in the order QuickBooks wants, and leaves it out', async () => {
    const app = await live(book);
    const [made] = await entriesOf(app, 'Created in QuickBooks');
    const plan = await app.call('undo.preview', { runId: made?.runId ?? null });
    expect((await itemsOf(app, plan)).map(({ action }) => action).sort()).toEqual([
      'deactivateInQuickbooks',
      'deactivateInQuickbooks',
      'deleteInQuickbooks',
      'deleteInQuickbooks',
    ]);
    await apply(app, plan);
    expect(app.quickbooks.writes.slice(-4).map(({ entity }) => entity)).toEqual([
      'payment',
      'invoice',
      'item',
      'customer',
    ]);
    expect(app.quickbooks.all('invoice')).toEqual([]);
    expect(app.platform.all('invoice')).toHaveLength(1);
    // Nothing returns by itself, edited or not.
    app.platform.edit('customer', one(app, 'platform').id, { phone: '1' });
    const writes = app.quickbooks.writes.length;
    await app.sync();
    await app.call('sync.compare');
    await app.sync();
    expect(app.quickbooks.writes.length).toBe(writes);
    expect((await app.call('review.list', {})).total).toBe(0);
    expect(
      (await app.call('records.get', { entity: 'invoice', key: one(app, 'platform', 'invoice').id })).leftOut,
    ).toBe(true);
  });

  test('can be undone: made active again, or made anew', async () => {
    const app = await live(book);
    const [made] = await entriesOf(app, 'Created in QuickBooks');
    const runId = await apply(app, await app.call('undo.preview', { runId: made?.runId ?? null }));
    const again = await app.call('undo.preview', { runId });
    expect((await itemsOf(app, again)).map(({ action }) => action)).toEqual([
      'updateInQuickbooks',
      'updateInQuickbooks',
      'createInQuickbooks',
      'createInQuickbooks',
    ]);
    await apply(app, again);
    expect(app.quickbooks.all('invoice')).toHaveLength(1);
    expect(app.quickbooks.all('payment')).toHaveLength(1);
    expect(app.quickbooks.all('customer').map(({ life }) => life)).toEqual(['live']);
    expect(await states(app)).toEqual({ waiting: 0, done: 4, over: 0, givenUp: 0 });
    expect((await app.call('app.status')).health.state).toBe('upToDate');
    expect(app.errors).toEqual([]);
  });

  test('is refused while something later refers to it, or somebody changed it', async () => {
    const app = await live(book);
    const plan = await app.call('undo.preview', {
      entries: (await entriesOf(app, 'Created in QuickBooks')).filter((e) => e.entity === 'customer').map((e) => e.seq),
    });
    expect(await itemsOf(app, plan)).toMatchObject([{ action: 'refuse', error: { code: 'undo.referred' } }]);
    app.quickbooks.edit('item', one(app, 'quickbooks', 'item').id, { description: 'by hand' });
    await app.sync();
    app.quickbooks.edit('item', one(app, 'quickbooks', 'item').id, { unitPrice: '7' });
    const second = await app.call('undo.preview', {
      entries: (await entriesOf(app, 'Created in QuickBooks')).filter((e) => e.entity === 'item').map((e) => e.seq),
    });
    expect((await itemsOf(app, second)).every(({ action }) => action === 'refuse')).toBe(true);
  });

  test('left out is taken in again by a person', async () => {
    const app = await live(book);
    const [made] = await entriesOf(app, 'Created in QuickBooks');
    await apply(app, await app.call('undo.preview', { runId: made?.runId ?? null }));
    for (const entity of ['customer', 'item', 'invoice', 'payment'])
      await app.call('records.takeIn', { entity, key: one(app, 'platform', entity).id });
    await app.sync();
    await app.sync();
    expect(app.quickbooks.all('customer').map(({ life }) => life)).toEqual(['live']);
    expect(app.quickbooks.all('payment')).toHaveLength(1);
    expect((await app.call('app.status')).health.state).toBe('upToDate');
  });
});

describe('undoing a removal', () => {
  test('makes a name active again on both sides', async () => {
    const app = await live();
    app.platform.edit('customer', one(app, 'platform').id, {}, 'inactive');
    await app.sync();
    expect(one(app, 'quickbooks').life).toBe('inactive');
    await apply(app, await previewOf(app, 'Made inactive in QuickBooks'));
    for (const side of ['platform', 'quickbooks'] as const) expect(one(app, side).life).toBe('live');
    await app.sync();
    expect((await app.call('app.status')).health.state).toBe('upToDate');
  });

  test('is refused for what QuickBooks voided', async () => {
    const app = await live((it) => {
      const roof = it.platform.add('item', item('Roof'));
      const line = { item: roof.id, quantity: '1', unitPrice: '100', amount: '100.00' };
      it.platform.add('invoice', invoice('1001', one(it, 'platform').id, [line]));
    });
    app.platform.edit('invoice', one(app, 'platform', 'invoice').id, {}, 'void');
    await app.sync();
    const plan = await previewOf(app, 'Voided in QuickBooks');
    expect(await itemsOf(app, plan)).toMatchObject([
      { action: 'refuse', reason: 'Invoice 1001 was voided in QuickBooks, which cannot bring it back.' },
    ]);
  });
});

describe('whatever ends the app', () => {
  /** Ends the app at each call in turn, before and after its effect; another goes on. */
  test('the undo is carried on to its end, as one run', { timeout: 60_000 }, async () => {
    let deaths = 0;
    let undone = 0;
    for (let at = 1; at < 40; at++) {
      for (const afterEffect of [false, true]) {
        const before = await live((it) => it.platform.add('customer', customer('Oak Hill', { phone: '1' })));
        for (const held of before.platform.all('customer'))
          before.platform.edit('customer', held.id, { phone: '555-0199', notes: 'x' });
        await before.sync();
        const entries = (await entriesOf(before, 'Updated in QuickBooks')).map(({ seq }) => seq);
        await before.engine.stop();
        const death = new Death(at, afterEffect);
        const dying = await before.restart(death);
        const plan = await Promise.race([
          dying.call('undo.preview', { entries }),
          settle()
            .then(settle)
            .then(() => null),
        ]);
        let id: string | null = null;
        if (plan) {
          const applied = dying.call('sync.apply', { planId: plan.planId, hash: plan.hash });
          id = await Promise.race([
            applied.then(
              (a) => a.runId,
              () => null,
            ),
            settle()
              .then(settle)
              .then(() => null),
          ]);
          await settle();
        }
        if (death.dead) deaths++;
        const app = await before.restart();
        await app.sync();
        await app.sync();
        const undos = (await app.call('undo.list')).undos;
        const back = undos.length === 1;
        if (id !== null) expect(back).toBe(true);
        for (const side of ['platform', 'quickbooks'] as const)
          for (const held of app[side].all('customer')) {
            const was = held.body.displayName === 'Oak Hill' ? '1' : '555-0100';
            expect([at, afterEffect, side, held.body.phone, held.body.notes]).toEqual(
              back ? [at, afterEffect, side, was, null] : [at, afterEffect, side, '555-0199', 'x'],
            );
          }
        if (back) {
          undone++;
          expect(undos[0]?.counts).toEqual({ waiting: 0, done: 2, over: 0, givenUp: 0 });
          const logged = (await app.call('activity.list', { runId: undos[0]!.id, result: 'done' })).entries;
          expect(logged).toHaveLength(4);
        }
        expect((await app.call('app.status')).health.state).toBe('upToDate');
        await app.engine.stop();
        if (!death.dead) {
          expect(deaths).toBeGreaterThan(8);
          expect(undone).toBeGreaterThan(4);
          return;
        }
      }
    }
  });
});

test('the brake does not ask for an undo that was confirmed', async () => {
  const app = await fakeApp();
  for (let n = 0; n < 30; n++) app.platform.add('customer', customer(`Customer ${n}`, { phone: '1' }));
  await app.goLive();
  for (const held of app.platform.all('customer')) app.platform.edit('customer', held.id, { phone: '2' });
  await app.sync();
  await app.call('settings.set', { brake: { maxRemovals: 5, maxShare: 0.3 } });
  const entries = (await entriesOf(app, 'Updated in QuickBooks')).map(({ seq }) => seq);
  expect(entries).toHaveLength(30);
  const plan: Plan = await app.call('undo.preview', { entries });
  await expect(app.call('sync.apply', { planId: plan.planId, hash: plan.hash })).rejects.toThrow('would');
  await apply(app, plan);
  expect(app.quickbooks.all('customer').every(({ body }) => body.phone === '1')).toBe(true);
  expect((await app.call('review.list', {})).total).toBe(0);
});
