import { createHash } from 'node:crypto';

/** What happened in a run, in order. Two runs of one seed have the same text, byte for byte. */
export type Trace = {
  /** Adds a line; time is virtual. */
  note(what: string): void;
  /** SHA-256 over every line so far. */
  hash(): string;
  readonly count: number;
  /** The lines, when they are kept. */
  readonly lines: readonly string[];
};

/** `keep: false` holds the hash only: a batch of many seeds needs no text. */
export function createTrace(now: () => number, start: number, keep: boolean): Trace {
  const hash = createHash('sha256');
  const lines: string[] = [];
  let count = 0;
  /** Lines not yet in the hash: many at once are quicker. */
  let text = '';
  const fold = (): void => {
    hash.update(text);
    text = '';
  };
  return {
    note: (what) => {
      const line = `${((now() - start) / 1000).toFixed(3)} ${what}`;
      text += `${line}\n`;
      if (text.length > 16_384) fold();
      if (keep) lines.push(line);
      count += 1;
    },
    hash: () => {
      fold();
      return hash.copy().digest('hex');
    },
    get count() {
      return count;
    },
    lines,
  };
}
