/** One life of the app: from a start to the crash (or the end of the run) that ends it. */

import { sha256 } from '../../main/adapters/hash.ts';
import { createIds } from '../../main/adapters/ids.ts';
import type { Workspace } from '../../main/connectors/workspace/index.ts';
import type { Clock, Connector, Contents, Random } from '../../main/core/ports.ts';
import type { EngineStore } from '../../main/core/ports-store.ts';
import type { EntityRegistry } from '../../main/core/types.ts';
import { createEngine } from '../../main/engine/index.ts';
import { createWebhookReceiver, type WebhookReceiver } from '../../main/hosts/webhooks.ts';
import { LOCAL_OWNER } from '../../shared/access.ts';
import type { InputOf, OperationName, OutputOf } from '../../shared/contract/index.ts';
import { Failure } from '../../shared/errors.ts';
import { fakePasswords } from '../support/fakes/passwords.ts';
import { createConnections, type Keychain, type Meter } from './connection.ts';
import type { Dice } from './dice.ts';
import { silentLog } from './log.ts';
import { mortalConnector, mortalContents, mortalStore, type Reaper } from './mortal.ts';
import type { Network } from './network.ts';
import { VERIFIER } from './notifier.ts';
import { type Plant, plantConnector, plantHint, plantRows, plantStore } from './plants.ts';
import type { Life, Scheduler } from './scheduler.ts';

export type App = {
  readonly life: Life;
  /** Calls a command or query. Throws `Failure` on an error, `Crash` or never answers when the app dies. */
  call<N extends OperationName>(name: N, input: InputOf<N>): Promise<OutputOf<N>>;
  /** The door for QuickBooks' notifications, as in the product. */
  readonly webhook: WebhookReceiver;
  /** Reads what both sides are and syncs, as after any start. */
  start(): Promise<void>;
};

export type LifeParts = {
  life: Life;
  reaper: Reaper;
  scheduler: Scheduler;
  /** The computer's clock, which may be wrong. */
  clock: Clock;
  dice: Dice;
  entities: EntityRegistry;
  store: EngineStore;
  workspace: Workspace;
  network: Network;
  /** Content of files, where anybody keeps any. */
  contents: Contents | null;
  keychain: Keychain;
  meter: Meter | null;
  realmId: string;
  plant: Plant | null;
};

export function createApp(parts: LifeParts): App {
  const { life, reaper, scheduler, clock, dice, entities } = parts;
  const random: Random = { next: () => dice.next() };
  const ids = createIds(clock, (count) => dice.bytes(count));
  const store = plantStore(parts.plant, mortalStore(parts.store, life, reaper));
  const dying = (connector: Connector): Connector =>
    mortalConnector(plantConnector(parts.plant, connector, store, dice), life, reaper);
  const connections = createConnections({
    life,
    scheduler,
    clock,
    random,
    hash: sha256,
    entities,
    network: parts.network,
    rows: plantRows(parts.plant, parts.network.rows),
    keychain: parts.keychain,
    meter: parts.meter,
    realmId: parts.realmId,
    companyName: 'Simulated company',
    wrap: dying,
  });
  const engine = createEngine({
    version: 'simulation',
    entities,
    store,
    platform: dying(parts.workspace.connector),
    book: parts.workspace.book,
    connections,
    companies: null,
    clock,
    ids,
    random,
    timers: scheduler.timers(life),
    hash: sha256,
    passwords: fakePasswords(),
    ...(parts.contents ? { contents: mortalContents(parts.contents, life, reaper) } : {}),
    log: silentLog,
  });
  return {
    life,
    webhook: createWebhookReceiver({
      verifierToken: async () => VERIFIER,
      realmId: () => parts.realmId,
      hint: (changes) => {
        plantHint(parts.plant, store, changes);
        engine.hint(changes);
      },
    }),
    start: async () => {
      await engine.start();
    },
    call: async (name, input) => {
      const reply = await engine.call(name, input as never, LOCAL_OWNER);
      // The engine turns what a dead port throws into a reply; the dead reply to nobody.
      if (!life.alive) return new Promise(() => undefined);
      if (!reply.ok) throw new Failure(reply.error);
      return reply.value as never;
    },
  };
}
