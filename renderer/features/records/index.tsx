import { Skeleton, Stack } from '@mantine/core';
import { Lock } from 'lucide-react';
import { Redirect, useRoute } from 'wouter';
import { useAppState, useEntities, useMay } from '../../store/index.ts';
import { DetailDrawer, EmptyState, ErrorCallout, Page, useUrlState } from '../../ui/index.ts';
import { RecordDrawer } from './drawer/record-drawer.tsx';
import { RecordForm } from './form/record-form.tsx';
import { RecordList } from './list/record-list.tsx';

/** Records of every entity: `/records/<entity>`, and beside the list `/<key>`, `/<key>/edit` or `/new`. */
export function Screen() {
  const [, params] = useRoute('/records/:entity?/:key?/:act?');
  const entities = useEntities();
  const { go } = useUrlState();
  const mayCreate = useMay('records.create', params?.entity ?? '');
  const mayUpdate = useMay('records.update', params?.entity ?? '');
  const first = entities[0];
  if (first === undefined) return <NotYet />;
  const descriptor = entities.find((entity) => entity.name === params?.entity);
  if (descriptor === undefined) return <Redirect to={`/records/${first.name}`} replace />;
  const key = params?.key ?? null;
  const list = `/records/${descriptor.name}`;
  const toList = () => go(list);
  const act = key === 'new' ? 'new' : params?.act === 'edit' ? 'edit' : 'view';

  return (
    <>
      <RecordList descriptor={descriptor} entities={entities} current={key} />
      {key === null ? (
        // Kept mounted so that closing slides out instead of vanishing.
        <DetailDrawer opened={false} onClose={toList} title="">
          {null}
        </DetailDrawer>
      ) : act === 'view' ? (
        <RecordDrawer key={`${descriptor.name} ${key}`} descriptor={descriptor} recordKey={key} onClose={toList} />
      ) : !(act === 'new' ? mayCreate : mayUpdate).may ? (
        <DetailDrawer opened onClose={toList} title={act === 'new' ? `New ${descriptor.label.toLowerCase()}` : 'Edit'}>
          <EmptyState
            icon={Lock}
            title="Not for you to change"
            sentence={(act === 'new' ? mayCreate : mayUpdate).why}
          />
        </DetailDrawer>
      ) : (
        <RecordForm
          key={`${descriptor.name} ${key} form`}
          descriptor={descriptor}
          recordKey={act === 'new' ? null : key}
          onLeave={(to) => go(to ?? (act === 'new' ? list : `${list}/${key}`), { replace: true })}
        />
      )}
    </>
  );
}

/** Before the engine has said which kinds of record there are. */
function NotYet() {
  const error = useAppState((state) => state.statusError);
  return (
    <Page title="Records" wide>
      {error === null ? (
        <Stack gap={14} aria-busy aria-label="Reading the records">
          <Skeleton height={36} width="40%" />
          <Skeleton height={320} />
        </Stack>
      ) : (
        <ErrorCallout error={error} />
      )}
    </Page>
  );
}
