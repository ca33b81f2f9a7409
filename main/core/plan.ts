import { aboveOf, type EntityDescriptor, type Life, type RemovalMode } from '../../shared/entity.ts';
import type { CreateRule, EntityPolicy } from '../../shared/policy.ts';
import { type Body, type Json, otherSide, type Side } from '../../shared/primitives.ts';
import { fromCommon, type LineMap, type Links, looseEnds, refreshCommon, toCommon } from './common.ts';
import { linesOf, sameValue } from './compare.ts';
import { alignLines, type PathConflict } from './lines.ts';
import { decideLife, type LifeCause, type LifeVerdict, removalMode } from './lives.ts';
import { type Apart, type Base, type BasePatch, type Choice, emptyPatch, isEmptyPatch, mergeRecord } from './merge.ts';
import { writableSides } from './rules.ts';
import { staysHere } from './travels.ts';
import type { EntityModule, FieldChange, RecordKey } from './types.ts';
import { livingLines, takingBack, type UndoStep, type UndoWish, undoStep } from './undo.ts';

/** What a side shows of a record, as the planner needs it. The body holds the side's own ids. */
export type SideView = { id: string; revision: string; life: Life; body: Body };

/** What a person decided for a record whose lives differ or whose counterpart is unclear. */
export type Act =
  /** Do on the other side what was done here. */
  | 'follow'
  /** Parted from its counterpart by a person: left out, whatever version, until a person takes it in again. */
  | 'apart'
  /** Leave both sides as they are and stop syncing the record. */
  | 'leave'
  /** Make active again where it is inactive. */
  | 'revive'
  /** No counterpart on the other side: make one. */
  | 'create'
  /** Make it on the other side although the settings make none by themselves; holds for every version. */
  | 'carry'
  /** Another record than those of its own side that say the same. What turns up on the other side is still looked at. */
  | 'keep';

/**
 * Decisions of a person that the planner honours. `act` holds only for the lives and revisions it was made for, `undo`
 * until what it wants is there or somebody was quicker.
 */
export type Decision = {
  choices: Choice[];
  act: { act: Act; platform: string | null; quickbooks: string | null } | null;
  undo?: UndoWish | null;
};

export const noDecision = (): Decision => ({ choices: [], act: null });

export type RecordInput = {
  module: EntityModule;
  policy: EntityPolicy;
  platform: SideView | null;
  quickbooks: SideView | null;
  /** Only a linked record has both sides. */
  lines: LineMap;
  base: Base | null;
  tombstone: boolean;
  links: Links;
  decision: Decision;
  /** Something that goes over refers to it, so it is made even though it is inactive or its kind is made only then. */
  needed: boolean;
  /** Merged into another record in QuickBooks. */
  merged?: boolean;
};

/** One write, in common form beside the body with the written side's ids. */
export type PlannedWrite = {
  side: Side;
  kind: 'create' | 'update' | 'remove' | 'restore';
  mode: RemovalMode | null;
  id: string | null;
  revision: string | null;
  /** Ids of the written side. Null for a removal. */
  body: Body | null;
  /** The same in common form: what the answer is compared with, and the order of its lines. */
  common: Body | null;
  fields: string[];
  changes: FieldChange[];
  /** What may be stored as agreed once it is confirmed. */
  patch: BasePatch;
};

export type Verdict =
  /** Nothing to do. `drift`: computed amounts that differ; `apart`: fields that the settings keep different. */
  | { kind: 'equal'; life: Life; drift: string[]; apart: Apart[] }
  | { kind: 'write'; writes: PlannedWrite[] }
  /** Fields in conflict; `writes` carries what merged cleanly meanwhile. */
  | { kind: 'fields'; conflicts: PathConflict[]; writes: PlannedWrite[] }
  | { kind: 'lives'; cause: LifeCause; gone: Side }
  /** Refers to records that are not on the other side yet; common keys. */
  | { kind: 'blocked'; by: RecordKey[]; writes: PlannedWrite[] }
  /** Left out by a setting, a decision or its own state; the reason in words. */
  | { kind: 'notSynced'; reason: string }
  /** A draft again, and gone from QuickBooks for it: the pair is parted, so that issuing it makes a new one there. */
  | { kind: 'recalled' }
  /** Gone on both sides, or gone before it was ever carried over. */
  | { kind: 'ended' };

export type RecordPlan = {
  verdict: Verdict;
  /** What can be stored as agreed right away, without a write. Null when nothing is new. */
  settled: BasePatch | null;
  /** Line pairs, when new ones were found. */
  lines: LineMap | null;
  /** Records it would refer to if they were on the other side; it is planned again when they are. */
  awaits: RecordKey[];
  /** What became of an undo that was still open, when that shows now. */
  undo?: Exclude<UndoStep, { kind: 'go' }>;
};

