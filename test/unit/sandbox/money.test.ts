import { describe, expect, test } from 'vitest';
import { ask, fault, fresh, line } from './ask.ts';
import { invoice, pay, read } from './paying.ts';

describe('a payment', () => {
  test('moves the invoice: token, time, balance, link; and the customer’s time without its token', () => {
    const asked = fresh();
    const { Invoice } = invoice(asked, asked.customer, [line(asked.item, 1, 100)]).body;
    asked.wait(900);
    const { Payment } = pay(asked, asked.customer, 40, [Invoice.Id, 40]).body;
    expect(Payment).toMatchObject({
      TotalAmt: 40,
      UnappliedAmt: 0,
      SyncToken: '0',
      ProcessPayment: false,
      TxnDate: '2026-11-20',
    });
    const later = read(asked, Invoice.Id);
    expect(later).toMatchObject({
      SyncToken: '1',
      Balance: 60,
      LinkedTxn: [{ TxnId: Payment.Id, TxnType: 'Payment' }],
    });
    expect(later.MetaData.LastUpdatedTime).toBe(Payment.MetaData.LastUpdatedTime);
    const { Customer } = asked.get(`/customer/${asked.customer}`).body;
    expect(Customer).toMatchObject({ SyncToken: '0', Balance: 60 });
    expect(Customer.MetaData.LastUpdatedTime).toBe(Payment.MetaData.LastUpdatedTime);
    expect(fault(asked.post('/invoice', { Id: Invoice.Id, SyncToken: '0', sparse: true, PrivateNote: 'x' })).code).toBe(
      '5010',
    );
  });

  test('a memo edit of the payment leaves the invoice alone', () => {
    const asked = fresh();
    const { Invoice } = invoice(asked, asked.customer, [line(asked.item, 1, 100)]).body;
    const { Payment } = pay(asked, asked.customer, 40, [Invoice.Id, 40]).body;
    const before = read(asked, Invoice.Id);
    asked.wait(900);
    expect(
      asked.post('/payment', { Id: Payment.Id, SyncToken: '0', sparse: true, PrivateNote: 'by hand' }).body.Payment
        .SyncToken,
    ).toBe('1');
    expect(read(asked, Invoice.Id)).toEqual(before);
  });

  test('more than is open stays unapplied; another customer’s invoice is not paid', () => {
    const asked = fresh();
    const { Invoice } = invoice(asked, asked.customer, [line(asked.item, 1, 100)]).body;
    expect(pay(asked, asked.customer, 130, [Invoice.Id, 130]).body.Payment).toMatchObject({
      UnappliedAmt: 30,
      Line: [{ Amount: 100 }],
    });
    const other = asked.post('/customer', { DisplayName: 'Other' }).body.Customer.Id;
    const second = invoice(asked, asked.customer, [line(asked.item, 1, 10)]).body.Invoice;
    expect(pay(asked, other, 10, [second.Id, 10]).body.Payment).toMatchObject({ UnappliedAmt: 10, Line: [] });
    expect(read(asked, second.Id).Balance).toBe(10);
  });

  test('a parent pays for its job, and the job owes less', () => {
    const asked = fresh();
    const job = asked.post('/customer', { DisplayName: 'Porch', Job: true, ParentRef: { value: asked.customer } }).body
      .Customer.Id;
    const { Invoice } = invoice(asked, job, [line(asked.item, 1, 100)]).body;
    expect(asked.get(`/customer/${asked.customer}`).body.Customer).toMatchObject({ Balance: 0, BalanceWithJobs: 100 });
    pay(asked, asked.customer, 100, [Invoice.Id, 100]);
    expect(asked.get(`/customer/${job}`).body.Customer.Balance).toBe(0);
    expect(asked.get(`/customer/${asked.customer}`).body.Customer).toMatchObject({ Balance: 0, BalanceWithJobs: 0 });
  });

  test('an empty line array takes it off everything; deleting it reopens the invoice', () => {
    const asked = fresh();
    const { Invoice } = invoice(asked, asked.customer, [line(asked.item, 1, 100)]).body;
    const first = pay(asked, asked.customer, 100, [Invoice.Id, 100]).body.Payment;
    const off = asked.post('/payment', { Id: first.Id, SyncToken: '0', sparse: true, Line: [] }).body.Payment;
    expect(off).toMatchObject({ UnappliedAmt: 100, Line: [] });
    expect(read(asked, Invoice.Id)).toMatchObject({ Balance: 100, LinkedTxn: [], SyncToken: '2' });
    const second = pay(asked, asked.customer, 25, [Invoice.Id, 25]).body.Payment;
    expect(asked.post('/payment', { Id: second.Id, SyncToken: '0' }, { operation: 'delete' }).body.Payment).toEqual({
      domain: 'QBO',
      status: 'Deleted',
      Id: second.Id,
    });
    expect(read(asked, Invoice.Id)).toMatchObject({ Balance: 100, LinkedTxn: [], SyncToken: '4' });
  });

  test('voided it is worth nothing and says so', () => {
    const asked = fresh();
    const { Invoice } = invoice(asked, asked.customer, [line(asked.item, 1, 100)]).body;
    const { Payment } = pay(asked, asked.customer, 100, [Invoice.Id, 100]).body;
    const gone = asked.post(
      '/payment',
      { Id: Payment.Id, SyncToken: '0', sparse: true },
      { operation: 'update', include: 'void' },
    ).body.Payment;
    expect(gone).toMatchObject({ TotalAmt: 0, UnappliedAmt: 0, Line: [], PrivateNote: 'Voided', SyncToken: '1' });
    expect(read(asked, Invoice.Id).Balance).toBe(100);
  });

  test('needs an amount', () => {
    const asked = fresh();
    expect(fault(asked.post('/payment', { CustomerRef: { value: asked.customer } }))).toMatchObject({
      code: '6000',
      detail: 'Business Validation Error: You must set a transaction amount.',
    });
    expect(fault(asked.post('/payment', { TotalAmt: 5 })).code).toBe('2020');
  });
});

