import type { EntityDescriptor } from '../../../shared/entity.ts';
import { approval, DATE, PAID_FROM, purchaseFields, TRAVELS_APPROVED, VENDOR } from '../purchases/fields.ts';

/** What the window and the engine know of expenses. */
export const expenseDescriptor: EntityDescriptor = {
  name: 'expense',
  group: 'purchases',
  label: 'Expense',
  labelPlural: 'Expenses',
  quickbooksLabel: 'Expense',
  rank: 34,
  isDocument: true,
  travels: TRAVELS_APPROVED,
  fields: purchaseFields([
    { ...VENDOR, required: false },
    DATE,
    {
      name: 'paidBy',
      label: 'Paid by',
      kind: 'choice',
      choices: [
        { value: 'check', label: 'Check' },
        { value: 'creditCard', label: 'Credit card' },
        { value: 'cash', label: 'Cash' },
      ],
      required: true,
      initial: 'creditCard',
    },
    {
      name: 'account',
      label: 'Paid from',
      kind: 'ref',
      entity: 'account',
      among: PAID_FROM,
      required: true,
      help: 'The card, the bank account or the petty cash.',
    },
    { name: 'reference', label: 'Reference', kind: 'text', maxLength: 21, help: 'Number of the check or receipt.' },
    { name: 'refund', label: 'Money back on the card', kind: 'boolean', initial: false },
    approval('draft'),
  ]),
  titleField: 'reference',
  columns: ['date', 'vendor', 'paidBy', 'account', 'reference', 'total'],
  amountField: 'total',
  dateField: 'date',
  searchFields: ['reference', 'privateNote'],
  removals: ['delete'],
};
