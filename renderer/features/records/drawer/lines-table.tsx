import { Fragment } from 'react';
import type { RecordDetail } from '../../../../shared/contract/records.ts';
import type { EntityDescriptor, FieldDescriptor, LineMember } from '../../../../shared/entity.ts';
import { useQuery } from '../../../store/index.ts';
import { shownPrice, sum, toCents } from '../../../ui/decimals.ts';
import { BothSides, fieldText, Money, SideMark } from '../../../ui/index.ts';
import { cellDiffers, type LineRow, lineColumns, lineRows } from '../model/line-rows.ts';
import classes from './drawer.module.css';

const isNumber = (member: LineMember): boolean => member.kind === 'money' || member.kind === 'decimal';

/** A document's lines with both sides where a cell differs, and the sums under them. */
export function LinesTable({
  descriptor,
  field,
  detail,
}: {
  descriptor: EntityDescriptor;
  field: FieldDescriptor;
  detail: RecordDetail;
}) {
  const named = field.line?.some((member) => member.kind === 'listRef');
  const rates = useQuery('workspace.taxRates', named ? {} : null, { topics: ['settings', 'mappings'] });
  const rows = lineRows(field.name, detail.platform, detail.quickbooks);
  const columns = lineColumns(field, rows);
  const sums = descriptor.fields.filter((one) => one.derived && one.kind === 'money');
  const body = detail.platform ?? detail.quickbooks ?? {};
  if (rows.length === 0) return null;

  const rateNames = Object.fromEntries((rates.data?.rates ?? []).map((rate) => [rate.key, rate.name]));
  const kind = field.line?.find((member) => member.kind === 'choice');
  const kindOf = (line: LineRow['platform']): string =>
    fieldText({ kind: 'choice', choices: kind?.choices }, line?.kind);
  const discount = sum(
    rows
      .map((row) => row.platform ?? row.quickbooks)
      .map((line) => (line?.kind === 'discount' && typeof line.amount === 'string' ? line.amount : null)),
  );
  const cell = (row: LineRow, member: LineMember) => {
    const text = (side: 'platform' | 'quickbooks') => {
      const read = fieldText(member, row[side]?.[member.name], { ...detail.titles, ...rateNames });
      return member.name === 'unitPrice' && read !== '' ? shownPrice(read) : read;
    };
    if (cellDiffers(row, member.name)) return <BothSides platform={text('platform')} quickbooks={text('quickbooks')} />;
    const value = text(row.platform === null ? 'quickbooks' : 'platform');
    const line = row.platform ?? row.quickbooks;
    if (member.name === 'amount' && line?.kind === 'discount' && value !== '') return `\u2212${value}`;
    if (member.kind === 'boolean') return value === 'Yes' ? 'Yes' : '';
    // Words and discounts have no item: the first cell says what the line is.
    if (value === '' && member === columns[0] && line?.kind !== 'item')
      return <span className={classes.kind}>{kindOf(line)}</span>;
    return value;
  };
  /** A line one side lacks carries that side's letter; only where both sides have the document. */
  const only = (row: LineRow): 'platform' | 'quickbooks' | null =>
    detail.platform === null || detail.quickbooks === null
      ? null
      : row.quickbooks === null
        ? 'platform'
        : row.platform === null
          ? 'quickbooks'
          : null;

  return (
    <section aria-label={field.label} className={classes.section}>
      <h3>{field.label}</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a table wider than the drawer is scrolled by keyboard */}
      <div className={classes.tableBox} tabIndex={0}>
        <table className={classes.lines}>
          <thead>
            <tr>
              {columns.map((member) => (
                <th key={member.name} scope="col" className={isNumber(member) ? classes.right : undefined}>
                  {member.label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => {
              const side = only(row);
              return (
                <tr key={row.id} className={side === null ? undefined : classes[side]}>
                  {columns.map((member, index) => (
                    <td key={member.name} className={isNumber(member) ? classes.right : undefined}>
                      {index === 0 && side !== null && <SideMark side={side} />} {cell(row, member)}
                    </td>
                  ))}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      <dl className={classes.sums}>
        {sums.map((one, index) => (
          <Fragment key={one.name}>
            <div className={one.name === descriptor.amountField ? classes.grand : undefined}>
              <dt>{one.label}</dt>
              <dd>
                {detail.differs.includes(one.name) ? (
                  <BothSides
                    platform={fieldText(one, detail.platform?.[one.name])}
                    quickbooks={fieldText(one, detail.quickbooks?.[one.name])}
                  />
                ) : (
                  <Money value={typeof body[one.name] === 'string' ? String(body[one.name]) : null} />
                )}
              </dd>
            </div>
            {index === 0 && !discount.isZero() && (
              <div>
                <dt>Discount</dt>
                <dd>
                  <Money value={toCents(discount.negated())} />
                </dd>
              </div>
            )}
          </Fragment>
        ))}
      </dl>
    </section>
  );
}
