import { Button, Checkbox, Menu } from '@mantine/core';
import { Download, RefreshCw } from 'lucide-react';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import type { PlanSummary } from '../../../shared/contract/sync.ts';
import { useAppStore, useCommand } from '../../store/index.ts';
import { Allowed, Callout, ErrorCallout, formatCount, plural, type TellableError, toast } from '../../ui/index.ts';
import { exportPlan } from './export.ts';
import { InTheWay } from './in-the-way.tsx';
import classes from './preview.module.css';
import { leftOver } from './sums.ts';

/** Applying a plan, exporting it and reading again: shared by the sums and the list. */
export function useApply(plan: PlanSummary, onReadAgain: () => void, readError: TellableError | null) {
  const [, navigate] = useLocation();
  const { call } = useAppStore();
  const apply = useCommand('sync.apply');
  const [looked, setLooked] = useState(false);
  const [exporting, setExporting] = useState(false);
  const braked = plan.warning !== null;
  const undoes = plan.change?.kind === 'undo';
  const imports = plan.change?.kind === 'import';
  // An undo is whole or not at all.
  const inTheWay = undoes ? leftOver(plan).refuse : 0;

  // What is only asked about is part of an import too: it puts the question.
  const nothing = plan.actionable + leftOver(plan).review === 0;

  const run = async (): Promise<void> => {
    const answer = await apply.run({ planId: plan.planId, hash: plan.hash, confirmWarning: braked && looked });
    if (!answer.ok) return;
    if (imports) {
      navigate(`/import/${answer.value.runId}`);
      return;
    }
    toast(`${undoes ? 'Undoing with' : 'Applying'} ${plural(plan.actionable, 'change')}`);
    navigate(undoes ? '/activity' : '/');
  };
  const save = async (format: 'csv' | 'json'): Promise<void> => {
    setExporting(true);
    const error = await exportPlan(call, plan, format);
    setExporting(false);
    if (error) toast(error.userSentence, { tone: 'bad' });
  };

  const actions = (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" leftSection={<Download size={15} aria-hidden />} loading={exporting}>
            Export
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => void save('csv')}>For a spreadsheet (CSV)</Menu.Item>
          <Menu.Item onClick={() => void save('json')}>Everything (JSON)</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Allowed to="sync.preview" hide>
        <Button variant="default" leftSection={<RefreshCw size={15} aria-hidden />} onClick={onReadAgain}>
          Read again
        </Button>
      </Allowed>
      <Allowed to="sync.apply">
        <Button
          loading={apply.pending}
          disabled={(braked && !looked) || inTheWay > 0 || (imports && nothing)}
          onClick={() => void run()}
        >
          {undoes
            ? `Undo: write ${plural(plan.actionable, 'change')}`
            : imports
              ? nothing
                ? 'Nothing to import'
                : plan.actionable === 0
                  ? 'Ask in Review'
                  : `Import: ${plural(plan.actionable, 'change')}`
              : plan.actionable === 0
                ? 'Keep them equal'
                : `Apply ${plural(plan.actionable, 'change')}`}
        </Button>
      </Allowed>
    </>
  );

  const stale = apply.error?.code === 'plan.stale' || apply.error?.code === 'plan.notFound';
  const notices = (
    <div className={classes.notices}>
      {readError && <ErrorCallout error={readError} onRetry={onReadAgain} retryLabel="Read again" />}
      {inTheWay > 0 && <InTheWay plan={plan} count={inTheWay} />}
      {plan.since !== null && <Since since={plan.since} />}
      {apply.error && !(stale && plan.since !== null) && (
        <ErrorCallout
          error={apply.error}
          {...(stale ? { onRetry: onReadAgain, retryLabel: 'Make a new preview' } : { onRetry: () => void run() })}
        />
      )}
      {plan.warning !== null && (
        <Callout tone="warn" title={plan.warning}>
          <p className={classes.brake}>
            A change this large is more often a mistake than a wish, so it is asked for once more. Look through it
            below.
          </p>
          <Checkbox
            checked={looked}
            onChange={(event) => setLooked(event.currentTarget.checked)}
            label="I have looked at it and want to go on"
          />
        </Callout>
      )}
    </div>
  );
  return { actions, notices };
}

/** Apply found the plan out of date: this one took its place, and here is how it differs. */
function Since({ since }: { since: NonNullable<PlanSummary['since']> }) {
  const parts = [
    since.added > 0 ? `${formatCount(since.added)} added` : null,
    since.changed > 0 ? `${formatCount(since.changed)} different` : null,
    since.dropped > 0 ? `${formatCount(since.dropped)} no longer needed` : null,
  ].filter((part) => part !== null);
  return (
    <Callout tone="warn" title="Things changed since you looked, so nothing was written">
      <p className={classes.since}>
        This is the plan as it is now: {parts.join(', ')}.{' '}
        <Link href="/preview/all/all?since=1">Look at what changed</Link>, then apply it.
      </p>
    </Callout>
  );
}
