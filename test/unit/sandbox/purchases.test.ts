/** Money spent at once, and costs passed on to customers. */
import { describe, expect, test } from 'vitest';
import { fault } from './ask.ts';
import { type Buying, buying, cost } from './buying.ts';

describe('an expense', () => {
  const spend = (made: Buying, type: string, account: string, more: Record<string, unknown> = {}) =>
    made.post('/purchase', {
      PaymentType: type,
      AccountRef: { value: made.account(account) },
      Line: [cost(made.account('Fuel'), 20)],
      ...more,
    });

  test('leaves the bank or is owed on the card; on the card it may be a credit', () => {
    const made = buying();
    const held = (name: string) => made.read('Account', made.account(name)).CurrentBalance;
    const cash = spend(made, 'Cash', 'Business Checking').body.Purchase;
    expect(cash).toMatchObject({ TotalAmt: 20, PurchaseEx: { any: [{ value: { Name: 'TxnType', Value: '54' } }] } });
    expect(cash).not.toHaveProperty('Credit');
    expect(cash).not.toHaveProperty('PrintStatus');
    const check = spend(made, 'Check', 'Business Checking', { DocNumber: '9' }).body.Purchase;
    expect(check).toMatchObject({
      PrintStatus: 'NotSet',
      DocNumber: '9',
      PurchaseEx: { any: [{ value: { Value: '3' } }] },
    });
    expect(held('Business Checking')).toBe(-40);
    expect(spend(made, 'CreditCard', 'Company Card').body.Purchase.Credit).toBe(false);
    expect(held('Company Card')).toBe(-20);
    const back = spend(made, 'CreditCard', 'Company Card', { Credit: true }).body.Purchase;
    expect(back).toMatchObject({ Credit: true, PurchaseEx: { any: [{ value: { Value: '11' } }] } });
    expect(held('Company Card')).toBe(0);
  });

  test('needs its kind and an account of that kind', () => {
    const made = buying();
    expect(fault(spend(made, 'Check', 'Company Card')).code).toBe('6430');
    expect(fault(spend(made, 'CreditCard', 'Business Checking')).code).toBe('6430');
    expect(fault(spend(made, 'Cash', 'Fuel')).code).toBe('6430');
    expect(fault(made.post('/purchase', { Line: [cost('34', 1)] })).element).toBe('PaymentType');
    expect(fault(made.post('/purchase', { PaymentType: 'Cash', Line: [cost('34', 1)] })).element).toBe('AccountRef');
    expect(fault(spend(made, 'Cash', 'Business Checking', { Line: [] })).element).toBe('Line');
  });

  test('is paid to a vendor, a customer or an employee; its name follows them', () => {
    const made = buying();
    const uma = made.post('/employee', { GivenName: 'Uma' }).body.Employee.Id;
    const paid = (EntityRef: object) => spend(made, 'Cash', 'Business Checking', { EntityRef });
    expect(paid({ value: uma, type: 'Employee' }).body.Purchase.EntityRef).toEqual({
      value: uma,
      name: 'Uma',
      type: 'Employee',
    });
    expect(paid({ value: made.customer }).body.Purchase.EntityRef.type).toBe('Customer');
    expect(fault(paid({ value: '99', type: 'Vendor' })).code).toBe('2500');
    expect(fault(paid({ value: uma, type: 'Pirate' })).code).toBe('2170');
    const { Id } = paid({ value: made.vendor, type: 'vendor', name: 'Wrong' }).body.Purchase;
    made.post('/vendor', { Id: made.vendor, SyncToken: '0', sparse: true, DisplayName: 'Slate & Co' });
    expect(made.read('Purchase', Id)).toMatchObject({
      SyncToken: '0',
      EntityRef: { name: 'Slate & Co', type: 'Vendor' },
    });
  });

  test('by check carries the vendor’s address, and a number once', () => {
    const made = buying();
    const at = made.post('/vendor', { Id: made.vendor, SyncToken: '0', sparse: true, BillAddr: { Line1: '1 A St' } })
      .body.Vendor.BillAddr;
    const EntityRef = { value: made.vendor, type: 'Vendor' };
    const check = spend(made, 'Check', 'Business Checking', { EntityRef, DocNumber: '77' }).body.Purchase;
    expect(check.RemitToAddr).toEqual(at);
    expect(spend(made, 'Cash', 'Business Checking', { EntityRef, DocNumber: '77' }).body.Purchase).not.toHaveProperty(
      'RemitToAddr',
    );
    const twice = fault(spend(made, 'Check', 'Business Checking', { DocNumber: '77' }));
    expect(twice).toMatchObject({ code: '6140' });
    expect(twice.detail).toContain(`TxnType=Check with TxnId=${check.Id}`);
    expect(spend(made, 'Check', 'Tax Savings', { DocNumber: '77' }).status).toBe(200);
  });

  test('may give a customer money back, or pay a vendor ahead', () => {
    const made = buying();
    const line = (name: string) => ({ Line: [cost(made.account(name), 15)] });
    const EntityRef = { value: made.customer, type: 'Customer' };
    expect(fault(spend(made, 'Check', 'Business Checking', line('Accounts Receivable (A/R)'))).code).toBe('6430');
    expect(spend(made, 'Check', 'Business Checking', { EntityRef, ...line('Accounts Receivable (A/R)') }).status).toBe(
      200,
    );
    expect(made.read('Customer', made.customer).Balance).toBe(15);
    const vendor = { value: made.vendor, type: 'Vendor' };
    spend(made, 'Check', 'Business Checking', { EntityRef: vendor, ...line('Accounts Payable (A/P)') });
    expect(made.balance()).toBe(-15);
    expect(made.company.summary().trialBalance).toBe(0);
  });

  test('is voided by a person, not by an app', () => {
    const made = buying();
    const { Id } = spend(made, 'Cash', 'Business Checking').body.Purchase;
    expect(fault(made.post('/purchase', { Id, SyncToken: '0' }, { operation: 'void' })).code).toBe('500');
    const gone = made.act({ act: 'void', entity: 'Purchase', id: Id }).body.Purchase;
    expect(gone).toMatchObject({ TotalAmt: 0, PrivateNote: 'Voided', SyncToken: '1', Line: [{ Amount: 0 }] });
    expect(made.read('Account', made.account('Business Checking')).CurrentBalance).toBe(0);
  });
});

