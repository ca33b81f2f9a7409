/**
 * `npm run simulate -- --seeds N [--seed S] [--jobs J] [--faults a,b|none] [--plant NAME] [--verbose] [--twice] [--json]`
 *
 * `--seed S` alone replays one seed and prints its trace when it fails (always with --verbose). Exit code 0 when every
 * promise held in every seed, 1 when one did not, 2 for wrong flags.
 */
import { parseArgs } from 'node:util';
import type { BatchResult } from './batch.ts';
import { INVARIANTS } from './checker.ts';
import { shown } from './coverage.ts';
import { FAULT_KINDS, type FaultKind, ratesOf } from './faults.ts';
import { runJobs } from './jobs.ts';
import { type ActKind, applies, weightsOf } from './people/index.ts';
import { PLANTS, type Plant } from './plants.ts';
import { runSeed, type Spec } from './run.ts';
import { shrink } from './shrink.ts';
import { type EntityName, entitiesOf } from './words.ts';

const USAGE = `Proves the engine's promises on virtual time: one seed, one trace.

  npm run simulate -- --seeds N     runs N seeds
  npm run simulate -- --seed S      replays seed S (with --seeds N: seeds S to S+N-1)
    --jobs J       processes at once (default 1)
    --faults LIST  only these: ${FAULT_KINDS.join(', ')}; or none (default all)
    --storm X      every kind in every run, X times as often (default: each run draws its own kinds and rates)
    --store KIND   memory, sqlite or mixed (default: every twentieth seed on SQLite)
    --book KIND    plain, or wide: every kind of record the product carries (default plain)
    --without LIST leave out these acts of people, by number
    --shrink       make a failing seed small (done by itself for the first failing seed of a batch)
    --coverage     print acts by faults and by states, and name the empty cells
    --plant NAME   with a planted bug: ${Object.keys(PLANTS).join(', ')}
    --first        stop at the first (lowest) seed that fails
    --twice        run each seed twice, the second time on the other stores, and compare the traces
    --verbose      print the trace of a replayed seed
    --audit        add the engine's own audit to that trace
    --json         print one JSON object
`;

const say = (text: string): void => void process.stdout.write(`${text}\n`);

class BadUsage extends Error {}
const whole = (text: string, name: string): number => {
  if (!/^\d{1,9}$/.test(text)) throw new BadUsage(`--${name} must be a whole number, not "${text}".`);
  return Number(text);
};

function readFlags() {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string' },
      seed: { type: 'string' },
      jobs: { type: 'string' },
      faults: { type: 'string' },
      storm: { type: 'string' },
      plant: { type: 'string' },
      store: { type: 'string' },
      book: { type: 'string' },
      without: { type: 'string' },
      shrink: { type: 'boolean' },
      coverage: { type: 'boolean' },
      first: { type: 'boolean' },
      twice: { type: 'boolean' },
      verbose: { type: 'boolean' },
      audit: { type: 'boolean' },
      json: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  const kinds =
    values.faults === undefined ? [...FAULT_KINDS] : values.faults === 'none' ? [] : values.faults.split(',');
  for (const kind of kinds)
    if (!FAULT_KINDS.includes(kind as FaultKind)) throw new BadUsage(`There is no fault "${kind}".`);
  if (values.plant !== undefined && !Object.hasOwn(PLANTS, values.plant))
    throw new BadUsage(`There is no planted bug "${values.plant}".`);
  const store = values.store ?? 'mixed';
  if (store !== 'mixed' && store !== 'memory' && store !== 'sqlite')
    throw new BadUsage(`There is no store "${store}".`);
  const book = values.book ?? 'plain';
  if (book !== 'plain' && book !== 'wide') throw new BadUsage(`There is no book "${book}".`);
  return {
    from: whole(values.seed ?? '1', 'seed'),
    count: values.seeds === undefined ? (values.seed === undefined ? 100 : 1) : whole(values.seeds, 'seeds'),
    jobs: Math.max(1, whole(values.jobs ?? '1', 'jobs')),
    rates: ratesOf(kinds as FaultKind[], Number(values.storm ?? 1)),
    swarm: values.storm === undefined,
    stores: store as Spec['stores'],
    book: book as Spec['book'],
    without: values.without === undefined ? [] : values.without.split(',').map((act) => whole(act, 'without')),
    shrink: values.shrink === true,
    coverage: values.coverage === true,
    storm: values.storm,
    faults: values.faults,
    plant: (values.plant ?? null) as Plant | null,
    first: values.first === true,
    twice: values.twice === true,
    verbose: values.verbose === true,
    audit: values.audit === true,
    replay: values.seed !== undefined && values.seeds === undefined,
    json: values.json === true,
    help: values.help === true,
  };
}

type Flags = ReturnType<typeof readFlags>;

const counted = (counts: Record<string, number | undefined>): string =>
  Object.entries(counts)
    .filter(([, count]) => (count ?? 0) > 0)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ') || 'none';

