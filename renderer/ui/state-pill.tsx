import {
  ArrowRightLeft,
  Ban,
  CircleCheck,
  CircleDashed,
  CircleMinus,
  CircleSlash2,
  Clock,
  Hourglass,
  Lock,
  type LucideIcon,
  OctagonX,
  Pause,
  RefreshCw,
  Trash2,
} from 'lucide-react';
import type { ComponentType } from 'react';
import type { HealthState, RecordState } from '../../shared/contract/app.ts';
import { DiamondAlert } from './diamond-alert.tsx';
import classes from './marks.module.css';
import { HEALTH_WORD, RECORD_WORD } from './words.ts';

export type Tone = 'good' | 'busy' | 'warn' | 'bad' | 'quiet';
type Shape = LucideIcon | ComponentType<{ size?: number; 'aria-hidden'?: boolean }>;

/** Shape and colour of each state of the app; the word stands beside them always. */
export const HEALTH_LOOK: Record<HealthState, { shape: Shape; tone: Tone }> = {
  upToDate: { shape: CircleCheck, tone: 'good' },
  syncing: { shape: RefreshCw, tone: 'busy' },
  paused: { shape: Pause, tone: 'quiet' },
  offline: { shape: CircleDashed, tone: 'quiet' },
  needsYou: { shape: DiamondAlert, tone: 'warn' },
  error: { shape: OctagonX, tone: 'bad' },
};

const RECORD_LOOK: Record<RecordState, { shape: Shape; tone: Tone }> = {
  equal: { shape: CircleCheck, tone: 'good' },
  differs: { shape: CircleSlash2, tone: 'quiet' },
  waiting: { shape: Clock, tone: 'busy' },
  sending: { shape: ArrowRightLeft, tone: 'busy' },
  inReview: { shape: DiamondAlert, tone: 'warn' },
  blocked: { shape: Hourglass, tone: 'warn' },
  failed: { shape: OctagonX, tone: 'bad' },
  held: { shape: Lock, tone: 'warn' },
  notSynced: { shape: CircleMinus, tone: 'quiet' },
  voided: { shape: Ban, tone: 'quiet' },
  deleted: { shape: Trash2, tone: 'quiet' },
};

type PillProps = { shape: Shape; tone: Tone; word: string; bare?: boolean; large?: boolean; turning?: boolean };

/** Shape, colour and word in one. `bare` leaves the ground out (dense tables); `large` is the top bar's. */
export function Pill({ shape: ShapeIcon, tone, word, bare, large, turning }: PillProps) {
  const names = [classes.pill, classes[tone], bare && classes.bare, large && classes.large, turning && classes.turning];
  return (
    <span className={names.filter(Boolean).join(' ')}>
      <ShapeIcon size={large ? 16 : 14} aria-hidden />
      <span className={classes.word}>{word}</span>
    </span>
  );
}

/** State of one record. `detail` replaces the word when it says more ("Blocked by Pine Ridge HOA"). */
export function StatePill({
  state,
  detail,
  bare = false,
}: {
  state: RecordState;
  detail?: string | null;
  bare?: boolean;
}) {
  return <Pill {...RECORD_LOOK[state]} word={detail ?? RECORD_WORD[state]} bare={bare} />;
}

/** State of the whole app. */
export function HealthPill({ state, detail, large = false }: { state: HealthState; detail?: string; large?: boolean }) {
  const word = detail === undefined ? HEALTH_WORD[state] : `${HEALTH_WORD[state]} · ${detail}`;
  return <Pill {...HEALTH_LOOK[state]} word={word} large={large} turning={state === 'syncing'} />;
}
