/**
 * `npm run planner -- --seeds N [--seed S] [--jobs J]`: the planner alone, a story a seed.
 *
 * `--seed S` alone tells that one story again, cut down to the smallest that still fails. Exit code 0 when every rule held
 * in every seed, 1 when one did not, 2 for wrong flags.
 */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { RULES, type Violation } from './rules.ts';
import { addTally, emptyTally, runSeed, runStory, type Tally } from './run.ts';
import { shrink } from './shrink.ts';
import { storyOf } from './story.ts';

const USAGE = `Proves the planner's rules, a story a seed.

  npm run planner -- --seeds N [--jobs J]   runs N seeds
  npm run planner -- --seed S               tells seed S again, cut down if it fails
                                            (with --seeds N: seeds S to S+N-1)
`;

type Job = { from: number; count: number; step: number };
type Result = { tally: Tally; failures: { seed: number; violations: Violation[] }[] };
/** More than this many failing seeds say nothing new. */
const SHOWN = 20;

function work({ from, count, step }: Job): Result {
  const result: Result = { tally: emptyTally(), failures: [] };
  for (let seed = from; seed < from + count; seed += step) {
    const violations = runSeed(seed, result.tally);
    if (violations.length > 0) result.failures.push({ seed, violations });
  }
  return result;
}

/** Seeds in slices of this many to a process, so that none waits long for the others at the end. */
const SLICE = 20_000;

async function inProcesses(from: number, count: number, jobs: number): Promise<Result> {
  const total: Result = { tally: emptyTally(), failures: [] };
  let at = from;
  const end = from + count;
  const take = (): Job | null => {
    if (at >= end) return null;
    const job = { from: at, count: Math.min(SLICE, end - at), step: 1 };
    at += job.count;
    return job;
  };
  const child = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const process_ = fork(fileURLToPath(import.meta.url), [], {
        execArgv: ['--disable-warning=ExperimentalWarning'],
        env: { ...process.env, PLANNER_JOB: '1' },
      });
      let done = false;
      const next = (): void => {
        const job = take();
        if (job) process_.send(job);
        else {
          done = true;
          process_.disconnect();
          resolve();
        }
      };
      process_.on('message', (message) => {
        const { tally, failures } = message as Result;
        addTally(total.tally, tally);
        total.failures.push(...failures);
        next();
      });
      process_.on('exit', (code) => {
        if (!done) reject(new Error(`a job ended with ${code}`));
      });
      next();
    });
  await Promise.all(Array.from({ length: jobs }, child));
  total.failures.sort((a, b) => a.seed - b.seed);
  return total;
}

const say = (text: string): void => void process.stdout.write(`${text}\n`);

function report({ tally, failures }: Result, seconds: number): void {
  say(`${tally.seeds} seeds: ${tally.edits} edits, ${tally.plans} plans, ${tally.writes} writes`);
  const ends = Object.entries(tally.ends).map(([kind, count]) => `${kind} ${count}`);
  say(`at most ${tally.mostRounds} rounds; records at rest: ${ends.join(', ')}`);
  for (const sentence of Object.values(RULES)) say(`  ${sentence}`);
  for (const { seed, violations } of failures.slice(0, SHOWN)) {
    say(`seed ${seed} FAILED`);
    for (const { rule, what } of violations.slice(0, 3)) say(`  ${RULES[rule]}: ${what}`);
    say(`  replay: npm run planner -- --seed ${seed}`);
  }
  say(`${failures.length} of ${tally.seeds} seeds failed; ${Math.round(tally.seeds / seconds)} seeds per second`);
}

function replay(seed: number): boolean {
  const violations = runSeed(seed);
  if (violations.length === 0) {
    say(`seed ${seed}: every rule held`);
    return true;
  }
  const least = shrink(storyOf(seed), (story) => runStory(story));
  say(JSON.stringify(least.story, null, 2));
  for (const { rule, what } of least.violations) say(`FAILED ${RULES[rule]}: ${what}`);
  return false;
}

async function main(): Promise<void> {
  if (process.env.PLANNER_JOB === '1' && process.send) {
    process.on('message', (job) => void process.send?.(work(job as Job)));
    return;
  }
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string' },
      seed: { type: 'string' },
      jobs: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) return say(USAGE);
  const whole = (text: string | undefined, usual: number): number => {
    const number = Number(text ?? usual);
    if (!Number.isInteger(number) || number < 1) throw new TypeError(`"${text}" must be a whole number above 0.`);
    return number;
  };
  const from = whole(values.seed, 1);
  if (values.seed !== undefined && values.seeds === undefined) {
    process.exitCode = replay(from) ? 0 : 1;
    return;
  }
  const count = whole(values.seeds, 10_000);
  const jobs = whole(values.jobs, 1);
  const started = performance.now();
  const result = jobs > 1 ? await inProcesses(from, count, jobs) : work({ from, count, step: 1 });
  report(result, (performance.now() - started) / 1000);
  process.exitCode = result.failures.length === 0 ? 0 : 1;
}

try {
  await main();
} catch (error) {
  if (!(error instanceof TypeError)) throw error;
  process.stderr.write(`${error.message}\n\n${USAGE}`);
  process.exitCode = 2;
}
