import { Button } from '@mantine/core';
import { Play } from 'lucide-react';
import { Link } from 'wouter';
import type { Status } from '../../../shared/contract/app.ts';
import { useCommand } from '../../store/index.ts';
import { ErrorDetails, formatCount, HEALTH_LOOK, HEALTH_WORD, Progress } from '../../ui/index.ts';
import classes from './overview.module.css';

/** The sentence of health, large, with the button that answers it. */
export function Health({ status }: { status: Status }) {
  const { health, counts, progress, connectionError } = status;
  const { shape: Shape, tone } = HEALTH_LOOK[health.state];
  const resume = useCommand('sync.resume');
  return (
    <section className={classes.health} aria-label="Health">
      <div className={`${classes.shape} ${classes[tone]}`}>
        <Shape size={26} aria-hidden />
      </div>
      <div className={classes.healthText}>
        <div className={classes.word}>{HEALTH_WORD[health.state]}</div>
        <h1 className={classes.sentence}>{health.sentence}</h1>
        {health.reasons.length > 0 && (
          <ul className={classes.reasons}>
            {health.reasons.map((reason) => (
              <li key={reason}>{reason}</li>
            ))}
          </ul>
        )}
        {progress && <Progress progress={progress} />}
        {connectionError && health.state === 'error' && <ErrorDetails error={connectionError} />}
      </div>
      <div className={classes.healthActs}>
        {status.paused && (
          <Button
            leftSection={<Play size={15} aria-hidden />}
            loading={resume.pending}
            onClick={() => void resume.run({})}
          >
            Resume syncing
          </Button>
        )}
        {health.state === 'error' && connectionError && (
          <Button component={Link} href="/settings">
            Reconnect
          </Button>
        )}
        {counts.review > 0 && (
          <Button component={Link} href="/review" variant={health.state === 'needsYou' ? 'filled' : 'default'}>
            Decide {formatCount(counts.review)} in Review
          </Button>
        )}
        {counts.problems > 0 && (
          <Button component={Link} href="/problems" variant="default">
            See {formatCount(counts.problems)} {counts.problems === 1 ? 'problem' : 'problems'}
          </Button>
        )}
      </div>
    </section>
  );
}
