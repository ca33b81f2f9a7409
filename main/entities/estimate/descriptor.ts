import type { EntityDescriptor } from '../../../shared/entity.ts';
import { salesFields } from '../sales/fields.ts';
import { DOCUMENT_TERMS } from '../term/field.ts';

/** What the window and the engine know of estimates. */
export const estimateDescriptor: EntityDescriptor = {
  name: 'estimate',
  group: 'sales',
  label: 'Estimate',
  labelPlural: 'Estimates',
  quickbooksLabel: 'Estimate',
  rank: 25,
  isDocument: true,
  fields: salesFields('estimate', {
    head: [
      DOCUMENT_TERMS,
      { name: 'expiryDate', label: 'Valid until', kind: 'date' },
      {
        name: 'status',
        label: 'Status',
        kind: 'choice',
        required: true,
        initial: 'draft',
        takenBack: true,
        choices: [
          { value: 'draft', label: 'Draft' },
          { value: 'pending', label: 'Pending' },
          { value: 'accepted', label: 'Accepted' },
          { value: 'closed', label: 'Closed' },
          { value: 'rejected', label: 'Rejected' },
        ],
        help: 'Pending once it is sent to the customer. QuickBooks closes it when an invoice is made of it.',
      },
      { name: 'acceptedBy', label: 'Accepted by', kind: 'text', maxLength: 100 },
      { name: 'acceptedDate', label: 'Accepted on', kind: 'date' },
    ],
  }),
  titleField: 'number',
  columns: ['number', 'customer', 'date', 'expiryDate', 'status', 'total'],
  amountField: 'total',
  travels: {
    field: 'status',
    values: ['pending', 'accepted', 'closed', 'rejected'],
    otherwise: 'Draft: syncs once it is sent',
    step: { act: 'Mark as sent', done: 'sent' },
  },
  converts: { entity: 'invoice', link: 'estimate', act: 'Convert to invoice' },
  emailField: 'email',
  dateField: 'date',
  searchFields: ['number', 'acceptedBy', 'memo', 'privateNote', 'email'],
  rights: ['createEstimates'],
  removals: ['delete'],
};
