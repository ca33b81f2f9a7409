import { Button, Checkbox, Radio, SegmentedControl, TextInput } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { ArrowRight, Plug } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { GROUPS } from '../../../shared/entity.ts';
import { useCommand, useEntities, usePlatformLabel, useStatus } from '../../store/index.ts';
import { EmptyState, ErrorCallout, GROUP_WORD, Page, Panel, Progress, today } from '../../ui/index.ts';
import { Earlier } from './earlier.tsx';
import classes from './import.module.css';
import { KeyOrder } from './key-order.tsx';
import { type Days, type Draft, firstDraft, scopeOf, wrong } from './scope.ts';
import { Source } from './source.tsx';

/** What to bring over, of which days, and how people are recognised. Nothing is written before its plan was looked at. */
export function Choose() {
  const entities = useEntities();
  const status = useStatus();
  const platform = usePlatformLabel();
  const narrow = useMediaQuery('(max-width: 480px)') ?? false;
  const [, navigate] = useLocation();
  const preview = useCommand('import.preview');
  const [chosen, setChosen] = useState<Draft | null>(null);
  const draft = chosen ?? firstDraft(entities);
  const set = (patch: Partial<Draft>): void => setChosen({ ...draft, ...patch });
  const problem = wrong(draft);
  const documents = entities.some((entity) => entity.isDocument && draft.entities.includes(entity.name));
  const year = Number(today().slice(0, 4));

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const answer = await preview.run(scopeOf(draft, year));
    if (answer.ok) navigate('/preview');
  };
  const toggle = (name: string, on: boolean): void =>
    set({ entities: on ? [...draft.entities, name] : draft.entities.filter((one) => one !== name) });

  if (status?.stage === 'notConnected')
    return (
      <Page title="Import from QuickBooks">
        <Source from="quickbooks" />
        <EmptyState
          icon={Plug}
          title="No QuickBooks company is connected"
          sentence="Connect one, and its customers can be brought over with their invoices and estimates."
          action={
            <Button component={Link} href="/settings">
              Connect QuickBooks
            </Button>
          }
        />
      </Page>
    );
  return (
    <Page
      title="Import from QuickBooks"
      description={`Brings customers and their documents into ${platform}, at any time. You look at a plan first; nothing is written before that${status?.stage === 'live' ? '' : ', and an import writes nothing to QuickBooks'}.`}
    >
      <Source from="quickbooks" />
      <div className={classes.columns}>
        <form className={classes.form} onSubmit={(event) => void submit(event)}>
          <Panel title="What to bring over">
            <div className={classes.groups}>
              {GROUPS.map((group) => (
                <fieldset key={group} className={classes.group}>
                  <legend>{GROUP_WORD[group]}</legend>
                  {entities
                    .filter((entity) => entity.group === group)
                    .map((entity) => (
                      <Checkbox
                        key={entity.name}
                        label={entity.labelPlural}
                        checked={draft.entities.includes(entity.name)}
                        onChange={(event) => toggle(entity.name, event.currentTarget.checked)}
                      />
                    ))}
                </fieldset>
              ))}
            </div>
            <p className={classes.words}>
              Whatever these refer to comes along: the items of an invoice, the client of a project.
            </p>
            <Checkbox
              label="Inactive names and items too"
              checked={draft.inactive}
              onChange={(event) => set({ inactive: event.currentTarget.checked })}
            />
          </Panel>
          {documents && (
            <Panel title="Documents of">
              <SegmentedControl
                aria-label="Documents of"
                className={classes.days}
                orientation={narrow ? 'vertical' : 'horizontal'}
                value={draft.days}
                onChange={(days) => set({ days: days as Days })}
                data={[
                  { value: 'all', label: 'All years' },
                  { value: 'thisYear', label: `Since ${year}` },
                  { value: 'lastYear', label: `Since ${year - 1}` },
                  { value: 'chosen', label: 'Chosen days' },
                ]}
              />
              {draft.days === 'chosen' && (
                <div className={classes.range}>
                  <TextInput
                    type="date"
                    label="First day"
                    value={draft.from}
                    onChange={(event) => set({ from: event.currentTarget.value })}
                  />
                  <TextInput
                    type="date"
                    label="Last day"
                    value={draft.to}
                    onChange={(event) => set({ to: event.currentTarget.value })}
                  />
                </div>
              )}
              <p className={classes.words}>Others are left out and listed, unless a chosen one needs them.</p>
            </Panel>
          )}
          <Panel title="Who is here already">
            <KeyOrder keys={draft.keys} onChange={(keys) => set({ keys })} />
            <Radio.Group
              className={classes.collisions}
              label={`Where ${platform} and QuickBooks say something else`}
              value={draft.collisions}
              onChange={(value) => set({ collisions: value as Draft['collisions'] })}
            >
              <Radio
                value="keep"
                label="Keep both as they are"
                description={`What ${platform} has stays; empty fields are filled. Later edits travel as ever.`}
              />
              <Radio
                value="settings"
                label="Settle it as Mappings say"
                description="With the usual mappings, Review asks about each."
              />
            </Radio.Group>
            <Checkbox
              label="Make a record for a company that only its people name"
              description={`It stays in ${platform} until something refers to it.`}
              checked={draft.companies}
              onChange={(event) => set({ companies: event.currentTarget.checked })}
            />
          </Panel>
          {preview.error && <ErrorCallout error={preview.error} />}
          {preview.pending && status?.progress && <Progress progress={status.progress} />}
          <div className={classes.submit}>
            <Button
              type="submit"
              loading={preview.pending}
              disabled={problem !== null}
              rightSection={<ArrowRight size={16} aria-hidden />}
            >
              Look at the plan
            </Button>
            <span className={classes.problem} role="status">
              {problem ?? 'Reads both sides. Writes nothing.'}
            </span>
          </div>
        </form>
        <Earlier />
      </div>
    </Page>
  );
}
