import type { ReviewField } from '../../../shared/contract/review.ts';
import { choicesOut, conflicting, type Picks, sideOf, undecided } from './choices.ts';

/** What one conflict's screen remembers while a person decides. Nothing here has been sent. */
export type ReviewState = {
  /** Which conflicting field the keys speak of. */
  cursor: number;
  picks: Picks;
  /** Earlier picks, newest last, for undo. */
  past: Picks[];
  /** Path of the field a value is typed for. */
  editing: string | null;
  help: boolean;
};

export const freshReview: ReviewState = { cursor: 0, picks: {}, past: [], editing: null, help: false };

export type ReviewAction =
  | { type: 'move'; by: 1 | -1 }
  | { type: 'focus'; path: string }
  | { type: 'pick'; side: 'platform' | 'quickbooks' | 'base'; path?: string }
  | { type: 'pickAll'; side: 'platform' | 'quickbooks' }
  | { type: 'edit'; path?: string }
  | { type: 'type'; path: string; value: string | null }
  | { type: 'cancelEdit' }
  | { type: 'undo' }
  | { type: 'help'; open?: boolean }
  | { type: 'reset' };

/** What the screen must do, because it reaches outside this conflict. */
export type ReviewEffect = 'nextReview' | 'previousReview' | 'apply' | 'applySimilar';

const decide = (state: ReviewState, picks: Picks, fields: ReviewField[], at: number): ReviewState => {
  const needed = conflicting(fields);
  // On to the next open field after this one, round to the first; stay when all are decided.
  const open = undecided(fields, picks).map((field) => needed.indexOf(field));
  const cursor = open.find((index) => index > at) ?? open[0] ?? at;
  return { ...state, picks, past: [...state.past, state.picks], editing: null, cursor };
};

/** Every change of one conflict's choices, by key or by mouse. */
export function reviewReducer(state: ReviewState, action: ReviewAction, fields: ReviewField[]): ReviewState {
  const needed = conflicting(fields);
  const indexOf = (path: string | undefined): number => {
    const found = path === undefined ? state.cursor : needed.findIndex((field) => field.path === path);
    return found < 0 || found >= needed.length ? -1 : found;
  };
  switch (action.type) {
    case 'move':
      return { ...state, cursor: Math.max(0, Math.min(needed.length - 1, state.cursor + action.by)) };
    case 'focus': {
      const at = indexOf(action.path);
      return at < 0 ? state : { ...state, cursor: at };
    }
    case 'pick': {
      const at = indexOf(action.path);
      const field = needed[at];
      if (field === undefined) return state;
      return decide(state, { ...state.picks, [field.path]: { pick: action.side } }, fields, at);
    }
    case 'pickAll': {
      const picks = { ...state.picks };
      for (const field of needed) picks[field.path] = { pick: action.side };
      return decide(state, picks, fields, state.cursor);
    }
    case 'edit': {
      const at = indexOf(action.path);
      const field = needed[at];
      // Whole lines and sets are picked, not typed.
      if (field === undefined || !typeable(field)) return state;
      return { ...state, cursor: at, editing: field.path };
    }
    case 'type': {
      const at = indexOf(action.path);
      const field = needed[at];
      if (field === undefined) return state;
      return decide(state, { ...state.picks, [field.path]: { value: action.value } }, fields, at);
    }
    case 'cancelEdit':
      return { ...state, editing: null };
    case 'undo': {
      const before = state.past.at(-1);
      return before === undefined ? state : { ...state, picks: before, past: state.past.slice(0, -1), editing: null };
    }
    case 'help':
      return { ...state, help: action.open ?? !state.help };
    case 'reset':
      return freshReview;
  }
}

/** Kinds a value can be typed for; the others are chosen from the sides. */
const TYPED = new Set(['text', 'longText', 'email', 'phone', 'date', 'money', 'decimal']);
export const typeable = (field: ReviewField): boolean => TYPED.has(field.kind);

export type Key = { key: string; ctrlKey?: boolean; metaKey?: boolean; altKey?: boolean };

/**
 * A key pressed outside any text field, as what it does; null for keys that mean nothing here. `known`: both sides once
 * agreed on something to go back to.
 */
export function reviewKey(
  key: Key,
  state: ReviewState,
  fields: ReviewField[],
  known = true,
): { action: ReviewAction } | { effect: ReviewEffect } | null {
  if (key.ctrlKey || key.metaKey || key.altKey) return null;
  switch (key.key) {
    case 'j':
      return { effect: 'nextReview' };
    case 'k':
      return { effect: 'previousReview' };
    case 'ArrowDown':
      return { action: { type: 'move', by: 1 } };
    case 'ArrowUp':
      return { action: { type: 'move', by: -1 } };
    case '1':
      return { action: { type: 'pick', side: 'platform' } };
    case '2':
      return { action: { type: 'pick', side: 'quickbooks' } };
    case '3':
      // On first contact there is nothing both ever agreed on.
      return known ? { action: { type: 'pick', side: 'base' } } : null;
    case 'e':
      return { action: { type: 'edit' } };
    case 'z':
      return { action: { type: 'undo' } };
    case '?':
      return { action: { type: 'help' } };
    case 'a':
      return choicesOut(fields, state.picks) === null ? null : { effect: 'apply' };
    case 'A':
      return sideOf(fields, state.picks) === null ? null : { effect: 'applySimilar' };
    default:
      return null;
  }
}

/** Keys and what they do, for the help. `platform` is the platform's own label. */
export const reviewKeys = (platform: string): { keys: string[]; does: string }[] => [
  { keys: ['j', 'k'], does: 'Next and previous review' },
  { keys: ['↓', '↑'], does: 'Next and previous field' },
  { keys: ['1'], does: `Take ${platform}` },
  { keys: ['2'], does: 'Take QuickBooks' },
  { keys: ['3'], does: 'Back to what both last agreed on' },
  { keys: ['e'], does: 'Type another value' },
  { keys: ['z'], does: 'Undo the last choice' },
  { keys: ['a'], does: 'Apply' },
  { keys: ['A'], does: 'Apply the same side to similar reviews' },
  { keys: ['?'], does: 'Show or hide these keys' },
];
