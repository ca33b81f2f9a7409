import { Tooltip } from '@mantine/core';
import { CircleCheck, Info, OctagonX } from 'lucide-react';
import type { OutputOf } from '../../../shared/contract/index.ts';
import { type Column, formatClock, formatInstant, Pill, SideLabel, SideMark, useNow } from '../../ui/index.ts';
import classes from './activity.module.css';

export type Entry = OutputOf<'activity.list'>['entries'][number];

const LOOK = {
  done: { shape: CircleCheck, tone: 'good', word: 'Done' },
  failed: { shape: OctagonX, tone: 'bad', word: 'Failed' },
  info: { shape: Info, tone: 'quiet', word: 'Note' },
} as const;

/** How it ended, in shape, colour and word. */
export function Result({ result, bare = true }: { result: Entry['result']; bare?: boolean }) {
  return <Pill {...LOOK[result]} bare={bare && result !== 'failed'} />;
}

function When({ at }: { at: string }) {
  const now = useNow();
  return (
    <Tooltip label={formatInstant(at)}>
      <time dateTime={at} className={classes.when}>
        {formatClock(at, now)}
      </time>
    </Tooltip>
  );
}

const what: Column<Entry> = {
  id: 'what',
  header: 'What changed',
  cell: (row) => (
    <span className={classes.what}>
      {row.what}
      {row.changes.length > 1 && <span className={classes.more}>{row.changes.length} fields</span>}
    </span>
  ),
};

/** The table's columns; a phone gets the time, the record and what happened in one. */
export function columns(width: 'narrow' | 'middle' | 'wide'): Column<Entry>[] {
  const when: Column<Entry> = {
    id: 'at',
    header: 'Time',
    width: width === 'narrow' ? 108 : 136,
    cell: (row) => <When at={row.at} />,
  };
  if (width === 'narrow')
    return [
      {
        id: 'what',
        header: 'What changed',
        cell: (row) => (
          <span className={classes.stacked}>
            <span className={classes.title}>
              {row.side !== null && <SideMark side={row.side} />} {row.title ?? row.actor}
            </span>
            <span className={row.result === 'failed' ? classes.failed : classes.second}>{row.what}</span>
          </span>
        ),
      },
      when,
    ];
  const record: Column<Entry> = {
    id: 'title',
    header: 'Record',
    cell: (row) =>
      row.title === null ? (
        <span className={classes.second}>–</span>
      ) : (
        <span className={classes.title}>{row.title}</span>
      ),
  };
  const side: Column<Entry> = {
    id: 'side',
    header: 'Side',
    width: width === 'wide' ? 148 : 64,
    cell: (row) =>
      row.side === null ? (
        <span className={classes.second}>–</span>
      ) : width === 'wide' ? (
        <SideLabel side={row.side} />
      ) : (
        <SideMark side={row.side} />
      ),
  };
  const result: Column<Entry> = {
    id: 'result',
    header: 'Result',
    width: 108,
    cell: (row) => <Result result={row.result} />,
  };
  return width === 'middle'
    ? [when, record, what, side, result]
    : [when, { id: 'actor', header: 'Who', width: 128, cell: (row) => row.actor }, record, what, side, result];
}
