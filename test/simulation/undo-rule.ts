/**
 * The checker's rule for undos: what a preview promised stands on both sides, record by record whole, unless somebody
 * typed over it since. Its own code: it knows the preview as a person read it, and the two books as they are.
 */
import type { Side } from '../../shared/primitives.ts';
import type { Face } from './faces.ts';
import type { Subject, Value } from './ledger.ts';
import type { AskedUndo, Promised } from './undoer.ts';

type Pair = { platform: Face | null; quickbooks: Face | null };
type Must = (holds: boolean, what: () => string) => void;

/** What the app and the undoer say of undos at the end. */
export type UndoEvidence = {
  asked: readonly AskedUndo[];
  /** Applied although the preview said that something was in the way. */
  forced: number;
  /** Still to be put back, by `undo/entity/key`, and whether each waits in Problems. */
  stuck: ReadonlyMap<string, boolean>;
};

/** `waits`: records that wait for a person for whatever reason. */
export function judgeUndos(
  { asked, forced, stuck }: UndoEvidence,
  pairs: ReadonlyMap<string, Pair>,
  waits: ReadonlySet<string>,
  must: Must,
): void {
  must(forced === 0, () => `${forced} undos were applied that the preview had refused`);
  for (const [index, undo] of asked.entries())
    for (const record of undo.records) {
      const pair = pairs.get(record.subject.tag) ?? { platform: null, quickbooks: null };
      const waiting = stuck.get(`${undo.id}/${record.entity}/${record.key}`);
      if (waiting !== undefined) {
        must(waiting || waits.has(record.subject.tag), () => `${record.subject.tag} is neither put back nor told`);
        continue;
      }
      // What a later undo put back in its own way stands as that one promised it.
      const later = new Set(
        asked
          .slice(index + 1)
          .flatMap(({ records }) => records.flatMap((one) => (one.subject === record.subject ? one.groups : []))),
      );
      if (!waits.has(record.subject.tag)) judgeRecord(record, pair, later, must);
    }
}

function judgeRecord(record: Promised, pair: Pair, later: ReadonlySet<string>, must: Must): void {
  const { subject, fields, gone, lives } = record;
  const at = (side: Side): string => `${subject.tag} on ${side}`;
  if (gone !== null && !livedSince(record))
    must(pair[gone]?.life !== 'live', () => `${at(gone)} was to be taken back and is live`);
  for (const side of ['platform', 'quickbooks'] as const) {
    const wanted = lives[side];
    if (wanted === undefined || livedSince(record)) continue;
    must(
      (pair[side]?.life === 'live') === (wanted === 'live'),
      () => `${at(side)} is ${pair[side]?.life}, not ${wanted}`,
    );
  }
  if (gone !== null || pair.platform?.life !== 'live' || pair.quickbooks?.life !== 'live' || subject.apart) return;
  for (const { field, value } of fields) {
    if (later.has(field) || typedSince(subject, field, record.edits)) continue;
    for (const side of ['platform', 'quickbooks'] as const) {
      const now: Value = pair[side]?.fields[field] ?? null;
      must(now === value, () => `${at(side)}: ${field} is ${now ?? '∅'}, the undo promised ${value ?? '∅'}`);
    }
  }
}

/** Somebody ended it or brought it back later, another undo among them. */
const livedSince = ({ subject, acts }: Promised): boolean => {
  const last = subject.lives.at(-1);
  return last !== undefined && !acts.includes(last);
};

const typedSince = (subject: Subject, field: string, own: readonly number[]): boolean => {
  const last = Math.max(...own);
  return (subject.edits.get(field) ?? []).some(({ number }) => number > last);
};
