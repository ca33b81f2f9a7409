import fc from 'fast-check';
import { expect, test } from 'vitest';
import { termDue } from '../../../main/sandbox/company/entities/parts/sales-form.ts';
import type { Row } from '../../../main/sandbox/company/types.ts';
import { dueDateBy } from '../../../shared/due-date.ts';
import { context, entities, json, request } from './support.ts';

const term = entities.get('term');
const NET_30 = { name: 'Net 30', type: 'days', dueDays: '30' };
const TENTH = { name: 'By the 10th', type: 'dayOfMonth', dayOfMonth: '10', nextMonthDays: '5' };
const parsed = (body: object) => {
  const result = term.parse(body);
  if (!result.ok) throw new Error(result.error.userSentence);
  return result.body;
};

test('what belongs to the other kind of terms is not kept', () => {
  expect(parsed({ ...NET_30, dayOfMonth: '10' })).toMatchObject({ dueDays: '30', dayOfMonth: null });
  expect(parsed({ ...TENTH, dueDays: '30' })).toMatchObject({ dueDays: null, dayOfMonth: '10' });
  expect(parsed({ name: 'Due on receipt' })).toMatchObject({ type: 'days', dueDays: '0' });
});

test.each([
  [{ ...NET_30, name: 'A name of more than thirty-one letters' }, 'Name: may have at most 31 characters'],
  [{ ...NET_30, dueDays: '1.5' }, 'Days: is a whole number up to 999'],
  [{ ...TENTH, dayOfMonth: '32' }, 'Day of the month: is a whole number up to 31'],
  [{ ...TENTH, dayOfMonth: null }, 'Day of the month: is between 1 and 31'],
])('a wrong value is refused with the field (%#)', (body, sentence) => {
  const result = term.parse(body);
  expect(result.ok ? '' : result.error.userSentence).toContain(sentence);
});

test('both kinds are read as QuickBooks has them, and written', () => {
  const days = {
    Id: '3',
    SyncToken: '0',
    Name: 'Net 30',
    Type: 'STANDARD',
    Active: true,
    DueDays: 30,
    DiscountDays: 0,
  };
  expect(term.quickbooks.read(days, context()).body).toEqual(parsed(NET_30));
  const month = { Id: '4', SyncToken: '0', Name: 'By the 10th', Type: 'DATE_DRIVEN', Active: true, DayOfMonthDue: 10 };
  expect(term.quickbooks.read({ ...month, DueNextMonthDays: 5 }, context()).body).toEqual(parsed(TENTH));
  expect(json(term, request('term', 'create', { body: parsed(TENTH) }))).toMatchObject({
    Name: 'By the 10th',
    DayOfMonthDue: 10,
    DueNextMonthDays: 5,
  });
});

test('another kind of terms replaces the whole record, because the old members would still count', () => {
  const native = { Id: '3', SyncToken: '2', Name: 'Net 30', Type: 'STANDARD', Active: true, DueDays: 30 };
  const sent = json(
    term,
    request('term', 'update', { id: '3', revision: '2', body: parsed(TENTH), fields: ['type', 'dayOfMonth'], native }),
  );
  expect(sent).toMatchObject({ Id: '3', SyncToken: '2', Active: true, Name: 'By the 10th', DayOfMonthDue: 10 });
  expect(sent).not.toHaveProperty('sparse');
  expect(sent).not.toHaveProperty('DueDays');
});

test.each([
  [NET_30, '2026-01-31', '2026-03-02'],
  [{ ...NET_30, dueDays: '0' }, '2026-02-28', '2026-02-28'],
  [TENTH, '2026-05-05', '2026-05-10'],
  [TENTH, '2026-05-06', '2026-06-10'],
  [{ ...TENTH, dayOfMonth: '31', nextMonthDays: null }, '2026-02-03', '2026-02-28'],
  [{ ...TENTH, dayOfMonth: '31', nextMonthDays: null }, '2028-02-29', '2028-02-29'],
  [{ ...TENTH, dayOfMonth: '15' }, '2026-12-20', '2027-01-15'],
])('%j of %s is due on %s', (body, date, due) => {
  expect(dueDateBy(body, date)).toBe(due);
});

test('what is no date is due on no day', () => {
  expect(dueDateBy(NET_30, '')).toBeNull();
  expect(dueDateBy(NET_30, '2026-13-40')).toBeNull();
});

test('the sandbox company counts the same, whatever the terms and the date', () => {
  const day = fc
    .integer({ min: 0, max: 2000 })
    .map((days) => new Date(Date.UTC(2025, 0, 1 + days)).toISOString().slice(0, 10));
  const terms = fc.oneof(
    fc.record({ DueDays: fc.integer({ min: 0, max: 400 }) }),
    fc.record({ DayOfMonthDue: fc.integer({ min: 1, max: 31 }), DueNextMonthDays: fc.integer({ min: 0, max: 31 }) }),
  );
  fc.assert(
    fc.property(day, terms, (date, native) => {
      const ours = term.quickbooks.read({ Id: '1', SyncToken: '0', Name: 'T', ...native }, context()).body ?? {};
      expect(dueDateBy(ours, date)).toBe(termDue(date, { body: native } as unknown as Row));
    }),
  );
});
