import type { HealthState, Status } from '../../../shared/contract/app.ts';
import type { AppError } from '../../../shared/errors.ts';

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
  | { kind: 'act'; act: TrayAct; label: string; enabled: boolean /** The company it opens. */; company?: string }
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

const act = (name: TrayAct, label: string, enabled = true) => ({ kind: 'act', act: name, label, enabled }) as const;

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

/** A company as the tray tells of it. */
export type TrayCompany = { id: string; name: string; status: Status | null; error: AppError | null };

/** What tells most first: the worst of several companies is what the tray shows. */
const WORST: readonly HealthState[] = ['error', 'needsYou', 'offline', 'syncing', 'paused', 'upToDate'];

const stateOf = ({ status, error }: TrayCompany): HealthState =>
  error !== null ? 'error' : (status?.health.state ?? 'offline');

const tellsOf = (company: TrayCompany, clock: (instant: string) => string): string =>
  company.error !== null ? STATE_WORDS.error : company.status === null ? 'Starting' : headingOf(company.status, clock);

/**
 * What the tray shows of all companies: the state of the worst, a line for each that opens it, the counts together. With
 * one company it is that company's own tray.
 */
export function trayOf(companies: readonly TrayCompany[], clock: (instant: string) => string): TrayModel {
  const [only] = companies;
  if (only !== undefined && companies.length === 1 && only.error === null) return trayModel(only.status, clock);
  if (only === undefined) return trayModel(null, clock);
  const worst = companies.reduce((a, b) => (WORST.indexOf(stateOf(b)) < WORST.indexOf(stateOf(a)) ? b : a));
  const waits = ({ status }: TrayCompany): number =>
    status === null ? 0 : status.counts.review + status.counts.problems;
  const live = companies.flatMap(({ status }) => (status?.stage === 'live' ? [status] : []));
  const running = live.filter((status) => status.paused === null);
  return {
    state: stateOf(worst),
    tooltip: `Plumbline: ${worst.name}: ${tellsOf(worst, clock)}`,
    badge: companies.reduce((sum, one) => sum + waits(one), 0),
    menu: [
      ...companies.map((one): TrayItem => ({ ...act('open', `${one.name}: ${tellsOf(one, clock)}`), company: one.id })),
      { kind: 'separator' },
      act('open', 'Open Plumbline'),
      act(
        'syncNow',
        'Sync all now',
        running.some((status) => status.health.state !== 'syncing'),
      ),
      running.length === 0 && live.length > 0
        ? act('resume', 'Resume all')
        : act('pause', 'Pause all', running.length > 0),
      { kind: 'separator' },
      act('quit', 'Quit Plumbline'),
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
