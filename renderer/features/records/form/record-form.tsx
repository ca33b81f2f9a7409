import { Skeleton, Stack } from '@mantine/core';
import { aboveOf, type EntityDescriptor } from '../../../../shared/entity.ts';
import type { Body } from '../../../../shared/primitives.ts';
import { usePlatformLabel, useQuery } from '../../../store/index.ts';
import { Callout, DetailDrawer, ErrorCallout, today, useKept, useUrlState } from '../../../ui/index.ts';
import { formOf, newForm } from '../model/form-state.ts';
import { FormBody } from './form-body.tsx';

type Props = {
  descriptor: EntityDescriptor;
  /** Null for a new record. */
  recordKey: string | null;
  /** Leaves the form; to the given address, or to where it was opened from. */
  onLeave: (to?: string) => void;
};

/** Loads what is edited, or begins a new record; the fields themselves are in FormBody. */
export function RecordForm({ descriptor, recordKey, onLeave }: Props) {
  const platform = usePlatformLabel();
  const { params } = useUrlState();
  const answer = useQuery('records.get', recordKey === null ? null : { entity: descriptor.name, key: recordKey }, {
    topics: ['records'],
  });
  const detail = useKept(answer.data, recordKey ?? 'new');
  const word = descriptor.label.toLowerCase();
  const begins = useStart(descriptor, recordKey === null);

  if (recordKey === null) {
    if (begins === null) return null;
    const given = { ...begins, ...prefilled(descriptor, params) };
    return (
      <FormBody
        descriptor={descriptor}
        title={`New ${begun(descriptor, given)?.label.toLowerCase() ?? word}`}
        start={newForm(descriptor, today(), given)}
        opened={null}
        newest={null}
        titles={{}}
        onStale={() => undefined}
        onLeave={onLeave}
      />
    );
  }
  if (detail === null || detail.platform === null || detail.revision === null)
    return (
      <DetailDrawer opened onClose={() => onLeave()} title={`Edit ${word}`}>
        {answer.error !== null && detail === null ? (
          <ErrorCallout error={answer.error} onRetry={answer.refetch} />
        ) : detail === null ? (
          <Stack gap={14} aria-busy aria-label="Reading the record">
            <Skeleton height={36} />
            <Skeleton height={36} />
            <Skeleton height={36} width="60%" />
          </Stack>
        ) : (
          <Callout tone="info" title={`Only QuickBooks has ${detail.row.title} so far.`}>
            It can be edited here once {platform} has it too.
          </Callout>
        )}
      </DetailDrawer>
    );
  const newest = { key: detail.row.key, body: detail.platform, revision: detail.revision };
  return (
    <FormBody
      descriptor={descriptor}
      title={`Edit ${detail.row.title}`}
      start={formOf(descriptor, detail.platform)}
      opened={newest}
      newest={newest}
      titles={detail.titles}
      onStale={answer.refetch}
      onLeave={onLeave}
    />
  );
}

/** What is begun where the address says which record of its kind it is under: a project of a customer. */
const begun = (descriptor: EntityDescriptor, given: Body) => {
  const above = aboveOf(descriptor);
  return above !== undefined && given[above.name] !== undefined ? above.below : undefined;
};

/** What the settings say a new record begins with (a draft, or not); null until they are known. */
function useStart(descriptor: EntityDescriptor, isNew: boolean): Body | null {
  const { travels } = descriptor;
  const mappings = useQuery('mappings.get', isNew && travels ? {} : null, { topics: ['mappings'] });
  if (!isNew || travels === undefined || mappings.error !== null) return {};
  if (mappings.data === null) return null;
  const drafts = mappings.data.entities.find((one) => one.entity === descriptor.name)?.policy.drafts ?? null;
  if (drafts === null) return {};
  const choices = descriptor.fields.find((field) => field.name === travels.field)?.choices ?? [];
  const value = choices.find((one) => travels.values.includes(one.value) !== drafts)?.value;
  return value === undefined ? {} : { [travels.field]: value };
}

/** A new payment opened from a customer, say: references given in the address are filled in. */
function prefilled(descriptor: EntityDescriptor, params: URLSearchParams): Body {
  const given: Body = {};
  for (const field of descriptor.fields) {
    const value = params.get(field.name);
    if (field.kind === 'ref' && value !== null) given[field.name] = value;
  }
  return given;
}
