import { Button, Group, Modal, Radio, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useEntity, useQuery } from '../store/index.ts';
import { Callout, type TellableError } from './callouts.tsx';

import classes from './link-dialog.module.css';
import { SearchBox } from './search-box.tsx';

/** Records offered at once; who does not find theirs types more of its name. */
const SHOWN = 8;

/** Which record of QuickBooks is the same one: those that belong to none of ours, searched by name. */
export function LinkDialog({
  entity,
  title,
  pending,
  error,
  onLink,
  onClose,
}: {
  entity: string;
  title: string;
  pending: boolean;
  error: TellableError | null;
  onLink: (quickbooksId: string) => void;
  onClose: () => void;
}) {
  const descriptor = useEntity(entity);
  const word = (descriptor?.label ?? 'record').toLowerCase();
  const [search, setSearch] = useState(title.replace(`${descriptor?.label ?? ''} `, ''));
  const [chosen, setChosen] = useState<string | null>(null);
  const answer = useQuery('records.list', { entity, search, limit: 100 }, { topics: ['records'] });
  const rows = (answer.data?.rows ?? [])
    .filter((row) => row.platformId === null && row.life === 'live')
    .slice(0, SHOWN);
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Which ${word} in QuickBooks is ${title}?`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Stack gap={14}>
        <div>
          <SearchBox label={`Search ${word} in QuickBooks`} value={search} onChange={setSearch} />
        </div>
        {rows.length > 0 ? (
          <Radio.Group label="Records in QuickBooks" value={chosen} onChange={setChosen}>
            <div className={classes.rows}>
              {rows.map((row) => (
                <Radio.Card
                  key={row.key}
                  value={row.quickbooksId ?? ''}
                  className={classes.row ?? ''}
                  aria-label={row.title}
                >
                  <Radio.Indicator />
                  <span className={classes.text}>
                    <span>{row.title}</span>
                    {row.who !== null && <span className={classes.note}>{row.who}</span>}
                  </span>
                </Radio.Card>
              ))}
            </div>
          </Radio.Group>
        ) : (
          <Text c="var(--pl-text-2)">
            {answer.data === null
              ? 'Looking…'
              : `No free ${word} in QuickBooks is called that. The name may belong to a vendor, an employee or an item: then give this one another name.`}
          </Text>
        )}
        {error !== null && (
          <Callout tone="bad" title={error.userSentence}>
            {error.remedy}
          </Callout>
        )}
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button disabled={chosen === null} loading={pending} onClick={() => chosen !== null && onLink(chosen)}>
            Link the two
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
