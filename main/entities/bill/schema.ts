import { z } from 'zod';
import { moneySchema, plainDateSchema } from '../../../shared/primitives.ts';
import { approvalSchema, purchaseShape, referenceSchema } from '../purchases/schema.ts';

/** What a vendor asks for, to be paid later. `total` and `balance` are derived on each side and compared to the cent. */
export const billSchema = z.object({
  /** The vendor's own number of it; two vendors may well have the same. */
  reference: referenceSchema,
  vendor: z.string({ error: 'is needed' }).min(1, 'is needed'),
  /** Payment terms, or null. */
  terms: z.string().nullable(),
  dueDate: plainDateSchema.nullable(),
  status: approvalSchema,
  ...purchaseShape,
  balance: moneySchema,
});
export type Bill = z.infer<typeof billSchema>;
