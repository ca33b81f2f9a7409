import type { ImportScope } from '../../shared/contract/import-scope.ts';
import { appError, Failure } from '../../shared/errors.ts';
import { toCommon } from '../core/common.ts';
import { keptAtFirst } from '../core/import.ts';
import { applyPatch } from '../core/merge.ts';
import type { Act } from '../core/plan-types.ts';
import type { RecordView, StoredImport, StoredImportPart, StoredRecord } from '../core/ports-store.ts';
import { audit } from './audit.ts';
import { setState } from './book.ts';
import { join } from './claim.ts';
import { appliedAt, type Context, linksOf, nowAt, policyOf, translationContext } from './context.ts';
import { makeCompany } from './import-company.ts';
import type { NewPart } from './import-plan.ts';
import { type PlanSetting, planAndStore, planSetting, review } from './plan-step.ts';
import { inSlices } from './slices.ts';

/**
 * Carrying an import out. What is to be done is stored with the plan's Apply, part by part; each part is handed to the sync
 * (a decision of its record, or a link), which makes and fills records by its own ways: the outbox, its keys, its log.
 * Whatever ends the app, the next run goes on with the parts that are left.
 */

/** Imports looked at: older ones are over. */
export const RECENT = 20;
/** Parts read at once. */
const PAGE = 200;

/** Stores an import that was looked at. Inside the caller's transaction. Error: `import.running`. */
export function storeImport(ctx: Context, scope: ImportScope, parts: readonly NewPart[], id: string): void {
  const { store } = ctx;
  if (store.imports(RECENT).some(({ state }) => state === 'running')) throw new Failure(appError('import.running', {}));
  const by = ctx.caller?.name ?? 'You';
  store.putImport({ id, at: nowAt(ctx), endedAt: null, state: 'running', by, scope });
  parts.forEach((part, n) => {
    store.putImportPart({ ...part, importId: id, n });
  });
  const count = parts.filter(({ act }) => act !== 'leave').length;
  const what = `Began an import of ${count === 1 ? 'one record' : `${count} records`} from QuickBooks`;
  audit(ctx, { actor: 'You', what, result: 'info', runId: id });
  ctx.events.touch('imports');
}

/** Imports of which something is still to be done, or to be decided by a person. Newest last. */
export function open(ctx: Context): StoredImport[] {
  // Asked in every run: only what is open is looked at, not the thousands that are over.
  const states: StoredImportPart['state'][] = ['taken', 'asked', 'failed'];
  const waits = ({ id, state }: StoredImport): boolean =>
    state === 'running' || ctx.store.importParts({ id, states, offset: 0, limit: 1 }).total > 0;
  return ctx.store.imports(RECENT).filter(waits).reverse();
}

/** Whether a run has anything to do for an import. */
export const importsOpen = (ctx: Context): boolean => open(ctx).length > 0;

/** Hands the parts of running imports to the sync, in slices; ends early when an import is cancelled. */
export async function takeUpImports(ctx: Context): Promise<void> {
  for (const one of open(ctx)) {
    if (one.state === 'running') {
      await takeUp(ctx, one);
      await makeCompanies(ctx, one);
    }
    await reopenAsked(ctx, one);
  }
}

/** Whether an import is to go on: neither cancelled nor done. */
export const running = (ctx: Context, id: string): boolean =>
  !ctx.stopping && ctx.store.import(id)?.state === 'running';

async function takeUp(ctx: Context, one: StoredImport): Promise<void> {
  const live = appliedAt(ctx.store) !== null;
  // Companies are made by a write of their own: they stay planned here and are passed over.
  for (let offset = 0; running(ctx, one.id); ) {
    const { parts } = ctx.store.importParts({ id: one.id, states: ['planned'], offset, limit: PAGE });
    if (parts.length === 0) return;
    await inSlices(
      ctx,
      parts.filter(({ act }) => act !== 'company'),
      (part) => {
        if (running(ctx, one.id)) takePart(ctx, one, part, live);
      },
      { broken: (part, error) => end(ctx, part, 'failed', error.userSentence) },
    );
    offset += parts.filter(({ act }) => act === 'company').length;
  }
}

/** Stores what became of a part. */
export function end(
  ctx: Context,
  part: StoredImportPart,
  state: StoredImportPart['state'],
  reason = part.reason,
): void {
  ctx.store.putImportPart({ ...part, state, reason });
  ctx.events.touch('imports');
}

/** The record a part is about; null where it is gone, or never was in QuickBooks. */
export const recordOf = (ctx: Context, { entity, quickbooksId }: StoredImportPart): StoredRecord | null =>
  quickbooksId === null ? null : ctx.store.recordOf(entity, 'quickbooks', quickbooksId);

function takePart(ctx: Context, one: StoredImport, part: StoredImportPart, live: boolean): void {
  const { store } = ctx;
  const record = recordOf(ctx, part);
  if (!record || record.index.life === 'deleted') {
    end(ctx, part, 'left', 'Deleted in QuickBooks since the plan was made');
    return;
  }
  const both = record.platformId !== null;
  switch (part.act) {
    case 'create':
      if (both) end(ctx, part, 'made');
      else {
        decide(ctx, record, 'carry');
        end(ctx, part, 'taken');
      }
      return;
    case 'link': {
      const platform = part.platformId === null ? null : store.recordOf(part.entity, 'platform', part.platformId);
      if (both && record.platformId === part.platformId) end(ctx, part, 'taken');
      else if (both || !platform || platform.quickbooksId !== null) {
        end(ctx, part, 'left', 'Linked to another record since the plan was made');
      } else {
        linkFirst(ctx, one, platform, record, part);
        end(ctx, part, 'taken');
      }
      return;
    }
    case 'update':
      store.putRecord({ ...record, dirty: true });
      end(ctx, part, 'taken');
      return;
    case 'ask':
      if (!live) putQuestion(ctx, part, record);
      end(ctx, part, 'asked');
      return;
    default:
      end(ctx, part, 'left');
  }
}

