import type { HealthState, Status } from '../../../shared/contract/app.ts';

/** The six words, the same in window, tray and notifications. */
export const STATE_WORDS: Readonly<Record<HealthState, string>> = {
  upToDate: 'Up to date',
  syncing: 'Syncing',
  paused: 'Paused',
  offline: 'Offline',
  needsYou: 'Needs you',
  error: 'Error',
};

export type TrayAct = 'open' | 'review' | 'problems' | 'syncNow' | 'pause' | 'resume' | 'quit';

export type TrayItem =
  | { kind: 'act'; act: TrayAct; label: string; enabled: boolean }
  | { kind: 'text'; label: string }
  | { kind: 'separator' };

export type TrayModel = {
  state: HealthState;
  /** One line: state, count, last proven time. */
  tooltip: string;
  /** What waits for a person; the badge. */
  badge: number;
  menu: TrayItem[];
};

const plural = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

const act = (name: TrayAct, label: string, enabled = true): TrayItem => ({ kind: 'act', act: name, label, enabled });

/**
 * What the tray shows of the app's state. Null before the engine has said anything.
 *
 * @param clock the time of an instant as a person reads it ("14:02")
 */
export function trayModel(status: Status | null, clock: (instant: string) => string): TrayModel {
  const quit: TrayItem[] = [{ kind: 'separator' }, act('quit', 'Quit Plumbline')];
  if (status === null)
    return {
      state: 'offline',
      tooltip: 'Plumbline: starting',
      badge: 0,
      menu: [{ kind: 'text', label: 'Starting' }, act('open', 'Open Plumbline'), ...quit],
    };
  const { review, problems } = status.counts;
  const live = status.stage === 'live';
  const heading = headingOf(status, clock);
  const waiting: TrayItem[] = [
    ...(review > 0 ? [act('review', `${plural(review, 'review waits', 'reviews wait')} for you`)] : []),
    ...(problems > 0 ? [act('problems', plural(problems, 'problem', 'problems'))] : []),
  ];
  return {
    state: status.health.state,
    tooltip: `Plumbline: ${heading}`,
    badge: review + problems,
    menu: [
      { kind: 'text', label: heading },
      // What to do about it, where looking at the menu is all a person does.
      ...(status.health.state === 'error' ? [{ kind: 'text' as const, label: status.health.sentence }] : []),
      ...waiting,
      { kind: 'separator' },
      act('open', 'Open Plumbline'),
      act('syncNow', 'Sync now', live && status.paused === null && status.health.state !== 'syncing'),
      status.paused === null ? act('pause', 'Pause', live) : act('resume', 'Resume'),
      ...quit,
    ],
  };
}

/** State, what it is about, and when both sides were last proven equal. */
function headingOf(status: Status, clock: (instant: string) => string): string {
  const word = STATE_WORDS[status.health.state];
  if (status.stage === 'notConnected' && status.health.state !== 'error') return 'Not connected';
  const { progress, paused, counts, lastProvenEqualAt } = status;
  switch (status.health.state) {
    case 'syncing':
      return progress !== null && progress.total !== null ? `${word} ${progress.done} of ${progress.total}` : word;
    case 'paused':
      return paused?.until ? `${word} until ${clock(paused.until)}` : word;
    case 'needsYou':
      return `${word}: ${plural(counts.review + counts.problems, 'thing waits', 'things wait')}`;
    case 'upToDate':
      return lastProvenEqualAt === null ? word : `${word}, proven equal ${clock(lastProvenEqualAt)}`;
    default:
      return word;
  }
}

/** A notification, or null when nothing happened that a person must know of. */
export type Notice = { title: string; body: string; route: string };

/**
 * What to tell when the state goes from one to the next: only that something needs a person, in one message for all of it.
 * Nothing while it stays so.
 */
export function noticeFor(before: Status | null, after: Status): Notice | null {
  const { state, sentence } = after.health;
  if (before === null || before.health.state === state) return null;
  if (state === 'error') return { title: STATE_WORDS.error, body: sentence, route: '/overview' };
  if (state !== 'needsYou') return null;
  return {
    title: STATE_WORDS.needsYou,
    body: sentence,
    route: after.counts.review > 0 ? '/review' : '/problems',
  };
}
