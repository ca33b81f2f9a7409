import type { FieldDescriptor } from '../../shared/entity.ts';
import type { Body, Json } from '../../shared/primitives.ts';

/**
 * Equality per field kind. It forgives what no person would call a change (case of an e-mail, punctuation of a phone
 * number, the re-flow of an address, "2.50" for "2.5") and nothing else. Values are never rewritten: normal forms live
 * only inside a comparison.
 */

/** A document line: an object with an `id`, and the members its field describes. */
export type Line = { id: string } & { [member: string]: Json };

type Kind = FieldDescriptor['kind'];
const ADDRESS_PARTS = ['line1', 'line2', 'city', 'region', 'postalCode', 'country'] as const;

/** Ways people and QuickBooks write the same country; others compare as written. */
const COUNTRY: Record<string, string> = {
  usa: 'us',
  unitedstates: 'us',
  unitedstatesofamerica: 'us',
  can: 'ca',
  canada: 'ca',
};

const isObject = (value: Json | undefined): value is { [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The lines of a body's field; anything else counts as none. */
export const linesOf = (value: Json | undefined): Line[] => (Array.isArray(value) ? (value as Line[]) : []);

/** Whether a value says nothing: null, empty text, an address without parts, an empty list. */
export function isBlank(value: Json | undefined): boolean {
  if (value === null || value === undefined) return true;
  if (typeof value === 'string') return value.trim() === '';
  if (Array.isArray(value)) return value.length === 0;
  if (isObject(value)) return Object.values(value).every(isBlank);
  return false;
}

/** White space and Unicode composition aside, the text as typed. */
export const normalText = (text: string): string => text.normalize('NFC').replace(/\s+/g, ' ').trim();
export const normalEmail = (text: string): string => text.trim().toLowerCase();

/** Digits of a phone number; a leading North American 1 does not count. Text without digits compares as text. */
export function normalPhone(text: string): string {
  const digits = text.replace(/\D/g, '');
  if (digits === '') return normalText(text);
  return digits.length === 11 && digits.startsWith('1') ? digits.slice(1) : digits;
}

/** "007.50" and "7.5" are one number; "-0" is "0". */
export function normalDecimal(text: string): string {
  const match = /^([+-]?)0*(\d*)(?:\.(\d*))?$/.exec(text.trim());
  if (!match) return text.trim();
  const whole = match[2] || '0';
  const fraction = (match[3] ?? '').replace(/0+$/, '');
  const number = fraction === '' ? whole : `${whole}.${fraction}`;
  return match[1] === '-' && number !== '0' ? `-${number}` : number;
}

/**
 * An address as one run of letters and digits: QuickBooks re-flows City, State and Zip into lines after an edit in its
 * own screens (reference, trap 16), which moves text between parts without changing it.
 */
export function normalAddress(value: Json): string {
  if (!isObject(value)) return '';
  let run = '';
  for (const part of ADDRESS_PARTS) {
    const text = value[part];
    if (typeof text !== 'string') continue;
    const letters = text
      .normalize('NFKC')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]/gu, '');
    run += part === 'country' ? (COUNTRY[letters] ?? letters) : letters;
  }
  return run;
}

/** Addresses that are equal part by part: most are, and then nothing needs to be normalised. */
const sameParts = (a: Json | undefined, b: Json | undefined): boolean =>
  isObject(a) && isObject(b) && ADDRESS_PARTS.every((part) => a[part] === b[part]);

function sameText(kind: Kind, a: string, b: string): boolean {
  switch (kind) {
    case 'email':
      return normalEmail(a) === normalEmail(b);
    case 'phone':
      return normalPhone(a) === normalPhone(b);
    case 'money':
    case 'decimal':
      return normalDecimal(a) === normalDecimal(b);
    case 'text':
    case 'longText':
      return normalText(a) === normalText(b);
    default:
      return a === b;
  }
}

const sameScalar = (kind: Kind, a: Json | undefined, b: Json | undefined): boolean => {
  if (a === b) return true;
  if (isBlank(a) || isBlank(b)) return isBlank(a) && isBlank(b);
  if (typeof a === 'string' && typeof b === 'string') return sameText(kind, a, b);
  return JSON.stringify(a) === JSON.stringify(b);
};

/** Whether two lines say the same, whatever their ids. Derived members do not count. */
export const sameLine = (field: FieldDescriptor, a: Line, b: Line): boolean =>
  (field.line ?? []).every(
    (member) => member.derived === true || sameScalar(member.kind, a[member.name], b[member.name]),
  );

function sameLines(field: FieldDescriptor, a: Json | undefined, b: Json | undefined): boolean {
  const left = linesOf(a);
  const right = linesOf(b);
  return (
    left.length === right.length &&
    left.every((line, i) => {
      const other = right[i];
      return other !== undefined && line.id === other.id && sameLine(field, line, other);
    })
  );
}

function sameAllocations(entity: string, a: Json | undefined, b: Json | undefined): boolean {
  const left = allocationMap(entity, a);
  const right = allocationMap(entity, b);
  if (left.size !== right.size) return false;
  for (const [document, amount] of left) if (right.get(document) !== amount) return false;
  return true;
}

/** Amount per document; entries of nothing do not count. */
function allocationMap(entity: string, value: Json | undefined): Map<string, string> {
  const map = new Map<string, string>();
  for (const entry of Array.isArray(value) ? value : []) {
    const document = isObject(entry) ? entry[entity] : null;
    if (!isObject(entry) || typeof document !== 'string') continue;
    const amount = normalDecimal(typeof entry.amount === 'string' ? entry.amount : '0');
    if (amount !== '0') map.set(document, amount);
  }
  return map;
}

/** Whether two values of a field are the same to a person. Lines are compared with their ids and order. */
export function sameValue(field: FieldDescriptor, a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  switch (field.kind) {
    case 'lines':
      return sameLines(field, a, b);
    case 'allocations':
      return sameAllocations(field.entity ?? '', a, b);
    case 'address':
      if (sameParts(a, b)) return true;
      if (isBlank(a) || isBlank(b)) return isBlank(a) && isBlank(b);
      return normalAddress(a ?? null) === normalAddress(b ?? null);
    default:
      return sameScalar(field.kind, a, b);
  }
}

/** Names of the fields whose values differ; derived fields do not count. Lines are compared by content and order only. */
export const differingFields = (fields: FieldDescriptor[], a: Body, b: Body): string[] =>
  fields
    .filter((field) => field.derived !== true && !sameValue(field, a[field.name], b[field.name]))
    .map((f) => f.name);
