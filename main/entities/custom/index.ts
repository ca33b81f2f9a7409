import type { EntityDescriptor, FieldDescriptor } from '../../../shared/entity.ts';
import { type AppError, appError } from '../../../shared/errors.ts';
import { type CustomField, customFieldName, formOf, isCustomName } from '../../../shared/policy.ts';
import type { Body, Json } from '../../../shared/primitives.ts';
import type { EntityModule } from '../../core/types.ts';
import { record, records, text, typedDecimal } from '../values.ts';

/** QuickBooks' screens take so many characters in a custom field. */
const QUICKBOOKS_LONGEST = 31;
const LONGEST = 255;

const DATE = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const NUMBER = /^-?\d{1,15}(\.\d{1,5})?$/;

/** The QuickBooks field (DefinitionId) that stands for one of ours on this kind of record; null where none does. */
const pairOf = (entity: string, field: CustomField): string | null => {
  const form = formOf(entity);
  return form === null ? null : field.quickbooks[form];
};

/** Why a field stays on the platform, in a sentence. */
function helpOf(entity: string, field: CustomField): string | null {
  if (pairOf(entity, field) !== null)
    return field.type === 'date' ? 'In QuickBooks it is text: a day is written as 2026-05-31.' : null;
  return formOf(entity) === null
    ? 'QuickBooks’ interface has no custom fields here: it stays in the workspace.'
    : 'Not paired with a field of QuickBooks: it stays in the workspace.';
}

const KIND = { text: 'text', number: 'decimal', date: 'date', choice: 'choice' } as const;

/** A custom field as every part of the product sees it: a field like any other, merged and shown by its kind. */
export function descriptorOf(entity: string, field: CustomField): FieldDescriptor {
  const paired = pairOf(entity, field) !== null;
  const help = helpOf(entity, field);
  return {
    name: customFieldName(field.key),
    label: field.name,
    kind: KIND[field.type],
    custom: true,
    ...(field.type === 'text' ? { maxLength: paired ? QUICKBOOKS_LONGEST : LONGEST } : {}),
    ...(field.type === 'choice' ? { choices: field.choices.map((value) => ({ value, label: value })) } : {}),
    ...(paired ? {} : { local: true }),
    ...(help === null ? {} : { help }),
  };
}

/** One spelling of a value, whatever was typed; what does not fit its type stays as it is and is refused on save. */
function tidied(field: CustomField, value: Json | undefined): Json {
  const given = typeof value === 'number' ? String(value) : text(value);
  if (given === null) return null;
  if (field.type === 'number') return NUMBER.test(given) ? typedDecimal(given) : given;
  if (field.type === 'choice')
    return field.choices.find((choice) => choice.toLowerCase() === given.toLowerCase()) ?? given;
  return given;
}

/** What is wrong with a value, in the words behind the field's name; null if nothing. */
function problemOf(field: CustomField, value: Json, longest: number): string | null {
  if (value === null) return null;
  const given = String(value);
  if (given.length > longest) return `may have at most ${longest} characters`;
  if (field.type === 'number' && !NUMBER.test(given)) return 'must be a number';
  if (field.type === 'date' && !DATE.test(given)) return 'must be a day, written as 2026-05-31';
  if (field.type === 'choice' && !field.choices.includes(given)) return `must be one of: ${field.choices.join(', ')}`;
  return null;
}

/** A body in two: its own members, and those of custom fields. */
function parted(body: unknown): { own: Body; custom: Body } {
  const entries = Object.entries(record(body) as Body);
  return {
    own: Object.fromEntries(entries.filter(([name]) => !isCustomName(name))),
    custom: Object.fromEntries(entries.filter(([name]) => isCustomName(name))),
  };
}

type Kept = { DefinitionId: string; Name?: unknown; Type: string; StringValue: string };

/** An entity whose records carry custom fields, and how it is told which. */
export type Customised = { module: EntityModule; define(fields: CustomField[]): void };

/**
 * Gives an entity custom fields. They are members of the body (`custom.<key>`) and fields of the descriptor, so that all
 * that works from descriptors (comparing, merging, review, forms, lists, export) has them as fields of their own.
 *
 * The module and its list of fields stay the same objects for as long as the registry lives: many hold on to them.
 */
