import type { PlanItem } from '../../../shared/contract/sync.ts';
import type { FieldDescriptor } from '../../../shared/entity.ts';
import type { Json, Side } from '../../../shared/primitives.ts';
import { useEntity } from '../../store/index.ts';
import {
  Callout,
  DetailDrawer,
  DiffValue,
  ErrorCallout,
  Field,
  Fields,
  fieldText,
  Money,
  planActionSide,
  readable,
  useKept,
} from '../../ui/index.ts';
import classes from './preview.module.css';
import { ActionName } from './summary.tsx';

/** One record of the plan: why, and each field before and after. */
export function ItemDrawer({
  opened,
  item: shown,
  platform,
  undoes,
  onClose,
}: {
  opened: boolean;
  item: PlanItem | null;
  platform: string;
  undoes: boolean;
  onClose: () => void;
}) {
  // Kept while the drawer slides out.
  const item = useKept(shown, 'item');
  const descriptor = useEntity(item?.entity ?? null);
  if (item === null)
    return (
      <DetailDrawer opened={false} onClose={onClose} title="">
        {null}
      </DetailDrawer>
    );
  const target = planActionSide(item.action);
  // An undo takes values from before, not from the other side.
  const source: Side | undefined =
    target === null || undoes ? undefined : target === 'platform' ? 'quickbooks' : 'platform';
  return (
    <DetailDrawer
      opened={opened}
      onClose={onClose}
      title={item.title}
      subtitle={<ActionName action={item.action} platform={platform} undoes={undoes} />}
    >
      <div className={classes.drawer}>
        {item.error ? <ErrorCallout error={item.error} /> : <Callout tone="info" title={item.reason} />}
        <Fields>
          {item.amount !== null && (
            <Field label="Amount">
              <Money value={item.amount} />
            </Field>
          )}
          {descriptor && <Field label="Kind">{descriptor.label}</Field>}
          {item.platformId !== null && <Field label={`${platform} id`}>{item.platformId}</Field>}
          {item.quickbooksId !== null && <Field label="QuickBooks id">{item.quickbooksId}</Field>}
        </Fields>
        {item.changes.length > 0 && (
          <section aria-label="Fields">
            <h3 className={classes.heading}>{item.action.startsWith('create') ? 'Fields' : 'What changes'}</h3>
            <Fields>
              {item.changes.map((change) => {
                const field = descriptor?.fields.find((one) => one.name === change.field);
                return (
                  <Field key={change.field} label={change.label}>
                    {item.action.startsWith('create') ? (
                      textOf(change.after, field)
                    ) : (
                      <Change change={change} field={field} source={source} />
                    )}
                  </Field>
                );
              })}
            </Fields>
          </section>
        )}
      </div>
    </DetailDrawer>
  );
}

const textOf = (value: Json, field: FieldDescriptor | undefined): string =>
  field === undefined ? readable(value) : fieldText(field, value) || '–';

function Change({
  change,
  field,
  source,
}: {
  change: PlanItem['changes'][number];
  field: FieldDescriptor | undefined;
  source: Side | undefined;
}) {
  const before = change.before === null ? null : textOf(change.before, field);
  return <DiffValue before={before} after={textOf(change.after, field)} {...(source ? { side: source } : {})} />;
}
