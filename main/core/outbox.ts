import type { Hash } from './ports.ts';

/**
 * Life of one write.
 * - `intended`: decided and stored, not sent (or surely not arrived).
 * - `sent`: handed to the wire; the mark is durable before the first byte leaves.
 * - `uncertain`: sent, the answer was lost. Probed before anything else.
 * - `confirmed`: answered; its observation is stored in the same transaction.
 * - `parked`: refused; waits, visible, for a person or a change.
 * - `withdrawn`: no longer wanted; replaced by a newer plan before it could count.
 */
export type OutboxState = 'intended' | 'sent' | 'uncertain' | 'confirmed' | 'parked' | 'withdrawn';

export type OutboxEvent =
  | 'send'
  | 'confirm'
  | 'reject'
  | 'lose'
  | 'defer'
  | 'stale'
  | 'renew'
  | 'restart'
  | 'restore'
  | 'probeFound'
  | 'probeAbsent'
  | 'probeAmbiguous'
  | 'probeFailed'
  | 'withdraw'
  | 'retry'
  | 'again';

/** The legal transitions; whatever is not here is a fault of ours and throws. */
export const TRANSITIONS: Record<OutboxState, Partial<Record<OutboxEvent, OutboxState>>> = {
  // What a restored backup means to send may have been sent since it was made.
  intended: { send: 'sent', withdraw: 'withdrawn', reject: 'parked', restore: 'uncertain' },
  sent: {
    confirm: 'confirmed',
    reject: 'parked',
    lose: 'uncertain',
    restart: 'uncertain',
    defer: 'intended',
    stale: 'withdrawn',
    // Refused, perhaps in the words of an earlier sending.
    renew: 'withdrawn',
  },
  uncertain: {
    probeFound: 'confirmed',
    probeAbsent: 'intended',
    probeAmbiguous: 'parked',
    probeFailed: 'uncertain',
  },
  // A person, or a key they share, says which record it made. What was given up for passing trouble goes again as it is.
  parked: { again: 'intended', retry: 'withdrawn', withdraw: 'withdrawn', probeFound: 'confirmed' },
  confirmed: {},
  withdrawn: {},
};

export function transition(state: OutboxState, event: OutboxEvent): OutboxState {
  const next = TRANSITIONS[state][event];
  if (next === undefined) throw new Error(`A write that is ${state} cannot ${event}`);
  return next;
}

/** Writes that may have reached the other side: the record is left alone until they are settled. */
export const isInFlight = (state: OutboxState): boolean => state === 'sent' || state === 'uncertain';

/**
 * Idempotency key of a write: the same logical write has the same key for ever, a new one has another. The generation
 * rises with each new write of a record, so that a key never answers with a record that was deleted since
 * (reference 2.2). 32 hex characters: QuickBooks takes 36 in a batch.
 */
export const writeKey = (
  hash: Hash,
  write: { entity: string; side: string; id: string; revision: string; generation: number },
): string =>
  hash([write.entity, write.side, write.id, write.revision, String(write.generation)].join('\u001f')).slice(0, 32);
