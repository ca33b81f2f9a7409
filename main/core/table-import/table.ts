import { MOST_TABLE_COLUMNS, MOST_TABLE_ROWS } from '../../../shared/contract/import-file.ts';
import { appError, type Result } from '../../../shared/errors.ts';
import { type Cell, type Row, type Table, textOf } from './types.ts';
import { isAmount, isDateText } from './values.ts';

/** From the rows of a file to a table: where its header is, which rows count. */

/** Rows looked through for the header: exports put a title and the day of the report above it. */
const HEADER_WITHIN = 12;

const filled = (row: readonly Cell[]): number => row.filter((cell) => textOf(cell).trim() !== '').length;

/** Whether a row reads like the names of columns: words, none of which is a value. */
const readsLikeNames = (row: readonly Cell[]): boolean =>
  row.every((cell) => {
    if (typeof cell !== 'string') return false;
    const text = cell.trim();
    return text === '' || !(text.includes('@') || isAmount(text) || isDateText(text));
  });

/** The row with the names of the columns: the first one that is as wide as what follows and holds nothing but words. */
function headerAt(rows: readonly Cell[][]): number | null {
  const near = rows.slice(0, HEADER_WITHIN);
  const width = rows.slice(0, 60).reduce((most, row) => Math.max(most, filled(row)), 0);
  const wide = near.findIndex((row) => filled(row) > 0 && filled(row) * 2 >= width && readsLikeNames(row));
  return wide < 0 ? null : wide;
}

/** The table in a file's rows. Errors: `import.unreadable`, `import.tooLarge`. */
export function tableOf(rows: readonly Cell[][], name: string): Result<Table> {
  const unreadable = (problem: string, out: string): Result<Table> => ({
    ok: false,
    error: appError('import.unreadable', { name, problem, out }),
  });
  if (rows.every((row) => filled(row) === 0))
    return unreadable('there is nothing in it', 'Export it again, or choose another sheet of the workbook.');
  const at = headerAt(rows);
  if (at === null)
    return unreadable(
      'its first row does not name the columns',
      'Put a row with names such as "Name" and "E-mail" on top, and choose the file again.',
    );
  const head = rows[at] ?? [];
  const width = head.reduce<number>((last, cell, index) => (textOf(cell).trim() === '' ? last : index + 1), 0);
  const body: Row[] = [];
  for (let index = at + 1; index < rows.length; index++) {
    const row = rows[index] ?? [];
    if (filled(row) === 0) continue;
    // A column without a name that holds something is shown all the same, so that nothing is dropped unseen.
    body.push({ n: index + 1, cells: row });
  }
  const widest = body.reduce((most, { cells }) => Math.max(most, lastFilled(cells)), width);
  if (widest > MOST_TABLE_COLUMNS)
    return { ok: false, error: appError('import.tooLarge', { name, limit: `${MOST_TABLE_COLUMNS} columns` }) };
  if (body.length > MOST_TABLE_ROWS)
    return { ok: false, error: appError('import.tooLarge', { name, limit: '20,000 rows' }) };
  if (body.length === 0)
    return unreadable('there is no row below the names of its columns', 'Export it again with its records.');
  const headers = Array.from({ length: widest }, (_, index) => textOf(head[index]).trim() || `Column ${index + 1}`);
  return {
    ok: true,
    value: {
      headers,
      rows: body.map(({ n, cells }) => ({ n, cells: headers.map((_, index) => bare(cells[index] ?? '')) })),
    },
  };
}

/** A cell without what a spreadsheet guards a text with: `="007"`, and an apostrophe before what would be a formula. */
function bare(cell: Cell): Cell {
  if (typeof cell !== 'string') return cell;
  const formula = /^="([^"]*)"$/.exec(cell.trim());
  if (formula) return formula[1] ?? '';
  return /^'[=+\-@]/.test(cell) ? cell.slice(1) : cell;
}

const lastFilled = (cells: readonly Cell[]): number => {
  for (let index = cells.length; index > 0; index--) if (textOf(cells[index - 1]).trim() !== '') return index;
  return 0;
};

/** A line of sums under a report: no record. */
export const isTotals = (row: Row): boolean => {
  const first = row.cells.map(textOf).find((text) => text.trim() !== '') ?? '';
  return (
    /^\s*((sub|grand)[ -]?)?totals?\b(?![ -]*[\p{Lu}][\p{Ll}])/iu.test(first) && filled(row.cells) < row.cells.length
  );
};
