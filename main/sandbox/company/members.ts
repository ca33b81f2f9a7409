/**
 * The member tables. One table per record type says which members exist, of what JSON type, which the server owns, which
 * may be asked for in a query, and (by the order of the table) where each stands in an answer. Reading a request and
 * writing an answer both follow the same table.
 */
import { outOfRange, type Refusal, refuse } from './faults.ts';
import { isKnown } from './known.ts';
import { fromCents, isDecimalText, toCents } from './money.ts';
import { isDay } from './time.ts';
import type { Body, Json, View } from './types.ts';

type Kind =
  | 'text'
  | 'flag'
  /** A decimal kept as given (prices, quantities, percentages). */
  | 'number'
  /** A decimal kept to the cent. */
  | 'money'
  | 'whole'
  | 'day'
  | 'choice'
  | 'ref'
  | 'object'
  | 'list'
  /** domain, sparse, Id, SyncToken, MetaData: written by the answer, ignored in a request. */
  | 'server';

export type Member = {
  readonly kind: Kind;
  readonly max?: number;
  readonly values?: readonly string[];
  readonly members?: Members;
  /** Known to the schema inside `members`, accepted and not kept. */
  readonly tolerated?: readonly string[];
  /** Entity a ref points at; `name` of its answer comes from there. */
  readonly target?: string;
  /** false: the ref is written without a name (recorded for some). */
  readonly named?: boolean;
  /** Accepted in a request and ignored; only the server sets it. */
  readonly readOnly?: boolean;
  /** May stand in a WHERE; `order` may only stand in an ORDERBY. */
  readonly query?: 'filter' | 'order';
  /** Shows only in these answers. */
  readonly views?: readonly View[];
};

export type Members = { readonly [name: string]: Member };

type Options = Omit<Member, 'kind' | 'max' | 'values' | 'members' | 'target'>;

export const text = (max = 4000, options: Options = {}): Member => ({ kind: 'text', max, ...options });
export const flag = (options: Options = {}): Member => ({ kind: 'flag', ...options });
export const number = (options: Options = {}): Member => ({ kind: 'number', ...options });
export const money = (options: Options = {}): Member => ({ kind: 'money', ...options });
export const whole = (options: Options = {}): Member => ({ kind: 'whole', ...options });
export const day = (options: Options = {}): Member => ({ kind: 'day', ...options });
export const choice = (values: readonly string[], options: Options = {}): Member => ({
  kind: 'choice',
  values,
  ...options,
});
export const ref = (target: string, options: Options = {}): Member => ({ kind: 'ref', target, ...options });
export const object = (members: Members, options: Options = {}): Member => ({ kind: 'object', members, ...options });
export const list = (members: Members, options: Options = {}): Member => ({ kind: 'list', members, ...options });
export const server = (options: Options = {}): Member => ({ kind: 'server', ...options });

/** The members every record has, in the order recorded. Spread them into a table where its recording has them. */
export const standard: Members = {
  domain: server(),
  sparse: server(),
  Id: server({ query: 'filter' }),
  SyncToken: server(),
  MetaData: server(),
};

/** Members only deletion and node clients send along; accepted everywhere at the top of a record. */
const ALWAYS_TOLERATED = new Set([
  'status',
  'AttachableRef',
  'CustomField',
  'domain',
  'sparse',
  'Id',
  'SyncToken',
  'MetaData',
]);

export type ReadContext = {
  /** Class named in the text of a 2010. */
  readonly className: string;
  readonly tolerated: readonly string[];
  readonly top: boolean;
};

function unrecognised(name: string, className: string, known: readonly string[]): Refusal {
  const listed = known.map((item) => `"${item}"`).join(', ');
  return refuse(
    '2010',
    `Property Name:Unrecognized field "${name}" (class com.intuit.schema.finance.v3.${className}), not marked as ignorable (${known.length} known properties: ${listed}])`,
    name,
  );
}

function wrongType(name: string, expected: string, value: Json): Refusal {
  const got = Array.isArray(value)
    ? 'START_ARRAY'
    : typeof value === 'object'
      ? 'START_OBJECT'
      : `value '${String(value)}'`;
  return refuse(
    '2010',
    `Property Name:Can not deserialize instance of ${expected} out of ${got} token for ${name}`,
    name,
  );
}

