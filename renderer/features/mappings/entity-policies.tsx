import { SegmentedControl, Select, Switch } from '@mantine/core';
import { ChevronDown } from 'lucide-react';
import { useState } from 'react';
import { takesFiles } from '../../../shared/attachments.ts';
import type { OutputOf } from '../../../shared/contract/index.ts';
import { type EntityGroup, type FieldDescriptor, type FieldOwner, GROUPS } from '../../../shared/entity.ts';
import type { EntityPolicy } from '../../../shared/policy.ts';
import { useCommand, useEntities, useEntity, usePlatformLabel } from '../../store/index.ts';
import { GROUP_WORD, Panel, PlanFirst, plural, toast, useUrlState } from '../../ui/index.ts';
import { CreatesPart, DeletionsPart, FilesPart, FrozenPart, MirrorPart, PausePart } from './entity-switches.tsx';
import classes from './mappings.module.css';
import { NumberingPart } from './numbering-part.tsx';
import { directions, owners, strategies } from './words.ts';

type Row = OutputOf<'mappings.get'>['entities'][number];

/** Per entity, group by group: whether it syncs, which way, and who wins; each choice says in words what it means. */
export function EntityPolicies({ entities }: { entities: Row[] }) {
  const descriptors = useEntities();
  const { params, set } = useUrlState();
  const groupOf = (row: Row): EntityGroup | undefined =>
    descriptors.find((descriptor) => descriptor.name === row.entity)?.group;
  const groups = GROUPS.filter((group) => entities.some((row) => groupOf(row) === group));
  const group = groups.find((one) => one === params.get('group')) ?? groups[0];
  return (
    <section aria-label="What travels">
      <div className={classes.groupHead}>
        <h2 className={classes.heading}>What travels</h2>
        {groups.length > 1 && (
          <SegmentedControl
            aria-label="Group of records"
            value={group ?? ''}
            onChange={(value) => set({ group: value === groups[0] ? null : value })}
            data={groups.map((one) => ({ value: one, label: GROUP_WORD[one] }))}
          />
        )}
      </div>
      <div className={classes.policies}>
        {entities
          .filter((row) => groupOf(row) === group)
          .map((row) => (
            <Policy key={row.entity} row={row} />
          ))}
      </div>
    </section>
  );
}

function Policy({ row }: { row: Row }) {
  const platform = usePlatformLabel();
  const command = useCommand('mappings.setEntity');
  const preview = useCommand('mappings.previewEntity');
  const [wanted, setWanted] = useState<Partial<EntityPolicy>>({});
  const { policy, label } = row;
  const many = label.toLowerCase();
  const set = async (patch: Partial<EntityPolicy>): Promise<void> => {
    setWanted(patch);
    const answer = await command.run({ entity: row.entity, policy: patch });
    if (answer.ok) toast(`${label}: saved.`, { id: `policy-${row.entity}` });
  };
  const descriptor = useEntity(row.entity);
  const part = { policy, many, busy: command.pending, onChange: (patch: Partial<EntityPolicy>) => void set(patch) };
  const mirrored = policy.strategy === 'mirror';
  const direction = directions(platform, many).find(
    (one) => one.value === (mirrored ? 'fromQuickbooks' : policy.direction),
  );
  const strategy = strategies(platform).find((one) => one.value === policy.strategy);
  return (
    <Panel
      title={label}
      actions={
        <Switch
          label={policy.enabled ? 'Syncing' : 'Off'}
          labelPosition="left"
          aria-label={`Sync ${many}`}
          checked={policy.enabled}
          disabled={command.pending}
          onChange={(event) => void set({ enabled: event.currentTarget.checked })}
        />
      }
    >
      {policy.enabled ? (
        <div className={classes.policy}>
          <div className={classes.setting}>
            <span className={classes.settingName}>Direction</span>
            <SegmentedControl
              aria-label={`Direction of ${many}`}
              value={mirrored ? 'fromQuickbooks' : policy.direction}
              disabled={command.pending || mirrored}
              onChange={(value) => void set({ direction: value as EntityPolicy['direction'] })}
              data={directions(platform, many).map((one) => ({ value: one.value, label: one.label }))}
            />
            <p className={classes.words}>{direction?.sentence}</p>
          </div>
          <div className={classes.setting}>
            <span className={classes.settingName}>When both sides edit the same field</span>
            <SegmentedControl
              aria-label={`Strategy of ${many}`}
              value={policy.strategy}
              disabled={command.pending || mirrored}
              onChange={(value) => void set({ strategy: value as EntityPolicy['strategy'] })}
              data={strategies(platform).map((one) => ({ value: one.value, label: one.label }))}
            />
            <p className={classes.words}>{strategy?.sentence ?? 'QuickBooks overwrites: see the mirror below.'}</p>
          </div>
          <CreatesPart {...part} descriptor={descriptor} />
          {row.numbers !== null && <NumberingPart {...part} numbers={row.numbers} />}
          {descriptor?.isDocument === true && (
            <>
              <FrozenPart {...part} descriptor={descriptor} />
              <DeletionsPart {...part} descriptor={descriptor} />
            </>
          )}
          {takesFiles(row.entity) && <FilesPart {...part} />}
          <PausePart {...part} />
          <MirrorPart {...part} />
          <Owners row={row} busy={command.pending} onChange={(fieldOwners) => void set({ fieldOwners })} />
        </div>
      ) : (
        <p className={classes.words}>
          {label} stay as they are on both sides. What is there already keeps its links, so switching on again resumes.
        </p>
      )}
      {command.error !== null && (
        <PlanFirst
          error={preview.error ?? command.error}
          planning={preview.pending}
          onPlan={async () => (await preview.run({ entity: row.entity, policy: wanted })).ok}
        />
      )}
    </Panel>
  );
}

/** Which side may change each field; folded, because the defaults suit most. */
function Owners({
  row,
  busy,
  onChange,
}: {
  row: Row;
  busy: boolean;
  onChange: (owners: Record<string, FieldOwner>) => void;
}) {
  const platform = usePlatformLabel();
  const descriptor = useEntity(row.entity);
  const [open, setOpen] = useState(false);
  const { fieldOwners } = row.policy;
  const fields = (descriptor?.fields ?? []).filter((field) => !field.derived && !field.local);
  const set = (field: FieldDescriptor, owner: FieldOwner): void => {
    const next = { ...fieldOwners };
    // Only what differs from the entity's own default is kept.
    if (owner === (field.owner ?? 'both')) delete next[field.name];
    else next[field.name] = owner;
    onChange(next);
  };
  const own = Object.keys(fieldOwners).length;
  return (
    <details className={classes.owners} open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <ChevronDown size={14} aria-hidden />
        Who may change each field
        <span className={classes.quiet}>{own === 0 ? 'as usual' : `${plural(own, 'field')} set`}</span>
      </summary>
      {open && (
        <ul>
          {fields.map((field) => {
            const owner = fieldOwners[field.name] ?? field.owner ?? 'both';
            return (
              <li key={field.name}>
                <span className={classes.ownerName}>{field.label}</span>
                <Select
                  size="xs"
                  w={150}
                  aria-label={`Owner of ${field.label}`}
                  value={owner}
                  disabled={busy}
                  onChange={(value) => value !== null && set(field, value as FieldOwner)}
                  data={owners(platform).map((one) => ({ value: one.value, label: one.label }))}
                />
                <span className={classes.quiet}>{owners(platform).find((one) => one.value === owner)?.sentence}</span>
              </li>
            );
          })}
        </ul>
      )}
    </details>
  );
}
