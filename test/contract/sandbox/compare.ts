/** Holds answers of the sandbox against recorded ones: an exchange value by value, rows of a query by their shape. */
import { readFileSync } from 'node:fs';
import { type Company, createCompany } from '../../../main/sandbox/company/index.ts';

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
type Step = { as?: string; path: string; query?: Record<string, string>; body: Json };
export type Exchange = {
  name: string;
  setup?: Step[];
  request: { method: string; path: string; query?: Record<string, string>; body?: Json; text?: string };
  status: number;
  response: Json;
};
type Shape = { always: Record<string, string>; sometimes: Record<string, string> };
/** By entity, then by path inside its rows. */
export type Shapes = Record<string, Record<string, Shape>>;

export const load = (name: string) => JSON.parse(readFileSync(new URL(`./fixtures/${name}`, import.meta.url), 'utf8'));

const FORMS: Record<string, RegExp> = {
  $id: /^\d+$/,
  $day: /^\d{4}-\d{2}-\d{2}$/,
  $stamp: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}-0[78]:00$/,
  $time: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}-0[78]:00$/,
  $text: /^.+$/s,
};

/** Every difference between an answer and what it should be, as `path: reason`. */
export function differences(actual: Json | undefined, wanted: Json | undefined, path = ''): string[] {
  if (typeof wanted === 'string' && FORMS[wanted] !== undefined) {
    return typeof actual === 'string' && FORMS[wanted].test(actual)
      ? []
      : [`${path}: ${JSON.stringify(actual)} is not ${wanted}`];
  }
  if (typeof wanted !== 'object' || wanted === null) {
    return actual === wanted ? [] : [`${path}: ${JSON.stringify(actual)} instead of ${JSON.stringify(wanted)}`];
  }
  if (typeof actual !== 'object' || actual === null || Array.isArray(actual) !== Array.isArray(wanted))
    return [`${path}: another type`];
  const names = new Set([...Object.keys(actual), ...Object.keys(wanted)]);
  return [...names].flatMap((name) => {
    const here = `${path}/${name}`;
    if (!Object.hasOwn(wanted, name)) return [`${here}: not expected`];
    if (!Object.hasOwn(actual, name)) return [`${here}: missing`];
    return differences((actual as Record<string, Json>)[name], (wanted as Record<string, Json>)[name], here);
  });
}

function put<T extends Json | string>(value: T, names: Map<string, string>): T {
  return JSON.parse(JSON.stringify(value).replace(/\{\{(\w+)\}\}/g, (_, name: string) => names.get(name) ?? '')) as T;
}

export function company(seed: 'demo' | 'empty'): Company {
  let at = Date.parse('2026-11-20T12:00:00-08:00');
  const clock = {
    now: () => {
      at += 1500;
      return at;
    },
  };
  return createCompany({ clock, seed });
}

/** Runs an exchange in an empty company; what differs from the recorded answer. */
export function runExchange({ setup, request, status, response }: Exchange): string[] {
  const sandbox = company('empty');
  const root = `/v3/company/${sandbox.realmId}`;
  const names = new Map<string, string>();
  const send = (method: string, path: string, query: Record<string, string>, body?: string) =>
    sandbox.handle({ method, path: root + path, query, headers: {}, ...(body === undefined ? {} : { body }) });
  for (const step of setup ?? []) {
    const made = send('POST', step.path, step.query ?? {}, JSON.stringify(put(step.body, names)));
    if (made.status !== 200) return [`setup ${step.path}: ${made.body}`];
    const answer = JSON.parse(made.body);
    // The tax service answers without an envelope.
    const id = answer.TaxCodeId ?? (Object.values(answer)[0] as { Id?: string } | undefined)?.Id;
    if (step.as !== undefined && id !== undefined) names.set(step.as, id);
  }
  const body = request.text ?? (request.body === undefined ? undefined : JSON.stringify(put(request.body, names)));
  const answer = send(request.method, put(request.path, names), put(request.query ?? {}, names), body);
  if (answer.status !== status) return [`status ${answer.status}: ${answer.body}`];
  return differences(JSON.parse(answer.body), response);
}

function typeOf(value: Json): string {
  return Array.isArray(value) ? 'array' : typeof value;
}

/** What a comparison of shapes lets pass. */
export type Leave = {
  /** Members our book has and the recorded rows happened not to have, by entity and by path (`.` at the top). */
  readonly also: Readonly<Record<string, readonly string[]>>;
  /** In every recorded row because of what that company had written, not because QuickBooks always answers it. */
  readonly byChance: ReadonlySet<string>;
};

/** Every way a row departs from the shape, once each. */
export function departures(
  shapes: Shapes,
  leave: Leave,
  entity: string,
  row: Record<string, Json>,
  path: string,
  found: Set<string>,
): void {
  const shape = shapes[entity]?.[path === '' ? '.' : path];
  if (shape === undefined) return;
  for (const [name, type] of Object.entries(shape.always)) {
    if (leave.byChance.has(name)) continue;
    if (!Object.hasOwn(row, name)) found.add(`${path}/${name} is missing`);
    else if (typeOf(row[name] ?? null) !== type)
      found.add(`${path}/${name} is ${typeOf(row[name] ?? null)}, not ${type}`);
  }
  for (const [name, value] of Object.entries(row)) {
    const type = shape.always[name] ?? shape.sometimes[name];
    const known = type !== undefined || leave.also[path === '' ? entity : `${entity}.${path}`]?.includes(name) === true;
    if (!known) found.add(`${path}/${name} was never recorded`);
    else if (type !== undefined && typeOf(value) !== type)
      found.add(`${path}/${name} is ${typeOf(value)}, not ${type}`);
    const inner = path === '' ? name : `${path}.${name}`;
    if (Array.isArray(value)) {
      for (const item of value)
        if (typeof item === 'object' && item !== null && !Array.isArray(item))
          departures(shapes, leave, entity, item, `${inner}[]`, found);
    } else if (typeof value === 'object' && value !== null) departures(shapes, leave, entity, value, inner, found);
  }
}
