import { CloseButton, Combobox, Loader, TextInput, useCombobox } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { ChevronsUpDown } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { OutputOf } from '../../../../shared/contract/index.ts';
import type { EntityDescriptor } from '../../../../shared/entity.ts';
import { useEntity, useQuery } from '../../../store/index.ts';
import { fieldText, formatMoney } from '../../../ui/index.ts';
import classes from './form.module.css';

export type Option = OutputOf<'records.options'>['options'][number];

/** Rest after the last letter before asking, in ms. */
const REST_MS = 150;

/** What tells two records of the same name apart: whose they are, and the next columns of their list. */
function noteOf(descriptor: EntityDescriptor | null, option: Option): string {
  if (descriptor === null) return '';
  const columns = descriptor.columns
    .filter((name) => name !== descriptor.titleField)
    .flatMap((name) => {
      const field = descriptor.fields.find((one) => one.name === name);
      const value = option.body[name];
      if (field === undefined || field.kind === 'ref' || value === option.title) return [];
      if (name === descriptor.amountField && typeof value === 'string') return [formatMoney(value)];
      return [fieldText(field, value)];
    })
    .filter(Boolean);
  return [...(option.who === null ? [] : [option.who]), ...columns].slice(0, 2).join(' · ');
}

/** Chooses a record of another entity by typing part of its name. */
export function RefPicker({
  entity,
  value,
  title,
  onPick,
  label,
  ariaLabel,
  required,
  disabled,
  description,
  error,
  placeholder,
  exclude,
  size = 'sm',
  dataPath,
}: {
  entity: string;
  value: string | null;
  /** Name of the present value, if the caller knows it. */
  title: string | null;
  onPick: (option: Option | null) => void;
  label?: string;
  ariaLabel?: string;
  required?: boolean;
  disabled?: boolean;
  description?: ReactNode;
  error?: ReactNode;
  placeholder?: string;
  /** A record that cannot be chosen: the one being edited. */
  exclude?: string | null;
  size?: 'xs' | 'sm';
  dataPath?: string;
}) {
  const descriptor = useEntity(entity);
  const [typed, setTyped] = useState<string | null>(null);
  const [picked, setPicked] = useState<Option | null>(null);
  const [search] = useDebouncedValue(typed ?? '', REST_MS);
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const opened = combobox.dropdownOpened;
  const answer = useQuery('records.options', opened ? { entity, search, limit: 20 } : null, { topics: ['records'] });
  // A value set from elsewhere (a stored record, an address) whose name nobody told.
  const known = picked?.id === value ? picked.title : title;
  const asked = useQuery('records.get', value !== null && known === null ? { entity, key: value } : null, {
    topics: ['records'],
  });
  const name = value === null ? '' : (known ?? asked.data?.row.title ?? '');
  const options = (answer.data?.options ?? []).filter((option) => option.id !== exclude);
  const word = descriptor?.label.toLowerCase() ?? 'record';

  const pick = (id: string | null): void => {
    const option = options.find((one) => one.id === id) ?? null;
    setPicked(option);
    setTyped(null);
    combobox.closeDropdown();
    onPick(option);
  };

  return (
    <Combobox
      store={combobox}
      onOptionSubmit={pick}
      withinPortal
      shadow="md"
      size={size}
      position="bottom-start"
      width="max-content"
    >
      <Combobox.Target>
        <TextInput
          size={size}
          role="combobox"
          aria-autocomplete="list"
          aria-expanded={opened}
          {...(label === undefined ? {} : { label })}
          {...(ariaLabel === undefined ? {} : { 'aria-label': ariaLabel })}
          {...(dataPath === undefined ? {} : { 'data-path': dataPath })}
          withAsterisk={required === true}
          disabled={disabled === true}
          description={description}
          inputWrapperOrder={['label', 'input', 'error', 'description']}
          error={error}
          placeholder={placeholder ?? `Find ${/^[aeiou]/.test(word) ? 'an' : 'a'} ${word}`}
          value={typed ?? name}
          autoComplete="off"
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            combobox.openDropdown();
            combobox.updateSelectedOptionIndex();
          }}
          onClick={() => combobox.openDropdown()}
          onFocus={(event) => event.currentTarget.select()}
          onBlur={() => {
            combobox.closeDropdown();
            // An emptied box means nobody; half a name means never mind.
            if (typed !== null && typed.trim() === '' && required !== true) onPick(null);
            setTyped(null);
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Escape' || !opened) return;
            event.stopPropagation();
            setTyped(null);
            combobox.closeDropdown();
          }}
          rightSection={
            answer.loading ? (
              <Loader size={14} />
            ) : value !== null && required !== true && disabled !== true ? (
              <CloseButton
                size="sm"
                tabIndex={-1}
                aria-label={`Clear ${label ?? ariaLabel ?? word}`}
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => onPick(null)}
              />
            ) : (
              <ChevronsUpDown size={14} aria-hidden className={classes.chevrons} />
            )
          }
        />
      </Combobox.Target>
      <Combobox.Dropdown miw={280} maw={460}>
        <Combobox.Options mah={280} style={{ overflowY: 'auto' }} aria-label={label ?? ariaLabel ?? word}>
          {options.map((option) => (
            <Combobox.Option key={option.id} value={option.id} active={option.id === value}>
              <span className={classes.option}>
                <span>{option.title}</span>
                <span className={classes.optionNote}>{noteOf(descriptor, option)}</span>
              </span>
            </Combobox.Option>
          ))}
          {options.length === 0 && (
            <Combobox.Empty>
              {answer.error !== null
                ? answer.error.userSentence
                : answer.loading || answer.data === null
                  ? 'Looking…'
                  : `No ${word} is called that`}
            </Combobox.Empty>
          )}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
