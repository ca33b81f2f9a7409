import { Button, PasswordInput } from '@mantine/core';
import { useState } from 'react';
import { useAppState, useAppStore } from '../store/context.tsx';
import classes from './frame.module.css';
import { Plumb } from './plumb.tsx';

/** Shown when the host refuses this window: the token is missing or wrong. */
export function AccessScreen() {
  const { setToken } = useAppStore();
  const before = useAppState((state) => state.status !== null);
  const [typed, setTyped] = useState('');
  return (
    <main className={classes.access}>
      <form
        className={classes.accessCard}
        onSubmit={(event) => {
          event.preventDefault();
          if (typed.trim() !== '') setToken?.(typed.trim());
        }}
      >
        <Plumb size={36} />
        <h1>{before ? 'Plumbline was restarted' : 'This window has no access yet'}</h1>
        <p>
          {before
            ? 'Each start has its own access token, so this window’s no longer counts. Open the whole address it printed, or paste the new token here.'
            : 'Plumbline only answers windows that carry its access token. Open the whole address it printed when it started, or paste the token here.'}
        </p>
        <PasswordInput
          label="Access token"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          autoComplete="off"
        />
        <Button type="submit" disabled={typed.trim() === ''}>
          Open Plumbline
        </Button>
      </form>
    </main>
  );
}
