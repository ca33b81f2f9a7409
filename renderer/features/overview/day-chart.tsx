import { SegmentedControl } from '@mantine/core';
import { ChartColumn } from 'lucide-react';
import { useState } from 'react';
import type { OutputOf } from '../../../shared/contract/index.ts';
import { useQuery } from '../../store/index.ts';
import {
  type BarSeries,
  type Column,
  DataTable,
  EmptyState,
  ErrorCallout,
  formatClock,
  formatCount,
  formatHour,
  Panel,
  StackedBars,
  StaleNote,
  useNow,
} from '../../ui/index.ts';
import classes from './overview.module.css';

type Point = OutputOf<'app.throughput'>['points'][number];

/** What went each way over the last day, with the same numbers as a table behind. */
export function DayChart({ platform }: { platform: string }) {
  const day = useQuery('app.throughput', {}, { topics: ['activity'] });
  const [view, setView] = useState('chart');
  const now = useNow();
  const points = day.data?.points ?? [];
  const sum = (pick: (point: Point) => number): number => points.reduce((total, point) => total + pick(point), 0);
  const series: BarSeries[] = [
    { key: 'toQuickbooks', label: 'to QuickBooks', tone: 'quickbooks', total: sum((point) => point.toQuickbooks) },
    { key: 'toPlatform', label: `to ${platform}`, tone: 'platform', total: sum((point) => point.toPlatform) },
    { key: 'failed', label: 'refused', tone: 'bad', total: sum((point) => point.failed) },
  ];
  const quiet = series.every((one) => one.total === 0);
  return (
    <Panel
      title="Last 24 hours"
      actions={
        <SegmentedControl
          size="xs"
          value={view}
          onChange={setView}
          aria-label="Show as"
          data={[
            { value: 'chart', label: 'Chart' },
            { value: 'table', label: 'Table' },
          ]}
        />
      }
    >
      {day.outdated && <StaleNote at={day.at} onRetry={day.refetch} />}
      {day.error && !day.data && <ErrorCallout error={day.error} onRetry={day.refetch} />}
      {day.data && quiet && view === 'chart' && (
        <EmptyState icon={ChartColumn} title="A quiet day" sentence="Nothing had to be written on either side." />
      )}
      {day.data && !quiet && view === 'chart' && (
        <StackedBars
          label="Records written in the last 24 hours"
          series={series}
          points={points.map((point) => ({
            name: formatHour(point.at),
            values: { toQuickbooks: point.toQuickbooks, toPlatform: point.toPlatform, failed: point.failed },
          }))}
        />
      )}
      {day.data && view === 'table' && (
        <div className={classes.tableBehind}>
          <DataTable
            label="Records written in the last 24 hours"
            density="compact"
            minWidth={320}
            columns={dayColumns(platform, now)}
            rows={[...points].reverse()}
            rowKey={(point) => point.at}
          />
        </div>
      )}
    </Panel>
  );
}

const dayColumns = (platform: string, now: number): Column<Point>[] => [
  { id: 'at', header: 'From', cell: (point) => formatClock(point.at, now) },
  { id: 'q', header: 'To QuickBooks', align: 'right', cell: (point) => formatCount(point.toQuickbooks) },
  { id: 'p', header: `To ${platform}`, align: 'right', cell: (point) => formatCount(point.toPlatform) },
  { id: 'f', header: 'Refused', align: 'right', cell: (point) => formatCount(point.failed) },
];
