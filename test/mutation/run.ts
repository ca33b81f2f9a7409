/**
 * `npm run mutate -- [--only TEXT]… [--seeds N] [--jobs J] [--json]`: does anything notice a planted fault?
 *
 * Each fault of the list goes, alone, into a copy of the project; the unit tests that reach it run, near and quick ones
 * first, then planner seeds and whole-engine seeds. The first that fails has caught it. Before that everything runs once
 * without a fault, which tells how long each takes. Exit code 0 when all are caught, 1 when one survives, 2 for wrong
 * flags or a list that is out of date.
 */
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type PlantedFault, planted } from './fault.ts';
import { FAULTS } from './faults.ts';
import { distancesTo, inOrder, unitTests } from './nearest.ts';
import type { Asked, Told } from './tester.ts';

const ROOT = new URL('../..', import.meta.url).pathname;

/** What the tests need of the project; packages are linked. */
const COPIED = ['main', 'shared', 'test', 'scripts', 'package.json', 'tsconfig.json'];

/** A run hangs because of the fault, which is noticed too, when it takes so many times as long as without one, and this. */
const HANGS_TIMES = 5;
const HANGS_SECONDS = 120;
const patience = (cleanMs: number): number => HANGS_TIMES * cleanMs + HANGS_SECONDS * 1000;

type Ended = { failed: boolean; by: string };
/** What noticed a fault, and by which test or seed. */
type Catch = { kind: 'unit' | 'planner' | 'simulation'; by: string };
type Verdict = { fault: PlantedFault; by: Catch | null; seconds: number };

/** How long things take where nothing is wrong (ms): each test file, and the seeds. */
type Clean = { tests: Map<string, number>; planner: number; simulation: number };

/** Copies that are there now. */
const copied = new Set<string>();

/** A copy of the project to plant faults in; the project itself is never touched. */
function makeCopy(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `plumbline-mutate-${name}-`));
  copied.add(folder);
  for (const part of COPIED) cpSync(join(ROOT, part), join(folder, part), { recursive: true });
  // Packages are only read; caches of the test runner must not go among them.
  mkdirSync(join(folder, 'node_modules'));
  for (const entry of readdirSync(join(ROOT, 'node_modules')))
    if (entry !== '.vite' && entry !== '.vite-temp' && entry !== '.vitest')
      symlinkSync(join(ROOT, 'node_modules', entry), join(folder, 'node_modules', entry));
  return folder;
}

/** What was just killed may still write: then it is tried again. */
function removeCopies(): void {
  for (const folder of copied) rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  copied.clear();
}

/** Runs a command in the copy; a failure is named by the first line that tells it. */
function run(folder: string, args: string[], telling: RegExp, cleanMs: number): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], {
      cwd: folder,
      detached: true,
      env: { ...process.env, NO_COLOR: '1', CI: '1' },
    });
    let output = '';
    const keep = (part: Buffer): void => {
      if (output.length < 1_000_000) output += part.toString();
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    let late = false;
    const kill = (): void => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      } catch {
        // It has just ended.
      }
    };
    const alarm = setTimeout(() => {
      late = true;
      kill();
    }, patience(cleanMs));
    process.once('exit', kill);
    child.on('close', (code) => {
      clearTimeout(alarm);
      process.off('exit', kill);
      const by = late ? 'it hangs' : (telling.exec(output)?.[1] ?? output.trim().split('\n').at(-1) ?? '').trim();
      resolve({ failed: late || code !== 0, by });
    });
  });
}

/** Runs unit tests in a copy, in one process that lives as long as none of them hangs. */
type Tester = {
  /** Runs test files in this order, up to the first that fails. `cleanMs`: how long they take where nothing is wrong. */
  run(asked: Asked, cleanMs: number): Promise<Told>;
  end(): void;
};

