import type { AppError, ErrorCode } from '../../shared/errors.ts';

/** What a failure asks for, told by its code alone. */
export type FailureClass =
  /** Passing trouble of one call: again after a while. */
  | 'transient'
  /** Asked to slow down: the whole side waits. */
  | 'throttled'
  /** No way to the other side: the whole side waits. */
  | 'offline'
  /** The connection needs a person: everything to that side stops. */
  | 'auth'
  /** This computer cannot keep what it should (a full disk): the side's book waits. */
  | 'storage'
  /** Waits for another record. */
  | 'blocked'
  /** This record needs a person. */
  | 'needsUser'
  /** Never by trying again: this plan or company cannot take it until something about it changes. */
  | 'permanent'
  /** The books are closed for its date: held. */
  | 'held';

const CLASS: Partial<Record<ErrorCode, FailureClass>> = {
  'connection.offline': 'offline',
  'connection.outage': 'transient',
  'connection.throttled': 'throttled',
  'connection.none': 'auth',
  'connection.credentials': 'auth',
  'connection.client': 'auth',
  'connection.permission': 'auth',
  'connection.wrongCompany': 'auth',
  'connection.wrongEnvironment': 'auth',
  'connection.subscription': 'auth',
  'platform.offline': 'offline',
  'platform.credentials': 'auth',
  'platform.otherCompany': 'auth',
  'platform.noKey': 'auth',
  'platform.throttled': 'throttled',
  'host.secretsLocked': 'auth',
  'host.noKeychain': 'auth',
  'host.diskFull': 'storage',
  'host.readOnly': 'storage',
  'host.dataUnusable': 'storage',
  'host.damaged': 'storage',
  'host.noBackup': 'storage',
  'sync.blocked': 'blocked',
  'sync.uncertain': 'transient',
  'quickbooks.stale': 'transient',
  'record.stale': 'transient',
  'quickbooks.closedPeriod': 'held',
  'quickbooks.notAllowed': 'permanent',
  'quickbooks.lacksFeature': 'permanent',
  'sync.notTranslatable': 'permanent',
};

export const classify = (error: AppError): FailureClass =>
  CLASS[error.code] ?? (error.retryable ? 'transient' : 'needsUser');

/** Faults of the whole side rather than of one record. */
export const stopsSide = (failure: FailureClass): boolean =>
  failure === 'offline' || failure === 'auth' || failure === 'throttled' || failure === 'storage';

/** Trouble that is over by itself some time. */
export const passes = (failure: FailureClass): boolean =>
  failure === 'transient' || failure === 'offline' || failure === 'throttled';

/** First wait of a retry; doubles each time. */
export const BACKOFF_BASE_MS = 1_000;
/** Longest wait: long enough to be no load, short enough that a morning outage is over by itself. */
export const BACKOFF_CAP_MS = 5 * 60_000;
/** QuickBooks asks to wait a minute after a 429 and sends no Retry-After. */
export const THROTTLE_MS = 60_000;
/**
 * Nothing is put off further than an hour. An instant farther away was set by a clock that was wrong then or is wrong now:
 * it counts as come.
 */
export const FARTHEST_MS = 3_600_000;

/** Whether an instant to wait for has come. */
export const isDue = (notBefore: number, now: number): boolean => notBefore <= now || notBefore > now + FARTHEST_MS;

/** After so many attempts a transient failure of one record is parked, visible, instead of tried for ever. */
export const MAX_ATTEMPTS = 8;

/**
 * Milliseconds to wait before attempt `attempt + 1`: exponential with full jitter, so that many waiting clients do not
 * come back at once, never sooner than the other side asked for. `random` is uniform in [0, 1).
 */
export function backoff(attempt: number, random: number, retryAfterMs: number | undefined): number {
  const ceiling = Math.min(BACKOFF_CAP_MS, BACKOFF_BASE_MS * 2 ** Math.min(attempt, 30));
  return jittered(ceiling, random, retryAfterMs);
}

const jittered = (ceiling: number, random: number, retryAfterMs: number | undefined): number =>
  Math.min(FARTHEST_MS, Math.max(retryAfterMs ?? 0, Math.round(ceiling * random)));

/**
 * Milliseconds to wait before asking once more what became of something `sinceMs` ago: up to as long again, so that the
 * pauses double by themselves. A clock that jumps makes it sooner or later by no more than the cap.
 */
export function backoffSince(sinceMs: number, random: number, retryAfterMs: number | undefined): number {
  const ceiling = Math.min(BACKOFF_CAP_MS, Math.max(BACKOFF_BASE_MS, sinceMs));
  return jittered(ceiling, random, retryAfterMs);
}

export type RetryVerdict =
  | { kind: 'retry'; inMs: number }
  /** The side as a whole waits. */
  | { kind: 'pauseSide'; inMs: number | null }
  | { kind: 'park' };

/** What to do after failed attempt number `attempt` (1 is the first). A side that needs a person has no time. */
export function afterFailure(error: AppError, attempt: number, random: number): RetryVerdict {
  const failure = classify(error);
  if (failure === 'auth') return { kind: 'pauseSide', inMs: null };
  if (failure === 'throttled') {
    return { kind: 'pauseSide', inMs: backoff(attempt, random, error.retryAfterMs ?? THROTTLE_MS) };
  }
  if (failure === 'offline' || failure === 'storage')
    return { kind: 'pauseSide', inMs: backoff(attempt, random, error.retryAfterMs) };
  if (failure === 'transient' && attempt < MAX_ATTEMPTS) {
    return { kind: 'retry', inMs: backoff(attempt, random, error.retryAfterMs) };
  }
  return { kind: 'park' };
}
