import { partyOf } from '../../../shared/entity.ts';
import { Failure, fail } from '../../../shared/errors.ts';
import { referencesOf, refreshCommon, toCommon } from '../../core/common.ts';
import { differingFields } from '../../core/compare.ts';
import type { PlatformBook } from '../../core/ports.ts';
import type { RecordQuery, RecordView, StoredRecord } from '../../core/ports-store.ts';
import { staysHere } from '../../core/travels.ts';
import { audit } from '../audit.ts';
import { recordKey } from '../book.ts';
import { connectorOf, linksOf } from '../context.ts';
import { begun, checkRecall, isFrozen, refuseFrozen, refuseSilentRecall, stayingValue } from '../drafts.ts';
import { carryOver, isLeftOut, linkChosen, takeIn, unlink, unmadeOn } from '../linking.ts';
import { explained } from '../money.ts';
import { numbered } from '../numbering.ts';
import { observeSide } from '../observe.ts';
import { moduleOf, rowOf, rowOfView, viewOf } from '../rows.ts';
import { convertHandler } from './convert.ts';
import { editable, edited, unwrap } from './editing.ts';
import { named, namesakes, related } from './related.ts';
import type { Handler, HandlerContext, Handlers } from './types.ts';

export function recordsHandlers(ctx: HandlerContext): Handlers<'records'> & Handlers<'workspace'> {
  const { store } = ctx;
  const book = (): PlatformBook =>
    ctx.book ?? fail('input.invalid', { field: ctx.platform.label, problem: 'is edited in its own screens' });
  return {
    'records.list': (input) => {
      const { descriptor } = moduleOf(ctx, input.entity);
      const aliases: Record<string, string> = {
        [descriptor.titleField]: 'title',
        ...(descriptor.dateField === undefined ? {} : { [descriptor.dateField]: 'date' }),
        ...(descriptor.amountField === undefined ? {} : { [descriptor.amountField]: 'amount' }),
        ...(descriptor.balanceField === undefined ? {} : { [descriptor.balanceField]: 'balance' }),
      };
      const owner = partyOf(descriptor);
      if (owner) aliases[owner.name] = 'who';
      const query: RecordQuery = {
        entity: input.entity,
        search: input.search,
        states: input.states,
        open: input.open,
        alone: input.alone,
        live: input.alone === undefined ? undefined : true,
        who: input.customer,
        sort: input.sort && { ...input.sort, field: aliases[input.sort.field] ?? input.sort.field },
        offset: input.offset,
        limit: input.limit,
      };
      const found = store.listRecords(query);
      return {
        total: found.total,
        rows: found.rows.map(({ record, who, body }) => rowOf(record, who, body)),
        stateCounts: Object.fromEntries(store.stateCounts(query).map(({ state, count }) => [state, count])),
      };
    },
    'records.get': ({ entity, key }) => detailOf(ctx, viewOf(ctx, entity, key)),
    'records.explain': ({ entity, key }) => ({ explanation: explained(ctx, viewOf(ctx, entity, key)) }),
    'records.options': (input) => {
      moduleOf(ctx, input.entity);
      const found = store.listRecords({ ...input, onPlatform: true, live: true, offset: 0 });
      return {
        options: found.rows.map(({ record, who, body }) => ({
          id: record.platformId ?? recordKey(record),
          title: record.index.title,
          who,
          body,
        })),
      };
    },
    'records.create': async ({ entity, body }) => {
      const module = moduleOf(ctx, entity);
      const seen = await numbered(ctx, entity, begun(ctx, entity, body), async (whole) => {
        const parsed = module.parse(whole);
        if (!parsed.ok) throw new Failure(parsed.error);
        return unwrap(await book().create(entity, module.derive(parsed.body)));
      });
      edited(ctx, seen, 'Created', []);
      return { key: seen.id, revision: seen.revision };
    },
    'records.update': updateHandler(ctx, book),
    'records.recall': recallHandler(ctx, book),
    'records.convert': convertHandler(ctx, book),
    'records.remove': async ({ entity, key, revision, mode }) => {
      const { removals } = moduleOf(ctx, entity).descriptor;
      if (!removals.includes(mode))
        fail('input.invalid', { field: 'mode', problem: `is one of ${removals.join(', ')}` });
      const view = editable(ctx, viewOf(ctx, entity, key));
      const seen = unwrap(await book().remove(entity, view.id, revision, mode));
      const word = { delete: 'Deleted', void: 'Voided', deactivate: 'Made inactive' }[mode];
      edited(ctx, seen, word, []);
      return {};
    },
    'records.restore': async ({ entity, key, revision }) => {
      const view = editable(ctx, viewOf(ctx, entity, key));
      const seen = unwrap(await book().restore(entity, view.id, revision));
      edited(ctx, seen, 'Made active again', []);
      return { revision: seen.revision };
    },
    'records.sync': async ({ entity, key }) => {
      const { record } = viewOf(ctx, entity, key);
      store.transaction(() => {
        for (const write of store.openWrites(record.rid))
          if (write.notBefore > 0) store.putWrite({ ...write, notBefore: 0 });
        store.putRecord({ ...record, dirty: true });
      });
      const result = await ctx.scheduler.request('sync');
      if (result.error) throw new Failure(result.error);
      return {};
    },
    'records.link': ({ entity, platformId, quickbooksId }) => {
      const view = viewOf(ctx, entity, platformId);
      store.transaction(() => linkChosen(ctx, view.record, quickbooksId));
      ctx.scheduler.hint();
      return { key: platformId };
    },
    'records.unlink': ({ entity, key }) => {
      const view = viewOf(ctx, entity, key);
      store.transaction(() => unlink(ctx, view));
      ctx.scheduler.hint();
      return {};
    },
    'records.takeIn': ({ entity, key }) => {
      const { record } = viewOf(ctx, entity, key);
      store.transaction(() => takeIn(ctx, record));
      ctx.scheduler.hint();
      return {};
    },
    'records.carryOver': ({ entity, key }) => {
      const { record } = viewOf(ctx, entity, key);
      store.transaction(() => carryOver(ctx, record));
      ctx.scheduler.hint();
      return {};
    },
    'workspace.loadDemo': async () => {
      const counts = unwrap(await book().loadDemo());
      store.transaction(() => {
        audit(ctx, { actor: 'You', what: 'Filled the workspace with the demo book', result: 'info' });
        // What was brought in as a whole is looked at as a whole: nothing is written before a plan of it was applied.
        store.setMeta('appliedAt', null);
      });
      await ctx.scheduler.exclusive(() => readPlatform(ctx));
      return { counts };
    },
    'workspace.taxRates': async () => ({ rates: ctx.book ? await ctx.book.taxRates() : [] }),
  };
}

