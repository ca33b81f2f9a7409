import { describe, expect, test } from 'vitest';
import { naive, type Ways } from './naive.ts';
import { ours, type Subject } from './subject.ts';

/**
 * A fault found in real sync products, told in our words. `play` is the situation, and what one sees afterwards; `bug` is
 * what a sync with these ways shows, `right` what ours must.
 */
export type Finding = {
  finding: string;
  /** Ways of doing it that have the fault, by name. */
  ways: Record<string, Partial<Ways>>;
  play(subject: Subject): Promise<unknown>;
  bug: unknown;
  right: unknown;
};

/** Each situation is played against the naive sync, which must show the fault, and against ours, which must not. */
export function regressions(findings: Finding[]): void {
  describe.each(findings)('$finding', ({ ways, play, bug, right }) => {
    test.each(Object.entries(ways))('shows in a sync that %s', async (_, way) => {
      expect(await play(await naive(way))).toEqual(bug);
    });
    test('does not show in ours', async () => {
      expect(await play(await ours())).toEqual(right);
    });
  });
}
