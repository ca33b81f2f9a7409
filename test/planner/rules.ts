import { toCommon } from '../../main/core/common.ts';
import { isBlank, normalDecimal, sameValue } from '../../main/core/compare.ts';
import type { SideView, Verdict } from '../../main/core/plan-types.ts';
import type { FieldDescriptor, FieldOwner } from '../../shared/entity.ts';
import { type Body, type Json, otherSide, type Side } from '../../shared/primitives.ts';
import { descriptor, type WorldRecord } from '../unit/core/world.ts';
import { type Line, SIDES, type TracedWorld } from './tell.ts';

/** What the planner promises. A violation names one of these. */
export const RULES = {
  ends: 'planning and writing come to an end',
  still: 'planning again finds nothing to do and nothing to store',
  direction: 'a side that may not be written is not written',
  equal: 'what is called equal is equal, but for what the settings keep apart',
  carried: 'an edit made on one side only arrives on the other, or stays where the settings keep it',
  collision: 'two different edits are decided by the strategy; in review they change neither side',
  lines: 'a line added on one side is not lost, and one removed untouched does not come back',
  lives: 'nothing that ended comes back, and nothing ends that nobody ended',
  blank: 'a value becomes blank only when somebody blanked it',
  waits: 'a record that waits for a person, or is over, is left alone on both sides',
  home: 'a record that is on one side only is not changed there',
} as const;
export type Rule = keyof typeof RULES;
export type Violation = { rule: Rule; what: string };

/** A record before anybody edited, after the edits, and what the planner said of it then. */
export type Moment = Record<Side, SideView | null>;
export type Day = {
  before: Moment;
  /** Whether both sides were agreed before the edits. */
  agreed: boolean;
  edited: Moment;
  /** The first verdict after the edits. */
  first: Verdict['kind'];
  pairs: Record<string, string>;
  /** Fields that a side blanked on this day or an earlier one. */
  blanked: Record<Side, Set<string>>;
};

const FIELDS = descriptor.fields.filter((field) => field.derived !== true);
const WHOLE = FIELDS.filter((field) => field.kind !== 'lines');
const LINES = FIELDS.find((field) => field.kind === 'lines') as FieldDescriptor;

const content = (body: Body): string =>
  (body.lines as Line[]).map((line) => `${line.text} ${normalDecimal(line.amount)}`).join(', ');

/** Looks at one record after a run. */
export function judge(world: TracedWorld, record: WorldRecord, day: Day): Violation[] {
  const found: Violation[] = [];
  const broken = (rule: Rule, what: string): void => void found.push({ rule, what });
  const plan = world.plan(record);
  const { verdict } = plan;
  if ('writes' in verdict && verdict.writes.length > 0) broken('still', `another ${verdict.writes[0]?.kind}`);
  world.settle(record, plan);
  if (world.plan(record).settled !== null) broken('still', 'the base changes once more');

  const writes = world.written.filter((one) => one.record === record).map((one) => one.write);
  for (const { side, kind } of writes)
    if (!writable(world, side)) broken('direction', `${kind} in ${side}, direction ${world.policy.direction}`);
  if ((day.first === 'lives' || day.first === 'ended' || day.first === 'notSynced') && writes.length > 0)
    broken('waits', `${day.first}, and yet ${writes[0]?.kind} in ${writes[0]?.side}`);
  judgeLives(record, day, broken);
  judgeBlanks(record, day, broken);
  for (const side of SIDES)
    if (
      day.edited[side] &&
      !day.edited[otherSide(side)] &&
      content(day.edited[side].body) !== content(record[side]!.body)
    )
      broken('home', `lines in ${side}`);

  if (verdict.kind !== 'equal' && verdict.kind !== 'fields') return found;
  if (record.platform?.life !== 'live' || record.quickbooks?.life !== 'live') return found;
  const now = { platform: record.platform.body, quickbooks: common(world, record, record.quickbooks.body) };
  for (const field of FIELDS) judgeField(world, record, day, field, now, verdict, broken);
  if (verdict.kind === 'equal' && day.agreed && free(world, LINES)) judgeLines(record, day, broken);
  return found;
}

type Broken = (rule: Rule, what: string) => void;

const writable = (world: TracedWorld, side: Side): boolean =>
  world.policy.direction !== (side === 'platform' ? 'toQuickbooks' : 'fromQuickbooks');
