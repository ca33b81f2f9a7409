/** Member tables shared by customers, vendors and employees, and the rules of their names. */
import type { Draft, Reader } from '../../entity.ts';
import { business, refuse } from '../../faults.ts';
import { isObject, type Members, object, refValue, text, textOf } from '../../members.ts';
import { sameJson } from '../../operations.ts';
import { takeNumber } from '../../store.ts';
import type { Json, Row } from '../../types.ts';
import { ELEMENTS } from './refs.ts';

export const phone = () =>
  object(
    { FreeFormNumber: text(30) },
    { tolerated: ['Id', 'DeviceType', 'CountryCode', 'AreaCode', 'ExchangeCode', 'Extension', 'Default', 'Tag'] },
  );

export const email = () => object({ Address: text(100) }, { tolerated: ['Id', 'Default', 'Tag'] });

export const web = () => object({ URI: text(1000) }, { tolerated: ['Id', 'Default', 'Tag'] });

const ADDRESS: Members = {
  Id: text(20),
  Line1: text(500),
  Line2: text(500),
  Line3: text(500),
  Line4: text(500),
  Line5: text(500),
  City: text(255),
  Country: text(255),
  CountryCode: text(255),
  CountrySubDivisionCode: text(255),
  PostalCode: text(30),
  Lat: text(50),
  Long: text(50),
};

export const address = () => object(ADDRESS, { tolerated: ['County', 'PostalCodeSuffix', 'Tag', 'Note'] });

/** What of an address a person wrote: all but its row id and the position the geocoder found. */
function written(value: Json | undefined): { [part: string]: Json } | undefined {
  if (!isObject(value)) return undefined;
  const result: { [part: string]: Json } = {};
  for (const [part, content] of Object.entries(value)) {
    if (part !== 'Id' && part !== 'Lat' && part !== 'Long' && content !== null) result[part] = content;
  }
  return Object.keys(result).length === 0 ? undefined : result;
}

/** Where the geocoder put an address. */
export function positionOf(value: Json | undefined): { [part: string]: Json } {
  const result: { [part: string]: Json } = {};
  if (!isObject(value)) return result;
  for (const part of ['Lat', 'Long']) {
    const given = value[part];
    if (given !== undefined && given !== null) result[part] = given;
  }
  return result;
}

export function sameAddress(a: Json | undefined, b: Json | undefined): boolean {
  return sameJson(written(a) ?? null, written(b) ?? null);
}

/**
 * Stores an address: unchanged content keeps its row, changed content gets a new row id (address ids come from a counter
 * of their own and never stay). Only what was typed on a screen is looked up by the geocoder: a new row that came through
 * the API has no position, even if one was sent (recorded, documented).
 */
export function keepAddress(draft: Draft, member: string): void {
  const given = draft.body[member];
  const content = written(given);
  if (content === undefined) {
    delete draft.body[member];
    return;
  }
  const before = draft.before?.body[member];
  if (isObject(before) && sameAddress(before, given)) {
    draft.body[member] = before;
    return;
  }
  const position = draft.work.actor.screen ? positionOf(given) : {};
  draft.body[member] = { Id: newAddressId(draft), ...content, ...position };
}

export function newAddressId(draft: Draft): string {
  return String(takeNumber(draft.work, 'address', 2));
}

/** Refuses an e-mail address without @ and a dot. Several may stand in one member, with commas between them (recorded). */
export function checkEmail(draft: Draft, member: string): void {
  const value = draft.body[member];
  const given = isObject(value) ? value.Address : undefined;
  if (given === undefined || given === null) {
    delete draft.body[member];
    return;
  }
  checkAddress(given, member);
}

export function checkAddress(given: Json, member: string): void {
  if (typeof given === 'string' && given.split(',').every((one) => /^\S[^@]*@[^@]+\.[^@\s]+$/.test(one.trim()))) return;
  throw refuse('2210', 'Email Address format is not valid. Supplied value:'.concat(String(given)), member);
}

/** Removes contact members that were sent empty (`{}`). */
export function dropEmpty(draft: Draft, members: readonly string[]): void {
  for (const member of members) {
    const value = draft.body[member];
    if (isObject(value) && Object.values(value).every((part) => part === null)) delete draft.body[member];
  }
}

export const DELETED_SUFFIX = ' (deleted)';

/** The name with the mark of inactive records taken off. */
export function plainName(name: string): string {
  return name.endsWith(DELETED_SUFFIX) ? name.slice(0, -DELETED_SUFFIX.length) : name;
}

/** Lists other than customers and vendors mark and unmark their Name the same way. */
export function markInactive(draft: Draft, member: string): void {
  const active = draft.body.Active !== false;
  const name = textOf(draft.body, member);
  if (name === undefined) return;
  if (!active && !name.endsWith(DELETED_SUFFIX)) draft.body[member] = name + DELETED_SUFFIX;
  if (active && draft.before?.body.Active === false) draft.body[member] = plainName(name);
}

/** Characters no name may hold: the colon separates levels; tab and newline break lists (code 2040). */
export function checkNameCharacters(name: string, member: string): void {
  if (/[:\t\n\r]/.test(name)) {
    throw refuse('2040', `Invalid String. The string contains invalid characters. Supplied value:${name}`, member);
  }
}

/** The name made of its parts, `Given Middle Family`. */
export function composedName(body: { readonly [member: string]: Json }): string {
  return ['Title', 'GivenName', 'MiddleName', 'FamilyName', 'Suffix']
    .map((part) => textOf(body, part))
    .filter((part) => part !== undefined)
    .join(' ');
}

/** `Parent:Child` through all levels. */
export function qualifiedName(entity: string, own: (row: Row) => string, row: Row, reader: Reader): string {
  let name = own(row);
  let parent = refValue(row.body.ParentRef);
  for (let level = 0; parent !== undefined && level < 10; level += 1) {
    const above = reader.get(entity, parent);
    if (above === undefined) break;
    name = `${own(above)}:${name}`;
    parent = refValue(above.body.ParentRef);
  }
  return name;
}

/** How many levels stand above a record. */
export function levelOf(
  entity: string,
  row: { readonly body: { readonly [member: string]: Json } },
  reader: Reader,
): number {
  let level = 0;
  let parent = refValue(row.body.ParentRef);
  while (parent !== undefined && level < 20) {
    level += 1;
    const above = reader.get(entity, parent);
    parent = above === undefined ? undefined : refValue(above.body.ParentRef);
  }
  return level;
}

/** Checks a ParentRef: it exists, is not the record itself nor below it, and no chain is longer than five levels. */
export function checkParent(draft: Draft, entity: string): void {
  const parent = refValue(draft.body.ParentRef);
  if (parent === undefined) return;
  const row = draft.reader.get(entity, parent);
  if (row === undefined || row.deleted)
    throw refuse(
      '2500',
      `Invalid Reference Id : ${ELEMENTS[entity] ?? entity} element id ${parent} not found`,
      'ParentRef',
    );
  let above: Row | undefined = row;
  for (let step = 0; above !== undefined && step < 20; step += 1) {
    if (above.id === draft.id) throw business('A record cannot be its own parent.', 'ParentRef');
    const next: string | undefined = refValue(above.body.ParentRef);
    above = next === undefined ? undefined : draft.reader.get(entity, next);
  }
  if (levelOf(entity, draft, draft.reader) > 4) {
    throw refuse('6180', 'You can only have up to 4 levels of sub-customers below a parent.', 'ParentRef');
  }
}
