import { Textarea, TextInput } from '@mantine/core';
import { type KeyboardEvent, useState } from 'react';
import type { ReviewField } from '../../../shared/contract/review.ts';
import { readDecimal, readMoney } from '../../ui/decimals.ts';

/** A value of one's own for a field: Enter takes it, Esc leaves things as they were. */
export function TypedValue({
  field,
  start,
  onDone,
  onCancel,
}: {
  field: ReviewField;
  start: string;
  onDone: (value: string | null) => void;
  onCancel: () => void;
}) {
  const raw = [field.platform, field.quickbooks, field.base].find((value) => typeof value === 'string');
  const isDate = field.kind === 'date';
  // Dates are shown in words but typed as dates; money is shown with its sign but typed without.
  const [typed, setTyped] = useState(
    isDate || field.kind === 'money' || field.kind === 'decimal' ? (typeof raw === 'string' ? raw : '') : start,
  );
  const [problem, setProblem] = useState<string | null>(null);
  const done = (): void => {
    if (field.kind === 'money' || field.kind === 'decimal') {
      const read = field.kind === 'money' ? readMoney(typed) : readDecimal(typed);
      if (!read.ok) {
        setProblem(`${field.label} ${read.problem}`);
        return;
      }
      onDone(read.value);
      return;
    }
    onDone(typed.trim() === '' ? null : typed.trim());
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') {
      event.stopPropagation();
      onCancel();
    }
    if (event.key !== 'Enter' || (field.kind === 'longText' && event.shiftKey)) return;
    event.preventDefault();
    done();
  };
  const props = {
    size: 'xs' as const,
    'aria-label': `${field.label}: own value`,
    error: problem,
    value: typed,
    autoFocus: true,
    style: { flex: 1 },
    onKeyDown,
    onBlur: onCancel,
  };
  return field.kind === 'longText' ? (
    <Textarea {...props} rows={3} onChange={(event) => setTyped(event.currentTarget.value)} />
  ) : (
    <TextInput
      {...props}
      type={isDate ? 'date' : 'text'}
      onChange={(event) => {
        setProblem(null);
        setTyped(event.currentTarget.value);
      }}
    />
  );
}
