/**
 * Files on records, as a witness writes them down: who attached what where, who took it off again, and what lies on both
 * sides in the end. Each file's content is like no other's, so that it is known again wherever it turns up.
 */
import type { Side } from '../../shared/primitives.ts';

/** One file somebody attached. */
export type Filed = {
  name: string;
  content: string;
  /** The record it was attached to. */
  tag: string;
  entity: string;
  side: Side;
  /** The app died over it: whether it was attached nobody knows. */
  doubtful: boolean;
  /** Sides on which somebody took it off; `doubtful` where the app died over that. */
  removed: Partial<Record<Side, 'done' | 'doubtful'>>;
  /** Somebody wrote a note on it in QuickBooks: it is somebody's there from then on. */
  noted: boolean;
};

/** A file as it is found in the end. */
export type FoundFile = { entity: string; record: string; content: string | null; state: string };

export type Cabinet = {
  readonly files: Filed[];
  add(file: Pick<Filed, 'name' | 'content' | 'tag' | 'entity' | 'side' | 'doubtful'>): void;
};

export function createCabinet(): Cabinet {
  const files: Filed[] = [];
  return { files, add: (file) => void files.push({ ...file, removed: {}, noted: false }) };
}
