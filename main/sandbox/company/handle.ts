/** One request in, one answer out: everything under `/v3/company/<realm>/`. */
import { changeData } from './cdc.ts';
import type { EntityDef, Frame } from './entity.ts';
import { faultAnswer, faultBody, gatewayFault, noSuchResource, Refusal, refuse } from './faults.ts';
import { isList, isObject } from './members.ts';
import { checkId, entityAnswer, type Operation, send, write } from './operations.ts';
import { type QueryCache, runQuery } from './query/run.ts';
import { commit, type Store, startWork } from './store.ts';
import { stampMs } from './time.ts';
import type { Actor, Body, CompanyRequest, CompanyResponse, Json, View } from './types.ts';
import { decodeUtf8 } from './utf8.ts';

/** Everything one company is made of while it runs. */
export type Running = {
  readonly frame: Frame;
  readonly store: Store;
  readonly cache: QueryCache;
  /** Recorded first answers by requestid. */
  readonly replays: Map<string, CompanyResponse>;
  readonly meter: Meter;
  /** How long after the start of a request its record is stamped, ms. */
  readonly commitLag: number;
};

/** Calls counted as the partner programme counts them: only answered ones. */
export type Meter = { core: number; corePlus: number; failed: number };

/** Longest requestid; shorter when a batch carries it. */
const REQUEST_ID = 50;
const BATCH_REQUEST_ID = 36;
const BATCH_ITEM_ID = 10;
const BATCH_ITEMS = 30;
/** Recorded answers kept for replay. How long the real service keeps them is not documented. */
const REPLAYS_KEPT = 50_000;

const JSON_HEADERS = { 'content-type': 'application/json;charset=utf-8' };

type Call = {
  readonly running: Running;
  readonly request: CompanyRequest;
  readonly actor: Actor;
  readonly start: number;
  readonly rest: readonly string[];
};

export function answer(running: Running, request: CompanyRequest, actor: Actor, start: number): CompanyResponse {
  const parts = request.path.split('/').filter((part) => part !== '');
  if (parts[0] !== 'v3' || parts[1] !== 'company' || parts[2] === undefined) {
    return faultAnswer(noSuchResource(request.path), start);
  }
  if (parts[2] !== running.frame.realmId) {
    return gatewayFault(
      403,
      '3100',
      'ApplicationAuthorizationFailed',
      `The application is not authorized for realm ${parts[2]}`,
      'SERVICE',
      start,
    );
  }
  const call: Call = { running, request, actor, start, rest: parts.slice(3) };
  const method = request.method.toUpperCase();
  const reads = method === 'GET' || parts[3] === 'query';
  const result = replayed(call, () => attempt(call, method));
  if (result.status >= 300) running.meter.failed += 1;
  else if (reads) running.meter.corePlus += 1;
  else running.meter.core += 1;
  return result;
}

function attempt(call: Call, method: string): CompanyResponse {
  try {
    const body = method === 'GET' ? get(call) : method === 'POST' ? post(call) : undefined;
    if (body === undefined) throw noSuchResource(call.request.path);
    return { status: 200, headers: JSON_HEADERS, body: JSON.stringify({ ...body, time: stampMs(call.start) }) };
  } catch (error) {
    if (error instanceof Refusal) return faultAnswer(error, call.start);
    throw error;
  }
}

/** A repeated requestid gets the first answer again, word for word, whatever has become of the record since. */
function replayed(call: Call, run: () => CompanyResponse): CompanyResponse {
  const { replays } = call.running;
  const id = call.request.query.requestid;
  if (id === undefined || call.request.method.toUpperCase() !== 'POST') return run();
  const most = call.rest[0] === 'batch' ? BATCH_REQUEST_ID : REQUEST_ID;
  if (id.length === 0 || id.length > most) {
    return faultAnswer(
      refuse('2130', `Request Id length should be between 1 and ${most}. Supplied value:${id}`, 'requestid'),
      call.start,
    );
  }
  const known = replays.get(id);
  if (known !== undefined) return known;
  const result = run();
  // A refusal wrote nothing, so the same request may be tried again under the same id.
  if (result.status === 200) {
    if (replays.size >= REPLAYS_KEPT) {
      const oldest = replays.keys().next().value;
      if (oldest !== undefined) replays.delete(oldest);
    }
    replays.set(id, result);
  }
  return result;
}

function get(call: Call): Body | undefined {
  const { running, request, rest } = call;
  const [first, id] = rest;
  if (first === 'query') return query(call, request.query.query ?? '');
  if (first === 'cdc') {
    return changeData(request.query.entities, request.query.changedSince, call.start, running.store, running.frame);
  }
  const def = first === undefined ? undefined : running.frame.byPath.get(first.toLowerCase());
  if (def === undefined || rest.length > 2) return undefined;
  if (def.name === 'Preferences') return readOne(call, def, '1', 'read');
  if (def.name === 'CompanyInfo') return readOne(call, def, '1', 'read');
  return id === undefined ? undefined : readOne(call, def, checkId(id), 'read');
}

