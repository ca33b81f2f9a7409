import { describe, expect, test } from 'vitest';
import type { Body } from '../../../shared/primitives.ts';
import { native, sales, subtotal } from './shapes.ts';
import { context, entities, type Json, json, read, request, update } from './support.ts';

const invoice = entities.get('invoice');

describe('reading', () => {
  test('a bundle is one line and its parts stay behind it', () => {
    const bundle = {
      Id: '1',
      LineNum: 1,
      Amount: 90,
      Description: 'Roof set',
      DetailType: 'GroupLineDetail',
      GroupLineDetail: {
        GroupItemRef: { value: '40', name: 'Roof set' },
        Quantity: 3,
        Line: [sales('2', { Amount: 60 }, { TaxCodeRef: { value: 'TAX' } }), sales('3', { Amount: 30 })],
      },
    };
    const shown = native([bundle, subtotal(90)], { TotalAmt: 90, Balance: 90 });
    expect(read('invoice', shown).body?.lines).toEqual([
      {
        id: '1',
        kind: 'item',
        item: '40',
        description: 'Roof set',
        quantity: '3',
        unitPrice: null,
        percent: null,
        amount: '90.00',
        taxable: true,
      },
    ]);
    // Another line is added: the bundle goes back with its parts, word for word.
    const before = read('invoice', shown).body as Json;
    const more = { id: 'new:2', kind: 'item', item: '11', quantity: '1', unitPrice: '5', taxable: false };
    const sent = update('invoice', shown, { lines: [...(before.lines as Json[]), more] });
    expect((sent.Line as Json[])[0]).toEqual(bundle);
    expect((sent.Line as Json[])[1]).toMatchObject({ LineNum: 2, SalesItemLineDetail: { ItemRef: { value: '11' } } });
    // An edited bundle is refused rather than torn apart.
    const edited = (before.lines as Json[]).map((line) => ({ ...line, quantity: '4' }));
    expect(() => update('invoice', shown, { lines: edited })).toThrow('bundle');
  });

  test('where amount and quantity times price differ, the amount counts', () => {
    const odd = native([sales('1', { Amount: 99.99 }), subtotal(99.99)], { TotalAmt: 99.99 });
    const read1 = read('invoice', odd).body as Body;
    expect((read1.lines as Json[])[0]).toMatchObject({ quantity: '2', unitPrice: null, amount: '99.99' });
    expect(invoice.derive(read1)).toEqual(read1);
  });

  test('statement charges, special items and unknown kinds count into the total', () => {
    const strange = native(
      [
        sales('1', { Amount: 20 }, { ItemRef: { value: 'SHIPPING_ITEM_ID' }, Qty: undefined, UnitPrice: undefined }),
        { Id: '2', Amount: 30, DetailType: 'TimeMachineDetail', TimeMachineDetail: {} },
        subtotal(125),
      ],
      { TotalAmt: 125 },
    );
    const found = read('invoice', strange).body as Body;
    expect((found.lines as Json[]).map((line) => [line.id, line.item, line.amount])).toEqual([
      ['1', null, '20.00'],
      ['2', null, '30.00'],
      ['charges', null, '75.00'],
    ]);
    expect(found.subtotal).toBe('125.00');
    expect(invoice.derive(found)).toEqual(found);
    // Editing a text beside them leaves them alone.
    expect(update('invoice', strange, { memo: 'hi' })).not.toHaveProperty('Line');
  });

  test('old spellings of the line types', () => {
    const old = native([
      sales('1', { DetailType: 'SALES_ITEM_LINE_DETAIL' }),
      { ...subtotal(100), DetailType: 'SUB_TOTAL_LINE_DETAIL' },
    ]);
    expect(read('invoice', old).body?.lines).toHaveLength(1);
  });

  test('tax beyond the percentage travels as a correction', () => {
    const tax = (percent: number, rate: string): Json => ({
      Amount: 1,
      DetailType: 'TaxLineDetail',
      TaxLineDetail: { TaxRateRef: { value: rate }, PercentBased: true, TaxPercent: percent, NetAmountTaxable: 100 },
    });
    const combined = native(
      [sales('1', { Amount: 100.7 }, { UnitPrice: 50.35, TaxCodeRef: { value: 'TAX' } }), subtotal(100.7)],
      {
        TxnTaxDetail: { TxnTaxCodeRef: { value: '4' }, TotalTax: 8.32, TaxLine: [tax(7.25, '1'), tax(1, '2')] },
        TotalAmt: 109.02,
        Balance: 109.02,
      },
    );
    const found = read('invoice', combined, context({ taxCodes: { shire: '4' } })).body as Body;
    // 8.25 % of 100.70 is 8.31; the two rates alone are 7.30 and 1.01.
    expect(found).toMatchObject({ taxRate: 'shire', taxPercent: '8.25', taxAdjustment: '0.01', taxTotal: '8.32' });
    expect(invoice.derive(found)).toEqual(found);
  });
});

describe('void', () => {
  const voided = native(
    [
      {
        ...sales('1', { Amount: 0 }),
        SalesItemLineDetail: { ItemRef: { value: '11' }, Qty: 0, TaxCodeRef: { value: 'TAX' } },
      },
      subtotal(0),
    ],
    { TotalAmt: 0, Balance: 0, PrivateNote: 'Voided - gate code 4', SyncToken: '4' },
  );
  test('three signs together, and the note without the word', () => {
    expect(read('invoice', voided)).toMatchObject({
      life: 'void',
      body: { privateNote: 'gate code 4', total: '0.00' },
    });
    expect(read('invoice', { ...voided, PrivateNote: 'Voided' }).body?.privateNote).toBeNull();
  });
  test.each([
    ['the word alone', native([sales('1'), subtotal(100)], { PrivateNote: 'Voided cheque inside' })],
    ['zero alone', { ...voided, PrivateNote: undefined }],
    ['another word', { ...voided, PrivateNote: 'Avoided a leak' }],
  ])('%s is not void', (_, record) => {
    expect(read('invoice', record).life).toBe('live');
  });
  test('its note, lines and tax are never sent back', () => {
    const sent = update('invoice', voided, { privateNote: 'x', lines: [], memo: 'bye', taxPercent: '9' });
    expect(sent).toEqual({ Id: '130', SyncToken: '4', sparse: true, CustomerMemo: { value: 'bye' } });
  });
  test('leaving needs id and token, coming back is not possible', () => {
    expect(json(invoice, request('invoice', 'remove', { mode: 'void', id: '130', revision: '0' }))).toEqual({
      Id: '130',
      SyncToken: '0',
    });
    const back = request('invoice', 'restore', { body: read('invoice', voided).body, native: voided });
    expect(invoice.quickbooks.write(back, context())).toMatchObject({
      ok: false,
      error: { code: 'sync.notTranslatable' },
    });
  });
});
