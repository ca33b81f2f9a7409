/** Rules of the company that are switched on or off: closed books, plans, subscription, language, lists that lag. */
import { describe, expect, test } from 'vitest';
import type { ChangeEvent } from '../../../main/sandbox/company/index.ts';
import { ask, fault, fresh, line } from './ask.ts';

describe('closed books', () => {
  const on = (day: string) => ({ TxnDate: day });

  test('nothing that posts on or before the day is made, changed, moved there or deleted through the API', () => {
    const { post, act, customer, item } = fresh();
    const invoice = (more: object) => ({ CustomerRef: { value: customer }, Line: [line(item, 1, 10)], ...more });
    const old = post('/invoice', invoice(on('2026-06-30'))).body.Invoice;
    const recent = post('/invoice', invoice(on('2026-07-01'))).body.Invoice;
    expect(act({ act: 'close-books', date: '2026-06-30' }).body.Preferences.AccountingInfoPrefs.BookCloseDate).toBe(
      '2026-06-30',
    );
    const sparse = (of: { Id: string; SyncToken: string }, more: object) => ({
      Id: of.Id,
      SyncToken: of.SyncToken,
      sparse: true,
      ...more,
    });
    const refused = [
      post('/invoice', invoice(on('2026-06-30'))),
      post('/invoice', sparse(old, { PrivateNote: 'late' })),
      post('/invoice', sparse(recent, on('2026-06-01'))),
      post('/invoice', { Id: old.Id, SyncToken: '0' }, { operation: 'delete' }),
      post('/invoice', { Id: old.Id, SyncToken: '0' }, { operation: 'void' }),
    ];
    expect(refused.map((answer) => fault(answer).code)).toEqual(Array(5).fill('6200'));
    expect(refused[0]?.body.Fault.Error[0].Detail).toContain('The account period has closed');
    expect(post('/invoice', sparse(recent, { PrivateNote: 'in time' })).status).toBe(200);
    expect(post('/customer', { DisplayName: 'Names are not books' }).status).toBe(200);
  });

  test('with a password it is 6210; a person still can; opening the books ends it', () => {
    const { post, act, customer, item } = fresh();
    const body = { CustomerRef: { value: customer }, Line: [line(item, 1, 10)], TxnDate: '2026-01-05' };
    act({ act: 'close-books', date: '2026-06-30', password: true });
    expect(fault(post('/invoice', body)).code).toBe('6210');
    expect(act({ act: 'create', entity: 'Invoice', set: body }).status).toBe(200);
    act({ act: 'close-books', date: null });
    expect(post('/invoice', body).status).toBe(200);
  });

  test('a payment of today may settle an invoice of a closed year', () => {
    const { post, act, customer, item } = fresh();
    const body = { CustomerRef: { value: customer }, Line: [line(item, 1, 10)], TxnDate: '2026-01-05' };
    const { Id } = post('/invoice', body).body.Invoice;
    act({ act: 'close-books', date: '2026-06-30' });
    const paid = post('/payment', {
      CustomerRef: { value: customer },
      TotalAmt: 10,
      Line: [{ Amount: 10, LinkedTxn: [{ TxnId: Id, TxnType: 'Invoice' }] }],
    });
    expect(paid.status).toBe(200);
  });
});

describe('plans', () => {
  test('what a plan lacks is 5020, and a larger plan has it', () => {
    const asked = fresh({ profile: { plan: 'simpleStart' } });
    const info = () => asked.get('/companyinfo/1').body.CompanyInfo.NameValue;
    expect(info()).toContainEqual({ Name: 'OfferingSku', Value: 'QuickBooks Online Simple Start' });
    const stock = {
      Name: 'Shingle',
      Type: 'Inventory',
      TrackQtyOnHand: true,
      QtyOnHand: 3,
      InvStartDate: '2026-01-01',
    };
    expect(fault(asked.post('/item', stock)).code).toBe('5020');
    asked.act({ act: 'profile', set: { plan: 'plus' } });
    expect(fault(asked.post('/item', stock)).code).not.toBe('5020');
  });

  test('a plan below Advanced holds 250 accounts', () => {
    const { post, query, act } = ask('empty');
    const account = (index: number) => post('/account', { Name: `Till ${index}`, AccountType: 'Bank' });
    const present: number = query('select count(*) from Account').body.QueryResponse.totalCount;
    for (let index = present; index < 250; index += 1) expect(account(index).status).toBe(200);
    expect(fault(account(250)).code).toBe('6000');
    act({ act: 'profile', set: { plan: 'advanced' } });
    expect(account(250).status).toBe(200);
  });
});

