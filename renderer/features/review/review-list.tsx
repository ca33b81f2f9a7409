import { Skeleton } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { Link } from 'wouter';
import type { ReviewRow } from '../../../shared/contract/review.ts';
import { useEntities } from '../../store/index.ts';
import { Money, RelativeTime, reviewPath } from '../../ui/index.ts';
import { byCause } from './groups.ts';
import classes from './review.module.css';

/** What waits, grouped by why. */
export function ReviewList({
  rows,
  current,
  onOpen,
}: {
  rows: readonly ReviewRow[] | null;
  current: string | null;
  onOpen: (id: string) => void;
}) {
  const entities = useEntities();
  const box = useRef<HTMLElement>(null);
  // Moving by keyboard keeps the open one in sight.
  useEffect(() => {
    box.current?.querySelector(`[data-id="${CSS.escape(current ?? '')}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [current]);
  return (
    <nav ref={box} className={classes.list} aria-label="Decisions">
      {rows === null &&
        [64, 48, 72, 56].map((width) => (
          <div key={width} className={classes.bones}>
            <Skeleton height={12} width={`${width}%`} />
            <Skeleton height={10} width="86%" />
          </div>
        ))}
      {byCause(rows ?? []).map((group) => (
        <section key={group.cause} aria-label={group.cause}>
          <h2 className={classes.cause}>
            {group.cause}
            <span>{group.rows.length}</span>
          </h2>
          <ul>
            {group.rows.map((row) => (
              <li key={row.id}>
                <Link
                  href={reviewPath(row.id)}
                  data-id={row.id}
                  className={classes.row}
                  aria-current={row.id === current ? 'true' : undefined}
                  onClick={(event) => {
                    event.preventDefault();
                    onOpen(row.id);
                  }}
                >
                  <span className={classes.rowHead}>
                    <span className={classes.rowTitle}>{row.title}</span>
                    {row.amount !== null && <Money value={row.amount} />}
                  </span>
                  <span className={classes.rowSentence}>{row.sentence}</span>
                  <span className={classes.rowNote}>
                    {entities.find((entity) => entity.name === row.entity)?.label ?? row.entity} ·{' '}
                    <RelativeTime at={row.createdAt} />
                  </span>
                </Link>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </nav>
  );
}
