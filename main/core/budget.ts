import { type AppError, appError } from '../../shared/errors.ts';

/**
 * Metered reads of QuickBooks in a calendar month, and what is left of them for looking. Intuit blocks an app that is over
 * its quota until the next month; so the reads are spread over the month and stop by themselves, told, before that cliff.
 */

export type ReadUse = {
  /** Metered reads of this month so far. */
  used: number;
  /** Reads this month may cost. */
  budget: number;
  /** Now, ms since the epoch. */
  now: number;
};

/** Beyond this share only what a person or a write asks for is read; the rest of the month is kept for that. */
export const SAVING_SHARE = 0.9;
/** Somebody looks at the window for about an hour a day; half of the reads are for that hour. */
const WATCHED_PART_OF_DAY = 1 / 24;

/**
 * - `free`: reads as the settings say, stretched where they would not last.
 * - `saving`: no reads of its own accord; a person's "Sync now" and what a write needs still read.
 * - `spent`: no reads, so nothing is decided, until the month is over or the budget is raised.
 */
export type BudgetState = 'free' | 'saving' | 'spent';

export const budgetState = ({ used, budget }: ReadUse): BudgetState =>
  used >= budget ? 'spent' : used >= budget * SAVING_SHARE ? 'saving' : 'free';

/** The first instant of the next month, UTC, as Intuit counts (ms). */
export function nextMonth(now: number): number {
  const date = new Date(now);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
}

/** The refusal while the budget is used up. */
export const budgetError = (use: ReadUse): AppError =>
  appError('connection.readBudget', {
    budget: use.budget.toLocaleString('en-US'),
    resets: new Date(nextMonth(use.now)).toISOString().slice(0, 10),
  });

/**
 * Milliseconds between two reads: what the settings want, or longer where the reads left would not last to the end of the
 * month. Half of them is for the hour a day in which somebody looks, half for all the rest.
 */
export function paced(wantedMs: number, watched: boolean, use: ReadUse): number {
  const left = Math.max(1, use.budget * SAVING_SHARE - use.used) / 2;
  const time = (nextMonth(use.now) - use.now) * (watched ? WATCHED_PART_OF_DAY : 1);
  return Math.max(wantedMs, Math.ceil(time / left));
}
