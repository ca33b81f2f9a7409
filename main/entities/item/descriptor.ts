import type { EntityDescriptor } from '../../../shared/entity.ts';

/** What the window and the engine know of products and services. */
export const itemDescriptor: EntityDescriptor = {
  name: 'item',
  group: 'lists',
  label: 'Item',
  labelPlural: 'Items',
  quickbooksLabel: 'Product or service',
  rank: 20,
  isDocument: false,
  paired: true,
  fields: [
    { name: 'name', label: 'Name', kind: 'text', required: true, maxLength: 100 },
    { name: 'sku', label: 'SKU', kind: 'text', maxLength: 100 },
    { name: 'description', label: 'Description', kind: 'longText', maxLength: 4000 },
    {
      name: 'type',
      label: 'Type',
      kind: 'choice',
      required: true,
      choices: [
        { value: 'service', label: 'Service' },
        { value: 'nonInventory', label: 'Product, stock not counted' },
        { value: 'inventory', label: 'Product, stock counted' },
        { value: 'category', label: 'Category' },
        { value: 'bundle', label: 'Bundle' },
      ],
      help: 'Counted products and bundles are made in QuickBooks and shown here.',
    },
    { name: 'unitPrice', label: 'Price', kind: 'decimal', help: 'Sales price for one, without tax.' },
    { name: 'purchaseCost', label: 'Cost', kind: 'decimal', help: 'What one costs you.' },
    {
      name: 'expenseAccount',
      label: 'Expense account',
      kind: 'ref',
      entity: 'account',
      among: { field: 'type', values: ['costOfGoodsSold', 'expense', 'otherExpense'] },
      loose: true,
      help: 'What it is booked to when you buy it. Without one it can only be sold.',
    },
    { name: 'taxable', label: 'Taxable', kind: 'boolean' },
  ],
  titleField: 'name',
  columns: ['name', 'sku', 'type', 'unitPrice'],
  amountField: 'unitPrice',
  searchFields: ['name', 'sku', 'description'],
  removals: ['deactivate'],
};
