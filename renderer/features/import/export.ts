import type { ImportPart } from '../../../shared/contract/import.ts';
import type { EntityDescriptor } from '../../../shared/entity.ts';
import type { useAppStore } from '../../store/index.ts';
import { csvText, offerFile, type TellableError } from '../../ui/index.ts';
import { RESULT_WORD } from './words.ts';

type Call = ReturnType<typeof useAppStore>['call'];

/** Most parts one answer may hold, by the contract. */
const PAGE = 500;

/** Reads every record of an import and offers it as a file. Answers why it could not, or null. */
export async function exportImport(
  call: Call,
  one: { id: string; at: string },
  entities: readonly EntityDescriptor[],
): Promise<TellableError | null> {
  const parts: ImportPart[] = [];
  for (let total = 1; parts.length < total; ) {
    const page = await call('import.parts', { id: one.id, offset: parts.length, limit: PAGE });
    if (!page.ok) return page.error;
    parts.push(...page.value.parts);
    total = page.value.parts.length === 0 ? 0 : page.value.total;
  }
  offerFile(`plumbline-import-${one.at.slice(0, 10)}.csv`, 'text/csv', importCsv(parts, entities));
  return null;
}

/** An import as a spreadsheet, one row a record. */
export function importCsv(parts: readonly ImportPart[], entities: readonly EntityDescriptor[]): string {
  const label = new Map(entities.map((entity) => [entity.name, entity.label]));
  return csvText([
    ['Result', 'Kind', 'Record', 'Amount', 'Why', 'Without e-mail', 'Key'],
    ...parts.map((part) => [
      RESULT_WORD[part.result],
      label.get(part.entity) ?? part.entity,
      part.title,
      part.amount,
      part.reason,
      part.withoutEmail ? 'yes' : null,
      part.key,
    ]),
  ]);
}
