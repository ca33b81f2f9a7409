import type { EntityModule, TranslationContext, WriteRequest } from '../../../main/core/types.ts';
import { createEntityRegistry } from '../../../main/entities/index.ts';
import type { Body } from '../../../shared/primitives.ts';

export type Json = Record<string, unknown>;
export const entities = createEntityRegistry();

export const context = (more: Partial<TranslationContext['mapping']> = {}): TranslationContext => ({
  mapping: {
    defaultIncomeAccount: '79',
    depositAccount: null,
    defaultExpenseAccount: null,
    taxCodes: {},
    defaultTaxCode: null,
    customFields: [],
    ...more,
  },
  lists: [
    { list: 'paymentMethod', id: '3', name: 'Check', facts: {}, active: true },
    { list: 'taxRate', id: 'town', name: 'Town', facts: { percent: '9.5' }, active: true },
    { list: 'taxRate', id: 'shire', name: 'Shire', facts: { percent: '8.25' }, active: true },
    { list: 'taxCode', id: '4', name: 'Shire', facts: { percent: '8.25' }, active: true },
    { list: 'taxCode', id: '2', name: 'Town', facts: { percent: '9.5' }, active: true },
  ],
  homeCurrency: 'USD',
});

/** A body as a person's input becomes one. */
export function body(entity: string, input: Json): Body {
  const parsed = entities.get(entity).parse(input);
  if (!parsed.ok) throw new Error(parsed.error.userSentence);
  return parsed.body;
}

export const refusal = (entity: string, input: Json): string => {
  const parsed = entities.get(entity).parse(input);
  return parsed.ok ? 'accepted' : `${parsed.error.code} ${parsed.error.userSentence}`;
};

export const request = (entity: string, kind: WriteRequest['kind'], more: Partial<WriteRequest>): WriteRequest => ({
  entity,
  kind,
  id: kind === 'create' ? null : '7',
  revision: kind === 'create' ? null : '0',
  body: null,
  fields: [],
  native: null,
  key: 'key-1',
  ...more,
});

export function json(module: EntityModule, wanted: WriteRequest, ctx = context()): Json {
  const written = module.quickbooks.write(wanted, ctx);
  if (!written.ok) throw new Error(written.error.userSentence);
  return written.json;
}

/** The JSON of an update of a few fields of a record as QuickBooks holds it. */
export function update(entity: string, native: Json, patch: Json, ctx = context()): Json {
  const module = entities.get(entity);
  const before = module.quickbooks.read(native, ctx).body;
  const wanted = module.derive({ ...before, ...patch } as Body);
  return json(
    module,
    request(entity, 'update', {
      id: String(native.Id),
      revision: String(native.SyncToken),
      body: wanted,
      fields: Object.keys(patch),
      native,
    }),
    ctx,
  );
}

export const read = (entity: string, native: unknown, ctx = context()) =>
  entities.get(entity).quickbooks.read(native, ctx);
