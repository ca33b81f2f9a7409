import { describe, expect, test } from 'vitest';
import {
  agreedOnce,
  choicesOut,
  context,
  outcomeOf,
  sideOf,
  undecided,
} from '../../../../renderer/features/review/choices.ts';
import {
  freshReview,
  type ReviewState,
  reviewKey,
  reviewReducer,
} from '../../../../renderer/features/review/keyboard.ts';
import type { ReviewField } from '../../../../shared/contract/review.ts';

const field = (path: string, more: Partial<ReviewField> = {}): ReviewField => ({
  path,
  label: path,
  kind: 'text',
  base: 'b',
  platform: 'p',
  quickbooks: 'q',
  shown: { base: 'b', platform: 'p', quickbooks: 'q' },
  conflicting: true,
  suggestion: null,
  ...more,
});
const fields = [
  field('name'),
  field('city', { conflicting: false, suggestion: 'platform' }),
  field('phone'),
  field('terms'),
];

/** Presses keys one after the other, as a person would; answers the state and what reached outside. */
function press(keys: string[], start: ReviewState = freshReview) {
  const effects: string[] = [];
  let state = start;
  for (const key of keys) {
    const meaning = reviewKey({ key }, state, fields);
    if (meaning === null) effects.push('nothing');
    else if ('effect' in meaning) effects.push(meaning.effect);
    else state = reviewReducer(state, meaning.action, fields);
  }
  return { state, effects };
}

describe('keys', () => {
  test('a digit decides the field in focus and goes on to the next open one', () => {
    const { state } = press(['1', '2', '3']);
    expect(choicesOut(fields, state.picks)).toEqual({
      name: { pick: 'platform' },
      phone: { pick: 'quickbooks' },
      terms: { pick: 'base' },
    });
    expect(state.cursor).toBe(2);
  });

  test('after the last field the focus goes round to one left open', () => {
    const { state } = press(['ArrowDown', '1', '1']);
    expect(undecided(fields, state.picks).map((one) => one.path)).toEqual(['name']);
    expect(state.cursor).toBe(0);
  });

  test('apply does nothing until every field is decided', () => {
    expect(press(['a', '1', 'a', '1', '1', 'a']).effects).toEqual(['nothing', 'nothing', 'apply']);
  });

  test('apply to similar needs one side for all', () => {
    expect(press(['1', '2', '1', 'A']).effects).toEqual(['nothing']);
    const all = press(['2', '2', '2', 'A']);
    expect(all.effects).toEqual(['applySimilar']);
    expect(sideOf(fields, all.state.picks)).toBe('quickbooks');
    expect(press(['3', '3', '3', 'A']).effects).toEqual(['nothing']);
  });

  test('z takes back one choice at a time', () => {
    const { state } = press(['1', '1', 'z']);
    expect(Object.keys(state.picks)).toEqual(['name']);
    expect(press(['1', 'z', 'z']).state.picks).toEqual({});
  });

  test('j and k leave the choices alone, chords belong to the browser', () => {
    expect(press(['j', 'k', 'x']).effects).toEqual(['nextReview', 'previousReview', 'nothing']);
    expect(reviewKey({ key: 'a', ctrlKey: true }, freshReview, fields)).toBeNull();
    expect(reviewKey({ key: '1', metaKey: true }, freshReview, fields)).toBeNull();
  });

  test('e opens the field in focus for typing, but not a whole line', () => {
    expect(press(['ArrowDown', 'e']).state.editing).toBe('phone');
    const whole = [field('lines/1', { kind: 'lines' })];
    expect(reviewReducer(freshReview, { type: 'edit' }, whole).editing).toBeNull();
  });

  test('the focus stays inside the list', () => {
    expect(press(['ArrowUp']).state.cursor).toBe(0);
    expect(press(['ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowDown']).state.cursor).toBe(2);
  });
});

test('a typed value is the result, wherever it came from before', () => {
  const typed = reviewReducer(freshReview, { type: 'type', path: 'phone', value: '555' }, fields);
  expect(outcomeOf(fields[2]!, typed.picks)).toEqual({ from: 'typed', value: '555', shown: '555' });
  expect(typed.editing).toBeNull();
});

test('a suggestion counts as a choice until another is made', () => {
  const suggested = [field('name', { suggestion: 'quickbooks' })];
  expect(choicesOut(suggested, {})).toEqual({ name: { pick: 'quickbooks' } });
  expect(outcomeOf(suggested[0]!, { name: { pick: 'base' } })?.from).toBe('base');
});

test('one side for everything is one act, and one undo', () => {
  const all = reviewReducer(freshReview, { type: 'pickAll', side: 'platform' }, fields);
  expect(sideOf(fields, all.picks)).toBe('platform');
  expect(reviewReducer(all, { type: 'undo' }, fields).picks).toEqual({});
});

describe('what is shown beside the conflicts', () => {
  const shown = (
    base: string,
    platform: string,
    quickbooks: string,
    suggestion: ReviewField['suggestion'] = null,
  ): ReviewField =>
    field(`${base}${platform}${quickbooks}`, { conflicting: false, suggestion, shown: { base, platform, quickbooks } });

  test('what one side changed, and what each side computes; what both agree on is only counted', () => {
    const all = [shown('a', 'a', 'a'), shown('a', 'b', 'a', 'platform'), shown('a', 'b', 'b'), shown('', 'x', 'y')];
    const found = context([...all, field('conflict')]);
    expect(found.merged.map((one) => one.path)).toEqual(['aba']);
    expect(found.following.map((one) => one.path)).toEqual(['xy']);
    expect(found.equal).toBe(2);
  });

  test('how a phone number is written is no difference', () => {
    const phone = { ...shown('', '707.555.0105', '(707) 555-0105'), kind: 'phone' as const };
    expect(context([phone])).toEqual({ merged: [], following: [], equal: 1 });
  });

  test('nothing agreed is told apart from agreed on nothing', () => {
    expect(agreedOnce([field('name', { base: null })], { name: null })).toBe(false);
    expect(agreedOnce([field('name', { base: null }), field('phone')], {})).toBe(true);
    expect(agreedOnce([field('name')], null)).toBe(false);
    expect(reviewKey({ key: '3' }, freshReview, fields, false)).toBeNull();
  });
});
