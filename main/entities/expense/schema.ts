import { z } from 'zod';
import { approvalSchema, purchaseShape, referenceSchema } from '../purchases/schema.ts';

/** How money was spent, and QuickBooks' PaymentType for it. */
export const PAID_BY = { creditCard: 'CreditCard', check: 'Check', cash: 'Cash' } as const;
export type PaidBy = keyof typeof PAID_BY;

/** Money spent at once, in cash, by check or by card. */
export const expenseSchema = z.object({
  /** Who got it; null where nobody wrote it down, or where it was no vendor. */
  vendor: z.string().nullable(),
  paidBy: z.enum(['creditCard', 'check', 'cash']),
  /** Account the money left: a bank, petty cash or a card. */
  account: z.string({ error: 'is needed' }).min(1, 'is needed'),
  /** Number of the check or receipt. */
  reference: referenceSchema,
  /** Money back on the card. */
  refund: z.boolean(),
  status: approvalSchema,
  ...purchaseShape,
});
export type Expense = z.infer<typeof expenseSchema>;
