import type { ImportScope } from '../../shared/contract/import-scope.ts';
import type { EntityDescriptor } from '../../shared/entity.ts';
import { appError } from '../../shared/errors.ts';
import type { EntityPolicy } from '../../shared/policy.ts';
import type { Body } from '../../shared/primitives.ts';
import { referencesOf, toCommon } from '../core/common.ts';
import { isBlank } from '../core/compare.ts';
import type { Candidate } from '../core/identity.ts';
import { type Chosen, choose, keptAtFirst, LATER, towardsPlatform } from '../core/import.ts';
import { applyPatch } from '../core/merge.ts';
import { planRecord } from '../core/plan.ts';
import type { RecordPlan } from '../core/plan-types.ts';
import type { RecordView, StoredImportPart } from '../core/ports-store.ts';
import type { EntityModule } from '../core/types.ts';
import { recordKey } from './book.ts';
import { appliedAt, type Context, policyOf, translationContext } from './context.ts';
import { companiesWanted, companyItem } from './import-companies.ts';
import { isContact, matchSingles } from './match-singles.ts';
import { addItem, addWrite, type Draft, newDraft } from './plan-draft.ts';
import { inputOf, type PlanSetting, planSetting } from './plan-step.ts';
import { summaryOf } from './plan-whole.ts';
import { asPair, type BuiltPlan, readViews } from './preview.ts';

/** The plan of an import: what of QuickBooks comes over, what it is recognised by, what is left out and why. */

/** A part as the plan makes it; it gets its import and place when it is applied. */
export type NewPart = Omit<StoredImportPart, 'importId' | 'n'>;

/** A record of QuickBooks alone, with the record of the platform it is surely the same as. */
type Found = {
  view: RecordView;
  pair: { platform: RecordView; reason: string } | null;
  chosen: Chosen;
  /** Other words than "Only in QuickBooks": its own side has it twice. */
  note: string | null;
};

export type Importing = {
  scope: ImportScope;
  /** Sync is switched on: what an import makes equal travels to QuickBooks as well. */
  live: boolean;
  draft: Draft;
  parts: NewPart[];
  /** What was not taken in so far, by `entity/key`; of pairs under both keys. */
  rest: Map<string, Found>;
  /** What is listed as left out, unless something refers to it after all. */
  left: Map<Found, string>;
  /** Records taken in, for the companies they name. */
  taken: { module: EntityModule; view: RecordView; body: Body }[];
};

/** How an import plans: every record that is asked for is made on the platform, whatever the rule for making by itself. */
function importSetting(ctx: Context): PlanSetting {
  const setting = planSetting(ctx, translationContext(ctx));
  const asked = (policy: EntityPolicy): EntityPolicy => ({
    ...policy,
    creates: { ...policy.creates, platform: 'always' },
  });
  return { ...setting, policies: new Map([...setting.policies].map(([entity, policy]) => [entity, asked(policy)])) };
}

/** Plans an import over what was read of both sides. Stores nothing. */
export async function buildImport(ctx: Context, scope: ImportScope): Promise<BuiltPlan> {
  const draft = newDraft(ctx, importSetting(ctx), {});
  const live = appliedAt(ctx.store) !== null;
  const state: Importing = { scope, live, draft, parts: [], rest: new Map(), left: new Map(), taken: [] };
  for (const module of ctx.entities.all) await planEntity(ctx, state, module);
  for (const company of companiesWanted(ctx, state)) companyItem(ctx, state, company);
  for (const [found, reason] of state.left) leave(ctx, state, found.view, reason);
  if (ctx.runId === null) ctx.progress = null;
  const touched = new Set([...scope.entities, ...draft.items.map(({ entity }) => entity)]);
  const summary = summaryOf(ctx, draft, ({ name }) => touched.has(name));
  const rank = (entity: string): number => ctx.entities.get(entity).descriptor.rank;
  const parts = [...state.parts].sort((a, b) => rank(a.entity) - rank(b.entity));
  return { summary, items: draft.items, agreed: draft.agreed, parts };
}

