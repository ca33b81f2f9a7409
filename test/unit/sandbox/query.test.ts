import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ask, fault, fresh } from './ask.ts';

type Wire = Record<string, unknown>;

const rowsOf = (answer: { body: { QueryResponse: Record<string, unknown> } }, entity: string) =>
  (answer.body.QueryResponse[entity] ?? []) as Wire[];

describe('the grammar', () => {
  test.each([
    "select * from Customer where DisplayName = 'Patrick O\\'Brien'",
    "SELECT * FROM customer WHERE displayname LIKE '%o\\'br%' ORDERBY Id STARTPOSITION 1 MAXRESULTS 10",
    "Select * From Customer Where Active In (true,false) And DisplayName = 'patrick o\\'brien' Order By DisplayName Desc MaxResults 5 StartPosition 1",
  ])('%s', (text) => {
    const { query } = ask('demo');
    expect(rowsOf(query(text), 'Customer').map((row) => row.DisplayName)).toEqual(["Patrick O'Brien"]);
  });

  test.each([
    [
      "select * from Customer where DisplayName = 'O''Brien'",
      '4000',
      'Encountered " <STRING> "\'Brien\' "" at line 1, column 47.',
    ],
    [
      "select * from Customer where DisplayName = 'a' or Active = true",
      '4000',
      'Encountered " "or" "or "" at line 1, column 48.',
    ],
    ['select , from Customer', '4000', 'Encountered " "," ", "" at line 1, column 8.'],
    ['select Colour from Customer', '4001', 'Property Colour not found'],
    ['select * from Customer where Active != true', '4000', 'Encountered " "!=" "!= ""'],
    ['select * from Customer where (Active = true)', '4000', 'Encountered " "(" "( ""'],
    ['select * from', '4000', 'Encountered "<EOF>" at line 1, column 14.'],
    ['', '4000', 'Encountered "<EOF>"'],
    ["select * from Customer where DisplayName = 'open", '4000', 'Lexical error at line 1'],
    ['select * from Customer where Balance > 5;', '4000', 'Lexical error at line 1, column 41.'],
    ['select * from Customer maxresults 5 maxresults 6', '4000', 'Encountered'],
    ['select * from Customer startposition 0', '4001', 'value 0 is too small. Min allowed value is 1'],
    ['select * from Customer maxresults 1001', '4001', 'value 1001 is too large. Max allowed value is 1000'],
    ['select * from Nonsense', '4001', 'Nonsense'],
    ["select * from Customer where Colour = 'red'", '4001', 'Property Colour not found for Entity Customer'],
    ["select * from Customer where Notes = 'x'", '4001', 'Property Notes is not queryable for Entity Customer'],
    ["select * from Customer where BalanceWithJobs > '0'", '4001', 'BalanceWithJobs'],
    ["select * from Invoice where PrivateNote = 'x'", '4001', 'PrivateNote'],
    ["select * from Invoice where Id > '5'", '4001', 'Id'],
    ["select * from Customer where Balance > 'lots'", '4001', 'lots'],
    ["select * from Customer where Active = 'maybe'", '4001', 'maybe'],
    ["select * from Customer where MetaData.LastUpdatedTime > 'yesterday'", '4001', 'yesterday'],
    ["select * from Invoice where TxnDate > '2026-13-01'", '4001', '2026-13-01'],
    ['select * from Customer orderby Notes', '4001', 'Notes'],
  ])('%s is refused', (text, code, words) => {
    const refused = fault(ask('empty').query(text));
    expect(refused).toMatchObject({ status: 400, code });
    expect(refused.detail).toMatch(code === '4000' ? /^QueryParserError: / : /^QueryValidationError: /);
    expect(refused.detail).toContain(words);
  });

  test('a query by POST is the same query', () => {
    const { post } = ask('demo');
    expect(post('/query', 'select count(*) from Invoice').body.QueryResponse).toEqual({ totalCount: 60 });
  });
});