export function isObject(value: Json | undefined): value is { readonly [member: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/**
 * Reads a request body by its table: unknown members are refused (2010), scalars are taken as leniently as the real
 * parser takes them ("12.50" for a number, 7 for a text), read-only members are dropped, `null` and "" mean cleared.
 */
export function readBody(value: Json, members: Members, context: ReadContext): Body {
  if (!isObject(value)) throw wrongType(context.className, `com.intuit.schema.finance.v3.${context.className}`, value);
  const result: Body = {};
  for (const [name, given] of Object.entries(value)) {
    const member = Object.hasOwn(members, name) ? members[name] : undefined;
    if (member === undefined) {
      if (context.top ? ALWAYS_TOLERATED.has(name) : isKnown(context.className, name)) continue;
      if (context.tolerated.includes(name)) continue;
      throw unrecognised(name, context.className, [...Object.keys(members), ...context.tolerated]);
    }
    if (member.readOnly === true || member.kind === 'server') continue;
    result[name] = given === null ? null : readMember(given, member, name);
  }
  return result;
}

function readMember(given: Json, member: Member, name: string): Json {
  switch (member.kind) {
    case 'text':
      return readText(given, member, name);
    case 'flag':
      if (typeof given === 'boolean') return given;
      if (given === 'true' || given === 'false') return given === 'true';
      throw wrongType(name, 'java.lang.Boolean', given);
    case 'number':
      return readNumber(given, name);
    case 'money':
      return fromCents(toCents(readNumber(given, name)));
    case 'whole': {
      const number = readNumber(given, name);
      if (!Number.isInteger(number)) throw wrongType(name, 'java.lang.Integer', given);
      return number;
    }
    case 'day': {
      if (typeof given !== 'string') throw wrongType(name, 'java.util.Date', given);
      if (given === '') return null;
      const head = given.slice(0, 10);
      if (!isDay(head)) throw refuse('2060', `Invalid Date format. Supplied value:${given}`, name);
      return head;
    }
    case 'choice': {
      if (typeof given !== 'string') throw wrongType(name, 'java.lang.String', given);
      if (given === '') return null;
      if (!(member.values ?? []).includes(given)) throw refuse('2170', `Invalid Enumeration : ${given}`, name);
      return given;
    }
    case 'ref':
      return readRef(given, name);
    case 'object':
      return readBody(given, member.members ?? {}, { className: name, tolerated: member.tolerated ?? [], top: false });
    case 'list': {
      if (!isList(given)) throw wrongType(name, 'java.util.ArrayList', given);
      const inner = { className: name, tolerated: member.tolerated ?? [], top: false };
      return given.map((item) => readBody(item, member.members ?? {}, inner));
    }
    case 'server':
      return null;
  }
}

function readText(given: Json, member: Member, name: string): Json {
  if (typeof given === 'object') throw wrongType(name, 'java.lang.String', given);
  const value = String(given);
  if (value.trim() === '') return null;
  const max = member.max ?? 4000;
  if (value.length > max) throw refuse('2050', `Min:0 Max:${max} supplied:${value.length}`, name);
  return value;
}

/** Ten digits before the point is all the service takes. */
const MOST = 10_000_000_000;

function readNumber(given: Json, name: string): number {
  const text = typeof given === 'string' && isDecimalText(given);
  if (!text && (typeof given !== 'number' || !Number.isFinite(given)))
    throw wrongType(name, 'java.math.BigDecimal', given);
  const value = Number(given);
  if (Math.abs(value) >= MOST) throw outOfRange(name);
  return value;
}

function readRef(given: Json, name: string): Json {
  if (!isObject(given)) throw wrongType(name, 'com.intuit.schema.finance.v3.ReferenceType', given);
  for (const key of Object.keys(given)) {
    if (key !== 'value' && key !== 'name' && key !== 'type')
      throw unrecognised(key, 'ReferenceType', ['value', 'name', 'type']);
  }
  const value = given.value;
  if (value === undefined || value === null || value === '') return null;
  if (typeof value !== 'string' && typeof value !== 'number') throw wrongType(name, 'java.lang.String', value);
  return { value: String(value) };
}

/** Name of a referenced record as answers show it; undefined when the ref is written bare. */
export type NameOf = (target: string, id: string) => string | undefined;

/** Writes a stored value into an answer: only references change, they get the present name of what they point at. */
export function writeMember(value: Json, member: Member, nameOf: NameOf): Json {
  if (value === null) return null;
  switch (member.kind) {
    case 'ref': {
      const id = refValue(value);
      if (id === undefined) return value;
      const name = member.named === false ? undefined : nameOf(member.target ?? '', id);
      return name === undefined ? { value: id } : { value: id, name };
    }
    case 'object':
      return isObject(value) ? writeObject(value, member.members ?? {}, nameOf) : value;
    case 'list':
      return isList(value)
        ? value.map((item) => (isObject(item) ? writeObject(item, member.members ?? {}, nameOf) : item))
        : value;
    default:
      return value;
  }
}

function writeObject(value: { readonly [member: string]: Json }, members: Members, nameOf: NameOf): Body {
  const result: Body = {};
  for (const name of Object.keys(value)) {
    const inner = value[name];
    if (inner === undefined || inner === null) continue;
    const member = members[name];
    result[name] = member === undefined ? inner : writeMember(inner, member, nameOf);
  }
  return result;
}

/** The id inside a stored reference. */
export function refValue(value: Json | undefined): string | undefined {
  return isObject(value) && typeof value.value === 'string' ? value.value : undefined;
}

/** Text member, or undefined. */
export function textOf(body: { readonly [member: string]: Json }, name: string): string | undefined {
  const value = body[name];
  return typeof value === 'string' ? value : undefined;
}

/** Number member, or undefined. */
export function numberOf(body: { readonly [member: string]: Json }, name: string): number | undefined {
  const value = body[name];
  return typeof value === 'number' ? value : undefined;
}
