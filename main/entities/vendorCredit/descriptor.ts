import type { EntityDescriptor } from '../../../shared/entity.ts';
import { DATE, purchaseFields, VENDOR } from '../purchases/fields.ts';

/** What the window and the engine know of vendor credits. */
export const vendorCreditDescriptor: EntityDescriptor = {
  name: 'vendorCredit',
  group: 'purchases',
  label: 'Vendor credit',
  labelPlural: 'Vendor credits',
  quickbooksLabel: 'Vendor credit',
  // Beside bills in navigation.
  rank: 33,
  isDocument: true,
  ledger: 'payable',
  fields: purchaseFields(
    [
      VENDOR,
      {
        name: 'reference',
        label: 'Credit number',
        kind: 'text',
        maxLength: 21,
        help: 'The number the vendor gave it.',
      },
      DATE,
    ],
    [
      {
        name: 'remaining',
        label: 'Remaining credit',
        kind: 'money',
        derived: true,
        help: 'What is left to set against bills, by a bill payment that names both.',
      },
    ],
  ),
  titleField: 'reference',
  columns: ['reference', 'vendor', 'date', 'total', 'remaining'],
  amountField: 'total',
  balanceField: 'remaining',
  balanceSign: 'credit',
  dateField: 'date',
  searchFields: ['reference', 'privateNote'],
  removals: ['delete'],
};
