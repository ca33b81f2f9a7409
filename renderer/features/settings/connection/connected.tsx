import { Button } from '@mantine/core';
import { CircleCheck, CircleDashed, OctagonX, PlugZap } from 'lucide-react';
import type { OutputOf } from '../../../../shared/contract/index.ts';
import { useCommand, usePlatformLabel } from '../../../store/index.ts';
import {
  ConfirmButton,
  ENVIRONMENT_WORD,
  ErrorCallout,
  Field,
  Fields,
  Panel,
  RelativeTime,
  toast,
  useNow,
} from '../../../ui/index.ts';
import classes from '../settings.module.css';
import { secretsSentence } from './secrets.ts';

type ConnectionData = OutputOf<'connection.get'>;
type Company = NonNullable<ConnectionData['company']>;

/** Days before the sign-in ends at which its age turns amber: time for a holiday and a reminder. */
const WARN_DAYS = 30;

/** The connected company, its sign-in and what can be done about it. */
export function Connected({ connection, company }: { connection: ConnectionData; company: Company }) {
  const now = useNow();
  const test = useCommand('connection.test');
  const { tokenExpiresAt } = connection;
  const ending = tokenExpiresAt !== null && Date.parse(tokenExpiresAt) - now < WARN_DAYS * 86_400_000;
  return (
    <Panel title="QuickBooks company">
      <div className={classes.company}>
        <div>
          <div className={classes.companyName}>{company.companyName}</div>
          <div className={classes.quiet}>{ENVIRONMENT_WORD[company.environment]}</div>
        </div>
        <div className={classes.acts}>
          <Button
            variant="default"
            leftSection={<PlugZap size={15} aria-hidden />}
            loading={test.pending}
            onClick={() => void test.run({})}
          >
            Test connection
          </Button>
          <Disconnect name={company.companyName} />
        </div>
      </div>
      <Checks command={test} />
      <Fields>
        <Field label="Connected">
          <RelativeTime at={connection.connectedAt} />
        </Field>
        <Field label="Sign-in renewed">
          <RelativeTime at={connection.tokenRenewedAt} none="not yet" />
        </Field>
        <Field label="Sign-in ends if unused">
          <span className={ending ? classes.warn : undefined}>
            <RelativeTime at={tokenExpiresAt} none="not known" />
          </span>
        </Field>
        <Field label="Secrets">{secretsSentence(connection.secretsKind)}</Field>
        <Field label="Company id">{company.companyId}</Field>
        {connection.apiBase !== null && <Field label="Address">{connection.apiBase}</Field>}
      </Fields>
    </Panel>
  );
}

const OUTCOMES = {
  ok: [CircleCheck, 'Passed', 'good'],
  failed: [OctagonX, 'Failed', 'bad'],
  notChecked: [CircleDashed, 'Not checked', 'quiet'],
} as const;

/** What the test found: three checks, each told. */
function Checks({ command }: { command: ReturnType<typeof useCommand<'connection.test'>> }) {
  const { result, error, pending } = command;
  if (error) return <ErrorCallout error={error} />;
  if (result === null || pending) return null;
  return (
    <ul className={classes.checks} aria-label="Result of the test" aria-live="polite">
      {result.checks.map((check) => {
        const [Shape, word, tone] = OUTCOMES[check.outcome];
        return (
          <li key={check.name}>
            <Shape size={17} role="img" aria-label={word} className={classes[tone]} />
            <b>{check.label}</b>
            <span>{check.sentence}</span>
          </li>
        );
      })}
    </ul>
  );
}

function Disconnect({ name }: { name: string }) {
  const platform = usePlatformLabel();
  const disconnect = useCommand('connection.disconnect');
  return (
    <ConfirmButton
      title={`Disconnect ${name}?`}
      body={
        <>
          <p className={classes.firstLine}>Syncing stops and Plumbline forgets its sign-in.</p>
          <ul className={classes.plain}>
            <li>Every record in {platform} stays as it is.</li>
            <li>Every record in QuickBooks stays as it is.</li>
            <li>
              What belongs together is remembered: connect the same company again and it goes on where it stopped.
            </li>
          </ul>
        </>
      }
      act="Disconnect"
      danger
      loading={disconnect.pending}
      onConfirm={async () => {
        const answer = await disconnect.run({});
        toast(answer.ok ? `${name} is disconnected` : answer.error.userSentence, answer.ok ? {} : { tone: 'bad' });
      }}
    >
      Disconnect
    </ConfirmButton>
  );
}
