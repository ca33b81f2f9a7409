import { Button, NativeSelect } from '@mantine/core';
import { Package, Percent, Plus, TextCursorInput, Truck } from 'lucide-react';
import { useRef } from 'react';
import type { FieldDescriptor } from '../../../../shared/entity.ts';
import type { Json } from '../../../../shared/primitives.ts';
import { useQuery } from '../../../store/index.ts';
import { Money } from '../../../ui/index.ts';
import type { Problems } from '../model/changes.ts';
import { type DraftLine, isPurchase, newLine, totals } from '../model/lines.ts';
import { told } from './field-input.tsx';
import classes from './form.module.css';
import { LineRow } from './line-row.tsx';
import type { ByLine } from './line-tax.tsx';
import { PurchaseLineRow } from './purchase-line-row.tsx';

type Props = {
  field: FieldDescriptor;
  lines: DraftLine[];
  onChange: (lines: DraftLine[]) => void;
  problems: Problems;
  titles: Record<string, string>;
  /** The document's tax, set together with its lines; null where the entity has none. */
  tax: {
    label: string;
    rate: Json;
    percent: Json;
    /** What QuickBooks' own tax came to beyond the rate; kept with the document. */
    correction: Json;
    onChange: (rate: string | null, percent: string | null) => void;
  } | null;
  /** Outside the US: the rates lines name; null in the US. */
  byLine?: ByLine | null;
};

/** Kinds that stand below the others, in this order. */
const LAST: DraftLine['kind'][] = ['shipping', 'discount'];

