import type { Body, Json } from '../../../shared/primitives.ts';
import { sumMoney, toCents } from '../money.ts';
import { applied, type Open } from './applied.ts';
import { type Problem, readFields, readValue } from './fields.ts';
import { lineTargets, readLine, saysLine, withDiscount } from './lines.ts';
import { amountOf, here, invalid, refuse, STEP, type State } from './state.ts';
import { isTotals } from './table.ts';
import { withTax } from './taxes.ts';
import { type Known, type Row, type Target, textOf } from './types.ts';
import { shown } from './values.ts';

/** Documents: rows of one number are one document with lines; every total the file tells is compared with ours. */

type Group = { rows: Row[]; number: string | null };

export function* checkDocuments(state: State): Generator<void> {
  const before = knownDocuments(state);
  const numbers = new Set<string>();
  const open: Open = { left: new Map() };
  for (const [at, group] of (yield* groups(state)).entries()) {
    if (at % STEP === STEP - 1) yield;
    const wrong = documentOf(state, group, before, numbers, open);
    if (wrong)
      refuse(state, group.rows, wrong, group.number === null ? '' : `${state.descriptor.label} ${group.number}`);
  }
}

const headTargets = (state: State): Target[] =>
  state.cells.targets.filter(({ of }) => of !== 'line' && of !== 'check' && of !== 'discount');

/** Rows that are one document: of one number, or that go on with the one above by saying nothing but a line. */
function* groups(state: State): Generator<void, Group[]> {
  const { cells, descriptor } = state;
  const numberTarget = headTargets(state).find(({ field }) => field === 'number') ?? null;
  const hasLines = lineTargets(state).length > 0;
  const all: Group[] = [];
  const byNumber = new Map<string, Group>();
  let last: Group | null = null;
  for (const [at, row] of state.input.table.rows.entries()) {
    if (at % STEP === STEP - 1) yield;
    if (isTotals(row)) {
      refuse(state, [row], { target: null, problem: 'a line of sums, no record' }, '');
      continue;
    }
    const cell = numberTarget === null ? null : cells.own(row, numberTarget);
    const number = cell === null ? null : textOf(cell).trim();
    const bare = headTargets(state).every((target) => cells.own(row, target) === null);
    const known = number === null ? undefined : byNumber.get(number.toLowerCase());
    if (hasLines && known) {
      known.rows.push(row);
      last = known;
    } else if (hasLines && number === null && bare && last && saysLine(state, row)) last.rows.push(row);
    else {
      const group = { rows: [row], number };
      all.push(group);
      last = group;
      if (number !== null && descriptor.fields.some(({ kind }) => kind === 'lines'))
        byNumber.set(number.toLowerCase(), group);
    }
  }
  return all;
}

type Before = { byNumber: Map<string, Known>; byKey: Map<string, Known[]>; byId: Map<string, Known> };

const compositesOf = (state: State, body: Body): string[] =>
  state.module
    .matchKeys(body)
    .flatMap(({ kind, value }) => (kind === 'number' || kind === 'composite' ? [`${kind} ${value}`] : []));

function knownDocuments(state: State): Before {
  const byNumber = new Map<string, Known>();
  const byKey = new Map<string, Known[]>();
  const byId = new Map<string, Known>();
  for (const one of state.input.known(state.descriptor.name)) {
    byId.set(one.id, one);
    if (typeof one.body.number === 'string') byNumber.set(one.body.number.toLowerCase(), one);
    if (one.life === 'void') continue;
    for (const key of compositesOf(state, one.body)) byKey.set(key, [...(byKey.get(key) ?? []), one]);
  }
  return { byNumber, byKey, byId };
}

/** The head of a document: the first row that says a field decides, and no other row may say something else. */
function headRow(state: State, { rows }: Group): { row: Row } | { wrong: Problem } {
  const [first, ...more] = rows;
  if (first === undefined || more.length === 0) return { row: first ?? { n: 0, cells: [] } };
  const cells = [...first.cells];
  const { columns } = state.input.setup;
  const head = new Map(
    state.cells.targets.filter(({ of }) => of !== 'line').map((target) => [target.id, target] as const),
  );
  for (const [at, id] of columns.entries()) {
    const target = id === null ? undefined : head.get(id);
    if (target === undefined) continue;
    for (const row of more) {
      const said = textOf(row.cells[at]).trim();
      const had = textOf(cells[at]).trim();
      if (said === '' || said === had) continue;
      if (had !== '')
        return { wrong: { target, problem: `row ${row.n} says "${shown(said)}", row ${first.n} "${shown(had)}"` } };
      cells[at] = row.cells[at] ?? '';
    }
  }
  return { row: { n: first.n, cells } };
}

