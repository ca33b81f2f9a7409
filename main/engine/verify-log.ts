import type { AuditPlace } from '../core/ports-store.ts';
import { audit } from './audit.ts';
import { type Context, nowAt } from './context.ts';

/** What a check of the log's chain found. */
export type LogCheck = {
  /** When it ended; ISO. */
  at: string;
  /** Entries that hold. */
  checked: number;
  /** The first that does not; null when all do. */
  bad: number | null;
};

const CHECK = 'logCheck';
type Stored = LogCheck & { place: AuditPlace };

export const lastLogCheck = (ctx: Context): LogCheck | null => {
  const stored = ctx.store.getMeta<Stored>(CHECK);
  return stored && { at: stored.at, checked: stored.checked, bad: stored.bad };
};

/** Entries recomputed per slice: some milliseconds of hashing. */
const SLICE = 100;

/**
 * Recomputes the hashes of the whole log, letting other work run in between. An entry that was changed or taken out breaks
 * the chain at its place; entries cut off at the end are noticed by the newest one of the check before.
 */
export async function verifyLog(ctx: Context): Promise<LogCheck> {
  const before = ctx.store.getMeta<Stored>(CHECK);
  let place: AuditPlace = { seq: 0, hash: '' };
  let checked = 0;
  let bad: number | null = null;
  for (;;) {
    const slice = ctx.store.verifyAudit(place, SLICE);
    ({ place, bad } = slice);
    checked += slice.checked;
    if (bad !== null || slice.checked < SLICE || ctx.stopping) break;
    await ctx.timers.yieldNow();
  }
  if (
    bad === null &&
    before !== null &&
    before.bad === null &&
    ctx.store.auditHash(before.place.seq) !== before.place.hash
  )
    if (before.place.seq > 0) bad = before.place.seq;
  const check: LogCheck = { at: nowAt(ctx), checked, bad };
  if (ctx.stopping) return check;
  ctx.store.transaction(() => {
    ctx.store.setMeta(CHECK, { ...check, place } satisfies Stored);
    if (bad !== null && before?.bad !== bad)
      audit(ctx, {
        what: `The log does not hold from entry ${bad} on: it was changed outside of Plumbline`,
        result: 'failed',
      });
  });
  if (bad !== null) ctx.log.error('the log does not hold', { entry: bad });
  ctx.events.touch('activity');
  return check;
}
