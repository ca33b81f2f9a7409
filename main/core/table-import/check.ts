import type { TableSetup } from '../../../shared/contract/import-file.ts';
import { type AppError, appError } from '../../../shared/errors.ts';
import type { Body, Json } from '../../../shared/primitives.ts';
import type { EntityModule } from '../types.ts';
import { checkDocuments } from './documents.ts';
import { guessDateOrder } from './guess.ts';
import { checkLists } from './lists.ts';
import { allTargets, stateOf } from './state.ts';
import { aboveField } from './targets.ts';
import { type CheckInput, type Item, type Reading, type Table, type Target, textOf } from './types.ts';
import { decimalMark } from './values.ts';

/** What importing a table does, row by row. Writes nothing; the same input gives the same answer. */

export type Checked = { items: Item[]; dateOrder: TableSetup['dateOrder'] };

/** Why a setup cannot be checked at all; names what is wrong. Null where it can. */
export function wrongSetup(table: Table, setup: TableSetup, targets: readonly Target[]): AppError | null {
  const invalid = (field: string, problem: string): AppError => appError('input.invalid', { field, problem });
  if (setup.columns.length !== table.headers.length)
    return invalid('columns', `must be ${table.headers.length}, one for each column of the file`);
  const used = new Map<string, number>();
  for (const [at, id] of setup.columns.entries()) {
    if (id === null) continue;
    const target = targets.find((one) => one.id === id);
    if (!target) return invalid(`columns.${at}`, `"${id}" is nothing a column can become`);
    const other = used.get(id);
    if (other !== undefined)
      return invalid(
        `columns.${at}`,
        `"${table.headers[at]}" and "${table.headers[other]}" cannot both be ${target.label}`,
      );
    used.set(id, at);
  }
  const fixed = Object.entries(setup.fixed).filter(([, text]) => text.trim() !== '');
  for (const [id] of fixed)
    if (!targets.some((one) => one.id === id)) return invalid(`fixed.${id}`, 'is nothing that can have a value');
  const has = (id: string): boolean => used.has(id) || fixed.some(([name]) => name === id);
  for (const { id, label, required, orElse } of targets) {
    if (!required || [id, ...orElse].some(has)) continue;
    const others = orElse.map((other) => targets.find((one) => one.id === other)?.label ?? other);
    const what = [label, ...others].join(', or ');
    return invalid('columns', `none is ${what}; choose its column, or one value for all rows`);
  }
  const order = guessDateOrder(table, targets, setup.columns);
  if (setup.dateOrder === null && order.order === null && order.ask)
    return invalid('dateOrder', 'is needed: the dates of this file can be read with the day or the month first');
  return null;
}

/** How the numbers and dates of a table are written. */
export function readingOf(table: Table, setup: TableSetup, targets: readonly Target[]): Reading {
  const order = setup.dateOrder ?? guessDateOrder(table, targets, setup.columns).order ?? 'monthFirst';
  const numbers = setup.columns.flatMap((id, at) =>
    targets.some((one) => one.id === id && (one.kind === 'money' || one.kind === 'decimal')) ? [at] : [],
  );
  const texts = numbers.flatMap((at) =>
    table.rows.flatMap(({ cells }) => {
      const cell = cells[at] ?? '';
      return typeof cell === 'string' && cell !== '' ? [textOf(cell).replace(/%\s*$/, '')] : [];
    }),
  );
  return { dateOrder: order, mark: decimalMark(texts) };
}

/** Checks every row. The setup fits (`wrongSetup`). */
export function checkTable(input: CheckInput, module: EntityModule): Checked {
  const steps = checkInSteps(input, module);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** The same, pausing now and then so that a caller can let other work run. */
export function* checkInSteps(input: CheckInput, module: EntityModule): Generator<void, Checked> {
  const targets = allTargets(module, input.modules);
  const reading = readingOf(input.table, input.setup, targets);
  const state = stateOf(input, module, targets, reading);
  yield* module.descriptor.isDocument ? checkDocuments(state) : checkLists(state);
  const { order, ask } = guessDateOrder(input.table, targets, input.setup.columns);
  const asked = order !== null || ask;
  return {
    items: [...state.names.made(), ...inOrder(state.items, module)],
    dateOrder: asked ? reading.dateOrder : null,
  };
}

/** Items as their rows stand in the file, but none before the one it stands under. */
function inOrder(items: readonly Item[], { descriptor }: EntityModule): Item[] {
  const sorted = [...items].sort((a, b) => (a.rows[0] ?? 0) - (b.rows[0] ?? 0));
  const above = aboveField(descriptor);
  if (above === null) return sorted;
  const made = new Map(sorted.flatMap((item) => (item.act === 'make' ? [[item.id, item] as const] : [])));
  const out = new Set<Item>();
  const add = (item: Item): void => {
    if (out.has(item)) return;
    const parent = item.body?.[above];
    const over = typeof parent === 'string' ? made.get(parent) : undefined;
    if (over && over !== item) add(over);
    out.add(item);
  };
  for (const item of sorted) add(item);
  return [...out];
}

/** A body with every reference passed through; lines and allocations too. */
export function mapRefs({ descriptor }: EntityModule, body: Body, map: (id: string) => string): Body {
  const out: Body = { ...body };
  const mapped = (value: Json | undefined): Json => (typeof value === 'string' ? map(value) : (value ?? null));
  for (const field of descriptor.fields) {
    const value = out[field.name];
    if (field.kind === 'ref' && typeof value === 'string') out[field.name] = map(value);
    if (field.kind !== 'lines' && field.kind !== 'allocations') continue;
    if (!Array.isArray(value)) continue;
    const members =
      field.kind === 'lines'
        ? (field.line ?? []).filter(({ kind }) => kind === 'ref').map(({ name }) => name)
        : [field.entity ?? ''];
    out[field.name] = value.map((one) => {
      if (typeof one !== 'object' || one === null || Array.isArray(one)) return one;
      const next = { ...one };
      for (const name of members) if (typeof next[name] === 'string') next[name] = mapped(next[name]);
      return next;
    });
  }
  return out;
}
