import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { ImportSummary } from '../../../shared/contract/import.ts';
import { useEntities, useQuery } from '../../store/index.ts';
import { ErrorCallout, formatClock, formatCount, Panel, useNow } from '../../ui/index.ts';
import { TableState } from './file/pills.tsx';
import { countsWords as tableCountsWords } from './file/words.ts';
import classes from './import.module.css';
import { ImportState } from './pills.tsx';
import { scopeWords } from './words.ts';

/** As many are listed. */
const LISTED = 10;

/** Imports that were begun, of QuickBooks and of files, newest first, each with its summary. */
export function Earlier() {
  const list = useQuery('import.list', { limit: LISTED }, { topics: ['imports'] });
  const files = useQuery('import.file.list', { limit: LISTED }, { topics: ['imports'] });
  const entities = useEntities();
  const now = useNow();
  const failed = list.error ?? files.error;
  if (list.data === null || files.data === null)
    return failed ? (
      <ErrorCallout
        error={failed}
        onRetry={() => {
          list.refetch();
          files.refetch();
        }}
      />
    ) : (
      <div aria-busy />
    );
  const all: { at: string; id: string; href: string; state: ReactNode; what: string; counts: string }[] = [
    ...list.data.imports.map((one) => ({
      at: one.at,
      id: one.id,
      href: `/import/${one.id}`,
      state: <ImportState one={one} />,
      what: scopeWords(one.scope, entities),
      counts: countsWords(one),
    })),
    ...files.data.imports.map((one) => ({
      at: one.at,
      id: one.id,
      href: `/import/file/${one.id}`,
      state: <TableState one={one} />,
      what: one.name,
      counts: tableCountsWords(one),
    })),
  ];
  all.sort((a, b) => b.at.localeCompare(a.at) || b.id.localeCompare(a.id));
  return (
    <Panel title="Imports so far" flush>
      {all.length === 0 ? (
        <p className={classes.none}>None yet. Each one leaves its summary here, to be opened again.</p>
      ) : (
        <ul className={classes.earlier}>
          {all.slice(0, LISTED).map((one) => (
            <li key={one.id}>
              <Link href={one.href} className={classes.earlierOne}>
                <span className={classes.earlierHead}>
                  <b>{formatClock(one.at, now)}</b>
                  {one.state}
                </span>
                <span className={classes.words}>{one.what}</span>
                <span className={`${classes.words} pl-num`}>{one.counts}</span>
                <ChevronRight size={16} aria-hidden className={classes.chevron} />
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

/** "97 made, 12 linked, 3 left out". */
function countsWords({ counts }: ImportSummary): string {
  const words = [
    [counts.made, 'made'],
    [counts.linked, 'linked'],
    [counts.updated, 'updated'],
    [counts.asked, 'in review'],
    [counts.failed, 'failed'],
    [counts.left, 'left out'],
    [counts.cancelled, 'cancelled'],
    [counts.waiting, 'waiting'],
  ] as const;
  const said = words.flatMap(([count = 0, word]) => (count > 0 ? [`${formatCount(count)} ${word}`] : []));
  return said.length === 0 ? 'Nothing was to be done' : said.join(', ');
}
