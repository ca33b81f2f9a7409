/** Sums a record keeps of all that stands below it: a customer's balance with jobs, an account's with sub-accounts. */
import type { Draft } from '../../entity.ts';
import { refValue } from '../../members.ts';
import { keptNumber } from '../../settle.ts';
import { getRow, putRow } from '../../store.ts';

/** Deeper than any tree QuickBooks allows. */
const LEVELS = 10;

/**
 * A record that moves under another parent takes its `cents` out of the sums (`member`) above it and into those it comes
 * under. `seen`: those parents show it, so their time moves too.
 */
export function moveBetweenParents(draft: Draft, entity: string, member: string, cents: number, seen: boolean): void {
  const { before, body, work } = draft;
  const from = refValue(before?.body.ParentRef);
  const to = refValue(body.ParentRef);
  if (before === undefined || from === to || cents === 0) return;
  const shift = (start: string | undefined, amount: number) => {
    let id = start;
    for (let step = 0; id !== undefined && step < LEVELS; step += 1) {
      const row = getRow(work, entity, id);
      if (row === undefined) return;
      const kept = { ...row.kept, [member]: keptNumber(row, member) + amount };
      putRow(work, entity, seen ? { ...row, kept, updated: work.now } : { ...row, kept });
      id = refValue(row.body.ParentRef);
    }
  };
  shift(from, -cents);
  shift(to, cents);
}
