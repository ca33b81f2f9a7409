/** Bundles (items of type Group) on the lines of a sales form. */
import type { Draft } from '../../entity.ts';
import { business, missing, refuse } from '../../faults.ts';
import { isList, isObject, refValue, textOf } from '../../members.ts';
import { fromCents, product, timesDecimal } from '../../money.ts';
import type { Body, Row } from '../../types.ts';
import type { Wire } from './line-members.ts';
import { resolve } from './refs.ts';

export type Bundle = { readonly item: Row; readonly quantity: number; readonly lines: readonly Wire[] };

/** The lines inside a bundle: those sent with it, or what the bundle is made of at the items' own prices. */
export function bundleLines(draft: Draft, line: Wire, before: ReadonlyMap<string, Wire>): Bundle {
  const sent = isObject(line.GroupLineDetail) ? line.GroupLineDetail : {};
  const id = refValue(sent.GroupItemRef);
  if (id === undefined) throw missing('GroupItemRef');
  const stood = typeof line.Id === 'string' ? before.get(line.Id)?.GroupLineDetail : undefined;
  const same = isObject(stood) && refValue(stood.GroupItemRef) === id;
  const item = resolve(draft, 'Item', id, 'GroupItemRef', same ? id : undefined);
  if (item.body.Type !== 'Group') throw business('The item of a group line must be a bundle.', 'GroupItemRef');
  const quantity = typeof sent.Quantity === 'number' ? sent.Quantity : 1;
  const given = isList(sent.Line) ? sent.Line.filter(isObject) : [];
  for (const inner of given) {
    if (inner.DetailType !== 'SalesItemLineDetail' && inner.DetailType !== 'DescriptionOnly')
      throw refuse('2170', `Invalid Enumeration : ${String(inner.DetailType)}`, 'Line.DetailType');
  }
  return { item, quantity, lines: given.length > 0 ? given : unpacked(draft, item, quantity) };
}

function unpacked(draft: Draft, bundle: Row, quantity: number): Body[] {
  return componentsOf(bundle).map(({ id, count }): Body => {
    const item = resolve(draft, 'Item', id, 'ItemRef');
    const each = timesDecimal(count, quantity);
    const price = typeof item.body.UnitPrice === 'number' ? item.body.UnitPrice : 0;
    const description = textOf(item.body, 'Description');
    const line: Body = {
      Amount: fromCents(product(each, price)),
      DetailType: 'SalesItemLineDetail',
      SalesItemLineDetail: {
        ItemRef: { value: id },
        Qty: each,
        UnitPrice: price,
        TaxCodeRef: { value: item.body.Taxable === true ? 'TAX' : 'NON' },
      },
    };
    if (description !== undefined) line.Description = description;
    return line;
  });
}

/** What a bundle is made of. */
export function componentsOf(bundle: {
  readonly body: Row['body'];
}): { readonly id: string; readonly count: number }[] {
  const detail = bundle.body.ItemGroupDetail;
  const lines = isObject(detail) && isList(detail.ItemGroupLine) ? detail.ItemGroupLine : [];
  return lines.flatMap((line) => {
    const id = isObject(line) && isObject(line.ItemRef) ? line.ItemRef.value : undefined;
    if (typeof id !== 'string' || !isObject(line)) return [];
    return [{ id, count: typeof line.Qty === 'number' ? line.Qty : 1 }];
  });
}
