/** Lines of sales forms: their table, their identity, their amounts. */
import type { Draft } from '../../entity.ts';
import { business, missing, refuse } from '../../faults.ts';
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
  refValue,
  text,
  whole,
} from '../../members.ts';
import { fromCents, percentOf, product, toCents, unitPrice } from '../../money.ts';
import type { Body, Json } from '../../types.ts';
import { isOn, otherPreference } from './preferences.ts';
import { resolve } from './refs.ts';

export const linkedTxn = () => list({ TxnId: text(20), TxnType: text(40), TxnLineId: text(20) });

const salesItem: Members = {
  ServiceDate: day(),
  ItemRef: ref('Item'),
  ClassRef: ref('Class'),
  UnitPrice: number(),
  Qty: number(),
  ItemAccountRef: ref('Account'),
  TaxCodeRef: ref('TaxCode', { named: false }),
  DiscountRate: number(),
  DiscountAmt: money(),
};

const itemTolerated = [
  'UnitCostPrice',
  'RatePercent',
  'PriceLevelRef',
  'MarkupInfo',
  'UOMRef',
  'InventorySiteRef',
  'TaxClassificationRef',
  'TaxInclusiveAmt',
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

/** A document's lines worked out: as stored, with the sums tax and totals are made of. All in cents. */
export type SalesSums = {
  readonly lines: Json[];
  readonly subtotal: number;
  readonly taxable: number;
  readonly discount: number;
};

/** QuickBooks takes 10,000 lines, or 750 when the form is taxed. */
const MOST_LINES = 10_000;

/**
 * Works the lines of a sales form out: keeps the identity of lines sent with a known Id, numbers the rest anew, fills
 * in what QuickBooks fills in, checks amounts, and puts the subtotal (and discount) line where QuickBooks puts them.
 */
export function workOutLines(draft: Draft): SalesSums {
  const given = draft.body.Line;
  if (!isList(given) || given.length === 0) throw missing('Line');
  if (given.length > MOST_LINES) throw business(`A transaction can have at most ${MOST_LINES} lines.`, 'Line');
  const before = earlierLines(draft);
  let nextId = typeof draft.kept.nextLine === 'number' ? draft.kept.nextLine : 1;
  const lines: Json[] = [];
  let discountLine: Body | undefined;
  let subtotal = 0;
  let taxable = 0;
  for (const item of given) {
    if (!isObject(item)) continue;
    const type = item.DetailType;
    if (type === undefined || type === null) throw missing('Line.DetailType');
    if (type === 'SubTotalLineDetail') continue;
    if (type === 'DiscountLineDetail') {
      discountLine = { ...item };
      continue;
    }
    const line = type === 'SalesItemLineDetail' ? salesLine(draft, item, before) : plain(item);
    const known = typeof item.Id === 'string' && before.has(item.Id) ? item.Id : undefined;
    const id = known ?? String(nextId);
    if (known === undefined) nextId += 1;
    lines.push({ Id: id, LineNum: lines.length + 1, ...line.wire });
    subtotal += line.cents;
    if (line.taxable) taxable += line.cents;
  }
  if (lines.length === 0) throw refuse('2250', 'Transaction must have at least one line.', 'Line');
  lines.push({ Amount: fromCents(subtotal), DetailType: 'SubTotalLineDetail', SubTotalLineDetail: {} });
  let discount = 0;
  if (discountLine !== undefined) {
    const worked = discountOf(draft, discountLine, subtotal);
    discount = worked.cents;
    if (worked.cents !== 0) lines.push(worked.wire);
  }
  draft.kept.nextLine = nextId;
  return { lines, subtotal, taxable, discount };
}

type Wire = { readonly [name: string]: Json };

/** The form's present lines by Id. */
function earlierLines(draft: Draft): Map<string, Wire> {
  const known = new Map<string, Wire>();
  const lines = draft.before?.body.Line;
  if (isList(lines))
    for (const line of lines) if (isObject(line) && typeof line.Id === 'string') known.set(line.Id, line);
  return known;
}

type Worked = { readonly wire: Body; readonly cents: number; readonly taxable: boolean };

/** Description lines carry no money; whatever amount they are sent with is dropped. */
function plain(item: Wire): Worked {
  const wire: Body = {};
  if (item.Description !== undefined && item.Description !== null) wire.Description = item.Description;
  if (item.DetailType === 'GroupLineDetail') {
    const cents = typeof item.Amount === 'number' ? toCents(item.Amount) : 0;
    wire.Amount = fromCents(cents);
    wire.DetailType = 'GroupLineDetail';
    wire.GroupLineDetail = item.GroupLineDetail ?? {};
    wire.CustomExtensions = [];
    return { wire, cents, taxable: false };
  }
  wire.DetailType = 'DescriptionOnly';
  wire.DescriptionLineDetail = item.DescriptionLineDetail ?? {};
  wire.CustomExtensions = [];
  return { wire, cents: 0, taxable: false };
}

function salesLine(draft: Draft, item: Wire, before: ReadonlyMap<string, Wire>): Worked {
  const sent = isObject(item.SalesItemLineDetail) ? item.SalesItemLineDetail : {};
  const itemId = refValue(sent.ItemRef);
  // A sales line without an item is documentation: its amount is ignored (API reference).
  if (itemId === undefined) return plain({ ...item, DetailType: 'DescriptionOnly' });
  const stood = standing(before, item, itemId);
  const row = resolve(draft, 'Item', itemId, 'ItemRef', stood === undefined ? undefined : itemId);
  if (row.body.Type === 'Category') throw business('A category cannot be used on a transaction.', 'ItemRef');
  const quantity = typeof sent.Qty === 'number' ? sent.Qty : undefined;
  const price = typeof sent.UnitPrice === 'number' ? sent.UnitPrice : undefined;
  if (typeof item.Amount !== 'number') throw missing('Line.Amount');
  const cents = toCents(item.Amount);
  if (quantity !== undefined && price !== undefined && product(quantity, price) !== cents) {
    throw refuse('6070', `Amount is not equal to UnitPrice * Qty. Supplied value:${item.Amount}`, 'Line.Amount');
  }
  const detail: Body = {};
  if (sent.ServiceDate !== undefined && sent.ServiceDate !== null) detail.ServiceDate = sent.ServiceDate;
  detail.ItemRef = { value: itemId };
  if (refValue(sent.ClassRef) !== undefined && sent.ClassRef !== undefined) detail.ClassRef = sent.ClassRef;
  if (price !== undefined) detail.UnitPrice = price;
  else if (quantity !== undefined && quantity !== 0) detail.UnitPrice = unitPrice(cents, quantity);
  if (quantity !== undefined) detail.Qty = quantity;
  // A line that stays keeps the account it was booked to, even if the item has moved on.
  const income = stood?.ItemAccountRef ?? row.body.IncomeAccountRef;
  if (refValue(income) !== undefined && income !== undefined) detail.ItemAccountRef = income;
  const code = lineTaxCode(sent.TaxCodeRef);
  detail.TaxCodeRef = { value: code };
  const wire: Body = {};
  if (item.Description !== undefined && item.Description !== null) wire.Description = item.Description;
  else if (draft.mode === 'create' && typeof row.body.Description === 'string' && draft.work.actor.screen) {
    // The screen fills in the item's description; the API leaves the line as sent (recorded).
    wire.Description = row.body.Description;
  }
  wire.Amount = fromCents(cents);
  if (isList(item.LinkedTxn) && item.LinkedTxn.length > 0) wire.LinkedTxn = item.LinkedTxn;
  wire.DetailType = 'SalesItemLineDetail';
  wire.SalesItemLineDetail = detail;
  wire.CustomExtensions = [];
  return { wire, cents, taxable: code === 'TAX' };
}

/** The line's present detail when it stays with its item: an item made inactive later may remain where it stands. */
function standing(before: ReadonlyMap<string, Wire>, item: Wire, itemId: string): Wire | undefined {
  const line = typeof item.Id === 'string' ? before.get(item.Id) : undefined;
  const detail = line === undefined || !isObject(line.SalesItemLineDetail) ? undefined : line.SalesItemLineDetail;
  return detail !== undefined && refValue(detail.ItemRef) === itemId ? detail : undefined;
}

/** A US line is TAX or NON; NON when not said. */
function lineTaxCode(given: Json | undefined): string {
  const code = refValue(given) ?? 'NON';
  if (code !== 'TAX' && code !== 'NON') {
    throw refuse('6100', `Valid Line TaxCodes for US should be TAX or NON. Supplied value:${code}`, 'TaxCodeRef');
  }
  return code;
}

function discountOf(draft: Draft, line: Body, subtotal: number): { wire: Body; cents: number } {
  if (!isOn(draft.reader, 'SalesFormsPrefs', 'AllowDiscount'))
    throw business('Discounts are turned off in the company settings.', 'Line');
  const sent = isObject(line.DiscountLineDetail) ? line.DiscountLineDetail : {};
  const percent =
    sent.PercentBased === true && typeof sent.DiscountPercent === 'number' ? sent.DiscountPercent : undefined;
  if (percent === undefined && typeof line.Amount !== 'number') {
    throw refuse('6090', 'Discount amount or percent should be provided.', 'DiscountLineDetail');
  }
  const cents = percent === undefined ? toCents(Number(line.Amount)) : percentOf(subtotal, percent);
  const account = sent.DiscountAccountRef ?? {
    value: otherPreference(draft.reader, 'SalesFormsPrefs.DefaultDiscountAccount') ?? '',
  };
  const id = refValue(account);
  if (id === undefined || id === '') throw missing('DiscountAccountRef');
  resolve(draft, 'Account', id, 'DiscountAccountRef', id);
  const detail: Body = { PercentBased: percent !== undefined };
  if (percent !== undefined) detail.DiscountPercent = percent;
  detail.DiscountAccountRef = { value: id };
  return { wire: { Amount: fromCents(cents), DetailType: 'DiscountLineDetail', DiscountLineDetail: detail }, cents };
}