function readOne({ running }: Call, def: EntityDef, id: string, view: View): Body {
  return entityAnswer(running.store, running.frame, def, id, view);
}

function query({ running }: Call, text: string): Body {
  return { QueryResponse: runQuery(text, running.store, running.frame, running.cache) };
}

function post(call: Call): Body | undefined {
  const { running, request, rest } = call;
  const [first, id, third] = rest;
  if (first === 'query') return query(call, textBody(request));
  if (first === 'batch') return batch(call, jsonBody(request));
  const def = first === undefined ? undefined : running.frame.byPath.get(first.toLowerCase());
  if (def === undefined) return undefined;
  if (id !== undefined && third === 'send' && rest.length === 3) {
    const work = workFor(call, request.query.include);
    send(work, running.frame, def, id, request.query.sendTo);
    commit(work, running.frame.indexer);
    return readOne(call, def, id, 'write');
  }
  if (rest.length !== 1) return undefined;
  return writeOne(call, def, operationOf(request.query.operation), jsonBody(request), request.query.include);
}

function operationOf(name: string | undefined): Operation {
  if (name === undefined || name === '') return 'create';
  if (name === 'create' || name === 'update' || name === 'delete' || name === 'void') return name;
  throw refuse('500', `Operation ${name} is not supported.`);
}

function workFor(call: Call, include: string | undefined) {
  const flags = new Set(
    (include ?? '')
      .toLowerCase()
      .split(',')
      .map((flag) => flag.trim()),
  );
  return startWork(call.running.store, call.start + call.running.commitLag, call.actor, flags);
}

/** One write from start to commit. Without `operation` a body with an Id is an update. */
function writeOne(call: Call, def: EntityDef, operation: Operation, sent: Json, include: string | undefined): Body {
  const { running } = call;
  const work = workFor(call, include);
  const named =
    operation === 'create' && work.include.has('void') && isObject(sent) && sent.Id !== undefined
      ? 'update'
      : operation;
  const id = write(work, running.frame, def, named, sent);
  commit(work, running.frame.indexer);
  return readOne(call, def, id, 'write');
}

function textBody(request: CompanyRequest): string {
  const { body } = request;
  if (body === undefined) return '';
  return typeof body === 'string' ? body : decodeUtf8(body);
}

function jsonBody(request: CompanyRequest): Json {
  const text = textBody(request);
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw refuse('2010', `Property Name:Unexpected character in the JSON request: ${text.slice(0, 40)}`, '');
  }
}

/** Up to 30 items, each with its own outcome; a refused item stops no other. */
function batch(call: Call, sent: Json): Body {
  const items = isObject(sent) ? sent.BatchItemRequest : undefined;
  if (!isList(items))
    throw refuse('2020', 'Required parameter BatchItemRequest is missing in the request', 'BatchItemRequest');
  if (items.length > BATCH_ITEMS)
    throw refuse('1040', `Batch size ${items.length} exceeds the allowed limit of ${BATCH_ITEMS}.`, 'BatchItemRequest');
  const responses = items.map((item): Body => {
    const bId = isObject(item) && typeof item.bId === 'string' ? item.bId : undefined;
    try {
      if (!isObject(item))
        throw refuse('2010', 'Property Name:BatchItemRequest holds something that is not an object', '');
      if (bId !== undefined && call.request.query.requestid !== undefined && bId.length > BATCH_ITEM_ID) {
        throw refuse('2130', `bId length should be at most ${BATCH_ITEM_ID}. Supplied value:${bId}`, 'bId');
      }
      const body = batchItem(call, item);
      return bId === undefined ? body : { ...body, bId };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const fault: Body = { Fault: faultBody(error) };
      return bId === undefined ? fault : { ...fault, bId };
    }
  });
  return { BatchItemResponse: responses };
}

function batchItem(call: Call, item: { readonly [member: string]: Json }): Body {
  if (typeof item.Query === 'string') return query(call, item.Query);
  const name = Object.keys(item).find((key) => call.running.frame.defs.has(key));
  const def = name === undefined ? undefined : call.running.frame.defs.get(name);
  if (def === undefined || name === undefined)
    throw refuse('2010', 'Property Name:BatchItemRequest holds no known entity', '');
  const operation = typeof item.operation === 'string' ? item.operation : undefined;
  if (operation === undefined)
    throw refuse('2020', 'Required parameter operation is missing in the request', 'operation');
  const options = typeof item.optionsData === 'string' ? item.optionsData : undefined;
  return writeOne(call, def, operationOf(operation), item[name] ?? null, options);
}
