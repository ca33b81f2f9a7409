/** What recordings and samples tell of odd corners: members read and left aside, addresses, several e-mail addresses. */
import { describe, expect, test } from 'vitest';
import { ask, fault, fresh, line } from './ask.ts';

describe('members of a request', () => {
  test('what the schema knows is read wherever its part stands, and left aside where it means nothing', () => {
    const { post, item, customer } = fresh();
    const sold = line(item, 1, 5);
    const body = {
      CustomerRef: { value: customer },
      CustomField: [{ DefinitionId: '1', StringValue: 'x', BooleanValue: true, NumberValue: 1 }],
      Line: [{ ...sold, CustomExtensions: [{ ExtensionType: 'DIMENSION', AssociatedValues: [] }], CostAmount: 2 }],
      TxnTaxDetail: { TotalTax: 0, UseAutomatedSalesTax: false, TaxReviewStatus: 'NO_REVIEW' },
    };
    expect(post('/invoice', body).status).toBe(200);
    const paid = post('/payment', {
      CustomerRef: { value: customer },
      TotalAmt: 5,
      Line: [{ Amount: 5, Description: 'cash', PaymentLineDetail: {}, ProjectRef: { value: '9' } }],
    });
    expect(paid.status).toBe(200);
  });

  test('what it does not know is refused, in lines too', () => {
    const { post, item, customer } = fresh();
    const body = { CustomerRef: { value: customer }, Line: [{ ...line(item, 1, 5), Colour: 'red' }] };
    expect(fault(post('/invoice', body))).toMatchObject({ code: '2010', element: 'Colour' });
    expect(fault(post('/invoice', { ...body, Line: [], CostAmount: 1 })).code).toBe('2010');
  });

  test('several e-mail addresses stand in one member, each of them an address', () => {
    const { post } = ask('empty');
    const vendor = (Address: string) => post('/vendor', { DisplayName: Address, PrimaryEmailAddr: { Address } });
    expect(vendor('a@b.example, c@d.example').body.Vendor.PrimaryEmailAddr.Address).toBe('a@b.example, c@d.example');
    expect(fault(vendor('a@b.example, c')).code).toBe('2210');
    expect(fault(vendor('a@b.example,')).code).toBe('2210');
  });

  test('a mark-up stands on the line as it was sent', () => {
    const { post, item, customer } = fresh();
    const MarkupInfo = { PercentBased: true, Percent: 10 };
    const made = post('/invoice', { CustomerRef: { value: customer }, Line: [line(item, 1, 5, { MarkupInfo })] });
    expect(made.body.Invoice.Line[0].SalesItemLineDetail.MarkupInfo).toEqual(MarkupInfo);
  });
});

describe('addresses', () => {
  const home = { Line1: '5 Kiln Ln', City: 'Graton', CountrySubDivisionCode: 'CA', PostalCode: '95444' };
  const place = { Lat: '38.43', Long: '-122.86' };

  test('the geocoder looks up what is typed on a screen, and its find stays while the address does', () => {
    const { act, post } = ask('empty');
    const set = { DisplayName: 'Pell', BillAddr: { ...home, ...place } };
    const typed = act({ act: 'create', entity: 'Customer', set }).body.Customer;
    expect(typed.BillAddr).toMatchObject({ ...home, ...place });
    const again = { Id: typed.Id, SyncToken: '0', DisplayName: 'Pell', BillAddr: home };
    expect(post('/customer', again).body.Customer.BillAddr).toEqual(typed.BillAddr);
    const moved = { Id: typed.Id, SyncToken: '0', sparse: true, BillAddr: { ...home, Line1: '6 Kiln Ln', ...place } };
    expect(post('/customer', moved).body.Customer.BillAddr).not.toHaveProperty('Lat');
    expect(post('/customer', { DisplayName: 'Kern', BillAddr: { ...home, ...place } }).body.Customer.BillAddr).toEqual({
      Id: expect.any(String),
      ...home,
    });
  });

  test('a form of the screen writes the address out in lines and ships where the customer says', () => {
    const { act, post, item } = fresh();
    const form = (id: string) => {
      const set = { CustomerRef: { value: id }, Line: [line(item, 1, 5)] };
      return act({ act: 'create', entity: 'Invoice', set }).body.Invoice;
    };
    const person = { GivenName: 'Nora', FamilyName: 'Pell', CompanyName: 'Pell Pottery' };
    const pell = post('/customer', { ...person, DisplayName: 'Pell Pottery', BillAddr: home }).body.Customer;
    const made = form(pell.Id);
    expect(made.BillAddr).toEqual({
      Id: expect.not.stringMatching(`^${pell.BillAddr.Id}$`),
      Line1: 'Nora Pell',
      Line2: 'Pell Pottery',
      Line3: '5 Kiln Ln',
      Line4: 'Graton, CA  95444',
    });
    expect(made).not.toHaveProperty('ShipAddr');
    expect(made).not.toHaveProperty('ShipFromAddr');
    expect(made.FreeFormAddress).toBe(false);
    const both = { DisplayName: 'Kern', BillAddr: home, ShipAddr: home };
    const kern = post('/customer', both).body.Customer;
    const shipped = form(kern.Id);
    expect(shipped.BillAddr).toMatchObject({ Line1: 'Kern', Line2: '5 Kiln Ln' });
    expect(shipped.ShipAddr).toEqual(kern.ShipAddr);
    expect(shipped.FreeFormAddress).toBe(true);
    const byApp = post('/invoice', { CustomerRef: { value: pell.Id }, Line: [line(item, 1, 5)] }).body.Invoice;
    expect(byApp).toMatchObject({ BillAddr: pell.BillAddr, ShipAddr: pell.BillAddr, FreeFormAddress: true });
  });

  test('the company itself has no position', () => {
    const { post } = ask('empty');
    const sent = { Id: '1', SyncToken: '0', sparse: true, CompanyAddr: { ...home, ...place } };
    expect(post('/companyinfo', sent).body.CompanyInfo.CompanyAddr).toEqual({ Id: expect.any(String), ...home });
  });
});

