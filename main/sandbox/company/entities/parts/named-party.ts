/** References that say what they point at: `{ "value": "41", "name": "…", "type": "Vendor" }`. */
import type { Draft, Reader } from '../../entity.ts';
import { refuse } from '../../faults.ts';
import { isObject, object, text } from '../../members.ts';
import type { Body, Json } from '../../types.ts';
import { resolve } from './refs.ts';

export const party = () => object({ value: text(20), name: text(500), type: text(30) });

const TYPES = ['Vendor', 'Customer', 'Employee'] as const;

export type PartyType = (typeof TYPES)[number];

export type Party = { readonly entity: PartyType; readonly id: string };

/** The type as QuickBooks reads it: any case, and a job is a customer. */
function typeOf(given: Json | undefined, element: string): PartyType | undefined {
  if (typeof given !== 'string' || given === '') return undefined;
  const wanted = given.toLowerCase() === 'job' ? 'customer' : given.toLowerCase();
  const known = TYPES.find((type) => type.toLowerCase() === wanted);
  if (known === undefined) throw refuse('2170', `Invalid Enumeration : ${given}`, element);
  return known;
}

/** Checks such a reference. Ids of names are of one counter, so a missing type can be found. */
export function readParty(
  draft: Draft,
  given: Json | undefined,
  type: Json | undefined,
  element: string,
  stood?: string,
): Party | undefined {
  const id = isObject(given) && typeof given.value === 'string' ? given.value : undefined;
  if (id === undefined) return undefined;
  const said = typeOf(type, element);
  const entity = said ?? TYPES.find((name) => draft.reader.get(name, id) !== undefined) ?? 'Vendor';
  resolve(draft, entity, id, element, stood);
  return { entity, id };
}

/** What is stored; the name is looked up for every answer. */
export function storedParty({ entity, id }: Party): Body {
  return { value: id, type: entity };
}

/** With its present name, in the recorded order. */
export function shownParty(value: Json | undefined, reader: Reader): Json | undefined {
  if (!isObject(value) || typeof value.value !== 'string') return undefined;
  const type = typeof value.type === 'string' ? value.type : 'Vendor';
  const name = reader.get(type, value.value)?.body.DisplayName;
  const result: Body = { value: value.value };
  if (typeof name === 'string') result.name = name;
  result.type = type;
  return result;
}
