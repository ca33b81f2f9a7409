import { Button, Group } from '@mantine/core';
import { useState } from 'react';
import { useLocation } from 'wouter';
import type { Problem } from '../../shared/contract/review.ts';
import { useCommand, useEntity, useMay } from '../store/index.ts';
import { AskDialog } from './ask-dialog.tsx';
import { Callout } from './callouts.tsx';
import { ConfirmButton } from './confirm-button.tsx';
import { type Fix, fixesFor, redateSentence, skipSentence } from './fixes.ts';
import { formatDate } from './format.ts';
import { LinkDialog } from './link-dialog.tsx';
import { recordPath } from './paths.ts';
import { toast } from './toast.ts';

/** What the buttons need to know of a problem; without an `id` only the places to go are offered. */
export type Fixable = Pick<Problem, 'error' | 'key' | 'state' | 'entity' | 'title'> & { id: string | null };

/** The ways out of a failure, the best one first. What a command answers shows as a sentence; the list follows by events. */
export function FixButtons({ problem }: { problem: Fixable }) {
  const descriptor = useEntity(problem.entity);
  const [, navigate] = useLocation();
  const retry = useCommand('problems.retry');
  const skip = useCommand('problems.skip');
  const renumber = useCommand('problems.renumber');
  const redate = useCommand('problems.redate');
  const link = useCommand('problems.linkExisting');
  const resume = useCommand('sync.resume');
  const [choosing, setChoosing] = useState(false);
  const [asking, setAsking] = useState(false);
  const word = (descriptor?.label ?? 'record').toLowerCase();
  const busy = [retry, skip, renumber, redate, link, resume].some((command) => command.pending);
  const error = [retry, skip, renumber, redate, link, resume].find((command) => command.error !== null)?.error ?? null;
  const { id } = problem;
  const commands: ReadonlySet<Fix['id']> = new Set(['retry', 'skip', 'renumber', 'redate', 'link']);
  const admin = useMay('problems.retry').may;
  // What leads somewhere is everybody's; what settles the problem is left out for those who may not.
  const fixes = fixesFor(problem, word).filter(
    (fix) => (id !== null || !commands.has(fix.id)) && (admin || fix.id === 'record' || fix.id === 'review'),
  );

  const linkTo = async (problemId: string, quickbooksId: string | undefined): Promise<void> => {
    const answer = await link.run({ id: problemId, ...(quickbooksId === undefined ? {} : { quickbooksId }) });
    if (!answer.ok) return;
    setChoosing(false);
    toast(`${problem.title} is linked to the one in QuickBooks.`);
  };

  const act = async (fix: Fix): Promise<void> => {
    const record = recordPath(problem.entity, problem.key ?? '');
    if (fix.id === 'record') return navigate(fix.label === 'Open record' ? record : `${record}/edit`);
    if (fix.id === 'mappings') return navigate('/mappings');
    if (fix.id === 'settings') return navigate('/settings');
    if (fix.id === 'review') return navigate('/review');
    if (fix.id === 'resume') {
      await resume.run({});
      return;
    }
    if (fix.id === 'ask') return setAsking(true);
    if (id === null) return;
    if (fix.id === 'redate') {
      const answer = await redate.run({ id });
      if (answer.ok) toast(`${problem.title} is dated ${formatDate(answer.value.date)} now and is sent again.`);
    }
    if (fix.id === 'retry' && (await retry.run({ id })).ok) toast(`${problem.title} is tried again.`);
    if (fix.id === 'skip' && (await skip.run({ id })).ok) toast(`${problem.title} is left as it is.`);
    // QuickBooks does not always say which record it means; then a person does.
    if (fix.id === 'link' && problem.error.values.duplicateId === undefined) setChoosing(true);
    else if (fix.id === 'link') await linkTo(id, undefined);
    if (fix.id === 'renumber') {
      const answer = await renumber.run({ id });
      if (answer.ok) toast(`${problem.title} now has the number ${answer.value.number} and is sent again.`);
    }
  };

  return (
    <>
      <Group gap={8}>
        {fixes.map((fix, index) =>
          fix.id === 'skip' || fix.id === 'redate' ? (
            <ConfirmButton
              key={fix.id}
              size="xs"
              {...(fix.id === 'skip' ? { variant: 'subtle', color: 'gray' } : { variant: 'filled' })}
              disabled={busy}
              title={fix.id === 'skip' ? `Skip ${problem.title}?` : `Change the date of ${problem.title}?`}
              body={
                fix.id === 'skip'
                  ? skipSentence(problem.title)
                  : redateSentence(problem.title, formatDate(problem.error.values.closed ?? ''))
              }
              act={fix.id === 'skip' ? 'Skip' : 'Change the date'}
              onConfirm={() => void act(fix)}
            >
              {fix.label}
            </ConfirmButton>
          ) : (
            <Button
              key={fix.id}
              size="xs"
              variant={index === 0 ? 'filled' : 'default'}
              disabled={busy}
              onClick={() => void act(fix)}
            >
              {fix.label}
            </Button>
          ),
        )}
      </Group>
      {id !== null && choosing && (
        <LinkDialog
          entity={problem.entity}
          title={problem.title}
          pending={link.pending}
          error={link.error}
          onLink={(quickbooksId) => void linkTo(id, quickbooksId)}
          onClose={() => {
            link.reset();
            setChoosing(false);
          }}
        />
      )}
      {asking && <AskDialog onClose={() => setAsking(false)} />}
      {error !== null && !choosing && (
        <Callout tone="bad" title={error.userSentence}>
          {error.remedy}
        </Callout>
      )}
    </>
  );
}
