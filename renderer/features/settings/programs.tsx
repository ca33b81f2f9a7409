import { Button } from '@mantine/core';
import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import type { ApiKey } from '../../../shared/contract/api-keys.ts';
import { useCommand, useEntities, useMay, useQuery } from '../../store/index.ts';
import { ConfirmButton, ErrorCallout, Panel, RelativeTime, StaleNote, toast } from '../../ui/index.ts';
import classes from './people.module.css';
import { ProgramDialog } from './program-dialog.tsx';
import { scopeWords } from './scope-words.ts';

/** Programs that work on the records by the Platform API, each with a key of its own. */
export function Programs() {
  const list = useQuery('apiKeys.list', {}, { topics: ['settings'] });
  const { may, why } = useMay('apiKeys.create');
  const [adding, setAdding] = useState(false);
  return (
    <>
      <Panel
        title="Programs"
        actions={
          <Button
            size="xs"
            leftSection={<KeyRound size={15} aria-hidden />}
            disabled={!may}
            onClick={() => setAdding(true)}
          >
            Make a key
          </Button>
        }
      >
        <p className={classes.intro}>
          Other programs read and change the records of the workspace by the Platform API. Each has a key of its own,
          which may do what you say and can be ended at any time.
        </p>
        {list.error && list.data === null && <ErrorCallout error={list.error} onRetry={list.refetch} />}
        {list.outdated && <StaleNote at={list.at} onRetry={list.refetch} />}
        <ul className={classes.people} aria-busy={list.data === null && list.error === null}>
          {list.data?.keys.map((key) => (
            <Row key={key.id} apiKey={key} />
          ))}
        </ul>
        {list.data?.keys.length === 0 && <p className={classes.note}>There is no key yet: no program has access.</p>}
        {!may && <p className={classes.note}>{why}</p>}
      </Panel>
      {adding && <ProgramDialog onClose={() => setAdding(false)} />}
    </>
  );
}

function Row({ apiKey: { id, name, hint, scopes, createdAt, usedAt } }: { apiKey: ApiKey }) {
  const entities = useEntities();
  const revoke = useCommand('apiKeys.revoke');
  const end = async (): Promise<void> => {
    const answer = await revoke.run({ id });
    toast(answer.ok ? `${name} has no access any more.` : answer.error.userSentence, {
      tone: answer.ok ? 'good' : 'bad',
    });
  };
  return (
    <li className={classes.person}>
      <div className={classes.who}>
        <span className={classes.name}>{name}</span>
        <code className={classes.quiet}>{hint}…</code>
      </div>
      <div className={classes.what}>
        {scopeWords(scopes, entities).map((words) => (
          <span key={words}>{words}</span>
        ))}
      </div>
      <div className={classes.seen}>
        {usedAt === null ? (
          <>
            Never used, made <RelativeTime at={createdAt} />
          </>
        ) : (
          <>
            Used <RelativeTime at={usedAt} />
          </>
        )}
      </div>
      <ConfirmButton
        size="xs"
        loading={revoke.pending}
        title={`End the access of ${name}?`}
        body="The program is refused from then on. A key cannot be brought back; make another one if it is needed again."
        act="End access"
        danger
        onConfirm={() => void end()}
      >
        End access
      </ConfirmButton>
    </li>
  );
}
