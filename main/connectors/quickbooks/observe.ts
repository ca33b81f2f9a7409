import type { EntityModule, LineIds, Observation, TranslationContext } from '../../core/types.ts';

/** A QuickBooks record as an observation of ours. */
export function observe(module: EntityModule, native: unknown, context: TranslationContext): Observation {
  const read = module.quickbooks.read(native, context);
  return { entity: module.descriptor.name, side: 'quickbooks', native, ...read };
}

/** What is left of a record that cannot be found any more. */
export const tombstone = (entity: string, id: string): Observation => ({
  entity,
  id,
  side: 'quickbooks',
  revision: 'deleted',
  life: 'deleted',
  body: null,
  native: null,
  changedAt: null,
});

/** Ids the answer gave to the lines that were sent; where the numbers differ nothing can be said about any of them. */
export function lineIdsFor(module: EntityModule, sent: unknown, native: unknown): LineIds {
  const field = module.descriptor.fields.find((one) => one.kind === 'lines');
  const lines = field ? (sent as Record<string, unknown> | null)?.[field.name] : null;
  if (!Array.isArray(lines)) return [];
  const ids = module.quickbooks.lineIds(native);
  return ids.length === lines.length ? ids : lines.map(() => null);
}
