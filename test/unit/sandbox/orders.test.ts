/** Purchase orders, and the bills and expenses that receive them. */
import { describe, expect, test } from 'vitest';
import { fault } from './ask.ts';
import { type Buying, buying, cost, goods } from './buying.ts';

function ordering(options: Parameters<typeof buying>[0] = {}) {
  const made = buying(options);
  const body = { Name: 'Slate', Type: 'NonInventory', ExpenseAccountRef: { value: made.account('Job Materials') } };
  const slate: string = made.post('/item', body).body.Item.Id;
  const order = (lines: unknown[], more: Record<string, unknown> = {}) =>
    made.post('/purchaseorder', { VendorRef: { value: made.vendor }, Line: lines, ...more });
  return { ...made, slate, order };
}

/** The link of a bill's line to a line of an order. */
const receives = (TxnId: string, TxnLineId: string) => ({
  LinkedTxn: [{ TxnId, TxnType: 'PurchaseOrder', TxnLineId }],
});

describe('a purchase order', () => {
  test('posts nothing, numbers itself from a sequence of its own, and is open', () => {
    const { order, slate, balance, bill, company } = ordering();
    const before = company.rows('Account');
    const first = order([goods(slate, 4, 12)], { Memo: 'To the yard' }).body.PurchaseOrder;
    expect(first).toMatchObject({
      DocNumber: '1001',
      POStatus: 'Open',
      EmailStatus: 'NotSet',
      LinkedTxn: [],
      CustomField: [],
      TotalAmt: 48,
      Memo: 'To the yard',
    });
    expect(first.Line[0].Received).toBe(0);
    expect(order([goods(slate, 1, 12)]).body.PurchaseOrder.DocNumber).toBe('1002');
    expect(balance()).toBe(0);
    expect(company.rows('Account')).toEqual(before);
    expect(bill(1).body.Bill).not.toHaveProperty('DocNumber');
  });

  test('takes a number as given, and gives none where the company numbers by hand', () => {
    const { order, slate, act, post } = ordering();
    const given = order([goods(slate, 1, 12)], { DocNumber: 'PO-7' }).body.PurchaseOrder;
    expect(given.DocNumber).toBe('PO-7');
    const whole = { Id: given.Id, SyncToken: '0', VendorRef: given.VendorRef, Line: given.Line };
    expect(post('/purchaseorder', whole).body.PurchaseOrder).not.toHaveProperty('DocNumber');
    const NameValue = [{ Name: 'VendorAndPurchasesPrefs.UseCustomTxnNumbers', Value: 'true' }];
    act({ act: 'settings', set: { OtherPrefs: { NameValue } } });
    expect(order([goods(slate, 1, 12)]).body.PurchaseOrder).not.toHaveProperty('DocNumber');
  });

  test('is written to the vendor in free lines, and to the customer it ships to', () => {
    const { post, order, slate, vendor, customer } = ordering();
    const place = { Line1: '5 Kiln Ln', City: 'Graton', CountrySubDivisionCode: 'CA', PostalCode: '95444' };
    post('/vendor', {
      Id: vendor,
      SyncToken: '0',
      sparse: true,
      GivenName: 'Nils',
      FamilyName: 'Ode',
      BillAddr: place,
    });
    post('/customer', { Id: customer, SyncToken: '0', sparse: true, ShipAddr: place });
    const { VendorAddr, ShipAddr } = order([goods(slate, 1, 12)], { ShipTo: { value: customer } }).body.PurchaseOrder;
    expect(VendorAddr).toMatchObject({
      Line1: 'Nils Ode',
      Line2: 'Stone & Slate',
      Line3: '5 Kiln Ln',
      Line4: 'Graton, CA  95444',
    });
    expect(ShipAddr).toMatchObject({ Line1: 'Ada Moreno', Line2: '5 Kiln Ln', Line3: 'Graton, CA  95444' });
  });

  test('exists in the larger plans only', () => {
    for (const plan of ['simpleStart', 'essentials'] as const) {
      const { order, account } = ordering({ profile: { plan } });
      expect(fault(order([cost(account('Fuel'), 1)]))).toMatchObject({ status: 400, code: '5020' });
    }
    const { order, account } = ordering({ profile: { plan: 'advanced' } });
    expect(order([cost(account('Fuel'), 1)]).status).toBe(200);
  });

  test('is closed and opened by hand, and sent', () => {
    const { order, slate, post, get, query } = ordering();
    const { Id } = order([goods(slate, 1, 12)]).body.PurchaseOrder;
    const set = (SyncToken: string, POStatus: string) =>
      post('/purchaseorder', { Id, SyncToken, sparse: true, POStatus }).body.PurchaseOrder;
    expect(set('0', 'Closed')).toMatchObject({ POStatus: 'Closed', SyncToken: '1' });
    expect(post('/purchaseorder', { Id, SyncToken: '1', sparse: true, Memo: 'x' }).body.PurchaseOrder.POStatus).toBe(
      'Closed',
    );
    expect(set('2', 'Open').POStatus).toBe('Open');
    expect(fault(post(`/purchaseorder/${Id}/send`, '')).status).toBe(400);
    expect(post(`/purchaseorder/${Id}/send`, '', { sendTo: 'a@b.example' }).body.PurchaseOrder).toMatchObject({
      EmailStatus: 'EmailSent',
      POEmail: { Address: 'a@b.example' },
    });
    expect(get(`/purchaseorder/${Id}`).body.PurchaseOrder.SyncToken).toBe('4');
    expect(fault(query("select * from PurchaseOrder where POStatus = 'Open'")).code).toBe('4001');
    expect(fault(query("select * from PurchaseOrder where TotalAmt > '1'")).code).toBe('4001');
    expect(query("select * from PurchaseOrder where DocNumber = '1001'").body.QueryResponse.totalCount).toBe(1);
  });
});

