import { NativeSelect } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { SearchX } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import type { ImportPart, ImportSummary } from '../../../shared/contract/import.ts';
import { useEntities, useQuery } from '../../store/index.ts';
import {
  type Column,
  DataTable,
  EmptyState,
  ErrorCallout,
  FilterChip,
  Money,
  recordPath,
  SearchBox,
  useUrlState,
} from '../../ui/index.ts';
import classes from './import.module.css';
import { ResultPill } from './pills.tsx';
import { RESULT_WORD, RESULTS } from './words.ts';

/** Records asked for at first, and more each time the end comes near. The contract's own limit is 500. */
const STEP = 100;
const MOST = 500;
/** Results that have no figure above the list to choose them by. */
const UNFIGURED = ['waiting', 'cancelled'] as const;

/** Every record of an import with what became of it and why; a row opens the record. */
export function PartList({ one }: { one: ImportSummary }) {
  const entities = useEntities();
  const narrow = useMediaQuery('(max-width: 640px)') ?? false;
  // Where the reason has no column of its own, it stands under the name.
  const middle = useMediaQuery('(max-width: 999px)') ?? false;
  const [, navigate] = useLocation();
  const { params, set } = useUrlState();
  const search = params.get('q') ?? '';
  const entity = params.get('kind') ?? '';
  const result = RESULTS.find((known) => known === params.get('result')) ?? null;
  const withoutEmail = params.get('noEmail') === '1';
  const [limit, setLimit] = useState(STEP);
  // Another filter is another list: it begins small again.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the filters are what resets it
  useEffect(() => setLimit(STEP), [search, entity, result, withoutEmail]);
  const list = useQuery(
    'import.parts',
    {
      id: one.id,
      ...(entity === '' ? {} : { entity }),
      ...(result === null ? {} : { results: [result] }),
      ...(withoutEmail ? { withoutEmail } : {}),
      ...(search === '' ? {} : { search }),
      limit,
    },
    { topics: ['imports'], keep: true },
  );
  const onSearch = useCallback((q: string) => set({ q }), [set]);
  const total = list.data?.total ?? 0;
  const label = new Map(entities.map((each) => [each.name, each.label]));
  const columns: Column<ImportPart>[] = [
    {
      id: 'title',
      header: 'Record',
      cell: (part) => (
        <span className={classes.record}>
          <span className={classes.name}>{part.title}</span>
          <span className={classes.kind}>{middle ? part.reason : (label.get(part.entity) ?? part.entity)}</span>
        </span>
      ),
    },
    { id: 'reason', header: 'Why', cell: (part) => <span title={part.reason}>{part.reason}</span>, from: 1000 },
    {
      id: 'amount',
      header: 'Amount',
      align: 'right',
      width: 124,
      cell: (part) => <Money value={part.amount} />,
      from: 640,
    },
    {
      id: 'result',
      header: 'Result',
      width: narrow ? 108 : 132,
      cell: (part) => <ResultPill result={part.result} />,
    },
  ];
  return (
    <>
      <search className={classes.filters}>
        <SearchBox label="Search the import" value={search} onChange={onSearch} />
        <NativeSelect
          aria-label="Kind of record"
          value={entity}
          onChange={(event) => set({ kind: event.currentTarget.value })}
          data={[
            { value: '', label: 'All records' },
            ...one.byEntity.map((row) => ({ value: row.entity, label: `${row.label} (${row.total})` })),
          ]}
        />
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
        {one.withoutEmail > 0 && (
          <FilterChip
            on={withoutEmail}
            count={one.withoutEmail}
            onToggle={() => set({ noEmail: withoutEmail ? null : '1' })}
          >
            Without e-mail
          </FilterChip>
        )}
      </search>
      {list.error !== null && list.data === null ? (
        <ErrorCallout error={list.error} onRetry={list.refetch} />
      ) : (
        <div className={classes.table}>
          <DataTable<ImportPart>
            label="Records of the import"
            columns={columns}
            rows={list.data?.parts ?? null}
            rowKey={(part) => String(part.n)}
            onOpen={(part) => {
              if (part.key !== null) navigate(recordPath(part.entity, part.key));
            }}
            total={Math.min(total, MOST)}
            onEnd={() => setLimit((now) => Math.min(MOST, now + STEP))}
            empty={
              <EmptyState
                icon={SearchX}
                title={one.total === 0 ? 'Nothing was part of this import' : 'Nothing fits these filters'}
                sentence={
                  one.total === 0
                    ? 'QuickBooks has nothing of what was chosen that is not here already.'
                    : 'Take one away to see more.'
                }
              />
            }
          />
        </div>
      )}
      {total > MOST && list.data !== null && list.data.parts.length >= MOST && (
        <p className={classes.words}>
          The first {MOST} of {total}. Search, or export all of them.
        </p>
      )}
    </>
  );
}
