import type { Choice, ReviewField } from '../../../shared/contract/review.ts';
import type { Json } from '../../../shared/primitives.ts';

/** What was picked so far, by field path. */
export type Picks = Record<string, Choice>;

/** The choice that would be applied for a field now: what was picked, else what is suggested; null when open. */
export function choiceOf(field: ReviewField, picks: Picks): Choice | null {
  const picked = picks[field.path];
  if (picked !== undefined) return picked;
  return field.suggestion === null ? null : { pick: field.suggestion };
}

export type Outcome = { from: 'platform' | 'quickbooks' | 'base' | 'typed'; value: Json; shown: string } | null;

/** What a field will hold after applying, and where it comes from; null while nobody chose. */
export function outcomeOf(field: ReviewField, picks: Picks): Outcome {
  const choice = choiceOf(field, picks);
  if (choice === null) return null;
  if ('pick' in choice) return { from: choice.pick, value: field[choice.pick], shown: field.shown[choice.pick] };
  return { from: 'typed', value: choice.value, shown: typeof choice.value === 'string' ? choice.value : '' };
}

/** The fields that need a choice, in the order shown. */
export const conflicting = (fields: ReviewField[]): ReviewField[] => fields.filter((field) => field.conflicting);

/** Conflicting fields without a choice yet. */
export const undecided = (fields: ReviewField[], picks: Picks): ReviewField[] =>
  conflicting(fields).filter((field) => choiceOf(field, picks) === null);

/** What is sent: a choice for each conflicting field. Null while one is open. */
export function choicesOut(fields: ReviewField[], picks: Picks): Record<string, Choice> | null {
  const out: Record<string, Choice> = {};
  for (const field of conflicting(fields)) {
    const choice = choiceOf(field, picks);
    if (choice === null) return null;
    out[field.path] = choice;
  }
  return out;
}

/** The one side every choice is for, so that the same may be done to similar reviews; null when they are mixed. */
export function sideOf(fields: ReviewField[], picks: Picks): 'platform' | 'quickbooks' | null {
  const choices = conflicting(fields).map((field) => choiceOf(field, picks));
  for (const side of ['platform', 'quickbooks'] as const)
    if (choices.length > 0 && choices.every((choice) => choice !== null && 'pick' in choice && choice.pick === side))
      return side;
  return null;
}

/** As both sides are compared: how a phone number, e-mail or address is written makes no difference. */
function compared(field: ReviewField, text: string): string {
  if (field.kind === 'phone') return text.replace(/\D/g, '').slice(-10);
  if (field.kind === 'email' || field.kind === 'address')
    return text
      .toLowerCase()
      .replace(/[\s,]+/g, ' ')
      .trim();
  return text;
}

/**
 * Whether both sides once agreed on something in what is to be decided. On first contact they never did: then "last
 * agreed" is not an empty value to go back to, there is none.
 */
export const agreedOnce = (fields: ReviewField[], base: unknown): boolean =>
  base !== null && (conflicting(fields).length === 0 || conflicting(fields).some((field) => field.base !== null));

/**
 * The fields worth a row beside the conflicts: what one side changed (it is merged, and goes to the other), and what each
 * side computes for itself and so follows from the choice. Fields both sides agree on are only counted.
 */
export function context(fields: ReviewField[]): { merged: ReviewField[]; following: ReviewField[]; equal: number } {
  const rest = fields.filter((field) => !field.conflicting);
  const differing = rest.filter(
    (field) => compared(field, field.shown.platform) !== compared(field, field.shown.quickbooks),
  );
  return {
    merged: differing.filter((field) => field.suggestion !== null),
    following: differing.filter((field) => field.suggestion === null),
    equal: rest.length - differing.length,
  };
}
