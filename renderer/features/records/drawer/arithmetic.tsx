import { CircleCheck, Scale } from 'lucide-react';
import { Fragment } from 'react';
import type { MoneyExplanation, MoneyPart } from '../../../../shared/contract/money.ts';
import type { RecordDetail } from '../../../../shared/contract/records.ts';
import type { EntityDescriptor } from '../../../../shared/entity.ts';
import { useQuery } from '../../../store/index.ts';
import { ErrorCallout, formatMoney, isZero, Money, SideLabel, SideMark } from '../../../ui/index.ts';
import classes from './arithmetic.module.css';
import sections from './drawer.module.css';

/** A document's arithmetic on both sides: one sentence of result, and the table behind it. */
export function Arithmetic({ descriptor, detail }: { descriptor: EntityDescriptor; detail: RecordDetail }) {
  const paired = detail.platform !== null && detail.quickbooks !== null;
  const asked = paired && descriptor.fields.some((field) => field.kind === 'lines');
  const { row } = detail;
  const answer = useQuery('records.explain', asked ? { entity: row.entity, key: row.key } : null, {
    topics: ['records'],
    keep: true,
  });
  const explanation = answer.data?.explanation ?? null;
  if (!asked) return null;
  if (explanation === null)
    return answer.error === null ? null : (
      <section aria-label={TITLE} className={sections.section}>
        <h3>{TITLE}</h3>
        <ErrorCallout error={answer.error} onRetry={answer.refetch} />
      </section>
    );
  const open = !explanation.settled || explanation.parts.some((part) => part.cause === 'unknown');
  return (
    <section aria-label={TITLE} className={sections.section}>
      <h3>{TITLE}</h3>
      <Result explanation={explanation} />
      {/* Another record, or one that came apart: opened or folded anew. */}
      <details key={`${row.key}/${open}`} open={open} className={classes.details}>
        <summary>Line by line</summary>
        <Table explanation={explanation} />
      </details>
    </section>
  );
}

const TITLE = 'Why the totals are what they are';

/** "QuickBooks comes to $0.01 more than the lines here. That is taken over as a tax correction: both totals are equal." */
function Result({ explanation }: { explanation: MoneyExplanation }) {
  const { difference, parts, settled, correction } = explanation;
  const amount = formatMoney(difference.replace('-', ''));
  const more = difference.startsWith('-') ? 'less' : 'more';
  if (isZero(difference) && settled)
    return (
      <p className={classes.result} data-tone="good">
        <CircleCheck size={15} aria-hidden />
        <span>Both sides work it out alike, to the cent.</span>
      </p>
    );
  return (
    <>
      <p className={classes.result} data-tone={settled ? 'good' : 'warn'}>
        {settled ? <CircleCheck size={15} aria-hidden /> : <Scale size={15} aria-hidden />}
        <span>
          {isZero(difference)
            ? 'The lines come to the same on both sides, but the totals do not agree yet.'
            : `QuickBooks comes to ${amount} ${more} than the lines here. `}
          {!isZero(difference) &&
            (settled
              ? correction === null
                ? 'Both totals are equal.'
                : 'That is taken over as a tax correction: both totals are equal.'
              : 'The totals do not agree yet.')}
        </span>
      </p>
      {parts.length > 0 && (
        <ul className={classes.causes}>
          {parts.map((part) => (
            <Cause key={part.cause} part={part} />
          ))}
        </ul>
      )}
    </>
  );
}

const Cause = ({ part }: { part: MoneyPart }) => (
  <li data-unknown={part.cause === 'unknown'}>
    <span>{part.sentence}</span>
    <span className={classes.amount}>
      <Money value={part.amount} sign />
    </span>
  </li>
);

function Table({ explanation }: { explanation: MoneyExplanation }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a table wider than the drawer is scrolled by keyboard
    <div className={sections.tableBox} tabIndex={0}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">
              <span className={classes.hidden}>Part</span>
            </th>
            <th scope="col">
              <span className={classes.head}>
                <SideMark side="platform" /> Worked out
              </span>
            </th>
            <th scope="col">
              <SideLabel side="quickbooks" />
            </th>
            <th scope="col">Difference</th>
          </tr>
        </thead>
        <tbody>
          {explanation.rows.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other identity, and none is kept between answers
            <Fragment key={index}>
              <tr data-kind={row.kind}>
                <th scope="row">{row.label}</th>
                <td>{row.ours === null ? <Nothing /> : <Money value={row.ours} />}</td>
                <td>{row.theirs === null ? <Nothing /> : <Money value={row.theirs} />}</td>
                <td>{isZero(row.difference) ? <Nothing /> : <Money value={row.difference} sign />}</td>
              </tr>
              {row.parts.map((part) => (
                <tr key={part.cause} className={classes.why}>
                  <td colSpan={3}>{part.sentence}</td>
                  <td>{row.parts.length > 1 && <Money value={part.amount} sign />}</td>
                </tr>
              ))}
            </Fragment>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const Nothing = () => <span className={classes.nothing}>–</span>;
