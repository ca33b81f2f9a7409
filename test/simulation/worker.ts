/** A process that runs seeds for `jobs.ts`: asked for a few at a time, it says which one it begins and what they came to. */
import { type BatchResult, runBatch } from './batch.ts';
import type { Spec } from './run.ts';

export type Work = Spec & { seeds: number[]; firstOnly: boolean; twice: boolean };
export type Word = { kind: 'begins'; seed: number } | { kind: 'done'; result: BatchResult };

const say = (word: Word): void => void process.send?.(word);

process.on('message', (work: Work) => {
  void runBatch({ ...work, onSeed: (seed) => say({ kind: 'begins', seed }) }).then((result) =>
    say({ kind: 'done', result }),
  );
});
// Whoever asked is gone: so is the work.
process.on('disconnect', () => process.exit(0));
