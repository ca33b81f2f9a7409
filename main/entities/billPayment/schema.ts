import { z } from 'zod';
import { moneySchema, plainDateSchema } from '../../../shared/primitives.ts';
import { noteSchema, referenceSchema } from '../purchases/schema.ts';

/** How much of a payment settles one bill. */
export const billShareSchema = z.strictObject({ bill: z.string().min(1), amount: moneySchema });

/** How much of a vendor credit a payment uses. */
export const vendorCreditShareSchema = z.strictObject({ vendorCredit: z.string().min(1), amount: moneySchema });

/** Money paid to a vendor. What no bill takes stays `unapplied`. */
export const billPaymentSchema = z.object({
  vendor: z.string({ error: 'is needed' }).min(1, 'is needed'),
  date: plainDateSchema,
  amount: moneySchema,
  /** A check from a bank account, or a card. */
  paidBy: z.enum(['check', 'creditCard']),
  /** The bank account or card. */
  account: z.string({ error: 'is needed' }).min(1, 'is needed'),
  /** Number of the check. */
  reference: referenceSchema,
  privateNote: noteSchema,
  allocations: z.array(billShareSchema),
  /** Vendor credits used together with the money, or without any. */
  vendorCredits: z.array(vendorCreditShareSchema),
  /** Anything else QuickBooks used or paid (journal entries, deposits); only QuickBooks says it. Null for none. */
  credits: moneySchema.nullable(),
  /** Amount plus vendor credits and other credits, minus allocations. */
  unapplied: moneySchema,
});
export type BillPayment = z.infer<typeof billPaymentSchema>;
