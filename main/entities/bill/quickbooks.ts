import type { PurchaseSpec } from '../purchases/entity.ts';
import { fitsPayable, PAYABLE_MEMBERS, payablesAccountOf, readPayable } from '../purchases/payable.ts';
import { termsMember } from '../term/field.ts';
import { money, refId, text } from '../values.ts';
import type { Bill } from './schema.ts';

/** What a bill adds to the translation of a purchase document. */
export const billQuickbooks: PurchaseSpec<Bill>['quickbooks'] = {
  resource: 'Bill',
  screen: 'bill?txnId=',
  members: {
    ...PAYABLE_MEMBERS,
    terms: (bill, creating) => termsMember('SalesTermRef', bill.terms, creating),
    // QuickBooks always has a due date: without one it takes the terms', so there is nothing to clear.
    dueDate: (bill) => (bill.dueDate === null ? {} : { DueDate: bill.dueDate }),
  },
  together: (_, __, creating, context) => payablesAccountOf(creating, context),
  read: (raw, common) => ({
    ...readPayable(raw),
    terms: refId(raw.SalesTermRef),
    dueDate: text(raw.DueDate),
    // What QuickBooks has was approved.
    status: 'approved',
    balance: money(raw.Balance) ?? common.total,
  }),
  fits: fitsPayable,
};
