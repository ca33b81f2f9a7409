import { z } from 'zod';
import { decimalSchema, moneySchema, plainDateSchema } from '../../../shared/primitives.ts';
import { lineTaxShape, taxModelShape } from '../tax/fields.ts';

/**
 * A line of a sales document. `item` lines need an item; `text` lines carry words only; a `discount` line has either
 * `percent` or `amount` (positive: it lowers the total); a `shipping` line, one a document, has an amount and stands below the
 * subtotal, so that no discount counts on it. `id` is the line's identity on its own side.
 */
export const salesLineSchema = z.strictObject({
  id: z.string(),
  kind: z.enum(['item', 'text', 'discount', 'shipping']),
  item: z.string().nullable(),
  description: z.string().max(4000).nullable(),
  quantity: decimalSchema.nullable(),
  unitPrice: decimalSchema.nullable(),
  percent: decimalSchema.nullable(),
  /** Quantity times unit price, rounded half up to the cent; QuickBooks refuses any other (code 6070). */
  amount: moneySchema.nullable(),
  taxable: z.boolean(),
  ...lineTaxShape,
});
export type SalesLine = z.infer<typeof salesLineSchema>;

/** What every sales document has. `taxTotal` and `total` are derived on each side and compared to the cent. */
export const salesSchema = z.object({
  /** QuickBooks DocNumber, at most 21 characters; null lets QuickBooks number it. */
  number: z.string().max(21, 'may have at most 21 characters').nullable(),
  customer: z.string({ error: 'is needed' }).min(1, 'is needed'),
  date: plainDateSchema,
  lines: z.array(salesLineSchema).min(1, 'needs at least one line').max(750, 'may have at most 750 lines'),
  ...taxModelShape,
  /**
   * Key of the platform's tax rate; null for no tax. Outside the US each line has its own, and this is the one that all taxed
   * lines share, null where they differ; it stands for lines that are given without.
   */
  taxRate: z.string().nullable(),
  /** Rate in percent as the platform knows it, kept with the document: rates change, documents do not. */
  taxPercent: decimalSchema.nullable(),
  /**
   * What QuickBooks' tax is beyond the percentage of the taxable lines: rounding per rate of a combined code, tax by
   * address, an amount somebody typed. Only QuickBooks says it; with it both sides reach the same total. Null for nothing.
   */
  taxAdjustment: moneySchema.nullable(),
  /** Words to the customer (QuickBooks CustomerMemo). */
  memo: z.string().max(1000).nullable(),
  /** Words for ourselves (QuickBooks PrivateNote). */
  privateNote: z.string().max(4000).nullable(),
  /** Address the document is sent to. */
  email: z.email('is not an e-mail address').max(100).nullable(),
  /** The day QuickBooks sent it last, in the company's zone; only QuickBooks says it. */
  emailedOn: plainDateSchema.nullable(),
  subtotal: moneySchema,
  taxTotal: moneySchema,
  total: moneySchema,
});
/** What the shared code needs of one; a refund may be to nobody in particular. */
export type SalesDocument = Omit<z.infer<typeof salesSchema>, 'customer'> & { customer: string | null };
