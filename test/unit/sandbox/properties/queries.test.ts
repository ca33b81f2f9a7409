/** Any query a client can write finds what a plain filter over all rows finds, in the order and the pages it asks for. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { entities } from '../../../../main/sandbox/company/entities/index.ts';
import type { Member } from '../../../../main/sandbox/company/members.ts';
import { carryOut } from './carry-out.ts';
import { effort, PATIENCE } from './effort.ts';
import { steps } from './steps.ts';
import { makeWorld, PROFILES, pick, type Wire, type World } from './world.ts';

type Kind = 'id' | 'text' | 'ref' | 'number' | 'flag' | 'day' | 'time';
type Field = { readonly path: string; readonly kind: Kind; readonly filter: boolean };

/** Names as people type them: quotes, wildcards, backslashes, signs that mean something to a pattern, other alphabets. */
const ODD = [
  "O'Brien & Sons",
  '100% Roofing',
  'Back\\slash',
  'a_b.c*(d)',
  'axb.c*(d)',
  'Žluťoučký kůň',
  'ÅNGSTRÖM',
  '  two  spaces',
  '屋根',
];

/** A company in which everything exists, some of it inactive, nested or oddly named. */
function crowded(): World {
  const here = makeWorld(PROFILES['foreign money'] ?? {});
  for (const [index, name] of ODD.entries()) {
    const Id = here.post('/customer', { DisplayName: `Gone ${name}` }).body.Customer.Id;
    if (index % 2 === 0) here.post('/customer', { Id, SyncToken: '0', sparse: true, Active: false });
    here.post('/customer', {
      DisplayName: name,
      CompanyName: ODD[(index + 1) % ODD.length],
      GivenName: name.slice(0, 3),
    });
    here.post('/vendor', { DisplayName: `${name} Ltd`, FamilyName: name });
    here.post('/class', { Name: name });
    here.post('/department', { Name: name });
    here.post('/term', { Name: name, DueDays: index });
    here.post('/paymentmethod', { Name: name });
    here.post('/creditcardpayment', {
      CreditCardAccountRef: { value: here.account('Company Card') },
      BankAccountRef: { value: here.account('Business Checking') },
      Amount: index + 1,
      Memo: name,
    });
    here.post('/attachable', {
      Note: name,
      FileName: `${name}.txt`,
      AttachableRef: [{ EntityRef: { type: 'Customer', value: '1' } }],
    });
  }
  // The same company every time: what differs from run to run is what is asked.
  for (const given of fc.sample(steps(60, 60), { numRuns: 4, seed: 11 })) {
    for (const step of given) {
      here.wait(17);
      carryOut(here, step, here.photo());
    }
  }
  return here;
}

const here = crowded();

const kindOf = (member: Member): Kind => {
  if (member.kind === 'number' || member.kind === 'money' || member.kind === 'whole') return 'number';
  if (member.kind === 'flag' || member.kind === 'day' || member.kind === 'ref') return member.kind;
  return 'text';
};

const FIELDS: ReadonlyMap<string, readonly Field[]> = new Map(
  entities.map((def) => [
    def.name,
    [
      { path: 'Id', kind: 'id', filter: true },
      { path: 'MetaData.CreateTime', kind: 'time', filter: true },
      { path: 'MetaData.LastUpdatedTime', kind: 'time', filter: true },
      ...Object.entries(def.members)
        .filter(([name, member]) => member.query !== undefined && name !== 'Id')
        .map(([path, member]): Field => ({ path, kind: kindOf(member), filter: member.query === 'filter' })),
    ],
  ]),
);

const ROWS: ReadonlyMap<string, readonly Wire[]> = new Map(
  entities.map((def) => {
    const active = def.members.Active?.query === undefined ? '' : 'where Active in (true, false)';
    return [
      def.name,
      here.query(`select * from ${def.name} ${active} maxresults 1000`).body.QueryResponse[def.name] ?? [],
    ];
  }),
);

/** What a client sees of a field. */
function read(row: Wire, { path, kind }: Field): string | number | boolean | undefined {
  const value = path.split('.').reduce((inner, part) => inner?.[part], row);
  if (value === undefined) return undefined;
  if (kind === 'time') return Date.parse(value);
  if (kind === 'ref') return value.value;
  return typeof value === 'object' ? (value.Address ?? value.value) : value;
}

const folded = (value: string | number | boolean | undefined) =>
  typeof value === 'string' ? value.toLowerCase() : value;

