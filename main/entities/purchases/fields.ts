import type { Among, EntityDescriptor, FieldDescriptor } from '../../../shared/entity.ts';
import { AMOUNTS_ARE, LINE_TAX } from '../tax/fields.ts';

/** Accounts that what is bought may be booked to; A/R and A/P belong to documents of their own. */
const COSTS: Among = {
  field: 'type',
  values: [
    'expense',
    'costOfGoodsSold',
    'otherExpense',
    'otherCurrentAsset',
    'fixedAsset',
    'otherAsset',
    'otherCurrentLiability',
    'longTermLiability',
    'equity',
    'income',
    'otherIncome',
  ],
};

/** Accounts money is paid from. */
export const PAID_FROM: Among = { field: 'type', values: ['bank', 'creditCard', 'otherCurrentAsset'] };

const LINES: FieldDescriptor = {
  name: 'lines',
  label: 'Lines',
  kind: 'lines',
  required: true,
  line: [
    { name: 'item', label: 'Item', kind: 'ref', entity: 'item' },
    { name: 'account', label: 'Account', kind: 'ref', entity: 'account', among: COSTS },
    { name: 'description', label: 'Description', kind: 'longText' },
    { name: 'quantity', label: 'Quantity', kind: 'decimal' },
    { name: 'unitPrice', label: 'Price', kind: 'decimal' },
    { name: 'amount', label: 'Amount', kind: 'money' },
    { name: 'customer', label: 'Customer', kind: 'ref', entity: 'customer' },
    { name: 'billable', label: 'Billable', kind: 'boolean' },
    ...LINE_TAX,
  ],
};

/**
 * The fields of something bought, in the order people read them: `head` before the lines (who, when, how), `foot` behind
 * the total.
 */
export const purchaseFields = (head: FieldDescriptor[], foot: FieldDescriptor[] = []): FieldDescriptor[] => [
  ...head,
  AMOUNTS_ARE,
  LINES,
  {
    name: 'tax',
    label: 'Tax',
    kind: 'money',
    owner: 'quickbooks',
    help: 'Tax QuickBooks put on top of the lines, beyond the rates they name.',
  },
  { name: 'privateNote', label: 'Note', kind: 'longText', maxLength: 4000 },
  { name: 'total', label: 'Total', kind: 'money', derived: true },
  ...foot,
];

export const VENDOR: FieldDescriptor = {
  name: 'vendor',
  label: 'Vendor',
  kind: 'ref',
  entity: 'vendor',
  required: true,
};
export const DATE: FieldDescriptor = { name: 'date', label: 'Date', kind: 'date', required: true };

/** Whether somebody has approved it: drafts stay on the platform. */
export const approval = (initial: 'draft' | 'approved'): FieldDescriptor => ({
  name: 'status',
  label: 'Status',
  kind: 'choice',
  choices: [
    { value: 'draft', label: 'Draft' },
    { value: 'approved', label: 'Approved' },
  ],
  required: true,
  initial,
  help: 'Drafts stay here. What is approved goes to QuickBooks.',
});

export const TRAVELS_APPROVED: NonNullable<EntityDescriptor['travels']> = {
  field: 'status',
  values: ['approved'],
  otherwise: 'Draft: goes to QuickBooks once it is approved',
  step: { act: 'Approve', done: 'approved' },
};
