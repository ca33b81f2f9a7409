/** Tax codes, rates and agencies made through the API. */
import { expect, test } from 'vitest';
import { ask, fault, fresh, line } from './ask.ts';

const make = ({ post }: ReturnType<typeof ask>, TaxRateDetails: unknown, TaxCode = 'Novato') =>
  post('/taxservice/taxcode', { TaxCode, TaxRateDetails });

const city = { TaxRateName: 'Novato City', RateValue: '0.75', TaxAgencyId: '1', TaxApplicableOn: 'Sales' };

test('a code and its rates come together, and tax a form at once', () => {
  const asked = fresh();
  const answer = make(asked, [city, { TaxRateId: '1' }]);
  expect(answer.status).toBe(200);
  expect(answer.body).toEqual({
    TaxCode: 'Novato',
    TaxCodeId: expect.stringMatching(/^\d+$/),
    TaxRateDetails: [
      {
        TaxRateName: 'Novato City',
        TaxRateId: expect.stringMatching(/^\d+$/),
        RateValue: 0.75,
        TaxAgencyId: '1',
        TaxApplicableOn: 'Sales',
      },
      { TaxRateName: 'California State', TaxRateId: '1', RateValue: 7.25, TaxAgencyId: '1', TaxApplicableOn: 'Sales' },
    ],
  });
  const code = asked.get(`/taxcode/${answer.body.TaxCodeId}`).body.TaxCode;
  expect(code).toMatchObject({ Name: 'Novato', Taxable: true, TaxGroup: true, Active: true });
  expect(code.SalesTaxRateList.TaxRateDetail.map((row: { TaxRateRef: unknown }) => row.TaxRateRef)).toEqual([
    { value: answer.body.TaxRateDetails[0].TaxRateId, name: 'Novato City' },
    { value: '1', name: 'California State' },
  ]);
  const { Invoice } = asked.post('/invoice', {
    CustomerRef: { value: asked.customer },
    Line: [line(asked.item, 1, 100, { TaxCodeRef: { value: 'TAX' } })],
    TxnTaxDetail: { TxnTaxCodeRef: { value: answer.body.TaxCodeId } },
  }).body;
  expect(Invoice.TotalAmt).toBe(108);
});

test('what is wrong with it is said, and nothing of it is kept', () => {
  const asked = ask('empty');
  const count = () => asked.query('select count(*) from TaxRate').body.QueryResponse.totalCount;
  const before = count();
  const refused: [unknown, string][] = [
    [undefined, '2020'],
    [[], '2020'],
    [[{ ...city, TaxRateName: undefined }], '2020'],
    [[{ ...city, RateValue: undefined }], '2020'],
    [[{ ...city, TaxAgencyId: undefined }], '2020'],
    [[{ ...city, TaxAgencyId: '77' }], '2500'],
    [[{ ...city, RateValue: 101 }], '2080'],
    [[{ ...city, TaxApplicableOn: 'Barter' }], '2170'],
    [[{ ...city, Percent: 3 }], '2010'],
    [[city, { TaxRateId: '77' }], '2500'],
    [[{ ...city, TaxRateName: 'California State' }], '6240'],
  ];
  for (const [details, code] of refused) expect(fault(make(asked, details)).code).toBe(code);
  expect(fault(make(asked, [city], 'Petaluma')).code).toBe('6240');
  expect(fault(asked.post('/taxservice/taxcode', { TaxRateDetails: [city] })).code).toBe('2020');
  expect(count()).toBe(before);
});

test('agencies are made, named and listed; two of one name are refused', () => {
  const asked = ask('empty');
  const { TaxAgency } = asked.post('/taxagency', { DisplayName: 'City of Novato' }).body;
  expect(TaxAgency).toMatchObject({
    Id: '2',
    SyncToken: '0',
    DisplayName: 'City of Novato',
    TaxTrackedOnSales: true,
    TaxTrackedOnPurchases: false,
  });
  const listed = asked.query('select * from TaxAgency').body.QueryResponse;
  expect(listed.totalCount).toBe(2);
  expect(listed.TaxAgency[1]).toEqual(TaxAgency);
  expect(fault(asked.post('/taxagency', { DisplayName: 'city of NOVATO' })).code).toBe('6240');
  expect(fault(asked.post('/taxagency', {})).code).toBe('2020');
  expect(make(asked, [{ ...city, TaxAgencyId: '2' }]).body.TaxRateDetails[0].TaxAgencyId).toBe('2');
  expect(fault(asked.get('/cdc', { entities: 'TaxAgency', changedSince: '2026-11-19T00:00:00Z' })).code).toBe('2000');
});
