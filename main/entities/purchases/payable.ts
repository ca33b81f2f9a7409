import type { MatchKey, TranslationContext } from '../../core/types.ts';
import { put, refId, text } from '../values.ts';
import type { PurchaseTranslation } from './quickbooks.ts';
import type { PurchaseDocument } from './schema.ts';

/** What is owed to a vendor, or back by one: it has the vendor's own number. */
export type Payable = PurchaseDocument & { vendor: string; reference: string | null };

/** Its own members in QuickBooks. */
export const PAYABLE_MEMBERS: PurchaseTranslation<Payable>['members'] = {
  vendor: (document) => ({ VendorRef: { value: document.vendor } }),
  reference: (document, creating) => put('DocNumber', document.reference, creating),
};

/** Which payables account one that exists counts into is the bookkeeper's to move. */
export const payablesAccountOf = (
  creating: boolean,
  { mapping: { payablesAccount } }: TranslationContext,
): Record<string, unknown> => (creating && payablesAccount ? { APAccountRef: { value: payablesAccount } } : {});

export const readPayable = (raw: Record<string, unknown>): Pick<Payable, 'vendor' | 'reference'> => ({
  reference: text(raw.DocNumber),
  vendor: refId(raw.VendorRef) ?? '',
});

export const fitsPayable = (found: Payable, wanted: Payable): boolean =>
  found.vendor === wanted.vendor && found.reference === wanted.reference;

export const payableKeys = ({ vendor, reference, date, total }: Payable): MatchKey[] => [
  // Only together with the vendor does their number say anything.
  ...(reference ? [{ kind: 'number' as const, value: `${vendor}|${reference.toLowerCase()}` }] : []),
  { kind: 'composite', value: `${vendor}|${date}|${total}` },
];
