/** Any sequence of operations over every type, in every way of working out tax, keeps the company whole. */
import fc from 'fast-check';
import { describe, test } from 'vitest';
import { reportsAgree } from '../reports/read.ts';
import { carryOut } from './carry-out.ts';
import { COUNTEREXAMPLES } from './counterexamples.ts';
import { effort, PATIENCE } from './effort.ts';
import { holds } from './holds.ts';
import { movesAsItShould } from './moves.ts';
import { sameState } from './refused.ts';
import { type Step, steps } from './steps.ts';
import { makeWorld, PROFILES } from './world.ts';

/** Carries out a sequence, checking after every step. */
function play(profile: string, given: readonly Step[]): void {
  const here = makeWorld(PROFILES[profile] ?? {});
  let photo = here.photo();
  holds(here, photo);
  for (const step of given) {
    here.wait(30);
    const before = here.company.snapshot();
    const done = carryOut(here, step, photo);
    if (done !== undefined && done.answer.status !== 200 && !sameState(before, here.company.snapshot()))
      throw new Error(`A refused ${step.do} changed something: ${done.answer.text}`);
    const after = here.photo();
    movesAsItShould(photo, after, done, here.clock.at);
    holds(here, after);
    photo = after;
  }
  reportsAgree(here, '2030-12-31');
}

describe.each(Object.keys(PROFILES))('%s', (profile) => {
  test('balances, links, totals, stock and ledger hold; tokens and times move as they should; refusals change nothing', {
    timeout: PATIENCE,
  }, () => {
    const examples = (COUNTEREXAMPLES[profile] ?? []).map((given): [Step[]] => [[...given]]);
    fc.assert(
      fc.property(steps(0, 40), (given) => play(profile, given)),
      { ...effort(16), examples },
    );
  });
});
