import { NativeSelect } from '@mantine/core';
import type { DraftLine } from '../model/lines.ts';
import classes from './form.module.css';

/** Rates lines can name in a company outside the US, and what its amounts are. */
export type ByLine = {
  amountsAre: 'exclusive' | 'inclusive' | 'none';
  rates: readonly { key: string; name: string; percent: string }[];
};

/** The tax rate of a line. A rate that came from QuickBooks without a pair is shown by its percentage and kept. */
export function LineTax({
  line,
  index,
  byLine,
  onChange,
}: {
  line: DraftLine;
  index: number;
  byLine: ByLine;
  onChange: (patch: Partial<DraftLine>) => void;
}) {
  if (byLine.amountsAre === 'none') return null;
  const { rates } = byLine;
  const percent = line.taxPercent ?? null;
  const own = line.taxRate ?? (percent === null ? '' : 'kept');
  const known = own === '' || own === 'kept' || rates.some((one) => one.key === own);
  return (
    <div className={classes.lineTax}>
      <NativeSelect
        size="xs"
        aria-label={`Line ${index + 1} Tax`}
        data-path={`lines.${index}.taxRate`}
        value={own}
        onChange={(event) => {
          const key = event.currentTarget.value;
          if (key === 'kept') return;
          const chosen = rates.find((one) => one.key === key);
          onChange({
            taxRate: chosen?.key ?? null,
            taxPercent: chosen?.percent ?? null,
            ...(line.kind === 'item' || line.kind === 'shipping' ? { taxable: chosen !== undefined } : {}),
          });
        }}
        data={[
          { value: '', label: 'No tax' },
          ...(own === 'kept' ? [{ value: 'kept', label: `Tax from QuickBooks (${percent}%)` }] : []),
          ...(known ? [] : [{ value: own, label: percent === null ? own : `${percent}%` }]),
          ...rates.map((one) => ({ value: one.key, label: `${one.name} (${one.percent}%)` })),
        ]}
      />
    </div>
  );
}