describe('queries', () => {
  test('a POST may carry its query in the address', () => {
    const { post } = ask('empty');
    expect(post('/query', '', { query: 'select count(*) from Term' }).body.QueryResponse).toEqual({ totalCount: 4 });
  });

  test('members by name: only those, marked sparse', () => {
    const { query, customer } = fresh();
    const rows = query('select Id, displayname, MetaData.CreateTime from Customer').body.QueryResponse.Customer;
    expect(rows).toEqual([
      { Id: customer, DisplayName: 'Ada Moreno', MetaData: { CreateTime: expect.any(String) }, sparse: true },
    ]);
  });
});

describe('links', () => {
  test('goods received on a screen do not name their order, though the order names them', () => {
    const { act, post, get, query } = ask('empty');
    const account = query("select * from Account where Name = 'Office Expenses'").body.QueryResponse.Account[0].Id;
    const VendorRef = { value: post('/vendor', { DisplayName: 'Graton Clay' }).body.Vendor.Id };
    const cost = {
      Amount: 8,
      DetailType: 'AccountBasedExpenseLineDetail',
      AccountBasedExpenseLineDetail: { AccountRef: { value: account } },
    };
    const order = () => post('/purchaseorder', { VendorRef, Line: [cost] }).body.PurchaseOrder.Id;
    const bill = (TxnId: string) => ({
      VendorRef,
      Line: [{ ...cost, LinkedTxn: [{ TxnId, TxnType: 'PurchaseOrder', TxnLineId: '1' }] }],
    });
    const first = order();
    const typed = act({ act: 'create', entity: 'Bill', set: bill(first) }).body.Bill;
    expect(typed).not.toHaveProperty('LinkedTxn');
    expect(typed.Line[0].LinkedTxn).toEqual([]);
    expect(get(`/purchaseorder/${first}`).body.PurchaseOrder).toMatchObject({
      POStatus: 'Closed',
      LinkedTxn: [{ TxnId: typed.Id, TxnType: 'Bill' }],
    });
    const second = order();
    const sent = post('/bill', bill(second)).body.Bill;
    expect(sent.LinkedTxn).toEqual([{ TxnId: second, TxnType: 'PurchaseOrder' }]);
    expect(sent.Line[0].LinkedTxn).toHaveLength(1);
  });
});

test('a card that is paid off moves money from the bank to it, and is found by both its names', () => {
  const { post, query, get } = ask('empty');
  const account = (name: string) => query(`select * from Account where Name = '${name}'`).body.QueryResponse.Account[0];
  const body = {
    CreditCardAccountRef: { value: account('Company Card').Id },
    BankAccountRef: { value: account('Business Checking').Id },
    Amount: '25.50',
  };
  const paid = post('/creditcardpayment', body).body.CreditCardPaymentTxn;
  expect(account('Company Card').CurrentBalance).toBe(25.5);
  expect(account('Business Checking').CurrentBalance).toBe(-25.5);
  expect(query('select * from CreditCardPaymentTxn').body.QueryResponse.CreditCardPaymentTxn).toEqual([paid]);
  expect(get(`/creditcardpayment/${paid.Id}`).body.CreditCardPaymentTxn).toEqual(paid);
  expect(fault(post('/creditcardpayment', { ...body, CreditCardAccountRef: body.BankAccountRef })).code).toBe('6430');
  expect(fault(post('/creditcardpayment', { ...body, Amount: -1 })).code).toBe('2290');
  post('/creditcardpayment', { Id: paid.Id, SyncToken: '0' }, { operation: 'delete' });
  expect(account('Company Card').CurrentBalance).toBe(0);
});
