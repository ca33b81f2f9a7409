import { isBlank } from '../../main/core/compare.ts';
import type { Verdict } from '../../main/core/plan-types.ts';
import type { Body, Side } from '../../shared/primitives.ts';
import { descriptor, type WorldRecord } from '../unit/core/world.ts';
import { type Day, judge, type Moment, type Violation } from './rules.ts';
import { type Story, storyOf } from './story.ts';
import { act, begin, SIDES, shuffler, type TracedWorld } from './tell.ts';

/** Ranks of references, merges and lives need a few rounds; Dropbox cuts its planner off at 200. */
const MOST_ROUNDS = 40;

/** What was gone through, so that one sees what the seeds reach. */
export type Tally = {
  seeds: number;
  plans: number;
  writes: number;
  edits: number;
  mostRounds: number;
  /** How the records stood at the end of a run. */
  ends: Partial<Record<Verdict['kind'], number>>;
};

export const emptyTally = (): Tally => ({ seeds: 0, plans: 0, writes: 0, edits: 0, mostRounds: 0, ends: {} });

export function addTally(total: Tally, more: Tally): void {
  total.seeds += more.seeds;
  total.plans += more.plans;
  total.writes += more.writes;
  total.edits += more.edits;
  total.mostRounds = Math.max(total.mostRounds, more.mostRounds);
  for (const [kind, count] of Object.entries(more.ends) as [Verdict['kind'], number][])
    total.ends[kind] = (total.ends[kind] ?? 0) + count;
}

const moment = ({ platform, quickbooks }: WorldRecord): Moment => ({ platform, quickbooks });

type Mischief = (body: Body) => Body;

/** Tells a story and answers what the planner broke. `mischief` plants a fault, to show that it is found. */
export function runStory(story: Story, tally: Tally = emptyTally(), mischief: Mischief | null = null): Violation[] {
  try {
    return tellDays(story, tally, mischief);
  } catch (error) {
    return [{ rule: 'ends', what: error instanceof Error ? error.message : String(error) }];
  }
}

export const runSeed = (seed: number, tally?: Tally): Violation[] => runStory(storyOf(seed), tally);

function tellDays(story: Story, tally: Tally, mischief: Mischief | null): Violation[] {
  const { world, made } = begin(story);
  world.mischief = mischief;
  tally.seeds++;
  const blanked = new Map(
    made.map((record) => [record, { platform: new Set<string>(), quickbooks: new Set<string>() }]),
  );
  const shuffle = shuffler(story.order);
  for (const edits of story.days) {
    const before = new Map(made.map((record) => [record, { at: moment(record), agreed: agreed(world, record) }]));
    for (const one of edits) {
      act(world, made, one);
      tally.edits++;
    }
    world.written = [];
    const days = new Map<WorldRecord, Day>();
    for (const record of made) {
      const { at, agreed } = before.get(record)!;
      note(blanked.get(record)!, at, moment(record));
      days.set(record, {
        before: at,
        agreed,
        edited: moment(record),
        first: world.plan(record).verdict.kind,
        pairs: record.lines,
        blanked: blanked.get(record)!,
      });
    }
    const rounds = world.run(shuffle, MOST_ROUNDS);
    tally.mostRounds = Math.max(tally.mostRounds, rounds);
    tally.plans += (rounds + 1) * made.length;
    tally.writes += world.written.length;
    for (const record of made) {
      const found = judge(world, record, days.get(record)!);
      if (found.length > 0) return found;
      const { kind } = world.plan(record).verdict;
      tally.ends[kind] = (tally.ends[kind] ?? 0) + 1;
    }
  }
  return [];
}

/** Both sides there, alive, and nothing between them. */
function agreed(world: TracedWorld, record: WorldRecord): boolean {
  if (!record.platform || !record.quickbooks) return false;
  const { verdict, settled } = world.plan(record);
  return verdict.kind === 'equal' && settled === null;
}

function note(blanked: Record<Side, Set<string>>, before: Moment, after: Moment): void {
  for (const side of SIDES)
    for (const { name } of descriptor.fields)
      if (isBlank(after[side]?.body[name]) && !isBlank(before[side]?.body[name])) blanked[side].add(name);
}
