import { appError, Failure, isHostFault } from '../../shared/errors.ts';
import type { Body } from '../../shared/primitives.ts';
import { mapRefs } from '../core/table-import/check.ts';
import { lacking } from '../core/table-import/state.ts';
import type { StoredTableImport, StoredTablePart } from '../core/table-import/stored.ts';
import type { Item } from '../core/table-import/types.ts';
import type { FieldChange, Observation } from '../core/types.ts';
import { audit } from './audit.ts';
import { ingest } from './book.ts';
import { type Context, nowAt } from './context.ts';
import type { HandlerContext } from './handlers/types.ts';
import { numbered } from './numbering.ts';
import type { HeldCheck } from './table-desk.ts';

/**
 * Carrying an import of a file out. What a person agreed to is stored whole, with the id each new record will have; then
 * record after record is made by the book's own rules. Whatever ends the app, the next start goes on with what is left, and a
 * record that has its id already is not made again.
 */

/** Imports looked at: older ones are over. */
const RECENT = 20;
/** Parts read at once. */
const PAGE = 50;

const STATE_AT_FIRST = { make: 'waiting', fill: 'waiting', same: 'same', refuse: 'refused' } as const;

/** Parts stored in one go: a few milliseconds' worth. */
const STORED_AT_ONCE = 100;

/**
 * Stores an import that was looked at, in slices: it counts from the last of them on, and what was stored by half is forgotten
 * with the next one. Error: `import.running`.
 */
export async function storeTable(ctx: HandlerContext, { file, setup, checked }: HeldCheck): Promise<string> {
  const { store, tableDesk: desk } = ctx;
  if (desk.storing || store.tableImports(RECENT).some(({ state }) => state === 'running'))
    throw new Failure(appError('import.running', {}));
  desk.storing = true;
  try {
    const id = ctx.ids.next();
    const ids = new Map<string, string>();
    for (const { act, id: name } of checked.items) if (act === 'make' && name !== null) ids.set(name, ctx.ids.next());
    const one: StoredTableImport = {
      id,
      at: nowAt(ctx),
      endedAt: null,
      state: 'preparing',
      by: ctx.caller?.name ?? 'You',
      name: file.told.name,
      entity: setup.entity,
    };
    store.transaction(() => {
      store.dropUnreadyTables();
      store.putTableImport(one);
    });
    for (let n = 0; n < checked.items.length; n += STORED_AT_ONCE) {
      const piece = checked.items.slice(n, n + STORED_AT_ONCE);
      store.transaction(() => {
        for (const [at, item] of piece.entries()) store.putTablePart(partOf(ctx, item, id, n + at, ids));
      }, 'relaxed');
      await ctx.timers.yieldNow();
      if (ctx.stopping) throw new Failure(appError('sync.paused'));
    }
    const made = checked.items.filter(({ act }) => act === 'make').length;
    store.transaction(() => {
      store.putTableImport({ ...one, state: 'running' });
      audit(ctx, {
        actor: 'You',
        what: `Began an import of ${made === 1 ? 'one record' : `${made} records`} from ${file.told.name}`,
        result: 'info',
        runId: id,
      });
    });
    ctx.events.touch('imports');
    return id;
  } finally {
    desk.storing = false;
  }
}

function partOf(
  ctx: Context,
  item: Item,
  importId: string,
  n: number,
  ids: ReadonlyMap<string, string>,
): StoredTablePart {
  const { entity, act, title, amount, rows, column, reason, source } = item;
  const module = ctx.entities.get(entity);
  const body = item.body === null ? null : mapRefs(module, item.body, (ref) => ids.get(ref) ?? ref);
  const recordId = item.id === null ? null : (ids.get(item.id) ?? item.id);
  return {
    importId,
    n,
    entity,
    act,
    state: STATE_AT_FIRST[act],
    title,
    amount,
    rows,
    column,
    reason,
    body,
    recordId,
    source,
  };
}

