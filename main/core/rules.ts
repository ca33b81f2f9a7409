import type { FieldDescriptor, FieldOwner } from '../../shared/entity.ts';
import type { EntityPolicy, Strategy } from '../../shared/policy.ts';
import type { Side } from '../../shared/primitives.ts';

/** The settings that bear on one field: who may change it, which sides may be written, and who wins a collision. */
export type FieldRule = { owner: FieldOwner; writable: Record<Side, boolean>; strategy: Strategy };

/** Which sides an entity's direction lets us write. */
export const writableSides = (policy: EntityPolicy): Record<Side, boolean> => ({
  platform: policy.direction !== 'toQuickbooks' || policy.strategy === 'mirror',
  quickbooks: policy.direction !== 'fromQuickbooks' && policy.strategy !== 'mirror',
});

export const fieldRule = (field: FieldDescriptor, policy: EntityPolicy): FieldRule => ({
  // A mirror shows QuickBooks whole: no field is the platform's own.
  owner: policy.strategy === 'mirror' ? 'quickbooks' : (policy.fieldOwners[field.name] ?? field.owner ?? 'both'),
  writable: writableSides(policy),
  strategy: policy.strategy,
});

/**
 * What becomes of one value.
 * - `same`: both sides say the same.
 * - `platform` / `quickbooks`: that side's value goes to the other.
 * - `keep`: they differ and stay so (nobody changed anything, or the settings forbid the way).
 * - `conflict`: a person decides.
 */
export type Verdict = 'same' | 'platform' | 'quickbooks' | 'keep' | 'conflict';

/** The facts of one value, by side: whether it was edited since the base and whether it is empty now. */
export type ValueFacts = {
  same: boolean;
  hasBase: boolean;
  changed: Record<Side, boolean>;
  blank: Record<Side, boolean>;
};

/**
 * The table of the three-way merge for a single value. Emptiness travels only when someone emptied the value: a side
 * that never had one cannot blank the other. The one exception is a mirror, which someone chose for exactly that.
 */
export function decide(facts: ValueFacts, rule: FieldRule): Verdict {
  if (facts.same) return 'same';
  return gate(wanted(facts, rule), rule);
}

/** A value may not go to a side that the direction forbids. */
function gate(verdict: Verdict, rule: FieldRule): Verdict {
  if (verdict === 'platform' && !rule.writable.quickbooks) return 'keep';
  if (verdict === 'quickbooks' && !rule.writable.platform) return 'keep';
  return verdict;
}

function wanted(facts: ValueFacts, rule: FieldRule): Verdict {
  const { changed, blank, hasBase } = facts;
  if (hasBase && !changed.platform && !changed.quickbooks) return 'keep';
  if (rule.strategy === 'mirror') return 'quickbooks';
  if (rule.owner !== 'both') {
    const owner = rule.owner;
    return blank[owner] && !(hasBase && changed[owner]) ? 'keep' : owner;
  }
  if (hasBase) {
    if (!changed.quickbooks) return 'platform';
    if (!changed.platform) return 'quickbooks';
  } else {
    if (blank.platform) return 'quickbooks';
    if (blank.quickbooks) return 'platform';
  }
  return collision(rule);
}

/** Both sides changed the value, differently. One-way sync always follows its source. */
function collision(rule: FieldRule): Verdict {
  if (!rule.writable.platform) return 'platform';
  if (!rule.writable.quickbooks) return 'quickbooks';
  if (rule.strategy === 'platformWins') return 'platform';
  if (rule.strategy === 'quickbooksWins') return 'quickbooks';
  return 'conflict';
}
