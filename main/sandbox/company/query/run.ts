/** Runs a query over the rows: which properties may be asked, how values compare, in what order rows come. */
import { storeReader, writeRow } from '../answers.ts';
import type { EntityDef, Frame, Reader } from '../entity.ts';
import { isObject, type Member, refValue } from '../members.ts';
import { isDecimalText } from '../money.ts';
import { rowReady } from '../row-text.ts';
import type { Store } from '../store.ts';
import { isDay, parseInstant, wholeSeconds } from '../time.ts';
import type { Body, Json, Row } from '../types.ts';
import { type Condition, invalid, type Literal, parseQuery, type Query } from './parser.ts';

/** Ids of the rows of recent queries, so that page after page of one query sorts once. */
export type QueryCache = Map<string, { readonly version: number; readonly ids: readonly string[] }>;

const CACHED_QUERIES = 24;

/** Longer than any id: ids sort as numbers when filled up to this with zeros. */
const ID_DIGITS = 24;

type Comparable = string | number | boolean | undefined;

type Property = {
  readonly kind: 'id' | 'text' | 'number' | 'flag' | 'day' | 'instant';
  readonly read: (row: Row) => Comparable;
};

/** Answers a query: the inside of `QueryResponse`. */
export function runQuery(text: string, store: Store, frame: Frame, cache: QueryCache): Body {
  const query = parseQuery(text);
  const def = findEntity(frame, query.entity);
  const reader = storeReader(store);
  for (const name of query.members ?? []) knownMember(name, def);
  const ids = selected(query, def, store, reader, cache);
  if (query.count) return { totalCount: ids.length };
  const table = store.tables.get(def.name);
  const page: Json[] = [];
  for (const id of ids.slice(query.start - 1, query.start - 1 + query.max)) {
    const row = table?.get(id);
    if (row === undefined) continue;
    if (query.members === undefined) page.push(rowReady(def, row, 'query', frame, reader));
    else page.push(picked(writeRow(def, row, 'query', frame, reader), query.members));
  }
  // Recorded: nothing found is an empty object, without the array and without a position.
  if (page.length === 0) return {};
  const response: Body = { [def.name]: page, startPosition: query.start, maxResults: page.length };
  if (def.totalCount) response.totalCount = ids.length;
  return response;
}

function knownMember(name: string, def: EntityDef): void {
  const [first = ''] = name.toLowerCase().split('.');
  if (Object.keys(def.members).some((member) => member.toLowerCase() === first)) return;
  throw invalid(`Property ${name} not found for Entity ${def.name}`);
}

/** Only the members asked for (`MetaData.CreateTime` is one inside another); documented: marked sparse. */
function picked(row: Body, members: readonly string[]): Body {
  const result: Body = {};
  for (const name of members) pick(row, name.toLowerCase().split('.'), result);
  return { ...result, sparse: true };
}

function pick(from: { readonly [member: string]: Json }, [first, ...rest]: readonly string[], into: Body): void {
  const key = Object.keys(from).find((member) => member.toLowerCase() === first);
  const value = key === undefined ? undefined : from[key];
  if (key === undefined || value === undefined) return;
  if (rest.length === 0 || !isObject(value)) {
    into[key] = value;
    return;
  }
  const present = into[key];
  const inner: Body = isObject(present) ? { ...present } : {};
  pick(value, rest, inner);
  into[key] = inner;
}

function findEntity(frame: Frame, name: string): EntityDef {
  const def = frame.byPath.get(name.toLowerCase());
  if (def === undefined) throw invalid(`Metadata not found for Entity: ${name}`);
  return def;
}

