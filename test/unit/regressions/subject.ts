import { createEntityRegistry } from '../../../main/entities/index.ts';
import type { Body } from '../../../shared/primitives.ts';
import { type FakeApp, FakeTime, fakeApp, settle } from '../../support/fakes/app.ts';
import { Death } from '../../support/fakes/mortal.ts';
import { FakeSide } from '../../support/fakes/side.ts';
import { createWorld, type World } from '../connectors/quickbooks/support.ts';

/**
 * A sync between a platform in memory and the pure company, as a situation sees it: the naive one and ours are put through
 * the same words.
 */
export type Subject = {
  world: World;
  platform: FakeSide;
  /** First contact: everything that is on one side comes to the other. */
  start(): Promise<void>;
  /** Somebody asks for a sync; it may fail. */
  sync(): Promise<void>;
  /** Time passes, and what the sync does by itself until then is done. */
  wait(ms: number): Promise<void>;
  /** The process ends in the middle of what it does, here and now. */
  die(): void;
  /** It is started again, with nothing but what it had stored. */
  restart(): Promise<void>;
  /** Whether it takes the record for the same on both sides. */
  claimsEqual(entity: string, platformId: string): boolean;
  /** A person wants a record that ended in QuickBooks to be made there once more. */
  makeAgain(entity: string, platformId: string): Promise<void>;
};

export const registry = createEntityRegistry();

/** Time of the engine and of the company are one. */
function sharedTime(world: World): FakeTime {
  const time = new FakeTime();
  Object.defineProperty(time, 'now', {
    get: () => world.clock.now(),
    set: (at: number) => world.forward(Math.max(0, at - world.clock.now())),
  });
  return time;
}

/** The product: the whole engine, its SQLite store and its QuickBooks connector. */
export async function ours(): Promise<Subject> {
  const world = createWorld();
  const time = sharedTime(world);
  const platform = new FakeSide('platform', registry);
  const quickbooks = Object.assign(new FakeSide('quickbooks', registry), { connector: () => world.connector });
  let death = new Death(Number.POSITIVE_INFINITY, false);
  let app: FakeApp | null = null;
  const running = (): FakeApp => {
    if (!app) throw new Error('not started yet');
    return app;
  };
  /** The limiter and the connector take turns of their own: a request is over once nothing is left to do. */
  const rest = async (): Promise<void> => {
    for (let i = 0; i < 3; i++) await settle();
  };
  return {
    world,
    platform,
    async start() {
      app = await fakeApp({ death, parts: { time, platform, quickbooks } });
      await rest();
      await app.goLive();
      // The brake on mass change has tests of its own; a thousand payments are what a situation here needs.
      await app.call('settings.set', { brake: { maxRemovals: 10_000, maxShare: 1, maxCreates: 10_000 } });
      await rest();
    },
    async sync() {
      await Promise.race([
        running()
          .call('sync.now')
          .catch(() => undefined),
        untilDead(death),
      ]);
      await rest();
    },
    async wait(ms) {
      await time.pass(ms);
      await rest();
    },
    die() {
      death.dead = true;
    },
    async restart() {
      death = new Death(Number.POSITIVE_INFINITY, false);
      app = await running().restart(death);
      await rest();
    },
    claimsEqual: (entity, platformId) => running().store.recordOf(entity, 'platform', platformId)?.state === 'equal',
    async makeAgain() {
      const { call } = running();
      const { rows } = await call('review.list', {});
      const [review] = rows;
      if (!review) throw new Error('nothing is asked');
      const { revision } = await call('review.get', { id: review.id });
      await call('review.act', { id: review.id, revision, act: 'recreate' });
      await rest();
    },
  };
}

/** A dead engine answers nobody. */
async function untilDead(death: Death): Promise<void> {
  while (!death.dead) await new Promise((resolve) => setImmediate(resolve));
}

/** A record as a person enters it in the platform; answers its id. */
export const enter = (subject: Subject, entity: string, body: Body): string => subject.platform.add(entity, body).id;

/** What a person does in QuickBooks' own screens; answers the record's id. */
export function inQuickbooks(subject: Subject, act: Parameters<World['company']['act']>[0]): string {
  const answer = subject.world.company.act(act);
  if (answer.status !== 200) throw new Error(answer.body);
  const record = Object.values(JSON.parse(answer.body) as Record<string, { Id?: string }>).find((one) => one.Id);
  return record?.Id ?? '';
}

type Row = { id: string; body: Record<string, unknown> };
/** Living rows of the company. */
export const inCompany = (subject: Subject, entity: string): Row[] =>
  subject.world.company.rows(entity).filter((row) => !row.deleted) as unknown as Row[];
