import { Button } from '@mantine/core';
import { useLocation } from 'wouter';
import { Callout, type TellableError } from './callouts.tsx';

/** A change that writes more than a few records: its plan is looked at first. Any other failure is told as it is. */
export function PlanFirst({
  error,
  planning,
  onPlan,
}: {
  error: TellableError;
  planning: boolean;
  /** Makes the plan; answers whether it stands. */
  onPlan: () => Promise<boolean>;
}) {
  const [, navigate] = useLocation();
  if (error.code !== 'plan.needed')
    return (
      <Callout tone="bad" title={error.userSentence}>
        {error.remedy}
      </Callout>
    );
  return (
    <Callout
      tone="warn"
      title={error.userSentence}
      actions={
        <Button size="xs" loading={planning} onClick={() => void onPlan().then((made) => made && navigate('/preview'))}>
          Look at the plan
        </Button>
      }
    >
      Nothing is changed yet. The plan shows every record, and applying it makes the change.
    </Callout>
  );
}
