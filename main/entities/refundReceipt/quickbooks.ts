import { appError } from '../../../shared/errors.ts';
import { depositLock } from '../documents.ts';
import { readMethod, writeMethod } from '../payment-method.ts';
import type { SalesSpec } from '../sales/entity.ts';
import { put, record, refId, text } from '../values.ts';
import type { RefundReceipt } from './schema.ts';

/**
 * What a refund adds to the translation of a sales document. QuickBooks wants the account the money leaves: the refund's own, or
 * the one of Mappings for refunds, or where payments are deposited to.
 */
export const refundReceiptQuickbooks: SalesSpec<RefundReceipt>['quickbooks'] = {
  resource: 'RefundReceipt',
  screen: 'refundreceipt?txnId=',
  members: {
    // It cannot be cleared: QuickBooks always has one.
    paidFrom: ({ paidFrom }) => (paidFrom === null ? {} : { DepositToAccountRef: { value: paidFrom } }),
    reference: ({ reference }, creating) => put('PaymentRefNum', reference, creating),
  },
  read: (raw, _, context) => ({
    method: readMethod(raw.PaymentMethodRef, context),
    paidFrom: refId(raw.DepositToAccountRef),
    reference: text(raw.PaymentRefNum),
  }),
  complete(json, { document, fields, creating, context, native, title }) {
    const result = { ...json };
    if (fields.has('method')) {
      const method = writeMethod(document.method, creating, context, title);
      if (!method.ok) return method;
      Object.assign(result, method.member);
    }
    if (document.paidFrom === null && (creating || refId(record(native).DepositToAccountRef) === null)) {
      const account = context.mapping.refundAccount ?? context.mapping.depositAccount;
      if (account === null) {
        const what = 'the account refunds are paid from';
        return { ok: false, error: appError('sync.needsMapping', { title, what }) };
      }
      result.DepositToAccountRef = { value: account };
    }
    return { ok: true, json: result };
  },
  lock: depositLock(['customer', 'date', 'lines', 'taxRate']),
};
