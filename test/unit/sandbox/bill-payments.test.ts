/** Bill payments and vendor credits: what is set against bills, and what takes it off again. */
import { describe, expect, test } from 'vitest';
import { fault } from './ask.ts';
import { buying, cost } from './buying.ts';

describe('paying', () => {
  test('a check lowers the bill: token, time, balance, link', () => {
    const { bill, pay, read, wait, balance, account } = buying();
    const { Id } = bill(100).body.Bill;
    wait(60);
    const paid = pay(60, { [Id]: 60 }).body.BillPayment;
    expect(paid).toMatchObject({ TotalAmt: 60, SyncToken: '0', CheckPayment: { PrintStatus: 'NeedToPrint' } });
    expect(read('Bill', Id)).toMatchObject({
      SyncToken: '1',
      Balance: 40,
      LinkedTxn: [{ TxnId: paid.Id, TxnType: 'BillPaymentCheck' }],
      MetaData: { LastUpdatedTime: paid.MetaData.LastUpdatedTime },
    });
    expect(balance()).toBe(40);
    expect(read('Account', account('Business Checking')).CurrentBalance).toBe(-60);
  });

  test('a card is owed instead; the newest link stands first', () => {
    const { bill, pay, read, account } = buying();
    const { Id } = bill(100).body.Bill;
    const check = pay(60, { [Id]: 60 }, {}, { DocNumber: '101' }).body.BillPayment;
    expect(check.CheckPayment.PrintStatus).toBe('NotSet');
    const card = pay(
      40,
      { [Id]: 40 },
      {},
      {
        PayType: 'CreditCard',
        CheckPayment: undefined,
        CreditCardPayment: { CCAccountRef: { value: account('Company Card') } },
      },
    ).body.BillPayment;
    expect(card).not.toHaveProperty('CheckPayment');
    expect(read('Bill', Id)).toMatchObject({
      Balance: 0,
      SyncToken: '2',
      LinkedTxn: [
        { TxnId: card.Id, TxnType: 'BillPaymentCheck' },
        { TxnId: check.Id, TxnType: 'BillPaymentCheck' },
      ],
    });
    expect(read('Account', account('Company Card')).CurrentBalance).toBe(-40);
  });

  test('needs a kind, an account of that kind, an amount and a line that links', () => {
    const { bill, pay, account, post } = buying();
    const { Id } = bill(10).body.Bill;
    const bank = { BankAccountRef: { value: account('Business Checking') } };
    expect(fault(pay(10, { [Id]: 10 }, {}, { PayType: null })).element).toBe('PayType');
    expect(fault(pay(10, { [Id]: 10 }, {}, { PayType: 'Wire' })).code).toBe('2170');
    expect(fault(pay(10, { [Id]: 10 }, {}, { CheckPayment: null })).code).toBe('2020');
    expect(
      fault(pay(10, { [Id]: 10 }, {}, { CheckPayment: { BankAccountRef: { value: account('Company Card') } } })).code,
    ).toBe('6430');
    expect(fault(pay(10, {})).element).toBe('Line');
    expect(fault(pay(10, {}, {}, { Line: [{ Amount: 10 }] })).element).toBe('Line.LinkedTxn');
    expect(fault(pay(-1, { [Id]: 1 })).code).toBe('2290');
    expect(fault(pay(5, { [Id]: 10 })).code).toBe('6000');
    expect(fault(pay(5, { 999: 5 })).code).toBe('2500');
    const other = post('/vendor', { DisplayName: 'Other' }).body.Vendor.Id;
    expect(fault(pay(5, { [Id]: 5 }, {}, { VendorRef: { value: other }, CheckPayment: bank })).detail).toContain(
      'another vendor',
    );
    const wrong = { Amount: 5, LinkedTxn: [{ TxnId: Id, TxnType: 'Invoice' }] };
    expect(fault(pay(5, {}, {}, { Line: [wrong] })).code).toBe('620');
  });

  test('more than is open stays with the vendor as money paid ahead', () => {
    const { bill, pay, read, balance } = buying();
    const { Id } = bill(30).body.Bill;
    const paid = pay(50, { [Id]: 50 }).body.BillPayment;
    expect(paid.Line).toEqual([{ Amount: 30, LinkedTxn: [{ TxnId: Id, TxnType: 'Bill' }] }]);
    expect(read('Bill', Id).Balance).toBe(0);
    expect(balance()).toBe(-20);
  });

  test('a vendor credit lowers what is owed and is used up without money', () => {
    const { bill, pay, read, post, vendor, account, balance } = buying();
    const { Id } = bill(30).body.Bill;
    const credit = post('/vendorcredit', { VendorRef: { value: vendor }, Line: [cost(account('Dump Fees'), 12)] }).body
      .VendorCredit;
    expect(credit).toMatchObject({ TotalAmt: 12, Balance: 12 });
    expect(balance()).toBe(18);
    const used = pay(0, { [Id]: 12 }, { [credit.Id]: 12 }).body.BillPayment;
    expect(balance()).toBe(18);
    expect(read('Bill', Id).Balance).toBe(18);
    expect(read('VendorCredit', credit.Id)).toMatchObject({
      Balance: 0,
      SyncToken: '1',
      LinkedTxn: [{ TxnId: used.Id, TxnType: 'BillPaymentCheck' }],
    });
    expect(
      fault(
        pay(
          0,
          {},
          { [credit.Id]: 1 },
          {
            Line: [
              { Amount: 1, LinkedTxn: [{ TxnId: credit.Id, TxnType: 'VendorCredit' }] },
              { Amount: 5, LinkedTxn: [{ TxnId: Id, TxnType: 'Bill' }] },
            ],
          },
        ),
      ).code,
    ).toBe('6000');
  });

  test('voiding keeps the record, empties it and opens the bill again; deleting takes it away', () => {
    const { bill, pay, post, read, remove, balance } = buying();
    const { Id } = bill(30).body.Bill;
    const paid = pay(30, { [Id]: 30 }, {}, { PrivateNote: 'June' }).body.BillPayment;
    const empty = post(
      '/billpayment',
      { Id: paid.Id, SyncToken: '0', sparse: true },
      { operation: 'update', include: 'void' },
    );
    expect(empty.body.BillPayment).toMatchObject({
      TotalAmt: 0,
      Line: [],
      PrivateNote: 'Voided - June',
      SyncToken: '1',
    });
    expect(read('Bill', Id)).toMatchObject({ Balance: 30, SyncToken: '2' });
    expect(read('Bill', Id)).not.toHaveProperty('LinkedTxn');
    const again = pay(30, { [Id]: 30 }).body.BillPayment;
    expect(balance()).toBe(0);
    expect(remove('BillPayment', again.Id).status).toBe(200);
    expect(read('Bill', Id)).toMatchObject({ Balance: 30, SyncToken: '4' });
    expect(balance()).toBe(30);
  });

  test('a paid bill is not deleted by an app; a person’s screen takes the payment off first', () => {
    const { bill, pay, remove, act, read, balance } = buying();
    const { Id } = bill(30).body.Bill;
    const paid = pay(30, { [Id]: 30 }).body.BillPayment.Id;
    expect(fault(remove('Bill', Id)).code).toBe('6000');
    expect(act({ act: 'delete', entity: 'Bill', id: Id }).status).toBe(200);
    expect(read('BillPayment', paid)).toMatchObject({ Line: [], TotalAmt: 30, SyncToken: '1' });
    expect(balance()).toBe(-30);
  });

  test('a bill that shrinks or moves to another vendor gives its payments back', () => {
    const { bill, pay, post, read, account, balance } = buying();
    const { Id } = bill(30).body.Bill;
    const paid = pay(30, { [Id]: 30 }).body.BillPayment.Id;
    post('/bill', { Id, SyncToken: '1', sparse: true, Line: [cost(account('Dump Fees'), 20)] });
    expect(read('Bill', Id)).toMatchObject({ TotalAmt: 20, Balance: 0 });
    expect(read('BillPayment', paid).Line[0].Amount).toBe(20);
    expect(balance()).toBe(-10);
    const other = post('/vendor', { DisplayName: 'Other' }).body.Vendor.Id;
    post('/bill', { Id, SyncToken: read('Bill', Id).SyncToken, sparse: true, VendorRef: { value: other } });
    expect(read('Bill', Id)).toMatchObject({ Balance: 20, VendorRef: { value: other } });
    expect(read('BillPayment', paid).Line).toEqual([]);
    expect([balance(), read('Vendor', other).Balance]).toEqual([-30, 20]);
  });

  test('a credit that shrinks opens the bill it paid', () => {
    const { bill, pay, post, read, vendor, account, balance } = buying();
    const { Id } = bill(30).body.Bill;
    const fees = account('Dump Fees');
    const credit = post('/vendorcredit', { VendorRef: { value: vendor }, Line: [cost(fees, 12)] }).body.VendorCredit.Id;
    const paid = pay(8, { [Id]: 20 }, { [credit]: 12 }).body.BillPayment.Id;
    post('/vendorcredit', { Id: credit, SyncToken: '1', sparse: true, Line: [cost(fees, 5)] });
    expect(read('BillPayment', paid)).toMatchObject({ TotalAmt: 8, Line: [{ Amount: 13 }, { Amount: 5 }] });
    expect([read('Bill', Id).Balance, read('VendorCredit', credit).Balance, balance()]).toEqual([17, 0, 17]);
  });

  test('a bill that shrinks gives the credit back before it is spent on nothing', () => {
    const { bill, pay, post, read, vendor, account, balance } = buying();
    const { Id } = bill(30).body.Bill;
    const fees = account('Dump Fees');
    const credit = post('/vendorcredit', { VendorRef: { value: vendor }, Line: [cost(fees, 12)] }).body.VendorCredit.Id;
    pay(0, { [Id]: 12 }, { [credit]: 12 });
    post('/bill', { Id, SyncToken: '1', sparse: true, Line: [cost(fees, 7)] });
    expect([read('Bill', Id).Balance, read('VendorCredit', credit).Balance, balance()]).toEqual([0, 5, -5]);
  });

  test('a memo on the payment leaves the bill alone', () => {
    const { bill, pay, post, read } = buying();
    const { Id } = bill(30).body.Bill;
    const paid = pay(30, { [Id]: 30 }).body.BillPayment.Id;
    const before = read('Bill', Id);
    expect(
      post('/billpayment', { Id: paid, SyncToken: '0', sparse: true, PrivateNote: 'x' }).body.BillPayment.SyncToken,
    ).toBe('1');
    expect(read('Bill', Id)).toEqual(before);
    expect(fault(post('/billpayment', { Id: paid, SyncToken: '1', sparse: true, PayType: 'CreditCard' })).code).toBe(
      '6000',
    );
  });

  test('a check number is used once per bank account', () => {
    const { bill, pay } = buying();
    const { Id } = bill(30).body.Bill;
    const first = pay(10, { [Id]: 10 }, {}, { DocNumber: '501' }).body.BillPayment.Id;
    const second = pay(10, { [Id]: 10 }, {}, { DocNumber: '501' });
    expect(fault(second).detail).toContain(`TxnType=BillPaymentCheck with TxnId=${first}`);
  });
});

