import type { Body, Json } from '../../../shared/primitives.ts';
import { product } from '../sales/totals.ts';
import { taxOfLines } from '../tax/arithmetic.ts';
import { ownTax, withTax } from '../tax/settle.ts';
import { decimal, money, moneyOrNull, sum } from '../values.ts';
import type { PurchaseDocument, PurchaseLine } from './schema.ts';

/** A line with its amount; nothing is counted or priced on a line without an item. */
function derivedLine(line: PurchaseLine): PurchaseLine {
  const quantity = line.item === null ? null : decimal(line.quantity);
  const unitPrice = line.item === null ? null : decimal(line.unitPrice);
  const amount = quantity !== null && unitPrice !== null ? product(quantity, unitPrice) : money(line.amount);
  return { ...line, quantity, unitPrice, amount: amount ?? '0.00' };
}

/** Sum of the lines' amounts. */
export const linesTotal = (lines: PurchaseLine[]): string => sum(lines.map((line) => line.amount));

/** What the lines come to with the tax they name themselves: on top of them, or in their amounts already. */
export function ownTotal({ lines, taxModel }: Pick<PurchaseDocument, 'lines' | 'taxModel'>): string {
  const onTop = taxModel === 'exclusive' ? taxOfLines(lines, taxModel) : null;
  return sum([linesTotal(lines), onTop]);
}

/** Recomputes what follows from the rest: amounts of the lines, and the total with the tax. */
export function derivePurchase(body: Body): Body {
  const document = body as unknown as PurchaseDocument;
  const taxModel = document.taxModel ?? null;
  const lines = document.lines.map(derivedLine).map((line) => {
    if (taxModel === null) return line;
    return withTax(line, ownTax({ taxRate: line.taxRate, taxPercent: line.taxPercent }, {}, taxModel));
  });
  const tax = moneyOrNull(document.tax);
  return { ...body, lines: lines as unknown as Json, tax, total: sum([ownTotal({ lines, taxModel }), tax]) };
}
