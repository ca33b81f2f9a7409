import type { ReviewRow } from '../../../shared/contract/review.ts';

/** Rows under their cause, in the order they came. */
export function byCause(rows: readonly ReviewRow[]): { cause: string; rows: ReviewRow[] }[] {
  const groups = new Map<string, ReviewRow[]>();
  for (const row of rows) {
    const group = groups.get(row.cause);
    if (group) group.push(row);
    else groups.set(row.cause, [row]);
  }
  return [...groups].map(([cause, found]) => ({ cause, rows: found }));
}

/**
 * The review after (or before) one, in the order shown on screen. `leaving`: the one in hand is about to go, so at the
 * end the one before it is next, and alone it leaves nothing.
 */
export function neighbour(rows: readonly ReviewRow[], id: string | null, by: 1 | -1, leaving = false): string | null {
  const shown = byCause(rows).flatMap((group) => group.rows);
  const at = shown.findIndex((row) => row.id === id);
  if (at < 0) return shown[0]?.id ?? null;
  const next = shown[at + by];
  if (next !== undefined) return next.id;
  return leaving ? (shown[at - by]?.id ?? null) : id;
}
