import { Checkbox } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import classes from './data-table.module.css';
import { useRowKeys } from './row-keys.ts';

export type Column<T> = {
  /** Also the `field` told to `onSort`. */
  id: string;
  header: string;
  cell: (row: T) => ReactNode;
  /** `right` for numbers and money: tabular figures, aligned by the decimal point. */
  align?: 'right';
  /** In px; columns without one share what is left. */
  width?: number;
  sortable?: boolean;
  /** Least width of the window, in px, at which the column is shown; always without one. */
  from?: 640 | 1000 | 1200;
};

export type Sort = { field: string; descending: boolean };

export type DataTableProps<T> = {
  /** Name of the table for screen readers: "Invoices". */
  label: string;
  columns: readonly Column<T>[];
  /** Null while the first reading is on its way. */
  rows: readonly T[] | null;
  rowKey: (row: T) => string;
  /** Click or Enter on a row. */
  onOpen?: (row: T) => void;
  /** Key of the row whose detail is open. */
  current?: string | null;
  sort?: Sort | null;
  onSort?: (sort: Sort) => void;
  /** 40 px rows, or 32. */
  density?: 'comfortable' | 'compact';
  /** Shown instead of the rows when there are none. */
  empty?: ReactNode;
  /** Rows there are in all; with `onEnd` the next page is asked for near the end. */
  total?: number;
  onEnd?: () => void;
  selection?: { selected: ReadonlySet<string>; onChange: (selected: ReadonlySet<string>) => void };
  /** Narrowest the table gets before it scrolls sideways, in px. */
  minWidth?: number;
  /** `fill` (default) takes its container's height and scrolls; `auto` is as long as its rows: short lists only. */
  height?: 'fill' | 'auto';
  /** j and k move the focus even while nothing has it. One table per screen. */
  hotkeys?: boolean;
};

/** Rows near the end that ask for the next page. */
const AHEAD = 20;

/** A table of any length: only what is seen is drawn. Up/down or j/k move, Enter opens, x selects. */
export function DataTable<T>(props: DataTableProps<T>) {
  const { label, rows, rowKey, onOpen, current, selection, density = 'comfortable', height = 'fill' } = props;
  const columns = useShownColumns(props.columns);
  const rowHeight = density === 'compact' ? 32 : 40;
  const box = useRef<HTMLDivElement>(null);
  const count = rows?.length ?? 0;
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    enabled: height === 'fill',
  });
  const items = virtual.getVirtualItems();
  const lastShown = items.at(-1)?.index ?? -1;
  const { onEnd, total } = props;
  useEffect(() => {
    if (onEnd && count > 0 && count < (total ?? 0) && lastShown >= count - AHEAD) onEnd();
  }, [onEnd, count, total, lastShown]);

  const toggle = (key: string): void => {
    if (!selection) return;
    const next = new Set(selection.selected);
    if (!next.delete(key)) next.add(key);
    selection.onChange(next);
  };
  const keys = useRowKeys({
    count,
    box,
    hotkeys: props.hotkeys === true,
    scrollTo: (index) => height === 'fill' && virtual.scrollToIndex(index),
    onEnter: (index) => rows?.[index] !== undefined && onOpen?.(rows[index]),
    onMark: (index) => rows?.[index] !== undefined && toggle(rowKey(rows[index])),
  });

  if (rows !== null && rows.length === 0 && props.empty !== undefined) return <>{props.empty}</>;

  const span = columns.length + (selection ? 1 : 0);
  const shown =
    height === 'auto'
      ? (rows ?? []).map((_, index) => index)
      : items.map((item) => item.index).filter((i) => i < count);
  const before = height === 'auto' ? 0 : (items[0]?.start ?? 0);
  const after = height === 'auto' ? 0 : virtual.getTotalSize() - (items.at(-1)?.end ?? 0);

  return (
    <div ref={box} className={`${classes.scroll} ${height === 'fill' ? classes.fill : classes.whole}`}>
      <table
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: rows take the focus, which is what a grid is
        role="grid"
        aria-label={label}
        aria-rowcount={(total ?? count) + 1}
        aria-busy={rows === null}
        className={`${classes.table} ${density === 'compact' ? classes.compact : ''}`}
        style={{
          minWidth:
            props.minWidth ??
            (columns.some((column) => column.from) || columns.length < props.columns.length ? 320 : 640),
          ['--row' as string]: `${rowHeight}px`,
        }}
      >
        <colgroup>
          {selection && <col className={classes.check} />}
          {columns.map((column) => (
            <col key={column.id} style={column.width === undefined ? {} : { width: column.width }} />
          ))}
        </colgroup>
        <TableHead {...props} columns={columns} />
        <tbody onKeyDown={keys.onKeyDown}>
          {rows === null && <Bones columns={span} />}
          {before > 0 && <Spacer height={before} span={span} />}
          {shown.map((index) => {
            const row = rows?.[index];
            if (row === undefined) return null;
            const key = rowKey(row);
            const marked = selection?.selected.has(key) === true;
            const names = [classes.row, onOpen && classes.openable, (current === key || marked) && classes.current];
            return (
              <tr
                key={key}
                data-row={index}
                aria-rowindex={index + 2}
                {...(current === undefined && !selection ? {} : { 'aria-selected': current === key || marked })}
                className={names.filter(Boolean).join(' ')}
                tabIndex={onOpen || selection ? (index === keys.active ? 0 : -1) : undefined}
                onFocus={() => keys.setActive(index)}
                onClick={onOpen && ((event) => !isControl(event.target) && onOpen(row))}
              >
                {selection && (
                  <td className={classes.check}>
                    <Checkbox
                      size="xs"
                      tabIndex={-1}
                      aria-label={`Select row ${index + 1}`}
                      checked={marked}
                      onChange={() => toggle(key)}
                    />
                  </td>
                )}
                {columns.map((column) => (
                  <td key={column.id} className={column.align === 'right' ? classes.right : undefined}>
                    {column.cell(row)}
                  </td>
                ))}
              </tr>
            );
          })}
          {after > 0 && <Spacer height={after} span={span} />}
        </tbody>
      </table>
    </div>
  );
}

