import type { EntityDescriptor, FieldDescriptor } from '../../shared/entity.ts';
import type { Body, Json, Side } from '../../shared/primitives.ts';
import { type Line, linesOf } from './compare.ts';
import type { RecordKey } from './types.ts';

/**
 * The common form of a body: references as platform ids, line ids as platform line ids. What has no counterpart on the
 * platform is named `qb:<QuickBooks id>`. Both sides and the base are compared and merged in this form.
 */

/** Which records are the same on both sides. */
export type Links = {
  toQuickbooks(entity: string, platformId: string): string | null;
  toPlatform(entity: string, quickbooksId: string): string | null;
  /** Whether a person said that these two are not the same. */
  parted?(entity: string, platformId: string, quickbooksId: string): boolean;
};

/** Platform line id -> QuickBooks line id, of one record. */
export type LineMap = Record<string, string>;

const MARK = 'qb:';
export const quickbooksOnly = (id: string): string => MARK + id;
/** QuickBooks id behind a `qb:` name, or null for a platform id. */
export const quickbooksIdOf = (id: string): string | null => (id.startsWith(MARK) ? id.slice(MARK.length) : null);
/** Key of a record for rows, addresses and references: the platform id, else `qb:<id>`. */
export const keyOf = (platformId: string | null, quickbooksId: string | null): string =>
  platformId ?? quickbooksOnly(quickbooksId ?? '');

type RefMapper = (entity: string, id: string) => string;

/** The fields that hold ids, per descriptor: few do, and a plan passes a body through here several times. */
const idFields = new WeakMap<EntityDescriptor, FieldDescriptor[]>();

function idFieldsOf(descriptor: EntityDescriptor): FieldDescriptor[] {
  const known = idFields.get(descriptor);
  if (known) return known;
  const found = descriptor.fields.filter(({ kind }) => kind === 'ref' || kind === 'allocations' || kind === 'lines');
  idFields.set(descriptor, found);
  return found;
}

/** The body with every reference and line id passed through the mappers; the same object where it holds none. */
function mapBody(descriptor: EntityDescriptor, body: Body, ref: RefMapper, lineId: (id: string) => string): Body {
  let out = body;
  for (const field of idFieldsOf(descriptor)) {
    const value = body[field.name];
    if (value === null || value === undefined) continue;
    if (out === body) out = { ...body };
    if (field.kind === 'ref' && typeof value === 'string') out[field.name] = ref(field.entity ?? '', value);
    else if (field.kind === 'allocations' && Array.isArray(value)) {
      out[field.name] = value.map((entry) => mapAllocation(entry, field.entity ?? '', ref));
    } else if (field.kind === 'lines') {
      const refs = (field.line ?? []).filter((member) => member.kind === 'ref');
      out[field.name] = linesOf(value).map((line) => {
        const copy: Line = { ...line, id: lineId(line.id) };
        for (const member of refs) {
          const id = line[member.name];
          if (typeof id === 'string' && id !== '') copy[member.name] = ref(member.entity ?? '', id);
        }
        return copy;
      });
    }
  }
  return out;
}

function mapAllocation(entry: Json, entity: string, ref: RefMapper): Json {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return entry;
  const id = entry[entity];
  return typeof id === 'string' ? { ...entry, [entity]: ref(entity, id) } : entry;
}

/** Platform line id of a QuickBooks line; the map is turned round when the first line asks. */
function platformLines(lines: LineMap): (quickbooksId: string) => string | undefined {
  let inverted: Map<string, string> | null = null;
  return (quickbooksId) => {
    inverted ??= new Map(Object.entries(lines).map(([p, q]) => [q, p]));
    return inverted.get(quickbooksId);
  };
}

/** A side's own body in common form. The platform's already is. */
export function toCommon(descriptor: EntityDescriptor, side: Side, body: Body, links: Links, lines: LineMap): Body {
  if (side === 'platform') return body;
  const platformLine = platformLines(lines);
  return mapBody(
    descriptor,
    body,
    (entity, id) => links.toPlatform(entity, id) ?? quickbooksOnly(id),
    (id) => (id === '' ? '' : (platformLine(id) ?? quickbooksOnly(id))),
  );
}

