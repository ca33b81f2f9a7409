/**
 * Follows the revisions of events, which rise by one each. Says what an event or a fresh status means:
 * - `next`: apply it.
 * - `gap`: apply it, and query everything shown once more, because events in between were missed.
 * - `old`: seen already; drop it.
 */
export type RevisionTracker = {
  event(revision: number): 'next' | 'gap' | 'old';
  /** A status read at `revision` after (re)connecting; `gap` when events were missed in the meantime. */
  baseline(revision: number): 'next' | 'gap';
  /** The link was lost: the next status decides whether something was missed. */
  lost(): void;
  last(): number | null;
};

export function createRevisionTracker(): RevisionTracker {
  let last: number | null = null;
  /** After a loss the host may be another process, so a smaller revision is news rather than old. */
  let doubtful = true;
  return {
    event(revision) {
      if (last === null || (doubtful && revision < last)) {
        const first = last === null;
        last = revision;
        doubtful = false;
        return first ? 'next' : 'gap';
      }
      if (revision <= last) return 'old';
      const result = revision === last + 1 ? 'next' : 'gap';
      last = revision;
      doubtful = false;
      return result;
    },
    baseline(revision) {
      const before = last;
      // A status can be overtaken by events on the way here; the newer of the two stands, unless the host was replaced.
      if (before === null || revision > before || doubtful) last = revision;
      const moved = before !== null && (doubtful ? revision !== before : revision > before);
      doubtful = false;
      return moved ? 'gap' : 'next';
    },
    lost() {
      doubtful = true;
    },
    last: () => last,
  };
}
