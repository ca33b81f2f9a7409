import { Select } from '@mantine/core';
import { ArrowLeft, SearchX } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Link } from 'wouter';
import type { PlanAction, PlanItem } from '../../../shared/contract/sync.ts';
import { useQuery } from '../../store/index.ts';
import {
  type Column,
  DataTable,
  EmptyState,
  ErrorCallout,
  FilterChip,
  Money,
  Page,
  PLAN_ACTIONS,
  planActionWord,
  plural,
  SearchBox,
  StaleNote,
  useUrlState,
} from '../../ui/index.ts';
import { useApply } from './apply-bar.tsx';
import { ItemDrawer } from './item-drawer.tsx';
import classes from './preview.module.css';
import { ActionName, type PlanProps } from './summary.tsx';

/** Items asked for at first, and more each time the end comes near. The contract's own limit is 500. */
const STEP = 100;
const MOST = 500;

const isAction = (text: string): text is PlanAction => (PLAN_ACTIONS as readonly string[]).includes(text);

/** The records behind a sum, with search; a row opens its fields. */
export function ItemList({
  plan,
  platform,
  onReadAgain,
  readError,
  entity,
  action,
  item,
}: PlanProps & { entity: string; action: string; item: string | null }) {
  const { actions, notices } = useApply(plan, onReadAgain, readError);
  const { params, set, go } = useUrlState();
  const search = params.get('q') ?? '';
  const since = params.get('since') === '1' && plan.since !== null;
  const [limit, setLimit] = useState(STEP);
  // Another filter is another list: it begins small again.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the filters are what resets it
  useEffect(() => setLimit(STEP), [entity, action, search, since]);
  const list = useQuery(
    'plan.items',
    {
      planId: plan.planId,
      ...(entity === 'all' ? {} : { entity }),
      ...(isAction(action) ? { action } : {}),
      ...(search === '' ? {} : { search }),
      ...(since ? { since } : {}),
      limit,
    },
    { topics: ['plan'], keep: true },
  );
  const undoes = plan.change?.kind === 'undo';
  const here = `/preview/${entity}/${action}`;
  const open = list.data?.items.find((one) => one.id === item) ?? null;
  const total = list.data?.total ?? 0;

  return (
    <Page title={plan.purpose ?? 'Preview'} wide fill actions={actions}>
      {notices}
      <div className={classes.tools}>
        <Link href="/preview" className={classes.back}>
          <ArrowLeft size={15} aria-hidden /> Summary
        </Link>
        <SearchBox label="Search the plan" value={search} onChange={(q) => set({ q })} />
        <Select
          aria-label="Kind of record"
          w={160}
          value={entity}
          onChange={(value) => go(`/preview/${value ?? 'all'}/${action}`)}
          data={[
            { value: 'all', label: 'All records' },
            ...plan.byEntity.map((row) => ({ value: row.entity, label: row.label })),
          ]}
        />
        <Select
          aria-label="Action"
          w={220}
          value={isAction(action) ? action : 'all'}
          onChange={(value) => go(`/preview/${entity}/${value ?? 'all'}`)}
          data={[
            { value: 'all', label: 'All actions' },
            ...PLAN_ACTIONS.map((one) => ({ value: one, label: planActionWord(one, platform, undoes) })),
          ]}
        />
        {plan.since !== null && (
          <FilterChip on={since} onToggle={() => set({ since: since ? null : '1' })}>
            Changed since
          </FilterChip>
        )}
        {list.data && <span className={classes.found}>{plural(total, 'record')}</span>}
      </div>
      {list.outdated && <StaleNote at={list.at} onRetry={list.refetch} />}
      {list.error && !list.data ? (
        <ErrorCallout error={list.error} onRetry={list.refetch} />
      ) : (
        <div className={classes.list}>
          <DataTable
            label="Records of the plan"
            // What is in the way changes no fields: the reason gets their room.
            columns={columnsOf(platform, since, undoes).filter(({ id }) => id !== 'fields' || action !== 'refuse')}
            rows={list.data?.items ?? null}
            rowKey={(row) => row.id}
            total={total}
            {...(limit < MOST ? { onEnd: () => setLimit(Math.min(MOST, limit + STEP)) } : {})}
            current={item}
            onOpen={(row) => go(`${here}/${encodeURIComponent(row.id)}`)}
            hotkeys
            empty={
              <EmptyState
                icon={SearchX}
                title="Nothing matches"
                sentence={
                  search === '' ? 'The plan does nothing of this kind.' : `The plan holds no record with “${search}”.`
                }
              />
            }
          />
          {limit >= MOST && total > MOST && (
            <p className={classes.more}>The first {MOST} are shown. Search to narrow the list, or export everything.</p>
          )}
        </div>
      )}
      <ItemDrawer
        opened={item !== null && open !== null}
        item={open}
        platform={platform}
        undoes={undoes}
        onClose={() => go(here)}
      />
    </Page>
  );
}

const SINCE_WORD: Record<NonNullable<PlanItem['since']>, string> = {
  added: 'Added',
  changed: 'Different now',
  dropped: 'No longer needed',
};

const columnsOf = (platform: string, since: boolean, undoes: boolean): Column<PlanItem>[] => [
  { id: 'title', header: 'Record', cell: (row) => <span className={classes.title}>{row.title}</span> },
  {
    id: 'action',
    header: 'Action',
    width: 220,
    cell: (row) => <ActionName action={row.action} platform={platform} undoes={undoes} />,
  },
  ...(since
    ? [
        {
          id: 'since',
          header: 'Since you looked',
          width: 150,
          cell: (row: PlanItem) => (row.since === null ? '' : SINCE_WORD[row.since]),
        },
      ]
    : []),
  {
    id: 'reason',
    header: 'Why',
    from: 1000,
    cell: (row) => <span className={classes.quiet}>{row.error?.userSentence ?? row.reason}</span>,
  },
  {
    id: 'fields',
    header: 'Fields',
    width: 200,
    from: 1200,
    cell: (row) => (
      <span className={classes.quiet}>
        {row.changes.length > 3
          ? plural(row.changes.length, 'field')
          : row.changes.map((one) => one.label).join(', ') || '–'}
      </span>
    ),
  },
  {
    id: 'amount',
    header: 'Amount',
    align: 'right',
    width: 120,
    from: 640,
    cell: (row) => <Money value={row.amount} />,
  },
];
