import { Button } from '@mantine/core';
import { CircleCheck, RotateCw } from 'lucide-react';
import { useRoute } from 'wouter';
import { useCommand, useQuery } from '../../store/index.ts';
import {
  Allowed,
  DetailDrawer,
  EmptyState,
  ErrorCallout,
  Page,
  PlanFirst,
  StaleNote,
  toast,
  useUrlState,
} from '../../ui/index.ts';
import { ProblemDrawer } from './problem-drawer.tsx';
import { ProblemGroup } from './problem-group.tsx';
import classes from './problems.module.css';
import { RefusedFiles } from './refused-files.tsx';
import { retriedWords, summary } from './words.ts';

/** What could not be done, by cause, each with its way out. `/problems/<id>` opens one beside the list. */
export function Screen() {
  const [, params] = useRoute('/problems/:id?');
  const id = params?.id ?? null;
  const { go } = useUrlState();
  const list = useQuery('problems.list', {}, { topics: ['problems', 'records'] });
  const retry = useCommand('problems.retryAll');
  const preview = useCommand('problems.previewRetry');
  const total = list.data?.total ?? 0;
  const listed = list.data?.groups.reduce((sum, group) => sum + group.count, 0) ?? 0;
  const files = list.data?.files ?? [];
  const failed = total - files.length;
  const open = list.data?.groups.flatMap((group) => group.problems).find((problem) => problem.id === id) ?? null;
  const close = () => go('/problems');

  const retryAll = async (): Promise<void> => {
    const answer = await retry.run({});
    if (!answer.ok) return;
    toast(retriedWords(answer.value));
  };

  return (
    <Page
      title="Problems"
      {...(listed + files.length > 0 ? { description: summary(failed, listed - failed, files.length) } : {})}
      actions={
        listed + files.length > 0 ? (
          <Allowed to="problems.retryAll" hide>
            <Button
              variant="default"
              leftSection={<RotateCw size={15} aria-hidden />}
              loading={retry.pending}
              onClick={() => void retryAll()}
            >
              Retry all
            </Button>
          </Allowed>
        ) : undefined
      }
    >
      {retry.error !== null && (
        <div className={classes.note}>
          <PlanFirst
            error={preview.error ?? retry.error}
            planning={preview.pending}
            onPlan={async () => (await preview.run({})).ok}
          />
        </div>
      )}
      {list.data === null && list.error !== null && <ErrorCallout error={list.error} onRetry={list.refetch} />}
      {list.outdated && <StaleNote at={list.at} onRetry={list.refetch} />}
      {list.data !== null && listed === 0 && files.length === 0 && (
        <EmptyState
          icon={CircleCheck}
          title="No problems"
          sentence="When one side refuses a record, it stands here with the reason and the buttons that mend it."
        />
      )}
      <div className={classes.groups} aria-busy={list.data === null && list.error === null}>
        {list.data?.groups.map((group) => (
          <ProblemGroup key={group.cause} group={group} onOpen={(problem) => go(`/problems/${problem}`)} />
        ))}
        <RefusedFiles files={files} />
      </div>
      <DetailDrawer
        opened={id !== null && (open !== null || list.data !== null)}
        onClose={close}
        title={open?.title ?? 'Problem'}
        {...(open === null ? {} : { subtitle: open.act })}
      >
        {open === null ? (
          <EmptyState
            icon={CircleCheck}
            title="This one is settled"
            sentence="It was mended, or it went through by itself."
            action={
              <Button variant="default" onClick={close}>
                Back to the list
              </Button>
            }
          />
        ) : (
          <ProblemDrawer problem={open} />
        )}
      </DetailDrawer>
    </Page>
  );
}
