import { Button, Group, Modal, Stack } from '@mantine/core';
import type { RecordDetail } from '../../../../shared/contract/records.ts';
import type { RemovalMode } from '../../../../shared/entity.ts';
import type { EntityPolicy } from '../../../../shared/policy.ts';
import { useCommand } from '../../../store/index.ts';
import { ErrorCallout, SideLabel, toast } from '../../../ui/index.ts';
import { removalWords } from '../model/removal-words.ts';
import classes from './drawer.module.css';

/** Asks once more before a record leaves, and says what happens on each side. Stays open when it is refused. */
export function RemoveDialog({
  mode,
  detail,
  policy,
  onClose,
}: {
  mode: RemovalMode | null;
  detail: RecordDetail;
  policy: EntityPolicy | null;
  onClose: () => void;
}) {
  const remove = useCommand('records.remove');
  const { row, revision } = detail;
  const words = removalWords(mode ?? 'void', { title: row.title, linked: row.quickbooksId !== null }, policy);
  const close = (): void => {
    remove.reset();
    onClose();
  };
  const run = async (): Promise<void> => {
    if (mode === null || revision === null) return;
    const answer = await remove.run({ entity: row.entity, key: row.key, revision, mode });
    if (!answer.ok) return;
    toast(`${row.title} ${mode === 'void' ? 'is void' : mode === 'delete' ? 'is deleted' : 'is inactive'}.`);
    close();
  };
  return (
    <Modal opened={mode !== null} onClose={close} title={words.question} closeButtonProps={{ 'aria-label': 'Close' }}>
      <Stack gap={20}>
        <dl className={classes.outcome}>
          <dt>
            <SideLabel side="platform" />
          </dt>
          <dd>{words.platform}</dd>
          <dt>
            <SideLabel side="quickbooks" />
          </dt>
          <dd>{words.quickbooks}</dd>
        </dl>
        {remove.error !== null && <ErrorCallout error={remove.error} />}
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={close} data-autofocus>
            Keep it
          </Button>
          <Button color="red" loading={remove.pending} onClick={() => void run()}>
            {words.act}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
