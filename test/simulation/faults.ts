import type { Dice } from './dice.ts';

/** What can go wrong, how often, and how often it did. */
export type FaultKind =
  /** The request never reached QuickBooks, and the client knows it. */
  | 'unreachable'
  /** The request was lost on the way; the client cannot know. */
  | 'lostBefore'
  /** QuickBooks did it, and the answer was lost. */
  | 'lostAfter'
  /** The connection breaks; QuickBooks does it all the same, up to two minutes after it was sent. */
  | 'late'
  /** The answer to a write of documents is lost, and somebody in QuickBooks changes, voids or deletes what it made. */
  | 'meddled'
  /** The request arrives twice. */
  | 'twice'
  /** The answer is cut off in the middle. */
  | 'truncated'
  /** 429 from the gateway. */
  | 'throttled'
  /** 500, or the HTML page of a load balancer. */
  | 'outage'
  /** The answer takes ten to ninety seconds, others overtake it. */
  | 'slow'
  /** The access token stops working before its time. */
  | 'expired'
  /** The app dies: at a network call, at a timer, inside a transaction. */
  | 'crash'
  /** The computer's clock jumps, forwards or back. */
  | 'clockJump'
  /** No network at all for minutes to hours. */
  | 'offline'
  /** HTTP 200 with a fault in it. */
  | 'faultIn200'
  /** The app is closed for forty days: longer than any change feed looks back. */
  | 'away'
  /** Somebody pauses the sync; somebody lets it go on. */
  | 'paused'
  /** The books are closed in QuickBooks, until the end of the run. */
  | 'closedBooks'
  /** Lists and the change feed show what was there up to two minutes ago, for a while. */
  | 'stale'
  /** Answers hold a few rows only, so that they overflow; drawn once for a run, counted for every full answer. */
  | 'overflow'
  /** A notification of QuickBooks never comes. */
  | 'webhookLost'
  /** It comes twice, maybe long after one another. */
  | 'webhookTwice'
  /** It comes minutes to hours late, after younger ones. */
  | 'webhookLate'
  /** Somebody else sends one. */
  | 'webhookForged';

export const FAULT_KINDS: readonly FaultKind[] = [
  'unreachable',
  'lostBefore',
  'lostAfter',
  'late',
  'meddled',
  'twice',
  'truncated',
  'throttled',
  'outage',
  'slow',
  'expired',
  'crash',
  'clockJump',
  'offline',
  'faultIn200',
  'away',
  'paused',
  'closedBooks',
  'stale',
  'overflow',
  'webhookLost',
  'webhookTwice',
  'webhookLate',
  'webhookForged',
];

/** Chance of each per network call; `meddled` per call that made documents, `crash` per port call, those without a network (clock, offline, away, paused, books) per act. */
export type FaultRates = Partial<Record<FaultKind, number>>;

/** Often enough that most runs meet several kinds at once, seldom enough that work gets done between. */
export const USUAL_RATES: Readonly<Record<FaultKind, number>> = {
  unreachable: 0.01,
  lostBefore: 0.015,
  lostAfter: 0.03,
  late: 0.01,
  meddled: 0.03,
  twice: 0.015,
  truncated: 0.01,
  throttled: 0.01,
  outage: 0.02,
  slow: 0.02,
  expired: 0.01,
  crash: 0.004,
  clockJump: 0.03,
  offline: 0.02,
  faultIn200: 0.01,
  away: 0.006,
  paused: 0.02,
  closedBooks: 0.006,
  stale: 0.02,
  overflow: 0.15,
  webhookLost: 0.15,
  webhookTwice: 0.1,
  webhookLate: 0.15,
  webhookForged: 0.05,
};

/** Only these kinds, at their usual rates times `storm`: `--faults lostAfter,crash --storm 3`. */
export function ratesOf(kinds: readonly FaultKind[], storm = 1): FaultRates {
  return Object.fromEntries(kinds.map((kind) => [kind, Math.min(0.5, USUAL_RATES[kind] * storm)]));
}

/**
 * The rates of one run: each kind is left out in two runs of five, as usual in most of the others, and twice as often in
 * the rest. Runs that each meet a few kinds, now hard, now not at all, reach more states than runs that are all alike: a
 * fault that ends most lives early hides what comes later in them. Each kind draws by itself, so that leaving one out of
 * a run changes nothing of the others.
 */
export function swarmed(dice: Dice, rates: FaultRates): FaultRates {
  const factor = (kind: string): number => {
    const drawn = dice.fork(`swarm ${kind}`).next();
    return drawn < 0.4 ? 0 : drawn < 0.85 ? 1 : 2;
  };
  return Object.fromEntries(Object.entries(rates).map(([kind, rate]) => [kind, Math.min(0.5, rate * factor(kind))]));
}

export type FaultCounts = Record<FaultKind, number>;
export const noFaults = (): FaultCounts => Object.fromEntries(FAULT_KINDS.map((kind) => [kind, 0])) as FaultCounts;
