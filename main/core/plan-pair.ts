/** What planning a pair rests on: its lines paired, its base as it reads today, the amounts that differ. */
import type { EntityDescriptor } from '../../shared/entity.ts';
import type { Body, Side } from '../../shared/primitives.ts';
import { type LineMap, type Links, refreshCommon, toCommon } from './common.ts';
import { linesOf, sameValue } from './compare.ts';
import { alignLines } from './lines.ts';
import type { Base } from './merge.ts';
import type { RecordInput } from './plan-types.ts';

/** Fields each side computes for itself (totals, balances) that differ: told to the cent, never merged. */
export const drift = (descriptor: EntityDescriptor, commons: Record<Side, Body>): string[] =>
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

/** The merge base with references and lines as they are known today. */
export function refreshBase(descriptor: EntityDescriptor, base: Base, links: Links, lines: LineMap): Base {
  const refresh = (body: Body): Body => refreshCommon(descriptor, body, links, lines);
  return {
    body: refresh(base.body),
    kept: { platform: refresh(base.kept.platform), quickbooks: refresh(base.kept.quickbooks) },
    life: base.life,
  };
}
