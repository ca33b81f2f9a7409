/**
 * Stock leaving with a sale. What left, and at what cost, is kept with the form when it is saved, so that a later change
 * of the item's cost does not rewrite the books.
 */
import type { Draft } from '../../entity.ts';
import { isList, isObject, refValue } from '../../members.ts';
import { product } from '../../money.ts';
import type { Json, Posting, Row } from '../../types.ts';
import { flatLines } from './line-members.ts';

type Moved = { item: string; quantity: number; cents: number; asset: string; goods: string };

function kept(row: { readonly kept: { readonly [name: string]: Json } } | undefined): Moved[] {
  const value = row?.kept.stock;
  return isList(value) ? (value as unknown as Moved[]) : [];
}

/** Writes what the draft's lines take off the shelf into `kept.stock`. */
export function keepStock(draft: Draft): void {
  const earlier = kept(draft.before);
  const moved: Moved[] = [];
  for (const line of flatLines(draft.body.Line)) {
    if (!isObject(line.SalesItemLineDetail)) continue;
    const id = refValue(line.SalesItemLineDetail.ItemRef) ?? '';
    const quantity = line.SalesItemLineDetail.Qty;
    const item = draft.reader.get('Item', id);
    if (item?.body.Type !== 'Inventory' || typeof quantity !== 'number' || quantity === 0) continue;
    const same = earlier.find((past) => past.item === id && past.quantity === quantity);
    const asset = refValue(item.body.AssetAccountRef);
    const goods = refValue(item.body.ExpenseAccountRef);
    if (same !== undefined) moved.push(same);
    else if (asset !== undefined && goods !== undefined) {
      const cost = typeof item.body.PurchaseCost === 'number' ? item.body.PurchaseCost : 0;
      moved.push({ item: id, quantity, cents: product(quantity, cost), asset, goods });
    }
  }
  if (moved.length === 0) delete draft.kept.stock;
  else draft.kept.stock = moved as unknown as Json;
}

/** Cost of goods against inventory. */
export function stockPostings(row: Row, sign: 1 | -1): Posting[] {
  return kept(row).flatMap((moved) =>
    moved.cents === 0
      ? []
      : [
          { account: moved.goods, cents: sign * moved.cents, home: true },
          { account: moved.asset, cents: -sign * moved.cents, home: true },
        ],
  );
}

/** Change in quantity per item; `sign` 1 takes stock out (a sale), -1 brings it back. */
export function stockQuantities(row: Row, sign: 1 | -1): { item: string; change: string }[] {
  return kept(row).map((moved) => ({ item: moved.item, change: String(-sign * moved.quantity) }));
}
