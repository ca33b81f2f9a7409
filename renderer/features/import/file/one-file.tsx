import { Button, Skeleton } from '@mantine/core';
import { ArrowLeft, Download, Play, Plus, SearchX, X } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import { Link } from 'wouter';
import type { TableImport, TablePart, TableResult } from '../../../../shared/contract/import-file.ts';
import { useAppStore, useCommand, useEntities, usePlatformLabel, useQuery } from '../../../store/index.ts';
import {
  ConfirmButton,
  EmptyState,
  ErrorCallout,
  Figure,
  FilterChip,
  formatClock,
  formatCount,
  Page,
  Progress,
  plural,
  SearchBox,
  StaleNote,
  toast,
  useNow,
  useUrlState,
} from '../../../ui/index.ts';
import shared from '../import.module.css';
import { exportParts } from './export.ts';
import { ResultPill, TableState } from './pills.tsx';
import { ItemTable, MOST, STEP } from './table.tsx';
import { RESULT_WORD } from './words.ts';

const RESULTS = Object.keys(RESULT_WORD) as TableResult[];
/** Results that have no figure above the list to choose them by. */
const UNFIGURED = ['waiting', 'cancelled'] as const;

/** One import of a file: how far it is while it runs, its summary afterwards. */
export function OneFile({ id }: { id: string }) {
  const answer = useQuery('import.file.get', { id }, { topics: ['imports'] });
  if (answer.data === null)
    return (
      <Page title="Import of a file">
        {answer.error ? (
          <ErrorCallout
            error={answer.error}
            onRetry={answer.refetch}
            actions={
              <Button size="xs" component={Link} href="/import/from-file">
                All imports
              </Button>
            }
          />
        ) : (
          <Skeleton height={220} aria-busy aria-label="Loading" />
        )}
      </Page>
    );
  const note = answer.outdated && <StaleNote at={answer.at} onRetry={answer.refetch} />;
  return <Loaded one={answer.data.import} note={note} />;
}

function Loaded({ one, note }: { one: TableImport; note: React.ReactNode }) {
  const { call } = useAppStore();
  const now = useNow();
  const cancel = useCommand('import.file.cancel');
  const resume = useCommand('import.file.resume');
  const [saving, setSaving] = useState(false);
  const { id, counts, state, total } = one;
  const rest = (counts.waiting ?? 0) + (counts.cancelled ?? 0);
  const save = async (): Promise<void> => {
    setSaving(true);
    const error = await exportParts(call, one);
    setSaving(false);
    if (error) toast(error.userSentence, { tone: 'bad' });
  };
  const actions = (
    <>
      <Button
        variant="default"
        leftSection={<Download size={15} aria-hidden />}
        loading={saving}
        onClick={() => void save()}
      >
        Export CSV
      </Button>
      {state === 'running' && (
        <ConfirmButton
          leftSection={<X size={15} aria-hidden />}
          loading={cancel.pending}
          title="Cancel this import?"
          body={`What is here stays. The ${plural(rest, 'record')} still to come can be resumed at any time.`}
          act="Cancel the import"
          onConfirm={() => void cancel.run({ id })}
        >
          Cancel the import
        </ConfirmButton>
      )}
      {state === 'cancelled' && rest > 0 && (
        <Button
          leftSection={<Play size={15} aria-hidden />}
          loading={resume.pending}
          onClick={() => void resume.run({ id })}
        >
          Resume: {plural(rest, 'record')}
        </Button>
      )}
      {state === 'done' && (
        <Button
          variant="default"
          component={Link}
          href="/import/from-file"
          leftSection={<Plus size={15} aria-hidden />}
        >
          Another file
        </Button>
      )}
    </>
  );
  return (
    <Page
      title={one.name}
      wide
      fill
      actions={actions}
      description={
        <span className={shared.said}>
          <TableState one={one} />
          <span>
            Import of a file, begun {formatClock(one.at, now)} by {one.by === 'You' ? 'you' : one.by}
            {one.endedAt !== null && `, ${state === 'done' ? 'done' : 'stopped'} ${formatClock(one.endedAt, now)}`}.
          </span>
        </span>
      }
    >
      <Link href="/import/from-file" className={shared.back}>
        <ArrowLeft size={15} aria-hidden /> All imports
      </Link>
      {note}
      {[cancel.error, resume.error].map((error) => error && <ErrorCallout key={error.code} error={error} />)}
      {state === 'running' && (
        <div className={shared.progress}>
          <Progress progress={{ label: 'Importing', done: total - rest, total, entity: null }} />
        </div>
      )}
      <Figures one={one} />
      <Parts one={one} />
    </Page>
  );
}

/** The summary in figures; each opens its records. */
function Figures({ one }: { one: TableImport }) {
  const { params, set } = useUrlState();
  const platform = usePlatformLabel();
  const figure = (result: TableResult, about: string) => {
    const count = one.counts[result] ?? 0;
    return (
      <button
        type="button"
        className={shared.figure}
        aria-pressed={params.get('result') === result}
        disabled={count === 0}
        onClick={() => set({ result: params.get('result') === result ? null : result })}
      >
        <Figure label={RESULT_WORD[result]} value={formatCount(count)} note={about} />
      </button>
    );
  };
  return (
    <div className={shared.figures} data-of={5}>
      {figure('made', `New in ${platform}`)}
      {figure('filled', 'Got what it lacked')}
      {figure('same', 'Stayed as it was')}
      {figure('failed', 'Could not be stored')}
      {figure('refused', 'Each with its reason')}
    </div>
  );
}

function Parts({ one }: { one: TableImport }) {
  const entities = useEntities();
  const { params, set } = useUrlState();
  const search = params.get('q') ?? '';
  const result = RESULTS.find((known) => known === params.get('result')) ?? null;
  const [limit, setLimit] = useState(STEP);
  // Another filter is another list: it begins small again.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the filters are what resets it
  useEffect(() => setLimit(STEP), [search, result]);
  const list = useQuery(
    'import.file.parts',
    { id: one.id, ...(result === null ? {} : { results: [result] }), ...(search === '' ? {} : { search }), limit },
    { topics: ['imports'], keep: true },
  );
  const onSearch = useCallback((q: string) => set({ q }), [set]);
  const labels = new Map(entities.map((each) => [each.name, each.label]));
  if (list.error !== null && list.data === null) return <ErrorCallout error={list.error} onRetry={list.refetch} />;
  return (
    <>
      <search className={shared.filters}>
        <SearchBox label="Search the import" value={search} onChange={onSearch} />
        {UNFIGURED.filter((each) => (one.counts[each] ?? 0) > 0).map((each) => (
          <FilterChip
            key={each}
            on={result === each}
            count={one.counts[each] ?? 0}
            onToggle={() => set({ result: result === each ? null : each })}
          >
            {RESULT_WORD[each]}
          </FilterChip>
        ))}
      </search>
      <ItemTable<TablePart>
        label="Records of the import"
        rows={list.data?.parts ?? null}
        labels={labels}
        pill={(part) => <ResultPill result={part.result} />}
        total={list.data?.total ?? 0}
        onEnd={() => setLimit((now) => Math.min(MOST, now + STEP))}
        empty={<EmptyState icon={SearchX} title="Nothing fits these filters" sentence="Take one away to see more." />}
      />
    </>
  );
}
