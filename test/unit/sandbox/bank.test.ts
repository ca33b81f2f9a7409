/** Deposits, transfers and journal entries. */
import { describe, expect, test } from 'vitest';
import { fault } from './ask.ts';
import { type Buying, buying } from './buying.ts';

/** A customer pays; the money waits in Undeposited Funds. */
function receive({ post, customer }: Buying, TotalAmt: number, more: Record<string, unknown> = {}) {
  return post('/payment', { CustomerRef: { value: customer }, TotalAmt, ...more }).body.Payment;
}

const holds = (TxnId: string, more: Record<string, unknown> = {}) => ({
  LinkedTxn: [{ TxnId, TxnType: 'Payment', TxnLineId: '0' }],
  ...more,
});

const other = (account: string, Amount: number, more: Record<string, unknown> = {}) => ({
  Amount,
  DetailType: 'DepositLineDetail',
  DepositLineDetail: { AccountRef: { value: account }, ...more },
});

describe('a deposit', () => {
  const put = (made: Buying, Line: unknown[], more: Record<string, unknown> = {}) =>
    made.post('/deposit', { DepositToAccountRef: { value: made.account('Business Checking') }, Line, ...more });

  test('holds payments: they show it with their token and time as they were, and nobody may change them', () => {
    const made = buying();
    const [one, two] = [receive(made, 40), receive(made, 60, { PaymentRefNum: '118' })];
    made.wait(60);
    const deposit = put(made, [holds(one.Id), holds(two.Id, { Amount: 60 })]).body.Deposit;
    expect(deposit).toMatchObject({ TotalAmt: 100, TxnTaxDetail: {} });
    expect(deposit.Line[1]).toEqual({
      Amount: 60,
      LinkedTxn: [{ TxnId: two.Id, TxnType: 'Payment', TxnLineId: '0' }],
      DepositLineDetail: { CheckNum: '118' },
    });
    const held = made.read('Payment', one.Id);
    expect(held).toEqual({ ...one, LinkedTxn: [{ TxnId: deposit.Id, TxnType: 'Deposit' }] });
    const edit = { Id: one.Id, SyncToken: '0', sparse: true, PrivateNote: 'x' };
    expect(fault(made.post('/payment', edit)).code).toBe('6540');
    expect(fault(made.remove('Payment', one.Id)).code).toBe('6540');
    const empty = made.post(
      '/payment',
      { Id: one.Id, SyncToken: '0', sparse: true },
      { operation: 'update', include: 'void' },
    );
    expect(fault(empty).code).toBe('6540');
    expect(made.read('Account', made.account('Business Checking')).CurrentBalance).toBe(100);
    expect(made.read('Account', made.account('Undeposited Funds')).CurrentBalance).toBe(0);
  });

  test('sets them free when they leave it or it goes', () => {
    const made = buying();
    const [one, two] = [receive(made, 40), receive(made, 60)];
    const { Id } = put(made, [holds(one.Id), holds(two.Id)]).body.Deposit;
    const less = made.post('/deposit', { Id, SyncToken: '0', sparse: true, Line: [holds(two.Id)] }).body.Deposit;
    expect(less).toMatchObject({ TotalAmt: 60, SyncToken: '1' });
    expect(made.read('Payment', one.Id)).toEqual(one);
    expect(made.remove('Payment', one.Id).status).toBe(200);
    expect(made.remove('Deposit', Id).status).toBe(200);
    expect(made.read('Payment', two.Id)).toEqual(two);
    expect(made.read('Account', made.account('Undeposited Funds')).CurrentBalance).toBe(60);
  });

  test('takes each payment once, whole, and only out of Undeposited Funds', () => {
    const made = buying();
    const one = receive(made, 40);
    const banked = receive(made, 5, { DepositToAccountRef: { value: made.account('Business Checking') } });
    expect(fault(put(made, [holds(one.Id, { Amount: 39 })])).code).toBe('6000');
    expect(fault(put(made, [holds(one.Id), holds(one.Id)])).code).toBe('620');
    expect(fault(put(made, [holds(banked.Id)])).code).toBe('620');
    expect(fault(put(made, [{ LinkedTxn: [{ TxnId: one.Id, TxnType: 'Invoice' }] }])).code).toBe('620');
    expect(fault(put(made, [holds('999')])).code).toBe('2500');
    expect(put(made, [holds(one.Id)]).status).toBe(200);
    expect(fault(put(made, [holds(one.Id)])).code).toBe('620');
    const gone = receive(made, 3).Id;
    made.remove('Payment', gone);
    expect(fault(put(made, [holds(gone)])).code).toBe('610');
  });

  test('takes other money, from somebody, less the cash kept back', () => {
    const made = buying();
    const owner = made.account("Owner's Equity");
    const one = receive(made, 40);
    const uma = { value: made.vendor, type: 'Vendor' };
    const deposit = put(made, [holds(one.Id), other(owner, 25, { Entity: uma, CheckNum: '9' })], {
      CashBack: { AccountRef: { value: made.account('Petty Cash') }, Amount: 15, Memo: 'Till' },
    }).body.Deposit;
    expect(deposit.TotalAmt).toBe(50);
    expect(deposit.Line[1]).toMatchObject({
      Id: '1',
      LineNum: 1,
      DepositLineDetail: { Entity: { value: made.vendor, name: 'Stone & Slate', type: 'Vendor' }, CheckNum: '9' },
    });
    const held = (name: string) => made.read('Account', made.account(name)).CurrentBalance;
    expect([held('Business Checking'), held('Petty Cash'), held("Owner's Equity")]).toEqual([50, 15, -25]);
  });

  test('into A/R or A/P names whose balance it is', () => {
    const made = buying();
    const receivable = made.account('Accounts Receivable (A/R)');
    expect(fault(put(made, [other(receivable, 10)])).code).toBe('6430');
    const Entity = { value: made.customer, type: 'Customer' };
    expect(put(made, [other(receivable, 10, { Entity })]).status).toBe(200);
    expect(made.read('Customer', made.customer).Balance).toBe(-10);
    const refund = { Entity: { value: made.vendor, type: 'Vendor' } };
    put(made, [other(made.account('Accounts Payable (A/P)'), 4, refund)]);
    expect(made.balance()).toBe(4);
  });

  test('needs a bank account, a line, and a sum that is not below nothing', () => {
    const made = buying();
    const owner = made.account("Owner's Equity");
    expect(fault(made.post('/deposit', { Line: [other(owner, 1)] })).element).toBe('DepositToAccountRef');
    expect(fault(put(made, [])).element).toBe('Line');
    expect(fault(put(made, [other(owner, 1)], { DepositToAccountRef: { value: owner } })).code).toBe('6430');
    expect(fault(put(made, [other(owner, -1)])).code).toBe('6000');
    expect(fault(put(made, [{ Amount: 1, DetailType: 'DepositLineDetail' }])).element).toBe('AccountRef');
    expect(put(made, [other(owner, 10), other(made.account('Office Expenses'), -2)]).body.Deposit.TotalAmt).toBe(8);
  });
});

