import { Button, Stack } from '@mantine/core';
import { Undo2 } from 'lucide-react';
import { Link } from 'wouter';
import { useEntity } from '../../store/index.ts';
import {
  Allowed,
  Callout,
  changeText,
  DiffValue,
  ErrorCallout,
  ErrorDetails,
  Field,
  Fields,
  formatInstant,
  keyOf,
  RelativeTime,
  recordPath,
  SideLabel,
} from '../../ui/index.ts';
import classes from './activity.module.css';
import { type Entry, Result } from './columns.tsx';
import { canUndo, type useUndo } from './use-undo.ts';

/** One entry whole: each field before and after, and the traces to find it again on the other side. */
export function EntryDrawer({ entry, undo }: { entry: Entry; undo: ReturnType<typeof useUndo> }) {
  const entity = useEntity(entry.entity);
  const key = keyOf(entry.platformId, entry.quickbooksId);
  // The new value came from the side that was not written to.
  const from = entry.side === null ? undefined : entry.side === 'platform' ? 'quickbooks' : 'platform';
  return (
    <Stack gap={24}>
      {entry.error !== null && (
        <Callout tone="bad" title={entry.error.userSentence}>
          {entry.error.remedy}
          <ErrorDetails error={entry.error} />
        </Callout>
      )}
      <Fields>
        <Field label="When">
          {formatInstant(entry.at)} (<RelativeTime at={entry.at} />)
        </Field>
        <Field label="Who">{entry.actor}</Field>
        {entry.title !== null && (
          <Field label={entity?.label ?? 'Record'}>
            {entry.entity !== null && key !== null ? (
              <Link href={recordPath(entry.entity, key)} className={classes.link}>
                {entry.title}
              </Link>
            ) : (
              entry.title
            )}
          </Field>
        )}
        {entry.side !== null && (
          <Field label="Written to">
            <SideLabel side={entry.side} />
          </Field>
        )}
        {entry.why !== null && <Field label="Why">{entry.why}</Field>}
        <Field label="Result">
          <Result result={entry.result} bare={false} />
        </Field>
      </Fields>
      {entry.changes.length > 0 && (
        <section>
          <h3 className={classes.heading}>What changed</h3>
          <Fields>
            {entry.changes.map((change) => (
              <Field key={change.field} label={change.label}>
                <DiffValue
                  before={changeText(entity, change.field, change.before)}
                  after={changeText(entity, change.field, change.after)}
                  {...(from === undefined ? {} : { side: from })}
                />
              </Field>
            ))}
          </Fields>
        </section>
      )}
      {canUndo(entry) && (
        <section className={classes.undo}>
          <Allowed to="undo.preview">
            <Button
              variant="default"
              leftSection={<Undo2 size={15} aria-hidden />}
              loading={undo.pending}
              onClick={() => void undo.run({ entries: [entry.seq] })}
            >
              Undo this change…
            </Button>
          </Allowed>
          <p className={classes.hint}>
            {entry.act === 'create'
              ? 'Shows first what taking the record back would do. Nothing is written before you apply it.'
              : 'Shows first what would go back to its value before, on both sides. Nothing is written before you apply it.'}
          </p>
          {undo.error !== null && <ErrorCallout error={undo.error} onRetry={undo.again} />}
        </section>
      )}
      <section>
        <h3 className={classes.heading}>Traces</h3>
        <Fields>
          {entry.runId !== null && (
            <Field label="Run">
              <Link href={`/activity?run=${encodeURIComponent(entry.runId)}`} className={classes.link}>
                Everything this run did
              </Link>
            </Field>
          )}
          {entry.entity !== null && key !== null && (
            <Field label="Record">
              <Link
                href={`/activity?entity=${entry.entity}&record=${key.replace(/^qb:/, '')}`}
                className={classes.link}
              >
                Everything about this record
              </Link>
            </Field>
          )}
          <Field label="Request id">
            <code>{entry.requestId ?? 'none'}</code>
          </Field>
          <Field label="intuit_tid">
            <code>{entry.intuitTid ?? 'none'}</code>
          </Field>
          <Field label="Entry">
            <code>{entry.seq}</code>
          </Field>
        </Fields>
      </section>
    </Stack>
  );
}
