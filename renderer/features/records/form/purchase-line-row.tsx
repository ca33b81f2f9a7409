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
  titles: Record<string, string>;
  problemOf: (member: string) => string | undefined;
  lineProblem: string | undefined;
  /** Outside the US; null in the US. */
  byLine: ByLine | null;
  onChange: (patch: Partial<DraftLine>) => void;
  onRemove: () => void;
  onMove: (by: 1 | -1) => void;
  /** Enter in the last figure: on to a new line. */
  onNext: () => void;
};

type Figure = 'quantity' | 'unitPrice' | 'amount';

/** One line of something bought: an account with an amount, or an item with quantity and price; perhaps for a customer. */
export function PurchaseLineRow(props: Props) {
  const { line, index, amount, titles, problemOf, onChange } = props;
  const at = `Line ${index + 1}`;
  const byItem = line.kind === 'item';
  const titleOf = (id: string | null): string | null => (id === null ? null : (titles[id] ?? null));

  const number = (member: Figure, label: string) => (
    <div className={classes[member]}>
      <span className={classes.cellLabel} aria-hidden>
        {label}
      </span>
      <TextInput
        size="xs"
        aria-label={`${at} ${label}`}
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
          if (!read.ok || read.value === null) return;
          const shown = member === 'unitPrice' ? shownPrice(read.value) : null;
          onChange({ [member]: shown ?? shownDecimal(read.value, member === 'amount' ? 'money' : 'decimal') });
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          event.preventDefault();
          props.onNext();
        }}
      />
    </div>
  );

  return (
    <li className={`${classes.line} ${classes.bought} ${byItem ? classes.item : classes.account}`} aria-label={at}>
      <div className={classes.item}>
        {byItem ? (
          <RefPicker
            key="item"
            size="xs"
            entity="item"
            value={line.item}
            title={titleOf(line.item)}
            ariaLabel={`${at} Item`}
            placeholder="Item"
            required
            dataPath={`lines.${index}.item`}
            error={told('Item', problemOf('item'))}
            onPick={(option) => {
              if (option === null) return;
              const { description, purchaseCost } = option.body;
              const cost = typeof purchaseCost === 'string' && purchaseCost !== '' ? shownPrice(purchaseCost) : null;
              onChange({
                item: option.id,
                // What was typed stays; an untouched line takes the item's own words and cost.
                description: line.description?.trim()
                  ? line.description
                  : typeof description === 'string'
                    ? description
                    : null,
                unitPrice: line.unitPrice?.trim() && line.item === null ? line.unitPrice : cost,
              });
            }}
          />
        ) : (
          <RefPicker
            key="account"
            size="xs"
            entity="account"
            value={line.account}
            title={titleOf(line.account)}
            ariaLabel={`${at} Account`}
            placeholder="Account"
            required
            dataPath={`lines.${index}.account`}
            error={told('Account', problemOf('account'))}
            onPick={(option) => option !== null && onChange({ account: option.id })}
          />
        )}
      </div>
      <div className={classes.description}>
        <Textarea
          size="xs"
          rows={1}
          classNames={{ input: classes.grow ?? '' }}
          aria-label={`${at} Description`}
          placeholder="Description"
          data-path={`lines.${index}.description`}
          value={line.description ?? ''}
          onChange={(event) => onChange({ description: event.currentTarget.value })}
        />
      </div>
      {byItem ? (
        <>
          {number('quantity', 'Quantity')}
          {number('unitPrice', 'Price')}
          <output className={classes.amount} aria-label={`${at} Amount`}>
            <Money value={amount} />
          </output>
        </>
      ) : (
        number('amount', 'Amount')
      )}
      <LineEnd at={at} index={index} count={props.count} onMove={props.onMove} onRemove={props.onRemove} />
      <div className={classes.forWhom}>
        <RefPicker
          size="xs"
          entity="customer"
          value={line.customer}
          title={titleOf(line.customer)}
          ariaLabel={`${at} Customer`}
          placeholder="For no customer"
          required={false}
          dataPath={`lines.${index}.customer`}
          error={told('Customer', problemOf('customer'))}
          onPick={(option) => onChange(option === null ? { customer: null, billable: false } : { customer: option.id })}
        />
      </div>
      <Checkbox
        size="xs"
        className={classes.passedOn ?? ''}
        label="Billable to the customer"
        aria-label={`${at} Billable`}
        disabled={line.customer === null}
        checked={line.billable}
        onChange={(event) => onChange({ billable: event.currentTarget.checked })}
      />
      {props.byLine !== null && <LineTax line={line} index={index} byLine={props.byLine} onChange={onChange} />}
      {props.lineProblem !== undefined && <p className={classes.problem}>{told(at, props.lineProblem)}</p>}
    </li>
  );
}
