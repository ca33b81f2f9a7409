import { useMediaQuery } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { useLocation } from 'wouter';
import type { TablePart } from '../../../../shared/contract/import-file.ts';
import { type Column, DataTable, Money, recordPath } from '../../../ui/index.ts';
import shared from '../import.module.css';
import { rowsWords } from './words.ts';

/** Rows asked for at first, and more each time the end comes near. The contract's own limit is 500. */
export const STEP = 100;
export const MOST = 500;

/** Records of a file, each with its rows, what becomes of it and why; one that is here opens. */
export function ItemTable<T extends Omit<TablePart, 'result'>>({
  label,
  rows,
  labels,
  pill,
  total,
  onEnd,
  empty,
}: {
  label: string;
  rows: readonly T[] | null;
  /** Labels of entities by name. */
  labels: ReadonlyMap<string, string>;
  pill: (row: T) => ReactNode;
  total: number;
  onEnd: () => void;
  empty: ReactNode;
}) {
  const narrow = useMediaQuery('(max-width: 640px)') ?? false;
  // Where the reason has no column of its own, it stands under the name.
  const middle = useMediaQuery('(max-width: 999px)') ?? false;
  const [, navigate] = useLocation();
  const columns: Column<T>[] = [
    {
      id: 'title',
      header: 'Record',
      cell: (row) => (
        <span className={shared.record}>
          <span className={shared.name}>{row.title}</span>
          <span className={shared.kind}>
            {middle
              ? `${rowsWords(row.rows)}: ${row.reason}`
              : `${labels.get(row.entity) ?? row.entity}, ${rowsWords(row.rows)}`}
          </span>
        </span>
      ),
    },
    { id: 'reason', header: 'Why', cell: (row) => <span title={row.reason}>{row.reason}</span>, from: 1000 },
    { id: 'column', header: 'Column', width: 150, cell: (row) => row.column ?? '', from: 1200 },
    {
      id: 'amount',
      header: 'Amount',
      align: 'right',
      width: 124,
      cell: (row) => <Money value={row.amount} />,
      from: 640,
    },
    { id: 'result', header: 'Result', width: narrow ? 108 : 140, cell: pill },
  ];
  return (
    <>
      <div className={shared.table}>
        <DataTable<T>
          label={label}
          columns={columns}
          rows={rows}
          rowKey={(row) => String(row.n)}
          onOpen={(row) => {
            if (row.key !== null) navigate(recordPath(row.entity, row.key));
          }}
          total={Math.min(total, MOST)}
          onEnd={onEnd}
          empty={empty}
        />
      </div>
      {total > MOST && rows !== null && rows.length >= MOST && (
        <p className={shared.words}>
          The first {MOST} of {total}. Search, or save all of them as a file.
        </p>
      )}
    </>
  );
}
