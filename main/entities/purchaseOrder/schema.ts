import { z } from 'zod';
import { noteSchema, purchaseShape } from '../purchases/schema.ts';

/** What is ordered from a vendor. It posts nothing; a bill or expense that receives it closes it in QuickBooks. */
export const purchaseOrderSchema = z.object({
  /** QuickBooks DocNumber, at most 21 characters; null lets QuickBooks number it. */
  number: z.string().max(21, 'may have at most 21 characters').nullable(),
  vendor: z.string({ error: 'is needed' }).min(1, 'is needed'),
  status: z.enum(['open', 'closed']),
  /** Words to the vendor (QuickBooks Memo). */
  memo: noteSchema,
  ...purchaseShape,
});
export type PurchaseOrder = z.infer<typeof purchaseOrderSchema>;
