import { z } from 'zod';
import {
  changesPageSchema,
  companySchema,
  createInputSchema,
  listsSchema,
  newWebhookSchema,
  recordsPageSchema,
  removeInputSchema,
  restoreInputSchema,
  updateInputSchema,
  webhookInputSchema,
  webhooksSchema,
  wireRecordSchema,
  writtenSchema,
} from './wire.ts';

/** A parameter in the address, or a header. */
export type Parameter = { name: string; in: 'path' | 'query' | 'header'; required: boolean; doc: string };

/** One operation of the Platform API. Server, document and suite follow from this table. */
export type PlatformOperation = {
  method: 'GET' | 'POST' | 'PUT';
  /** Below the root, with `{name}` parts. */
  path: string;
  /** What one sentence says of it. */
  doc: string;
  parameters: Parameter[];
  input: z.ZodType | null;
  output: z.ZodType;
  /** Status of success. */
  status: 200 | 201;
  /** Statuses of refusals, each with what it means here. */
  refusals: Record<number, string>;
};

const inPath = (name: string, doc: string): Parameter => ({ name, in: 'path', required: true, doc });
const inQuery = (name: string, required: boolean, doc: string): Parameter => ({ name, in: 'query', required, doc });
const ENTITY = inPath('entity', 'Name of the entity: customer, item, invoice…');
const ID = inPath('id', 'Id of the record');
const KEY: Parameter = {
  name: 'Idempotency-Key',
  in: 'header',
  required: true,
  doc: 'Names this write. The same key again writes nothing and gets the same answer',
};
const REVISION: Parameter = {
  name: 'If-Match',
  in: 'header',
  required: true,
  doc: 'Revision the write is based on, in quotes; an older one than the last edit is refused',
};
const GONE = { 404: 'There is no such record' };
const WRITING = {
  409: 'The key was used for another write before',
  412: 'The record was edited after that revision; nothing was written',
  422: 'The platform refuses it; nothing was written',
  428: 'If-Match or Idempotency-Key is missing',
};

export const platformOperations = {
  company: {
    method: 'GET',
    path: '/',
    doc: 'The company, and the entities there are with their fields.',
    parameters: [],
    input: null,
    output: companySchema,
    status: 200,
    refusals: {},
  },
  lists: {
    method: 'GET',
    path: '/lists',
    doc: 'Lists that are paired rather than synced: tax rates, payment methods, terms.',
    parameters: [],
    input: null,
    output: listsSchema,
    status: 200,
    refusals: {},
  },
  changes: {
    method: 'GET',
    path: '/changes',
    doc: 'What changed since a cursor, oldest first, each record once as it is now, deleted ones as tombstones. Without a cursor: nothing, and the cursor that stands for now.',
    parameters: [
      inQuery('cursor', false, 'From an answer before'),
      inQuery('entities', false, 'Names with commas between; all that the key may read when left out'),
    ],
    input: null,
    output: changesPageSchema,
    status: 200,
    refusals: { 410: 'The feed cannot go on from that cursor: take a new one, then list everything' },
  },
  list: {
    method: 'GET',
    path: '/records/{entity}',
    doc: 'Every record of an entity that is not deleted, inactive and void ones included, in a stable order; or those with the ids named, deleted ones as tombstones, unknown ones left out.',
    parameters: [
      ENTITY,
      inQuery('page', false, 'next of the page before'),
      inQuery('ids', false, 'At most 50 ids with commas between, instead of pages'),
    ],
    input: null,
    output: recordsPageSchema,
    status: 200,
    refusals: {},
  },
  get: {
    method: 'GET',
    path: '/records/{entity}/{id}',
    doc: 'One record as it is now; a deleted one as a tombstone.',
    parameters: [ENTITY, ID],
    input: null,
    output: wireRecordSchema,
    status: 200,
    refusals: GONE,
  },
  create: {
    method: 'POST',
    path: '/records/{entity}',
    doc: 'Makes a record.',
    parameters: [ENTITY, KEY],
    input: createInputSchema,
    output: writtenSchema,
    status: 201,
    refusals: { 409: WRITING[409], 422: WRITING[422], 428: WRITING[428] },
  },
  update: {
    method: 'PUT',
    path: '/records/{entity}/{id}',
    doc: 'Changes a record to what the body says.',
    parameters: [ENTITY, ID, KEY, REVISION],
    input: updateInputSchema,
    output: writtenSchema,
    status: 200,
    refusals: WRITING,
  },
  remove: {
    method: 'POST',
    path: '/records/{entity}/{id}/remove',
    doc: 'Voids, deletes or deactivates a record, as its entity allows.',
    parameters: [ENTITY, ID, KEY, REVISION],
    input: removeInputSchema,
    output: writtenSchema,
    status: 200,
    refusals: WRITING,
  },
  restore: {
    method: 'POST',
    path: '/records/{entity}/{id}/restore',
    doc: 'Makes an inactive or deleted record live again.',
    parameters: [ENTITY, ID, KEY, REVISION],
    input: restoreInputSchema,
    output: writtenSchema,
    status: 200,
    refusals: WRITING,
  },
  written: {
    method: 'GET',
    path: '/writes/{key}',
    doc: 'What became of the write with this Idempotency-Key: the answer it had, or 404 when no such write was carried out.',
    parameters: [inPath('key', 'The key that was sent')],
    input: null,
    output: writtenSchema,
    status: 200,
    refusals: { 404: 'No write with this key was carried out' },
  },
  webhooks: {
    method: 'GET',
    path: '/webhooks',
    doc: 'Addresses of this key that are told when something changed.',
    parameters: [],
    input: null,
    output: webhooksSchema,
    status: 200,
    refusals: {},
  },
  addWebhook: {
    method: 'POST',
    path: '/webhooks',
    doc: 'Has an address told when something changed; the same address again gets a new secret.',
    parameters: [],
    input: webhookInputSchema,
    output: newWebhookSchema,
    status: 201,
    refusals: {},
  },
  removeWebhook: {
    method: 'POST',
    path: '/webhooks/{id}/remove',
    doc: 'Tells an address no more.',
    parameters: [inPath('id', 'Id of the webhook')],
    input: z.strictObject({}),
    output: z.object({}),
    status: 200,
    refusals: { 404: 'This key has no such webhook' },
  },
} as const satisfies Record<string, PlatformOperation>;

export type PlatformOperationName = keyof typeof platformOperations;