/** Goes on with the import that is under way, if any. One works at a time. */
export function goOnWithTables(ctx: HandlerContext): void {
  if (ctx.tableDesk.working !== null) return;
  const one = ctx.store.tableImports(RECENT).find(({ state }) => state === 'running');
  if (!one || ctx.book === null) return;
  ctx.tableDesk.working = carryOut(ctx, one)
    .catch((error: unknown) => {
      // A full disk: it stays as it is, and goes on when somebody resumes it or with the next start.
      ctx.log.error('an import of a file stopped', { id: one.id, error: String(error) });
      stopped(ctx, one.id);
    })
    .finally(() => {
      ctx.tableDesk.working = null;
    });
}

function stopped(ctx: Context, id: string): void {
  try {
    const now = ctx.store.tableImport(id);
    if (now?.state === 'running' && !ctx.stopping) putState(ctx, now, 'cancelled');
  } catch {
    // The store itself is what failed.
  }
}

/** Whether an import is to go on: neither cancelled nor done. */
const going = (ctx: Context, id: string): boolean => !ctx.stopping && ctx.store.tableImport(id)?.state === 'running';

async function carryOut(ctx: HandlerContext, one: StoredTableImport): Promise<void> {
  for (;;) {
    const { parts } = ctx.store.tableParts({ id: one.id, states: ['waiting'], offset: 0, limit: PAGE });
    if (parts.length === 0) break;
    for (const part of parts) {
      if (!going(ctx, one.id)) return;
      await carryOutPart(ctx, one, part);
      await ctx.timers.yieldNow();
    }
    ctx.scheduler.hint('platform');
  }
  if (going(ctx, one.id)) finish(ctx, one);
}

function end(ctx: Context, part: StoredTablePart, state: StoredTablePart['state'], reason = part.reason): void {
  ctx.store.putTablePart({ ...part, state, reason, body: null });
  ctx.events.touch('imports');
}

async function carryOutPart(ctx: HandlerContext, one: StoredTableImport, part: StoredTablePart): Promise<void> {
  const { book } = ctx;
  const { body, recordId } = part;
  if (book === null || body === null || recordId === null) {
    ctx.store.transaction(() => end(ctx, part, 'failed', 'What was to be stored is not there any more'));
    return;
  }
  try {
    if (part.act === 'make') await make(ctx, one, part, body, recordId);
    else await fill(ctx, one, part, body, recordId);
  } catch (error) {
    if (!(error instanceof Failure) || isHostFault(error.error)) throw error;
    ctx.store.transaction(() => end(ctx, part, 'failed', error.error.userSentence));
  }
}

const rowsOf = ({ name }: StoredTableImport, { rows }: StoredTablePart): string =>
  rows.length === 0
    ? `From ${name}`
    : `From ${name}, row${rows.length > 1 ? 's' : ''} ${rows.join(', ')}`.slice(0, 200);

/** Notes what was made or filled in, in one transaction with the part's end. */
function note(
  ctx: Context,
  one: StoredTableImport,
  part: StoredTablePart,
  seen: Observation,
  told: { what: string; state: 'made' | 'filled'; act: 'create' | 'update'; changes: FieldChange[] },
): void {
  ctx.store.transaction(() => {
    ingest(ctx, seen);
    const record = ctx.store.recordOf(seen.entity, 'platform', seen.id);
    end(ctx, part, told.state);
    audit(ctx, {
      actor: one.by,
      what: `${told.what} in ${ctx.platform.label}`,
      record,
      side: 'platform',
      runId: one.id,
      why: rowsOf(one, part),
      changes: told.changes,
    });
  });
}

