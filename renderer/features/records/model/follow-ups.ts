import { aboveOf, type EntityDescriptor, partyOf } from '../../../../shared/entity.ts';
import type { Body } from '../../../../shared/primitives.ts';

/** A record that can be begun from another, with the fields that follow from it filled in. */
export type FollowUp = { entity: string; label: string; given: Record<string, string> };

/**
 * What can be begun from a record: work under it (a project of a customer), documents that name it (an invoice for a customer), and what settles it (a payment of
 * an invoice, from the same customer).
 */
export function followUps(
  entities: readonly EntityDescriptor[],
  from: EntityDescriptor,
  key: string,
  body: Body,
): FollowUp[] {
  const above = aboveOf(from);
  const under = above?.below ? [{ entity: from.name, label: above.below.label, given: { [above.name]: key } }] : [];
  const documents = entities.flatMap((entity): FollowUp[] => {
    if (!entity.isDocument || entity.name === from.name) return [];
    const named = partyOf(entity);
    if (named?.entity === from.name)
      return [{ entity: entity.name, label: entity.label, given: { [named.name]: key } }];
    if (!entity.fields.some((field) => field.kind === 'allocations' && field.entity === from.name)) return [];
    const given: Record<string, string> = {};
    for (const field of entity.fields) {
      const value = body[field.name];
      if (field.kind === 'ref' && typeof value === 'string') given[field.name] = value;
    }
    return [{ entity: entity.name, label: entity.label, given }];
  });
  return [...under, ...documents];
}
