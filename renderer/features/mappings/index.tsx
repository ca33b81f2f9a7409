import { Skeleton, Stack } from '@mantine/core';
import { useEntities, useMay, useQuery } from '../../store/index.ts';
import { ErrorCallout, Page, StaleNote } from '../../ui/index.ts';
import { CustomFields } from './custom-fields.tsx';
import { EntityPolicies } from './entity-policies.tsx';
import { ListPairs } from './list-pairs.tsx';
import classes from './mappings.module.css';
import { RecordPairs } from './record-pairs.tsx';

/** How records travel, and what of one side stands for what of the other. */
export function Screen() {
  const answer = useQuery('mappings.get', {}, { topics: ['mappings', 'connection'] });
  // Who may not change what stands for what need not see what is open.
  const { may } = useMay('pairs.apply');
  const on = new Set(answer.data?.entities.filter(({ policy }) => policy.enabled).map(({ entity }) => entity));
  const paired = useEntities().filter(({ name, paired: listed }) => listed === true && may && on.has(name));
  return (
    <Page title="Mappings" description="What stands for what, what travels which way, and who decides on a collision.">
      {answer.data === null && answer.error !== null && <ErrorCallout error={answer.error} onRetry={answer.refetch} />}
      {answer.data === null && answer.error === null && (
        <Stack gap={12} aria-busy aria-label="Reading the mappings">
          <Skeleton height={120} />
          <Skeleton height={120} />
          <Skeleton height={200} />
        </Stack>
      )}
      {answer.outdated && <StaleNote at={answer.at} onRetry={answer.refetch} />}
      {answer.data !== null && (
        <div className={classes.sections}>
          <ListPairs mappings={answer.data} />
          {paired.map((entity) => (
            <RecordPairs key={entity.name} entity={entity} />
          ))}
          <CustomFields mappings={answer.data} />
          <EntityPolicies entities={answer.data.entities} />
        </div>
      )}
    </Page>
  );
}
