import type { FieldDescriptor, LineMember } from '../../../../shared/entity.ts';
import type { Body, Json } from '../../../../shared/primitives.ts';
import { same } from './changes.ts';

type Line = { [member: string]: Json };
/** One line as both sides have it; a side that lacks it has null. */
export type LineRow = { id: string; platform: Line | null; quickbooks: Line | null };

const linesOf = (body: Body | null, field: string): Line[] => {
  const value = body?.[field];
  return Array.isArray(value)
    ? value.filter((line): line is Line => line !== null && typeof line === 'object' && !Array.isArray(line))
    : [];
};

/**
 * The lines of both sides matched by id, in the order of the side shown, and what only the other has put at the end.
 * When a side is missing altogether its lines are no difference.
 */
export function lineRows(field: string, platform: Body | null, quickbooks: Body | null): LineRow[] {
  const ours = linesOf(platform, field);
  const theirs = linesOf(quickbooks, field);
  const key = (line: Line, index: number): string => (typeof line.id === 'string' && line.id ? line.id : `#${index}`);
  if (platform === null || quickbooks === null)
    return (platform === null ? theirs : ours).map((line, index) => ({
      id: key(line, index),
      platform: platform === null ? null : line,
      quickbooks: platform === null ? line : null,
    }));
  const left = new Map(theirs.map((line, index) => [key(line, index), line]));
  const rows = ours.map((line, index): LineRow => {
    const id = key(line, index);
    const other = left.get(id) ?? null;
    left.delete(id);
    return { id, platform: line, quickbooks: other };
  });
  return [...rows, ...[...left].map(([id, line]): LineRow => ({ id, platform: null, quickbooks: line }))];
}

/** Whether one cell of a line differs; a line that one side lacks differs as a whole, not cell by cell. */
export const cellDiffers = (row: LineRow, member: string): boolean =>
  row.platform !== null && row.quickbooks !== null && !same(row.platform[member], row.quickbooks[member]);

/** Members worth a column: the words and figures; `kind`, and what no line uses (a "no" on every line), are left out. */
export function lineColumns(field: FieldDescriptor, rows: LineRow[]): LineMember[] {
  const used = (name: string): boolean =>
    rows.some((row) =>
      [row.platform, row.quickbooks].some(
        (line) => line !== null && (line[name] ?? null) !== null && line[name] !== false,
      ),
    );
  return (field.line ?? []).filter((member) => member.kind !== 'choice' && used(member.name));
}
