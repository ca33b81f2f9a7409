import type { EntityDescriptor } from '../../../shared/entity.ts';
import { DATE, purchaseFields, VENDOR } from '../purchases/fields.ts';

/** What the window and the engine know of purchase orders. */
export const purchaseOrderDescriptor: EntityDescriptor = {
  name: 'purchaseOrder',
  group: 'purchases',
  label: 'Purchase order',
  labelPlural: 'Purchase orders',
  quickbooksLabel: 'Purchase order',
  rank: 24,
  isDocument: true,
  needs:
    'purchase orders need QuickBooks Plus or Advanced, and are switched on there under Account and settings, Expenses',
  fields: purchaseFields([
    {
      name: 'number',
      label: 'Number',
      kind: 'text',
      maxLength: 21,
      help: 'Leave it empty and QuickBooks gives the next number, unless the company uses its own numbers.',
    },
    VENDOR,
    DATE,
    {
      name: 'status',
      label: 'Status',
      kind: 'choice',
      choices: [
        { value: 'open', label: 'Open' },
        { value: 'closed', label: 'Closed' },
      ],
      required: true,
      initial: 'open',
      takenBack: true,
      help: 'QuickBooks closes it when everything was received.',
    },
    { name: 'memo', label: 'Message to vendor', kind: 'longText', maxLength: 4000 },
  ]),
  titleField: 'number',
  columns: ['number', 'vendor', 'date', 'status', 'total'],
  amountField: 'total',
  dateField: 'date',
  searchFields: ['number', 'memo', 'privateNote'],
  removals: ['delete'],
};
