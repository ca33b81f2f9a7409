/** Lines of sales forms worked out: their identity, their amounts, and the lines QuickBooks adds itself. */
import type { Draft } from '../../entity.ts';
import { business, missing, refuse } from '../../faults.ts';
import { isList, isObject, refValue } from '../../members.ts';
import { fromCents, percentOf, product, toCents, unitPrice } from '../../money.ts';
import type { Body, Json } from '../../types.ts';
import { bundleLines } from './bundle.ts';
import { grossOf } from './global-tax.ts';
import { flatLines, type Wire } from './line-members.ts';
import { lineTaxCode } from './line-tax.ts';
import { isOn, otherPreference, preference } from './preferences.ts';
import { resolve } from './refs.ts';

export { linkedTxn, markupInfo, salesLines } from './line-members.ts';

/** A document's lines worked out: as stored, with the sums tax and totals are made of. All in cents. */
export type SalesSums = {
  readonly lines: Json[];
  readonly subtotal: number;
  readonly taxable: number;
  readonly discount: number;
  /** Shipping and gratuity: after the subtotal and the discount, inside the total. */
  readonly extra: number;
  /** Lines that sell something. */
  readonly count: number;
};

/** QuickBooks takes 10,000 lines, or 750 when the form is taxed (sales-form.ts). */
const MOST_LINES = 10_000;

/** Not items of the list: they name the fields below the lines. */
const SPECIAL_ITEMS = new Set(['SHIPPING_ITEM_ID', 'GRATUITY_ITEM_ID']);

type Numbers = { nextId: number; lineNum: number };

/**
 * Works the lines of a sales form out: keeps the identity of lines sent with a known Id, numbers the rest anew, fills
 * in what QuickBooks fills in, checks amounts, and puts the subtotal (and discount) line where QuickBooks puts them.
 */
export function workOutLines(draft: Draft): SalesSums {
  const given = draft.body.Line;
  if (!isList(given) || given.length === 0) throw missing('Line');
  if (given.length > MOST_LINES) throw business(`A transaction can have at most ${MOST_LINES} lines.`, 'Line');
  const before = earlierLines(draft);
  const numbers: Numbers = {
    nextId: typeof draft.kept.nextLine === 'number' ? draft.kept.nextLine : 1,
    lineNum: 0,
  };
  const lines: Json[] = [];
  const specials: Worked[] = [];
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
    const special = specialLine(draft, item);
    if (special !== undefined) {
      specials.push(special);
      taxable += special.taxable;
      continue;
    }
    const number = numbered(item, before, numbers);
    const line = type === 'GroupLineDetail' ? groupLine(draft, item, before, numbers) : single(draft, item, before);
    lines.push({ ...number, ...line.wire });
    subtotal += line.cents;
    taxable += line.taxable;
  }
  if (lines.length === 0 && specials.length === 0)
    throw refuse('2250', 'Transaction must have at least one line.', 'Line');
  lines.push({ Amount: fromCents(subtotal), DetailType: 'SubTotalLineDetail', SubTotalLineDetail: {} });
  let discount = 0;
  if (discountLine !== undefined) {
    const worked = discountOf(draft, discountLine, subtotal);
    discount = worked.cents;
    if (worked.cents !== 0) lines.push(worked.wire);
  }
  for (const special of specials) lines.push(special.wire);
  draft.kept.nextLine = numbers.nextId;
  const extra = specials.reduce((sum, special) => sum + special.cents, 0);
  return { lines, subtotal, taxable, discount, extra, count: numbers.lineNum };
}

/** The form's present lines by Id, those inside bundles too. */
function earlierLines(draft: Draft): Map<string, Wire> {
  const lines = draft.before?.body.Line;
  const known = new Map<string, Wire>();
  for (const line of [...(isList(lines) ? lines : []), ...flatLines(lines)])
    if (isObject(line) && typeof line.Id === 'string') known.set(line.Id, line);
  return known;
}

function numbered(item: Wire, before: ReadonlyMap<string, Wire>, numbers: Numbers): Body {
  const known = typeof item.Id === 'string' && before.has(item.Id) ? item.Id : undefined;
  const id = known ?? String(numbers.nextId);
  if (known === undefined) numbers.nextId += 1;
  numbers.lineNum += 1;
  return { Id: id, LineNum: numbers.lineNum };
}

/** `taxable`: how many of its cents the tax is worked out on. */
type Worked = { readonly wire: Body; readonly cents: number; readonly taxable: number };

function single(draft: Draft, item: Wire, before: ReadonlyMap<string, Wire>): Worked {
  return item.DetailType === 'SalesItemLineDetail' ? salesLine(draft, item, before) : plain(item);
}

/** Description lines carry no money; whatever amount they are sent with is dropped. */
function plain(item: Wire): Worked {
  const wire: Body = {};
  if (item.Description !== undefined && item.Description !== null) wire.Description = item.Description;
  wire.DetailType = 'DescriptionOnly';
  wire.DescriptionLineDetail = item.DescriptionLineDetail ?? {};
  wire.CustomExtensions = [];
  return { wire, cents: 0, taxable: 0 };
}

/** A bundle comes to what the lines inside it come to, whatever amount it is sent with. */
function groupLine(draft: Draft, item: Wire, before: ReadonlyMap<string, Wire>, numbers: Numbers): Worked {
  const bundle = bundleLines(draft, item, before);
  let cents = 0;
  let taxable = 0;
  const inner = bundle.lines.map((given): Json => {
    const number = numbered(given, before, numbers);
    const line = single(draft, given, before);
    cents += line.cents;
    taxable += line.taxable;
    return { ...number, ...line.wire };
  });
  const wire: Body = {};
  if (item.Description !== undefined && item.Description !== null) wire.Description = item.Description;
  wire.Amount = fromCents(cents);
  if (isList(item.LinkedTxn) && item.LinkedTxn.length > 0) wire.LinkedTxn = item.LinkedTxn;
  wire.DetailType = 'GroupLineDetail';
  wire.GroupLineDetail = { GroupItemRef: { value: bundle.item.id }, Quantity: bundle.quantity, Line: inner };
  wire.CustomExtensions = [];
  return { wire, cents, taxable };
}

