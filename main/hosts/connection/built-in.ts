import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fail } from '../../../shared/errors.ts';
import type { Log } from '../../core/ports.ts';
import type { SandboxServer } from '../../sandbox/server/index.ts';
import type { BuiltIn, BuiltInCompany } from './grant.ts';

/**
 * Realm ids of the two, so that they are told apart like any two companies; other ones for each company of the list, since
 * each has sandbox companies of its own.
 */
const realmOf = (company: BuiltIn, id: string): string =>
  String(9_341_450_000_000_001n + (company === 'demo' ? 0n : 1n) + 10n * (BigInt(id) - 1n));

/**
 * The sandbox company inside the app: served on loopback, kept in a file of the data folder, so that it is the same company
 * with the same sign-in after a restart. At most one runs.
 *
 * `start` fails with `host.dataUnusable` when its file cannot be read.
 */
export function createBuiltInCompany({ folder, id, log }: { folder: string; id: string; log: Log }) {
  let running: { company: BuiltIn; server: SandboxServer } | null = null;

  const stop = async (): Promise<void> => {
    const ending = running;
    running = null;
    await ending?.server.close();
  };

  const start = async (company: BuiltIn): Promise<BuiltInCompany> => {
    if (running !== null && running.company !== company) await stop();
    if (running === null) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      // Loaded when it is wanted: who works with a real company never needs it.
      const { startSandboxServer } = await import('../../sandbox/server/index.ts');
      const server = await startSandboxServer({
        company,
        realmId: realmOf(company, id),
        persist: join(folder, `${company}.json`),
      }).catch((thrown: unknown) =>
        fail('host.dataUnusable', { dir: folder, reason: thrown instanceof Error ? thrown.message : String(thrown) }),
      );
      running = { company, server };
      log.info('The sandbox company is served', { company, url: server.url });
    }
    const { url, realmId, clientId, clientSecret, accessToken, refreshToken } = running.server;
    return { baseUrl: url, realmId, clientId, clientSecret, accessToken, refreshToken };
  };

  return { start, stop };
}
