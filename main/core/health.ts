import type { HealthState } from '../../shared/contract/app.ts';
import type { Ledger } from '../../shared/entity.ts';
import type { AppError } from '../../shared/errors.ts';
import type { Side } from '../../shared/primitives.ts';
import { showMoney, toCents } from './money.ts';
import { classify } from './retry.ts';
import type { SideNames } from './words.ts';

/** What the state of the whole app is made of. */
export type HealthFacts = {
  names: SideNames;
  stage: 'notConnected' | 'connected' | 'previewed' | 'live';
  paused: { until: string | null } | null;
  /** Entities a person paused, with how many of their changes wait. */
  pausedParts: { label: string; waiting: number }[];
  /** A fault of this computer that ended the last run: a full disk. */
  hostFault: AppError | null;
  /** A fault that needs a person: revoked sign-in, locked keychain. */
  connectionFault: AppError | null;
  /** This month's metered reads, where they are used up or nearly. */
  reads: { state: 'saving' | 'spent'; error: AppError; percent: number } | null;
  sideErrors: Record<Side, AppError | null>;
  progress: { label: string; done: number; total: number | null } | null;
  counts: {
    waiting: number;
    review: number;
    /** Records that failed or are held. */
    problems: number;
    /** Files on records that were refused. */
    files: number;
    blocked: number;
    equal: number;
    differs: number;
  };
  /** What the brake stopped, in words. */
  brake: string | null;
  /** Differences of the open sums, platform minus QuickBooks, where both were read. */
  differences: Record<Ledger, string | null>;
};

export type Health = { state: HealthState; sentence: string; reasons: string[] };

const count = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`;

/** State of the app and one sentence for why; further reasons follow, most urgent first. */
export function healthOf(facts: HealthFacts): Health {
  const found = [...faults(facts), ...needs(facts)];
  const first = found[0];
  const working = facts.progress;
  // While it works it says so, unless something keeps it from working.
  if (working && (first === undefined || first.state === 'needsYou')) {
    const of = working.total === null ? '' : ` ${working.done} of ${working.total}`;
    return { state: 'syncing', sentence: `${working.label}${of}.`, reasons: found.map((one) => one.sentence) };
  }
  const parts = partsPaused(facts);
  if (first) return { ...first, reasons: [...found.slice(1), ...parts].map((one) => one.sentence) };
  const waiting = facts.counts.waiting - facts.pausedParts.reduce((sum, part) => sum + part.waiting, 0);
  const [part, ...rest] = parts;
  if (part && waiting <= 0) return { ...part, reasons: rest.map((one) => one.sentence) };
  if (waiting > 0) {
    const sentence = `${count(waiting, 'record waits', 'records wait')} to be sent.`;
    return { state: 'syncing', sentence, reasons: [] };
  }
  const apart = sumsApart(facts);
  if (apart !== null) return { state: 'upToDate', sentence: `Nothing waits, but ${apart}.`, reasons: savings(facts) };
  const { differs } = facts.counts;
  if (differs > 0) {
    const sentence = `Nothing waits. ${count(differs, 'record differs', 'records differ')} and ${differs === 1 ? 'stays' : 'stay'} so: by your settings, or because each side computes an amount for itself.`;
    return { state: 'upToDate', sentence, reasons: savings(facts) };
  }
  const sentence = `Everything is equal in ${facts.names.platform} and QuickBooks.`;
  return { state: 'upToDate', sentence, reasons: savings(facts) };
}

/** "open receivables differ by $12.00", or null where every sum is equal. */
function sumsApart({ differences }: HealthFacts): string | null {
  const words = (['receivable', 'payable'] as const).flatMap((ledger) => {
    const difference = differences[ledger];
    return difference === null || toCents(difference) === 0n
      ? []
      : [`open ${ledger}s differ by ${showMoney(difference.replace('-', ''))}`];
  });
  return words.length === 0 ? null : words.join(' and ');
}

/** Why QuickBooks is not read by itself any more this month. */
const savings = ({ reads }: HealthFacts): string[] =>
  reads?.state === 'saving'
    ? [
        `${reads.percent} % of this month’s reads of QuickBooks are used, so it is read only when something is sent or you ask. Allow more in Settings, Sync.`,
      ]
    : [];

type Reason = { state: HealthState; sentence: string };

/** Nothing goes on before someone does something: signs in again, frees space. */
const needsPerson = (error: AppError): boolean => classify(error) === 'auth' || classify(error) === 'storage';

/** What keeps the app from working at all, worst first. */
function faults(facts: HealthFacts): Reason[] {
  const reasons: Reason[] = [];
  const tell = (error: AppError): string => `${error.userSentence} ${error.remedy}`;
  if (facts.hostFault) reasons.push({ state: 'error', sentence: tell(facts.hostFault) });
  if (facts.connectionFault) reasons.push({ state: 'error', sentence: tell(facts.connectionFault) });
  const errors = Object.values(facts.sideErrors).filter((error) => error !== null);
  for (const error of errors) {
    const known = reasons.some((reason) => reason.sentence === tell(error));
    if (needsPerson(error) && !known) reasons.push({ state: 'error', sentence: tell(error) });
  }
  if (facts.paused) {
    const until = facts.paused.until;
    reasons.push({
      state: 'paused',
      sentence:
        until === null
          ? 'Sync is paused until you resume it.'
          : `Sync is paused until ${until.slice(0, 16).replace('T', ' ')}.`,
    });
  }
  if (facts.reads?.state === 'spent') reasons.push({ state: 'offline', sentence: tell(facts.reads.error) });
  for (const error of errors) if (!needsPerson(error)) reasons.push({ state: 'offline', sentence: tell(error) });
  return reasons;
}

/** What is paused by kind of record, while everything else goes on. */
const partsPaused = (facts: HealthFacts): Reason[] =>
  facts.pausedParts.map(({ label, waiting }) => ({
    state: 'paused',
    sentence:
      waiting === 0
        ? `${label} are paused until you resume them. Everything else goes on.`
        : `${label} are paused: ${count(waiting, 'change waits', 'changes wait')} until you resume them. Everything else goes on.`,
  }));

/** What waits for a person. */
function needs(facts: HealthFacts): Reason[] {
  const reasons: Reason[] = [];
  const need = (sentence: string): void => {
    reasons.push({ state: 'needsYou', sentence });
  };
  if (facts.stage === 'notConnected') need('No QuickBooks company is connected yet.');
  else if (facts.stage === 'connected')
    need('Connected. Look at the preview, then apply it; nothing is written before.');
  else if (facts.stage === 'previewed') need('A preview is ready. Nothing is written before you apply it.');
  const { review, problems, files, blocked } = facts.counts;
  if (facts.brake) need(`Sync stopped because it would ${facts.brake}. Look at it in Review.`);
  else if (review > 0) need(`${count(review, 'record waits', 'records wait')} for your decision.`);
  if (problems > 0) need(`${count(problems, 'record', 'records')} could not be synced.`);
  if (files > 0) need(`${count(files, 'file', 'files')} could not be copied.`);
  if (blocked > 0 && problems === 0 && review === 0) {
    need(`${count(blocked, 'record waits', 'records wait')} for another record.`);
  }
  return reasons;
}
