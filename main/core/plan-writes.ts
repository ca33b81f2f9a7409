/** The writes of a plan: updates, removals and restorations, each with what may be stored once it is confirmed. */
import type { EntityDescriptor, Life, RemovalMode } from '../../shared/entity.ts';
import { type Body, type Json, otherSide, type Side } from '../../shared/primitives.ts';
import { fromCommon, type LineMap, looseEnds } from './common.ts';
import { sameValue } from './compare.ts';
import { emptyPatch, type mergeRecord } from './merge.ts';
import type { PlannedWrite, RecordInput, SideView } from './plan-types.ts';
import type { FieldChange, RecordKey } from './types.ts';

/** The removal that lets `side` follow the other, or become `after`. */
export function removal(
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

/** Makes the record live again on `side`. */
export function restoration(side: Side, views: Record<Side, SideView>): PlannedWrite {
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
export function plannedUpdates(
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

/** References of `part` that `side` has no counterpart for. */
export const missingIn = (input: RecordInput, side: Side, part: Body, lines: LineMap): RecordKey[] =>
  fromCommon(input.module.descriptor, side, part, input.links, lines).missing;

/** Before and after per field; lines are told as a whole. */
export function changesOf(descriptor: EntityDescriptor, before: Body, after: Body): FieldChange[] {
  return descriptor.fields.flatMap((field): FieldChange[] => {
    if (!Object.hasOwn(after, field.name)) return [];
    const was: Json = before[field.name] ?? null;
    const is: Json = after[field.name] ?? null;
    return sameValue(field, was, is) ? [] : [{ field: field.name, before: was, after: is }];
  });
}
