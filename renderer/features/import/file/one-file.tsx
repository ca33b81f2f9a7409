import { SearchX } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import type { TableImport, TablePart, TableResult } from '../../../../shared/contract/import-file.ts';
import { useAppStore, useCommand, useEntities, usePlatformLabel, useQuery } from '../../../store/index.ts';
import { EmptyState, ErrorCallout, FilterChip, SearchBox, StaleNote, useUrlState } from '../../../ui/index.ts';
import shared from '../import.module.css';
import { ImportMissing, ImportPage, ResultFigure } from '../import-page.tsx';
import { exportParts } from './export.ts';
import { ResultPill, TableState } from './pills.tsx';
import { ItemTable, MOST, STEP } from './table.tsx';
import { RESULT_WORD } from './words.ts';

const RESULTS = Object.keys(RESULT_WORD) as TableResult[];
/** Results that have no figure above the list to choose them by. */
const UNFIGURED = ['waiting', 'cancelled'] as const;
const HOME = '/import/from-file';

/** One import of a file: how far it is while it runs, its summary afterwards. */
export function OneFile({ id }: { id: string }) {
  const answer = useQuery('import.file.get', { id }, { topics: ['imports'] });
  const { call } = useAppStore();
  const cancel = useCommand('import.file.cancel');
  const resume = useCommand('import.file.resume');
  if (answer.data === null)
    return <ImportMissing title="Import of a file" home={HOME} error={answer.error} onRetry={answer.refetch} />;
  const one = answer.data.import;
  const rest = (one.counts.waiting ?? 0) + (one.counts.cancelled ?? 0);
  return (
    <ImportPage
      one={one}
      title={one.name}
      home={HOME}
      pill={<TableState one={one} />}
      about="Import of a file, begun"
      again="Another file"
      coming={{ now: rest, later: rest }}
      done={one.total - rest}
      cancel={cancel}
      resume={resume}
      onSave={() => exportParts(call, one)}
      note={answer.outdated && <StaleNote at={answer.at} onRetry={answer.refetch} />}
    >
      <Figures one={one} />
      <Parts one={one} />
    </ImportPage>
  );
}

/** The summary in figures; each opens its records. */
function Figures({ one }: { one: TableImport }) {
  const platform = usePlatformLabel();
  const figure = (result: TableResult, about: string) => (
    <ResultFigure result={result} label={RESULT_WORD[result]} about={about} count={one.counts[result] ?? 0} />
  );
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
