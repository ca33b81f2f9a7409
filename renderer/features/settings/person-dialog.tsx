import { Button, Checkbox, Group, Modal, PasswordInput, Radio, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { type Right, rightSchema } from '../../../shared/access.ts';
import type { Person } from '../../../shared/contract/people.ts';
import { MIN_PASSWORD } from '../../../shared/passwords.ts';
import { type UseCommand, useCommand } from '../../store/index.ts';
import { ErrorCallout, toast } from '../../ui/index.ts';
import classes from './people.module.css';

export type Dialog = { kind: 'add' } | { kind: 'edit' | 'password' | 'owner'; person: Person };

type GivenRole = 'admin' | 'basic' | 'viewer';

const ROLES: readonly { value: GivenRole; label: string; description: string }[] = [
  { value: 'admin', label: 'Admin', description: 'Everything: records, decisions, settings and people.' },
  { value: 'basic', label: 'Basic', description: 'Sees everything they may see, and does what you tick below.' },
  { value: 'viewer', label: 'Viewer', description: 'Sees, and changes nothing.' },
];
const RIGHTS: Readonly<Record<Right, string>> = {
  createEstimates: 'Create and change estimates, and the customers they are for',
  createInvoices: 'Create and change invoices, and the customers they are for',
  convertEstimates: 'Convert estimates into invoices',
};
const TITLE = { edit: 'Change', password: 'A new password for', owner: 'Your own sign-in' } as const;

/** Adding a person, changing what they are, giving a password, and the owner's own sign-in. */
export function PersonDialog({ dialog, onClose }: { dialog: Dialog; onClose: () => void }) {
  const create = useCommand('people.create');
  const update = useCommand('people.update');
  const setPassword = useCommand('people.setPassword');
  const setOwner = useCommand('people.setOwner');
  const before = dialog.kind === 'add' ? null : dialog.person;
  const [name, setName] = useState(before === null || before.login === null ? '' : before.name);
  const [login, setLogin] = useState(before?.login ?? '');
  const [role, setRole] = useState<GivenRole>(before === null || before.role === 'owner' ? 'basic' : before.role);
  const [rights, setRights] = useState<Right[]>(before?.rights ?? ['createEstimates', 'createInvoices']);
  const [password, setTyped] = useState('');

  const asks = {
    who: dialog.kind !== 'password',
    role: dialog.kind === 'add' || dialog.kind === 'edit',
    password: dialog.kind !== 'edit',
  };
  const command: Pick<UseCommand<'people.create'>, 'pending' | 'error'> = dialog.kind === 'add'
    ? create
    : dialog.kind === 'edit'
      ? update
      : dialog.kind === 'owner'
        ? setOwner
        : setPassword;
  const field = fieldOf(command.error);
  const said = (of: string): { error?: string } => (field?.name === of ? { error: field.problem } : {});
  const ready =
    (!asks.who || (name.trim() !== '' && login.trim().length > 1)) &&
    (!asks.password || password.length >= MIN_PASSWORD);

  const save = async (): Promise<void> => {
    const given = role === 'basic' ? rights : [];
    if (dialog.kind === 'add') {
      if (!(await create.run({ name, login, role, rights: given, password })).ok) return;
      toast(`${name} can sign in now. Tell them their first password; they choose their own then.`);
    } else if (dialog.kind === 'edit') {
      if (!(await update.run({ id: dialog.person.id, name, login, role, rights: given })).ok) return;
      toast(`${name} was changed.`);
    } else if (dialog.kind === 'owner') {
      if (!(await setOwner.run({ name, login, password })).ok) return;
      toast('You can sign in with that from any browser on this computer.');
    } else {
      if (!(await setPassword.run({ id: dialog.person.id, password })).ok) return;
      toast(`${dialog.person.name} is signed out everywhere and chooses a password at the next sign-in.`);
    }
    onClose();
  };

  return (
    <Modal
      opened
      onClose={onClose}
      title={
        dialog.kind === 'add'
          ? 'Add a person'
          : dialog.kind === 'owner'
            ? TITLE.owner
            : `${TITLE[dialog.kind]} ${before?.name}`
      }
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Stack gap={16}>
          {command.error !== null && field === null && <ErrorCallout error={command.error} />}
          {asks.who && (
            <>
              <TextInput
                label="Name"
                description="As it stands in Activity beside what they do."
                value={name}
                maxLength={80}
                onChange={(event) => setName(event.currentTarget.value)}
                data-autofocus
                {...said('Name')}
              />
              <TextInput
                label="User name"
                description="An e-mail address or a short name, to sign in with."
                value={login}
                maxLength={100}
                autoComplete="off"
                autoCapitalize="none"
                spellCheck={false}
                onChange={(event) => setLogin(event.currentTarget.value)}
                {...said('User name')}
              />
            </>
          )}
          {asks.role && (
            <Radio.Group label="Role" value={role} onChange={(value) => setRole(value as GivenRole)}>
              <div className={classes.radios}>
                {ROLES.map((one) => (
                  <Radio key={one.value} {...one} />
                ))}
              </div>
            </Radio.Group>
          )}
          {asks.role && role === 'basic' && (
            <Checkbox.Group
              label="May"
              className={classes.rights ?? ''}
              value={rights}
              onChange={(value) => setRights(value as Right[])}
            >
              <div className={classes.radios}>
                {rightSchema.options.map((right) => (
                  <Checkbox key={right} value={right} label={RIGHTS[right]} />
                ))}
              </div>
            </Checkbox.Group>
          )}
          {asks.password && (
            <PasswordInput
              label={dialog.kind === 'owner' ? 'Password' : 'First password'}
              description={
                dialog.kind === 'owner'
                  ? `At least ${MIN_PASSWORD} characters; a few words are easy to remember and hard to guess.`
                  : `At least ${MIN_PASSWORD} characters. They choose another one, which you do not know, when they first sign in.`
              }
              value={password}
              maxLength={200}
              autoComplete="new-password"
              onChange={(event) => setTyped(event.currentTarget.value)}
              {...said('password')}
            />
          )}
          <Group justify="flex-end" gap={8}>
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={command.pending} disabled={!ready}>
              {dialog.kind === 'add' ? 'Add person' : dialog.kind === 'password' ? 'Give password' : 'Save'}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** The field a refusal is about, and what is wrong with it, to stand beside the field. */
function fieldOf(error: UseCommand<'people.create'>['error']): { name: string; problem: string } | null {
  if (error?.code === 'people.taken') return { name: error.values.field ?? '', problem: 'Somebody else has it' };
  if (error?.code !== 'input.invalid') return null;
  const names: Record<string, string> = { name: 'Name', login: 'User name', password: 'password' };
  const name = names[error.values.field ?? ''];
  return name === undefined ? null : { name, problem: `It ${error.values.problem}` };
}
