import { describe, expect, test } from 'vitest';
import { appError } from '../../../shared/errors.ts';
import { type FakeApp, fakeApp } from '../../support/fakes/app.ts';
import { customer, invoice, item, payment } from '../../support/fakes/bodies.ts';

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
    await app.call('problems.retryAll', { cause: 'quickbooks.closedPeriod' });
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
});
