import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { nodeBinary } from '../support/processes.ts';
import type { BatchResult } from './batch.ts';
import { INVARIANTS } from './checker.ts';
import { table } from './coverage.ts';
import { createDice } from './dice.ts';
import { PLANTS, type Plant } from './plants.ts';
import { createScheduler, Endless } from './scheduler.ts';
import { WIDE } from './words.ts';

/**
 * Seeds that every `npm test` runs, twice as many in all. Enough that each fault and each act of a person comes many times
 * over, few enough for two minutes on two slow cores; `npm run simulate -- --seeds N` runs as many as one likes.
 */
const SEEDS = 1_000;
/** The same in the wide book, whose runs take about half as long again. */
const WIDE_SEEDS = 200;
/** Within so many seeds, with faults three times as often, a planted bug must show. */
const PLANT_SEEDS = 600;

const OFTEN_DONE = ['createCustomer', 'createItem', 'createInvoice', 'pay', 'edit'] as const;
const OFTEN_STRUCK = ['none', 'lostAfter', 'twice', 'throttled', 'outage', 'slow', 'expired', 'crash'] as const;

const CLI = fileURLToPath(new URL('cli.ts', import.meta.url));

/** Longest run of the command, slow and shared machines included; what takes longer hangs. */
const PATIENCE_MS = 270_000;

/**
 * The simulation in processes of its own: what a crashed life leaves behind is no business of the test runner. They are
 * a group, so that none survives when the command itself hangs.
 */
function simulate(...flags: string[]): Promise<{ code: number | null; out: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(nodeBinary(), ['--disable-warning=ExperimentalWarning', CLI, ...flags], {
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: process.platform !== 'win32',
    });
    const end = (): void => {
      if (child.pid === undefined) return;
      try {
        process.kill(process.platform === 'win32' ? child.pid : -child.pid, 'SIGKILL');
      } catch {
        // It ended by itself.
      }
    };
    const patience = setTimeout(() => {
      end();
      reject(new Error(`simulate ${flags.join(' ')} did not end within ${PATIENCE_MS / 1000} seconds`));
    }, PATIENCE_MS);
    process.once('exit', end);
    let out = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    child.once('error', reject);
    child.once('close', (code) => {
      clearTimeout(patience);
      process.off('exit', end);
      resolve({ code, out });
    });
  });
}
async function batch(...flags: string[]): Promise<BatchResult> {
  const { code, out } = await simulate(...flags, '--json');
  if (code !== 0 && code !== 1) throw new Error(`simulate ${flags.join(' ')} ended with ${code}: ${out.slice(-2000)}`);
  return JSON.parse(out) as BatchResult;
}

describe('the engine keeps its promises', () => {
  test.each([
    ['', 1],
    ['more ', 1 + SEEDS],
  ])(`in ${SEEDS} %sseeds of people, faults and crashes`, async (_, from) => {
    const result = await batch('--seed', String(from), '--seeds', String(SEEDS), '--jobs', '2');
    expect(result.failures).toEqual([]);
    expect(result.seeds).toBe(SEEDS);
    // A promise nobody looked at, or a fault that never came, would make this test empty.
    for (const name of Object.keys(INVARIANTS)) expect(result.checked, `checks of ${name}`).toHaveProperty(name);
    for (const [kind, count] of Object.entries(result.faults))
      expect(count, `faults of kind ${kind}`).toBeGreaterThan(0);
    // What people do most must have met everything that the wire does most.
    const byFault = table(result.cells, 'fault');
    for (const act of OFTEN_DONE)
      for (const fault of OFTEN_STRUCK)
        expect(byFault.get(act)?.get(fault) ?? 0, `${act} under ${fault}`).toBeGreaterThan(0);
    const byState = table(result.cells, 'state');
    for (const state of ['none', 'unseen', 'equal', 'waiting'])
      expect(byState.get('edit')?.get(state) ?? 0, `edits of a record that is ${state}`).toBeGreaterThan(0);
  });

  test(`in ${WIDE_SEEDS} seeds of the wide book, with every kind of record`, async () => {
    const result = await batch('--seeds', String(WIDE_SEEDS), '--jobs', '2', '--book', 'wide', '--store', 'memory');
    expect(result.failures).toEqual([]);
    // Each kind is entered and edited, and many are taken away again; a new one comes in by its line in `kinds.ts`.
    const byEntity = table(result.cells, 'entity');
    for (const entity of WIDE) {
      const entered = byEntity.get(entity === 'billPayment' ? 'settle' : 'enter')?.get(entity) ?? 0;
      expect(entered, `${entity} entered`).toBeGreaterThan(0);
      expect(byEntity.get('edit')?.get(entity) ?? 0, `${entity} edited`).toBeGreaterThan(0);
    }
    const gone = WIDE.filter(
      (entity) => (byEntity.get('delete')?.get(entity) ?? byEntity.get('deactivate')?.get(entity) ?? 0) > 0,
    );
    expect(gone.length, `taken away: ${gone.join(', ')}`).toBeGreaterThan(WIDE.length / 2);
    expect(result.acts.convert).toBeGreaterThan(0);
  });

  test('where people change, void and delete what a lost request has just made', async () => {
    const result = await batch(
      '--seeds',
      '120',
      '--jobs',
      '2',
      '--store',
      'memory',
      '--faults',
      'meddled',
      '--storm',
      '15',
    );
    expect(result.failures).toEqual([]);
    expect(result.faults.meddled).toBeGreaterThan(25);
  });

  test('the same seed gives the same trace, byte for byte', async () => {
    const [first, second] = await Promise.all([
      simulate('--seed', '7', '--verbose'),
      simulate('--seed', '7', '--verbose'),
    ]);
    expect(first.out).toBe(second.out);
    expect(first.out.split('\n').length).toBeGreaterThan(50);
    const other = await simulate('--seed', '8', '--verbose');
    expect(other.out).not.toBe(first.out);
  });
});

