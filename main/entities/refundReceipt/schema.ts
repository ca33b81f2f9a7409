import { z } from 'zod';
import { salesSchema } from '../sales/schema.ts';

/** Money given back at once. It touches no open invoice; a credit memo does. */
export const refundReceiptSchema = salesSchema.extend({
  /** QuickBooks takes a refund to nobody in particular. */
  customer: z.string().min(1).nullable(),
  /** Name of the payment method ("Check"), matched by name to a QuickBooks PaymentMethod. */
  method: z.string().max(31).nullable(),
  /** Account the money leaves; null leaves it to Mappings. */
  paidFrom: z.string().nullable(),
  /** Cheque or card reference (QuickBooks PaymentRefNum). */
  reference: z.string().max(100, 'may have at most 100 characters').nullable(),
});
export type RefundReceipt = z.infer<typeof refundReceiptSchema>;
