import { Button } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { Scale } from 'lucide-react';
import { useState } from 'react';
import type { IncomeEffect, PlanSummary } from '../../../shared/contract/sync.ts';
import { formatCount, isZero, Money, Panel, SideLabel, SideMark } from '../../ui/index.ts';
import classes from './income.module.css';
import { difference, incomeTotal } from './sums.ts';

/** Below this a row cannot hold both sides beside the account's name; px. */
const BESIDE = 860;

/** More accounts than this are folded: what happens to the records must not slip out of sight. */
const MOST = 10;

const SIDES = ['platform', 'quickbooks'] as const;
type Figures = { before: string; after: string };

const of = (row: IncomeEffect, side: (typeof SIDES)[number]): Figures => ({
  before: row[`${side}Before`],
  after: row[`${side}After`],
});

/**
 * What Apply changes in income, account by account, on both sides' documents. Beside each other where there is room, one
 * side under the other where there is none.
 */
export function IncomePanel({ plan }: { plan: PlanSummary }) {
  const { ref, width } = useElementSize();
  const [all, setAll] = useState(false);
  if (plan.income.length === 0) return null;
  const income = plan.income.filter((row) => row.kind === 'income');
  const shown = all || income.length <= MOST ? income : income.slice(0, MOST - 1);
  const tax = plan.income.filter((row) => row.kind === 'tax');
  const layout = width !== 0 && width < BESIDE ? 'under' : 'beside';
  return (
    <Panel title="Income by account" flush>
      <p className={classes.note}>
        The QuickBooks accounts that the documents in this plan post to. Accounts that stay as they are are left out.
        {plan.taxByAddress && (
          <>
            {' '}
            QuickBooks finds the tax by address, so tax and open receivables may come out otherwise; what it answers is
            taken over.
          </>
        )}
      </p>
      <div ref={ref} className={classes.box}>
        <table className={classes.table} data-layout={layout}>
          <thead>
            <tr>
              <th scope="col" rowSpan={2}>
                Account
              </th>
              {SIDES.map((side) => (
                <th key={side} scope="colgroup" colSpan={3} className={classes.side}>
                  <SideLabel side={side} />
                </th>
              ))}
            </tr>
            <tr>
              {SIDES.flatMap((side) =>
                ['Before', 'Change', 'After'].map((word) => (
                  <th key={`${side}/${word}`} scope="col" className={word === 'Before' ? classes.side : undefined}>
                    {word}
                  </th>
                )),
              )}
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <Row key={row.account ?? row.name} row={row} />
            ))}
          </tbody>
          {income.length > 1 && (
            <tbody className={classes.total}>
              <Row row={incomeTotal(income)} />
            </tbody>
          )}
          {tax.length > 0 && (
            <tbody>
              {tax.map((row) => (
                <Row key={`tax/${row.account}`} row={row} />
              ))}
            </tbody>
          )}
        </table>
      </div>
      {shown.length < income.length && (
        <div className={classes.more}>
          <Button variant="subtle" size="compact-sm" onClick={() => setAll(true)}>
            Show all {formatCount(income.length)} accounts
          </Button>
        </div>
      )}
    </Panel>
  );
}

/** One account; where its two sides end apart, that is said with a shape and in words. */
function Row({ row }: { row: IncomeEffect }) {
  const path = row.name.split(':');
  const name = path.pop() ?? row.name;
  const note = row.kind === 'tax' ? 'Sales tax owed' : path.join(' › ');
  const apart = difference(row.platformAfter, row.quickbooksAfter);
  return (
    <tr>
      <th scope="row">
        <span className={classes.name} title={row.name}>
          {name}
        </span>
        {note !== '' && <span className={classes.second}>{note}</span>}
        {!isZero(apart) && (
          <span className={classes.apart}>
            <Scale size={13} aria-hidden />
            <Money value={apart.replace('-', '')} /> apart after applying
          </span>
        )}
      </th>
      {SIDES.flatMap((side) => {
        const { before, after } = of(row, side);
        const change = difference(before, after);
        return [
          <td key={`${side}/before`} className={classes.side} data-word="Before">
            <span className={classes.mark}>
              <SideMark side={side} />
            </span>
            <Money value={before} muted />
          </td>,
          <td key={`${side}/change`} data-word="Change">
            {isZero(change) ? <span className={classes.none}>–</span> : <Money value={change} sign />}
          </td>,
          <td key={`${side}/after`} data-word="After" className={classes.after}>
            <Money value={after} />
          </td>,
        ];
      })}
    </tr>
  );
}
