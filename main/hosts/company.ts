import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { LOCAL_OWNER } from '../../shared/access.ts';
import type { AppEvent } from '../../shared/contract/events.ts';
import type { AppError } from '../../shared/errors.ts';
import { createContents } from '../adapters/contents.ts';
import { sha256 } from '../adapters/hash.ts';
import { lockDirectory } from '../adapters/lock.ts';
import { createPasswords } from '../adapters/passwords.ts';
import { createRandom } from '../adapters/random.ts';
import { openEngineStore } from '../adapters/sqlite/engine/store.ts';
import { openWorkspaceStore } from '../adapters/sqlite/workspace/store.ts';
import { createTableFiles } from '../adapters/table-reader.ts';
import { createTimers } from '../adapters/timers.ts';
import { createHttpTransport, createQuickbooksConnector } from '../connectors/quickbooks/index.ts';
import { createWorkspaceConnector } from '../connectors/workspace/index.ts';
import type { Clock, CompanyList, Ids, Log, Secrets } from '../core/ports.ts';
import { createEngine, type Engine } from '../engine/index.ts';
import { createEntityRegistry } from '../entities/index.ts';
import { createBackups } from './backups.ts';
import { createBuiltInCompany } from './connection/built-in.ts';
import { monthOf } from './connection/call-counter.ts';
import { listenForCallback } from './connection/loopback.ts';
import { createConnectionService, type KnownRealm } from './connection/service.ts';
import { createStateFile } from './connection/state-file.ts';
import { dataFiles } from './data-dir.ts';
import { createGate, type Gate } from './gate.ts';
import { createPlatformApi, type PlatformApi } from './platform-api/index.ts';
import { createOutgoingWebhooks } from './platform-api/webhooks.ts';
import { choosePlatform, type PlatformWish } from './platform-choice.ts';
import { type Restored, restoreDamaged } from './restore.ts';
import { createWebhookReceiver, type WebhookReceiver } from './webhooks.ts';

/** One company as a host sees it: a book of its own, whichever window shows it. */
export type Company = {
  readonly id: string;
  gate: Gate;
  /** Hears every event. Counts as nobody looking; `watch` says that someone does. */
  subscribe(listener: (event: AppEvent) => void): () => void;
  /** Someone looks, until the answer is called: QuickBooks is read more often. */
  watch(): () => void;
  /** The state of the company as it is now, in the form of an event. */
  current(): Promise<AppEvent>;
  /** People with a sign-in of their own: who they are, and what they may be told. */
  people: Pick<Engine, 'signIn' | 'callerOf' | 'eventFor'>;
  /** Takes a notification of QuickBooks: its raw bytes and the `intuit-signature` header. */
  webhook: WebhookReceiver;
  /** Answers other programs that work on the workspace with an API key; null where the platform is elsewhere. */
  platformApi: PlatformApi | null;
  /** Whether a key of the Platform API is one of this company's. */
  knowsKey(key: string): boolean;
  /** Whether somebody signs in here under this name. */
  knowsLogin(login: string): Promise<boolean>;
  /** The QuickBooks company this book is synced with, kept through disconnects. */
  synced(): KnownRealm | null;
  /** Why it could not be opened: then it answers every call with this. */
  error: AppError | null;
  /** What `restore` put back. */
  restored: Restored[];
  /** Finishes or journals the write in flight, stores everything, lets go of its folder. */
  stop(): Promise<void>;
};

export type CompanyParts = {
  id: string;
  /** Absolute path of its folder; made when it is missing. */
  dir: string;
  /** Whether the folder is to be locked: not where the data folder itself, locked already, is its folder. */
  lock: boolean;
  restore: boolean;
  /** A platform elsewhere, in the place of the workspace. */
  platform: PlatformWish | null;
  secrets: Secrets;
  clock: Clock;
  ids: Ids;
  log: Log;
  version: string;
  /** The list it stands in. */
  companies: CompanyList;
  /** Why a QuickBooks company must not be connected to this book, or null. */
  refusal(company: KnownRealm): AppError | null;
};

/**
 * How long the engine may take to leave. A write that QuickBooks has not answered by then stays in the journal as
 * uncertain and is looked into at the next start.
 */
const STOP_MS = 15_000;

/**
 * Builds one company from its parts: its stores, its engine, its connection. Any number can run beside each other.
 *
 * @throws Failure `host.dataInUse`, `host.diskFull`, `host.readOnly`, `host.damaged`, `host.noBackup`,
 * `host.dataUnusable`, `host.migration`, `platform.otherCompany`, `platform.noKey`
 */
export async function composeCompany(parts: CompanyParts): Promise<Company> {
  const { id, dir, restore, platform, secrets, clock, ids, log, version } = parts;
  const files = dataFiles(dir, join);
  /** What must be closed, in the order it was opened. */
  const opened: (() => void | Promise<void>)[] = [];
  const closeAll = async (): Promise<void> => {
    for (const close of opened.splice(0).reverse()) await close();
  };
  try {
    if (parts.lock) {
      const lock = lockDirectory(dir);
      opened.push(() => lock.release());
    } else mkdirSync(dir, { recursive: true, mode: 0o700 });
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
    const builtIn = createBuiltInCompany({ folder: files.sandbox, id, log });
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
      refusal: parts.refusal,
      startBuiltIn: builtIn.start,
      stopBuiltIn: builtIn.stop,
      listen: listenForCallback,
    });
    opened.push(() => connections.close());

    const engine = createEngine({
      version,
      entities,
      store,
      platform: chosen.connector,
      book: chosen.book,
      connections,
      companies: parts.companies,
      clock,
      ids,
      random,
      timers,
      hash: sha256,
      passwords: createPasswords(),
      contents: createContents({ dir: files.files }),
      tables: createTableFiles(),
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
      id,
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
      knowsKey: (key) => engine.apiCallerOf(key) !== null,
      knowsLogin: async (login) => {
        const reply = await engine.call('people.list', {}, LOCAL_OWNER);
        const wanted = login.trim().toLowerCase();
        return reply.ok && reply.value.people.some((one) => one.login?.toLowerCase() === wanted);
      },
      synced: () => store.getMeta<KnownRealm>('company') ?? connections.info(),
      error: null,
      restored,
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