async function make(
  ctx: HandlerContext,
  one: StoredTableImport,
  part: StoredTablePart,
  body: Body,
  id: string,
): Promise<void> {
  const book = ctx.book;
  if (book === null) return;
  const there = await book.get(part.entity, id);
  const seen = there.ok
    ? there.value
    : await numbered(ctx, part.entity, body, async (whole) => {
        const made = await book.create(part.entity, whole, id);
        if (!made.ok) throw new Failure(made.error);
        return made.value;
      });
  note(ctx, one, part, seen, { what: 'Created', state: 'made', act: 'create', changes: [] });
}

async function fill(
  ctx: HandlerContext,
  one: StoredTableImport,
  part: StoredTablePart,
  given: Body,
  id: string,
): Promise<void> {
  const book = ctx.book;
  if (book === null) return;
  const { descriptor } = ctx.entities.get(part.entity);
  const now = await book.get(part.entity, id);
  if (!now.ok) throw new Failure(now.error);
  const before = now.value.body ?? {};
  // What somebody filled in since stays.
  const changes = lacking(descriptor, before, given);
  const names = Object.keys(changes);
  if (now.value.life !== 'live' || names.length === 0) {
    ctx.store.transaction(() => end(ctx, part, 'same', 'Has what it lacked by now'));
    return;
  }
  const written = await book.update(part.entity, id, now.value.revision, { ...before, ...changes });
  if (!written.ok) throw new Failure(written.error);
  note(ctx, one, part, written.value, {
    what: 'Filled in',
    state: 'filled',
    act: 'update',
    changes: names.map((field) => ({ field, before: before[field] ?? null, after: changes[field] ?? null })),
  });
}

function putState(ctx: Context, one: StoredTableImport, state: StoredTableImport['state'], what?: string): void {
  const endedAt = state === 'running' ? null : nowAt(ctx);
  ctx.store.transaction(() => {
    ctx.store.putTableImport({ ...one, state, endedAt });
    if (what !== undefined) audit(ctx, { actor: 'You', what, result: 'info', runId: one.id });
  });
  ctx.events.touch('imports');
}

function finish(ctx: HandlerContext, one: StoredTableImport): void {
  const counts = new Map(ctx.store.tableCounts(one.id).map(({ state, count }) => [state, count]));
  const words = (
    [
      ['made', 'made'],
      ['filled', 'filled in'],
      ['same', 'here already'],
      ['refused', 'left out'],
      ['failed', 'not taken'],
    ] as const
  ).flatMap(([state, word]) => ((counts.get(state) ?? 0) > 0 ? [`${counts.get(state)} ${word}`] : []));
  ctx.store.transaction(() => {
    ctx.store.putTableImport({ ...one, state: 'done', endedAt: nowAt(ctx) });
    const what = `Import of ${one.name} finished: ${words.length === 0 ? 'nothing was to be done' : words.join(', ')}`;
    audit(ctx, { what, result: 'info', runId: one.id });
  });
  ctx.events.touch('imports');
  ctx.scheduler.hint('platform');
}

/** Stops an import; what was not made can be resumed. Error: `import.notFound`. */
export function cancelTable(ctx: HandlerContext, id: string): void {
  const one = ctx.store.tableImport(id);
  if (one?.state !== 'running') throw new Failure(appError('import.notFound', { done: 'cancelled' }));
  putState(ctx, one, 'cancelled', `Cancelled the import of ${one.name}`);
}

/** Goes on with what was cancelled. Errors: `import.notFound`, `import.running`. */
export async function resumeTable(ctx: HandlerContext, id: string): Promise<void> {
  const one = ctx.store.tableImport(id);
  if (one?.state !== 'cancelled') throw new Failure(appError('import.notFound', { done: 'resumed' }));
  if (ctx.store.tableImports(RECENT).some(({ state }) => state === 'running'))
    throw new Failure(appError('import.running', {}));
  // What was cancelled ends at its next record; only then may it begin anew.
  await ctx.tableDesk.ended();
  putState(ctx, one, 'running', `Resumed the import of ${one.name}`);
  goOnWithTables(ctx);
}
