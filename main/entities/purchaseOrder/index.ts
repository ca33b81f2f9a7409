import { purchaseEntity } from '../purchases/entity.ts';
import { text } from '../values.ts';
import { purchaseOrderDescriptor } from './descriptor.ts';
import { purchaseOrderQuickbooks } from './quickbooks.ts';
import { type PurchaseOrder, purchaseOrderSchema } from './schema.ts';

/** Purchase orders. */
export const purchaseOrderEntity = purchaseEntity<PurchaseOrder>({
  descriptor: purchaseOrderDescriptor,
  schema: purchaseOrderSchema,
  quickbooks: purchaseOrderQuickbooks,
  title: (order) =>
    text(order.number) === null ? 'Purchase order without a number' : `Purchase order ${String(order.number)}`,
  matchKeys: ({ number, vendor, date, total }) => [
    ...(number ? [{ kind: 'number' as const, value: number.toLowerCase() }] : []),
    { kind: 'composite', value: `${vendor}|${date}|${total}` },
  ],
});