describe('the answer', () => {
  test('nothing found is an empty object; counting counts', () => {
    const { query } = ask('demo');
    expect(query("select * from Customer where DisplayName = 'Nobody'").body.QueryResponse).toEqual({});
    expect(query('select * from Customer startposition 900').body.QueryResponse).toEqual({});
    expect(query("select count(*) from Customer where DisplayName like 'Greenleaf%'").body.QueryResponse).toEqual({
      totalCount: 3,
    });
    expect(query('select count(*) from Customer startposition 1 maxresults 1000').body.QueryResponse).toEqual({
      totalCount: 41,
    });
  });

  test('pages of a hundred unless told otherwise; totalCount only where recorded', () => {
    const { query, post } = fresh();
    for (let index = 0; index < 120; index += 1)
      post('/customer', { DisplayName: `C ${String(index).padStart(3, '0')}` });
    const first = query('select * from Customer').body.QueryResponse;
    expect(first).toMatchObject({ startPosition: 1, maxResults: 100 });
    expect(first.totalCount).toBeUndefined();
    const rest = query('select * from Customer startposition 101').body.QueryResponse;
    expect(rest).toMatchObject({ startPosition: 101, maxResults: 21 });
    expect(ask('demo').query('select * from Invoice maxresults 2').body.QueryResponse).toMatchObject({
      maxResults: 2,
      totalCount: 60,
    });
  });

  test('inactive records hide unless Active is asked for', () => {
    const { query } = ask('demo');
    const names = (text: string) => rowsOf(query(text), 'Customer').map((row) => row.DisplayName);
    expect(names("select * from Customer where DisplayName like 'Old Mill%'")).toEqual([]);
    expect(names("select * from Customer where DisplayName like 'Old Mill%' and Active in (true, false)")).toEqual([
      'Old Mill Bakery (deleted)',
    ]);
    expect(names('select * from Customer where Active = false')).toEqual(['Old Mill Bakery (deleted)']);
  });

  test('lists come by name, customers by their full name; transactions newest change first', () => {
    const { query } = ask('demo');
    const names = rowsOf(query('select * from Customer maxresults 1000'), 'Customer').map((row) =>
      String(row.FullyQualifiedName).toLowerCase(),
    );
    expect(names).toEqual([...names].sort());
    const times = rowsOf(query('select * from Invoice maxresults 1000'), 'Invoice').map((row) =>
      Date.parse((row.MetaData as { LastUpdatedTime: string }).LastUpdatedTime),
    );
    expect(times).toEqual([...times].sort((a, b) => b - a));
  });

  test('an order by several properties, and paging that loses nothing', () => {
    const { query } = ask('demo');
    const all: Wire[] = [];
    for (let start = 1; start <= 61; start += 7) {
      all.push(
        ...rowsOf(
          query(`select * from Invoice orderby Balance desc, Id startposition ${start} maxresults 7`),
          'Invoice',
        ),
      );
    }
    expect(new Set(all.map((row) => row.Id)).size).toBe(60);
    const keys = all.map((row) => [-(row.Balance as number), Number(row.Id)] as const);
    expect(keys).toEqual([...keys].sort((a, b) => a[0] - b[0] || a[1] - b[1]));
  });

  test('a space in quotes means no value', () => {
    const { query } = ask('demo');
    const found = rowsOf(query("select * from Customer where CompanyName = ' ' maxresults 1000"), 'Customer');
    expect(found.length).toBeGreaterThan(5);
    expect(found.every((row) => row.CompanyName === undefined)).toBe(true);
  });
});

