import { ChevronRight } from 'lucide-react';
import { Link } from 'wouter';
import type { ImportSummary } from '../../../shared/contract/import.ts';
import { useEntities, useQuery } from '../../store/index.ts';
import { ErrorCallout, formatClock, formatCount, Panel, useNow } from '../../ui/index.ts';
import classes from './import.module.css';
import { ImportState } from './pills.tsx';
import { scopeWords } from './words.ts';

/** Imports that were begun, each with its summary. */
export function Earlier() {
  const list = useQuery('import.list', { limit: 10 }, { topics: ['imports'] });
  const entities = useEntities();
  const now = useNow();
  if (list.data === null)
    return list.error ? <ErrorCallout error={list.error} onRetry={list.refetch} /> : <div aria-busy />;
  return (
    <Panel title="Imports so far" flush>
      {list.data.imports.length === 0 ? (
        <p className={classes.none}>None yet. Each one leaves its summary here, to be opened again.</p>
      ) : (
        <ul className={classes.earlier}>
          {list.data.imports.map((one) => (
            <li key={one.id}>
              <Link href={`/import/${one.id}`} className={classes.earlierOne}>
                <span className={classes.earlierHead}>
                  <b>{formatClock(one.at, now)}</b>
                  <ImportState one={one} />
                </span>
                <span className={classes.words}>{scopeWords(one.scope, entities)}</span>
                <span className={`${classes.words} pl-num`}>{countsWords(one)}</span>
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
