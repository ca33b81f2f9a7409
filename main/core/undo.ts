import type { EntityDescriptor, FieldDescriptor, Life, RemovalMode } from '../../shared/entity.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import type { EntityPolicy } from '../../shared/policy.ts';
import { type Body, type Json, otherSide, type Side } from '../../shared/primitives.ts';
import { type LineMap, type Links, quickbooksIdOf, refreshCommon } from './common.ts';
import { type Line, linesOf, sameLine, sameValue } from './compare.ts';
import type { Base } from './merge.ts';
import type { SideView } from './plan-types.ts';
import { fieldRule, writableSides } from './rules.ts';
import type { FieldChange } from './types.ts';

/**
 * Undoing what was written: from actions of the log to what a person wants back, or what stands in the way. A field goes
 * back on both sides, because a value put back on one alone is an edit that the other overwrites or takes over.
 */

/** What a confirmed write did, as the log keeps it: a removal is told by its mode. */
export type AuditAct = 'create' | 'update' | 'restore' | RemovalMode;

/** One confirmed write of the log, with its values in common form. */
export type UndoAction = { side: Side; act: AuditAct; changes: FieldChange[] };

/** A field to put back, with what stood there when that was decided: what somebody types since is not overwritten. */
export type UndoField = { field: string; value: Json; sides: Side[]; from: Record<Side, Json> };

/**
 * What a person wants back for one record. Part of its decision, so it is planned again until it is done, whatever ends
 * the app meanwhile.
 */
export type UndoWish = {
  /** The undo it belongs to: the id of its run. */
  id: string;
  fields: UndoField[];
  /** The life each side is to have, with the one it had; null where it stays. */
  lives: Record<Side, { from: Life; to: Life } | null>;
  /** The side whose record is taken back: once gone it stays so, and the record is left out. */
  out: Side | null;
  /** Put back. Kept only for a record that is left out. */
  done: boolean;
  /** Sides whose fields were written; from then on they are like any edit, and are never written for this wish again. */
  sent?: Side[];
  /** Fields of which QuickBooks keeps its own value, by their labels. */
  kept?: string[];
  /** It is made anew on the side where it had been taken back. */
  again?: boolean;
};

/** Whether a wish still asks for something: a record that is only left out waits for nothing. */
export const isOpen = (wish: UndoWish | null | undefined): wish is UndoWish => wish != null && !wish.done;

/** Why one record cannot be undone: the values of its sentence, but for the record's title. */
export type UndoObstacle = { code: ErrorCode; values: Record<string, string>; side?: Side };

export type UndoVerdict =
  /** Everything is as it was before. */
  | { kind: 'nothing' }
  | { kind: 'obstacle'; obstacle: UndoObstacle }
  | { kind: 'wish'; wish: Omit<UndoWish, 'id'> }
  /** Its creation was undone by a deletion or a void, which cannot be brought back: it is made anew on this side. */
  | { kind: 'again'; side: Side };

export type UndoInput = {
  descriptor: EntityDescriptor;
  policy: EntityPolicy;
  /** Both in common form; null where a side has no such record. */
  platform: SideView | null;
  quickbooks: SideView | null;
  base: Base | null;
  /** An undo of before that left the record out. */
  leftOut: UndoWish | null;
  /** Oldest first. */
  actions: UndoAction[];
};

const SIDES = ['platform', 'quickbooks'] as const;
const finished = (life: Life): boolean => life === 'deleted' || life === 'void';
const LIFE_AFTER: Record<RemovalMode, Life> = { delete: 'deleted', void: 'void', deactivate: 'inactive' };
const isRemoval = (act: AuditAct): act is RemovalMode => act in LIFE_AFTER;

/** How a record that was only made here is taken back: what comes nearest to never having been. */
export const takingBack = (descriptor: EntityDescriptor): RemovalMode =>
  (['delete', 'void', 'deactivate'] as const).find((mode) => descriptor.removals.includes(mode)) ?? 'delete';

/** Two values of a field that say the same; lines by content and order, because their ids are each side's own. */
export function sameContent(field: FieldDescriptor, a: Json, b: Json): boolean {
  if (field.kind !== 'lines') return sameValue(field, a, b);
  const [left, right] = [linesOf(a), linesOf(b)];
  return left.length === right.length && left.every((line, index) => sameLine(field, line, right[index] ?? { id: '' }));
}

