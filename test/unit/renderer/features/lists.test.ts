import { describe, expect, test } from 'vitest';
import { createEntityRegistry } from '../../../../main/entities/index.ts';
import {
  filtersOf as activityFilters,
  pageInput as activityInput,
  merge,
} from '../../../../renderer/features/activity/filters.ts';
import { confidenceWord, unmappedFirst } from '../../../../renderer/features/mappings/words.ts';
import { followUps } from '../../../../renderer/features/records/model/follow-ups.ts';
import {
  filtersOf,
  isFiltered,
  listColumns,
  pageInput,
  sortParam,
} from '../../../../renderer/features/records/model/list.ts';
import { byCause, neighbour } from '../../../../renderer/features/review/groups.ts';
import { fieldText } from '../../../../renderer/ui/field-text.ts';
import { patched } from '../../../../renderer/ui/url-state.ts';
import { contract } from '../../../../shared/contract/index.ts';
import type { ReviewRow } from '../../../../shared/contract/review.ts';

const entities = createEntityRegistry().all.map((module) => module.descriptor);
const descriptor = (name: string) => entities.find((one) => one.name === name)!;

describe('the address of a list', () => {
  test('says everything that was chosen, and nothing that was not', () => {
    const search = patched('', { q: 'pine ridge', state: 'failed,held', open: '1', sort: '-total', customer: null });
    expect(search).toBe('?q=pine+ridge&state=failed%2Cheld&open=1&sort=-total');
    expect(filtersOf(new URLSearchParams(search))).toEqual({
      search: 'pine ridge',
      states: ['failed', 'held'],
      open: true,
      customer: null,
      sort: { field: 'total', descending: true },
    });
    expect(patched(search, { q: '', state: null, open: null, sort: null })).toBe('');
  });

  test('nonsense in it is left out rather than refused', () => {
    const filters = filtersOf(new URLSearchParams('state=perfect,equal&open=yes'));
    expect(filters.states).toEqual(['equal']);
    expect(filters.open).toBe(false);
    expect(activityFilters(new URLSearchParams('side=moon&record=7'))).toMatchObject({ side: null, record: null });
  });

  test('what is asked of the engine fits the contract, for every entity and every page', () => {
    for (const entity of entities) {
      const filters = filtersOf(new URLSearchParams('q=a&state=equal&open=1&customer=c1'));
      for (const page of [0, 3]) contract['records.list'].input.parse(pageInput(entity, filters, page));
      contract['activity.list'].input.parse(
        activityInput(
          activityFilters(new URLSearchParams(`entity=${entity.name}&record=9&side=platform&result=failed&run=r`)),
          12,
        ),
      );
    }
  });

  test('an order reads back as it was written', () => {
    for (const sort of [
      { field: 'date', descending: true },
      { field: 'number', descending: false },
    ])
      expect(filtersOf(new URLSearchParams({ sort: sortParam(sort) })).sort).toEqual(sort);
  });

  test('an order alone is no filter', () => {
    expect(isFiltered(filtersOf(new URLSearchParams('sort=date')))).toBe(false);
    expect(isFiltered(filtersOf(new URLSearchParams('open=1')))).toBe(true);
  });
});

describe('columns', () => {
  test('every entity begins with its title and ends with its state and age', () => {
    for (const entity of entities) {
      const shows = listColumns(entity, 'wide').map((column) => column.shows);
      expect(shows[0], entity.name).toBe('title');
      expect(shows.slice(-2), entity.name).toEqual(['state', 'changed']);
      const ids = listColumns(entity, 'wide').map((column) => column.id);
      expect(new Set(ids).size, entity.name).toBe(ids.length);
    }
  });

  test('a phone keeps what tells records apart', () => {
    expect(listColumns(descriptor('invoice'), 'narrow').map((column) => column.shows)).toEqual([
      'title',
      'amount',
      'state',
    ]);
    expect(listColumns(descriptor('customer'), 'narrow').map((column) => column.shows)).toEqual(['title', 'state']);
  });
});

