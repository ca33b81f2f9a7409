import { z } from 'zod';
import { addressSchema } from '../address.ts';

const text = (max: number) => z.string().max(max).nullable();

/**
 * A customer, or a job of one (`parent` set: a sub-customer in QuickBooks). Lengths are the shorter of what both sides
 * hold; DisplayName is 100 in QuickBooks' own screens though the API allows 500.
 */
export const customerSchema = z.object({
  displayName: z
    .string()
    .trim()
    .min(1, 'is needed')
    .max(100, 'may have at most 100 characters')
    .regex(/^[^:\t\n]*$/, 'may not contain a colon, tab or line break'),
  companyName: text(100),
  givenName: text(100),
  familyName: text(100),
  email: z.email('is not an e-mail address').max(100).nullable(),
  phone: text(30),
  mobile: text(30),
  billingAddress: addressSchema.nullable(),
  shippingAddress: addressSchema.nullable(),
  notes: text(2000),
  taxable: z.boolean(),
  /** Customer this is a job of, or null. */
  parent: z.string().nullable(),
});
export type Customer = z.infer<typeof customerSchema>;
