/** What was received of a purchase order: by which bill or purchase, how much of which line. Kept with the order. */
import { isList, isObject, numberOf } from '../../members.ts';
import { addDecimal, toCents } from '../../money.ts';
import type { Json, Kept, Row } from '../../types.ts';
import { readLinks } from './source-links.ts';

/** Quantities are decimal text, amounts integer cents. */
type Received = { readonly quantity: string; readonly cents: number };

/** Newest first. `by` is `Bill:12` or `Purchase:12`; lines by the order's own line Ids. */
export type Receipts = { readonly by: string; readonly lines: { readonly [line: string]: Received } }[];

export function receiptsOf(kept: Kept): Receipts {
  return (isList(kept.receipts) ? kept.receipts : []) as unknown as Receipts;
}

export function forget(receipts: Receipts, by: string): Receipts {
  return receipts.filter((receipt) => receipt.by !== by);
}

/** What a bill or purchase receives of one order. */
export function receivedBy(row: Row, order: string): { [line: string]: Received } {
  const found: { [line: string]: Received } = {};
  for (const line of isList(row.body.Line) ? row.body.Line : []) {
    if (!isObject(line)) continue;
    for (const link of readLinks(line.LinkedTxn)) {
      if (link.TxnType !== 'PurchaseOrder' || link.TxnId !== order || link.TxnLineId === undefined) continue;
      const detail = isObject(line.ItemBasedExpenseLineDetail) ? line.ItemBasedExpenseLineDetail : {};
      const past = found[link.TxnLineId] ?? { quantity: '0', cents: 0 };
      found[link.TxnLineId] = {
        quantity: addDecimal(past.quantity, numberOf(detail, 'Qty') ?? 0),
        cents: past.cents + toCents(numberOf(line, 'Amount') ?? 0),
      };
    }
  }
  return found;
}

/** A line with a quantity is received by quantity, another by amount; an order without lines never is. */
export function allReceived(lines: Json | undefined, receipts: Receipts): boolean {
  if (!isList(lines) || receipts.length === 0) return false;
  return lines.every((line) => {
    if (!isObject(line)) return true;
    let quantity = '0';
    let cents = 0;
    for (const receipt of receipts) {
      const part = receipt.lines[String(line.Id)];
      if (part === undefined) continue;
      quantity = addDecimal(quantity, part.quantity);
      cents += part.cents;
    }
    const detail = isObject(line.ItemBasedExpenseLineDetail) ? line.ItemBasedExpenseLineDetail : {};
    const ordered = numberOf(detail, 'Qty');
    return ordered === undefined
      ? cents >= toCents(numberOf(line, 'Amount') ?? 0)
      : Number(addDecimal(quantity, `-${ordered}`)) >= 0;
  });
}
