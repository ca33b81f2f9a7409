import type { EntityDescriptor, FieldDescriptor } from '../../../../shared/entity.ts';
import type { Body, Json } from '../../../../shared/primitives.ts';
import { readDecimal, readMoney } from '../../../ui/decimals.ts';

/** Trouble by field name; a line's or address's part stands under `lines.0.quantity`, `billingAddress.city`. */
export type Problems = Record<string, string>;

/** Fields a person may edit: everything that is not computed. */
export const editable = (descriptor: EntityDescriptor): FieldDescriptor[] =>
  descriptor.fields.filter((field) => !field.derived);

/** The value a new record starts with. `today` is the company's date, YYYY-MM-DD. */
function startValue(field: FieldDescriptor, today: string): Json {
  if (field.initial !== undefined) return field.initial;
  switch (field.kind) {
    case 'boolean':
      return false;
    case 'lines':
    case 'allocations':
      return [];
    case 'date':
      return field.required ? today : null;
    case 'choice':
      return field.required ? (field.choices?.[0]?.value ?? null) : null;
    default:
      return null;
  }
}

/** A new record's draft: every editable field present. */
export function emptyDraft(descriptor: EntityDescriptor, today: string): Body {
  return Object.fromEntries(editable(descriptor).map((field) => [field.name, startValue(field, today)]));
}

/** A stored record's draft: its editable fields only. */
export function draftOf(descriptor: EntityDescriptor, body: Body): Body {
  return Object.fromEntries(editable(descriptor).map((field) => [field.name, body[field.name] ?? null]));
}

export const ADDRESS_PARTS = [
  { name: 'line1', label: 'Street' },
  { name: 'line2', label: 'Apartment, suite' },
  { name: 'city', label: 'City' },
  { name: 'region', label: 'State' },
  { name: 'postalCode', label: 'ZIP code' },
  { name: 'country', label: 'Country' },
] as const;

function normaliseAddress(value: Json): Json {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return null;
  const parts = ADDRESS_PARTS.map(({ name }): [string, Json] => {
    const part = value[name];
    return [name, typeof part === 'string' && part.trim() ? part.trim() : null];
  });
  return parts.some(([, part]) => part !== null) ? { ...value, ...Object.fromEntries(parts) } : null;
}

const sortedSet = (entity: string, entries: Json[]): Json[] => {
  const name = (entry: Json): string =>
    entry !== null && typeof entry === 'object' && !Array.isArray(entry) ? String(entry[entity]) : '';
  return [...entries].sort((a, b) => (name(a) < name(b) ? -1 : name(a) > name(b) ? 1 : 0));
};

/** One field's typed value as it is saved, or what is wrong with it. Lines and allocations are made by their editors. */
export function normaliseField(field: FieldDescriptor, value: Json): { value: Json; problem: string | null } {
  if (field.kind === 'money' || field.kind === 'decimal') {
    const typed = typeof value === 'string' ? value : '';
    const read = field.kind === 'money' ? readMoney(typed) : readDecimal(typed);
    if (!read.ok) return { value, problem: read.problem };
    return { value: read.value, problem: read.value === null && field.required ? 'is needed' : null };
  }
  if (field.kind === 'address') {
    const address = normaliseAddress(value);
    return { value: address, problem: address === null && field.required ? 'is needed' : null };
  }
  // A set: its order says nothing, so it is always kept the same way.
  if (field.kind === 'allocations')
    return { value: Array.isArray(value) ? sortedSet(field.entity ?? '', value) : [], problem: null };
  if (typeof value === 'string') {
    const kept = field.kind === 'longText' ? value.replace(/\s+$/, '') : value.trim();
    if (kept === '') return { value: null, problem: field.required ? 'is needed' : null };
    if (field.maxLength !== undefined && kept.length > field.maxLength)
      return { value: kept, problem: `may have at most ${field.maxLength} characters` };
    if (field.kind === 'email' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(kept))
      return { value: kept, problem: 'is not an e-mail address' };
    if (field.kind === 'date' && !/^\d{4}-\d{2}-\d{2}$/.test(kept)) return { value: kept, problem: 'is not a date' };
    return { value: kept, problem: null };
  }
  if (value === null) return { value, problem: field.required ? 'is needed' : null };
  if (field.kind === 'lines' && field.required && Array.isArray(value) && value.length === 0)
    return { value, problem: 'needs at least one line' };
  return { value, problem: null };
}

/** The whole draft as it is saved, with every trouble found on the way. */
export function normalise(descriptor: EntityDescriptor, draft: Body): { body: Body; problems: Problems } {
  const body: Body = {};
  const problems: Problems = {};
  for (const field of editable(descriptor)) {
    const { value, problem } = normaliseField(field, draft[field.name] ?? null);
    body[field.name] = value;
    if (problem !== null) problems[field.name] = problem;
  }
  return { body, problems };
}

/** Same value, regardless of the order of an object's members. */
export function same(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (a === null || b === null || a === undefined || b === undefined) return (a ?? null) === (b ?? null);
  if (Array.isArray(a) || Array.isArray(b))
    return (
      Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((entry, index) => same(entry, b[index]))
    );
  if (typeof a !== 'object' || typeof b !== 'object') return false;
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].every((name) => same(a[name], b[name]));
}

/** Only what the person changed: fields whose saved value is not what the record had when the form opened. */
export function changesOf(descriptor: EntityDescriptor, opened: Body, draft: Body): Body {
  const before = normalise(descriptor, draftOf(descriptor, opened)).body;
  const after = normalise(descriptor, draft).body;
  return Object.fromEntries(Object.entries(after).filter(([name, value]) => !same(before[name], value)));
}

/** How a form whose record moved on underneath it goes on. */
export type Rebase = {
  /** The draft on the new version: what was typed stays, all else is the new version's. */
  draft: Body;
  /** Fields the other change touched, with what they were and are. */
  moved: { field: FieldDescriptor; before: Json; after: Json; alsoTyped: boolean }[];
};

/**
 * Carries a draft over to a newer version of its record (`record.stale`): typed values are kept, fields nobody typed in
 * take the new value, and what changed is listed so that the person sees it before saving again.
 */
export function rebase(descriptor: EntityDescriptor, opened: Body, newer: Body, draft: Body): Rebase {
  const typed = changesOf(descriptor, opened, draft);
  const next: Body = {};
  const moved: Rebase['moved'] = [];
  for (const field of editable(descriptor)) {
    const before = opened[field.name] ?? null;
    const after = newer[field.name] ?? null;
    const alsoTyped = Object.hasOwn(typed, field.name);
    next[field.name] = alsoTyped ? (draft[field.name] ?? null) : after;
    if (!same(before, after)) moved.push({ field, before, after, alsoTyped });
  }
  return { draft: next, moved };
}