const AT_ONCE = { getInitialValueInEffect: false };

function useShownColumns<T>(columns: readonly Column<T>[]): readonly Column<T>[] {
  const shown = {
    640: useMediaQuery('(min-width: 640px)', true, AT_ONCE),
    1000: useMediaQuery('(min-width: 1000px)', true, AT_ONCE),
    1200: useMediaQuery('(min-width: 1200px)', true, AT_ONCE),
  };
  return columns.filter((column) => column.from === undefined || shown[column.from]);
}

/** A click on a button, link or checkbox inside a row is that control's, not the row's. */
const isControl = (target: EventTarget): boolean =>
  target instanceof Element && target.closest('button, a, input, label') !== null;

function TableHead<T>({ columns, rows, rowKey, sort, onSort, selection }: DataTableProps<T>) {
  const all = rows !== null && rows.length > 0 && rows.every((row) => selection?.selected.has(rowKey(row)));
  return (
    <thead className={classes.head}>
      <tr>
        {selection && (
          <th scope="col">
            <Checkbox
              size="xs"
              aria-label="Select all"
              checked={all}
              indeterminate={!all && selection.selected.size > 0}
              onChange={() => selection.onChange(all ? new Set() : new Set(rows?.map(rowKey)))}
            />
          </th>
        )}
        {columns.map((column) => {
          const active = sort?.field === column.id;
          const order = active ? (sort.descending ? 'descending' : 'ascending') : undefined;
          const Arrow = sort?.descending ? ArrowDown : ArrowUp;
          return (
            <th
              key={column.id}
              scope="col"
              className={column.align === 'right' ? classes.right : undefined}
              {...(order ? { 'aria-sort': order } : {})}
            >
              {column.sortable && onSort ? (
                <button
                  type="button"
                  className={`${classes.sort} ${active ? classes.sorted : ''}`}
                  onClick={() => onSort({ field: column.id, descending: active && !sort.descending })}
                >
                  {column.header}
                  {active && <Arrow size={12} aria-hidden />}
                </button>
              ) : (
                column.header
              )}
            </th>
          );
        })}
      </tr>
    </thead>
  );
}

function Spacer({ height, span }: { height: number; span: number }) {
  return (
    <tr className={classes.spacer} aria-hidden>
      <td colSpan={span} style={{ height }} />
    </tr>
  );
}

const BONES = [62, 48, 71, 55, 66, 44, 58, 69];

/** Grey bars in place of rows while the first reading is on its way. */
function Bones({ columns }: { columns: number }) {
  return BONES.map((width) => (
    <tr key={width} className={classes.row} aria-hidden>
      {Array.from({ length: columns }, (_, column) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the bars have no identity
        <td key={column}>
          <div className={classes.bone} style={{ width: `${((width + column * 13) % 60) + 30}%` }} />
        </td>
      ))}
    </tr>
  ));
}
