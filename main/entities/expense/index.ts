import { purchaseEntity } from '../purchases/entity.ts';
import { text } from '../values.ts';
import { expenseDescriptor } from './descriptor.ts';
import { expenseQuickbooks } from './quickbooks.ts';
import { type Expense, expenseSchema } from './schema.ts';

/** Expenses: money spent at once. */
export const expenseEntity = purchaseEntity<Expense>({
  descriptor: expenseDescriptor,
  schema: expenseSchema,
  quickbooks: expenseQuickbooks,
  title: (expense) => {
    const reference = text(expense.reference);
    return `Expense ${reference === null ? '' : `${reference} `}of ${String(expense.total)}`;
  },
  // Only a card gives money back.
  tidy: (body) => {
    if (body.paidBy !== 'creditCard') body.refund = false;
  },
  matchKeys: ({ vendor, account, reference, date, total }) => [
    ...(reference ? [{ kind: 'number' as const, value: `${account}|${reference.toLowerCase()}` }] : []),
    { kind: 'composite', value: `${account}|${vendor ?? ''}|${date}|${total}` },
  ],
});
