import type { RecordDetail } from '../../../../shared/contract/records.ts';
import { usePlatformLabel } from '../../../store/index.ts';
import { Field, Fields, RelativeTime } from '../../../ui/index.ts';
import classes from './drawer.module.css';

/** Ids and versions of both sides, for support: folded until asked for. */
export function Identifiers({ detail }: { detail: RecordDetail }) {
  const platform = usePlatformLabel();
  const { row } = detail;
  return (
    <details className={classes.identifiers}>
      <summary>Identifiers</summary>
      <Fields>
        <Field label={`${platform} id`}>{row.platformId ?? 'none'}</Field>
        <Field label={`${platform} version`}>{detail.revision ?? '–'}</Field>
        <Field label="QuickBooks id">{row.quickbooksId ?? 'none'}</Field>
        <Field label="SyncToken">{detail.quickbooksRevision ?? '–'}</Field>
        <Field label="Changed">
          <RelativeTime at={row.changedAt} none="–" />
        </Field>
      </Fields>
    </details>
  );
}
