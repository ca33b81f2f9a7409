import type { RecordState } from '../../../shared/contract/app.ts';
import type { Attachment } from '../../../shared/contract/attachments.ts';
import type { AppEvent } from '../../../shared/contract/events.ts';
import type { OutputOf } from '../../../shared/contract/index.ts';
import type { Problem, ReviewRow } from '../../../shared/contract/review.ts';
import { appError } from '../../../shared/errors.ts';
import { arithmetic } from './arithmetic.ts';
import type { FakeRecord } from './book.ts';
import { type Handlers, refuse } from './handlers.ts';

type Around = {
  book: () => FakeRecord[];
  reviews: () => ReviewRow[];
  problems: () => Problem[];
  emit: (event: Omit<AppEvent, 'revision'>) => void;
};

const file = (id: string, name: string, more: Partial<Attachment>): Attachment => ({
  id,
  name,
  type: 'application/pdf',
  size: 182_000,
  origin: 'platform',
  state: 'equal',
  note: 'On both sides',
  error: null,
  here: true,
  addedAt: '2026-05-01T12:00:00.000Z',
  ...more,
});
const REFUSED = appError('quickbooks.rejected', { title: 'roof plan.pdf', detail: 'the file is not valid' });
export const REFUSED_FILE = file('f3', 'roof plan.pdf', {
  state: 'failed',
  error: REFUSED,
  note: REFUSED.userSentence,
});
const FILES: Attachment[] = [
  file('f1', 'receipt.pdf', {}),
  file('f2', 'photo of the ridge before the work began, north side.jpg', { origin: 'quickbooks', size: 3_400_000 }),
  REFUSED_FILE,
  file('f4', 'old offer.pdf', { state: 'onlyThere', here: false, note: 'Removed here, still in QuickBooks' }),
];

const justNow = (): string => new Date().toISOString();

/** What the pretended engine answers about records. */
export function recordHandlers({ book, reviews, problems, emit }: Around): Handlers {
  return {
    'records.list': (input) => {
      const search = input.search?.toLowerCase() ?? '';
      const mine = book().filter((one) => one.entity === input.entity);
      const stateCounts: Partial<Record<RecordState, number>> = {};
      for (const one of mine) stateCounts[one.state] = (stateCounts[one.state] ?? 0) + 1;
      const found = mine.filter(
        (one) =>
          (!input.states?.length || input.states.includes(one.state)) &&
          (input.alone !== 'quickbooks' || one.platformId === null) &&
          (input.alone !== 'platform' || one.quickbooks === null) &&
          (!input.open || Number(one.body.balance ?? one.body.remaining ?? 0) > 0) &&
          (!input.customer || partyIdOf(one) === input.customer) &&
          `${one.title} ${one.who ?? ''}`.toLowerCase().includes(search),
      );
      const { field, descending } = input.sort ?? { field: '', descending: false };
      const value = (one: FakeRecord): string => String(one.body[field] ?? '').padStart(14);
      if (field) found.sort((a, b) => value(a).localeCompare(value(b)) * (descending ? -1 : 1));
      const offset = input.offset ?? 0;
      return { total: found.length, stateCounts, rows: found.slice(offset, offset + (input.limit ?? 100)).map(rowOf) };
    },
    'attachments.list': ({ key }) => ({ takes: true, files: key === 'v10' ? FILES : [] }),
    'records.get': (input) => {
      const one = book().find((record) => record.entity === input.entity && record.key === input.key);
      if (!one) return refuse(appError('record.notFound', { entity: input.entity, id: input.key }));
      const titles = Object.fromEntries(book().map((record) => [record.key, record.title]));
      return {
        row: rowOf(one),
        revision: '3',
        platform: one.body,
        quickbooks: one.quickbooks,
        base: one.body,
        platformLife: one.life,
        quickbooksLife: one.quickbooks ? one.life : null,
        quickbooksRevision: one.quickbooks ? '2' : null,
        differs: one.quickbooks
          ? Object.keys(one.body).filter(
              (field) => JSON.stringify(one.body[field]) !== JSON.stringify(one.quickbooks?.[field]),
            )
          : [],
        titles,
        quickbooksUrl: null,
        named: {},
        related: book()
          .filter((record) => partyIdOf(record) === one.key || record.body.parent === one.key)
          .map((record) => {
            const row = rowOf(record);
            return {
              entity: row.entity,
              by: null,
              key: row.key,
              title: row.title,
              date: row.date,
              amount: row.amount,
              life: row.life,
              state: row.state,
            };
          }),
        unmadeOn: null,
        frozen: false,
        leftOut: one.state === 'notSynced' && one.stateDetail === 'Unlinked by your decision',
        reviewId: reviews().find((row) => row.key === one.key)?.id ?? null,
        problemId: problems().find((problem) => problem.key === one.key)?.id ?? null,
        error: problems().find((problem) => problem.key === one.key)?.error ?? null,
      };
    },
    'records.explain': (input) => {
      const one = book().find((record) => record.entity === input.entity && record.key === input.key);
      return { explanation: one ? arithmetic(one) : null };
    },
    'records.options': (input) => ({
      options: book()
        .filter(
          (one) => one.entity === input.entity && one.title.toLowerCase().includes((input.search ?? '').toLowerCase()),
        )
        .slice(0, input.limit ?? 20)
        .map((one) => ({ id: one.key, title: one.title, who: null, body: one.body })),
    }),
    'records.create': (input) => {
      const key = `n${book().length}`;
      const title = String(input.body.displayName ?? input.body.name ?? input.body.number ?? 'New');
      book().unshift({
        entity: input.entity, key, platformId: key, quickbooksId: null, title, who: null, body: input.body as FakeRecord['body'], quickbooks: null,
        state: 'waiting', stateDetail: null, life: 'live', changedAt: justNow(),
      }); // biome-ignore format: one record
      emit({ topic: 'records', payload: { entity: input.entity, keys: [key] } });
      return { key, revision: '1' };
    },
    'records.update': (input) => {
      const one = book().find((record) => record.key === input.key);
      if (one) Object.assign(one, { body: { ...one.body, ...input.changes }, state: 'waiting' });
      emit({ topic: 'records', payload: { entity: input.entity, keys: [input.key] } });
      return { revision: '4' };
    },
    'records.remove': (input) => {
      const one = book().find((record) => record.key === input.key);
      if (one) Object.assign(one, { life: input.mode === 'void' ? 'void' : 'inactive', state: 'waiting' });
      emit({ topic: 'records', payload: { entity: input.entity, keys: [input.key] } });
      return {};
    },
    'records.restore': () => ({ revision: '5' }),
    'records.sync': () => ({}),
    'workspace.taxRates': () => ({
      rates: [
        { key: 'petaluma', name: 'Petaluma', percent: '9.5' },
        { key: 'sonoma', name: 'Sonoma County', percent: '9.25' },
      ],
    }),
  };
}

/** Whose it is. */
const partyIdOf = ({ body }: FakeRecord): unknown => body.customer ?? body.vendor;

function rowOf(one: FakeRecord): OutputOf<'records.list'>['rows'][number] {
  const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
  return {
    key: one.key,
    entity: one.entity,
    platformId: one.platformId,
    quickbooksId: one.quickbooksId,
    title: one.title,
    who: one.who,
    date: text(one.body.date),
    amount: text(one.body.total) ?? text(one.body.amount) ?? text(one.body.unitPrice),
    balance: text(one.body.balance) ?? text(one.body.remaining),
    life: one.life,
    state: one.state,
    stateDetail: one.stateDetail,
    changedAt: one.changedAt,
    body: one.body,
  };
}
