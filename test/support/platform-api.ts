/** The Platform API over a workspace in memory, on a port of its own, and with planted faults where a test wants some. */
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createIds } from '../../main/adapters/ids.ts';
import { createMemorySecrets } from '../../main/adapters/secrets/memory.ts';
import { openEngineStore } from '../../main/adapters/sqlite/engine/store.ts';
import { openWorkspaceStore } from '../../main/adapters/sqlite/workspace/store.ts';
import { createTimers } from '../../main/adapters/timers.ts';
import { createHttpTransport } from '../../main/connectors/quickbooks/index.ts';
import { createWorkspaceConnector } from '../../main/connectors/workspace/index.ts';
import type { Connector, Log, PlatformBook } from '../../main/core/ports.ts';
import { createEntityRegistry } from '../../main/entities/index.ts';
import { createPlatformApi } from '../../main/hosts/platform-api/index.ts';
import type { Rate } from '../../main/hosts/platform-api/rate.ts';
import { createOutgoingWebhooks } from '../../main/hosts/platform-api/webhooks.ts';
import { PLATFORM_API_PATH } from '../../shared/platform-api/wire.ts';

export type ServedPlatform = {
  /** Root of the interface. */
  url: string;
  book: PlatformBook;
  connector: Connector;
  /** Times another program wrote. */
  touches(): number;
  /** Keys that are not revoked. */
  living: Set<string>;
  errors: string[];
  close(): Promise<void>;
};

/** Keys of the served platform, by what they may do. */
export const KEYS = {
  plk_all: ['*:write'],
  plk_reader: ['*:read'],
  plk_items: ['item:write'],
} as const;

export async function servePlatform(
  options: { broken?: (connector: Connector) => Connector; rate?: Rate } = {},
): Promise<ServedPlatform> {
  const clock = { now: () => Date.now() };
  const ids = createIds(clock);
  const entities = createEntityRegistry();
  const store = openWorkspaceStore({ path: ':memory:', newBookId: () => ids.next() });
  const workspace = createWorkspaceConnector({ store, registry: entities, clock, ids });
  const errors: string[] = [];
  const log: Log = {
    debug() {},
    info() {},
    warn: (message, fields) => void errors.push(`${message} ${JSON.stringify(fields)}`),
    error: (message, fields) => void errors.push(`${message} ${JSON.stringify(fields)}`),
  };
  const engineStore = openEngineStore({ path: ':memory:' });
  const transport = createHttpTransport({ timeoutMs: 2_000 });
  const living = new Set<string>(Object.keys(KEYS));
  const webhooks = createOutgoingWebhooks({
    store: engineStore,
    secrets: createMemorySecrets(),
    transport,
    unguessable: () => randomBytes(16).toString('hex'),
    livingKeys: async () => living,
    companyId: store.bookId,
    clock,
    ids,
    timers: createTimers(),
    log,
  });
  workspace.connector.onHint?.(() => webhooks.changed());
  let touches = 0;
  const api = createPlatformApi({
    connector: options.broken?.(workspace.connector) ?? workspace.connector,
    entities,
    touched: () => {
      touches++;
      workspace.touched();
    },
    apiCallerOf: (key) => {
      const scopes = (KEYS as Record<string, readonly string[] | undefined>)[key];
      return scopes === undefined ? null : { id: key, name: key, scopes };
    },
    clock,
    ids,
    log,
    webhooks,
    ...(options.rate ? { rate: options.rate } : {}),
  });
  const server = createServer((request, response) => void api(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${PLATFORM_API_PATH}`,
    book: workspace.book,
    connector: workspace.connector,
    touches: () => touches,
    living,
    errors,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      webhooks.stop();
      transport.close();
      engineStore.close();
      store.close();
    },
  };
}