/** `%` stands for anything, nothing else does. Written without patterns, so as not to make the same mistake twice. */
function like(value: string, pattern: string): boolean {
  const [first = '', ...rest] = pattern.split('%');
  if (rest.length === 0) return value === first;
  if (!value.startsWith(first)) return false;
  let at = first.length;
  const last = rest.pop() ?? '';
  for (const part of rest) {
    const found = value.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return value.length - last.length >= at && value.endsWith(last);
}

type Asked = {
  readonly field: number;
  readonly operator: '=' | '<' | '>' | '<=' | '>=' | 'IN' | 'LIKE';
  /** Rows whose values are asked for, and how they are bent. */
  readonly of: readonly number[];
  readonly bend: number;
  readonly upper: boolean;
};

const quoted = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

type Condition = { readonly text: string; readonly holds: (row: Wire) => boolean };

/** Bends a value a row has into one that may or may not be there, and says how it is written and what it means. */
function literal(
  kind: Kind,
  value: string | number | boolean,
  bend: number,
): { text: string; means: string | number | boolean } {
  switch (kind) {
    case 'number': {
      const means = Number(value) + [0, 0, 1, -0.01, 1000][bend % 5]!;
      const written = String(Math.round(means * 1e6) / 1e6);
      return { text: bend % 2 === 0 ? written : `'${written}'`, means: Number(written) };
    }
    case 'flag': {
      const means = bend % 2 === 0 ? value === true : value !== true;
      return { text: bend % 3 === 0 ? `'${means}'` : String(means), means };
    }
    case 'day': {
      const means = bend % 3 === 0 ? '2026-02-28' : String(value);
      return { text: bend % 4 === 1 ? `'${means}T10:00:00-08:00'` : `'${means}'`, means };
    }
    case 'time': {
      const means = Number(value) + [0, 0, 1000, -1000, 86_400_000][bend % 5]!;
      return { text: `'${new Date(means).toISOString()}'`, means };
    }
    case 'id':
    case 'ref':
      return { text: quoted(String(value)), means: String(value) };
    case 'text': {
      const means = bend % 4 === 3 ? `${value}x` : String(value);
      return { text: quoted(means), means };
    }
  }
}

function conditionOf(entity: string, asked: Asked): Condition | undefined {
  const rows = ROWS.get(entity) ?? [];
  const field = pick(
    (FIELDS.get(entity) ?? []).filter((item) => item.filter),
    asked.field,
  );
  if (field === undefined) return undefined;
  const operator = field.kind === 'id' && asked.operator !== 'IN' ? '=' : asked.operator;
  const values = asked.of.map((index) => read(pick(rows, index) ?? {}, field)).filter((value) => value !== undefined);
  const path = asked.upper ? field.path.toUpperCase() : field.path;
  const [value] = values;
  // Nobody has one: asked for with a space in quotes.
  if (value === undefined) return { text: `${path} = ' '`, holds: (row) => read(row, field) === undefined };
  if (operator === 'LIKE') {
    if (field.kind !== 'text') return undefined;
    const text = String(value);
    const from = asked.bend % Math.max(1, text.length);
    const cut = text.slice(from, from + 1 + (asked.bend % 4));
    const pattern = [
      `%${cut}%`,
      `${text.slice(0, from)}%`,
      `%${text.slice(from)}`,
      text,
      `${text.slice(0, 1)}%${text.slice(-1)}`,
    ][asked.bend % 5]!;
    const wanted = pattern.toLowerCase();
    return {
      text: `${path} LIKE ${quoted(pattern)}`,
      holds: (row) => {
        const own = read(row, field);
        return own !== undefined && like(String(own).toLowerCase(), wanted);
      },
    };
  }
  if (operator === 'IN') {
    const literals = values.map((one) => literal(field.kind, one, asked.bend));
    const wanted = new Set(literals.map((one) => folded(one.means)));
    return {
      text: `${path} IN (${literals.map((one) => one.text).join(', ')})`,
      holds: (row) => wanted.has(folded(read(row, field))),
    };
  }
  const { text, means } = literal(field.kind, value, asked.bend);
  const limit = folded(means);
  return {
    text: `${path} ${operator} ${text}`,
    holds: (row) => {
      const own = folded(read(row, field));
      if (operator === '=') return own === limit;
      if (own === undefined || limit === undefined) return false;
      if (operator === '<') return own < limit;
      if (operator === '>') return own > limit;
      return operator === '<=' ? own <= limit : own >= limit;
    },
  };
}

const nat = fc.nat({ max: 400 });
const condition = fc.record<Asked>({
  field: nat,
  operator: fc.constantFrom('=', '<', '>', '<=', '>=', 'IN', 'LIKE'),
  of: fc.array(nat, { minLength: 1, maxLength: 4 }),
  bend: nat,
  upper: fc.boolean(),
});
const order = fc.array(
  fc.record({ field: nat, descending: fc.boolean(), words: fc.constantFrom('ORDERBY', 'order by') }),
  {
    maxLength: 3,
  },
);

test('every type, field, operator, order and page', { timeout: PATIENCE }, () => {
  const names = entities.map((def) => def.name).filter((name) => (ROWS.get(name) ?? []).length > 0);
  fc.assert(
    fc.property(
      fc.constantFrom(...names),
      fc.array(condition, { maxLength: 3 }),
      order,
      fc.integer({ min: 1, max: 12 }),
      (entity, given, orders, page) => {
        const rows = ROWS.get(entity) ?? [];
        const conditions = given.flatMap((one) => conditionOf(entity, one) ?? []);
        const hides = rows[0]?.Active !== undefined && !conditions.some(({ text }) => /^active /i.test(text));
        const wanted = rows.filter((row) => (!hides || row.Active) && conditions.every(({ holds }) => holds(row)));
        const where = conditions.length === 0 ? '' : ` WHERE ${conditions.map(({ text }) => text).join(' AND ')}`;
        const fields = FIELDS.get(entity) ?? [];
        const sorts = orders.flatMap((sort) => {
          const field = pick(fields, sort.field);
          return field === undefined ? [] : [{ field, descending: sort.descending }];
        });
        const words = orders[0]?.words ?? 'ORDERBY';
        const sorted =
          sorts.length === 0
            ? ''
            : ` ${words} ${sorts.map(({ field, descending }) => field.path + (descending ? ' DESC' : '')).join(', ')}`;
        const ask = (tail: string) => {
          const answer = here.query(`SELECT * FROM ${entity}${where}${sorted}${tail}`);
          if (answer.status !== 200) throw new Error(`${where}${sorted}: ${answer.text}`);
          return answer.body.QueryResponse;
        };
        const found: Wire[] = ask(' MAXRESULTS 1000')[entity] ?? [];
        const ids = found.map((row) => row.Id);
        expect([...ids].sort()).toEqual(wanted.map((row) => row.Id).sort());
        const byId = new Map(rows.map((row) => [row.Id, row]));
        for (const row of found) expect(row).toEqual(byId.get(row.Id));
        // In order: of two neighbours the first difference points the way asked for; what is absent comes first.
        for (const [index, row] of found.slice(1).entries()) {
          for (const { field, descending } of sorts) {
            const [a, b] = [folded(read(found[index], field)), folded(read(row, field))].map((key) =>
              field.kind === 'id' ? String(key).padStart(24, '0') : key,
            );
            if (a === b) continue;
            const rises = a === undefined || (b !== undefined && a < b);
            if (rises === descending) throw new Error(`${sorted}: ${a} before ${b}`);
            break;
          }
        }
        const count = here.query(`select count(*) from ${entity}${where}`).body.QueryResponse.totalCount;
        expect(count).toBe(wanted.length);
        // Page after page is the whole, nothing twice and nothing lost, however ties fall.
        const pages: string[] = [];
        for (let start = 1; start <= wanted.length; start += page) {
          const part = ask(` STARTPOSITION ${start} MAXRESULTS ${page}`);
          expect(part.maxResults).toBe(Math.min(page, wanted.length - start + 1));
          pages.push(...part[entity].map((row: Wire) => row.Id));
        }
        expect(pages).toEqual(ids);
      },
    ),
    effort(400),
  );
});

test('what cannot be asked for is refused, field by field', () => {
  for (const def of entities) {
    for (const [name, { query }] of Object.entries(def.members)) {
      if (query === undefined && name !== 'MetaData' && name !== 'Id') {
        const where = here.query(`select * from ${def.name} where ${name} = 'x'`);
        expect(where.body.Fault?.Error[0].code, `${def.name}.${name}`).toBe('4001');
        const sort = here.query(`select * from ${def.name} orderby ${name}`);
        expect(sort.body.Fault?.Error[0].code, `${def.name}.${name}`).toBe('4001');
      }
      if (query === 'order') {
        expect(here.query(`select * from ${def.name} where ${name} > '0'`).body.Fault?.Error[0].code).toBe('4001');
        expect(here.query(`select * from ${def.name} orderby ${name}`).status).toBe(200);
      }
    }
  }
});

test('only % stands for anything', () => {
  for (const name of ODD) {
    const answer = here.query(`select * from Customer where DisplayName like ${quoted(name.trim())}`);
    const found = (answer.body.QueryResponse.Customer ?? []).map((row: Wire) => row.DisplayName);
    expect(found, name).toEqual([name.trim()]);
  }
});

test('the company asked has something of every type, and something inactive', () => {
  const bare = entities.map((def) => def.name).filter((name) => (ROWS.get(name) ?? []).length === 0);
  // These two are made on screens only, and a company starts without any.
  expect(bare).toEqual(['Budget', 'CustomerType']);
  expect((ROWS.get('Customer') ?? []).some((row) => row.Active === false)).toBe(true);
});
