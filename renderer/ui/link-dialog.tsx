import { Button, Group, Modal, Radio, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { Side } from '../../shared/primitives.ts';
import { useEntity, usePlatformLabel, useQuery } from '../store/index.ts';
import { Callout, type TellableError } from './callouts.tsx';

import classes from './link-dialog.module.css';
import { SearchBox } from './search-box.tsx';

/** Records offered at once; who does not find theirs types more of its name. */
const SHOWN = 8;

/** Which record of the other side is the same one: those that belong to none of this side, searched by name. */
export function LinkDialog({
  entity,
  title,
  of = 'quickbooks',
  note,
  pending,
  error,
  onLink,
  onClose,
}: {
  entity: string;
  title: string;
  /** The side to choose from. */
  of?: Side;
  /** What linking does, where the caller has not said it yet. */
  note?: string;
  pending: boolean;
  error: TellableError | null;
  /** With the id on the side chosen from. */
  onLink: (id: string) => void;
  onClose: () => void;
}) {
  const descriptor = useEntity(entity);
  const word = (descriptor?.label ?? 'record').toLowerCase();
  const [search, setSearch] = useState(title.replace(`${descriptor?.label ?? ''} `, ''));
  const [chosen, setChosen] = useState<string | null>(null);
  const platform = usePlatformLabel();
  const place = of === 'quickbooks' ? 'QuickBooks' : platform;
  const answer = useQuery('records.list', { entity, search, alone: of, limit: SHOWN }, { topics: ['records'] });
  const rows = answer.data?.rows ?? [];
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Which ${word} in ${place} is ${title}?`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Stack gap={14}>
        <div>
          <SearchBox label={`Search ${word} in ${place}`} value={search} onChange={setSearch} />
        </div>
        {rows.length > 0 ? (
          <Radio.Group label={`Records in ${place}`} value={chosen} onChange={setChosen}>
            <div className={classes.rows}>
              {rows.map((row) => (
                <Radio.Card
                  key={row.key}
                  value={(of === 'quickbooks' ? row.quickbooksId : row.platformId) ?? ''}
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
              : of === 'platform'
                ? `No free ${word} in ${place} is called that.`
                : `No free ${word} in QuickBooks is called that. The name may belong to a vendor, an employee or an item: then give this one another name.`}
          </Text>
        )}
        {note !== undefined && (
          <Text size="sm" c="var(--pl-text-2)">
            {note}
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
