/** The sandbox answers as QuickBooks answered: exchanges rewritten with our own names, and the shapes of query rows. */
import { afterAll, describe, expect, test } from 'vitest';
import { company, departures, type Exchange, load, runExchange, type Shapes } from './compare.ts';

const exchanges: Exchange[] = load('exchanges.json');
const shapes: Shapes = load('shapes.json');

const tally = { tried: 0, equal: 0, different: [] as string[] };

describe('exchanges', () => {
  test.each(exchanges)('$name', (exchange) => {
    const found = runExchange(exchange);
    tally.tried += 1;
    if (found.length === 0) tally.equal += 1;
    else tally.different.push(`${exchange.name}: ${found.join('; ')}`);
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
    // The recorded company had no bundle; its members are documented only.
    for (const row of QueryResponse[entity].filter((row: { Type?: string }) => row.Type !== 'Group'))
      departures(shapes, { also: ALSO, byChance: BY_CHANCE }, entity, row, '', found);
    expect(QueryResponse[entity].length).toBeGreaterThan(20);
    expect([...found]).toEqual([]);
  });
});

afterAll(() => {
  console.log(`exchanges tried ${tally.tried}, equal ${tally.equal}, different ${tally.different.length}`);
  for (const line of tally.different) console.log(`  ${line}`);
});
