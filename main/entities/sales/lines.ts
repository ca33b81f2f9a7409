import type { AppError } from '../../../shared/errors.ts';
import type { AmountsAre } from '../../../shared/policy.ts';
import type { TranslationContext } from '../../core/types.ts';
import { amountsOf, isSpecial, kindOf, SHIPPING_ITEM } from '../sales/native.ts';
import { type LineTax, priceFor } from '../tax/arithmetic.ts';
import { codeReader, readAmountsAre, taxesByLine, writeCode } from '../tax/codes.ts';
import { inclusiveLine } from '../tax/lines.ts';
import {
  Dec,
  decimal,
  longText,
  money,
  notTranslatable,
  record,
  records,
  refId,
  sum,
  text,
  toNumber,
} from '../values.ts';
import type { SalesLine } from './schema.ts';
import { product, share } from './totals.ts';

type Raw = Record<string, unknown>;

/** QuickBooks keeps one discount a document and gives it no Id; this is its identity for us. */
export const DISCOUNT_ID = 'discount';

/** QuickBooks keeps one amount for shipping a document, below the subtotal and without an Id; this is its identity for us. */
export const SHIPPING_ID = 'shipping';

const isShipping = (raw: Raw): boolean =>
  text(raw.Id) === null && refId(record(raw.SalesItemLineDetail).ItemRef) === SHIPPING_ITEM;

/** The line that stands for charges QuickBooks adds to the subtotal without showing a line. */
export const CHARGES_ID = 'charges';

/** Identity of a line: its Id, or a name of our own for lines QuickBooks gives none. */
export const lineId = (raw: Raw, index: number): string =>
  text(raw.Id) ??
  (kindOf(raw) === 'DiscountLineDetail' ? DISCOUNT_ID : isShipping(raw) ? SHIPPING_ID : `line:${index + 1}`);

/** One line with its members in one order, so that equal lines also have equal text. */
const make = (id: string, kind: SalesLine['kind'], members: Partial<SalesLine>): SalesLine => ({
  id,
  kind,
  item: members.item ?? null,
  description: members.description ?? null,
  quantity: members.quantity ?? null,
  unitPrice: members.unitPrice ?? null,
  percent: members.percent ?? null,
  amount: members.amount ?? null,
  taxable: members.taxable ?? false,
  ...(members.taxRate === undefined ? {} : { taxRate: members.taxRate }),
  ...(members.taxPercent === undefined ? {} : { taxPercent: members.taxPercent }),
});

/** How the codes of lines are read: US lines say TAX or NON, elsewhere each names a code of the company. */
type Reading = { inclusive: boolean; taxOf(code: string | null): LineTax & { taxable: boolean } };

const US: Reading = { inclusive: false, taxOf: (code) => ({ taxable: code !== null && code !== 'NON' }) };

function readingOf(native: unknown, context: TranslationContext | undefined): Reading {
  if (context === undefined || !taxesByLine(context)) return US;
  const amountsAre = readAmountsAre(native);
  if (amountsAre === 'none') return { inclusive: false, taxOf: () => ({ taxable: false }) };
  const codes = amountsOf(native).map((one) => one.code);
  const read = codeReader(codes, record(native).TxnTaxDetail, 'sales', context);
  return {
    inclusive: amountsAre === 'inclusive',
    taxOf(code) {
      const tax = read(code);
      return { taxable: tax.taxPercent !== undefined, ...tax };
    },
  };
}

function readSales(raw: Raw, id: string, reading: Reading): SalesLine {
  const detail = record(raw.SalesItemLineDetail);
  // With the tax inside, the line is what it came to with it; Amount and price stand without.
  const gross = reading.inclusive ? money(detail.TaxInclusiveAmt) : null;
  const amount = gross ?? money(raw.Amount) ?? '0.00';
  const quantity = decimal(detail.Qty);
  if (isShipping(raw)) return make(id, 'shipping', { amount, ...reading.taxOf(refId(detail.TaxCodeRef)) });
  const unitPrice = gross === null || quantity === null ? decimal(detail.UnitPrice) : priceFor(gross, quantity, 5);
  const item = refId(detail.ItemRef);
  // Where QuickBooks' own amount is another than quantity times price, the amount is what counts.
  const exact = quantity !== null && unitPrice !== null && product(quantity, unitPrice) === amount;
  return make(id, 'item', {
    item: item !== null && isSpecial(item) ? null : item,
    description: longText(raw.Description),
    quantity,
    unitPrice: exact || quantity === null ? unitPrice : null,
    amount,
    ...reading.taxOf(refId(detail.TaxCodeRef)),
  });
}

