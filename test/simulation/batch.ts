/** Many seeds in one process, and what they add up to. */
import type { Invariant, Violation } from './checker.ts';
import type { Cells } from './coverage.ts';
import type { FaultCounts } from './faults.ts';
import { noFaults } from './faults.ts';
import { Crash } from './mortal.ts';
import { runSeed, type Spec, storesOf } from './run.ts';

export type Failure = { seed: number; violations: Violation[] };

/** Plain data, so that it travels between processes. */
export type BatchResult = {
  seeds: number;
  steps: number;
  edits: number;
  acts: Record<string, number>;
  faults: FaultCounts;
  checked: Partial<Record<Invariant, number>>;
  excuses: Record<string, number>;
  cells: Cells;
  failures: Failure[];
  /** Hashes of the traces, in order of seeds. */
  hashes: string[];
};

export const emptyBatch = (): BatchResult => ({
  seeds: 0,
  steps: 0,
  edits: 0,
  acts: {},
  faults: noFaults(),
  checked: {},
  excuses: {},
  cells: {},
  failures: [],
  hashes: [],
});

const addCounts = (into: Record<string, number>, from: Record<string, number | undefined>): void => {
  for (const [name, count] of Object.entries(from)) into[name] = (into[name] ?? 0) + (count ?? 0);
};

export function merge(into: BatchResult, from: BatchResult): BatchResult {
  into.seeds += from.seeds;
  into.steps += from.steps;
  into.edits += from.edits;
  addCounts(into.acts, from.acts);
  addCounts(into.faults, from.faults);
  addCounts(into.checked as Record<string, number>, from.checked);
  addCounts(into.excuses, from.excuses);
  into.failures.push(...from.failures);
  addCounts(into.cells, from.cells);
  into.hashes.push(...from.hashes);
  return into;
}

export type BatchOptions = Spec & {
  seeds: readonly number[];
  /** Ends after the first seed that fails. */
  firstOnly: boolean;
  /** Runs each seed twice and compares the traces. */
  twice: boolean;
  /** Hears of each seed before it is run. */
  onSeed?: (seed: number) => void;
};

let strayError: string | null = null;
/** What a dead life's unfinished work rejects with is nobody's business; anything else is a fault of the engine. */
process.on('unhandledRejection', (reason) => {
  if (!(reason instanceof Crash))
    strayError = String(reason instanceof Error ? (reason.stack ?? reason.message) : reason);
});

export async function runBatch(options: BatchOptions): Promise<BatchResult> {
  const total = emptyBatch();
  const { rates, swarm, plant, stores, book, without } = options;
  const spec: Spec = { rates, swarm, plant, stores, book, without };
  for (const seed of options.seeds) {
    options.onSeed?.(seed);
    const violations: Violation[] = [];
    strayError = null;
    try {
      const result = await runSeed({ ...spec, seed });
      violations.push(...result.violations);
      total.steps += result.steps;
      total.edits += result.edits;
      addCounts(total.acts, result.acts);
      addCounts(total.faults, result.faults);
      addCounts(total.checked as Record<string, number>, result.checked);
      addCounts(total.excuses, result.excuses);
      addCounts(total.cells, result.cells);
      total.hashes.push(result.hash);
      if (options.twice) {
        // On the other stores, so that both are held beside each other.
        const other = storesOf(spec.stores, seed) === 'memory' ? 'sqlite' : 'memory';
        const again = await runSeed({ ...spec, stores: other, seed });
        if (again.hash !== result.hash)
          violations.push({
            invariant: 'terminates',
            what: `two runs of this seed differ: ${result.hash} and ${again.hash}`,
          });
      }
    } catch (error) {
      const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
      violations.push({ invariant: 'terminates', what: `the run broke off: ${what}` });
    }
    if (strayError !== null)
      violations.push({ invariant: 'terminates', what: `the engine threw beside its calls: ${strayError}` });
    total.seeds += 1;
    if (violations.length > 0) total.failures.push({ seed, violations });
    if (options.firstOnly && violations.length > 0) break;
  }
  return total;
}
