import type { Problem } from '../../shared/contract/review.ts';

/**
 * What a person can do about a failure. `renumber`, `redate`, `link`, `skip` and `retry` are commands on the
 * problem, `ask` shows a letter; the others
 * lead to the place where it is mended.
 */
export type FixId =
  | 'renumber'
  | 'redate'
  | 'ask'
  | 'link'
  | 'skip'
  | 'retry'
  | 'record'
  | 'mappings'
  | 'settings'
  | 'review'
  | 'resume';
export type Fix = { id: FixId; label: string };

/** Codes after which the record itself has to change, with the words of the button that opens it. */
const CORRECT: Record<string, string> = {
  'input.invalid': 'Correct it',
  'quickbooks.missing': 'Choose another',
  'quickbooks.rejected': 'Correct it',
  'quickbooks.wrongAccount': 'Correct it',
  'platform.rejected': 'Correct it',
  'sync.notTranslatable': 'Correct it',
};

/** Refusals that are mended in QuickBooks itself; here one can look and try again. */
const IN_QUICKBOOKS = new Set([
  'quickbooks.hasBalance',
  'quickbooks.hasPayments',
  'quickbooks.losesPayments',
  'quickbooks.deposited',
  'quickbooks.bankMatched',
  'record.inUse',
]);

const SKIP: Fix = { id: 'skip', label: 'Skip' };
const RETRY: Fix = { id: 'retry', label: 'Retry' };

const ASK: Fix = { id: 'ask', label: 'Ask the accountant' };
/** Another date helps only where QuickBooks does not have the document in its closed books already. */
const redate = ({ values }: Problem['error']): Fix[] =>
  values.present === undefined && values.closed !== undefined && values.closed !== ''
    ? [{ id: 'redate', label: 'Use next open date' }]
    : [];

/**
 * The buttons for a problem, the best first: it alone is shown as the main one. `word` is the entity's label in lower
 * case ("invoice"), so that a button says what it acts on.
 */
export function fixesFor(problem: Pick<Problem, 'error' | 'key' | 'state'>, word: string): Fix[] {
  const { code, retryable } = problem.error;
  const open = (label: string): Fix[] => (problem.key === null ? [] : [{ id: 'record', label }]);
  if (code === 'quickbooks.duplicateNumber')
    return [{ id: 'renumber', label: 'Use next number' }, { id: 'link', label: `Link to that ${word}` }, SKIP];
  if (code === 'quickbooks.duplicateName')
    return [{ id: 'link', label: `Link to that ${word}` }, ...open('Rename it'), SKIP];
  if (code === 'quickbooks.closedPeriod') return [...redate(problem.error), ASK, RETRY, SKIP];
  if (code === 'sync.needsMapping') return [{ id: 'mappings', label: 'Choose in Mappings' }, RETRY, SKIP];
  if (code === 'quickbooks.notAllowed' || code === 'quickbooks.lacksFeature')
    return [{ id: 'mappings', label: 'Open Mappings' }, RETRY, SKIP];
  if (code === 'quickbooks.gone' || code === 'sync.brake') return [{ id: 'review', label: 'Decide in Review' }];
  if (code === 'sync.paused') return [{ id: 'resume', label: 'Resume sync' }];
  if (code.startsWith('connection.') && !retryable) return [{ id: 'settings', label: 'Open Settings' }, RETRY];
  if (problem.state === 'blocked' || code === 'sync.blocked') return [...open('Open record'), RETRY];
  const correct = CORRECT[code];
  if (correct !== undefined) return [...open(correct), RETRY, SKIP];
  if (IN_QUICKBOOKS.has(code)) return [RETRY, ...open('Open record'), SKIP];
  // What heals by itself can be hurried, but needs nobody; what does not can also be left.
  return retryable ? [RETRY] : [RETRY, ...open('Open record'), SKIP];
}

/** What "Skip" will do, for its confirmation. */
export const skipSentence = (title: string): string =>
  `${title} stays as it is on both sides and is listed as “Not synced” until someone changes it again.`;

/** What "Use next open date" will do, for its confirmation. */
export const redateSentence = (title: string, closed: string): string =>
  `${title} gets the first day after ${closed} as its date here and is sent to QuickBooks with it. The days until it is due stay the same.`;
