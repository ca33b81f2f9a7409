import type { EntityDescriptor } from '../../../shared/entity.ts';
import type { AppError } from '../../../shared/errors.ts';
import type { Body, Json } from '../../../shared/primitives.ts';
import { isBlank } from '../compare.ts';
import type { EntityModule } from '../types.ts';
import { type Cells, cellsOf, type Problem } from './fields.ts';
import { createNames, type Names } from './names.ts';
import { targetsOf } from './targets.ts';
import { type CheckInput, type Item, type Known, type Reading, type Row, type Target, textOf } from './types.ts';

/** Records checked between two pauses. */
export const STEP = 50;

/** What the parts of a check share. */
export type State = {
  input: CheckInput;
  module: EntityModule;
  descriptor: EntityDescriptor;
  cells: Cells;
  reading: Reading;
  names: Names;
  items: Item[];
  /** Names rows by what they say; the same rows twice in a file are told apart by their turn. */
  sourceOf(rows: readonly Row[]): string;
};

export function stateOf(input: CheckInput, module: EntityModule, targets: readonly Target[], reading: Reading): State {
  const turns = new Map<string, number>();
  const { descriptor } = module;
  return {
    input,
    module,
    descriptor,
    cells: cellsOf(input.table, input.setup, targets),
    reading,
    names: createNames(input.modules, input.known, input.setup),
    items: [],
    sourceOf(rows) {
      const said = JSON.stringify([descriptor.name, rows.map(({ cells }) => cells.map(textOf))]);
      const turn = turns.get(said) ?? 0;
      turns.set(said, turn + 1);
      return input.digest(`${said}#${turn}`);
    },
  };
}

export const descriptorsOf = (modules: readonly EntityModule[]): Map<string, EntityDescriptor> =>
  new Map(modules.map(({ descriptor }) => [descriptor.name, descriptor]));

export const allTargets = (module: EntityModule, modules: readonly EntityModule[]): Target[] =>
  targetsOf(module.descriptor, descriptorsOf(modules));

/** What is said of a field itself goes on behind its name: "E-mail is not an e-mail address". */
const SAID = /^(is|are|may|must|needs|has|cannot|names|stands?)\b/;

/** A problem as it is told: the name of the field, then what is wrong with it. */
function told({ target, problem }: Problem): string {
  if (target === null) {
    const plain = problem.replace(/^([^:"]{1,60}): (?=(is|are|may|must|needs|has|cannot|names)\b)/, '$1 ');
    return plain.charAt(0).toUpperCase() + plain.slice(1);
  }
  const name = target.label.replace(/ \(.*\)$/, '');
  return SAID.test(problem) ? `${name} ${problem}` : `${name}: ${problem}`;
}

/** Rows that become no record. */
export function refuse(state: State, rows: readonly Row[], wrong: Problem, title: string): void {
  state.items.push({
    entity: state.descriptor.name,
    act: 'refuse',
    rows: rows.map(({ n }) => n),
    title: title.trim() === '' ? `Row ${rows[0]?.n ?? ''}` : title,
    amount: null,
    column: state.cells.header(wrong.target),
    reason: told(wrong),
    body: null,
    id: null,
    source: '',
  });
}

/** The target an error of validation is about: its field is told by its label. */
function targetOf(state: State, field: string): Target | null {
  const { targets } = state.cells;
  const plain = field.replace(/^Line \d+ /, 'Line: ');
  return (
    targets.find(({ label }) => label === plain) ??
    targets.find(({ of, field: name }) => of === 'address' && plain.startsWith(labelOf(state, name))) ??
    null
  );
}
const labelOf = (state: State, name: string): string =>
  state.descriptor.fields.find((field) => field.name === name)?.label ?? name;

/** What validation found, as the problem of its target. */
export function invalid(state: State, error: AppError): Problem {
  const { field = '', problem = error.userSentence } = error.values;
  const target = targetOf(state, field);
  return { target, problem: target === null && field !== '' ? `${field}: ${problem}` : problem };
}

export const amountOf = (descriptor: EntityDescriptor, body: Body): string | null => {
  const amount = descriptor.isDocument && descriptor.amountField !== undefined ? body[descriptor.amountField] : null;
  return typeof amount === 'string' ? amount : null;
};

/** What a record that is here gets of a row: what it lacks and the row says. Nothing is overwritten. */
export function lacking(descriptor: EntityDescriptor, here: Body, given: Body): Body {
  const fill: Body = {};
  for (const { name, kind, derived } of descriptor.fields) {
    if (derived === true || kind === 'lines' || kind === 'allocations' || kind === 'boolean') continue;
    if (Object.hasOwn(given, name) && !isBlank(given[name]) && isBlank(here[name])) fill[name] = given[name] as Json;
  }
  return fill;
}

/** A row whose record is here already: filled in, or left as it is. */
export function here(state: State, rows: readonly Row[], known: Known, given: Body, why: string, source: string): void {
  const { descriptor, module } = state;
  const fill = descriptor.isDocument || known.life !== 'live' ? {} : lacking(descriptor, known.body, given);
  const labels = descriptor.fields.flatMap(({ name, label }) =>
    Object.hasOwn(fill, name) ? [label.toLowerCase()] : [],
  );
  const parsed = labels.length > 0 ? module.parse({ ...known.body, ...fill }) : null;
  const fills = parsed?.ok === true;
  state.items.push({
    entity: descriptor.name,
    act: fills ? 'fill' : 'same',
    rows: rows.map(({ n }) => n),
    title: known.title,
    amount: amountOf(descriptor, known.body),
    column: null,
    reason: `${why}${known.life === 'inactive' ? '; it is inactive here' : ''}${fills ? `; gets ${labels.join(', ')}` : ''}`,
    body: fills ? fill : null,
    id: known.id,
    source,
  });
}
