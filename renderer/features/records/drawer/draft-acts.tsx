import { Button, Group, Menu, Modal, Stack } from '@mantine/core';
import { Send } from 'lucide-react';
import type { RecordDetail } from '../../../../shared/contract/records.ts';
import type { EntityDescriptor } from '../../../../shared/entity.ts';
import { useCommand } from '../../../store/index.ts';
import { ErrorCallout, SideLabel, toast } from '../../../ui/index.ts';
import classes from './drawer.module.css';

type Kind = { descriptor: EntityDescriptor; detail: RecordDetail };

/** Whether the workspace's record is a draft; null where its kind has none. */
export function isDraft({ descriptor: { travels }, detail }: Kind): boolean | null {
  if (travels === undefined || detail.platform === null) return null;
  const value = detail.platform[travels.field] ?? null;
  return value === null ? null : !travels.values.includes(String(value));
}

/** The step after which a draft goes to QuickBooks, in one click. */
export function IssueButton({ descriptor, detail }: Kind) {
  const update = useCommand('records.update');
  const { row, revision } = detail;
  const { travels } = descriptor;
  if (travels === undefined || revision === null) return null;
  const value = travels.values[0] ?? null;
  const issue = async (): Promise<void> => {
    const answer = await update.run({
      entity: row.entity,
      key: row.key,
      revision,
      changes: { [travels.field]: value },
    });
    if (answer.ok) toast(`${row.title} is ${travels.step.done}. It goes to QuickBooks by itself.`);
  };
  return (
    <>
      {update.error !== null && (
        <div style={{ flexBasis: '100%' }}>
          <ErrorCallout error={update.error} />
        </div>
      )}
      <Button leftSection={<Send size={15} aria-hidden />} loading={update.pending} onClick={() => void issue()}>
        {travels.step.act}
      </Button>
    </>
  );
}

export const RecallItem = ({ onChoose }: { onChoose: () => void }) => (
  <Menu.Item onClick={onChoose}>Back to draft…</Menu.Item>
);

/** Asks before a synced document leaves QuickBooks to become a draft again. Stays open when it is refused. */
export function RecallDialog({ opened, descriptor, detail, onClose }: Kind & { opened: boolean; onClose: () => void }) {
  const recall = useCommand('records.recall');
  const { row, revision } = detail;
  const act = descriptor.travels?.step.act.toLowerCase() ?? '';
  const linked = row.quickbooksId !== null;
  const close = (): void => {
    recall.reset();
    onClose();
  };
  const run = async (): Promise<void> => {
    if (revision === null) return;
    if (!(await recall.run({ entity: row.entity, key: row.key, revision })).ok) return;
    toast(`${row.title} is a draft again.`);
    close();
  };
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={`Make ${row.title} a draft again?`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Stack gap={20}>
        <dl className={classes.outcome}>
          <dt>
            <SideLabel side="platform" />
          </dt>
          <dd>
            {row.title} becomes a draft with all it says, its number included. It can be edited, and issued again.
          </dd>
          <dt>
            <SideLabel side="quickbooks" />
          </dt>
          <dd>
            {linked
              ? `${row.title} is deleted there. When you ${act} it again, it is made anew.`
              : `${row.title} is not in QuickBooks, so nothing changes there.`}
          </dd>
        </dl>
        {recall.error !== null && <ErrorCallout error={recall.error} />}
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={close} data-autofocus>
            Keep it
          </Button>
          <Button {...(linked ? { color: 'red' } : {})} loading={recall.pending} onClick={() => void run()}>
            {linked ? 'Delete in QuickBooks, keep as draft' : 'Back to draft'}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