function readGroup(raw: Raw, id: string, reading: Reading): SalesLine {
  const detail = record(raw.GroupLineDetail);
  const children = records(detail.Line).map((child) => readSales(child, '', reading));
  const total = sum(children.map((child) => child.amount));
  const taxes = new Map(children.map((child) => [JSON.stringify([child.taxRate, child.taxPercent]), child]));
  const [only] = taxes.values();
  // Parts at several rates: the bundle is one amount here, so its tax is told by QuickBooks alone.
  const several = taxes.size > 1 && children.some((child) => child.taxPercent !== undefined);
  return make(id, 'item', {
    item: refId(detail.GroupItemRef),
    description: longText(raw.Description),
    quantity: decimal(detail.Quantity),
    // A bundle has the sum of its parts, no price of its own.
    amount: reading.inclusive ? total : (money(raw.Amount) ?? total),
    taxable: children.some((child) => child.taxable),
    ...(several ? { taxPercent: '0' } : only === undefined ? {} : taxOf(only)),
  });
}

const taxOf = ({ taxRate, taxPercent }: SalesLine): LineTax => ({
  ...(taxRate === undefined ? {} : { taxRate }),
  ...(taxPercent === undefined ? {} : { taxPercent }),
});

function readLine(raw: Raw, index: number, subtotal: () => string, reading: Reading): SalesLine | null {
  const id = lineId(raw, index);
  switch (kindOf(raw)) {
    case 'SubTotalLineDetail':
      return null;
    case 'SalesItemLineDetail':
      return readSales(raw, id, reading);
    case 'GroupLineDetail':
      return readGroup(raw, id, reading);
    case 'DescriptionOnly':
      return make(id, 'text', { description: longText(raw.Description) });
    case 'DiscountLineDetail': {
      const detail = record(raw.DiscountLineDetail);
      const amount = money(raw.Amount) ?? '0.00';
      const percent = detail.PercentBased === true ? decimal(detail.DiscountPercent) : null;
      const exact = percent !== null && share(subtotal(), percent) === amount;
      const description = longText(raw.Description);
      return make(id, 'discount', { description, percent: exact ? percent : null, amount });
    }
    default:
      // A kind we do not know still counts into the total.
      return make(id, 'item', { description: longText(raw.Description), amount: money(raw.Amount) ?? '0.00' });
  }
}

/**
 * What a document's subtotal holds beyond the lines above it: statement charges are part of a document without being lines
 * of it. They become one line of ours, so that totals agree; it is taxable when QuickBooks taxes more than the lines
 * explain. What stands below the subtotal (shipping, gratuity) is no part of it.
 */
function hiddenCharges(raws: Raw[], plain: (SalesLine | null)[], taxedBase: string | null): SalesLine[] {
  const at = raws.findLastIndex((raw) => kindOf(raw) === 'SubTotalLineDetail');
  const shown = money(raws[at]?.Amount);
  if (shown === null) return [];
  const hidden = new Dec(shown).minus(sum(plain.slice(0, at).map((line) => line?.amount ?? null)));
  if (hidden.isZero()) return [];
  const taxedLines = sum(plain.map((line) => (line?.taxable ? line.amount : null)));
  const taxable = taxedBase !== null && new Dec(taxedBase).minus(taxedLines).equals(hidden);
  return [make(CHARGES_ID, 'item', { description: 'Charges kept in QuickBooks', amount: hidden.toFixed(2), taxable })];
}

/**
 * Reads the lines of a QuickBooks document: without its subtotals, the discount last. What they are taxed at is read by the
 * codes of the company of `context`; without it, as in the US.
 */
