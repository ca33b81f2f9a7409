/** Home and foreign currency, against figures worked out by hand. */
import { expect, test } from 'vitest';
import { fault, fresh, line } from './ask.ts';
import { reportsAgree, row } from './reports/read.ts';

/** A US company that deals in others, with a customer who pays in euro (1 EUR = 1.08 USD by the table). */
function abroad() {
  const asked = fresh({ profile: { multiCurrency: true } });
  const euro = asked.post('/customer', { DisplayName: 'Anke Vogt', CurrencyRef: { value: 'EUR' } }).body.Customer.Id;
  const invoice = (amount: number, more: Record<string, unknown> = {}) =>
    asked.post('/invoice', {
      TxnDate: '2026-11-02',
      CustomerRef: { value: euro },
      Line: [line(asked.item, 1, amount)],
      ...more,
    });
  const balance = (name: string) =>
    asked.company.rows('Account').find((account) => account.body.Name === name)?.kept.balance ?? 0;
  return { ...asked, euro, invoice, balance };
}

test('a document takes the currency of its customer, the rate of the table, and books in home currency', () => {
  const { invoice, balance, get, euro, query } = abroad();
  const { body } = invoice(100);
  expect(body.Invoice).toMatchObject({
    CurrencyRef: { value: 'EUR' },
    ExchangeRate: 1.08,
    TotalAmt: 100,
    Balance: 100,
    HomeTotalAmt: 108,
    HomeBalance: 108,
  });
  expect(balance('Accounts Receivable (A/R) - EUR')).toBe(10800);
  expect(balance('Services')).toBe(-10800);
  // The customer owes euro, and so does the account of its currency.
  expect(get(`/customer/${euro}`).body.Customer.Balance).toBe(100);
  const account = query("select * from Account where Name = 'Accounts Receivable (A/R) - EUR'").body.QueryResponse;
  expect(account.Account[0]).toMatchObject({ CurrentBalance: 100, CurrencyRef: { value: 'EUR' } });
});

test('a rate that is sent counts; cents of rounding stay inside the document', () => {
  const { invoice, balance, item, company } = abroad();
  // 3 lines of 0.33 at 1.1234: 0.99 = 1.112 -> 1.11; each line 0.3707 -> 0.37.
  const lines = [line(item, 1, 0.33), line(item, 1, 0.33), line(item, 1, 0.33)];
  const { body } = invoice(0, { ExchangeRate: 1.1234, Line: lines });
  expect(body.Invoice.HomeTotalAmt).toBe(1.11);
  expect(balance('Accounts Receivable (A/R) - EUR')).toBe(111);
  expect(company.summary().trialBalance).toBe(0);
});

test('paid at another rate: the difference is a gain or loss, the customer owes nothing', () => {
  const asked = abroad();
  const first = asked.invoice(100, { ExchangeRate: 1.1 }).body.Invoice;
  const payment = asked.post('/payment', {
    TxnDate: '2026-11-10',
    CustomerRef: { value: asked.euro },
    TotalAmt: 100,
    ExchangeRate: 1.25,
    Line: [{ Amount: 100, LinkedTxn: [{ TxnId: first.Id, TxnType: 'Invoice' }] }],
  }).body.Payment;
  expect(payment.ExchangeRate).toBe(1.25);
  // Owed 110.00, received 125.00.
  expect(asked.balance('Undeposited Funds')).toBe(12500);
  expect(asked.balance('Accounts Receivable (A/R) - EUR')).toBe(0);
  expect(asked.balance('Exchange Gain or Loss')).toBe(-1500);
  const { body } = asked.get('/reports/ProfitAndLoss', { start_date: '2026-01-01', end_date: '2026-12-31' });
  expect(row(body, 'Net Income')).toEqual(['Net Income', '125.00']);
  reportsAgree(asked, '2026-12-31');
});

test('the rate of a document stands while money is set against it', () => {
  const asked = abroad();
  const first = asked.invoice(100).body.Invoice;
  asked.post('/payment', {
    CustomerRef: { value: asked.euro },
    TotalAmt: 40,
    Line: [{ Amount: 40, LinkedTxn: [{ TxnId: first.Id, TxnType: 'Invoice' }] }],
  });
  const present = asked.get(`/invoice/${first.Id}`).body.Invoice;
  const change = { Id: first.Id, SyncToken: present.SyncToken, sparse: true, ExchangeRate: 2 };
  expect(asked.post('/invoice', change).body.Invoice.ExchangeRate).toBe(1.08);
  reportsAgree(asked, '2026-12-31');
});

