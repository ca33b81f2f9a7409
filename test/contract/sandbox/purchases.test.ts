/** What is bought and what is moved: exchanges rewritten with our own names, and the shapes of query rows. */
import { afterAll, describe, expect, test } from 'vitest';
import { company, departures, type Exchange, type Leave, load, runExchange, type Shapes } from './compare.ts';

const recorded: Exchange[] = load('purchases.json');
/** Samples of the API reference: weaker, and left out where a recording contradicts them. */
const documented: Exchange[] = load('purchases-documented.json');
const shapes: Shapes = load('purchase-shapes.json');

const tally = { tried: 0, equal: 0, different: [] as string[] };

describe.each([
  { kind: 'recorded', exchanges: recorded },
  { kind: 'documented', exchanges: documented },
])('$kind exchanges', ({ exchanges }) => {
  test.each(exchanges)('$name', (exchange) => {
    const found = runExchange(exchange);
    tally.tried += 1;
    if (found.length === 0) tally.equal += 1;
    else tally.different.push(`${exchange.name}: ${found.join('; ')}`);
    expect(found).toEqual([]);
  });
});

const leave: Leave = {
  also: {
    Bill: ['DocNumber'],
    'Bill.Line[].LinkedTxn[]': ['TxnLineId'],
    BillPayment: [],
    Vendor: [],
    Purchase: ['LinkedTxn'],
    'Purchase.Line[]': ['LinkedTxn'],
  },
  byChance: new Set([
    'Description',
    'PrivateNote',
    'DocNumber',
    'City',
    'CountrySubDivisionCode',
    'PostalCode',
    'Lat',
    'Long',
    'Line4',
  ]),
};

/** Recorded: these say how many there are in all. */
const COUNTED = ['Bill', 'BillPayment', 'Deposit', 'JournalEntry', 'PurchaseOrder'];

describe('rows of a query have the recorded members and types', () => {
  test.each(Object.keys(shapes))('%s', (entity) => {
    const sandbox = company('demo');
    const query = `SELECT * FROM ${entity} STARTPOSITION 1 MAXRESULTS 100`;
    const root = `/v3/company/${sandbox.realmId}`;
    const answer = sandbox.handle({ method: 'GET', path: `${root}/query`, query: { query }, headers: {} });
    const { QueryResponse } = JSON.parse(answer.body);
    expect(Object.keys(QueryResponse)).toEqual([
      entity,
      'startPosition',
      'maxResults',
      ...(COUNTED.includes(entity) ? ['totalCount'] : []),
    ]);
    const found = new Set<string>();
    for (const row of QueryResponse[entity]) departures(shapes, leave, entity, row, '', found);
    expect(QueryResponse[entity].length).toBeGreaterThan(1);
    expect([...found]).toEqual([]);
  });
});

afterAll(() => {
  console.log(`exchanges tried ${tally.tried}, equal ${tally.equal}, different ${tally.different.length}`);
  for (const line of tally.different) console.log(`  ${line}`);
});
