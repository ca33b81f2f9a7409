import { describe, expect, test } from 'vitest';
import { retriedWords, summary } from '../../../../renderer/features/problems/words.ts';
import { fixesFor } from '../../../../renderer/ui/fixes.ts';
import { appError, ERROR_CATALOGUE, type ErrorCode } from '../../../../shared/errors.ts';

const fixes = (code: ErrorCode, state: 'failed' | 'blocked' | 'held' = 'failed', key: string | null = 'k') =>
  fixesFor({ error: appError(code, { title: 'Invoice 1042' }), key, state }, 'invoice').map((fix) => fix.label);

describe('buttons fit the failure', () => {
  test('a number in use', () => {
    expect(fixes('quickbooks.duplicateNumber')).toEqual(['Use next number', 'Link to that invoice', 'Skip']);
  });
  test('a name in use', () => {
    expect(fixes('quickbooks.duplicateName')).toEqual(['Link to that invoice', 'Rename it', 'Skip']);
  });
  test('a missing mapping leads to Mappings', () => {
    expect(fixes('sync.needsMapping')[0]).toBe('Choose in Mappings');
  });
  test('closed books offer the next open date, the accountant and leaving it out', () => {
    const held = (values: Record<string, string>): string[] => {
      const error = appError('quickbooks.closedPeriod', { title: 'Invoice 1042', ...values });
      return fixesFor({ error, key: 'k', state: 'held' }, 'invoice').map((fix) => fix.label);
    };
    const closed = '2026-02-28';
    expect(held({ closed })).toEqual(['Use next open date', 'Ask the accountant', 'Retry', 'Skip']);
    // Already in the closed books of QuickBooks: another date would be refused too.
    expect(held({ closed, present: '2026-02-10' })).toEqual(['Ask the accountant', 'Retry', 'Skip']);
  });
  test('a connection that needs a person leads to Settings, one that heals can be hurried', () => {
    expect(fixes('connection.credentials')[0]).toBe('Open Settings');
    expect(fixes('connection.throttled')).toEqual(['Retry']);
  });
  test('what waits for another record is not skipped by accident', () => {
    expect(fixes('sync.blocked', 'blocked')).toEqual(['Open record', 'Retry']);
  });
  test('without a record there is nothing to open', () => {
    expect(fixes('quickbooks.rejected', 'failed', null)).toEqual(['Retry', 'Skip']);
  });
});

test('every failure in the catalogue has a way on', () => {
  for (const code of Object.keys(ERROR_CATALOGUE) as ErrorCode[]) {
    expect(fixes(code).length, code).toBeGreaterThan(0);
    expect(new Set(fixes(code)).size, code).toBe(fixes(code).length);
  }
});

test('the summary tells what needs someone from what only waits', () => {
  expect(summary(1, 0, 0)).toBe('1 record could not go through. All others go on meanwhile.');
  expect(summary(2, 1, 0)).toBe(
    '2 records could not go through, 1 record waits for another. All others go on meanwhile.',
  );
  expect(summary(0, 2, 0)).toBe('2 records wait for another and go by themselves then. All others go on meanwhile.');
  expect(summary(0, 0, 1)).toBe('1 file could not be copied. Its record is synced.');
  expect(summary(1, 0, 2)).toBe(
    '1 record could not go through. 2 files could not be copied. All others go on meanwhile.',
  );
});

test('what was tried again is told with what was not', () => {
  expect(retriedWords({ retried: 2, files: 0, left: 0 })).toBe('2 records tried again.');
  expect(retriedWords({ retried: 0, files: 1, left: 0 })).toBe('1 file tried again.');
  expect(retriedWords({ retried: 1, files: 2, left: 1 })).toBe(
    '1 record and 2 files tried again. 1 would only be refused again: change what it says first.',
  );
  expect(retriedWords({ retried: 0, files: 0, left: 2 })).toBe(
    '0 records tried again. 2 would only be refused again: change what they say first.',
  );
});
