import { describe, expect, test } from 'vitest';
import { discount, native, sales, subtotal } from './shapes.ts';
import { body, context, entities, type Json, json, read, refusal, request, update } from './support.ts';

const line = (more: Json = {}): Json => ({ kind: 'item', item: '11', quantity: '2', unitPrice: '50', ...more });
const good = { customer: '1', date: '2026-05-05', lines: [line()] };

describe.each(['estimate', 'creditMemo', 'refundReceipt'])('%s', (name) => {
  const module = entities.get(name);
  const deposit = context({ depositAccount: '35' });

  test('counts its lines as an invoice does', () => {
    const made = body(name, {
      ...good,
      lines: [line(), line({ unitPrice: '12.345' }), { kind: 'discount', percent: '10' }],
    });
    expect(made).toMatchObject({ subtotal: '124.69', total: '112.22' });
    expect(module.derive(made)).toEqual(made);
  });

  test('a create is read back as it was', () => {
    const made = body(name, { ...good, number: '7', memo: 'Thanks', privateNote: 'n', email: 'a@b.co' });
    const sent = json(module, request(name, 'create', { body: made }), deposit);
    const lines = (sent.Line as Json[]).map((one, index) => ({ ...one, Id: String(index + 1) }));
    const answer = { ...sent, Id: '9', SyncToken: '0', TotalAmt: 100, Line: [...lines, subtotal(100)] };
    const found = read(name, answer).body;
    expect({ ...found, lines: [] }).toEqual({
      ...made,
      lines: [],
      ...(name === 'estimate' ? { status: 'pending' } : {}),
      // What Mappings chose stands in it from then on.
      ...(name === 'refundReceipt' ? { paidFrom: '35' } : {}),
    });
    expect(module.parse(found)).toEqual({ ok: true, body: found });
  });

  test('what was read is a fixed point, and an update sends what changed', () => {
    const raw = native([sales('1'), discount(5), subtotal(100)], {
      TotalAmt: 95,
      DepositToAccountRef: { value: '35' },
      RemainingCredit: 40,
    });
    const found = read(name, raw).body;
    expect(module.parse(found)).toEqual({ ok: true, body: found });
    expect(update(name, raw, { memo: 'x' })).toEqual({
      Id: '130',
      SyncToken: '3',
      sparse: true,
      CustomerMemo: { value: 'x' },
    });
  });

  test('cannot be voided or brought back through QuickBooks, only deleted', () => {
    expect(module.quickbooks.voidBy).toBeUndefined();
    expect(module.descriptor.removals).toEqual(['delete']);
    const back = module.quickbooks.write(request(name, 'restore', { body: body(name, good) }), context());
    expect(back).toMatchObject({ ok: false, error: { code: 'sync.notTranslatable' } });
    expect(json(module, request(name, 'remove', { mode: 'delete' }))).toEqual({ Id: '7', SyncToken: '0' });
  });

  test('the probe knows its own again', () => {
    const made = body(name, good);
    const probe = module.quickbooks.probe(request(name, 'create', { body: made }));
    expect(probe?.fits(made)).toBe(true);
    expect(probe?.fits({ ...made, subtotal: '1.00' })).toBe(false);
  });
});

describe('an estimate', () => {
  const raw = (more: Json): Json => native([sales('1'), subtotal(100)], { TotalAmt: 100, ...more });

  test.each([
    ['Pending', 'pending'],
    ['Accepted', 'accepted'],
    ['Closed', 'closed'],
    ['Rejected', 'rejected'],
    ['Converted', 'closed'],
    [undefined, 'pending'],
  ])('in QuickBooks %s is %s', (theirs, ours) => {
    expect(read('estimate', raw({ TxnStatus: theirs })).body?.status).toBe(ours);
  });

  test('who accepted it goes over, and is cleared', () => {
    const before = raw({
      TxnStatus: 'Accepted',
      AcceptedBy: 'Dana',
      AcceptedDate: '2026-05-06',
      ExpirationDate: '2026-06-01',
    });
    expect(read('estimate', before).body).toMatchObject({
      acceptedBy: 'Dana',
      acceptedDate: '2026-05-06',
      expiryDate: '2026-06-01',
    });
    expect(update('estimate', before, { status: 'pending', acceptedBy: null, acceptedDate: null })).toEqual({
      Id: '130',
      SyncToken: '3',
      sparse: true,
      TxnStatus: 'Pending',
      AcceptedBy: '',
      AcceptedDate: '',
    });
  });

  test('starts as a draft, and may not end before it begins', () => {
    expect(body('estimate', good).status).toBe('draft');
    expect(refusal('estimate', { ...good, expiryDate: '2026-05-04' })).toContain('Valid until: may not be before');
    expect(refusal('estimate', { ...good, status: 'sent' })).toContain('Status: is one of');
  });
});

describe('an invoice made of an estimate', () => {
  const link = (TxnId: string, TxnType: string): Json => ({ TxnId, TxnType });
  const linked = native([sales('1', { LinkedTxn: [link('4', 'Estimate')] }), subtotal(100)], {
    LinkedTxn: [link('50', 'Payment'), link('4', 'Estimate'), link('6', 'TimeActivity')],
  });

  test('names it when it is made', () => {
    const made = body('invoice', { ...good, estimate: '4' });
    expect(json(entities.get('invoice'), request('invoice', 'create', { body: made })).LinkedTxn).toEqual([
      link('4', 'Estimate'),
    ]);
    expect(
      json(entities.get('invoice'), request('invoice', 'create', { body: body('invoice', good) })),
    ).not.toHaveProperty('LinkedTxn');
  });

  test('is read, and kept through other changes', () => {
    expect(read('invoice', linked).body?.estimate).toBe('4');
    expect(update('invoice', linked, { memo: 'x' })).not.toHaveProperty('LinkedTxn');
  });

  test('takes another one, head and lines alike; what else it was made from stays', () => {
    const sent = update('invoice', linked, { estimate: '5' });
    expect(sent.LinkedTxn).toEqual([link('6', 'TimeActivity'), link('5', 'Estimate')]);
    expect((sent.Line as Json[]).map((one) => one.LinkedTxn)).toEqual([undefined]);
    expect(update('invoice', linked, { estimate: null }).LinkedTxn).toEqual([link('6', 'TimeActivity')]);
  });
});

describe('a refund', () => {
  const refund = entities.get('refundReceipt');
  test('leaves the account that was chosen, and waits where none was', () => {
    const made = body('refundReceipt', { ...good, customer: null, method: 'check', reference: '88' });
    expect(
      json(refund, request('refundReceipt', 'create', { body: made }), context({ depositAccount: '35' })),
    ).toMatchObject({
      DepositToAccountRef: { value: '35' },
      PaymentMethodRef: { value: '3' },
      PaymentRefNum: '88',
    });
    expect(refund.quickbooks.write(request('refundReceipt', 'create', { body: made }), context())).toMatchObject({
      ok: false,
      error: { code: 'sync.needsMapping' },
    });
  });
  test('in a bank deposit is locked', () => {
    expect(refund.quickbooks.lock?.by({ LinkedTxn: [{ TxnId: '1', TxnType: 'Deposit' }] })).toBe(
      'quickbooks.deposited',
    );
    expect(refund.quickbooks.lock?.by({})).toBeNull();
  });
});
