/** The comparer finds what is planted, and a planted difference fails its exchange. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { departures, differences, type Json, type Shapes } from './compare.ts';
import { book, exchanges } from './fixtures.ts';
import { type Exchange, type Replayer, startReplayer } from './replay.ts';
import { createTally } from './tally.ts';

const wanted: Json = {
  Id: '$id',
  MetaData: { CreateTime: '$stamp' },
  Name: 'Ridge vent',
  Amount: 12.5,
  Balance: '$number',
  Active: true,
  Note: null,
  Line: [{ Id: '1', LinkedTxn: [] }, { Amount: 1 }],
  time: '$time',
};
const answer = {
  time: '2026-11-20T12:00:00.001-08:00',
  Line: [{ LinkedTxn: [], Id: '1' }, { Amount: 1 }],
  Note: null,
  Active: true,
  Balance: -3,
  Amount: 12.5,
  Name: 'Ridge vent',
  MetaData: { CreateTime: '2026-11-20T12:00:00-08:00' },
  Id: '88',
};

describe('whole answers', () => {
  test('equal: order of members, ids, times and open numbers do not count', () => {
    expect(differences(answer, wanted)).toEqual([]);
  });

  test.each<[string, Json, string]>([
    ['a missing member', { ...answer, Name: undefined } as never, '/Name: undefined instead of string'],
    ['a surplus member', { ...answer, Sku: 'R-1' }, '/Sku: not expected'],
    ['another value', { ...answer, Amount: 12.51 }, '/Amount: 12.51 instead of 12.5'],
    ['a number as text', { ...answer, Amount: '12.5' }, '/Amount: string instead of number'],
    ['a number where it may be any', { ...answer, Balance: '-3' }, '/Balance: "-3" is not a number'],
    ['a flag as text', { ...answer, Active: 'true' }, '/Active: string instead of boolean'],
    ['null for nothing', { ...answer, Line: null }, '/Line: null instead of array'],
    ['an object for a list', { ...answer, Line: {} }, '/Line: object instead of array'],
    ['an id that is none', { ...answer, Id: 'x' }, '/Id: "x" is not $id'],
    [
      'a time without its offset',
      { ...answer, time: '2026-11-20T12:00:00.001Z' },
      '/time: "2026-11-20T12:00:00.001Z" is not $time',
    ],
    ['an entry too few', { ...answer, Line: [answer.Line[0] ?? null] }, '/Line: 1 instead of 2'],
    ['an entry too many', { ...answer, Line: [...answer.Line, {}] }, '/Line: 3 instead of 2'],
    ['something inside a list', { ...answer, Line: [{ Id: '1' }, { Amount: 1 }] }, '/Line/0/LinkedTxn: missing'],
    [
      'something deep down',
      { ...answer, MetaData: { CreateTime: '2026-11-20' } },
      '/MetaData/CreateTime: "2026-11-20" is not $stamp',
    ],
  ])('finds %s', (_, actual, reason) => {
    expect(differences(actual, wanted)).toEqual([reason]);
  });

  test('a member left out is missing', () => {
    const { Name: _name, ...rest } = answer;
    expect(differences(rest, wanted)).toEqual(['/Name: missing']);
  });
});

describe('shapes of rows', () => {
  const shapes: Shapes = {
    Vendor: {
      '.': { always: { Id: 'string', Balance: 'number', Line: 'array' }, sometimes: { Fax: 'object' } },
      'Line[]': { always: { Amount: 'number' }, sometimes: {} },
    },
  };
  const leave = { also: { Vendor: ['Mobile'] }, byChance: ['Line'] };
  const found = (row: { [name: string]: Json }) => [...departures(shapes, leave, 'Vendor', row)];

  test('members that may be there or not', () => {
    expect(found({ Id: '1', Balance: 0 })).toEqual([]);
    expect(found({ Id: '1', Balance: 0, Fax: {}, Mobile: {}, Line: [{ Amount: 1 }] })).toEqual([]);
  });

  test.each<[string, { [name: string]: Json }, string]>([
    ['a missing member', { Id: '1' }, '/Balance: missing'],
    ['another type', { Id: '1', Balance: '0' }, '/Balance: string instead of number'],
    ['another type of what is rare', { Id: '1', Balance: 0, Fax: 'no' }, '/Fax: string instead of object'],
    ['a member nobody recorded', { Id: '1', Balance: 0, Telex: 'no' }, '/Telex: not expected'],
    ['something inside a list', { Id: '1', Balance: 0, Line: [{}] }, 'Line[]/Amount: missing'],
  ])('finds %s', (_, row, reason) => {
    expect(found(row)).toEqual([reason]);
  });
});

describe('a planted difference', () => {
  let replayer: Replayer;
  beforeAll(async () => {
    replayer = await startReplayer(book());
  });
  afterAll(() => replayer.close());
  const real = exchanges().find((exchange) => exchange.name === 'create a service item') as Exchange;
  const item = (real.response as { Item: { [name: string]: Json } }).Item;
  const planted = (changes: Partial<Exchange>) => replayer.run({ ...real, ...changes });

  test('nothing planted, nothing found', async () => {
    expect(await planted({})).toEqual([]);
  });

  test('in a status, a header, a value, a type, a member, the envelope', async () => {
    expect((await planted({ status: 400 }))[0]).toMatch(/^status: 200 instead of 400/);
    const html = { headers: { 'content-type': 'text/html' } };
    expect(await planted(html)).toEqual([
      'header content-type: "application/json;charset=utf-8" instead of "text/html"',
    ]);
    expect(await planted({ headers: { 'retry-after': '$text' } })).toHaveLength(1);
    const other = (changes: { [name: string]: Json }) =>
      planted({ response: { Item: { ...item, ...changes }, time: '$time' } });
    expect(await other({ UnitPrice: 1 })).toEqual(['/Item/UnitPrice: 0 instead of 1']);
    expect(await other({ UnitPrice: '0' })).toEqual(['/Item/UnitPrice: number instead of string']);
    expect(await other({ Sku: '$text' })).toEqual(['/Item/Sku: missing']);
    expect(await planted({ response: { item, time: '$time' } })).toEqual(['/Item: not expected', '/item: missing']);
  });

  test('in the steps before it', async () => {
    expect((await planted({ setup: [{ path: '/item', body: {} }] }))[0]).toMatch(/^setup /);
  });
});

test('the table says what differs and why, and which listed differences are gone', () => {
  const tally = createTally();
  const kind = 'item: read';
  tally.add({ kind, name: 'equal', source: 'recorded', found: [] });
  tally.add({ kind, name: 'known', source: 'recorded', found: ['/Sku: missing'] });
  tally.add({ kind, name: 'new', source: 'documented', found: ['/Id: missing'] });
  const listed = {
    known: { reason: 'never sent', differs: ['/Sku: missing'] },
    equal: { reason: 'was so once', differs: ['/Id: missing'] },
  };
  expect(tally.stale(listed)).toEqual(['equal']);
  const table = tally.table(listed);
  expect(table).toMatch(/^item: read +2 +1 +1 +0 +2$/m);
  expect(table).toMatch(/^all +2 +1 +1 +0 +2$/m);
  expect(table).toContain('known: never sent');
  expect(table).toContain('new: NOT LISTED: /Id: missing');
});
