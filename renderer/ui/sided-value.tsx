import type { Side } from '../../shared/primitives.ts';
import { SideMark } from './marks.tsx';
import classes from './sided-value.module.css';

/** One value of one side, on that side's colour and with its letter, so that it is never taken for the other's. */
export function SidedValue({ side, text, mark = true }: { side: Side | 'base'; text: string; mark?: boolean }) {
  return (
    <span className={`${classes.value} ${classes[side]}`}>
      {mark && <SideMark side={side} />}
      <span className={text === '' ? classes.nothing : classes.text}>{text === '' ? 'empty' : text}</span>
    </span>
  );
}

/** Both sides of a field that differs, one under the other. */
export function BothSides({ platform, quickbooks }: { platform: string; quickbooks: string }) {
  return (
    <span className={classes.both}>
      <SidedValue side="platform" text={platform} />
      <SidedValue side="quickbooks" text={quickbooks} />
    </span>
  );
}
