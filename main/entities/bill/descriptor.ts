import type { EntityDescriptor } from '../../../shared/entity.ts';
import { approval, DATE, purchaseFields, TRAVELS_APPROVED, VENDOR } from '../purchases/fields.ts';
import { DOCUMENT_TERMS, DUE_DATE } from '../term/field.ts';

/** What the window and the engine know of bills. */
export const billDescriptor: EntityDescriptor = {
  name: 'bill',
  group: 'purchases',
  label: 'Bill',
  labelPlural: 'Bills',
  quickbooksLabel: 'Bill',
  rank: 32,
  isDocument: true,
  ledger: 'payable',
  travels: TRAVELS_APPROVED,
  fields: purchaseFields(
    [
      VENDOR,
      { name: 'reference', label: 'Bill number', kind: 'text', maxLength: 21, help: 'The number the vendor gave it.' },
      DATE,
      DOCUMENT_TERMS,
      DUE_DATE,
      approval('approved'),
    ],
    [{ name: 'balance', label: 'Open balance', kind: 'money', derived: true }],
  ),
  titleField: 'reference',
  columns: ['reference', 'vendor', 'date', 'dueDate', 'total', 'balance'],
  amountField: 'total',
  balanceField: 'balance',
  dateField: 'date',
  searchFields: ['reference', 'privateNote'],
  removals: ['delete'],
};
