/**
 * One seed, one run: people and faults for a while, then calm, then rest, then judgement. Everything that happens
 * follows from the seed; the trace's hash says so.
 */
import './quick-axios.ts';

import { Failure } from '../../shared/errors.ts';
import { type Evidence, type Excuse, INVARIANTS, type Judgement, judge } from './checker.ts';
import type { Cells } from './coverage.ts';
import { createDice, type Dice } from './dice.ts';
import type { FaultCounts, FaultRates } from './faults.ts';
import { type App, createApp } from './life.ts';
import { Crash, type Reaper } from './mortal.ts';
import { ACT_WEIGHTS, type ActKind, TODAY } from './people.ts';
import type { Plant } from './plants.ts';
import { takeQuickAxios } from './quick-axios.ts';
import { settleByHand } from './reviewer.ts';
import { Endless, type Life } from './scheduler.ts';
import { snapshot } from './sides.ts';
import { createWorld, furnitureOf, type StoreKind, type World } from './world.ts';

/** What a run is made of besides its seed. */
export type Spec = {
  rates: FaultRates;
  plant: Plant | null;
  /** `mixed`: every twentieth seed on SQLite, the others in memory. */
  stores: StoreKind | 'mixed';
  /** Acts of people that are left out, counted from 1: for finding the few that a failure needs. */
  without: readonly number[];
};

export const storesOf = (stores: Spec['stores'], seed: number): StoreKind =>
  stores !== 'mixed' ? stores : seed % 20 === 0 ? 'sqlite' : 'memory';

export type RunOptions = Partial<Spec> & {
  seed: number;
  rates: FaultRates;
  keepTrace?: boolean;
  /** Adds the engine's own audit to the trace, as it writes it. */
  audit?: boolean;
};

export type RunResult = Judgement & {
  seed: number;
  hash: string;
  steps: number;
  lines: readonly string[];
  faults: FaultCounts;
  acts: Partial<Record<ActKind, number>>;
  edits: number;
  /** Rounds of the loop that brings the engine to rest; null when it never came. */
  rounds: number | null;
  excuses: Record<string, number>;
  cells: Cells;
  /** Acts there were, those left out among them. */
  actCount: number;
};

/** A run comes to rest within so many rounds of ten virtual minutes: an hour's clock jump and every back-off fit in. */
const MOST_ROUNDS = 40;
const ROUND_MS = 600_000;

/** Writes of a run that never ends: fifteen times as many as the busiest of ten thousand seeds. */
const MOST_WRITES = 500;

