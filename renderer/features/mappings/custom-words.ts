import type { OutputOf } from '../../../shared/contract/index.ts';
import type { CustomField, CustomForm } from '../../../shared/policy.ts';

export type Mappings = OutputOf<'mappings.get'>;

export const TYPES: { value: CustomField['type']; label: string }[] = [
  { value: 'text', label: 'Text' },
  { value: 'number', label: 'Number' },
  { value: 'date', label: 'Day' },
  { value: 'choice', label: 'Choice' },
];

export const FORM_LABEL: Record<CustomForm, string> = { sales: 'Sales forms', purchase: 'Purchase orders' };

/** A key no other field has: made of the name, kept when the name changes. */
export function keyFor(name: string, taken: string[]): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 30);
  const base = plain === '' ? 'field' : plain;
  for (let n = 1; ; n++) {
    const key = n === 1 ? base : `${base}-${n}`;
    if (!taken.includes(key)) return key;
  }
}

/** The forms of QuickBooks that could carry a field of these records. */
export const formsOf = (entities: string[], known: Mappings['customEntities']): CustomForm[] =>
  (['sales', 'purchase'] as const).filter((form) =>
    known.some((one) => one.form === form && entities.includes(one.entity)),
  );

/** Where a field's values go, in a sentence. */
export function travelsWords(field: CustomField, { customEntities, options }: Mappings): string {
  const forms = formsOf(field.entities, customEntities);
  const paired = forms.flatMap((form) => {
    const id = field.quickbooks[form];
    if (id === null) return [];
    const name = options.customFields.find((one) => one.form === form && one.id === id)?.name;
    return [name === undefined ? 'a field QuickBooks no longer has' : `“${name}”`];
  });
  const here = customEntities.filter(
    ({ entity, form }) => field.entities.includes(entity) && (form === null || field.quickbooks[form] === null),
  );
  const stays = here.map(({ label }) => label.toLowerCase());
  if (paired.length === 0) return 'Stays in the workspace';
  return `In QuickBooks ${paired.join(' and ')}${stays.length > 0 ? `; of ${stays.join(', ')} it stays in the workspace` : ''}`;
}