/**
 * Decides what becomes of one record. Total, pure and deterministic: the same three bodies, links and settings give the
 * same plan, and planning again after it was carried out gives nothing to do.
 */
export function planRecord(input: RecordInput): RecordPlan {
  if (input.platform && input.quickbooks) return planPair(input, input.platform, input.quickbooks);
  const alone = input.platform ? 'platform' : 'quickbooks';
  const view = input[alone];
  if (view) {
    const plan = planSingle(input, alone, view);
    // It was parted from what the undo was for.
    const { undo } = input.decision;
    return undo && undo.again !== true
      ? { ...plan, undo: { kind: 'lapsed', what: 'its link', side: otherSide(alone) } }
      : plan;
  }
  return plain({ kind: 'ended' });
}

/** Why a record of one side is not made on the other by the entity's rule. */
export const UNMADE: Readonly<Record<Exclude<CreateRule, 'always'>, string>> = {
  needed: 'On this side only until something that syncs refers to it',
  byHand: 'On this side only until you link it or make it on the other',
};

const plain = (verdict: Verdict, awaits: RecordKey[] = []): RecordPlan => ({
  verdict,
  settled: null,
  lines: null,
  awaits,
});
const notSynced = (reason: string): RecordPlan => plain({ kind: 'notSynced', reason });

/** A record known on one side only. */
function planSingle(input: RecordInput, from: Side, view: SideView): RecordPlan {
  const { policy, module } = input;
  const to = otherSide(from);
  if (view.life === 'deleted' || input.tombstone) return plain({ kind: 'ended' });
  if (input.decision.act?.act === 'apart') return notSynced('Unlinked by your decision');
  const act = actFor(input, view.revision, null) ?? actFor(input, null, view.revision);
  if (act === 'leave') return notSynced('Left out by your decision');
  if (!policy.enabled) return notSynced(`${module.descriptor.labelPlural} are switched off in Mappings`);
  if (view.life === 'void') return notSynced('Voided before it was synced');
  const draft = from === 'platform' ? staysHere(module.descriptor, view.body) : null;
  if (draft !== null) return notSynced(draft);
  if (!writableSides(policy)[to]) return notSynced('The direction set in Mappings does not carry it over');
  if (view.life === 'inactive' && !input.needed) return notSynced('Inactive, and nothing that syncs refers to it');
  const rule = policy.creates[to];
  const carried = act === 'create' || input.decision.act?.act === 'carry';
  const wanted = rule === 'needed' && (input.needed || isBegun(module.descriptor, view.body));
  if (rule !== 'always' && !carried && !wanted) return notSynced(UNMADE[rule]);
  const whole = toCommon(module.descriptor, from, view.body, input.links, input.lines);
  const loose = looseEnds(module.descriptor, to, whole, input.links);
  const common: Body = { ...whole, ...Object.fromEntries(loose.fields.map((name) => [name, null])) };
  const { body, missing } = fromCommon(module.descriptor, to, common, input.links, input.lines);
  if (missing.length > 0) return plain({ kind: 'blocked', by: missing, writes: [] });
  // What is left out is not agreed: it goes over as soon as it can.
  const fields = mergeableFields(module.descriptor).filter((name) => !loose.fields.includes(name));
  const set: Body = Object.fromEntries(fields.map((name) => [name, common[name] ?? null]));
  const write: PlannedWrite = {
    side: to,
    kind: 'create',
    mode: null,
    id: null,
    revision: null,
    body,
    common,
    fields,
    changes: fields.flatMap((field) => {
      const after = common[field] ?? null;
      return after === null ? [] : [{ field, before: null, after }];
    }),
    patch: { ...emptyPatch(), set, life: 'live' },
  };
  return plain({ kind: 'write', writes: [write] }, loose.awaits);
}

/** Work under a record of the same kind (a project of a client) was begun: nothing else need ask for it. */
const isBegun = (descriptor: EntityDescriptor, body: Body): boolean => {
  const above = aboveOf(descriptor);
  return above?.below !== undefined && (body[above.name] ?? null) !== null;
};

const mergeableFields = (descriptor: EntityDescriptor): string[] =>
  descriptor.fields.filter((field) => field.derived !== true).map((field) => field.name);

