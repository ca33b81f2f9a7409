import { Button } from '@mantine/core';
import { Pencil, Plus, Sparkles } from 'lucide-react';
import { useState } from 'react';
import type { CustomField, CustomForm } from '../../../shared/policy.ts';
import { useCommand } from '../../store/index.ts';
import { ErrorCallout, formatShare, Panel, toast } from '../../ui/index.ts';
import { CustomFieldDialog } from './custom-field-dialog.tsx';
import { FORM_LABEL, keyFor, type Mappings, TYPES, travelsWords } from './custom-words.ts';
import classes from './mappings.module.css';

/** Fields people added: what they are, which records have them, and which field of QuickBooks each stands for. */
export function CustomFields({ mappings }: { mappings: Mappings }) {
  const command = useCommand('mappings.setLists');
  const [open, setOpen] = useState<{ field: CustomField; isNew: boolean } | null>(null);
  const fields = mappings.lists.customFields;
  const keys = fields.map(({ key }) => key);
  const set = async (customFields: CustomField[], word: string): Promise<boolean> => {
    const answer = await command.run({ customFields });
    if (answer.ok) toast(word, { id: 'custom-fields' });
    return answer.ok;
  };
  const sales = mappings.customEntities.filter(({ form }) => form === 'sales').map(({ entity }) => entity);
  const blank = (name = '', form: CustomForm | null = null, id: string | null = null): CustomField => ({
    key: '',
    name,
    type: 'text',
    choices: [],
    entities:
      form === 'purchase'
        ? mappings.customEntities.filter((one) => one.form === 'purchase').map(({ entity }) => entity)
        : form === null
          ? ['invoice']
          : sales,
    quickbooks: { sales: form === 'sales' ? id : null, purchase: form === 'purchase' ? id : null },
  });
  // Fields of forms there are records for, that nothing here stands for or is about to.
  const unknown = mappings.options.customFields.filter(
    ({ form, id }) =>
      mappings.customEntities.some((one) => one.form === form) &&
      !fields.some((field) => field.quickbooks[form] === id) &&
      !mappings.customSuggestions.some((one) => one.form === form && one.id === id),
  );
  return (
    <section aria-label="Custom fields">
      <h2 className={classes.heading}>Custom fields</h2>
      {command.error !== null && open === null && (
        <div className={classes.error}>
          <ErrorCallout error={command.error} />
        </div>
      )}
      <Panel
        title="Fields of your own"
        flush
        actions={
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<Plus size={14} aria-hidden />}
            onClick={() => setOpen({ field: blank(), isNew: true })}
          >
            Add field
          </Button>
        }
      >
        <ul className={classes.pairs}>
          {fields.length === 0 && unknown.length === 0 && (
            <li className={classes.none}>
              None yet. QuickBooks carries up to three texts on sales forms; other fields stay in the workspace.
            </li>
          )}
          {fields.map((field) => {
            const suggestion = mappings.customSuggestions.find(({ key }) => key === field.key);
            const paired = (form: CustomForm, id: string): CustomField[] =>
              fields.map((one) => (one === field ? { ...one, quickbooks: { ...one.quickbooks, [form]: id } } : one));
            return (
              <li key={field.key} className={classes.custom}>
                <div>
                  <div className={classes.name}>{field.name}</div>
                  <div className={classes.quiet}>
                    {TYPES.find(({ value }) => value === field.type)?.label}
                    {field.type === 'choice' ? `: ${field.choices.join(', ')}` : ''} ·{' '}
                    {mappings.customEntities
                      .filter(({ entity }) => field.entities.includes(entity))
                      .map(({ label }) => label)
                      .join(', ')}
                  </div>
                  {suggestion !== undefined && (
                    <div className={classes.suggestion}>
                      <Sparkles size={14} aria-hidden />
                      <span>
                        QuickBooks has a field with the same name ({formatShare(suggestion.confidence)} sure).
                      </span>
                      <Button
                        size="compact-xs"
                        variant="light"
                        disabled={command.pending}
                        onClick={() => void set(paired(suggestion.form, suggestion.id), `${field.name}: paired.`)}
                      >
                        Pair them
                      </Button>
                    </div>
                  )}
                </div>
                <div className={classes.quiet}>{travelsWords(field, mappings)}</div>
                <Button
                  size="compact-sm"
                  variant="subtle"
                  leftSection={<Pencil size={14} aria-hidden />}
                  aria-label={`Edit ${field.name}`}
                  onClick={() => setOpen({ field, isNew: false })}
                >
                  Edit
                </Button>
              </li>
            );
          })}
          {unknown.map(({ form, id, name }) => (
            <li key={`${form} ${id}`} className={classes.custom} data-open>
              <div>
                <div className={classes.name}>{name}</div>
                <div className={classes.quiet}>A field of QuickBooks that nothing here stands for</div>
              </div>
              <div className={classes.quiet}>{FORM_LABEL[form]} in QuickBooks. It is left as it is there.</div>
              <Button
                size="compact-sm"
                variant="light"
                aria-label={`Take over ${name}`}
                onClick={() => setOpen({ field: blank(name, form, id), isNew: true })}
              >
                Take over
              </Button>
            </li>
          ))}
        </ul>
      </Panel>
      {open !== null && (
        <CustomFieldDialog
          mappings={mappings}
          field={open.field}
          isNew={open.isNew}
          pending={command.pending}
          error={command.error}
          onClose={() => setOpen(null)}
          onSave={async (field) => {
            const next = open.isNew
              ? [...fields, { ...field, key: keyFor(field.name, keys) }]
              : fields.map((one) => (one.key === field.key ? field : one));
            if (await set(next, `${field.name}: saved.`)) setOpen(null);
          }}
          onRemove={async (field) => {
            const left = fields.filter((one) => one.key !== field.key);
            if (await set(left, `${field.name}: taken away.`)) setOpen(null);
          }}
        />
      )}
    </section>
  );
}
