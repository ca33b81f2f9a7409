import { Button, Select } from '@mantine/core';
import { ArrowRight, CircleCheck, CircleDashed, Sparkles } from 'lucide-react';
import type { ReactNode } from 'react';
import type { OutputOf } from '../../../shared/contract/index.ts';
import { formatShare, SideLabel } from '../../ui/index.ts';
import classes from './mappings.module.css';
import { confidenceWord } from './words.ts';

type Mappings = OutputOf<'mappings.get'>;
type ListOption = Mappings['options']['taxCodes'][number];
type Suggestion = Mappings['incomeAccountSuggestion'];

/** What stands over two columns of a pair. */
export const PairHead = () => (
  <div className={classes.pairHead} aria-hidden>
    <SideLabel side="platform" />
    <span />
    <SideLabel side="quickbooks" />
  </div>
);

/** One of ours facing one of theirs. */
export function Pair({
  name,
  note,
  label,
  value,
  options,
  suggestion,
  optional,
  busy,
  onChange,
}: {
  name: string;
  note: ReactNode;
  label: string;
  value: string | null;
  options: ListOption[];
  suggestion: Suggestion;
  /** What no choice means, where that is a choice. */
  optional?: string;
  busy: boolean;
  onChange: (id: string | null) => void;
}) {
  const paired = value !== null || optional !== undefined;
  const offered =
    suggestion === null || suggestion.id === value ? null : options.find((one) => one.id === suggestion.id);
  const known = value === null || options.some((one) => one.id === value);
  return (
    <li className={classes.pair} data-open={paired ? undefined : true}>
      <div className={classes.ours}>
        {paired ? (
          <CircleCheck size={16} className={classes.ok} aria-hidden />
        ) : (
          <CircleDashed size={16} className={classes.missing} aria-hidden />
        )}
        <div>
          <div className={classes.name}>{name}</div>
          <div className={classes.quiet}>{note}</div>
        </div>
      </div>
      <ArrowRight size={16} className={classes.arrow} aria-hidden />
      <div className={classes.theirs}>
        <Select
          aria-label={label}
          placeholder={optional ?? 'Choose one'}
          searchable
          clearable={value !== null}
          clearButtonProps={{ 'aria-label': `Clear ${label}` }}
          disabled={busy}
          value={value}
          onChange={onChange}
          nothingFoundMessage="Nothing is called that"
          data={[
            ...options.map((one) => ({ value: one.id, label: one.detail ? `${one.name} · ${one.detail}` : one.name })),
            // Chosen earlier, but no longer offered by QuickBooks.
            ...(known || value === null ? [] : [{ value, label: `No longer in QuickBooks (${value})` }]),
          ]}
        />
        {!known && <p className={classes.gone}>QuickBooks no longer offers what was chosen. Choose another.</p>}
        {offered !== null && offered !== undefined && suggestion !== null && (
          <div className={classes.suggestion}>
            <Sparkles size={14} aria-hidden />
            <span>
              <b>{offered.name}</b>: {confidenceWord(suggestion.confidence)} ({formatShare(suggestion.confidence)}).{' '}
              {suggestion.reason}
            </span>
            <Button size="compact-xs" variant="light" disabled={busy} onClick={() => onChange(offered.id)}>
              Use suggestion
            </Button>
          </div>
        )}
      </div>
    </li>
  );
}
