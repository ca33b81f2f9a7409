import type { TableSetup } from '../../../shared/contract/import-file.ts';
import type { Body, Json } from '../../../shared/primitives.ts';
import { type Cell, type Rate, type Reading, type Row, type Table, type Target, textOf } from './types.ts';
import { type Read, readBoolean, readDate, readMoney, readNumber, shown } from './values.ts';
import { OTHER_CHOICES, VOID_WORDS } from './words.ts';

/** What one row says in the fields of a record, before anything it names is looked up. */

/** Why a row is no record: the target that is wrong (null for none of them), and the problem as it stands after its name. */
export type Problem = { target: Target | null; problem: string };

/** The cells of rows by target. */
export type Cells = {
  targets: readonly Target[];
  /** A cell of a row, or the value for all rows where it is empty. Null where neither says anything. */
  cell(row: Row, target: Target): Cell | null;
  /** The row's own cell; null where it is empty or no column stands for it. */
  own(row: Row, target: Target): Cell | null;
  /** Header of the column that stands for a target. */
  header(target: Target | null): string | null;
};

const blank = (cell: Cell | undefined): boolean => textOf(cell).trim() === '';

/** How the cells of a table are found by target. */
export function cellsOf(table: Table, setup: TableSetup, targets: readonly Target[]): Cells {
  const at = new Map<string, number>();
  setup.columns.forEach((id, column) => {
    if (id !== null && !at.has(id)) at.set(id, column);
  });
  const chosen = targets.filter(({ id }) => at.has(id) || (setup.fixed[id] ?? '').trim() !== '');
  const own = (row: Row, { id }: Target): Cell | null => {
    const column = at.get(id);
    const cell = column === undefined ? undefined : row.cells[column];
    return cell === undefined || blank(cell) ? null : cell;
  };
  return {
    targets: chosen,
    own,
    cell(row, target) {
      const fixed = setup.fixed[target.id];
      return own(row, target) ?? (fixed === undefined || fixed.trim() === '' ? null : fixed);
    },
    header: (target) => {
      const column = target === null ? undefined : at.get(target.id);
      return column === undefined ? null : (table.headers[column] ?? null);
    },
  };
}

/** The value of a choice that a word means. */
function readChoice(target: Target, cell: Cell): Read<string> {
  const word = textOf(cell).trim();
  const plain = word.toLowerCase().replace(/[-_\s]+/g, ' ');
  const choices = target.choices ?? [];
  const others = OTHER_CHOICES[target.part ?? target.field];
  const meant = choices.find(({ value }) => others?.[value]?.includes(plain) === true);
  // What other products call stock that they count is made here as a product: QuickBooks alone counts it.
  if (meant) return { ok: true, value: meant.value };
  const same = choices.find(({ value, label }) => value.toLowerCase() === plain || label.toLowerCase() === plain);
  if (same) return { ok: true, value: same.value };
  if (target.field === 'status' && VOID_WORDS.has(plain))
    return { ok: false, problem: `"${shown(word)}": it counts no more` };
  return { ok: false, problem: `"${shown(word)}" is none of ${choices.map(({ label }) => label).join(', ')}` };
}

/** The key of a tax rate by its name or percentage; no rate for nothing, none and 0. */
export function readRate(cell: Cell, rates: readonly Rate[], reading: Reading): Read<string | null> {
  const word = textOf(cell).trim();
  const plain = word.toLowerCase();
  if (['none', 'no', 'no tax', 'non', 'exempt', '-', 'n/a', 'false'].includes(plain)) return { ok: true, value: null };
  const named = rates.find(({ name, key }) => name.trim().toLowerCase() === plain || key === word);
  if (named) return { ok: true, value: named.key };
  const number = readNumber(cell, reading.mark);
  if (number.ok) {
    if (number.value === '0') return { ok: true, value: null };
    const same = rates.filter(({ percent }) => sameNumber(percent, number.value));
    const [only] = same;
    if (only && same.length === 1) return { ok: true, value: only.key };
    if (same.length > 1)
      return {
        ok: false,
        problem: `${shown(word)} is the percentage of ${same.map(({ name }) => name).join(' and ')}; write the name`,
      };
  }
  return { ok: false, problem: `there is no tax rate called "${shown(word)}" here` };
}