export async function runSeed(options: RunOptions): Promise<RunResult> {
  const stores = storesOf(options.stores ?? 'mixed', options.seed);
  takeQuickAxios(stores === 'memory');
  const dice = createDice(options.seed);
  const world = createWorld(dice, options.rates, options.keepTrace ?? false, stores);
  world.scheduler.watch(() => {
    const writes = world.movements();
    return writes > MOST_WRITES ? `${writes} writes` : null;
  });
  try {
    return await runIn(world, dice, options);
  } catch (error) {
    // A run that breaks off is a failure with a trace like any other.
    const what =
      error instanceof Endless
        ? `it goes in circles: ${error.message}`
        : `the run broke off: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
    world.note(`VIOLATION terminates: ${what}`);
    const checked = Object.fromEntries(Object.keys(INVARIANTS).map((name) => [name, 0])) as Judgement['checked'];
    return {
      ...summary(world, options),
      violations: [{ invariant: 'terminates', what }],
      checked,
      acts: {},
      rounds: null,
      excuses: {},
      cells: world.coverage.end(),
      actCount: 0,
    };
  } finally {
    world.close();
  }
}

const summary = (world: World, options: RunOptions) => ({
  seed: options.seed,
  hash: world.trace.hash(),
  steps: world.scheduler.events,
  lines: world.trace.lines,
  faults: world.counts,
  edits: world.ledger.count,
});

async function runIn(world: World, dice: Dice, options: RunOptions): Promise<RunResult> {
  const { scheduler, note, network } = world;
  const furniture = furnitureOf(world.sides);
  const script = dice.fork('script');
  const lives = createLives(world, dice, options);
  const acts: RunResult['acts'] = {};
  const without = new Set(options.without ?? []);
  let actNumber = 0;
  const act = async (kind: ActKind): Promise<void> => {
    actNumber += 1;
    if (without.has(actNumber)) return;
    acts[kind] = (acts[kind] ?? 0) + 1;
    world.coverage.begin(kind);
    await world.people.act(kind);
  };

  // What both books hold when the two meet for the first time.
  for (let n = script.int(0, 8); n > 0; n--)
    await scheduler.settle(act(script.pick(['createCustomer', 'createItem', 'createInvoice', 'twin', 'pay'] as const)));
  lives.begin();

  for (let n = script.int(4, 24); n > 0; n--) {
    await scheduler.advance(script.chance(0.5) ? script.int(10, 5_000) : script.int(5_000, 900_000));
    if (happens(script, world, options.rates, 'clockJump')) {
      const ms = script.int(-3_600_000, 3_600_000);
      note(`clock jumps by ${ms} ms`);
      world.jumpClock(ms);
    }
    if (happens(script, world, options.rates, 'offline')) {
      const ms = script.int(60_000, 7_200_000);
      note(`offline for ${ms} ms`);
      network.offline(ms);
    }
    if (happens(script, world, options.rates, 'away')) lives.away(AWAY_MS);
    if (happens(script, world, options.rates, 'paused')) lives.pause();
    else if (script.chance(0.3)) lives.resume();
    if (happens(script, world, options.rates, 'closedBooks')) closeBooks(world, TODAY);
    await scheduler.settle(act(script.weighted(ACT_WEIGHTS)));
  }
  await scheduler.advance(script.int(0, 300_000));

  note('calm');
  network.calm();
  lives.calm();
  closeBooks(world, null);
  const cells = world.coverage.end();
  if (world.counts.closedBooks > 0) {
    // Open books are noticed by the daily comparison; a person who opened them does not wait for it.
    const app = await lives.living();
    await scheduler.settle(app.call('sync.resume', {}));
    await scheduler.settle(app.call('sync.compare', {}).catch(tolerate));
  }
  let rounds = await rest(world, lives);
  // Somebody settles what waits, in most runs; in the others it is left, and must be there.
  const settles = script.chance(0.7);
  for (let visit = 0; visit < 3 && settles && rounds !== null; visit++) {
    const app = await lives.living();
    if ((await scheduler.settle(settleByHand(app, world, script))) === 0) break;
    const more = await rest(world, lives);
    rounds = more === null ? null : rounds + more;
  }
  const evidence = await gather(world, lives, furniture, rounds !== null);
  const judgement = judge(evidence);
  for (const one of judgement.violations) note(`VIOLATION ${one.invariant}: ${one.what}`);
  for (const thrown of lives.thrown)
    judgement.violations.push({ invariant: 'terminates', what: `the engine threw: ${thrown}` });
  const excuses: Record<string, number> = {};
  for (const excuse of evidence.excuses) excuses[excuse.cause] = (excuses[excuse.cause] ?? 0) + 1;
  return {
    ...summary(world, options),
    ...judgement,
    acts,
    rounds,
    excuses,
    cells,
    actCount: actNumber,
  };
}

/** Longer than a change feed looks back (30 days). */
const AWAY_MS = 40 * 86_400_000;

/** In QuickBooks, by its bookkeeper. */
function closeBooks(world: World, date: string | null): void {
  if (date !== null) world.note(`books closed until ${date}`);
  world.company.act({ act: 'close-books', date });
  world.network.closeBooks(date);
}

type Mishap = 'clockJump' | 'offline' | 'away' | 'paused' | 'closedBooks';
function happens(dice: Dice, world: World, rates: FaultRates, kind: Mishap): boolean {
  if (!dice.chance(rates[kind] ?? 0)) return false;
  world.counts[kind] += 1;
  return true;
}

/** The app from start to crash to start again. */
function createLives(world: World, dice: Dice, options: RunOptions) {
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
      keychain: world.keychain,
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
  return {
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
      `audit ${entry.title ?? '-'} [${entry.platformId?.slice(-4) ?? ''}/${entry.quickbooksId ?? ''}] ${entry.what}`,
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
  for (const [entity, strategy] of Object.entries(world.strategies))
    await app.call('mappings.setEntity', { entity, policy: { strategy } });
  const plan = await app.call('sync.preview', {});
  await app.call('sync.apply', { planId: plan.planId, hash: plan.hash, confirmWarning: true });
  world.note(`applied a plan of ${plan.actionable}`);
  return null;
}

/** Lets the engine work until nothing moves for two rounds. Answers how many rounds it took, or null. */
async function rest(world: World, lives: Lives): Promise<number | null> {
  let quiet = 0;
  for (let round = 1; round <= MOST_ROUNDS; round++) {
    const app = await lives.living();
    const before = world.movements();
    const read = await world.scheduler.settle(syncNow(app, world));
    await world.scheduler.advance(ROUND_MS);
    const status = await world.scheduler.settle(app.call('app.status', {}));
    const moved = world.movements() !== before;
    world.note(
      `round ${round}: ${moved ? 'moved' : 'quiet'}, ${status.health.state}, waiting ${status.counts.waiting}`,
    );
    quiet = !read || moved || status.counts.waiting > 0 || status.stage !== 'live' ? 0 : quiet + 1;
    if (quiet === 2) return round;
  }
  return null;
}

/**
 * What a person does who wants it done: sync now, and let a stopped mass change go on. Answers whether both sides could
 * be read: a quiet engine that sees nothing is not at rest.
 */
async function syncNow(app: App, world: World): Promise<boolean> {
  try {
    await app.call('sync.resume', {});
    const { rows } = await app.call('review.list', { kind: 'brake' });
    if (rows.length > 0) await app.call('sync.confirmBrake', {});
    await app.call('sync.now', {});
    return true;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    world.note(`sync now: ${error.error.code}`);
    return false;
  }
}

/** Looks at the end: a further run and a full comparison, a plan of what is left, and what waits for a person. */
async function gather(world: World, lives: Lives, furniture: Set<string>, rested: boolean): Promise<Evidence> {
  const { scheduler } = world;
  const app = await lives.living();
  let echo: Evidence['rest'] = null;
  if (rested) {
    const before = world.movements();
    await scheduler.settle(syncNow(app, world));
    await scheduler.advance(ROUND_MS);
    await scheduler.settle(app.call('sync.compare', {}).catch(tolerate));
    await scheduler.advance(ROUND_MS);
    const echoWrites = world.movements() - before;
    echo = { echoWrites, plannedActions: await scheduler.settle(leftToDo(app)) };
  }
  const excuses = await scheduler.settle(excusesOf(app));
  if (echo) {
    // What was refused would be tried again by a plan; it waits for a person all the same.
    const waiting = new Set(excuses.map((one) => `${one.entity}/${one.key}`));
    echo.plannedActions = echo.plannedActions.filter((what) => !waiting.has(what.split(' ')[1] ?? ''));
  }
  return {
    ledger: world.ledger,
    end: snapshot(world.sides),
    strategies: world.strategies,
    excuses,
    furniture,
    misusedRefreshes: world.network.misusedRefreshes,
    closedWrites: world.network.closedWrites,
    rest: echo,
  };
}

const tolerate = (error: unknown): void => {
  if (!(error instanceof Failure)) throw error;
};

/** What a fresh plan would still do, besides what waits for a person anyway. */
async function leftToDo(app: App): Promise<string[]> {
  const plan = await app.call('sync.preview', {});
  const { items } = await app.call('plan.items', { planId: plan.planId, limit: 500 });
  return items
    .filter((item) => item.action !== 'review' && item.action !== 'refuse')
    .map((item) => `${item.action} ${item.entity}/${item.platformId ?? `qb:${item.quickbooksId}`} ${item.title}`);
}

async function excusesOf(app: App): Promise<Excuse[]> {
  const reviews = await app.call('review.list', {});
  const problems = await app.call('problems.list', {});
  const out: Excuse[] = [];
  for (const row of reviews.rows)
    if (row.key !== null) out.push({ entity: row.entity, key: row.key, kind: 'review', cause: row.kind });
  for (const group of problems.groups)
    for (const problem of group.problems) {
      if (problem.key !== null)
        out.push({ entity: problem.entity, key: problem.key, kind: 'problem', cause: problem.error.code });
      for (const blocked of problem.blocks)
        out.push({ entity: blocked.entity, key: blocked.key, kind: 'problem', cause: 'sync.blocked' });
    }
  return out;
}
