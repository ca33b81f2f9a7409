import type { z } from 'zod';
import { moneySchema } from '../../../shared/primitives.ts';
import { salesSchema } from '../sales/schema.ts';

/** A credit: it lowers what a customer owes once a payment sets it against invoices. */
export const creditMemoSchema = salesSchema.extend({
  /** What payments have not used yet; computed by each side. */
  remaining: moneySchema,
});
export type CreditMemo = z.infer<typeof creditMemoSchema>;
