import { Button, SegmentedControl, Select } from '@mantine/core';
import type { EntityDescriptor } from '../../../shared/entity.ts';
import type { CreateRule, DeletionRule, EntityPolicy } from '../../../shared/policy.ts';
import { usePlatformLabel } from '../../store/index.ts';
import { ConfirmButton } from '../../ui/index.ts';
import classes from './mappings.module.css';
import {
  createRules,
  deletionRules,
  fileRules,
  filesWay,
  frozenWords,
  mirrorWarning,
  stepRules,
  stepsIn,
} from './words.ts';

type Props = { policy: EntityPolicy; many: string; busy: boolean; onChange: (patch: Partial<EntityPolicy>) => void };

/** Holds back what would be sent for one kind of record while everything else goes on. */
export function PausePart({ policy, many, busy, onChange }: Props) {
  return (
    <div className={classes.setting}>
      <span className={classes.settingName}>Sending</span>
      <div>
        <Button
          size="xs"
          variant={policy.paused ? 'filled' : 'default'}
          disabled={busy}
          onClick={() => onChange({ paused: !policy.paused })}
        >
          {policy.paused ? `Resume ${many}` : `Pause ${many}`}
        </Button>
      </div>
      <p className={classes.words}>
        {policy.paused
          ? `Paused by you. Changes to ${many} are seen and collected, and sent when you resume.`
          : `Changes to ${many} are sent as they come.`}
      </p>
    </div>
  );
}

/** When new records of one side are made on the other; only the ways the direction leaves open. */
export function CreatesPart({
  policy,
  many,
  descriptor,
  busy,
  onChange,
}: Props & { descriptor: EntityDescriptor | null }) {
  const platform = usePlatformLabel();
  const { creates, direction, strategy } = policy;
  const open = {
    quickbooks: direction !== 'fromQuickbooks' && strategy !== 'mirror',
    platform: direction !== 'toQuickbooks' || strategy === 'mirror',
  };
  const sides = (['quickbooks', 'platform'] as const).filter((side) => open[side]);
  return (
    <>
      {sides.map((side) => {
        const where = side === 'quickbooks' ? 'QuickBooks' : platform;
        const step = side === 'quickbooks' && descriptor?.travels ? stepsIn(descriptor, policy) : null;
        if (step !== null && descriptor !== null)
          return (
            <div className={classes.setting} key={side}>
              <span className={classes.settingName}>When {many} go to QuickBooks</span>
              <SegmentedControl
                aria-label={`When ${many} go to QuickBooks`}
                value={step}
                disabled={busy}
                onChange={(value) =>
                  onChange({
                    creates: { ...creates, quickbooks: value === 'byHand' ? 'byHand' : 'always' },
                    ...(value === 'byHand' ? {} : { drafts: value === 'step' }),
                  })
                }
                data={stepRules(descriptor, many).map((one) => ({ value: one.value, label: one.label }))}
              />
              <p className={classes.words}>{stepRules(descriptor, many).find((one) => one.value === step)?.sentence}</p>
            </div>
          );
        const rules = createRules(where, many, descriptor?.isDocument === true);
        return (
          <div className={classes.setting} key={side}>
            <span className={classes.settingName}>
              Make new {many} in {where}
            </span>
            <Select
              size="xs"
              maw={260}
              aria-label={`When ${many} are made in ${where}`}
              value={creates[side]}
              disabled={busy}
              allowDeselect={false}
              onChange={(value) => value !== null && onChange({ creates: { ...creates, [side]: value as CreateRule } })}
              data={rules.map((one) => ({ value: one.value, label: one.label }))}
            />
            <p className={classes.words}>{rules.find((one) => one.value === creates[side])?.sentence}</p>
          </div>
        );
      })}
    </>
  );
}

