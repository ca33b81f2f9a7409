/**
 * A plausible record of any entity, made from its descriptor alone: what a suite that goes over the registry fills books
 * with. `EntityModule.parse` is the judge of what is plausible, so that an entity's own rules need not be known here.
 */
import type { EntityModule } from '../../main/core/types.ts';
import { createEntityRegistry } from '../../main/entities/index.ts';
import { type Among, type FieldDescriptor, type LineMember, partyOf } from '../../shared/entity.ts';
import type { Body, Json } from '../../shared/primitives.ts';

/** Where references come from: an id of such a record, and of one that is open (`balance`) for what money settles. */
export type SampleWorld = {
  idOf(entity: string, among?: Among): Promise<string>;
  openOf(entity: string, party: string | null): Promise<{ id: string; balance: string }>;
  /** Names of a list both sides know. */
  nameIn(list: string): string | null;
  /** Outside the US: what amounts are, and the rate lines name. */
  byLine?: { amountsAre: string; rate: string };
};

const registry = createEntityRegistry();
/** What a loose reference to one would have to be made from that document. */
const isDocument = (entity = ''): boolean => registry.get(entity).descriptor.isDocument;

const DAY = '2026-11-19';

const ADDRESS = { line1: '12 Kiln Ln', line2: null, city: 'Graton', region: 'CA', postalCode: '95444', country: null };

/** Choices that let it travel come first; what an entity calls itself by is told apart by `tag`. */
function scalar(module: EntityModule, field: FieldDescriptor, tag: string, world: SampleWorld): Json {
  const { travels, titleField } = module.descriptor;
  switch (field.kind) {
    case 'text':
      if (field.list !== undefined) return world.nameIn(field.list);
      return (field.name === titleField ? tag : `${field.label} ${tag}`).slice(0, field.maxLength ?? 40);
    case 'longText':
      return `${field.label} of ${tag}`;
    case 'email':
      return `${tag.toLowerCase().replace(/\W+/g, '.')}@example.com`;
    case 'phone':
      return '(555) 010-2030';
    case 'boolean':
      return true;
    case 'date':
      return DAY;
    case 'money':
      return field.required === true ? '100.00' : null;
    case 'decimal':
      return field.whole === true ? '12' : '12.5';
    case 'choice':
      return travels?.field === field.name ? (travels.values[0] ?? null) : (field.choices?.[0]?.value ?? null);
    case 'address':
      return ADDRESS;
    default:
      return null;
  }
}

/** Every way to fill a line's choices and references: which of them go together is the entity's to say. */
function* lineShapes(members: LineMember[]): Generator<Record<string, string | null>> {
  const [first, ...rest] = members;
  if (!first) {
    yield {};
    return;
  }
  const values = first.kind === 'choice' ? (first.choices ?? []).map((one) => one.value) : ['ref', null];
  for (const more of lineShapes(rest)) for (const value of values) yield { [first.name]: value, ...more };
}

async function lineOf(
  field: FieldDescriptor,
  shape: Record<string, string | null>,
  tag: string,
  world: SampleWorld,
): Promise<Json> {
  const line: { [member: string]: Json } = { id: '' };
  for (const member of field.line ?? []) {
    if (member.kind === 'ref')
      line[member.name] = shape[member.name] === null ? null : await world.idOf(member.entity ?? '', member.among);
    else if (member.kind === 'choice') line[member.name] = shape[member.name] ?? null;
    else if (member.kind === 'boolean') line[member.name] = false;
    else if (member.kind === 'text' || member.kind === 'longText') line[member.name] = `${member.label} of ${tag}`;
    else if (member.kind === 'listRef' && world.byLine) line[member.name] = world.byLine.rate;
    else line[member.name] = null;
  }
  if (world.byLine && 'taxable' in line) line.taxable = true;
  // Two and a half at forty makes a hundred; a line that has no such members has the amount.
  const names = (field.line ?? []).filter((member) => member.kind === 'decimal').map((member) => member.name);
  if (names.includes('quantity') && names.includes('unitPrice')) return { ...line, quantity: '2.5', unitPrice: '40' };
  return { ...line, amount: '100.00' };
}

/** What settles documents: the first kind it can settle, in full. */
async function allocation(field: FieldDescriptor, party: string | null, world: SampleWorld): Promise<Json[]> {
  const entity = field.entity ?? '';
  const { id, balance } = await world.openOf(entity, party);
  return [{ [entity]: id, amount: balance }];
}

/**
 * A body of an entity that its own `parse` takes, called `tag`; `under`: below another one of its kind, where there is
 * such a thing (a project of a customer).
 *
 * @throws Error with the entity's own words when no way to fill it is taken.
 */
export async function sampleBody(module: EntityModule, tag: string, world: SampleWorld, under = false): Promise<Body> {
  const { descriptor } = module;
  const body: Body = {};
  const party = partyOf(descriptor);
  const settles = descriptor.fields.find((field) => field.kind === 'allocations');
  for (const field of descriptor.fields) {
    if (field.derived === true || field.owner === 'quickbooks') continue;
    if (field.taxModel !== undefined) {
      body[field.name] = world.byLine?.amountsAre ?? null;
      continue;
    }
    if (field.kind === 'ref')
      body[field.name] =
        (field.entity === descriptor.name && !under) || (field.loose === true && isDocument(field.entity))
          ? null
          : await world.idOf(field.entity ?? '', field.among);
    else if (field.kind === 'allocations') {
      const who = party ? ((body[party.name] ?? null) as string | null) : null;
      body[field.name] = field === settles ? await allocation(field, who, world) : [];
    } else if (field.kind !== 'lines') body[field.name] = scalar(module, field, tag, world);
  }
  const lines = descriptor.fields.find((field) => field.kind === 'lines');
  const open = (lines?.line ?? []).filter((member) => member.kind === 'choice' || member.kind === 'ref');
  let refusal = '';
  for (const shape of lines ? lineShapes(open) : [{}]) {
    if (lines) body[lines.name] = [await lineOf(lines, shape, tag, world)];
    const parsed = module.parse(body);
    const amount = parsed.ok && descriptor.amountField ? parsed.body[descriptor.amountField] : '1.00';
    if (parsed.ok && amount !== '0.00') return body;
    refusal = parsed.ok ? 'it comes to nothing' : parsed.error.userSentence;
  }
  throw new Error(`No ${descriptor.label.toLowerCase()} could be made up: ${refusal}`);
}

/** A field of a record that a person may change to something else, and that something: a text, and what costs money. */
export function editsOf(module: EntityModule, body: Body, tag: string): Body {
  const { descriptor } = module;
  const edits: Body = {};
  const words = descriptor.fields.find(
    (field) => field.kind === 'longText' && field.derived !== true && field.owner === undefined,
  );
  if (words) edits[words.name] = `Changed, ${tag}`;
  const lines = descriptor.fields.find((field) => field.kind === 'lines');
  const first = lines && Array.isArray(body[lines.name]) ? (body[lines.name] as { [name: string]: Json }[])[0] : null;
  if (lines && first) {
    const priced = first.unitPrice !== null && first.unitPrice !== undefined;
    const price = tag.length % 2 === 0 ? '33.33' : '44.44';
    edits[lines.name] = [priced ? { ...first, unitPrice: price } : { ...first, amount: price }];
  }
  if (Object.keys(edits).length === 0) {
    const text = descriptor.fields.find((field) => field.kind === 'text' && field.list === undefined);
    if (text) edits[text.name] = `Changed ${tag}`.slice(0, text.maxLength ?? 40);
  }
  return edits;
}
