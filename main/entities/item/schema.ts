import { z } from 'zod';
import { decimalSchema } from '../../../shared/primitives.ts';

/** A product or service. Inventory and bundles are read from QuickBooks but not made by us in this cut. */
export const itemSchema = z.object({
  name: z
    .string()
    .trim()
    .min(1, 'is needed')
    .max(100, 'may have at most 100 characters')
    .regex(/^[^:\t\n]*$/, 'may not contain a colon, tab or line break'),
  sku: z.string().max(100).nullable(),
  description: z.string().max(4000).nullable(),
  type: z.enum(['service', 'nonInventory', 'inventory', 'category', 'bundle']),
  /** Sales price, up to five decimals. */
  unitPrice: decimalSchema.nullable(),
  purchaseCost: decimalSchema.nullable(),
  taxable: z.boolean(),
});
export type Item = z.infer<typeof itemSchema>;
