import type { Body, Json } from '../../../shared/primitives.ts';
import { isBlank, normalEmail } from '../compare.ts';
import { matchInSteps, type Unlinked } from '../identity.ts';
import { nameless, type Problem, readFields } from './fields.ts';
import { plainName } from './names.ts';
import { here, invalid, refuse, STEP, type State } from './state.ts';
import { isTotals } from './table.ts';
import { aboveField } from './targets.ts';
import { type Known, type Row, textOf } from './types.ts';
import { shown } from './values.ts';

/** Names and items: one record a row. Who is here already is recognised as on first contact with QuickBooks. */

type Draft = {
  row: Row;
  source: string;
  /** What the row says. */
  given: Body;
  name: string;
  /** Name of the record above it, as written. */
  above: string | null;
  id: string;
  parsed: Body | null;
  state: 'new' | 'working' | 'done' | 'refused';
};

export function* checkLists(state: State): Generator<void> {
  const drafts = yield* read(state);
  const byName = new Map(drafts.map((draft) => [plainName(draft.name), draft]));
  for (const [at, draft] of drafts.entries()) {
    if (at % STEP === STEP - 1) yield;
    settle(state, draft, byName);
  }
  yield* place(
    state,
    drafts.filter(({ state: of }) => of === 'done'),
  );
}

/** The rows as drafts, each name once. */
function* read(state: State): Generator<void, Draft[]> {
  const { descriptor, cells, reading, names } = state;
  const title = descriptor.titleField;
  const above = aboveField(descriptor);
  const aboveTarget = cells.targets.find(({ field, of }) => of === 'field' && field === above) ?? null;
  const drafts: Draft[] = [];
  const seen = new Map<string, Draft>();
  for (const [at, row] of state.input.table.rows.entries()) {
    if (at % STEP === STEP - 1) yield;
    if (isTotals(row)) {
      refuse(state, [row], { target: null, problem: 'a line of sums, no record' }, '');
      continue;
    }
    const fields = readFields(cells, row, reading);
    if ('wrong' in fields) {
      refuse(state, [row], fields.wrong, nameIn(state, row));
      continue;
    }
    const given = nameless(fields.body, title);
    let name = typeof given[title] === 'string' ? String(given[title]) : '';
    const cell = aboveTarget === null ? null : cells.cell(row, aboveTarget);
    let over = cell === null ? null : textOf(cell).trim();
    const cut = name.lastIndexOf(':');
    // "Client:Project" is how QuickBooks writes a project's whole name.
    if (above !== null && cut > 0) {
      over ??= name.slice(0, cut).trim();
      name = name.slice(cut + 1).trim();
      given[title] = name;
    }
    if (over !== null && plainName(over) === plainName(name)) over = null;
    const key = `${plainName(over ?? '')}/${plainName(name)}`;
    const first = name === '' ? undefined : seen.get(key);
    if (first) {
      repeated(state, row, given, first);
      continue;
    }
    const draft: Draft = {
      row,
      source: state.sourceOf([row]),
      given,
      name,
      above: over,
      id: names.nextId(),
      parsed: null,
      state: 'new',
    };
    drafts.push(draft);
    seen.set(key, draft);
  }
  return drafts;
}

const nameIn = (state: State, row: Row): string => {
  const target = state.cells.targets.find(({ field, of }) => of === 'field' && field === state.descriptor.titleField);
  return target ? textOf(state.cells.own(row, target) ?? '') : '';
};

/** A name that stands twice in a file: what the first row lacks is taken from the second, unless they contradict each other. */
function repeated(state: State, row: Row, given: Body, first: Draft): void {
  const { descriptor } = state;
  const email = descriptor.fields.find(({ kind }) => kind === 'email')?.name;
  const [a, b] = email === undefined ? [] : [first.given[email], given[email]];
  if (typeof a === 'string' && typeof b === 'string' && normalEmail(a) !== normalEmail(b)) {
    const problem = `row ${first.row.n} has this name too, with another e-mail address; make the names different`;
    refuse(state, [row], { target: titleTarget(state), problem }, first.name);
    return;
  }
  for (const [field, value] of Object.entries(given)) if (isBlank(first.given[field])) first.given[field] = value;
  state.items.push({
    entity: descriptor.name,
    act: 'same',
    rows: [row.n],
    title: first.name,
    amount: null,
    column: null,
    reason: `The same as row ${first.row.n}; what that one lacks is taken from here`,
    body: null,
    id: null,
    source: '',
  });
}

