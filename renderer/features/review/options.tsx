import { Radio } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';
import { isTyping, Kbd } from '../../ui/index.ts';
import classes from './review.module.css';

export type Option = { id: string; label: string; sentence: string; danger?: boolean; more?: ReactNode };

/** Choices as large rows; the number keys choose, `a` applies. */
export function Options({
  label,
  options,
  chosen,
  onChoose,
  onApply,
}: {
  label: string;
  options: Option[];
  chosen: string | null;
  onChoose: (id: string) => void;
  onApply: () => void;
}) {
  const latest = useRef({ options, onChoose, onApply });
  latest.current = { options, onChoose, onApply };
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('[role="dialog"]')) return;
      if (isTyping(event.target)) return;
      const option = latest.current.options[Number(event.key) - 1];
      if (option !== undefined) latest.current.onChoose(option.id);
      else if (event.key === 'a') latest.current.onApply();
      else return;
      event.preventDefault();
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);
  return (
    <Radio.Group label={label} value={chosen} onChange={onChoose}>
      <div className={classes.options}>
        {options.map((option, index) => (
          <Radio.Card
            key={option.id}
            value={option.id}
            className={classes.option ?? ''}
            aria-label={option.label}
            data-chosen={option.id === chosen || undefined}
          >
            <Radio.Indicator className={classes.optionDot ?? ''} />
            <span className={classes.optionText}>
              <span className={option.danger ? classes.danger : undefined}>{option.label}</span>
              <span className={classes.optionSentence}>{option.sentence}</span>
              {option.more}
            </span>
            <span className={classes.optionKey} aria-hidden>
              <Kbd>{index + 1}</Kbd>
            </span>
          </Radio.Card>
        ))}
      </div>
    </Radio.Group>
  );
}
