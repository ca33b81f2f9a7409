/** Batches: up to 30 items, each with its own outcome; a refused item stops no other. */
import { faultBody, Refusal, refuse } from './faults.ts';
import { seededRandom } from './generate.ts';
import { isList, isObject } from './members.ts';
import { checkItemId } from './replay.ts';
import type { Body, Json } from './types.ts';

const BATCH_ITEMS = 30;

type Members = { readonly [member: string]: Json };

/** What an item of a batch may ask for. */
export type BatchDoes = {
  readonly query: (text: string) => Body;
  /** Change data capture, as `/cdc` answers it. */
  readonly changes: (entities: string | undefined, since: string | undefined) => Body;
  /** One write; `include` is the item's optionsData. */
  readonly write: (entity: string, operation: string, sent: Json, include: string | undefined) => Body;
  readonly isEntity: (name: string) => boolean;
  readonly told: (refusal: Refusal) => Refusal;
};

export type BatchOptions = {
  readonly requestId: string | undefined;
  /** Present: carry the items out in another order, drawn from this number. */
  readonly shuffle?: number;
};

const ITEM_MEMBERS = new Set(['bId', 'operation', 'optionsData', 'Query', 'CDCQuery']);

export function runBatch(sent: Json, options: BatchOptions, does: BatchDoes): Body {
  if (isObject(sent)) {
    const unknown = Object.keys(sent).find((name) => name !== 'BatchItemRequest');
    if (unknown !== undefined) throw unrecognised(unknown, 'IntuitBatchRequest', ['BatchItemRequest']);
  }
  const items = isObject(sent) ? sent.BatchItemRequest : undefined;
  if (!isList(items))
    throw refuse('2020', 'Required parameter BatchItemRequest is missing in the request', 'BatchItemRequest');
  if (items.length > BATCH_ITEMS)
    throw refuse('1040', `Batch size ${items.length} exceeds the allowed limit of ${BATCH_ITEMS}.`, 'BatchItemRequest');
  const order = options.shuffle === undefined ? items : shuffled(items, options.shuffle);
  return { BatchItemResponse: order.map((item) => runItem(item, options, does)) };
}

function runItem(item: Json, options: BatchOptions, does: BatchDoes): Body {
  const bId = isObject(item) && typeof item.bId === 'string' ? item.bId : undefined;
  const named = (body: Body): Body => (bId === undefined ? body : { ...body, bId });
  try {
    if (!isObject(item))
      throw refuse('2010', 'Property Name:BatchItemRequest holds something that is not an object', '');
    checkItemId(bId, options.requestId);
    return named(carryOut(item, does));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return named({ Fault: faultBody(does.told(error)) });
  }
}

function carryOut(item: Members, does: BatchDoes): Body {
  const unknown = Object.keys(item).find((name) => !ITEM_MEMBERS.has(name) && !does.isEntity(name));
  if (unknown !== undefined) throw unrecognised(unknown, 'BatchItemRequest', [...ITEM_MEMBERS]);
  if (typeof item.Query === 'string') return does.query(item.Query);
  if (isObject(item.CDCQuery)) return captured(item.CDCQuery, does);
  const name = Object.keys(item).find((key) => does.isEntity(key));
  if (name === undefined) throw refuse('2010', 'Property Name:BatchItemRequest holds no known entity', '');
  const { operation, optionsData } = item;
  if (typeof operation !== 'string')
    throw refuse('2020', 'Required parameter operation is missing in the request', 'operation');
  return does.write(name, operation, item[name] ?? null, typeof optionsData === 'string' ? optionsData : undefined);
}

/** `{ "CDCQuery": { "Entities": "Customer,Invoice", "ChangedSince": "…" } }`; a list of names does as well. */
function captured(asked: Members, does: BatchDoes): Body {
  const { Entities, ChangedSince } = asked;
  const names = isList(Entities) ? Entities.join(',') : Entities;
  return does.changes(
    typeof names === 'string' ? names : undefined,
    typeof ChangedSince === 'string' ? ChangedSince : undefined,
  );
}

function unrecognised(name: string, className: string, known: readonly string[]): Refusal {
  const listed = known.map((item) => `"${item}"`).join(', ');
  return refuse(
    '2010',
    `Property Name:Unrecognized field "${name}" (class com.intuit.schema.finance.v3.${className}), not marked as ignorable (${known.length} known properties: ${listed}])`,
    name,
  );
}

/** Fisher-Yates with a seeded generator: another order each time, the same for the same seed. */
function shuffled<T>(list: readonly T[], seed: number): T[] {
  const random = seededRandom(seed);
  const result = [...list];
  for (let last = result.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [result[last], result[other]] = [result[other] as T, result[last] as T];
  }
  return result;
}
