/** Currencies in use, and what they are worth on a day. */
import { expect, test } from 'vitest';
import { fault, fresh, line } from './ask.ts';

const abroad = () => fresh({ profile: { multiCurrency: true } });

test('where other currencies are not turned on there are none, and no rates', () => {
  const { get, post, query } = fresh();
  expect(query('select * from CompanyCurrency').body.QueryResponse).toEqual({});
  expect(query('select * from ExchangeRate').body.QueryResponse).toEqual({});
  expect(fault(post('/companycurrency', { Code: 'EUR' }))).toMatchObject({ code: '6000' });
  expect(fault(get('/exchangerate', { sourcecurrencycode: 'EUR' }))).toMatchObject({ code: '6000' });
  expect(fault(post('/exchangerate', { SourceCurrencyCode: 'EUR', Rate: 1.1 }))).toMatchObject({ code: '6000' });
});

test('a currency is taken into use, found, renamed, put away; also by the first customer who pays in it', () => {
  const { post, query, get } = abroad();
  const made = post('/companycurrency', { Code: 'CAD' }).body.CompanyCurrency;
  expect(made).toMatchObject({ Code: 'CAD', Name: 'Canadian Dollar', Active: true, SyncToken: '0' });
  expect(fault(post('/companycurrency', { Code: 'CAD' })).code).toBe('6240');
  for (const Code of ['USD', 'XYZ']) expect(fault(post('/companycurrency', { Code })).code).toBe('2170');
  post('/customer', { DisplayName: 'Anke Vogt', CurrencyRef: { value: 'EUR' } });
  post('/customer', { DisplayName: 'Otto Vogt', CurrencyRef: { value: 'EUR' } });
  const codes = () =>
    (query('select * from CompanyCurrency').body.QueryResponse.CompanyCurrency ?? []).map(
      (row: { Code: string }) => row.Code,
    );
  expect(codes()).toEqual(['CAD', 'EUR']);
  const off = post('/companycurrency', { Id: made.Id, SyncToken: '0', sparse: true, Active: false });
  expect(off.body.CompanyCurrency).toMatchObject({ Active: false, SyncToken: '1' });
  expect(codes()).toEqual(['EUR']);
  expect(get(`/companycurrency/${made.Id}`).body.CompanyCurrency.Code).toBe('CAD');
  const other = { Id: made.Id, SyncToken: '1', sparse: true, Code: 'GBP' };
  expect(fault(post('/companycurrency', other)).code).toBe('6000');
});

test('a rate that is set holds from its day on, for documents too', () => {
  const { get, post, query, item, company } = abroad();
  const euro = post('/customer', { DisplayName: 'Anke Vogt', CurrencyRef: { value: 'EUR' } }).body.Customer.Id;
  const rate = (asofdate: string) => get('/exchangerate', { sourcecurrencycode: 'EUR', asofdate }).body.ExchangeRate;
  expect(rate('2026-11-01')).toMatchObject({
    Rate: 1.08,
    SourceCurrencyCode: 'EUR',
    TargetCurrencyCode: 'USD',
    AsOfDate: '2026-11-01',
  });
  const set = (AsOfDate: string, Rate: number) => post('/exchangerate', { SourceCurrencyCode: 'EUR', AsOfDate, Rate });
  expect(set('2026-11-05', 1.2).body.ExchangeRate).toMatchObject({ Rate: 1.2, SyncToken: '0' });
  expect(set('2026-11-05', 1.25).body.ExchangeRate).toMatchObject({ Rate: 1.25, SyncToken: '1' });
  expect(['2026-11-04', '2026-11-05', '2026-11-09'].map((on) => rate(on).Rate)).toEqual([1.08, 1.25, 1.25]);
  const asked = "select * from ExchangeRate where SourceCurrencyCode in ('EUR', 'CAD') and AsOfDate = '2026-11-06'";
  expect(query(asked).body.QueryResponse).toMatchObject({ ExchangeRate: [{ Rate: 1.25 }], maxResults: 1 });
  const invoice = (TxnDate: string) =>
    post('/invoice', { TxnDate, CustomerRef: { value: euro }, Line: [line(item, 1, 100)] }).body.Invoice;
  expect(invoice('2026-11-04')).toMatchObject({ ExchangeRate: 1.08, HomeTotalAmt: 108 });
  expect(invoice('2026-11-06')).toMatchObject({ ExchangeRate: 1.25, HomeTotalAmt: 125 });
  expect(company.summary().trialBalance).toBe(0);
  // What was set is kept with the company.
  const again = fresh({ profile: { multiCurrency: true } });
  again.company.restore(company.snapshot());
  expect(again.get('/exchangerate', { sourcecurrencycode: 'EUR', asofdate: '2026-11-06' }).body.ExchangeRate.Rate).toBe(
    1.25,
  );
});

test('what cannot be is refused', () => {
  const { get, post, query } = abroad();
  expect(fault(get('/exchangerate')).code).toBe('2020');
  expect(fault(get('/exchangerate', { sourcecurrencycode: 'XYZ' })).code).toBe('2500');
  expect(fault(get('/exchangerate', { sourcecurrencycode: 'EUR', asofdate: 'soon' })).code).toBe('2060');
  expect(fault(post('/exchangerate', { SourceCurrencyCode: 'EUR', Rate: 0 })).code).toBe('2080');
  expect(fault(post('/exchangerate', { SourceCurrencyCode: 'EUR' })).code).toBe('2020');
  expect(fault(post('/exchangerate', { SourceCurrencyCode: 'USD', Rate: 1 })).code).toBe('2500');
  expect(fault(query("select * from ExchangeRate where Rate > '1'")).code).toBe('4001');
});

test('records of the screens only: read, never made', () => {
  const { get, post, query } = abroad();
  for (const name of ['CustomerType', 'Budget']) {
    expect(query(`select * from ${name}`).body.QueryResponse).toEqual({});
    expect(query(`select count(*) from ${name}`).body.QueryResponse).toEqual({ totalCount: 0 });
    expect(fault(get(`/${name.toLowerCase()}/5`)).code).toBe('610');
    expect(fault(post(`/${name.toLowerCase()}`, { Name: 'x' })).code).toBe('500');
  }
});
