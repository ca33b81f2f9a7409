import { z } from 'zod';
import { decimalSchema } from '../../../shared/primitives.ts';
import { listNameSchema } from '../contacts/fields.ts';

/** A product or service. Inventory and bundles are read from QuickBooks but not made by us in this cut. */
export const itemSchema = z.object({
  name: listNameSchema,
  sku: z.string().max(100).nullable(),
  description: z.string().max(4000).nullable(),
  type: z.enum(['service', 'nonInventory', 'inventory', 'category', 'bundle']),
  /** Sales price, up to five decimals. */
  unitPrice: decimalSchema.nullable(),
  purchaseCost: decimalSchema.nullable(),
  /** The category it stands under (an item of type `category`), or null. */
  category: z.string().nullable(),
  /** Account its sales are booked to; null leaves it to Mappings. Categories and bundles have none. */
  incomeAccount: z.string().nullable(),
  /** Account its purchases are booked to, or null. */
  expenseAccount: z.string().nullable(),
  taxable: z.boolean(),
});
export type Item = z.infer<typeof itemSchema>;
