import type { EntityDescriptor, Life, RemovalMode } from '../../shared/entity.ts';
import { otherSide, type Side } from '../../shared/primitives.ts';

/**
 * What the lives of both sides ask for.
 * - `same`: nothing, go on with the fields.
 * - `ended`: gone on both sides; the link becomes a tombstone.
 * - `follow`: do on `side` what the other did.
 * - `restore`: make active again on `side`.
 * - `review`: a person decides; `cause` says why.
 * - `rest`: they differ and stay so (the direction forbids the way).
 */
export type LifeVerdict =
  | { kind: 'same' }
  | { kind: 'ended' }
  | { kind: 'follow'; side: Side; mode: RemovalMode }
  | { kind: 'restore'; side: Side }
  | { kind: 'rest'; side: Side }
  | { kind: 'review'; cause: LifeCause; gone: Side };

/** Why a life waits for a person. `gone` is the side where the record ended. */
export type LifeCause =
  /** Deleted in QuickBooks; never carried over silently. */
  | 'deletedInQuickbooks'
  | 'deletedInPlatform'
  /** A person merged it into another record in QuickBooks. */
  | 'mergedInQuickbooks'
  /** Deleted or voided here, edited there. */
  | 'removedButEdited'
  /** Gone on both sides once, now there again. */
  | 'cameBack'
  /** Never agreed, and they differ. */
  | 'neverAgreed'
  /** The other side has no such removal. */
  | 'cannotFollow';

export type LifeFacts = {
  descriptor: EntityDescriptor;
  base: Life | null;
  platform: Life;
  quickbooks: Life;
  /** Whether mapped fields of a side changed since the base. */
  edited: Record<Side, boolean>;
  writable: Record<Side, boolean>;
  tombstone: boolean;
  /** Whether a deletion on a side is followed on the other without asking. */
  follows: Record<Side, boolean>;
  /** Ended in QuickBooks because it was merged into another record there. */
  merged: boolean;
};

const finished = (life: Life): boolean => life === 'deleted' || life === 'void';
const dormant = (life: Life): boolean => finished(life) || life === 'inactive';

/** The table of lives. Nothing that was deleted or voided comes back, and no deletion spreads, without a person. */
export function decideLife(facts: LifeFacts): LifeVerdict {
  const { base, platform, quickbooks } = facts;
  if (facts.tombstone) return tombstoned(platform, quickbooks);
  if (platform === quickbooks) return platform === 'deleted' ? { kind: 'ended' } : { kind: 'same' };
  if (finished(platform) && finished(quickbooks)) return { kind: 'ended' };
  // Deleted on one side and inactive on the other: over for both, nobody uses it.
  if ((platform === 'deleted' && dormant(quickbooks)) || (quickbooks === 'deleted' && dormant(platform))) {
    return { kind: 'ended' };
  }
  if (base === null)
    return { kind: 'review', cause: 'neverAgreed', gone: dormant(platform) ? 'platform' : 'quickbooks' };
  if (facts.merged && platform === base) return { kind: 'review', cause: 'mergedInQuickbooks', gone: 'quickbooks' };
  if (platform !== base && quickbooks === base) return spread(facts, 'platform', platform);
  if (quickbooks !== base && platform === base) return spread(facts, 'quickbooks', quickbooks);
  return { kind: 'review', cause: 'removedButEdited', gone: finished(platform) ? 'platform' : 'quickbooks' };
}

function tombstoned(platform: Life, quickbooks: Life): LifeVerdict {
  if (platform !== 'live' && quickbooks !== 'live') return { kind: 'ended' };
  return { kind: 'review', cause: 'cameBack', gone: platform === 'live' ? 'quickbooks' : 'platform' };
}

/** One side's life changed, the other's did not. */
function spread(facts: LifeFacts, from: Side, life: Life): LifeVerdict {
  const to = otherSide(from);
  if (facts.base !== null && finished(facts.base)) return { kind: 'review', cause: 'cameBack', gone: to };
  if (finished(life)) {
    if (facts.edited[to]) return { kind: 'review', cause: 'removedButEdited', gone: from };
    if (life === 'deleted' && !facts.follows[from]) {
      const cause = from === 'quickbooks' ? 'deletedInQuickbooks' : 'deletedInPlatform';
      return facts.writable[to] || facts.writable[from]
        ? { kind: 'review', cause, gone: from }
        : { kind: 'rest', side: to };
    }
  }
  if (!facts.writable[to]) return { kind: 'rest', side: to };
  if (life === 'live') return { kind: 'restore', side: to };
  const mode = followMode(facts.descriptor, life, to);
  return mode ? { kind: 'follow', side: to, mode } : { kind: 'review', cause: 'cannotFollow', gone: from };
}

/**
 * How a side follows what was done on the other. What was deleted in QuickBooks and can be voided here is voided: numbered
 * documents stay in the platform's book.
 */
export const followMode = (descriptor: EntityDescriptor, life: Life, to: Side): RemovalMode | null =>
  to === 'platform' && life === 'deleted' && descriptor.removals[0] === 'void' ? 'void' : removalMode(descriptor, life);

/** How the other side does what was done: the same way where it can, else the mildest way that ends the record. */
export function removalMode(descriptor: EntityDescriptor, life: Life): RemovalMode | null {
  const can = (mode: RemovalMode): boolean => descriptor.removals.includes(mode);
  if (life === 'inactive') return can('deactivate') ? 'deactivate' : null;
  if (life === 'void') return can('void') ? 'void' : null;
  if (life === 'deleted')
    return can('delete') ? 'delete' : can('deactivate') ? 'deactivate' : can('void') ? 'void' : null;
  return null;
}
