import { Link } from 'wouter';
import type { RecordDetail } from '../../../../shared/contract/records.ts';
import { aboveOf, type EntityDescriptor, partyOf } from '../../../../shared/entity.ts';
import type { Json } from '../../../../shared/primitives.ts';
import { useEntities } from '../../../store/index.ts';
import { formatDate, Money, recordPath, StatePill } from '../../../ui/index.ts';
import { same } from '../model/changes.ts';
import classes from './drawer.module.css';

type Allocation = { id: string; amount: string };
const allocationsOf = (entity: string, value: Json | undefined): Allocation[] =>
  Array.isArray(value)
    ? value.flatMap((one) =>
        one !== null && typeof one === 'object' && !Array.isArray(one) && typeof one[entity] === 'string'
          ? [{ id: one[entity], amount: String(one.amount) }]
          : [],
      )
    : [];

/** What a payment settles, the projects under a customer, and the documents that belong to a record, each leading to its own drawer. */
export function Related({ descriptor, detail }: { descriptor: EntityDescriptor; detail: RecordDetail }) {
  const entities = useEntities();
  const applied = descriptor.fields.filter((field) => field.kind === 'allocations');
  const groups = entities
    .map((entity) => {
      const by = entity.name === descriptor.name ? aboveOf(entity) : partyOf(entity);
      return {
        entity,
        by,
        heading: by?.below?.labelPlural ?? entity.labelPlural,
        rows: detail.related.filter((one) => one.entity === entity.name && one.by === null),
      };
    })
    .concat(
      entities.flatMap((entity) =>
        entity.fields.flatMap((field) =>
          field.names?.entity === descriptor.name
            ? [
                {
                  entity,
                  by: undefined,
                  heading: field.names.labelPlural,
                  rows: detail.related.filter((one) => one.entity === entity.name && one.by === field.name),
                },
              ]
            : [],
        ),
      ),
    )
    .filter((group) => group.rows.length > 0);
  return (
    <>
      {applied.map((field) => (
        <Applied key={field.name} label={field.label} entity={field.entity ?? ''} name={field.name} detail={detail} />
      ))}
      {groups.map(({ entity, rows, by, heading }) => (
        <section key={heading} className={classes.section} aria-label={heading}>
          <h3>
            {heading}
            <span className={classes.sectionCount}>{rows.length}</span>
            {by?.entity === descriptor.name && detail.row.platformId !== null && (
              <Link href={`/records/${entity.name}?customer=${detail.row.platformId}`} className={classes.all}>
                Show all
              </Link>
            )}
          </h3>
          <ul className={classes.rows}>
            {rows.map((one) => (
              <li key={one.key}>
                <Link href={recordPath(one.entity, one.key)} className={classes.rowLink}>
                  <span className={classes.rowTitle}>{one.title}</span>
                  {one.life === 'inactive' && <span className={classes.rowNote}>inactive</span>}
                  <span className={classes.rowNote}>{one.date === null ? '' : formatDate(one.date)}</span>
                  <StatePill state={one.state} bare />
                  <Money value={one.amount} />
                </Link>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}

function Applied({
  label,
  entity,
  name,
  detail,
}: {
  label: string;
  entity: string;
  name: string;
  detail: RecordDetail;
}) {
  const sides =
    detail.platform !== null &&
    detail.quickbooks !== null &&
    detail.differs.includes(name) &&
    !same(detail.platform[name], detail.quickbooks[name])
      ? (['platform', 'quickbooks'] as const)
      : ([detail.platform === null ? 'quickbooks' : 'platform'] as const);
  return (
    <section className={classes.section} aria-label={label}>
      <h3>{label}</h3>
      {sides.map((side) => {
        const rows = allocationsOf(entity, detail[side]?.[name]);
        return (
          <div key={side} className={sides.length > 1 ? classes[side] : undefined}>
            {sides.length > 1 && (
              <div className={classes.sideHead}>{side === 'quickbooks' ? 'In QuickBooks' : 'Here'}</div>
            )}
            {rows.length === 0 ? (
              <p className={classes.none}>Not applied to anything yet.</p>
            ) : (
              <ul className={classes.rows}>
                {rows.map((row) => (
                  <li key={row.id}>
                    <Link href={recordPath(entity, row.id)} className={classes.rowLink}>
                      <span className={classes.rowTitle}>{detail.titles[row.id] ?? row.id}</span>
                      <Money value={row.amount} />
                    </Link>
                  </li>
                ))}
              </ul>
            )}
          </div>
        );
      })}
    </section>
  );
}
