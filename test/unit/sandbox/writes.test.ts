import { describe, expect, test } from 'vitest';
import { ask, fault, fresh, line } from './ask.ts';

describe('creating', () => {
  test('a customer gets the defaults QuickBooks gives', () => {
    const { post } = ask('empty');
    const { status, body } = post('/customer', {
      DisplayName: 'Ines Okoro',
      GivenName: 'Ines',
      FamilyName: 'Okoro',
      PrimaryPhone: { FreeFormNumber: '(707) 555-0199' },
      BillAddr: { Line1: '1 Elm St', City: 'Petaluma', CountrySubDivisionCode: 'CA', PostalCode: '94952' },
    });
    expect(status).toBe(200);
    expect(body.Customer).toMatchObject({
      Taxable: true,
      Job: false,
      BillWithParent: false,
      Balance: 0,
      BalanceWithJobs: 0,
      CurrencyRef: { value: 'USD', name: 'United States Dollar' },
      PreferredDeliveryMethod: 'Print',
      IsProject: false,
      SyncToken: '0',
      FullyQualifiedName: 'Ines Okoro',
      PrintOnCheckName: 'Ines Okoro',
      Active: true,
      sparse: false,
      domain: 'QBO',
    });
    expect(body.Customer.BillAddr.Id).toMatch(/^\d+$/);
    expect(body.time).toBe('2026-11-20T12:00:00.000-08:00');
  });

  test('the display name is composed of the parts when it is not sent, and refused when there is nothing', () => {
    const { post } = ask('empty');
    expect(post('/customer', { GivenName: 'Leo', FamilyName: 'Brand' }).body.Customer.DisplayName).toBe('Leo Brand');
    expect(fault(post('/customer', { Notes: 'nameless' }))).toMatchObject({ status: 400, code: '6080' });
  });

  test('names are unique without regard to case; the refusal names the record that holds the name', () => {
    const { post, customer } = fresh();
    expect(fault(post('/customer', { DisplayName: 'ADA moreno' }))).toEqual({
      status: 400,
      code: '6240',
      detail: `The name supplied already exists. : Id=${customer}`,
      element: '',
    });
  });

  test('a job hangs under its parent, five levels at most', () => {
    const { post, customer } = fresh();
    let parent = customer;
    for (const level of [1, 2, 3, 4]) {
      const { body } = post('/customer', { DisplayName: `Level ${level}`, Job: true, ParentRef: { value: parent } });
      expect(body.Customer).toMatchObject({ Job: true, Level: level });
      parent = body.Customer.Id;
      if (level === 2) expect(body.Customer.FullyQualifiedName).toBe('Ada Moreno:Level 1:Level 2');
    }
    expect(fault(post('/customer', { DisplayName: 'Level 5', Job: true, ParentRef: { value: parent } })).code).toBe(
      '6180',
    );
  });

  test('an account knows its class and subtype from its type; its first answer has no LastUpdatedTime', () => {
    const { post } = ask('empty');
    const { Account } = post('/account', { Name: 'Second Checking', AccountType: 'Bank' }).body;
    expect(Account).toMatchObject({ AccountSubType: 'CashOnHand', Classification: 'Asset', CurrentBalance: 0 });
    expect(Account.MetaData.LastUpdatedTime).toBeUndefined();
    expect(Number(Account.Id)).toBeGreaterThan(1_000_000_000);
    expect(fault(post('/account', { Name: 'Of no type' })).code).toBe('6010');
  });

  test('an item needs an income account of the right type', () => {
    const { post, query } = ask('empty');
    const bank = query("select * from Account where AccountType = 'Bank'").body.QueryResponse.Account[0].Id;
    expect(fault(post('/item', { Name: 'A' })).code).toBe('2020');
    expect(fault(post('/item', { Name: 'A', IncomeAccountRef: { value: bank } })).code).toBe('6430');
    expect(fault(post('/item', { Name: 'A', IncomeAccountRef: { value: '777777' } }))).toMatchObject({
      code: '2500',
      detail: 'Invalid Reference Id : Accounts element id 777777 not found',
    });
  });
});

