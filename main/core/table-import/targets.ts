import { aboveOf, type EntityDescriptor, type FieldDescriptor, type LineMember } from '../../../shared/entity.ts';
import type { Target } from './types.ts';

/** What a column can become for a kind of record: everything follows from its descriptor. */

const ADDRESS_PARTS: readonly (readonly [string, string])[] = [
  ['line1', 'Street'],
  ['line2', 'Street, second line'],
  ['city', 'City'],
  ['region', 'State or region'],
  ['postalCode', 'ZIP or postal code'],
  ['country', 'Country'],
];

/** Fields that follow from others in a file, or that nobody writes down. */
const LEFT = new Set(['taxPercent']);
/** Members of lines that are told by the others. */
const LEFT_OF_LINES = new Set(['kind', 'percent']);

const kindOf = (kind: LineMember['kind']): Target['kind'] => kind;

type Of = ReadonlyMap<string, EntityDescriptor>;

function plain(field: FieldDescriptor, group: string): Target {
  return {
    id: field.name,
    label: field.label,
    group,
    kind: field.kind,
    required: field.required === true,
    orElse: [],
    ...(field.choices ? { choices: field.choices } : {}),
    ...(field.help === undefined ? {} : { help: field.help }),
    field: field.name,
    part: null,
    of: 'field',
    entity: field.entity ?? null,
    maxLength: field.maxLength ?? null,
  };
}

const address = (field: FieldDescriptor): Target[] => {
  const base = { ...plain(field, field.label), kind: 'text' as const, maxLength: null };
  return [
    { ...base, label: `${field.label}, all in one`, kind: 'address' },
    ...ADDRESS_PARTS.map(([part, label]) => ({
      ...base,
      id: `${field.name}.${part}`,
      label: `${field.label}: ${label}`,
      part,
      of: 'address' as const,
    })),
  ];
};

function lines(field: FieldDescriptor): Target[] {
  const members = (field.line ?? []).filter(
    (member) => member.derived !== true && member.taxModel === undefined && !LEFT_OF_LINES.has(member.name),
  );
  const named = (name: string): boolean => members.some((member) => member.name === name);
  const needed: Record<string, string[] | undefined> = {
    ...(named('unitPrice') && named('amount') ? { unitPrice: ['lines.amount'] } : {}),
    // What is sold is booked by its item, what is bought by its account or item.
    ...(named('account') ? { account: ['lines.item'] } : named('item') ? { item: [] } : {}),
  };
  return [
    ...members.map(
      (member): Target => ({
        id: `${field.name}.${member.name}`,
        label: `Line: ${member.label}`,
        group: 'Lines',
        kind: kindOf(member.kind),
        required: needed[member.name] !== undefined,
        orElse: needed[member.name] ?? [],
        ...(member.choices ? { choices: member.choices } : {}),
        field: field.name,
        part: member.name,
        of: 'line',
        entity: member.entity ?? null,
        maxLength: null,
      }),
    ),
    ...((field.line ?? []).some((one) => one.choices?.some(({ value }) => value === 'discount') === true)
      ? [
          {
            ...plain(field, 'Lines'),
            id: 'discount',
            label: 'Discount of the whole',
            kind: 'money' as const,
            required: false,
            of: 'discount' as const,
          },
        ]
      : []),
  ];
}

/** Sums that a file tells too are compared with ours, so that nothing is imported to another total. */
const sums = (descriptor: EntityDescriptor): Target[] =>
  descriptor.fields
    .filter(
      ({ name, derived }) =>
        derived === true &&
        (name === descriptor.amountField || name === 'taxTotal') &&
        descriptor.fields.some(({ kind }) => kind === 'lines'),
    )
    .map((field) => ({
      ...plain(field, 'Compared'),
      label: `${field.label} (compared)`,
      required: false,
      of: 'check' as const,
      help: 'Documents whose lines come to something else are left out, with the difference.',
    }));

const isLeft = (field: FieldDescriptor): boolean =>
  field.derived === true || field.owner === 'quickbooks' || field.taxModel !== undefined || LEFT.has(field.name);

/** What a name can stand in for: a person or firm without one is called by these. */
const NAMELESS = ['companyName', 'givenName', 'familyName'];

/** Every target of a kind of record, in the order people read them. */
export function targetsOf(descriptor: EntityDescriptor, all: Of): Target[] {
  const { label } = descriptor;
  let allocated = false;
  const targets = descriptor.fields.flatMap((field): Target[] => {
    if (isLeft(field)) return [];
    switch (field.kind) {
      case 'address':
        return address(field);
      case 'lines':
        return lines(field);
      case 'allocations':
        // A payment names what it is for; credits it uses are no column of any export.
        if (allocated) return [];
        allocated = true;
        return [{ ...plain(field, label), of: 'allocations', label: `${field.label} (number)` }];
      case 'ref': {
        const of = all.get(field.entity ?? '');
        if (of === undefined || of.isDocument) return [];
        const own = plain(field, label);
        const email = of.fields.find(({ kind }) => kind === 'email');
        if (email === undefined || field.entity === descriptor.name) return [own];
        const id = `${field.name}.email`;
        const byEmail: Target = {
          ...own,
          id,
          label: `${field.label}: E-mail`,
          kind: 'email',
          required: false,
          part: 'email',
          of: 'refEmail',
        };
        return [own.required ? { ...own, orElse: [id] } : own, byEmail];
      }
      default: {
        const own = plain(field, field.custom === true ? 'Custom fields' : label);
        const instead = NAMELESS.filter((name) => descriptor.fields.some((one) => one.name === name));
        return [field.name === descriptor.titleField && instead.length > 0 ? { ...own, orElse: instead } : own];
      }
    }
  });
  return [...targets, ...sums(descriptor)];
}

/** Whether a record of an entity can be made from its name alone: customers, vendors and items, no accounts or terms. */
export const isNamed = (descriptor: EntityDescriptor): boolean =>
  !descriptor.isDocument &&
  descriptor.defaultDirection === undefined &&
  descriptor.fields.every(
    ({ name, required, choices }) => required !== true || name === descriptor.titleField || choices !== undefined,
  );

/** The field that names the record above one of its kind: the client of a project. */
export const aboveField = (descriptor: EntityDescriptor): string | null => aboveOf(descriptor)?.name ?? null;
