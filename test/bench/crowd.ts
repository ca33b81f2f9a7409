/**
 * Ten clients at once for a minute against the sandbox company over HTTP, some answers lost on the way: how much they get
 * done, and whether the books still balance and no write was lost or made twice. `node test/bench/crowd.ts [--seconds N]`.
 */
import { parseArgs } from 'node:util';
import { type CrowdTarget, runCrowd } from '../support/crowd.ts';
import { compareWithCompany } from '../support/crowd-check.ts';
import { startProcess } from '../support/processes.ts';

export type CrowdFigures = {
  readonly seconds: number;
  readonly answersPerSecond: number;
  /** Confirmed writes, and refusals by fault code. */
  readonly counts: Readonly<Record<string, number>>;
  /** What was not as the clients were told: nothing, or it is a fault of the sandbox. */
  readonly wrong: readonly string[];
};

const CLIENTS = 10;

export async function benchCrowd(seconds = 60): Promise<CrowdFigures> {
  const sandbox = await startProcess<CrowdTarget>('main/sandbox/server/cli.ts', [
    ...['--json', '--company', 'empty', '--no-cache', '--faults', 'lose-after=0.01,lose-before=0.01,seed=7'],
  ]);
  try {
    const told = await runCrowd({ ...sandbox.ready, clients: CLIENTS, milliseconds: seconds * 1000, seed: 11 });
    const wrong = await compareWithCompany(sandbox.ready, told);
    const took = told.milliseconds / 1000;
    return {
      seconds: Math.round(took * 10) / 10,
      answersPerSecond: Math.round(told.answers / took),
      counts: told.counts,
      wrong: wrong.slice(0, 20),
    };
  } finally {
    await sandbox.stop();
  }
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { seconds: { type: 'string' } } });
  process.stdout.write(`${JSON.stringify(await benchCrowd(Number(values.seconds ?? 60)), null, 2)}\n`);
}
