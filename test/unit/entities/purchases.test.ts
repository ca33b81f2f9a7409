import { describe, expect, test } from 'vitest';
import type { Body } from '../../../shared/primitives.ts';
import { body, context, entities, type Json, json, read, refusal, request, update } from './support.ts';

/** A bill as QuickBooks keeps it: an item bought for a job and passed on, and a cost code. */
const byItem = (more: Json = {}, detail: Json = {}): Json => ({
  Id: '1',
  LineNum: 1,
  Description: 'Ridge vents',
  Amount: 80,
  LinkedTxn: [{ TxnId: '77', TxnType: 'PurchaseOrder', TxnLineId: '1' }],
  DetailType: 'ItemBasedExpenseLineDetail',
  ItemBasedExpenseLineDetail: {
    BillableStatus: 'Billable',
    ItemRef: { value: '11', name: 'Vent' },
    CustomerRef: { value: '24', name: 'Somebody' },
    ClassRef: { value: '5' },
    UnitPrice: 10,
    Qty: 8,
    TaxCodeRef: { value: 'NON' },
    ...detail,
  },
  CustomExtensions: [],
  ...more,
});
const byAccount = (id: string, Amount: number, account = '60', detail: Json = {}): Json => ({
  Id: id,
  LineNum: Number(id),
  Amount,
  LinkedTxn: [],
  DetailType: 'AccountBasedExpenseLineDetail',
  AccountBasedExpenseLineDetail: {
    AccountRef: { value: account, name: 'Dump Fees' },
    BillableStatus: 'NotBillable',
    TaxCodeRef: { value: 'NON' },
    ...detail,
  },
});
const native = (Line: Json[], more: Json = {}): Json => ({
  Id: '126',
  SyncToken: '0',
  DocNumber: 'NC-88210',
  TxnDate: '2026-04-08',
  DueDate: '2026-05-08',
  VendorRef: { value: '46', name: 'Supply' },
  APAccountRef: { value: '33' },
  Line,
  TotalAmt: 120,
  Balance: 20,
  ...more,
});
const linesOf = (kept: Json): Json[] => (read('bill', kept).body?.lines ?? []) as Json[];
const line = (more: Json): Json => ({ amount: '40.00', account: 'fees', ...more });
const bill = (more: Json = {}): Json => ({ vendor: 'v1', date: '2026-04-08', lines: [line({})], ...more });

