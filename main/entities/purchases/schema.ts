import { z } from 'zod';
import { decimalSchema, moneySchema, plainDateSchema } from '../../../shared/primitives.ts';
import { lineTaxShape, taxModelShape } from '../tax/fields.ts';

/**
 * A line of something bought: booked to an account (a cost code) or an item, perhaps for a customer or job, who may be
 * charged for it. `id` is the line's identity on its own side.
 */
export const purchaseLineSchema = z.strictObject({
  id: z.string(),
  account: z.string().nullable(),
  item: z.string().nullable(),
  description: z.string().max(4000, 'may have at most 4000 characters').nullable(),
  quantity: decimalSchema.nullable(),
  unitPrice: decimalSchema.nullable(),
  /** Quantity times unit price, rounded half up to the cent; QuickBooks refuses any other (code 6070). */
  amount: moneySchema,
  /** Customer or job it was bought for. */
  customer: z.string().nullable(),
  /** Passed on to that customer, whether it has been invoiced yet or not. */
  billable: z.boolean(),
  ...lineTaxShape,
});
export type PurchaseLine = z.infer<typeof purchaseLineSchema>;

const note = z.string().max(4000, 'may have at most 4000 characters').nullable();

/** What bills, expenses and purchase orders share. */
export const purchaseShape = {
  date: plainDateSchema,
  lines: z.array(purchaseLineSchema).min(1, 'needs at least one line').max(750, 'may have at most 750 lines'),
  ...taxModelShape,
  /**
   * Tax QuickBooks put on top of the lines, beyond what their own rates come to outside the US; only QuickBooks says it. With
   * it both sides reach the same total.
   */
  tax: moneySchema.nullable(),
  /** Words for ourselves (QuickBooks PrivateNote). */
  privateNote: note,
  total: moneySchema,
};
const purchaseSchema = z.object(purchaseShape);
export type PurchaseDocument = z.infer<typeof purchaseSchema>;

export { note as noteSchema };

/** Their own number of it, at most as long as QuickBooks' DocNumber. */
export const referenceSchema = z.string().max(21, 'may have at most 21 characters').nullable();

/** Drafts stay on the platform; QuickBooks knows approved ones only. */
export const approvalSchema = z.enum(['draft', 'approved']);
