import { Button, NativeSelect, Radio, TextInput } from '@mantine/core';
import { ArrowLeft, ArrowRight } from 'lucide-react';
import type { FormEvent } from 'react';
import type { DateOrder, TableFile, TableSetup, TableTarget } from '../../../../shared/contract/import-file.ts';
import type { OutputOf } from '../../../../shared/contract/index.ts';
import { usePlatformLabel } from '../../../store/index.ts';
import { ErrorCallout, formatCount, Panel, plural, type TellableError } from '../../../ui/index.ts';
import shared from '../import.module.css';
import classes from './file.module.css';
import { askedForAll, missingTargets, readAs, withColumn } from './words.ts';

/** Targets by the heading they stand under. */
function grouped(targets: readonly TableTarget[]): { group: string; items: { value: string; label: string }[] }[] {
  const groups = new Map<string, { value: string; label: string }[]>();
  for (const { id, label, group, required } of targets) {
    const items = groups.get(group) ?? [];
    items.push({ value: id, label: required ? `${label} (needed)` : label });
    groups.set(group, items);
  }
  return [...groups].map(([group, items]) => ({ group, items }));
}

/** What each column becomes, with what its first rows say beside it. */
export function Columns({
  file,
  offered,
  setup,
  busy,
  checking,
  error,
  onSetup,
  onKind,
  onSheet,
  onBack,
  onCheck,
}: {
  file: TableFile;
  offered: OutputOf<'import.file.columns'>;
  setup: TableSetup;
  busy: boolean;
  checking: boolean;
  error: TellableError | null;
  onSetup: (setup: TableSetup) => void;
  onKind: (entity: string) => void;
  onSheet: (sheet: string) => void;
  onBack: () => void;
  onCheck: () => void;
}) {
  const platform = usePlatformLabel();
  const { targets } = offered;
  const set = (patch: Partial<TableSetup>): void => onSetup({ ...setup, ...patch });
  const missing = missingTargets(targets, setup);
  const asked = askedForAll(targets, setup);
  const dates = targets.some(({ id, kind }) => kind === 'date' && setup.columns.includes(id));
  const askOrder = dates && (offered.askDateOrder || offered.dateOrder === null);
  const open = askOrder && offered.askDateOrder && setup.dateOrder === null;
  const used = setup.columns.filter((id) => id !== null).length;
  const problem =
    missing.length > 0
      ? `Still to be chosen: ${missing.map(({ label }) => label).join(', ')}`
      : open
        ? 'Say which number of a date is the day'
        : null;
  const kindOf = file.entities.find(({ entity }) => entity === setup.entity);
  const options = [{ group: '', items: [{ value: '', label: 'Do not import' }] }, ...grouped(targets)];
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (problem === null) onCheck();
  };
  const as = readAs(file.encoding, file.delimiter);
  return (
    <form className={classes.wizard} onSubmit={submit}>
      <Panel title="What it holds" note={`${plural(file.rows, 'row')}${as === null ? '' : `, ${as}`}`}>
        <div className={classes.asked}>
          <NativeSelect
            label="Each row is of"
            value={setup.entity}
            disabled={busy}
            onChange={(event) => onKind(event.currentTarget.value)}
            data={file.entities.map(({ entity, labelPlural }) => ({ value: entity, label: labelPlural }))}
          />
          {file.sheets.length > 1 && (
            <NativeSelect
              label="Sheet"
              value={file.sheet ?? ''}
              disabled={busy}
              onChange={(event) => onSheet(event.currentTarget.value)}
              data={file.sheets}
            />
          )}
        </div>
      </Panel>
      <Panel title="Columns" note={`${formatCount(used)} of ${formatCount(file.columns.length)} are imported`} flush>
        <ul className={classes.mapping} aria-label="Columns of the file">
          <li className={classes.mappingHead} aria-hidden>
            <span>In the file</span>
            <span>First values</span>
            <span>Becomes</span>
          </li>
          {file.columns.map(({ header, samples }, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place; two may have one name
            <li key={at} data-off={setup.columns[at] === null}>
              <span className={classes.header}>{header}</span>
              <span className={classes.samples} title={samples.join('\n')}>
                {samples.length === 0 ? 'empty' : samples.join(' · ')}
              </span>
              <NativeSelect
                aria-label={`${header} becomes`}
                value={setup.columns[at] ?? ''}
                onChange={(event) => set({ columns: withColumn(setup.columns, at, event.currentTarget.value || null) })}
                data={options}
              />
            </li>
          ))}
        </ul>
      </Panel>
      {(asked.length > 0 || askOrder) && (
        <Panel title="For all rows">
          {asked.length > 0 && (
            <div className={classes.asked}>
              {asked.map((target) => (
                <Fixed
                  key={target.id}
                  target={target}
                  value={setup.fixed[target.id] ?? ''}
                  onChange={(value) => set({ fixed: { ...setup.fixed, [target.id]: value } })}
                />
              ))}
            </div>
          )}
          {askOrder && (
            <Radio.Group
              className={classes.choice}
              label="A date such as 3/4/2026 is"
              value={setup.dateOrder ?? ''}
              onChange={(value) => set({ dateOrder: value as DateOrder })}
            >
              <Radio value="monthFirst" label="March 4: the month first" />
              <Radio value="dayFirst" label="April 3: the day first" />
            </Radio.Group>
          )}
        </Panel>
      )}
      <Panel title="Who and what is here already">
        <p className={shared.words}>
          People and firms are recognised by e-mail address, name and phone number, items by SKU and name, documents by
          their number. What {platform} has stays; only what is empty there is filled in.
        </p>
        <div className={classes.choices}>
          <Radio.Group
            label={`Rows that may be somebody ${platform} has`}
            value={setup.unsure}
            onChange={(value) => set({ unsure: value as TableSetup['unsure'] })}
          >
            <Radio value="leave" label="Leave them out and list them" />
            <Radio value="make" label="Make them all the same" />
          </Radio.Group>
          {targets.some(({ kind, required }) => kind === 'ref' && required) && (
            <Radio.Group
              label="Names that nobody has"
              value={setup.missing}
              onChange={(value) => set({ missing: value as TableSetup['missing'] })}
            >
              <Radio value="make" label="Make a record for each" />
              <Radio value="refuse" label="Leave those rows out" />
            </Radio.Group>
          )}
        </div>
      </Panel>
      {error && <ErrorCallout error={error} />}
      <div className={shared.submit}>
        <Button variant="default" leftSection={<ArrowLeft size={16} aria-hidden />} onClick={onBack}>
          Another file
        </Button>
        <Button
          type="submit"
          loading={checking}
          disabled={problem !== null || busy}
          rightSection={<ArrowRight size={16} aria-hidden />}
        >
          Check the rows
        </Button>
        <span className={shared.problem} role="status">
          {problem ?? `Reads all ${kindOf?.labelPlural.toLowerCase() ?? 'rows'}. Writes nothing.`}
        </span>
      </div>
    </form>
  );
}

/** A value for every row whose column is empty or not there. */
function Fixed({ target, value, onChange }: { target: TableTarget; value: string; onChange: (value: string) => void }) {
  const common = { label: target.label, required: target.required, withAsterisk: false };
  if (target.choices || target.kind === 'boolean') {
    const choices = target.choices ?? [
      { value: 'yes', label: 'Yes' },
      { value: 'no', label: 'No' },
    ];
    return (
      <NativeSelect
        {...common}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        data={[...(value === '' || !target.required ? [{ value: '', label: 'Choose' }] : []), ...choices]}
      />
    );
  }
  return (
    <TextInput
      {...common}
      type={target.kind === 'date' ? 'date' : 'text'}
      placeholder={target.kind === 'ref' ? 'Its name' : ''}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
