import { Button, Group, SegmentedControl, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { OutputOf } from '../../../shared/contract/index.ts';
import { type EntityPolicy, numberingSchema } from '../../../shared/policy.ts';
import { usePlatformLabel } from '../../store/index.ts';
import classes from './mappings.module.css';
import { numberingWords } from './words.ts';

type Numbers = NonNullable<OutputOf<'mappings.get'>['entities'][number]['numbers']>;

/** Who numbers new documents, and from which number on; what is typed is checked before it is saved. */
export function NumberingPart({
  policy,
  numbers,
  many,
  busy,
  onChange,
}: {
  policy: EntityPolicy;
  numbers: Numbers;
  many: string;
  busy: boolean;
  onChange: (patch: Partial<EntityPolicy>) => void;
}) {
  const platform = usePlatformLabel();
  const { numbering } = policy;
  const [typed, setTyped] = useState<{ prefix: string; next: string } | null>(null);
  const { prefix, next } = typed ?? numbering;
  const checked = numberingSchema.safeParse({ on: true, prefix, next });
  const fault = (field: 'prefix' | 'next', label: string): string | null => {
    const issue = checked.success ? undefined : checked.error.issues.find((one) => one.path[0] === field);
    return issue === undefined ? null : `${label} ${issue.message}`;
  };
  const changed = prefix.trim() !== numbering.prefix || next !== numbering.next;
  return (
    <div className={classes.setting}>
      <span className={classes.settingName}>Numbers of new {many}</span>
      <SegmentedControl
        aria-label={`Who numbers ${many}`}
        value={numbering.on ? 'workspace' : 'quickbooks'}
        disabled={busy}
        onChange={(value) => onChange({ numbering: { ...numbering, on: value === 'workspace' } })}
        data={[
          { value: 'quickbooks', label: 'QuickBooks' },
          { value: 'workspace', label: platform },
        ]}
      />
      {numbering.on && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (!checked.success) return;
            onChange({ numbering: checked.data });
            setTyped(null);
          }}
        >
          <Group gap={8} mt={6} align="flex-start" wrap="wrap">
            <TextInput
              size="xs"
              w={110}
              label="Prefix"
              placeholder="none"
              aria-label={`Prefix of ${many}`}
              value={prefix}
              error={fault('prefix', 'Prefix')}
              onChange={(event) => setTyped({ prefix: event.currentTarget.value, next })}
            />
            <TextInput
              size="xs"
              w={130}
              label="Next number"
              inputMode="numeric"
              aria-label={`Next number of ${many}`}
              value={next}
              error={fault('next', 'Next number')}
              onChange={(event) => setTyped({ prefix, next: event.currentTarget.value.trim() })}
            />
            {changed && (
              <Button size="xs" type="submit" mt={22} disabled={busy || !checked.success}>
                Save numbers
              </Button>
            )}
          </Group>
        </form>
      )}
      <p className={classes.words}>{numberingWords(platform, many, numbering.on, numbers)}</p>
    </div>
  );
}
