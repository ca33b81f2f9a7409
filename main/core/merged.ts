import type { EntityDescriptor } from '../../shared/entity.ts';
import type { Body } from '../../shared/primitives.ts';
import { referencesOf } from './common.ts';

/** A document as it was last seen and as it reads now, both in ids of its side. */
export type Moved = { descriptor: EntityDescriptor; before: Body; now: Body };

/**
 * Into which record another was merged, told by its documents: a person who merges two customers in QuickBooks leaves no
 * event that a feed shows, only documents that point at the other one from then on. Answers that record's id when every
 * document that pointed at `id` points at one and the same other record now; null when there is none, or they differ.
 */
export function mergedInto(entity: string, id: string, documents: readonly Moved[]): string | null {
  const winners = new Set<string>();
  for (const { descriptor, before, now } of documents) {
    const was = idsOf(descriptor, entity, before);
    if (!was.has(id)) continue;
    const are = idsOf(descriptor, entity, now);
    if (are.has(id)) return null;
    const fresh = [...are].filter((one) => !was.has(one));
    if (fresh.length !== 1) return null;
    winners.add(fresh[0] as string);
  }
  return winners.size === 1 ? ([...winners][0] ?? null) : null;
}

const idsOf = (descriptor: EntityDescriptor, entity: string, body: Body): Set<string> =>
  new Set(referencesOf(descriptor, body).flatMap((key) => (key.entity === entity ? [key.id] : [])));