export function readLines(native: unknown, context?: TranslationContext): SalesLine[] {
  const reading = readingOf(native, context);
  const raws = records(record(native).Line);
  const taxes = records(record(record(native).TxnTaxDetail).TaxLine);
  const taxedBase = money(record(taxes[0]?.TaxLineDetail).NetAmountTaxable);
  const shown = raws.map((raw, index) =>
    kindOf(raw) === 'DiscountLineDetail' ? null : readLine(raw, index, () => '0.00', reading),
  );
  // With the tax inside, the subtotal stands without it and says nothing of the lines.
  const charges = reading.inclusive ? [] : hiddenCharges(raws, shown, taxedBase);
  const found = [...shown.filter((line) => line !== null), ...charges];
  const plain = found.filter((line) => line.kind !== 'shipping');
  const subtotal = (): string => sum(plain.map((line) => line.amount));
  const discounts = raws
    .map((raw, index) => (kindOf(raw) === 'DiscountLineDetail' ? readLine(raw, index, subtotal, reading) : null))
    .filter((line) => line !== null);
  return [...plain, ...found.filter((line) => line.kind === 'shipping'), ...discounts];
}

/** Goods and work, and shipping: what QuickBooks has on lines of one kind. */
const isSale = ({ kind }: SalesLine): boolean => kind === 'item' || kind === 'shipping';

const MEMBERS = Object.keys(make('', 'item', { taxRate: '', taxPercent: '' })) as (keyof SalesLine)[];

const same = (left: SalesLine, right: SalesLine): boolean =>
  MEMBERS.every((name) => (left[name] ?? null) === (right[name] ?? null));

/** The tax code of a line; one that already says the same stays (it may be a numeric code outside the US). */
const lineTax = (taxable: boolean, before: unknown): Raw => {
  const old = refId(before);
  return old !== null && (old !== 'NON') === taxable ? { value: old } : { value: taxable ? 'TAX' : 'NON' };
};

function writeSales(line: SalesLine, before: Raw): Raw {
  const detail: Raw = { ...record(before.SalesItemLineDetail) };
  const oldItem = refId(detail.ItemRef);
  // The account follows the item; one left over from another item would be wrong.
  if (line.item !== null && line.item !== oldItem) delete detail.ItemAccountRef;
  const item = line.kind === 'shipping' ? SHIPPING_ITEM : line.item;
  if (item !== null) detail.ItemRef = { value: item };
  for (const [name, value] of [
    ['Qty', line.quantity],
    ['UnitPrice', line.unitPrice],
  ] as const)
    if (value === null) delete detail[name];
    else detail[name] = toNumber(value);
  detail.TaxCodeRef = lineTax(line.taxable, detail.TaxCodeRef);
  return { DetailType: 'SalesItemLineDetail', Amount: toNumber(line.amount ?? '0'), SalesItemLineDetail: detail };
}

/** A line with its tax code, and with the tax inside its amounts where they are so. */
function codedDetail(
  line: SalesLine,
  before: Raw,
  old: SalesLine | undefined,
  { by, title, place }: { by: ByLine; title: string; place: number },
): { ok: true; detail: Raw } | { ok: false; error: AppError } {
  const { SalesItemLineDetail: written, ...rest } = writeSales(line, before);
  const { TaxCodeRef: _, TaxInclusiveAmt: __, ...detail } = record(written);
  if (by.amountsAre === 'none') return { ok: true, detail: { ...rest, SalesItemLineDetail: detail } };
  const code = writeCode(
    line,
    { code: refId(record(before.SalesItemLineDetail).TaxCodeRef), tax: old ?? {} },
    { side: 'sales', context: by.context, title, place },
  );
  if (!code.ok) return code;
  const { Amount, detail: inside } = inclusiveLine(line, detail, by.amountsAre);
  const SalesItemLineDetail = { ...inside, TaxCodeRef: { value: code.code } };
  return { ok: true, detail: { ...rest, Amount, SalesItemLineDetail } };
}

function writeDiscount(line: SalesLine, before: Raw, account: string | null): Raw {
  const detail: Raw = { ...record(before.DiscountLineDetail), PercentBased: line.percent !== null };
  // A discount that is there already stays on the account it was booked to.
  if (account !== null && before.DiscountLineDetail === undefined) detail.DiscountAccountRef = { value: account };
  if (line.percent === null) delete detail.DiscountPercent;
  else detail.DiscountPercent = toNumber(line.percent);
  return { DetailType: 'DiscountLineDetail', Amount: toNumber(line.amount ?? '0'), DiscountLineDetail: detail };
}

