import type { EntityDescriptor } from '../../shared/entity.ts';
import type { EntityPolicy } from '../../shared/policy.ts';
import type { Body, Side } from '../../shared/primitives.ts';
import { type LineMap, type Links, quickbooksIdOf, refreshCommon, toCommon } from './common.ts';
import { linesOf } from './compare.ts';
import { applyPatch, type Base, type BasePatch, patchWithAnswer } from './merge.ts';
import type { LineIds } from './types.ts';

/** A write as it was planned, and what its side answered. */
export type Answered = {
  descriptor: EntityDescriptor;
  policy: EntityPolicy;
  links: Links;
  side: Side;
  kind: 'create' | 'update' | 'remove' | 'restore';
  fields: string[];
  /** What was to be stored, in common form; null for a removal. */
  common: Body | null;
  patch: BasePatch;
  /** The side's own body after the write. */
  answer: Body | null;
  /**
   * Whether that is the write's own answer. What a probe found later may hold what people typed since: then nothing in it
   * is a mere spelling of what was sent.
   */
  own: boolean;
  /** Ids of the sent lines, in their order. */
  lineIds: LineIds;
};

/** What is agreed after a confirmed write: the base and the line pairs. */
export function afterConfirm(
  before: { base: Base | null; lines: LineMap },
  write: Answered,
): { base: Base; lines: LineMap } {
  const lines = pairedLines(before.lines, write);
  const refresh = (body: Body): Body => refreshCommon(write.descriptor, body, write.links, lines);
  const planned: BasePatch = {
    set: refresh(write.patch.set),
    keep: { platform: refresh(write.patch.keep.platform), quickbooks: refresh(write.patch.keep.quickbooks) },
    life: write.patch.life,
  };
  if (!write.common || !write.answer || !write.own) return { base: applyPatch(before.base, planned), lines };
  const answer = toCommon(write.descriptor, write.side, write.answer, write.links, lines);
  const patch = patchWithAnswer(write.descriptor, planned, write.side, refresh(write.common), answer, write.policy);
  return { base: applyPatch(before.base, patch), lines };
}

/** Line pairs with the ids the written side gave, in the order of the lines that were sent. */
function pairedLines(before: LineMap, write: Answered): LineMap {
  const field = write.descriptor.fields.find((one) => one.kind === 'lines');
  if (!field || !write.common || write.kind === 'restore') return before;
  if (write.kind === 'update' && !write.fields.includes(field.name)) return before;
  const answered = linesOf(write.answer?.[field.name]).map((line) => line.id);
  const ids = write.lineIds.length > 0 ? write.lineIds : answered;
  const lines = { ...before };
  linesOf(write.common[field.name]).forEach((line, index) => {
    const id = ids[index];
    if (id === null || id === undefined || id === '') return;
    const quickbooksId = quickbooksIdOf(line.id);
    if (write.side === 'quickbooks') {
      if (quickbooksId === null) lines[line.id] = id;
    } else if (quickbooksId !== null) lines[id] = quickbooksId;
  });
  return lines;
}
