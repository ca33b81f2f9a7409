import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { backupsOf } from '../../../main/adapters/backup-files.ts';
import { backUp, backupDue, faultOfDatabase } from '../../../main/adapters/sqlite/backups.ts';
import { openEngineStore } from '../../../main/adapters/sqlite/engine/store.ts';
import { createEntityRegistry } from '../../../main/entities/index.ts';
import { dataFiles } from '../../../main/hosts/data-dir.ts';
import { restoreDamaged } from '../../../main/hosts/restore.ts';
import { type AppError, Failure } from '../../../shared/errors.ts';
import { fillWorkspace, untilAtRest, untilEqual } from '../../support/books.ts';
import {
  eventually,
  type HostProcess,
  removeFolder,
  startHost,
  startSandbox,
  temporaryFolder,
} from '../../support/processes.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const folder = async (): Promise<string> => {
  const path = await temporaryFolder();
  ends.push(() => removeFolder(path));
  return path;
};

const failureOf = (act: () => unknown): AppError => {
  try {
    act();
  } catch (error) {
    if (error instanceof Failure) return error.error;
    throw error;
  }
  throw new Error('nothing failed');
};

/** Damage as a failing disk makes it: pages in the middle hold something else. */
function damage(path: string): void {
  const bytes = readFileSync(path);
  bytes.fill(0x5a, 4096, Math.max(8192, Math.floor(bytes.length * 0.9)));
  writeFileSync(path, bytes);
}

const NOON = Date.parse('2026-05-04T12:00:00.000Z');
const DAY = 86_400_000;

describe('backups', () => {
  test('are whole, checked, and kept for three days with one', async () => {
    const path = join(await folder(), 'engine.db');
    const store = openEngineStore({ path });
    ends.push(() => store.close());
    for (let day = 0; day < 5; day++) {
      store.setMeta('day', day);
      // Two on the same day: the later one stays.
      await backUp(path, NOON + day * DAY - 60_000);
      store.setMeta('day', day + 0.5);
      await backUp(path, NOON + day * DAY);
    }
    const kept = backupsOf(path);
    expect(kept.map((one) => one.at)).toEqual(['2026-05-08T12:00:00Z', '2026-05-07T12:00:00Z', '2026-05-06T12:00:00Z']);
    const copies = kept.map((one) => openEngineStore({ path: one.path }));
    expect(copies.map((copy) => copy.getMeta('day'))).toEqual([4.5, 3.5, 2.5]);
    for (const copy of copies) copy.close();
    expect(kept.map((one) => faultOfDatabase(one.path))).toEqual([null, null, null]);
    if (process.platform !== 'win32') expect(statSync(join(path, '..', 'backups')).mode & 0o077).toBe(0);
  });

  test('are due once a day, and at a clean stop when something was written since', async () => {
    const path = join(await folder(), 'engine.db');
    expect(backupDue(path, NOON, 'changed')).toBe(false);
    openEngineStore({ path }).close();
    expect(backupDue(path, NOON, 'daily')).toBe(true);
    const now = Date.now() + 5_000;
    await backUp(path, now);
    expect([backupDue(path, now + DAY - 2_000, 'daily'), backupDue(path, now + DAY, 'daily')]).toEqual([false, true]);
    expect(backupDue(path, now, 'changed')).toBe(false);
    await backUp(path, NOON);
    await eventually(
      async () => backupsOf(path).length,
      (count) => count === 2,
    );
    expect(backupDue(path, now, 'changed')).toBe(false);
  });

  test('of a damaged database are not made, and the good ones stay', async () => {
    const path = join(await folder(), 'engine.db');
    openEngineStore({ path }).close();
    const good = await backUp(path, NOON);
    damage(path);
    await expect(backUp(path, NOON + DAY)).rejects.toThrow();
    expect(backupsOf(path)).toEqual([good]);
    expect(readdirSync(join(path, '..', 'backups'))).toHaveLength(1);
  });
});