/** Decides what undoing these actions of one record asks for. Total and pure. */
export function decideUndo(input: UndoInput): UndoVerdict {
  for (const side of SIDES) {
    if (!input[side]) return { kind: 'obstacle', obstacle: { code: 'undo.gone', values: {}, side } };
  }
  const made = input.actions.find(({ act }) => act === 'create');
  return made ? takeBack(input, made.side) : putBack(input);
}

/** The record was made by one of the actions: it goes again. What the other side took over from it goes back too. */
function takeBack(input: UndoInput, side: Side): UndoVerdict {
  const view = input[side];
  const origin = input[otherSide(side)];
  if (view?.life !== 'live') {
    const ended = !view || finished(view.life) || input.leftOut?.out === side;
    return ended ? { kind: 'nothing' } : changed('its state', side);
  }
  // Nobody else made anything of it meanwhile.
  for (const [field, at] of chains(input)) {
    const last = at[side];
    if (last && !holds(input, field, side, last.after)) return changed(field.label.toLowerCase(), side);
  }
  if (!writableSides(input.policy)[side]) return forbidden('it', side);
  const to = LIFE_AFTER[takingBack(input.descriptor)];
  const lives = { platform: null, quickbooks: null, [side]: { from: view.life, to } } as UndoWish['lives'];
  const other = otherSide(side);
  const fields = origin?.life === 'live' ? fieldsBack(input, [other]) : { fields: [] };
  if ('obstacle' in fields) return { kind: 'obstacle', obstacle: fields.obstacle };
  return { kind: 'wish', wish: { fields: fields.fields, lives, out: side, done: false } };
}

function putBack(input: UndoInput): UndoVerdict {
  const back = livesBack(input);
  if ('verdict' in back) return back.verdict;
  const { lives } = back;
  const wanted = (side: Side): Life | undefined => lives[side]?.to ?? input[side]?.life;
  const touches = input.actions.some(({ act }) => act === 'update');
  if (touches) {
    for (const side of SIDES) {
      if (wanted(side) === undefined || finished(wanted(side) ?? 'live'))
        return { kind: 'obstacle', obstacle: { code: 'undo.gone', values: {}, side } };
    }
  }
  const fields = touches ? fieldsBack(input, SIDES) : { fields: [] };
  if ('obstacle' in fields) return { kind: 'obstacle', obstacle: fields.obstacle };
  if (fields.fields.length === 0 && lives.platform === null && lives.quickbooks === null) return { kind: 'nothing' };
  return { kind: 'wish', wish: { fields: fields.fields, lives, out: null, done: false } };
}

const changed = (what: string, side: Side): UndoVerdict => ({
  kind: 'obstacle',
  obstacle: { code: 'undo.changedSince', values: { what }, side },
});

const forbidden = (what: string, side: Side): UndoVerdict => ({
  kind: 'obstacle',
  obstacle: { code: 'undo.notAllowed', values: { what }, side },
});

/** The lives wanted back on both sides, or what stands in the way. */
function livesBack(input: UndoInput): { lives: UndoWish['lives'] } | { verdict: UndoVerdict } {
  const lives: UndoWish['lives'] = { platform: null, quickbooks: null };
  for (const side of SIDES) {
    const acts = input.actions.filter(({ side: at, act }) => at === side && (isRemoval(act) || act === 'restore'));
    const last = acts.at(-1)?.act;
    const first = acts[0];
    const view = input[side];
    if (first === undefined || last === undefined) continue;
    if (!view) continue;
    const before = first.changes.find(({ field }) => field === 'life')?.before as Life | undefined;
    const to: Life = before ?? (first.act === 'restore' ? 'inactive' : 'live');
    if (view.life === to) continue;
    if (view.life !== (isRemoval(last) ? LIFE_AFTER[last] : 'live')) return { verdict: changed('its state', side) };
    if (finished(view.life) && input.leftOut?.out === side) return { verdict: { kind: 'again', side } };
    const wrong = lifeObstacle(input, side, view.life, to);
    if (wrong) return { verdict: wrong };
    lives[side] = { from: view.life, to };
  }
  // The other side follows, or it would be followed: what it cannot do stands in the way.
  for (const side of SIDES) {
    const wanted = lives[otherSide(side)];
    const view = input[side];
    if (!wanted || lives[side] || !view || view.life === wanted.to) continue;
    // What was deleted in QuickBooks and then here comes back here; whether it shall is asked again, as before.
    if (side === 'quickbooks' && view.life === 'deleted') continue;
    const wrong = lifeObstacle(input, side, view.life, wanted.to);
    if (wrong) return { verdict: wrong };
    lives[side] = { from: view.life, to: wanted.to };
  }
  return { lives };
}

