import { Button, Checkbox, Group, Modal, NativeSelect, Select, Stack, TagsInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { CustomField, CustomForm } from '../../../shared/policy.ts';
import { ErrorCallout, type TellableError } from '../../ui/index.ts';
import { FORM_LABEL, formsOf, type Mappings, TYPES } from './custom-words.ts';
import classes from './mappings.module.css';

type Props = {
  mappings: Mappings;
  field: CustomField;
  isNew: boolean;
  pending: boolean;
  error: TellableError | null;
  onSave: (field: CustomField) => Promise<void>;
  onRemove: (field: CustomField) => Promise<void>;
  onClose: () => void;
};

/** One field: its name and type, which records have it, and the field of QuickBooks it stands for. */
export function CustomFieldDialog({ mappings, field, isNew, pending, error, onSave, onRemove, onClose }: Props) {
  const [draft, setDraft] = useState(field);
  const [asked, setAsked] = useState(false);
  const [tried, setTried] = useState(false);
  const change = (patch: Partial<CustomField>): void => setDraft({ ...draft, ...patch });
  const forms = formsOf(draft.entities, mappings.customEntities);
  const here = mappings.customEntities.filter(({ entity, form }) => form === null && draft.entities.includes(entity));
  const problems = {
    name: draft.name.trim() === '' ? 'Name is needed' : undefined,
    entities: draft.entities.length === 0 ? 'Choose at least one kind of record' : undefined,
    choices: draft.type === 'choice' && draft.choices.length === 0 ? 'Choices are needed' : undefined,
  };
  const save = (): void => {
    setTried(true);
    if (Object.values(problems).some((one) => one !== undefined)) return;
    // What no record carries any more is not paired either.
    const quickbooks = {
      sales: forms.includes('sales') ? draft.quickbooks.sales : null,
      purchase: forms.includes('purchase') ? draft.quickbooks.purchase : null,
    };
    void onSave({ ...draft, name: draft.name.trim(), quickbooks });
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={isNew ? 'Add a custom field' : `Custom field: ${field.name}`}
      size={520}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <Stack gap={16}>
          {error !== null && <ErrorCallout error={error} />}
          <TextInput
            label="Name"
            withAsterisk
            data-autofocus
            maxLength={60}
            autoComplete="off"
            error={tried ? problems.name : undefined}
            value={draft.name}
            onChange={(event) => change({ name: event.currentTarget.value })}
          />
          <NativeSelect
            label="Type"
            description={
              draft.type === 'text' ? undefined : 'In QuickBooks it is text; here what does not fit is refused.'
            }
            inputWrapperOrder={['label', 'input', 'description']}
            value={draft.type}
            data={TYPES}
            onChange={(event) => change({ type: event.currentTarget.value as CustomField['type'] })}
          />
          {draft.type === 'choice' && (
            <TagsInput
              label="Choices"
              description="Press Enter after each"
              inputWrapperOrder={['label', 'input', 'error', 'description']}
              error={tried ? problems.choices : undefined}
              value={draft.choices}
              onChange={(choices) => change({ choices })}
            />
          )}
          <Checkbox.Group
            label="Records that have it"
            error={tried ? problems.entities : undefined}
            value={draft.entities}
            onChange={(entities) => change({ entities })}
          >
            <div className={classes.checks}>
              {mappings.customEntities.map(({ entity, label }) => (
                <Checkbox key={entity} value={entity} label={label} />
              ))}
            </div>
          </Checkbox.Group>
          {forms.map((form) => (
            <PairSelect
              key={form}
              form={form}
              mappings={mappings}
              self={field.key}
              value={draft.quickbooks[form]}
              onChange={(id) => change({ quickbooks: { ...draft.quickbooks, [form]: id } })}
            />
          ))}
          {here.length > 0 && (
            <p className={classes.note}>
              QuickBooks’ interface has no custom fields on {here.map(({ label }) => label.toLowerCase()).join(', ')}:
              there it stays in the workspace.
            </p>
          )}
          {asked && (
            <p className={classes.note}>
              What was typed stays stored and in QuickBooks, but is not shown or synced any more. Remove it?
            </p>
          )}
          <Group justify="space-between">
            {isNew ? (
              <span />
            ) : (
              <Button
                variant="subtle"
                color="red"
                disabled={pending}
                onClick={() => (asked ? void onRemove(field) : setAsked(true))}
              >
                {asked ? 'Yes, remove' : 'Remove'}
              </Button>
            )}
            <Group gap={8}>
              <Button variant="default" onClick={onClose}>
                Cancel
              </Button>
              <Button type="submit" loading={pending}>
                {isNew ? 'Add field' : 'Save'}
              </Button>
            </Group>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function PairSelect({
  form,
  mappings,
  self,
  value,
  onChange,
}: {
  form: CustomForm;
  mappings: Mappings;
  self: string;
  value: string | null;
  onChange: (id: string | null) => void;
}) {
  const offered = mappings.options.customFields.filter((one) => one.form === form);
  const taken = (id: string): boolean =>
    mappings.lists.customFields.some((one) => one.key !== self && one.quickbooks[form] === id);
  const known = value === null || offered.some(({ id }) => id === value);
  return (
    <Select
      label={`In QuickBooks: ${FORM_LABEL[form].toLowerCase()}`}
      placeholder="Stays in the workspace"
      description={
        offered.length === 0
          ? 'No custom field is switched on there. Turn one on in QuickBooks under Account and settings, Sales, then compare.'
          : undefined
      }
      inputWrapperOrder={['label', 'input', 'description']}
      clearable
      clearButtonProps={{ 'aria-label': 'Clear the pair' }}
      disabled={offered.length === 0 && value === null}
      value={value}
      onChange={onChange}
      data={[
        ...offered.map(({ id, name }) => ({ value: id, label: name, disabled: taken(id) })),
        ...(known || value === null ? [] : [{ value, label: `No longer in QuickBooks (${value})` }]),
      ]}
    />
  );
}