describe('what a request may hold', () => {
  test.each([
    [{ DisplayName: 'A', Colour: 'red' }, '2010', 'Colour'],
    [{ DisplayName: 'A', PrimaryEmailAddr: { Adress: 'x@y.example' } }, '2010', 'Adress'],
    [{ DisplayName: 'A', Active: 'perhaps' }, '2010', 'Active'],
    [{ DisplayName: 'A', BillAddr: 'Elm St' }, '2010', undefined],
    [{ DisplayName: 'A', PreferredDeliveryMethod: 'Pigeon' }, '2170', 'PreferredDeliveryMethod'],
    [{ DisplayName: 'A'.repeat(501) }, '2050', 'DisplayName'],
    [{ DisplayName: 'A:B' }, '2040', 'DisplayName'],
    [{ DisplayName: 'A\tB' }, '2040', 'DisplayName'],
    [{ DisplayName: 'A', PrimaryEmailAddr: { Address: 'nobody' } }, '2210', 'PrimaryEmailAddr'],
    [{ DisplayName: 'A', SalesTermRef: { value: '99' } }, '2500', 'SalesTermRef'],
  ])('%j is refused with %s', (sent, code, element) => {
    const { post, company } = ask('empty');
    const before = JSON.stringify(company.snapshot().rows);
    const refused = fault(post('/customer', sent));
    expect(refused).toMatchObject({ status: 400, code });
    if (element !== undefined) expect(refused.element).toBe(element);
    expect(JSON.stringify(company.snapshot().rows)).toBe(before);
  });

  test('scalars are taken leniently, read-only members silently, a wrong ref name is put right', () => {
    const { post, item, customer } = fresh();
    const { status, body } = post('/invoice', {
      CustomerRef: { value: Number(customer), name: 'Somebody else' },
      TotalAmt: 999,
      Balance: 1,
      Line: [{ DetailType: 'SalesItemLineDetail', Amount: '12.50', SalesItemLineDetail: { ItemRef: { value: item } } }],
    });
    expect(status).toBe(200);
    expect(body.Invoice).toMatchObject({
      TotalAmt: 12.5,
      Balance: 12.5,
      CustomerRef: { value: customer, name: 'Ada Moreno' },
    });
  });

  test('a body that is not JSON, or not UTF-8, is a refusal', () => {
    const { post, company } = ask('empty');
    expect(fault(post('/customer', '{"DisplayName":'))).toMatchObject({ status: 400, code: '2010' });
    const bytes = new Uint8Array(
      [...'{"DisplayName":"'].map((char) => char.charCodeAt(0)).concat([0xe9, 0x20, 0x22, 0x7d]),
    );
    const answer = company.handle({
      method: 'POST',
      path: `/v3/company/${company.realmId}/customer`,
      query: {},
      headers: {},
      body: bytes,
    });
    expect(answer.status).toBe(400);
    expect(answer.body).toContain('Invalid UTF-8 middle byte 0x20');
  });

  test('accents and symbols beyond the basic plane come back as sent', () => {
    const { post, get } = ask('empty');
    const name = 'José Ñandú 東京 🏠';
    const { Customer } = post('/customer', { DisplayName: name }).body;
    expect(get(`/customer/${Customer.Id}`).body.Customer.DisplayName).toBe(name);
  });
});

describe('updating', () => {
  test('a sparse update changes what it names; a full one clears what it leaves out', () => {
    const { post, customer, wait } = fresh();
    post('/customer', { Id: customer, SyncToken: '0', sparse: true, Notes: 'Ring twice', CompanyName: 'Moreno Ltd' });
    wait(60);
    const sparse = post('/customer', { Id: customer, SyncToken: '1', sparse: true, Notes: 'Ring once' }).body.Customer;
    expect(sparse).toMatchObject({ SyncToken: '2', Notes: 'Ring once', CompanyName: 'Moreno Ltd', GivenName: 'Ada' });
    const full = post('/customer', { Id: customer, SyncToken: '2', DisplayName: 'Ada Moreno', GivenName: 'Ada' }).body
      .Customer;
    expect(full).toMatchObject({ SyncToken: '3', PrintOnCheckName: 'Ada' });
    for (const member of ['Notes', 'CompanyName', 'FamilyName']) expect(full[member]).toBeUndefined();
  });

  test('an update that changes nothing moves neither token nor time', () => {
    const { post, customer, get, wait } = fresh();
    const before = get(`/customer/${customer}`).body.Customer;
    wait(3600);
    const { status, body } = post('/customer', { Id: customer, SyncToken: '0', sparse: true, GivenName: 'Ada' });
    expect(status).toBe(200);
    expect(body.Customer.SyncToken).toBe('0');
    expect(body.Customer.MetaData).toEqual(before.MetaData);
  });

  test.each(['1', '7'])('token %s when the record is at 0 is stale', (token) => {
    const { post, customer } = fresh();
    expect(fault(post('/customer', { Id: customer, SyncToken: token, sparse: true, Notes: 'x' }))).toMatchObject({
      status: 400,
      code: '5010',
    });
  });

  test('an update without a token, of nobody, or with an id that is no number', () => {
    const { post, customer } = fresh();
    expect(fault(post('/customer', { Id: customer, sparse: true, Notes: 'x' })).code).toBe('2020');
    expect(fault(post('/customer', { Id: '999', SyncToken: '0', sparse: true, Notes: 'x' })).code).toBe('610');
    const refused = post('/customer', { Id: '1.5', SyncToken: '0', sparse: true, Notes: 'x' });
    expect(fault(refused)).toMatchObject({ status: 400, code: '2030', element: 'Id' });
    expect(refused.body.time).toBeUndefined();
  });

  test('a renamed customer is renamed inside old invoices, whose token and time stand still', () => {
    const { post, get, customer, item, wait } = fresh();
    const { Invoice } = post('/invoice', { CustomerRef: { value: customer }, Line: [line(item, 1, 50)] }).body;
    wait(600);
    post('/customer', { Id: customer, SyncToken: '0', sparse: true, DisplayName: 'Ada Moreno-Diaz' });
    const later = get(`/invoice/${Invoice.Id}`).body.Invoice;
    expect(later.CustomerRef.name).toBe('Ada Moreno-Diaz');
    expect(later.SyncToken).toBe('0');
    expect(later.MetaData).toEqual(Invoice.MetaData);
  });

  test('an address gets a new row id when it changes, and keeps it when it does not', () => {
    const { post, customer } = fresh();
    const first = post('/customer', { Id: customer, SyncToken: '0', sparse: true, BillAddr: { Line1: '1 Elm St' } })
      .body.Customer;
    const same = post('/customer', {
      Id: customer,
      SyncToken: '1',
      sparse: true,
      BillAddr: { Line1: '1 Elm St' },
      Notes: 'x',
    }).body.Customer;
    const other = post('/customer', { Id: customer, SyncToken: '2', sparse: true, BillAddr: { Line1: '2 Elm St' } })
      .body.Customer;
    expect(same.BillAddr.Id).toBe(first.BillAddr.Id);
    expect(other.BillAddr.Id).not.toBe(first.BillAddr.Id);
  });
});

