import { ActionIcon, Checkbox } from '@mantine/core';
import { ArrowDown, ArrowUp } from 'lucide-react';
import type { ImportKey } from '../../../shared/contract/import-scope.ts';
import classes from './import.module.css';
import { KEY_WORDS, KEYS, moved } from './scope.ts';

/** By what people and firms are recognised: which keys count, and which decides first. */
export function KeyOrder({
  keys,
  onChange,
}: {
  keys: readonly ImportKey[];
  onChange: (keys: readonly ImportKey[]) => void;
}) {
  const shown = [...keys, ...KEYS.filter((key) => !keys.includes(key))];
  return (
    <fieldset className={classes.keys}>
      <legend>People and firms are recognised by, the first one decides</legend>
      <ol>
        {shown.map((key) => {
          const at = keys.indexOf(key);
          const { label, sentence } = KEY_WORDS[key];
          return (
            <li key={key}>
              <Checkbox
                label={label}
                description={sentence}
                checked={at >= 0}
                onChange={(event) =>
                  onChange(event.currentTarget.checked ? [...keys, key] : keys.filter((one) => one !== key))
                }
              />
              <span className={classes.arrows}>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label={`${label}: decides earlier`}
                  disabled={at <= 0}
                  onClick={() => onChange(moved(keys, key, -1))}
                >
                  <ArrowUp size={15} aria-hidden />
                </ActionIcon>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label={`${label}: decides later`}
                  disabled={at < 0 || at === keys.length - 1}
                  onClick={() => onChange(moved(keys, key, 1))}
                >
                  <ArrowDown size={15} aria-hidden />
                </ActionIcon>
              </span>
            </li>
          );
        })}
      </ol>
      {keys.length === 0 && (
        <p className={classes.words}>Nobody is recognised: every customer of QuickBooks becomes a new one.</p>
      )}
    </fieldset>
  );
}
