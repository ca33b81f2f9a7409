import type { ImportPart, ImportResult, ImportSummary } from '../../../shared/contract/import.ts';
import { appError, Failure, fail } from '../../../shared/errors.ts';
import type { ImportPartState, StoredImport, StoredImportPart } from '../../core/ports-store.ts';
import { recordKey } from '../book.ts';
import { shownEntities } from '../context.ts';
import { cancelImport, resumeImport } from '../import-end.ts';
import { calmSide } from '../sides.ts';
import { observeBoth } from '../sync-run.ts';
import { previewChange } from './sync.ts';
import type { HandlerContext, Handlers } from './types.ts';

export function importHandlers(ctx: HandlerContext): Omit<Handlers<'import'>, keyof Handlers<'import.file'>> {
  const { store } = ctx;
  const known = (id: string): StoredImport => store.import(id) ?? fail('import.notFound', { done: 'shown' });
  return {
    'import.preview': (scope) => {
      scope.entities.forEach((entity, at) => {
        if (!ctx.entities.all.some(({ descriptor }) => descriptor.name === entity))
          fail('input.invalid', { field: `entities.${at}`, problem: `there are no records called "${entity}"` });
      });
      if (scope.from !== null && scope.to !== null && scope.from > scope.to)
        fail('input.invalid', { field: 'to', problem: 'is before the first day' });
      if (!ctx.connections.current()) throw new Failure(ctx.connections.fault() ?? appError('connection.none'));
      if (store.imports(1).some(({ state }) => state === 'running')) fail('import.running', {});
      return ctx.scheduler.exclusive(async () => {
        ctx.sides.platform = calmSide();
        ctx.sides.quickbooks = calmSide();
        const observed = await observeBoth(ctx, false);
        if (!observed.ok) throw new Failure(observed.error);
        return previewChange(ctx, { kind: 'import', scope });
      });
    },
    'import.list': ({ limit }) => ({ imports: store.imports(limit).map((one) => told(ctx, one)) }),
    'import.get': ({ id }) => ({ import: told(ctx, known(id)) }),
    'import.parts': ({ results, ...query }) => {
      known(query.id);
      const states = results?.flatMap((result) => STATES[result]);
      const { total, parts } = store.importParts({ ...query, states });
      return { total, parts: parts.map((part) => toldPart(ctx, part)) };
    },
    'import.cancel': async ({ id }) => {
      await cancelImport(ctx, id);
      return {};
    },
    'import.resume': ({ id }) => {
      resumeImport(ctx, id);
      ctx.scheduler.request('apply', id).catch(() => undefined);
      return {};
    },
  };
}

const STATES: Record<ImportResult, ImportPartState[]> = {
  waiting: ['planned', 'taken'],
  made: ['made'],
  linked: ['linked'],
  updated: ['updated'],
  asked: ['asked'],
  left: ['left'],
  failed: ['failed'],
  cancelled: ['cancelled'],
};
const resultOf = (state: ImportPartState): ImportResult =>
  state === 'planned' || state === 'taken' ? 'waiting' : state;

function told(ctx: HandlerContext, { id, at, endedAt, state, by, scope }: StoredImport): ImportSummary {
  const found = ctx.store.importCounts(id);
  const sum = (counts: typeof found) => {
    const by: ImportSummary['counts'] = {};
    for (const one of counts) by[resultOf(one.state)] = (by[resultOf(one.state)] ?? 0) + one.count;
    return { total: counts.reduce((total, one) => total + one.count, 0), counts: by };
  };
  const byEntity = shownEntities(ctx).flatMap(({ descriptor }) => {
    const own = found.filter(({ entity }) => entity === descriptor.name);
    return own.length === 0 ? [] : [{ entity: descriptor.name, label: descriptor.labelPlural, ...sum(own) }];
  });
  const withoutEmail = found.reduce((total, one) => (one.withoutEmail ? total + one.count : total), 0);
  return { id, at, endedAt, state, by, scope, ...sum(found), byEntity, withoutEmail };
}

function toldPart(ctx: HandlerContext, part: StoredImportPart): ImportPart {
  const { n, entity, title, amount, reason, withoutEmail } = part;
  const [side, id] =
    part.quickbooksId === null
      ? (['platform', part.platformId] as const)
      : (['quickbooks', part.quickbooksId] as const);
  const record = id === null ? null : ctx.store.recordOf(entity, side, id);
  const key = record && recordKey(record);
  return { n, entity, key, title, amount, result: resultOf(part.state), reason, withoutEmail };
}
