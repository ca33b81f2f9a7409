import { ActionIcon, Button, Menu, Popover, Tooltip } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { FileSearch, FlaskConical, Landmark, Pause, Play, RefreshCw } from 'lucide-react';
import type { Status } from '../../shared/contract/app.ts';
import { useCommand, useStatus } from '../store/index.ts';
import {
  Allowed,
  ENVIRONMENT_WORD,
  formatClock,
  HEALTH_WORD,
  HealthPill,
  Pill,
  RelativeTime,
  toast,
  useNow,
} from '../ui/index.ts';
import { CompanySwitcher } from './company-switcher.tsx';
import classes from './frame.module.css';
import { PersonMenu } from './person-menu.tsx';

/** Which company, whether all is well and why, and the two acts one wants from anywhere. */
export function TopBar() {
  const status = useStatus();
  // Before the first plan was applied there is nothing to be well or ill; what stops setting up is told all the same.
  const quiet = status !== null && status.stage !== 'live' && ['upToDate', 'needsYou'].includes(status.health.state);
  const sandbox = status?.company?.environment === 'sandboxCompany' || status?.company?.environment === 'sandbox';
  return (
    <header className={`${classes.bar} ${sandbox ? classes.sandbox : ''}`}>
      <CompanySwitcher />
      {status?.company && (
        <span
          className={`${classes.chip} ${sandbox ? classes.chipSandbox : ''}`}
          title={ENVIRONMENT_WORD[status.company.environment]}
        >
          {sandbox ? <FlaskConical size={13} aria-hidden /> : <Landmark size={13} aria-hidden />}
          <span>{ENVIRONMENT_WORD[status.company.environment]}</span>
        </span>
      )}
      <span className={classes.push} />
      {status && status.stage !== 'notConnected' && (quiet ? <NothingYet /> : <Health status={status} />)}
      {status && status.stage === 'live' && (
        <Allowed to="sync.now" hide>
          <Acts status={status} />
        </Allowed>
      )}
      <PersonMenu />
    </header>
  );
}

const NothingYet = () => <Pill shape={FileSearch} tone="quiet" word="Nothing written yet" large />;

/** The state in one pill; pressed, it says why and since when. */
function Health({ status }: { status: Status }) {
  const now = useNow();
  // On a phone the word alone has room.
  const narrow = useMediaQuery('(max-width: 640px)', false, { getInitialValueInEffect: false });
  const { health, progress, lastProvenEqualAt, paused } = status;
  const detail =
    health.state === 'upToDate' && lastProvenEqualAt
      ? `proven ${formatClock(lastProvenEqualAt, now)}`
      : health.state === 'syncing' && progress?.total
        ? `${progress.done} of ${progress.total}`
        : health.state === 'paused' && paused?.until
          ? `until ${formatClock(paused.until, now)}`
          : undefined;
  return (
    <Popover position="bottom-end" width={380}>
      <Popover.Target>
        <button type="button" className={classes.health} aria-label={`Health: ${HEALTH_WORD[health.state]}. Why?`}>
          <HealthPill state={health.state} {...(detail === undefined || narrow ? {} : { detail })} large />
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <div className={classes.why}>
          <p>{health.sentence}</p>
          {health.reasons.length > 0 && (
            <ul>
              {health.reasons.map((reason) => (
                <li key={reason}>{reason}</li>
              ))}
            </ul>
          )}
          <dl>
            <dt>Last proven equal</dt>
            <dd>
              <RelativeTime at={lastProvenEqualAt} />
            </dd>
            <dt>Last sync</dt>
            <dd>
              <RelativeTime at={status.lastSyncAt} />
            </dd>
            <dt>Next sync</dt>
            <dd>
              <RelativeTime at={status.nextSyncAt} none="when you resume" />
            </dd>
          </dl>
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}

/** Pauses on offer: long enough for a month-end session or for the night. Null: until resumed. */
const PAUSES: readonly { label: string; until: (now: Date) => Date | null }[] = [
  { label: '30 minutes', until: (now) => new Date(now.getTime() + 30 * 60_000) },
  { label: '2 hours', until: (now) => new Date(now.getTime() + 120 * 60_000) },
  {
    label: 'Until tomorrow, 8:00',
    until: (now) => new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1, 8),
  },
  { label: 'Until I resume', until: () => null },
];

function Acts({ status }: { status: Status }) {
  const syncNow = useCommand('sync.now');
  const pause = useCommand('sync.pause');
  const resume = useCommand('sync.resume');
  const tell = (answer: { ok: true } | { ok: false; error: { userSentence: string } }, done: string): void =>
    answer.ok ? toast(done) : toast(answer.error.userSentence, { tone: 'bad' });

  const sync = async (): Promise<void> => {
    const answer = await syncNow.run({});
    if (!answer.ok) tell(answer, '');
  };

  if (status.paused) {
    return (
      <Button
        size="xs"
        leftSection={<Play size={14} aria-hidden />}
        loading={resume.pending}
        onClick={async () => tell(await resume.run({}), 'Resumed')}
      >
        Resume
      </Button>
    );
  }
  return (
    <>
      <Button
        size="xs"
        variant="default"
        className={classes.wideOnly ?? ''}
        leftSection={<RefreshCw size={14} aria-hidden />}
        loading={syncNow.pending}
        disabled={status.health.state === 'syncing'}
        onClick={() => void sync()}
      >
        Sync now
      </Button>
      <Menu position="bottom-end">
        <Menu.Target>
          <Tooltip label="Pause syncing">
            <ActionIcon size={30} variant="default" aria-label="Pause" loading={pause.pending}>
              <Pause size={15} aria-hidden />
            </ActionIcon>
          </Tooltip>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            hiddenFrom="xs"
            leftSection={<RefreshCw size={14} aria-hidden />}
            disabled={status.health.state === 'syncing'}
            onClick={() => void sync()}
          >
            Sync now
          </Menu.Item>
          <Menu.Label>Pause syncing</Menu.Label>
          {PAUSES.map(({ label, until }) => (
            <Menu.Item
              key={label}
              onClick={async () => tell(await pause.run({ until: until(new Date())?.toISOString() ?? null }), 'Paused')}
            >
              {label}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </>
  );
}
