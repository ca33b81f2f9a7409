import { customFieldName, type ListMapping } from '../../shared/policy.ts';
import type { Body } from '../../shared/primitives.ts';
import { ingest } from './book.ts';
import { type Context, mappingOf, settingMark, translationContext } from './context.ts';
import { parkObservation } from './faults.ts';
import { inSlices } from './slices.ts';
import { tellBook } from './tax-by-line.ts';

/** Observations looked at per page. */
const PAGE = 300;

const DUE = 'retranslateDue';

/** Stored with what changes the reading of records: should the app die before they are read anew, they are after its next start. */
export const oweRetranslation = (ctx: Context): void => ctx.store.setMeta(DUE, true);

/** Reads records anew if that was left undone: nothing is planned by a mapping that they were not read by. */
export async function retranslateWhenDue(ctx: Context): Promise<boolean> {
  if (ctx.store.getMeta<boolean>(DUE) !== true) return false;
  await retranslate(ctx);
  return true;
}

/**
 * Translates stored QuickBooks records again after a mapping changed: the raw record is kept, so that nothing has to be
 * read. What reads differently now is planned again; what was refused gets another
 * chance, and what waits to be sent is checked again.
 */
export async function retranslate(ctx: Context): Promise<void> {
  await tellBook(ctx);
  const translation = translationContext(ctx);
  const pairs = pairsOf(mappingOf(ctx.store));
  const before = ctx.store.getMeta<Pairs>('customPairs') ?? {};
  const moved = Object.keys(pairs).filter((name) => pairs[name] !== before[name]);
  for (const module of ctx.entities.all) {
    const { name } = module.descriptor;
    for (let after = ''; ; ) {
      const page = ctx.store.observationsAfter(name, 'quickbooks', after, PAGE);
      const last = page.at(-1);
      if (!last) break;
      after = last.id;
      await inSlices(
        ctx,
        page,
        (known) => {
          forgetAgreed(ctx, name, known.id, moved);
          if (known.native === null || known.life === 'deleted') return;
          const read = module.quickbooks.read(known.native, translation);
          // The version that was seen is the same; only our reading of it may differ.
          ingest(ctx, { ...known, life: read.life, body: read.body });
        },
        { broken: (known, error) => parkObservation(ctx, known, error) },
      );
    }
  }
  ctx.store.transaction(() => {
    ctx.store.setMeta(DUE, false);
    ctx.store.setMeta('customPairs', pairs);
    ctx.store.setMeta('settingMark', Number(settingMark(ctx.store)) + 1);
    ctx.store.markDirty({ states: ['failed', 'held', 'waiting'] });
  });
}

/** What each custom field is paired with, by its member's name. */
type Pairs = Record<string, string>;
const pairsOf = ({ customFields }: ListMapping): Pairs =>
  Object.fromEntries(customFields.map((field) => [customFieldName(field.key), JSON.stringify(field.quickbooks)]));

/**
 * A custom field that is paired anew was never agreed on with what it stands for now: without a base the filled side fills
 * the empty one, and nothing is taken for emptied.
 */
function forgetAgreed(ctx: Context, entity: string, id: string, names: string[]): void {
  const record = ctx.store.recordOf(entity, 'quickbooks', id);
  const { base } = record ?? {};
  if (!record || !base || !names.some((name) => Object.hasOwn(base.body, name))) return;
  const without = (body: Body): Body =>
    Object.fromEntries(Object.entries(body).filter(([name]) => !names.includes(name)));
  const kept = { platform: without(base.kept.platform), quickbooks: without(base.kept.quickbooks) };
  ctx.store.putRecord({ ...record, base: { ...base, body: without(base.body), kept }, dirty: true });
}