describe('a subscription that ended', () => {
  test('reads go on, writes are 6190, in a batch item by item', () => {
    const { post, get, act, customer } = fresh();
    act({ act: 'profile', set: { subscription: 'EXPIRED' } });
    const answer = post('/customer', { DisplayName: 'Too late' });
    expect(fault(answer)).toMatchObject({ status: 400, code: '6190' });
    expect(answer.body.Fault.Error[0].Detail).toContain("You can't add data to QuickBooks Online Plus");
    expect(get(`/customer/${customer}`).status).toBe(200);
    const items = [
      { bId: '1', operation: 'create', Customer: { DisplayName: 'Too late' } },
      { bId: '2', Query: 'select count(*) from Customer' },
    ];
    const { BatchItemResponse } = post('/batch', { BatchItemRequest: items }).body;
    expect(BatchItemResponse[0].Fault.Error[0].code).toBe('6190');
    expect(BatchItemResponse[1].QueryResponse.totalCount).toBe(1);
  });

  test('seen once: the fault under HTTP 200', () => {
    const { post, act, company } = fresh();
    act({ act: 'profile', set: { subscription: 'EXPIRED' } });
    company.setSwitches({ lapsedStatus: 200 });
    const answer = post('/customer', { DisplayName: 'Too late' });
    expect([answer.status, answer.body.Fault.Error[0].code]).toEqual([200, '6190']);
  });
});

describe('faults in French', () => {
  test('texts change; codes, elements and supplied values do not', () => {
    const { post, get, query, company } = fresh();
    const english = [
      post('/customer', { DisplayName: 'Ada Moreno' }),
      post('/customer', { DisplayName: 'X', Nonsense: 1 }),
      get('/customer/1.5'),
      get('/customer/404'),
      post('/payment', {}),
      query('select nothing'),
    ];
    company.setSwitches({ language: 'fr' });
    const french = [
      post('/customer', { DisplayName: 'Ada Moreno' }),
      post('/customer', { DisplayName: 'X', Nonsense: 1 }),
      get('/customer/1.5'),
      get('/customer/404'),
      post('/payment', {}),
      query('select nothing'),
    ];
    const of = (answers: typeof french, member: string) =>
      answers.map((answer) => answer.body.Fault.Error[0][member] as string);
    expect(of(french, 'code')).toEqual(of(english, 'code'));
    expect(of(french, 'element')).toEqual(of(english, 'element'));
    for (const [index, message] of of(french, 'Message').entries())
      expect(message).not.toBe(of(english, 'Message')[index]);
    expect(french[0]?.body.Fault.Error[0]).toMatchObject({
      Message: 'Nom en double',
      Detail: expect.stringMatching(/^Ce nom existe déjà\. : Id=\d+$/),
    });
    expect(french[2]?.body.Fault.Error[0].Detail).toContain('1.5');
  });
});

