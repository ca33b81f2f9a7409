import { Button, CopyButton, Stack } from '@mantine/core';
import { Check, Copy } from 'lucide-react';
import { Link } from 'wouter';
import type { Problem } from '../../../shared/contract/review.ts';
import { useEntity, useQuery } from '../../store/index.ts';
import { Field, Fields, FixButtons, plural, RelativeTime, recordPath, StatePill } from '../../ui/index.ts';
import classes from './problems.module.css';
import { stateOf } from './words.ts';

/** Attempts shown; all of them are in Activity. */
const SHOWN = 20;

/** One problem whole: the sentence, the ways out, what the other system said, and every attempt with its traces. */
export function ProblemDrawer({ problem }: { problem: Problem }) {
  const entity = useEntity(problem.entity);
  const { error } = problem;
  const native = error.native ?? {};
  const id = problem.key === null ? null : problem.key.replace(/^qb:/, '');
  const attempts = useQuery(
    'activity.list',
    id === null ? null : { entity: problem.entity, recordId: id, limit: SHOWN },
    { topics: ['activity'] },
  );
  const report = [
    `${problem.title}: ${error.userSentence}`,
    `code ${error.code}`,
    ...Object.entries(native).map(([name, value]) => `${name} ${String(value)}`),
    ...(problem.requestId === null ? [] : [`request ${problem.requestId}`]),
    `attempts ${problem.attempts}, first ${problem.firstAt}, last ${problem.lastAt}`,
  ].join('\n');
  return (
    <Stack gap={24}>
      <div>
        <StatePill state={stateOf(problem.state)} />
        <p className={classes.big}>{error.userSentence}</p>
        <p className={classes.remedy}>{error.remedy}</p>
        <FixButtons problem={problem} />
      </div>
      {problem.key !== null && (
        <p className={classes.plain}>
          <Link href={recordPath(problem.entity, problem.key)} className={classes.link}>
            Open {entity?.label.toLowerCase() ?? 'record'} {problem.title.replace(`${entity?.label ?? ''} `, '')}
          </Link>
        </p>
      )}
      {problem.blocks.length > 0 && (
        <section>
          <h3 className={classes.heading}>Waiting for it</h3>
          <ul className={classes.tree}>
            {problem.blocks.map((one) => (
              <li key={`${one.entity} ${one.key}`}>
                <Link href={recordPath(one.entity, one.key)} className={classes.link}>
                  {one.title}
                </Link>
              </li>
            ))}
          </ul>
        </section>
      )}
      <section>
        <div className={classes.headLine}>
          <h3 className={classes.heading}>Details</h3>
          <CopyButton value={report}>
            {({ copied, copy }) => (
              <Button
                size="compact-xs"
                variant="subtle"
                color="gray"
                leftSection={copied ? <Check size={13} aria-hidden /> : <Copy size={13} aria-hidden />}
                onClick={copy}
              >
                {copied ? 'Copied' : 'Copy for support'}
              </Button>
            )}
          </CopyButton>
        </div>
        <Fields>
          <Field label="Reference">
            <code>{error.code}</code>
          </Field>
          {native.httpStatus !== undefined && <Field label="HTTP status">{native.httpStatus}</Field>}
          {native.faultCode !== undefined && <Field label="QuickBooks code">{native.faultCode}</Field>}
          {native.element !== undefined && <Field label="Field">{native.element}</Field>}
          {native.detail !== undefined && <Field label="Their words">{native.detail}</Field>}
          {problem.requestId !== null && (
            <Field label="Request id">
              <code>{problem.requestId}</code>
            </Field>
          )}
          {native.intuitTid !== undefined && (
            <Field label="Trace id">
              <code>{native.intuitTid}</code>
            </Field>
          )}
          <Field label="Tried">
            {plural(problem.attempts, 'time')}, first <RelativeTime at={problem.firstAt} />, last{' '}
            <RelativeTime at={problem.lastAt} />
          </Field>
          <Field label="Next attempt">
            <RelativeTime at={problem.nextAttemptAt} none="when you act" />
          </Field>
        </Fields>
      </section>
      {(attempts.data?.entries.length ?? 0) > 0 && (
        <section>
          <h3 className={classes.heading}>Attempts and changes</h3>
          <ol className={classes.attempts}>
            {attempts.data?.entries.map((entry) => (
              <li key={entry.seq}>
                <span className={classes.when}>
                  <RelativeTime at={entry.at} />
                </span>
                <span className={classes.what}>
                  {entry.what}
                  {entry.requestId !== null && <code>{entry.requestId}</code>}
                </span>
              </li>
            ))}
          </ol>
        </section>
      )}
    </Stack>
  );
}