function documentOf(state: State, group: Group, before: Before, numbers: Set<string>, open: Open): Problem | null {
  const { descriptor, module, cells, reading, names, input } = state;
  const { rows } = group;
  const source = state.sourceOf(rows);
  const head = headRow(state, group);
  if ('wrong' in head) return head.wrong;
  const { row } = head;
  const fields = readFields(cells, row, reading);
  if ('wrong' in fields) return fields.wrong;
  const refs: string[] = [];
  let body: Body = { ...fields.body };
  for (const target of cells.targets) {
    if (target.of !== 'field' || target.kind !== 'ref' || target.entity === null) continue;
    const cell = cells.cell(row, target);
    const email = emailBeside(state, row, target);
    if (cell === null && email === null) continue;
    const found = names.find(target.entity, cell === null ? null : textOf(cell).trim(), email, row.n);
    if (!found.ok) return { target, problem: found.problem };
    body[target.field] = found.id;
    refs.push(found.id);
  }
  // Only the e-mail address names it.
  for (const target of cells.targets) {
    if (target.of !== 'refEmail' || target.entity === null || body[target.field] !== undefined) continue;
    const cell = cells.cell(row, target);
    if (cell === null) continue;
    const found = names.find(target.entity, null, textOf(cell).trim(), row.n);
    if (!found.ok) return { target, problem: found.problem };
    body[target.field] = found.id;
    refs.push(found.id);
  }
  const lined = descriptor.fields.some(({ kind }) => kind === 'lines');
  if (lined) {
    const lines = linesOf(state, group, row);
    if ('wrong' in lines) return lines.wrong;
    body.lines = lines.lines as Json;
    refs.push(...lines.refs);
  }
  const { number } = group;
  if (number !== null) body.number = number;
  body = input.begun(descriptor.name, body);
  const taxed = withTax(state, row, body);
  if ('wrong' in taxed) return taxed.wrong;
  const parsed = module.parse(taxed.body);
  if (!parsed.ok) return invalid(state, parsed.error);
  body = module.derive(parsed.body);
  const known = alreadyHere(state, rows, source, body, before);
  if (known !== null) return known.wrong;
  const wrong = differs(state, row, body);
  if (wrong) return wrong;
  if (number !== null) {
    if (numbers.has(number.toLowerCase()))
      return { target: numberOf(state), problem: `"${shown(number)}" stands in an earlier row already` };
    numbers.add(number.toLowerCase());
  }
  const settled = applied(state, row, body, open);
  if ('wrong' in settled) return settled.wrong;
  const whole = module.parse(settled.body);
  if (!whole.ok) return invalid(state, whole.error);
  body = module.derive(whole.body);
  names.need(refs, row.n);
  state.items.push({
    entity: descriptor.name,
    act: 'make',
    rows: rows.map(({ n }) => n),
    title: module.title(body),
    amount: amountOf(descriptor, body),
    column: null,
    reason: settled.note ?? 'New',
    body,
    id: names.nextId(),
    source,
  });
  return null;
}

const numberOf = (state: State): Target | null => headTargets(state).find(({ field }) => field === 'number') ?? null;

function emailBeside(state: State, row: Row, { field }: Target): string | null {
  const target = state.cells.targets.find((one) => one.of === 'refEmail' && one.field === field);
  const cell = target === undefined ? null : state.cells.cell(row, target);
  return cell === null ? null : textOf(cell).trim();
}

function linesOf(state: State, { rows }: Group, head: Row): { lines: Body[]; refs: string[] } | { wrong: Problem } {
  const lines: Body[] = [];
  const refs: string[] = [];
  for (const row of rows) {
    const read = readLine(state, row);
    if ('wrong' in read) return read;
    if ('none' in read) continue;
    lines.push(read.line);
    refs.push(...read.refs);
  }
  const target = state.cells.targets.find(({ of }) => of === 'discount');
  const cell = target === undefined ? null : state.cells.cell(head, target);
  if (target === undefined || cell === null) return { lines, refs };
  const read = readValue(target, cell, state.reading);
  return read.ok
    ? { lines: withDiscount(lines, String(read.value)), refs }
    : { wrong: { target, problem: read.problem } };
}

/** A document that is here already; `wrong` where its number is, and it says something else. Null: it is new. */
function alreadyHere(
  state: State,
  rows: readonly Row[],
  source: string,
  body: Body,
  before: Before,
): { wrong: Problem | null } | null {
  const { descriptor, input } = state;
  const found = (known: Known, why: string): { wrong: null } => {
    // Each record here is one row of the file.
    for (const key of compositesOf(state, known.body))
      before.byKey.set(
        key,
        (before.byKey.get(key) ?? []).filter((one) => one !== known),
      );
    here(state, rows, known, body, why, source);
    return { wrong: null };
  };
  const was = before.byId.get(input.imported(source) ?? '');
  if (was) return found(was, 'Imported before');
  const number = typeof body.number === 'string' ? body.number : null;
  if (number !== null) {
    const known = before.byNumber.get(number.toLowerCase());
    if (known === undefined) return null;
    const keys = new Set(compositesOf(state, body));
    if (compositesOf(state, known.body).filter((key) => keys.has(key)).length > 1)
      return found(known, 'Same number, customer, date and amount');
    const about = [amountOf(descriptor, known.body), known.body.date]
      .filter((one) => typeof one === 'string')
      .join(', ');
    return {
      wrong: {
        target: numberOf(state),
        problem: `"${shown(number)}" is here already and says something else (${about}${known.life === 'void' ? ', void' : ''})`,
      },
    };
  }
  const reference = (of: Body): string | null => (typeof of.reference === 'string' ? of.reference.toLowerCase() : null);
  for (const key of compositesOf(state, body)) {
    const same = (before.byKey.get(key) ?? []).find(
      (one) => reference(one.body) === null || reference(body) === null || reference(one.body) === reference(body),
    );
    if (same) return found(same, `Same ${descriptor.label.toLowerCase()}: who, date and amount`);
  }
  return null;
}

/** A sum the file tells that our lines do not come to. */
function differs(state: State, row: Row, body: Body): Problem | null {
  for (const target of state.cells.targets) {
    if (target.of !== 'check') continue;
    const cell = state.cells.cell(row, target);
    if (cell === null) continue;
    const read = readValue(target, cell, state.reading);
    if (!read.ok) return { target, problem: read.problem };
    const ours = String(body[target.field] ?? '0.00');
    if (toCents(ours) !== toCents(String(read.value))) {
      const by = sumMoney([String(read.value), ours.startsWith('-') ? ours.slice(1) : `-${ours}`]);
      return {
        target,
        problem: `the file says ${String(read.value)}, its lines come to ${ours} (${by} apart); a tax or discount column may be missing`,
      };
    }
  }
  return null;
}
