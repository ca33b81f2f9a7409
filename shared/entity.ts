import { z } from 'zod';
import { rightSchema } from './access.ts';

/**
 * What a field holds, which decides how it is compared, merged and shown.
 * - `text`, `longText`, `email`, `phone`, `boolean`, `date`, `money`, `decimal`, `choice`: scalars. E-mail and phone are
 *   normalised for comparison only; the value stays as typed.
 * - `address`: an object of line1, line2, city, region, postalCode, country; compared without white space and case.
 * - `ref`: the id of another record (of `entity`) on the same side, or null.
 * - `lines`: document lines, an array of objects with `id`, merged by identity.
 * - `allocations`: a set of `{ <entity>, amount }`: the member that holds the id is called like the entity it names
 *   (`{ invoice, amount }`, `{ bill, amount }`). Merged as one set keyed by it.
 * - `listRef`: the key of an entry in a mapped list (a tax rate), translated by the mapping, not by links.
 */
export const fieldKindSchema = z.enum([
  'text',
  'longText',
  'email',
  'phone',
  'boolean',
  'date',
  'money',
  'decimal',
  'choice',
  'address',
  'ref',
  'lines',
  'allocations',
  'listRef',
]);
export type FieldKind = z.infer<typeof fieldKindSchema>;

/** Who may change a field: one side only, or both (then the entity's strategy decides on a collision). */
export const fieldOwnerSchema = z.enum(['platform', 'quickbooks', 'both']);
export type FieldOwner = z.infer<typeof fieldOwnerSchema>;

/** Companies outside the US: every line names a tax code, and amounts are before tax, with it, or without any. */
export const taxModelSchema = z.literal('global');

/** Of the records of an entity those whose field holds one of these values (accounts of some types), the usual one first. */
const amongSchema = z.object({ field: z.string(), values: z.array(z.string()) });
export type Among = z.infer<typeof amongSchema>;

export const fieldDescriptorSchema = z.object({
  name: z.string(),
  label: z.string(),
  kind: fieldKindSchema,
  /** A null value is refused on save. */
  required: z.boolean().optional(),
  /** Longest value both sides can hold, in characters. */
  maxLength: z.number().int().optional(),
  /** For `ref`: the entity referred to. For `allocations`: the entity settled, and the name of the member with its id. */
  entity: z.string().optional(),
  /** For `ref`: left out until its record is on the other side too, instead of holding this one up (an invoice's estimate). */
  loose: z.boolean().optional(),
  /** For a `ref`: what a new record starts with is this field of the party's (a customer's terms). */
  asParty: z.string().optional(),
  /** For a `date`: it follows from the terms and the date these fields hold, until somebody gives another. */
  dueBy: z.object({ terms: z.string(), date: z.string() }).optional(),
  /** For `decimal`: a whole number. */
  whole: z.boolean().optional(),
  /**
   * For a `ref` to a record of the same kind: what a record that has it is called (a customer's projects). It is work that
   * was begun: it is made on the other side at once, also where others wait until something refers to them.
   */
  below: z.object({ label: z.string(), labelPlural: z.string() }).optional(),
  /**
   * For a `ref` to a record of the same kind: a group it is only sorted into (an item's category). The same thing may be sorted
   * on one side and not on the other.
   */
  sorts: z.boolean().optional(),
  /**
   * For `text`: it may say the name of a record of this entity (the company somebody works for). `labelPlural`: what those
   * are called there that say its name.
   */
  names: z.object({ entity: z.string(), labelPlural: z.string() }).optional(),
  /** For `ref`: which records of the entity are offered. */
  among: amongSchema.optional(),
  /** For `choice`: the values and their labels. */
  choices: z.array(z.object({ value: z.string(), label: z.string() })).optional(),
  /** For `listRef`: the list (`taxRate`). For `text`: the list whose names it holds (`paymentMethod`), the same on both sides. */
  list: z.string().optional(),
  /** For `lines`: the members of a line besides `id`. */
  line: z.array(z.lazy((): z.ZodType<LineMember> => lineMemberSchema)).optional(),
  /** Computed by each side for itself (totals, balances): never merged or sent, but compared to the cent. */
  derived: z.boolean().optional(),
  /** Added by a person in this workspace. */
  custom: z.boolean().optional(),
  /** Stays on the platform: QuickBooks has no place for it. Never merged or sent. */
  local: z.boolean().optional(),
  /** Default owner; `both` unless said. */
  owner: fieldOwnerSchema.optional(),
  /**
   * What QuickBooks answers in its place is a decision of its own (tax by address), not a spelling of what was sent: it is
   * taken back as if somebody had changed it there.
   */
  takenBack: z.boolean().optional(),
  /** Only in companies of that tax model (outside the US, where every line names a tax code). */
  taxModel: taxModelSchema.optional(),
  /** What a new record starts with in a form, where that is not nothing. */
  initial: z.union([z.boolean(), z.string()]).optional(),
  /** One plain sentence shown beside the field. */
  help: z.string().optional(),
});
export type FieldDescriptor = z.infer<typeof fieldDescriptorSchema>;

