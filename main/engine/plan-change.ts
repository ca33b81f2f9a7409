import type { PlanChange } from '../../shared/contract/sync.ts';
import { appError, Failure } from '../../shared/errors.ts';
import type { EntityPolicy } from '../../shared/policy.ts';
import type { StoredAttachment } from '../core/attachments.ts';
import type { StoredRecord } from '../core/ports-store.ts';
import { isActionable } from '../core/preview.ts';
import { classify } from '../core/retry.ts';
import { refusedFiles, tryAgain } from './attachment-book.ts';
import { audit } from './audit.ts';
import { setState, withdrawAll } from './book.ts';
import { settingChanged, settingChanges } from './causes.ts';
import { appliedAt, type Context, mappingOf, policyOf, translationContext } from './context.ts';
import { buildImport, type NewPart } from './import-plan.ts';
import { storeImport } from './import-run.ts';
import { planSetting } from './plan-step.ts';
import { type BuiltPlan, buildPlan } from './preview.ts';
import { oweRetranslation } from './retranslate.ts';
import { moduleOf } from './rows.ts';
import { buildUndo, storeUndo, undoWords } from './undo.ts';

/** Changes of settings that are planned before they are made: what only they would write, and making them. */

/** Records that may change without a plan being looked at first: as many as one sees in the list at a glance. */
export const FEW = 10;

/** Without members that are undefined: a partial input changes only what it names. */
export const defined = <T extends object>(input: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };

const policyWith = (ctx: Context, entity: string, patch: object): EntityPolicy => ({
  ...policyOf(ctx, entity),
  ...defined(patch),
});

/**
 * Plans a change: the acts that planning with it has and planning without it has not. What waits anyway is no part of
 * it. Stores nothing.
 */
export async function planChange(ctx: Context, change: PlanChange): Promise<BuiltPlan> {
  const plan = await planOf(ctx, change);
  return { ...plan, summary: { ...plan.summary, change, purpose: purposeOf(ctx, change) } };
}

async function planOf(ctx: Context, change: PlanChange): Promise<BuiltPlan> {
  if (change.kind === 'undo') return buildUndo(ctx, change);
  if (change.kind === 'import') return buildImport(ctx, change.scope);
  if (change.kind === 'retry') {
    const { records } = retryable(ctx, change.cause);
    const stuck = ctx.store.problems(ALL).filter((record) => record.state === 'blocked');
    return buildPlan(ctx, { only: new Set([...records, ...stuck].map(({ rid }) => rid)) });
  }
  const { items } = await buildPlan(ctx, { bare: true });
  const known = new Map(items.map(({ id, digest }) => [id, digest]));
  const translation = translationContext(ctx);
  if (change.kind === 'lists') {
    const mapping = { ...translation.mapping, ...defined(change.lists) };
    return buildPlan(ctx, { known, reread: true, setting: planSetting(ctx, { ...translation, mapping }) });
  }
  const setting = planSetting(ctx, translation);
  const policies = new Map(setting.policies).set(change.entity, policyWith(ctx, change.entity, change.policy));
  return buildPlan(ctx, { known, setting: { ...setting, policies } });
}

/** What a plan of a change is for, as a heading: "Customers: direction changed". */
function purposeOf(ctx: Context, change: PlanChange): string {
  switch (change.kind) {
    case 'entity':
      return `A change of how ${moduleOf(ctx, change.entity).descriptor.labelPlural.toLowerCase()} travel`;
    case 'lists':
      return 'A change of what stands for what';
    case 'retry':
      return 'Trying again what was refused';
    case 'undo':
      return `Undo of ${undoWords(ctx, change)}`;
    case 'import':
      return 'Import from QuickBooks';
  }
}

/** Refuses a change that would write more than a few records and was not planned first. Error: `plan.needed`. */
export async function needsNoPlan(ctx: Context, change: PlanChange): Promise<void> {
  if (appliedAt(ctx.store) === null || lessens(ctx, change)) return;
  const count =
    change.kind === 'retry'
      ? retryable(ctx, change.cause).records.length
      : (await planOf(ctx, change)).items.filter(isActionable).length;
  if (count > FEW) throw new Failure(appError('plan.needed', { count: String(count) }));
}

