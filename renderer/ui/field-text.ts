import type { EntityDescriptor, FieldDescriptor, LineMember } from '../../shared/entity.ts';
import type { Json } from '../../shared/primitives.ts';
import { formatDate, formatMoney } from './format.ts';

/** What of a field decides how its value reads. */
export type Readable =
  | Pick<FieldDescriptor, 'kind' | 'choices' | 'entity'>
  | Pick<LineMember, 'kind' | 'choices' | 'entity'>;

/** "12.50000" -> "12.5"; text work only, so that nothing passes through a binary float. */
export const tidyDecimal = (value: string): string =>
  /^-?\d+\.\d+$/.test(value) ? value.replace(/0+$/, '').replace(/\.$/, '') : value;

/** The parts of an address as the lines of a letter. */
export function addressLines(value: Json): string[] {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return [];
  const part = (name: string): string => (typeof value[name] === 'string' ? value[name].trim() : '');
  const place = [part('city'), [part('region'), part('postalCode')].filter(Boolean).join(' ')]
    .filter(Boolean)
    .join(', ');
  return [part('line1'), part('line2'), place, part('country')].filter(Boolean);
}

/**
 * A stored value as a person reads it, by the kind of its field; the empty text for nothing. `titles` gives names for
 * ids, as `records.get` and `review.get` answer them.
 */
export function fieldText(field: Readable, value: Json | undefined, titles: Record<string, string> = {}): string {
  if (value === null || value === undefined || value === '') return '';
  /** Id of the document an allocation settles. */
  const settled = (one: Record<string, Json>): string => String(one[field.entity ?? '']);
  switch (field.kind) {
    case 'boolean':
      return value === true ? 'Yes' : 'No';
    case 'money':
      return typeof value === 'string' ? formatMoney(value) : String(value);
    case 'decimal':
      return typeof value === 'string' ? tidyDecimal(value) : String(value);
    case 'date':
      return typeof value === 'string' ? formatDate(value) : String(value);
    case 'choice':
      return field.choices?.find((choice) => choice.value === value)?.label ?? String(value);
    case 'ref':
    case 'listRef':
      return typeof value === 'string' ? (titles[value] ?? value) : String(value);
    case 'address':
      return addressLines(value).join(', ');
    case 'lines':
      return Array.isArray(value) ? `${value.length} ${value.length === 1 ? 'line' : 'lines'}` : '';
    case 'allocations':
      return Array.isArray(value)
        ? value
            .flatMap((one) =>
              one !== null && typeof one === 'object' && !Array.isArray(one)
                ? [`${titles[settled(one)] ?? settled(one)} ${formatMoney(String(one.amount))}`]
                : [],
            )
            .join(', ')
        : '';
    default:
      return typeof value === 'string' ? value : String(value);
  }
}

/**
 * One value of a recorded change as text, by the field it belongs to. Names stand in place of ids already; what is no
 * field of the entity (a state) reads as it is. Null for nothing.
 */
export function changeText(descriptor: EntityDescriptor | null, name: string, value: Json): string | null {
  const field = descriptor?.fields.find((one) => one.name === name);
  if (field === undefined || (typeof value === 'string' && (field.kind === 'lines' || field.kind === 'allocations')))
    return value === null || typeof value === 'object' ? null : String(value);
  return fieldText(field, value) || null;
}
