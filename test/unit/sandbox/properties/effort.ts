/**
 * How long the properties are tried. `npm test` takes the same few sequences every time, so that it neither takes long nor
 * fails by chance; `PLUMBLINE_RUNS=20` takes twenty times as many, other ones each time (`PLUMBLINE_SEED=N` repeats them).
 */

const factor = Math.max(1, Math.floor(Number(process.env.PLUMBLINE_RUNS ?? 1)) || 1);
const given = process.env.PLUMBLINE_SEED;

/** Any number will do; this one stays so that failures of `npm test` are the same everywhere. */
const SEED = 20_261_120;

/** Parameters of `fc.assert` for a property tried `runs` times in `npm test`. */
export function effort(runs: number): { numRuns: number; seed?: number } {
  const numRuns = runs * factor;
  if (given !== undefined) return { numRuns, seed: Number(given) };
  return factor > 1 ? { numRuns } : { numRuns, seed: SEED };
}

/** Far more than the runs take, even on a busy machine (ms): what is judged here is never time. */
export const PATIENCE = 120_000 * factor;
