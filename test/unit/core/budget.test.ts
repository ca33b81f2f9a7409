import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { budgetError, budgetState, nextMonth, paced } from '../../../main/core/budget.ts';

const at = (iso: string): number => Date.parse(iso);

describe('the month’s reads', () => {
  test.each([
    [0, 'free'],
    [899, 'free'],
    [900, 'saving'],
    [999, 'saving'],
    [1000, 'spent'],
    [5000, 'spent'],
  ] as const)('%s of 1000 used: %s', (used, state) => {
    expect(budgetState({ used, budget: 1000, now: 0 })).toBe(state);
  });

  test('begin anew with the month, also over the end of a year', () => {
    expect(new Date(nextMonth(at('2026-02-28T23:59:59Z'))).toISOString()).toBe('2026-03-01T00:00:00.000Z');
    expect(new Date(nextMonth(at('2026-12-01T00:00:00Z'))).toISOString()).toBe('2027-01-01T00:00:00.000Z');
    const error = budgetError({ used: 20_000, budget: 20_000, now: at('2026-12-24T10:00:00Z') });
    expect(error.userSentence).toContain('20,000');
    expect(error.remedy).toContain('2027-01-01');
  });

  test('are as frequent as wanted while they last, and rarer when they would not', () => {
    const start = at('2026-03-01T00:00:00Z');
    expect(paced(300_000, false, { used: 0, budget: 20_000, now: start })).toBe(300_000);
    expect(paced(30_000, true, { used: 0, budget: 20_000, now: start })).toBe(30_000);
    // 500 a month: 225 for a whole month of 44,640 minutes.
    expect(paced(300_000, false, { used: 0, budget: 500, now: start })).toBe(Math.ceil((44_640 * 60_000) / 225));
  });

  test('last to the end of the month whatever is wanted and whoever looks', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 500, max: 100_000 }),
        fc.integer({ min: 5, max: 3_600 }),
        fc.integer({ min: 0, max: 80 }),
        (budget, wantedSeconds, usedPercent) => {
          let now = at('2026-04-01T00:00:00Z');
          const end = nextMonth(now);
          let used = Math.floor((budget * usedPercent) / 100);
          // An hour a day of looking, the rest of it not: reads go on in steps of one read.
          while (now < end && budgetState({ used, budget, now }) === 'free') {
            const watched = new Date(now).getUTCHours() === 9;
            now += paced(watched ? wantedSeconds * 1000 : 300_000, watched, { used, budget, now });
            used += 1;
          }
          expect(used).toBeLessThanOrEqual(Math.max(budget * 0.9, (budget * usedPercent) / 100) + 1);
          expect(end - now).toBeLessThan(3 * 86_400_000);
        },
      ),
      { numRuns: 40 },
    );
  });
});
