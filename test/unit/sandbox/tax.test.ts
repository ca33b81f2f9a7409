/** Tax in each of QuickBooks' models, against figures worked out by hand. */
import { describe, expect, test } from 'vitest';
import { ratesAt } from '../../../main/sandbox/company/entities/parts/automated-tax.ts';
import type { CompanyOptions } from '../../../main/sandbox/company/index.ts';
import { fault, fresh, line } from './ask.ts';

type Profile = NonNullable<CompanyOptions['profile']>;

function made(profile: Profile) {
  const asked = fresh({ profile });
  const code = (name: string): string =>
    asked.query(`select * from TaxCode where Name = '${name}'`).body.QueryResponse.TaxCode[0].Id;
  const invoice = (lines: unknown[], more: Record<string, unknown> = {}) =>
    asked.post('/invoice', { CustomerRef: { value: asked.customer }, Line: lines, ...more });
  const coded = (name: string, amount: number, more: Record<string, unknown> = {}) =>
    line(asked.item, 1, amount, { TaxCodeRef: { value: code(name) }, ...more });
  return { ...asked, code, invoice, coded };
}

const TAX = { TaxCodeRef: { value: 'TAX' } };
const percents = (detail: { TaxLine: { Amount: number; TaxLineDetail: { TaxPercent: number } }[] }) =>
  detail.TaxLine.map(({ Amount, TaxLineDetail }) => [TaxLineDetail.TaxPercent, Amount]);

describe('US, manual rates', () => {
  const manual = () => made({});

  test('several rates in one code, each rounded once on the summed base', () => {
    const { invoice, item } = manual();
    // Petaluma: 7.25 + 1.25 + 1. Base 3 x 0.35 = 1.05: 0.076 + 0.013 + 0.011 -> 0.08 + 0.01 + 0.01.
    const lines = [line(item, 1, 0.35, TAX), line(item, 1, 0.35, TAX), line(item, 1, 0.35, TAX)];
    const { TxnTaxDetail, TotalAmt } = invoice(lines, {
      TxnTaxDetail: { TxnTaxCodeRef: { value: '2' } },
    }).body.Invoice;
    expect(percents(TxnTaxDetail)).toEqual([
      [7.25, 0.08],
      [1.25, 0.01],
      [1, 0.01],
    ]);
    expect(TotalAmt).toBe(1.15);
  });

  test.each([
    // 200 taxed, 100 not, 10 % off the whole: before discount 8.5 % of 200 = 17.00, after it 8.5 % of 180 = 15.30.
    [false, 17, 287],
    [true, 15.3, 285.3],
  ])('ApplyTaxAfterDiscount %s', (ApplyTaxAfterDiscount, tax, total) => {
    const { invoice, item } = manual();
    const { body } = invoice(
      [
        line(item, 1, 200, TAX),
        line(item, 1, 100),
        { DetailType: 'DiscountLineDetail', DiscountLineDetail: { PercentBased: true, DiscountPercent: 10 } },
      ],
      { ApplyTaxAfterDiscount, TxnTaxDetail: { TxnTaxCodeRef: { value: '3' } } },
    );
    expect(body.Invoice.TxnTaxDetail.TotalTax).toBe(tax);
    expect(body.Invoice.TotalAmt).toBe(total);
  });

  test('a line is TAX or NON', () => {
    const { invoice, item } = manual();
    expect(fault(invoice([line(item, 1, 10, { TaxCodeRef: { value: '3' } })])).code).toBe('6100');
  });

  test('without sales tax TxnTaxDetail is ignored', () => {
    const { invoice, item } = made({ tax: 'none' });
    const { body } = invoice([line(item, 1, 10, TAX)], {
      TxnTaxDetail: { TxnTaxCodeRef: { value: '2' }, TotalTax: 5 },
    });
    expect(body.Invoice.TxnTaxDetail).toEqual({ TotalTax: 0 });
    expect(body.Invoice.TotalAmt).toBe(10);
  });
});

