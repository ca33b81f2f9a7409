import { Button, Group, Menu, Modal, Stack, TextInput } from '@mantine/core';
import { Ellipsis, Plus, Undo2 } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import type { CompanyEntry } from '../../../shared/contract/companies.ts';
import { useAppStore, useCommand, useMe, useQuery } from '../../store/index.ts';
import {
  Callout,
  ENVIRONMENT_WORD,
  ErrorCallout,
  HealthPill,
  Panel,
  RelativeTime,
  StaleNote,
  toast,
} from '../../ui/index.ts';
import classes from './people.module.css';

type Asked = { kind: 'add' } | { kind: 'rename' | 'remove'; company: CompanyEntry };

/** The QuickBooks companies kept side by side: each a book of its own. */
export function Companies() {
  const me = useMe();
  const list = useQuery('companies.list', {}, { topics: ['companies', 'connection'] });
  const bringBack = useCommand('companies.bringBack');
  const [asked, setAsked] = useState<Asked | null>(null);
  if (me?.local === false)
    return (
      <Callout tone="info" title="Companies are kept by the owner">
        You are signed in to one company. The owner adds others at their own window.
      </Callout>
    );
  const removed = list.data?.removed ?? [];
  return (
    <>
      <Panel
        title="Companies"
        actions={
          <Button size="xs" leftSection={<Plus size={15} aria-hidden />} onClick={() => setAsked({ kind: 'add' })}>
            Add company
          </Button>
        }
      >
        <p className={classes.intro}>
          Each company has its own records, people, settings and sign-in; all of them sync at the same time and nothing
          goes from one to another.
        </p>
        {list.error && list.data === null && <ErrorCallout error={list.error} onRetry={list.refetch} />}
        {list.outdated && <StaleNote at={list.at} onRetry={list.refetch} />}
        <ul className={classes.people}>
          {list.data?.companies.map((company) => (
            <Row
              key={company.id}
              company={company}
              only={list.data?.companies.length === 1}
              onAsk={(kind) => setAsked({ kind, company })}
            />
          ))}
        </ul>
      </Panel>
      {removed.length > 0 && (
        <Panel title="Taken off the list">
          {bringBack.error && <ErrorCallout error={bringBack.error} />}
          <ul className={classes.people}>
            {removed.map((one) => (
              <li key={one.id} className={classes.person}>
                <div className={classes.who}>
                  <span className={classes.name}>{one.name}</span>
                  <span className={classes.quiet}>{one.company?.companyName ?? 'Never connected'}</span>
                </div>
                <div className={classes.what}>
                  <span className={classes.quiet}>Its data: {one.folder}</span>
                </div>
                <div className={classes.seen}>
                  Removed <RelativeTime at={one.removedAt} />
                </div>
                <Button
                  size="xs"
                  variant="default"
                  leftSection={<Undo2 size={14} aria-hidden />}
                  loading={bringBack.pending}
                  onClick={async () => {
                    if ((await bringBack.run({ id: one.id })).ok) toast(`${one.name} is back`);
                  }}
                >
                  Bring back
                </Button>
              </li>
            ))}
          </ul>
        </Panel>
      )}
      {asked?.kind === 'remove' && <RemoveDialog company={asked.company} onClose={() => setAsked(null)} />}
      {asked !== null && asked.kind !== 'remove' && (
        <NameDialog company={asked.kind === 'rename' ? asked.company : null} onClose={() => setAsked(null)} />
      )}
    </>
  );
}

function Row({
  company,
  only,
  onAsk,
}: {
  company: CompanyEntry;
  only: boolean;
  onAsk: (kind: 'rename' | 'remove') => void;
}) {
  const { choose } = useAppStore();
  const known = company.company;
  return (
    <li className={`${classes.person} ${classes.company}`}>
      <div className={classes.who}>
        <span className={classes.name}>
          {company.name}
          {company.current && <span className={classes.you}> (shown here)</span>}
        </span>
        <span className={classes.quiet}>{known === null ? 'Never connected' : whichOf(company.name, known)}</span>
      </div>
      <div className={classes.what}>
        {company.stage === 'notConnected' && company.health.state !== 'error' ? (
          <span className={classes.quiet}>Not connected</span>
        ) : (
          <HealthPill state={company.health.state} />
        )}
        <span className={classes.quiet}>{company.health.sentence}</span>
      </div>
      <div className={classes.acts}>
        {!company.current && (
          <Button size="xs" variant="default" onClick={() => void choose(company.id)}>
            Open
          </Button>
        )}
        <Menu position="bottom-end">
          <Menu.Target>
            <Button size="xs" variant="subtle" color="gray" aria-label={`Actions for ${company.name}`}>
              <Ellipsis size={17} aria-hidden />
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => onAsk('rename')}>Rename</Menu.Item>
            <Menu.Item disabled={only} color="red" onClick={() => onAsk('remove')}>
              Take off the list
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </div>
    </li>
  );
}

/** Which company in QuickBooks it is; its name there only where it is called otherwise here. */
const whichOf = (name: string, { companyName, environment }: NonNullable<CompanyEntry['company']>): string =>
  companyName === name ? ENVIRONMENT_WORD[environment] : `${companyName}, ${ENVIRONMENT_WORD[environment]}`;

/** A new company, or another name for one. */
function NameDialog({ company, onClose }: { company: CompanyEntry | null; onClose: () => void }) {
  const { choose } = useAppStore();
  const add = useCommand('companies.add');
  const rename = useCommand('companies.rename');
  const [name, setName] = useState(company?.name ?? '');
  const error = add.error ?? rename.error;
  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const given = name.trim();
    if (company !== null) {
      if ((await rename.run({ id: company.id, name: given === '' ? null : given })).ok) onClose();
      return;
    }
    const answer = await add.run(given === '' ? {} : { name: given });
    if (answer.ok) await choose(answer.value.id);
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={company === null ? 'Add a company' : `Rename ${company.name}`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form onSubmit={(event) => void save(event)}>
        <Stack gap={16}>
          {error && <ErrorCallout error={error} />}
          <TextInput
            label="Name"
            description="Left empty, it is called as in QuickBooks."
            value={name}
            maxLength={80}
            onChange={(event) => setName(event.currentTarget.value)}
            data-autofocus
          />
          <Group justify="flex-end" gap={8}>
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={add.pending || rename.pending}>
              {company === null ? 'Add and open it' : 'Rename'}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** Taking a company off the list: what stays where is said before. */
function RemoveDialog({ company, onClose }: { company: CompanyEntry; onClose: () => void }) {
  const { choose } = useAppStore();
  const remove = useCommand('companies.remove');
  const act = async (): Promise<void> => {
    const answer = await remove.run({ id: company.id });
    if (!answer.ok) return;
    toast(`${company.name} is off the list`);
    if (company.current) await choose(null);
    else onClose();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Take ${company.name} off the list?`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Stack gap={16}>
        {remove.error && <ErrorCallout error={remove.error} />}
        <div>
          Syncing stops and Plumbline forgets its sign-in. Nothing is deleted:
          <ul className={classes.kept}>
            <li>Every record in QuickBooks stays as it is.</li>
            <li>
              Every record here stays in <b>{company.folder}</b>; who no longer wants it deletes that folder
              {company.id === '1' && '’s engine.db and workspace.db, not the folder itself'}.
            </li>
            <li>Bring it back under Companies, connect it again, and it goes on where it stopped.</li>
          </ul>
        </div>
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={onClose} data-autofocus>
            Cancel
          </Button>
          <Button color="red" loading={remove.pending} onClick={() => void act()}>
            Take off the list
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
