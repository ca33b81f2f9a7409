/** Makes a failing run small: leaves out kinds of faults and acts of people as long as it fails in the same way. */
import type { FaultKind } from './faults.ts';
import { type RunResult, runSeed, type Spec } from './run.ts';

export type Shrunk = {
  spec: Spec;
  result: RunResult;
  /** How many runs it took. */
  runs: number;
};

/** Enough for thirty acts and every kind of fault; a run takes a fraction of a second. */
const MOST_RUNS = 200;

/** Null when the seed does not fail on its own. */
export async function shrink(seed: number, from: Spec): Promise<Shrunk | null> {
  let runs = 1;
  let best = { spec: from, result: await runSeed({ ...from, seed, keepTrace: true }) };
  const promise = best.result.violations[0]?.invariant;
  if (promise === undefined) return null;
  /** Keeps the smaller run if it breaks the same promise. */
  const smaller = async (spec: Spec): Promise<boolean> => {
    if (runs >= MOST_RUNS) return false;
    runs += 1;
    const result = await runSeed({ ...spec, seed, keepTrace: true });
    if (!result.violations.some((one) => one.invariant === promise)) return false;
    best = { spec, result };
    return true;
  };
  for (const kind of Object.keys(from.rates) as FaultKind[]) {
    const { [kind]: _, ...rates } = best.spec.rates;
    await smaller({ ...best.spec, rates });
  }
  for (let size = Math.ceil(best.result.actCount / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2))
    for (let first = 1; first <= best.result.actCount; first += size) {
      const chunk = Array.from({ length: size }, (_, index) => first + index);
      if (chunk.every((act) => best.spec.without.includes(act))) continue;
      const without = [...new Set([...best.spec.without, ...chunk])].sort((a, b) => a - b);
      await smaller({ ...best.spec, without });
    }
  return { ...best, runs };
}
