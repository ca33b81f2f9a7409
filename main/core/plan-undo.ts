/** What is still to be written for an undo that a person asked for. */
import { type Body, otherSide, type Side } from '../../shared/primitives.ts';
import { fromCommon, type LineMap } from './common.ts';
import { removalMode } from './lives.ts';
import { emptyPatch } from './merge.ts';
import type { PlannedWrite, RecordInput, SideView } from './plan-types.ts';
import { changesOf, missingIn, removal, restoration } from './plan-writes.ts';
import { livingLines, takingBack, type UndoStep, undoStep } from './undo.ts';

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
