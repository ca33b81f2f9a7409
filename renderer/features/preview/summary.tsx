import { Button } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { CircleCheck, List, Scale } from 'lucide-react';
import { Link } from 'wouter';
import type { PlanAction, PlanSummary, OpenEffect as Sums } from '../../../shared/contract/sync.ts';
import {
  DiamondAlert,
  formatCount,
  isZero,
  Money,
  Page,
  Panel,
  planActionSide,
  planActionWord,
  plural,
  RelativeTime,
  SideLabel,
  SideMark,
  type TellableError,
} from '../../ui/index.ts';
import { useApply } from './apply-bar.tsx';
import { IncomePanel } from './income.tsx';
import classes from './preview.module.css';
import { actionsOf, difference, leftOver, matrixLayout, totalOf } from './sums.ts';

export type PlanProps = {
  plan: PlanSummary;
  platform: string;
  onReadAgain: () => void;
  readError: TellableError | null;
};

/** The plan in sums: effect on receivables on top, then what happens to each kind of record, each sum opening its records. */
export function Summary({ plan, platform, onReadAgain, readError }: PlanProps) {
  const { actions, notices } = useApply(plan, onReadAgain, readError);
  const left = leftOver(plan);
  const undoes = plan.change?.kind === 'undo';
  return (
    <Page
      title={plan.purpose ?? 'Preview'}
      description={
        <>
          {undoes
            ? `${plural(plan.compared, 'record')}.`
            : `${plural(plan.compared, 'record')} compared, ${formatCount(plan.equal)} already equal.`}{' '}
          Made <RelativeTime at={plan.createdAt} />. Nothing has been written.
        </>
      }
      actions={actions}
    >
      {plan.change !== null && <ChangeNote kind={plan.change.kind} />}
      {notices}
      <div className={classes.stack}>
        <Effect plan={plan} />
        <IncomePanel plan={plan} />
        <Panel
          title="What would happen"
          flush
          actions={
            <Button
              component={Link}
              href="/preview/all/all"
              size="compact-sm"
              variant="subtle"
              leftSection={<List size={15} aria-hidden />}
            >
              All records
            </Button>
          }
        >
          <Matrix plan={plan} platform={platform} />
        </Panel>
        {!undoes && left.review + left.refuse > 0 && (
          <p className={classes.left}>
            <DiamondAlert size={15} />
            {left.review > 0 && `${plural(left.review, 'record')} will wait in Review for your decision. `}
            {left.refuse > 0 &&
              `${plural(left.refuse, 'record')} cannot sync yet; Problems will say why and what to do.`}
          </p>
        )}
      </div>
    </Page>
  );
}

/** Open receivables of both sides before and after, and payables where there are any. */
function Effect({ plan }: { plan: PlanSummary }) {
  const { receivables, payables } = plan;
  const any = payables !== null && Object.values(payables).some((amount) => !isZero(amount));
  return (
    <>
      {/* Not told to people who may not see every document. */}
      {receivables !== null && <OpenEffect name="receivables" short="A/R" sums={receivables} />}
      {any && <OpenEffect name="payables" short="A/P" sums={payables} />}
    </>
  );
}

function OpenEffect({ name, short, sums: r }: { name: string; short: string; sums: Sums }) {
  const apart = difference(r.platformAfter, r.quickbooksAfter);
  const equal = isZero(apart);
  const side = (of: 'platform' | 'quickbooks', before: string, after: string) => {
    const change = difference(before, after);
    return (
      <div className={classes.effectSide}>
        <div className={classes.effectName}>
          <SideLabel side={of} />
        </div>
        <div className={classes.effectAfter}>
          <Money value={after} />
        </div>
        <div className={classes.effectBefore}>
          {isZero(change) ? (
            'No change'
          ) : (
            <>
              <Money value={change} sign /> from <Money value={before} />
            </>
          )}
        </div>
      </div>
    );
  };
  return (
    <section className={classes.effect} aria-label={`Effect on open ${name}`}>
      <div className={classes.effectTitle}>
        Open {name} ({short}) after applying
      </div>
      {side('platform', r.platformBefore, r.platformAfter)}
      {side('quickbooks', r.quickbooksBefore, r.quickbooksAfter)}
      <div className={classes.effectSide}>
        <div className={classes.effectName}>Difference</div>
        <div className={`${classes.effectAfter} ${equal ? classes.good : classes.warn}`}>
          <Money value={apart.replace('-', '')} />
        </div>
        <div className={`${classes.effectBefore} ${classes.withShape}`}>
          {equal ? <CircleCheck size={14} aria-hidden /> : <Scale size={14} aria-hidden />}
          {equal ? 'Equal to the cent' : 'From what waits in Review or cannot sync'}
        </div>
      </div>
    </section>
  );
}

