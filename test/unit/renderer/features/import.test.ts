import { describe, expect, test } from 'vitest';
import { createEntityRegistry } from '../../../../main/entities/index.ts';
import { importCsv } from '../../../../renderer/features/import/export.ts';
import { firstDraft, moved, scopeOf, wrong } from '../../../../renderer/features/import/scope.ts';
import { scopeWords } from '../../../../renderer/features/import/words.ts';

const entities = createEntityRegistry().all.map((module) => module.descriptor);

describe('what is chosen', () => {
  test('begins with customers and what was written for them, of all years', () => {
    const scope = scopeOf(firstDraft(entities), 2026);
    expect(new Set(scope.entities)).toEqual(new Set(['customer', 'estimate', 'invoice', 'payment', 'creditMemo']));
    expect(scope).toMatchObject({ from: null, to: null, keys: ['email', 'name', 'phone'], collisions: 'keep' });
  });

  test('days: since a year, or between two of which each may be left out', () => {
    const draft = firstDraft(entities);
    expect(scopeOf({ ...draft, days: 'thisYear' }, 2026)).toMatchObject({ from: '2026-01-01', to: null });
    expect(scopeOf({ ...draft, days: 'lastYear' }, 2026)).toMatchObject({ from: '2025-01-01', to: null });
    const chosen = { ...draft, days: 'chosen' as const, from: '', to: '2026-03-31' };
    expect(scopeOf(chosen, 2026)).toMatchObject({ from: null, to: '2026-03-31' });
    expect(wrong({ ...chosen, from: '2026-04-01' })).toBe('The last day is before the first one.');
    expect(wrong({ ...draft, entities: [] })).toBe('Choose at least one kind of record.');
    expect(wrong(draft)).toBeNull();
  });

  test('keys move one place, and not beyond the ends', () => {
    expect(moved(['email', 'name', 'phone'], 'name', -1)).toEqual(['name', 'email', 'phone']);
    expect(moved(['email', 'name', 'phone'], 'phone', 1)).toEqual(['email', 'name', 'phone']);
    expect(moved(['email', 'name'], 'phone', -1)).toEqual(['email', 'name']);
  });

  test('in words', () => {
    const scope = { ...scopeOf(firstDraft(entities), 2026), entities: ['customer', 'invoice'] };
    expect(scopeWords(scope, entities)).toBe('Customers and invoices');
    expect(scopeWords({ ...scope, from: '2026-01-01' }, entities)).toMatch(/^Customers and invoices since /);
  });
});

test('the file has a row for each record, safe for a spreadsheet', () => {
  const part = {
    n: 0,
    entity: 'customer',
    key: 'p1',
    title: '=Evil, Inc',
    amount: null,
    result: 'left' as const,
    reason: 'Inactive in QuickBooks',
    withoutEmail: true,
  };
  const rows = importCsv([part], entities).trim().split('\r\n');
  expect(rows[0]).toBe('\uFEFFResult,Kind,Record,Amount,Why,Without e-mail,Key'.trim());
  expect(rows[1]).toBe(`Left out,Customer,"'=Evil, Inc",,Inactive in QuickBooks,yes,p1`);
});
