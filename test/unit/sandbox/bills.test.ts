/** Bills. */
import { describe, expect, test } from 'vitest';
import { fault } from './ask.ts';
import { buying, cost, goods } from './buying.ts';

describe('a bill', () => {
  test('needs a vendor and a line, and says which member is missing', () => {
    const { post, vendor, account } = buying();
    const VendorRef = { value: vendor };
    const dump = account('Dump Fees');
    expect(fault(post('/bill', { Line: [cost(dump, 1)] }))).toMatchObject({ code: '2020', element: 'VendorRef' });
    expect(fault(post('/bill', { VendorRef }))).toMatchObject({ code: '2020', element: 'Line' });
    expect(fault(post('/bill', { VendorRef, Line: [] })).code).toBe('2020');
    const { Amount: _amount, ...bare } = cost(dump, 1);
    expect(fault(post('/bill', { VendorRef, Line: [bare] })).element).toBe('Line.Amount');
    expect(
      fault(post('/bill', { VendorRef, Line: [{ Amount: 1, DetailType: 'AccountBasedExpenseLineDetail' }] })).element,
    ).toBe('AccountRef');
    expect(fault(post('/bill', { VendorRef: { value: '99' }, Line: [cost(dump, 1)] })).code).toBe('2500');
    expect(fault(post('/bill', { VendorRef, Line: [cost('999', 1)] })).detail).toContain('Accounts element id 999');
    expect(fault(post('/bill', { VendorRef, Line: [cost(dump, -1)] })).code).toBe('6000');
    expect(fault(post('/bill', { VendorRef, Line: [cost(dump, 1, { Colour: 'red' })] })).code).toBe('2010');
  });

  test('has no number of its own, is due on its day or by a term, and is owed from the one A/P account', () => {
    const { post, bill, query, vendor } = buying();
    const plain = bill(10).body.Bill;
    expect(plain).toMatchObject({ DueDate: '2026-11-20', APAccountRef: { name: 'Accounts Payable (A/P)' } });
    expect(plain).not.toHaveProperty('DocNumber');
    const net30 = query("select * from Term where Name = 'Net 30'").body.QueryResponse.Term[0].Id;
    expect(bill(10, { SalesTermRef: { value: net30 } }).body.Bill.DueDate).toBe('2026-12-20');
    expect(bill(10, { SalesTermRef: { value: net30 }, DueDate: '2026-11-25' }).body.Bill.DueDate).toBe('2026-11-25');
    post('/vendor', { Id: vendor, SyncToken: '0', sparse: true, TermRef: { value: net30 } });
    const later = bill(10).body.Bill;
    expect(later).toMatchObject({ SalesTermRef: { value: net30 }, DueDate: '2026-12-20' });
    const moved = { Id: later.Id, SyncToken: '0', sparse: true, TxnDate: '2026-11-01' };
    expect(post('/bill', moved).body.Bill.DueDate).toBe('2026-12-01');
  });

  test('books only to accounts that are nobody’s balance', () => {
    const { bill, account, vendor } = buying();
    for (const name of ['Accounts Payable (A/P)', 'Accounts Receivable (A/R)'])
      expect(fault(bill(0, { Line: [cost(account(name), 5)] })).code).toBe('6430');
    expect(fault(bill(5, { APAccountRef: { value: account('Fuel') } })).code).toBe('6430');
    expect(fault(bill(5, { APAccountRef: { value: account('Fuel') }, VendorRef: { value: vendor } })).element).toBe(
      'APAccountRef',
    );
  });

  test('books a cost, what is owed, and moves the vendor’s time but not its token', () => {
    const { bill, read, vendor, account, wait, balance, company } = buying();
    wait(60);
    const made = bill(125.5).body.Bill;
    expect(made).toMatchObject({ TotalAmt: 125.5, Balance: 125.5, SyncToken: '0' });
    expect(balance()).toBe(125.5);
    expect(read('Vendor', vendor)).toMatchObject({
      SyncToken: '0',
      MetaData: { LastUpdatedTime: made.MetaData.LastUpdatedTime },
    });
    const payable = read('Account', account('Accounts Payable (A/P)'));
    expect(payable).toMatchObject({
      CurrentBalance: -125.5,
      SyncToken: '0',
      MetaData: { LastUpdatedTime: made.MetaData.LastUpdatedTime },
    });
    expect(company.summary().trialBalance).toBe(0);
  });

  test('keeps lines sent with their Id, renumbers the rest, and counts on', () => {
    const { bill, post, account } = buying();
    const dump = account('Dump Fees');
    const made = bill(0, { Line: [cost(dump, 1), cost(dump, 2), cost(dump, 3)] }).body.Bill;
    expect(made.Line.map((line: { Id: string }) => line.Id)).toEqual(['1', '2', '3']);
    const next = post('/bill', {
      Id: made.Id,
      SyncToken: '0',
      sparse: true,
      Line: [cost(dump, 9), cost(dump, 3, { Id: '3' })],
    }).body.Bill;
    expect(next.Line).toMatchObject([
      { Id: '4', LineNum: 1, Amount: 9 },
      { Id: '3', LineNum: 2, Amount: 3 },
    ]);
    expect(next.TotalAmt).toBe(12);
  });

  test('numbers of one vendor are refused twice where the company wants a warning', () => {
    const { bill, post, act, vendor } = buying();
    const first = bill(1, { DocNumber: 'S-7' }).body.Bill.Id;
    expect(fault(bill(1, { DocNumber: 'S-7' }))).toMatchObject({ code: '6140', element: '' });
    expect(fault(bill(1, { DocNumber: 'S-7' })).detail).toContain(
      `DocNumber=S-7 is assigned to TxnType=Bill with TxnId=${first}`,
    );
    const other = post('/vendor', { DisplayName: 'Another' }).body.Vendor.Id;
    expect(bill(1, { DocNumber: 'S-7', VendorRef: { value: other } }).status).toBe(200);
    const body = { VendorRef: { value: vendor }, DocNumber: 'S-7', Line: [cost('34', 1)] };
    expect(post('/bill', body, { include: 'allowduplicatedocnum' }).status).toBe(200);
    act({ act: 'settings', set: { OtherPrefs: { NameValue: [{ Name: 'WarnDuplicateBillNumber', Value: 'false' }] } } });
    expect(bill(1, { DocNumber: 'S-7' }).status).toBe(200);
    expect(fault(bill(1, { DocNumber: 'x'.repeat(22) })).detail).toContain('at most 21 characters');
  });

  test('carries the vendor’s address with its row id, and another vendor’s when it moves', () => {
    const { post, bill, vendor } = buying();
    const BillAddr = { Line1: '5 Kiln Ln', City: 'Graton' };
    const at = post('/vendor', { Id: vendor, SyncToken: '0', sparse: true, BillAddr }).body.Vendor.BillAddr;
    const made = bill(5).body.Bill;
    expect(made.VendorAddr).toEqual(at);
    const other = post('/vendor', { DisplayName: 'No address' }).body.Vendor.Id;
    const moved = post('/bill', { Id: made.Id, SyncToken: '0', sparse: true, VendorRef: { value: other } }).body.Bill;
    expect(moved).not.toHaveProperty('VendorAddr');
  });

  test('of stock raises what is on hand and its worth; wrong sums, missing quantities and early days are refused', () => {
    const { post, bill, read, account, remove } = buying();
    const item = post('/item', {
      Name: 'Skylight',
      Type: 'Inventory',
      TrackQtyOnHand: true,
      QtyOnHand: 4,
      InvStartDate: '2026-01-01',
      IncomeAccountRef: { value: account('Services') },
      ExpenseAccountRef: { value: account('Cost of Goods Sold') },
      AssetAccountRef: { value: account('Inventory Asset') },
    }).body.Item.Id;
    const worth = () => read('Account', account('Inventory Asset')).CurrentBalance;
    const before = worth();
    const made = bill(0, { Line: [goods(item, 3, 20)] }).body.Bill;
    expect(made.Line[0].ItemBasedExpenseLineDetail).toEqual({
      BillableStatus: 'NotBillable',
      ItemRef: { value: item, name: 'Skylight' },
      UnitPrice: 20,
      Qty: 3,
      TaxCodeRef: { value: 'NON' },
    });
    expect(read('Item', item)).toMatchObject({ QtyOnHand: 7, SyncToken: '0' });
    expect(worth()).toBe(before + 60);
    expect(fault(bill(0, { Line: [{ ...goods(item, 3, 20), Amount: 61 }] })).code).toBe('6070');
    expect(fault(bill(0, { TxnDate: '2025-12-31', Line: [goods(item, 1, 20)] })).code).toBe('6270');
    const bare = {
      Amount: 20,
      DetailType: 'ItemBasedExpenseLineDetail',
      ItemBasedExpenseLineDetail: { ItemRef: { value: item } },
    };
    expect(fault(bill(0, { Line: [bare] })).code).toBe('6520');
    remove('Bill', made.Id);
    expect(read('Item', item).QtyOnHand).toBe(4);
    expect(worth()).toBe(before);
  });

  test('of an item that is only sold has nothing to book to', () => {
    const { bill, item } = buying();
    expect(fault(bill(0, { Line: [goods(item, 1, 5)] }))).toMatchObject({ code: '6430', element: 'ItemRef' });
  });

  test('stays booked where it was when its item moves to another account', () => {
    const { post, bill, account, query, company } = buying();
    const body = { Name: 'Nails', Type: 'NonInventory', ExpenseAccountRef: { value: account('Job Materials') } };
    const item = post('/item', body).body.Item.Id;
    const made = bill(0, { Line: [goods(item, 2, 5)] }).body.Bill;
    post('/item', { Id: item, SyncToken: '0', sparse: true, ExpenseAccountRef: { value: account('Small Tools') } });
    const same = post('/bill', { Id: made.Id, SyncToken: '0', sparse: true, PrivateNote: 'x', Line: made.Line });
    expect(same.body.Bill.Line).toEqual(made.Line);
    const held = (name: string) => company.rows('Account').find((row) => row.body.Name === name)?.kept.balance ?? 0;
    expect([held('Job Materials'), held('Small Tools')]).toEqual([1000, 0]);
    expect(query('select count(*) from Bill').body.QueryResponse.totalCount).toBe(1);
  });

  test('lies in closed books or does not', () => {
    const { bill, act, remove, post, balance } = buying();
    const made = bill(9, { TxnDate: '2026-05-01' }).body.Bill;
    act({ act: 'settings', set: { AccountingInfoPrefs: { BookCloseDate: '2026-06-30' } } });
    expect(fault(bill(9, { TxnDate: '2026-06-30' })).code).toBe('6200');
    expect(fault(remove('Bill', made.Id)).code).toBe('6200');
    expect(fault(post('/bill', { Id: made.Id, SyncToken: '0', sparse: true, TxnDate: '2026-07-01' })).code).toBe(
      '6200',
    );
    expect(bill(9, { TxnDate: '2026-07-01' }).status).toBe(200);
    expect(balance()).toBe(18);
  });

  test('is gone for good once deleted', () => {
    const { bill, remove, get, post, balance } = buying();
    const { Id } = bill(9).body.Bill;
    expect(remove('Bill', Id).body.Bill).toEqual({ domain: 'QBO', status: 'Deleted', Id });
    expect(fault(get(`/bill/${Id}`)).code).toBe('610');
    expect(fault(post('/bill', { Id, SyncToken: '0' }, { operation: 'delete' })).code).toBe('610');
    expect(fault(post('/bill', { Id, SyncToken: '0' }, { operation: 'void' })).code).toBe('500');
    expect(balance()).toBe(0);
  });

  test('may be asked for by what the reference lists, and newest changes come first', () => {
    const { bill, query, vendor, wait } = buying();
    const ids = [5, 7, 9].map((amount) => {
      wait(10);
      return bill(amount).body.Bill.Id;
    });
    const found = query('select * from Bill').body.QueryResponse;
    expect(found.Bill.map((row: { Id: string }) => row.Id)).toEqual([...ids].reverse());
    expect(found.totalCount).toBe(3);
    for (const where of [
      `VendorRef = '${vendor}'`,
      "TotalAmt > '6'",
      "Balance > '6'",
      "DueDate = '2026-11-20'",
      "APAccountRef = '9'",
    ])
      expect(query(`select * from Bill where ${where}`).status, where).toBe(200);
    for (const where of ["PrivateNote = 'x'", "VendorAddr = 'x'"])
      expect(fault(query(`select * from Bill where ${where}`)).code).toBe('4001');
  });
});
