import type { SalesSpec } from '../sales/entity.ts';
import { termsMember } from '../term/field.ts';
import { put, refId, text } from '../values.ts';
import type { Estimate, EstimateStatus } from './schema.ts';

/** QuickBooks' words, ours first. "Converted" is its older word for closed by an invoice. */
const STATUS: Record<Exclude<EstimateStatus, 'draft'>, string> = {
  pending: 'Pending',
  accepted: 'Accepted',
  closed: 'Closed',
  rejected: 'Rejected',
};

function readStatus(value: unknown): EstimateStatus {
  const word = text(value);
  if (word === 'Converted') return 'closed';
  const found = Object.entries(STATUS).find(([, theirs]) => theirs === word);
  return (found?.[0] as EstimateStatus | undefined) ?? 'pending';
}

/**
 * What an estimate adds to the translation of a sales document. The invoices made of it are told by the invoices: QuickBooks
 * lets nobody write the links from this end.
 */
export const estimateQuickbooks: SalesSpec<Estimate>['quickbooks'] = {
  resource: 'Estimate',
  screen: 'estimate?txnId=',
  members: {
    // A draft has no word there; one that was sent before is open again.
    status: ({ status }) => ({ TxnStatus: STATUS[status === 'draft' ? 'pending' : status] }),
    terms: ({ terms }, creating) => termsMember('SalesTermRef', terms, creating),
    expiryDate: ({ expiryDate }, creating) => put('ExpirationDate', expiryDate, creating),
    acceptedBy: ({ acceptedBy }, creating) => put('AcceptedBy', acceptedBy, creating),
    acceptedDate: ({ acceptedDate }, creating) => put('AcceptedDate', acceptedDate, creating),
  },
  read: (raw) => ({
    status: readStatus(raw.TxnStatus),
    terms: refId(raw.SalesTermRef),
    expiryDate: text(raw.ExpirationDate),
    acceptedBy: text(raw.AcceptedBy),
    acceptedDate: text(raw.AcceptedDate),
  }),
};
