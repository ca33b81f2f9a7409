/** Credit memos, the payments that use them up, and money QuickBooks sets against each other by itself. */
import { describe, expect, test } from 'vitest';
import { type Asked, cents, fault, fresh, line } from './ask.ts';

type World = ReturnType<typeof fresh>;

const credit = ({ post, customer, item }: World, amount: number, more: Record<string, unknown> = {}) =>
  post('/creditmemo', { CustomerRef: { value: customer }, Line: [line(item, 1, amount)], ...more }).body.CreditMemo;

const invoice = ({ post, customer, item }: World, amount: number, more: Record<string, unknown> = {}) =>
  post('/invoice', { CustomerRef: { value: customer }, Line: [line(item, 1, amount)], ...more }).body.Invoice;

const to = (TxnType: string, TxnId: string, Amount: number) => ({ Amount, LinkedTxn: [{ TxnId, TxnType }] });

const apply = ({ post, customer }: World, total: number, lines: unknown[]) =>
  post('/payment', { CustomerRef: { value: customer }, TotalAmt: total, Line: lines });

const balanceOf = ({ get }: Asked, id: string) => get(`/customer/${id}`).body.Customer.Balance;

describe('a credit memo', () => {
  test('shares the numbers of invoices, is whole at first and lowers what the customer owes', () => {
    const world = fresh();
    expect(invoice(world, 300).DocNumber).toBe('1001');
    const made = credit(world, 80);
    expect(made).toMatchObject({ DocNumber: '1002', RemainingCredit: 80, Balance: 80, TotalAmt: 80, SyncToken: '0' });
    expect(Object.keys(made).slice(0, 3)).toEqual(['RemainingCredit', 'domain', 'sparse']);
    expect(balanceOf(world, world.customer)).toBe(220);
    expect(world.company.summary().trialBalance).toBe(0);
  });

  test('a payment of nothing sets it against an invoice: both move, the payment goes nowhere', () => {
    const world = fresh();
    const owed = invoice(world, 300);
    const given = credit(world, 80);
    world.wait(5);
    const { Payment } = apply(world, 0, [to('Invoice', owed.Id, 80), to('CreditMemo', given.Id, 80)]).body;
    expect(Payment).toMatchObject({ TotalAmt: 0, UnappliedAmt: 0 });
    expect(Payment.DepositToAccountRef).toBeUndefined();
    expect(Payment.Line[1].LineEx.any[1].value).toEqual({ Name: 'txnOpenBalance', Value: '80.00' });
    const after = world.get(`/creditmemo/${given.Id}`).body.CreditMemo;
    expect(after).toMatchObject({ RemainingCredit: 0, Balance: 0, SyncToken: '1' });
    expect(after.LinkedTxn).toBeUndefined();
    expect(world.get(`/invoice/${owed.Id}`).body.Invoice).toMatchObject({
      Balance: 220,
      SyncToken: '1',
      LinkedTxn: [{ TxnId: Payment.Id, TxnType: 'Payment' }],
    });
    expect(balanceOf(world, world.customer)).toBe(220);
  });

  test('money and credit pay together; what is too much of the credit stays credit', () => {
    const world = fresh();
    const owed = invoice(world, 150);
    const given = credit(world, 400);
    const { Payment } = apply(world, 100, [to('Invoice', owed.Id, 150), to('CreditMemo', given.Id, 400)]).body;
    expect(Payment).toMatchObject({ TotalAmt: 100, UnappliedAmt: 100 });
    expect(world.get(`/creditmemo/${given.Id}`).body.CreditMemo.RemainingCredit).toBe(250);
    expect(world.get(`/invoice/${owed.Id}`).body.Invoice.Balance).toBe(0);
    expect(balanceOf(world, world.customer)).toBe(-350);
    expect(fault(apply(world, 10, [to('Invoice', invoice(world, 50).Id, 50)])).code).toBe('6000');
    expect(fault(apply(world, 10, [to('Estimate', owed.Id, 50)])).code).toBe('620');
  });

  test('used up, it can be neither deleted nor (by anybody but a person) voided', () => {
    const world = fresh();
    const owed = invoice(world, 100);
    const given = credit(world, 100);
    const { Payment } = apply(world, 0, [to('Invoice', owed.Id, 100), to('CreditMemo', given.Id, 100)]).body;
    const now = { Id: given.Id, SyncToken: '1' };
    expect(fault(world.post('/creditmemo', now, { operation: 'delete' })).code).toBe('6000');
    expect(fault(world.post('/creditmemo', now, { operation: 'void' })).code).toBe('500');
    const voided = world.act({ act: 'void', entity: 'CreditMemo', id: given.Id }).body.CreditMemo;
    expect(voided).toMatchObject({ TotalAmt: 0, RemainingCredit: 0, PrivateNote: 'Voided' });
    expect(world.get(`/invoice/${owed.Id}`).body.Invoice).toMatchObject({ Balance: 100, LinkedTxn: [] });
    expect(world.get(`/payment/${Payment.Id}`).body.Payment.Line).toEqual([]);
    expect(balanceOf(world, world.customer)).toBe(100);
    const gone = world.post('/creditmemo', { Id: given.Id, SyncToken: voided.SyncToken }, { operation: 'delete' });
    expect(gone.body.CreditMemo).toEqual({ domain: 'QBO', status: 'Deleted', Id: given.Id });
  });

  test('one that shrinks below what it paid opens the invoice again', () => {
    const world = fresh();
    const owed = invoice(world, 100);
    const given = credit(world, 100);
    apply(world, 0, [to('Invoice', owed.Id, 100), to('CreditMemo', given.Id, 100)]);
    const less = world.post('/creditmemo', {
      Id: given.Id,
      SyncToken: '1',
      sparse: true,
      Line: [line(world.item, 1, 30)],
    }).body.CreditMemo;
    expect(less).toMatchObject({ TotalAmt: 30, RemainingCredit: 0, SyncToken: '2' });
    expect(world.get(`/invoice/${owed.Id}`).body.Invoice).toMatchObject({ Balance: 70, SyncToken: '2' });
    expect(balanceOf(world, world.customer)).toBe(70);
    expect(world.company.summary().trialBalance).toBe(0);
  });

  test('a full update of the payment that names no amount keeps it', () => {
    const world = fresh();
    const owed = invoice(world, 300);
    const given = credit(world, 300);
    const Line = [to('Invoice', owed.Id, 300), to('CreditMemo', given.Id, 300)];
    const { Payment } = apply(world, 0, Line).body;
    const full = { Id: Payment.Id, SyncToken: '0', CustomerRef: { value: world.customer }, PaymentRefNum: '12', Line };
    expect(world.post('/payment', full).body.Payment).toMatchObject({
      TotalAmt: 0,
      PaymentRefNum: '12',
      SyncToken: '1',
    });
    expect(world.get(`/invoice/${owed.Id}`).body.Invoice.Balance).toBe(0);
  });

  test('a deleted payment makes the credit whole again', () => {
    const world = fresh();
    const owed = invoice(world, 100);
    const given = credit(world, 60);
    const { Payment } = apply(world, 0, [to('Invoice', owed.Id, 60), to('CreditMemo', given.Id, 60)]).body;
    world.post('/payment', { Id: Payment.Id, SyncToken: '0' }, { operation: 'delete' });
    expect(world.get(`/creditmemo/${given.Id}`).body.CreditMemo).toMatchObject({ RemainingCredit: 60, SyncToken: '2' });
    expect(world.get(`/invoice/${owed.Id}`).body.Invoice.Balance).toBe(100);
  });

  test('a full update that says little keeps the number, moves to today and takes the addresses from the customer', () => {
    const world = fresh();
    const BillAddr = { Line1: '9 Oak St', City: 'Petaluma', CountrySubDivisionCode: 'CA', PostalCode: '94952' };
    world.post('/customer', { Id: world.customer, SyncToken: '0', sparse: true, BillAddr });
    const made = credit(world, 40, {
      TxnDate: '2026-03-01',
      BillAddr: { Line1: 'Elsewhere' },
      CustomerMemo: { value: 'x' },
    });
    const full = world.post('/creditmemo', {
      Id: made.Id,
      SyncToken: '0',
      CustomerRef: { value: world.customer },
      Line: [line(world.item, 1, 40)],
      PrivateNote: 'again',
    }).body.CreditMemo;
    expect(full).toMatchObject({ DocNumber: made.DocNumber, TxnDate: '2026-11-20', BillAddr, PrivateNote: 'again' });
    expect(full.CustomerMemo).toBeUndefined();
    expect(full.ShipFromAddr).toEqual(made.ShipFromAddr);
  });

  test('queries: by customer, balance and date, not by total', () => {
    const world = fresh();
    credit(world, 40);
    const found = world.query(`select * from CreditMemo where CustomerRef = '${world.customer}' and Balance > '10'`);
    expect(found.body.QueryResponse.CreditMemo).toHaveLength(1);
    expect(found.body.QueryResponse.totalCount).toBeUndefined();
    expect(fault(world.query("select * from CreditMemo where TotalAmt > '1'")).code).toBe('4001');
  });

  test('is sent like an invoice, and only to an address', () => {
    const world = fresh();
    const made = credit(world, 40);
    expect(fault(world.post(`/creditmemo/${made.Id}/send`, '')).code).toBe('6420');
    expect(fault(world.post(`/creditmemo/${made.Id}/send`, '', { sendTo: 'nobody' })).code).toBe('2210');
    const sent = world.post(`/creditmemo/${made.Id}/send`, '', { sendTo: 'ada@moreno.example' }).body.CreditMemo;
    expect(sent).toMatchObject({
      SyncToken: '1',
      EmailStatus: 'EmailSent',
      BillEmail: { Address: 'ada@moreno.example' },
      DeliveryInfo: { DeliveryType: 'Email' },
    });
  });
});

