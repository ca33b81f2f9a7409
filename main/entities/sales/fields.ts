import type { FieldDescriptor } from '../../../shared/entity.ts';
import { AMOUNTS_ARE, LINE_TAX } from '../tax/fields.ts';

const NUMBER: FieldDescriptor = {
  name: 'number',
  label: 'Number',
  kind: 'text',
  maxLength: 21,
  help: 'Leave it empty and QuickBooks gives the next number, unless the company uses its own numbers.',
};

const LINES: FieldDescriptor = {
  name: 'lines',
  label: 'Lines',
  kind: 'lines',
  required: true,
  line: [
    {
      name: 'kind',
      label: 'Kind',
      kind: 'choice',
      choices: [
        { value: 'item', label: 'Item' },
        { value: 'text', label: 'Text' },
        { value: 'discount', label: 'Discount' },
        { value: 'shipping', label: 'Shipping' },
      ],
    },
    { name: 'item', label: 'Item', kind: 'ref', entity: 'item' },
    { name: 'description', label: 'Description', kind: 'longText' },
    { name: 'quantity', label: 'Quantity', kind: 'decimal' },
    { name: 'unitPrice', label: 'Price', kind: 'decimal' },
    { name: 'percent', label: 'Percent', kind: 'decimal' },
    // Not marked derived: a discount in money and a line with an amount only have nothing else to go by.
    { name: 'amount', label: 'Amount', kind: 'money' },
    { name: 'taxable', label: 'Taxable', kind: 'boolean' },
    ...LINE_TAX,
  ],
};

/**
 * The fields of a sales document in the order people read them. `noun` is the document in a sentence ("invoice"), `head`
 * the fields of its own behind the date, `foot` those behind the totals; `walkIn`: it may be nobody's.
 */
export const salesFields = (
  noun: string,
  {
    head = [],
    foot = [],
    walkIn = false,
  }: { head?: FieldDescriptor[]; foot?: FieldDescriptor[]; walkIn?: boolean } = {},
): FieldDescriptor[] => [
  NUMBER,
  { name: 'customer', label: 'Customer', kind: 'ref', entity: 'customer', ...(walkIn ? {} : { required: true }) },
  { name: 'date', label: 'Date', kind: 'date', required: true },
  ...head,
  AMOUNTS_ARE,
  LINES,
  { name: 'taxRate', label: 'Tax rate', kind: 'listRef', list: 'taxRate', takenBack: true },
  {
    name: 'taxPercent',
    label: 'Tax percent',
    kind: 'decimal',
    takenBack: true,
    help: `Kept with the ${noun}: rates change later.`,
  },
  {
    name: 'taxAdjustment',
    label: 'Tax correction',
    kind: 'money',
    owner: 'quickbooks',
    help: 'What QuickBooks computed beyond this percentage, such as rounding for each rate.',
  },
  { name: 'memo', label: 'Message to customer', kind: 'longText', maxLength: 1000 },
  { name: 'privateNote', label: 'Private note', kind: 'longText', maxLength: 4000 },
  { name: 'email', label: 'Send to', kind: 'email', maxLength: 100 },
  {
    name: 'emailedOn',
    label: 'E-mailed',
    kind: 'date',
    owner: 'quickbooks',
    help: 'When QuickBooks sent it last.',
  },
  { name: 'subtotal', label: 'Subtotal', kind: 'money', derived: true },
  { name: 'taxTotal', label: 'Tax', kind: 'money', derived: true },
  { name: 'total', label: 'Total', kind: 'money', derived: true },
  ...foot,
];