describe('voiding and deleting an invoice', () => {
  test('void keeps number, customer and lines; amounts and quantities are 0 and the note says so', () => {
    const asked = fresh();
    const { Invoice } = invoice(asked, asked.customer, [line(asked.item, 4, 25)], { PrivateNote: 'Second floor' }).body;
    const gone = asked.post('/invoice', { Id: Invoice.Id, SyncToken: '0' }, { operation: 'void' }).body.Invoice;
    expect(gone).toMatchObject({
      TotalAmt: 0,
      Balance: 0,
      DocNumber: '1001',
      SyncToken: '1',
      PrivateNote: 'Voided - Second floor',
    });
    expect(gone.Line[0]).toMatchObject({ Id: '1', Amount: 0, SalesItemLineDetail: { Qty: 0 } });
    expect(asked.get(`/customer/${asked.customer}`).body.Customer.Balance).toBe(0);
    expect(asked.company.summary().trialBalance).toBe(0);
  });

  test('the API refuses while a payment stands on it; a person’s screen takes the payment off', () => {
    const asked = fresh();
    const { Invoice } = invoice(asked, asked.customer, [line(asked.item, 1, 100)]).body;
    const { Payment } = pay(asked, asked.customer, 100, [Invoice.Id, 100]).body;
    for (const operation of ['void', 'delete']) {
      expect(fault(asked.post('/invoice', { Id: Invoice.Id, SyncToken: '1' }, { operation })).code).toBe('6000');
    }
    expect(asked.act({ act: 'void', entity: 'Invoice', id: Invoice.Id }).body.Invoice).toMatchObject({
      TotalAmt: 0,
      Balance: 0,
      LinkedTxn: [],
    });
    expect(asked.get(`/payment/${Payment.Id}`).body.Payment).toMatchObject({
      UnappliedAmt: 100,
      SyncToken: '1',
      Line: [],
    });
  });

  test('deleted it is gone for good: reading, updating and deleting again are 610', () => {
    const asked = fresh();
    const { Invoice } = invoice(asked, asked.customer, [line(asked.item, 1, 100)]).body;
    expect(asked.post('/invoice', { Id: Invoice.Id, SyncToken: '0' }, { operation: 'delete' }).status).toBe(200);
    const again = [
      asked.get(`/invoice/${Invoice.Id}`),
      asked.post('/invoice', { Id: Invoice.Id, SyncToken: '0', sparse: true, PrivateNote: 'x' }),
      asked.post('/invoice', { Id: Invoice.Id, SyncToken: '0' }, { operation: 'delete' }),
    ];
    for (const answer of again) expect(fault(answer)).toMatchObject({ status: 400, code: '610' });
  });

  test('an invoice that shrinks below what was paid gives the rest back to the payment', () => {
    const asked = fresh();
    const { Invoice } = invoice(asked, asked.customer, [line(asked.item, 1, 100)]).body;
    const { Payment } = pay(asked, asked.customer, 100, [Invoice.Id, 100]).body;
    const less = asked.post('/invoice', {
      Id: Invoice.Id,
      SyncToken: '1',
      sparse: true,
      Line: [line(asked.item, 1, 70)],
    }).body.Invoice;
    expect(less).toMatchObject({ TotalAmt: 70, Balance: 0 });
    expect(asked.get(`/payment/${Payment.Id}`).body.Payment).toMatchObject({
      UnappliedAmt: 30,
      Line: [{ Amount: 70 }],
    });
    expect(asked.get(`/customer/${asked.customer}`).body.Customer.Balance).toBe(-30);
  });
});

