import { Button } from '@mantine/core';
import { Link } from 'wouter';
import type { RecordDetail } from '../../../../shared/contract/records.ts';
import { useCommand, usePlatformLabel } from '../../../store/index.ts';
import { Callout, ErrorDetails, FixButtons, reviewPath, toast } from '../../../ui/index.ts';

/** What keeps the record from being equal, if anything, and the way out of it. Nothing when all is well. */
export function Standing({ detail }: { detail: RecordDetail }) {
  const platform = usePlatformLabel();
  const { row, error, reviewId, problemId } = detail;
  if (error !== null)
    return (
      <Callout
        tone={row.state === 'failed' ? 'bad' : 'warn'}
        title={error.userSentence}
        actions={
          <FixButtons
            problem={{
              id: problemId,
              error,
              entity: row.entity,
              key: row.key,
              title: row.title,
              state: row.state === 'blocked' ? 'blocked' : row.state === 'held' ? 'held' : 'failed',
            }}
          />
        }
      >
        {error.remedy}
        <ErrorDetails error={error} />
      </Callout>
    );
  if (reviewId !== null)
    return (
      <Callout
        tone="warn"
        title={`${row.title} waits for your decision.`}
        actions={
          <Button component={Link} href={reviewPath(reviewId)} size="xs">
            Decide in Review
          </Button>
        }
      >
        Until then nothing is overwritten on either side.
      </Callout>
    );
  const takenIn = detail.leftOut || detail.unmadeOn !== null;
  if (row.state === 'notSynced' && row.stateDetail !== null)
    return (
      <Callout tone="info" title={row.stateDetail} {...(takenIn ? { actions: <TakeIn detail={detail} /> } : {})}>
        {detail.leftOut
          ? 'It stays as it is until you take it back in.'
          : detail.unmadeOn !== null
            ? 'Mappings say when such records are made on the other side. You can have this one made now.'
            : row.quickbooksId === null
              ? 'It stays as it is until someone changes it or the setting.'
              : 'It stays as it is on both sides until someone changes it or the setting.'}
      </Callout>
    );
  const onWay = row.state === 'waiting' || row.state === 'sending';
  if (row.platformId === null && row.life !== 'deleted')
    return (
      <Callout tone="info" title={`Only QuickBooks has ${row.title} so far.`}>
        {onWay ? `It is on its way to ${platform}.` : `It can be edited here once ${platform} has it too.`}
      </Callout>
    );
  if (detail.frozen && detail.differs.length === 0)
    return (
      <Callout tone="info" title="Frozen: it was synced.">
        Mappings keep it as it is. “More actions” has the ways to replace it.
      </Callout>
    );
  if (detail.differs.length > 0)
    return (
      <Callout
        tone="info"
        title={
          detail.differs.length === 1
            ? 'One field differs between the sides.'
            : `${detail.differs.length} fields differ between the sides.`
        }
      >
        {onWay
          ? 'The change is on its way.'
          : row.state === 'differs'
            ? `${row.stateDetail ?? 'It stays so'}.`
            : 'The next sync settles it.'}
      </Callout>
    );
  return null;
}

/** Takes a record back into sync that a person or a setting left out. On one side only, it is then made on the other: the button says so. */
function TakeIn({ detail: { row, unmadeOn } }: { detail: RecordDetail }) {
  const platform = usePlatformLabel();
  const takeIn = useCommand('records.takeIn');
  const carryOver = useCommand('records.carryOver');
  const label =
    row.platformId === null
      ? `Make it in ${platform} too`
      : row.quickbooksId === null
        ? 'Make it in QuickBooks too'
        : 'Take it back in';
  const run = async (): Promise<void> => {
    const act = unmadeOn === null ? takeIn : carryOver;
    const answer = await act.run({ entity: row.entity, key: row.key });
    if (answer.ok) toast(`${row.title} is synced again.`);
    else toast(answer.error.userSentence, { tone: 'bad' });
  };
  return (
    <Button size="xs" variant="default" loading={takeIn.pending || carryOver.pending} onClick={() => void run()}>
      {label}
    </Button>
  );
}
