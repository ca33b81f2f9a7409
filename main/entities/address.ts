import { z } from 'zod';

const part = z.string().max(500).nullable();

/** A postal address; parts nobody gave are null, and an address without any part is null as a whole. */
export const addressSchema = z.object({
  line1: part,
  line2: part,
  city: z.string().max(255).nullable(),
  region: z.string().max(255).nullable(),
  postalCode: z.string().max(30).nullable(),
  country: z.string().max(255).nullable(),
});
export type Address = z.infer<typeof addressSchema>;
