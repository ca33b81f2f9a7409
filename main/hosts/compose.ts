import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import packageInfo from '../../package.json' with { type: 'json' };
import { LOCAL_OWNER } from '../../shared/access.ts';
import type { AppEvent } from '../../shared/contract/events.ts';
import type { AppError } from '../../shared/errors.ts';
import { createSystemClock } from '../adapters/clock.ts';
import { sha256 } from '../adapters/hash.ts';
import { createIds } from '../adapters/ids.ts';
import { lockDirectory } from '../adapters/lock.ts';
import { createLog } from '../adapters/log.ts';
import { createPasswords } from '../adapters/passwords.ts';
import { createRandom } from '../adapters/random.ts';
import { createRotatingFile } from '../adapters/rotating-file.ts';
import { openEngineStore } from '../adapters/sqlite/engine/store.ts';
import { openWorkspaceStore } from '../adapters/sqlite/workspace/store.ts';
import { createTimers } from '../adapters/timers.ts';
import { createHttpTransport, createQuickbooksConnector } from '../connectors/quickbooks/index.ts';
import { createWorkspaceConnector } from '../connectors/workspace/index.ts';
import type { Log } from '../core/ports.ts';
import { createEngine, type Engine } from '../engine/index.ts';
import { createEntityRegistry } from '../entities/index.ts';
import { createBackups } from './backups.ts';
import { createBuiltInCompany } from './connection/built-in.ts';
import { monthOf } from './connection/call-counter.ts';
import { listenForCallback } from './connection/loopback.ts';
import { createConnectionService } from './connection/service.ts';
import { createStateFile } from './connection/state-file.ts';
import { dataFiles } from './data-dir.ts';
import { createGate, type Gate } from './gate.ts';
import { openSecrets, type SecretsWish } from './open-secrets.ts';
import { createPlatformApi, type PlatformApi } from './platform-api/index.ts';
import { createOutgoingWebhooks } from './platform-api/webhooks.ts';
import { choosePlatform, type PlatformWish } from './platform-choice.ts';
import { type Restored, restoreDamaged } from './restore.ts';
import { createWebhookReceiver, type WebhookReceiver } from './webhooks.ts';

export type AppOptions = {
  /** Absolute path of the data folder; made when it is missing. */
  dir: string;
  secrets: SecretsWish;
  /** Puts damaged databases back from their newest sound backup first. */
  restore?: boolean;
  /** A platform elsewhere, in the place of the workspace. */
  platform?: PlatformWish | null;
};

/** The running app as a host sees it, whichever window it has. */
export type App = {
  gate: Gate;
  /** Hears every event. Counts as nobody looking; `watch` says that someone does. */
  subscribe(listener: (event: AppEvent) => void): () => void;
  /** Someone looks, until the answer is called: QuickBooks is read more often. */
  watch(): () => void;
  /** The state of the whole app as it is now, in the form of an event. */
  current(): Promise<AppEvent>;
  /** People with a sign-in of their own: who they are, and what they may be told. */
  people: Pick<Engine, 'signIn' | 'callerOf' | 'eventFor'>;
  /** Takes a notification of QuickBooks: its raw bytes and the `intuit-signature` header. */
  webhook: WebhookReceiver;
  /** Answers other programs that work on the workspace with an API key; null where the platform is elsewhere. */
  platformApi: PlatformApi | null;
  /** Why sign-ins are kept in memory only, when nobody chose that; null otherwise. */
  secretsNotice: AppError | null;
  /** What `restore` put back. */
  restored: Restored[];
  log: Log;
  version: string;
  /** Finishes or journals the write in flight, stores everything, lets go of the data folder. */
  stop(): Promise<void>;
};

/**
 * How long the engine may take to leave. A write that QuickBooks has not answered by then stays in the journal as
 * uncertain and is looked into at the next start.
 */
const STOP_MS = 15_000;

