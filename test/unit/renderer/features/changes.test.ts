import { describe, expect, test } from 'vitest';
import {
  changesOf,
  draftOf,
  emptyDraft,
  normalise,
  rebase,
  same,
} from '../../../../renderer/features/records/model/changes.ts';
import { fieldPath, problemsOf } from '../../../../renderer/features/records/model/field-errors.ts';
import type { EntityDescriptor } from '../../../../shared/entity.ts';
import { appError } from '../../../../shared/errors.ts';

const descriptor: EntityDescriptor = {
  name: 'job',
  group: 'sales',
  label: 'Job',
  labelPlural: 'Jobs',
  quickbooksLabel: 'Job',
  rank: 1,
  isDocument: true,
  fields: [
    { name: 'name', label: 'Name', kind: 'text', required: true, maxLength: 10 },
    { name: 'email', label: 'E-mail', kind: 'email' },
    { name: 'price', label: 'Price', kind: 'decimal' },
    { name: 'deposit', label: 'Deposit', kind: 'money' },
    { name: 'site', label: 'Site address', kind: 'address' },
    { name: 'rows', label: 'Rows', kind: 'lines', line: [{ name: 'qty', label: 'Quantity', kind: 'decimal' }] },
    { name: 'on', label: 'Date', kind: 'date', required: true },
    { name: 'total', label: 'Total', kind: 'money', derived: true },
  ],
  titleField: 'name',
  columns: ['name'],
  searchFields: ['name'],
  removals: ['void'],
};
const stored = {
  name: 'Porch',
  email: null,
  price: '12.5',
  deposit: '10.00',
  site: { line1: '1 Elm', line2: null, city: 'Reno', region: null, postalCode: null, country: null },
  rows: [{ id: '1', qty: '1' }],
  on: '2026-05-01',
  total: '99.00',
};

describe('change sets', () => {
  test('nothing typed is nothing to save, however the values are spelled', () => {
    const draft = { ...draftOf(descriptor, stored), price: ' 12.50 ', deposit: '$10', name: 'Porch ' };
    expect(changesOf(descriptor, stored, draft)).toEqual({});
  });

  test('only what was typed is sent, normalised; computed fields never', () => {
    const draft = { ...draftOf(descriptor, stored), deposit: '1,200.5', email: 'a@b.co', total: '1.00' };
    expect(changesOf(descriptor, stored, draft)).toEqual({ deposit: '1200.50', email: 'a@b.co' });
  });

  test('clearing a field is a change to nothing', () => {
    const draft = { ...draftOf(descriptor, stored), price: '', site: { line1: ' ', city: '' } };
    expect(changesOf(descriptor, stored, draft)).toEqual({ price: null, site: null });
  });

  test('a new record starts with today where a date is needed', () => {
    expect(emptyDraft(descriptor, '2026-06-01')).toMatchObject({ on: '2026-06-01', rows: [], name: null });
    expect(emptyDraft(descriptor, '2026-06-01')).not.toHaveProperty('total');
  });
});

test('every wrong field is named at once', () => {
  const draft = {
    ...draftOf(descriptor, stored),
    name: ' ',
    email: 'nobody',
    price: 'abc',
    deposit: '1.234',
    on: null,
  };
  expect(normalise(descriptor, draft).problems).toEqual({
    name: 'is needed',
    email: 'is not an e-mail address',
    price: 'is not a number, such as 2.5',
    deposit: 'may have at most two decimals',
    on: 'is needed',
  });
  expect(normalise(descriptor, { ...draft, name: 'A name too long' }).problems.name).toBe(
    'may have at most 10 characters',
  );
});

describe('a record that moved on underneath the form', () => {
  const newer = { ...stored, email: 'new@x.co', price: '15', total: '120.00' };

  test('typed values stay, untouched ones follow, and the difference is told', () => {
    const draft = { ...draftOf(descriptor, stored), price: '14', name: 'Deck' };
    const result = rebase(descriptor, stored, newer, draft);
    expect(result.draft).toMatchObject({ name: 'Deck', price: '14', email: 'new@x.co' });
    expect(result.moved.map((one) => [one.field.name, one.before, one.after, one.alsoTyped])).toEqual([
      ['email', null, 'new@x.co', false],
      ['price', '12.5', '15', true],
    ]);
    expect(changesOf(descriptor, newer, result.draft)).toEqual({ name: 'Deck', price: '14' });
  });
});

test('sameness ignores the order of members but not of entries', () => {
  expect(same({ a: 1, b: [1, 2] }, { b: [1, 2], a: 1 })).toBe(true);
  expect(same([1, 2], [2, 1])).toBe(false);
  expect(same(null, undefined)).toBe(true);
  expect(same({ a: null }, {})).toBe(true);
  expect(same('1', 1)).toBe(false);
});

describe('where a refusal belongs', () => {
  test.each([
    ['name', 'name'],
    ['E-mail', 'email'],
    ['body.site.city', 'site.city'],
    ['Site address City', 'site.city'],
    ['Site address ZIP code', 'site.postalCode'],
    ['rows.2.qty', 'rows.2.qty'],
    ['changes/rows/0/qty', 'rows.0.qty'],
    ['Line 3 Quantity', 'rows.2.qty'],
    ['Line 3', 'rows.2'],
    ['Rows 1 Quantity', 'rows.0.qty'],
    ['weather', null],
  ])('%s -> %s', (told, path) => {
    expect(fieldPath(descriptor, told)).toBe(path);
  });

  test('the field gets the problem, not the whole sentence', () => {
    const error = appError('input.invalid', { field: 'E-mail', problem: 'is not an e-mail address' });
    expect(problemsOf(descriptor, error)).toEqual({ email: 'is not an e-mail address' });
    expect(problemsOf(descriptor, appError('record.stale', { entity: 'job' }))).toEqual({});
  });
});
