import type { EntityDescriptor } from '../../../shared/entity.ts';
import { salesFields } from '../sales/fields.ts';

/** What the window and the engine know of credit memos. */
export const creditMemoDescriptor: EntityDescriptor = {
  name: 'creditMemo',
  group: 'sales',
  label: 'Credit memo',
  labelPlural: 'Credit memos',
  quickbooksLabel: 'Credit memo',
  rank: 32,
  isDocument: true,
  fields: salesFields('credit memo', {
    foot: [
      {
        name: 'remaining',
        label: 'Remaining credit',
        kind: 'money',
        derived: true,
        help: 'What is left to set against invoices, by a payment that names both.',
      },
    ],
  }),
  titleField: 'number',
  numberSpace: 'sales',
  columns: ['number', 'customer', 'date', 'total', 'remaining'],
  amountField: 'total',
  balanceField: 'remaining',
  balanceSign: 'credit',
  emailField: 'email',
  dateField: 'date',
  searchFields: ['number', 'memo', 'privateNote', 'email'],
  rights: ['createInvoices'],
  removals: ['delete'],
};