describe('a bill', () => {
  test('is read with its lines, what of it is open, and who pays for what', () => {
    const { body: found } = read('bill', native([byItem(), byAccount('2', 40)]));
    expect(found).toMatchObject({ vendor: '46', reference: 'NC-88210', total: '120.00', balance: '20.00', tax: null });
    expect(found?.lines).toEqual([
      {
        id: '1',
        account: null,
        item: '11',
        description: 'Ridge vents',
        quantity: '8',
        unitPrice: '10',
        amount: '80.00',
        customer: '24',
        billable: true,
      },
      expect.objectContaining({ id: '2', account: '60', item: null, amount: '40.00', customer: null, billable: false }),
    ]);
    expect(entities.get('bill').derive(found as Body)).toEqual(found);
  });

  test('takes tax of QuickBooks on top of its lines, so that the totals agree', () => {
    const { body: found } = read('bill', native([byAccount('1', 100)], { TotalAmt: 108.5, Balance: 108.5 }));
    expect(found).toMatchObject({ tax: '8.50', total: '108.50' });
    expect(entities.get('bill').derive(found as Body)).toMatchObject({ total: '108.50' });
  });

  test('sends every line with its Id and what we do not map, and only what changed is rewritten', () => {
    const kept = native([byItem(), byAccount('2', 40, '60', { ClassRef: { value: '5' } })]);
    const before = linesOf(kept);
    const sent = update('bill', kept, { lines: [before[0], { ...before[1], amount: '45.00' }] });
    const [first, second] = sent.Line as Json[];
    expect(first).toEqual({ ...byItem(), CustomExtensions: undefined });
    expect(second).toMatchObject({
      Id: '2',
      Amount: 45,
      AccountBasedExpenseLineDetail: { AccountRef: { value: '60' }, ClassRef: { value: '5' } },
    });
  });

  test('a line that is now booked to an item is a new one to QuickBooks', () => {
    const kept = native([byAccount('1', 40)]);
    const [old] = linesOf(kept);
    const sent = update('bill', kept, {
      lines: [{ ...old, account: null, item: '11', quantity: '2', unitPrice: '20', amount: '40.00' }],
    });
    expect(sent.Line).toEqual([
      {
        LineNum: 1,
        Amount: 40,
        DetailType: 'ItemBasedExpenseLineDetail',
        ItemBasedExpenseLineDetail: { BillableStatus: 'NotBillable', ItemRef: { value: '11' }, Qty: 2, UnitPrice: 20 },
      },
    ]);
  });

  test('what was invoiced to the customer stays invoiced', () => {
    const kept = native([byItem({}, { BillableStatus: 'HasBeenBilled' })]);
    const [old] = linesOf(kept);
    expect(old).toMatchObject({ billable: true });
    const status = (patch: Json): unknown =>
      ((update('bill', kept, { lines: [{ ...old, ...patch }] }).Line as Json[])[0]!.ItemBasedExpenseLineDetail as Json)
        .BillableStatus;
    expect(status({ description: 'Vents' })).toBe('HasBeenBilled');
    expect(status({ customer: '30' })).toBe('Billable');
    expect(status({ billable: false })).toBe('NotBillable');
  });

  test('says what is missing', () => {
    expect(refusal('bill', bill({ vendor: '' }))).toContain('Vendor');
    expect(refusal('bill', bill({ lines: [line({ account: null })] }))).toContain(
      'Line 1 Account: is needed, or an item',
    );
    expect(refusal('bill', bill({ lines: [line({ item: 'i1' })] }))).toContain('cannot stand beside an item');
    expect(refusal('bill', bill({ lines: [line({ billable: true })] }))).toContain('Line 1 Customer');
    expect(refusal('bill', bill({ lines: [] }))).toContain('at least one line');
    expect(refusal('bill', bill())).toBe('accepted');
  });

  test('a line that lost its account waits for one instead of being refused by QuickBooks', () => {
    const wanted = { ...body('bill', bill()), lines: [{ ...line({ account: null }), id: 'l', item: null }] } as Body;
    const written = entities.get('bill').quickbooks.write(request('bill', 'create', { body: wanted }), context());
    expect(written).toMatchObject({ ok: false, error: { code: 'sync.needsMapping' } });
  });

  test('counts quantity times price to the cent, and nothing on a line of an account', () => {
    const made = body(
      'bill',
      bill({ lines: [{ item: 'i1', quantity: '3', unitPrice: '0.335' }, line({ quantity: '9' })] }),
    );
    expect(made).toMatchObject({ total: '41.01', balance: '41.01', status: 'approved' });
    expect(made.lines).toMatchObject([{ amount: '1.01' }, { quantity: null, amount: '40.00' }]);
  });
});

