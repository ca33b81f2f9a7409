import { z } from 'zod';
import { listNameSchema, optionalText } from '../contacts/fields.ts';

/** QuickBooks' kinds of account by ours: what is owned, owed, earned and spent, in the order of a balance sheet. */
export const ACCOUNT_TYPES = {
  bank: 'Bank',
  receivable: 'Accounts Receivable',
  otherCurrentAsset: 'Other Current Asset',
  fixedAsset: 'Fixed Asset',
  otherAsset: 'Other Asset',
  payable: 'Accounts Payable',
  creditCard: 'Credit Card',
  otherCurrentLiability: 'Other Current Liability',
  longTermLiability: 'Long Term Liability',
  equity: 'Equity',
  income: 'Income',
  otherIncome: 'Other Income',
  costOfGoodsSold: 'Cost of Goods Sold',
  expense: 'Expense',
  otherExpense: 'Other Expense',
} as const;
export type AccountType = keyof typeof ACCOUNT_TYPES;

/** An account of the chart: where money is kept, owed, earned or spent. Cost codes of a platform are expense accounts. */
export const accountSchema = z.object({
  name: listNameSchema.regex(/^[^"]*$/, 'may not contain a quotation mark'),
  /** QuickBooks AcctNum, shown where the company uses account numbers. */
  number: optionalText(20),
  type: z.enum(Object.keys(ACCOUNT_TYPES) as [AccountType, ...AccountType[]]),
  description: optionalText(100),
  /** Account it stands below, or null. */
  parent: z.string().nullable(),
});
export type Account = z.infer<typeof accountSchema>;
