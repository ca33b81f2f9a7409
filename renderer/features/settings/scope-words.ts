import type { EntityDescriptor } from '../../../shared/entity.ts';

/** How much of a kind of record a program may touch. */
export type Reach = 'none' | 'read' | 'write';

/** What a key may do, a line each: "Changes invoices and payments". Writing includes reading. */
export function scopeWords(
  scopes: readonly string[],
  entities: readonly Pick<EntityDescriptor, 'name' | 'labelPlural'>[],
): string[] {
  if (scopes.includes('*:write')) return ['Reads and changes everything'];
  const writes = ofKind(scopes, 'write', entities);
  const changes = writes.length === 0 ? [] : [`Changes ${listed(writes)}`];
  if (scopes.includes('*:read')) return ['Reads everything', ...changes];
  const reads = ofKind(scopes, 'read', entities).filter((label) => !writes.includes(label));
  return [...(reads.length === 0 ? [] : [`Reads ${listed(reads)}`]), ...changes];
}

/** Scopes of a choice per kind. */
export const scopesOf = (reach: Readonly<Record<string, Reach>>): string[] =>
  Object.entries(reach).flatMap(([entity, how]) => (how === 'none' ? [] : [`${entity}:${how}`]));

const ofKind = (
  scopes: readonly string[],
  kind: 'read' | 'write',
  entities: readonly Pick<EntityDescriptor, 'name' | 'labelPlural'>[],
): string[] =>
  entities.filter(({ name }) => scopes.includes(`${name}:${kind}`)).map(({ labelPlural }) => labelPlural.toLowerCase());

const listed = (labels: string[]): string =>
  labels.length < 2 ? labels.join('') : `${labels.slice(0, -1).join(', ')} and ${labels.at(-1)}`;
