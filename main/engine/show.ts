import type { FieldDescriptor, LineMember } from '../../shared/entity.ts';
import type { Json } from '../../shared/primitives.ts';
import { isBlank, type Line, linesOf } from '../core/compare.ts';
import { showMoney } from '../core/money.ts';
import type { AuditChange } from '../core/ports-store.ts';
import type { FieldChange } from '../core/types.ts';
import type { Context } from './context.ts';

/** Values as a person reads them: names for ids, money with its sign, addresses on one line. */

type Shape = Pick<FieldDescriptor, 'kind' | 'entity' | 'choices' | 'line' | 'name'> | LineMember;

const titleOf = (ctx: Context, entity: string, key: string): string =>
  ctx.store.titles([{ entity, id: key }]).get(key) ?? 'a record that is not there any more';

export function shownValue(ctx: Context, field: Shape, value: Json | undefined): string {
  if (value === null || value === undefined || isBlank(value)) return '';
  switch (field.kind) {
    case 'ref':
      return titleOf(ctx, field.entity ?? '', String(value));
    case 'money':
      return showMoney(String(value));
    case 'boolean':
      return value === true ? 'Yes' : 'No';
    case 'choice':
      return field.choices?.find((choice) => choice.value === value)?.label ?? String(value);
    case 'address':
      return Object.values(value as Record<string, Json>)
        .filter((part) => typeof part === 'string' && part !== '')
        .join(', ');
    case 'lines':
      return linesOf(value)
        .map((line) => shownLine(ctx, field as FieldDescriptor, line))
        .join('; ');
    case 'allocations':
      return (Array.isArray(value) ? value : [])
        .map((entry) => {
          const entity = ('entity' in field && field.entity) || '';
          const { [entity]: id = '', amount = '' } = entry as Record<string, string>;
          return `${titleOf(ctx, entity, id)}: ${showMoney(amount)}`;
        })
        .join('; ');
    default:
      return String(value);
  }
}

/** One document line in a row: "Roof repair, 2 × 150.00, $300.00". */
export function shownLine(ctx: Context, field: FieldDescriptor, line: Line): string {
  return (field.line ?? [])
    .filter((member) => member.kind !== 'boolean' && member.kind !== 'choice')
    .map((member) => shownValue(ctx, member, line[member.name]))
    .filter((text) => text !== '')
    .join(', ');
}

/**
 * Changes with their labels; ids are replaced by the names of what they refer to. With `raw`, what was replaced is kept
 * beside the words.
 */
export function readableChanges(
  ctx: Context,
  fields: FieldDescriptor[],
  changes: FieldChange[],
  raw = false,
): AuditChange[] {
  return changes.map(({ field: name, before, after }) => {
    const field = fields.find((one) => one.name === name);
    if (!field) return { field: name, label: 'State', before, after };
    if (field.kind !== 'ref' && field.kind !== 'lines' && field.kind !== 'allocations')
      return { field: name, label: field.label, before, after };
    const words = (value: Json): Json => shownValue(ctx, field, value) || null;
    const shown = { field: name, label: field.label, before: words(before), after: words(after) };
    return raw ? { ...shown, raw: { before, after } } : shown;
  });
}
