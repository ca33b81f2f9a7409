import { describe, expect, test } from 'vitest';
import { appError, type ErrorCode } from '../../../shared/errors.ts';
import type { Body } from '../../../shared/primitives.ts';
import { type FakeApp, fakeApp } from '../../support/fakes/app.ts';
import { customer, invoice, item, payment } from '../../support/fakes/bodies.ts';

/** A customer with an invoice of 10.00, on both sides. */
async function book(): Promise<{ app: FakeApp; who: string; doc: string }> {
  const app = await fakeApp();
  const who = app.platform.add('customer', customer('Pine Ridge HOA')).id;
  const what = app.platform.add('item', item('Roof inspection')).id;
  const doc = app.platform.add('invoice', invoice('1042', who, [{ item: what, quantity: '1', unitPrice: '10' }])).id;
  app.platform.edit('invoice', doc, { balance: '10.00' });
  await app.goLive();
  const there = app.quickbooks.all('invoice')[0]?.id ?? '';
  app.quickbooks.edit('invoice', there, { balance: '10.00' });
  await app.sync();
  return { app, who, doc };
}

const problems = async (app: FakeApp) => (await app.call('problems.list')).groups.flatMap((group) => group.problems);
const there = (app: FakeApp, entity: string): string => app.quickbooks.all(entity)[0]?.id ?? '';

describe('what QuickBooks is sure to refuse is told before it is sent', () => {
  test('6220: a name with money open; it goes by itself when the money is settled', async () => {
    const { app, who } = await book();
    const sent = app.quickbooks.writes.length;
    app.platform.edit('customer', who, {}, 'inactive');
    await app.sync();
    expect(await problems(app)).toMatchObject([
      {
        title: 'Pine Ridge HOA',
        error: { code: 'quickbooks.hasBalance', values: { open: '$10.00', by: 'Invoice 1042' } },
      },
    ]);
    expect(app.quickbooks.writes).toHaveLength(sent);
    app.quickbooks.edit('invoice', there(app, 'invoice'), { balance: '0.00' });
    await app.sync();
    expect(app.quickbooks.must('customer', there(app, 'customer')).life).toBe('inactive');
    expect(await problems(app)).toEqual([]);
  });

  test('an item on open invoices has no balance of its own', async () => {
    const { app } = await book();
    app.platform.edit('item', app.platform.all('item')[0]?.id ?? '', {}, 'inactive');
    await app.sync();
    expect(app.quickbooks.all('item')[0]?.life).toBe('inactive');
  });

  test('a void while a payment is applied; it goes by itself when the payment is taken off', async () => {
    const { app, doc } = await book();
    const paid = app.quickbooks.add(
      'payment',
      payment(there(app, 'customer'), '10.00', [{ invoice: there(app, 'invoice'), amount: '10.00' }]),
    );
    await app.sync();
    app.platform.edit('invoice', doc, {}, 'void');
    await app.sync();
    expect(await problems(app)).toMatchObject([
      {
        title: 'Invoice 1042',
        error: { code: 'quickbooks.hasPayments', values: { by: expect.stringContaining('10.00') } },
      },
    ]);
    expect(app.quickbooks.must('invoice', there(app, 'invoice')).life).toBe('live');
    app.quickbooks.edit('payment', paid.id, { allocations: [] });
    await app.sync();
    await app.sync();
    expect(app.quickbooks.must('invoice', there(app, 'invoice')).life).toBe('void');
  });

  test('each side takes out the line the other kept: a document of nothing is not sent, and a line put back frees it', async () => {
    const { app, who } = await book();
    const what = app.platform.all('item')[0]?.id ?? '';
    const one = { item: what, quantity: '1', unitPrice: '10' };
    const doc = app.platform.add('invoice', invoice('1043', who, [one, { ...one, quantity: '2' }])).id;
    await app.sync();
    const copy = app.quickbooks.all('invoice').find((row) => row.body.number === '1043')?.id ?? '';
    const [here] = app.platform.must('invoice', doc).body.lines as Body[];
    const [, left] = app.quickbooks.must('invoice', copy).body.lines as Body[];
    app.platform.edit('invoice', doc, { lines: [here ?? {}] });
    app.quickbooks.edit('invoice', copy, { lines: [left ?? {}] });
    const sent = app.quickbooks.writes.length + app.platform.writes.length;
    await app.sync();
    expect(await problems(app)).toMatchObject([{ title: 'Invoice 1043', error: { code: 'sync.noLines' } }]);
    expect(app.quickbooks.writes.length + app.platform.writes.length).toBe(sent);
    app.platform.edit('invoice', doc, { lines: [here ?? {}, { ...here, id: 'again', quantity: '3' }] });
    await app.sync();
    expect(await problems(app)).toEqual([]);
    for (const side of [app.platform.must('invoice', doc), app.quickbooks.must('invoice', copy)])
      expect((side.body.lines as Body[]).map((line) => line.quantity)).toEqual(['3']);
  });

  test('another customer for an invoice that a payment is applied to: QuickBooks would take it off in silence', async () => {
    const { app, doc } = await book();
    const other = app.platform.add('customer', customer('Oak Street Dental')).id;
    const paid = app.quickbooks.add(
      'payment',
      payment(there(app, 'customer'), '10.00', [{ invoice: there(app, 'invoice'), amount: '10.00' }]),
    );
    await app.sync();
    app.platform.edit('invoice', doc, { customer: other });
    await app.sync();
    expect(await problems(app)).toMatchObject([
      {
        title: 'Invoice 1042',
        error: { code: 'quickbooks.losesPayments', values: { who: 'customer', by: expect.stringContaining('10.00') } },
      },
    ]);
    expect(app.quickbooks.must('invoice', there(app, 'invoice')).body.customer).toBe(there(app, 'customer'));
    app.quickbooks.edit('payment', paid.id, { allocations: [] });
    await app.sync();
    await app.sync();
    const [, second] = app.quickbooks.all('customer');
    expect(app.quickbooks.must('invoice', there(app, 'invoice')).body.customer).toBe(second?.id);
    expect(await problems(app)).toEqual([]);
  });

  test('a void that takes its payment along is not held up by it', async () => {
    const { app, doc, who } = await book();
    const paid = app.platform.add('payment', payment(who, '10.00', [{ invoice: doc, amount: '10.00' }]));
    await app.sync();
    app.platform.edit('payment', paid.id, {}, 'deleted');
    app.platform.edit('invoice', doc, {}, 'void');
    await app.sync();
    await app.sync();
    expect(app.quickbooks.all('payment')).toEqual([]);
    expect(app.quickbooks.must('invoice', there(app, 'invoice')).life).toBe('void');
  });

  test('6540: a payment in a bank deposit; a retry looks whether it still is', async () => {
    const { app, doc, who } = await book();
    let deposited = true;
    app.quickbooks.native = (held) =>
      held.entity === 'payment' && deposited ? { LinkedTxn: [{ TxnId: '9', TxnType: 'Deposit' }] } : null;
    const paid = app.platform.add('payment', payment(who, '10.00', [{ invoice: doc, amount: '10.00' }]));
    await app.sync();
    const sent = app.quickbooks.writes.length;
    app.platform.edit('payment', paid.id, {}, 'deleted');
    await app.sync();
    expect(await problems(app)).toMatchObject([{ error: { code: 'quickbooks.deposited' } }]);
    expect(app.quickbooks.writes).toHaveLength(sent);
    deposited = false;
    app.quickbooks.edit('payment', there(app, 'payment'), {});
    await app.call('problems.retryAll', {});
    await app.sync();
    expect(app.quickbooks.all('payment')).toEqual([]);
  });
});