describe('entries written by hand', () => {
  const entry = (here: ReturnType<typeof buying>, type: 'Debit' | 'Credit', amount: number) => {
    const Entity = { Type: 'Vendor', EntityRef: { value: here.vendor } };
    const line = (PostingType: string, name: string, more = {}) => ({
      Amount: amount,
      DetailType: 'JournalEntryLineDetail',
      JournalEntryLineDetail: { PostingType, AccountRef: { value: here.account(name) }, ...more },
    });
    const other = type === 'Debit' ? 'Credit' : 'Debit';
    const Line = [line(type, 'Accounts Payable (A/P)', { Entity }), line(other, 'Fuel')];
    return here.post('/journalentry', { Line }).body.JournalEntry.Id as string;
  };
  const share = (TxnType: string, TxnId: string, Amount: number) => ({ Amount, LinkedTxn: [{ TxnId, TxnType }] });

  test('what a journal entry owes the vendor is paid like a bill, and no further', () => {
    const here = buying();
    const id = entry(here, 'Credit', 80);
    expect(here.balance()).toBe(80);
    const paid = here.pay(50, {}, {}, { Line: [share('JournalEntry', id, 50)] });
    expect(paid.body.BillPayment.Line).toEqual([share('JournalEntry', id, 50)]);
    expect(here.read('JournalEntry', id)).toMatchObject({
      SyncToken: '1',
      LinkedTxn: [{ TxnId: paid.body.BillPayment.Id, TxnType: 'BillPaymentCheck' }],
    });
    expect(here.balance()).toBe(30);
    const rest = here.pay(100, {}, {}, { Line: [share('JournalEntry', id, 100)] });
    expect(rest.body.BillPayment.Line).toEqual([share('JournalEntry', id, 30)]);
    // Seventy were paid ahead.
    expect(here.balance()).toBe(-70);
    const aged = here.get('/reports/AgedPayables', { report_date: '2026-12-31' }).body;
    expect(JSON.stringify(aged)).toContain('-70.00');
    expect(fault(here.remove('JournalEntry', id)).code).toBe('6000');
  });

  test('what a journal entry or a deposit takes off is used like a credit', () => {
    const here = buying();
    const bill = here.bill(100).body.Bill.Id;
    const id = entry(here, 'Debit', 40);
    const both = { Line: [share('Bill', bill, 100), share('JournalEntry', id, 40)] };
    expect(here.pay(60, {}, {}, both).status).toBe(200);
    expect(here.read('Bill', bill).Balance).toBe(0);
    expect(here.balance()).toBe(0);
    // The vendor sends money back: it is owed again until a credit is set against it.
    const AccountRef = { value: here.account('Accounts Payable (A/P)') };
    const Entity = { value: here.vendor, type: 'Vendor' };
    const deposit = here.post('/deposit', {
      DepositToAccountRef: { value: here.account('Business Checking') },
      Line: [{ Amount: 25, DetailType: 'DepositLineDetail', DepositLineDetail: { AccountRef, Entity } }],
    }).body.Deposit.Id;
    expect(here.balance()).toBe(25);
    const credit = here.post('/vendorcredit', {
      VendorRef: { value: here.vendor },
      Line: [cost(here.account('Dump Fees'), 25)],
    }).body.VendorCredit.Id;
    const settled = { Line: [share('Deposit', deposit, 25), share('VendorCredit', credit, 25)] };
    expect(here.pay(0, {}, {}, settled).status).toBe(200);
    expect(here.read('VendorCredit', credit).Balance).toBe(0);
    expect(here.balance()).toBe(0);
  });

  test('an entry that changes gives back what was paid on it; another vendor cannot be paid by it', () => {
    const here = buying();
    const id = entry(here, 'Credit', 80);
    const payment = here.pay(80, {}, {}, { Line: [share('JournalEntry', id, 80)] }).body.BillPayment.Id;
    const row = here.read('JournalEntry', id);
    const Line = row.Line.map((line: object) => ({ ...line, Amount: 90 }));
    expect(here.post('/journalentry', { Id: id, SyncToken: row.SyncToken, sparse: true, Line }).status).toBe(200);
    expect(here.read('BillPayment', payment)).toMatchObject({ SyncToken: '1', Line: [] });
    expect(here.balance()).toBe(10);
    const other = here.post('/vendor', { DisplayName: 'Second Source' }).body.Vendor.Id;
    const refused = here.pay(5, {}, {}, { VendorRef: { value: other }, Line: [share('JournalEntry', id, 5)] });
    expect(fault(refused)).toMatchObject({ code: '6000' });
    expect(fault(here.pay(5, {}, {}, { Line: [share('Transfer', id, 5)] })).code).toBe('620');
  });
});
