import { Button } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import type { ReviewDetail } from '../../../shared/contract/review.ts';
import type { Life } from '../../../shared/entity.ts';
import type { Side } from '../../../shared/primitives.ts';
import { useCommand } from '../../store/index.ts';
import { Allowed, Callout, plural, recordPath, SideLabel, SideMark, toast } from '../../ui/index.ts';
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
        {detail.twins.length > 0 && <Twins detail={detail} />}
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
        <Allowed to="review.act">
          <Button
            {...(act?.danger ? { color: 'red' } : {})}
            disabled={act === null}
            loading={command.pending}
            onClick={() => void apply()}
          >
            {act?.label ?? 'Choose what to do'}
          </Button>
        </Allowed>
      </footer>
    </>
  );
}

/** The records of one side that seem to be the same, with what tells them apart; each opens beside its list. */
function Twins({ detail: { row, twins, lives, platformLabel } }: { detail: ReviewDetail }) {
  const side: Side = lives.platform === null ? 'quickbooks' : 'platform';
  const other = side === 'platform' ? 'QuickBooks' : platformLabel;
  return (
    <ul className={classes.twins} aria-label="Records that seem to be the same">
      {twins.map((twin, index) => (
        <li key={twin.key}>
          <SideMark side={side} silent />
          <span className={classes.twinName}>
            <Link href={recordPath(row.entity, twin.key)}>{twin.title}</Link>
            <span>
              {index === 0 ? 'this one · ' : ''}id {twin.id}
            </span>
          </span>
          <span className={classes.twinFacts}>
            <span>
              {twin.belongs === 0 ? 'Nothing belongs to it' : `${plural(twin.belongs, 'record')} belong to it`}
            </span>
            <span>{twin.both ? `In ${other} already` : `Not in ${other} yet`}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}