describe('going through reviews', () => {
  const row = (id: string, cause: string): ReviewRow => ({
    id,
    kind: 'fields',
    entity: 'customer',
    key: id,
    title: id,
    sentence: '',
    cause,
    amount: null,
    createdAt: '2026-05-01T00:00:00.000Z',
  });
  // In the answer's order c stands between a and b; on screen the causes are together.
  const rows = [row('a', 'Edited'), row('c', 'Deleted'), row('b', 'Edited')];

  test('follows the order on screen, not that of the answer', () => {
    expect(byCause(rows).map((group) => group.rows.map((one) => one.id))).toEqual([['a', 'b'], ['c']]);
    expect(neighbour(rows, 'a', 1)).toBe('b');
    expect(neighbour(rows, 'b', 1)).toBe('c');
    expect(neighbour(rows, 'c', -1)).toBe('b');
  });

  test('stays at the ends, but leaves a settled last one for the one before', () => {
    expect(neighbour(rows, 'c', 1)).toBe('c');
    expect(neighbour(rows, 'c', 1, true)).toBe('b');
    expect(neighbour([row('a', 'Edited')], 'a', 1, true)).toBeNull();
    expect(neighbour(rows, 'gone', 1)).toBe('a');
  });
});

test('pages of activity overlap when new entries arrive; each is shown once, newest first', () => {
  const page = (...seqs: number[]) => seqs.map((seq) => ({ seq }));
  expect(merge([page(9, 8, 7), page(7, 6, 5)]).map((one) => one.seq)).toEqual([9, 8, 7, 6, 5]);
});

test('what is not paired yet comes first', () => {
  const rates = [
    { key: 'a', name: 'Alameda' },
    { key: 'b', name: 'Berkeley' },
    { key: 'c', name: 'Concord' },
  ];
  expect(unmappedFirst(rates, { a: '1', b: '2' }).map((rate) => rate.key)).toEqual(['c', 'a', 'b']);
  expect([0.95, 0.7, 0.3].map(confidenceWord)).toEqual(['sure', 'likely', 'a guess']);
});

describe('values as people read them', () => {
  const titles = { c1: 'Pine Ridge HOA', v1: 'Invoice 7' };
  test.each([
    ['money', '-1234.5', '−$1,234.50'],
    ['decimal', '12.50000', '12.5'],
    ['date', '2026-05-31', 'May 31, 2026'],
    ['boolean', false, 'No'],
    ['ref', 'c1', 'Pine Ridge HOA'],
    ['ref', 'c9', 'c9'],
    ['lines', [{}, {}], '2 lines'],
    ['allocations', [{ invoice: 'v1', amount: '10.00' }], 'Invoice 7 $10.00'],
    [
      'address',
      { line1: '1 Elm St', line2: null, city: 'Reno', region: 'NV', postalCode: '89501', country: null },
      '1 Elm St, Reno, NV 89501',
    ],
    ['text', null, ''],
  ] as const)('%s %j', (kind, value, text) => {
    expect(fieldText({ kind, entity: 'invoice' }, value as never, titles)).toBe(text);
  });

  test('a choice reads by its label', () => {
    const type = descriptor('item').fields.find((field) => field.name === 'type')!;
    expect(fieldText(type, 'service')).toBe('Service');
  });
});

test('a customer begins a project and each document of its own, an invoice and a credit their payment, an item nothing', () => {
  const begun = (name: string, body = {}) =>
    followUps(entities, descriptor(name), 'k1', body).map((one) => [one.entity, one.given]);
  const documents = entities.filter(
    (entity) => entity.isDocument && entity.fields.some((field) => field.name === 'customer'),
  );
  expect(documents.length).toBeGreaterThan(4);
  expect(begun('customer')).toEqual([
    ['customer', { parent: 'k1' }],
    ...documents.map((entity) => [entity.name, { customer: 'k1' }]),
  ]);
  expect(begun('creditMemo', { customer: 'c9' })).toEqual([['payment', { customer: 'c9' }]]);
  expect(begun('invoice', { customer: 'c9', number: '7' })).toEqual([['payment', { customer: 'c9' }]]);
  expect(begun('item')).toEqual([]);
});