describe('the books', () => {
  test('closed: nothing dated before may be written, moved or deleted', () => {
    const asked = fresh();
    const { Invoice } = invoice(asked, asked.customer, [line(asked.item, 1, 10)], { TxnDate: '2026-03-01' }).body;
    asked.act({ act: 'settings', set: { AccountingInfoPrefs: { BookCloseDate: '2026-03-31' } } });
    expect(fault(invoice(asked, asked.customer, [line(asked.item, 1, 10)], { TxnDate: '2026-03-31' })).code).toBe(
      '6200',
    );
    expect(
      fault(asked.post('/invoice', { Id: Invoice.Id, SyncToken: '0', sparse: true, TxnDate: '2026-04-02' })).code,
    ).toBe('6200');
    expect(fault(asked.post('/invoice', { Id: Invoice.Id, SyncToken: '0' }, { operation: 'delete' })).code).toBe(
      '6200',
    );
    expect(invoice(asked, asked.customer, [line(asked.item, 1, 10)], { TxnDate: '2026-04-01' }).status).toBe(200);
  });

  test('stock sold moves the item’s quantity and time, not its token', () => {
    const asked = ask('demo');
    const skylight = () => asked.query("select * from Item where Sku = 'SK-24'").body.QueryResponse.Item[0];
    const before = skylight();
    const { Invoice } = invoice(asked, '4', [line(before.Id, 2, 489)]).body;
    expect(skylight()).toMatchObject({ QtyOnHand: before.QtyOnHand - 2, SyncToken: before.SyncToken });
    expect(skylight().MetaData.LastUpdatedTime).toBe(Invoice.MetaData.LastUpdatedTime);
    expect(asked.company.summary().trialBalance).toBe(0);
    asked.post('/invoice', { Id: Invoice.Id, SyncToken: '0' }, { operation: 'delete' });
    expect(skylight().QtyOnHand).toBe(before.QtyOnHand);
  });

  test('e-mailing marks the invoice and raises its token', () => {
    const asked = ask('demo');
    const { Invoice } = asked.post('/invoice/1/send', '', { sendTo: 'other@mail.example' }).body;
    expect(Invoice).toMatchObject({
      EmailStatus: 'EmailSent',
      BillEmail: { Address: 'other@mail.example' },
      SyncToken: '2',
    });
    expect(Invoice.DeliveryInfo.DeliveryType).toBe('Email');
  });
});