/** Lines of a document with live amounts, and its sums under them. */
export function LinesEditor({ field, lines, onChange, problems, titles, tax, byLine = null }: Props) {
  const made = useRef(0);
  const percent = typeof tax?.percent === 'string' ? tax.percent : null;
  const correction = typeof tax?.correction === 'string' ? tax.correction : null;
  const sums = totals(lines, percent, correction, byLine?.amountsAre ?? null);
  const bought = isPurchase(field);
  const item = field.line?.find((member) => member.name === 'item');
  const hasDiscount = lines.some((line) => line.kind === 'discount');
  const hasShipping = lines.some((line) => line.kind === 'shipping');
  const set = (index: number, patch: Partial<DraftLine>) =>
    onChange(lines.map((line, at) => (at === index ? { ...line, ...patch, ...rateOf(index, line, patch) } : line)));
  /** Outside the US a line that becomes taxable is taxed as the one before it. */
  const rateOf = (index: number, line: DraftLine, patch: Partial<DraftLine>): Partial<DraftLine> => {
    if (byLine === null || patch.taxable !== true || patch.taxRate !== undefined || line.taxRate) return {};
    const like = lines.slice(0, index).findLast((one) => one.taxRate);
    return like === undefined ? {} : { taxRate: like.taxRate ?? null, taxPercent: like.taxPercent ?? null };
  };
  const add = (kind: DraftLine['kind']) => {
    made.current += 1;
    const line = newLine(kind, `new-${made.current}-${lines.length}`);
    // Shipping and discounts stand last on both sides; whatever else is added goes before them.
    const place = (one: DraftLine): number => LAST.indexOf(one.kind);
    onChange([...lines, line].sort((one, other) => place(one) - place(other)));
  };
  const move = (index: number, by: 1 | -1) => {
    const next = [...lines];
    const [line] = next.splice(index, 1);
    if (line !== undefined) next.splice(index + by, 0, line);
    onChange(next);
  };

  return (
    <section aria-label={field.label} className={classes.lines}>
      <h3 className={classes.sectionTitle}>{field.label}</h3>
      {problems[field.name] !== undefined && (
        <p className={classes.problem} role="alert">
          {told(field.label, problems[field.name])}
        </p>
      )}
      <div className={classes.lineHead} aria-hidden>
        <span>{bought ? 'Account or item' : 'Item'}</span>
        <span>Description</span>
        <span className={classes.right}>Quantity</span>
        <span className={classes.right}>Price</span>
        <span className={classes.center}>{bought || byLine !== null ? '' : 'Tax'}</span>
        <span className={classes.right}>Amount</span>
        <span />
      </div>
      <ol className={classes.lineList}>
        {lines.map((line, index) =>
          bought ? (
            <PurchaseLineRow
              key={line.key}
              line={line}
              index={index}
              count={lines.length}
              amount={sums.amounts[index] ?? null}
              titles={titles}
              problemOf={(member) => problems[`${field.name}.${index}.${member}`]}
              lineProblem={problems[`${field.name}.${index}`]}
              byLine={byLine}
              onChange={(patch) => set(index, patch)}
              onRemove={() => onChange(lines.filter((_, at) => at !== index))}
              onMove={(by) => move(index, by)}
              onNext={() => index === lines.length - 1 && add(line.kind)}
            />
          ) : (
            <LineRow
              key={line.key}
              line={line}
              index={index}
              count={lines.length}
              amount={sums.amounts[index] ?? null}
              entity={item?.entity ?? 'item'}
              byLine={byLine}
              title={line.item === null ? null : (titles[line.item] ?? null)}
              problemOf={(member) => problems[`${field.name}.${index}.${member}`]}
              lineProblem={problems[`${field.name}.${index}`]}
              onChange={(patch) => set(index, patch)}
              onRemove={() => onChange(lines.filter((_, at) => at !== index))}
              onMove={(by) => move(index, by)}
              onNext={() => index === lines.length - 1 && add('item')}
            />
          ),
        )}
      </ol>
      <div className={classes.lineActs}>
        <Button
          size="compact-sm"
          variant="subtle"
          leftSection={<Plus size={14} aria-hidden />}
          onClick={() => add(bought ? 'account' : 'item')}
        >
          Add line
        </Button>
        {bought && (
          <Button
            size="compact-sm"
            variant="subtle"
            color="gray"
            leftSection={<Package size={14} aria-hidden />}
            onClick={() => add('item')}
          >
            Add item
          </Button>
        )}
        {!bought && (
          <>
            <Button
              size="compact-sm"
              variant="subtle"
              color="gray"
              leftSection={<TextCursorInput size={14} aria-hidden />}
              onClick={() => add('text')}
            >
              Add text
            </Button>
            <Button
              size="compact-sm"
              variant="subtle"
              color="gray"
              leftSection={<Percent size={14} aria-hidden />}
              disabled={hasDiscount}
              title={hasDiscount ? 'QuickBooks keeps one discount on a document' : undefined}
              onClick={() => add('discount')}
            >
              Add discount
            </Button>
            <Button
              size="compact-sm"
              variant="subtle"
              color="gray"
              leftSection={<Truck size={14} aria-hidden />}
              disabled={hasShipping}
              title={hasShipping ? 'QuickBooks keeps one amount for shipping on a document' : undefined}
              onClick={() => add('shipping')}
            >
              Add shipping
            </Button>
          </>
        )}
      </div>
      <dl className={classes.sums} aria-live="polite">
        {!bought && (
          <div>
            <dt>Subtotal</dt>
            <dd>
              <Money value={sums.subtotal} />
            </dd>
          </div>
        )}
        {hasDiscount && (
          <div>
            <dt>Discount</dt>
            <dd>
              <Money value={sums.discount === '0.00' ? sums.discount : `-${sums.discount}`} />
            </dd>
          </div>
        )}
        {hasShipping && (
          <div>
            <dt>Shipping</dt>
            <dd>
              <Money value={sums.shipping} />
            </dd>
          </div>
        )}
        {byLine !== null && byLine.amountsAre !== 'none' && (
          <div>
            <dt>{byLine.amountsAre === 'inclusive' ? 'Tax in it' : 'Tax'}</dt>
            <dd>
              <Money value={sums.taxTotal} />
            </dd>
          </div>
        )}
        {tax !== null && byLine === null && (
          <div>
            <dt>
              <TaxRate label={tax.label} rate={tax.rate} percent={tax.percent} onChange={tax.onChange} />
            </dt>
            <dd>
              <Money value={sums.taxTotal} />
            </dd>
          </div>
        )}
        <div className={classes.grand}>
          <dt>Total</dt>
          <dd>
            <Money value={sums.total} />
          </dd>
        </div>
      </dl>
    </section>
  );
}

/** The document's tax rate. A rate that came from QuickBooks without a pair is shown by its percentage and kept. */
function TaxRate({ label, rate, percent, onChange }: Omit<NonNullable<Props['tax']>, 'correction'>) {
  const answer = useQuery('workspace.taxRates', {}, { topics: ['settings', 'mappings'] });
  const rates = answer.data?.rates ?? [];
  const own = typeof rate === 'string' ? rate : percent === null ? '' : 'kept';
  return (
    <NativeSelect
      size="xs"
      aria-label={label}
      data-path="taxRate"
      value={own}
      onChange={(event) => {
        const key = event.currentTarget.value;
        if (key === 'kept') return;
        const chosen = rates.find((one) => one.key === key);
        onChange(chosen?.key ?? null, chosen?.percent ?? null);
      }}
      data={[
        { value: '', label: 'No sales tax' },
        ...(own === 'kept' ? [{ value: 'kept', label: `Tax from QuickBooks (${String(percent)}%)` }] : []),
        // The rate of the document, also while the list is on its way.
        ...(own !== '' && own !== 'kept' && !rates.some((one) => one.key === own)
          ? [{ value: own, label: percent === null ? own : `${String(percent)}%` }]
          : []),
        ...rates.map((one) => ({ value: one.key, label: `${one.name} (${one.percent}%)` })),
      ]}
    />
  );
}
