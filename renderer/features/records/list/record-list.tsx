import { Button, SegmentedControl, Tabs } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { Plus, SearchX, Table2 } from 'lucide-react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { RecordRow } from '../../../../shared/contract/records.ts';
import { aboveOf, type EntityDescriptor, GROUPS, partyOf } from '../../../../shared/entity.ts';
import { useMe, useQuery, useStatus } from '../../../store/index.ts';
import { useQueries } from '../../../store/use-pages.ts';
import {
  Allowed,
  DataTable,
  EmptyState,
  ErrorCallout,
  formatCount,
  GROUP_WORD,
  Page,
  StaleNote,
  useKept,
  useUrlState,
} from '../../../ui/index.ts';
import { defaultSort, filtersOf, isFiltered, listColumns, PAGE, pageInput, sortParam } from '../model/list.ts';
import { tableColumns } from './columns.tsx';
import { ListFilters } from './list-filters.tsx';
import classes from './record-list.module.css';

type Props = { descriptor: EntityDescriptor; entities: readonly EntityDescriptor[]; current: string | null };

/** All records of one entity: search first, then filters, then the table. Everything chosen stands in the address. */
export function RecordList({ descriptor, entities, current }: Props) {
  const status = useStatus();
  const { params, set, go, navigate } = useUrlState();
  const filters = filtersOf(params);
  const narrow = useMediaQuery('(max-width: 640px)') ?? false;
  const middle = useMediaQuery('(max-width: 1100px)') ?? false;

  const width = narrow ? 'narrow' : middle ? 'middle' : 'wide';

  // Pages beyond the first belong to one filter: another filter begins with one page again.
  const scope = JSON.stringify(pageInput(descriptor, filters, 0));
  const [paging, setPaging] = useState({ scope, pages: 1 });
  const pages = paging.scope === scope ? paging.pages : 1;
  const inputs = useMemo(
    () => Array.from({ length: pages }, (_, page) => ({ ...JSON.parse(scope), offset: page * PAGE })),
    [scope, pages],
  );
  const { states, error, refetch } = useQueries('records.list', inputs, { topics: ['records'] });
  const answers = states.flatMap((state) => (state.data === null ? [] : [state.data]));
  const first = useKept(answers[0] ?? null, descriptor.name);
  const fresh = answers.length > 0 ? answers.flatMap((answer) => answer.rows) : null;
  const rows = useKept(fresh, descriptor.name);
  const loading = states.at(-1)?.loading === true;

  const onEnd = useCallback(() => {
    if (!loading) setPaging({ scope, pages: pages + 1 });
  }, [loading, scope, pages]);
  const onSearch = useCallback((search: string) => set({ q: search }), [set]);

  const columns = useMemo(() => tableColumns(listColumns(descriptor, width), width, descriptor), [descriptor, width]);
  const groups = GROUPS.filter((group) => entities.some((entity) => entity.group === group));
  const counts = new Map(status?.entities.map((entity) => [entity.entity, entity.total]));
  // Where room is short the kinds are scrolled through, and the one that is shown must be seen; counts make them wider.
  const tabs = useRef<HTMLDivElement>(null);
  const counted = counts.size;
  // biome-ignore lint/correctness/useExhaustiveDependencies: both move the tab, whatever is in them
  useEffect(() => {
    tabs.current?.querySelector('[role="tab"][data-active]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [descriptor.name, counted]);
  const viewer = useMe()?.role === 'viewer';
  const add = (
    <Allowed to="records.create" entity={descriptor.name} hide={viewer}>
      <Button leftSection={<Plus size={16} aria-hidden />} onClick={() => go(`/records/${descriptor.name}/new`)}>
        New {descriptor.label.toLowerCase()}
      </Button>
    </Allowed>
  );

  return (
    <Page title="Records" actions={add} wide fill>
      <div className={classes.kinds}>
        <SegmentedControl
          aria-label="Group of records"
          value={descriptor.group}
          onChange={(group) => {
            const first = entities.find((entity) => entity.group === group);
            if (first) navigate(`/records/${first.name}`);
          }}
          data={groups.map((group) => ({ value: group, label: GROUP_WORD[group] }))}
        />
        <Tabs
          value={descriptor.name}
          onChange={(entity) => entity !== null && navigate(`/records/${entity}`)}
          className={classes.tabs}
          ref={tabs}
        >
          <Tabs.List aria-label="Kind of record">
            {entities
              .filter((entity) => entity.group === descriptor.group)
              .map((entity) => (
                <Tabs.Tab key={entity.name} value={entity.name}>
                  {entity.labelPlural}
                  {counts.has(entity.name) && (
                    <span className={classes.count}>{formatCount(counts.get(entity.name) ?? 0)}</span>
                  )}
                </Tabs.Tab>
              ))}
          </Tabs.List>
        </Tabs>
      </div>

      <ListFilters
        descriptor={descriptor}
        filters={filters}
        stateCounts={first?.stateCounts ?? {}}
        party={(partyOf(descriptor) ?? aboveOf(descriptor))?.label ?? 'Customer'}
        customer={filters.customer === null ? null : <CustomerName entity={descriptor} id={filters.customer} />}
        onSearch={onSearch}
        onChange={set}
      />

      {error !== null && rows === null && <ErrorCallout error={error} onRetry={refetch} />}
      {error !== null && rows !== null && <StaleNote at={states[0]?.at ?? null} onRetry={refetch} />}
      {(rows !== null || error === null) && (
        <div className={classes.table}>
          <DataTable<RecordRow>
            label={descriptor.labelPlural}
            columns={columns}
            rows={rows}
            rowKey={(row) => row.key}
            onOpen={(row) => go(`/records/${descriptor.name}/${row.key}`)}
            current={current}
            sort={filters.sort ?? defaultSort(descriptor)}
            onSort={(sort) => set({ sort: sortParam(sort) })}
            total={first?.total ?? 0}
            onEnd={onEnd}
            minWidth={narrow ? 320 : middle ? 560 : 860}
            hotkeys={current === null}
            empty={
              isFiltered(filters) ? (
                <EmptyState
                  icon={SearchX}
                  title={`No ${descriptor.labelPlural.toLowerCase()} match`}
                  sentence="Nothing fits this search and these filters together."
                  action={
                    <Button variant="default" onClick={() => navigate(`/records/${descriptor.name}`)}>
                      Clear search and filters
                    </Button>
                  }
                />
              ) : (
                <EmptyState
                  icon={Table2}
                  title={`No ${descriptor.labelPlural.toLowerCase()} yet`}
                  sentence={`Make the first one here, or connect QuickBooks and bring over what is there.`}
                  action={add}
                />
              )
            }
          />
        </div>
      )}
      <p className={classes.foot} aria-live="polite">
        {first === null
          ? error === null && 'Reading…'
          : `${formatCount(first.total)} ${(first.total === 1 ? descriptor.label : descriptor.labelPlural).toLowerCase()}${
              isFiltered(filters) ? ' match' : ''
            }`}
      </p>
    </Page>
  );
}

/** Name of the record a list is narrowed to. */
function CustomerName({ entity, id }: { entity: EntityDescriptor; id: string }) {
  const target = partyOf(entity)?.entity ?? 'customer';
  const answer = useQuery('records.get', { entity: target, key: id }, { topics: ['records'] });
  return <>{answer.data?.row.title ?? '…'}</>;
}
