import { Button } from '@mantine/core';
import type { FieldDescriptor } from '../../../../shared/entity.ts';
import type { Json } from '../../../../shared/primitives.ts';
import { Callout, fieldText } from '../../../ui/index.ts';
import classes from './form.module.css';

export type Moved = { field: FieldDescriptor; before: Json; after: Json; alsoTyped: boolean }[];

/**
 * The record changed underneath the form. What changed is listed; what the person typed stays in its fields, and where
 * both did, the person can take the new value instead.
 */
export function MovedNote({
  label,
  moved,
  titles,
  onTake,
  onDone,
}: {
  label: string;
  moved: Moved;
  titles: Record<string, string>;
  onTake: (field: FieldDescriptor, value: Json) => void;
  onDone: () => void;
}) {
  const clash = moved.some((one) => one.alsoTyped);
  return (
    <Callout
      tone="warn"
      title={`This ${label.toLowerCase()} was changed while you were editing it.`}
      actions={
        <Button size="xs" variant="default" onClick={onDone}>
          Got it
        </Button>
      }
    >
      {clash
        ? 'What you typed is kept. Where the other change touched the same field, yours will replace it when you save.'
        : 'What you typed is kept and stands on the new version. Look it over and save again.'}
      <ul className={classes.moved}>
        {moved.map((one) => (
          <li key={one.field.name}>
            <span className={classes.movedName}>{one.field.label}</span>
            <span>
              <del>{fieldText(one.field, one.before, titles) || 'empty'}</del> →{' '}
              <ins>{fieldText(one.field, one.after, titles) || 'empty'}</ins>
            </span>
            {one.alsoTyped && (
              <Button size="compact-xs" variant="subtle" onClick={() => onTake(one.field, one.after)}>
                Take it
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Callout>
  );
}