describe('a transfer', () => {
  const move = (made: Buying, from: string, to: string, more: Record<string, unknown> = {}) =>
    made.post('/transfer', {
      FromAccountRef: { value: made.account(from) },
      ToAccountRef: { value: made.account(to) },
      Amount: 30,
      ...more,
    });

  test('moves money between the company’s own accounts and back when deleted', () => {
    const made = buying();
    const held = (name: string) => made.read('Account', made.account(name)).CurrentBalance;
    const { Id } = move(made, 'Business Checking', 'Tax Savings').body.Transfer;
    expect([held('Business Checking'), held('Tax Savings')]).toEqual([-30, 30]);
    made.post('/transfer', { Id, SyncToken: '0', sparse: true, Amount: 12.5 });
    expect([held('Business Checking'), held('Tax Savings')]).toEqual([-12.5, 12.5]);
    made.remove('Transfer', Id);
    expect([held('Business Checking'), held('Tax Savings')]).toEqual([0, 0]);
  });

  test('needs two different accounts the company has or owes, and an amount', () => {
    const made = buying();
    expect(fault(move(made, 'Business Checking', 'Business Checking')).code).toBe('6000');
    for (const wrong of ['Fuel', 'Services', 'Accounts Receivable (A/R)', 'Accounts Payable (A/P)'])
      expect(fault(move(made, 'Business Checking', wrong)).code, wrong).toBe('6430');
    expect(fault(move(made, 'Business Checking', 'Tax Savings', { Amount: null })).element).toBe('Amount');
    expect(fault(move(made, 'Business Checking', 'Tax Savings', { Amount: -1 })).code).toBe('2290');
    expect(move(made, 'Business Checking', 'Company Card').status).toBe(200);
  });

  test('is voided by a person, not by an app', () => {
    const made = buying();
    const { Id } = move(made, 'Business Checking', 'Tax Savings').body.Transfer;
    expect(fault(made.post('/transfer', { Id, SyncToken: '0' }, { operation: 'void' })).code).toBe('500');
    expect(made.act({ act: 'void', entity: 'Transfer', id: Id }).body.Transfer).toMatchObject({
      Amount: 0,
      PrivateNote: 'Voided',
    });
    expect(made.company.summary().trialBalance).toBe(0);
  });
});

