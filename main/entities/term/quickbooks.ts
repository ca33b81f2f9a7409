import type { Body } from '../../../shared/primitives.ts';
import type { QuickbooksTranslation } from '../../core/types.ts';
import { Dec, decimal, nameKey, plainName, readHead, record, sparseHead, toNumber } from '../values.ts';
import type { Term } from './schema.ts';

type Raw = Record<string, unknown>;

/** Days that say nothing when they are 0: no discount, no slack before the day of the month. */
const some = (value: unknown): string | null => {
  const number = decimal(value);
  return number === null || new Dec(number).isZero() ? null : number;
};

const number = (name: string, value: string | null): Raw => ({ [name]: value === null ? 0 : toNumber(value) });

/** The members that say when it is due. QuickBooks tells the kind by which of them there are. */
const due = (term: Term): Raw =>
  term.type === 'days'
    ? number('DueDays', term.dueDays)
    : { ...number('DayOfMonthDue', term.dayOfMonth), ...number('DueNextMonthDays', term.nextMonthDays) };

const discount = (term: Term): Raw => ({
  ...number('DiscountPercent', term.discountPercent),
  ...number(term.type === 'days' ? 'DiscountDays' : 'DiscountDayOfMonth', term.discountDays),
});

const whole = (term: Term): Raw => ({ Name: term.name, ...due(term), ...discount(term) });

/** Payment terms (reference, 6.10). */
export const termQuickbooks: QuickbooksTranslation = {
  resource: 'Term',
  screen: null,

  read(native) {
    const raw = record(native);
    const head = readHead(raw);
    if (head.life === 'deleted') return { ...head, body: null };
    const byMonth = raw.Type === 'DATE_DRIVEN' || (raw.Type === undefined && raw.DayOfMonthDue !== undefined);
    const body: Term = {
      name: plainName(raw.Name, head.life) ?? '',
      type: byMonth ? 'dayOfMonth' : 'days',
      dueDays: byMonth ? null : (decimal(raw.DueDays) ?? '0'),
      dayOfMonth: byMonth ? (decimal(raw.DayOfMonthDue) ?? '1') : null,
      nextMonthDays: byMonth ? some(raw.DueNextMonthDays) : null,
      discountPercent: some(raw.DiscountPercent),
      discountDays: some(byMonth ? raw.DiscountDayOfMonth : raw.DiscountDays),
    };
    return { ...head, body: body satisfies Body };
  },

  write(request) {
    if (request.kind === 'remove') return { ok: true, json: { ...sparseHead(request), Active: false } };
    const term = request.body as Term;
    if (request.kind === 'create') return { ok: true, json: whole(term) };
    // Another kind of term: a sparse update would leave the old kind's members, and QuickBooks goes by those.
    if (request.fields.includes('type'))
      return {
        ok: true,
        json: {
          Id: request.id,
          SyncToken: request.revision,
          Active: record(request.native).Active !== false,
          ...whole(term),
        },
      };
    const json = sparseHead(request);
    const fields = new Set(request.fields);
    if (fields.has('name')) json.Name = term.name;
    if (['dueDays', 'dayOfMonth', 'nextMonthDays'].some((field) => fields.has(field))) Object.assign(json, due(term));
    if (['discountPercent', 'discountDays'].some((field) => fields.has(field))) Object.assign(json, discount(term));
    if (request.kind === 'restore') Object.assign(json, { Active: true, Name: term.name });
    return { ok: true, json };
  },

  lineIds: () => [],

  probe(request) {
    if (request.kind !== 'create') return null;
    const wanted = request.body as Term;
    return {
      fits(body) {
        const found = body as Term;
        return (
          nameKey(found.name) === nameKey(wanted.name) &&
          found.type === wanted.type &&
          found.dueDays === wanted.dueDays &&
          found.dayOfMonth === wanted.dayOfMonth
        );
      },
    };
  },
};
