import type { PurchaseSpec } from '../purchases/entity.ts';
import { put, record, refId, text } from '../values.ts';
import { type Expense, PAID_BY, type PaidBy } from './schema.ts';

const PAYMENT_TYPES = new Map(Object.entries(PAID_BY).map(([ours, theirs]) => [theirs as string, ours as PaidBy]));

/** The vendor who was paid. QuickBooks also pays customers and employees: those stay its own. */
const readVendor = (payee: unknown): string | null => {
  const { type } = record(payee);
  return type === undefined || type === 'Vendor' ? refId(payee) : null;
};

/** What an expense adds to the translation of a purchase document. */
export const expenseQuickbooks: PurchaseSpec<Expense>['quickbooks'] = {
  resource: 'Purchase',
  screen: 'expense?txnId=',
  members: {
    vendor: ({ vendor }, creating) =>
      vendor === null
        ? creating
          ? {}
          : { EntityRef: { value: '' } }
        : { EntityRef: { value: vendor, type: 'Vendor' } },
    reference: (expense, creating) => put('DocNumber', expense.reference, creating),
  },
  // QuickBooks judges the account by the kind of payment, and wants the kind in every request that names either.
  together: (expense, fields, creating) =>
    creating || fields.has('paidBy') || fields.has('account') || fields.has('refund')
      ? {
          PaymentType: PAID_BY[expense.paidBy],
          AccountRef: { value: expense.account },
          ...(expense.paidBy === 'creditCard' ? { Credit: expense.refund } : {}),
        }
      : {},
  read: (raw) => ({
    vendor: readVendor(raw.EntityRef),
    paidBy: PAYMENT_TYPES.get(String(raw.PaymentType)) ?? 'cash',
    account: refId(raw.AccountRef) ?? '',
    reference: text(raw.DocNumber),
    refund: raw.Credit === true,
    // What QuickBooks has was approved.
    status: 'approved',
  }),
  fits: (found, wanted) =>
    found.vendor === wanted.vendor &&
    found.account === wanted.account &&
    found.paidBy === wanted.paidBy &&
    found.refund === wanted.refund &&
    found.reference === wanted.reference,
};
