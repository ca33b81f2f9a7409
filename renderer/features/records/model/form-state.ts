import { aboveOf, type EntityDescriptor, type FieldDescriptor, type FieldOwner } from '../../../../shared/entity.ts';
import type { Body, Json } from '../../../../shared/primitives.ts';
import { type Applied, appliedIn, appliedOut } from './allocations.ts';
import { draftOf, editable, emptyDraft, normalise, type Problems } from './changes.ts';
import { type DraftLine, isBlank, isPurchase, lineProblems, linesIn, linesOut, newLine } from './lines.ts';

/** A record as the form holds it: scalars as typed, lines and allocations in the shape of their editors. */
export type FormState = {
  draft: Body;
  lines: Record<string, DraftLine[]>;
  applied: Record<string, Applied>;
};

const ofKind = (descriptor: EntityDescriptor, kind: FieldDescriptor['kind']): FieldDescriptor[] =>
  editable(descriptor).filter((field) => field.kind === kind);

/** What the allocations of a field settle. */
export const settledBy = (descriptor: EntityDescriptor, field: string): string =>
  descriptor.fields.find((one) => one.name === field)?.entity ?? '';

/** Whether the lines of a field are something bought. */
export const boughtIn = (descriptor: EntityDescriptor, field: string): boolean =>
  descriptor.fields.some((one) => one.name === field && isPurchase(one));

/** The fields as the form shows them: of what is under another record (a project) its place comes right behind the name. */
export function fieldsInOrder(descriptor: EntityDescriptor, start: Body): FieldDescriptor[] {
  const above = aboveOf(descriptor);
  if (above?.below === undefined || typeof start[above.name] !== 'string') return descriptor.fields;
  const others = descriptor.fields.filter((field) => field !== above);
  const at = others.findIndex((field) => field.name === descriptor.titleField) + 1;
  return [...others.slice(0, at), above, ...others.slice(at)];
}

/** The form of a stored body. */
export function formOf(descriptor: EntityDescriptor, body: Body): FormState {
  return {
    draft: draftOf(descriptor, body),
    lines: Object.fromEntries(
      ofKind(descriptor, 'lines').map((field) => [field.name, linesIn(body[field.name], isPurchase(field))]),
    ),
    applied: Object.fromEntries(
      ofKind(descriptor, 'allocations').map((field) => [field.name, appliedIn(field.entity ?? '', body[field.name])]),
    ),
  };
}

/** The form of a new record: documents begin with one empty line, ready to type in. `given` fills fields beforehand. */
export function newForm(descriptor: EntityDescriptor, today: string, given: Body = {}): FormState {
  const state = formOf(descriptor, { ...emptyDraft(descriptor, today), ...given });
  for (const field of ofKind(descriptor, 'lines'))
    if (state.lines[field.name]?.length === 0)
      state.lines[field.name] = [newLine(isPurchase(field) ? 'account' : 'item', 'first')];
  return state;
}

/** The form's content as one body; numbers still as typed. `stored` keeps members of lines the form does not show. */
export function assembled(descriptor: EntityDescriptor, state: FormState, stored: Body | null): Body {
  const body: Body = { ...state.draft };
  for (const [name, lines] of Object.entries(state.lines))
    body[name] = linesOut(lines, stored?.[name], boughtIn(descriptor, name));
  for (const [name, applied] of Object.entries(state.applied)) {
    body[name] = appliedOut(settledBy(descriptor, name), applied);
  }
  return body;
}

/** Without the lines nobody filled in, so that "line 2" of a refusal is the second line on screen. */
export function withoutBlanks(state: FormState): FormState {
  return {
    ...state,
    lines: Object.fromEntries(
      Object.entries(state.lines).map(([name, lines]) => {
        const kept = lines.filter((line) => !isBlank(line));
        return [name, kept.length === 0 ? lines.slice(0, 1) : kept];
      }),
    ),
  };
}

/** Everything that keeps the form from being saved, by path; empty when it may be sent. */
export function formProblems(descriptor: EntityDescriptor, state: FormState, stored: Body | null): Problems {
  const problems: Problems = { ...normalise(descriptor, assembled(descriptor, state, stored)).problems };
  for (const [name, lines] of Object.entries(state.lines))
    for (const [path, problem] of Object.entries(lineProblems(lines))) problems[`${name}.${path}`] = problem;
  return problems;
}

/** A document's tax, shown under its lines: the rate, the percentage kept with it, and QuickBooks' correction of the sum. */
export type TaxFields = Record<'rate' | 'percent' | 'correction', FieldDescriptor | null>;

export function taxFields(descriptor: EntityDescriptor): TaxFields {
  if (!descriptor.fields.some((field) => field.kind === 'lines'))
    return { rate: null, percent: null, correction: null };
  const rate = descriptor.fields.find((field) => field.kind === 'listRef' && field.list === 'taxRate') ?? null;
  const named = (name: string): FieldDescriptor | null =>
    descriptor.fields.find((field) => field.name === name) ?? null;
  return { rate, percent: rate && named('taxPercent'), correction: rate && named('taxAdjustment') };
}

/**
 * How a field stands in the form: to be typed in, shown but not to be changed, or not at all. What only QuickBooks
 * changes is shown once it holds something.
 */
export function fieldMode(
  descriptor: EntityDescriptor,
  field: FieldDescriptor,
  owners: Record<string, FieldOwner>,
  value: Json,
  /** Whether the company is outside the US, where lines name their rates. */
  byLine = false,
): 'input' | 'locked' | 'hidden' {
  if (field.taxModel !== undefined && !byLine) return 'hidden';
  if (field.derived || Object.values(taxFields(descriptor)).includes(field)) return 'hidden';
  if ((owners[field.name] ?? field.owner) !== 'quickbooks') return 'input';
  return value === null || value === '' ? 'hidden' : 'locked';
}

/** A stored body as the form would save it untouched: numbers spelled one way, so that only typing is a change. */
export const canonical = (descriptor: EntityDescriptor, body: Body): Body =>
  assembled(descriptor, formOf(descriptor, body), body);
