/** Journal entries, deposits and transfers in foreign money, and accounts kept in it. */
import { describe, expect, test } from 'vitest';
import { fault } from './ask.ts';
import { buying } from './buying.ts';

function world() {
  const here = buying({ profile: { multiCurrency: true } });
  const EUR = { CurrencyRef: { value: 'EUR' } };
  const euros = here.post('/account', { Name: 'Euro Checking', AccountType: 'Bank', ...EUR }).body.Account.Id as string;
  const customer = here.post('/customer', { DisplayName: 'Berta', ...EUR }).body.Customer.Id as string;
  const balance = (id: string) => here.read('Account', id).CurrentBalance;
  /** What an account is worth at home. */
  const worth = (name: string) =>
    Number(here.company.rows('Account').find((row) => row.body.Name === name)?.kept.balance ?? 0);
  const exchange = () => worth('Exchange Gain or Loss');
  return { ...here, EUR, euros, buyer: customer, balance, worth, exchange };
}

const line = (PostingType: string, value: string, Amount: number, more = {}) => ({
  Amount,
  DetailType: 'JournalEntryLineDetail',
  JournalEntryLineDetail: { PostingType, AccountRef: { value }, ...more },
});

describe('a journal entry', () => {
  test('in euros moves the euro account by euros and the books by their worth', () => {
    const here = world();
    const Line = [line('Debit', here.euros, 100), line('Credit', here.account("Owner's Equity"), 100)];
    const entry = here.post('/journalentry', { Line, ExchangeRate: 1.2 }).body.JournalEntry;
    expect(entry).toMatchObject({ CurrencyRef: { value: 'EUR' }, ExchangeRate: 1.2 });
    expect(here.balance(here.euros)).toBe(100);
    expect(here.worth('Euro Checking')).toBe(12_000);
    expect(here.balance(here.account("Owner's Equity"))).toBe(-120);
    expect(here.company.summary().trialBalance).toBe(0);
    here.remove('JournalEntry', entry.Id);
    expect([here.balance(here.euros), here.worth('Euro Checking')]).toEqual([0, 0]);
  });

  test('moves what a euro customer owes in euros only', () => {
    const here = world();
    const Entity = { Type: 'Customer', EntityRef: { value: here.buyer } };
    const receivable = here.account('Accounts Receivable (A/R)');
    const Line = [line('Debit', receivable, 50, { Entity }), line('Credit', here.account('Services'), 50)];
    expect(fault(here.post('/journalentry', { Line })).code).toBe('6000');
    expect(here.post('/journalentry', { Line, ...here.EUR, ExchangeRate: 2 }).status).toBe(200);
    expect(here.read('Customer', here.buyer).Balance).toBe(50);
    expect(here.worth('Accounts Receivable (A/R) - EUR')).toBe(10_000);
    expect(here.worth('Accounts Receivable (A/R)')).toBe(0);
  });

  test('a euro account takes nothing in another currency', () => {
    const here = world();
    const Line = [line('Debit', here.euros, 5), line('Credit', here.account('Fuel'), 5)];
    expect(fault(here.post('/journalentry', { Line, CurrencyRef: { value: 'USD' } })).code).toBe('6000');
    const payment = { CustomerRef: { value: here.customer }, TotalAmt: 5, DepositToAccountRef: { value: here.euros } };
    expect(fault(here.post('/payment', payment)).code).toBe('6000');
    expect(fault(here.post('/journalentry', { Line, CurrencyRef: { value: 'XXX' } })).code).toBe('2500');
  });
});

test('a transfer between a euro account and one at home is in euros', () => {
  const here = world();
  const transfer = here.post('/transfer', {
    FromAccountRef: { value: here.account('Business Checking') },
    ToAccountRef: { value: here.euros },
    Amount: 40,
    ExchangeRate: 1.5,
  }).body.Transfer;
  expect(transfer).toMatchObject({ Amount: 40, CurrencyRef: { value: 'EUR' }, ExchangeRate: 1.5 });
  expect(here.balance(here.euros)).toBe(40);
  expect(here.balance(here.account('Business Checking'))).toBe(-60);
});

describe('a deposit', () => {
  const paid = (here: ReturnType<typeof world>) => {
    const body = { CustomerRef: { value: here.buyer }, TotalAmt: 100, ExchangeRate: 1.1 };
    return here.post('/payment', body).body.Payment.Id as string;
  };
  const linked = (id: string) => ({ LinkedTxn: [{ TxnId: id, TxnType: 'Payment', TxnLineId: '0' }] });

  test('of euros empties Undeposited Funds of what they came in at; the difference is gained', () => {
    const here = world();
    const id = paid(here);
    expect(here.balance(here.account('Undeposited Funds'))).toBe(110);
    const deposit = here.post('/deposit', {
      DepositToAccountRef: { value: here.account('Business Checking') },
      ExchangeRate: 1.3,
      Line: [linked(id)],
    }).body.Deposit;
    expect(deposit).toMatchObject({ TotalAmt: 100, CurrencyRef: { value: 'EUR' }, ExchangeRate: 1.3 });
    expect(here.balance(here.account('Undeposited Funds'))).toBe(0);
    expect(here.balance(here.account('Business Checking'))).toBe(130);
    expect(here.exchange()).toBe(-2000);
    here.remove('Deposit', deposit.Id);
    expect(here.balance(here.account('Undeposited Funds'))).toBe(110);
    expect(here.company.summary().trialBalance).toBe(0);
  });

  test('holds one currency', () => {
    const here = world();
    const id = paid(here);
    const home = here.post('/payment', { CustomerRef: { value: here.customer }, TotalAmt: 7 }).body.Payment.Id;
    const into = { DepositToAccountRef: { value: here.account('Business Checking') } };
    expect(fault(here.post('/deposit', { ...into, Line: [linked(id), linked(home)] })).code).toBe('620');
    expect(here.post('/deposit', { ...into, Line: [linked(home)] }).body.Deposit.CurrencyRef.value).toBe('USD');
  });
});

test('a company without foreign money ignores the currency of an account', () => {
  const here = buying();
  const made = here.post('/account', { Name: 'Euros', AccountType: 'Bank', CurrencyRef: { value: 'EUR' } });
  expect(made.body.Account.CurrencyRef.value).toBe('USD');
});
