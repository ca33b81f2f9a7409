import { Button } from '@mantine/core';
import { ArrowLeft, Check as CheckIcon, Download, SearchX } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import type { TableAct, TableCheck, TableFile, TableItem } from '../../../../shared/contract/import-file.ts';
import { useAppStore, useEntities, usePlatformLabel, useQuery, useStatus } from '../../../store/index.ts';
import {
  Callout,
  EmptyState,
  ErrorCallout,
  Figure,
  formatCount,
  formatMoney,
  plural,
  SearchBox,
  type TellableError,
  toast,
} from '../../../ui/index.ts';
import shared from '../import.module.css';
import { exportLeftOut } from './export.ts';
import classes from './file.module.css';
import { ActPill } from './pills.tsx';
import { ItemTable, MOST, STEP } from './table.tsx';

const ABOUT: Record<TableAct, { label: string; note: (platform: string) => string }> = {
  make: { label: 'New', note: (platform) => `Made in ${platform}` },
  fill: { label: 'Filled in', note: () => 'Here, and lacks something' },
  same: { label: 'Here already', note: () => 'Stays as it is' },
  refuse: { label: 'Left out', note: () => 'Each with its reason' },
};
const ACTS = Object.keys(ABOUT) as TableAct[];

/** What becomes of each row. Nothing is written before it was looked at. */
export function Check({
  file,
  check,
  applying,
  error,
  onBack,
  onCheckAgain,
  onApply,
}: {
  file: TableFile;
  check: TableCheck;
  applying: boolean;
  error: TellableError | null;
  onBack: () => void;
  onCheckAgain: () => void;
  onApply: () => void;
}) {
  const { call } = useAppStore();
  const platform = usePlatformLabel();
  const status = useStatus();
  const settings = useQuery('settings.get', {}, { topics: ['settings'] });
  const entities = useEntities();
  const [act, setAct] = useState<TableAct | null>(check.counts.refuse > 0 ? 'refuse' : null);
  const [search, setSearch] = useState('');
  const [limit, setLimit] = useState(STEP);
  const [saving, setSaving] = useState(false);
  // Another filter is another list: it begins small again.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the filters are what resets it
  useEffect(() => setLimit(STEP), [act, search]);
  const list = useQuery(
    'import.file.items',
    { hash: check.hash, ...(act === null ? {} : { acts: [act] }), ...(search === '' ? {} : { search }), limit },
    { topics: [], keep: true },
  );
  const onSearch = useCallback((q: string) => setSearch(q), []);
  const save = async (): Promise<void> => {
    setSaving(true);
    const failed = await exportLeftOut(call, check.hash, file.name);
    setSaving(false);
    if (failed) toast(failed.userSentence, { tone: 'bad' });
  };
  const labels = new Map(entities.map((one) => [one.name, one.label]));
  const work = check.counts.make + check.counts.fill;
  const made = check.byEntity.filter(({ counts }) => counts.make > 0);
  return (
    <>
      <div className={shared.figures} data-of={ACTS.length}>
        {ACTS.map((each) => (
          <button
            key={each}
            type="button"
            className={shared.figure}
            aria-pressed={act === each}
            disabled={check.counts[each] === 0}
            onClick={() => setAct(act === each ? null : each)}
          >
            <Figure
              label={ABOUT[each].label}
              value={formatCount(check.counts[each])}
              note={ABOUT[each].note(platform)}
            />
          </button>
        ))}
      </div>
      {made.length > 0 && (
        <p className={classes.sum}>
          {made
            .map(
              ({ entity, counts, amount }) =>
                `${plural(counts.make, (labels.get(entity) ?? entity).toLowerCase())}${amount === null ? '' : ` of ${formatMoney(amount)}`}`,
            )
            .join(', ')}{' '}
          {made.length === 1 && made[0]?.counts.make === 1 ? 'is new' : 'are new'}.
          {status?.stage === 'live' &&
            (check.counts.make > (settings.data?.brake.maxCreates ?? Number.POSITIVE_INFINITY)
              ? ' They go to QuickBooks like everything that is entered here; as they are many, you are asked once more before.'
              : ' They go to QuickBooks like everything that is entered here.')}
          {check.dateOrder !== null &&
            ` Dates were read with the ${check.dateOrder === 'dayFirst' ? 'day' : 'month'} first.`}
        </p>
      )}
      {error && (
        <ErrorCallout
          error={error}
          actions={
            <Button size="xs" onClick={onCheckAgain}>
              Check again
            </Button>
          }
        />
      )}
      {work === 0 && check.counts.refuse === 0 && (
        <Callout tone="info" title="Everything in this file is here already">
          There is nothing to import.
        </Callout>
      )}
      <div className={shared.submit}>
        <Button variant="default" leftSection={<ArrowLeft size={16} aria-hidden />} onClick={onBack}>
          Columns
        </Button>
        <Button
          leftSection={<CheckIcon size={16} aria-hidden />}
          loading={applying}
          disabled={work === 0}
          onClick={onApply}
        >
          {work === 0 ? 'Nothing to import' : `Import ${plural(work, 'record')}`}
        </Button>
        {check.counts.refuse > 0 && (
          <Button
            variant="default"
            leftSection={<Download size={15} aria-hidden />}
            loading={saving}
            onClick={() => void save()}
          >
            Save what is left out
          </Button>
        )}
        <span className={shared.problem} role="status">
          Nothing has been written.
        </span>
      </div>
      <search className={`${shared.filters} ${classes.filters}`}>
        <SearchBox label="Search the rows" value={search} onChange={onSearch} />
      </search>
      {list.error !== null && list.data === null ? (
        <ErrorCallout error={list.error} onRetry={list.refetch} />
      ) : (
        <ItemTable<TableItem>
          label="Rows of the file"
          rows={list.data?.items ?? null}
          labels={labels}
          pill={(item) => <ActPill act={item.act} />}
          total={list.data?.total ?? 0}
          onEnd={() => setLimit((now) => Math.min(MOST, now + STEP))}
          empty={
            <EmptyState
              icon={SearchX}
              title="No row fits"
              sentence="Take the search or the figure above away to see more."
            />
          }
        />
      )}
    </>
  );
}