describe('making inactive', () => {
  test('the name is marked and becomes free; bringing it back takes the mark off unless the name is taken', () => {
    const { post, customer } = fresh();
    const gone = post('/customer', { Id: customer, SyncToken: '0', sparse: true, Active: false }).body.Customer;
    expect(gone).toMatchObject({ Active: false, DisplayName: 'Ada Moreno (deleted)', SyncToken: '1' });
    expect(post('/customer', { DisplayName: 'Ada Moreno' }).status).toBe(200);
    expect(fault(post('/customer', { Id: customer, SyncToken: '1', sparse: true, Active: true })).code).toBe('6240');
    const back = post('/customer', {
      Id: customer,
      SyncToken: '1',
      sparse: true,
      Active: true,
      DisplayName: 'Ada Moreno II',
    });
    expect(back.body.Customer).toMatchObject({ Active: true, DisplayName: 'Ada Moreno II' });
  });

  test('refused while money is open, and an inactive customer takes no new invoice', () => {
    const { post, customer, item } = fresh();
    const { Invoice } = post('/invoice', { CustomerRef: { value: customer }, Line: [line(item, 1, 50)] }).body;
    expect(fault(post('/customer', { Id: customer, SyncToken: '0', sparse: true, Active: false })).code).toBe('6220');
    post('/invoice', { Id: Invoice.Id, SyncToken: '0' }, { operation: 'delete' });
    expect(post('/customer', { Id: customer, SyncToken: '0', sparse: true, Active: false }).status).toBe(200);
    expect(fault(post('/invoice', { CustomerRef: { value: customer }, Line: [line(item, 1, 50)] }))).toMatchObject({
      status: 400,
      code: '610',
    });
  });

  test('a list record cannot be deleted, a tax code cannot be written', () => {
    const { post, customer } = fresh();
    expect(fault(post('/customer', { Id: customer, SyncToken: '0' }, { operation: 'delete' }))).toMatchObject({
      status: 400,
      code: '500',
    });
    expect(fault(post('/taxcode', { Name: 'New' }))).toMatchObject({ status: 400, code: '500' });
  });
});

describe('settings', () => {
  test('preferences have no id in their address; a change of one setting leaves the others', () => {
    const { get, post } = ask('empty');
    const before = get('/preferences').body.Preferences;
    const { Preferences } = post('/preferences', {
      Id: '1',
      SyncToken: before.SyncToken,
      sparse: true,
      SalesFormsPrefs: { CustomTxnNumbers: true },
    }).body;
    expect(Preferences.SalesFormsPrefs).toEqual({ ...before.SalesFormsPrefs, CustomTxnNumbers: true });
    expect(Preferences.TaxPrefs).toEqual(before.TaxPrefs);
  });

  test('company info is read by the realm id', () => {
    const { get, company } = ask('demo');
    expect(get(`/companyinfo/${company.realmId}`).body.CompanyInfo).toMatchObject({
      Country: 'US',
      CompanyName: company.name(),
    });
  });
});
