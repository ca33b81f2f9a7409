import { dueDateBy } from '../../../../shared/due-date.ts';
import type { EntityDescriptor } from '../../../../shared/entity.ts';
import type { Body, Json } from '../../../../shared/primitives.ts';

/** Bodies of the terms the form knows, by id. */
export type KnownTerms = ReadonlyMap<string, Body>;

const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

/**
 * What a change of the form means for its due date: terms that are chosen set it, and a date that is moved takes it along
 * while it follows from the terms. A typed one stays.
 */
export function withDueDate(descriptor: EntityDescriptor, draft: Body, change: Body, known: KnownTerms): Body {
  const field = descriptor.fields.find((one) => one.dueBy !== undefined);
  if (field?.dueBy === undefined || Object.hasOwn(change, field.name)) return change;
  const { terms, date } = field.dueBy;
  const dueOf = (of: Body): string | null => {
    const body = known.get(text(of[terms]));
    return body === undefined ? null : dueDateBy(body, of[date]);
  };
  const after = { ...draft, ...change };
  const chosen = text(after[terms]) !== text(draft[terms]);
  const now = text(draft[field.name]);
  const follows = now === '' || now === dueOf(draft);
  const due = dueOf(after);
  return due !== null && (chosen || (text(after[date]) !== text(draft[date]) && follows))
    ? { ...change, [field.name]: due }
    : change;
}

/** What a picked party (a customer, a vendor) brings for the fields that start as it has them. */
export function fromParty(descriptor: EntityDescriptor, party: Body): Body {
  const found: Body = {};
  for (const field of descriptor.fields) {
    const value = field.asParty === undefined ? undefined : party[field.asParty];
    if (typeof value === 'string') found[field.name] = value;
  }
  return found;
}
