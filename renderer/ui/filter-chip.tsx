import { Check, X } from 'lucide-react';
import type { ReactNode } from 'react';
import classes from './filter-chip.module.css';
import { formatCount } from './format.ts';

/** A filter that is on or off, with how many it would show. */
export function FilterChip({
  children,
  count,
  on,
  onToggle,
}: {
  children: ReactNode;
  count?: number;
  on: boolean;
  onToggle: () => void;
}) {
  return (
    <button type="button" className={classes.chip} aria-pressed={on} onClick={onToggle}>
      {on && <Check size={13} aria-hidden />}
      <span>{children}</span>
      {count !== undefined && <span className={classes.count}>{formatCount(count)}</span>}
    </button>
  );
}

/** A filter set from elsewhere ("Customer: Pine Ridge HOA"), which can only be taken away here. */
export function FixedChip({ name, value, onClear }: { name: string; value: ReactNode; onClear: () => void }) {
  return (
    <span className={`${classes.chip} ${classes.fixed}`}>
      <span>
        <span className={classes.name}>{name}</span> {value}
      </span>
      <button type="button" className={classes.clear} aria-label={`Clear filter ${name}`} onClick={onClear}>
        <X size={13} aria-hidden />
      </button>
    </span>
  );
}
