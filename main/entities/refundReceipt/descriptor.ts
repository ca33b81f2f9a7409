import type { EntityDescriptor } from '../../../shared/entity.ts';
import { DEPOSITED_TO } from '../payment-method.ts';
import { salesFields } from '../sales/fields.ts';

/** What the window and the engine know of refunds. */
export const refundReceiptDescriptor: EntityDescriptor = {
  name: 'refundReceipt',
  group: 'sales',
  label: 'Refund',
  labelPlural: 'Refunds',
  quickbooksLabel: 'Refund receipt',
  rank: 34,
  isDocument: true,
  fields: salesFields('refund', {
    walkIn: true,
    head: [
      {
        name: 'method',
        label: 'Method',
        kind: 'text',
        list: 'paymentMethod',
        maxLength: 31,
        help: 'Must be the name of a payment method in QuickBooks.',
      },
      {
        name: 'paidFrom',
        label: 'Paid from',
        kind: 'ref',
        entity: 'account',
        among: DEPOSITED_TO,
        loose: true,
        help: 'Left empty, the account that Mappings say refunds are paid from, or payments are deposited to.',
      },
      { name: 'reference', label: 'Reference', kind: 'text', maxLength: 100, help: 'Cheque number or card reference.' },
    ],
  }),
  titleField: 'number',
  numberSpace: 'sales',
  columns: ['number', 'customer', 'date', 'method', 'total'],
  amountField: 'total',
  dateField: 'date',
  searchFields: ['number', 'reference', 'memo', 'privateNote', 'email'],
  rights: ['createInvoices'],
  removals: ['delete'],
};
