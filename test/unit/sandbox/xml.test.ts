/** Requests in XML: what they stand for, and what is refused. */
import { describe, expect, test } from 'vitest';
import { parseXml } from '../../../main/sandbox/company/xml/parse.ts';
import { fault, fresh } from './ask.ts';

const NS = 'xmlns="http://schema.intuit.com/finance/v3"';

function world() {
  const { company, customer, item, get, post } = fresh();
  const send = (path: string, body: string, query: Record<string, string> = {}, type = 'application/xml') => {
    const answer = company.handle({
      method: 'POST',
      path: `/v3/company/${company.realmId}${path}`,
      query,
      headers: { 'content-type': type },
      body,
    });
    return { status: answer.status, text: answer.body, body: JSON.parse(answer.body) };
  };
  return { send, customer, item, get, post };
}

describe('reading', () => {
  test('elements, attributes, references to letters, CDATA, comments, prefixes', () => {
    const text = `\ufeff<?xml version="1.0" encoding="utf-8"?>
      <!-- first -->
      <ns0:A xmlns:ns0="http://schema.intuit.com/finance/v3" one='1' two="a &lt; b">
        <ns0:B/><!-- between --><C>x &amp; &#252;&#x1F600; <![CDATA[<raw> & ]]>end</C>
      </ns0:A> `;
    const root = parseXml(text);
    expect(root.name).toBe('A');
    expect(Object.fromEntries(root.attributes)).toEqual({ one: '1', two: 'a < b' });
    expect(root.children.map(({ name }) => name)).toEqual(['B', 'C']);
    expect(root.children[1]?.text).toBe('x & ü😀 <raw> & end');
  });

  test.each([
    ['', 'nothing'],
    ['<A>', 'an element that is not closed'],
    ['<A></B>', 'closed by another'],
    ['<A/><B/>', 'two roots'],
    ['<A>&nbsp;</A>', 'a reference that stands for nothing'],
    ['<A>a & b</A>', 'a bare ampersand'],
    ['<!DOCTYPE A [<!ENTITY x "y">]><A>&x;</A>', 'a document type'],
    ['<A b=1/>', 'an attribute without quotes'],
    ['<A><![CDATA[x</A>', 'CDATA that is not closed'],
    ['{"DisplayName":"A"}', 'JSON'],
    [`${'<A>'.repeat(50)}${'</A>'.repeat(50)}`, 'too deep a nest'],
  ])('%s is refused: %s', (text) => {
    const { send } = world();
    expect(fault(send('/customer', text))).toMatchObject({ code: '2010' });
  });
});