/** A linked record: both sides, maybe a base. */
function planPair(input: RecordInput, platform: SideView, quickbooks: SideView): RecordPlan {
  const { module, policy, links } = input;
  const { descriptor } = module;
  if (!policy.enabled) return notSynced(`${descriptor.labelPlural} are switched off in Mappings`);
  const lines = pairLines(input, platform.body, quickbooks.body);
  const commons = {
    platform: platform.body,
    quickbooks: toCommon(descriptor, 'quickbooks', quickbooks.body, links, lines),
  };
  const base = input.base ? refreshBase(descriptor, input.base, links, lines) : null;
  const choices = input.decision.choices;
  const undo = planUndo(input, lines, { platform, quickbooks }, commons);
  const done = (verdict: Verdict, settled: BasePatch | null, awaits: RecordKey[] = []): RecordPlan => ({
    verdict,
    settled: settled && !isEmptyPatch(settled) ? settled : null,
    lines: lines === input.lines ? null : lines,
    awaits,
    ...(undo && undo.step.kind !== 'go' ? { undo: undo.step } : {}),
  });
  if (undo?.step.kind === 'out') return done({ kind: 'notSynced', reason: TAKEN_BACK }, null);
  // One side after the other: what QuickBooks refuses is put back nowhere.
  const first = undo?.writes[0];
  if (undo && first) return done({ kind: 'write', writes: [first] }, null);
  const merge = mergeRecord({ descriptor, policy, base, ...commons, choices });
  const recall = planRecall(input, { platform, quickbooks }, merge.edited.quickbooks);
  if (recall) return done(recall, null);
  const life = decideLife({
    descriptor,
    base: base?.life ?? null,
    platform: platform.life,
    quickbooks: quickbooks.life,
    edited: merge.edited,
    writable: writableSides(policy),
    tombstone: input.tombstone,
    merged: input.merged === true,
  });
  const act = actFor(input, platform.revision, quickbooks.revision);
  // Left out until it changes; where the lives ask, the same answer has words of its own.
  if (act === 'leave' && life.kind !== 'review' && life.kind !== 'ended') return notSynced('Left out by your decision');
  const lives = planLives(descriptor, life, act, platform, quickbooks);
  if (lives) return done(lives.verdict, lives.settled);
  // Void is final on both sides: amounts are zeroed by each side in its own way, there is nothing to merge.
  if (platform.life === 'void') {
    return done(
      { kind: 'equal', life: 'void', drift: [], apart: [] },
      base?.life === 'void' ? null : { ...emptyPatch(), life: 'void' },
    );
  }
  const draft = staysHere(descriptor, platform.body);
  if (draft !== null) return done({ kind: 'notSynced', reason: draft }, null);
  const settled = { ...merge.settled, life: base?.life === platform.life ? null : platform.life };
  const outcome = plannedUpdates(input, lines, { platform, quickbooks }, commons, merge);
  const { awaits } = outcome;
  if (outcome.missing.length > 0)
    return done({ kind: 'blocked', by: outcome.missing, writes: outcome.writes }, settled);
  if (merge.conflicts.length > 0) {
    return done({ kind: 'fields', conflicts: merge.conflicts, writes: outcome.writes }, settled, awaits);
  }
  if (outcome.writes.length > 0) return done({ kind: 'write', writes: outcome.writes }, settled, awaits);
  const equal = { life: platform.life, drift: drift(descriptor, commons), apart: merge.apart };
  return done({ kind: 'equal', ...equal }, settled, awaits);
}

/** A draft that somebody changed in QuickBooks before it could be removed there. */
export const EDITED_DRAFT = 'Draft here, but changed in QuickBooks since: issue it to bring the change over first';

/**
 * A synced document that is a draft again leaves QuickBooks; null where that does not apply. One that was changed there
 * meanwhile stays: the change is not to be lost. One that was never agreed on is none of ours to remove.
 */
function planRecall(
  { module: { descriptor }, policy, base, tombstone }: RecordInput,
  views: Record<Side, SideView>,
  edited: boolean,
): Verdict | null {
  const mode = descriptor.travels?.recall;
  if (mode === undefined || tombstone || base === null || views.platform.life !== 'live') return null;
  const draft = staysHere(descriptor, views.platform.body);
  // Issued again before the parting was planned: it was us who removed it.
  if (views.quickbooks.life === 'deleted')
    return draft !== null || base.life === 'deleted' ? { kind: 'recalled' } : null;
  if (draft === null || views.quickbooks.life !== 'live') return null;
  if (!writableSides(policy).quickbooks) return { kind: 'notSynced', reason: draft };
  if (edited) return { kind: 'notSynced', reason: EDITED_DRAFT };
  const gone = removal('quickbooks', mode, views, 'deleted');
  // Agreed as gone, so that what is issued again meanwhile is known to have been removed by us.
  return { kind: 'write', writes: [{ ...gone, patch: { ...gone.patch, life: 'deleted' } }] };
}