/** Shows what was entered although no company is connected yet. */
async function readPlatform(ctx: HandlerContext): Promise<void> {
  await observeSide(ctx, 'platform', ctx.platform, false);
}

function updateHandler(ctx: HandlerContext, book: () => PlatformBook): Handler<'records.update'> {
  return async ({ entity, key, revision, changes }) => {
    const module = moduleOf(ctx, entity);
    const view = editable(ctx, viewOf(ctx, entity, key));
    const current = unwrap(await book().get(entity, view.id));
    const unknown = Object.keys(changes).find((name) => !module.descriptor.fields.some((field) => field.name === name));
    if (unknown !== undefined)
      fail('input.invalid', { field: unknown, problem: `is not a field of ${module.descriptor.label.toLowerCase()}` });
    const before = current.body ?? {};
    const parsed = module.parse({ ...before, ...changes });
    if (!parsed.ok) throw new Failure(parsed.error);
    const body = module.derive(parsed.body);
    const names = differingFields(module.descriptor.fields, before, body);
    const now = viewOf(ctx, entity, key);
    refuseSilentRecall(ctx, now, before, body);
    refuseFrozen(ctx, now, names);
    const seen = unwrap(await book().update(entity, view.id, revision, body));
    const told = names.map((field) => ({ field, before: before[field] ?? null, after: body[field] ?? null }));
    edited(ctx, seen, 'Changed', told);
    return { revision: seen.revision };
  };
}