describe('receiving', () => {
  const order = ({ post, vendor }: Buying, slate: string) =>
    post('/purchaseorder', { VendorRef: { value: vendor }, Line: [goods(slate, 10, 12), cost('34', 30)] }).body
      .PurchaseOrder.Id;

  test('a bill for all of it closes the order, moves its token and time, and both show the link', () => {
    const made = ordering();
    const id = order(made, made.slate);
    made.wait(60);
    const bill = made.bill(0, {
      Line: [goods(made.slate, 10, 12, receives(id, '1')), cost('34', 30, receives(id, '2'))],
    }).body.Bill;
    expect(bill.LinkedTxn).toEqual([{ TxnId: id, TxnType: 'PurchaseOrder' }]);
    expect(bill.Line[1].LinkedTxn).toEqual([{ TxnId: id, TxnType: 'PurchaseOrder', TxnLineId: '2' }]);
    const closed = made.read('PurchaseOrder', id);
    expect(closed).toMatchObject({
      POStatus: 'Closed',
      SyncToken: '1',
      LinkedTxn: [{ TxnId: bill.Id, TxnType: 'Bill' }],
      MetaData: { LastUpdatedTime: bill.MetaData.LastUpdatedTime },
    });
    expect(closed.Line[0].Received).toBe(10);
    made.remove('Bill', bill.Id);
    expect(made.read('PurchaseOrder', id)).toMatchObject({ POStatus: 'Open', SyncToken: '2', LinkedTxn: [] });
  });

  test('a part leaves it open until the rest comes; a purchase receives too', () => {
    const made = ordering();
    const id = order(made, made.slate);
    made.bill(0, { Line: [goods(made.slate, 4, 12, receives(id, '1'))] });
    expect(made.read('PurchaseOrder', id)).toMatchObject({ POStatus: 'Open', SyncToken: '1' });
    expect(made.read('PurchaseOrder', id).Line[0].Received).toBe(4);
    const rest = made.post('/purchase', {
      PaymentType: 'Check',
      AccountRef: { value: made.account('Business Checking') },
      EntityRef: { value: made.vendor, type: 'Vendor' },
      Line: [goods(made.slate, 6, 12, receives(id, '1')), cost('34', 30, receives(id, '2'))],
    }).body.Purchase;
    expect(rest.Line[0].LinkedTxn).toHaveLength(1);
    const closed = made.read('PurchaseOrder', id);
    expect(closed).toMatchObject({ POStatus: 'Closed', SyncToken: '2' });
    expect(closed.LinkedTxn[0]).toEqual({ TxnId: rest.Id, TxnType: 'Purchase' });
  });

  test('a link that cannot be made is left out without a word', () => {
    const made = ordering();
    const id = order(made, made.slate);
    const other = made.post('/vendor', { DisplayName: 'Other' }).body.Vendor.Id;
    const bill = (link: Record<string, unknown>, more: object = {}) =>
      made.bill(0, { Line: [cost('34', 30, link)], ...more }).body.Bill;
    for (const link of [
      receives(id, '9'),
      receives('9999', '1'),
      { LinkedTxn: [{ TxnId: id, TxnType: 'PurchaseOrder' }] },
    ])
      expect(bill(link)).not.toHaveProperty('LinkedTxn');
    expect(bill(receives(id, '2'), { VendorRef: { value: other } })).not.toHaveProperty('LinkedTxn');
    expect(bill({}, { LinkedTxn: [{ TxnId: id, TxnType: 'PurchaseOrder' }] })).not.toHaveProperty('LinkedTxn');
    expect(made.read('PurchaseOrder', id)).toMatchObject({ SyncToken: '0', POStatus: 'Open' });
  });

  test('only a new line of a bill can be linked, and a line that stays keeps its link', () => {
    const made = ordering();
    const id = order(made, made.slate);
    const plain = made.bill(30).body.Bill;
    const save = (SyncToken: string, line: object) =>
      made.post('/bill', { Id: plain.Id, SyncToken, sparse: true, Line: [line] }).body.Bill;
    expect(save('0', cost('34', 31, { Id: '1', ...receives(id, '2') }))).not.toHaveProperty('LinkedTxn');
    expect(save('1', cost('34', 30, receives(id, '2'))).LinkedTxn).toHaveLength(1);
    expect(save('2', cost('34', 29, { Id: '2' })).LinkedTxn).toHaveLength(1);
    expect(save('3', cost('34', 29))).not.toHaveProperty('LinkedTxn');
    expect(made.read('PurchaseOrder', id)).toMatchObject({ LinkedTxn: [], SyncToken: '3' });
  });

  test('an order that was received is not deleted by an app', () => {
    const made = ordering();
    const id = order(made, made.slate);
    const bill = made.bill(0, { Line: [cost('34', 30, receives(id, '2'))] }).body.Bill.Id;
    expect(fault(made.remove('PurchaseOrder', id)).code).toBe('6000');
    made.remove('Bill', bill);
    expect(made.remove('PurchaseOrder', id).body.PurchaseOrder.status).toBe('Deleted');
  });
});
