import type { Json } from './support.ts';

export const sales = (id: string, more: Json = {}, detail: Json = {}): Json => ({
  Id: id,
  LineNum: Number(id),
  Description: `Work ${id}`,
  Amount: 100,
  DetailType: 'SalesItemLineDetail',
  SalesItemLineDetail: {
    ItemRef: { value: '11', name: 'Labor' },
    Qty: 2,
    UnitPrice: 50,
    TaxCodeRef: { value: 'NON' },
    ...detail,
  },
  ...more,
});
export const subtotal = (Amount: number): Json => ({
  Amount,
  DetailType: 'SubTotalLineDetail',
  SubTotalLineDetail: {},
});
export const discount = (Amount: number, percent?: number): Json => ({
  Amount,
  DetailType: 'DiscountLineDetail',
  DiscountLineDetail:
    percent === undefined ? { PercentBased: false } : { PercentBased: true, DiscountPercent: percent },
});
export const native = (Line: Json[], more: Json = {}): Json => ({
  Id: '130',
  SyncToken: '3',
  DocNumber: '1037',
  TxnDate: '2026-04-08',
  DueDate: '2026-05-08',
  CustomerRef: { value: '24', name: 'Somebody' },
  Line,
  TxnTaxDetail: { TotalTax: 0 },
  TotalAmt: 200,
  Balance: 200,
  ...more,
});
