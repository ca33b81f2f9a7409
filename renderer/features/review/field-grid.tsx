import { Check, PencilLine } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { ReviewField } from '../../../shared/contract/review.ts';
import { formatDate, plural, SideLabel, SideMark } from '../../ui/index.ts';
import { choiceOf, conflicting, context, outcomeOf } from './choices.ts';
import { type ReviewAction, type ReviewState, typeable } from './keyboard.ts';
import classes from './review.module.css';
import { TypedValue } from './typed-value.tsx';

type Props = {
  fields: ReviewField[];
  /** Both sides once agreed on something: there is a base to show and to go back to. */
  known: boolean;
  platformLabel: string;
  state: ReviewState;
  dispatch: (action: ReviewAction) => void;
};

const SIDES = ['base', 'platform', 'quickbooks'] as const;

/** Field by field: last agreed, both sides, and what it will be. Changed cells carry their side's colour. */
export function FieldGrid({ fields, known, platformLabel, state, dispatch }: Props) {
  const needed = conflicting(fields);
  const { merged, following, equal } = context(fields);
  return (
    <section className={classes.grid} aria-label="Fields">
      <div className={classes.gridHead}>
        <span>Field</span>
        <span>
          <SideLabel side="base" />
        </span>
        {(['platform', 'quickbooks'] as const).map((side) => (
          <span key={side}>
            <SideLabel side={side} />
            {needed.length > 1 && (
              <button
                type="button"
                className={classes.takeAll}
                aria-label={`Take all from ${side === 'platform' ? platformLabel : 'QuickBooks'}`}
                onClick={() => dispatch({ type: 'pickAll', side })}
              >
                Take all
              </button>
            )}
          </span>
        ))}
        <span>Result</span>
      </div>
      {needed.map((field, index) => (
        <ChoiceRow
          key={field.path}
          field={field}
          known={known}
          platformLabel={platformLabel}
          state={state}
          focused={index === state.cursor}
          dispatch={dispatch}
        />
      ))}
      {merged.length > 0 && needed.length > 0 && (
        <div className={classes.mergedHead}>Merged already, nothing to decide</div>
      )}
      {merged.map((field) => (
        <MergedRow key={field.path} field={field} known={known} />
      ))}
      {following.length > 0 && <div className={classes.mergedHead}>Follows from the lines, computed by each side</div>}
      {following.map((field) => (
        <MergedRow key={field.path} field={field} known={known} />
      ))}
      {equal > 0 && <div className={classes.equal}>{plural(equal, 'other field')} the same on both sides.</div>}
    </section>
  );
}

/** Which cells carry their side's colour: what a side changed; on first contact whatever the two do not share. */
const changed = (field: ReviewField, side: (typeof SIDES)[number], known: boolean): boolean =>
  side !== 'base' && (known ? field.shown[side] !== field.shown.base : field.shown.platform !== field.shown.quickbooks);

/** Values come as text; dates among them as they are stored. */
const read = (field: ReviewField, text: string): string =>
  field.kind === 'date' && text !== '' ? formatDate(text) : text;

function ChoiceRow({
  field,
  known,
  platformLabel,
  state,
  focused,
  dispatch,
}: Omit<Props, 'fields'> & { field: ReviewField; focused: boolean }) {
  const row = useRef<HTMLFieldSetElement>(null);
  useEffect(() => {
    if (focused) row.current?.scrollIntoView({ block: 'nearest' });
  }, [focused]);
  const choice = choiceOf(field, state.picks);
  const outcome = outcomeOf(field, state.picks);
  const editing = state.editing === field.path;
  const nameOf = (side: (typeof SIDES)[number]): string =>
    side === 'platform' ? platformLabel : side === 'quickbooks' ? 'QuickBooks' : 'last agreed';
  return (
    <fieldset ref={row} className={classes.choice} aria-label={field.label} data-focused={focused || undefined}>
      <span className={classes.field}>{field.label}</span>
      {SIDES.map((side) => {
        const on = choice !== null && 'pick' in choice && choice.pick === side;
        if (side === 'base' && !known) return <NoBase key={side} />;
        return (
          <button
            key={side}
            type="button"
            aria-pressed={on}
            aria-label={`${field.label}: take ${nameOf(side)}, ${field.shown[side] || 'empty'}`}
            className={`${classes.cell} ${changed(field, side, known) ? classes[side] : ''}`}
            onClick={() => dispatch({ type: 'pick', side, path: field.path })}
          >
            <span className={classes.cellSide} aria-hidden>
              <SideMark side={side} silent />
            </span>
            <Words text={read(field, field.shown[side])} />
            {on && <Check size={15} aria-hidden className={classes.tick} />}
          </button>
        );
      })}
      <div className={classes.result}>
        {editing ? (
          <TypedValue
            field={field}
            start={outcome?.shown ?? field.shown.platform}
            onDone={(value) => dispatch({ type: 'type', path: field.path, value })}
            onCancel={() => dispatch({ type: 'cancelEdit' })}
          />
        ) : (
          <>
            <output
              aria-label={`${field.label}: result`}
              className={`${classes.outcome} ${outcome === null ? '' : classes[outcome.from]}`}
            >
              {outcome === null ? (
                <span className={classes.open}>to decide</span>
              ) : (
                <Words text={read(field, outcome.shown)} />
              )}
            </output>
            {typeable(field) && (
              <button
                type="button"
                className={classes.edit}
                aria-label={`${field.label}: type another value`}
                onClick={() => dispatch({ type: 'edit', path: field.path })}
              >
                <PencilLine size={14} aria-hidden />
              </button>
            )}
          </>
        )}
      </div>
    </fieldset>
  );
}

/** What both sides could agree on by themselves, shown so that the whole record can be judged. */
function MergedRow({ field, known }: { field: ReviewField; known: boolean }) {
  const outcome = outcomeOf(field, {});
  return (
    <div className={`${classes.choice} ${classes.merged}`}>
      <span className={classes.field}>{field.label}</span>
      {SIDES.map((side) =>
        side === 'base' && !known ? (
          <NoBase key={side} />
        ) : (
          <span key={side} className={`${classes.cell} ${changed(field, side, known) ? classes[side] : ''}`}>
            <span className={classes.cellSide} aria-hidden>
              <SideMark side={side} silent />
            </span>
            <Words text={read(field, field.shown[side])} />
          </span>
        ),
      )}
      <div className={classes.result}>
        <span className={`${classes.outcome} ${outcome === null ? '' : classes[outcome.from]}`}>
          {outcome === null ? (
            <span className={classes.nothing}>computed</span>
          ) : (
            <Words text={read(field, outcome.shown)} />
          )}
        </span>
      </div>
    </div>
  );
}

const NoBase = () => <span className={`${classes.cell} ${classes.noBase}`}>none yet</span>;

const Words = ({ text }: { text: string }) =>
  text === '' || text === '–' ? (
    <span className={classes.nothing}>empty</span>
  ) : (
    <span className={classes.words}>{text}</span>
  );
