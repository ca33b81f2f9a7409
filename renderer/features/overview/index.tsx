import { Loader } from '@mantine/core';
import { Hourglass, PlugZap } from 'lucide-react';
import { useAppState, useMay, useStatus } from '../../store/index.ts';
import { EmptyState, ErrorCallout, Page } from '../../ui/index.ts';
import { DayChart } from './day-chart.tsx';
import { EntityTable } from './entity-table.tsx';
import { Figures } from './figures.tsx';
import { Health } from './health.tsx';
import classes from './overview.module.css';
import { Recent } from './recent.tsx';
import { NextStep } from './setup/next-step.tsx';
import { Welcome } from './setup/welcome.tsx';

/** Is all well? And before it can be: what comes next. */
export function Screen() {
  const status = useStatus();
  const mayBegin = useMay('sync.apply').may;
  const lost = useAppState((state) => state.link.state === 'lost');
  const statusError = useAppState((state) => state.statusError);
  if (status === null)
    return (
      <Page title="Overview">
        {lost ? (
          <EmptyState
            icon={PlugZap}
            title="Waiting for Plumbline"
            sentence="The engine behind this window does not answer. As soon as it does, everything shows here."
          />
        ) : statusError ? (
          <ErrorCallout error={statusError} />
        ) : (
          <Loader size="sm" type="dots" aria-label="Loading" />
        )}
      </Page>
    );
  if (status.stage !== 'live' && !mayBegin)
    return (
      <Page title="Overview">
        <EmptyState
          icon={Hourglass}
          title="Not set up yet"
          sentence="An Admin connects QuickBooks and looks through the first plan. As soon as that is done, everything shows here."
        />
      </Page>
    );
  if (status.stage === 'notConnected') return <Welcome status={status} />;
  if (status.stage !== 'live') return <NextStep status={status} />;
  return (
    <div className={classes.page}>
      <Health status={status} />
      <Figures status={status} />
      <EntityTable status={status} />
      <div className={classes.pair}>
        <DayChart platform={status.platformLabel} />
        <Recent />
      </div>
    </div>
  );
}