const ownerOf = (world: TracedWorld, field: FieldDescriptor): FieldOwner =>
  world.policy.fieldOwners[field.name] ?? 'both';
/** Both sides may change the field, and both may be written. */
const free = (world: TracedWorld, field: FieldDescriptor): boolean =>
  world.policy.direction === 'both' && ownerOf(world, field) === 'both';

const common = (world: TracedWorld, record: WorldRecord, body: Body): Body =>
  toCommon(descriptor, 'quickbooks', body, world.links, record.lines);

function judgeField(
  world: TracedWorld,
  record: WorldRecord,
  day: Day,
  field: FieldDescriptor,
  now: Record<Side, Body>,
  verdict: Verdict,
  broken: Broken,
): void {
  const { before, edited } = day;
  if (!edited.platform || !edited.quickbooks) {
    // Made on the other side in this run: whatever may go there went.
    if (verdict.kind === 'equal' && !sameValue(field, now.platform[field.name], now.quickbooks[field.name]))
      broken('equal', `${field.name} of a copy: ${text(now, field)}`);
    return;
  }
  const after: Record<Side, Json> = {
    platform: edited.platform.body[field.name] ?? null,
    quickbooks: common(world, record, edited.quickbooks.body)[field.name] ?? null,
  };
  const was: Record<Side, Json> | null =
    before.platform && before.quickbooks
      ? {
          platform: before.platform.body[field.name] ?? null,
          quickbooks: common(world, record, before.quickbooks.body)[field.name] ?? null,
        }
      : null;
  const owner = ownerOf(world, field);
  const same = sameValue(field, now.platform[field.name], now.quickbooks[field.name]);
  const differ = (a: Json, b: Json): boolean =>
    field.kind === 'lines' ? content({ lines: a }) !== content({ lines: b }) : !sameValue(field, a, b);
  const changed = (side: Side): boolean => was !== null && differ(was[side], after[side]);
  // A line typed in again word for word is another line by its id and the same to a reader: no edit, nor none.
  if (field.kind === 'lines' && SIDES.some((side) => retyped(before, edited, side))) return;
  if (verdict.kind === 'equal' && !same && free(world, field)) broken('equal', `${field.name}: ${text(now, field)}`);
  if (was === null || !day.agreed) return;
  if (
    !same &&
    owner !== 'both' &&
    writable(world, otherSide(owner)) &&
    (changed('platform') || changed('quickbooks'))
  ) {
    if (!isBlank(after[owner]) || changed(owner)) broken('carried', `${field.name} of its owner: ${text(now, field)}`);
  }
  const conflict = verdict.kind === 'fields' && verdict.conflicts.some((one) => one.path.split('/')[0] === field.name);
  if (changed('platform') && changed('quickbooks')) {
    if (!sameValue(field, after.platform, after.quickbooks) && free(world, field) && field.kind !== 'lines')
      collide(world, field, after, now, conflict, broken);
    return;
  }
  if (!changed('platform') && !changed('quickbooks')) return;
  if (conflict) broken('carried', `${field.name} was edited on one side only and is in conflict`);
  const from: Side = changed('platform') ? 'platform' : 'quickbooks';
  const to = otherSide(from);
  const stays = !differ(now[from][field.name] ?? null, after[from]);
  if (owner === to) {
    // The other side owns it: our edit is undone there where it may be, and goes nowhere.
    if (!sameValue(field, now[to][field.name], after[to])) broken('carried', `${field.name} against its owner ${to}`);
  } else if (!stays) broken('carried', `${field.name} was lost in ${from}: ${text(now, field)}`);
  else if (writable(world, to) && !same) broken('carried', `${field.name} from ${from}: ${text(now, field)}`);
  else if (!writable(world, to) && differ(now[to][field.name] ?? null, after[to]))
    broken('carried', `${field.name} changed in ${to}: ${text(now, field)}`);
}

/** Other lines that read the same. */
function retyped(before: Moment, edited: Moment, side: Side): boolean {
  const [was, is] = [before[side]?.body, edited[side]?.body];
  const ids = (body: Body): string => (body.lines as Line[]).map((line) => line.id).join();
  return was !== undefined && is !== undefined && ids(was) !== ids(is) && content(was) === content(is);
}