test('a bill in pounds', () => {
  const asked = abroad();
  const vendor = asked.post('/vendor', { DisplayName: 'Slate Works', CurrencyRef: { value: 'GBP' } }).body.Vendor.Id;
  const account = asked.query("select * from Account where Name = 'Rent or Lease'").body.QueryResponse.Account[0].Id;
  const { Bill } = asked.post('/bill', {
    VendorRef: { value: vendor },
    Line: [
      {
        DetailType: 'AccountBasedExpenseLineDetail',
        Amount: 50,
        AccountBasedExpenseLineDetail: { AccountRef: { value: account } },
      },
    ],
  }).body;
  expect(Bill).toMatchObject({ ExchangeRate: 1.27, TotalAmt: 50, HomeBalance: 63.5 });
  expect(asked.balance('Accounts Payable (A/P) - GBP')).toBe(-6350);
  expect(asked.get(`/vendor/${vendor}`).body.Vendor.Balance).toBe(50);
  reportsAgree(asked, '2026-12-31');
});

test('a currency is for ever, must be turned on, must be known, and documents follow it', () => {
  const asked = abroad();
  const customer = asked.get(`/customer/${asked.euro}`).body.Customer;
  const change = { Id: asked.euro, SyncToken: customer.SyncToken, sparse: true, CurrencyRef: { value: 'USD' } };
  expect(fault(asked.post('/customer', change)).code).toBe('6000');
  expect(fault(asked.post('/customer', { DisplayName: 'X', CurrencyRef: { value: 'XXX' } })).code).toBe('2500');
  expect(fault(asked.invoice(10, { CurrencyRef: { value: 'USD' } })).code).toBe('6000');
  expect(fault(asked.invoice(10, { ExchangeRate: -1 })).code).toBe('2080');
  const home = fresh();
  expect(fault(home.post('/customer', { DisplayName: 'Y', CurrencyRef: { value: 'EUR' } })).code).toBe('6000');
});

test('in home currency the rate is 1, and without other currencies nothing of it shows', () => {
  const asked = abroad();
  const create = (here: typeof asked | ReturnType<typeof fresh>) =>
    here.post('/invoice', { CustomerRef: { value: here.customer }, Line: [line(here.item, 1, 10)] }).body.Invoice;
  expect(create(asked)).toMatchObject({ ExchangeRate: 1, HomeTotalAmt: 10, CurrencyRef: { value: 'USD' } });
  const plain = create(fresh());
  for (const member of ['ExchangeRate', 'HomeTotalAmt', 'HomeBalance']) expect(plain).not.toHaveProperty(member);
});

test('a company of another country keeps its accounts in its own currency', () => {
  const asked = fresh({ profile: { country: 'CA', multiCurrency: true } });
  const { body } = asked.get('/reports/BalanceSheet');
  expect(body.Header.Currency).toBe('CAD');
  const dollar = asked.post('/customer', { DisplayName: 'South', CurrencyRef: { value: 'USD' } }).body.Customer.Id;
  const code = asked.query("select * from TaxCode where Name = 'Zero-rated'").body.QueryResponse.TaxCode[0].Id;
  const { Invoice } = asked.post('/invoice', {
    CustomerRef: { value: dollar },
    Line: [line(asked.item, 1, 100, { TaxCodeRef: { value: code } })],
  }).body;
  // 1 / 0.73, six places.
  expect(Invoice).toMatchObject({ ExchangeRate: 1.369863, HomeTotalAmt: 136.99 });
});

test('a snapshot carries country, tax and currency', () => {
  const asked = abroad();
  asked.invoice(100);
  const other = fresh();
  other.company.restore(JSON.parse(JSON.stringify(asked.company.snapshot())));
  const { body } = other.post('/invoice', { CustomerRef: { value: asked.euro }, Line: [line(asked.item, 1, 50)] });
  expect(body.Invoice).toMatchObject({ ExchangeRate: 1.08, HomeTotalAmt: 54 });
});
