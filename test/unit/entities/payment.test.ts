import { describe, expect, test } from 'vitest';
import { body, context, entities, type Json, json, read, refusal, request, update } from './support.ts';

const payment = entities.get('payment');
const link = (Amount: number, TxnId: string, TxnType = 'Invoice'): Json => ({
  Amount,
  LinkedTxn: [{ TxnId, TxnType }],
});
const native = (more: Json = {}): Json => ({
  Id: '180',
  SyncToken: '0',
  CustomerRef: { value: '1' },
  TxnDate: '2026-05-05',
  TotalAmt: 100,
  UnappliedAmt: 40,
  PaymentMethodRef: { value: '3' },
  PaymentRefNum: '4711',
  DepositToAccountRef: { value: '4' },
  Line: [{ ...link(60, '96'), LineEx: { any: [{ value: { Name: 'txnId', Value: '96' } }] } }],
  ...more,
});

test('what a payment settles, by which method', () => {
  expect(read('payment', native())).toMatchObject({
    life: 'live',
    body: {
      amount: '100.00',
      method: 'Check',
      reference: '4711',
      allocations: [{ invoice: '96', amount: '60.00' }],
      credits: null,
      unapplied: '40.00',
    },
  });
  expect(read('payment', native({ PaymentMethodRef: { value: '77' } })).body?.method).toBeNull();
});

test('lines to one invoice add up, and the order of lines does not matter', () => {
  const split = native({ Line: [link(30, '100'), link(10, '96'), link(20, '96')] });
  expect(read('payment', split).body?.allocations).toEqual([
    { invoice: '96', amount: '30.00' },
    { invoice: '100', amount: '30.00' },
  ]);
});

describe('credits used with the money', () => {
  const credit = native({ TotalAmt: 0, UnappliedAmt: 0, Line: [link(100, '71'), link(100, '73', 'CreditMemo')] });
  test('are told apart from it', () => {
    const found = read('payment', credit).body;
    expect(found).toMatchObject({
      amount: '0.00',
      allocations: [{ invoice: '71', amount: '100.00' }],
      creditMemos: [{ creditMemo: '73', amount: '100.00' }],
      credits: null,
      unapplied: '0.00',
    });
    expect(payment.parse(found)).toEqual({ ok: true, body: found });
    expect(payment.title(found as never)).toBe('Credit applied');
  });
  test('keep their link when allocations change', () => {
    const sent = update('payment', credit, { allocations: [{ invoice: '80', amount: '100.00' }] });
    expect(sent.Line).toEqual([link(100, '80'), link(100, '73', 'CreditMemo')]);
  });
  test('that are no credit memos are told as a sum and keep their links', () => {
    const journal = native({ TotalAmt: 0, UnappliedAmt: 0, Line: [link(100, '71'), link(100, '9', 'JournalEntry')] });
    expect(read('payment', journal).body).toMatchObject({ credits: '100.00', creditMemos: [] });
    expect(update('payment', journal, { creditMemos: [] }).Line).toEqual([
      link(100, '71'),
      link(100, '9', 'JournalEntry'),
    ]);
    // A charge that is no invoice, paid with a credit memo: nothing of it is ours to judge.
    const charge = native({
      TotalAmt: 0,
      UnappliedAmt: 0,
      Line: [link(100, '9', 'JournalEntry'), link(100, '73', 'CreditMemo')],
    });
    const found = read('payment', charge).body;
    expect(found).toMatchObject({ credits: '-100.00', unapplied: '0.00' });
    expect(payment.parse(found)).toEqual({ ok: true, body: found });
  });
  test('may not be more than what they pay', () => {
    const shares = { allocations: [{ invoice: '1', amount: '5' }], creditMemos: [{ creditMemo: '2', amount: '6' }] };
    const good = { customer: '1', date: '2026-05-05', amount: '0' };
    expect(refusal('payment', { ...good, ...shares })).toContain('Credits used: are more than what is applied');
    const one = { creditMemo: '2', amount: '2' };
    const twice = { ...shares, creditMemos: [one, one] };
    expect(refusal('payment', { ...good, ...twice })).toContain('names the same credit memo twice');
  });
});

test('a create sends everything and the deposit account that was chosen', () => {
  const made = body('payment', {
    customer: '1',
    date: '2026-05-05',
    amount: '55',
    method: 'check',
    allocations: [{ invoice: '96', amount: '25' }],
  });
  expect(made.unapplied).toBe('30.00');
  expect(json(payment, request('payment', 'create', { body: made }), context({ depositAccount: '35' }))).toEqual({
    CustomerRef: { value: '1' },
    TxnDate: '2026-05-05',
    TotalAmt: 55,
    Line: [link(25, '96')],
    PaymentMethodRef: { value: '3' },
    DepositToAccountRef: { value: '35' },
  });
});

test('a method QuickBooks does not have waits for one', () => {
  const made = body('payment', { customer: '1', date: '2026-05-05', amount: '5', method: 'Barter' });
  expect(payment.quickbooks.write(request('payment', 'create', { body: made }), context())).toMatchObject({
    ok: false,
    error: { code: 'sync.needsMapping' },
  });
});

test('an update sends what changed; no allocations means an empty set', () => {
  expect(update('payment', native(), { memo: 'x' })).toEqual({
    Id: '180',
    SyncToken: '0',
    sparse: true,
    PrivateNote: 'x',
  });
  expect(update('payment', native(), { allocations: [] })).toMatchObject({ Line: [] });
  expect(update('payment', native(), { reference: null, method: null })).toMatchObject({
    PaymentRefNum: '',
    PaymentMethodRef: { value: '' },
  });
});

test('a voided payment, and what of it is not sent back', () => {
  const voided = native({ TotalAmt: 0, UnappliedAmt: 0, Line: [], PrivateNote: 'Voided' });
  expect(read('payment', voided)).toMatchObject({ life: 'void', body: { memo: null, amount: '0.00' } });
  expect(update('payment', voided, { memo: 'x', amount: '5.00', allocations: [], reference: '1' })).toEqual({
    Id: '180',
    SyncToken: '0',
    sparse: true,
    PaymentRefNum: '1',
  });
});

test('the probe looks for customer, date, amount and reference', () => {
  const made = body('payment', { customer: '1', date: '2026-05-05', amount: '55', reference: '47' });
  const probe = payment.quickbooks.probe(request('payment', 'create', { body: made }));
  expect(probe?.fits(made)).toBe(true);
  expect(probe?.fits({ ...made, allocations: [{ invoice: '9', amount: '5.00' }] })).toBe(false);
  // The invoice was voided while the payment was under way: QuickBooks keeps the money unapplied.
  const paying = request('payment', 'create', {
    body: { ...made, allocations: [{ invoice: '9', amount: '55.00' }], unapplied: '0.00' },
  });
  expect(payment.quickbooks.probe(paying)?.fits(made)).toBe(true);
});

test('input is named when it is wrong', () => {
  const good = { customer: '1', date: '2026-05-05', amount: '10' };
  expect(refusal('payment', { ...good, amount: 'abc' })).toContain('Amount: must be an amount');
  expect(refusal('payment', { ...good, amount: '-1' })).toContain('Amount: may not be negative');
  expect(refusal('payment', { ...good, allocations: [{ invoice: '1', amount: '11' }] })).toContain(
    'more than the payment',
  );
  const twice = { invoice: '1', amount: '2' };
  expect(refusal('payment', { ...good, allocations: [twice, twice] })).toContain('names the same invoice twice');
});
