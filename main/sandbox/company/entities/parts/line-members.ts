/** The table of a sales form's lines, and the walk over the lines that sell something. */
import {
  choice,
  day,
  flag,
  isList,
  isObject,
  list,
  type Members,
  money,
  number,
  object,
  ref,
  text,
  whole,
} from '../../members.ts';
import type { Json } from '../../types.ts';

/** What is added to a cost that is passed on: recorded on the lines that bill one, documented on the lines of the cost. */
export const markupInfo = () =>
  object(
    { PercentBased: flag(), Value: number(), Percent: number(), MarkUpIncomeAccountRef: ref('Account') },
    { tolerated: ['PriceLevelRef'] },
  );

export const linkedTxn = () => list({ TxnId: text(20), TxnType: text(40), TxnLineId: text(20) });

const salesItem: Members = {
  ServiceDate: day(),
  ItemRef: ref('Item'),
  ClassRef: ref('Class'),
  MarkupInfo: markupInfo(),
  UnitPrice: number(),
  Qty: number(),
  ItemAccountRef: ref('Account'),
  TaxCodeRef: ref('TaxCode', { named: false }),
  TaxInclusiveAmt: money(),
  DiscountRate: number(),
  DiscountAmt: money(),
};

const itemTolerated = [
  'UnitCostPrice',
  'RatePercent',
  'PriceLevelRef',
  'UOMRef',
  'InventorySiteRef',
  'TaxClassificationRef',
  'DeferredRevenue',
  'RetainageAmount',
  'SalesItemLineDetailEx',
]; // prettier-ignore

const DETAIL_TYPES = [
  'SalesItemLineDetail',
  'GroupLineDetail',
  'DescriptionOnly',
  'DiscountLineDetail',
  'SubTotalLineDetail',
];

const LINE_TOLERATED = [
  'Received',
  'PaymentLineDetail',
  'TaxLineDetail',
  'ItemBasedExpenseLineDetail',
  'AccountBasedExpenseLineDetail',
  'ReimburseLineDetail',
  'DepositLineDetail',
  'PurchaseOrderItemLineDetail',
  'SalesOrderItemLineDetail',
  'ItemReceiptLineDetail',
  'JournalEntryLineDetail',
  'TDSLineDetail',
  'ItemAdjustmentLineDetail',
  'CustomField',
  'LineEx',
  'ProjectRef',
  'CostAmount',
  'HomeCostAmount',
]; // prettier-ignore

const plainLine: Members = {
  Id: text(20),
  LineNum: whole(),
  Description: text(4000),
  Amount: money(),
  LinkedTxn: linkedTxn(),
  DetailType: choice(DETAIL_TYPES),
  SalesItemLineDetail: object(salesItem, { tolerated: itemTolerated }),
  DescriptionLineDetail: object({ ServiceDate: day(), TaxCodeRef: ref('TaxCode', { named: false }) }),
  DiscountLineDetail: object(
    {
      PercentBased: flag(),
      DiscountPercent: number(),
      DiscountAccountRef: ref('Account'),
      ServiceDate: day(),
      ClassRef: ref('Class'),
      TaxCodeRef: ref('TaxCode', { named: false }),
    },
    { tolerated: ['DiscountRef', 'DiscountLineDetailEx'] },
  ),
  SubTotalLineDetail: object({ ItemRef: ref('Item'), ServiceDate: day() }),
  CustomExtensions: list({}),
};

export const salesLines = () =>
  list(
    {
      ...plainLine,
      GroupLineDetail: object(
        { GroupItemRef: ref('Item'), Quantity: number(), Line: list(plainLine, { tolerated: LINE_TOLERATED }) },
        { tolerated: ['UOMRef', 'ServiceDate', 'GroupLineDetailEx'] },
      ),
    },
    { tolerated: LINE_TOLERATED },
  );

export type Wire = { readonly [name: string]: Json };

/** Every line but the wrappers of bundles: the lines inside a bundle stand where the bundle stands. */
export function flatLines(lines: Json | undefined): Wire[] {
  if (!isList(lines)) return [];
  return lines.flatMap((line) => {
    if (!isObject(line)) return [];
    return isObject(line.GroupLineDetail) ? flatLines(line.GroupLineDetail.Line) : [line];
  });
}
