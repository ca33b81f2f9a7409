import type { z } from 'zod';
import { type AppError, appErrorSchema } from '../../shared/errors.ts';
import {
  changesPageSchema,
  companySchema,
  listsSchema,
  type PlatformCompany,
  recordsPageSchema,
  type WireRecord,
  type Written,
  wireRecordSchema,
  writtenSchema,
} from '../../shared/platform-api/wire.ts';
import type { Body, Json } from '../../shared/primitives.ts';
import type { Answer, Send } from './client.ts';

/** A promise that is not kept, in one sentence for the platform's author. */
export class Broken extends Error {}
/** What the platform does not have, so that a promise about it cannot be asked. */
export class NotThere extends Error {}

export function must(holds: boolean, sentence: string): asserts holds {
  if (!holds) throw new Broken(sentence);
}

/** More pages than any test company has are a listing that never ends. */
const MOST_PAGES = 10_000;

/** The platform under test as the checks use it: every answer is held against its schema. */
export function createPlatform(send: Send, tag: string) {
  let count = 0;
  let known: PlatformCompany | null = null;

  const read = <T extends z.ZodType>(what: string, answer: Answer, status: number, schema: T): z.output<T> => {
    must(answer.status === status, `${what} answered ${answer.status} instead of ${status}: ${clip(answer.body)}`);
    const parsed = schema.safeParse(answer.body);
    const issue = parsed.error?.issues[0];
    must(parsed.success, `${what} has another form than agreed, at ${issue?.path.join('.')}: ${issue?.message}`);
    return parsed.data;
  };

  const company = async (): Promise<PlatformCompany> => {
    known ??= read('GET /', await send('GET', '/'), 200, companySchema);
    return known;
  };

  /** The whole body of an entity with these values; everything else is empty. */
  const bodyOf = async (entity: string, values: Body): Promise<Body> => {
    const found = (await company()).entities.find((one) => one.name === entity);
    if (!found) throw new NotThere(`there is no entity "${entity}"`);
    const body: Body = {};
    for (const field of found.fields) {
      if (field.derived === true || field.custom === true || field.local === true) continue;
      if (field.kind === 'lines' || field.kind === 'allocations') body[field.name] = [];
      else if (field.kind === 'boolean') body[field.name] = (field.initial as boolean | undefined) ?? false;
      else body[field.name] = (field.initial as Json | undefined) ?? null;
    }
    for (const name of Object.keys(values))
      if (!found.fields.some((field) => field.name === name)) throw new NotThere(`${entity} has no field "${name}"`);
    return { ...body, ...values };
  };

  const newKey = (): string => `${tag}-k${++count}`;
  const write = async (
    what: string,
    method: 'POST' | 'PUT',
    path: string,
    more: { input: unknown; key?: string; revision?: string },
  ): Promise<Written> => {
    const answer = await send(method, path, { key: newKey(), ...more });
    return read(what, answer, path.split('/').length === 3 ? 201 : 200, writtenSchema);
  };

  return {
    send,
    company,
    bodyOf,
    newKey,
    /** A name nobody else has. */
    name: (what: string): string => `Conformance ${tag} ${what} ${++count}`,
    write,
    create: async (entity: string, values: Body, key = newKey()): Promise<Written> =>
      write(`Creating ${entity}`, 'POST', `/records/${entity}`, {
        input: { body: await bodyOf(entity, values) },
        key,
      }),
    update: (record: WireRecord, changes: Body): Promise<Written> =>
      write(`Updating ${record.entity}`, 'PUT', `/records/${record.entity}/${record.id}`, {
        input: { body: { ...record.body, ...changes }, fields: Object.keys(changes) },
        revision: record.revision,
      }),
    remove: (record: WireRecord, mode: string): Promise<Written> =>
      write(`${mode} of ${record.entity}`, 'POST', `/records/${record.entity}/${record.id}/remove`, {
        input: { mode },
        revision: record.revision,
      }),
    get: async (entity: string, id: string): Promise<WireRecord> =>
      read(`GET ${entity}`, await send('GET', `/records/${entity}/${id}`), 200, wireRecordSchema),
    written: async (key: string): Promise<Written> =>
      read('GET /writes', await send('GET', `/writes/${key}`), 200, writtenSchema),
    lists: async () => read('GET /lists', await send('GET', '/lists'), 200, listsSchema),
    /** Every record of an entity, page by page. */
    all: async (entity: string): Promise<WireRecord[]> => {
      const records: WireRecord[] = [];
      let page: string | null = null;
      for (let pages = 0; pages < MOST_PAGES; pages++) {
        const query: string = page === null ? '' : `?page=${encodeURIComponent(page)}`;
        const answer = await send('GET', `/records/${entity}${query}`);
        const got = read(`Listing ${entity}`, answer, 200, recordsPageSchema);
        records.push(...got.records);
        if (got.next === null) return records;
        page = got.next;
      }
      throw new Broken(`the listing of ${entity} did not end within ${MOST_PAGES} pages`);
    },
    now: async (): Promise<string> =>
      read('GET /changes', await send('GET', '/changes'), 200, changesPageSchema).cursor,
    /** Everything since a cursor, to the end of the feed. */
    since: async (cursor: string, entities: string[]): Promise<{ records: WireRecord[]; cursor: string }> => {
      const records: WireRecord[] = [];
      let at = cursor;
      for (let pages = 0; pages < MOST_PAGES; pages++) {
        const query = `cursor=${encodeURIComponent(at)}&entities=${entities.join(',')}`;
        const got = read('GET /changes', await send('GET', `/changes?${query}`), 200, changesPageSchema);
        records.push(...got.records);
        must(!got.more || got.cursor !== at, 'the feed says there is more, but its cursor does not move');
        at = got.cursor;
        if (!got.more) return { records, cursor: at };
      }
      throw new Broken(`the feed did not end within ${MOST_PAGES} pages`);
    },
    /** What a refusal says; it must have one of these statuses. */
    refused: (what: string, answer: Answer, statuses: number[]): AppError => {
      const sentence = `${what} answered ${answer.status}, where ${statuses.join(' or ')} was agreed`;
      must(statuses.includes(answer.status), sentence);
      const error = appErrorSchema.safeParse((answer.body as { error?: unknown } | undefined)?.error);
      must(error.success, `${what} was refused without an error of the agreed form: ${clip(answer.body)}`);
      return error.data;
    },
  };
}
export type Platform = ReturnType<typeof createPlatform>;

const clip = (value: unknown): string => (JSON.stringify(value) ?? 'no JSON').slice(0, 300);