/** Shipping or gratuity: no Id, no number, not in the subtotal (documented sample). */
function specialLine(draft: Draft, item: Wire): Worked | undefined {
  const sent = isObject(item.SalesItemLineDetail) ? item.SalesItemLineDetail : {};
  const id = refValue(sent.ItemRef);
  if (id === undefined || !SPECIAL_ITEMS.has(id)) return undefined;
  if (id === 'SHIPPING_ITEM_ID' && !isOn(draft.reader, 'SalesFormsPrefs', 'AllowShipping'))
    throw business('Shipping is turned off in the company settings.', 'ItemRef');
  if (typeof item.Amount !== 'number') throw missing('Line.Amount');
  const cents = toCents(item.Amount);
  // Booked to the account the company has for shipping now, and left there.
  const account = preference(draft.reader, 'SalesFormsPrefs', 'DefaultShippingAccount');
  if (id === 'SHIPPING_ITEM_ID' && typeof account === 'string' && account !== '') draft.kept.shipping ??= account;
  const detail: Body = { ItemRef: { value: id } };
  const code = refValue(sent.TaxCodeRef) === undefined ? undefined : lineTaxCode(draft, sent.TaxCodeRef);
  if (code !== undefined) detail.TaxCodeRef = { value: code };
  const wire: Body = { Amount: fromCents(cents), DetailType: 'SalesItemLineDetail', SalesItemLineDetail: detail };
  return { wire, cents, taxable: code === 'TAX' ? cents : 0 };
}

function salesLine(draft: Draft, item: Wire, before: ReadonlyMap<string, Wire>): Worked {
  const sent = isObject(item.SalesItemLineDetail) ? item.SalesItemLineDetail : {};
  const itemId = refValue(sent.ItemRef);
  // A sales line without an item is documentation: its amount is ignored (API reference).
  if (itemId === undefined) return plain(item);
  const stood = standing(before, item, itemId);
  const row = resolve(draft, 'Item', itemId, 'ItemRef', stood === undefined ? undefined : itemId);
  if (row.body.Type === 'Category') throw business('A category cannot be used on a transaction.', 'ItemRef');
  if (row.body.Type === 'Group')
    throw business('A bundle stands on a line of its own kind: GroupLineDetail.', 'ItemRef');
  const quantity = typeof sent.Qty === 'number' ? sent.Qty : undefined;
  const price = typeof sent.UnitPrice === 'number' ? sent.UnitPrice : undefined;
  if (typeof item.Amount !== 'number') throw missing('Line.Amount');
  const cents = toCents(item.Amount);
  if (quantity !== undefined && price !== undefined && product(quantity, price) !== cents) {
    throw refuse('6070', `Amount is not equal to UnitPrice * Qty. Supplied value:${item.Amount}`, 'Line.Amount');
  }
  const asked = grossOf(draft, sent.TaxInclusiveAmt) ?? cents;
  const detail: Body = {};
  if (sent.ServiceDate !== undefined && sent.ServiceDate !== null) detail.ServiceDate = sent.ServiceDate;
  detail.ItemRef = { value: itemId };
  const group = refValue(sent.ClassRef);
  if (group !== undefined) {
    resolve(draft, 'Class', group, 'ClassRef', refValue(stood?.ClassRef));
    detail.ClassRef = { value: group };
  }
  if (isObject(sent.MarkupInfo)) detail.MarkupInfo = sent.MarkupInfo;
  if (price !== undefined) detail.UnitPrice = price;
  else if (quantity !== undefined && quantity !== 0) detail.UnitPrice = unitPrice(cents, quantity);
  if (quantity !== undefined) detail.Qty = quantity;
  // A line that stays keeps the account it was booked to, even if the item has moved on.
  const income = stood?.ItemAccountRef ?? row.body.IncomeAccountRef;
  if (refValue(income) !== undefined && income !== undefined) detail.ItemAccountRef = income;
  const code = lineTaxCode(draft, sent.TaxCodeRef, refValue(stood?.TaxCodeRef));
  if (code !== undefined) detail.TaxCodeRef = { value: code };
  const wire: Body = {};
  if (item.Description !== undefined && item.Description !== null) wire.Description = item.Description;
  else if (draft.mode === 'create' && typeof row.body.Description === 'string' && draft.work.actor.screen) {
    // The screen fills in the item's description; the API leaves the line as sent (recorded).
    wire.Description = row.body.Description;
  }
  wire.Amount = fromCents(asked);
  if (isList(item.LinkedTxn) && item.LinkedTxn.length > 0) wire.LinkedTxn = item.LinkedTxn;
  wire.DetailType = 'SalesItemLineDetail';
  wire.SalesItemLineDetail = detail;
  wire.CustomExtensions = [];
  return { wire, cents: asked, taxable: code === 'TAX' ? cents : 0 };
}

/** The line's present detail when it stays with its item: an item made inactive later may remain where it stands. */
function standing(before: ReadonlyMap<string, Wire>, item: Wire, itemId: string): Wire | undefined {
  const line = typeof item.Id === 'string' ? before.get(item.Id) : undefined;
  const detail = line === undefined || !isObject(line.SalesItemLineDetail) ? undefined : line.SalesItemLineDetail;
  return detail !== undefined && refValue(detail.ItemRef) === itemId ? detail : undefined;
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
