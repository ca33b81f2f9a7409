import type { Result } from '../../../shared/errors.ts';
import type { EntityModule, ListPage, Observation, RecordKey, TranslationContext } from '../../core/types.ts';
import type { QuickbooksClient } from './client.ts';
import { observe, tombstone } from './observe.ts';

/** The most rows one query gives (reference, section 5). */
export const PAGE = 1000;

/** How many rows answers hold. QuickBooks' own numbers, unless a company answers with fewer. */
export type RowLimits = {
  /** Rows of a query asked for at a time. */
  readonly page: number;
  /** Rows a change answer holds at most, all entities together (reference, section 8). */
  readonly changes: number;
};
export const ROW_LIMITS: RowLimits = { page: PAGE, changes: 1000 };

/**
 * Rows asked for a second time at the start of a page. Somebody may delete documents while we page, which moves the rest
 * forward; as long as the last row we had is among the repeated ones, nothing was skipped.
 */
const OVERLAP = 10;

/** Ids in one `IN (…)`: keeps the address well under 8 kB with the long ids some records have. */
const IDS_AT_ONCE = 200;

/** Names hide their inactive rows unless asked for. */
export const withInactive = (module: EntityModule): string | null =>
  module.descriptor.isDocument ? null : 'Active IN (true, false)';

const where = (...conditions: (string | null)[]): string => {
  const given = conditions.filter((condition) => condition !== null);
  return given.length === 0 ? '' : `WHERE ${given.join(' AND ')} `;
};

type Token = { start: number; last: string | null };

const readToken = (page: string | null): Token => {
  if (page === null) return { start: 1, last: null };
  const [start, last] = page.split('|');
  return { start: Math.max(1, Number(start) || 1), last: last ?? null };
};

/** One page of everything there is of an entity. */
export async function listPage(
  client: QuickbooksClient,
  module: EntityModule,
  page: string | null,
  context: TranslationContext,
  rows: RowLimits = ROW_LIMITS,
): Promise<Result<ListPage>> {
  const token = readToken(page);
  const tail = `${where(withInactive(module))}ORDERBY Id STARTPOSITION ${token.start} MAXRESULTS ${rows.page}`;
  const reply = await client.query(module.quickbooks.resource, tail);
  if (!reply.ok) return { ok: false, error: reply.failure.error(module.descriptor.labelPlural) };
  let observations = reply.value.map((row) => observe(module, row, context));
  const full = reply.value.length >= rows.page;
  const last = observations.at(-1)?.id ?? null;
  const at = token.last === null ? -1 : observations.findIndex((one) => one.id === token.last);
  if (token.last !== null && at < 0 && token.start > 1)
    // The row we ended with moved out of sight: more was deleted than we repeat. One page back, and again from there.
    return { ok: true, value: { observations, next: `${Math.max(1, token.start - rows.page)}|` } };
  observations = observations.slice(at + 1);
  const next = full ? `${token.start + reply.value.length - Math.min(OVERLAP, rows.page >> 1)}|${last ?? ''}` : null;
  return { ok: true, value: { observations, next } };
}

/** Rows all answers of one batch hold together, and the queries in it (reference, sections 4 and 5). */
const BATCH_ROWS = 1000;
const BATCH_QUERIES = 30;

/**
 * The first pages of many entities, with one call: most kinds of record are few, and a listing of a dozen kinds that is
 * a dozen calls has a dozen chances to break off. What is faulty in it is left out, to be listed by itself.
 */
export async function firstPages(
  client: QuickbooksClient,
  modules: EntityModule[],
  context: TranslationContext,
  rows: RowLimits = ROW_LIMITS,
): Promise<Result<Map<string, ListPage>>> {
  const asked = modules.slice(0, BATCH_QUERIES);
  const size = Math.min(rows.page, Math.floor(BATCH_ROWS / Math.max(1, asked.length)));
  const items = asked.map((module, index) => ({
    bId: `q${index}`,
    Query: `select * from ${module.quickbooks.resource} ${where(withInactive(module))}ORDERBY Id STARTPOSITION 1 MAXRESULTS ${size}`,
  }));
  const reply = await client.batch(items, null);
  if (!reply.ok) return { ok: false, error: reply.failure.error('The records of QuickBooks') };
  const pages = new Map<string, ListPage>();
  for (const [index, module] of asked.entries()) {
    const answer = reply.value.get(`q${index}`);
    const found = (answer?.QueryResponse as Record<string, unknown> | undefined)?.[module.quickbooks.resource];
    // No rows are an answer without the member; a fault is no answer.
    if (answer?.QueryResponse === undefined) continue;
    const observations = (Array.isArray(found) ? found : []).map((row) => observe(module, row, context));
    const last = observations.at(-1)?.id ?? '';
    const next = observations.length < size ? null : `${1 + size - Math.min(OVERLAP, size >> 1)}|${last}`;
    pages.set(module.descriptor.name, { observations, next });
  }
  return { ok: true, value: pages };
}

/** Fresh single records, in the order asked for; what is not there any more comes back as a tombstone. */
export async function readRecords(
  client: QuickbooksClient,
  moduleOf: (entity: string) => EntityModule,
  keys: RecordKey[],
  context: TranslationContext,
): Promise<Result<Observation[]>> {
  const found = new Map<string, Observation>();
  for (const entity of new Set(keys.map((key) => key.entity))) {
    const module = moduleOf(entity);
    const ids = [...new Set(keys.filter((key) => key.entity === entity).map((key) => key.id))];
    if (ids.length === 1 && ids[0] !== undefined) {
      const one = await readOne(client, module, ids[0], context);
      if (!one.ok) return one;
      found.set(`${entity} ${ids[0]}`, one.value);
      continue;
    }
    for (let start = 0; start < ids.length; start += IDS_AT_ONCE) {
      const part = ids.slice(start, start + IDS_AT_ONCE);
      const list = part.map((id) => `'${id.replace(/[^\w-]/g, '')}'`).join(', ');
      const tail = `${where(`Id IN (${list})`, withInactive(module))}MAXRESULTS ${PAGE}`;
      const reply = await client.query(module.quickbooks.resource, tail);
      if (!reply.ok) return { ok: false, error: reply.failure.error(module.descriptor.labelPlural) };
      for (const row of reply.value) {
        const one = observe(module, row, context);
        found.set(`${entity} ${one.id}`, one);
      }
    }
  }
  return { ok: true, value: keys.map((key) => found.get(`${key.entity} ${key.id}`) ?? tombstone(key.entity, key.id)) };
}

/**
 * One record by a direct read. Query results may lag behind (reference, 6.15), so this is what to trust after a stale
 * revision. A deleted record answers 400 with code 610, never 404.
 */
export async function readOne(
  client: QuickbooksClient,
  module: EntityModule,
  id: string,
  context: TranslationContext,
): Promise<Result<Observation>> {
  const reply = await client.read(module.quickbooks.resource, id);
  if (reply.ok)
    return {
      ok: true,
      value: reply.value === null ? tombstone(module.descriptor.name, id) : observe(module, reply.value, context),
    };
  if (reply.failure.fault?.code === '610') return { ok: true, value: tombstone(module.descriptor.name, id) };
  return { ok: false, error: reply.failure.error(module.descriptor.label) };
}
