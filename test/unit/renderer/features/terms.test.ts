import { expect, test } from 'vitest';
import { createEntityRegistry } from '../../../../main/entities/index.ts';
import { fromParty, withDueDate } from '../../../../renderer/features/records/model/terms.ts';

const { descriptor } = createEntityRegistry().get('invoice');
const known = new Map([
  ['net30', { type: 'days', dueDays: '30' }],
  ['net10', { type: 'days', dueDays: '10' }],
]);
const draft = { terms: 'net30', date: '2026-05-01', dueDate: '2026-05-31' };

test('choosing terms sets the due date, a typed one included', () => {
  expect(withDueDate(descriptor, { ...draft, dueDate: '2026-09-09' }, { terms: 'net10' }, known)).toEqual({
    terms: 'net10',
    dueDate: '2026-05-11',
  });
});

test('moving the date takes a due date along that follows from the terms, and leaves a typed one', () => {
  expect(withDueDate(descriptor, draft, { date: '2026-05-02' }, known)).toMatchObject({ dueDate: '2026-06-01' });
  const typed = { ...draft, dueDate: '2026-09-09' };
  expect(withDueDate(descriptor, typed, { date: '2026-05-02' }, known)).toEqual({ date: '2026-05-02' });
});

test('typing it, clearing the terms or choosing unknown ones changes nothing else', () => {
  expect(withDueDate(descriptor, draft, { dueDate: '2026-07-07' }, known)).toEqual({ dueDate: '2026-07-07' });
  expect(withDueDate(descriptor, draft, { terms: null }, known)).toEqual({ terms: null });
  expect(withDueDate(descriptor, draft, { terms: 'other' }, known)).toEqual({ terms: 'other' });
});

test('a customer brings its terms, and one without any brings none', () => {
  expect(fromParty(descriptor, { terms: 'net10' })).toEqual({ terms: 'net10' });
  expect(fromParty(descriptor, { terms: null })).toEqual({});
});
