import type { PurchaseSpec } from '../purchases/entity.ts';
import { termsMember } from '../term/field.ts';
import { money, put, refId, text } from '../values.ts';
import type { Bill } from './schema.ts';

/** What a bill adds to the translation of a purchase document. */
export const billQuickbooks: PurchaseSpec<Bill>['quickbooks'] = {
  resource: 'Bill',
  screen: 'bill?txnId=',
  members: {
    vendor: (bill) => ({ VendorRef: { value: bill.vendor } }),
    reference: (bill, creating) => put('DocNumber', bill.reference, creating),
    terms: (bill, creating) => termsMember('SalesTermRef', bill.terms, creating),
    // QuickBooks always has a due date: without one it takes the terms', so there is nothing to clear.
    dueDate: (bill) => (bill.dueDate === null ? {} : { DueDate: bill.dueDate }),
  },
  // Which payables account an existing bill is owed on is the bookkeeper's to move.
  together: (_, __, creating, { mapping: { payablesAccount } }) =>
    creating && payablesAccount ? { APAccountRef: { value: payablesAccount } } : {},
  read: (raw, common) => ({
    reference: text(raw.DocNumber),
    vendor: refId(raw.VendorRef) ?? '',
    terms: refId(raw.SalesTermRef),
    dueDate: text(raw.DueDate),
    // What QuickBooks has was approved.
    status: 'approved',
    balance: money(raw.Balance) ?? common.total,
  }),
  fits: (found, wanted) => found.vendor === wanted.vendor && found.reference === wanted.reference,
};