function selected(query: Query, def: EntityDef, store: Store, reader: Reader, cache: QueryCache): readonly string[] {
  const key = JSON.stringify([def.name, query.where, query.order]);
  const version = store.versions.get(def.name) ?? 0;
  const known = cache.get(key);
  if (known !== undefined && known.version === version) return known.ids;
  const tests = testsOf(query.where, def, reader);
  const asksActive = query.where.some((condition) => condition.property.toLowerCase() === 'active');
  const rows: Row[] = [];
  for (const row of store.tables.get(def.name)?.values() ?? []) {
    if (row.deleted || (!asksActive && row.body.Active === false)) continue;
    if (tests.every((test) => test(row))) rows.push(row);
  }
  const ids = sorted(query, def, reader, rows).map((row) => row.id);
  if (cache.size >= CACHED_QUERIES) {
    const oldest = cache.keys().next().value;
    if (oldest !== undefined) cache.delete(oldest);
  }
  cache.delete(key);
  cache.set(key, { version, ids });
  return ids;
}

function sorted(query: Query, def: EntityDef, reader: Reader, rows: Row[]): Row[] {
  // As text by length: ids of attachments are longer than a number is exact.
  const byId = (a: Row, b: Row) => a.id.length - b.id.length || compare(a.id, b.id);
  if (query.order.length === 0) {
    if (def.order === 'recent') return rows.sort((a, b) => b.updated - a.updated || byId(b, a));
    const title = def.order;
    const keyed = rows.map((row) => ({ row, key: title(row, reader).toLowerCase() }));
    keyed.sort((a, b) => compare(a.key, b.key) || byId(a.row, b.row));
    return keyed.map((item) => item.row);
  }
  const sorts = query.order.map((sort) => ({
    property: propertyOf(sort.property, def, reader, 'order'),
    sign: sort.descending ? -1 : 1,
  }));
  const keyed = rows.map((row) => ({ row, keys: sorts.map((sort) => fold(sort.property.read(row))) }));
  keyed.sort((a, b) => {
    for (const [index, sort] of sorts.entries()) {
      const order = compare(a.keys[index], b.keys[index]);
      if (order !== 0) return order * sort.sign;
    }
    return byId(a.row, b.row);
  });
  return keyed.map((item) => item.row);
}

function fold(value: Comparable): Comparable {
  return typeof value === 'string' ? value.toLowerCase() : value;
}

/** Absent values come first. */
function compare(a: Comparable, b: Comparable): number {
  if (a === b) return 0;
  if (a === undefined) return -1;
  if (b === undefined) return 1;
  return a < b ? -1 : 1;
}

/** The property a name means for a type, or a 4001. Names are not case-sensitive. */
function propertyOf(name: string, def: EntityDef, reader: Reader, use: 'filter' | 'order'): Property {
  const lower = name.toLowerCase();
  if (lower === 'id')
    return { kind: 'id', read: (row) => (use === 'order' ? row.id.padStart(ID_DIGITS, '0') : row.id) };
  if (lower === 'metadata.createtime') return { kind: 'instant', read: (row) => wholeSeconds(row.created) };
  if (lower === 'metadata.lastupdatedtime') return { kind: 'instant', read: (row) => wholeSeconds(row.updated) };
  const key = Object.keys(def.members).find((member) => member.toLowerCase() === lower);
  const member = key === undefined ? undefined : def.members[key];
  if (key === undefined || member === undefined) throw invalid(`Property ${name} not found for Entity ${def.name}`);
  if (member.query === undefined || (member.query === 'order' && use === 'filter')) {
    throw invalid(`Property ${name} is not queryable for Entity ${def.name}`);
  }
  const derive = def.derived[key];
  const value = (row: Row): Json | undefined => (derive === undefined ? row.body[key] : derive(row, reader, 'query'));
  return { kind: kindOf(member), read: (row) => plainValue(value(row)) };
}

function kindOf(member: Member): Property['kind'] {
  if (member.kind === 'number' || member.kind === 'money' || member.kind === 'whole') return 'number';
  if (member.kind === 'flag') return 'flag';
  if (member.kind === 'day') return 'day';
  return 'text';
}

/** References compare by their value, e-mail addresses by their text. */
function plainValue(value: Json | undefined): Comparable {
  if (value === undefined || value === null) return undefined;
  if (isObject(value)) return refValue(value) ?? (typeof value.Address === 'string' ? value.Address : undefined);
  return typeof value === 'object' ? undefined : value;
}

