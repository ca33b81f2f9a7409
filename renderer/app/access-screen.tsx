import { Anchor, Button, PasswordInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useAppStore } from '../store/context.tsx';
import type { ShownError } from '../transport/transport.ts';
import { ErrorCallout } from '../ui/index.ts';
import classes from './frame.module.css';
import { Plumb } from './plumb.tsx';

/** Shown when the host does not know who sits here: people sign in, the owner may use the token of this start instead. */
export function AccessScreen() {
  const { session } = useAppStore();
  const [byToken, setByToken] = useState(session === null);
  return (
    <main className={classes.access}>
      <div className={classes.accessCard}>
        <Plumb size={36} />
        {byToken ? <ByToken /> : <SignIn />}
        {session !== null && (
          <Anchor component="button" type="button" size="sm" onClick={() => setByToken(!byToken)}>
            {byToken ? 'Sign in with a password instead' : 'Use the access token instead'}
          </Anchor>
        )}
      </div>
    </main>
  );
}

function SignIn() {
  const { session } = useAppStore();
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const [pending, setPending] = useState(false);
  const [error, setError] = useState<ShownError | null>(null);
  const enter = async (): Promise<void> => {
    setPending(true);
    const answer = await session?.signIn({ login: login.trim(), password });
    setPending(false);
    if (answer && !answer.ok) {
      setError(answer.error);
      setPassword('');
    }
  };
  return (
    <form
      className={classes.accessForm}
      onSubmit={(event) => {
        event.preventDefault();
        void enter();
      }}
    >
      <h1>Sign in to Plumbline</h1>
      {error !== null && <ErrorCallout error={error} />}
      <TextInput
        label="User name"
        value={login}
        onChange={(event) => setLogin(event.currentTarget.value)}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        data-autofocus
      />
      <PasswordInput
        label="Password"
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        autoComplete="current-password"
      />
      <Button type="submit" loading={pending} disabled={login.trim() === '' || password === ''}>
        Sign in
      </Button>
    </form>
  );
}

function ByToken() {
  const { setToken } = useAppStore();
  const [typed, setTyped] = useState('');
  return (
    <form
      className={classes.accessForm}
      onSubmit={(event) => {
        event.preventDefault();
        if (typed.trim() !== '') setToken?.(typed.trim());
      }}
    >
      <h1>Open as the owner</h1>
      <p>
        Each start of Plumbline prints an address with an access token, new every time. Open that whole address, or
        paste the token here.
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
  );
}
