/** What people write into tables, read as decimals and plain dates, or refused with a reason. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  dateOrderOf,
  decimalMark,
  readBoolean,
  readDate,
  readMoney,
  readNumber,
} from '../../../../main/core/table-import/values.ts';

const money = (text: string, mark: '.' | ',' = '.') => {
  const read = readMoney(text, mark);
  return read.ok ? read.value : `!${read.problem}`;
};
const number = (text: string, mark: '.' | ',' = '.') => {
  const read = readNumber(text, mark);
  return read.ok ? read.value : `!${read.problem}`;
};
const date = (text: string, order: 'dayFirst' | 'monthFirst' = 'monthFirst') => {
  const read = readDate(text, order);
  return read.ok ? read.value : `!${read.problem}`;
};

describe('amounts', () => {
  test.each([
    ['375', '375.00'],
    ['1,234.50', '1234.50'],
    ['$1,234.50', '1234.50'],
    ['(12.00)', '-12.00'],
    ['($1,200)', '-1200.00'],
    ['-$5', '-5.00'],
    ['$-5', '-5.00'],
    ['12-', '-12.00'],
    ['−12.5', '-12.50'],
    ['1.234,50', '1234.50'],
    ['1 234,50', '1234.50'],
    ['1 234,50 €', '1234.50'],
    ['CHF 1’234.50', '1234.50'],
    ['USD 10', '10.00'],
    ['.5', '0.50'],
    ['0', '0.00'],
    ['-0.00', '0.00'],
    ['12,50', '12.50'],
    ['1,234', '1234.00'],
    ['1,234,567', '1234567.00'],
    ['10.5000', '10.50'],
  ])('%s is %s', (text, value) => expect(money(text)).toBe(value));

  test.each([
    '',
    'abc',
    '12 apples',
    '1.2.3,4',
    '12,34.5,6',
    '--5',
    '(-5)',
    '1e5',
    '#REF!',
    '$',
    '.',
    '1,23,4',
    '٣',
    '=1+1',
  ])('%s is none', (text) => expect(money(text)).toMatch(/^!.*is not a number/));

  test('fractions of a cent that somebody typed are refused, those a workbook computed are rounded', () => {
    expect(money('12.345')).toBe('!12.345 has fractions of a cent');
    expect(readMoney({ number: '12.345' }, '.')).toEqual({ ok: true, value: '12.35' });
    expect(readMoney({ number: '-12.345' }, ',')).toEqual({ ok: true, value: '-12.35' });
    expect(readMoney({ number: '0.004' }, ',')).toEqual({ ok: true, value: '0.00' });
  });

  test('what could be either is read by the mark of the file', () => {
    expect(number('1.234', '.')).toBe('1.234');
    expect(number('1.234', ',')).toBe('1234');
    expect(number('1,234', ',')).toBe('1.234');
    expect(number('0,125', '.')).toBe('0.125');
    expect(decimalMark(['1.234', '12,50', '7'])).toBe(',');
    expect(decimalMark(['1,234', '12.50', 'n/a'])).toBe('.');
    expect(decimalMark(['1,234', ''])).toBe('.');
  });

  test('quantities keep five decimals, no more; too many digits are told', () => {
    expect(number('2.50')).toBe('2.5');
    expect(number('100')).toBe('100');
    expect(number('8.25%')).toBe('8.25');
    expect(number('1.123456')).toMatch(/more than 5 decimals/);
    expect(money('99999999999999999999')).toMatch(/too large/);
    expect(money('9'.repeat(5000))).toMatch(/is too large/);
  });

  test('any amount to the cent comes back, however it is written', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 11n), max: 10n ** 11n }), (cents) => {
        const abs = cents < 0n ? -cents : cents;
        const [whole, rest] = [(abs / 100n).toString(), (abs % 100n).toString().padStart(2, '0')];
        const sign = cents < 0n ? '-' : '';
        const wanted = `${sign}${whole}.${rest}`;
        const group = (by: string): string => whole.replace(/\B(?=(\d{3})+$)/g, by);
        expect(money(`${sign}${whole}.${rest}`)).toBe(wanted);
        expect(money(`${sign}$${group(',')}.${rest}`)).toBe(wanted);
        expect(money(`${sign}${group('.')},${rest}`, ',')).toBe(wanted);
        expect(money(`${sign}${group(' ')},${rest}`, ',')).toBe(wanted);
        expect(readMoney({ number: `${sign}${whole}.${rest}` }, ',')).toEqual({ ok: true, value: wanted });
      }),
    );
  });

  test('no text whatever throws', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40, unit: 'binary' }), (text) => {
        for (const mark of ['.', ','] as const) {
          const read = readMoney(text, mark);
          if (read.ok) expect(read.value).toMatch(/^-?\d+\.\d\d$/);
        }
        readDate(text, 'dayFirst');
        readBoolean(text);
      }),
    );
  });
});

describe('dates', () => {
  test.each([
    ['2026-03-04', '2026-03-04'],
    ['2026/3/4', '2026-03-04'],
    ['20260304', '2026-03-04'],
    ['3/4/2026', '2026-03-04'],
    ['3/4/26', '2026-03-04'],
    ['3-4-2026', '2026-03-04'],
    ['04.03.2026', '2026-03-04'],
    ['Mar 4, 2026', '2026-03-04'],
    ['March 4th, 2026', '2026-03-04'],
    ['4 Mar 2026', '2026-03-04'],
    ['04-Mar-26', '2026-03-04'],
    ['Wed, Mar 4 2026', '2026-03-04'],
    ['2026-03-04T09:30:00Z', '2026-03-04'],
    ['3/4/2026 2:05 PM', '2026-03-04'],
    ['2026-03-04 23:59:59 -0700', '2026-03-04'],
    ['2/29/2024', '2024-02-29'],
    ['1/1/70', '1970-01-01'],
  ])('%s is %s', (text, value) => expect(date(text)).toBe(value));
  test('the day stands first where that is so', () => expect(date('3/4/2026', 'dayFirst')).toBe('2026-04-03'));
  test.each([
    '2/29/2026',
    '13/13/2026',
    'soon',
    '',
    '45/1/2026',
    '2026-02-30',
    '1/2',
    '99999',
    '0/0/0000',
    '3/4/20266',
  ])('%s is none', (text) => expect(date(text)).toMatch(/is not a date/));

  test('the order is told by a number above twelve; where none is, a person must say', () => {
    expect(dateOrderOf(['1/2/2026', '14/2/2026'])).toEqual({ order: 'dayFirst', ask: false });
    expect(dateOrderOf(['1/2/2026', '2/14/2026'])).toEqual({ order: 'monthFirst', ask: false });
    expect(dateOrderOf(['1/2/2026'])).toEqual({ order: null, ask: true });
    expect(dateOrderOf(['2/2/2026', '2026-01-05', 'Mar 3, 2026'])).toEqual({ order: null, ask: false });
    expect(dateOrderOf(['14/2/2026', '2/14/2026', '2/15/2026'])).toEqual({ order: 'monthFirst', ask: true });
  });
});

test('yes and no', () => {
  for (const yes of ['Yes', 'TRUE', 'x', '1', 'Taxable']) expect(readBoolean(yes)).toEqual({ ok: true, value: true });
  for (const no of ['no', 'False', '0', 'Non-taxable', 'exempt'])
    expect(readBoolean(no)).toEqual({ ok: true, value: false });
  expect(readBoolean('perhaps')).toMatchObject({ ok: false, problem: '"perhaps" is neither yes nor no' });
});
