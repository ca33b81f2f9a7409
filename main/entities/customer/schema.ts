import { z } from 'zod';
import { addressSchema } from '../address.ts';
import { contactShape, optionalText } from '../contacts/fields.ts';

/** A customer, or a job of one (`parent` set: a sub-customer in QuickBooks). */
export const customerSchema = z.object({
  ...contactShape,
  billingAddress: addressSchema.nullable(),
  shippingAddress: addressSchema.nullable(),
  notes: optionalText(2000),
  taxable: z.boolean(),
  /** Customer this is a job of, or null. */
  parent: z.string().nullable(),
});
export type Customer = z.infer<typeof customerSchema>;
