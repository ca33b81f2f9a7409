import type { TableAct } from '../../../../shared/contract/import-file.ts';
import type { useAppStore } from '../../../store/index.ts';
import { csvText, offerFile, type TellableError } from '../../../ui/index.ts';
import { RESULT_WORD, rowsWords } from './words.ts';

type Call = ReturnType<typeof useAppStore>['call'];

/** Most items one answer may hold, by the contract. */
const PAGE = 500;
const LEFT_OUT: TableAct[] = ['refuse'];

const stem = (name: string): string => name.replace(/\.[^.]*$/, '').replace(/[^\p{L}\p{N}._-]+/gu, '-');

/**
 * Offers the rows that are left out as a file: each as it was, with its row and the reason behind it, to be corrected and
 * brought again. Answers why it could not, or null.
 */
export async function exportLeftOut(call: Call, hash: string, name: string): Promise<TellableError | null> {
  const rows: (string | null)[][] = [];
  let headers: string[] = [];
  for (let read = 0, total = 1; read < total; ) {
    const page = await call('import.file.items', { hash, acts: LEFT_OUT, offset: read, limit: PAGE });
    if (!page.ok) return page.error;
    ({ headers } = page.value);
    for (const { cells, reason, column, rows: of } of page.value.items)
      cells.forEach((each, at) => {
        rows.push([...headers.map((_, index) => each[index] ?? ''), String(of[at] ?? ''), column, reason]);
      });
    read += page.value.items.length;
    total = page.value.items.length === 0 ? 0 : page.value.total;
  }
  const text = csvText([[...headers, 'Row in the file', 'Column', 'Why it was left out'], ...rows]);
  offerFile(`${stem(name)}-left-out.csv`, 'text/csv', text);
  return null;
}

/** Offers every record of an import of a file with what became of it. */
export async function exportParts(call: Call, one: { id: string; name: string }): Promise<TellableError | null> {
  const rows: (string | null)[][] = [];
  for (let total = 1; rows.length < total; ) {
    const page = await call('import.file.parts', { id: one.id, offset: rows.length, limit: PAGE });
    if (!page.ok) return page.error;
    for (const part of page.value.parts)
      rows.push([
        RESULT_WORD[part.result],
        part.entity,
        part.title,
        part.amount,
        rowsWords(part.rows),
        part.column,
        part.reason,
      ]);
    total = page.value.parts.length === 0 ? 0 : page.value.total;
  }
  offerFile(
    `${stem(one.name)}-import.csv`,
    'text/csv',
    csvText([['Result', 'Kind', 'Record', 'Amount', 'Rows', 'Column', 'Why'], ...rows]),
  );
  return null;
}
