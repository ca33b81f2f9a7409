import { Button, Checkbox, Group, Modal, SegmentedControl, Stack, TextInput } from '@mantine/core';
import { FileOutput } from 'lucide-react';
import { useState } from 'react';
import type { InputOf } from '../../../../shared/contract/index.ts';
import type { RecordDetail } from '../../../../shared/contract/records.ts';
import type { EntityDescriptor } from '../../../../shared/entity.ts';
import { useCommand, useEntities } from '../../../store/index.ts';
import { ErrorCallout, fieldText, toast, today, useUrlState } from '../../../ui/index.ts';
import classes from './drawer.module.css';

type Share = NonNullable<InputOf<'records.convert'>['share']>;

/** Runs a conversion and opens what it made. */
function useConvert(descriptor: EntityDescriptor, detail: RecordDetail) {
  const { navigate } = useUrlState();
  const entities = useEntities();
  const command = useCommand('records.convert');
  const target = entities.find((one) => one.name === descriptor.converts?.entity)?.label ?? 'Document';
  const run = async (share: Share): Promise<boolean> => {
    const { entity, key, title } = detail.row;
    const answer = await command.run({ entity, key, date: today(), share });
    if (!answer.ok) return false;
    toast(`${target} made of ${title}.`);
    navigate(`/records/${answer.value.entity}/${answer.value.key}`);
    return true;
  };
  return { run, pending: command.pending, error: command.error, reset: command.reset };
}

/** The one click: everything that is left of it. What it is refused for is told above the buttons. */
export function ConvertButton({ descriptor, detail }: { descriptor: EntityDescriptor; detail: RecordDetail }) {
  const convert = useConvert(descriptor, detail);
  return (
    <>
      {convert.error !== null && (
        <div style={{ flexBasis: '100%', order: -1 }}>
          <ErrorCallout error={convert.error} />
        </div>
      )}
      <Button
        variant="light"
        leftSection={<FileOutput size={15} aria-hidden />}
        loading={convert.pending}
        onClick={() => void convert.run({ of: 'rest' })}
      >
        {descriptor.converts?.act}
      </Button>
    </>
  );
}

type Line = { id: string; text: string; quantity: string | null };

/** Lines that can be chosen: those with an item. */
function linesOf(descriptor: EntityDescriptor, detail: RecordDetail): Line[] {
  const field = descriptor.fields.find((one) => one.kind === 'lines');
  const item = field?.line?.find((member) => member.kind === 'ref');
  const lines = field ? detail.platform?.[field.name] : null;
  return (Array.isArray(lines) ? (lines as Record<string, string | null>[]) : [])
    .filter((line) => line.kind === undefined || line.kind === 'item')
    .map((line) => ({
      id: String(line.id),
      text: line.description ?? (item ? fieldText(item, line[item.name], detail.titles) : ''),
      quantity: line.quantity ?? null,
    }));
}

/** A percentage of everything, or chosen lines with how many of each. */
export function ConvertDialog({
  opened,
  descriptor,
  detail,
  onClose,
}: {
  opened: boolean;
  descriptor: EntityDescriptor;
  detail: RecordDetail;
  onClose: () => void;
}) {
  const convert = useConvert(descriptor, detail);
  const [of, setOf] = useState<'percent' | 'lines'>('percent');
  const [percent, setPercent] = useState('50');
  const [chosen, setChosen] = useState<Record<string, string>>({});
  const lines = linesOf(descriptor, detail);
  const close = (): void => {
    convert.reset();
    onClose();
  };
  const share: Share =
    of === 'percent'
      ? { of, percent: percent.trim().replace(/\s*%$/, '') }
      : {
          of,
          lines: Object.entries(chosen).map(([id, quantity]) =>
            quantity.trim() === '' ? { id } : { id, quantity: quantity.trim() },
          ),
        };
  const run = async (): Promise<void> => {
    if (await convert.run(share)) close();
  };
  const toggle = (line: Line, on: boolean): void =>
    setChosen((before) => {
      const { [line.id]: _, ...others } = before;
      return on ? { ...others, [line.id]: '' } : others;
    });
  return (
    <Modal
      opened={opened}
      onClose={close}
      size="lg"
      title={`A part of ${detail.row.title}`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Stack gap={20}>
        <SegmentedControl
          value={of}
          onChange={(value) => setOf(value as 'percent' | 'lines')}
          data={[
            { value: 'percent', label: 'A percentage' },
            { value: 'lines', label: 'Chosen lines' },
          ]}
          aria-label="Which part"
        />
        {of === 'percent' ? (
          <TextInput
            label="Percent of every line"
            description="Of the whole, not of what is left."
            value={percent}
            onChange={(event) => setPercent(event.currentTarget.value)}
            rightSection="%"
            inputMode="decimal"
            w={220}
            data-autofocus
          />
        ) : (
          <ul className={classes.choices}>
            {lines.map((line) => (
              <li key={line.id}>
                <Checkbox
                  label={line.text}
                  checked={chosen[line.id] !== undefined}
                  onChange={(event) => toggle(line, event.currentTarget.checked)}
                />
                {line.quantity !== null && chosen[line.id] !== undefined && (
                  <TextInput
                    aria-label={`Quantity of ${line.text}`}
                    placeholder={`All that is left of ${line.quantity}`}
                    value={chosen[line.id] ?? ''}
                    onChange={(event) => {
                      const { value } = event.currentTarget;
                      setChosen((before) => ({ ...before, [line.id]: value }));
                    }}
                    inputMode="decimal"
                    w={190}
                  />
                )}
              </li>
            ))}
          </ul>
        )}
        {convert.error !== null && <ErrorCallout error={convert.error} />}
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button
            loading={convert.pending}
            disabled={of === 'lines' && Object.keys(chosen).length === 0}
            onClick={() => void run()}
          >
            Convert this part
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
