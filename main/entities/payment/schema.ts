import { z } from 'zod';
import { moneySchema, plainDateSchema } from '../../../shared/primitives.ts';

/** How much of a payment settles one invoice. */
export const allocationSchema = z.strictObject({ invoice: z.string().min(1), amount: moneySchema });
export type Allocation = z.infer<typeof allocationSchema>;

/** How much of a credit memo a payment uses. */
export const creditSchema = z.strictObject({ creditMemo: z.string().min(1), amount: moneySchema });
export type CreditUse = z.infer<typeof creditSchema>;

/** Money received from a customer. What no invoice takes stays `unapplied`. */
export const paymentSchema = z.object({
  customer: z.string({ error: 'is needed' }).min(1, 'is needed'),
  date: plainDateSchema,
  amount: moneySchema,
  /** Cheque or card reference (QuickBooks PaymentRefNum), at most 21 characters. */
  reference: z.string().max(21, 'may have at most 21 characters').nullable(),
  /** Name of the payment method ("Check"), matched by name to a QuickBooks PaymentMethod. */
  method: z.string().max(31).nullable(),
  /** Account the money goes to; null leaves it to Mappings and QuickBooks. */
  depositTo: z.string().nullable(),
  memo: z.string().max(4000).nullable(),
  allocations: z.array(allocationSchema),
  /** Credit memos used together with the money, or without any. */
  creditMemos: z.array(creditSchema),
  /** Anything else QuickBooks used besides money (journal entries); only QuickBooks says it. Null for none. */
  credits: moneySchema.nullable(),
  /** Amount plus credit memos and other credits, minus allocations. */
  unapplied: moneySchema,
});
export type Payment = z.infer<typeof paymentSchema>;