describe('a journal entry', () => {
  const line = (PostingType: string, account: string, Amount: number, more: Record<string, unknown> = {}) => ({
    Amount,
    DetailType: 'JournalEntryLineDetail',
    JournalEntryLineDetail: { PostingType, AccountRef: { value: account }, ...more },
  });

  test('must balance, and says by how much it does not', () => {
    const made = buying();
    const [a, b] = [made.account('Fuel'), made.account('Petty Cash')];
    expect(fault(made.post('/journalentry', { Line: [line('Debit', a, 10), line('Credit', b, 9.5)] }))).toMatchObject({
      code: '2300',
    });
    expect(fault(made.post('/journalentry', { Line: [line('Debit', a, 10)] })).detail).toContain('by 10');
    expect(fault(made.post('/journalentry', { Line: [] })).element).toBe('Line');
    expect(fault(made.post('/journalentry', { Line: [line('Debit', a, -1), line('Credit', b, -1)] })).code).toBe(
      '2290',
    );
    expect(fault(made.post('/journalentry', { Line: [line('Both', a, 1)] })).code).toBe('2170');
    const { PostingType: _side, ...bare } = line('Debit', a, 1).JournalEntryLineDetail;
    expect(
      fault(
        made.post('/journalentry', {
          Line: [{ Amount: 1, DetailType: 'JournalEntryLineDetail', JournalEntryLineDetail: bare }],
        }),
      ).element,
    ).toBe('PostingType');
  });

  test('totals nothing, counts its lines from 0 and keeps those that are sent with their Id', () => {
    const made = buying();
    const [a, b] = [made.account('Fuel'), made.account('Petty Cash')];
    const entry = made.post('/journalentry', { Line: [line('Debit', a, 10), line('Credit', b, 10)], DocNumber: 'JE-1' })
      .body.JournalEntry;
    expect(entry).toMatchObject({ TotalAmt: 0, Adjustment: false, DocNumber: 'JE-1' });
    expect(entry.Line.map((row: { Id: string }) => row.Id)).toEqual(['0', '1']);
    const Line = [{ ...line('Debit', a, 4), Id: '0' }, line('Debit', a, 6), { ...line('Credit', b, 10), Id: '1' }];
    const next = made.post('/journalentry', { Id: entry.Id, SyncToken: '0', sparse: true, Line }).body.JournalEntry;
    expect(next.Line.map((row: { Id: string }) => row.Id)).toEqual(['0', '2', '1']);
    expect(
      made.post('/journalentry', { Line: [line('Debit', a, 1), line('Credit', b, 1)], DocNumber: 'JE-1' }).status,
    ).toBe(200);
  });

  test('into A/R names a customer and into A/P a vendor, whose balances it moves', () => {
    const made = buying();
    const bank = made.account('Business Checking');
    const named = (account: string, Entity?: object) =>
      made.post('/journalentry', {
        Line: [
          line('Debit', made.account(account), 7, Entity === undefined ? {} : { Entity }),
          line('Credit', bank, 7),
        ],
      });
    const customer = { Type: 'Customer', EntityRef: { value: made.customer } };
    const vendor = { Type: 'Vendor', EntityRef: { value: made.vendor } };
    expect(fault(named('Accounts Receivable (A/R)')).detail).toContain('choose a customer');
    expect(fault(named('Accounts Receivable (A/R)', vendor)).code).toBe('6000');
    expect(fault(named('Accounts Payable (A/P)', customer)).detail).toContain('choose a vendor');
    const entry = named('Accounts Receivable (A/R)', customer).body.JournalEntry;
    expect(entry.Line[0].JournalEntryLineDetail.Entity).toEqual({
      Type: 'Customer',
      EntityRef: { value: made.customer, name: 'Ada Moreno' },
    });
    named('Accounts Payable (A/P)', vendor);
    expect([made.read('Customer', made.customer).Balance, made.balance()]).toEqual([7, -7]);
    made.remove('JournalEntry', entry.Id);
    expect(made.read('Customer', made.customer).Balance).toBe(0);
  });
});