async function planEntity(ctx: Context, state: Importing, module: EntityModule): Promise<void> {
  const { draft, scope } = state;
  const { descriptor } = module;
  const entity = descriptor.name;
  const views = await readViews(ctx, module, draft);
  const living = views.filter(({ record }) => record.index.life !== 'deleted' && !record.tombstone);
  draft.totals.set(entity, living.length);
  draft.income.before(module, views);
  const singles = living.filter(({ record }) => record.platformId === null || record.quickbooksId === null);
  const matching = await matchSingles(ctx, module, singles, {
    links: draft.overlay.links,
    policy: draft.setting.policies.get(entity),
    keys: scope.keys,
  });
  const byKey = new Map(singles.map((view) => [recordKey(view.record), view]));
  const pairs = new Map<string, { platform: RecordView; reason: string }>();
  for (const { platformId, quickbooksId, reason } of matching.links) {
    const platform = byKey.get(platformId);
    if (!platform) continue;
    pairs.set(quickbooksId, { platform, reason });
    draft.overlay.pair(entity, platformId, quickbooksId);
  }
  const asked = new Map<string, { platformId: string; candidates: Candidate[] }>();
  for (const one of matching.unclear)
    for (const { quickbooksId } of one.candidates) if (!asked.has(quickbooksId)) asked.set(quickbooksId, one);
  const turn: Found[] = [];
  for (const view of living) {
    const { quickbooks, record } = view;
    if (quickbooks === null || record.quickbooksId === null) continue;
    const chosen = choose(descriptor, quickbooks, scope);
    if (record.platformId !== null) {
      // Once sync is on, what is linked is kept equal without an import.
      if (chosen.in && !state.live) planLinked(ctx, state, view);
      continue;
    }
    const unclear = asked.get(record.quickbooksId);
    if (unclear) {
      if (chosen.in) ask(ctx, state, view, unclear);
      continue;
    }
    if (matching.waiting.has(record.quickbooksId)) {
      if (chosen.in)
        leave(ctx, state, view, 'One of many that say the same: Review asks which of them is here already');
      continue;
    }
    const note = matching.twins.get(recordKey(record))?.reason ?? null;
    const found: Found = { view, pair: pairs.get(record.quickbooksId) ?? null, chosen, note };
    state.rest.set(`${entity}/${recordKey(record)}`, found);
    if (found.pair) state.rest.set(`${entity}/${recordKey(found.pair.platform.record)}`, found);
    if (chosen.in) turn.push(found);
    else if (!chosen.silent) state.left.set(found, chosen.reason);
  }
  for (const [index, found] of turn.entries()) {
    // Something before it may have taken it in already.
    if (state.rest.get(`${entity}/${recordKey(found.view.record)}`) === found) take(ctx, state, found, null);
    if (index % 200 === 199) await ctx.timers.yieldNow();
  }
}

const emailOf = (descriptor: EntityDescriptor): string | null =>
  descriptor.fields.find((field) => field.kind === 'email')?.name ?? null;

/** Whether somebody has no e-mail address in QuickBooks: of no kind of record but people and firms. */
function lacksEmail(ctx: Context, view: RecordView): boolean {
  const email = emailOf(ctx.entities.get(view.record.entity).descriptor);
  return email !== null && view.quickbooks !== null && isBlank(view.quickbooks.body[email] ?? null);
}

function addPart(
  ctx: Context,
  state: Importing,
  view: RecordView,
  part: Pick<NewPart, 'act' | 'reason'> & Partial<NewPart>,
): void {
  const { record } = view;
  state.parts.push({
    entity: record.entity,
    quickbooksId: record.quickbooksId,
    platformId: record.platformId,
    state: part.act === 'leave' ? 'left' : 'planned',
    title: record.index.title,
    amount: state.draft.items.at(-1)?.amount ?? null,
    withoutEmail: lacksEmail(ctx, view),
    candidates: [],
    ...part,
  });
}

