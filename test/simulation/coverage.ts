/**
 * Which faults struck while which act of a person was being carried over, and how the record stood in the engine when the
 * person touched it. A promise is only as good as the situations it was tried in; an empty cell is one that it was not.
 */
import type { FaultCounts, FaultKind } from './faults.ts';
import type { ActKind } from './people/index.ts';

/** How often, by `act|fault|state|entity`; `none` stands for an act that no fault followed, and for no record at all. */
export type Cells = Record<string, number>;

export type Coverage = {
  /** A person begins an act: faults from here on are met by it. */
  begin(act: ActKind): void;
  /** The record the act is on, as the engine has it: its state, or `unseen`; `none` where it is made new. */
  touched(state: string, entity: string): void;
  /** Nobody acts any more. */
  end(): Cells;
};

export function createCoverage(counts: FaultCounts): Coverage {
  const cells: Cells = {};
  let act: ActKind | null = null;
  let state = 'none';
  let entity = 'none';
  let before: FaultCounts = { ...counts };
  const add = (fault: string): void => {
    const cell = `${act}|${fault}|${state}|${entity}`;
    cells[cell] = (cells[cell] ?? 0) + 1;
  };
  const close = (): void => {
    if (act !== null) {
      const struck = (Object.keys(counts) as FaultKind[]).filter((kind) => counts[kind] > before[kind]);
      if (struck.length === 0) add('none');
      for (const kind of struck) add(kind);
    }
    before = { ...counts };
    state = 'none';
    entity = 'none';
  };
  return {
    begin: (next) => {
      close();
      act = next;
    },
    touched: (found, of) => {
      state = found;
      entity = of;
    },
    end: () => {
      close();
      act = null;
      return cells;
    },
  };
}

/** What stands in the columns of a table. */
export type Columns = 'fault' | 'state' | 'entity';

/** Sums of the cells over the dimensions left out: rows of acts by columns. */
export function table(cells: Cells, columns: Columns): Map<string, Map<string, number>> {
  const rows = new Map<string, Map<string, number>>();
  for (const [cell, count] of Object.entries(cells)) {
    const [act = '', fault = '', state = '', entity = ''] = cell.split('|');
    const column = { fault, state, entity }[columns];
    const row = rows.get(act) ?? new Map<string, number>();
    rows.set(act, row.set(column, (row.get(column) ?? 0) + count));
  }
  return rows;
}

/** A table as text, and the names of its empty cells. */
export function shown(
  cells: Cells,
  acts: readonly string[],
  columns: readonly string[],
  of: Columns,
  possible: (act: string, column: string) => boolean = () => true,
): { text: string; empty: string[] } {
  const rows = table(cells, of);
  const width = Math.max(...acts.map((act) => act.length));
  const empty: string[] = [];
  const lines = acts.map((act) => {
    const counts = columns.map((column) => {
      const count = rows.get(act)?.get(column) ?? 0;
      if (count === 0 && possible(act, column)) empty.push(`${act} x ${column}`);
      return String(count || '·').padStart(Math.max(5, column.length));
    });
    return `  ${act.padEnd(width)} ${counts.join(' ')}`;
  });
  const head = `  ${' '.repeat(width)} ${columns.map((column) => column.padStart(5)).join(' ')}`;
  return { text: [head, ...lines].join('\n'), empty };
}
