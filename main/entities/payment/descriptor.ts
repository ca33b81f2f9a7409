import type { EntityDescriptor } from '../../../shared/entity.ts';
import { DEPOSITED_TO } from '../payment-method.ts';

/** What the window and the engine know of payments received. */
export const paymentDescriptor: EntityDescriptor = {
  name: 'payment',
  group: 'sales',
  label: 'Payment',
  labelPlural: 'Payments',
  quickbooksLabel: 'Receive payment',
  rank: 40,
  isDocument: true,
  fields: [
    { name: 'customer', label: 'Customer', kind: 'ref', entity: 'customer', required: true },
    { name: 'date', label: 'Date', kind: 'date', required: true },
    { name: 'amount', label: 'Amount', kind: 'money', required: true },
    { name: 'reference', label: 'Reference', kind: 'text', maxLength: 21, help: 'Cheque number or card reference.' },
    {
      name: 'method',
      label: 'Method',
      kind: 'text',
      list: 'paymentMethod',
      maxLength: 31,
      help: 'Must be the name of a payment method in QuickBooks.',
    },
    {
      name: 'depositTo',
      label: 'Deposited to',
      kind: 'ref',
      entity: 'account',
      among: DEPOSITED_TO,
      loose: true,
      help: 'Left empty, it goes where Mappings say, else to Undeposited Funds.',
    },
    { name: 'memo', label: 'Note', kind: 'longText', maxLength: 4000 },
    { name: 'allocations', label: 'Applied to', kind: 'allocations', entity: 'invoice' },
    {
      name: 'creditMemos',
      label: 'Credits used',
      kind: 'allocations',
      entity: 'creditMemo',
      help: 'Credit memos that pay together with this money. An amount of 0 sets credits against invoices alone.',
    },
    {
      name: 'credits',
      label: 'Other credits',
      kind: 'money',
      owner: 'quickbooks',
      help: 'What QuickBooks used besides money and credit memos, such as a journal entry.',
    },
    { name: 'unapplied', label: 'Not applied', kind: 'money', derived: true },
  ],
  titleField: 'reference',
  columns: ['date', 'customer', 'amount', 'method', 'reference', 'unapplied'],
  amountField: 'amount',
  dateField: 'date',
  searchFields: ['reference', 'method', 'memo'],
  removals: ['delete', 'void'],
};