describe('US, automated', () => {
  const automated = () => made({ tax: 'automated' });
  const seattle = {
    ShipAddr: { Line1: '1 Pine St', City: 'Seattle', CountrySubDivisionCode: 'WA', PostalCode: '98101' },
  };

  test('rates come from where the goods go, whatever code was sent', () => {
    const { invoice, item, get } = automated();
    // Seattle: 6.5 + 3.85 of 200.
    const { TxnTaxDetail, TotalAmt } = invoice([line(item, 2, 100, TAX)], {
      ...seattle,
      TxnTaxDetail: { TxnTaxCodeRef: { value: '2' } },
    }).body.Invoice;
    expect(percents(TxnTaxDetail)).toEqual([
      [6.5, 13],
      [3.85, 7.7],
    ]);
    expect(TotalAmt).toBe(220.7);
    expect(TxnTaxDetail.TxnTaxCodeRef.value).not.toBe('2');
    const code = get(`/taxcode/${TxnTaxDetail.TxnTaxCodeRef.value}`).body.TaxCode;
    expect(code).toMatchObject({ TaxCodeConfigType: 'SYSTEM_GENERATED', Name: 'Automated: WA 98101' });
  });

  test('the same place brings the same code; another address another', () => {
    const { invoice, item, post } = automated();
    const first = invoice([line(item, 1, 100, TAX)], seattle).body.Invoice;
    const second = invoice([line(item, 1, 50, TAX)], seattle).body.Invoice;
    expect(second.TxnTaxDetail.TxnTaxCodeRef).toEqual(first.TxnTaxDetail.TxnTaxCodeRef);
    const moved = post('/invoice', {
      Id: first.Id,
      SyncToken: first.SyncToken,
      sparse: true,
      ShipAddr: { Line1: '5 Elm St', City: 'Portland', CountrySubDivisionCode: 'OR', PostalCode: '97201' },
    }).body.Invoice;
    expect(moved.TotalAmt).toBe(100);
  });

  test('an explicit TotalTax stands, and what it differs by is told', () => {
    const { invoice, item } = automated();
    const { TxnTaxDetail, TotalAmt } = invoice([line(item, 1, 200, TAX)], {
      ...seattle,
      TxnTaxDetail: { TotalTax: 20 },
    }).body.Invoice;
    expect(TxnTaxDetail.TotalTax).toBe(20);
    expect(TxnTaxDetail.TaxLine[0].TaxLineDetail.OverrideDeltaAmount).toBe(-0.7);
    expect(TotalAmt).toBe(220);
  });

  test('exempt customers pay none', () => {
    const asked = automated();
    for (const more of [{ Taxable: false }, { Taxable: false, TaxExemptionReasonId: '9' }]) {
      const { Id } = asked.post('/customer', {
        DisplayName: `Exempt ${JSON.stringify(more)}`.replaceAll(':', ' '),
        ...more,
      }).body.Customer;
      const { body } = asked.invoice([line(asked.item, 1, 100, TAX)], { ...seattle, CustomerRef: { value: Id } });
      expect(body.Invoice.TxnTaxDetail).toEqual({ TotalTax: 0 });
    }
  });

  test('lines that are not taxed bring no tax', () => {
    const { invoice, item } = automated();
    expect(invoice([line(item, 1, 100)], seattle).body.Invoice.TxnTaxDetail).toEqual({ TotalTax: 0 });
  });

  test('the table: the longest postal prefix counts', () => {
    const sum = (state: string, zip: string) => ratesAt({ state, zip }).reduce((all, rate) => all + rate.percent, 0);
    expect([sum('CA', '94952'), sum('CA', '94901'), sum('CA', '93001'), sum('OR', '97201')]).toEqual([
      9.5, 9.25, 7.25, 0,
    ]);
  });
});

