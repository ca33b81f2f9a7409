/** `summarize_column_by`: one column, a column for each stretch of time, or a column for each name or location. */
import { refValue, textOf } from '../members.ts';
import { type Period, periods } from './dates.ts';
import { type Entry, partyOf } from './entries.ts';
import { money, type ReportColumn, type Source } from './shape.ts';

export type Column = Period & {
  /** Absent: the column is a stretch of time and nothing else. */
  readonly of?: { readonly id: string; readonly holds: (entry: Entry) => boolean };
};

const NAMES = { Customers: 'Customer', Vendors: 'Vendor', Departments: 'Department' } as const;

function idOf(entity: 'Customer' | 'Vendor' | 'Department', entry: Entry): string {
  if (entity === 'Department') return refValue(entry.row.body.DepartmentRef) ?? '';
  const party = entry.name ?? partyOf(entry.row);
  return party?.entity === entity ? party.id : '';
}

/** The columns of a report. `counts` says which entries may give it a name's column. */
export function columnsOf(source: Source, entries: readonly Entry[], counts: (entry: Entry) => boolean): Column[] {
  const { asked, reader } = source;
  const { start, end } = asked;
  if (asked.by === 'Total') return [{ start, end, title: 'Total' }];
  if (asked.by !== 'Customers' && asked.by !== 'Vendors' && asked.by !== 'Departments')
    return periods(asked, asked.by, asked.firstMonth);
  const entity = NAMES[asked.by];
  const title = (id: string) => {
    const body = reader.get(entity, id)?.body ?? {};
    return textOf(body, 'DisplayName') ?? textOf(body, 'Name') ?? 'Not Specified';
  };
  const ids = new Set(
    entries
      .filter((entry) => entry.date >= start && entry.date <= end && counts(entry))
      .map((entry) => idOf(entity, entry)),
  );
  return [...ids]
    .sort((a, b) => (a === '' ? 1 : b === '' ? -1 : title(a) < title(b) ? -1 : 1))
    .map((id) => ({ start, end, title: title(id), of: { id, holds: (entry) => idOf(entity, entry) === id } }));
}

/** Whether an entry counts in a column. */
export function inColumn(entry: Entry, column: Column): boolean {
  return entry.date >= column.start && entry.date <= column.end && (column.of?.holds(entry) ?? true);
}

const TOTAL_COLUMN = money('Total', [{ Name: 'ColKey', Value: 'total' }]);

/** Heads of the columns of figures. */
export function heads(columns: readonly Column[], source: Source, withTotal: boolean): ReportColumn[] {
  if (source.asked.by === 'Total') return [TOTAL_COLUMN];
  const made = columns.map(({ title, start, end, of }) =>
    money(
      title,
      of === undefined
        ? [
            { Name: 'StartDate', Value: start },
            { Name: 'EndDate', Value: end },
            { Name: 'ColKey', Value: title },
          ]
        : [{ Name: 'ColKey', Value: of.id }],
    ),
  );
  return withTotal ? [...made, TOTAL_COLUMN] : made;
}