/** Stores a wish for a record as its decision, to be planned. */
export function decide(ctx: Context, record: StoredRecord, act: Act | null): void {
  const decision = { ...record.decision, act: act === null ? null : { act, platform: null, quickbooks: null } };
  const next: StoredRecord = { ...record, decision, dirty: true };
  // An inactive one is made only where it is needed: somebody asked for it.
  if (act === 'carry') next.needed = true;
  setState(ctx, next, 'waiting');
  ctx.store.putRecord(next);
}

/** Makes two records one for the first time; what both fill otherwise stays as each side has it. */
function linkFirst(
  ctx: Context,
  { scope }: StoredImport,
  platform: StoredRecord,
  quickbooks: StoredRecord,
  part: StoredImportPart,
): void {
  const { store } = ctx;
  join(ctx, platform, quickbooks);
  keepBoth(ctx, scope, platform.rid);
  const words = part.reason.charAt(0).toLowerCase() + part.reason.slice(1);
  audit(ctx, { record: store.record(platform.rid), what: `Linked: ${words}` });
}

/** Notes what both sides of a new pair keep. One on which they have agreed before is left alone. */
function keepBoth(ctx: Context, scope: ImportScope, rid: number): void {
  const view = ctx.store.view(rid);
  if (!view?.platform || !view.quickbooks || view.record.base !== null || scope.collisions !== 'keep') return;
  const { entity } = view.record;
  const { descriptor } = ctx.entities.get(entity);
  const theirs = toCommon(descriptor, 'quickbooks', view.quickbooks.body, linksOf(ctx.store), {});
  const { patch, fields } = keptAtFirst(descriptor, policyOf(ctx, entity), view.platform.body, theirs);
  if (fields.length > 0) ctx.store.putRecord({ ...view.record, base: applyPatch(null, patch) });
}

/** Asks which record it is, where sync is not switched on and nothing else would ask. */
function putQuestion(ctx: Context, part: StoredImportPart, record: StoredRecord): void {
  const { store } = ctx;
  const platform = part.platformId === null ? null : store.recordOf(part.entity, 'platform', part.platformId);
  const view = platform && store.view(platform.rid);
  if (!view || view.record.quickbooksId !== null || record.platformId !== null) return;
  if (store.reviewOf(view.record.rid) === null) {
    review(ctx, view, { kind: 'match', candidates: part.candidates });
    store.putRecord({ ...view.record, dirty: false });
  }
  const waits: StoredRecord = { ...record, dirty: false };
  setState(ctx, waits, 'inReview', { detail: 'May be the same as a record that waits in Review' });
  store.putRecord(waits);
}

/** What a person has answered since: linked records are filled, others are made after all. */
async function reopenAsked(ctx: Context, one: StoredImport): Promise<void> {
  const { store } = ctx;
  const { parts } = store.importParts({ id: one.id, states: ['asked'], offset: 0, limit: Number.MAX_SAFE_INTEGER });
  await inSlices(ctx, parts, (part) => {
    const record = recordOf(ctx, part);
    if (!record || part.act !== 'ask') return;
    if (record.platformId !== null) {
      keepBoth(ctx, one.scope, record.rid);
      return;
    }
    const platform = part.platformId === null ? null : store.recordOf(part.entity, 'platform', part.platformId);
    if (platform && platform.quickbooksId === null && store.reviewOf(platform.rid) !== null) return;
    // A person said that it is none of them.
    store.putImportPart({ ...part, act: 'create', state: 'taken' });
    decide(ctx, record, 'carry');
    ctx.events.touch('imports');
  });
}

/**
 * Makes records for companies. A write of its own under a key that follows from the import and the name: sent again after a
 * crash it answers with what it made then.
 */
async function makeCompanies(ctx: Context, one: StoredImport): Promise<void> {
  const states: StoredImportPart['state'][] = ['planned', 'taken'];
  const { parts } = ctx.store.importParts({ id: one.id, states, offset: 0, limit: Number.MAX_SAFE_INTEGER });
  for (const part of parts) {
    if (part.act !== 'company') continue;
    if (!running(ctx, one.id)) return;
    await makeCompany(ctx, part);
  }
}

/** Plans what imports are about while sync is not switched on, in writing order. Answers how many records were planned. */
export async function planImports(ctx: Context, planPage: PlanPage): Promise<number> {
  let planned = 0;
  const setting: PlanSetting = { ...planSetting(ctx, translationContext(ctx)), importing: true };
  for (const module of ctx.entities.all) {
    for (let after = 0; !ctx.stopping; ) {
      const rids = ctx.store.importRows(module.descriptor.name, after, PLAN_PAGE);
      if (rids.length === 0) break;
      after = rids.at(-1) ?? after;
      const views = rids.flatMap((rid) => ctx.store.view(rid) ?? []).filter(isAsked);
      planPage(ctx, views, (view) => planAndStore(ctx, view, setting));
      planned += views.length;
      await ctx.timers.yieldNow();
    }
  }
  return planned;
}

export type PlanPage = (ctx: Context, views: RecordView[], plan: (view: RecordView) => void) => void;
/** Records planned per slice. */
const PLAN_PAGE = 40;

/** A single that waits for an answer is not made before it is given. */
const isAsked = ({ record }: RecordView): boolean =>
  (record.platformId !== null && record.quickbooksId !== null) || record.decision.act?.act === 'carry';
