import { Button, Checkbox } from '@mantine/core';
import { ArrowRight, FlaskConical, Landmark } from 'lucide-react';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import type { Status } from '../../../../shared/contract/app.ts';
import { useCommand, useQuery } from '../../../store/index.ts';
import { ErrorCallout, formatCount, SideMark } from '../../../ui/index.ts';
import classes from './setup.module.css';
import { Steps } from './steps.tsx';

/** First run, or after a disconnect: two ways to a company, the harmless one first. */
export function Welcome({ status }: { status: Status }) {
  const [, navigate] = useLocation();
  const [demo, setDemo] = useState(true);
  const connection = useQuery('connection.get', {}, { topics: ['connection'] });
  const start = useCommand('connection.startSandbox');
  const load = useCommand('workspace.loadDemo');
  const label = status.platformLabel;
  const known = status.entities.reduce((sum, entity) => sum + entity.total, 0);
  const previous = connection.data?.previousCompany ?? null;
  // The sandbox company is connected again by starting it; any other by signing in.
  const sandboxBefore = previous?.environment === 'sandboxCompany' ? previous.companyName : null;
  const signedBefore = previous !== null && sandboxBefore === null ? previous.companyName : null;
  const failure = load.error ?? start.error;

  const begin = async (): Promise<void> => {
    load.reset();
    // The book first: once a company is connected this screen gives way to the next step.
    if (known === 0 && demo && !(await load.run({})).ok) return;
    if ((await start.run({ company: 'demo' })).ok) navigate(previous === null ? '/preview?read=1' : '/');
  };

  return (
    <div className={classes.page}>
      <Steps at={0} />
      <Sides />
      <h1 className={classes.headline}>Keep {label} and QuickBooks equal</h1>
      <p className={classes.lead}>
        Customers, items, invoices and payments, in both directions. You see everything that would change first; nothing
        is written before you apply it.
      </p>
      {failure && <ErrorCallout error={failure} onRetry={() => void begin()} />}
      <div className={classes.choices}>
        <section className={`${classes.choice} ${classes.first}`} aria-label="Sandbox company">
          <FlaskConical size={22} aria-hidden className={classes.choiceIcon} />
          <h2>{sandboxBefore === null ? 'Try it with a sandbox company' : `Reconnect ${sandboxBefore}`}</h2>
          <p>
            A contractor’s QuickBooks company that runs on this computer. No account, nothing to lose, ready in seconds.
          </p>
          {sandboxBefore !== null ? (
            <p className={classes.note}>Nothing was lost: syncing goes on where it stopped.</p>
          ) : known === 0 ? (
            <Checkbox
              checked={demo}
              onChange={(event) => setDemo(event.currentTarget.checked)}
              label={`Fill ${label} with a demo book`}
              description="Customers and invoices that partly overlap, so there is something to match."
            />
          ) : (
            <p className={classes.note}>
              {label} already holds {formatCount(known)} records; they are compared with the sandbox company.
            </p>
          )}
          <Button
            size="md"
            fullWidth
            rightSection={<ArrowRight size={16} aria-hidden />}
            loading={start.pending || load.pending}
            onClick={() => void begin()}
          >
            Start the sandbox company
          </Button>
        </section>
        <section className={classes.choice} aria-label="QuickBooks Online">
          <Landmark size={22} aria-hidden className={classes.choiceIcon} />
          <h2>{signedBefore === null ? 'Connect QuickBooks Online' : `Reconnect ${signedBefore}`}</h2>
          <p>
            {signedBefore === null
              ? 'Your own company, or a developer sandbox. You sign in at QuickBooks in your browser; Plumbline never sees the password.'
              : 'This book was synced with it before. Nothing was lost: syncing goes on where it stopped.'}
          </p>
          <Button component={Link} href="/settings" size="md" variant="default" fullWidth>
            {signedBefore === null ? 'Connect QuickBooks Online' : 'Reconnect'}
          </Button>
        </section>
      </div>
    </div>
  );
}

/** The two sides with the plumb line between them: the idea of the product in one small picture. */
function Sides() {
  return (
    <div className={classes.sides} aria-hidden>
      <SideMark side="platform" large silent />
      <svg width="72" height="56" viewBox="0 0 72 56" aria-hidden>
        <path d="M2 14h68" stroke="var(--pl-border-strong)" strokeWidth="1.5" />
        <path d="M36 14v18" stroke="var(--pl-accent)" strokeWidth="1.5" />
        <path d="M30 32h12l-1.6 8L36 50l-4.4-10z" fill="var(--pl-accent)" />
        <circle cx="36" cy="14" r="3" fill="var(--pl-surface)" stroke="var(--pl-accent)" strokeWidth="1.5" />
      </svg>
      <SideMark side="quickbooks" large silent />
    </div>
  );
}
