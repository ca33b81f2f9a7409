import { describe, expect, test } from 'vitest';
import { ask, fault, fresh, line } from './ask.ts';
import { invoice, read } from './paying.ts';

describe('an invoice', () => {
  test('gets number, due date, addresses, a subtotal line and zero tax', () => {
    const asked = fresh();
    const { Invoice } = invoice(asked, asked.customer, [line(asked.item, 3, 20)], { TxnDate: '2026-02-10' }).body;
    expect(Invoice).toMatchObject({
      DocNumber: '1001',
      TxnDate: '2026-02-10',
      DueDate: '2026-03-12',
      TotalAmt: 60,
      Balance: 60,
      PrintStatus: 'NeedToPrint',
      EmailStatus: 'NotSet',
      TxnTaxDetail: { TotalTax: 0 },
      LinkedTxn: [],
      FreeFormAddress: true,
    });
    expect(Invoice.Line).toEqual([
      {
        Id: '1',
        LineNum: 1,
        Amount: 60,
        DetailType: 'SalesItemLineDetail',
        SalesItemLineDetail: {
          ItemRef: { value: asked.item, name: 'Hours' },
          UnitPrice: 20,
          Qty: 3,
          ItemAccountRef: { value: expect.any(String), name: 'Services' },
          TaxCodeRef: { value: 'NON' },
        },
        CustomExtensions: [],
      },
      { Amount: 60, DetailType: 'SubTotalLineDetail', SubTotalLineDetail: {} },
    ]);
  });

  test('dates itself by the company’s day, not by UTC', () => {
    const asked = fresh();
    asked.clock.at = Date.parse('2026-07-02T05:30:00Z'); // still 1 July in California
    const { Invoice } = invoice(asked, asked.customer, [line(asked.item, 1, 1)]).body;
    expect(Invoice.TxnDate).toBe('2026-07-01');
    expect(Invoice.MetaData.CreateTime).toBe('2026-07-01T22:30:00-07:00');
  });

  test('takes its term from the customer', () => {
    const asked = fresh();
    const term = asked.query("select * from Term where Name = 'Net 15'").body.QueryResponse.Term[0].Id;
    const { Id } = asked.post('/customer', { DisplayName: 'On terms', SalesTermRef: { value: term } }).body.Customer;
    const { Invoice } = invoice(asked, Id, [line(asked.item, 1, 1)], { TxnDate: '2026-02-20' }).body;
    expect(Invoice).toMatchObject({ SalesTermRef: { value: term, name: 'Net 15' }, DueDate: '2026-03-07' });
  });

  test('taxes the sum of its TAX lines once per rate', () => {
    const asked = fresh();
    const code = asked.query("select * from TaxCode where Name = 'Petaluma'").body.QueryResponse.TaxCode[0].Id;
    const taxed = { TaxCodeRef: { value: 'TAX' } };
    const { Invoice } = invoice(
      asked,
      asked.customer,
      [line(asked.item, 1, 33.33, taxed), line(asked.item, 1, 33.33, taxed), line(asked.item, 1, 10)],
      {
        TxnTaxDetail: { TxnTaxCodeRef: { value: code } },
      },
    ).body;
    // 66.66 at 7.25 % = 4.83285, at 1.25 % = 0.83325, at 1 % = 0.6666
    expect(Invoice.TxnTaxDetail.TaxLine.map((item: { Amount: number }) => item.Amount)).toEqual([4.83, 0.83, 0.67]);
    expect(Invoice.TxnTaxDetail).toMatchObject({ TxnTaxCodeRef: { value: code }, TotalTax: 6.33 });
    expect(Invoice.TxnTaxDetail.TaxLine[0].TaxLineDetail).toEqual({
      TaxRateRef: { value: '1' },
      PercentBased: true,
      TaxPercent: 7.25,
      NetAmountTaxable: 66.66,
    });
    expect(Invoice.TotalAmt).toBe(82.99);
  });

  test('keeps a tax total set by hand, and says by how much it differs', () => {
    const asked = fresh();
    const code = asked.query("select * from TaxCode where Name = 'Marin County'").body.QueryResponse.TaxCode[0].Id;
    const { Invoice } = invoice(asked, asked.customer, [line(asked.item, 1, 100, { TaxCodeRef: { value: 'TAX' } })], {
      TxnTaxDetail: { TxnTaxCodeRef: { value: code }, TotalTax: 8.3 },
    }).body;
    expect(Invoice.TxnTaxDetail.TotalTax).toBe(8.3);
    expect(Invoice.TxnTaxDetail.TaxLine[0].TaxLineDetail.OverrideDeltaAmount).toBe(0.05);
    const note = asked.post('/invoice', { Id: Invoice.Id, SyncToken: '0', sparse: true, PrivateNote: 'x' }).body
      .Invoice;
    expect(note.TotalAmt).toBe(108.3);
  });

  test('ignores tax altogether when the company does not charge it', () => {
    const asked = fresh();
    asked.act({ act: 'settings', set: { TaxPrefs: { UsingSalesTax: false } } });
    const { Invoice } = invoice(asked, asked.customer, [line(asked.item, 1, 100, { TaxCodeRef: { value: 'TAX' } })], {
      TxnTaxDetail: { TxnTaxCodeRef: { value: '2' }, TotalTax: 9 },
    }).body;
    expect(Invoice).toMatchObject({ TotalAmt: 100, TxnTaxDetail: { TotalTax: 0 } });
  });

  test('discounts by percent, after the subtotal, with tax before or after', () => {
    const asked = fresh();
    const off = { DetailType: 'DiscountLineDetail', DiscountLineDetail: { PercentBased: true, DiscountPercent: 10 } };
    const lines = [line(asked.item, 1, 200, { TaxCodeRef: { value: 'TAX' } }), off];
    const tax = { TxnTaxCodeRef: { value: '2' } };
    const before = invoice(asked, asked.customer, lines, { TxnTaxDetail: tax }).body.Invoice;
    const after = invoice(asked, asked.customer, lines, { TxnTaxDetail: tax, ApplyTaxAfterDiscount: true }).body
      .Invoice;
    expect(before.Line.map((item: { DetailType: string }) => item.DetailType)).toEqual([
      'SalesItemLineDetail',
      'SubTotalLineDetail',
      'DiscountLineDetail',
    ]);
    expect(before.Line[2]).toMatchObject({
      Amount: 20,
      DiscountLineDetail: { DiscountAccountRef: { name: 'Discounts given' } },
    });
    expect(before.TxnTaxDetail.TotalTax).toBe(19); // 9.5 % of 200
    expect(after.TxnTaxDetail.TotalTax).toBe(17.1); // 9.5 % of 180
    expect([before.TotalAmt, after.TotalAmt]).toEqual([199, 197.1]);
  });

  test.each([
    [{ Line: [] }, '2020'],
    [{}, '2020'],
    [
      {
        Line: [
          {
            DetailType: 'SalesItemLineDetail',
            Amount: 10,
            SalesItemLineDetail: { ItemRef: { value: '1' }, Qty: 3, UnitPrice: 3 },
          },
        ],
      },
      '6070',
    ],
    [
      { Line: [{ DetailType: 'SalesItemLineDetail', Amount: 10, SalesItemLineDetail: { ItemRef: { value: '404' } } }] },
      '2500',
    ],
    [
      {
        Line: [
          {
            DetailType: 'SalesItemLineDetail',
            Amount: 10,
            SalesItemLineDetail: { ItemRef: { value: '1' }, TaxCodeRef: { value: '7' } },
          },
        ],
      },
      '6100',
    ],
    [
      {
        Line: [{ DetailType: 'SalesItemLineDetail', Amount: 10, SalesItemLineDetail: { ItemRef: { value: '1' } } }],
        DocNumber: '1234567890123456789012',
      },
      '6000',
    ],
    [
      {
        Line: [{ DetailType: 'SalesItemLineDetail', Amount: 10, SalesItemLineDetail: { ItemRef: { value: '1' } } }],
        EmailStatus: 'NeedToSend',
      },
      '6420',
    ],
    [
      {
        Line: [{ DetailType: 'SalesItemLineDetail', Amount: 10, SalesItemLineDetail: { ItemRef: { value: '1' } } }],
        TxnDate: '2026-02-30',
      },
      '2060',
    ],
  ])('%j is refused with %s', (sent, code) => {
    const asked = fresh();
    expect(fault(asked.post('/invoice', { CustomerRef: { value: asked.customer }, ...sent }))).toMatchObject({
      status: 400,
      code,
    });
  });

  test('the price of 10.5 decimals is multiplied exactly', () => {
    const asked = fresh();
    expect(invoice(asked, asked.customer, [line(asked.item, 3, 0.33335)]).body.Invoice.TotalAmt).toBe(1);
    expect(invoice(asked, asked.customer, [line(asked.item, 1.1, 1.15)]).body.Invoice.TotalAmt).toBe(1.27); // 1.265
  });
});

