import { z } from 'zod';
import { moneySchema, plainDateSchema } from '../../../shared/primitives.ts';
import { salesSchema } from '../sales/schema.ts';

/** An invoice: a sales document that is due and settled by payments. */
export const invoiceSchema = salesSchema.extend({
  /** Ours alone: QuickBooks knows no drafts, so what it has is issued. */
  status: z.enum(['draft', 'issued']),
  /** Payment terms, or null. */
  terms: z.string().nullable(),
  dueDate: plainDateSchema.nullable(),
  /** Estimate it was made of, or null. */
  estimate: z.string().nullable(),
  /** What is still open; computed by each side from payments. */
  balance: moneySchema,
});
export type Invoice = z.infer<typeof invoiceSchema>;
