import type { Brake } from '../../shared/policy.ts';
import type { FieldChange, WriteKind } from './types.ts';

/** Kinds of writes the brake counts. */
export type BrakeCounts = { removals: number; updates: number; creates: number };

/** What waits to be sent for an entity, and what of it was sent in the last hour without anyone having agreed to it. */
export type RunLoad = BrakeCounts & {
  entity: string;
  label: string;
  /** Records of the entity there are. */
  total: number;
  /** Where the updates that wait only fill in what is empty: which fields, and in what ("Workspace"), in words. */
  fills?: { fields: string; where: string } | null | undefined;
  /** Sent within the last hour; a mass change that trickles in (a script, an import) is one all the same. */
  sent: BrakeCounts;
};

/** Writes older than this belong to another change (ms). */
export const BRAKE_WINDOW_MS = 3_600_000;
/** Smaller books may change as a whole without it being a mass change. */
const SMALL_BOOK = 20;
/** Fewer records changed over an hour are a person at work, whatever share of a small book they are. */
const BY_HAND = 60;

/**
 * Whether a run must stop and ask, and the words for why. A mass change is more often a mistake (a wrong import, a
 * script) than a wish; the numbers let a person tell.
 */
export function checkBrake(loads: RunLoad[], brake: Brake): string | null {
  const parts: string[] = [];
  const tell = (verb: string, kind: keyof BrakeCounts, limit: number): void => {
    const of = (load: RunLoad): number => load[kind] + load.sent[kind];
    const sent = loads.reduce((sum, load) => sum + load.sent[kind], 0);
    const waits = loads.reduce((sum, load) => sum + load[kind], 0);
    // What was sent before is over: it only counts together with what is about to follow.
    if (waits === 0 || waits + sent <= limit) return;
    const names = loads.filter((load) => of(load) > 0).map((load) => `${of(load)} ${load.label.toLowerCase()}`);
    parts.push(`${verb} ${names.join(' and ')}${done(sent)}`);
  };
  tell('remove, void or deactivate', 'removals', brake.maxRemovals);
  for (const load of loads) {
    if (load.total <= SMALL_BOOK || load.updates === 0) continue;
    const share = (load.removals + load.updates) / load.total;
    const all = load.removals + load.updates + load.sent.removals + load.sent.updates;
    const trickled = all >= BY_HAND && all / load.total > brake.maxShare;
    if (share <= brake.maxShare && !trickled) continue;
    const changed = load.updates + (trickled ? load.sent.updates : 0);
    const words = trickled ? done(load.sent.updates) : '';
    const of = `${changed} of ${load.total} ${load.label.toLowerCase()}`;
    const { fills } = load;
    parts.push(`${fills ? `fill in ${fills.fields} of ${of} in ${fills.where}` : `change ${of}`}${words}`);
  }
  tell('make', 'creates', brake.maxCreates);
  return parts.length === 0 ? null : parts.join(' and ');
}

/**
 * Filling what was empty takes nothing away: it is no change the brake counts, unless it comes late to a record or is no
 * answer to what was written there.
 */
export const onlyFills = ({ kind, changes }: { kind: WriteKind; changes: FieldChange[] }): boolean =>
  kind === 'update' && changes.every((change) => change.before === null);

const done = (sent: number): string => (sent === 0 ? '' : ` (${sent} of them done within the last hour)`);
