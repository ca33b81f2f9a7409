import type { Body } from '../../../shared/primitives.ts';
import { Dec, decimal, money, moneyOrNull, sum } from '../values.ts';
import type { Invoice, InvoiceLine } from './schema.ts';

/** Quantity times price, half up to the cent: the only amount QuickBooks takes for the two (code 6070). */
export const product = (quantity: string, unitPrice: string): string =>
  new Dec(quantity).times(unitPrice).toDecimalPlaces(2).toFixed(2);

/** A share of an amount, half up to the cent. */
export const share = (base: string, percent: string): string =>
  new Dec(base).times(percent).dividedBy(100).toDecimalPlaces(2).toFixed(2);

/** Sum of the lines before discount, which is what QuickBooks shows as its subtotal line. */
export const subtotalOf = (lines: InvoiceLine[]): string =>
  sum(lines.filter((line) => line.kind === 'item').map((line) => line.amount));

/** Tax by the percentage alone, taken once on the sum of the taxable lines, half up to the cent. */
export const plainTax = (lines: InvoiceLine[], percent: string | null): string =>
  percent === null ? '0.00' : share(sum(lines.filter((line) => line.taxable).map((line) => line.amount)), percent);

/** Lines with their amounts, discounts last: QuickBooks keeps its discount there, and one order compares with itself. */
function deriveLines(lines: InvoiceLine[]): InvoiceLine[] {
  const priced = lines.map((line): InvoiceLine => {
    if (line.kind === 'text')
      return { ...line, item: null, quantity: null, unitPrice: null, percent: null, amount: null, taxable: false };
    if (line.kind === 'discount') return { ...line, item: null, quantity: null, unitPrice: null, taxable: false };
    const quantity = decimal(line.quantity);
    const unitPrice = decimal(line.unitPrice);
    const amount = quantity !== null && unitPrice !== null ? product(quantity, unitPrice) : money(line.amount);
    return { ...line, quantity, unitPrice, percent: null, amount: amount ?? '0.00' };
  });
  const subtotal = subtotalOf(priced);
  const discounted = priced.map((line): InvoiceLine => {
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
 * beyond that comes on top. `balance` is the workspace's to compute
 * from payments: it is left as it is, and is the total where nobody gave one.
 */
export function deriveInvoice(body: Body): Body {
  const invoice = body as Invoice;
  const lines = deriveLines(invoice.lines);
  const subtotal = subtotalOf(lines);
  const taxed = lines.some((line) => line.taxable);
  // Without a taxable line QuickBooks keeps no tax code, so an untaxed invoice carries no rate on either side.
  const taxRate = taxed ? invoice.taxRate : null;
  const taxPercent = taxed ? decimal(invoice.taxPercent) : null;
  const taxAdjustment = moneyOrNull(invoice.taxAdjustment);
  const taxTotal = sum([plainTax(lines, taxPercent), taxAdjustment]);
  const discount = sum(lines.filter((line) => line.kind === 'discount').map((line) => line.amount));
  const total = new Dec(subtotal).minus(discount).plus(taxTotal).toFixed(2);
  const balance = money(invoice.balance) ?? total;
  return { ...body, lines, taxRate, taxPercent, taxAdjustment, subtotal, taxTotal, total, balance };
}
