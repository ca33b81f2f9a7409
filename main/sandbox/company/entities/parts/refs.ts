/** Checks of references to other records. */
import type { Draft } from '../../entity.ts';
import { missing, notFound, refuse } from '../../faults.ts';
import { refValue } from '../../members.ts';
import type { Row } from '../../types.ts';

/** What the real answers call the table a reference was looked for in. */
export const ELEMENTS: Readonly<Record<string, string>> = {
  Customer: 'Names',
  Vendor: 'Names',
  Employee: 'Names',
  Account: 'Accounts',
  Item: 'Items',
  Class: 'Klasses',
  Department: 'Depts',
  Term: 'Terms',
  PaymentMethod: 'PaymentMethods',
  TaxCode: 'TaxCodes',
};

/** The row an id points at: 2500 when there is none, 610 when it is inactive (unless it stood there before). */
export function resolve(draft: Draft, entity: string, id: string, member: string, stood?: string): Row {
  const row = draft.reader.get(entity, id);
  if (row === undefined || row.deleted) {
    throw refuse('2500', `Invalid Reference Id : ${ELEMENTS[entity] ?? entity} element id ${id} not found`, member);
  }
  if (row.body.Active === false && stood !== id) throw notFound();
  return row;
}

/** Checks a top-level reference when there is one. */
export function requireRef(draft: Draft, member: string, entity: string): Row | undefined {
  const id = refValue(draft.body[member]);
  if (id === undefined) return undefined;
  return resolve(draft, entity, id, member, refValue(draft.before?.body[member]));
}

/** Checks a top-level reference that must be there. */
export function mustRef(draft: Draft, member: string, entity: string): Row {
  const row = requireRef(draft, member, entity);
  if (row === undefined) throw missing(member);
  return row;
}
