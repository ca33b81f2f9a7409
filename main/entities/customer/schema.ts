import { z } from 'zod';
import { addressSchema } from '../address.ts';
import { contactShape, optionalText } from '../contacts/fields.ts';

/** A customer, or a project of one (`parent` set: a sub-customer in QuickBooks). */
export const customerSchema = z.object({
  ...contactShape,
  billingAddress: addressSchema.nullable(),
  shippingAddress: addressSchema.nullable(),
  notes: optionalText(2000),
  /** Payment terms its documents start with, or null. */
  terms: z.string().nullable(),
  taxable: z.boolean(),
  /** Client this is a project of, or null. */
  parent: z.string().nullable(),
  /** Of a project: billed with its client. Null for no, so that what never had it is not taken for an edit. */
  billWithParent: z.literal(true, 'is true or empty').nullable(),
});
export type Customer = z.infer<typeof customerSchema>;
