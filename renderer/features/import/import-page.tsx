import { Button, Skeleton } from '@mantine/core';
import { ArrowLeft, Download, Play, Plus, X } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Link } from 'wouter';
import {
  ConfirmButton,
  ErrorCallout,
  Figure,
  formatClock,
  formatCount,
  Page,
  Progress,
  plural,
  type TellableError,
  toast,
  useNow,
  useUrlState,
} from '../../ui/index.ts';
import classes from './import.module.css';

/** What an import of either kind has in common: from QuickBooks, or of a file. */
type Import = {
  id: string;
  at: string;
  endedAt: string | null;
  by: string;
  state: 'running' | 'cancelled' | 'done';
  total: number;
};
type Command = { pending: boolean; error: TellableError | null; run(input: { id: string }): Promise<unknown> };

/** An import that is not here yet, or cannot be had. `home`: where all of its kind are listed. */
export function ImportMissing(props: {
  title: string;
  home: string;
  error: TellableError | null;
  onRetry: () => void;
}) {
  const { title, home, error, onRetry } = props;
  return (
    <Page title={title}>
      {error ? (
        <ErrorCallout
          error={error}
          onRetry={onRetry}
          actions={
            <Button size="xs" component={Link} href={home}>
              All imports
            </Button>
          }
        />
      ) : (
        <Skeleton height={220} aria-busy aria-label="Loading" />
      )}
    </Page>
  );
}

/** One import: its state and who began it, how far it is while it runs, and what can be done with it. */
export function ImportPage({
  one,
  title,
  home,
  pill,
  about,
  again,
  coming,
  done,
  cancel,
  resume,
  onSave,
  note,
  children,
}: {
  one: Import;
  title: string;
  home: string;
  pill: ReactNode;
  /** What it is of, before when it began. */
  about: string;
  /** The way to another one. */
  again: string;
  /** Records still to come: by themselves, and when it is resumed. */
  coming: { now: number; later: number };
  done: number;
  cancel: Command;
  resume: Command;
  onSave: () => Promise<TellableError | null>;
  note: ReactNode;
  children: ReactNode;
}) {
  const now = useNow();
  const [saving, setSaving] = useState(false);
  const { id, state, total } = one;
  const save = async (): Promise<void> => {
    setSaving(true);
    const error = await onSave();
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
          body={`What is here stays. The ${plural(coming.now, 'record')} still to come can be resumed at any time.`}
          act="Cancel the import"
          onConfirm={() => void cancel.run({ id })}
        >
          Cancel the import
        </ConfirmButton>
      )}
      {state === 'cancelled' && coming.later > 0 && (
        <Button
          leftSection={<Play size={15} aria-hidden />}
          loading={resume.pending}
          onClick={() => void resume.run({ id })}
        >
          Resume: {plural(coming.later, 'record')}
        </Button>
      )}
      {state === 'done' && (
        <Button variant="default" component={Link} href={home} leftSection={<Plus size={15} aria-hidden />}>
          {again}
        </Button>
      )}
    </>
  );
  return (
    <Page
      title={title}
      wide
      fill
      actions={actions}
      description={
        <span className={classes.said}>
          {pill}
          <span>
            {about} {formatClock(one.at, now)} by {one.by === 'You' ? 'you' : one.by}
            {one.endedAt !== null && `, ${state === 'done' ? 'done' : 'stopped'} ${formatClock(one.endedAt, now)}`}.
          </span>
        </span>
      }
    >
      <Link href={home} className={classes.back}>
        <ArrowLeft size={15} aria-hidden /> All imports
      </Link>
      {note}
      {[cancel.error, resume.error].map((error) => error && <ErrorCallout key={error.code} error={error} />)}
      {state === 'running' && (
        <div className={classes.progress}>
          <Progress progress={{ label: 'Importing', done, total, entity: null }} />
        </div>
      )}
      {children}
    </Page>
  );
}

/** One figure of an import's summary; pressed, it shows its records alone. */
export function ResultFigure(props: { result: string; label: string; about: string; count: number }) {
  const { result, label, about, count } = props;
  const { params, set } = useUrlState();
  const on = params.get('result') === result;
  return (
    <button
      type="button"
      className={classes.figure}
      aria-pressed={on}
      disabled={count === 0}
      onClick={() => set({ result: on ? null : result })}
    >
      <Figure label={label} value={formatCount(count)} note={about} />
    </button>
  );
}
