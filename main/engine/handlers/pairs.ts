import { MOST_UNPAIRED } from '../../../shared/contract/pairs.ts';
import { Failure } from '../../../shared/errors.ts';
import type { Side } from '../../../shared/primitives.ts';
import { toCommon } from '../../core/common.ts';
import { type Nameable, suggestCounterparts } from '../../core/counterparts.ts';
import type { RecordView } from '../../core/ports-store.ts';
import { writableSides } from '../../core/rules.ts';
import type { MatchKey } from '../../core/types.ts';
import { linksOf, policyOf } from '../context.ts';
import { carryOver, isLeftOut, linkChosen, unmadeOn } from '../linking.ts';
import { moduleOf, viewOf } from '../rows.ts';
import type { HandlerContext, Handlers } from './types.ts';

/** Singles read per page. */
const PAGE = 300;
/** Of theirs that are proposed from: comparing all with all costs their product. */
const MOST_THEIRS = 2000;

export function pairsHandlers(ctx: HandlerContext): Handlers<'pairs'> {
  return {
    'pairs.list': ({ entity }) => {
      const module = moduleOf(ctx, entity);
      const { ours, theirs } = singlesOf(ctx, entity);
      const shown = ours.slice(0, MOST_UNPAIRED);
      const links = linksOf(ctx.store);
      const nameable = (view: RecordView, side: Side): Nameable => {
        const body = toCommon(module.descriptor, side, view[side]?.body ?? {}, links, {});
        return { id: view[side]?.id ?? '', title: view.record.index.title, keys: module.matchKeys(body) };
      };
      const mine = shown.map((view) => nameable(view, 'platform'));
      const offered = theirs.slice(0, MOST_THEIRS).map((view) => nameable(view, 'quickbooks'));
      const suggestions = suggestCounterparts(mine, offered);
      const titles = new Map(offered.map((one) => [one.id, one.title]));
      return {
        unpaired: shown.map((view, at) => {
          const { id, title, keys } = mine[at] as Nameable;
          const like = suggestions.get(id);
          const suggestion = like ? { ...like, title: titles.get(like.id) ?? '' } : null;
          return { platformId: id, title, detail: detailOf(keys), suggestion, coming: isComing(ctx, view) };
        }),
        total: ours.length,
        theirs: offered.map(({ id, title, keys }) => ({ id, title, detail: detailOf(keys) })),
      };
    },
    'pairs.apply': ({ entity, link, make }) => {
      const refused: { platformId: string; title: string; sentence: string }[] = [];
      const each = <T>(all: T[], idOf: (one: T) => string, act: (one: T) => void): number =>
        all.filter((one) => {
          try {
            ctx.store.transaction(() => act(one));
            return true;
          } catch (thrown) {
            if (!(thrown instanceof Failure) || thrown.error.code.startsWith('host.')) throw thrown;
            const platformId = idOf(one);
            const title = ctx.store.recordOf(entity, 'platform', platformId)?.index.title ?? platformId;
            refused.push({ platformId, title, sentence: thrown.error.userSentence });
            return false;
          }
        }).length;
      const linked = each(
        link,
        (one) => one.platformId,
        ({ platformId, quickbooksId }) => linkChosen(ctx, viewOf(ctx, entity, platformId).record, quickbooksId),
      );
      const asked = each(
        make,
        (id) => id,
        (id) => {
          const view = viewOf(ctx, entity, id);
          // What comes by itself need not be asked for.
          if (!isComing(ctx, view)) carryOver(ctx, view.record);
        },
      );
      ctx.scheduler.hint();
      return { linked, asked, refused };
    },
  };
}

/** What tells records of like names apart: the strongest key besides the name. */
const detailOf = (keys: MatchKey[]): string | null =>
  keys.find((key) => key.kind !== 'name' && key.kind !== 'composite')?.value ?? null;

/** Records in use that one side alone has and nobody left out, by title. */
function singlesOf(ctx: HandlerContext, entity: string): { ours: RecordView[]; theirs: RecordView[] } {
  const ours: RecordView[] = [];
  const theirs: RecordView[] = [];
  for (let after = 0; ; ) {
    const page = ctx.store.unlinkedViews(entity, after, PAGE);
    for (const view of page) {
      if (isLeftOut(view.record)) continue;
      if (view.platform?.life === 'live') ours.push(view);
      else if (view.quickbooks?.life === 'live') theirs.push(view);
    }
    const last = page.at(-1);
    if (!last) break;
    after = last.record.rid;
  }
  const byTitle = (a: RecordView, b: RecordView): number => a.record.index.title.localeCompare(b.record.index.title);
  return { ours: ours.sort(byTitle), theirs: theirs.sort(byTitle) };
}

/** Made in QuickBooks by itself: the direction goes there, and its kind is made at once. */
function isComing(ctx: HandlerContext, { record, platform }: RecordView): boolean {
  const policy = policyOf(ctx, record.entity);
  return platform !== null && policy.enabled && writableSides(policy).quickbooks && unmadeOn(ctx, record) === null;
}