const sameNumber = (a: string, b: string): boolean => {
  const plain = (text: string): string => (text.includes('.') ? text.replace(/\.?0+$/, '') : text);
  return plain(a) === plain(b);
};

/** The value of a cell by the kind of its target; references and rates stay text. */
export function readValue(target: Target, cell: Cell, reading: Reading): Read<Json> {
  switch (target.kind) {
    case 'money':
      return readMoney(cell, reading.mark);
    case 'decimal':
      return readNumber(cell, reading.mark);
    case 'date':
      return readDate(cell, reading.dateOrder);
    case 'boolean':
      return readBoolean(cell);
    case 'choice':
      return readChoice(target, cell);
    default:
      return { ok: true, value: textOf(cell).trim() };
  }
}

/** "1 Main St, Tucson, AZ 85701" taken apart; where it is written otherwise, all of it is the street. */
export function readAddress(text: string): { [part: string]: string } {
  const lines = text
    .split(/\r?\n|,|;/)
    .map((part) => part.trim())
    .filter(Boolean);
  const country = /^(usa?|united states( of america)?|canada|uk|united kingdom|australia)$/i.test(lines.at(-1) ?? '')
    ? lines.pop()
    : undefined;
  const last = lines.at(-1) ?? '';
  const zip = /^(?:(.*?)\s+)?([A-Z]{2,3})?\s*(\d{5}(?:-\d{4})?|[A-Z]\d[A-Z] ?\d[A-Z]\d)$/i.exec(last);
  const more = country === undefined ? {} : { country };
  if (!zip || lines.length < 2) return { line1: text.replace(/\s*\r?\n\s*/g, ', ').trim() };
  lines.pop();
  const region = zip[2] ?? zip[1] ?? '';
  const city = (zip[2] === undefined ? '' : (zip[1] ?? '').trim()) || (lines.length > 1 ? (lines.pop() ?? '') : '');
  const [line1 = '', ...rest] = lines;
  return {
    line1,
    ...(rest.length > 0 ? { line2: rest.join(', ') } : {}),
    ...(city === '' ? {} : { city }),
    ...(region === '' ? {} : { region }),
    postalCode: zip[3] ?? '',
    ...more,
  };
}

/** The plain fields and addresses of a record as a row says them, or its first problem. */
export function readFields(cells: Cells, row: Row, reading: Reading): { body: Body } | { wrong: Problem } {
  const body: Body = {};
  for (const target of cells.targets) {
    if (target.of !== 'field' && target.of !== 'address') continue;
    if (target.kind === 'ref' || target.kind === 'listRef') continue;
    const cell = cells.cell(row, target);
    if (cell === null) continue;
    if (target.kind === 'address') {
      const whole = readAddress(textOf(cell));
      const parts = (body[target.field] ?? {}) as { [part: string]: Json };
      // A part with a column of its own is surer than one taken out of the whole.
      body[target.field] = { ...whole, ...parts };
      continue;
    }
    const read = readValue(target, cell, reading);
    if (!read.ok) return { wrong: { target, problem: read.problem } };
    if (target.of === 'address' && target.part !== null)
      body[target.field] = { ...((body[target.field] ?? {}) as { [part: string]: Json }), [target.part]: read.value };
    else body[target.field] = read.value;
  }
  return { body };
}

/** The name of somebody who has none in a file: the firm, else the person. */
export function nameless(body: Body, titleField: string): Body {
  if (typeof body[titleField] === 'string' && body[titleField] !== '') return body;
  const text = (name: string): string => (typeof body[name] === 'string' ? String(body[name]).trim() : '');
  const name = text('companyName') || `${text('givenName')} ${text('familyName')}`.trim();
  return name === '' ? body : { ...body, [titleField]: name };
}