test('stores in memory and SQLite give the same run', async () => {
  const result = await batch('--seeds', '10', '--jobs', '2', '--twice');
  expect(result.failures).toEqual([]);
});

test('a failing seed is made small and told with the command that runs it again', async () => {
  const planted = ['--plant', 'skipChange', '--storm', '3'];
  const [first] = (await batch('--seeds', '100', ...planted, '--first')).failures;
  const { code, out } = await simulate('--seed', String(first?.seed), ...planted, '--shrink');
  expect(code).toBe(1);
  expect(out).toMatch(/made small in \d+ runs/);
  const command = /replay: npm run simulate -- (--seed \d+ .*--without .*) --verbose/.exec(out)?.[1] ?? '';
  const again = await simulate(...command.split(' '));
  expect(again.code).toBe(1);
});

/** Bugs that a storm of everything hides, and what brings them out: crashes leave too little that could be lost or undone. */
const BROUGHT_OUT: Partial<Record<Plant, string[]>> = {
  fileSentAgain: ['--faults', 'lostAfter', '--storm', '10', '--book', 'wide'],
  fileSkipped: ['--storm', '3', '--book', 'wide'],
  uncertainAsNotSent: ['--faults', 'lostAfter', '--storm', '10'],
  halfUndo: ['--faults', 'none'],
  staleBelieved: ['--faults', 'stale,webhookTwice', '--storm', '10'],
};

describe('a planted bug is found', () => {
  test.each(Object.entries(PLANTS))('%s: %s', async (plant) => {
    const weather = BROUGHT_OUT[plant as Plant] ?? ['--storm', '3'];
    const search = ['--seeds', String(PLANT_SEEDS), '--plant', plant, '--store', 'memory', '--first', '--jobs', '2'];
    const result = await batch(...search, ...weather);
    const [found] = result.failures;
    expect(found, `seeds tried: ${result.seeds}`).toBeDefined();
    // It is the planted bug that was found: without it the same seed keeps every promise.
    const again = ['--seed', String(found?.seed ?? 1), '--seeds', '1', '--store', 'memory'];
    const clean = await batch(...again, ...weather);
    expect(clean.failures).toEqual([]);
  });
});

describe('a run that goes in circles ends', () => {
  test('when time does not go on', async () => {
    const scheduler = createScheduler(createDice(1), 0, true);
    const again = (): void => void scheduler.after(0, again);
    again();
    await expect(scheduler.advance(1)).rejects.toThrow(/at one instant/);
  });

  test('when time goes on for ever', async () => {
    const scheduler = createScheduler(createDice(1), 0, true);
    const again = (): void => void scheduler.after(1, again);
    again();
    await expect(scheduler.runUntil(() => false)).rejects.toThrow(Endless);
  });

  test('when more is written than anybody could want', async () => {
    const scheduler = createScheduler(createDice(1), 0, true);
    let writes = 0;
    const again = (): void => {
      writes += 1;
      scheduler.after(1, again);
    };
    again();
    scheduler.watch(() => (writes > 100 ? `${writes} writes` : null));
    await expect(scheduler.runUntil(() => false)).rejects.toThrow(/writes/);
  });
});