/** A test for each condition; those that look into one list of a record are one test: they must hold of one element. */
function testsOf(where: readonly Condition[], def: EntityDef, reader: Reader): ((row: Row) => boolean)[] {
  const inside = new Map<string, Condition[]>();
  const tests: ((row: Row) => boolean)[] = [];
  for (const condition of where) {
    const path = elementPath(condition.property, def);
    if (path === undefined) tests.push(testOf(condition, def, reader));
    else inside.set(path, [...(inside.get(path) ?? []), condition]);
  }
  for (const [path, conditions] of inside) {
    const elements = def.elements?.[path];
    const own = conditions.map((condition) => {
      const member = condition.property.slice(path.length + 1).toLowerCase();
      if (member !== 'type' && member !== 'value')
        throw invalid(`Property ${condition.property} not found for Entity ${def.name}`);
      if (condition.operator !== '=' && condition.operator !== 'IN')
        throw invalid(`Operator ${condition.operator} is not supported for property ${condition.property}`);
      const wanted = condition.values.map((literal) => literal.text.toLowerCase());
      return (element: { readonly [member: string]: Json }) => wanted.includes(String(element[member]).toLowerCase());
    });
    tests.push((row) => (elements?.(row) ?? []).some((element) => own.every((test) => test(element))));
  }
  return tests;
}

/** The list a property looks into: `AttachableRef.EntityRef.Type` is of `attachableref.entityref`. */
function elementPath(property: string, def: EntityDef): string | undefined {
  const path = property.toLowerCase().split('.').slice(0, -1).join('.');
  return def.elements?.[path] === undefined ? undefined : path;
}

function testOf(condition: Condition, def: EntityDef, reader: Reader): (row: Row) => boolean {
  const { operator } = condition;
  const property = propertyOf(condition.property, def, reader, 'filter');
  if (property.kind === 'id' && operator !== '=' && operator !== 'IN') {
    throw invalid(`Operator ${operator} is not supported for property Id`);
  }
  if (operator === 'LIKE') {
    if (property.kind !== 'text') throw invalid(`Operator LIKE is not supported for property ${condition.property}`);
    const pattern = likePattern(condition.values[0]?.text ?? '');
    return (row) => {
      const value = property.read(row);
      return typeof value === 'string' && pattern.test(value);
    };
  }
  const wanted = condition.values.map((literal) => wantedValue(literal, property, condition.property));
  if (operator === '=' || operator === 'IN') return (row) => wanted.includes(fold(property.read(row)));
  const limit = wanted[0];
  return (row) => {
    const value = fold(property.read(row));
    if (value === undefined || limit === undefined) return false;
    const order = compare(value, limit);
    if (operator === '<') return order < 0;
    if (operator === '>') return order > 0;
    return operator === '<=' ? order <= 0 : order >= 0;
  };
}

/** Only `%` is a wildcard. */
function likePattern(text: string): RegExp {
  const parts = text.split('%').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('[\\s\\S]*')}$`, 'i');
}

/** A literal as the property's own kind; a space in quotes means "has no value". */
function wantedValue(literal: Literal, property: Property, name: string): Comparable {
  if (literal.kind === 'string' && literal.text.trim() === '') return undefined;
  const wrong = () => invalid(`Invalid value ${literal.text} for property ${name}`);
  switch (property.kind) {
    // TAX and NON are ids too.
    case 'id':
    case 'text':
      return literal.text.toLowerCase();
    case 'number':
      if (!isDecimalText(literal.text)) throw wrong();
      return Number(literal.text);
    case 'flag':
      if (literal.text.toLowerCase() !== 'true' && literal.text.toLowerCase() !== 'false') throw wrong();
      return literal.text.toLowerCase() === 'true';
    case 'day': {
      const head = literal.text.slice(0, 10);
      if (!isDay(head)) throw wrong();
      return head;
    }
    case 'instant': {
      const instant = parseInstant(literal.text);
      if (instant === undefined) throw wrong();
      return instant;
    }
  }
}
