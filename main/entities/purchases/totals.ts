import type { Body } from '../../../shared/primitives.ts';
import { product } from '../sales/totals.ts';
import { decimal, money, moneyOrNull, sum } from '../values.ts';
import type { PurchaseDocument, PurchaseLine } from './schema.ts';

/** A line with its amount; nothing is counted or priced on a line without an item. */
function derivedLine(line: PurchaseLine): PurchaseLine {
  const quantity = line.item === null ? null : decimal(line.quantity);
  const unitPrice = line.item === null ? null : decimal(line.unitPrice);
  const amount = quantity !== null && unitPrice !== null ? product(quantity, unitPrice) : money(line.amount);
  return { ...line, quantity, unitPrice, amount: amount ?? '0.00' };
}

/** Sum of the lines, without tax. */
export const linesTotal = (lines: PurchaseLine[]): string => sum(lines.map((line) => line.amount));

/** Recomputes what follows from the rest: amounts of the lines, and the total with QuickBooks' tax. */
export function derivePurchase(body: Body): Body {
  const document = body as unknown as PurchaseDocument;
  const lines = document.lines.map(derivedLine);
  const tax = moneyOrNull(document.tax);
  return { ...body, lines, tax, total: sum([linesTotal(lines), tax]) };
}
