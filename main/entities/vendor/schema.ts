import { z } from 'zod';
import { addressSchema } from '../address.ts';
import { contactShape, optionalText } from '../contacts/fields.ts';

/** Somebody the company buys from: a supplier or a subcontractor. */
export const vendorSchema = z.object({
  ...contactShape,
  address: addressSchema.nullable(),
  /** The number the vendor knows the company by (QuickBooks AcctNum). */
  accountNumber: optionalText(100),
  /** Payment terms its bills start with, or null. */
  terms: z.string().nullable(),
  /** Gets a 1099 at the end of the year. */
  contractor: z.boolean(),
});
export type Vendor = z.infer<typeof vendorSchema>;