const text = (now: Record<Side, Body>, field: FieldDescriptor): string =>
  `${JSON.stringify(now.platform[field.name])} here, ${JSON.stringify(now.quickbooks[field.name])} there`;

function collide(
  world: TracedWorld,
  field: FieldDescriptor,
  after: Record<Side, Json>,
  now: Record<Side, Body>,
  conflict: boolean,
  broken: Broken,
): void {
  const { strategy } = world.policy;
  const wanted = (side: Side): Json =>
    strategy === 'review' ? after[side] : after[strategy === 'platformWins' ? 'platform' : 'quickbooks'];
  for (const side of SIDES)
    if (!sameValue(field, now[side][field.name], wanted(side)))
      broken('collision', `${field.name} under ${strategy}: ${text(now, field)}`);
  if (conflict !== (strategy === 'review')) broken('collision', `${field.name}: asked ${conflict} under ${strategy}`);
}

function judgeLives(record: WorldRecord, { edited }: Day, broken: Broken): void {
  const then = { platform: edited.platform?.life ?? null, quickbooks: edited.quickbooks?.life ?? null };
  const live = (side: Side): boolean => then[side] === 'live' || then[side] === null;
  for (const side of SIDES) {
    const now = record[side]?.life ?? 'live';
    if (live('platform') && live('quickbooks') && now !== 'live') broken('lives', `${now} in ${side}, live before`);
    if ((then[side] === 'deleted' || then[side] === 'void') && now !== then[side])
      broken('lives', `${then[side]} in ${side}, ${now} after`);
  }
  if (then.quickbooks === 'deleted' && then.platform === 'live' && record.platform?.life !== 'live')
    broken('lives', 'a deletion in QuickBooks removed the platform’s record by itself');
}

function judgeBlanks(record: WorldRecord, { edited, blanked }: Day, broken: Broken): void {
  for (const side of SIDES) {
    const then = edited[side]?.body;
    const now = record[side]?.body;
    if (!then || !now) continue;
    for (const { name } of WHOLE)
      if (isBlank(now[name]) && !isBlank(then[name]) && !blanked[otherSide(side)].has(name))
        broken('blank', `${name} in ${side}: was ${JSON.stringify(then[name])}`);
  }
}

/** Whether two lines say the same: "1" and "1.00" are one amount. */
const same = (one: Line, other: Line): boolean =>
  one.text === other.text && normalDecimal(one.amount) === normalDecimal(other.amount);

/**
 * Lines that one side added. A line that was taken out and typed in again word for word is not new: equal content is the
 * same line, and the other side's removal of it stands.
 */
function added(was: Body, now: Body): Line[] {
  const before = was.lines as Line[];
  const after = now.lines as Line[];
  const gone = before.filter((line) => !after.some((one) => one.id === line.id));
  return after.filter((line) => {
    if (before.some((one) => one.id === line.id)) return false;
    const retyped = gone.findIndex((one) => same(one, line));
    if (retyped >= 0) gone.splice(retyped, 1);
    return retyped < 0;
  });
}

function judgeLines(record: WorldRecord, { before, edited, pairs }: Day, broken: Broken): void {
  if (!before.platform || !before.quickbooks || !edited.platform || !edited.quickbooks) return;
  const platform = record.platform!.body;
  if (content(platform) !== content(record.quickbooks!.body))
    broken('lines', `${content(platform)} here, ${content(record.quickbooks!.body)} there`);
  const now = platform.lines as Line[];
  for (const side of SIDES)
    for (const line of added(before[side]!.body, edited[side]!.body))
      if (!now.some((one) => one.text === line.text)) broken('lines', `"${line.text}", added in ${side}, is lost`);
  const untouched = (side: Side, id: string | undefined): boolean => {
    const was = (before[side]!.body.lines as Line[]).find((one) => one.id === id);
    const is = (edited[side]!.body.lines as Line[]).find((one) => one.id === id);
    return was !== undefined && is !== undefined && same(was, is);
  };
  for (const line of before.platform.body.lines as Line[]) {
    const gone = !(edited.platform.body.lines as Line[]).some((one) => one.id === line.id);
    if (gone && untouched('quickbooks', pairs[line.id]) && now.some((one) => one.id === line.id))
      broken('lines', `"${line.text}", removed here and untouched there, came back`);
  }
}
