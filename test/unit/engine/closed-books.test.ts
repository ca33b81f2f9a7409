import { describe, expect, test } from 'vitest';
import { appError } from '../../../shared/errors.ts';
import { type FakeApp, fakeApp } from '../../support/fakes/app.ts';
import { customer, invoice, item, payment } from '../../support/fakes/bodies.ts';
import { Death } from '../../support/fakes/mortal.ts';

const LINE = { quantity: '1', unitPrice: '10' };

/** Closes the books of the fake QuickBooks: as a rule it keeps, and (where `told`) as a fact it tells. */
function close(app: FakeApp, until: string | null, told: boolean): void {
  app.quickbooks.facts = { homeCurrency: 'USD', ...(told && until !== null ? { bookCloseDate: until } : {}) };
  app.quickbooks.refuses = (request) => {
    const there = request.id === null ? undefined : app.quickbooks.records.get(`${request.entity}/${request.id}`);
    const dates = [there?.body.date, request.body?.date];
    return until !== null && dates.some((date) => typeof date === 'string' && date <= until)
      ? appError('quickbooks.closedPeriod', { title: 'It' }, { native: { faultCode: '6210' } })
      : null;
  };
}

async function book(): Promise<{ app: FakeApp; who: string; line: { item: string } & typeof LINE }> {
  const app = await fakeApp();
  const who = app.platform.add('customer', customer('Pine Ridge HOA')).id;
  const what = app.platform.add('item', item('Roof inspection')).id;
  await app.goLive();
  return { app, who, line: { item: what, ...LINE } };
}

const held = async (app: FakeApp): Promise<unknown[]> =>
  (await app.call('problems.list')).groups.flatMap((group) => group.problems.map((one) => [one.title, one.state]));