describe('numbers', () => {
  test('off: numbered when omitted, taken as given when sent, without moving the counter', () => {
    const asked = fresh();
    const numbers = [undefined, 'A-7', 'A-7', undefined].map((number) => {
      const more = number === undefined ? {} : { DocNumber: number };
      return invoice(asked, asked.customer, [line(asked.item, 1, 1)], more).body.Invoice.DocNumber;
    });
    expect(numbers).toEqual(['1001', 'A-7', 'A-7', '1002']);
  });

  test('on: empty when omitted, a used one refused unless asked for', () => {
    const asked = fresh();
    asked.act({ act: 'settings', set: { SalesFormsPrefs: { CustomTxnNumbers: true } } });
    const lines = [line(asked.item, 1, 1)];
    expect(invoice(asked, asked.customer, lines).body.Invoice.DocNumber).toBeUndefined();
    const { Id } = invoice(asked, asked.customer, lines, { DocNumber: '77' }).body.Invoice;
    expect(fault(invoice(asked, asked.customer, lines, { DocNumber: '77' })).detail).toBe(
      `Duplicate Document Number Error : You must specify a different number. This number has already been used. DocNumber=77 is assigned to TxnType=Invoice with TxnId=${Id}`,
    );
    const body = { CustomerRef: { value: asked.customer }, Line: lines, DocNumber: '77' };
    expect(asked.post('/invoice', body, { include: 'allowduplicatedocnum' }).status).toBe(200);
  });
});

