import { join } from 'node:path';
import packageInfo from '../../package.json' with { type: 'json' };
import type { AppError } from '../../shared/errors.ts';
import { createSystemClock } from '../adapters/clock.ts';
import { createIds } from '../adapters/ids.ts';
import { lockDirectory } from '../adapters/lock.ts';
import { createLog } from '../adapters/log.ts';
import { createRotatingFile } from '../adapters/rotating-file.ts';
import type { Log } from '../core/ports.ts';
import { type Companies, openCompanies } from './companies/index.ts';
import { dataFiles } from './data-dir.ts';
import { openSecrets, type SecretsWish } from './open-secrets.ts';
import type { PlatformWish } from './platform-choice.ts';
import type { Restored } from './restore.ts';

export type AppOptions = {
  /** Absolute path of the data folder; made when it is missing. */
  dir: string;
  secrets: SecretsWish;
  /** Puts damaged databases back from their newest sound backup first. */
  restore?: boolean;
  /** A platform elsewhere, in the place of the first company's workspace. */
  platform?: PlatformWish | null;
};

/** The running app as a host sees it, whichever window it has. */
export type App = {
  /** The companies kept side by side; at least one. */
  companies: Companies;
  /** Why sign-ins are kept in memory only, when nobody chose that; null otherwise. */
  secretsNotice: AppError | null;
  /** What `restore` put back. */
  restored: Restored[];
  log: Log;
  version: string;
  /** Stops every company and lets go of the data folder. */
  stop(): Promise<void>;
};

/**
 * Builds the app on a data folder: its lock, its log, its secrets, and the companies in it. Both hosts start here.
 *
 * @throws Failure `host.dataInUse`, `host.diskFull`, `host.readOnly`, `host.damaged`, `host.noBackup`,
 * `host.dataUnusable`, `host.migration`, `host.noKeychain`, `host.secretsLocked`, `platform.otherCompany`, `platform.noKey`
 */
export async function composeApp({ dir, secrets: wish, restore = false, platform = null }: AppOptions): Promise<App> {
  const files = dataFiles(dir, join);
  /** What must be closed, in the order it was opened. */
  const opened: (() => void | Promise<void>)[] = [];
  const closeAll = async (): Promise<void> => {
    for (const close of opened.splice(0).reverse()) await close();
  };
  try {
    const lock = lockDirectory(dir);
    opened.push(() => lock.release());
    const clock = createSystemClock();
    const sink = createRotatingFile({ path: files.log });
    opened.push(() => sink.close());
    const log = createLog({ sink, clock });
    const onCrash = (thrown: Error): void =>
      log.error('Plumbline ends by a fault of its own', { stack: String(thrown.stack) });
    process.on('uncaughtExceptionMonitor', onCrash);
    opened.push(() => void process.off('uncaughtExceptionMonitor', onCrash));
    const { secrets, notice } = await openSecrets(wish);
    const version = packageInfo.version;
    const companies = await openCompanies({
      dir,
      restore,
      platform,
      secrets,
      clock,
      ids: createIds(clock),
      log,
      version,
    });
    opened.push(() => companies.stop());
    return {
      companies,
      secretsNotice: notice,
      restored: companies.all().flatMap((one) => one.restored),
      log,
      version,
      stop: closeAll,
    };
  } catch (thrown) {
    await closeAll();
    throw thrown;
  }
}
