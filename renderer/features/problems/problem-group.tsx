import { Button } from '@mantine/core';
import { ChevronDown, RotateCw } from 'lucide-react';
import { useId, useState } from 'react';
import { Link } from 'wouter';
import type { OutputOf } from '../../../shared/contract/index.ts';
import type { Problem } from '../../../shared/contract/review.ts';
import { useCommand } from '../../store/index.ts';
import { Allowed, FixButtons, PlanFirst, plural, RelativeTime, recordPath, StatePill, toast } from '../../ui/index.ts';
import classes from './problems.module.css';
import { stateOf } from './words.ts';

type Group = OutputOf<'problems.list'>['groups'][number];
/** Problems of one cause shown at once; a mass of the same is not scrolled through, it is retried together. */
const SHOWN = 20;

/** All problems of one cause: the remedy once, then each record with its own sentence and buttons. */
export function ProblemGroup({ group, onOpen }: { group: Group; onOpen: (id: string) => void }) {
  const retry = useCommand('problems.retryAll');
  const preview = useCommand('problems.previewRetry');
  const heading = useId();
  const [all, setAll] = useState(false);
  const shown = all ? group.problems : group.problems.slice(0, SHOWN);
  const run = async (): Promise<void> => {
    const answer = await retry.run({ cause: group.cause });
    if (answer.ok) toast(`${plural(answer.value.retried, 'record')} tried again.`);
  };
  return (
    <section className={classes.group} aria-labelledby={heading}>
      <header className={classes.groupHead}>
        <div>
          <h2 id={heading}>
            {group.heading}
            <span className={classes.count}>{group.count}</span>
          </h2>
          <p>{group.remedy}</p>
          <p className={classes.seen}>
            First seen <RelativeTime at={group.firstAt} /> · last <RelativeTime at={group.lastAt} />
          </p>
        </div>
        {group.count > 1 && (
          <Allowed to="problems.retryAll" hide>
            <Button
              size="xs"
              variant="default"
              leftSection={<RotateCw size={14} aria-hidden />}
              loading={retry.pending}
              onClick={() => void run()}
            >
              Retry these {group.count}
            </Button>
          </Allowed>
        )}
      </header>
      {retry.error !== null && (
        <PlanFirst
          error={preview.error ?? retry.error}
          planning={preview.pending}
          onPlan={async () => (await preview.run({ cause: group.cause })).ok}
        />
      )}
      <ul className={classes.problems}>
        {shown.map((problem) => (
          <ProblemRow key={problem.id} problem={problem} onOpen={() => onOpen(problem.id)} />
        ))}
      </ul>
      {shown.length < group.problems.length && (
        <Button variant="subtle" size="xs" onClick={() => setAll(true)}>
          Show all {group.problems.length}
        </Button>
      )}
    </section>
  );
}

function ProblemRow({ problem, onOpen }: { problem: Problem; onOpen: () => void }) {
  return (
    <li className={classes.problem} aria-label={problem.title}>
      <div className={classes.problemHead}>
        <span className={classes.title}>{problem.title}</span>
        <StatePill state={stateOf(problem.state)} />
        <span className={classes.act}>{problem.act}</span>
        <button type="button" className={classes.more} onClick={onOpen} aria-label={`Details of ${problem.title}`}>
          Details
        </button>
      </div>
      <p className={classes.sentence}>{problem.error.userSentence}</p>
      <p className={classes.tries}>
        <Tries problem={problem} />
      </p>
      <FixButtons problem={problem} />
      {problem.blocks.length > 0 && <Blocked problem={problem} />}
    </li>
  );
}

/** How often it was tried, and what happens next without anyone. */
function Tries({ problem }: { problem: Problem }) {
  const next =
    problem.nextAttemptAt !== null ? (
      <>
        tried again by itself <RelativeTime at={problem.nextAttemptAt} />
      </>
    ) : problem.state === 'blocked' ? (
      'goes by itself once that is settled'
    ) : (
      'waits for you'
    );
  return problem.attempts === 0 ? (
    <>
      Waiting since <RelativeTime at={problem.firstAt} /> · {next}
    </>
  ) : (
    <>
      Tried {plural(problem.attempts, 'time')}, last <RelativeTime at={problem.lastAt} /> · {next}
    </>
  );
}

/** Records that wait for this one: they go by themselves once it is mended, so they are folded. */
function Blocked({ problem }: { problem: Problem }) {
  return (
    <details className={classes.blocked}>
      <summary>
        <ChevronDown size={14} aria-hidden />
        {plural(problem.blocks.length, 'record')} {problem.blocks.length === 1 ? 'waits' : 'wait'} for this one
      </summary>
      <ul>
        {problem.blocks.map((one) => (
          <li key={`${one.entity} ${one.key}`}>
            <Link href={recordPath(one.entity, one.key)}>{one.title}</Link>
          </li>
        ))}
      </ul>
      <p>They go by themselves as soon as it is settled.</p>
    </details>
  );
}
