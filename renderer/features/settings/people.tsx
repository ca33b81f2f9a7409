import { Button, Menu, Radio } from '@mantine/core';
import { Ellipsis, UserPlus } from 'lucide-react';
import { useState } from 'react';
import { type Right, rightSchema } from '../../../shared/access.ts';
import type { Person, Visibility } from '../../../shared/contract/people.ts';
import { useCommand, useMay, useMe, useQuery } from '../../store/index.ts';
import { ErrorCallout, Panel, RelativeTime, ROLE_WORD, StaleNote, toast } from '../../ui/index.ts';
import classes from './people.module.css';
import { type Dialog, PersonDialog } from './person-dialog.tsx';

/** What a right lets a Basic user do, as short as a row takes. */
export const RIGHT_LABEL: Readonly<Record<Right, string>> = {
  createEstimates: 'Create estimates',
  createInvoices: 'Create invoices',
  convertEstimates: 'Convert estimates',
};

/** Who may use this installation, and what each may do and see. */
export function People() {
  const list = useQuery('people.list', {}, { topics: ['people'] });
  const [dialog, setDialog] = useState<Dialog | null>(null);
  return (
    <>
      <Panel
        title="People"
        actions={
          <Button size="xs" leftSection={<UserPlus size={15} aria-hidden />} onClick={() => setDialog({ kind: 'add' })}>
            Add person
          </Button>
        }
      >
        {list.error && list.data === null && <ErrorCallout error={list.error} onRetry={list.refetch} />}
        {list.outdated && <StaleNote at={list.at} onRetry={list.refetch} />}
        <ul className={classes.people} aria-busy={list.data === null && list.error === null}>
          {list.data?.people.map((person) => (
            <Row key={person.id} person={person} onOpen={setDialog} />
          ))}
        </ul>
        {list.data !== null && list.data.people.length === 1 && (
          <p className={classes.note}>
            Nobody else has access yet. People you add sign in with a user name and a password of their own, at this
            computer’s address of Plumbline in a browser.
          </p>
        )}
      </Panel>
      {list.data !== null && <DocumentsSeen documents={list.data.documents} />}
      {dialog !== null && <PersonDialog dialog={dialog} onClose={() => setDialog(null)} />}
    </>
  );
}

function Row({ person, onOpen }: { person: Person; onOpen: (dialog: Dialog) => void }) {
  const me = useMe();
  const deactivate = useCommand('people.deactivate');
  const activate = useCommand('people.activate');
  const mine = me?.id === person.id;
  const tell = (answer: { ok: true } | { ok: false; error: { userSentence: string } }, done: string): void =>
    answer.ok ? toast(done) : toast(answer.error.userSentence, { tone: 'bad' });
  return (
    <li className={`${classes.person} ${person.active ? '' : classes.off}`}>
      <div className={classes.who}>
        <span className={classes.name}>
          {person.name}
          {mine && <span className={classes.you}> (you)</span>}
        </span>
        <span className={classes.quiet}>{person.login ?? 'Only at this computer, without a sign-in'}</span>
      </div>
      <div className={classes.what}>
        <span>{ROLE_WORD[person.role]}</span>
        {person.role === 'basic' && (
          <span className={classes.quiet}>
            {person.rights.length === 0
              ? 'No rights yet: sees like a Viewer'
              : rightSchema.options
                  .filter((right) => person.rights.includes(right))
                  .map((right) => RIGHT_LABEL[right])
                  .join(', ')}
          </span>
        )}
      </div>
      <div className={classes.seen}>
        {!person.active ? (
          'No access'
        ) : person.mustChange ? (
          'Has not chosen a password yet'
        ) : person.sessions > 0 ? (
          'Signed in'
        ) : person.seenAt === null ? null : (
          <>
            Last here <RelativeTime at={person.seenAt} />
          </>
        )}
      </div>
      {person.role === 'owner' ? (
        me?.local === true && (
          <Button size="xs" variant="default" onClick={() => onOpen({ kind: 'owner', person })}>
            {person.login === null ? 'Set up my sign-in' : 'Change sign-in'}
          </Button>
        )
      ) : (
        <Menu position="bottom-end">
          <Menu.Target>
            <Button size="xs" variant="subtle" color="gray" aria-label={`Actions for ${person.name}`}>
              <Ellipsis size={17} aria-hidden />
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => onOpen({ kind: 'edit', person })}>Change name, role or rights</Menu.Item>
            {!mine && <Menu.Item onClick={() => onOpen({ kind: 'password', person })}>Give a new password</Menu.Item>}
            {!mine && <Menu.Divider />}
            {!mine &&
              (person.active ? (
                <Menu.Item
                  color="red"
                  onClick={async () =>
                    tell(await deactivate.run({ id: person.id }), `${person.name} has no access any more.`)
                  }
                >
                  End access
                </Menu.Item>
              ) : (
                <Menu.Item
                  onClick={async () => tell(await activate.run({ id: person.id }), `${person.name} has access again.`)}
                >
                  Give access again
                </Menu.Item>
              ))}
          </Menu.Dropdown>
        </Menu>
      )}
    </li>
  );
}

const SEEN: readonly { value: Visibility; label: string; description: string }[] = [
  { value: 'admins', label: 'Admins', description: 'Others see what was made here, and what was here before.' },
  { value: 'everyone', label: 'Everyone', description: 'Basic users and Viewers see them like any other document.' },
  { value: 'owner', label: 'The owner of this installation', description: 'Not even Admins see them.' },
];

/** Who sees what was made in QuickBooks itself. */
function DocumentsSeen({ documents }: { documents: Visibility }) {
  const { may, why } = useMay('people.setVisibility');
  const set = useCommand('people.setVisibility');
  return (
    <Panel title="Documents made directly in QuickBooks">
      <p className={classes.intro}>
        Invoices and payments that somebody entered in QuickBooks itself may be nobody’s business here. Who is left out
        finds them nowhere: not in lists, sums, counts, the log or a customer’s documents.
      </p>
      {set.error && <ErrorCallout error={set.error} />}
      <Radio.Group
        aria-label="Who sees documents made directly in QuickBooks"
        value={documents}
        onChange={(value) => void set.run({ documents: value as Visibility })}
      >
        <div className={classes.radios}>
          {SEEN.map(({ value, label, description }) => (
            <Radio key={value} value={value} label={label} description={description} disabled={!may || set.pending} />
          ))}
        </div>
      </Radio.Group>
      {!may && <p className={classes.note}>{why}</p>}
    </Panel>
  );
}
