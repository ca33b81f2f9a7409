import { Button } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import type { PlanItem, PlanSummary } from '../../../shared/contract/sync.ts';
import { useAppStore, useCommand } from '../../store/index.ts';
import { Callout, ErrorCallout, plural, type TellableError } from '../../ui/index.ts';

/** Items asked for at a time: the contract's limit. */
const PAGE = 500;

/** An undo that something stands in the way of: nothing of it can be applied until those records are left out. */
export function InTheWay({ plan, count }: { plan: PlanSummary; count: number }) {
  const { call } = useAppStore();
  const preview = useCommand('undo.preview');
  const [error, setError] = useState<TellableError | null>(null);
  const { change } = plan;
  if (change?.kind !== 'undo') return null;
  const whole = plan.actionable === 0;

  const leaveOut = async (): Promise<void> => {
    const leave = [...change.leave];
    for (let offset = 0; ; offset += PAGE) {
      const page = await call('plan.items', { planId: plan.planId, action: 'refuse', offset, limit: PAGE });
      if (!page.ok) {
        setError(page.error);
        return;
      }
      leave.push(...page.value.items.map(nameOf));
      if (offset + PAGE >= page.value.total) break;
    }
    setError(null);
    await preview.run({ runId: change.run, entries: change.entries, leave });
  };

  const them = count === 1 ? 'it' : `these ${count}`;
  const failed = error ?? preview.error;
  return (
    <>
      <Callout
        tone="warn"
        title={`${plural(count, 'record')} ${count === 1 ? 'stands' : 'stand'} in the way, so nothing of it can be undone yet`}
        actions={
          <>
            {!whole && (
              <Button size="xs" loading={preview.pending} onClick={() => void leaveOut()}>
                Leave {them} out and look again
              </Button>
            )}
            <Button size="xs" variant="default" component={Link} href="/preview/all/refuse">
              Look at what is in the way
            </Button>
          </>
        }
      >
        {whole
          ? 'Each says what it is and what can be done about it. Nothing was written.'
          : `An undo is made whole or not at all. Clear what is in the way, or leave ${them} as ${count === 1 ? 'it is' : 'they are'} and undo the rest.`}
      </Callout>
      {failed && <ErrorCallout error={failed} />}
    </>
  );
}

const nameOf = ({ entity, platformId, quickbooksId }: PlanItem): string =>
  `${entity}/${platformId ?? `qb:${quickbooksId}`}`;
