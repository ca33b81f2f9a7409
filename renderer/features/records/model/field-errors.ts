import type { EntityDescriptor, FieldDescriptor } from '../../../../shared/entity.ts';
import { ADDRESS_PARTS, type Problems } from './changes.ts';

const plain = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, '');

/** A part of a line or an address by its name or by the words the screen uses for it. */
function partName(field: FieldDescriptor, told: string): string {
  const members = field.kind === 'address' ? ADDRESS_PARTS : (field.line ?? []);
  return members.find((one) => plain(one.label) === plain(told) || plain(one.name) === plain(told))?.name ?? told;
}

/** "lines.0.quantity", "lines/2/item", "body.billingAddress.city". */
function byPath(descriptor: EntityDescriptor, told: string): string | null {
  const parts = told
    .split(/[./[\]]+/)
    .filter((part) => part !== '')
    .filter((part, index) => !(index === 0 && /^(body|changes|input)$/.test(part)));
  const field = descriptor.fields.find((one) => one.name === parts[0]);
  return field ? [field.name, ...parts.slice(1)].join('.') : null;
}

/** "Line 2 Quantity", "Billing address City", "E-mail": the engine names fields in the words of the screen. */
function byWords(descriptor: EntityDescriptor, told: string): string | null {
  const line = /^line (\d+)\s*(.*)$/i.exec(told);
  const lines = descriptor.fields.find((one) => one.kind === 'lines');
  if (line?.[1] !== undefined && lines) {
    const index = Number(line[1]) - 1;
    return [lines.name, String(index), ...(line[2] ? [partName(lines, line[2])] : [])].join('.');
  }
  const exact = descriptor.fields.find((one) => plain(one.label) === plain(told) || plain(one.name) === plain(told));
  if (exact) return exact.name;
  // The longest label first, so that "Billing address City" is not taken for a field called "Billing".
  const field = descriptor.fields
    .filter((one) => told.toLowerCase().startsWith(`${one.label.toLowerCase()} `))
    .sort((a, b) => b.label.length - a.label.length)[0];
  if (!field) return null;
  const rest = told.slice(field.label.length).trim();
  const row = /^(\d+)\s*(.*)$/.exec(rest);
  if (row?.[1] !== undefined)
    return [field.name, String(Number(row[1]) - 1), ...(row[2] ? [partName(field, row[2])] : [])].join('.');
  return `${field.name}.${partName(field, rest)}`;
}

/**
 * Where a refusal belongs in the form: by `values.field`, which names a field or a part of one by path or in words.
 * Null when it belongs to no field of this entity.
 */
export const fieldPath = (descriptor: EntityDescriptor, told: string): string | null =>
  byPath(descriptor, told) ?? byWords(descriptor, told);

/** A refusal of a save, put beside its field; an empty object when it names none. */
export function problemsOf(
  descriptor: EntityDescriptor,
  error: { userSentence: string; values: Record<string, string> },
): Problems {
  const told = error.values.field;
  if (told === undefined) return {};
  const path = fieldPath(descriptor, told);
  return path === null ? {} : { [path]: error.values.problem ?? error.userSentence };
}
