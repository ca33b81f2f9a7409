import { Button } from '@mantine/core';
import { CloudOff, Info, type LucideIcon, OctagonX, RotateCw, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import type { AppError } from '../../shared/errors.ts';
import classes from './callouts.module.css';
import { formatRelative } from './format.ts';
import { useNow } from './now.ts';

/** A failure as it is shown; every `AppError` is one. */
export type TellableError = Pick<AppError, 'userSentence' | 'remedy' | 'native'> & { code: string };

type CalloutProps = { tone: 'bad' | 'warn' | 'info'; title: ReactNode; children?: ReactNode; actions?: ReactNode };

/** A boxed message with a shape: what is so, what to do, buttons that do it. */
export function Callout({ tone, title, children, actions }: CalloutProps) {
  const Shape = tone === 'bad' ? OctagonX : tone === 'warn' ? TriangleAlert : Info;
  return (
    <div className={`${classes.callout} ${classes[tone]}`} role={tone === 'info' ? 'note' : 'alert'}>
      <Shape size={18} aria-hidden />
      <div className={classes.text}>
        <div className={classes.sentence}>{title}</div>
        {children !== undefined && <div className={classes.remedy}>{children}</div>}
        {actions !== undefined && <div className={classes.actions}>{actions}</div>}
      </div>
    </div>
  );
}

/** A failure told: sentence, remedy, what to press, and the other system's own words folded away. */
export function ErrorCallout({
  error,
  onRetry,
  retryLabel = 'Try again',
  actions,
}: {
  error: TellableError;
  onRetry?: () => void;
  retryLabel?: string;
  actions?: ReactNode;
}) {
  const retry = onRetry && (
    <Button size="xs" variant="default" leftSection={<RotateCw size={14} aria-hidden />} onClick={onRetry}>
      {retryLabel}
    </Button>
  );
  return (
    <Callout
      tone="bad"
      title={error.userSentence}
      {...(retry || actions
        ? {
            actions: (
              <>
                {actions}
                {retry}
              </>
            ),
          }
        : {})}
    >
      {error.remedy}
      <ErrorDetails error={error} />
    </Callout>
  );
}

/** What the other system answered, for support: folded until asked for. */
export function ErrorDetails({ error }: { error: TellableError }) {
  const native = error.native ?? {};
  const rows: [string, string | number | undefined][] = [
    ['Reference', error.code],
    ['HTTP status', native.httpStatus],
    ['QuickBooks code', native.faultCode],
    ['Field', native.element],
    ['Their words', native.detail],
    ['Trace id', native.intuitTid],
  ];
  return (
    <details className={classes.details}>
      <summary>Details</summary>
      <dl>
        {rows
          .filter(([, value]) => value !== undefined)
          .map(([name, value]) => [<dt key={`${name} name`}>{name}</dt>, <dd key={`${name} value`}>{value}</dd>])}
      </dl>
    </details>
  );
}

/** Nothing here yet: one sentence that teaches and one button. */
export function EmptyState({
  icon: IconShape,
  title,
  sentence,
  action,
}: {
  icon: LucideIcon;
  title: string;
  sentence: string;
  action?: ReactNode;
}) {
  return (
    <div className={classes.empty}>
      <div className={classes.emptyIcon}>
        <IconShape size={20} aria-hidden />
      </div>
      <div className={classes.emptyTitle}>{title}</div>
      <div className={classes.emptySentence}>{sentence}</div>
      {action}
    </div>
  );
}

/** Shown above what was there when a newer reading failed. `at` in epoch ms. */
export function StaleNote({ at, onRetry }: { at: number | null; onRetry: () => void }) {
  const now = useNow();
  return (
    <div className={classes.stale} role="status">
      <CloudOff size={15} aria-hidden />
      <span>
        {at === null
          ? 'Could not be read.'
          : `Could not be refreshed; this is from ${formatRelative(new Date(at).toISOString(), now)}.`}
      </span>
      <Button size="compact-xs" variant="subtle" onClick={onRetry}>
        Try again
      </Button>
    </div>
  );
}
