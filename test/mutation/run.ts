/**
 * `npm run mutate -- [--only TEXT] [--seeds N] [--jobs J] [--json]`: does anything notice a planted fault?
 *
 * Each fault of the list goes, alone, into a copy of the project; the tests closest to it run first, then the others of
 * these rooms, then planner seeds and whole-engine seeds. The first that fails has caught it. Exit code 0 when all are
 * caught, 1 when one survives, 2 for wrong flags or a list that is out of date.
 */
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type PlantedFault, planted } from './fault.ts';
import { FAULTS } from './faults.ts';

const ROOT = new URL('../..', import.meta.url).pathname;

/** What the tests need of the project; packages are linked. */
const COPIED = ['main', 'shared', 'test', 'scripts', 'package.json', 'tsconfig.json'];

/** A run that takes longer than this hangs because of the fault, which is noticed too. */
const MOST_SECONDS = 240;

const FAST_CORE = ['merge', 'lines', 'lives', 'compare', 'confirm', 'identity', 'rules-of-sending'];
const core = FAST_CORE.map((name) => `test/unit/core/${name}.test.ts`);

/** Tests that are closest to a file, which run first. */
function nearest(file: string): string[] {
  if (file.startsWith('main/core/')) return core;
  if (file.startsWith('main/engine/')) return ['test/unit/engine'];
  return ['test/unit/connectors'];
}
const ALL = [...core, 'test/unit/engine', 'test/unit/connectors', 'test/unit/regressions', 'test/unit/entities'];

type Ended = { failed: boolean; by: string };
type Verdict = { fault: PlantedFault; by: string | null; seconds: number };

/** A copy of the project to plant faults in; the project itself is never touched. */
function makeCopy(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `plumbline-mutate-${name}-`));
  for (const part of COPIED) cpSync(join(ROOT, part), join(folder, part), { recursive: true });
  // Packages are only read; caches of the test runner must not go among them.
  mkdirSync(join(folder, 'node_modules'));
  for (const entry of readdirSync(join(ROOT, 'node_modules')))
    if (entry !== '.vite' && entry !== '.vite-temp' && entry !== '.vitest')
      symlinkSync(join(ROOT, 'node_modules', entry), join(folder, 'node_modules', entry));
  return folder;
}

/** Runs a command in the copy; a failure is named by the first line that tells it. */
function run(folder: string, args: string[], telling: RegExp): Promise<Ended> {
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
    }, MOST_SECONDS * 1000);
    process.once('exit', kill);
    child.on('close', (code) => {
      clearTimeout(alarm);
      process.off('exit', kill);
      const by = late ? 'it hangs' : (telling.exec(output)?.[1] ?? output.trim().split('\n').at(-1) ?? '').trim();
      resolve({ failed: late || code !== 0, by });
    });
  });
}

const tests = (folder: string, files: string[]): Promise<Ended> =>
  run(
    folder,
    [
      ...['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/vitest.config.ts', '--project', 'unit'],
      // One process and one import of everything: the tests are many and small.
      ...['--bail', '1', '--no-isolate', '--pool', 'threads', '--maxWorkers', '1', ...files],
    ],
    /FAIL\s+(?:\|?\s*unit\s*\|?\s+)?(.+)/,
  );

/** What finds fault with the copy as it stands, or null. */
async function judge(folder: string, file: string, seeds: number): Promise<string | null> {
  const near = nearest(file);
  const first = await tests(folder, near);
  if (first.failed) return first.by;
  if (file.startsWith('main/core/')) {
    const planner = await run(folder, ['test/planner/cli.ts', '--seeds', '3000'], /(seed \d+) FAILED/);
    if (planner.failed) return `planner: ${planner.by}`;
  }
  const rest = await tests(
    folder,
    ALL.filter((one) => !near.includes(one)),
  );
  if (rest.failed) return rest.by;
  const engine = await run(
    folder,
    ['test/simulation/cli.ts', '--seeds', String(seeds), '--first'],
    /(seed \d+) FAILED/,
  );
  return engine.failed ? `simulation: ${engine.by}` : null;
}

async function judgeFault(folder: string, fault: PlantedFault, seeds: number): Promise<string | null> {
  const file = join(folder, fault.file);
  const source = readFileSync(file, 'utf8');
  writeFileSync(file, planted(fault, source));
  try {
    return await judge(folder, fault.file, seeds);
  } finally {
    writeFileSync(file, source);
  }
}

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const short = (text: string, most: number): string => (text.length <= most ? text : `${text.slice(0, most - 1)}…`);

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
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
    (fault) => only === undefined || `${fault.file} ${fault.find} ${fault.why}`.includes(only),
  );
  if (wanted.length === 0) throw new TypeError(`No fault has "${only}" in its file, passage or reason.`);
  // The whole list is looked at before the first run: a passage that is gone is found at once.
  for (const fault of wanted) planted(fault, readFileSync(join(ROOT, fault.file), 'utf8'));
  const verdicts: Verdict[] = [];
  const queue = [...wanted];
  const folders = Array.from({ length: Math.min(jobs, wanted.length) }, (_, index) => makeCopy(String(index + 1)));
  const started = performance.now();
  try {
    // Without a fault nothing may fail, or "caught" would mean nothing.
    const clean = await judge(folders[0] ?? '', 'main/core/plan.ts', seeds);
    if (clean !== null) throw new TypeError(`Even without a planted fault something fails: ${clean}`);
    await Promise.all(
      folders.map(async (folder) => {
        for (let fault = queue.shift(); fault; fault = queue.shift()) {
          const begun = performance.now();
          const by = await judgeFault(folder, fault, seeds);
          const seconds = Math.round((performance.now() - begun) / 100) / 10;
          verdicts.push({ fault, by, seconds });
          if (!values.json)
            say(
              `${by === null ? 'SURVIVED' : 'caught  '} ${fault.file.replace('main/', '').padEnd(34)} ${short(fault.why, 70).padEnd(70)} ${short(by ?? '', 110)} (${seconds} s)`,
            );
        }
      }),
    );
  } finally {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  }
  const survivors = verdicts.filter((one) => one.by === null);
  const minutes = Math.round((performance.now() - started) / 6000) / 10;
  if (values.json) say(JSON.stringify({ minutes, verdicts }, null, 2));
  else
    say(
      `\n${wanted.length} planted, ${wanted.length - survivors.length} caught, ${survivors.length} survived; ${minutes} minutes`,
    );
  process.exitCode = survivors.length === 0 ? 0 : 1;
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130));
try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
