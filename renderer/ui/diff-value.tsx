import { ArrowRight } from 'lucide-react';
import type { Json, Side } from '../../shared/primitives.ts';
import classes from './diff-value.module.css';

/** Any stored value as a person reads it: nothing is a dash, addresses become one line, lists are counted. */
export function readable(value: Json): string {
  if (value === null || value === '') return '–';
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  if (Array.isArray(value)) return value.length === 1 ? '1 entry' : `${value.length} entries`;
  return Object.values(value)
    .filter((part) => part !== null && part !== '')
    .map((part) => readable(part))
    .join(', ');
}

/** Before and after of one field. `side` colours the new value by the side it came from; default is the accent. */
export function DiffValue({ before, after, side }: { before: Json; after: Json; side?: Side }) {
  const was = readable(before);
  return (
    <span className={classes.diff}>
      {was !== '–' && (
        <>
          <del className={classes.before}>{was}</del>
          <ArrowRight size={13} aria-label="becomes" className={classes.arrow} />
        </>
      )}
      <ins className={`${classes.after} ${side === undefined ? classes.accent : classes[side]}`}>{readable(after)}</ins>
    </span>
  );
}
