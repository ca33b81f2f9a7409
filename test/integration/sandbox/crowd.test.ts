/** Ten clients at once against the real server process, some of their answers lost on the way. */
import { expect, test } from 'vitest';
import { type CrowdTarget, runCrowd } from '../../support/crowd.ts';
import { compareWithCompany } from '../../support/crowd-check.ts';
import { startProcess } from '../../support/processes.ts';

test('ten clients leave balanced books, and no write is lost or made twice', async () => {
  const sandbox = await startProcess<CrowdTarget>('main/sandbox/server/cli.ts', [
    ...['--json', '--company', 'empty', '--no-cache', '--faults', 'lose-after=0.03,lose-before=0.03,seed=7'],
  ]);
  try {
    const told = await runCrowd({ ...sandbox.ready, clients: 10, operations: 40, seed: 7 });
    expect(await compareWithCompany(sandbox.ready, told)).toEqual([]);
    // It was as wild as meant: writers met, twins met, much was confirmed.
    expect(told.counts['refused 5010']).toBeGreaterThan(5);
    expect(told.counts.confirmed).toBeGreaterThan(200);
    expect(told.shared.size).toBe(5 * 8);
    expect([...told.counted.values()].reduce((sum, count) => sum + count, 0)).toBeGreaterThan(20);
  } finally {
    await sandbox.stop();
  }
});

test('what is lost, made twice or out of balance is noticed', async () => {
  const sandbox = await startProcess<CrowdTarget>('main/sandbox/server/cli.ts', [
    ...['--json', '--company', 'empty', '--no-cache'],
  ]);
  try {
    const told = await runCrowd({ ...sandbox.ready, clients: 2, operations: 15, seed: 3 });
    expect(await compareWithCompany(sandbox.ready, told)).toEqual([]);
    const [key, one] = [...told.own].find(([name]) => name.startsWith('Customer')) ?? [];
    if (key === undefined || one === undefined) throw new Error('no customer was made');
    told.own.delete(key);
    told.own.set('Invoice:99999', { entity: 'Invoice', id: '99999', body: { TotalAmt: 1 } });
    for (const id of told.counted.keys()) told.counted.set(id, 1000);
    told.shared.set('Twin', new Set(['1', '2']));
    const wrong = (await compareWithCompany(sandbox.ready, told)).join('\n');
    expect(wrong).toContain(`${key} is there and nobody was told`);
    expect(wrong).toContain('Invoice:99999 was confirmed and is not there');
    expect(wrong).toContain('after 1000 confirmed writes');
    expect(wrong).toContain('Twin is 1 and 2');
  } finally {
    await sandbox.stop();
  }
});
