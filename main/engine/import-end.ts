import { appError, Failure } from '../../shared/errors.ts';
import type { StoredImport, StoredImportPart } from '../core/ports-store.ts';
import { audit } from './audit.ts';
import { withdrawOpen } from './book.ts';
import { type Context, nowAt } from './context.ts';
import { decide, end, open, RECENT, recordOf, running } from './import-run.ts';
import { inSlices } from './slices.ts';

/** How imports end: what became of each part, cancelling, and going on. */

/** Writes down what became of the parts, and ends imports of which nothing is left to do. */
export async function settleImports(ctx: Context): Promise<void> {
  const states: StoredImportPart['state'][] = ['taken', 'asked', 'failed'];
  for (const one of open(ctx)) {
    const { parts } = ctx.store.importParts({ id: one.id, states, offset: 0, limit: Number.MAX_SAFE_INTEGER });
    await inSlices(ctx, parts, (part) => settlePart(ctx, part));
    finish(ctx, one);
  }
}

function settlePart(ctx: Context, part: StoredImportPart): void {
  if (part.act === 'company') return;
  const record = recordOf(ctx, part);
  if (!record) {
    end(ctx, part, 'left', 'Deleted in QuickBooks');
    return;
  }
  if (record.dirty || record.state === 'waiting' || record.state === 'sending') return;
  const both = record.platformId !== null && record.quickbooksId !== null;
  const why = record.error?.userSentence ?? record.detail ?? part.reason;
  const told = (state: StoredImportPart['state'], reason = part.reason): void => {
    if (part.state !== state || part.reason !== reason) end(ctx, part, state, reason);
  };
  if (record.state === 'inReview') told('asked');
  else if (both && (part.act === 'link' || part.act === 'ask')) told('linked');
  else if (both) told(part.act === 'update' ? 'updated' : 'made');
  else if (part.state !== 'asked') told(record.state === 'notSynced' ? 'left' : 'failed', why);
}

function finish(ctx: Context, one: StoredImport): void {
  const { store } = ctx;
  const count = (...states: StoredImportPart['state'][]): number =>
    store.importCounts(one.id).reduce((sum, part) => (states.includes(part.state) ? sum + part.count : sum), 0);
  if (one.state !== 'running' || count('planned', 'taken') > 0 || !running(ctx, one.id)) return;
  const said = (
    [
      ['made', 'made'],
      ['linked', 'linked'],
      ['updated', 'updated'],
      ['asked', 'for review'],
      ['failed', 'not taken'],
      ['left', 'left out'],
    ] as const
  ).flatMap(([state, word]) => (count(state) > 0 ? [`${count(state)} ${word}`] : []));
  store.transaction(() => {
    store.putImport({ ...one, state: 'done', endedAt: nowAt(ctx) });
    const what = `Import finished: ${said.length === 0 ? 'nothing was to be done' : said.join(', ')}`;
    audit(ctx, { what, result: 'info', runId: one.id });
  });
  ctx.events.touch('imports');
}

/** Stops an import. What is under way is settled; what was not sent is taken back and can be resumed. Error: `import.notFound`. */
export async function cancelImport(ctx: Context, id: string): Promise<void> {
  const { store } = ctx;
  const one = store.import(id);
  if (one?.state !== 'running') throw new Failure(appError('import.notFound', { done: 'cancelled' }));
  store.transaction(() => {
    store.putImport({ ...one, state: 'cancelled', endedAt: nowAt(ctx) });
    audit(ctx, { actor: 'You', what: 'Cancelled an import from QuickBooks', result: 'info', runId: id });
  });
  const states: StoredImportPart['state'][] = ['planned', 'taken'];
  const { parts } = store.importParts({ id, states, offset: 0, limit: Number.MAX_SAFE_INTEGER });
  await inSlices(ctx, parts, (part) => takeBack(ctx, part));
  ctx.events.touch('imports');
}

function takeBack(ctx: Context, part: StoredImportPart): void {
  const record = part.state === 'taken' && part.act === 'create' ? recordOf(ctx, part) : null;
  if (part.state === 'taken' && record === null) return;
  if (record) {
    if (record.platformId !== null) return;
    // What may have arrived is settled by the sync, and counts as made when it has.
    const flying = ctx.store.openWrites(record.rid).some(({ state }) => state === 'sent' || state === 'uncertain');
    if (flying) return;
    withdrawOpen(ctx, record);
    decide(ctx, record, null);
  }
  end(ctx, part, 'cancelled');
}

/** Goes on with what was cancelled. Error: `import.notFound`, `import.running`. */
export function resumeImport(ctx: Context, id: string): void {
  const { store } = ctx;
  const one = store.import(id);
  if (one?.state !== 'cancelled') throw new Failure(appError('import.notFound', { done: 'resumed' }));
  if (store.imports(RECENT).some(({ state }) => state === 'running')) throw new Failure(appError('import.running', {}));
  store.transaction(() => {
    store.putImport({ ...one, state: 'running', endedAt: null });
    const { parts } = store.importParts({ id, states: ['cancelled'], offset: 0, limit: Number.MAX_SAFE_INTEGER });
    for (const part of parts) store.putImportPart({ ...part, state: 'planned' });
    audit(ctx, { actor: 'You', what: 'Resumed an import from QuickBooks', result: 'info', runId: id });
  });
  ctx.events.touch('imports');
}