describe('what only QuickBooks knows is told with its remedy when it refuses, once', () => {
  const CODES: [string, ErrorCode, RegExp][] = [
    ['6220', 'quickbooks.hasBalance', /Settle the balance/],
    ['6480', 'quickbooks.bankMatched', /Undo the match/],
    ['6540', 'quickbooks.deposited', /Remove it from the deposit/],
    ['6140', 'quickbooks.duplicateNumber', /another number/],
    ['6240', 'quickbooks.duplicateName', /existing record/],
    ['5020', 'quickbooks.notAllowed', /plan/],
    ['2500', 'quickbooks.missing', /active again/],
  ];
  test.each(CODES)('%s', async (faultCode, code, remedy) => {
    const { app, who } = await book();
    app.platform.edit('customer', who, { phone: '555 010 2030' });
    app.platform.add('customer', customer('Weiskopf Consulting'));
    app.quickbooks.refuses = (request) =>
      request.entity === 'customer' && request.kind === 'update'
        ? appError(code, { title: 'Pine Ridge HOA' }, { native: { faultCode } })
        : null;
    await app.sync();
    await app.sync();
    expect(await problems(app)).toMatchObject([{ title: 'Pine Ridge HOA', error: { code, native: { faultCode } } }]);
    expect((await problems(app))[0]?.error.remedy).toMatch(remedy);
    expect(app.quickbooks.refused).toHaveLength(1);
    expect(app.quickbooks.all('customer')).toHaveLength(2);
  });
});