describe('closed books', () => {
  test('hold a document before it is sent, and let it go by itself once they are opened again', async () => {
    const { app, who, line } = await book();
    close(app, '2026-02-28', true);
    await app.call('sync.compare');
    app.platform.add('invoice', invoice('1042', who, [line], { date: '2026-02-10' }));
    await app.sync();
    expect(await held(app)).toEqual([['Invoice 1042', 'held']]);
    expect(app.quickbooks.refused).toHaveLength(0);
    close(app, '2026-01-31', true);
    await app.call('sync.compare');
    expect(app.quickbooks.all('invoice')).toHaveLength(1);
    expect(await held(app)).toEqual([]);
  });

  test('let go what they held although we could never see that they were closed', async () => {
    const { app, who, line } = await book();
    close(app, '2026-02-28', true);
    app.quickbooks.factsDown = appError('connection.outage');
    app.platform.add('invoice', invoice('1042', who, [line], { date: '2026-02-10' }));
    await app.sync();
    expect(await held(app)).toEqual([['Invoice 1042', 'held']]);
    close(app, null, true);
    app.quickbooks.factsDown = null;
    await app.sync();
    expect(await held(app)).toEqual([]);
    expect(app.quickbooks.all('invoice')).toHaveLength(1);
  });

  test('let go what they refused of a document that waits for another record besides', async () => {
    const { app, who, line } = await book();
    const here = app.platform.add('invoice', invoice('1042', who, [line], { date: '2026-02-10' }));
    await app.sync();
    close(app, '2026-02-28', false);
    app.platform.edit('invoice', here.id, { privateNote: 'gate code 5' });
    await app.sync();
    expect(await held(app)).toEqual([['Invoice 1042', 'held']]);
    await app.call('records.unlink', { entity: 'customer', key: who });
    await app.sync();
    expect(await held(app)).toEqual([['Invoice 1042', 'blocked']]);
    close(app, null, false);
    await app.call('sync.compare');
    expect(app.quickbooks.all('invoice').map(({ body }) => body.privateNote)).toEqual(['gate code 5']);
    expect(await held(app)).toEqual([['Invoice 1042', 'blocked']]);
  });

  test('let go what they refused, wherever the app died before it could look why', async () => {
    let deaths = 0;
    for (let at = 1; ; at++) {
      const { app, who, line } = await book();
      await app.engine.stop();
      close(app, '2026-02-28', true);
      app.platform.add('invoice', invoice('1042', who, [line], { date: '2026-02-10' }));
      const death = new Death(at, false);
      const dying = await app.restart(death);
      void dying.call('sync.now').catch(() => undefined);
      await dying.time.pass(2_000);
      if (!death.dead) break;
      deaths++;
      close(app, null, true);
      const after = await app.restart();
      await after.sync();
      await after.call('sync.compare');
      expect([at, await held(after), app.quickbooks.all('invoice').length]).toEqual([at, [], 1]);
    }
    // Reading both sides, the refused write, and the look at the company after it.
    expect(deaths).toBeGreaterThan(4);
  });

  test('that we did not know of are asked about once; the rest of the run is held before it is sent', async () => {
    const { app, who, line } = await book();
    close(app, '2026-02-28', true);
    for (let i = 0; i < 40; i++)
      app.platform.add('invoice', invoice(String(1000 + i), who, [line], { date: '2026-02-10' }));
    await app.sync();
    expect(app.quickbooks.refused).toHaveLength(30);
    expect((await app.call('problems.list')).total).toBe(40);
    const refused = app.quickbooks.refused.length;
    close(app, null, true);
    const plan = await app.call('problems.previewRetry', { cause: 'quickbooks.closedPeriod' });
    expect(plan.actionable).toBe(40);
    await app.call('sync.apply', { planId: plan.planId, hash: plan.hash });
    await app.sync();
    expect(app.quickbooks.refused).toHaveLength(refused);
    expect(app.quickbooks.all('invoice')).toHaveLength(40);
  });

  test('refused by QuickBooks itself, a document goes when the day the books are closed until has changed', async () => {
    const { app, who, line } = await book();
    // The company does not tell its day to this user.
    close(app, '2026-02-28', false);
    app.platform.add('invoice', invoice('1042', who, [line], { date: '2026-02-10' }));
    await app.sync();
    await app.sync();
    expect([await held(app), app.quickbooks.refused.length]).toEqual([[['Invoice 1042', 'held']], 1]);
    close(app, '2026-01-31', true);
    await app.call('sync.compare');
    expect([await held(app), app.quickbooks.all('invoice').length]).toEqual([[], 1]);
  });

  test('opened again before we could read that they were closed, let go with the next comparison', async () => {
    const { app, who, line } = await book();
    close(app, '2026-02-28', false);
    app.platform.add('invoice', invoice('1042', who, [line], { date: '2026-02-10' }));
    await app.sync();
    close(app, null, true);
    await app.sync();
    expect([await held(app), app.quickbooks.refused.length]).toEqual([[['Invoice 1042', 'held']], 1]);
    await app.call('sync.compare');
    expect([await held(app), app.quickbooks.all('invoice').length]).toEqual([[], 1]);
  });

  test('still closed, and their day still untold, are asked for once by each comparison', async () => {
    const { app, who, line } = await book();
    close(app, '2026-02-28', false);
    app.platform.add('invoice', invoice('1042', who, [line], { date: '2026-02-10' }));
    await app.sync();
    for (const times of [2, 3]) {
      await app.call('sync.compare');
      await app.sync();
      expect([await held(app), app.quickbooks.refused.length]).toEqual([[['Invoice 1042', 'held']], times]);
    }
  });

  test('hold a document that is moved out of them: the day QuickBooks has it on counts too', async () => {
    const { app, who, line } = await book();
    const doc = app.platform.add('invoice', invoice('1042', who, [line], { date: '2026-02-10' }));
    await app.sync();
    close(app, '2026-02-28', true);
    await app.call('sync.compare');
    app.platform.edit('invoice', doc.id, { date: '2026-03-01' });
    await app.sync();
    expect([await held(app), app.quickbooks.refused.length]).toEqual([[['Invoice 1042', 'held']], 0]);
  });

  test('let a payment of an open period through on an invoice in a closed one', async () => {
    const { app, who, line } = await book();
    const doc = app.platform.add('invoice', invoice('1042', who, [line], { date: '2026-02-10' }));
    await app.sync();
    close(app, '2026-02-28', true);
    await app.call('sync.compare');
    app.platform.add('payment', payment(who, '10.00', [{ invoice: doc.id, amount: '10.00' }], { date: '2026-03-01' }));
    await app.sync();
    expect([await held(app), app.quickbooks.all('payment').length]).toEqual([[], 1]);
  });

  test('say nothing of what goes the other way', async () => {
    const { app, who, line } = await book();
    close(app, '2026-02-28', true);
    await app.call('sync.compare');
    const there = app.quickbooks.all('customer')[0]?.id ?? '';
    const what = app.quickbooks.all('item')[0]?.id ?? '';
    app.quickbooks.add('invoice', invoice('77', there, [{ ...line, item: what }], { date: '2026-02-10' }));
    await app.sync();
    expect(app.platform.all('invoice').map((one) => [one.body.number, one.body.customer])).toEqual([['77', who]]);
  });

  test('offer the first day after them, with the same days until it is due', async () => {
    const { app, who, line } = await book();
    close(app, '2026-02-28', true);
    await app.call('sync.compare');
    const doc = app.platform.add(
      'invoice',
      invoice('1042', who, [line], { date: '2026-02-10', dueDate: '2026-03-12' }),
    );
    await app.sync();
    const [problem] = (await app.call('problems.list')).groups.flatMap((group) => group.problems);
    const id = problem?.id ?? '';
    expect(await app.call('problems.redate', { id })).toEqual({ before: '2026-02-10', date: '2026-03-01' });
    await app.sync();
    for (const one of [app.platform.must('invoice', doc.id), app.quickbooks.all('invoice')[0]])
      expect(one?.body).toMatchObject({ date: '2026-03-01', dueDate: '2026-03-31' });
    const told = (await app.call('activity.list', { entity: 'invoice', recordId: doc.id })).entries;
    expect(told.find((entry) => entry.actor === 'You')).toMatchObject({
      what: 'Dated 2026-03-01 instead of 2026-02-10',
      changes: [{ field: 'date' }, { field: 'dueDate' }],
    });
  });

  test('refuse another date for what QuickBooks has in them already', async () => {
    const { app, who, line } = await book();
    const doc = app.platform.add('invoice', invoice('1042', who, [line], { date: '2026-02-10' }));
    await app.sync();
    close(app, '2026-02-28', true);
    await app.call('sync.compare');
    app.platform.edit('invoice', doc.id, { memo: 'Thank you' });
    await app.sync();
    const [problem] = (await app.call('problems.list')).groups.flatMap((group) => group.problems);
    expect(problem?.error.values).toMatchObject({ closed: '2026-02-28', present: '2026-02-10' });
    await expect(app.call('problems.redate', { id: problem?.id ?? '' })).rejects.toThrow(/closed books of QuickBooks/);
    expect(app.platform.must('invoice', doc.id).body.date).toBe('2026-02-10');
  });

  test('give a letter for the accountant; what is held stays held', async () => {
    const { app, who, line } = await book();
    close(app, '2026-02-28', true);
    await app.call('sync.compare');
    for (const number of ['1042', '1043'])
      app.platform.add('invoice', invoice(number, who, [line], { date: '2026-02-10' }));
    await app.sync();
    const note = await app.call('problems.note');
    expect(note).toMatchObject({ count: 2, subject: 'Closed books of Craig’s Roofing: 2 records are waiting' });
    expect(note.text).toContain('are closed until 2026-02-28 in QuickBooks. These 2 records are dated');
    expect(note.text).toContain('- Invoice 1042, 2026-02-10, $10.00, not in QuickBooks yet');
    expect(await held(app)).toHaveLength(2);
  });

  test('leave out what is skipped', async () => {
    const { app, who, line } = await book();
    close(app, '2026-02-28', true);
    await app.call('sync.compare');
    app.platform.add('invoice', invoice('1042', who, [line], { date: '2026-02-10' }));
    await app.sync();
    const [problem] = (await app.call('problems.list')).groups.flatMap((group) => group.problems);
    await app.call('problems.skip', { id: problem?.id ?? '' });
    await app.sync();
    expect([await held(app), app.quickbooks.all('invoice')]).toEqual([[], []]);
  });
});
