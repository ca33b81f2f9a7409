import { z } from 'zod';
import { moneySchema } from '../../../shared/primitives.ts';
import { purchaseShape, referenceSchema } from '../purchases/schema.ts';

/** What a vendor gives back: it lowers what is owed once a bill payment sets it against bills. */
export const vendorCreditSchema = z.object({
  /** The vendor's own number of it; two vendors may well have the same. */
  reference: referenceSchema,
  vendor: z.string({ error: 'is needed' }).min(1, 'is needed'),
  ...purchaseShape,
  /** What bill payments have not used yet; computed by each side. */
  remaining: moneySchema,
});
export type VendorCredit = z.infer<typeof vendorCreditSchema>;
