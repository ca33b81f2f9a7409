import { Tooltip } from '@mantine/core';
import { Link } from 'wouter';
import type { RecordDetail } from '../../../../shared/contract/records.ts';
import type { EntityDescriptor, FieldDescriptor, FieldOwner, Life } from '../../../../shared/entity.ts';
import type { Json } from '../../../../shared/primitives.ts';
import { usePlatformLabel, useQuery } from '../../../store/index.ts';
import { addressLines, BothSides, Field, Fields, fieldText, recordPath } from '../../../ui/index.ts';
import classes from './drawer.module.css';

/** Shown elsewhere in the drawer: lines in their own table, and the sums of a document under them. */
function inList(descriptor: EntityDescriptor, field: FieldDescriptor): boolean {
  const hasLines = descriptor.fields.some((one) => one.kind === 'lines');
  return (
    field.kind !== 'lines' && field.kind !== 'allocations' && !(hasLines && field.derived && field.kind === 'money')
  );
}

const LIFE_WORD: Record<Life, string> = { live: 'Active', inactive: 'Inactive', void: 'Voided', deleted: 'Deleted' };

/** The fields by name and value. Where the sides differ both stand, each on its colour; empty fields are left out. */
export function RecordFields({ descriptor, detail }: { descriptor: EntityDescriptor; detail: RecordDetail }) {
  const rates = useQuery(
    'workspace.taxRates',
    descriptor.fields.some((field) => field.kind === 'listRef') ? {} : null,
    { topics: ['settings', 'mappings'] },
  );
  const mappings = useQuery('mappings.get', {}, { topics: ['mappings'] });
  const owners = mappings.data?.entities.find((one) => one.entity === descriptor.name)?.policy.fieldOwners ?? {};
  const body = detail.platform ?? detail.quickbooks;
  if (body === null) return null;
  const titles: Record<string, string> = {
    ...detail.titles,
    ...Object.fromEntries((rates.data?.rates ?? []).map((rate) => [rate.key, rate.name])),
  };
  const { platformLife, quickbooksLife } = detail;
  const livesDiffer = platformLife !== null && quickbooksLife !== null && platformLife !== quickbooksLife;

  const shown = descriptor.fields.filter((field) => {
    if (!inList(descriptor, field)) return false;
    const differs = detail.differs.includes(field.name);
    return differs || fieldText(field, body[field.name], titles) !== '';
  });

  return (
    <Fields>
      {livesDiffer && (
        <Field label="Stands as">
          <BothSides platform={LIFE_WORD[platformLife]} quickbooks={LIFE_WORD[quickbooksLife]} />
        </Field>
      )}
      {shown.map((field) => (
        <Field key={field.name} label={<FieldName field={field} owner={owners[field.name] ?? field.owner ?? 'both'} />}>
          {detail.differs.includes(field.name) ? (
            <BothSides
              platform={fieldText(field, detail.platform?.[field.name], titles)}
              quickbooks={fieldText(field, detail.quickbooks?.[field.name], titles)}
            />
          ) : (
            <Value field={field} value={body[field.name] ?? null} titles={titles} named={detail.named[field.name]} />
          )}
        </Field>
      ))}
    </Fields>
  );
}

/** A field's name; on hover what it is for and who may change it. */
function FieldName({ field, owner }: { field: FieldDescriptor; owner: FieldOwner }) {
  const platform = usePlatformLabel();
  const who = field.derived
    ? 'Computed by each side and compared to the cent.'
    : owner === 'both'
      ? 'Either side may change it.'
      : `Only ${owner === 'platform' ? platform : 'QuickBooks'} changes it.`;
  return (
    <Tooltip label={field.help ? `${field.help} ${who}` : who} w={260} position="top-start">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what hovering tells must be told to the keyboard too */}
      <span className={classes.name} tabIndex={0}>
        {field.label}
      </span>
    </Tooltip>
  );
}

function Value({
  field,
  value,
  titles,
  named,
}: {
  field: FieldDescriptor;
  value: Json;
  titles: Record<string, string>;
  /** Key of the record whose name it says. */
  named?: string | undefined;
}) {
  if (field.kind === 'address')
    return (
      <span className={classes.address}>
        {addressLines(value).map((line) => (
          <span key={line}>{line}</span>
        ))}
      </span>
    );
  const text = fieldText(field, value, titles);
  if (field.kind === 'ref' && field.entity !== undefined && typeof value === 'string')
    return (
      <Link href={recordPath(field.entity, value)} className={classes.link}>
        {text}
      </Link>
    );
  if (field.names !== undefined && named !== undefined)
    return (
      <Link href={recordPath(field.names.entity, named)} className={classes.link}>
        {text}
      </Link>
    );
  if (field.kind === 'money' || field.kind === 'decimal') return <span className="pl-num">{text}</span>;
  return <span className={field.kind === 'longText' ? classes.long : undefined}>{text}</span>;
}
