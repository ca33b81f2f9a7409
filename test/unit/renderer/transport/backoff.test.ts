import { expect, test } from 'vitest';
import { backoffMs } from '../../../../renderer/transport/backoff.ts';

test('doubles from half a second and stops at fifteen', () => {
  expect([1, 2, 3, 4, 5, 6, 7, 50].map((attempt) => backoffMs(attempt, 1))).toEqual([
    500, 1000, 2000, 4000, 8000, 15000, 15000, 15000,
  ]);
});

test('spreads each wait over its second half, so that windows do not knock together', () => {
  expect(backoffMs(3, 0)).toBe(1000);
  expect(backoffMs(3, 0.5)).toBe(1500);
});
