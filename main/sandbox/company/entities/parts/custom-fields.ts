/** Fields of one's own: up to three texts on sales forms and three on purchase orders, named in the settings. */
import type { Draft, Reader } from '../../entity.ts';
import { refuse } from '../../faults.ts';
import { isList, isObject, textOf } from '../../members.ts';
import type { Body, Json } from '../../types.ts';
import { preference } from './preferences.ts';

/** Where the settings of each kind of form stand. */
const SETTINGS = {
  sales: ['SalesFormsPrefs', 'CustomField'],
  purchase: ['VendorAndPurchasesPrefs', 'POCustomField'],
} as const;

type Definition = { readonly id: string; readonly name: string };

/** The fields in use, by their number. Settings are lists of flags (`…UseSalesCustom1`) and of names (`…SalesCustomName1`). */
function inUse(reader: Reader, kind: keyof typeof SETTINGS): Definition[] {
  const [group, member] = SETTINGS[kind];
  const lists = preference(reader, group, member);
  const names = new Map<string, string>();
  const used = new Set<string>();
  for (const list of isList(lists) ? lists : []) {
    const fields = isObject(list) ? list.CustomField : undefined;
    for (const field of isList(fields) ? fields : []) {
      if (!isObject(field)) continue;
      const [, use, id = ''] = /(Use)?(?:Sales|Purchase)Custom(?:Name)?(\d)$/.exec(String(field.Name)) ?? [];
      if (use === undefined) names.set(id, textOf(field, 'StringValue') ?? '');
      else if (field.BooleanValue === true) used.add(id);
    }
  }
  return [...used].sort().map((id) => ({ id, name: names.get(id) || `Custom Field ${id}` }));
}

/**
 * The form's fields as answers show them: every field in use, with what it holds. Only the text of a field is taken from
 * the request; a field that is not in use is refused (3000) where others are, and ignored where none is. A sparse update
 * that names none keeps them.
 */
export function customFields(draft: Draft, kind: keyof typeof SETTINGS): Json[] {
  const { before, mode, reader, sent } = draft;
  const definitions = inUse(reader, kind);
  const values = new Map<string, string>();
  const enter = (list: Json | undefined, strict: boolean) => {
    for (const field of isList(list) ? list : []) {
      const id = isObject(field) ? textOf(field, 'DefinitionId') : undefined;
      if (!isObject(field) || id === undefined) continue;
      if (strict && definitions.length > 0 && !definitions.some((known) => known.id === id))
        throw refuse('3000', `Invalid Custom Field : DefinitionId ${id} is not in use.`, 'CustomField');
      const value = textOf(field, 'StringValue');
      if (value === undefined) values.delete(id);
      else values.set(id, value);
    }
  };
  if (mode === 'sparse') enter(before?.body.CustomField, false);
  enter(sent.CustomField, true);
  return definitions.map(({ id, name }): Json => {
    const field: Body = { DefinitionId: id, Name: name, Type: 'StringType' };
    const value = values.get(id);
    return value === undefined ? field : { ...field, StringValue: value };
  });
}
