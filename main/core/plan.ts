import { aboveOf, type EntityDescriptor } from '../../shared/entity.ts';
import type { CreateRule } from '../../shared/policy.ts';
import { type Body, otherSide, type Side } from '../../shared/primitives.ts';
import { fromCommon, looseEnds, namedAsAgreed, toCommon } from './common.ts';
import { decideLife } from './lives.ts';
import { type BasePatch, emptyPatch, isEmptyPatch, mergeRecord } from './merge.ts';
import { planLives } from './plan-lives.ts';
import { drift, pairLines, refreshBase } from './plan-pair.ts';
import type { Act, PlannedWrite, RecordInput, RecordPlan, SideView, Verdict } from './plan-types.ts';
import { planUndo, TAKEN_BACK } from './plan-undo.ts';
import { plannedUpdates, removal } from './plan-writes.ts';
import { writableSides } from './rules.ts';
import { staysHere } from './travels.ts';
import type { RecordKey } from './types.ts';

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
  const rule =
    policy.creates[to] === 'always' && input.decision.act?.act === 'asNeeded' ? 'needed' : policy.creates[to];
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
  const agreed = base && { ...base.body, ...base.kept.quickbooks };
  const asAgreed = (): Body =>
    agreed ? namedAsAgreed(descriptor, commons.quickbooks, agreed, links) : commons.quickbooks;
  const merge = mergeRecord({ descriptor, policy, base, ...commons, asAgreed, choices });
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
    follows: {
      platform: policy.deletions.platform === 'follow',
      quickbooks: policy.deletions.quickbooks === 'follow',
    },
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
  const apart = merge.apart.filter(
    ({ field, bySetting }) => bySetting || module.saysSame?.(field, commons.platform, commons.quickbooks) !== true,
  );
  const equal = { life: platform.life, drift: drift(descriptor, commons), apart };
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

/** A person's act, if it was made for exactly these versions. */
function actFor(input: RecordInput, platform: string | null, quickbooks: string | null): Act | null {
  const { act } = input.decision;
  return act !== null && act.platform === platform && act.quickbooks === quickbooks ? act.act : null;
}