const titleTarget = (state: State) =>
  state.cells.targets.find(({ of, field }) => of === 'field' && field === state.descriptor.titleField) ?? null;

function settle(state: State, draft: Draft, byName: Map<string, Draft>): void {
  if (draft.state !== 'new') return;
  draft.state = 'working';
  const wrong = wrongIn(state, draft, byName);
  draft.state = wrong === null ? 'done' : 'refused';
  if (wrong !== null) refuse(state, [draft.row], wrong, draft.name);
}

/** Looks up what a draft refers to and checks its whole body; answers the first problem. */
function wrongIn(state: State, draft: Draft, byName: Map<string, Draft>): Problem | null {
  const { descriptor, module, names, cells } = state;
  const above = aboveField(descriptor);
  if (draft.above !== null && above !== null) {
    const other = byName.get(plainName(draft.above));
    const target = cells.targets.find(({ field, of }) => of === 'field' && field === above) ?? null;
    if (other && other !== draft) {
      if (other.state === 'working')
        return { target, problem: `"${shown(draft.above)}" and this one stand above each other` };
      settle(state, other, byName);
      if (other.state === 'refused')
        return { target, problem: `"${shown(draft.above)}" in row ${other.row.n} is not imported` };
      draft.given[above] = other.id;
    } else {
      const found = names.find(descriptor.name, draft.above, null, draft.row.n);
      if (!found.ok) return { target, problem: found.problem };
      draft.given[above] = found.id;
    }
  }
  for (const target of cells.targets) {
    if (target.of !== 'field' || target.kind !== 'ref' || target.field === above || target.entity === null) continue;
    const cell = cells.cell(draft.row, target);
    if (cell === null) continue;
    const found = names.find(target.entity, textOf(cell).trim(), null, draft.row.n);
    if (!found.ok) return { target, problem: found.problem };
    draft.given[target.field] = found.id;
  }
  const parsed = module.parse(draft.given);
  if (!parsed.ok) return invalid(state, parsed.error);
  draft.parsed = parsed.body;
  return null;
}

/** One after another, pausing now and then. */
function* inSteps<T, R>(all: readonly T[], make: (one: T) => R): Generator<void, R[]> {
  const made: R[] = [];
  for (const [at, one] of all.entries()) {
    if (at % STEP === STEP - 1) yield;
    made.push(make(one));
  }
  return made;
}