/** How a document is called in a sentence: "Invoice 1042", "invoice". */
export type Naming = { title: string; noun: string };

type Written = { ok: true; lines: Raw[] } | ReturnType<typeof notTranslatable>;

/** Lines of a company outside the US: the document's amounts, and whether they were something else before. */
export type ByLine = { context: TranslationContext; amountsAre: AmountsAre; moved: boolean };

/**
 * Every line of the wanted body as QuickBooks wants them, because a sent Line array replaces the whole set. A line whose
 * Id QuickBooks knows keeps it, and keeps what we do not map (ServiceDate, ClassRef, MarkupInfo, its link to an
 * estimate); one nobody changed is sent exactly as it is, so a bundle keeps its parts. Subtotals are never sent back.
 * `discountAccount`: what a new discount lowers; null leaves it to QuickBooks.
 */
export function writeLines(
  wanted: SalesLine[],
  native: unknown,
  { title, noun }: Naming,
  { by, discountAccount }: { by?: ByLine | undefined; discountAccount: string | null },
): Written {
  const raws = records(record(native).Line);
  const old = new Map(readLines(native, by?.context).map((line) => [line.id, line]));
  const rawById = new Map(raws.map((raw, index) => [lineId(raw, index), raw]));
  const lines: Raw[] = [];
  if (wanted.filter((line) => line.kind === 'discount').length > 1)
    return notTranslatable(title, `QuickBooks keeps one discount for each ${noun}, and this one has more`);
  if (wanted.filter((line) => line.kind === 'shipping').length > 1)
    return notTranslatable(title, `QuickBooks keeps one amount for shipping on each ${noun}, and this one has more`);
  const charges = old.get(CHARGES_ID);
  const wantedCharges = wanted.find((line) => line.id === CHARGES_ID);
  if (charges && !(wantedCharges && same(charges, wantedCharges)))
    return notTranslatable(title, 'the statement charges on it can only be changed in QuickBooks');
  for (const [index, line] of wanted.entries()) {
    if (charges && line.id === CHARGES_ID) continue;
    const before = rawById.get(line.id) ?? {};
    const oldLine = old.get(line.id);
    const { LineEx: _, CustomExtensions: extensions, ...kept } = before;
    const extra = Array.isArray(extensions) && extensions.length > 0 ? { CustomExtensions: extensions } : {};
    if (oldLine && same(oldLine, line) && (by?.moved !== true || !isSale(line))) {
      lines.push({ ...kept, ...extra, ...(kept.LineNum === undefined ? {} : { LineNum: index + 1 }) });
      continue;
    }
    const type = kindOf(before);
    if (type === 'GroupLineDetail')
      return notTranslatable(title, `line ${index + 1} is a bundle, which can only be changed in QuickBooks`);
    const known = oldLine?.kind === line.kind && (type === 'SalesItemLineDetail' || !isSale(line));
    if (line.kind === 'item' && line.item === null && !(known && refId(record(before.SalesItemLineDetail).ItemRef)))
      return notTranslatable(title, `line ${index + 1} has no item`);
    const source: Raw = known ? { ...kept, ...extra } : {};
    const coded = isSale(line) && by ? codedDetail(line, source, oldLine, { by, title, place: index + 1 }) : null;
    if (coded?.ok === false) return coded;
    const id = known && text(before.Id) !== null ? { Id: text(before.Id) } : {};
    const detail = isSale(line)
      ? (coded?.detail ?? writeSales(line, source))
      : line.kind === 'discount'
        ? writeDiscount(line, source, discountAccount)
        : { DetailType: 'DescriptionOnly', DescriptionLineDetail: record(record(source).DescriptionLineDetail) };
    const description =
      line.description !== null
        ? { Description: line.description }
        : known && text(before.Description) !== null
          ? { Description: '' }
          : {};
    const position = line.kind === 'discount' || line.kind === 'shipping' ? {} : { LineNum: index + 1 };
    lines.push({ ...source, ...id, ...position, ...description, ...detail });
  }
  return { ok: true, lines };
}
