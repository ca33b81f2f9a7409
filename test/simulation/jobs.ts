/**
 * Many seeds in several processes. Seeds are handed out a few at a time, so that all end together and the outcome does
 * not depend on which process is faster. A seed that hangs or kills its process is a failure like any other: the process
 * is replaced and the rest goes on.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type BatchResult, emptyBatch, merge } from './batch.ts';
import type { Spec } from './run.ts';
import type { Word, Work } from './worker.ts';

export type JobOptions = Spec & {
  from: number;
  count: number;
  jobs: number;
  /** Ends with the lowest seed that fails. */
  first: boolean;
  twice: boolean;
};

/** Seeds handed out at once: few enough that no process is left alone with many at the end. */
const HANDFUL = 20;
/** With `first`, little is to be run in vain beyond the seed that fails. */
const HANDFUL_FIRST = 3;
/**
 * A run bounds itself in virtual time; one that goes round without ever waiting cannot. No seed takes a hundredth of
 * this real time, even on a slow machine.
 */
const SEED_PATIENCE_MS = 60_000;

const WORKER = fileURLToPath(new URL('worker.ts', import.meta.url));

type Handful = { seeds: number[]; result: BatchResult | null };

export async function runJobs(options: JobOptions): Promise<BatchResult> {
  const handfuls = divide(options);
  let next = 0;
  /** No seed from here on is of interest. */
  let end = Number.POSITIVE_INFINITY;
  const hand = (): Handful | undefined => {
    const one = handfuls[next];
    if (one === undefined || (one.seeds[0] ?? 0) >= end) return undefined;
    next += 1;
    return one;
  };
  const job = async (): Promise<void> => {
    let child = start();
    try {
      for (let one = hand(); one !== undefined; one = hand()) {
        const outcome = await work(child, one.seeds, options);
        if (outcome.lost) child = start();
        one.result = outcome.result;
        const failed = outcome.result.failures[0];
        if (options.first && failed) end = Math.min(end, failed.seed);
      }
    } finally {
      child.kill('SIGKILL');
    }
  };
  await Promise.all(Array.from({ length: Math.min(options.jobs, handfuls.length) }, job));
  const total = emptyBatch();
  for (const { result } of handfuls) if (result) merge(total, result);
  // Which seeds beyond the first failing one were run is chance; that one is not.
  if (options.first) total.failures = total.failures.slice(0, 1);
  return total;
}

function divide({ from, count, first }: JobOptions): Handful[] {
  const size = first ? HANDFUL_FIRST : HANDFUL;
  const handfuls: Handful[] = [];
  for (let at = from; at < from + count; at += size)
    handfuls.push({
      seeds: Array.from({ length: Math.min(size, from + count - at) }, (_, index) => at + index),
      result: null,
    });
  return handfuls;
}

/** A run leaves nothing behind: with room for several of them, few things are copied before they are let go. */
const FLAGS = ['--disable-warning=ExperimentalWarning', '--min-semi-space-size=64', '--max-semi-space-size=64'];

const start = (): ChildProcess => fork(WORKER, [], { execArgv: FLAGS });

/** What a process makes of these seeds. `lost`: the process is gone, and the seeds after the one that took it were not run. */
function work(
  child: ChildProcess,
  seeds: number[],
  options: JobOptions,
): Promise<{ result: BatchResult; lost: boolean }> {
  return new Promise((resolve) => {
    let seed = seeds[0] ?? 0;
    const finish = (result: BatchResult, lost: boolean): void => {
      clearTimeout(patience);
      child.off('message', hear).off('exit', left);
      if (lost) child.kill('SIGKILL');
      resolve({ result, lost });
    };
    const fail = (what: string): void => {
      const result = emptyBatch();
      result.seeds = 1;
      result.failures.push({ seed, violations: [{ invariant: 'terminates', what }] });
      finish(result, true);
    };
    const hang = (): void => fail(`the run did not end within ${SEED_PATIENCE_MS / 1000} seconds of real time`);
    let patience = setTimeout(hang, SEED_PATIENCE_MS);
    const hear = (word: Word): void => {
      if (word.kind === 'done') {
        finish(word.result, false);
        return;
      }
      seed = word.seed;
      clearTimeout(patience);
      patience = setTimeout(hang, SEED_PATIENCE_MS);
    };
    const left = (code: number | null, signal: string | null): void =>
      fail(`the run took its process down (${signal ?? code})`);
    child.on('message', hear).on('exit', left);
    const { rates, swarm, plant, stores, book, without, first, twice } = options;
    child.send({ seeds, rates, swarm, plant, stores, book, without, firstOnly: first, twice } satisfies Work);
  });
}