describe('requestid and batches by switch', () => {
  test('a used requestid may be refused with 600 instead of repeated', () => {
    const { post, company } = fresh();
    company.setSwitches({ repeatedRequestId: 'refuse' });
    expect(post('/customer', { DisplayName: 'A' }, { requestid: 'r' }).status).toBe(200);
    expect(fault(post('/customer', { DisplayName: 'A' }, { requestid: 'r' })).code).toBe('600');
  });

  test('items in any order, every one of them answered under its bId', () => {
    const { post, company, query, wait } = fresh();
    company.setSwitches({ batchOrder: 'shuffled' });
    const orders = new Set<string>();
    for (let round = 0; round < 4; round += 1) {
      wait(60);
      const items = Array.from({ length: 10 }, (_, index) => ({
        bId: String(index),
        operation: 'create',
        Customer: { DisplayName: `Round ${round} item ${index}` },
      }));
      const answers: { bId: string; Customer: { DisplayName: string } }[] = post('/batch', { BatchItemRequest: items })
        .body.BatchItemResponse;
      for (const item of answers) expect(item.Customer.DisplayName).toBe(`Round ${round} item ${item.bId}`);
      orders.add(answers.map((item) => item.bId).join());
    }
    expect(orders.size).toBeGreaterThan(2);
    expect(query('select count(*) from Customer').body.QueryResponse.totalCount).toBe(41);
  });

  test('members a batch does not have are 2010', () => {
    const { post } = fresh();
    expect(fault(post('/batch', { BatchItemRequest: [], Extra: 1 })).code).toBe('2010');
    const { BatchItemResponse } = post('/batch', {
      BatchItemRequest: [{ bId: '1', operation: 'create', Nothing: {} }],
    }).body;
    expect(BatchItemResponse[0].Fault.Error[0].code).toBe('2010');
  });

  test.each(['application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
    'a body of type %s is neither JSON nor XML: 1050',
    (type) => {
      const { company } = fresh();
      const answer = company.handle({
        method: 'POST',
        path: `/v3/company/${company.realmId}/customer`,
        query: {},
        headers: { 'content-type': type },
        body: '{"DisplayName":"A"}',
      });
      expect(JSON.parse(answer.body).Fault.Error[0].code).toBe('1050');
    },
  );
});

describe('lists that lag', () => {
  test('queries and change data capture are behind, direct reads are not', () => {
    const { post, get, query, company, customer, wait } = fresh();
    company.setSwitches({ staleMs: 30_000 });
    wait(600);
    const since = '2026-11-20T12:05:00-08:00';
    post('/customer', { Id: customer, SyncToken: '0', sparse: true, Notes: 'first' });
    post('/customer', { Id: customer, SyncToken: '1', sparse: true, Notes: 'second' });
    const made = post('/customer', { DisplayName: 'Not listed yet' }).body.Customer;
    const listed = () => query('select * from Customer').body.QueryResponse.Customer;
    expect(listed()).toHaveLength(1);
    expect(listed()[0]).toMatchObject({ SyncToken: '0' });
    expect(get(`/customer/${customer}`).body.Customer).toMatchObject({ SyncToken: '2', Notes: 'second' });
    expect(get(`/customer/${made.Id}`).status).toBe(200);
    expect(get('/cdc', { entities: 'Customer', changedSince: since }).body.CDCResponse[0].QueryResponse).toEqual([{}]);
    wait(31);
    expect(listed()).toHaveLength(2);
    expect(listed()[0]).toMatchObject({ SyncToken: '2', Notes: 'second' });
    company.setSwitches({ staleMs: 0 });
    post('/customer', { Id: customer, SyncToken: '2', sparse: true, Notes: 'third' });
    expect(listed()[0]).toMatchObject({ Notes: 'third' });
  });
});

describe('what a watcher is told', () => {
  test('one event for each record that was saved; none for balances that moved along', () => {
    const { post, act, company, customer, item } = fresh();
    const events: ChangeEvent[] = [];
    company.watch({ commit: (commit) => events.push(...commit.events) });
    const seen = () => events.splice(0).map((event) => `${event.entity} ${event.operation}`);
    const { Id } = post('/invoice', {
      CustomerRef: { value: customer },
      Line: [line(item, 1, 10)],
      BillEmail: { Address: 'ada@mail.example' },
    }).body.Invoice;
    expect(seen()).toEqual(['Invoice Create']);
    act({ act: 'pay', invoice: Id });
    expect(seen().sort()).toEqual(['Invoice Update', 'Payment Create']);
    post(`/invoice/${Id}/send`, '');
    expect(seen()).toEqual(['Invoice Emailed']);
    act({ act: 'void', entity: 'Invoice', id: Id });
    expect(seen().sort()).toEqual(['Invoice Void', 'Payment Update']);
    post('/customer', { Id: customer, SyncToken: '0', sparse: true });
    expect(seen()).toEqual([]);
    act({ act: 'delete', entity: 'Invoice', id: Id });
    expect(seen()).toEqual(['Invoice Delete']);
  });

  test('what was told, repeated on a copy, makes the same company', () => {
    const { post, act, company, customer, item, clock } = fresh();
    const copy = ask('empty', clock.at, { saved: structuredClone(company.snapshot()) }).company;
    const told: unknown[] = [];
    company.watch({
      commit: ({ rows, counters }) => told.push({ rows, counters }),
      replay: (requestId, answer) => told.push({ requestId, answer }),
    });
    const body = { CustomerRef: { value: customer }, Line: [line(item, 2, 30)] };
    const { Id } = post('/invoice', body, { requestid: 'one' }).body.Invoice;
    act({ act: 'pay', invoice: Id, amount: '20' });
    post('/customer', { Id: customer, SyncToken: '0', sparse: true, DisplayName: 'Ada M.' });
    copy.repeat(JSON.parse(JSON.stringify(told)));
    const plain = (of: typeof company) => {
      const { rows, counters, replays } = of.snapshot();
      return { rows, counters, replays };
    };
    expect(plain(copy)).toEqual(plain(company));
    expect(
      fault(ask('empty', clock.at, { saved: copy.snapshot() }).post('/customer', { DisplayName: 'ada m.' })).code,
    ).toBe('6240');
  });
});

describe('merging', () => {
  test('customers: documents, jobs and balances go over, tokens stay, the other is inactive', () => {
    const { post, get, query, act, company, customer, item } = fresh();
    const other = post('/customer', { DisplayName: 'Ada Moreno twice' }).body.Customer.Id;
    const job = post('/customer', { DisplayName: 'Porch', Job: true, ParentRef: { value: other } }).body.Customer.Id;
    const invoice = (of: string, price: number) =>
      post('/invoice', { CustomerRef: { value: of }, Line: [line(item, 1, price)] }).body.Invoice.Id;
    const [first, second, third] = [invoice(customer, 10), invoice(other, 20), invoice(job, 40)];
    const events: ChangeEvent[] = [];
    company.watch({ commit: (commit) => events.push(...commit.events) });
    expect(act({ act: 'merge', entity: 'Customer', id: other, into: customer }).status).toBe(200);
    expect(events).toContainEqual(
      expect.objectContaining({ entity: 'Customer', id: customer, operation: 'Merge', deletedId: other }),
    );
    expect(get(`/customer/${customer}`).body.Customer).toMatchObject({ Balance: 30, BalanceWithJobs: 70 });
    expect(get(`/customer/${job}`).body.Customer.FullyQualifiedName).toBe('Ada Moreno:Porch');
    for (const id of [first, second]) {
      expect(get(`/invoice/${id}`).body.Invoice).toMatchObject({
        SyncToken: '0',
        CustomerRef: { value: customer, name: 'Ada Moreno' },
      });
    }
    expect(get(`/invoice/${third}`).body.Invoice.CustomerRef.value).toBe(job);
    const gone = query(`select * from Customer where Id = '${other}' and Active = false`).body.QueryResponse
      .Customer[0];
    expect(gone).toMatchObject({ Active: false, Balance: 0, BalanceWithJobs: 0 });
    expect(company.summary().trialBalance).toBe(0);
  });

  test('accounts: what was posted moves; unlike things are refused', () => {
    const { post, get, act, company, customer, item } = fresh();
    const service = get(`/item/${item}`).body.Item.IncomeAccountRef.value;
    const make = (Name: string, AccountType: string) => post('/account', { Name, AccountType }).body.Account.Id;
    const income = make('Extra income', 'Income');
    post('/invoice', { CustomerRef: { value: customer }, Line: [line(item, 1, 10)] });
    expect(act({ act: 'merge', entity: 'Account', id: service, into: income }).status).toBe(200);
    expect(get(`/item/${item}`).body.Item.IncomeAccountRef.value).toBe(income);
    expect(company.summary().trialBalance).toBe(0);
    expect(fault(act({ act: 'merge', entity: 'Account', id: income, into: make('Till', 'Bank') })).code).toBe('6000');
    expect(fault(act({ act: 'merge', entity: 'Invoice', id: '1', into: '1' })).code).toBe('500');
    expect(fault(act({ act: 'merge', entity: 'Customer', id: '404', into: customer })).code).toBe('610');
  });
});