function leave(ctx: Context, state: Importing, view: RecordView, reason: string): void {
  state.draft.compared++;
  addItem(ctx, state.draft, view, 'leaveOut', reason);
  addPart(ctx, state, view, { act: 'leave', reason });
}

/** A record of QuickBooks that may be one the platform has, by the question it is part of. */
function ask(
  ctx: Context,
  state: Importing,
  view: RecordView,
  { platformId, candidates }: { platformId: string; candidates: Candidate[] },
): void {
  const { entity } = view.record;
  const title = ctx.store.recordOf(entity, 'platform', platformId)?.index.title ?? 'a record here';
  const why = candidates.find(({ quickbooksId }) => quickbooksId === view.record.quickbooksId)?.reason ?? '';
  const reason = `May be the same as ${title}: ${lower(why)}`;
  state.draft.compared++;
  addItem(ctx, state.draft, view, 'review', reason, { content: [platformId, candidates] });
  addPart(ctx, state, view, { act: 'ask', reason, platformId, candidates });
}

const lower = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

/** What an import may do with a record now. */
function planOf(ctx: Context, state: Importing, view: RecordView): RecordPlan {
  const { draft } = state;
  const policy = draft.setting.policies.get(view.record.entity) ?? policyOf(ctx, view.record.entity);
  const plan = planRecord(inputOf(ctx, view, draft.overlay.links, policy));
  return state.live ? plan : towardsPlatform(plan);
}

/** A record that both sides have already: what QuickBooks changed since comes over. */
function planLinked(ctx: Context, state: Importing, view: RecordView): void {
  const { verdict } = planOf(ctx, state, view);
  state.draft.compared++;
  if (verdict.kind !== 'write') {
    state.draft.equal++;
    return;
  }
  for (const write of verdict.writes) addWrite(ctx, state.draft, view, write);
  const refused = refusedLast(state, view);
  if (refused === null) addPart(ctx, state, view, { act: 'update', reason: 'Changed in QuickBooks' });
  else addPart(ctx, state, view, { act: 'leave', reason: refused });
}

/** Why the act just added cannot be carried out; null where it can. */
function refusedLast(state: Importing, view: RecordView): string | null {
  const last = state.draft.items.at(-1);
  return last?.action === 'refuse' && last.quickbooksId === view.record.quickbooksId ? last.reason : null;
}

/** Two singles as the pair they are to become, with what both keep. */
function joined(ctx: Context, state: Importing, { view, pair }: Found): { view: RecordView; kept: string[] } {
  if (!pair) {
    const asleep = view.quickbooks?.life === 'inactive';
    return { view: asleep ? { ...view, record: { ...view.record, needed: true } } : view, kept: [] };
  }
  const both = asPair(pair.platform, view);
  if (state.scope.collisions !== 'keep' || !both.platform || !both.quickbooks) return { view: both, kept: [] };
  const { descriptor } = ctx.entities.get(view.record.entity);
  const policy = policyOf(ctx, view.record.entity);
  const theirs = toCommon(descriptor, 'quickbooks', both.quickbooks.body, state.draft.overlay.links, {});
  const { patch, fields } = keptAtFirst(descriptor, policy, both.platform.body, theirs);
  const base = fields.length === 0 ? null : applyPatch(null, patch);
  return { view: { ...both, record: { ...both.record, base } }, kept: fields };
}