/** Recognises who is here, and makes the others. */
function* place(state: State, drafts: readonly Draft[]): Generator<void> {
  const { descriptor, module, names, input } = state;
  const known = input.known(descriptor.name);
  const byId = new Map(known.map((one) => [one.id, one]));
  const before = new Map<Draft, Known>();
  for (const [at, draft] of drafts.entries()) {
    if (at % STEP === STEP - 1) yield;
    const was = byId.get(input.imported(draft.source) ?? '');
    if (was) before.set(draft, was);
  }
  const unlinked = (id: string, body: Body, asleep: boolean): Unlinked => ({
    id,
    body,
    keys: module.matchKeys(body),
    asleep,
  });
  const taken = new Set([...before.values()].map(({ id }) => id));
  const ours = yield* inSteps(
    drafts.filter((draft) => !before.has(draft)),
    ({ id, parsed }) => unlinked(id, parsed ?? {}, false),
  );
  const theirs = yield* inSteps(
    known.filter(({ id }) => !taken.has(id)),
    ({ id, body, life }) => unlinked(id, body, life !== 'live'),
  );
  const matching = yield* matchInSteps(descriptor, ours, theirs);
  const links = new Map(matching.links.map((link) => [link.platformId, link]));
  const unclear = new Map(matching.unclear.map((one) => [one.platformId, one.candidates]));
  const alias = new Map<string, string>();
  for (const draft of drafts) {
    const one = before.get(draft)?.id ?? links.get(draft.id)?.quickbooksId;
    if (one !== undefined) alias.set(draft.id, one);
  }
  const names_ = new Map(
    yield* inSteps(
      known.filter(({ life }) => life === 'live'),
      ({ title, body, id }) => [keyOf(state, title, body), id] as const,
    ),
  );
  const gone = new Set<string>();
  for (const [at, draft] of inFamilies(drafts, aboveField(descriptor)).entries()) {
    if (at % STEP === STEP - 1) yield;
    const body = renamed(state, draft.parsed ?? {}, alias);
    const link = links.get(draft.id);
    const was = before.get(draft) ?? (link && byId.get(link.quickbooksId));
    if (was) {
      here(
        state,
        [draft.row],
        was,
        renamed(state, draft.given, alias),
        link ? link.reason : 'Imported before',
        draft.source,
      );
      continue;
    }
    const no = (problem: string): void => {
      gone.add(draft.id);
      refuse(state, [draft.row], { target: titleTarget(state), problem }, draft.name);
    };
    const candidates = unclear.get(draft.id) ?? [];
    const [best] = candidates;
    const sameName = names_.has(keyOf(state, draft.name, body));
    if (best && (input.setup.unsure === 'leave' || sameName)) {
      const other = byId.get(best.quickbooksId)?.title ?? 'a record here';
      no(`may be ${shown(other)}, who is here: ${best.reason.charAt(0).toLowerCase()}${best.reason.slice(1)}`);
      continue;
    }
    if (sameName) {
      no(`another ${descriptor.label.toLowerCase()} here has this name`);
      continue;
    }
    const other = names.taken(descriptor.name, draft.name);
    if (other !== null) {
      no(other);
      continue;
    }
    const above = aboveField(descriptor);
    const parent = above === null ? null : body[above];
    if (typeof parent === 'string' && gone.has(parent)) {
      no('what it belongs to is not imported');
      continue;
    }
    names.need(refsIn(state, body), draft.row.n);
    state.items.push({
      entity: descriptor.name,
      act: 'make',
      rows: [draft.row.n],
      title: module.title(body),
      amount: null,
      column: null,
      reason: 'New',
      body,
      id: draft.id,
      source: draft.source,
    });
  }
}

/** A name within its client: two clients may have a project of one name. */
const keyOf = (state: State, title: string, body: Body): string => {
  const above = aboveField(state.descriptor);
  return `${above === null ? '' : String(body[above] ?? '')}/${plainName(title)}`;
};

/** Who stands above others first. */
function inFamilies(drafts: readonly Draft[], above: string | null): Draft[] {
  if (above === null) return [...drafts];
  const byId = new Map(drafts.map((draft) => [draft.id, draft]));
  const out = new Set<Draft>();
  const add = (draft: Draft): void => {
    if (out.has(draft)) return;
    const parent = byId.get(String(draft.parsed?.[above] ?? ''));
    if (parent) add(parent);
    out.add(draft);
  };
  for (const draft of drafts) add(draft);
  return [...out];
}

const refsIn = ({ descriptor }: State, body: Body): string[] =>
  descriptor.fields.flatMap(({ kind, name }) =>
    kind === 'ref' && typeof body[name] === 'string' ? [String(body[name])] : [],
  );

function renamed({ descriptor }: State, body: Body, alias: ReadonlyMap<string, string>): Body {
  const out = { ...body };
  for (const { kind, name } of descriptor.fields) {
    const id = out[name];
    if (kind === 'ref' && typeof id === 'string') out[name] = (alias.get(id) ?? id) as Json;
  }
  return out;
}
