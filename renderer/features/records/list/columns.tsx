import type { RecordRow } from '../../../../shared/contract/records.ts';
import { aboveOf, type EntityDescriptor } from '../../../../shared/entity.ts';
import {
  type Column,
  fieldText,
  formatDate,
  Money,
  RelativeTime,
  SideMark,
  StatePill,
  stateNote,
} from '../../../ui/index.ts';
import type { ListColumn } from '../model/list.ts';
import classes from './record-list.module.css';

/** The name of a record, above whose it is where there is no column for that; a letter says so when only one side has it. */
function TitleCell({ row, who, name }: { row: RecordRow; who: boolean; name: string }) {
  const only = row.platformId === null ? 'quickbooks' : row.quickbooksId === null ? 'platform' : null;
  return (
    <span className={who ? classes.stacked : classes.title}>
      <span className={classes.name} title={row.title}>
        {name}
      </span>
      {who && row.who !== null && <span className={classes.who}>{row.who}</span>}
      {only !== null && row.life !== 'deleted' && (
        <span className={classes.only} title="Only on this side so far">
          <SideMark side={only} />
        </span>
      )}
      {row.life === 'inactive' && <span className={classes.inactive}>inactive</span>}
    </span>
  );
}

const dash = <span className={classes.dash}>–</span>;

/** A list's columns as the table draws them. */
export function tableColumns(
  columns: ListColumn[],
  width: 'narrow' | 'middle' | 'wide',
  descriptor: EntityDescriptor,
): Column<RecordRow>[] {
  const { isDocument } = descriptor;
  const above = aboveOf(descriptor);
  // A project says whose it is in every width: its name alone may say little.
  const under = (row: RecordRow): boolean => above?.below !== undefined && typeof row.body[above.name] === 'string';
  /** Where room is short: "Vendor credit VC-1042" may show its kind alone, which the list says already. */
  const numberOf = (row: RecordRow): string => {
    const number = isDocument ? row.body[descriptor.titleField] : null;
    return typeof number === 'string' && number !== '' ? number : row.title;
  };
  const narrow = width === 'narrow';
  const middle = width === 'middle';
  const drawn = (column: ListColumn): Column<RecordRow> => {
    const base = { id: column.id, header: column.header, sortable: true };
    switch (column.shows) {
      case 'title':
        return {
          ...base,
          ...(isDocument && !narrow ? { width: middle ? 132 : 196 } : {}),
          cell: (row) => <TitleCell row={row} who={narrow || under(row)} name={narrow ? numberOf(row) : row.title} />,
        };
      case 'who':
        return { ...base, cell: (row) => row.who ?? dash };
      case 'date':
        return { ...base, width: middle ? 112 : 124, cell: (row) => (row.date === null ? dash : formatDate(row.date)) };
      case 'amount':
        return { ...base, width: narrow ? 104 : 124, align: 'right', cell: (row) => <Money value={row.amount} /> };
      case 'balance':
        return {
          ...base,
          width: middle ? 104 : 124,
          align: 'right',
          cell: (row) => <Money value={row.balance} muted={row.balance === '0.00'} />,
        };
      case 'state':
        return {
          ...base,
          width: narrow ? 112 : middle ? 128 : 168,
          cell: (row) => (
            <span title={row.stateDetail ?? undefined}>
              <StatePill
                state={row.state}
                detail={narrow ? null : stateNote(row.state, row.stateDetail)}
                bare={row.state === 'equal'}
              />
            </span>
          ),
        };
      case 'changed':
        return { ...base, width: 116, cell: (row) => <RelativeTime at={row.changedAt} none="–" /> };
      case 'field': {
        const { field } = column;
        const number = field.kind === 'money' || field.kind === 'decimal';
        return {
          ...base,
          ...(number ? { align: 'right' as const, width: 124 } : field.kind === 'date' ? { width: 124 } : {}),
          cell: (row) => fieldText(field, row.body[field.name]) || dash,
        };
      }
    }
  };
  return columns.map(drawn);
}