/** Why a record is left out whose creation was undone. */
export const TAKEN_BACK = 'Left out: making it was undone';

/** The writes a person's undo still asks for, QuickBooks first; null where none is open. */
export function planUndo(
  input: RecordInput,
  lines: LineMap,
  views: Record<Side, SideView>,
  commons: Record<Side, Body>,
): { step: UndoStep; writes: PlannedWrite[] } | null {
  const { undo } = input.decision;
  if (!undo || input.tombstone) return null;
  const { descriptor } = input.module;
  const common = (side: Side): SideView => ({ ...views[side], body: commons[side] });
  const sides = { platform: common('platform'), quickbooks: common('quickbooks') };
  const step = undoStep(undo, { descriptor, ...sides, links: input.links, lines });
  if (step.kind === 'done' && undo.out !== null && !undo.done) return { step: { kind: 'out' }, writes: [] };
  if (step.kind !== 'go') return { step, writes: [] };
  const living = livingLines(descriptor, views.quickbooks.body, lines);
  const writes: PlannedWrite[] = [];
  for (const { side, life, fields } of step.on) {
    const mode = undo.out === side ? takingBack(descriptor) : removalMode(descriptor, life ?? 'live');
    if (life === 'live') writes.push(restoration(side, views));
    else if (life !== null && mode !== null) writes.push(removal(side, mode, views, life));
    const names = Object.keys(fields);
    if (names.length === 0) continue;
    const whole = input.module.derive({ ...commons[side], ...fields });
    const { body, missing } = fromCommon(descriptor, side, whole, input.links, living);
    const gone = missing.length === 0 ? [] : missingIn(input, side, fields, living);
    if (gone.length > 0) return { step: { kind: 'lapsed', what: 'what it referred to', side }, writes: [] };
    const other = commons[otherSide(side)];
    writes.push({
      side,
      kind: 'update',
      mode: null,
      id: views[side].id,
      revision: views[side].revision,
      body,
      common: whole,
      fields: names,
      changes: changesOf(descriptor, commons[side], fields),
      // As with every write: the other side then counts as unchanged, this one as changed until the other has it too.
      patch: { ...emptyPatch(), set: Object.fromEntries(names.map((name) => [name, other[name] ?? null])) },
    });
  }
  return { step, writes };
}

/** Fields each side computes for itself (totals, balances) that differ: told to the cent, never merged. */
const drift = (descriptor: EntityDescriptor, commons: Record<Side, Body>): string[] =>
  descriptor.fields
    .filter((field) => field.derived === true)
    .filter((field) => !sameValue(field, commons.platform[field.name], commons.quickbooks[field.name]))
    .map((field) => field.name);

/** Pairs document lines that have no pair yet: by content on first contact, by what was agreed afterwards. */
export function pairLines(input: RecordInput, platform: Body, quickbooks: Body): LineMap {
  let lines = input.lines;
  for (const field of input.module.descriptor.fields) {
    if (field.kind !== 'lines') continue;
    const common = toCommon(input.module.descriptor, 'quickbooks', quickbooks, input.links, lines);
    const agreed = input.base && Object.hasOwn(input.base.body, field.name) ? input.base : null;
    const known = agreed ? linesOf(agreed.kept.quickbooks[field.name] ?? agreed.body[field.name]) : [];
    const wanted = agreed ? known : linesOf(platform[field.name]);
    lines = alignLines(field, wanted, linesOf(common[field.name]), lines);
  }
  return lines;
}

export function refreshBase(descriptor: EntityDescriptor, base: Base, links: Links, lines: LineMap): Base {
  const refresh = (body: Body): Body => refreshCommon(descriptor, body, links, lines);
  return {
    body: refresh(base.body),
    kept: { platform: refresh(base.kept.platform), quickbooks: refresh(base.kept.quickbooks) },
    life: base.life,
  };
}

/** A person's act, if it was made for exactly these versions. */
function actFor(input: RecordInput, platform: string | null, quickbooks: string | null): Act | null {
  const { act } = input.decision;
  return act !== null && act.platform === platform && act.quickbooks === quickbooks ? act.act : null;
}

type LifePlan = { verdict: Verdict; settled: BasePatch | null };

