import { Button, NativeSelect, Tooltip } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { Activity as ActivityIcon, SearchX } from 'lucide-react';
import { useCallback, useMemo, useState } from 'react';
import { Link, useRoute } from 'wouter';
import { useEntities, usePlatformLabel, useQuery } from '../../store/index.ts';
import { useQueries } from '../../store/use-pages.ts';
import {
  Callout,
  DataTable,
  DetailDrawer,
  EmptyState,
  ErrorCallout,
  FixedChip,
  formatClock,
  formatInstant,
  Page,
  SearchBox,
  StaleNote,
  useKept,
  useNow,
  useUrlState,
} from '../../ui/index.ts';
import classes from './activity.module.css';
import { columns, type Entry } from './columns.tsx';
import { EntryDrawer } from './entry-drawer.tsx';
import { filtersOf, isFiltered, merge, pageInput } from './filters.ts';
import { UndoBar } from './undo-bar.tsx';
import { UndoNotes } from './undo-notes.tsx';
import { useUndo } from './use-undo.ts';

/** Everything that happened, newest first; `/activity/<number>` opens one entry beside the list. */
export function Screen() {
  const [, params] = useRoute('/activity/:seq?');
  const seq = params?.seq && /^\d+$/.test(params.seq) ? Number(params.seq) : null;
  const { params: search, set, go, navigate } = useUrlState();
  const entities = useEntities();
  const platform = usePlatformLabel();
  const narrow = useMediaQuery('(max-width: 640px)') ?? false;
  const middle = useMediaQuery('(max-width: 1100px)') ?? false;
  const filters = filtersOf(search);

  const scope = JSON.stringify(pageInput(filters, null));
  const [paging, setPaging] = useState<{ scope: string; starts: (number | null)[] }>({ scope, starts: [null] });
  const starts = paging.scope === scope ? paging.starts : [null];
  const key = JSON.stringify(starts);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `scope` and `key` stand for the filters and the starts
  const inputs = useMemo(() => starts.map((before) => pageInput(filters, before)), [scope, key]);
  const { states, error, refetch } = useQueries('activity.list', inputs, { topics: ['activity'] });
  const pages = states.flatMap((state) => (state.data === null ? [] : [state.data]));
  const fresh = useMemo(() => (pages.length === 0 ? null : merge(pages.map((page) => page.entries))), [pages]);
  const entries = useKept(fresh, 'activity');
  const verified = states[0]?.data?.verified ?? null;
  const now = useNow();
  const last = states.at(-1);
  const next = last?.data?.next ?? null;
  const onEnd = useCallback(() => {
    if (next !== null && !starts.includes(next)) setPaging({ scope, starts: [...starts, next] });
  }, [next, starts, scope]);
  const onSearch = useCallback((q: string) => set({ q }), [set]);

  const listed = entries?.find((entry) => entry.seq === seq) ?? null;
  const asked = useQuery(
    'activity.list',
    seq !== null && listed === null && entries !== null ? { before: seq + 1, limit: 1 } : null,
    { topics: [] },
  );
  const answer = asked.data?.entries[0];
  const entry = listed ?? (answer?.seq === seq ? answer : null);
  const close = () => go('/activity');
  const undo = useUndo();
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set());
  const chosen = (entries ?? []).filter((one) => marked.has(String(one.seq)));

  return (
    <Page title="Activity" wide fill>
      <search className={classes.filters}>
        <SearchBox
          label="Search activity"
          value={filters.search}
          onChange={onSearch}
          placeholder="Search title or text"
        />
        <NativeSelect
          aria-label="Kind of record"
          value={filters.entity ?? ''}
          onChange={(event) => set({ entity: event.currentTarget.value, record: null })}
          data={[
            { value: '', label: 'All records' },
            ...entities.map((entity) => ({ value: entity.name, label: entity.labelPlural })),
          ]}
        />
        <NativeSelect
          aria-label="Side"
          value={filters.side ?? ''}
          onChange={(event) => set({ side: event.currentTarget.value })}
          data={[
            { value: '', label: 'Both sides' },
            { value: 'platform', label: `In ${platform}` },
            { value: 'quickbooks', label: 'In QuickBooks' },
          ]}
        />
        <NativeSelect
          aria-label="Result"
          value={filters.result ?? ''}
          onChange={(event) => set({ result: event.currentTarget.value })}
          data={[
            { value: '', label: 'Every result' },
            { value: 'done', label: 'Done' },
            { value: 'failed', label: 'Failed' },
            { value: 'info', label: 'Notes' },
          ]}
        />
        {filters.record !== null && (
          <FixedChip
            name="Record"
            value={entries?.find((one) => one.title !== null)?.title ?? filters.record}
            onClear={() => set({ record: null })}
          />
        )}
        {filters.run !== null && <FixedChip name="Run" value={filters.run} onClear={() => set({ run: null })} />}
      </search>
      <UndoNotes pending={undo.pending} onUndo={(wanted) => void undo.run(wanted)} />
      <UndoBar
        marked={chosen}
        run={filters.run}
        pending={undo.pending}
        onUndo={(wanted) => void undo.run(wanted)}
        onClear={() => setMarked(new Set())}
      />
      {undo.error !== null && seq === null && <ErrorCallout error={undo.error} onRetry={undo.again} />}
      {error !== null && entries === null && <ErrorCallout error={error} onRetry={refetch} />}
      {error !== null && entries !== null && <StaleNote at={states[0]?.at ?? null} onRetry={refetch} />}
      {(entries !== null || error === null) && (
        <div className={classes.table}>
          <DataTable<Entry>
            label="Activity"
            columns={columns(narrow ? 'narrow' : middle ? 'middle' : 'wide')}
            rows={entries}
            rowKey={(row) => String(row.seq)}
            selection={{ selected: marked, onChange: setMarked }}
            onOpen={(row) => go(`/activity/${row.seq}`)}
            current={seq === null ? null : String(seq)}
            total={(entries?.length ?? 0) + (next === null ? 0 : 1)}
            onEnd={onEnd}
            minWidth={narrow ? 320 : middle ? 600 : 860}
            hotkeys={seq === null}
            empty={
              isFiltered(filters) ? (
                <EmptyState
                  icon={SearchX}
                  title="Nothing matches"
                  sentence="Nothing that happened fits this search and these filters together."
                  action={
                    <Button variant="default" onClick={() => navigate('/activity')}>
                      Clear search and filters
                    </Button>
                  }
                />
              ) : (
                <EmptyState
                  icon={ActivityIcon}
                  title="Nothing has happened yet"
                  sentence="Every change that Plumbline makes or sees is listed here, with who, what and the answer."
                />
              )
            }
          />
        </div>
      )}
      {verified?.bad != null && (
        <Callout tone="bad" title={`The log does not hold from entry ${verified.bad} on.`}>
          It was changed or cut outside of Plumbline. What stands before that entry is as it was written.{' '}
          <Link href={`/activity/${verified.bad}`} className={classes.link}>
            Entry {verified.bad}
          </Link>
        </Callout>
      )}
      <p className={classes.foot} aria-live="polite">
        {entries === null
          ? error === null && 'Reading…'
          : entries.length > 0 && (next === null ? 'That is all of it.' : 'Newest first; older entries follow.')}
        {verified !== null && verified.bad === null && (
          <>
            {' '}
            Log verified{' '}
            <Tooltip label={`${verified.checked} entries, ${formatInstant(verified.at)}`}>
              <time dateTime={verified.at}>{formatClock(verified.at, now)}</time>
            </Tooltip>
            .
          </>
        )}
      </p>
      <DetailDrawer
        opened={seq !== null && (entry !== null || asked.data !== null)}
        onClose={close}
        title={entry?.what ?? 'Activity'}
      >
        {entry === null ? (
          <EmptyState icon={SearchX} title="There is no such entry" sentence="The link may be old, or mistyped." />
        ) : (
          <EntryDrawer entry={entry} undo={undo} />
        )}
      </DetailDrawer>
    </Page>
  );
}