/** Stopping is never held up by a question: switching off, pausing, one way instead of both. */
function lessens(ctx: Context, change: PlanChange): boolean {
  if (change.kind !== 'entity') return false;
  const patch = defined(change.policy);
  const names = Object.keys(patch);
  if (names.length !== 1) return false;
  if (names[0] === 'paused' || names[0] === 'numbering' || patch.enabled === false) return true;
  return names[0] === 'direction' && policyOf(ctx, change.entity).direction === 'both';
}

/** Makes a change; `runId` is the run that carries it out, `parts` the records of an import. Inside the caller's transaction. */
export function storeChange(
  ctx: Context,
  change: PlanChange,
  runId = ctx.ids.next(),
  parts: readonly NewPart[] = [],
): void {
  const { store } = ctx;
  switch (change.kind) {
    case 'entity': {
      const { paused, numbering, ...rest } = defined(change.policy);
      const many = moduleOf(ctx, change.entity).descriptor.labelPlural.toLowerCase();
      const before = policyOf(ctx, change.entity);
      store.setMeta(`policy/${change.entity}`, policyWith(ctx, change.entity, change.policy));
      // A pause and a way of numbering decide nothing anew: what was planned stands.
      if (Object.keys(rest).length > 0) {
        store.markDirty({ entity: change.entity });
        const what = `Mapping of ${many} changed`;
        settingChanged(ctx, [change.entity], what);
        const shown = settingChanges(before, policyOf(ctx, change.entity));
        audit(ctx, { actor: 'You', what, result: 'info', shown });
      }
      if (numbering !== undefined && Object.keys(rest).length === 0) {
        const shown = settingChanges(before, policyOf(ctx, change.entity));
        audit(ctx, { actor: 'You', what: `Numbering of ${many} changed`, result: 'info', shown });
      }
      if (paused !== undefined)
        audit(ctx, { actor: 'You', what: `${paused ? 'Paused' : 'Resumed'} ${many}`, result: 'info' });
      ctx.events.touch('mappings');
      ctx.events.touch('status');
      return;
    }
    case 'lists': {
      const before = mappingOf(store);
      const what = 'Paired lists changed';
      store.setMeta('mapping', { ...before, ...defined(change.lists) });
      ctx.entities.define(mappingOf(store).customFields);
      oweRetranslation(ctx);
      settingChanged(
        ctx,
        ctx.entities.all.map((module) => module.descriptor.name),
        what,
      );
      audit(ctx, { actor: 'You', what, result: 'info', shown: settingChanges(before, mappingOf(store)) });
      ctx.events.touch('mappings');
      return;
    }
    case 'retry':
      tryAll(ctx, change.cause);
      return;
    case 'undo':
      storeUndo(ctx, change, runId);
      return;
    case 'import':
      storeImport(ctx, change.scope, parts, runId);
  }
}

/** Forgets the refusal and plans the record anew. */
export function again(ctx: Context, record: StoredRecord): void {
  withdrawAll(ctx, record);
  const next = { ...record, dirty: true, written: [] };
  setState(ctx, next, 'waiting');
  ctx.store.putRecord(next);
}

/** More problems than any book has. */
const ALL = 100_000;

/**
 * What a retry of all (or of one cause) tries, and how many it leaves because they would only be refused again. Files are
 * copied and planned by nobody: they are tried with all.
 */
export function retryable(
  ctx: Context,
  cause: string | null,
): { records: StoredRecord[]; files: StoredAttachment[]; left: number } {
  const found = ctx.store.problems(ALL).filter((record) => cause === null || record.error?.code === cause);
  // What can never be taken as it is goes again by itself when a mapping or the company changes. What may have arrived is
  // sent again only by whoever looked at it: in a sweep it would be made twice.
  const left = ({ error }: StoredRecord): boolean =>
    cause === null && error !== null && (classify(error) === 'permanent' || error.code === 'sync.unsure');
  const records = found.filter((record) => !left(record));
  const refused = cause === null ? refusedFiles(ctx, ALL) : [];
  // Content that is gone comes back by no trying.
  const files = refused.filter(({ error }) => error?.code !== 'attachments.lost');
  return { records, files, left: found.length - records.length + refused.length - files.length };
}

function tryAll(ctx: Context, cause: string | null): void {
  const { records, files } = retryable(ctx, cause);
  for (const record of records) again(ctx, record);
  for (const file of files) tryAgain(ctx, file);
}
