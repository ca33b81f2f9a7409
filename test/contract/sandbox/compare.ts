/**
 * Tells how an answer differs from what it should be: the one comparer of this contract. `differences` holds an answer
 * against a whole one, value by value; `departures` holds a row against the members and types rows of its kind have.
 */
export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
type Members = { [name: string]: Json };

/** Forms a fixture writes where a value is an id, a time or a name that belongs to one company. */
const FORMS: Readonly<Record<string, RegExp>> = {
  $id: /^\d+$/,
  /** A SyncToken whose history the fixture does not tell. */
  $token: /^\d+$/,
  $day: /^\d{4}-\d{2}-\d{2}$/,
  $stamp: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}-0[78]:00$/,
  $time: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}-0[78]:00$/,
  $text: /^.+$/s,
};

/** Stands for a JSON number that depends on everything else in the book: a balance, a stock. */
const ANY_NUMBER = '$number';

/** The JSON type of a value; undefined has none. */
export function typeOf(value: Json | undefined): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

const isMembers = (value: Json | undefined): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every difference between an answer and what it should be, as `path: reason`. The order of members does not count. */
export function differences(actual: Json | undefined, wanted: Json | undefined, path = ''): string[] {
  if (wanted === ANY_NUMBER)
    return typeof actual === 'number' ? [] : [`${path}: ${JSON.stringify(actual)} is not a number`];
  if (typeof wanted === 'string' && FORMS[wanted] !== undefined) {
    return typeof actual === 'string' && FORMS[wanted].test(actual)
      ? []
      : [`${path}: ${JSON.stringify(actual)} is not ${wanted}`];
  }
  if (typeOf(actual) !== typeOf(wanted)) return [`${path}: ${typeOf(actual)} instead of ${typeOf(wanted)}`];
  if (Array.isArray(wanted) && Array.isArray(actual)) {
    const length = actual.length === wanted.length ? [] : [`${path}: ${actual.length} instead of ${wanted.length}`];
    return [
      ...length,
      ...wanted.slice(0, actual.length).flatMap((one, at) => differences(actual[at], one, `${path}/${at}`)),
    ];
  }
  if (isMembers(wanted) && isMembers(actual)) {
    const names = new Set([...Object.keys(actual), ...Object.keys(wanted)]);
    return [...names].flatMap((name) => {
      const here = `${path}/${name}`;
      if (!Object.hasOwn(wanted, name)) return [`${here}: not expected`];
      if (!Object.hasOwn(actual, name)) return [`${here}: missing`];
      return differences(actual[name], wanted[name], here);
    });
  }
  return actual === wanted ? [] : [`${path}: ${JSON.stringify(actual)} instead of ${JSON.stringify(wanted)}`];
}

type Shape = {
  readonly always: Readonly<Record<string, string>>;
  readonly sometimes: Readonly<Record<string, string>>;
};
/** By entity, then by path inside its rows (`.` at the top, `Line[]` in a list). */
export type Shapes = Readonly<Record<string, Readonly<Record<string, Shape>>>>;

/** What a comparison of shapes lets pass. */
export type Leave = {
  /** Members our book has and the recorded rows happened not to have, by entity and path. They exist in QuickBooks. */
  readonly also: Readonly<Record<string, readonly string[]>>;
  /** In every recorded row because of what that company had written, not because QuickBooks always answers it. */
  readonly byChance: readonly string[];
};

/** Every way a row departs from the shape of its kind, once each. */
export function departures(
  shapes: Shapes,
  leave: Leave,
  entity: string,
  row: Members,
  path = '',
  found = new Set<string>(),
): Set<string> {
  const shape = shapes[entity]?.[path === '' ? '.' : path];
  if (shape === undefined) return found;
  for (const [name, type] of Object.entries(shape.always)) {
    if (leave.byChance.includes(name)) continue;
    if (!Object.hasOwn(row, name)) found.add(`${path}/${name}: missing`);
    else if (typeOf(row[name]) !== type) found.add(`${path}/${name}: ${typeOf(row[name])} instead of ${type}`);
  }
  for (const [name, value] of Object.entries(row)) {
    const type = shape.always[name] ?? shape.sometimes[name];
    const known = type !== undefined || leave.also[path === '' ? entity : `${entity}.${path}`]?.includes(name) === true;
    if (!known) found.add(`${path}/${name}: not expected`);
    else if (type !== undefined && typeOf(value) !== type)
      found.add(`${path}/${name}: ${typeOf(value)} instead of ${type}`);
    const inner = path === '' ? name : `${path}.${name}`;
    if (Array.isArray(value)) {
      for (const item of value) if (isMembers(item)) departures(shapes, leave, entity, item, `${inner}[]`, found);
    } else if (isMembers(value)) departures(shapes, leave, entity, value, inner, found);
  }
  return found;
}
