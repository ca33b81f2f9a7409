/** The lives of the app in one run: starts, crashes, pauses, long absences, and the setting up of a new book. */
import { Failure } from '../../shared/errors.ts';
import type { Dice } from './dice.ts';
import { type App, createApp } from './life.ts';
import { Crash, type Reaper } from './mortal.ts';
import { latestPolicy } from './policies.ts';
import type { RunOptions } from './run.ts';
import type { Life } from './scheduler.ts';
import { CREW } from './words.ts';
import type { World } from './world.ts';

/** The app from start to crash to start again. */
export function createLives(world: World, dice: Dice, options: RunOptions) {
  const { scheduler, note } = world;
  const doom = dice.fork('crashes');
  const crashRate = options.rates.crash ?? 0;
  const thrown: string[] = [];
  let app: App | null = null;
  let number = 0;
  let calm = false;

  const begin = (): void => {
    number += 1;
    const life: Life = { alive: true, number };
    const reaper: Reaper = {
      strike: (where) => {
        if (calm || !life.alive || !doom.chance(crashRate)) return false;
        world.counts.crash += 1;
        note(`crash ${where}`);
        life.alive = false;
        scheduler.after(doom.int(500, 120_000), begin);
        return true;
      },
    };
    note(`start ${number}`);
    const made = createApp({
      life,
      reaper,
      scheduler,
      clock: world.clock,
      dice: dice.fork(`life ${number}`),
      entities: world.entities,
      store: options.audit ? audited(world) : world.engineStore,
      workspace: world.workspace,
      network: world.network,
      contents: world.contents,
      keychain: world.keychain,
      meter: world.meter,
      realmId: world.company.realmId,
      plant: options.plant ?? null,
    });
    app = made;
    made
      .start()
      .then(() => goLive(made, world))
      .catch((error: unknown) => {
        if (!(error instanceof Crash) && life.alive) thrown.push(String(error instanceof Error ? error.stack : error));
      });
  };

  world.atEnd(() => {
    if (app) app.life.alive = false;
  });
  const current = (): App | null => (app?.life.alive === true ? app : null);
  world.connect(current);
  return {
    /** The app, if it lives at this moment. */
    current,
    begin,
    thrown,
    calm: (): void => {
      calm = true;
    },
    /** The app is closed, and opened again so much later. */
    away: (ms: number): void => {
      if (app?.life.alive !== true) return;
      note(`away for ${ms / 86_400_000} days`);
      app.life.alive = false;
      scheduler.after(ms, begin);
    },
    pause: (): void => {
      note('person pauses');
      app?.call('sync.pause', { until: null }).catch(tolerate);
    },
    resume: (): void => {
      app?.call('sync.resume', {}).catch(tolerate);
    },
    /** The app, once it lives (it may be down at this moment, and starts again by itself). */
    living: async (): Promise<App> => {
      const lives = (): boolean => app?.life.alive === true;
      if (!(await scheduler.runUntil(lives)) || app === null) throw new Error('The app did not start again.');
      return app;
    },
  };
}

/** The engine's memory, telling the trace what goes into the audit. */
const audited = ({ engineStore, note }: World): World['engineStore'] => ({
  ...engineStore,
  appendAudit: (entry) => {
    note(
      `audit ${entry.title ?? '-'} [${entry.platformId?.slice(-4) ?? ''}/${entry.quickbooksId ?? ''}] ${entry.what}${entry.changes.map((one) => ` ${one.field}: ${JSON.stringify(one.before)} -> ${JSON.stringify(one.after)}`).join(',')}`,
    );
    return engineStore.appendAudit(entry);
  },
});

export type Lives = ReturnType<typeof createLives>;

/** Sets up a new book the way a person does: accounts, strategies, preview, apply. Tries again until it is done. */
async function goLive(app: App, world: World): Promise<void> {
  const timers = world.scheduler.timers(app.life);
  for (;;) {
    const problem = await setUp(app, world).catch((error: unknown) => {
      if (error instanceof Failure) return error.error;
      throw error;
    });
    if (problem === null) return;
    world.note(`setting up failed: ${problem.code}`);
    await timers.sleep(20_000);
  }
}

async function setUp(app: App, world: World): Promise<null> {
  const status = await app.call('app.status', {});
  if (status.stage === 'live') return null;
  const { options, lists } = await app.call('mappings.get', {});
  if (lists.defaultIncomeAccount === null) {
    const account = options.incomeAccounts[0]?.id ?? null;
    if (account !== null) await app.call('mappings.setLists', { defaultIncomeAccount: account });
  }
  // Money given back leaves the account that payments are brought to.
  const bank = options.depositAccounts[0]?.id;
  if (world.book === 'wide' && lists.depositAccount === null && bank !== undefined)
    await app.call('mappings.setLists', { depositAccount: bank });
  if (lists.customFields.length === 0) {
    const quickbooks = { sales: CREW.definition, purchase: null };
    const crew = { key: CREW.key, name: 'Crew', type: 'text' as const, choices: [], entities: ['invoice'], quickbooks };
    await app.call('mappings.setLists', { customFields: [crew] });
  }
  for (const [entity, history] of Object.entries(world.policies)) {
    // What somebody chose before setting up ended stands.
    const { strategy } = latestPolicy(history);
    await app.call('mappings.setEntity', { entity, policy: { strategy } });
  }
  const plan = await app.call('sync.preview', {});
  await app.call('sync.apply', { planId: plan.planId, hash: plan.hash, confirmWarning: true });
  world.note(`applied a plan of ${plan.actionable}`);
  return null;
}

/** An error that was told is an answer; anything else is a fault. */
export const tolerate = (error: unknown): void => {
  if (!(error instanceof Failure)) throw error;
};
