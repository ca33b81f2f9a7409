/** The sandbox answers as QuickBooks answered: exchanges rewritten with our own names, and the shapes of query rows. */
import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { type Company, createCompany } from '../../../main/sandbox/company/index.ts';

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
type Step = { as?: string; path: string; body: Json };
type Exchange = {
  name: string;
  setup?: Step[];
  request: { method: string; path: string; query?: Record<string, string>; body?: Json; text?: string };
  status: number;
  response: Json;
};
type Shape = { always: Record<string, string>; sometimes: Record<string, string> };

const load = (name: string) => JSON.parse(readFileSync(new URL(`./fixtures/${name}`, import.meta.url), 'utf8'));
const exchanges: Exchange[] = load('exchanges.json');
const shapes: Record<string, Record<string, Shape>> = load('shapes.json');

const FORMS: Record<string, RegExp> = {
  $id: /^\d+$/,
  $day: /^\d{4}-\d{2}-\d{2}$/,
  $stamp: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}-0[78]:00$/,
  $time: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}-0[78]:00$/,
  $text: /^.+$/s,
};

/** Every difference between an answer and what it should be, as `path: reason`. */
function differences(actual: Json | undefined, wanted: Json | undefined, path = ''): string[] {
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

function company(seed: 'demo' | 'empty'): Company {
  let at = Date.parse('2026-11-20T12:00:00-08:00');
  const clock = {
    now: () => {
      at += 1500;
      return at;
    },
  };
  return createCompany({ clock, seed });
}

const tally = { tried: 0, equal: 0, different: [] as string[] };

describe('exchanges', () => {
  test.each(exchanges)('$name', ({ name, setup, request, status, response }) => {
    const sandbox = company('empty');
    const root = `/v3/company/${sandbox.realmId}`;
    const names = new Map<string, string>();
    for (const step of setup ?? []) {
      const made = sandbox.handle({
        method: 'POST',
        path: root + step.path,
        query: {},
        headers: {},
        body: JSON.stringify(put(step.body, names)),
      });
      expect(made.status, made.body).toBe(200);
      const [entity] = Object.values(JSON.parse(made.body)) as { Id: string }[];
      if (step.as !== undefined && entity !== undefined) names.set(step.as, entity.Id);
    }
    const body = request.text ?? (request.body === undefined ? undefined : JSON.stringify(put(request.body, names)));
    const answer = sandbox.handle({
      method: request.method,
      path: root + put(request.path, names),
      query: put(request.query ?? {}, names),
      headers: {},
      ...(body === undefined ? {} : { body }),
    });
    const found =
      answer.status === status ? differences(JSON.parse(answer.body), response) : [`status ${answer.status}`];
    tally.tried += 1;
    if (found.length === 0) tally.equal += 1;
    else tally.different.push(`${name}: ${found.join('; ')}`);
    expect(found).toEqual([]);
  });
});

/** Members our book has and the recorded company's rows happened not to have. They exist in QuickBooks. */
const ALSO: Record<string, string[]> = {
  Customer: ['SalesTermRef', 'AlternatePhone', 'Suffix'],
  Item: ['Sku', 'SubItem', 'ParentRef', 'Level'],
  Account: ['AcctNum', 'Description'],
  Invoice: ['InvoiceLink', 'Deposit'],
  Payment: [],
};

/** In every recorded row because of what that company had written, not because QuickBooks always answers it. */
const BY_CHANCE = new Set([
  'GivenName',
  'BillAddr',
  'ShipAddr',
  'DocNumber',
  'DepositToAccountRef',
  'Lat',
  'Long',
  'Line2',
  'Line3',
  'City',
  'CountrySubDivisionCode',
  'PostalCode',
  'UnitPrice',
  'Qty',
  'Description',
  'PrimaryEmailAddr',
]);

function typeOf(value: Json): string {
  return Array.isArray(value) ? 'array' : typeof value;
}

/** Every way a row departs from the shape, once each. */
function departures(entity: string, row: Record<string, Json>, path: string, found: Set<string>): void {
  const shape = shapes[entity]?.[path === '' ? '.' : path];
  if (shape === undefined) return;
  for (const [name, type] of Object.entries(shape.always)) {
    if (BY_CHANCE.has(name)) continue;
    if (!Object.hasOwn(row, name)) found.add(`${path}/${name} is missing`);
    else if (typeOf(row[name] ?? null) !== type)
      found.add(`${path}/${name} is ${typeOf(row[name] ?? null)}, not ${type}`);
  }
  for (const [name, value] of Object.entries(row)) {
    const type = shape.always[name] ?? shape.sometimes[name];
    const known = type !== undefined || (path === '' && ALSO[entity]?.includes(name) === true);
    if (!known) found.add(`${path}/${name} was never recorded`);
    else if (type !== undefined && typeOf(value) !== type)
      found.add(`${path}/${name} is ${typeOf(value)}, not ${type}`);
    const inner = path === '' ? name : `${path}.${name}`;
    if (Array.isArray(value)) {
      for (const item of value)
        if (typeof item === 'object' && item !== null && !Array.isArray(item))
          departures(entity, item, `${inner}[]`, found);
    } else if (typeof value === 'object' && value !== null) departures(entity, value, inner, found);
  }
}

describe('rows of a query have the recorded members and types', () => {
  test.each(Object.keys(shapes))('%s', (entity) => {
    const sandbox = company('demo');
    const query = `SELECT * FROM ${entity} STARTPOSITION 1 MAXRESULTS 1000`;
    const answer = sandbox.handle({
      method: 'GET',
      path: `/v3/company/${sandbox.realmId}/query`,
      query: { query },
      headers: {},
    });
    const { QueryResponse } = JSON.parse(answer.body);
    expect(Object.keys(QueryResponse)).toEqual([
      entity,
      'startPosition',
      'maxResults',
      ...(entity === 'Invoice' ? ['totalCount'] : []),
    ]);
    const found = new Set<string>();
    for (const row of QueryResponse[entity]) departures(entity, row, '', found);
    expect(QueryResponse[entity].length).toBeGreaterThan(20);
    expect([...found]).toEqual([]);
  });
});

afterAll(() => {
  console.log(`exchanges tried ${tally.tried}, equal ${tally.equal}, different ${tally.different.length}`);
  for (const line of tally.different) console.log(`  ${line}`);
});
