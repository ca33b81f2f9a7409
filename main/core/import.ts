import type { ImportScope } from '../../shared/contract/import-scope.ts';
import type { EntityDescriptor } from '../../shared/entity.ts';
import type { EntityPolicy } from '../../shared/policy.ts';
import type { Body } from '../../shared/primitives.ts';
import { isBlank, sameValue } from './compare.ts';
import { type BasePatch, emptyPatch } from './merge.ts';
import type { PlannedWrite, RecordPlan, SideView } from './plan-types.ts';
import { decide, fieldRule } from './rules.ts';

/** Decisions of an import from QuickBooks: what is part of it, what first contact keeps, what it may write. */

/**
 * Whether a record of QuickBooks was chosen. `silent`: its kind was not chosen, so leaving it out needs no word; one with a
 * reason is listed. What is left out comes all the same when something chosen refers to it, unless it is over (void).
 */
export type Chosen = { in: true } | { in: false; reason: string; silent: boolean; over: boolean };

export function choose(descriptor: EntityDescriptor, seen: SideView, scope: ImportScope): Chosen {
  const left = (reason: string, more: { silent?: boolean; over?: boolean } = {}): Chosen => ({
    in: false,
    reason,
    silent: more.silent ?? false,
    over: more.over ?? false,
  });
  if (seen.life === 'deleted') return left('Deleted in QuickBooks', { silent: true, over: true });
  if (!scope.entities.includes(descriptor.name)) {
    const many = descriptor.labelPlural.toLowerCase();
    return left(`Only ${many} that something refers to`, { silent: true, over: seen.life === 'void' });
  }
  if (seen.life === 'void') return left('Voided in QuickBooks', { over: true });
  if (seen.life === 'inactive' && !scope.inactive) return left('Inactive in QuickBooks');
  const date = descriptor.isDocument && descriptor.dateField !== undefined ? seen.body[descriptor.dateField] : null;
  if (typeof date === 'string') {
    if (scope.from !== null && date < scope.from) return left(`Of ${date}, before the first day chosen`);
    if (scope.to !== null && date > scope.to) return left(`Of ${date}, after the last day chosen`);
  }
  return { in: true };
}

/**
 * What both sides keep of two records that first contact makes one: fields that both fill, and fill otherwise. They are
 * noted as agreed to differ, so that an import overwrites nothing; a later edit on either side travels as ever. Documents
 * are left to the mappings: half of one and half of the other would add up to neither. So is a mirror.
 */
export function keptAtFirst(
  descriptor: EntityDescriptor,
  policy: EntityPolicy,
  /** Both in common form. */
  platform: Body,
  quickbooks: Body,
): { patch: BasePatch; fields: string[] } {
  const patch = emptyPatch();
  const fields: string[] = [];
  if (descriptor.isDocument || policy.strategy === 'mirror') return { patch, fields };
  for (const field of descriptor.fields) {
    if (field.derived === true || field.local === true) continue;
    const p = platform[field.name] ?? null;
    const q = quickbooks[field.name] ?? null;
    const rule = fieldRule(field, policy);
    // Whoever made a side the owner of a field wants its value.
    if (rule.owner !== 'both' || isBlank(p) || isBlank(q) || sameValue(field, p, q)) continue;
    const blank = { platform: false, quickbooks: false };
    if (
      decide({ same: false, hasBase: false, changed: { platform: false, quickbooks: false }, blank }, rule) === 'keep'
    )
      continue;
    patch.set[field.name] = p;
    patch.keep.quickbooks[field.name] = q;
    fields.push(field.label);
  }
  return { patch, fields };
}

/** Why a record that only needs something on the other side is left for now. */
export const LATER = 'Imported; what QuickBooks lacks goes there once sync is switched on';

/**
 * A record's plan as far as an import goes while sync is not switched on: it makes and fills records of the platform, takes
 * nothing out of use, and writes nothing to QuickBooks.
 */
export function towardsPlatform(plan: RecordPlan): RecordPlan {
  const { verdict } = plan;
  const mine = (writes: PlannedWrite[]): PlannedWrite[] =>
    writes.filter(({ side, kind }) => side === 'platform' && (kind === 'create' || kind === 'update'));
  switch (verdict.kind) {
    case 'write': {
      const writes = mine(verdict.writes);
      return { ...plan, verdict: writes.length > 0 ? { kind: 'write', writes } : { kind: 'notSynced', reason: LATER } };
    }
    case 'fields':
    case 'blocked':
      return { ...plan, verdict: { ...verdict, writes: mine(verdict.writes) } };
    case 'lives':
    case 'recalled':
      return { ...plan, verdict: { kind: 'notSynced', reason: LATER } };
    default:
      return plan;
  }
}
