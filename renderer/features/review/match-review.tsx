import { Button } from '@mantine/core';
import { useState } from 'react';
import type { ReviewDetail } from '../../../shared/contract/review.ts';
import type { EntityDescriptor } from '../../../shared/entity.ts';
import { useCommand, useEntity } from '../../store/index.ts';
import { Allowed, Callout, fieldText, formatShare, SideLabel, SideMark, toast } from '../../ui/index.ts';
import { Consequences } from './consequences.tsx';
import { type Option, Options } from './options.tsx';
import classes from './review.module.css';
import type { Settling } from './review-pane.tsx';

/** Surer than this the best candidate is chosen beforehand; a person still confirms. */
const LIKELY = 0.8;

/** Several records could be the same one: link to one of them, make a new one, or leave both alone. */
export function MatchReview({ detail, onSettled, onBusy, onMoved }: Settling) {
  const { row, revision, candidates, platformLabel } = detail;
  const best = candidates[0];
  const [chosen, setChosen] = useState<string | null>(
    best !== undefined && best.confidence >= LIKELY ? `link:${best.quickbooksId}` : null,
  );
  const entity = useEntity(row.entity);
  const command = useCommand('review.match');
  const word = (entity?.label ?? 'record').toLowerCase();

  const options: Option[] = [
    ...candidates.map((one) => ({
      id: `link:${one.quickbooksId}`,
      label: `Link to ${one.title}`,
      sentence: `${one.reason}. From then on the two are kept equal.`,
      more: <Confidence value={one.confidence} />,
    })),
    { id: 'create', label: `Create a new ${word} in QuickBooks`, sentence: 'None of these is the same one.' },
    { id: 'skip', label: 'Leave both alone', sentence: 'They stay as they are and are listed as “Not synced”.' },
  ];
  const option = options.find((one) => one.id === chosen) ?? null;

  const apply = async (): Promise<void> => {
    if (chosen === null || command.pending) return;
    onBusy(true);
    const answer = await command.run({
      id: row.id,
      revision,
      choice:
        chosen === 'create'
          ? { create: true }
          : chosen === 'skip'
            ? { skip: true }
            : { link: chosen.slice('link:'.length) },
    });
    onBusy(false);
    if (answer.ok) {
      toast(`${row.title} is decided.`);
      onSettled();
    } else if (answer.error.code === 'review.gone') onMoved();
  };

  return (
    <>
      <div className={classes.body}>
        <Options
          label="What to do"
          options={options}
          chosen={chosen}
          onChoose={setChosen}
          onApply={() => void apply()}
        />
        <Consequences detail={detail} chosen={chosen} />
        {entity !== null && <Comparison entity={entity} detail={detail} chosen={chosen} platform={platformLabel} />}
        {command.error !== null && (
          <Callout tone="bad" title={command.error.userSentence}>
            {command.error.remedy}
          </Callout>
        )}
      </div>
      <footer className={classes.foot}>
        <span className={classes.progress} />
        <Allowed to="review.match">
          <Button disabled={option === null} loading={command.pending} onClick={() => void apply()}>
            {option?.label ?? 'Choose what to do'}
          </Button>
        </Allowed>
      </footer>
    </>
  );
}

/** How sure, as a bar and in figures. */
function Confidence({ value }: { value: number }) {
  const share = Math.max(0, Math.min(1, value));
  return (
    <span className={classes.confidence}>
      <span className={classes.bar} aria-hidden>
        <span style={{ width: `${share * 100}%` }} />
      </span>
      {formatShare(share)} sure
    </span>
  );
}

/** Our record and every candidate beside each other; what differs carries the candidate's colour. */
function Comparison({
  entity,
  detail,
  chosen,
  platform,
}: {
  entity: EntityDescriptor;
  detail: ReviewDetail;
  chosen: string | null;
  platform: string;
}) {
  const { candidates, titles } = detail;
  const ours = detail.platform ?? {};
  const text = (field: EntityDescriptor['fields'][number], body: ReviewDetail['platform']): string =>
    fieldText(field, body?.[field.name], titles);
  const fields = entity.fields.filter(
    (field) => text(field, ours) !== '' || candidates.some((one) => text(field, one.body) !== ''),
  );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: wider than the pane it is scrolled by keyboard
    <section className={classes.compareBox} tabIndex={0} aria-label={`${entity.labelPlural} compared`}>
      <table className={classes.compare}>
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">
              <SideLabel side="platform">{platform}</SideLabel>
            </th>
            {candidates.map((one) => (
              <th key={one.quickbooksId} scope="col">
                <span className={classes.candidate}>
                  <SideMark side="quickbooks" /> {one.title}
                </span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {fields.map((field) => (
            <tr key={field.name}>
              <th scope="row">{field.label}</th>
              <td>{text(field, ours) || <span className={classes.nothing}>empty</span>}</td>
              {candidates.map((one) => {
                const theirs = text(field, one.body);
                const differs = theirs !== text(field, ours);
                return (
                  <td
                    key={one.quickbooksId}
                    className={differs ? classes.quickbooks : undefined}
                    data-chosen={chosen === `link:${one.quickbooksId}` || undefined}
                  >
                    {theirs || <span className={classes.nothing}>empty</span>}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
