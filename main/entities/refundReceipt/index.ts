import { salesEntity } from '../sales/entity.ts';
import { refundReceiptDescriptor } from './descriptor.ts';
import { refundReceiptQuickbooks } from './quickbooks.ts';
import { type RefundReceipt, refundReceiptSchema } from './schema.ts';

/** Refunds: money given back at once, which QuickBooks calls refund receipts. */
export const refundReceiptEntity = salesEntity<RefundReceipt>({
  descriptor: refundReceiptDescriptor,
  schema: refundReceiptSchema,
  quickbooks: refundReceiptQuickbooks,
  posts: -1,
});
