import { Button, PasswordInput, Radio, TextInput } from '@mantine/core';
import { ExternalLink, FlaskConical } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useLocation } from 'wouter';
import type { InputOf, OutputOf } from '../../../../shared/contract/index.ts';
import { useCommand } from '../../../store/index.ts';
import { ErrorCallout, Panel } from '../../../ui/index.ts';
import classes from '../settings.module.css';
import { openOutside } from './open-outside.ts';
import { secretsSentence } from './secrets.ts';
import { SignInWait } from './sign-in-wait.tsx';

type Begin = InputOf<'connection.begin'>;
type Company = NonNullable<OutputOf<'connection.get'>['company']>;

const ENVIRONMENTS: readonly { value: Begin['environment']; label: string; description: string }[] = [
  { value: 'production', label: 'Live company', description: 'Your real books, with the production keys of your app.' },
  {
    value: 'sandbox',
    label: 'QuickBooks sandbox',
    description: 'A test company of Intuit’s, with the development keys.',
  },
  {
    value: 'sandboxCompany',
    label: 'Stand-in on this computer',
    description: 'A sandbox company started with “npm run sandbox”, by its address.',
  },
];

/** Connecting a company: which environment, the keys, then the sign-in in the browser. */
export function ConnectForm({
  previous,
  secretsKind,
  again,
}: {
  previous: Company | null;
  secretsKind: OutputOf<'connection.get'>['secretsKind'];
  /** The company is known, only its sign-in ended. */
  again: boolean;
}) {
  const [environment, setEnvironment] = useState<Begin['environment']>(previous?.environment ?? 'production');
  const [clientId, setClientId] = useState('');
  const [clientSecret, setClientSecret] = useState('');
  const [baseUrl, setBaseUrl] = useState('');
  const [waiting, setWaiting] = useState<OutputOf<'connection.begin'> | null>(null);
  const begin = useCommand('connection.begin');

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const local = environment === 'sandboxCompany' && baseUrl.trim() !== '';
    const answer = await begin.run({
      environment,
      clientId: clientId.trim(),
      clientSecret: clientSecret.trim(),
      ...(local ? { baseUrl: baseUrl.trim() } : {}),
    });
    if (!answer.ok) return;
    setClientSecret('');
    setWaiting(answer.value);
    openOutside(answer.value.authorizeUrl);
  };

  if (waiting) return <SignInWait begun={waiting} onCancel={() => setWaiting(null)} />;
  const field = begin.error?.code === 'input.invalid' ? begin.error.values.field : undefined;
  const wrong = (name: string) => (field === name ? { error: begin.error?.userSentence } : {});
  return (
    <>
      {(!again || previous?.environment === 'sandboxCompany') && (
        <SandboxOffer reconnect={previous?.environment === 'sandboxCompany' ? previous.companyName : null} />
      )}
      <Panel title={previous === null ? 'Connect QuickBooks Online' : `Reconnect ${previous.companyName}`}>
        <form className={classes.form} onSubmit={(event) => void submit(event)}>
          <p className={classes.intro}>
            Plumbline signs in through an app of yours at Intuit. Its keys stand under <b>Keys &amp; credentials</b> at
            developer.intuit.com. You give access in your browser; Plumbline never sees your password.
          </p>
          {begin.error && field === undefined && <ErrorCallout error={begin.error} />}
          <Radio.Group
            label="Environment"
            value={environment}
            onChange={(value) => setEnvironment(value as Begin['environment'])}
          >
            <div className={classes.radios}>
              {ENVIRONMENTS.map((one) => (
                <Radio key={one.value} value={one.value} label={one.label} description={one.description} />
              ))}
            </div>
          </Radio.Group>
          {environment === 'sandboxCompany' && (
            <TextInput
              label="Base address"
              placeholder="http://127.0.0.1:8080"
              type="url"
              value={baseUrl}
              onChange={(event) => setBaseUrl(event.currentTarget.value)}
              {...wrong('baseUrl')}
            />
          )}
          <TextInput
            label="Client ID"
            required
            autoComplete="off"
            spellCheck={false}
            value={clientId}
            onChange={(event) => setClientId(event.currentTarget.value)}
            {...wrong('clientId')}
          />
          <PasswordInput
            label="Client secret"
            required
            autoComplete="off"
            description={`Kept: ${secretsSentence(secretsKind).toLowerCase()}.`}
            value={clientSecret}
            onChange={(event) => setClientSecret(event.currentTarget.value)}
            {...wrong('clientSecret')}
          />
          <Button type="submit" rightSection={<ExternalLink size={15} aria-hidden />} loading={begin.pending}>
            Sign in at QuickBooks
          </Button>
        </form>
      </Panel>
    </>
  );
}

function SandboxOffer({ reconnect }: { reconnect: string | null }) {
  const [, navigate] = useLocation();
  const start = useCommand('connection.startSandbox');
  return (
    <Panel title={reconnect === null ? 'Try it first' : `Reconnect ${reconnect}`}>
      <div className={classes.company}>
        <p className={classes.intro}>
          A contractor’s QuickBooks company that runs on this computer. No account, nothing to lose.
        </p>
        <Button
          variant="default"
          leftSection={<FlaskConical size={15} aria-hidden />}
          loading={start.pending}
          onClick={async () => {
            if ((await start.run({ company: 'demo' })).ok) navigate('/');
          }}
        >
          Start the sandbox company
        </Button>
      </div>
      {start.error && <ErrorCallout error={start.error} />}
    </Panel>
  );
}
