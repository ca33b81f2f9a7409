/**
 * One seed, one run: people and faults for a while, then calm, then rest, then judgement. Everything that happens
 * follows from the seed; the trace's hash says so.
 */
import './quick-axios.ts';

import { INVARIANTS, type Judgement, judge } from './checker.ts';
import type { Cells } from './coverage.ts';
import { createDice, type Dice } from './dice.ts';
import { compareAll, gather, rest } from './ending.ts';
import { type FaultCounts, type FaultRates, swarmed } from './faults.ts';
import { createLives } from './lives.ts';
import { TODAY } from './people/desk.ts';
import { type ActKind, FIRST_ACTS, weightsOf } from './people/index.ts';
import { calmWindow } from './people/office.ts';
import { settleByHand } from './people/reviewing.ts';
import type { Plant } from './plants.ts';
import { takeQuickAxios } from './quick-axios.ts';
import { Endless, turn } from './scheduler.ts';
import { createUndoer } from './undoer.ts';
import type { BookName } from './words.ts';
import { createWorld, furnitureOf, type StoreKind, type World } from './world.ts';

/** What a run is made of besides its seed. */
export type Spec = {
  rates: FaultRates;
  /** Draws for each run which kinds strike, and how often; else all strike at these rates. */
  swarm: boolean;
  plant: Plant | null;
  /** `mixed`: every twentieth seed on SQLite, the others in memory. */
  stores: StoreKind | 'mixed';
  /** What people keep. */
  book: BookName;
  /** Acts of people that are left out, counted from 1: for finding the few that a failure needs. */
  without: readonly number[];
};

/** One seed in so many is run the thorough way. */
const THOROUGH = 20;

export const storesOf = (stores: Spec['stores'], seed: number): StoreKind =>
  stores !== 'mixed' ? stores : seed % THOROUGH === 0 ? 'sqlite' : 'memory';

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

/** Writes of a run that never ends: fifteen times as many as the busiest of ten thousand seeds. */
const MOST_WRITES = 500;

export async function runSeed(options: RunOptions): Promise<RunResult> {
  const stores = storesOf(options.stores ?? 'mixed', options.seed);
  takeQuickAxios(stores === 'memory');
  const dice = createDice(options.seed);
  // What comes with turns of the event loop alone is looked at on SQLite, and in as many of the others.
  const turns = stores === 'sqlite' || options.seed % THOROUGH === 0;
  const rates = options.swarm === true ? swarmed(dice, options.rates) : options.rates;
  const world = createWorld(dice, rates, options.keepTrace ?? false, stores, turns, options.book ?? 'plain');
  world.scheduler.watch(() => {
    const writes = world.movements();
    return writes > MOST_WRITES ? `${writes} writes` : null;
  });
  try {
    return await runIn(world, dice, { ...options, rates });
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
    // What was rejected and never heard is told at a turn of the event loop.
    await turn();
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
  const undoer = createUndoer(world, dice.fork('undo'));
  const acts: RunResult['acts'] = {};
  const without = new Set(options.without ?? []);
  let actNumber = 0;
  const act = async (kind: ActKind): Promise<void> => {
    actNumber += 1;
    if (without.has(actNumber)) return;
    acts[kind] = (acts[kind] ?? 0) + 1;
    world.coverage.begin(kind);
    // The app may take its time, or die over it; nobody waits for that before going on with the day's work.
    if (kind === 'undo') void undoer.undo(lives.current()).catch((error: unknown) => lives.thrown.push(String(error)));
    else await world.people.act(kind);
  };

  // What both books hold when the two meet for the first time.
  const wide = world.book === 'wide';
  for (let n = script.int(0, 8) * (wide ? 2 : 1); n > 0; n--)
    await scheduler.settle(act(script.pick(FIRST_ACTS[world.book])));
  lives.begin();

  for (let n = script.int(4, 24) + (wide ? 8 : 0); n > 0; n--) {
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
    if (world.network.closedUntil !== null && script.chance(0.1)) closeBooks(world, null);
    else if (happens(script, world, options.rates, 'closedBooks')) closeBooks(world, TODAY);
    await scheduler.settle(act(script.weighted(weightsOf(world.book)) as ActKind));
  }
  await scheduler.advance(script.int(0, 300_000));

  note('calm');
  network.calm();
  world.notifier.calm();
  lives.calm();
  // Closed books are open again in the end, or they stay closed and what is dated in them waits.
  if (script.chance(0.7)) closeBooks(world, null);
  const cells = world.coverage.end();
  await lives.living();
  await scheduler.settle(calmWindow(world.people.desk, scheduler.sleep));
  if (world.counts.closedBooks > 0 || (acts.merge ?? 0) > 0) {
    // Open books, and documents that a merge moved, are noticed by the daily comparison; nobody here waits for it.
    await compareAll(world, lives);
  }
  await scheduler.settle(undoer.settle(await lives.living()));
  let rounds = await rest(world, lives);
  // Somebody settles what waits, in most runs; in the others it is left, and must be there.
  const settles = script.chance(0.7);
  for (let visit = 0; visit < 3 && settles && rounds !== null; visit++) {
    await lives.living();
    const window = world.people.desk.window();
    if (window === null || (await scheduler.settle(settleByHand(world.people.desk, window, script))) === 0) break;
    const more = await rest(world, lives);
    rounds = more === null ? null : rounds + more;
  }
  if (options.audit) for (const words of leftovers(world)) note(words);
  const evidence = await gather(world, lives, furniture, rounds !== null, undoer);
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

/** What is not equal in the end as the engine has it, in words for the trace. */
function leftovers({ engineStore: store, sides }: World): string[] {
  const rows: string[] = [];
  for (const entity of sides.entities)
    for (
      let after = 0, page = store.views(entity, after, 300);
      page.length > 0;
      page = store.views(entity, after, 300)
    ) {
      for (const { record } of page) {
        after = record.rid;
        if (record.state === 'equal' && !record.dirty) continue;
        const { title } = record.index;
        const by = record.blockedBy.map((one) => one.id).join(' ');
        const ids = `${record.platformId?.slice(-4) ?? ''}/${record.quickbooksId ?? ''}`;
        const words = [record.state, record.dirty && 'dirty', record.detail, record.error?.code, by && `by ${by}`];
        rows.push(`left ${entity} ${title} [${ids}] ${words.filter(Boolean).join(', ')}`);
        rows.push(...store.openWrites(record.rid).map((row) => `  ${row.side} ${row.request.kind} ${row.state}`));
      }
    }
  const questions = store.reviews({}).map((one) => `asked ${one.title}: ${JSON.stringify(one.detail).slice(0, 200)}`);
  return [...rows, ...questions];
}

/** Longer than a change feed looks back (30 days). */
const AWAY_MS = 40 * 86_400_000;

/** In QuickBooks, by its bookkeeper. */
function closeBooks(world: World, date: string | null): void {
  if (date !== world.network.closedUntil) world.note(date === null ? 'books opened' : `books closed until ${date}`);
  world.company.act({ act: 'close-books', date });
  world.network.closeBooks(date);
}

type Mishap = 'clockJump' | 'offline' | 'away' | 'paused' | 'closedBooks';
function happens(dice: Dice, world: World, rates: FaultRates, kind: Mishap): boolean {
  if (!dice.chance(rates[kind] ?? 0)) return false;
  world.counts[kind] += 1;
  return true;
}