/** Back to draft: checked against QuickBooks first, then said here; the sync removes it there. */
function recallHandler(ctx: HandlerContext, book: () => PlatformBook): Handler<'records.recall'> {
  return async ({ entity, key, revision }) => {
    const { descriptor, derive } = moduleOf(ctx, entity);
    const { travels } = descriptor;
    const value = stayingValue(descriptor);
    if (travels?.recall === undefined || value === undefined)
      return fail('input.invalid', { field: 'entity', problem: `${descriptor.label} does not go back to draft` });
    const view = viewOf(ctx, entity, key);
    const { id, body } = editable(ctx, view);
    if (staysHere(descriptor, body) !== null) return { revision: view.platform?.revision ?? revision };
    // What QuickBooks alone said was of the document that leaves it.
    const said = descriptor.fields.filter((field) => field.owner === 'quickbooks' && field.kind === 'date');
    const draft = derive({
      ...body,
      ...Object.fromEntries(said.map(({ name }) => [name, null])),
      [travels.field]: value,
    });
    checkRecall(ctx, view, draft);
    const seen = unwrap(await book().update(entity, id, revision, draft));
    const told = [{ field: travels.field, before: body[travels.field] ?? null, after: value }];
    edited(ctx, seen, 'Made a draft again', told);
    return { revision: seen.revision };
  };
}

type Detail = ReturnType<Extract<Handlers<'records'>['records.get'], (...args: never[]) => unknown>>;

function detailOf(ctx: HandlerContext, view: RecordView): Awaited<Detail> {
  const { store } = ctx;
  const { record } = view;
  const { descriptor } = ctx.entities.get(record.entity);
  const links = linksOf(store);
  const platform = view.platform?.body ?? null;
  const quickbooks = view.quickbooks && toCommon(descriptor, 'quickbooks', view.quickbooks.body, links, record.lines);
  const base = record.base && refreshCommon(descriptor, record.base.body, links, record.lines);
  const keys = [platform, quickbooks, base].flatMap((body) => (body ? referencesOf(descriptor, body) : []));
  const review = store.reviewOf(record.rid);
  const referring = related(ctx, record);
  const problem = record.state === 'failed' || record.state === 'held' || record.state === 'blocked';
  return {
    row: rowOfView(ctx, view),
    revision: view.platform?.revision ?? null,
    platform,
    quickbooks,
    base,
    platformLife: view.platform?.life ?? null,
    quickbooksLife: view.quickbooks?.life ?? null,
    quickbooksRevision: view.quickbooks?.revision ?? null,
    differs: platform && quickbooks ? differingFields(descriptor.fields, platform, quickbooks) : [],
    titles: Object.fromEntries(store.titles(keys)),
    quickbooksUrl: quickbooksUrl(ctx, record),
    frozen: isFrozen(ctx, view),
    named: named(ctx, record, platform ?? quickbooks ?? {}),
    related: [...referring, ...namesakes(ctx, record, new Set(referring.map((one) => one.key)))],
    leftOut: isLeftOut(record),
    unmadeOn: unmadeOn(ctx, record),
    reviewId: review?.id ?? null,
    problemId: problem ? String(record.rid) : null,
    error: record.error,
  };
}

/** QuickBooks' own screens: the address of a record by its kind. */
function quickbooksUrl(ctx: HandlerContext, record: StoredRecord): string | null {
  const base = ctx.connections.info()?.webBase;
  if (!base || record.quickbooksId === null || !connectorOf(ctx, 'quickbooks')) return null;
  const { screen } = ctx.entities.get(record.entity).quickbooks;
  return screen === null ? null : `${base.replace(/\/$/, '')}/${screen}${record.quickbooksId}`;
}
