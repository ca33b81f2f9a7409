import type { Body } from '../../../shared/primitives.ts';
import { Dec, decimal, money, moneyOrNull, sum } from '../values.ts';
import type { SalesDocument, SalesLine } from './schema.ts';

/** Quantity times price, half up to the cent: the only amount QuickBooks takes for the two (code 6070). */
export const product = (quantity: string, unitPrice: string): string =>
  new Dec(quantity).times(unitPrice).toDecimalPlaces(2).toFixed(2);

/** A share of an amount, half up to the cent. */
export const share = (base: string, percent: string): string =>
  new Dec(base).times(percent).dividedBy(100).toDecimalPlaces(2).toFixed(2);

/** Sum of the lines before discount, which is what QuickBooks shows as its subtotal line. */
export const subtotalOf = (lines: SalesLine[]): string =>
  sum(lines.filter((line) => line.kind === 'item').map((line) => line.amount));

/** Tax by the percentage alone, taken once on the sum of the taxable lines, half up to the cent. */
export const plainTax = (lines: SalesLine[], percent: string | null): string =>
  percent === null ? '0.00' : share(sum(lines.filter((line) => line.taxable).map((line) => line.amount)), percent);

/** Lines with their amounts, discounts last: QuickBooks keeps its discount there, and one order compares with itself. */
function deriveLines(lines: SalesLine[]): SalesLine[] {
  const priced = lines.map((line): SalesLine => {
    if (line.kind === 'text')
      return { ...line, item: null, quantity: null, unitPrice: null, percent: null, amount: null, taxable: false };
    if (line.kind === 'discount') return { ...line, item: null, quantity: null, unitPrice: null, taxable: false };
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
  return [
    ...discounted.filter((line) => line.kind !== 'discount'),
    ...discounted.filter((line) => line.kind === 'discount'),
  ];
}

/**
 * Recomputes what follows from the rest: line amounts, subtotal, tax and total. Tax is taken once on the sum of the
 * taxable lines before discount, half up to the cent (the US rule, reference 6.5), and whatever QuickBooks made of it
 * beyond that comes on top.
 */
export function deriveSales(body: Body): Body {
  const document = body as SalesDocument;
  const lines = deriveLines(document.lines);
  const subtotal = subtotalOf(lines);
  const taxed = lines.some((line) => line.taxable);
  // Without a taxable line QuickBooks keeps no tax code, so an untaxed document carries no rate on either side.
  const taxRate = taxed ? document.taxRate : null;
  const taxPercent = taxed ? decimal(document.taxPercent) : null;
  const taxAdjustment = moneyOrNull(document.taxAdjustment);
  const taxTotal = sum([plainTax(lines, taxPercent), taxAdjustment]);
  const discount = sum(lines.filter((line) => line.kind === 'discount').map((line) => line.amount));
  const total = new Dec(subtotal).minus(discount).plus(taxTotal).toFixed(2);
  return { ...body, lines, taxRate, taxPercent, taxAdjustment, subtotal, taxTotal, total };
}