/** The command that runs this very run again. */
function replayLine(flags: Flags, seed: number, spec: Spec): string {
  const kinds = FAULT_KINDS.filter((kind) => (spec.rates[kind] ?? 0) > 0);
  const parts = [
    kinds.length === FAULT_KINDS.length ? '' : ` --faults ${kinds.join(',') || 'none'}`,
    flags.storm === undefined ? '' : ` --storm ${flags.storm}`,
    flags.plant === null ? '' : ` --plant ${flags.plant}`,
    spec.book === 'plain' ? '' : ` --book ${spec.book}`,
    spec.stores === 'mixed' ? '' : ` --store ${spec.stores}`,
    spec.without.length === 0 ? '' : ` --without ${spec.without.join(',')}`,
  ];
  return `npm run simulate -- --seed ${seed}${parts.join('')} --verbose`;
}

/** The least of a failing run that still fails, as a story and as a command. */
async function tellShrunk(flags: Flags, seed: number): Promise<void> {
  const small = await shrink(seed, flags);
  if (small === null) return;
  const acts = small.result.actCount - small.spec.without.length;
  say(`seed ${seed} made small in ${small.runs} runs: ${acts} acts of people, ${small.result.steps} steps`);
  for (const line of small.result.lines) say(`    ${line}`);
  say(`  replay: ${replayLine(flags, seed, small.spec)}`);
}

/** States of a record in the engine, as far as a person can touch one: none (made new), unseen, or its own. */
const STATES = ['none', 'unseen', 'equal', 'waiting', 'sending', 'inReview', 'differs', 'blocked', 'failed', 'held'];

function tellCoverage(result: BatchResult, book: Spec['book']): void {
  const acts = Object.keys(weightsOf(book));
  const byKind = acts.filter((act) => entitiesOf(book).some((entity) => applies(act as ActKind, entity)));
  for (const [of, columns] of [
    ['fault', ['none', ...FAULT_KINDS]],
    ['state', STATES],
    ['entity', entitiesOf(book)],
  ] as const) {
    const may = (act: string, column: string): boolean =>
      of !== 'entity' || applies(act as ActKind, column as EntityName);
    const { text, empty } = shown(result.cells, of === 'entity' ? byKind : acts, columns, of, may);
    say(`acts of people by ${of}:\n${text}`);
    say(`  ${empty.length} empty cells${empty.length === 0 ? '' : `: ${empty.join(', ')}`}`);
  }
  say(`act x fault x state x entity: ${Object.keys(result.cells).length} cells filled`);
}

function report(flags: Flags, result: BatchResult, seconds: number): void {
  if (flags.json) {
    say(JSON.stringify({ ...result, seconds, seedsPerSecond: result.seeds / seconds }));
    return;
  }
  say(`${result.seeds} seeds, ${result.steps} steps, ${result.edits} edits by people`);
  say(`people: ${counted(result.acts)}`);
  say(`faults: ${counted(result.faults)}`);
  if (flags.coverage) tellCoverage(result, flags.book);
  say(`waiting for a person at the end: ${counted(result.excuses)}`);
  for (const [name, sentence] of Object.entries(INVARIANTS))
    say(`  ${sentence}: checked ${result.checked[name as keyof typeof INVARIANTS] ?? 0} times`);
  for (const { seed, violations } of result.failures.slice(0, 20)) {
    say(`seed ${seed} FAILED`);
    for (const one of violations.slice(0, 5)) say(`  ${one.invariant}: ${one.what}`);
    say(`  replay: ${replayLine(flags, seed, flags)}`);
  }
  say(
    `${result.failures.length} of ${result.seeds} seeds failed; ${(result.seeds / seconds).toFixed(1)} seeds per second`,
  );
}

async function replay(flags: Flags): Promise<boolean> {
  const result = await runSeed({
    seed: flags.from,
    rates: flags.rates,
    swarm: flags.swarm,
    plant: flags.plant,
    keepTrace: true,
    audit: flags.audit,
    stores: flags.stores,
    book: flags.book,
    without: flags.without,
  });
  if (flags.verbose || result.violations.length > 0) for (const line of result.lines) say(line);
  say(`seed ${flags.from}: ${result.steps} steps, at rest after ${result.rounds ?? 'no'} rounds, trace ${result.hash}`);
  for (const one of result.violations) say(`FAILED ${one.invariant}: ${one.what}`);
  if (flags.shrink) await tellShrunk(flags, flags.from);
  return result.violations.length === 0;
}

async function main(): Promise<void> {
  const flags = readFlags();
  if (flags.help) return say(USAGE);
  if (flags.replay && !flags.json) {
    process.exitCode = (await replay(flags)) ? 0 : 1;
    return;
  }
  const started = performance.now();
  const result = await runJobs(flags);
  report(flags, result, (performance.now() - started) / 1000);
  const [failed] = result.failures;
  // What took its process down would take this one down as well.
  const own = failed?.violations.some((one) => !/real time|process down/.test(one.what)) === true;
  if (failed && own && !flags.json && flags.plant === null) await tellShrunk(flags, failed.seed);
  process.exitCode = failed ? 1 : 0;
}

try {
  await main();
} catch (error) {
  if (!(error instanceof BadUsage || (error instanceof TypeError && 'code' in error))) throw error;
  process.stderr.write(`${error.message}\n\n${USAGE}`);
  process.exitCode = 2;
}
