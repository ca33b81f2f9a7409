import { useEffect, useRef } from 'react';
import { useRoute } from 'wouter';
import { useCommand, useQuery, useStatus } from '../../store/index.ts';
import { useUrlState } from '../../ui/index.ts';
import { Absent } from './absent.tsx';
import { ItemList } from './item-list.tsx';
import { Reading } from './reading.tsx';
import { Summary } from './summary.tsx';

/**
 * What would happen, before anything is written: `/preview` in sums, `/preview/<entity>/<action>` record by record (`all`
 * for either), and beside the list `/<item>` with its fields. `?read=1` begins to read at once.
 */
export function Screen() {
  const status = useStatus();
  const [, params] = useRoute('/preview/:entity?/:action?/:item?');
  const { params: search, set } = useUrlState();
  const preview = useCommand('sync.preview');
  const entity = useCommand('mappings.previewEntity');
  const lists = useCommand('mappings.previewLists');
  const retry = useCommand('problems.previewRetry');
  const undo = useCommand('undo.preview');
  const imports = useCommand('import.preview');
  const plan = useQuery('plan.get', {}, { topics: ['plan', 'connection'] });

  const asked = search.get('read') === '1';
  const begun = useRef(false);
  useEffect(() => {
    if (!asked || begun.current || status === null) return;
    begun.current = true;
    set({ read: null });
    void preview.run({});
  }, [asked, status, set, preview]);

  const reading = preview.pending || (status !== null && status.stage !== 'live' && status.progress !== null);
  // A plan of a change is made again as that: reading again must not turn it into a plan of everything.
  const change = plan.data?.plan?.change ?? null;
  const again = (): void => {
    if (change?.kind === 'entity') void entity.run(change);
    else if (change?.kind === 'lists') void lists.run(change.lists);
    else if (change?.kind === 'retry') void retry.run(change.cause === null ? {} : { cause: change.cause });
    else if (change?.kind === 'undo')
      void undo.run({ runId: change.run, entries: change.entries, leave: change.leave });
    else if (change?.kind === 'import') void imports.run(change.scope);
    else void preview.run({});
  };
  if (reading || (asked && preview.error === null)) return <Reading progress={status?.progress ?? null} />;
  if (!plan.data?.plan || status === null)
    return (
      <Absent
        status={status}
        loading={plan.data === null && plan.error === null}
        error={preview.error ?? undo.error ?? imports.error ?? plan.error}
        onRead={again}
      />
    );
  const props = {
    plan: plan.data.plan,
    platform: status.platformLabel,
    onReadAgain: again,
    readError: preview.error ?? undo.error ?? imports.error,
  };
  return params?.entity === undefined ? (
    <Summary {...props} />
  ) : (
    <ItemList
      {...props}
      entity={params.entity}
      action={params.action ?? 'all'}
      item={params.item === undefined ? null : decodeURIComponent(params.item)}
    />
  );
}