test('time is hours and minutes or a start and an end, of an employee or a vendor', () => {
  const made = buying();
  const uma = made.post('/employee', { GivenName: 'Uma' }).body.Employee.Id;
  const by = (more: Record<string, unknown>) =>
    made.post('/timeactivity', { NameOf: 'Employee', EmployeeRef: { value: uma }, TxnDate: '2026-11-02', ...more });
  expect(by({ Hours: 3, Minutes: 30 }).body.TimeActivity).toMatchObject({
    Id: '1',
    Hours: 3,
    Minutes: 30,
    BillableStatus: 'NotBillable',
    HourlyRate: 0,
    Taxable: false,
  });
  const span = by({ StartTime: '08:00:00', EndTime: '17:00:00-08:00', BreakHours: 1 }).body.TimeActivity;
  expect(span).toMatchObject({
    StartTime: '2026-11-02T08:00:00-08:00',
    EndTime: '2026-11-02T17:00:00-08:00',
    BreakHours: 1,
  });
  expect(span).not.toHaveProperty('Hours');
  expect(fault(by({}))).toMatchObject({ code: '2020', element: 'Hours' });
  expect(fault(by({ Minutes: 60 })).code).toBe('2080');
  expect(fault(by({ StartTime: '17:00:00', EndTime: '08:00:00' })).code).toBe('6000');
  expect(fault(by({ StartTime: '25:00:00', EndTime: '26:00:00' })).code).toBe('2060');
  expect(fault(made.post('/timeactivity', { NameOf: 'Employee', Hours: 1 })).element).toBe('EmployeeRef');
  expect(fault(made.post('/timeactivity', { Hours: 1 })).element).toBe('NameOf');
  expect(fault(by({ Hours: 1, BillableStatus: 'Billable' })).code).toBe('6000');
  expect(made.post('/timeactivity', { NameOf: 'Vendor', VendorRef: { value: made.vendor }, Hours: 1 }).status).toBe(
    200,
  );
  expect(fault(made.get('/cdc', { entities: 'TimeActivity', changedSince: '2026-11-01' })).status).toBe(400);
  expect(
    made.query("select * from TimeActivity where BillableStatus = 'NotBillable'").body.QueryResponse.TimeActivity,
  ).toHaveLength(3);
});

test('billable time is billed by an invoice that links to it, and free again without it', () => {
  const made = buying();
  const uma = made.post('/employee', { GivenName: 'Uma' }).body.Employee.Id;
  const body = {
    NameOf: 'Employee',
    EmployeeRef: { value: uma },
    Hours: 2,
    CustomerRef: { value: made.customer },
    BillableStatus: 'Billable',
  };
  const { Id } = made.post('/timeactivity', body).body.TimeActivity;
  made.wait(60);
  const invoice = made.post('/invoice', {
    CustomerRef: { value: made.customer },
    LinkedTxn: [{ TxnId: Id, TxnType: 'TimeActivity' }],
    Line: [{ Amount: 40, DetailType: 'SalesItemLineDetail', SalesItemLineDetail: { ItemRef: { value: made.item } } }],
  }).body.Invoice;
  expect(made.read('TimeActivity', Id)).toMatchObject({
    BillableStatus: 'HasBeenBilled',
    SyncToken: '0',
    MetaData: { LastUpdatedTime: invoice.MetaData.LastUpdatedTime },
  });
  made.remove('Invoice', invoice.Id);
  expect(made.read('TimeActivity', Id).BillableStatus).toBe('Billable');
});