function createTester(folder: string): Tester {
  let child: ChildProcess | null = null;
  const end = (): void => {
    child?.kill('SIGKILL');
    child = null;
  };
  process.once('exit', end);
  const begin = async (): Promise<ChildProcess> => {
    const made = fork(join(folder, 'test/mutation/tester.ts'), {
      cwd: folder,
      execArgv: ['--disable-warning=ExperimentalWarning'],
      env: { ...process.env, NO_COLOR: '1', CI: '1' },
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    await Promise.race([
      once(made, 'message'),
      once(made, 'exit').then(() => Promise.reject(new TypeError('The test runner does not start.'))),
    ]);
    return made;
  };
  return {
    end,
    run: async (asked, cleanMs) => {
      child ??= await begin();
      const running = child;
      return new Promise((resolve) => {
        const finish = (told: Told): void => {
          clearTimeout(alarm);
          running.off('message', finish).off('exit', died);
          resolve(told);
        };
        const died = (): void => {
          end();
          finish({ failed: 'the test runner died', ms: {} });
        };
        const alarm = setTimeout(() => {
          running.off('exit', died);
          end();
          finish({ failed: 'it hangs', ms: {} });
        }, patience(cleanMs));
        running.on('message', finish).on('exit', died);
        running.send(asked);
      });
    },
  };
}

const planner = (folder: string, cleanMs: number): Promise<Ended> =>
  run(folder, ['test/planner/cli.ts', '--seeds', '3000'], /(seed \d+) FAILED/, cleanMs);
const simulation = (folder: string, seeds: number, cleanMs: number): Promise<Ended> =>
  run(folder, ['test/simulation/cli.ts', '--seeds', String(seeds), '--first'], /(seed \d+) FAILED/, cleanMs);

/** No clean run of anything takes this long (ms). */
const AMPLE_MS = 600_000;

/** A copy of the project, and what runs its tests. */
type Copy = { folder: string; tester: Tester };

/** Everything once, without a fault: nothing may fail, or "caught" would mean nothing. */
async function runClean({ folder, tester }: Copy, seeds: number): Promise<Clean> {
  const timed = async (act: () => Promise<{ failed: boolean; by: string }>): Promise<number> => {
    const begun = performance.now();
    const ended = await act();
    if (ended.failed) throw new TypeError(`Even without a planted fault something fails: ${ended.by}`);
    return performance.now() - begun;
  };
  const tests = new Map<string, number>();
  await timed(async () => {
    const told = await tester.run({ files: unitTests(folder), faulty: null }, AMPLE_MS);
    for (const [file, ms] of Object.entries(told.ms)) tests.set(file, ms);
    return { failed: told.failed !== null, by: told.failed ?? '' };
  });
  return {
    tests,
    planner: await timed(() => planner(folder, AMPLE_MS)),
    simulation: await timed(() => simulation(folder, seeds, AMPLE_MS)),
  };
}

/** Parts of the time the seeds take: test files that take longer than this part come after the seeds. */
const QUICK_PART = 0.5;

/** What finds fault with the copy as it stands, or null. */
async function judge({ folder, tester }: Copy, file: string, seeds: number, clean: Clean): Promise<Catch | null> {
  const files = inOrder(distancesTo(folder, file, unitTests(folder)), clean.tests);
  const msOf = (one: string): number => clean.tests.get(one) ?? 0;
  const unit = async (some: string[]): Promise<Catch | null> => {
    const ms = some.reduce((sum, one) => sum + msOf(one), 0);
    const { failed } = await tester.run({ files: some, faulty: file }, ms);
    return failed === null ? null : { kind: 'unit', by: failed };
  };
  const seeded = async (kind: 'planner' | 'simulation', ended: Promise<Ended>): Promise<Catch | null> => {
    const { failed, by } = await ended;
    return failed ? { kind, by } : null;
  };
  const quick = (one: string): boolean => msOf(one) < QUICK_PART * clean.simulation;
  return (
    (await unit(files.filter(quick))) ??
    (file.startsWith('main/core/') ? await seeded('planner', planner(folder, clean.planner)) : null) ??
    (await seeded('simulation', simulation(folder, seeds, clean.simulation))) ??
    (await unit(files.filter((one) => !quick(one))))
  );
}

async function judgeFault(copy: Copy, fault: PlantedFault, seeds: number, clean: Clean): Promise<Catch | null> {
  const file = join(copy.folder, fault.file);
  const source = readFileSync(file, 'utf8');
  writeFileSync(file, planted(fault, source));
  try {
    return await judge(copy, fault.file, seeds, clean);
  } finally {
    writeFileSync(file, source);
  }
}

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const short = (text: string, most: number): string => (text.length <= most ? text : `${text.slice(0, most - 1)}…`);

const WORDS = { unit: 'unit tests', planner: 'planner seeds', simulation: 'whole-engine seeds' };

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', multiple: true },
      seeds: { type: 'string' },
      jobs: { type: 'string' },
      json: { type: 'boolean' },
    },
  });
  const seeds = Number(values.seeds ?? 60);
  const jobs = Number(values.jobs ?? 2);
  if (!(Number.isInteger(seeds) && seeds > 0 && Number.isInteger(jobs) && jobs > 0))
    throw new TypeError('--seeds and --jobs take whole numbers above 0.');
  const { only } = values;
  const wanted = FAULTS.filter(
    (fault) => only === undefined || only.some((text) => `${fault.file} ${fault.find} ${fault.why}`.includes(text)),
  );
  if (wanted.length === 0)
    throw new TypeError(`No fault has "${only?.join('" or "')}" in its file, passage or reason.`);
  // The whole list is looked at before the first run: a passage that is gone is found at once.
  for (const fault of wanted) planted(fault, readFileSync(join(ROOT, fault.file), 'utf8'));
  const verdicts: Verdict[] = [];
  const queue = [...wanted];
  const copies = Array.from({ length: Math.min(jobs, wanted.length) }, (_, index): Copy => {
    const folder = makeCopy(String(index + 1));
    return { folder, tester: createTester(folder) };
  });
  const [first] = copies as [Copy];
  const started = performance.now();
  try {
    const clean = await runClean(first, seeds);
    await Promise.all(
      copies.map(async (copy) => {
        for (let fault = queue.shift(); fault; fault = queue.shift()) {
          const begun = performance.now();
          const by = await judgeFault(copy, fault, seeds, clean);
          const seconds = Math.round((performance.now() - begun) / 100) / 10;
          verdicts.push({ fault, by, seconds });
          if (!values.json)
            say(
              `${by === null ? 'SURVIVED' : 'caught  '} ${fault.file.replace('main/', '').padEnd(34)} ${short(fault.why, 70).padEnd(70)} ${by === null ? '' : `${by.kind}: ${short(by.by, 110)} `}(${seconds} s)`,
            );
        }
      }),
    );
  } finally {
    for (const { tester } of copies) tester.end();
    removeCopies();
  }
  const survivors = verdicts.filter((one) => one.by === null);
  const kinds = (['unit', 'planner', 'simulation'] as const).map(
    (kind) => `${verdicts.filter((one) => one.by?.kind === kind).length} by ${WORDS[kind]}`,
  );
  const minutes = Math.round((performance.now() - started) / 6000) / 10;
  if (values.json) say(JSON.stringify({ minutes, verdicts }, null, 2));
  else
    say(
      `\n${wanted.length} planted, ${wanted.length - survivors.length} caught (${kinds.join(', ')}), ${survivors.length} survived; ${minutes} minutes`,
    );
  process.exitCode = survivors.length === 0 ? 0 : 1;
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    // After what kills the tests: it hears of the end first.
    process.once('exit', removeCopies);
    process.exit(130);
  });
try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
