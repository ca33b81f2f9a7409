import { Button, Select } from '@mantine/core';
import { ArrowRight, CircleDashed, CirclePlus, Sparkles } from 'lucide-react';
import { useState } from 'react';
import type { OutputOf } from '../../../shared/contract/index.ts';
import type { UnpairedRecord } from '../../../shared/contract/pairs.ts';
import type { EntityDescriptor } from '../../../shared/entity.ts';
import { useCommand, useQuery } from '../../store/index.ts';
import { ErrorCallout, formatShare, Panel, SideLabel, toast } from '../../ui/index.ts';
import classes from './mappings.module.css';
import { bulkOf, confidenceWord } from './words.ts';

/** Rows shown before "Show all": the rest of the page is not to be pushed out of sight. */
const FIRST = 8;

/**
 * Records of a kind that QuickBooks does not know under the same name: each is linked by hand or by a suggestion, or made
 * there. What is linked is no longer listed.
 */
export function RecordPairs({ entity }: { entity: EntityDescriptor }) {
  const { name, label: one, labelPlural: label } = entity;
  const answer = useQuery('pairs.list', { entity: name }, { topics: ['mappings', 'records', 'connection'] });
  const command = useCommand('pairs.apply');
  const [all, setAll] = useState(false);
  const { data } = answer;
  if (answer.error !== null) return <ErrorCallout error={answer.error} onRetry={answer.refetch} />;
  // What is all linked is no work.
  if (data === null || data.total === 0) return null;

  const apply = async (link: { platformId: string; quickbooksId: string }[], make: string[]): Promise<void> => {
    const done = await command.run({ entity: name, link, make });
    if (!done.ok) return;
    const { linked, asked, refused } = done.value;
    const said = [linked > 0 ? `${linked} linked.` : '', asked > 0 ? `${asked} asked for in QuickBooks.` : ''];
    for (const { title, sentence } of refused) said.push(`${title}: ${sentence}`);
    toast(said.filter((words) => words !== '').join(' '), { id: 'pairs' });
    answer.refetch();
  };
  const { suggested, missing } = bulkOf(data.unpaired);
  const shown = all ? data.unpaired : data.unpaired.slice(0, FIRST);
  return (
    <section aria-label={label}>
      <div className={classes.groupHead}>
        <h2 className={classes.heading}>
          {label}
          <span className={classes.todo}>{data.total} not linked</span>
        </h2>
        <div className={classes.bulk}>
          {suggested.length > 0 && (
            <Button size="xs" variant="light" loading={command.pending} onClick={() => apply(suggested, [])}>
              Link {suggested.length} by suggestion
            </Button>
          )}
          {missing.length > 0 && (
            <Button size="xs" variant="default" disabled={command.pending} onClick={() => apply([], missing)}>
              Create {missing.length} in QuickBooks
            </Button>
          )}
        </div>
      </div>
      <p className={classes.lead}>
        A line is booked to the account that its {one.toLowerCase()} has in QuickBooks. Link what is there under another
        name; the rest is made.
      </p>
      {command.error !== null && <ErrorCallout error={command.error} />}
      <Panel label={label} flush>
        <div className={classes.pairHead} aria-hidden>
          <SideLabel side="platform" />
          <span />
          <SideLabel side="quickbooks" />
        </div>
        <ul className={classes.pairs}>
          {shown.map((row) => (
            <Row
              key={row.platformId}
              row={row}
              theirs={data.theirs}
              label={entity.quickbooksLabel}
              busy={command.pending}
              onLink={(quickbooksId) => apply([{ platformId: row.platformId, quickbooksId }], [])}
              onMake={() => apply([], [row.platformId])}
            />
          ))}
        </ul>
        {data.unpaired.length > shown.length && (
          <div className={classes.more}>
            <Button size="xs" variant="subtle" onClick={() => setAll(true)}>
              Show all {data.unpaired.length}
            </Button>
          </div>
        )}
      </Panel>
    </section>
  );
}

function Row({
  row,
  theirs,
  label,
  busy,
  onLink,
  onMake,
}: {
  row: UnpairedRecord;
  theirs: OutputOf<'pairs.list'>['theirs'];
  /** What it faces, in words. */
  label: string;
  busy: boolean;
  onLink: (quickbooksId: string) => void;
  onMake: () => void;
}) {
  const { suggestion } = row;
  return (
    <li className={classes.pair}>
      <div className={classes.ours}>
        {row.coming ? (
          <CirclePlus size={16} aria-hidden />
        ) : (
          <CircleDashed size={16} className={classes.missing} aria-hidden />
        )}
        <div>
          <div className={classes.name}>{row.title}</div>
          <div className={classes.quiet}>
            {row.detail !== null && `${row.detail} · `}
            {row.coming ? 'Will be made in QuickBooks unless you link it' : 'Not in QuickBooks'}
          </div>
        </div>
      </div>
      <ArrowRight size={16} className={classes.arrow} aria-hidden />
      <div className={classes.theirs}>
        <Select
          aria-label={`${label} for ${row.title}`}
          placeholder="Choose one"
          searchable
          disabled={busy}
          value={null}
          onChange={(id) => id !== null && onLink(id)}
          nothingFoundMessage="Nothing unlinked is called that"
          data={theirs.map(({ id, title, detail }) => ({
            value: id,
            label: detail === null ? title : `${title} · ${detail}`,
          }))}
        />
        {(suggestion !== null || !row.coming) && (
          <div className={classes.suggestion}>
            {suggestion !== null && (
              <>
                <Sparkles size={14} aria-hidden />
                <span>
                  <b>{suggestion.title}</b>: {confidenceWord(suggestion.confidence)} (
                  {formatShare(suggestion.confidence)}). {suggestion.reason}
                </span>
                <Button size="compact-xs" variant="light" disabled={busy} onClick={() => onLink(suggestion.id)}>
                  Use suggestion
                </Button>
              </>
            )}
            {!row.coming && (
              <Button size="compact-xs" variant="default" disabled={busy} onClick={onMake}>
                Create in QuickBooks
              </Button>
            )}
          </div>
        )}
      </div>
    </li>
  );
}
