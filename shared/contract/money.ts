import { z } from 'zod';
import { moneySchema } from '../primitives.ts';

/** Why an amount of a document is another in QuickBooks than our own arithmetic makes it. */
export const moneyCauseSchema = z.enum([
  /** Each line is rounded by itself on one side, their sum on the other. */
  'lineRounding',
  /** A code of several rates: each rate is rounded by itself. */
  'rateRounding',
  /** The discount is taken off before the tax is worked out. */
  'discountBeforeTax',
  /** QuickBooks found the tax by the address the goods go to. */
  'automatedTax',
  /** QuickBooks taxes at another percentage. */
  'otherRate',
  /** Lines carry tax codes of their own. */
  'codePerLine',
  /** QuickBooks taxes another part of the document than its lines say. */
  'otherBase',
  /** Somebody typed the tax over in QuickBooks. */
  'taxTyped',
  /** Statement charges: in the subtotal, on no line. */
  'hiddenCharges',
  /** Shipping or gratuity, which QuickBooks keeps below the lines. */
  'specialItems',
  /** The document is in another currency than the books. */
  'exchangeRate',
  /** Changed on one side and not carried over yet. */
  'notCarriedOver',
  'unknown',
]);
export type MoneyCause = z.infer<typeof moneyCauseSchema>;

/** A part of a difference with its cause. `amount` is signed: QuickBooks' figure less ours. */
export const moneyPartSchema = z.object({ cause: moneyCauseSchema, amount: moneySchema, sentence: z.string() });
export type MoneyPart = z.infer<typeof moneyPartSchema>;

export const moneyRowSchema = z.object({
  kind: z.enum([
    'line',
    'special',
    'subtotal',
    'discount',
    'base',
    'tax',
    'rate',
    'rounding',
    'total',
    'home',
    'balance',
  ]),
  label: z.string(),
  /** What our own arithmetic makes of it; null where we work out nothing of the kind. */
  ours: moneySchema.nullable(),
  /** What QuickBooks shows; null where it shows nothing of the kind. */
  theirs: moneySchema.nullable(),
  /** QuickBooks' figure less ours; '0.00' where one of them has none. */
  difference: moneySchema,
  parts: z.array(moneyPartSchema),
});
export type MoneyRow = z.infer<typeof moneyRowSchema>;

/** A document's arithmetic on both sides. */
export const moneyExplanationSchema = z.object({
  rows: z.array(moneyRowSchema),
  /** QuickBooks' total less what our own arithmetic makes of it. */
  difference: moneySchema,
  /** The difference by cause; their sum is the difference. */
  parts: z.array(moneyPartSchema),
  /** The part of the tax that was taken over from QuickBooks as it is; null where none. */
  correction: moneySchema.nullable(),
  /** Whether both sides show the same total, with what was taken over. */
  settled: z.boolean(),
});
export type MoneyExplanation = z.infer<typeof moneyExplanationSchema>;
