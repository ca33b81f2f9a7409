/** Sales receipts and refund receipts: sold and paid at once, or paid back. */
import { describe, expect, test } from 'vitest';
import { type Asked, fault, fresh, line } from './ask.ts';

type World = ReturnType<typeof fresh>;

const account = ({ query }: Asked, name: string) =>
  query(`select * from Account where Name = '${name}'`).body.QueryResponse.Account[0];

const receipt = ({ post, item }: World, amount: number, more: Record<string, unknown> = {}) =>
  post('/salesreceipt', { Line: [line(item, 1, amount)], ...more }).body.SalesReceipt;

describe('a sales receipt', () => {
  test('needs no customer, goes to Undeposited Funds, owes nothing', () => {
    const world = fresh();
    const made = receipt(world, 35);
    expect(made).toMatchObject({
      DocNumber: '1001',
      TotalAmt: 35,
      Balance: 0,
      DepositToAccountRef: { name: 'Undeposited Funds' },
      PrintStatus: 'NeedToPrint',
      EmailStatus: 'NotSet',
    });
    expect(made.CustomerRef).toBeUndefined();
    expect(made.LinkedTxn).toBeUndefined();
    expect(account(world, 'Undeposited Funds').CurrentBalance).toBe(35);
    expect(world.company.summary().trialBalance).toBe(0);
  });

  test('of a customer it leaves the balance alone', () => {
    const world = fresh();
    const made = receipt(world, 35, { CustomerRef: { value: world.customer }, PaymentMethodRef: { value: '2' } });
    expect(made).toMatchObject({
      CustomerRef: { name: 'Ada Moreno' },
      PaymentMethodRef: { value: '2', name: 'Check' },
    });
    expect(world.get(`/customer/${world.customer}`).body.Customer.Balance).toBe(0);
  });

  test('is voided with include=void: nothing left in the books, number and lines stay', () => {
    const world = fresh();
    const made = receipt(world, 35, { PrivateNote: 'till 2' });
    const voided = world.post(
      '/salesreceipt',
      { Id: made.Id, SyncToken: '0', sparse: true },
      { operation: 'update', include: 'void' },
    ).body.SalesReceipt;
    expect(voided).toMatchObject({ TotalAmt: 0, PrivateNote: 'Voided - till 2', DocNumber: '1001', SyncToken: '1' });
    expect(voided.Line[0]).toMatchObject({ Amount: 0, SalesItemLineDetail: { Qty: 0 } });
    expect(account(world, 'Undeposited Funds').CurrentBalance).toBe(0);
  });

  test('in a deposit it can be neither changed nor voided nor deleted', () => {
    const world = fresh();
    const made = receipt(world, 35);
    world.act({ act: 'deposit', entity: 'SalesReceipt', payments: [made.Id] });
    const now = world.get(`/salesreceipt/${made.Id}`).body.SalesReceipt;
    expect(now).toMatchObject({ SyncToken: '0', LinkedTxn: [{ TxnType: 'Deposit' }] });
    const id = { Id: made.Id, SyncToken: '0' };
    expect(fault(world.post('/salesreceipt', { ...id, sparse: true, PrivateNote: 'x' })).code).toBe('6540');
    expect(fault(world.post('/salesreceipt', id, { operation: 'update', include: 'void' })).code).toBe('6540');
    expect(fault(world.post('/salesreceipt', id, { operation: 'delete' })).code).toBe('6540');
  });

  test('takes stock off the shelf; deleting puts it back', () => {
    const world = fresh();
    const ref = (name: string) => ({ value: account(world, name).Id });
    const stock = world.post('/item', {
      Name: 'Vent',
      Type: 'Inventory',
      QtyOnHand: 10,
      InvStartDate: '2026-01-01',
      PurchaseCost: 4,
      IncomeAccountRef: ref('Sales of Product Income'),
      ExpenseAccountRef: ref('Cost of Goods Sold'),
      AssetAccountRef: ref('Inventory Asset'),
    }).body.Item;
    const made = world.post('/salesreceipt', { Line: [line(stock.Id, 3, 9)] }).body.SalesReceipt;
    const onHand = () => world.get(`/item/${stock.Id}`).body.Item.QtyOnHand;
    expect(onHand()).toBe(7);
    const { RefundReceipt } = world.post('/refundreceipt', {
      Line: [line(stock.Id, 1, 9)],
      DepositToAccountRef: { value: account(world, 'Business Checking').Id },
    }).body;
    expect(onHand()).toBe(8);
    world.post('/refundreceipt', { Id: RefundReceipt.Id, SyncToken: '0' }, { operation: 'delete' });
    world.post('/salesreceipt', { Id: made.Id, SyncToken: '0' }, { operation: 'delete' });
    expect(onHand()).toBe(10);
    expect(world.company.summary().trialBalance).toBe(0);
  });

  test('is refused on an account that holds no money, and may be asked for by total', () => {
    const world = fresh();
    const wrong = world.post('/salesreceipt', {
      Line: [line(world.item, 1, 1)],
      DepositToAccountRef: { value: account(world, 'Services').Id },
    });
    expect(fault(wrong).code).toBe('6430');
    receipt(world, 35);
    receipt(world, 5);
    const found = world.query("select * from SalesReceipt where TotalAmt > '10'").body.QueryResponse.SalesReceipt;
    expect(found).toHaveLength(1);
  });
});

describe('a refund receipt', () => {
  test('must say where the money leaves, and takes it from there', () => {
    const world = fresh();
    const body = { Line: [line(world.item, 1, 420)] };
    expect(fault(world.post('/refundreceipt', body))).toMatchObject({ code: '2020', element: 'DepositToAccountRef' });
    const bank = account(world, 'Business Checking');
    const made = world.post('/refundreceipt', { ...body, DepositToAccountRef: { value: bank.Id } }).body.RefundReceipt;
    expect(made).toMatchObject({
      DocNumber: '1001',
      Balance: 0,
      TotalAmt: 420,
      PaymentRefNum: 'To Print',
      PrintStatus: 'NeedToPrint',
      DepositToAccountRef: { name: 'Business Checking' },
    });
    expect(made.EmailStatus).toBeUndefined();
    expect(account(world, 'Business Checking').CurrentBalance).toBe(-420);
    expect(world.company.summary().trialBalance).toBe(0);
  });

  test('the API cannot void it, a person can; either can delete it', () => {
    const world = fresh();
    const bank = account(world, 'Business Checking');
    const body = { Line: [line(world.item, 1, 420)], DepositToAccountRef: { value: bank.Id } };
    const { Id } = world.post('/refundreceipt', body).body.RefundReceipt;
    const now = { Id, SyncToken: '0' };
    expect(fault(world.post('/refundreceipt', now, { operation: 'update', include: 'void' })).code).toBe('500');
    expect(world.act({ act: 'void', entity: 'RefundReceipt', id: Id }).body.RefundReceipt.TotalAmt).toBe(0);
    const gone = world.post('/refundreceipt', { Id, SyncToken: '1' }, { operation: 'delete' });
    expect(gone.body.RefundReceipt.status).toBe('Deleted');
    expect(account(world, 'Business Checking').CurrentBalance).toBe(0);
  });
});
