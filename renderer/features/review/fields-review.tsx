import { Button, Group, Modal, Text } from '@mantine/core';
import { Undo2 } from 'lucide-react';
import { useEffect, useReducer, useRef, useState } from 'react';
import { useCommand, useEntity } from '../../store/index.ts';
import { Allowed, Callout, isTyping, Kbd, plural, toast } from '../../ui/index.ts';
import { agreedOnce, choicesOut, conflicting, sideOf, undecided } from './choices.ts';
import { Consequences } from './consequences.tsx';
import { FieldGrid } from './field-grid.tsx';
import { freshReview, type ReviewAction, type ReviewState, reviewKey, reviewReducer } from './keyboard.ts';
import { KeysHelp } from './keys-help.tsx';
import classes from './review.module.css';
import type { Settling } from './review-pane.tsx';

/** The same field edited on both sides: a choice for each, by mouse or key, and what it would mean. */
export function FieldsReview({ detail, onSettled, onBusy, onMoved }: Settling) {
  const { fields, row, revision, platformLabel } = detail;
  const [state, dispatch] = useReducer(
    (now: ReviewState, action: ReviewAction) => reviewReducer(now, action, fields),
    freshReview,
  );
  const [asking, setAsking] = useState(false);
  const entity = useEntity(row.entity);
  const resolve = useCommand('review.resolve');
  const similar = useCommand('review.resolveSimilar');
  const pending = resolve.pending || similar.pending;
  const needed = conflicting(fields);
  const known = agreedOnce(fields, detail.base);
  const left = undecided(fields, state.picks).length;
  const side = sideOf(fields, state.picks);
  const sideName = side === 'platform' ? platformLabel : 'QuickBooks';
  const error = resolve.error ?? similar.error;

  const apply = async (): Promise<void> => {
    const choices = choicesOut(fields, state.picks);
    if (choices === null || pending) return;
    onBusy(true);
    const answer = await resolve.run({ id: row.id, revision, choices });
    onBusy(false);
    if (answer.ok) {
      toast(`${row.title} is decided.`);
      onSettled();
    } else if (answer.error.code === 'review.gone') onMoved();
  };
  const applySimilar = async (): Promise<void> => {
    if (side === null || pending) return;
    setAsking(false);
    onBusy(true);
    const answer = await similar.run({ entity: row.entity, paths: needed.map((field) => field.path), pick: side });
    onBusy(false);
    if (!answer.ok) return;
    toast(`${plural(answer.value.settled, 'decision')} taken: ${sideName} counts.`);
    onSettled();
  };

  const act = useRef({ apply, ask: () => setAsking(true), state });
  act.current = { apply, ask: () => setAsking(true), state };
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (isTyping(event.target) || document.querySelector('[role="dialog"]')) return;
      const meaning = reviewKey(event, act.current.state, fields, known);
      if (meaning === null) return;
      if ('action' in meaning) dispatch(meaning.action);
      else if (meaning.effect === 'apply') void act.current.apply();
      else if (meaning.effect === 'applySimilar') act.current.ask();
      else return;
      event.preventDefault();
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, [fields, known]);

  return (
    <>
      <div className={classes.body}>
        <FieldGrid fields={fields} known={known} platformLabel={platformLabel} state={state} dispatch={dispatch} />
        <Consequences detail={detail} chosen={side} />
        {error !== null && (
          <Callout tone="bad" title={error.userSentence}>
            {error.remedy}
          </Callout>
        )}
      </div>
      <footer className={classes.foot}>
        <span className={classes.progress} aria-live="polite">
          {left === 0 ? 'All decided' : `${needed.length - left} of ${needed.length} decided`}
        </span>
        <Allowed to="review.resolve">
          <Button
            variant="subtle"
            color="gray"
            size="compact-sm"
            className={classes.keysButton ?? ''}
            onClick={() => dispatch({ type: 'help', open: true })}
          >
            Keys <Kbd>?</Kbd>
          </Button>
          <Button
            variant="default"
            leftSection={<Undo2 size={15} aria-hidden />}
            disabled={state.past.length === 0 || pending}
            onClick={() => dispatch({ type: 'undo' })}
          >
            Undo
          </Button>
          <Button variant="default" disabled={side === null || pending} onClick={() => setAsking(true)}>
            Apply to similar
          </Button>
          <Button disabled={left > 0} loading={pending} onClick={() => void apply()}>
            Apply
          </Button>
        </Allowed>
      </footer>
      <KeysHelp opened={state.help} onClose={() => dispatch({ type: 'help', open: false })} platform={platformLabel} />
      <Modal
        opened={asking && side !== null}
        onClose={() => setAsking(false)}
        title={`Take ${sideName} everywhere?`}
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        <Text c="var(--pl-text-2)" mb="lg">
          Every open decision about {(entity?.labelPlural ?? row.entity).toLowerCase()} that concerns nothing but{' '}
          {needed.map((field) => field.label).join(', ')} is settled: the value of {sideName} counts. What is replaced
          stays in the history.
        </Text>
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={() => setAsking(false)} data-autofocus>
            Cancel
          </Button>
          <Button onClick={() => void applySimilar()}>Take {sideName} for all of them</Button>
        </Group>
      </Modal>
    </>
  );
}
