import { Button, Menu, Skeleton, Stack } from '@mantine/core';
import { Ellipsis, ExternalLink, Pencil, RefreshCw, RotateCcw } from 'lucide-react';
import { useState } from 'react';
import { mayDo } from '../../../../shared/access.ts';
import type { RecordDetail } from '../../../../shared/contract/records.ts';
import type { EntityDescriptor, RemovalMode } from '../../../../shared/entity.ts';
import { useAppState, useCommand, useEntities, useMay, useMe, useQuery, useStatus } from '../../../store/index.ts';
import {
  Allowed,
  Callout,
  DetailDrawer,
  ErrorCallout,
  StaleNote,
  StatePill,
  stateNote,
  toast,
  useKept,
  useUrlState,
} from '../../../ui/index.ts';
import { followUps } from '../model/follow-ups.ts';
import { removalWords } from '../model/removal-words.ts';
import { Arithmetic } from './arithmetic.tsx';
import { ConvertButton, ConvertDialog } from './convert.tsx';
import { IssueButton, isDraft, RecallDialog, RecallItem } from './draft-acts.tsx';
import { Files } from './files.tsx';
import { History } from './history.tsx';
import { Identifiers } from './identifiers.tsx';
import { LinesTable } from './lines-table.tsx';
import { type LinkAct, LinkActs, LinkItem, linkActOf } from './linking.tsx';
import { RecordFields } from './record-fields.tsx';
import { RecordFigures } from './record-figures.tsx';
import { Related } from './related.tsx';
import { RemoveDialog } from './remove-dialog.tsx';
import { isThere, PdfItem, SendButton, usePdf } from './send-acts.tsx';
import { Standing } from './standing.tsx';

type Props = { descriptor: EntityDescriptor; recordKey: string; onClose: () => void };

/** Everything about one record: where it stands, both sides, its lines and relations, its history, and what can be done. */
export function RecordDrawer({ descriptor, recordKey, onClose }: Props) {
  const answer = useQuery(
    'records.get',
    { entity: descriptor.name, key: recordKey },
    { topics: ['records', 'review', 'problems'] },
  );
  const detail = useKept(answer.data, recordKey);
  const row = detail?.row ?? null;
  return (
    <DetailDrawer
      opened
      onClose={onClose}
      width={descriptor.fields.some((field) => field.kind === 'lines') ? 760 : 620}
      title={row?.title ?? descriptor.label}
      subtitle={
        row && (
          <span style={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 8, paddingTop: 4 }}>
            <StatePill state={row.state} detail={stateNote(row.state, row.stateDetail)} />
            {row.who !== null && <span>{row.who}</span>}
          </span>
        )
      }
      {...(detail ? { footer: <Acts descriptor={descriptor} detail={detail} /> } : {})}
    >
      {detail === null && answer.error === null && <Waiting />}
      {detail === null && answer.error !== null && <ErrorCallout error={answer.error} onRetry={answer.refetch} />}
      {detail !== null && (
        <Stack gap={24}>
          {answer.outdated && <StaleNote at={answer.at} onRetry={answer.refetch} />}
          <Standing detail={detail} />
          <RecordFigures descriptor={descriptor} detail={detail} />
          <RecordFields descriptor={descriptor} detail={detail} />
          {descriptor.fields
            .filter((field) => field.kind === 'lines')
            .map((field) => (
              <LinesTable key={field.name} descriptor={descriptor} field={field} detail={detail} />
            ))}
          <Arithmetic descriptor={descriptor} detail={detail} />
          <Related descriptor={descriptor} detail={detail} />
          <Files detail={detail} />
          <History descriptor={descriptor} row={detail.row} />
          <Identifiers detail={detail} />
        </Stack>
      )}
    </DetailDrawer>
  );
}

const Waiting = () => (
  <Stack gap={14} aria-busy aria-label="Reading the record">
    {[70, 45, 60, 52, 66].map((width) => (
      <Skeleton key={width} height={14} width={`${width}%`} />
    ))}
  </Stack>
);

