import { Button, Code, Loader, TextInput } from '@mantine/core';
import { ExternalLink } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import type { OutputOf } from '../../../../shared/contract/index.ts';
import { useCommand } from '../../../store/index.ts';
import { ErrorCallout, Panel } from '../../../ui/index.ts';
import classes from '../settings.module.css';
import { openOutside } from './open-outside.ts';

/** The sign-in runs in the browser; it comes back by itself, or by pasting the address it ended on. */
export function SignInWait({ begun, onCancel }: { begun: OutputOf<'connection.begin'>; onCancel: () => void }) {
  const [address, setAddress] = useState('');
  const complete = useCommand('connection.complete');
  // Live companies may not return to this computer by Intuit's rules; then pasting is the way, not the way out.
  const comesBack = ['127.0.0.1', 'localhost'].includes(new URL(begun.redirectUri).hostname);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    await complete.run({ callbackUrl: address.trim() });
  };
  return (
    <Panel title="Sign in at QuickBooks">
      <div className={classes.form}>
        <div className={classes.waiting} role="status">
          <Loader size="xs" />
          Waiting for you to choose a company and give access in the browser.
        </div>
        <div className={classes.acts}>
          <Button
            variant="default"
            rightSection={<ExternalLink size={15} aria-hidden />}
            onClick={() => openOutside(begun.authorizeUrl)}
          >
            Open the sign-in again
          </Button>
          <Button variant="subtle" color="gray" onClick={onCancel}>
            Cancel
          </Button>
        </div>
        <p className={classes.intro}>
          If Intuit says the redirect address is not allowed, add <Code>{begun.redirectUri}</Code> to your app’s
          redirect URIs and open the sign-in again.
        </p>
        <form className={classes.paste} onSubmit={(event) => void submit(event)}>
          {complete.error && <ErrorCallout error={complete.error} />}
          <TextInput
            label={comesBack ? 'Did the browser end on a page that would not load?' : 'Address the browser ended on'}
            description={
              comesBack
                ? 'Copy its whole address and paste it here.'
                : `When the browser has arrived at ${new URL(begun.redirectUri).host}, copy its whole address and paste it here.`
            }
            placeholder={`${begun.redirectUri}?code=…`}
            autoComplete="off"
            value={address}
            onChange={(event) => setAddress(event.currentTarget.value)}
          />
          <Button type="submit" variant="default" disabled={address.trim() === ''} loading={complete.pending}>
            Finish connecting
          </Button>
        </form>
      </div>
    </Panel>
  );
}
