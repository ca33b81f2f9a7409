import { z } from 'zod';
import { plainDateSchema } from '../../../shared/primitives.ts';
import { salesSchema } from '../sales/schema.ts';

/** Where an estimate stands. A draft is the platform's own: QuickBooks knows none. */
export const estimateStatusSchema = z.enum(['draft', 'pending', 'accepted', 'closed', 'rejected'], {
  error: 'is one of Draft, Pending, Accepted, Closed and Rejected',
});
export type EstimateStatus = z.infer<typeof estimateStatusSchema>;

/** An offer to a customer. It posts nothing and owes nothing; invoices are made of it. */
export const estimateSchema = salesSchema.extend({
  status: estimateStatusSchema,
  /** Payment terms its invoices will have, or null. */
  terms: z.string().nullable(),
  /** Last day the offer holds (QuickBooks ExpirationDate). */
  expiryDate: plainDateSchema.nullable(),
  /** Who said yes, and when. */
  acceptedBy: z.string().max(100, 'may have at most 100 characters').nullable(),
  acceptedDate: plainDateSchema.nullable(),
});
export type Estimate = z.infer<typeof estimateSchema>;
