import type { EntityDescriptor } from '../../../shared/entity.ts';
import { salesFields } from '../sales/fields.ts';
import { DOCUMENT_TERMS, DUE_DATE } from '../term/field.ts';

/** What the window and the engine know of invoices. */
export const invoiceDescriptor: EntityDescriptor = {
  name: 'invoice',
  group: 'sales',
  label: 'Invoice',
  labelPlural: 'Invoices',
  quickbooksLabel: 'Invoice',
  rank: 30,
  isDocument: true,
  fields: salesFields('invoice', {
    head: [
      {
        name: 'status',
        label: 'Status',
        kind: 'choice',
        required: true,
        initial: 'issued',
        local: true,
        choices: [
          { value: 'draft', label: 'Draft' },
          { value: 'issued', label: 'Issued' },
        ],
        help: 'Drafts stay here. What is issued goes to QuickBooks.',
      },
      DOCUMENT_TERMS,
      DUE_DATE,
      { name: 'estimate', label: 'Made of estimate', kind: 'ref', entity: 'estimate', loose: true },
    ],
    foot: [{ name: 'balance', label: 'Open balance', kind: 'money', derived: true }],
  }),
  titleField: 'number',
  numberSpace: 'sales',
  columns: ['number', 'customer', 'date', 'dueDate', 'status', 'total', 'balance'],
  amountField: 'total',
  balanceField: 'balance',
  travels: {
    field: 'status',
    values: ['issued'],
    otherwise: 'Draft: goes to QuickBooks once it is issued',
    step: { act: 'Issue', done: 'issued' },
    recall: 'delete',
  },
  emailField: 'email',
  dateField: 'date',
  searchFields: ['number', 'memo', 'privateNote', 'email'],
  rights: ['createInvoices'],
  removals: ['void', 'delete'],
};
