import { Failure, fail } from '../../../shared/errors.ts';
import type { Body } from '../../../shared/primitives.ts';
import { addDays, daysBetween } from '../../core/days.ts';
import { showMoney } from '../../core/money.ts';
import type { StoredRecord } from '../../core/ports-store.ts';
import type { FieldChange } from '../../core/types.ts';
import { audit } from '../audit.ts';
import { ingest } from '../book.ts';
import { companyOf, factsOf, labelOf } from '../context.ts';
import { again } from '../plan-change.ts';
import { problemView } from './retry.ts';
import type { HandlerContext, Handlers } from './types.ts';

type Offers = Pick<Handlers<'problems'>, 'problems.redate' | 'problems.note'>;

/** Records a letter lists; more are counted. */
const LISTED = 200;

const isHeld = (record: StoredRecord): boolean => record.error?.code === 'quickbooks.closedPeriod';

/** What a person can do about a document dated in closed books, beside skipping it: another date, or a letter. */
export function closedBooksHandlers(ctx: HandlerContext): Offers {
  const { store } = ctx;
  return {
    'problems.redate': async ({ id }) => {
      const { record, platform } = problemView(ctx, id);
      const module = ctx.entities.get(record.entity);
      const { dateField } = module.descriptor;
      const closed = factsOf(store).bookCloseDate ?? '';
      const title = record.index.title;
      const before = dateField === undefined ? null : platform?.body[dateField];
      if (!ctx.book || !platform || dateField === undefined || typeof before !== 'string')
        return fail('input.invalid', { field: title, problem: 'has no date to change here' });
      if (!isHeld(record) || closed === '' || before > closed)
        return fail('input.invalid', { field: title, problem: 'is not dated in closed books as far as we know' });
      if (record.quickbooksId !== null)
        return fail('input.invalid', {
          field: title,
          problem: 'is in the closed books of QuickBooks already, so its date can only be changed once they are open',
        });
      const date = addDays(closed, 1);
      const dates: Body = { [dateField]: date };
      const { dueDate } = platform.body;
      // Terms are days from the date: 30 days stay 30 days.
      if (typeof dueDate === 'string') dates.dueDate = addDays(date, daysBetween(before, dueDate));
      const parsed = module.parse({ ...platform.body, ...dates });
      if (!parsed.ok) throw new Failure(parsed.error);
      const body = module.derive(parsed.body);
      const saved = await ctx.book.update(record.entity, platform.id, platform.revision, body);
      if (!saved.ok) throw new Failure(saved.error);
      store.transaction(() => {
        ingest(ctx, saved.value);
        const fresh = store.record(record.rid) ?? record;
        again(ctx, fresh);
        const changes = Object.entries(dates).map(
          ([field, after]): FieldChange => ({ field, before: platform.body[field] ?? null, after }),
        );
        audit(ctx, {
          actor: 'You',
          what: `Dated ${date} instead of ${before}`,
          record: fresh,
          side: 'platform',
          changes,
        });
      });
      ctx.scheduler.hint();
      return { before, date };
    },
    'problems.note': () => {
      const held = store.problems(100_000).filter(isHeld);
      const company = companyOf(store)?.companyName ?? 'our company';
      const closed = factsOf(store).bookCloseDate;
      const until = closed === undefined ? '' : ` until ${closed}`;
      const rest = held.length > LISTED ? [`- and ${held.length - LISTED} more`] : [];
      const one = held.length === 1;
      return {
        count: held.length,
        subject: `Closed books of ${company}: ${held.length} ${one ? 'record is' : 'records are'} waiting`,
        text: [
          `The books of ${company} are closed${until} in QuickBooks. ${
            one ? 'This record is dated' : `These ${held.length} records are dated`
          } in that period, so QuickBooks does not take ${one ? 'it' : 'them'} from ${labelOf(ctx, 'platform')}:`,
          '',
          ...held.slice(0, LISTED).map(line),
          ...rest,
          '',
          `Could you open the period for ${one ? 'it' : 'them'}, or say which date to use? Nothing is changed until then.`,
        ].join('\n'),
      };
    },
  };
}

const line = ({ index, quickbooksId }: StoredRecord): string =>
  [
    `- ${index.title}`,
    ...(index.date === null ? [] : [index.date]),
    ...(index.amount === null ? [] : [showMoney(index.amount)]),
    quickbooksId === null ? 'not in QuickBooks yet' : 'changed',
  ].join(', ');
