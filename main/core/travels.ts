import type { EntityDescriptor } from '../../shared/entity.ts';
import type { Body } from '../../shared/primitives.ts';

/** Why a record of the platform is nobody else's business yet (a draft); null when it travels. */
export function staysHere({ travels }: Pick<EntityDescriptor, 'travels'>, body: Body): string | null {
  if (travels === undefined) return null;
  const value = body[travels.field];
  return typeof value === 'string' && travels.values.includes(value) ? null : travels.otherwise;
}