describe('settings that apply by themselves', () => {
  test('AutoApplyCredit: a new invoice takes the open credits, a new credit the open invoices', () => {
    const world = fresh();
    const old = credit(world, 70, { TxnDate: '2026-10-01' });
    world.act({ act: 'settings', set: { SalesFormsPrefs: { AutoApplyCredit: true } } });
    const owed = invoice(world, 100, { TxnDate: '2026-11-01' });
    expect(owed.Balance).toBe(30);
    const link = owed.LinkedTxn[0];
    expect(world.get(`/payment/${link.TxnId}`).body.Payment).toMatchObject({
      TotalAmt: 0,
      TxnDate: '2026-11-01',
      PrivateNote: 'Created by QB Online to link credits to charges.',
      Line: [to('Invoice', owed.Id, 70), to('CreditMemo', old.Id, 70)],
    });
    const fresher = credit(world, 50);
    expect(fresher).toMatchObject({ TotalAmt: 50, RemainingCredit: 20 });
    expect(world.get(`/invoice/${owed.Id}`).body.Invoice.Balance).toBe(0);
    expect(balanceOf(world, world.customer)).toBe(-20);
    expect(world.company.summary().trialBalance).toBe(0);
  });

  test('AutoApplyPayments: a payment that names no invoice pays the oldest; one that names none on purpose pays none', () => {
    const world = fresh();
    world.act({ act: 'settings', set: { SalesFormsPrefs: { AutoApplyPayments: true } } });
    const second = invoice(world, 100, { TxnDate: '2026-11-02' });
    const first = invoice(world, 100, { TxnDate: '2026-11-01' });
    const { Payment } = world.post('/payment', { CustomerRef: { value: world.customer }, TotalAmt: 150 }).body;
    expect(Payment.Line.map((row: { Amount: number }) => cents(row.Amount))).toEqual([10_000, 5000]);
    expect(Payment.Line[0].LinkedTxn).toEqual([{ TxnId: first.Id, TxnType: 'Invoice' }]);
    expect(world.get(`/invoice/${second.Id}`).body.Invoice.Balance).toBe(50);
    expect(apply(world, 50, []).body.Payment.UnappliedAmt).toBe(50);
  });

  test('a payment is sent only where the address is said', () => {
    const world = fresh();
    const { Payment } = apply(world, 50, []).body;
    expect(fault(world.post(`/payment/${Payment.Id}/send`, '')).code).toBe('6420');
    const sent = world.post(`/payment/${Payment.Id}/send`, '', { sendTo: 'ada@moreno.example' }).body.Payment;
    expect(sent.SyncToken).toBe('1');
  });
});
