import { Button, Skeleton } from '@mantine/core';
import { ArrowLeft, Download, Play, Plus, X } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Link } from 'wouter';
import type { ImportResult, ImportSummary } from '../../../shared/contract/import.ts';
import { useAppStore, useCommand, useEntities, usePlatformLabel, useQuery, useStatus } from '../../store/index.ts';
import {
  Callout,
  ConfirmButton,
  ErrorCallout,
  Figure,
  formatClock,
  formatCount,
  Page,
  Progress,
  plural,
  StaleNote,
  toast,
  useNow,
  useUrlState,
} from '../../ui/index.ts';
import { exportImport } from './export.ts';
import classes from './import.module.css';
import { PartList } from './part-list.tsx';
import { ImportState } from './pills.tsx';
import { scopeWords } from './words.ts';

/** One import: how far it is while it runs, its summary afterwards, and every record of it with what became of it. */
export function OneImport({ id }: { id: string }) {
  const answer = useQuery('import.get', { id }, { topics: ['imports', 'records'] });
  if (answer.data === null)
    return (
      <Page title="Import from QuickBooks">
        {answer.error ? (
          <ErrorCallout
            error={answer.error}
            onRetry={answer.refetch}
            actions={
              <Button size="xs" component={Link} href="/import">
                All imports
              </Button>
            }
          />
        ) : (
          <Skeleton height={220} aria-busy aria-label="Loading" />
        )}
      </Page>
    );
  return (
    <Loaded one={answer.data.import} note={answer.outdated && <StaleNote at={answer.at} onRetry={answer.refetch} />} />
  );
}

function Loaded({ one, note }: { one: ImportSummary; note: ReactNode }) {
  const { call } = useAppStore();
  const entities = useEntities();
  const status = useStatus();
  const now = useNow();
  const cancel = useCommand('import.cancel');
  const resume = useCommand('import.resume');
  const [saving, setSaving] = useState(false);
  const { id, counts, state, total } = one;
  const waiting = counts.waiting ?? 0;
  const rest = counts.cancelled ?? 0;
  const save = async (): Promise<void> => {
    setSaving(true);
    const error = await exportImport(call, one, entities);
    setSaving(false);
    if (error) toast(error.userSentence, { tone: 'bad' });
  };
  const actions = (
    <>
      <Button
        variant="default"
        leftSection={<Download size={15} aria-hidden />}
        loading={saving}
        onClick={() => void save()}
      >
        Export CSV
      </Button>
      {state === 'running' && (
        <ConfirmButton
          leftSection={<X size={15} aria-hidden />}
          loading={cancel.pending}
          title="Cancel this import?"
          body={`What is here stays. The ${plural(waiting, 'record')} still to come can be resumed at any time.`}
          act="Cancel the import"
          onConfirm={() => void cancel.run({ id })}
        >
          Cancel the import
        </ConfirmButton>
      )}
      {state === 'cancelled' && rest + waiting > 0 && (
        <Button
          leftSection={<Play size={15} aria-hidden />}
          loading={resume.pending}
          onClick={() => void resume.run({ id })}
        >
          Resume: {plural(rest + waiting, 'record')}
        </Button>
      )}
      {state === 'done' && (
        <Button variant="default" component={Link} href="/import" leftSection={<Plus size={15} aria-hidden />}>
          New import
        </Button>
      )}
    </>
  );
  const done = total - waiting;
  return (
    <Page
      title="Import from QuickBooks"
      wide
      fill
      actions={actions}
      description={
        <span className={classes.said}>
          <ImportState one={one} />
          <span>
            {scopeWords(one.scope, entities)}. Begun {formatClock(one.at, now)} by {one.by === 'You' ? 'you' : one.by}
            {one.endedAt !== null && `, ${state === 'done' ? 'done' : 'stopped'} ${formatClock(one.endedAt, now)}`}.
          </span>
        </span>
      }
    >
      <Link href="/import" className={classes.back}>
        <ArrowLeft size={15} aria-hidden /> All imports
      </Link>
      {note}
      {[cancel.error, resume.error].map((error) => error && <ErrorCallout key={error.code} error={error} />)}
      {state === 'running' && (
        <div className={classes.progress}>
          <Progress progress={{ label: 'Importing', done, total, entity: null }} />
        </div>
      )}
      {state === 'running' && status?.paused && (
        <div className={classes.progress}>
          <Callout tone="warn" title="Sync is paused, so the import waits">
            It goes on by itself when sync is resumed.
          </Callout>
        </div>
      )}
      <Figures one={one} />
      <PartList one={one} />
    </Page>
  );
}

/** The summary in figures; each opens its records. */
function Figures({ one }: { one: ImportSummary }) {
  const { params, set } = useUrlState();
  const platform = usePlatformLabel();
  const { counts } = one;
  const figure = (result: ImportResult, label: string, about: string) => {
    const count = counts[result] ?? 0;
    return (
      <button
        type="button"
        className={classes.figure}
        aria-pressed={params.get('result') === result}
        disabled={count === 0}
        onClick={() => set({ result: params.get('result') === result ? null : result })}
      >
        <Figure label={label} value={formatCount(count)} note={about} />
      </button>
    );
  };
  return (
    <div className={classes.figures}>
      {figure('made', 'Made', `New in ${platform}`)}
      {figure('linked', 'Linked', 'Was here already')}
      {figure('updated', 'Updated', 'Changed since')}
      {figure('asked', 'In review', 'Waits for your answer')}
      {figure('failed', 'Failed', 'Waits in Problems')}
      {figure('left', 'Left out', 'Each with its reason')}
    </div>
  );
}
