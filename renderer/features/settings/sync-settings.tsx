import { Button, Loader, NumberInput } from '@mantine/core';
import { Scale } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import type { Settings } from '../../../shared/contract/settings.ts';
import { useCommand, useQuery, useStatus } from '../../store/index.ts';
import { ErrorCallout, formatClock, formatCount, Panel, toast, useNow } from '../../ui/index.ts';
import classes from './settings.module.css';

/** How often QuickBooks is read, what stops a run, pausing, and a full comparison. */
export function SyncSettings() {
  const settings = useQuery('settings.get', {}, { topics: ['settings'] });
  if (settings.data === null)
    return settings.error ? (
      <ErrorCallout error={settings.error} onRetry={settings.refetch} />
    ) : (
      <Loader size="sm" type="dots" aria-label="Loading" />
    );
  return (
    <>
      {/* A change from elsewhere begins the form anew with what is stored. */}
      <Numbers key={JSON.stringify(settings.data)} stored={settings.data} />
      <Running />
    </>
  );
}

type Draft = { active: number; idle: number; reads: number; removals: number; share: number; creates: number };

const draftOf = (settings: Settings): Draft => ({
  active: settings.pollActiveSeconds,
  idle: Math.round(settings.pollIdleSeconds / 60),
  reads: settings.readBudget,
  removals: settings.brake.maxRemovals,
  share: Math.round(settings.brake.maxShare * 100),
  creates: settings.brake.maxCreates,
});

function Numbers({ stored }: { stored: Settings }) {
  const before = draftOf(stored);
  const [draft, setDraft] = useState(before);
  const save = useCommand('settings.set');
  const dirty = JSON.stringify(before) !== JSON.stringify(draft);
  const number = (name: keyof Draft, label: string, description: string, min: number, max: number, suffix: string) => (
    <NumberInput
      label={label}
      description={description}
      min={min}
      max={max}
      clampBehavior="blur"
      allowDecimal={false}
      suffix={suffix}
      thousandSeparator=","
      w={{ base: '100%', xs: 360 }}
      value={draft[name]}
      onChange={(value) => setDraft({ ...draft, [name]: typeof value === 'number' ? value : min })}
    />
  );
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const answer = await save.run({
      pollActiveSeconds: draft.active,
      pollIdleSeconds: draft.idle * 60,
      readBudget: draft.reads,
      brake: { maxRemovals: draft.removals, maxShare: draft.share / 100, maxCreates: draft.creates },
    });
    if (answer.ok) toast('Settings saved');
  };
  return (
    <form onSubmit={(event) => void submit(event)} className={classes.parts}>
      <Panel title="Reading QuickBooks">
        <div className={classes.form}>
          {number('active', 'While this window is looked at, every', 'From 5 seconds to an hour.', 5, 3600, ' seconds')}
          {number(
            'idle',
            'Otherwise, every',
            'From a minute to a day. Your own edits go out at once either way.',
            1,
            1440,
            ' minutes',
          )}
          {number(
            'reads',
            'At most, a month',
            'Intuit meters reads. They are spread over the month; at nine tenths background reading stops.',
            500,
            10_000_000,
            ' reads',
          )}
        </div>
      </Panel>
      <Panel title="Brake">
        <div className={classes.form}>
          <p className={classes.intro}>
            What would do more than this stops and asks, because a mass change is more often a mistake than a wish.
            Plans you applied do not count.
          </p>
          {number('removals', 'Removals in an hour', 'Deletes, voids and deactivations together.', 0, 100_000, '')}
          {number(
            'share',
            'Share of one kind of record changed',
            'In one run or over an hour, once more than 20 exist.',
            0,
            100,
            ' %',
          )}
          {number(
            'creates',
            'New records in an hour',
            'Made on either side because they were only on the other.',
            0,
            1_000_000,
            '',
          )}
        </div>
      </Panel>
      {save.error && <ErrorCallout error={save.error} />}
      {dirty && (
        <div className={classes.saveBar}>
          <Button type="submit" loading={save.pending}>
            Save changes
          </Button>
          <Button variant="subtle" color="gray" onClick={() => setDraft(before)}>
            Discard
          </Button>
        </div>
      )}
    </form>
  );
}

/** Pausing, a full comparison, and what the month has cost in calls. */
function Running() {
  const status = useStatus();
  const now = useNow();
  const pause = useCommand('sync.pause');
  const resume = useCommand('sync.resume');
  const compare = useCommand('sync.compare');
  if (status === null || status.stage !== 'live') return null;
  const { paused, calls } = status;
  return (
    <Panel title="Running">
      <div className={classes.rows}>
        <div className={classes.row}>
          <div>
            <div className={classes.rowName}>{paused ? 'Paused' : 'Syncing is on'}</div>
            <div className={classes.quiet}>
              {paused
                ? paused.until
                  ? `Goes on by itself at ${formatClock(paused.until, now)}. Changes are kept.`
                  : 'Until you resume. Changes are kept.'
                : 'Changes on either side are settled as they come.'}
            </div>
          </div>
          {paused ? (
            <Button loading={resume.pending} onClick={() => void resume.run({})}>
              Resume syncing
            </Button>
          ) : (
            <Button variant="default" loading={pause.pending} onClick={() => void pause.run({ until: null })}>
              Pause syncing
            </Button>
          )}
        </div>
        <div className={classes.row}>
          <div>
            <div className={classes.rowName}>Compare everything</div>
            <div className={classes.quiet}>
              Reads every record of both sides and settles what differs. It happens by itself in the background too.
            </div>
          </div>
          <Button
            variant="default"
            leftSection={<Scale size={15} aria-hidden />}
            loading={compare.pending}
            disabled={paused !== null || status.progress !== null}
            onClick={() => void compare.run({})}
          >
            Compare now
          </Button>
        </div>
        <div className={classes.row}>
          <div>
            <div className={classes.rowName}>Calls to QuickBooks in {calls.month}</div>
            <div className={classes.quiet}>
              Reads are metered by Intuit, writes are free. The sandbox company costs nothing.
            </div>
          </div>
          <div className={`${classes.calls} pl-num`}>
            <b>{formatCount(calls.corePlus)}</b> reads, <b>{formatCount(calls.core)}</b> writes
          </div>
        </div>
      </div>
      {[pause.error, resume.error, compare.error].map(
        (error) => error && <ErrorCallout key={error.code} error={error} />,
      )}
    </Panel>
  );
}