describe('an expense', () => {
  const spent = (more: Json = {}): Json => ({ date: '2026-04-08', account: '41', lines: [line({})], ...more });

  test('is a draft until somebody approves it', () => {
    expect(body('expense', spent())).toMatchObject({ status: 'draft', paidBy: 'creditCard', refund: false });
    expect(entities.get('expense').descriptor.travels?.values).toEqual(['approved']);
  });

  test.each([
    ['creditCard', { PaymentType: 'CreditCard', AccountRef: { value: '41' }, Credit: false }],
    ['check', { PaymentType: 'Check', AccountRef: { value: '41' } }],
    ['cash', { PaymentType: 'Cash', AccountRef: { value: '41' } }],
  ])('paid by %s', (paidBy, members) => {
    const wanted = body('expense', spent({ paidBy, vendor: '46' }));
    const sent = json(entities.get('expense'), request('expense', 'create', { body: wanted }));
    expect(sent).toMatchObject({ ...members, EntityRef: { value: '46', type: 'Vendor' }, TxnDate: '2026-04-08' });
    expect('Credit' in sent).toBe(paidBy === 'creditCard');
  });

  test('names its kind of payment with the account, because QuickBooks judges one by the other', () => {
    const kept = native([byAccount('1', 40)], {
      PaymentType: 'Check',
      AccountRef: { value: '35' },
      EntityRef: undefined,
    });
    expect(update('expense', kept, { account: '36' })).toMatchObject({
      PaymentType: 'Check',
      AccountRef: { value: '36' },
    });
    expect(update('expense', kept, { privateNote: 'x' })).toEqual({
      Id: '126',
      SyncToken: '0',
      sparse: true,
      PrivateNote: 'x',
    });
  });

  test('money paid to an employee or a customer is read without a vendor', () => {
    const paid = (type: string) =>
      read('expense', native([], { EntityRef: { value: '9', type }, AccountRef: { value: '35' } })).body?.vendor;
    expect(paid('Vendor')).toBe('9');
    expect(paid('Employee')).toBeNull();
    expect(paid('Customer')).toBeNull();
  });
});

describe('a purchase order', () => {
  test('names the A/P account where the company has one, and its state', () => {
    const wanted = body('purchaseOrder', { vendor: '46', date: '2026-04-08', lines: [line({})], memo: 'Before 7.' });
    const lists = [
      { list: 'account', id: '33', name: 'Accounts Payable', facts: { type: 'Accounts Payable' }, active: true },
    ];
    const module = entities.get('purchaseOrder');
    const sent = json(module, request('purchaseOrder', 'create', { body: wanted }), { ...context(), lists });
    expect(sent).toMatchObject({ APAccountRef: { value: '33' }, POStatus: 'Open', Memo: 'Before 7.' });
    expect(update('purchaseOrder', native([], { POStatus: 'Open' }), { status: 'closed' })).toMatchObject({
      POStatus: 'Closed',
    });
    expect(read('purchaseOrder', native([], { POStatus: 'Closed' })).body).toMatchObject({ status: 'closed' });
  });
});

describe('a vendor credit', () => {
  const { DueDate: _, ...kept } = native([byItem(), byAccount('2', 40)], { DocNumber: 'CR-7' });
  const credit = entities.get('vendorCredit');

  test('is read like a bill, with what is left of it', () => {
    const { body: found } = read('vendorCredit', kept);
    expect(found).toEqual({
      vendor: '46',
      reference: 'CR-7',
      date: '2026-04-08',
      taxModel: null,
      lines: linesOf(kept),
      tax: null,
      privateNote: null,
      total: '120.00',
      remaining: '20.00',
    });
    expect(credit.derive(found as Body)).toEqual(found);
    expect(credit.parse(found)).toEqual({ ok: true, body: found });
    expect(credit.title(found as Body)).toBe('Vendor credit CR-7');
    const { Balance: __, ...unsaid } = kept;
    expect(read('vendorCredit', unsaid).body?.remaining).toBe('120.00');
  });

  test('is written like a bill: lines with what is not ours, the A/P account of new ones', () => {
    const before = linesOf(kept);
    const sent = update('vendorCredit', kept, { lines: [before[0], { ...before[1], amount: '45.00' }] });
    const { ItemBasedExpenseLineDetail } = byItem();
    expect(sent.Line).toMatchObject([
      { Id: '1', ItemBasedExpenseLineDetail },
      { Id: '2', Amount: 45 },
    ]);
    expect(update('vendorCredit', kept, { reference: null })).toMatchObject({ DocNumber: '' });
    const wanted = body('vendorCredit', { vendor: '46', date: '2026-04-08', lines: [line({})] });
    const made = json(credit, request('vendorCredit', 'create', { body: wanted }), context({ payablesAccount: '33' }));
    expect(made).toEqual({
      VendorRef: { value: '46' },
      TxnDate: '2026-04-08',
      APAccountRef: { value: '33' },
      Line: [
        {
          LineNum: 1,
          Amount: 40,
          DetailType: 'AccountBasedExpenseLineDetail',
          AccountBasedExpenseLineDetail: { BillableStatus: 'NotBillable', AccountRef: { value: 'fees' } },
        },
      ],
    });
    const gone = credit.quickbooks.write(request('vendorCredit', 'restore', { body: wanted }), context());
    expect(gone).toMatchObject({ ok: false, error: { code: 'sync.notTranslatable' } });
  });

  test('is found again by vendor, number, day and lines, and refuses what a bill refuses', () => {
    const wanted = body('vendorCredit', { vendor: '46', reference: 'CR-8', date: '2026-04-08', lines: [line({})] });
    const probe = credit.quickbooks.probe(request('vendorCredit', 'create', { body: wanted }));
    expect(probe?.fits(wanted)).toBe(true);
    for (const other of [{ vendor: '47' }, { reference: 'CR-9' }, { date: '2026-04-09' }, { lines: [] }])
      expect(probe?.fits({ ...wanted, ...other })).toBe(false);
    expect(refusal('vendorCredit', bill({ vendor: '' }))).toContain('Vendor');
    expect(refusal('vendorCredit', bill({ lines: [] }))).toContain('at least one line');
  });
});

