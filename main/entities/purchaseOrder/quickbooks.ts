import type { PurchaseSpec } from '../purchases/entity.ts';
import { longText, put, refId, text } from '../values.ts';
import type { PurchaseOrder } from './schema.ts';

/** What a purchase order adds to the translation of a purchase document. */
export const purchaseOrderQuickbooks: PurchaseSpec<PurchaseOrder>['quickbooks'] = {
  resource: 'PurchaseOrder',
  screen: 'purchaseorder?txnId=',
  members: {
    number: (order, creating) => put('DocNumber', order.number, creating),
    vendor: (order) => ({ VendorRef: { value: order.vendor } }),
    status: (order) => ({ POStatus: order.status === 'closed' ? 'Closed' : 'Open' }),
    memo: (order, creating) => put('Memo', order.memo, creating),
  },
  // QuickBooks only knows by itself which A/P account is meant while there is one.
  together: (_order, _fields, creating, { lists, mapping }) => {
    const payable = lists.find((one) => one.list === 'account' && one.active && one.facts.type === 'Accounts Payable');
    const account = mapping.payablesAccount ?? payable?.id;
    return creating && account !== undefined ? { APAccountRef: { value: account } } : {};
  },
  read: (raw) => ({
    number: text(raw.DocNumber),
    vendor: refId(raw.VendorRef) ?? '',
    status: raw.POStatus === 'Closed' ? 'closed' : 'open',
    memo: longText(raw.Memo),
  }),
  fits: (found, wanted) =>
    found.vendor === wanted.vendor &&
    (wanted.number === null || found.number === wanted.number) &&
    found.memo === wanted.memo,
};
