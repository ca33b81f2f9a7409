import { Button } from '@mantine/core';
import { ArrowRight, FileSearch, ListChecks } from 'lucide-react';
import { Link } from 'wouter';
import type { Status } from '../../../../shared/contract/app.ts';
import { useQuery } from '../../../store/index.ts';
import { Allowed, Progress, plural } from '../../../ui/index.ts';
import classes from './setup.module.css';
import { Steps } from './steps.tsx';

/** Connected, and nothing written yet: what comes next. */
export function NextStep({ status }: { status: Status }) {
  const plan = useQuery('plan.get', {}, { topics: ['plan'] });
  // The plan of an import that was only looked at is not the plan of everything.
  const changes = plan.data?.plan?.change === null ? plan.data.plan.actionable : null;
  const planned = status.stage === 'previewed' && changes !== null;
  const Shape = planned ? ListChecks : FileSearch;
  return (
    <div className={classes.page}>
      <Steps at={planned ? 2 : 1} />
      <section className={classes.next} aria-label="Next step">
        <Shape size={24} aria-hidden className={classes.choiceIcon} />
        <h1>
          {planned
            ? `${plural(changes, 'change')} planned`
            : `${status.company?.companyName ?? 'Your company'} is connected`}
        </h1>
        <p>
          {planned
            ? 'Look through what would be made, linked and changed. Nothing is written until you apply it.'
            : `Plumbline reads ${status.platformLabel} and QuickBooks, compares every record and shows what it would do. It writes nothing.`}
        </p>
        {status.progress && <Progress progress={status.progress} />}
        <Button
          component={Link}
          href={planned || status.progress ? '/preview' : '/preview?read=1'}
          size="md"
          rightSection={<ArrowRight size={16} aria-hidden />}
        >
          {planned ? 'Look at the plan' : status.progress ? 'Follow the reading' : 'Preview'}
        </Button>
        <Allowed to="import.preview" hide>
          <Button component={Link} href="/import" variant="subtle" size="xs">
            Only bring customers over from QuickBooks first
          </Button>
        </Allowed>
      </section>
    </div>
  );
}