describe('a bill payment', () => {
  const share = (TxnId: string, Amount: number, TxnType = 'Bill'): Json => ({
    Amount,
    LinkedTxn: [{ TxnId, TxnType }],
  });
  const paid = (Line: Json[], more: Json = {}): Json => ({
    Id: '9',
    SyncToken: '1',
    VendorRef: { value: '46' },
    TxnDate: '2026-05-01',
    PayType: 'Check',
    CheckPayment: { BankAccountRef: { value: '35' }, PrintStatus: 'NotSet' },
    TotalAmt: 2460,
    DocNumber: '2016',
    Line,
    ...more,
  });

  test('is read with what each bill got, and with the vendor credits used beside the money', () => {
    const { body: found } = read('billPayment', paid([share('130', 2642), share('88', 182, 'VendorCredit')]));
    expect(found).toMatchObject({
      vendor: '46',
      paidBy: 'check',
      account: '35',
      reference: '2016',
      allocations: [{ bill: '130', amount: '2642.00' }],
      vendorCredits: [{ vendorCredit: '88', amount: '182.00' }],
      credits: null,
      unapplied: '0.00',
    });
    expect(entities.get('billPayment').derive(found as Body)).toEqual(found);
  });

  test('whatever a journal entry was in it, nothing of the money is left', () => {
    const { body: found } = read('billPayment', paid([share('130', 2000), share('5', 460, 'JournalEntry')]));
    expect(found).toMatchObject({ credits: '-460.00', unapplied: '0.00' });
    // A journal entry that a vendor credit pays: nothing of it is ours to judge.
    const other = paid([share('5', 182, 'JournalEntry'), share('88', 182, 'VendorCredit')], { TotalAmt: 0 });
    const { body: charge } = read('billPayment', other);
    expect(charge).toMatchObject({ credits: '-182.00', unapplied: '0.00' });
    expect(entities.get('billPayment').parse(charge)).toEqual({ ok: true, body: charge });
    expect(update('billPayment', other, { vendorCredits: [] }).Line).toEqual([share('5', 182, 'JournalEntry')]);
  });

  test('of no money sets vendor credits against bills', () => {
    const { body: found } = read(
      'billPayment',
      paid([share('130', 182), share('88', 182, 'VendorCredit')], { TotalAmt: 0 }),
    );
    expect(found).toMatchObject({ amount: '0.00', unapplied: '0.00' });
    const module = entities.get('billPayment');
    expect(module.parse(found)).toEqual({ ok: true, body: found });
    expect(module.title(found as Body)).toBe('Vendor credit applied');
    expect(json(module, request('billPayment', 'create', { body: found as Body }))).toMatchObject({
      TotalAmt: 0,
      PayType: 'Check',
      CheckPayment: { BankAccountRef: { value: '35' } },
      Line: [share('130', 182), share('88', 182, 'VendorCredit')],
    });
  });

  test('is found again by the bills and the credits it was to settle', () => {
    const wanted = body('billPayment', {
      vendor: '46',
      date: '2026-05-01',
      amount: '0',
      account: '35',
      allocations: [{ bill: '130', amount: '60' }],
      vendorCredits: [{ vendorCredit: '88', amount: '60' }],
    });
    const probe = entities.get('billPayment').quickbooks.probe(request('billPayment', 'create', { body: wanted }));
    expect(probe?.fits(wanted)).toBe(true);
    // Less was open meanwhile; another credit is another payment.
    expect(probe?.fits({ ...wanted, vendorCredits: [{ vendorCredit: '88', amount: '40.00' }] })).toBe(true);
    expect(probe?.fits({ ...wanted, vendorCredits: [{ vendorCredit: '89', amount: '60.00' }] })).toBe(false);
  });

  test('keeps credits when the bills change, and sends the card in its own member', () => {
    const kept = paid([share('130', 2642), share('88', 182, 'VendorCredit')]);
    const sent = update('billPayment', kept, { allocations: [{ bill: '131', amount: '10.00' }] });
    expect(sent.Line).toEqual([share('131', 10), share('88', 182, 'VendorCredit')]);
    const wanted = body('billPayment', {
      vendor: '46',
      date: '2026-05-01',
      amount: '10',
      paidBy: 'creditCard',
      account: '41',
      allocations: [{ bill: '131', amount: '10' }],
    });
    expect(json(entities.get('billPayment'), request('billPayment', 'create', { body: wanted }))).toEqual({
      VendorRef: { value: '46' },
      TxnDate: '2026-05-01',
      TotalAmt: 10,
      PayType: 'CreditCard',
      CreditCardPayment: { CCAccountRef: { value: '41' } },
      Line: [share('131', 10)],
    });
  });

  test('without a bill it has no form in QuickBooks', () => {
    const wanted = body('billPayment', { vendor: '46', date: '2026-05-01', amount: '10', account: '35' });
    const written = entities
      .get('billPayment')
      .quickbooks.write(request('billPayment', 'create', { body: wanted }), context());
    expect(written).toMatchObject({ ok: false, error: { code: 'sync.notTranslatable' } });
  });

  test('settles no bill twice and no more than it holds', () => {
    const of = (allocations: Json[]): string =>
      refusal('billPayment', { vendor: 'v', date: '2026-05-01', amount: '10', account: 'a', allocations });
    expect(
      of([
        { bill: 'b', amount: '4' },
        { bill: 'b', amount: '4' },
      ]),
    ).toContain('the same bill twice');
    expect(of([{ bill: 'b', amount: '11' }])).toContain('more than the payment');
    expect(of([{ bill: 'b', amount: '10' }])).toBe('accepted');
  });

  test('uses no credit twice, and no more of them than the bills need', () => {
    const of = (amount: string, vendorCredits: Json[]): string => {
      const allocations = [{ bill: 'b', amount: '10' }];
      return refusal('billPayment', {
        vendor: 'v',
        date: '2026-05-01',
        amount,
        account: 'a',
        allocations,
        vendorCredits,
      });
    };
    const credit = (vendorCredit: string, amount: string): Json => ({ vendorCredit, amount });
    expect(of('10', [credit('c', '2'), credit('c', '3')])).toContain('names the same vendor credit twice');
    expect(of('10', [credit('c', '-2')])).toContain('Credits used: may not be negative');
    expect(of('0', [credit('c', '11')])).toContain('Credits used: are more than what is applied to bills');
    expect(of('0', [credit('c', '9')])).toContain('more than the payment');
    expect(of('6', [credit('c', '1'), credit('d', '3')])).toBe('accepted');
  });
});