export type LineMember = {
  name: string;
  label: string;
  kind: 'text' | 'longText' | 'decimal' | 'money' | 'boolean' | 'ref' | 'choice' | 'listRef';
  entity?: string | undefined;
  among?: Among | undefined;
  choices?: { value: string; label: string }[] | undefined;
  /** For `listRef`: the list, as for fields. */
  list?: string | undefined;
  derived?: boolean | undefined;
  /** Only in companies of that tax model, as for fields. */
  taxModel?: 'global' | undefined;
  /** What QuickBooks answers in its place is taken back, as for fields. */
  takenBack?: boolean | undefined;
};
const lineMemberSchema = z.object({
  name: z.string(),
  label: z.string(),
  kind: z.enum(['text', 'longText', 'decimal', 'money', 'boolean', 'ref', 'choice', 'listRef']),
  entity: z.string().optional(),
  among: amongSchema.optional(),
  choices: z.array(z.object({ value: z.string(), label: z.string() })).optional(),
  list: z.string().optional(),
  derived: z.boolean().optional(),
  taxModel: taxModelSchema.optional(),
  takenBack: z.boolean().optional(),
});

/** Which way changes of an entity may travel. */
export const directionSchema = z.enum(['both', 'toQuickbooks', 'fromQuickbooks']);
export type Direction = z.infer<typeof directionSchema>;

/** Where an entity stands in navigation and lists. */
export const entityGroupSchema = z.enum(['sales', 'purchases', 'lists']);
export type EntityGroup = z.infer<typeof entityGroupSchema>;
/** The groups in the order people look for them. */
export const GROUPS: readonly EntityGroup[] = entityGroupSchema.options;

/** Which of the company's open sums a balance counts into: what customers owe, or what is owed to vendors. */
export const ledgerSchema = z.enum(['receivable', 'payable']);
export type Ledger = z.infer<typeof ledgerSchema>;
export const LEDGERS: readonly Ledger[] = ledgerSchema.options;

/** How a record of an entity leaves: documents are voided or deleted, names are deactivated. */
export const removalModeSchema = z.enum(['delete', 'void', 'deactivate']);
export type RemovalMode = z.infer<typeof removalModeSchema>;

