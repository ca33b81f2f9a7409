import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  formatAge,
  formatCount,
  formatDate,
  formatMoney,
  formatRelative,
  formatShare,
  formatSpan,
  isZero,
  plural,
} from '../../../../renderer/ui/format.ts';

describe('money', () => {
  test.each([
    ['0.00', '$0.00'],
    ['-0.00', '$0.00'],
    ['375.00', '$375.00'],
    ['1234567.5', '$1,234,567.50'],
    ['-12.30', '−$12.30'],
    ['9999999999999.99', '$9,999,999,999,999.99'],
  ])('%s reads %s', (amount, text) => expect(formatMoney(amount)).toBe(text));

  test('differences show their sign, and nothing none', () => {
    expect(formatMoney('3087.25', { sign: true })).toBe('+$3,087.25');
    expect(formatMoney('-3087.25', { sign: true })).toBe('−$3,087.25');
    expect(formatMoney('0.00', { sign: true })).toBe('$0.00');
  });

  test('keeps every digit of any amount the contract allows', () => {
    const digits = fc.stringMatching(/^[1-9]\d{0,12}$/);
    fc.assert(
      fc.property(digits, fc.stringMatching(/^\d{2}$/), fc.boolean(), (whole, cents, minus) => {
        const shown = formatMoney(`${minus ? '-' : ''}${whole}.${cents}`);
        expect(shown.replace(/[$,−]/g, '')).toBe(`${whole}.${cents}`);
        expect(shown.startsWith('−')).toBe(minus);
      }),
    );
  });

  test('text that is no amount stays as it is', () => expect(formatMoney('abc')).toBe('abc'));

  test('zero is known in every spelling', () => {
    expect(['0', '0.00', '-0.00', '00.0'].map(isZero)).toEqual([true, true, true, true]);
    expect(['0.01', '-0.01', '10.00', ''].map(isZero)).toEqual([false, false, false, false]);
  });
});

test('counts are grouped and words follow them', () => {
  expect(formatCount(1234567)).toBe('1,234,567');
  expect(formatCount(-1200)).toBe('−1,200');
  expect([0, 1, 2].map((count) => plural(count, 'invoice'))).toEqual(['0 invoices', '1 invoice', '2 invoices']);
  expect(plural(2, 'entry', 'entries')).toBe('2 entries');
  expect(formatShare(0.153)).toBe('15%');
});

test.each([
  [0, '0 s'],
  [59.4, '59 s'],
  [60, '1 min'],
  [95, '1 min 35 s'],
  [605, '10 min'],
  [3600, '1 h'],
  [7300, '2 h 1 min'],
  [86400, '1 d'],
  [200000, '2 d 7 h'],
])('%d seconds read %s', (seconds, text) => expect(formatSpan(seconds)).toBe(text));

describe('time', () => {
  const now = Date.parse('2026-05-31T12:00:00Z');
  const ago = (seconds: number): string => new Date(now - seconds * 1000).toISOString();
  test.each([
    [3, 'just now'],
    [-3, 'just now'],
    [45, '45 s ago'],
    [150, '2 min ago'],
    [7200, '2 h ago'],
    [86_400, '1 day ago'],
    [86_400 * 45, '1 month ago'],
    [86_400 * 800, '2 years ago'],
    [-300, 'in 5 min'],
    [-86_400 * 3, 'in 3 days'],
  ])('%d seconds before now is %s', (seconds, text) => expect(formatRelative(ago(seconds), now)).toBe(text));

  test('age never runs backwards when clocks differ', () => {
    expect(formatAge(ago(-30), now)).toBe('now');
    expect(formatAge(ago(4), now)).toBe('now');
    expect(formatAge(ago(240), now)).toBe('4 min');
  });

  test('text that is no time stays as it is', () => expect(formatRelative('soon', now)).toBe('soon'));

  test('a plain date is the same day in every zone', () => {
    expect(formatDate('2026-01-01')).toBe('Jan 1, 2026');
    expect(formatDate('2026-12-31')).toBe('Dec 31, 2026');
    expect(formatDate('n/a')).toBe('n/a');
  });
});