describe('records', () => {
  test('a customer: made, changed in part, changed in whole', () => {
    const { send, get } = world();
    const made = send(
      '/customer',
      `<Customer ${NS}><DisplayName>M&#252;ller &amp; Co</DisplayName><Notes>Dog</Notes>
       <PrimaryEmailAddr><Address>a@b.example</Address></PrimaryEmailAddr><Taxable>false</Taxable><Balance/></Customer>`,
    ).body.Customer;
    expect(made).toMatchObject({
      DisplayName: 'Müller & Co',
      PrimaryEmailAddr: { Address: 'a@b.example' },
      Taxable: false,
    });
    const head = `<Id>${made.Id}</Id><SyncToken>0</SyncToken>`;
    const sparse = `<Customer ${NS} domain="QBO" sparse="true">${head}<CompanyName>Co</CompanyName></Customer>`;
    expect(send('/customer', sparse, { operation: 'update' }).body.Customer).toMatchObject({
      CompanyName: 'Co',
      Notes: 'Dog',
      SyncToken: '1',
    });
    const whole = `<Customer ${NS} sparse="false"><Id>${made.Id}</Id><SyncToken>1</SyncToken><DisplayName>M</DisplayName></Customer>`;
    expect(send('/customer', whole).body.Customer.Notes).toBeUndefined();
    expect(get(`/customer/${made.Id}`).body.Customer.DisplayName).toBe('M');
  });

  test('an invoice is the same as in JSON: one line, two lines, references, numbers', () => {
    const { customer, item } = world();
    const line = (amount: number) =>
      `<Line><Amount>${amount}</Amount><DetailType>SalesItemLineDetail</DetailType><SalesItemLineDetail>
       <ItemRef name="wrong">${item}</ItemRef><Qty>2</Qty><UnitPrice>${amount / 2}</UnitPrice>
       <TaxCodeRef>NON</TaxCodeRef></SalesItemLineDetail></Line>`;
    const xml = (lines: string) =>
      `<ns0:Invoice xmlns:ns0="http://schema.intuit.com/finance/v3"><TxnDate>2026-10-02</TxnDate>${lines}
       <CustomerRef>${customer}</CustomerRef><CustomerMemo>Thanks</CustomerMemo></ns0:Invoice>`;
    const json = (amounts: number[]) => ({
      TxnDate: '2026-10-02',
      CustomerRef: { value: customer },
      CustomerMemo: { value: 'Thanks' },
      Line: amounts.map((Amount) => ({
        Amount,
        DetailType: 'SalesItemLineDetail',
        SalesItemLineDetail: { ItemRef: { value: item }, Qty: 2, UnitPrice: Amount / 2, TaxCodeRef: { value: 'NON' } },
      })),
    });
    for (const amounts of [[100], [100, 50]]) {
      // Two companies alike in everything, so that the answers must be alike to the last member.
      const told = world().send('/invoice', xml(amounts.map(line).join('')), {}, 'text/xml; charset=UTF-8').body;
      expect(told.Invoice.TotalAmt).toBe(amounts.reduce((sum, amount) => sum + amount, 0));
      expect(told).toEqual(world().post('/invoice', json(amounts)).body);
    }
  });

  test('what is unknown, of another type, or of no type is refused as in JSON', () => {
    const { send } = world();
    const unknown = send('/customer', `<Customer ${NS}><DisplayName>A</DisplayName><Shoe>42</Shoe></Customer>`);
    expect(fault(unknown)).toMatchObject({ code: '2010', element: 'Shoe' });
    for (const trap of ['__proto__', 'constructor'])
      expect(fault(send('/customer', `<Customer><${trap}><x>1</x></${trap}></Customer>`)).code).toBe('2010');
    expect(fault(send('/customer', `<Vendor ${NS}><DisplayName>A</DisplayName></Vendor>`)).code).toBe('2000');
    expect(fault(send('/customer', `<Customer ${NS}><Active>maybe</Active></Customer>`)).code).toBe('2010');
  });

  test('deleting, voiding, a batch, a tax code', () => {
    const { send, customer, item } = world();
    const body = `<Invoice ${NS}><CustomerRef>${customer}</CustomerRef><Line><Amount>5</Amount><DetailType>SalesItemLineDetail</DetailType>
      <SalesItemLineDetail><ItemRef>${item}</ItemRef></SalesItemLineDetail></Line></Invoice>`;
    const { Id } = send('/invoice', body).body.Invoice;
    const named = (token: number) => `<Invoice ${NS}><Id>${Id}</Id><SyncToken>${token}</SyncToken></Invoice>`;
    expect(send('/invoice', named(0), { operation: 'void' }).body.Invoice.TotalAmt).toBe(0);
    expect(send('/invoice', named(1), { operation: 'delete' }).body.Invoice.status).toBe('Deleted');
    const batch = send(
      '/batch',
      `<IntuitBatchRequest ${NS}>
        <BatchItemRequest bId="a" operation="create"><Customer><DisplayName>B</DisplayName></Customer></BatchItemRequest>
        <BatchItemRequest bId="b"><Query>select count(*) from Customer where DisplayName = 'B'</Query></BatchItemRequest>
        <BatchItemRequest bId="c"><CDCQuery><Entities>Customer</Entities><ChangedSince>2026-01-01</ChangedSince></CDCQuery></BatchItemRequest>
        <BatchItemRequest bId="d" operation="delete"><Invoice><Id>${Id}</Id><SyncToken>1</SyncToken></Invoice></BatchItemRequest>
      </IntuitBatchRequest>`,
    ).body.BatchItemResponse;
    expect(batch[0].Customer.DisplayName).toBe('B');
    expect(batch[1].QueryResponse.totalCount).toBe(1);
    expect(batch[2].CDCResponse[0].QueryResponse[0].Customer.length).toBeGreaterThan(1);
    expect(batch[3].Fault.Error[0].code).toBe('610');
    const tax = send(
      '/taxservice/taxcode',
      `<TaxService ${NS}><TaxCode>City</TaxCode><TaxRateDetails><TaxRateName>City</TaxRateName><RateValue>2</RateValue>
       <TaxAgencyId>1</TaxAgencyId><TaxApplicableOn>Sales</TaxApplicableOn></TaxRateDetails></TaxService>`,
    ).body;
    expect(tax).toMatchObject({ TaxCode: 'City', TaxCodeId: expect.any(String) });
  });
});