describe('a billable cost', () => {
  const billable = (made: Buying, more: Record<string, unknown> = {}) => ({
    CustomerRef: { value: made.customer },
    BillableStatus: 'Billable',
    ...more,
  });

  test('makes a charge that both show, and takes it along when it goes', () => {
    const made = buying();
    const bill = made.bill(0, { Line: [cost('34', 40, {}, billable(made))] }).body.Bill;
    const charge = String(Number(bill.Id) + 1);
    expect(bill.LinkedTxn).toEqual([{ TxnId: charge, TxnType: 'ReimburseCharge' }]);
    expect(bill.Line[0]).toMatchObject({
      LinkedTxn: [{ TxnId: charge, TxnType: 'ReimburseCharge' }],
      AccountBasedExpenseLineDetail: { BillableStatus: 'Billable', CustomerRef: { name: 'Ada Moreno' } },
    });
    expect(made.read('ReimburseCharge', charge)).toMatchObject({
      Amount: 40,
      HasBeenInvoiced: false,
      CustomerRef: { value: made.customer },
    });
    const next = made.post('/bill', {
      Id: bill.Id,
      SyncToken: '0',
      sparse: true,
      Line: [cost('34', 50, { Id: '1' }, billable(made))],
    }).body.Bill;
    expect(next.LinkedTxn[0].TxnId).toBe(charge);
    expect(made.read('ReimburseCharge', charge).Amount).toBe(50);
    made.remove('Bill', bill.Id);
    expect(fault(made.get(`/reimbursecharge/${charge}`)).code).toBe('610');
    expect(fault(made.post('/reimbursecharge', { Amount: 1 })).code).toBe('500');
  });

  test('needs a customer, and the company to pass costs on', () => {
    const made = buying();
    const line = (more: object) =>
      made.bill(0, { Line: [cost('34', 40, {}, billable(made, more as Record<string, unknown>))] });
    expect(fault(line({ CustomerRef: null })).code).toBe('6000');
    made.act({ act: 'settings', set: { VendorAndPurchasesPrefs: { BillableExpenseTracking: false } } });
    expect(line({}).body.Bill.Line[0].AccountBasedExpenseLineDetail.BillableStatus).toBe('NotBillable');
  });

  test('is billed by an invoice that links to it: the cost says so with a new time and the same token', () => {
    const made = buying();
    const bill = made.bill(0, { Line: [cost('34', 40, {}, billable(made))] }).body.Bill;
    const [link] = bill.LinkedTxn;
    made.wait(60);
    const invoice = made.post('/invoice', {
      CustomerRef: { value: made.customer },
      LinkedTxn: [link],
      Line: [{ Amount: 40, DetailType: 'SalesItemLineDetail', SalesItemLineDetail: { ItemRef: { value: made.item } } }],
    }).body.Invoice;
    const status = () => made.read('Bill', bill.Id).Line[0].AccountBasedExpenseLineDetail.BillableStatus;
    expect(status()).toBe('HasBeenBilled');
    expect(made.read('Bill', bill.Id)).toMatchObject({
      SyncToken: '0',
      MetaData: { LastUpdatedTime: invoice.MetaData.LastUpdatedTime },
    });
    expect(made.read('ReimburseCharge', link.TxnId).HasBeenInvoiced).toBe(true);
    const keep = [cost('34', 40, { Id: '1' }, billable(made, { BillableStatus: 'NotBillable' }))];
    made.post('/bill', { Id: bill.Id, SyncToken: '0', sparse: true, PrivateNote: 'x', Line: keep });
    expect(status()).toBe('HasBeenBilled');
    made.remove('Invoice', invoice.Id);
    expect(status()).toBe('Billable');
  });

  test('that is gone when its invoice goes leaves no charge behind', () => {
    const made = buying();
    const bill = made.bill(0, { Line: [cost('34', 40, {}, billable(made))] }).body.Bill;
    const [link] = bill.LinkedTxn;
    const invoice = made.post('/invoice', {
      CustomerRef: { value: made.customer },
      LinkedTxn: [link],
      Line: [{ Amount: 40, DetailType: 'SalesItemLineDetail', SalesItemLineDetail: { ItemRef: { value: made.item } } }],
    }).body.Invoice.Id;
    made.remove('Bill', bill.Id);
    expect(made.read('ReimburseCharge', link.TxnId).HasBeenInvoiced).toBe(true);
    made.remove('Invoice', invoice);
    expect(fault(made.get(`/reimbursecharge/${link.TxnId}`)).code).toBe('610');
  });
});