/** Turns the verdict on lives into a plan; null means "go on with the fields". */
function planLives(
  descriptor: EntityDescriptor,
  life: LifeVerdict,
  act: Act | null,
  platform: SideView,
  quickbooks: SideView,
): LifePlan | null {
  const views = { platform, quickbooks };
  switch (life.kind) {
    case 'same':
      return null;
    case 'ended':
      return { verdict: { kind: 'ended' }, settled: null };
    case 'rest':
      return {
        verdict: { kind: 'notSynced', reason: 'The direction set in Mappings does not carry it over' },
        settled: null,
      };
    case 'follow':
      return { verdict: { kind: 'write', writes: [removal(life.side, life.mode, views)] }, settled: null };
    case 'restore':
      return { verdict: { kind: 'write', writes: [restoration(life.side, views)] }, settled: null };
    case 'review':
      return { verdict: decidedLife(descriptor, life, act, views), settled: null };
  }
}

function decidedLife(
  descriptor: EntityDescriptor,
  life: LifeVerdict & { kind: 'review' },
  act: Act | null,
  views: Record<Side, SideView>,
): Verdict {
  const stays = otherSide(life.gone);
  const mode = removalMode(descriptor, views[life.gone].life) ?? descriptor.removals[0];
  if (act === 'leave') return { kind: 'notSynced', reason: 'Left as it is on both sides by your decision' };
  if (act === 'revive') return { kind: 'write', writes: [restoration(life.gone, views)] };
  if (act === 'follow' && mode) return { kind: 'write', writes: [removal(stays, mode, views)] };
  return { kind: 'lives', cause: life.cause, gone: life.gone };
}

function removal(
  side: Side,
  mode: RemovalMode,
  views: Record<Side, SideView>,
  after: Life = views[otherSide(side)].life,
): PlannedWrite {
  const view = views[side];
  const life = views[otherSide(side)].life;
  return {
    side,
    kind: 'remove',
    mode,
    id: view.id,
    revision: view.revision,
    body: null,
    common: null,
    fields: [],
    changes: [{ field: 'life', before: view.life, after }],
    patch: { ...emptyPatch(), life },
  };
}

function restoration(side: Side, views: Record<Side, SideView>): PlannedWrite {
  const view = views[side];
  return {
    side,
    kind: 'restore',
    mode: null,
    id: view.id,
    revision: view.revision,
    body: view.body,
    common: null,
    fields: [],
    changes: [{ field: 'life', before: view.life, after: 'live' }],
    patch: { ...emptyPatch(), life: 'live' },
  };
}

/** The updates that a merge asks for, platform first; `missing` names references without a counterpart. */
function plannedUpdates(
  input: RecordInput,
  lines: LineMap,
  views: Record<Side, SideView>,
  commons: Record<Side, Body>,
  merge: ReturnType<typeof mergeRecord>,
): { writes: PlannedWrite[]; missing: RecordKey[]; awaits: RecordKey[] } {
  const { descriptor } = input.module;
  const writes: PlannedWrite[] = [];
  const absent: RecordKey[] = [];
  const awaits: RecordKey[] = [];
  for (const side of ['platform', 'quickbooks'] as const) {
    const loose = looseEnds(descriptor, side, merge.to[side], input.links);
    awaits.push(...loose.awaits);
    const to = without(merge.to[side], loose.fields);
    const fields = Object.keys(to);
    if (fields.length === 0) continue;
    const common = input.module.derive({ ...commons[side], ...to });
    const { body, missing } = fromCommon(descriptor, side, common, input.links, lines);
    // A reference that was never carried over does not hold up a change of other fields.
    const needed = missing.length === 0 ? [] : missingIn(input, side, to, lines);
    if (needed.length > 0) {
      absent.push(...needed);
      continue;
    }
    writes.push({
      side,
      kind: 'update',
      mode: null,
      id: views[side].id,
      revision: views[side].revision,
      body,
      common,
      fields,
      changes: changesOf(descriptor, commons[side], to),
      patch: { ...merge.after[side], set: without(merge.after[side].set, loose.fields) },
    });
  }
  return { writes, missing: absent, awaits };
}

const without = (body: Body, names: string[]): Body =>
  names.length === 0 ? body : Object.fromEntries(Object.entries(body).filter(([name]) => !names.includes(name)));

const missingIn = (input: RecordInput, side: Side, part: Body, lines: LineMap): RecordKey[] =>
  fromCommon(input.module.descriptor, side, part, input.links, lines).missing;

/** Before and after per field; lines are told as a whole. */
function changesOf(descriptor: EntityDescriptor, before: Body, after: Body): FieldChange[] {
  return descriptor.fields.flatMap((field): FieldChange[] => {
    if (!Object.hasOwn(after, field.name)) return [];
    const was: Json = before[field.name] ?? null;
    const is: Json = after[field.name] ?? null;
    return sameValue(field, was, is) ? [] : [{ field: field.name, before: was, after: is }];
  });
}