describe('against a naive filter', () => {
  type Condition = { readonly text: string; readonly holds: (row: Wire) => boolean };
  const { query } = ask('demo');
  const at = (row: Wire, path: string): unknown =>
    path.split('.').reduce<unknown>((value, part) => (value as Wire | undefined)?.[part], row);
  const instant = (row: Wire, path: string) => Date.parse(String(at(row, path)));
  const compare = (operator: string, a: number | string, b: number | string) =>
    operator === '='
      ? a === b
      : operator === '<'
        ? a < b
        : operator === '>'
          ? a > b
          : operator === '<='
            ? a <= b
            : a >= b;
  const operator = fc.constantFrom('=', '<', '>', '<=', '>=');

  const amount = (name: string) =>
    fc.tuple(operator, fc.constantFrom('0', '374', '1520', '1500.50', '12000'), fc.boolean()).map(
      ([op, value, quoted]): Condition => ({
        text: `${name} ${op} ${quoted ? `'${value}'` : value}`,
        holds: (row) => at(row, name) !== undefined && compare(op, at(row, name) as number, Number(value)),
      }),
    );
  const date = (name: string) =>
    fc.tuple(operator, fc.constantFrom('2025-12-01', '2026-02-09', '2026-06-15', '2026-11-18')).map(
      ([op, value]): Condition => ({
        text: `${name} ${op} '${value}'`,
        holds: (row) => compare(op, at(row, name) as string, value),
      }),
    );
  const time = fc
    .tuple(operator, fc.constantFrom('2026-02-09T18:15:00Z', '2026-03-01', '2026-11-18T10:59:00-08:00'))
    .map(
      ([op, value]): Condition => ({
        text: `MetaData.LastUpdatedTime ${op} '${value}'`,
        holds: (row) =>
          compare(
            op,
            instant(row, 'MetaData.LastUpdatedTime'),
            value.length === 10 ? Date.parse(`${value}T00:00:00-08:00`) : Date.parse(value),
          ),
      }),
    );
  const ids = fc.uniqueArray(fc.integer({ min: 1, max: 120 }), { minLength: 1, maxLength: 6 }).map(
    (list): Condition => ({
      text: `Id IN (${list.map((id) => `'${id}'`).join(', ')})`,
      holds: (row) => list.includes(Number(row.Id)),
    }),
  );
  const ref = (name: string) =>
    fc
      .integer({ min: 1, max: 42 })
      .map((id): Condition => ({ text: `${name} = '${id}'`, holds: (row) => at(row, `${name}.value`) === String(id) }));
  const like = (name: string) =>
    fc.constantFrom('%a%', 'G%', '%s', '%ee%', '%.%', 'Hartwell Property Group', "%O\\'B%").map(
      (pattern): Condition => ({
        text: `${name} LIKE '${pattern}'`,
        holds: (row) => {
          const plain = pattern.replace('\\', '').toLowerCase();
          const value = String(at(row, name) ?? '').toLowerCase();
          const core = plain.replaceAll('%', '');
          if (at(row, name) === undefined) return false;
          if (plain.startsWith('%') && plain.endsWith('%')) return value.includes(core);
          if (plain.startsWith('%')) return value.endsWith(core);
          return plain.endsWith('%') ? value.startsWith(core) : value === core;
        },
      }),
    );

  const check = (entity: string, condition: fc.Arbitrary<Condition>) => {
    const everything = rowsOf(
      query(`select * from ${entity} ${entity === 'Customer' ? 'where Active in (true, false)' : ''} maxresults 1000`),
      entity,
    );
    fc.assert(
      fc.property(fc.array(condition, { minLength: 1, maxLength: 3 }), (conditions) => {
        const active = entity === 'Customer' ? ' and Active in (true,false)' : '';
        const found = rowsOf(
          query(
            `select * from ${entity} where ${conditions.map((item) => item.text).join(' and ')}${active} maxresults 1000`,
          ),
          entity,
        );
        const wanted = everything.filter((row) => conditions.every((item) => item.holds(row)));
        expect(new Set(found.map((row) => row.Id))).toEqual(new Set(wanted.map((row) => row.Id)));
        expect(found.length).toBe(wanted.length);
      }),
      { numRuns: 300 },
    );
  };

  test('invoices', () =>
    check(
      'Invoice',
      fc.oneof(
        amount('TotalAmt'),
        amount('Balance'),
        date('TxnDate'),
        date('DueDate'),
        time,
        ids,
        ref('CustomerRef'),
        like('DocNumber'),
      ),
    ));
  test('customers', () =>
    check(
      'Customer',
      fc.oneof(
        amount('Balance'),
        time,
        ids,
        like('DisplayName'),
        like('FamilyName'),
        like('CompanyName'),
        like('FullyQualifiedName'),
      ),
    ));
  test('payments', () =>
    check(
      'Payment',
      fc.oneof(amount('TotalAmt'), date('TxnDate'), time, ids, ref('CustomerRef'), like('PaymentRefNum')),
    ));
});
