import type { EntityDescriptor } from '../../shared/entity.ts';
import type { Body } from '../../shared/primitives.ts';

/** Why a record of the platform is nobody else's business yet (a draft); null when it travels. */
export function staysHere(
  { travels, fields }: Pick<EntityDescriptor, 'travels' | 'fields'>,
  body: Body,
): string | null {
  if (travels === undefined) return null;
  // A body from before the field was there says what a new record starts with.
  const value = body[travels.field] ?? fields.find((field) => field.name === travels.field)?.initial;
  return typeof value === 'string' && travels.values.includes(value) ? null : travels.otherwise;
}
