import { purchaseEntity } from '../purchases/entity.ts';
import { payableKeys } from '../purchases/payable.ts';
import { text } from '../values.ts';
import { vendorCreditDescriptor } from './descriptor.ts';
import { vendorCreditQuickbooks } from './quickbooks.ts';
import { type VendorCredit, vendorCreditSchema } from './schema.ts';

/** Vendor credits: what vendors give back, and what of it no bill has used yet. */
export const vendorCreditEntity = purchaseEntity<VendorCredit>({
  descriptor: vendorCreditDescriptor,
  schema: vendorCreditSchema,
  quickbooks: vendorCreditQuickbooks,
  title: (credit) =>
    text(credit.reference) === null ? 'Vendor credit without a number' : `Vendor credit ${String(credit.reference)}`,
  matchKeys: payableKeys,
});