/** Renames what was only in QuickBooks when a stored common body was made and has a counterpart by now. */
export function refreshCommon(descriptor: EntityDescriptor, body: Body, links: Links, lines: LineMap): Body {
  const platformLine = platformLines(lines);
  return mapBody(
    descriptor,
    body,
    (entity, id) => {
      const quickbooksId = quickbooksIdOf(id);
      return quickbooksId === null ? id : (links.toPlatform(entity, quickbooksId) ?? id);
    },
    (id) => {
      const quickbooksId = quickbooksIdOf(id);
      return quickbooksId === null ? id : (platformLine(quickbooksId) ?? id);
    },
  );
}

/**
 * QuickBooks' common body with parted records under the names they had when `agreed` was: a person who parts two records
 * edits nothing that refers to them.
 */
export function namedAsAgreed(descriptor: EntityDescriptor, quickbooks: Body, agreed: Body, links: Links): Body {
  const were = links.parted ? referencesOf(descriptor, agreed) : [];
  return mapBody(
    descriptor,
    quickbooks,
    (entity, id) => {
      const known = were.filter((one) => one.entity === entity);
      if (known.some((one) => one.id === id)) return id;
      const quickbooksId = quickbooksIdOf(id) ?? links.toQuickbooks(entity, id);
      if (quickbooksId === null) return id;
      return known.find((one) => links.parted?.(entity, one.id, quickbooksId) === true)?.id ?? id;
    },
    (id) => id,
  );
}

/**
 * A common body with a side's own ids. `missing` names, in common form, the records that have no counterpart on that
 * side yet; the body is of no use while it is not empty. Lines new to the side get the id ''.
 */
export function fromCommon(
  descriptor: EntityDescriptor,
  side: Side,
  body: Body,
  links: Links,
  lines: LineMap,
): { body: Body; missing: RecordKey[] } {
  const missing: RecordKey[] = [];
  const absent = (entity: string, id: string): string => {
    missing.push({ entity, id });
    return '';
  };
  const mapped = mapBody(
    descriptor,
    body,
    (entity, id) => {
      const quickbooksId = quickbooksIdOf(id);
      if (side === 'quickbooks') return quickbooksId ?? links.toQuickbooks(entity, id) ?? absent(entity, id);
      return quickbooksId === null ? id : (links.toPlatform(entity, quickbooksId) ?? absent(entity, id));
    },
    (id) => {
      const quickbooksId = quickbooksIdOf(id);
      if (side === 'quickbooks') return quickbooksId ?? lines[id] ?? '';
      return quickbooksId === null ? id : '';
    },
  );
  return { body: mapped, missing };
}

/**
 * The loose references of a common body that a side has no counterpart for: the fields, and the records they wait for.
 * They are left out of what is sent; everything else goes.
 */
export function looseEnds(
  descriptor: EntityDescriptor,
  side: Side,
  body: Body,
  links: Links,
): { fields: string[]; awaits: RecordKey[] } {
  const loose = idFieldsOf(descriptor).filter((field) => field.kind === 'ref' && field.loose === true);
  const fields: string[] = [];
  const awaits: RecordKey[] = [];
  for (const { name, entity = '' } of loose) {
    const id = body[name];
    if (typeof id !== 'string' || id === '') continue;
    const quickbooksId = quickbooksIdOf(id);
    const there =
      side === 'quickbooks'
        ? (quickbooksId ?? links.toQuickbooks(entity, id))
        : quickbooksId === null || links.toPlatform(entity, quickbooksId);
    if (there !== null) continue;
    fields.push(name);
    awaits.push({ entity, id });
  }
  return { fields, awaits };
}

/** Every record a common body refers to: references, line references, allocations; each once. */
export function referencesOf(descriptor: EntityDescriptor, body: Body): RecordKey[] {
  const seen = new Map<string, RecordKey>();
  mapBody(
    descriptor,
    body,
    (entity, id) => {
      seen.set(`${entity}/${id}`, { entity, id });
      return id;
    },
    (id) => id,
  );
  return [...seen.values()];
}