describe('outside the US', () => {
  test('Quebec: GST and QST, each once on the summed base', () => {
    const { invoice, coded } = made({ country: 'CA' });
    const { TxnTaxDetail, TotalAmt, GlobalTaxCalculation, CurrencyRef } = invoice([coded('GST/QST QC', 4495.16)]).body
      .Invoice;
    // 4495.16 x 5 % = 224.758; x 9.975 % = 448.39221.
    expect(percents(TxnTaxDetail)).toEqual([
      [5, 224.76],
      [9.975, 448.39],
    ]);
    expect(TotalAmt).toBe(5168.31);
    expect(GlobalTaxCalculation).toBe('TaxExcluded');
    expect(CurrencyRef).toEqual({ value: 'CAD', name: 'Canadian Dollar' });
  });

  test('448.39 or 448.40: line by line it would be a cent more; a client that says 448.40 gets it, told as a difference', () => {
    const { invoice, coded } = made({ country: 'CA' });
    // 9.975 % of 1123.79 is 112.0981: four lines rounded apart come to 448.40, their sum 4495.16 to 448.39.
    const four = Array.from({ length: 4 }, () => coded('QST QC', 1123.79));
    const summed = invoice(four).body.Invoice.TxnTaxDetail;
    expect(summed.TotalTax).toBe(448.39);
    const rate = summed.TaxLine[0].TaxLineDetail.TaxRateRef;
    const said = invoice(four, {
      TxnTaxDetail: {
        TaxLine: [{ Amount: 448.4, DetailType: 'TaxLineDetail', TaxLineDetail: { TaxRateRef: rate } }],
      },
    }).body.Invoice.TxnTaxDetail;
    expect(said.TotalTax).toBe(448.4);
    expect(said.TaxLine[0].TaxLineDetail.OverrideDeltaAmount).toBe(0.01);
  });

  test('a rate shared by several codes is worked out once', () => {
    const { invoice, coded } = made({ country: 'CA' });
    // GST on 0.30 + 0.30 = 0.03 (apart: 0.015 -> 0.02 each); PST 7 % on 0.30 = 0.02.
    const { TxnTaxDetail } = invoice([coded('GST', 0.3), coded('GST/PST BC', 0.3)]).body.Invoice;
    expect(percents(TxnTaxDetail)).toEqual([
      [5, 0.03],
      [7, 0.02],
    ]);
  });

  test('tax inside the amounts: net lines, what was sent beside them, the same total', () => {
    const { invoice, coded, company } = made({ country: 'GB' });
    const { body } = invoice([coded('20.0% S', 120), coded('5.0% R', 10)], { GlobalTaxCalculation: 'TaxInclusive' });
    const { Line, TxnTaxDetail, TotalAmt } = body.Invoice;
    // 120 / 1.2 = 100 and 20; 10 / 1.05 = 9.52 and 0.48.
    expect(Line.map((row: { Amount: number }) => row.Amount)).toEqual([100, 9.52, 109.52]);
    expect(Line[0].SalesItemLineDetail.TaxInclusiveAmt).toBe(120);
    expect(percents(TxnTaxDetail)).toEqual([
      [20, 20],
      [5, 0.48],
    ]);
    expect(TotalAmt).toBe(130);
    expect(company.summary().trialBalance).toBe(0);
  });

  test('tax inside three lines of 0.10: the cents add up', () => {
    const { invoice, coded } = made({ country: 'GB' });
    const lines = [coded('20.0% S', 0.1), coded('20.0% S', 0.1), coded('20.0% S', 0.1)];
    const { Line, TxnTaxDetail, TotalAmt } = invoice(lines, { GlobalTaxCalculation: 'TaxInclusive' }).body.Invoice;
    // 0.30 / 1.2 = 0.25: lines of 0.08, 0.08 and 0.09.
    expect(Line.map((row: { Amount: number }) => row.Amount)).toEqual([0.08, 0.08, 0.09, 0.25]);
    expect(TxnTaxDetail.TotalTax).toBe(0.05);
    expect(TotalAmt).toBe(0.3);
  });

  test('an answer sent back as it is changes nothing', () => {
    const asked = made({ country: 'GB' });
    const { Invoice } = asked.invoice([asked.coded('20.0% S', 99.99)], { GlobalTaxCalculation: 'TaxInclusive' }).body;
    for (const sparse of [true, false]) {
      const again = asked.post('/invoice', { ...asked.get(`/invoice/${Invoice.Id}`).body.Invoice, sparse }).body
        .Invoice;
      expect(again.Line).toEqual(Invoice.Line);
      expect(again.TxnTaxDetail).toEqual(Invoice.TxnTaxDetail);
      expect(again.TotalAmt).toBe(99.99);
    }
    const noted = asked.get(`/invoice/${Invoice.Id}`).body.Invoice;
    const { body } = asked.post('/invoice', {
      Id: noted.Id,
      SyncToken: noted.SyncToken,
      sparse: true,
      PrivateNote: 'x',
    });
    expect(body.Invoice.Line).toEqual(Invoice.Line);
  });

  test('Australia: 10 %, and free', () => {
    const { invoice, coded } = made({ country: 'AU' });
    const { TxnTaxDetail, TotalAmt } = invoice([coded('GST', 55), coded('GST free', 45)]).body.Invoice;
    expect(percents(TxnTaxDetail)).toEqual([
      [10, 5.5],
      [0, 0],
    ]);
    expect(TotalAmt).toBe(105.5);
  });

  test('no tax at all: lines need no code, and a tax said with it is refused', () => {
    const { invoice, item } = made({ country: 'GB' });
    const none = { GlobalTaxCalculation: 'NotApplicable' };
    expect(invoice([line(item, 1, 10)], none).body.Invoice.TotalAmt).toBe(10);
    expect(fault(invoice([line(item, 1, 10)], { ...none, TxnTaxDetail: { TotalTax: 2 } })).code).toBe('6170');
  });

  test('every line needs a tax code, a number, one that exists', () => {
    const { invoice, item } = made({ country: 'GB' });
    const with_ = (value: string) => fault(invoice([line(item, 1, 10, { TaxCodeRef: { value } })]));
    expect(fault(invoice([line(item, 1, 10)]))).toMatchObject({ code: '6000', element: 'TaxCodeRef' });
    expect(with_('TAX').code).toBe('6160');
    expect(with_('999').code).toBe('2500');
    // A US code is out of use here.
    expect(with_('2').code).toBe('610');
  });

  test('ApplyTaxAfterDiscount: 20 % of 90 instead of 100', () => {
    const { invoice, coded } = made({ country: 'GB' });
    const off = { DetailType: 'DiscountLineDetail', DiscountLineDetail: { PercentBased: true, DiscountPercent: 10 } };
    expect(invoice([coded('20.0% S', 100), off]).body.Invoice.TotalAmt).toBe(110);
    expect(invoice([coded('20.0% S', 100), off], { ApplyTaxAfterDiscount: true }).body.Invoice.TotalAmt).toBe(108);
  });
});
