import { ingest } from './book.ts';
import { type Context, settingMark, translationContext } from './context.ts';
import { parkObservation } from './faults.ts';
import { inSlices } from './slices.ts';

/** Observations looked at per page. */
const PAGE = 300;

/**
 * Translates stored QuickBooks records again after a mapping changed: the raw record is kept, so that nothing has to be
 * read. What reads differently now is planned again; what was refused gets another
 * chance, and what waits to be sent is checked again.
 */
export async function retranslate(ctx: Context): Promise<void> {
  const translation = translationContext(ctx);
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
    ctx.store.setMeta('settingMark', Number(settingMark(ctx.store)) + 1);
    ctx.store.markDirty({ states: ['failed', 'held', 'waiting'] });
  });
}