/** What a deletion on one side does on the other; of records that can be deleted, and where the direction lets it go. */
export function DeletionsPart({ policy, many, descriptor, busy, onChange }: Props & { descriptor: EntityDescriptor }) {
  const platform = usePlatformLabel();
  const { deletions, direction, strategy } = policy;
  const names = { platform, quickbooks: 'QuickBooks' };
  const open = {
    quickbooks: direction !== 'toQuickbooks' || strategy === 'mirror',
    platform: direction !== 'fromQuickbooks' && strategy !== 'mirror' && descriptor.removals.includes('delete'),
  };
  return (['quickbooks', 'platform'] as const)
    .filter((from) => open[from])
    .map((from) => {
      const to = from === 'platform' ? 'quickbooks' : 'platform';
      const rules = deletionRules(
        names[from],
        names[to],
        to === 'platform' && descriptor.removals[0] === 'void' ? 'void' : 'delete',
      );
      return (
        <div className={classes.setting} key={from}>
          <span className={classes.settingName}>
            When {many} are deleted in {names[from]}
          </span>
          <SegmentedControl
            aria-label={`When ${many} are deleted in ${names[from]}`}
            value={deletions[from]}
            disabled={busy}
            onChange={(value) => onChange({ deletions: { ...deletions, [from]: value as DeletionRule } })}
            data={rules.map((one) => ({ value: one.value, label: one.label }))}
          />
          <p className={classes.words}>{rules.find((one) => one.value === deletions[from])?.sentence}</p>
        </div>
      );
    });
}

/** Which ways files on the records go; only those the records themselves take. */
export function FilesPart({ policy, many, busy, onChange }: Props) {
  const platform = usePlatformLabel();
  const open = {
    toQuickbooks: policy.direction !== 'fromQuickbooks' && policy.strategy !== 'mirror',
    fromQuickbooks: policy.direction !== 'toQuickbooks',
  };
  const way = filesWay(policy.attachments, open);
  const rules = fileRules(platform, many, open);
  return (
    <div className={classes.setting}>
      <span className={classes.settingName}>Files on {many}</span>
      <SegmentedControl
        aria-label={`Files on ${many}`}
        value={way}
        disabled={busy}
        onChange={(value) => onChange({ attachments: value as EntityPolicy['attachments'] })}
        data={rules.map((one) => ({ value: one.value, label: one.label }))}
      />
      <p className={classes.words}>{rules.find((one) => one.value === way)?.sentence}</p>
    </div>
  );
}

/** Whether documents may still be edited once they are synced. */
export function FrozenPart({ policy, many, descriptor, busy, onChange }: Props & { descriptor: EntityDescriptor }) {
  const platform = usePlatformLabel();
  return (
    <div className={classes.setting}>
      <span className={classes.settingName}>Once {many} are synced</span>
      <SegmentedControl
        aria-label={`Once ${many} are synced`}
        value={policy.frozen ? 'frozen' : 'editable'}
        disabled={busy}
        onChange={(value) => onChange({ frozen: value === 'frozen' })}
        data={[
          { value: 'editable', label: 'Editable' },
          { value: 'frozen', label: 'Frozen' },
        ]}
      />
      <p className={classes.words}>{frozenWords(platform, many, descriptor, policy.frozen)}</p>
    </div>
  );
}

/** Lets QuickBooks overwrite everything; off by default and never on without its warning. */
export function MirrorPart({ policy, many, busy, onChange }: Props) {
  const platform = usePlatformLabel();
  const on = policy.strategy === 'mirror';
  return (
    <div className={classes.setting}>
      <span className={classes.settingName}>Mirror QuickBooks exactly</span>
      <div>
        {on ? (
          <Button size="xs" disabled={busy} onClick={() => onChange({ strategy: 'review' })}>
            Stop mirroring
          </Button>
        ) : (
          <ConfirmButton
            size="xs"
            disabled={busy}
            danger
            title={`Let QuickBooks overwrite ${many} in ${platform}?`}
            body={mirrorWarning(platform, many)}
            act={`Overwrite ${many}`}
            onConfirm={() => onChange({ strategy: 'mirror' })}
          >
            Mirror QuickBooks…
          </ConfirmButton>
        )}
      </div>
      <p className={classes.words}>
        {on
          ? mirrorWarning(platform, many)
          : `Off: what is edited in ${platform} is never overwritten but by the choices above.`}
      </p>
    </div>
  );
}
