import { Checkbox, NativeSelect, SimpleGrid, Textarea, TextInput } from '@mantine/core';
import type { FieldDescriptor } from '../../../../shared/entity.ts';
import type { Body, Json } from '../../../../shared/primitives.ts';
import { useQuery } from '../../../store/index.ts';
import { readDecimal, readMoney, shownDecimal } from '../../../ui/decimals.ts';
import { ADDRESS_PARTS, type Problems } from '../model/changes.ts';
import classes from './form.module.css';
import { type Option, RefPicker } from './ref-picker.tsx';

export type FieldInputProps = {
  field: FieldDescriptor;
  value: Json;
  onChange: (value: Json) => void;
  /** For references: the chosen record, so that what follows from it can be filled. */
  onPick?: (option: Option | null) => void;
  problems: Problems;
  titles: Record<string, string>;
  /** Shown but not to be changed, and why. */
  locked: string | null;
  /** For a text that is a name of a list (payment methods): the names there are. */
  choices?: string[] | undefined;
  /** The record being edited, which cannot refer to itself. */
  recordKey: string | null;
};

/** "is needed" becomes "Name is needed", so that a message read alone still says which field it is about. */
export const told = (label: string, problem: string | undefined): string | undefined =>
  problem === undefined ? undefined : /^[a-z(]/.test(problem) ? `${label} ${problem}` : problem;

/** The help stands under its input, so that inputs beside each other keep one line. */
export const ORDER: ('label' | 'input' | 'error' | 'description')[] = ['label', 'input', 'error', 'description'];

const text = (value: Json): string => (typeof value === 'string' ? value : value === null ? '' : String(value));

/** The input that fits a field's kind. Lines and allocations have editors of their own. */
export function FieldInput(props: FieldInputProps) {
  const { field, value, onChange, problems, locked } = props;
  const common = {
    label: field.label,
    description: locked ?? field.help,
    error: told(field.label, problems[field.name]),
    withAsterisk: field.required === true,
    disabled: locked !== null,
    inputWrapperOrder: ORDER,
    'data-path': field.name,
  };
  switch (field.kind) {
    case 'longText':
      return (
        <Textarea
          {...common}
          rows={2}
          classNames={{ input: classes.grow ?? '' }}
          value={text(value)}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case 'boolean':
      return (
        <Checkbox
          label={field.label}
          description={locked ?? field.help}
          error={told(field.label, problems[field.name])}
          disabled={locked !== null}
          data-path={field.name}
          checked={value === true}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      );
    case 'choice':
      return (
        <NativeSelect
          {...common}
          value={text(value)}
          onChange={(event) => onChange(event.currentTarget.value || null)}
          data={[
            ...(field.required && value !== null ? [] : [{ value: '', label: '' }]),
            ...(field.choices ?? []).map((choice) => ({ value: choice.value, label: choice.label })),
          ]}
        />
      );
    case 'money':
    case 'decimal':
      return <NumberInput {...props} kind={field.kind} common={common} />;
    case 'date':
      return (
        <TextInput
          {...common}
          type="date"
          value={text(value)}
          onChange={(event) => onChange(event.currentTarget.value || null)}
        />
      );
    case 'address':
      return <AddressInput {...props} />;
    case 'listRef':
      return <ListRefInput {...props} common={common} />;
    case 'ref':
      return (
        <RefPicker
          entity={field.entity ?? ''}
          value={typeof value === 'string' ? value : null}
          title={typeof value === 'string' ? (props.titles[value] ?? null) : null}
          label={field.label}
          required={field.required === true}
          disabled={locked !== null}
          description={locked ?? field.help}
          error={told(field.label, problems[field.name])}
          exclude={props.recordKey}
          dataPath={field.name}
          onPick={(option) => {
            onChange(option?.id ?? null);
            props.onPick?.(option);
          }}
        />
      );
    default:
      if (field.list !== undefined && props.choices !== undefined) return <NamedInput {...props} common={common} />;
      return (
        <TextInput
          {...common}
          type={field.kind === 'email' ? 'email' : field.kind === 'phone' ? 'tel' : 'text'}
          autoComplete="off"
          value={text(value)}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
  }
}

type Common = { label: string; error: string | undefined; disabled: boolean };

/** A number kept as typed until the field is left; then it is spelled as it will be stored. */
function NumberInput({
  value,
  onChange,
  kind,
  common,
}: FieldInputProps & { kind: 'money' | 'decimal'; common: Common }) {
  return (
    <TextInput
      {...common}
      inputMode="decimal"
      autoComplete="off"
      leftSection={kind === 'money' ? <span aria-hidden>$</span> : undefined}
      classNames={{ input: classes.number ?? '' }}
      value={text(value)}
      onChange={(event) => onChange(event.currentTarget.value)}
      onBlur={() => {
        const read = kind === 'money' ? readMoney(text(value)) : readDecimal(text(value));
        if (read.ok && read.value !== null) onChange(shownDecimal(read.value, kind));
      }}
    />
  );
}

function AddressInput({ field, value, onChange, problems, locked }: FieldInputProps) {
  const address: Body = value !== null && typeof value === 'object' && !Array.isArray(value) ? value : {};
  return (
    <fieldset className={classes.address} disabled={locked !== null}>
      <legend>{field.label}</legend>
      {locked !== null && <p className={classes.help}>{locked}</p>}
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing={12} verticalSpacing={10}>
        {ADDRESS_PARTS.map((part) => (
          <TextInput
            key={part.name}
            label={part.label}
            autoComplete="off"
            data-path={`${field.name}.${part.name}`}
            error={told(part.label, problems[`${field.name}.${part.name}`])}
            value={text(address[part.name] ?? null)}
            onChange={(event) => onChange({ ...address, [part.name]: event.currentTarget.value })}
          />
        ))}
      </SimpleGrid>
      {problems[field.name] !== undefined && (
        <p className={classes.problem}>{told(field.label, problems[field.name])}</p>
      )}
    </fieldset>
  );
}

/** A name of QuickBooks' list. One it does not have any more stays until another is chosen. */
function NamedInput({ value, onChange, choices = [], common }: FieldInputProps & { common: Common }) {
  const now = text(value);
  return (
    <NativeSelect
      {...common}
      description={undefined}
      value={now}
      onChange={(event) => onChange(event.currentTarget.value || null)}
      data={['', ...(now === '' || choices.includes(now) ? [] : [now]), ...choices]}
    />
  );
}

/** An entry of a mapped list. The workspace's own list is its tax rates. */
function ListRefInput({ value, onChange, common }: FieldInputProps & { common: Common }) {
  const rates = useQuery('workspace.taxRates', {}, { topics: ['settings', 'mappings'] });
  return (
    <NativeSelect
      {...common}
      value={text(value)}
      onChange={(event) => onChange(event.currentTarget.value || null)}
      data={[
        { value: '', label: 'None' },
        ...(rates.data?.rates ?? []).map((rate) => ({ value: rate.key, label: `${rate.name} (${rate.percent}%)` })),
      ]}
    />
  );
}