function lifeObstacle(input: UndoInput, side: Side, from: Life, to: Life): UndoVerdict | null {
  const final = from === 'void' || (from === 'deleted' && side === 'quickbooks');
  if (final && to === 'live') {
    const how = from === 'void' ? 'voided' : 'deleted';
    return { kind: 'obstacle', obstacle: { code: 'undo.cannotRestore', values: { how }, side } };
  }
  const can = to === 'live' || (to === 'inactive' && input.descriptor.removals.includes('deactivate'));
  return can && writableSides(input.policy)[side] ? null : forbidden('its state', side);
}

type Chain = Partial<Record<Side, { before: Json; after: Json; whole: boolean }>>;

/** Per field and side: its value before the first of the actions and after the last; `whole`: nothing came between them. */
function chains(input: UndoInput): Map<FieldDescriptor, Chain> {
  const found = new Map<FieldDescriptor, Chain>();
  for (const { side, act, changes } of input.actions) {
    if (act !== 'create' && act !== 'update') continue;
    for (const change of changes) {
      const field = input.descriptor.fields.find(({ name, derived }) => name === change.field && derived !== true);
      if (!field) continue;
      const chain = found.get(field) ?? {};
      const known = chain[side];
      chain[side] = known
        ? {
            before: known.before,
            after: change.after,
            whole: known.whole && sameContent(field, known.after, change.before),
          }
        : { before: change.before, after: change.after, whole: true };
      found.set(field, chain);
    }
  }
  return found;
}

/** The fields to put back on `sides`, or the first thing in the way. */
function fieldsBack(input: UndoInput, sides: readonly Side[]): { fields: UndoField[] } | { obstacle: UndoObstacle } {
  const fields: UndoField[] = [];
  for (const [field, chain] of chains(input)) {
    const label = field.label.toLowerCase();
    const written = sides.filter((side) => chain[side] !== undefined);
    const first = written[0] && chain[written[0]];
    if (!first) continue;
    const others = written.map((side) => chain[side]);
    if (others.some((one) => one?.whole === false))
      return { obstacle: { code: 'undo.changedSince', values: { what: label }, side: written[0] ?? 'platform' } };
    if (others.some((one) => one && !sameContent(field, one.before, first.before)))
      return { obstacle: { code: 'undo.twoValues', values: { what: label } } };
    const value = first.before;
    const todo = sides.filter((side) => !sameContent(field, current(input, field, side), value));
    for (const side of todo) {
      if (!others.some((one) => one && holds(input, field, side, one.after)))
        return { obstacle: { code: 'undo.changedSince', values: { what: label }, side } };
      const rule = fieldRule(field, input.policy);
      if (!rule.writable[side] || rule.owner === otherSide(side))
        return { obstacle: { code: 'undo.notAllowed', values: { what: label }, side } };
    }
    if (todo.length === 0) continue;
    const from = {
      platform: current(input, field, 'platform'),
      quickbooks: current(input, field, 'quickbooks'),
    };
    fields.push({ field: field.name, value: withFreeLines(input, field, value), sides: [...sides], from });
  }
  return { fields };
}

const current = (input: UndoInput, field: FieldDescriptor, side: Side): Json => input[side]?.body[field.name] ?? null;

/** Whether a side still says what was written, perhaps in its own spelling of it. */
function holds(input: UndoInput, field: FieldDescriptor, side: Side, after: Json): boolean {
  const now = current(input, field, side);
  if (sameContent(field, now, after)) return true;
  const { base } = input;
  if (!base || !Object.hasOwn(base.body, field.name)) return false;
  const kept = base.kept[side];
  return (
    Object.hasOwn(kept, field.name) &&
    sameContent(field, base.body[field.name] ?? null, after) &&
    sameContent(field, now, kept[field.name] ?? null)
  );
}

