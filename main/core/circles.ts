import type { Body, Side } from '../../shared/primitives.ts';
import type { Hash } from './ports.ts';

/**
 * A write that keeps coming back: the other side answers that it was stored, and the next plan wants the same write
 * again (a server that changes what it is given, two programs that correct each other). Left alone it would write for
 * ever, unseen, and use up the month's calls; so it is told apart by its content and stopped.
 */

/** A confirmed write of a record: what it said (a short hash) and when (ms since the epoch). */
export type WrittenMark = { hash: string; at: number };

/** The same content confirmed so often within the window goes in a circle: a person never corrects one thing so often. */
export const CIRCLE_MOST = 6;
/** A day: the slowest poll there is repeats a write within an hour. */
export const CIRCLE_WINDOW_MS = 86_400_000;
/** Two writes that undo each other need twice the marks. */
const KEPT = 2 * CIRCLE_MOST;

/** Names the content of a write: the same for two writes of one record that say the same, whatever revision they stand on. */
export const writeContent = (
  hash: Hash,
  side: Side,
  write: { kind: string; mode?: string | null; body: Body | null },
): string => hash(JSON.stringify([side, write.kind, write.mode ?? null, write.body])).slice(0, 12);

/** The record's marks with one more; the oldest are forgotten. A clock set back forgets what seems to come later. */
export const marked = (marks: readonly WrittenMark[], hash: string, now: number): WrittenMark[] =>
  [...marks.filter((mark) => mark.at <= now && now - mark.at < CIRCLE_WINDOW_MS), { hash, at: now }].slice(-KEPT);

/** Whether writing this once more would only go round. */
export const goesInCircle = (marks: readonly WrittenMark[], hash: string, now: number): boolean =>
  marks.filter((mark) => mark.hash === hash && Math.abs(now - mark.at) < CIRCLE_WINDOW_MS).length >= CIRCLE_MOST;
