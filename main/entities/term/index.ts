import { appError } from '../../../shared/errors.ts';
import type { Body } from '../../../shared/primitives.ts';
import type { EntityModule } from '../../core/types.ts';
import { check } from '../parse.ts';
import { filled, nameKey, text, typedDecimal } from '../values.ts';
import { termDescriptor } from './descriptor.ts';
import { termQuickbooks } from './quickbooks.ts';
import { type Term, termSchema } from './schema.ts';

const FIELDS = termDescriptor.fields.map((field) => field.name);
const NUMBERS = termDescriptor.fields.filter((field) => field.kind === 'decimal').map((field) => field.name);

/** One spelling of every value; what belongs to the other kind of term is not kept. */
function tidy(body: unknown): Body {
  const result = filled(FIELDS, body);
  if (typeof result.name === 'string') result.name = text(result.name);
  result.type ??= 'days';
  for (const name of NUMBERS) result[name] = typedDecimal(result[name]);
  for (const name of result.type === 'dayOfMonth' ? ['dueDays'] : ['dayOfMonth', 'nextMonthDays']) result[name] = null;
  if (result.type === 'days') result.dueDays ??= '0';
  for (const name of ['nextMonthDays', 'discountPercent', 'discountDays'])
    if (result[name] === '0') result[name] = null;
  return result;
}

/** Payment terms. */
export const termEntity: EntityModule = {
  descriptor: termDescriptor,
  parse(body) {
    const tidied = tidy(body);
    tidied.name ??= '';
    const checked = check(termDescriptor, termSchema, tidied);
    if (!checked.ok) return checked;
    const { type, dayOfMonth } = checked.body as Term;
    if (type === 'dayOfMonth' && (dayOfMonth === null || dayOfMonth === '0'))
      return {
        ok: false,
        error: appError('input.invalid', { entity: 'term', field: 'Day of the month', problem: 'is between 1 and 31' }),
      };
    return checked;
  },
  derive: tidy,
  matchKeys(body) {
    const name = nameKey((body as Term).name);
    return name ? [{ kind: 'name', value: name }] : [];
  },
  title: (body) => text(body.name) ?? 'Payment term without a name',
  quickbooks: termQuickbooks,
};