/** Lines that only QuickBooks had and that are gone get a name of their own there: an id is never used again. */
function withFreeLines(input: UndoInput, field: FieldDescriptor, value: Json): Json {
  if (field.kind !== 'lines') return value;
  const there = new Set(linesOf(current(input, field, 'quickbooks')).map((line) => line.id));
  return linesOf(value).map((line): Line => {
    const only = quickbooksIdOf(line.id);
    return only === null || there.has(line.id) ? line : { ...line, id: `again-${only}` };
  });
}

/** What is still to be done for a wish. */
export type UndoStep =
  | { kind: 'done' }
  /** Its creation was undone: it stays left out. */
  | { kind: 'out' }
  /** Somebody was quicker, or it cannot be said any more: the wish is over. */
  | { kind: 'lapsed'; what: string; side: Side }
  /** What each side still needs, QuickBooks first: it is the one that may refuse, and then nothing was put back. */
  | { kind: 'go'; on: { side: Side; life: Life | null; fields: Body }[] };

/** The wish against what both sides show now; all bodies in common form. */
export function undoStep(
  wish: UndoWish,
  input: { descriptor: EntityDescriptor; platform: SideView; quickbooks: SideView; links: Links; lines: LineMap },
): UndoStep {
  const { descriptor } = input;
  const { out } = wish;
  if (wish.done && out !== null) {
    // Over on both sides, or in use again where it was taken back: nothing is left out any more.
    const stays = wish.lives[out]?.to === input[out].life && !finished(input[otherSide(out)].life);
    return { kind: stays ? 'out' : 'done' };
  }
  const on: Extract<UndoStep, { kind: 'go' }>['on'] = [];
  const refresh = (name: string, value: Json): Json =>
    refreshCommon(descriptor, { [name]: value }, input.links, input.lines)[name] ?? null;
  for (const side of ['quickbooks', 'platform'] as const) {
    const view = input[side];
    const life = wish.lives[side];
    if (life && view.life !== life.to && view.life !== life.from) return { kind: 'lapsed', what: 'its state', side };
    if (!life && wish.fields.some(({ sides }) => sides.includes(side)) && view.life !== 'live')
      return { kind: 'lapsed', what: 'its state', side };
    const fields: Body = {};
    for (const one of wish.fields) {
      const field = descriptor.fields.find(({ name }) => name === one.field);
      if (!field || !one.sides.includes(side)) continue;
      const now = view.body[field.name] ?? null;
      const value = refresh(field.name, one.value);
      if (sameContent(field, now, value)) continue;
      if (wish.sent?.includes(side)) return { kind: 'lapsed', what: field.label.toLowerCase(), side };
      if (!sameContent(field, now, refresh(field.name, one.from[side])))
        return { kind: 'lapsed', what: field.label.toLowerCase(), side };
      fields[field.name] = value;
    }
    const toLife = life && view.life !== life.to ? life.to : null;
    if (toLife !== null || Object.keys(fields).length > 0) on.push({ side, life: toLife, fields });
  }
  return on.length === 0 ? { kind: 'done' } : { kind: 'go', on };
}

/**
 * The wish after one of its updates was answered. What a side answers in place of a value (QuickBooks fills in a due date
 * that is emptied) is the nearest that can be had: the other side gets the same, so that both stay equal.
 */
export function afterSent(wish: UndoWish, descriptor: EntityDescriptor, side: Side, answer: Body | null): UndoWish {
  const kept = [...(wish.kept ?? [])];
  const fields = wish.fields.map((one) => {
    const field = descriptor.fields.find(({ name }) => name === one.field);
    const now = answer?.[one.field] ?? null;
    if (!field || answer === null || !one.sides.includes(side) || sameContent(field, now, one.value)) return one;
    kept.push(field.label.toLowerCase());
    return { ...one, value: now };
  });
  return { ...wish, fields, kept, sent: [...(wish.sent ?? []), side] };
}

/** The lines a side has now, without claims on ids that are gone there: those are sent as new ones. */
export function livingLines(descriptor: EntityDescriptor, quickbooks: Body, lines: LineMap): LineMap {
  const field = descriptor.fields.find(({ kind }) => kind === 'lines');
  if (!field) return lines;
  const there = new Set(linesOf(quickbooks[field.name]).map((line) => line.id));
  return Object.fromEntries(Object.entries(lines).filter(([, id]) => there.has(id)));
}