describe('lines', () => {
  test('a sent array is the whole set: known ids stay, the rest are new or gone', () => {
    const asked = fresh();
    const { Invoice } = invoice(asked, asked.customer, [line(asked.item, 1, 10), line(asked.item, 1, 20)]).body;
    const changed = asked.post('/invoice', {
      Id: Invoice.Id,
      SyncToken: '0',
      sparse: true,
      Line: [{ Id: '2', ...line(asked.item, 2, 20) }, line(asked.item, 1, 5), { Id: '99', ...line(asked.item, 1, 6) }],
    }).body.Invoice;
    const shown = changed.Line.filter((item: { Id?: string }) => item.Id !== undefined);
    expect(shown.map((item: { Id: string; Amount: number }) => [item.Id, item.Amount])).toEqual([
      ['2', 40],
      ['3', 5],
      ['4', 6],
    ]);
    expect(changed.TotalAmt).toBe(51);
  });

  test('sending the answer’s own lines back, subtotal included, changes nothing', () => {
    const asked = fresh();
    const { Invoice } = invoice(asked, asked.customer, [line(asked.item, 1, 10)]).body;
    const again = asked.post('/invoice', Invoice).body.Invoice;
    expect(again.SyncToken).toBe('0');
  });

  test('a full update without a date moves the invoice to today; its number stays', () => {
    const asked = fresh();
    const { Invoice } = invoice(asked, asked.customer, [line(asked.item, 1, 10)], { TxnDate: '2026-01-05' }).body;
    const full = asked.post('/invoice', {
      Id: Invoice.Id,
      SyncToken: '0',
      CustomerRef: { value: asked.customer },
      Line: Invoice.Line,
    }).body.Invoice;
    expect(full.TxnDate).toBe('2026-11-20');
    // Recorded for a credit memo: a number QuickBooks gave stays through a full update that sends none.
    expect(full.DocNumber).toBe('1001');
  });

  test('an address changed on an existing invoice comes back in free lines', () => {
    const asked = ask('demo');
    const shown = read(asked, '1');
    const BillAddr = { Line1: '9 New Rd', City: 'Cotati', CountrySubDivisionCode: 'CA', PostalCode: '94931' };
    const { Invoice } = asked.post('/invoice', { Id: '1', SyncToken: shown.SyncToken, sparse: true, BillAddr }).body;
    expect(Invoice.BillAddr).toEqual({
      Id: expect.any(String),
      Line1: 'Adaeze Okafor',
      Line2: '9 New Rd',
      Line3: 'Cotati, CA  94931',
    });
    expect(Invoice.BillAddr.Id).not.toBe(shown.BillAddr.Id);
    expect(Invoice.ShipAddr).toEqual(shown.ShipAddr);
  });
});
