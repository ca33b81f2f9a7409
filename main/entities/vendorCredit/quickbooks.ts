import type { PurchaseSpec } from '../purchases/entity.ts';
import { fitsPayable, PAYABLE_MEMBERS, payablesAccountOf, readPayable } from '../purchases/payable.ts';
import { money } from '../values.ts';
import type { VendorCredit } from './schema.ts';

/** What a vendor credit adds to the translation of a purchase document. The bill payments tell what of it was used. */
export const vendorCreditQuickbooks: PurchaseSpec<VendorCredit>['quickbooks'] = {
  resource: 'VendorCredit',
  screen: 'vendorcredit?txnId=',
  members: PAYABLE_MEMBERS,
  together: (_, __, creating, context) => payablesAccountOf(creating, context),
  read: (raw, common) => ({ ...readPayable(raw), remaining: money(raw.Balance) ?? common.total }),
  fits: fitsPayable,
};
