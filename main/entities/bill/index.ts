import { purchaseEntity } from '../purchases/entity.ts';
import { payableKeys } from '../purchases/payable.ts';
import { text } from '../values.ts';
import { billDescriptor } from './descriptor.ts';
import { billQuickbooks } from './quickbooks.ts';
import { type Bill, billSchema } from './schema.ts';

/** Bills: what vendors ask for, and what of it is still open. */
export const billEntity = purchaseEntity<Bill>({
  descriptor: billDescriptor,
  schema: billSchema,
  quickbooks: billQuickbooks,
  title: (bill) => (text(bill.reference) === null ? 'Bill without a number' : `Bill ${String(bill.reference)}`),
  matchKeys: payableKeys,
});
