/** What a person does to customers on QuickBooks' own screens and the API does not allow. */
import { describe, expect, test } from 'vitest';
import { fault, fresh, line } from './ask.ts';

type World = ReturnType<typeof fresh>;

const customer = ({ post }: World, DisplayName: string, more: Record<string, unknown> = {}) =>
  post('/customer', { DisplayName, ...more }).body.Customer.Id as string;

const invoice = ({ post, item }: World, of: string, amount: number) =>
  post('/invoice', { CustomerRef: { value: of }, Line: [line(item, 1, amount)] }).body.Invoice;

const shown = ({ query }: World, id: string) =>
  query(`select * from Customer where Id = '${id}' and Active in (true, false)`).body.QueryResponse.Customer[0];

describe('making a customer inactive that owes something', () => {
  test('the API refuses, a person leaves a credit memo over the balance', () => {
    const world = fresh();
    const owed = invoice(world, world.customer, 125);
    expect(
      fault(world.post('/customer', { Id: world.customer, SyncToken: '0', sparse: true, Active: false })).code,
    ).toBe('6220');
    world.wait(30);
    expect(world.act({ act: 'deactivate', entity: 'Customer', id: world.customer }).status).toBe(200);
    expect(shown(world, world.customer)).toMatchObject({
      DisplayName: 'Ada Moreno (deleted)',
      Active: false,
      Balance: 0,
    });
    const credits = world.query('select * from CreditMemo').body.QueryResponse.CreditMemo;
    expect(credits).toMatchObject([
      {
        TotalAmt: 125,
        RemainingCredit: 125,
        CustomerRef: { value: world.customer, name: 'Ada Moreno (deleted)' },
        PrivateNote: 'Created by QB Online to adjust balance for deletion.',
      },
    ]);
    expect(world.get(`/invoice/${owed.Id}`).body.Invoice.Balance).toBe(125);
    expect(world.company.summary().trialBalance).toBe(0);
    const groups = world.get('/cdc', { entities: 'CreditMemo,Customer', changedSince: '2026-11-20T12:00:20-08:00' })
      .body.CDCResponse[0].QueryResponse;
    expect(groups[0].CreditMemo).toHaveLength(1);
    expect(groups[1].Customer).toHaveLength(1);
  });

  test('with credits applied by themselves the invoice is settled too; a credit is met by an invoice; jobs go along', () => {
    const world = fresh();
    world.act({ act: 'settings', set: { SalesFormsPrefs: { AutoApplyCredit: true } } });
    const owed = invoice(world, world.customer, 125);
    const job = customer(world, 'Porch', { Job: true, ParentRef: { value: world.customer } });
    world.post('/payment', { CustomerRef: { value: job }, TotalAmt: 40 });
    world.act({ act: 'deactivate', entity: 'Customer', id: world.customer });
    expect(world.get(`/invoice/${owed.Id}`).body.Invoice.Balance).toBe(0);
    expect(shown(world, job)).toMatchObject({ Active: false, Balance: 0 });
    expect(shown(world, world.customer)).toMatchObject({ Balance: 0, BalanceWithJobs: 0 });
    const invoices = world.query(`select * from Invoice where CustomerRef = '${job}'`).body.QueryResponse.Invoice;
    expect(invoices).toMatchObject([{ TotalAmt: 40 }]);
    expect(world.company.summary().trialBalance).toBe(0);
  });
});

describe('merging two customers', () => {
  test('documents, payments of jobs and balances go to the one that stays', () => {
    const world = fresh();
    const stays = customer(world, 'Moreno, Ada');
    const loser = world.customer;
    const job = customer(world, 'Porch', { Job: true, ParentRef: { value: loser } });
    const owed = invoice(world, loser, 125);
    const jobOwed = invoice(world, job, 80);
    const { Payment } = world.post('/payment', {
      CustomerRef: { value: loser },
      TotalAmt: 100,
      Line: [
        { Amount: 25, LinkedTxn: [{ TxnId: owed.Id, TxnType: 'Invoice' }] },
        { Amount: 30, LinkedTxn: [{ TxnId: jobOwed.Id, TxnType: 'Invoice' }] },
      ],
    }).body;
    expect(world.act({ act: 'merge', entity: 'Customer', id: loser, into: stays }).status).toBe(200);
    expect(world.get(`/invoice/${owed.Id}`).body.Invoice.CustomerRef).toEqual({ value: stays, name: 'Moreno, Ada' });
    expect(world.get(`/payment/${Payment.Id}`).body.Payment).toMatchObject({
      CustomerRef: { value: stays },
      UnappliedAmt: 45,
    });
    expect(shown(world, stays)).toMatchObject({ Balance: 55, BalanceWithJobs: 105 });
    expect(shown(world, job)).toMatchObject({ ParentRef: { value: stays }, Balance: 50 });
    expect(shown(world, loser)).toMatchObject({ Active: false, Balance: 0, BalanceWithJobs: 0 });
    // Later changes keep to the new owner.
    world.post('/payment', { Id: Payment.Id, SyncToken: '0' }, { operation: 'delete' });
    expect(shown(world, stays)).toMatchObject({ Balance: 125, BalanceWithJobs: 205 });
    expect(shown(world, loser)).toMatchObject({ Balance: 0, BalanceWithJobs: 0 });
    expect(customer(world, 'Ada Moreno')).toMatch(/^\d+$/);
    expect(world.company.summary().trialBalance).toBe(0);
  });
});
