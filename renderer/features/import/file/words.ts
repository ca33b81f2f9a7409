import type {
  TableAct,
  TableImport,
  TableResult,
  TableSetup,
  TableTarget,
} from '../../../../shared/contract/import-file.ts';
import { formatCount } from '../../../ui/index.ts';

/** What rows become, and what became of them. */
export const ACT_WORD: Record<TableAct, string> = {
  make: 'New',
  fill: 'Filled in',
  same: 'Here already',
  refuse: 'Left out',
};
export const RESULT_WORD: Record<TableResult, string> = {
  waiting: 'Waiting',
  made: 'Made',
  filled: 'Filled in',
  same: 'Here already',
  refused: 'Left out',
  failed: 'Failed',
  cancelled: 'Cancelled',
};

/** "97 made, 3 left out". */
export function countsWords({ counts }: Pick<TableImport, 'counts'>): string {
  const said = (Object.keys(RESULT_WORD) as TableResult[]).flatMap((result) => {
    const count = counts[result] ?? 0;
    return count > 0 ? [`${formatCount(count)} ${RESULT_WORD[result].toLowerCase()}`] : [];
  });
  return said.length === 0 ? 'Nothing was to be done' : said.join(', ');
}

/** Whether a target has a column or a value for all rows, or another one that does in its place. */
export function isMet(
  target: Pick<TableTarget, 'id' | 'orElse'>,
  setup: Pick<TableSetup, 'columns' | 'fixed'>,
): boolean {
  return [target.id, ...target.orElse].some(
    (id) => setup.columns.includes(id) || (setup.fixed[id] ?? '').trim() !== '',
  );
}

/** Targets that every row needs and nothing stands for. */
export const missingTargets = (
  targets: readonly TableTarget[],
  setup: Pick<TableSetup, 'columns' | 'fixed'>,
): TableTarget[] => targets.filter((target) => target.required && !isMet(target, setup));

/** Targets that are asked for all rows: those proposed, typed, or missing. One that has a column needs none. */
export const askedForAll = (
  targets: readonly TableTarget[],
  setup: Pick<TableSetup, 'columns' | 'fixed'>,
): TableTarget[] =>
  targets.filter(
    (target) =>
      !setup.columns.includes(target.id) &&
      target.kind !== 'lines' &&
      (Object.hasOwn(setup.fixed, target.id) ||
        (target.required && !target.orElse.some((id) => setup.columns.includes(id)))),
  );

/** A column's target changed: each target stands for one column, so another column that had it gets none. */
export const withColumn = (columns: readonly (string | null)[], at: number, id: string | null): (string | null)[] =>
  columns.map((one, index) => (index === at ? id : id !== null && one === id ? null : one));

const DELIMITER: Record<string, string> = { ',': 'commas', ';': 'semicolons', '\t': 'tabs', '|': 'bars' };
/** How a text was read: "UTF-8, parted by semicolons". */
export const readAs = (encoding: string | null, delimiter: string | null): string | null =>
  encoding === null
    ? null
    : `${encoding}${delimiter === null ? '' : `, parted by ${DELIMITER[delimiter] ?? delimiter}`}`;

/** "row 5", "rows 5 to 8", "rows 5, 9". */
export function rowsWords(rows: readonly number[]): string {
  const [first, ...more] = rows;
  if (first === undefined) return '';
  if (more.length === 0) return `row ${first}`;
  const last = more.at(-1) ?? first;
  return last - first === more.length ? `rows ${first} to ${last}` : `rows ${rows.join(', ')}`;
}