/** Kinds of record down, actions across; every sum opens its records. Where they do not fit: one list per kind. */
function Matrix({ plan, platform }: { plan: PlanSummary; platform: string }) {
  const actions = actionsOf(plan);
  const undoes = plan.change?.kind === 'undo';
  const { ref, width } = useElementSize();
  if (actions.length === 0)
    return (
      <p className={classes.none}>
        <CircleCheck size={16} aria-hidden /> Both sides are equal already: there is nothing to do.
      </p>
    );
  return (
    <div className={classes.matrixBox} ref={ref}>
      <table className={classes.matrix} data-layout={matrixLayout(width, actions.length)}>
        <thead>
          <tr>
            <th scope="col">Records</th>
            {actions.map((action) => (
              <th key={action} scope="col">
                <ActionName action={action} platform={platform} undoes={undoes} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {plan.byEntity.map((row) => (
            <tr key={row.entity}>
              <th scope="row">{row.label}</th>
              {actions.map((action) => {
                const count = row.counts[action] ?? 0;
                return (
                  <td key={action} data-none={count === 0}>
                    {count === 0 ? (
                      <span className={classes.zero}>–</span>
                    ) : (
                      <Link
                        href={`/preview/${row.entity}/${action}`}
                        className={classes.cell}
                        aria-label={`${row.label}, ${planActionWord(action, platform, undoes)}: ${count}`}
                      >
                        <CellName action={action} platform={platform} undoes={undoes} />
                        <b>{formatCount(count)}</b>
                        {row.money[action] !== undefined && <Money value={row.money[action]} muted />}
                      </Link>
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">Total</th>
            {actions.map((action) => {
              const { count, money } = totalOf(plan, action);
              return (
                <td key={action}>
                  <Link
                    href={`/preview/all/${action}`}
                    className={classes.cell}
                    aria-label={`All, ${planActionWord(action, platform, undoes)}: ${count}`}
                  >
                    <CellName action={action} platform={platform} undoes={undoes} />
                    <b>{formatCount(count)}</b>
                    {money !== null && <Money value={money} muted />}
                  </Link>
                </td>
              );
            })}
          </tr>
        </tfoot>
      </table>
    </div>
  );
}

/** Stands in each cell where the window is too narrow for column headings. */
const CellName = (props: { action: PlanAction; platform: string; undoes: boolean }) => (
  <span className={classes.cellName}>
    <ActionName {...props} />
  </span>
);

/** An action with the mark of the side it writes to; two marks for linking. */
export function ActionName({
  action,
  platform,
  undoes = false,
}: {
  action: PlanAction;
  platform: string;
  undoes?: boolean;
}) {
  const side = planActionSide(action);
  return (
    <span className={classes.actionName}>
      {side && <SideMark side={side} silent />}
      {action === 'link' && (
        <span className={classes.linkMarks}>
          <SideMark side="platform" silent />
          <SideMark side="quickbooks" silent />
        </span>
      )}
      {(action === 'review' || action === 'duplicate') && <DiamondAlert size={15} />}
      <span className={classes.actionWord}>{planActionWord(action, platform, undoes)}</span>
    </span>
  );
}

/** A plan of a change holds only what the change does; applying it makes the change. */
const ChangeNote = ({ kind }: { kind: NonNullable<PlanSummary['change']>['kind'] }) => (
  <p className={classes.change}>
    {kind === 'import'
      ? 'What is made or linked in the workspace, and what is left out with its reason. Values that are here already stay. Leaving changes nothing.'
      : kind === 'undo'
        ? 'Every field goes back to its value before, on both sides, and what was made is taken back. Links stay. Applying writes exactly this; leaving changes nothing. The undo is a run of its own and can be undone.'
        : 'Only what this change would do is shown. Applying makes the change and writes exactly this; leaving changes nothing.'}
  </p>
);
