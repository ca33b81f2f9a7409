/** What the lines of a sales form do to the books, and what voiding does to the lines. */
import type { Draft, Reader } from '../../entity.ts';
import { isList, isObject, refValue } from '../../members.ts';
import { toCents } from '../../money.ts';
import type { Body, Json, Posting, Row } from '../../types.ts';
import { flatLines } from './line-members.ts';
import { stockPostings } from './stock.ts';
import { systemAccount } from './system-accounts.ts';

/**
 * Ledger lines of a form's items, discount and stock, without the tax and without the side that pays. `sign` is 1 for a
 * sale and -1 for a credit or refund.
 */
export function itemPostings(row: Row, reader: Reader, sign: 1 | -1): Posting[] {
  const postings: Posting[] = [];
  for (const line of flatLines(row.body.Line)) {
    if (typeof line.Amount !== 'number' || line.Amount === 0) continue;
    const cents = toCents(line.Amount);
    if (isObject(line.SalesItemLineDetail)) {
      const shipping = isShipping(line.SalesItemLineDetail) ? row.kept.shipping : undefined;
      const own = typeof shipping === 'string' ? shipping : refValue(line.SalesItemLineDetail.ItemAccountRef);
      const account = own ?? systemAccount(reader, 'income');
      postings.push({ account, cents: -sign * cents });
    } else if (isObject(line.DiscountLineDetail)) {
      const account = refValue(line.DiscountLineDetail.DiscountAccountRef) ?? systemAccount(reader, 'income');
      postings.push({ account, cents: sign * cents });
    }
  }
  return [...postings, ...stockPostings(row, sign)];
}

const isShipping = (detail: Body): boolean => refValue(detail.ItemRef) === 'SHIPPING_ITEM_ID';

/** Voids the lines: amounts and quantities 0, prices gone (documented sample), tax nothing. */
export function voidLines(draft: Draft): void {
  draft.body.Line = emptied(draft.body.Line);
  delete draft.kept.stock;
  draft.body.TxnTaxDetail = { TotalTax: 0 };
  draft.kept.total = 0;
}

function emptied(lines: Json | undefined): Json[] {
  if (!isList(lines)) return [];
  return lines.flatMap((line): Json[] => {
    if (!isObject(line) || line.DetailType === 'DiscountLineDetail') return [];
    const result: Body = { ...line };
    if (line.Amount !== undefined) result.Amount = 0;
    if (isObject(line.SalesItemLineDetail)) {
      const detail: Body = { ...line.SalesItemLineDetail };
      delete detail.UnitPrice;
      if (detail.Qty !== undefined) detail.Qty = 0;
      result.SalesItemLineDetail = detail;
    }
    if (isObject(line.GroupLineDetail)) {
      result.GroupLineDetail = { ...line.GroupLineDetail, Quantity: 0, Line: emptied(line.GroupLineDetail.Line) };
    }
    return [result];
  });
}