describe('a damaged database', () => {
  test('is found out at the start after an unclean end, and told with the way back', async () => {
    const dir = await folder();
    const path = join(dir, 'engine.db');
    const store = openEngineStore({ path });
    store.transaction(() => {
      for (let n = 0; n < 2_000; n++) store.setMeta(`name ${n}`, 'x'.repeat(100));
    });
    store.close();
    await backUp(path, NOON);
    damage(path);
    // What a killed process leaves: a log that was not folded in.
    writeFileSync(`${path}-wal`, Buffer.alloc(32, 1));
    const error = failureOf(() => openEngineStore({ path }));
    expect(error).toMatchObject({
      code: 'host.damaged',
      values: { file: 'engine.db', dir, backup: '2026-05-04 12:00' },
    });
    expect(error.remedy).toContain('--restore to go back to the backup of 2026-05-04 12:00 (UTC)');
  });

  test('that is missing is not replaced by an empty one', async () => {
    const path = join(await folder(), 'workspace.db');
    openEngineStore({ path }).close();
    await backUp(path, NOON);
    const away = `${path}.away`;
    writeFileSync(away, readFileSync(path));
    await removeFolder(path);
    expect(failureOf(() => openEngineStore({ path }))).toMatchObject({
      code: 'host.damaged',
      values: { reason: 'it is missing' },
    });
    expect(existsSync(path)).toBe(false);
  });

  test('without a sound backup is left as it is', async () => {
    const dir = await folder();
    const files = dataFiles(dir, join);
    openEngineStore({ path: files.engine }).close();
    const backup = await backUp(files.engine, NOON);
    damage(files.engine);
    damage(backup.path);
    const before = readFileSync(files.engine);
    const parts = { registry: createEntityRegistry(), now: NOON };
    expect(failureOf(() => restoreDamaged(files, parts)).code).toBe('host.noBackup');
    expect(readFileSync(files.engine)).toEqual(before);
    expect(readdirSync(dir).sort()).toEqual(['backups', 'engine.db']);
  });

  test('that is sound is not touched by a restore', async () => {
    const files = dataFiles(await folder(), join);
    openEngineStore({ path: files.engine }).close();
    await backUp(files.engine, NOON);
    expect(restoreDamaged(files, { registry: createEntityRegistry(), now: NOON })).toEqual([]);
  });
});

describe('restored from an older backup, over real HTTP', () => {
  /** A synced pair of books, a clean stop (which backs up), and work on both sides after it, ended by `kill -9`. */
  async function story() {
    const dir = join(await folder(), 'data');
    const sandbox = await startSandbox({ company: 'generated', args: ['--customers', '4', '--invoices', '4'] });
    ends.push(() => sandbox.stop());
    let host: HostProcess = await startHost({ data: dir });
    ends.push(() => host.kill());
    await fillWorkspace(host, { customers: 4, items: 2, invoices: 5, payments: 3 }, 'Old');
    await host.connect(sandbox);
    const { options } = await host.call('mappings.get', {});
    await host.call('mappings.setLists', { defaultIncomeAccount: options.incomeAccounts[0]?.id ?? null });
    await host.applyPlan();
    await untilAtRest(host);
    await host.stop();
    expect(backupsOf(join(dir, 'engine.db'))).toHaveLength(1);
    expect(backupsOf(join(dir, 'workspace.db'))).toHaveLength(1);

    host = await startHost({ data: dir });
    const late = await fillWorkspace(host, { customers: 4, items: 2, invoices: 5, payments: 3 }, 'New');
    const [customer] = await sandbox.qbo.query('Customer', "DisplayName = 'Old customer 001'");
    await sandbox.qbo.save('Customer', { ...customer, Notes: 'Edited in QuickBooks', sparse: true });
    await host.call('sync.now', {});
    await untilAtRest(host);
    // Written, synced and edited again since.
    const [first] = late.customers;
    const { revision } = await host.call('records.get', { entity: 'customer', key: first as string });
    await host.call('records.update', {
      entity: 'customer',
      key: first as string,
      revision: revision as string,
      changes: { notes: 'Edited in the workspace' },
    });
    await host.call('sync.now', {});
    await untilAtRest(host);
    const before = await untilEqual(host, sandbox);
    await host.kill();
    return {
      dir,
      sandbox,
      before,
      restart: async (args: string[] = []) => {
        host = await startHost({ data: dir, args });
        return host;
      },
    };
  }

  /** Syncs, lets a run that would take something away go on only after it asked, and compares. */
  async function settle(host: HostProcess) {
    await host.call('sync.now', {});
    const status = await untilAtRest(host);
    return { status, held: await host.call('review.list', { kind: 'brake' }) };
  }

  test.each(['engine.db', 'workspace.db'])('%s: nothing twice, nothing lost, equal', async (name) => {
    const { dir, sandbox, before, restart } = await story();
    damage(join(dir, name));
    await expect(restart()).rejects.toThrow(new RegExp(`The database ${name} in .* is damaged`));
    const host = await restart(['--restore']);
    expect(host.said()).toContain(`${name} is restored from the backup of`);
    expect(readdirSync(dir).filter((file) => file.startsWith(`${name}.damaged-`))).not.toEqual([]);
    const { status, held } = await settle(host);
    expect(held.total).toBe(0);
    const after = await untilEqual(host, sandbox);
    expect(after).toEqual(before);
    expect(status.counts).toMatchObject({ review: 0, problems: 0 });
    const { entries } = await host.call('activity.list', { search: 'Restored' });
    expect(entries).toHaveLength(1);
    await host.stop();
  });

  test('both at once: what only QuickBooks still has comes back from there', async () => {
    const { dir, sandbox, before, restart } = await story();
    damage(join(dir, 'engine.db'));
    damage(join(dir, 'workspace.db'));
    const host = await restart(['--restore']);
    const { status } = await settle(host);
    const after = await untilEqual(host, sandbox);
    expect(after).toEqual(before);
    expect(status.counts).toMatchObject({ review: 0, problems: 0 });
    // Everything is sound now: asked once more, nothing is done.
    await host.stop();
    const again = await restart(['--restore']);
    expect(again.said()).toContain('Nothing is damaged');
    await again.stop();
  });
});
