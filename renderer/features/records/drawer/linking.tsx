import { Button, Group, Menu, Modal, Stack } from '@mantine/core';
import type { RecordDetail } from '../../../../shared/contract/records.ts';
import { useCommand, usePlatformLabel } from '../../../store/index.ts';
import { ErrorCallout, LinkDialog, SideLabel, toast, useUrlState } from '../../../ui/index.ts';
import classes from './drawer.module.css';

/** What can be done about a record's link: a pair can be parted, a living single one can be linked. */
export type LinkAct = 'link' | 'unlink' | null;

export function linkActOf({ row }: RecordDetail): LinkAct {
  if (row.life === 'deleted' || row.state === 'deleted') return null;
  if (row.platformId !== null && row.quickbooksId !== null) return 'unlink';
  return row.life === 'live' || row.life === 'inactive' ? 'link' : null;
}

export function LinkItem({ detail, onChoose }: { detail: RecordDetail; onChoose: (act: LinkAct) => void }) {
  const platform = usePlatformLabel();
  const act = linkActOf(detail);
  if (act === null) return null;
  const other = detail.row.platformId === null ? platform : 'QuickBooks';
  return (
    <Menu.Item onClick={() => onChoose(act)}>
      {act === 'link' ? `Link to one in ${other}…` : 'Unlink the two sides…'}
    </Menu.Item>
  );
}

export function LinkActs({ act, detail, onClose }: { act: LinkAct; detail: RecordDetail; onClose: () => void }) {
  if (act === 'link') return <LinkTo detail={detail} onClose={onClose} />;
  return <UnlinkDialog opened={act === 'unlink'} detail={detail} onClose={onClose} />;
}

/** Chooses the counterpart on the other side. The two are one record from then on, under the platform's key. */
function LinkTo({ detail: { row }, onClose }: { detail: RecordDetail; onClose: () => void }) {
  const { go } = useUrlState();
  const link = useCommand('records.link');
  const of = row.platformId === null ? 'platform' : 'quickbooks';
  const run = async (id: string): Promise<void> => {
    const pair = {
      platformId: row.platformId ?? id,
      quickbooksId: row.quickbooksId ?? id,
    };
    const answer = await link.run({ entity: row.entity, ...pair });
    if (!answer.ok) return;
    toast(`${row.title} is linked.`);
    onClose();
    if (answer.value.key !== row.key) go(`/records/${row.entity}/${encodeURIComponent(answer.value.key)}`);
  };
  return (
    <LinkDialog
      entity={row.entity}
      title={row.title}
      of={of}
      note="They become one record. What is empty on one side is filled from the other; where they say different things, Mappings decides or Review asks you."
      pending={link.pending}
      error={link.error}
      onLink={(id) => void run(id)}
      onClose={onClose}
    />
  );
}

/** Asks once more before a pair is parted, and says what becomes of each and of what refers to them. */
function UnlinkDialog({
  opened,
  detail: { row, related },
  onClose,
}: {
  opened: boolean;
  detail: RecordDetail;
  onClose: () => void;
}) {
  const unlink = useCommand('records.unlink');
  const close = (): void => {
    unlink.reset();
    onClose();
  };
  const run = async (): Promise<void> => {
    const answer = await unlink.run({ entity: row.entity, key: row.key });
    if (!answer.ok) return;
    toast(`${row.title} is unlinked. Both are as they were.`);
    close();
  };
  return (
    <Modal opened={opened} onClose={close} title={`Unlink ${row.title}?`} closeButtonProps={{ 'aria-label': 'Close' }}>
      <Stack gap={20}>
        <p className={classes.say}>
          For two records that were taken for the same and are not. Nothing is written to either side, and they are not
          linked again by themselves.
        </p>
        <dl className={classes.outcome}>
          <dt>
            <SideLabel side="platform" />
          </dt>
          <dd>Stays as it is and is left out of sync.</dd>
          <dt>
            <SideLabel side="quickbooks" />
          </dt>
          <dd>Stays as it is and is left out of sync.</dd>
        </dl>
        {related.length > 0 && (
          <p className={classes.say}>
            What belongs to it waits in Problems until you link it, or take the two back in as records of their own.
          </p>
        )}
        {unlink.error !== null && <ErrorCallout error={unlink.error} />}
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={close} data-autofocus>
            Keep the link
          </Button>
          <Button color="red" loading={unlink.pending} onClick={() => void run()}>
            Unlink
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
