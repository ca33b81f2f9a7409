import { type FieldDescriptor, isNumbered, partyOf } from '../../../shared/entity.ts';
import type { Body, Json } from '../../../shared/primitives.ts';
import type { RecordFacts } from '../../core/book-store.ts';
import type { EntityModule, EntityRegistry } from '../../core/types.ts';

/**
 * A reference a body holds: `label` names the place for a sentence; `amount` is set where it settles a document; a `loose`
 * one may outlive its record.
 */
export type Reference = { label: string; entity: string; id: string; amount: string | null; loose?: boolean };

type Line = { [member: string]: Json };

/**
 * What the rules of the book need to know of an entity, read from its descriptor: a new entity gets them by describing
 * itself.
 */
export type Shape = {
  module: EntityModule;
  name: string;
  label: string;
  /** Other entities whose names stand in the same list of QuickBooks: no two may share one. */
  namesakes: string[];
  /** Documents with a number of their own: no two may share it. */
  numbered: boolean;
  /** Whose record it is: its first reference to another entity (the customer of an invoice, the vendor of a bill). */
  party: FieldDescriptor | null;
  /** Whether it settles documents: payments do, credits they use included. */
  settles: boolean;
  /** Open documents: which field is the balance and which the total it starts from. */
  balance: { field: string; total: string } | null;
  /** Amounts computed by the book; zero on a voided document. */
  derivedMoney: string[];
  /** Tax rate and the percentage kept beside it. */
  tax: { rate: string; percent: string } | null;
  /** Whether it says what its amounts are, and its lines what they are taxed at, outside the US. */
  taxesByLine: boolean;
  /** The due date, and the fields of terms and date it follows from. */
  due: { field: string; terms: string; date: string } | null;
  references(body: Body): Reference[];
  /** The body with an id for every line that has none yet. */
  nameLines(body: Body, newId: () => string): Body;
  lineIds(body: Body): string[];
  facts(body: Body): RecordFacts;
};

const text = (value: Json | undefined): string | null => (typeof value === 'string' && value !== '' ? value : null);
const objects = (value: Json | undefined): Line[] => (Array.isArray(value) ? (value as Line[]) : []);

/** A line made on the way here: empty, or named by its place while it was being checked. */
const isNewLine = (id: Json | undefined): boolean => typeof id !== 'string' || id === '' || id.startsWith('new:');

export function shapeOf(module: EntityModule, namesakes: string[] = []): Shape {
  const { descriptor } = module;
  const fields = descriptor.fields;
  const named = (name: string): FieldDescriptor | undefined => fields.find((field) => field.name === name);
  const refs = fields.filter((field) => field.kind === 'ref');
  const lines = fields.filter((field) => field.kind === 'lines');
  const party = partyOf(descriptor) ?? null;
  const allocations = fields.filter((field) => field.kind === 'allocations');
  const email = fields.find((field) => field.kind === 'email')?.name;
  const taxRate = fields.find((field) => field.kind === 'listRef' && field.list === 'taxRate');
  const taxPercent = named('taxPercent');
  const due = fields.find((field) => field.dueBy !== undefined);

  const references = (body: Body): Reference[] => [
    ...refs.flatMap((field) =>
      one(field.label, field.entity, body[field.name]).map((found) =>
        field.loose === true ? { ...found, loose: true } : found,
      ),
    ),
    ...lines.flatMap((field) => {
      const members = (field.line ?? []).filter((member) => member.kind === 'ref');
      return objects(body[field.name]).flatMap((line, index) =>
        members.flatMap((member) => one(`Line ${index + 1} ${member.label}`, member.entity, line[member.name])),
      );
    }),
    ...allocations.flatMap((field) =>
      objects(body[field.name]).flatMap((entry) =>
        one(field.label, field.entity, entry[field.entity ?? ''], text(entry.amount) ?? '0.00'),
      ),
    ),
  ];

  return {
    module,
    name: descriptor.name,
    label: descriptor.label,
    namesakes,
    numbered: isNumbered(descriptor),
    party,
    settles: allocations.length > 0,
    balance:
      descriptor.balanceField !== undefined && descriptor.amountField !== undefined
        ? { field: descriptor.balanceField, total: descriptor.amountField }
        : null,
    derivedMoney: fields.filter((field) => field.derived === true && field.kind === 'money').map((field) => field.name),
    tax: taxRate && taxPercent ? { rate: taxRate.name, percent: taxPercent.name } : null,
    taxesByLine: fields.some((field) => field.taxModel === 'global'),
    due: due?.dueBy ? { field: due.name, ...due.dueBy } : null,
    references,
    nameLines: (body, newId) => {
      const out: Body = { ...body };
      for (const field of lines)
        if (Array.isArray(body[field.name]))
          out[field.name] = objects(body[field.name]).map((line) =>
            typeof line === 'object' && line !== null && isNewLine(line.id) ? { ...line, id: newId() } : line,
          );
      return out;
    },
    lineIds: (body) => lines.flatMap((field) => objects(body[field.name]).map((line) => text(line.id) ?? '')),
    facts: (body) => ({
      title: module.title(body),
      email: email === undefined ? null : text(body[email]),
      number: descriptor.isDocument ? text(body.number) : null,
      customer: party === null ? null : text(body[party.name]),
      date: descriptor.dateField === undefined ? null : text(body[descriptor.dateField]),
      amount: descriptor.amountField === undefined ? null : text(body[descriptor.amountField]),
      balance: descriptor.balanceField === undefined ? null : text(body[descriptor.balanceField]),
      search: descriptor.searchFields
        .map((name) => text(body[name]) ?? '')
        .join('\n')
        .toLowerCase(),
      refs: eachOnce(references(body)),
    }),
  };
}

function one(
  label: string,
  entity: string | undefined,
  id: Json | undefined,
  amount: string | null = null,
): Reference[] {
  const target = text(id);
  return target === null || entity === undefined ? [] : [{ label, entity, id: target, amount }];
}

function eachOnce(references: Reference[]): RecordFacts['refs'] {
  const seen = new Map<string, RecordFacts['refs'][number]>();
  for (const { entity, id, amount } of references) {
    const key = `${entity}/${id}`;
    if (!seen.has(key) || amount !== null) seen.set(key, { entity, id, amount });
  }
  return [...seen.values()];
}

/** The shapes of all entities, by name. */
export function createShapes(registry: EntityRegistry): Map<string, Shape> {
  return new Map(
    registry.all.map((module) => {
      const { name, nameSpace } = module.descriptor;
      const others = registry.all.map((one) => one.descriptor).filter((one) => one.name !== name);
      const namesakes = others.filter((one) => nameSpace !== undefined && one.nameSpace === nameSpace);
      return [
        name,
        shapeOf(
          module,
          namesakes.map((one) => one.name),
        ),
      ];
    }),
  );
}