/** Everything the window and the engine need to know of an entity without knowing the entity. */
export const entityDescriptorSchema = z.object({
  /** Stable key: `customer`, `item`, `invoice`, `payment`. */
  name: z.string(),
  group: entityGroupSchema,
  label: z.string(),
  labelPlural: z.string(),
  /** The word bookkeepers see for the QuickBooks side, e.g. "Customer". */
  quickbooksLabel: z.string(),
  /** Lower goes first: customers and items before invoices, invoices before payments. */
  rank: z.number().int(),
  /** Money documents count into A/R effects. */
  isDocument: z.boolean(),
  /** Mappings lists those without a counterpart: what is sold is booked by its counterpart in QuickBooks. */
  paired: z.boolean().optional(),
  fields: z.array(fieldDescriptorSchema),
  /** Field that names the record in lists ("displayName", "number"). */
  titleField: z.string(),
  /** Columns of the list, in order: field names. */
  columns: z.array(z.string()),
  /** Amount shown in lists and previews, if the entity has one. */
  amountField: z.string().optional(),
  /** Open balance field, if the entity has one. */
  balanceField: z.string().optional(),
  /** Money of a payment that settles nothing, if the entity is a payment. */
  unappliedField: z.string().optional(),
  /** Which of the company's open sums the balance counts into; receivable unless said. */
  ledger: ledgerSchema.optional(),
  /** The way changes travel until a person chooses another; both unless said. */
  defaultDirection: directionSchema.optional(),
  /**
   * Entities of one name space may not share a name in QuickBooks (customers, vendors and employees). The title field is
   * the name.
   */
  nameSpace: z.string().optional(),
  /** Documents of one number space may not share a number in QuickBooks (what is sold draws from one sequence). */
  numberSpace: z.string().optional(),
  /**
   * Only records whose field holds one of these values travel; the others stay where they are. `otherwise` says so in a
   * list: "Draft: syncs once it is approved". Drafts are the platform's own: QuickBooks knows none.
   */
  travels: z
    .object({
      field: z.string(),
      values: z.array(z.string()),
      otherwise: z.string(),
      /** The step after which it travels, in words: "When issued" is the setting, "Issue" the button. */
      step: z.object({ act: z.string(), done: z.string() }),
      /** How it leaves QuickBooks when a synced one becomes a draft again; left alone there unless said. */
      recall: removalModeSchema.optional(),
    })
    .optional(),
  /** `credit`: the balance lowers the open sum it counts into (a credit memo); `charge` unless said. */
  balanceSign: z.enum(['charge', 'credit']).optional(),
  /** What can be made of such a record: the entity, its field that names this record, and the act in words. */
  converts: z.object({ entity: z.string(), link: z.string(), act: z.string() }).optional(),
  /** Documents QuickBooks can e-mail and print: the field with the address they go to. */
  emailField: z.string().optional(),
  /** What QuickBooks must have for such records, in a sentence, where not every company has it. */
  needs: z.string().optional(),
  dateField: z.string().optional(),
  /** Fields searched by the list's search box. */
  searchFields: z.array(z.string()),
  /** Rights of which any one lets a Basic user create and change such records; without any, only Admins may. */
  rights: z.array(rightSchema).optional(),
  /** Ways a record can leave, first is the default. */
  removals: z.array(removalModeSchema),
});
export type EntityDescriptor = z.infer<typeof entityDescriptorSchema>;

/**
 * The reference a record belongs by: its first one to another entity (the customer of an invoice, the vendor of a bill);
 * a loose one is no belonging. Undefined where it has none.
 */
export const partyOf = (descriptor: Pick<EntityDescriptor, 'name' | 'fields'>): FieldDescriptor | undefined =>
  descriptor.fields.find((field) => field.kind === 'ref' && field.entity !== descriptor.name && field.loose !== true);

/** Whether it is a document with a number of its own: no two of a kind may share it. */
export const isNumbered = ({ isDocument, fields }: Pick<EntityDescriptor, 'isDocument' | 'fields'>): boolean =>
  isDocument && fields.some((field) => field.name === 'number');

/** The reference a record belongs by to another one of its kind (a project to its client). Undefined where there is none. */
export const aboveOf = (descriptor: Pick<EntityDescriptor, 'name' | 'fields'>): FieldDescriptor | undefined =>
  descriptor.fields.find((field) => field.kind === 'ref' && field.entity === descriptor.name);

/** Entities as they are shown: group by group, within one in the order they sync. */
export const inGroups = <T>(items: readonly T[], groupOf: (item: T) => EntityGroup): T[] =>
  GROUPS.flatMap((group) => items.filter((item) => groupOf(item) === group));

/** Life of a record on one side. */
export const lifeSchema = z.enum(['live', 'inactive', 'void', 'deleted']);
export type Life = z.infer<typeof lifeSchema>;