/**
 * Builds the app from its parts: the only place that knows them all. Both hosts start here.
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

    const ids = createIds(clock);
    const random = createRandom();
    const timers = createTimers();
    const entities = createEntityRegistry();
    const restored = restore ? restoreDamaged(files, { registry: entities, now: clock.now() }) : [];
    for (const { file, backupAt, aside } of restored) log.warn('Restored from a backup', { file, backupAt, aside });
    // Closed last but one: the copies of a clean stop are made of files nobody writes any more.
    const backups = createBackups({ paths: [files.engine, files.workspace], clock, timers, log });
    opened.push(() => backups.stop());
    const store = openEngineStore({ path: files.engine });
    opened.push(() => store.close());
    const bookStore = openWorkspaceStore({ path: files.workspace, newBookId: () => ids.next() });
    opened.push(() => bookStore.close());
    const workspace = createWorkspaceConnector({ store: bookStore, registry: entities, clock, ids });

    const transport = createHttpTransport();
    opened.push(() => transport.close());
    const chosen = await choosePlatform({
      wish: platform,
      workspace,
      workspaceUsed: bookStore.newestChange() > 0,
      store,
      secrets,
      entities,
      transport,
    });
    const builtIn = createBuiltInCompany({ folder: files.sandbox, log });
    const connections = createConnectionService({
      secrets,
      state: createStateFile(files.connection, () => ({
        bookId: bookStore.bookId,
        connection: null,
        calls: { month: monthOf(clock.now()), corePlus: 0, core: 0 },
      })),
      transport,
      clock,
      log,
      unguessable: () => randomBytes(32).toString('base64url'),
      connectorFor: (input) =>
        createQuickbooksConnector({ ...input, entities, clock, timers, random, hash: sha256, log, transport }),
      startBuiltIn: builtIn.start,
      stopBuiltIn: builtIn.stop,
      listen: listenForCallback,
    });
    opened.push(() => connections.close());

    const version = packageInfo.version;
    const engine = createEngine({
      version,
      entities,
      store,
      platform: chosen.connector,
      book: chosen.book,
      connections,
      clock,
      ids,
      random,
      timers,
      hash: sha256,
      passwords: createPasswords(),
      log,
    });
    opened.push(() => within(STOP_MS, engine.stop(), log));
    const hookTransport = createHttpTransport({ timeoutMs: 10_000 });
    opened.push(() => hookTransport.close());
    const webhooks = createOutgoingWebhooks({
      store,
      secrets,
      transport: hookTransport,
      unguessable: () => randomBytes(32).toString('base64url'),
      livingKeys: async () => {
        const reply = await engine.call('apiKeys.list', {}, LOCAL_OWNER);
        return new Set(reply.ok ? reply.value.keys.map((one) => one.id) : []);
      },
      companyId: bookStore.bookId,
      clock,
      ids,
      timers,
      log,
    });
    opened.push(() => webhooks.stop());
    if (chosen.workspace)
      opened.push(
        engine.subscribe(({ topic }) => topic === 'records' && webhooks.changed(), { background: true }),
        workspace.connector.onHint?.(() => webhooks.changed()) ?? (() => {}),
      );
    await engine.start();
    backups.start();
    log.info('Started', { version, keptIn: secrets.kind });

    return {
      gate: createGate(
        (name, input, caller) => engine.call(name, input as never, caller),
        log,
        () => ids.next(),
      ),
      subscribe: (listener) => engine.subscribe(listener, { background: true }),
      watch: () => engine.subscribe(() => {}),
      current: async () => {
        const reply = await engine.call('app.status', {}, LOCAL_OWNER);
        if (!reply.ok) throw new Error(reply.error.userSentence);
        return { revision: reply.value.revision, topic: 'status', payload: reply.value };
      },
      people: engine,
      webhook: createWebhookReceiver({
        verifierToken: () => connections.webhookVerifier(),
        realmId: () => connections.info()?.companyId ?? null,
        hint: (changes) => engine.hint(changes),
      }),
      platformApi:
        chosen.workspace &&
        createPlatformApi({
          ...chosen.workspace,
          webhooks,
          entities,
          apiCallerOf: engine.apiCallerOf,
          clock,
          ids,
          log,
        }),
      secretsNotice: notice,
      restored,
      log,
      version,
      stop: async () => {
        log.info('Stopping');
        await closeAll();
      },
    };
  } catch (thrown) {
    await closeAll();
    throw thrown;
  }
}

/** Waits for the work, but not for ever. */
async function within(ms: number, work: Promise<void>, log: Log): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), ms);
  });
  if ((await Promise.race([work, late])) === 'late') log.warn('Left without waiting longer for the write in flight');
  clearTimeout(timer);
}
