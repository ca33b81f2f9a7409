import type { EntityDescriptor } from '../../../shared/entity.ts';
import { DATE, PAID_FROM, VENDOR } from '../purchases/fields.ts';

/** What the window and the engine know of payments of bills. */
export const billPaymentDescriptor: EntityDescriptor = {
  name: 'billPayment',
  group: 'purchases',
  label: 'Bill payment',
  labelPlural: 'Bill payments',
  quickbooksLabel: 'Bill payment',
  rank: 42,
  isDocument: true,
  ledger: 'payable',
  fields: [
    VENDOR,
    DATE,
    { name: 'amount', label: 'Amount', kind: 'money', required: true },
    {
      name: 'paidBy',
      label: 'Paid by',
      kind: 'choice',
      choices: [
        { value: 'check', label: 'Check' },
        { value: 'creditCard', label: 'Credit card' },
      ],
      required: true,
      initial: 'check',
      help: 'QuickBooks cannot change it later.',
    },
    {
      name: 'account',
      label: 'Paid from',
      kind: 'ref',
      entity: 'account',
      among: { ...PAID_FROM, values: ['bank', 'creditCard'] },
      required: true,
      help: 'The bank account or the card.',
    },
    { name: 'reference', label: 'Check number', kind: 'text', maxLength: 21 },
    { name: 'privateNote', label: 'Note', kind: 'longText', maxLength: 4000 },
    { name: 'allocations', label: 'Applied to', kind: 'allocations', entity: 'bill' },
    {
      name: 'vendorCredits',
      label: 'Credits used',
      kind: 'allocations',
      entity: 'vendorCredit',
      help: 'Vendor credits that pay together with this money. An amount of 0 sets credits against bills alone.',
    },
    {
      name: 'credits',
      label: 'Other credits',
      kind: 'money',
      owner: 'quickbooks',
      help: 'What QuickBooks used besides money and vendor credits, such as a journal entry.',
    },
    { name: 'unapplied', label: 'Not applied', kind: 'money', derived: true },
  ],
  titleField: 'reference',
  columns: ['date', 'vendor', 'amount', 'paidBy', 'account', 'reference'],
  amountField: 'amount',
  dateField: 'date',
  searchFields: ['reference', 'privateNote'],
  removals: ['delete', 'void'],
};
