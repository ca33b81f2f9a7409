import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Life } from '../../../shared/entity.ts';
import { useCommand } from '../../store/index.ts';
import { Callout, SideLabel, toast } from '../../ui/index.ts';
import { context } from './choices.ts';
import { Consequences } from './consequences.tsx';
import { FieldGrid } from './field-grid.tsx';
import { freshReview } from './keyboard.ts';
import { Options } from './options.tsx';
import classes from './review.module.css';
import type { Settling } from './review-pane.tsx';

const LIFE: Record<Life, string> = {
  live: 'is there',
  inactive: 'is inactive',
  void: 'is void',
  deleted: 'is deleted',
};

/** A record that left one side, or a run the brake stopped: choose what to do, the safest first. */
export function ActReview({ detail, onSettled, onBusy, onMoved }: Settling) {
  const { row, revision, acts, lives, fields, platformLabel } = detail;
  const [chosen, setChosen] = useState<string | null>(acts.find((act) => !act.danger)?.id ?? null);
  const command = useCommand('review.act');
  const act = acts.find((one) => one.id === chosen) ?? null;
  const apply = async (): Promise<void> => {
    if (act === null || command.pending) return;
    onBusy(true);
    const answer = await command.run({ id: row.id, revision, act: act.id });
    onBusy(false);
    if (answer.ok) {
      toast(`${row.title}: ${act.label.toLowerCase()}.`);
      onSettled();
    } else if (answer.error.code === 'review.gone') onMoved();
  };
  const { merged, following } = context(fields.map((field) => ({ ...field, conflicting: false })));
  return (
    <>
      <div className={classes.body}>
        {row.kind === 'removal' && (
          <div className={classes.lives}>
            {(['platform', 'quickbooks'] as const).map((side) => (
              <div key={side} className={`${classes.life} ${classes[side]}`}>
                <SideLabel side={side} />
                <span>{lives[side] === null ? 'has never had it' : LIFE[lives[side]]}</span>
              </div>
            ))}
          </div>
        )}
        <Options label="What to do" options={acts} chosen={chosen} onChoose={setChosen} onApply={() => void apply()} />
        <Consequences detail={detail} chosen={chosen} />
        {merged.length + following.length > 0 && (
          <section>
            <h3 className={classes.sectionTitle}>What was changed</h3>
            <FieldGrid
              fields={fields.map((field) => ({ ...field, conflicting: false }))}
              known={detail.base !== null}
              platformLabel={platformLabel}
              state={freshReview}
              dispatch={() => undefined}
            />
          </section>
        )}
        {command.error !== null && (
          <Callout tone="bad" title={command.error.userSentence}>
            {command.error.remedy}
          </Callout>
        )}
      </div>
      <footer className={classes.foot}>
        <span className={classes.progress} />
        <Button
          {...(act?.danger ? { color: 'red' } : {})}
          disabled={act === null}
          loading={command.pending}
          onClick={() => void apply()}
        >
          {act?.label ?? 'Choose what to do'}
        </Button>
      </footer>
    </>
  );
}