/** What can be done with a record; what cannot is not shown, or says why. */
function Acts({ descriptor, detail }: { descriptor: EntityDescriptor; detail: RecordDetail }) {
  const { row, revision } = detail;
  const { go, navigate } = useUrlState();
  const status = useStatus();
  const entities = useEntities();
  const next =
    detail.row.platformId === null ? [] : followUps(entities, descriptor, detail.row.platformId, detail.platform ?? {});
  const mappings = useQuery('mappings.get', {}, { topics: ['mappings'] });
  const policy = mappings.data?.entities.find((one) => one.entity === descriptor.name)?.policy ?? null;
  const sync = useCommand('records.sync');
  const restore = useCommand('records.restore');
  const access = useAppState((state) => state.descriptors?.access['records.create']);
  const me = useMe();
  const [removing, setRemoving] = useState<RemovalMode | null>(null);
  const [parting, setParting] = useState(false);
  const [recalling, setRecalling] = useState(false);
  const [linking, setLinking] = useState<LinkAct>(null);
  const live = row.platformId !== null && (detail.platformLife === 'live' || detail.platformLife === null);
  const mayEdit = useMay('records.update', row.entity).may;
  const mayRemove = useMay('records.remove').may;
  const mayLink = useMay('records.link').may;
  const editable = live && revision !== null;
  const draft = isDraft({ descriptor, detail });
  const mayRecall = useMay('records.recall').may && editable && draft === false && !!descriptor.travels?.recall;
  const convertible = useMay('records.convert').may && editable && descriptor.converts !== undefined;
  const offered = (editable ? next : []).filter(
    (one) =>
      me === null ||
      access === undefined ||
      mayDo(me, access, entities.find((entity) => entity.name === one.entity)?.rights),
  );
  const pdf = usePdf({ descriptor, detail });
  const prints = isThere({ descriptor, detail });
  const error = sync.error ?? restore.error ?? pdf.error;
  const place = { entity: row.entity, key: row.key };

  const restoreIt = async (): Promise<void> => {
    if (revision !== null && (await restore.run({ ...place, revision })).ok) toast(`${row.title} is active again.`);
  };
  const syncIt = async (): Promise<void> => {
    if ((await sync.run(place)).ok) toast(`${row.title} was compared and settled.`);
  };

  return (
    <>
      {error !== null && (
        <div style={{ flexBasis: '100%' }}>
          <Callout tone="bad" title={error.userSentence}>
            {error.remedy}
          </Callout>
        </div>
      )}
      {(prints || convertible || (editable && (mayEdit || mayRemove)) || (mayLink && linkActOf(detail) !== null)) && (
        <Menu position="top-start" withinPortal>
          <Menu.Target>
            <Button variant="subtle" color="gray" aria-label="More actions" style={{ marginRight: 'auto' }}>
              <Ellipsis size={18} aria-hidden />
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {offered.map((one) => (
              <Menu.Item
                key={one.label}
                onClick={() => navigate(`/records/${one.entity}/new?${new URLSearchParams(one.given).toString()}`)}
              >
                New {one.label.toLowerCase()}
              </Menu.Item>
            ))}
            {convertible && <Menu.Item onClick={() => setParting(true)}>{descriptor.converts?.act} in part…</Menu.Item>}
            {(offered.length > 0 || convertible) && <Menu.Divider />}
            {prints && <PdfItem onChoose={pdf.load} />}
            {mayRecall && <RecallItem onChoose={() => setRecalling(true)} />}
            {mayLink && <LinkItem detail={detail} onChoose={setLinking} />}
            {(editable && mayRemove ? descriptor.removals : []).map((mode) => (
              <Menu.Item key={mode} color="red" onClick={() => setRemoving(mode)}>
                {removalWords(mode, { title: row.title, linked: row.quickbooksId !== null }, policy).menu}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      {detail.quickbooksUrl !== null && (
        <Button
          component="a"
          href={detail.quickbooksUrl}
          target="_blank"
          rel="noreferrer"
          variant="default"
          rightSection={<ExternalLink size={14} aria-hidden />}
        >
          Open in QuickBooks
        </Button>
      )}
      {status?.stage === 'live' && row.state !== 'deleted' && (
        <Allowed to="records.sync" hide>
          <Button
            variant="default"
            leftSection={<RefreshCw size={15} aria-hidden />}
            loading={sync.pending}
            onClick={() => void syncIt()}
          >
            Sync now
          </Button>
        </Allowed>
      )}
      {detail.platformLife === 'inactive' && revision !== null && mayRemove && (
        <Button
          leftSection={<RotateCcw size={15} aria-hidden />}
          loading={restore.pending}
          onClick={() => void restoreIt()}
        >
          Restore
        </Button>
      )}
      <SendButton descriptor={descriptor} detail={detail} />
      {convertible && <ConvertButton descriptor={descriptor} detail={detail} />}
      {editable && mayEdit && !(detail.frozen && (descriptor.travels === undefined || descriptor.travels.recall)) && (
        <Button
          {...(draft === true ? { variant: 'default' } : {})}
          leftSection={<Pencil size={15} aria-hidden />}
          onClick={() => go(`/records/${row.entity}/${row.key}/edit`)}
        >
          Edit
        </Button>
      )}
      {editable && mayEdit && draft === true && <IssueButton descriptor={descriptor} detail={detail} />}
      <RecallDialog opened={recalling} descriptor={descriptor} detail={detail} onClose={() => setRecalling(false)} />
      <ConvertDialog opened={parting} descriptor={descriptor} detail={detail} onClose={() => setParting(false)} />
      <LinkActs act={linking} detail={detail} onClose={() => setLinking(null)} />
      <RemoveDialog mode={removing} detail={detail} policy={policy} onClose={() => setRemoving(null)} />
    </>
  );
}
