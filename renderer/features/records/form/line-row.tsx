import { Checkbox, Textarea, TextInput } from '@mantine/core';
import { readDecimal, shownDecimal, shownPrice } from '../../../ui/decimals.ts';
import { Money } from '../../../ui/index.ts';
import type { DraftLine } from '../model/lines.ts';
import { told } from './field-input.tsx';
import classes from './form.module.css';
import { LineEnd } from './line-end.tsx';
import { type ByLine, LineTax } from './line-tax.tsx';
import { RefPicker } from './ref-picker.tsx';

type Props = {
  line: DraftLine;
  index: number;
  count: number;
  amount: string | null;
  entity: string;
  title: string | null;
  problemOf: (member: string) => string | undefined;
  lineProblem: string | undefined;
  /** Outside the US; null in the US, where a line is taxable or not. */
  byLine: ByLine | null;
  onChange: (patch: Partial<DraftLine>) => void;
  onRemove: () => void;
  onMove: (by: 1 | -1) => void;
  /** Enter in the last figure: on to a new line. */
  onNext: () => void;
};

/** One line: an item with quantity and price, words, or a discount by percentage or amount. */
export function LineRow(props: Props) {
  const { line, index, amount, problemOf, onChange } = props;
  const at = `Line ${index + 1}`;
  const name = (label: string): string => `${at} ${label}`;

  const number = (member: 'quantity' | 'unitPrice' | 'percent' | 'amount', label: string) => (
    <div className={classes[member]}>
      <span className={classes.cellLabel} aria-hidden>
        {label}
      </span>
      <TextInput
        size="xs"
        aria-label={name(label)}
        placeholder={label}
        inputMode="decimal"
        autoComplete="off"
        data-path={`lines.${index}.${member}`}
        classNames={{ input: classes.number ?? '' }}
        error={told(label, problemOf(member))}
        value={line[member] ?? ''}
        onChange={(event) => onChange({ [member]: event.currentTarget.value })}
        onBlur={() => {
          const read = readDecimal(line[member] ?? '');
          if (read.ok && read.value !== null)
            onChange({
              [member]: member === 'unitPrice' ? shownPrice(read.value) : shownDecimal(read.value, 'decimal'),
            });
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          event.preventDefault();
          props.onNext();
        }}
      />
    </div>
  );
  const words = (placeholder: string) => (
    <div className={classes.description}>
      <Textarea
        size="xs"
        rows={1}
        classNames={{ input: classes.grow ?? '' }}
        aria-label={name('Description')}
        placeholder={placeholder}
        data-path={`lines.${index}.description`}
        error={told('Text', problemOf('description'))}
        value={line.description ?? ''}
        onChange={(event) => onChange({ description: event.currentTarget.value })}
      />
    </div>
  );

  const taxable =
    props.byLine === null ? (
      <div className={classes.taxable}>
        <Checkbox
          size="xs"
          aria-label={name('Taxable')}
          checked={line.taxable}
          onChange={(event) => onChange({ taxable: event.currentTarget.checked })}
        />
        <span className={classes.taxWord} aria-hidden>
          Taxable
        </span>
      </div>
    ) : (
      <span />
    );
  return (
    <li className={`${classes.line} ${classes[line.kind]}`} aria-label={at}>
      {line.kind === 'item' && (
        <div className={classes.item}>
          <RefPicker
            size="xs"
            entity={props.entity}
            value={line.item}
            title={props.title}
            ariaLabel={name('Item')}
            placeholder="Item"
            required
            dataPath={`lines.${index}.item`}
            error={told('Item', problemOf('item'))}
            onPick={(option) => {
              if (option === null) return;
              const { body } = option;
              onChange({
                item: option.id,
                // What was typed stays; an untouched line takes the item's own words, price and tax.
                description: line.description?.trim() ? line.description : textOf(body.description),
                unitPrice: line.unitPrice?.trim() && line.item === null ? line.unitPrice : priceOf(body.unitPrice),
                taxable: body.taxable === true,
              });
            }}
          />
        </div>
      )}
      {line.kind === 'text' && <span className={classes.kind}>Text</span>}
      {line.kind === 'discount' && <span className={classes.kind}>Discount</span>}
      {line.kind === 'shipping' && <span className={classes.kind}>Shipping</span>}
      {line.kind === 'shipping' ? (
        <span className={classes.description} />
      ) : (
        words(line.kind === 'text' ? 'Words on the document' : 'Description')
      )}
      {line.kind === 'item' && (
        <>
          {number('quantity', 'Quantity')}
          {number('unitPrice', 'Price')}
          {taxable}
          <output className={classes.amount} aria-label={name('Amount')}>
            <Money value={amount} />
          </output>
        </>
      )}
      {line.kind === 'shipping' && (
        <>
          {taxable}
          {number('amount', 'Amount')}
        </>
      )}
      {line.kind === 'discount' && (
        <>
          {number('percent', 'Percent')}
          {line.percent?.trim() ? (
            <output className={classes.amount} aria-label={name('Amount')}>
              <Money value={amount === null ? null : `-${amount}`} />
            </output>
          ) : (
            number('amount', 'Amount')
          )}
        </>
      )}
      <LineEnd at={at} index={index} count={props.count} onMove={props.onMove} onRemove={props.onRemove} />
      {props.byLine !== null && (line.kind === 'item' || line.kind === 'shipping') && (
        <LineTax line={line} index={index} byLine={props.byLine} onChange={onChange} />
      )}
      {props.lineProblem !== undefined && <p className={classes.problem}>{told(at, props.lineProblem)}</p>}
    </li>
  );
}

const priceOf = (value: unknown): string | null => {
  const price = textOf(value);
  return price === null ? null : shownPrice(price);
};
const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