/** Takes a record in: with what it refers to, linked or made. `by`: what needs it, where it was not chosen itself. */
function take(ctx: Context, state: Importing, found: Found, by: string | null): void {
  const { draft, rest } = state;
  const { entity } = found.view.record;
  rest.delete(`${entity}/${recordKey(found.view.record)}`);
  if (found.pair) rest.delete(`${entity}/${recordKey(found.pair.platform.record)}`);
  state.left.delete(found);
  const { view, kept } = joined(ctx, state, found);
  const title = view.record.index.title;
  let plan = planOf(ctx, state, view);
  while (plan.verdict.kind === 'blocked') {
    const woken = plan.verdict.by.map(({ entity: kind, id }) => wake(ctx, state, `${kind}/${id}`, title));
    if (!woken.includes(true)) {
      const first = plan.verdict.by[0];
      const blocker = first ? ctx.store.recordByKey(first.entity, first.id)?.index.title : undefined;
      const error = appError('sync.blocked', { title, blocker: blocker ?? 'a record that is not there any more' });
      draft.compared++;
      addItem(ctx, draft, view, 'refuse', error.userSentence, { error });
      addPart(ctx, state, view, { act: 'leave', reason: error.userSentence });
      return;
    }
    plan = planOf(ctx, state, view);
  }
  const { verdict } = plan;
  if (verdict.kind === 'ended') return;
  const module = ctx.entities.get(entity);
  const links = draft.overlay.links;
  const common = toCommon(module.descriptor, 'quickbooks', found.view.quickbooks?.body ?? {}, links, {});
  // What is here already and was not chosen is linked where something that comes over refers to it.
  for (const to of referencesOf(module.descriptor, common)) wake(ctx, state, `${to.entity}/${to.id}`, title);
  const later = verdict.kind === 'notSynced' && verdict.reason === LATER;
  if (found.pair === null && verdict.kind !== 'write') {
    leave(ctx, state, view, verdict.kind === 'notSynced' ? verdict.reason : 'Nothing of it can be imported');
    return;
  }
  if (found.pair !== null && verdict.kind === 'notSynced' && !later) {
    leave(ctx, state, found.view, verdict.reason);
    return;
  }
  draft.compared++;
  state.taken.push({ module, view, body: common });
  const needed = by === null ? '' : `; needed by ${by}`;
  if (found.pair) {
    const same = kept.length === 0 ? '' : `; both keep their own: ${kept.join(', ')}`;
    const reason = `${found.pair.reason}${noEmail(ctx, found.view) ? ', without an e-mail address' : ''}${same}${needed}`;
    addItem(ctx, draft, view, 'link', reason, { content: kept });
    addPart(ctx, state, view, { act: 'link', reason });
    draft.totals.set(entity, (draft.totals.get(entity) ?? 1) - 1);
    if (verdict.kind === 'fields')
      addItem(ctx, draft, view, 'review', 'Both sides say something else', { content: verdict.conflicts });
    if (verdict.kind === 'fields' || verdict.kind === 'write')
      for (const write of verdict.writes) addWrite(ctx, draft, view, write);
    return;
  }
  if (verdict.kind !== 'write') return;
  for (const write of verdict.writes) addWrite(ctx, draft, view, write);
  const refused = refusedLast(state, view);
  if (refused !== null) {
    addPart(ctx, state, view, { act: 'leave', reason: refused });
    return;
  }
  const reason = `${madeWords(ctx, state, found)}${needed}`;
  const item = draft.items.at(-1);
  if (item) item.reason = reason;
  addPart(ctx, state, view, { act: 'create', reason });
}

const noEmail = (ctx: Context, view: RecordView): boolean =>
  isContact(ctx.entities.get(view.record.entity).descriptor) && lacksEmail(ctx, view);

const KEY_WORD = { email: 'e-mail address', name: 'name', phone: 'phone number' } as const;

/** Why a record is made: nobody here has any of its keys. */
function madeWords(ctx: Context, state: Importing, { view, note }: Found): string {
  const twice = note === null ? '' : `; QuickBooks seems to have it twice: ${lower(note)}`;
  if (!noEmail(ctx, view)) return `Only in QuickBooks${twice}`;
  const others = state.scope.keys.filter((key) => key !== 'email').map((key) => KEY_WORD[key]);
  const nobody = others.length === 0 ? '' : `, and nobody here has its ${others.join(' or ')}`;
  return `Only in QuickBooks: without an e-mail address${nobody}${twice}`;
}

/** Takes in what was not chosen because something refers to it; whether there was anything to take in. */
function wake(ctx: Context, state: Importing, key: string, by: string): boolean {
  const found = state.rest.get(key);
  if (!found || (!found.chosen.in && found.chosen.over)) return false;
  take(ctx, state, found, found.chosen.in ? null : by);
  return true;
}
