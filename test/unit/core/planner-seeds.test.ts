import { expect, test } from 'vitest';
import { emptyTally, runSeed, runStory } from '../../planner/run.ts';
import { shrink } from '../../planner/shrink.ts';
import { type Story, storyOf } from '../../planner/story.ts';

/** The first thousand of the seeds that `npm run planner` runs by the million. */
const SEEDS = 1000;

test('a thousand seeds break no rule, and reach every kind of end', () => {
  const tally = emptyTally();
  for (let seed = 1; seed <= SEEDS; seed++) expect([seed, runSeed(seed, tally)]).toEqual([seed, []]);
  const kinds = ['blocked', 'ended', 'equal', 'fields', 'lives', 'notSynced'];
  expect(Object.keys(tally.ends).sort()).toEqual(kinds);
});

test('a seed tells the same story every time', () => {
  expect(storyOf(7)).toEqual(storyOf(7));
  expect(storyOf(7)).not.toEqual(storyOf(8));
});

/** Both sides drop the note of whatever they are given. */
const forgetful = (story: Story) =>
  runStory(story, emptyTally(), (body) => ({ ...body, ...('note' in body ? { note: null } : {}) }));

test('a planted fault is found, and cut down to what it takes', () => {
  const seed = Array.from({ length: 100 }, (_, index) => index + 1).find((one) => forgetful(storyOf(one)).length > 0);
  expect(seed).toBeDefined();
  const { story, violations } = shrink(storyOf(seed!), forgetful);
  expect(violations.length).toBeGreaterThan(0);
  expect(story.records).toHaveLength(1);
  expect(story.days.flat().length).toBeLessThan(3);
  // The same seed comes down to the same story: a replay shows what the first run showed.
  expect(shrink(storyOf(seed!), forgetful).story).toEqual(story);
});
