import { useLocation } from 'wouter';
import type { EntityStatus, Status } from '../../../shared/contract/app.ts';
import {
  type Column,
  DataTable,
  formatAge,
  formatCount,
  formatInstant,
  formatSpan,
  Panel,
  StatePill,
  useNow,
} from '../../ui/index.ts';
import classes from './overview.module.css';

/** One row per kind of record: how fresh, how equal, how fast. */
export function EntityTable({ status }: { status: Status }) {
  const [, navigate] = useLocation();
  const now = useNow();
  const columns: Column<EntityStatus>[] = [
    { id: 'label', header: 'Records', cell: (row) => <strong className={classes.name}>{row.label}</strong> },
    {
      id: 'state',
      header: 'State',
      width: 132,
      cell: (row) => <EntityState row={row} problems={status.counts.problems} />,
    },
    {
      id: 'equal',
      header: 'Equal',
      align: 'right',
      width: 104,
      cell: (row) => (
        <>
          {formatCount(row.equal)} <span className={classes.of}>of {formatCount(row.total)}</span>
        </>
      ),
    },
    {
      id: 'waiting',
      header: 'Waiting',
      align: 'right',
      width: 84,
      from: 640,
      cell: (row) => <Quiet count={row.waiting} />,
    },
    {
      id: 'needsYou',
      header: 'Held up',
      align: 'right',
      width: 96,
      from: 640,
      cell: (row) => <Quiet count={row.needsYou + row.failed} />,
    },
    {
      id: 'age',
      header: 'Age of data',
      align: 'right',
      width: 110,
      from: 1000,
      cell: (row) => (
        <span title={row.lastCheckedAt === null ? '' : formatInstant(row.lastCheckedAt)}>
          {row.lastCheckedAt === null ? '–' : formatAge(row.lastCheckedAt, now)}
        </span>
      ),
    },
    {
      id: 'lag',
      header: 'Lag, 95%',
      align: 'right',
      width: 100,
      from: 1000,
      cell: (row) => (row.lagP95Seconds === null ? '–' : lag(row.lagP95Seconds)),
    },
    { id: 'result', header: 'Last result', width: 210, from: 1200, cell: (row) => row.lastResult ?? '–' },
  ];
  return (
    <Panel label="By kind of record" flush>
      <DataTable
        label="State by kind of record"
        height="auto"
        columns={columns}
        rows={status.entities}
        rowKey={(row) => row.entity}
        onOpen={(row) => navigate(`/records/${row.entity}`)}
      />
    </Panel>
  );
}

/** Under ten seconds a tenth matters. */
const lag = (seconds: number): string => (seconds < 10 ? `${seconds.toFixed(1)} s` : formatSpan(seconds));

const Quiet = ({ count }: { count: number }) =>
  count === 0 ? <span className={classes.of}>0</span> : formatCount(count);

/** What is held up without a problem of its own waits for another record. */
function EntityState({ row, problems }: { row: EntityStatus; problems: number }) {
  if (!row.enabled) return <StatePill state="notSynced" />;
  if (row.failed > 0)
    return problems > 0 ? (
      <StatePill state="failed" detail={`${formatCount(row.failed)} failed`} />
    ) : (
      <StatePill state="blocked" detail={`${formatCount(row.failed)} blocked`} />
    );
  if (row.needsYou > 0) return <StatePill state="inReview" />;
  if (row.waiting > 0) return <StatePill state="waiting" />;
  if (row.lastCheckedAt === null) return <StatePill state="waiting" detail="Not read yet" />;
  return <StatePill state="equal" />;
}
