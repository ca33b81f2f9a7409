import { Button, Modal, PasswordInput, Stack } from '@mantine/core';
import { useState } from 'react';
import { MIN_PASSWORD } from '../../shared/passwords.ts';
import { useAppStore, useCommand, useMe } from '../store/index.ts';
import { ErrorCallout, toast } from '../ui/index.ts';
import classes from './frame.module.css';
import { Plumb } from './plumb.tsx';

/** Before anything else: a password that nobody else chose. */
export function FirstPassword() {
  const me = useMe();
  const { session } = useAppStore();
  const signOut = useCommand('session.signOut');
  return (
    <main className={classes.access}>
      <div className={classes.accessCard}>
        <Plumb size={36} />
        <h1>Welcome, {me?.name}</h1>
        <p>Somebody else chose the password you came in with. Choose one that only you know.</p>
        <PasswordForm act="Go on" currentLabel="Password you were given" onDone={() => undefined} />
        <Button
          variant="subtle"
          color="gray"
          onClick={async () => {
            await signOut.run({});
            session?.forget();
          }}
        >
          Sign out
        </Button>
      </div>
    </main>
  );
}

/** Changing one’s own password, at any time. */
export function ChangePassword({ onClose }: { onClose: () => void }) {
  return (
    <Modal opened onClose={onClose} title="Change your password" closeButtonProps={{ 'aria-label': 'Close' }}>
      <PasswordForm
        act="Change password"
        currentLabel="Current password"
        onDone={() => {
          toast('Your password is changed. Other places you were signed in at are signed out.');
          onClose();
        }}
      />
    </Modal>
  );
}

function PasswordForm({ act, currentLabel, onDone }: { act: string; currentLabel: string; onDone: () => void }) {
  const change = useCommand('session.changePassword');
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const field = change.error?.code === 'input.invalid' ? change.error.values.field : null;
  const problem = change.error?.values.problem;
  const said = (name: string) => (field === name ? { error: `${name === 'next' ? 'It' : 'This'} ${problem}` } : {});
  return (
    <form
      onSubmit={async (event) => {
        event.preventDefault();
        if ((await change.run({ current, next })).ok) onDone();
      }}
    >
      <Stack gap={16}>
        {change.error !== null && field !== 'current' && field !== 'next' && <ErrorCallout error={change.error} />}
        <PasswordInput
          label={currentLabel}
          value={current}
          onChange={(event) => setCurrent(event.currentTarget.value)}
          autoComplete="current-password"
          {...said('current')}
        />
        <PasswordInput
          label="New password"
          description={`At least ${MIN_PASSWORD} characters; a few words are easy to remember and hard to guess.`}
          value={next}
          onChange={(event) => setNext(event.currentTarget.value)}
          autoComplete="new-password"
          {...said('next')}
        />
        <Button type="submit" loading={change.pending} disabled={current === '' || next.length < MIN_PASSWORD}>
          {act}
        </Button>
      </Stack>
    </form>
  );
}
