import type { AmountsAre } from '../../../shared/policy.ts';
import type { Body, Json } from '../../../shared/primitives.ts';
import { lineTaxKey, taxOfLines } from '../tax/arithmetic.ts';
import { ownTax, withTax } from '../tax/settle.ts';
import { Dec, decimal, money, moneyOrNull, sum } from '../values.ts';
import type { SalesDocument, SalesLine } from './schema.ts';

/** Quantity times price, half up to the cent: the only amount QuickBooks takes for the two (code 6070). */
export const product = (quantity: string, unitPrice: string): string =>
  new Dec(quantity).times(unitPrice).toDecimalPlaces(2).toFixed(2);

/** A share of an amount, half up to the cent. */
export const share = (base: string, percent: string): string =>
  new Dec(base).times(percent).dividedBy(100).toDecimalPlaces(2).toFixed(2);

/** Amounts of a kind of line added up. */
const ofKind = (lines: SalesLine[], kind: SalesLine['kind']): string =>
  sum(lines.filter((line) => line.kind === kind).map((line) => line.amount));

/** What comes on top of the goods and off them: shipping, discounts. */
const beyondGoods = (lines: SalesLine[]): InstanceType<typeof Dec> =>
  new Dec(ofKind(lines, 'shipping')).minus(ofKind(lines, 'discount'));

/** Sum of the lines before discount and shipping, which is what QuickBooks shows as its subtotal line. */
export const subtotalOf = (lines: SalesLine[]): string => ofKind(lines, 'item');

/** Tax by the percentage alone, taken once on the sum of the taxable lines, half up to the cent. */
export const plainTax = (lines: SalesLine[], percent: string | null): string =>
  percent === null ? '0.00' : share(sum(lines.filter((line) => line.taxable).map((line) => line.amount)), percent);

/** Lines with their amounts, shipping and discounts last: QuickBooks keeps them there, and one order compares with itself. */
function deriveLines(lines: SalesLine[]): SalesLine[] {
  const priced = lines.map((line): SalesLine => {
    if (line.kind === 'text')
      return { ...line, item: null, quantity: null, unitPrice: null, percent: null, amount: null, taxable: false };
    if (line.kind === 'discount') return { ...line, item: null, quantity: null, unitPrice: null, taxable: false };
    if (line.kind === 'shipping') {
      const amount = money(line.amount) ?? '0.00';
      return { ...line, item: null, description: null, quantity: null, unitPrice: null, percent: null, amount };
    }
    const quantity = decimal(line.quantity);
    const unitPrice = decimal(line.unitPrice);
    const amount = quantity !== null && unitPrice !== null ? product(quantity, unitPrice) : money(line.amount);
    return { ...line, quantity, unitPrice, percent: null, amount: amount ?? '0.00' };
  });
  const subtotal = subtotalOf(priced);
  const discounted = priced.map((line): SalesLine => {
    if (line.kind !== 'discount') return line;
    const percent = decimal(line.percent);
    return { ...line, percent, amount: percent === null ? (money(line.amount) ?? '0.00') : share(subtotal, percent) };
  });
  const last: SalesLine['kind'][] = ['shipping', 'discount'];
  return [
    ...discounted.filter((line) => !last.includes(line.kind)),
    ...last.flatMap((kind) => discounted.filter((line) => line.kind === kind)),
  ];
}

/**
 * Recomputes what follows from the rest: line amounts, subtotal, tax and total. Tax is taken once on the sum of the
 * taxable lines before discount, half up to the cent (the US rule, reference 6.5), and whatever QuickBooks made of it
 * beyond that comes on top.
 */
export function deriveSales(body: Body): Body {
  const document = body as SalesDocument;
  const taxModel = document.taxModel ?? null;
  if (taxModel !== null) return deriveByLine(body, document, taxModel);
  const lines = deriveLines(document.lines);
  const subtotal = subtotalOf(lines);
  const taxed = lines.some((line) => line.taxable);
  // Without a taxable line QuickBooks keeps no tax code, so an untaxed document carries no rate on either side.
  const taxRate = taxed ? document.taxRate : null;
  const taxPercent = taxed ? decimal(document.taxPercent) : null;
  const taxAdjustment = moneyOrNull(document.taxAdjustment);
  const taxTotal = sum([plainTax(lines, taxPercent), taxAdjustment]);
  const total = new Dec(subtotal).plus(beyondGoods(lines)).plus(taxTotal).toFixed(2);
  return { ...body, lines: lines as unknown as Json, taxRate, taxPercent, taxAdjustment, subtotal, taxTotal, total };
}

const NONE = { taxRate: null, taxPercent: null };

/** The rate and percentage that all taxed lines share. */
export function sharedTax(lines: SalesLine[]): Pick<SalesDocument, 'taxRate' | 'taxPercent'> {
  const taxed = lines.filter((line) => line.taxable);
  const [first] = taxed;
  if (first === undefined || new Set(taxed.map(lineTaxKey)).size > 1) return NONE;
  return { taxRate: first.taxRate ?? null, taxPercent: first.taxPercent ?? null };
}

/** Tax of the lines by their own rates: what the document says of tax as a whole, computed. */
export const taxByLine = (document: Pick<SalesDocument, 'lines' | 'taxModel' | 'taxPercent'>): string =>
  document.taxModel === undefined || document.taxModel === null
    ? plainTax(document.lines, document.taxPercent)
    : taxOfLines(document.lines, document.taxModel);

/**
 * The same outside the US: each line has its rate, each rate is taken once on its lines. Amounts with the tax inside already
 * hold it, so that only what QuickBooks' tax is beyond ours changes the total.
 */
function deriveByLine(body: Body, document: SalesDocument, taxModel: AmountsAre): Body {
  const given = { taxRate: document.taxRate ?? undefined, taxPercent: decimal(document.taxPercent) ?? undefined };
  const lines = deriveLines(document.lines).map((line): SalesLine => {
    const tax = line.taxable ? ownTax({ taxRate: line.taxRate, taxPercent: line.taxPercent }, given, taxModel) : {};
    return withTax({ ...line, taxable: tax.taxPercent !== undefined }, tax);
  });
  const taxAdjustment = moneyOrNull(document.taxAdjustment);
  const subtotal = subtotalOf(lines);
  const taxTotal = sum([taxOfLines(lines, taxModel), taxAdjustment]);
  const onTop = taxModel === 'inclusive' ? sum([taxAdjustment]) : taxTotal;
  const total = new Dec(subtotal).plus(beyondGoods(lines)).plus(onTop).toFixed(2);
  const computed = { ...sharedTax(lines), taxAdjustment, subtotal, taxTotal, total };
  return { ...body, taxModel, lines: lines as unknown as Json, ...computed };
}