export function withCustomFields(inner: EntityModule): Customised {
  const entity = inner.descriptor.name;
  const fields = [...inner.descriptor.fields];
  const descriptor: EntityDescriptor = { ...inner.descriptor, fields };
  let defined: CustomField[] = [];

  const values = (custom: Body): Body => ({
    // Of a field that was taken away since: kept, not shown.
    ...custom,
    ...Object.fromEntries(
      defined.map((field) => [customFieldName(field.key), tidied(field, custom[customFieldName(field.key)])]),
    ),
  });
  const fault = (custom: Body): AppError | null => {
    for (const field of defined) {
      const longest = pairOf(entity, field) === null ? LONGEST : QUICKBOOKS_LONGEST;
      const problem = problemOf(field, custom[customFieldName(field.key)] ?? null, longest);
      if (problem !== null) return appError('input.invalid', { entity, field: field.name, problem });
    }
    return null;
  };

  /** The whole list, since a list that is sent replaces the one that is there: what we have not paired goes back as it came. */
  const written = (body: Body, native: unknown, names: Set<string>): Kept[] => {
    const list = new Map<string, Kept>();
    for (const one of records(record(native).CustomField)) {
      const id = text(one.DefinitionId);
      const value = text(one.StringValue);
      if (id !== null && value !== null)
        list.set(id, { DefinitionId: id, Name: one.Name, Type: 'StringType', StringValue: value });
    }
    for (const field of defined) {
      const id = pairOf(entity, field);
      const name = customFieldName(field.key);
      if (id === null || !names.has(name)) continue;
      list.set(id, { DefinitionId: id, Name: field.name, Type: 'StringType', StringValue: text(body[name]) ?? '' });
    }
    return [...list.values()];
  };

  const module: EntityModule = {
    ...inner,
    descriptor,
    parse(body) {
      const { own, custom } = parted(body);
      const checked = inner.parse(own);
      if (!checked.ok) return checked;
      const kept = values(custom);
      const error = fault(kept);
      return error ? { ok: false, error } : { ok: true, body: { ...checked.body, ...kept } };
    },
    derive(body) {
      const { own, custom } = parted(body);
      return { ...inner.derive(own), ...values(custom) };
    },
    quickbooks: {
      ...inner.quickbooks,
      read(native, context) {
        const read = inner.quickbooks.read(native, context);
        if (read.body === null) return read;
        const there = new Map(
          records(record(native).CustomField).map((one) => [text(one.DefinitionId), text(one.StringValue)]),
        );
        // By the mapping in hand, which in a preview is not the one in force.
        const paired = context.mapping.customFields.filter((field) => field.entities.includes(entity));
        const custom = paired.flatMap((field): [string, Json][] => {
          const id = pairOf(entity, field);
          return id === null ? [] : [[customFieldName(field.key), tidied(field, there.get(id))]];
        });
        return { ...read, body: { ...read.body, ...Object.fromEntries(custom) } };
      },
      write(request, context) {
        const answer = inner.quickbooks.write(
          { ...request, fields: request.fields.filter((name) => !isCustomName(name)) },
          context,
        );
        if (!answer.ok || request.body === null || (request.kind !== 'create' && request.kind !== 'update'))
          return answer;
        const { body } = request;
        const creating = request.kind === 'create';
        const names = new Set(
          creating
            ? defined.map((field) => customFieldName(field.key)).filter((name) => text(body[name]) !== null)
            : request.fields.filter(isCustomName),
        );
        const paired = defined.some((field) => pairOf(entity, field) !== null && names.has(customFieldName(field.key)));
        if (!paired) return answer;
        const error = fault(body);
        if (error) return { ok: false, error };
        return {
          ok: true,
          json: { ...answer.json, CustomField: written(body, creating ? null : request.native, names) },
        };
      },
    },
  };

  return {
    module,
    define(all) {
      defined = all.filter((field) => field.entities.includes(entity));
      const own = inner.descriptor.fields;
      const at = own.findIndex((field) => field.derived === true);
      const end = at < 0 ? own.length : at;
      fields.splice(
        0,
        fields.length,
        ...own.slice(0, end),
        ...defined.map((one) => descriptorOf(entity, one)),
        ...own.slice(end),
      );
    },
  };
}
