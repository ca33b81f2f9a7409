import { Button, Skeleton, Stack } from '@mantine/core';
import { ArrowLeft, CircleCheck } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'wouter';
import type { ReviewDetail } from '../../../shared/contract/review.ts';
import { useEntity, useQuery } from '../../store/index.ts';
import { EmptyState, ErrorCallout, Money, RelativeTime, recordPath, StaleNote, useKept } from '../../ui/index.ts';
import { ActReview } from './act-review.tsx';
import { FieldsReview } from './fields-review.tsx';
import { MatchReview } from './match-review.tsx';
import classes from './review.module.css';

export type Settling = {
  detail: ReviewDetail;
  /** The decision was taken: go on to the next. */
  onSettled: () => void;
  /** While a decision is on its way the review may vanish from the list; that is no surprise then. */
  onBusy: (busy: boolean) => void;
  /** Reads the review again after it turned out to have moved on. */
  onMoved: () => void;
};

/** One decision: what happened, what each side has, what each choice means, and the buttons. */
export function ReviewPane({
  id,
  listed,
  onSettled,
  onBack,
}: {
  id: string;
  /** Whether it still stands in the list. */
  listed: boolean;
  onSettled: () => void;
  onBack: (() => void) | null;
}) {
  const answer = useQuery('review.get', { id }, { topics: ['review', 'records'] });
  const detail = useKept(answer.data, id);
  const [busy, setBusy] = useState(false);
  const gone = !listed && !busy && answer.error?.code === 'review.gone';
  const back = onBack && (
    <Button
      variant="subtle"
      color="gray"
      size="compact-sm"
      leftSection={<ArrowLeft size={15} aria-hidden />}
      onClick={onBack}
      className={classes.back ?? ''}
    >
      All decisions
    </Button>
  );

  if (gone)
    return (
      <div className={classes.pane}>
        {back}
        <EmptyState
          icon={CircleCheck}
          title="This one is settled"
          sentence="It was decided, or both sides came to agree by themselves."
          action={
            <Button variant="default" onClick={onSettled}>
              Show the next
            </Button>
          }
        />
      </div>
    );
  if (detail === null)
    return (
      <div className={classes.pane}>
        {back}
        {answer.error === null ? (
          <Stack gap={14} aria-busy aria-label="Reading the decision">
            <Skeleton height={20} width="40%" />
            <Skeleton height={14} width="70%" />
            <Skeleton height={120} mt={12} />
          </Stack>
        ) : (
          <ErrorCallout error={answer.error} onRetry={answer.refetch} />
        )}
      </div>
    );

  const settling: Settling = { detail, onSettled, onBusy: setBusy, onMoved: answer.refetch };
  return (
    <article className={classes.pane} aria-label={detail.row.title}>
      {back}
      <Head detail={detail} />
      {answer.outdated && !busy && <StaleNote at={answer.at} onRetry={answer.refetch} />}
      {/* A new version of the review begins afresh: choices made for the old one may no longer fit. */}
      {detail.row.kind === 'fields' ? (
        <FieldsReview key={detail.revision} {...settling} />
      ) : detail.row.kind === 'match' ? (
        <MatchReview key={detail.revision} {...settling} />
      ) : (
        <ActReview key={detail.revision} {...settling} />
      )}
    </article>
  );
}

function Head({ detail }: { detail: ReviewDetail }) {
  const { row } = detail;
  const entity = useEntity(row.entity);
  return (
    <header className={classes.head}>
      <div className={classes.headLine}>
        <h2>{row.title}</h2>
        {row.amount !== null && (
          <span className={classes.headAmount}>
            <Money value={row.amount} />
          </span>
        )}
      </div>
      <p>{row.sentence}</p>
      <div className={classes.headNote}>
        <span>{entity?.label ?? row.entity}</span>
        <span>
          <RelativeTime at={row.createdAt} />
        </span>
        {row.key !== null && (
          <Link href={recordPath(row.entity, row.key)} className={classes.link}>
            Open record
          </Link>
        )}
      </div>
    </header>
  );
}
