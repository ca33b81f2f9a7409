/** Items that are not sold by themselves: bundles (type Group) and categories. */
import type { Draft, Reader } from '../../entity.ts';
import { business, missing, refuse } from '../../faults.ts';
import { isObject, list, number, object, refValue, text, textOf } from '../../members.ts';
import type { Body, Json, Row } from '../../types.ts';
import { componentsOf } from './bundle.ts';
import { resolve } from './refs.ts';

/** What a bundle is made of. Its references carry the item's type (documented sample). */
export const itemGroupDetail = () =>
  object({
    ItemGroupLine: list(
      { Qty: number(), ItemRef: object({ value: text(20), name: text(1000), type: text(30) }) },
      { tolerated: ['UOMRef'] },
    ),
  });

/** Types that are what they are for good. */
const LASTING = ['Category', 'Group'];

/** A category or bundle cannot become anything else, nor anything else one of them. */
export function checkType({ body, before }: Draft): void {
  if (before === undefined || before.body.Type === body.Type) return;
  if (LASTING.some((type) => type === before.body.Type || type === body.Type))
    throw business(`The type of an item cannot be changed from ${before.body.Type} to ${body.Type}.`, 'Type');
}

/** A category has a name and a place among categories, nothing more. */
export function prepareCategory(draft: Draft): void {
  const { body } = draft;
  const parent = refValue(body.ParentRef);
  if (parent !== undefined && draft.reader.get('Item', parent)?.body.Type !== 'Category')
    throw refuse('6150', 'Invalid ParentRef : The parent of a category must be a category.', 'ParentRef');
  const kept = new Set(['Name', 'Type', 'Active', 'SubItem', 'ParentRef']);
  for (const member of Object.keys(body)) if (!kept.has(member)) delete body[member];
}

/** Bundles are made on QuickBooks' own screens; the API reads them. */
export function prepareGroup(draft: Draft): void {
  const { body, work } = draft;
  if (!work.actor.screen)
    throw refuse('500', `Operation ${draft.mode === 'create' ? 'create' : 'update'} of a Group item is not supported.`);
  const components = componentsOf({ body });
  if (components.length === 0) throw missing('ItemGroupDetail');
  for (const { id } of components) {
    const row = resolve(draft, 'Item', id, 'ItemRef', id);
    if (LASTING.includes(textOf(row.body, 'Type') ?? ''))
      throw business('A bundle is made of products and services.', 'ItemGroupDetail');
  }
  body.ItemGroupDetail = {
    ItemGroupLine: components.map(({ id, count }) => ({ Qty: count, ItemRef: { value: id } })),
  };
  body.PrintGroupedItems ??= true;
  body.Taxable = false;
  body.UnitPrice = 0;
  body.PurchaseCost = 0;
  body.TrackQtyOnHand = false;
}

/** The lines with name and type of their items, as they are now. */
export function shownGroup(row: Row, reader: Reader, title: (item: Row, reader: Reader) => string): Json | undefined {
  if (!isObject(row.body.ItemGroupDetail)) return undefined;
  return {
    ItemGroupLine: componentsOf(row).map(({ id, count }): Body => {
      const item = reader.get('Item', id);
      const ref: Body = { value: id };
      if (item !== undefined) Object.assign(ref, { name: title(item, reader), type: item.body.Type ?? '' });
      return { Qty: count, ItemRef: ref };
    }),
  };
}
