import { Button, CopyButton, Group, Modal, Radio, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useCommand, useEntities } from '../../store/index.ts';
import { ErrorCallout } from '../../ui/index.ts';
import classes from './programs.module.css';
import { type Reach, scopesOf } from './scope-words.ts';

type May = 'read' | 'write' | 'some';

const WHOLE: readonly { value: May; label: string; description: string }[] = [
  { value: 'read', label: 'Read everything', description: 'Sees every record, changes none.' },
  { value: 'write', label: 'Read and change everything', description: 'Works like a platform of its own.' },
  { value: 'some', label: 'Only some kinds of records', description: 'Chosen below, one by one.' },
];
const REACH: { value: Reach; label: string }[] = [
  { value: 'none', label: 'Nothing' },
  { value: 'read', label: 'Read' },
  { value: 'write', label: 'Change' },
];

/** Makes a key and shows it this once. */
export function ProgramDialog({ onClose }: { onClose: () => void }) {
  const entities = useEntities();
  const create = useCommand('apiKeys.create');
  const [name, setName] = useState('');
  const [may, setMay] = useState<May>('read');
  const [reach, setReach] = useState<Record<string, Reach>>({});
  const scopes = may === 'some' ? scopesOf(reach) : [`*:${may}`];
  const badName = create.error?.code === 'input.invalid' && create.error.values.field === 'name';
  if (create.result !== null) return <Made name={name} secret={create.result.key} onClose={onClose} />;
  return (
    <Modal opened onClose={onClose} title="Make a key" closeButtonProps={{ 'aria-label': 'Close' }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void create.run({ name, scopes });
        }}
      >
        <Stack gap={16}>
          {create.error !== null && !badName && <ErrorCallout error={create.error} />}
          <TextInput
            label="Program"
            description="What uses it, as it stands in Activity beside what it does."
            placeholder="Dispatch board"
            value={name}
            maxLength={80}
            onChange={(event) => setName(event.currentTarget.value)}
            data-autofocus
            {...(badName ? { error: `It ${create.error?.values.problem}` } : {})}
          />
          <Radio.Group label="May" value={may} onChange={(value) => setMay(value as May)}>
            <div className={classes.choices}>
              {WHOLE.map((one) => (
                <Radio key={one.value} {...one} />
              ))}
            </div>
          </Radio.Group>
          {may === 'some' && (
            <ul className={classes.kinds}>
              {entities.map((entity) => (
                <li key={entity.name} className={classes.kind}>
                  <span>{entity.labelPlural}</span>
                  <SegmentedControl
                    size="xs"
                    aria-label={`${entity.labelPlural}: what the program may do`}
                    data={REACH}
                    value={reach[entity.name] ?? 'none'}
                    onChange={(value) => setReach({ ...reach, [entity.name]: value as Reach })}
                  />
                </li>
              ))}
            </ul>
          )}
          <Group justify="flex-end" gap={8}>
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={create.pending} disabled={name.trim() === '' || scopes.length === 0}>
              Make key
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** The key itself: it is nowhere else, so leaving takes a click on a button that says so. */
function Made({ name, secret, onClose }: { name: string; secret: string; onClose: () => void }) {
  return (
    <Modal
      opened
      onClose={onClose}
      title={`The key of ${name}`}
      closeOnClickOutside={false}
      closeOnEscape={false}
      withCloseButton={false}
    >
      <Stack gap={16}>
        <Text size="sm">
          Copy it to the program now. It is shown this once: Plumbline keeps only what it needs to recognise it.
        </Text>
        <code className={classes.secret}>{secret}</code>
        <Group justify="flex-end" gap={8}>
          <CopyButton value={secret}>
            {({ copied, copy }) => <Button onClick={copy}>{copied ? 'Copied' : 'Copy key'}</Button>}
          </CopyButton>
          <Button variant="default" onClick={onClose}>
            I have kept it
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
