import { Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Side } from '../../shared/primitives.ts';
import { usePlatformLabel } from '../store/index.ts';
import { formatInstant, formatMoney, formatRelative } from './format.ts';
import classes from './marks.module.css';
import { useNow } from './now.ts';

const join = (...names: (string | false | undefined)[]): string => names.filter(Boolean).join(' ');

/**
 * The mark of a side: violet with the platform's own initial, green Q for QuickBooks, grey for what both last agreed on.
 * Alone it carries the side's name for screen readers; beside a written name pass `silent`.
 */
export function SideMark({ side, large, silent }: { side: Side | 'base'; large?: boolean; silent?: boolean }) {
  const platform = usePlatformLabel();
  const name = side === 'platform' ? platform : side === 'quickbooks' ? 'QuickBooks' : 'Last agreed';
  const letter = side === 'base' ? '=' : side === 'quickbooks' ? 'Q' : (platform[0] ?? 'P').toUpperCase();
  return (
    <span
      className={join(classes.side, classes[side], large && classes.sideLarge)}
      {...(silent ? { 'aria-hidden': true } : { role: 'img', 'aria-label': name, title: name })}
    >
      {letter}
    </span>
  );
}

/** Mark and name of a side. */
export function SideLabel({ side, children }: { side: Side | 'base'; children?: ReactNode }) {
  const platform = usePlatformLabel();
  const name = side === 'platform' ? platform : side === 'quickbooks' ? 'QuickBooks' : 'Last agreed';
  return (
    <span className={classes.sideLabel}>
      <SideMark side={side} silent />
      <span className={classes.word}>{children ?? name}</span>
    </span>
  );
}

/** An amount with tabular figures; null shows a dash. `right` fills its cell and aligns by the decimal point. */
export function Money({
  value,
  right = false,
  sign = false,
  muted = false,
}: {
  value: string | null;
  right?: boolean;
  sign?: boolean;
  muted?: boolean;
}) {
  return (
    <span className={join(classes.money, right && classes.moneyRight, (muted || value === null) && classes.muted)}>
      {value === null ? '–' : formatMoney(value, { sign })}
    </span>
  );
}

/** How long ago, kept current; the full time with its zone on hover. */
export function RelativeTime({ at, none = 'never' }: { at: string | null; none?: string }) {
  const now = useNow();
  if (at === null) return <span className={classes.muted}>{none}</span>;
  return (
    <Tooltip label={formatInstant(at)}>
      <time className={classes.time} dateTime={at}>
        {formatRelative(at, now)}
      </time>
    </Tooltip>
  );
}

/** A key of the keyboard. */
export function Kbd({ children }: { children: ReactNode }) {
  return <kbd className={classes.kbd}>{children}</kbd>;
}
