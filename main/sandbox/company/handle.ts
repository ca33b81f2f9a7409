/** One request in, one answer out: everything under `/v3/company/<realm>/`. */
import { type BatchDoes, runBatch } from './batch.ts';
import { changeData } from './cdc.ts';
import { conclude, listedStore, type Meaning, type Watched } from './changes.ts';
import { checkBooksOpen } from './closing.ts';
import type { EntityDef } from './entity.ts';
import { queryRates, rateMembers, readRate, saveRate } from './exchange-rates.ts';
import { faultAnswer, gatewayFault, noSuchResource, Refusal, refuse } from './faults.ts';
import { attachFile, bytesOf, downloadUrl, readUpload, uploadAll } from './files/upload.ts';
import { inFrench } from './french.ts';
import { isObject } from './members.ts';
import { checkId, type Operation, send, write } from './operations.ts';
import { formPdf } from './pdf/form.ts';
import { checkPaid, checkPlan } from './plans.ts';
import { parseQuery } from './query/parser.ts';
import { type QueryCache, runQuery } from './query/run.ts';
import { type Replays, replayed } from './replay.ts';
import { report } from './reports/index.ts';
import { readyAnswer, writeJson } from './row-text.ts';
import { startWork } from './store.ts';
import { createTaxCode, taxServiceMembers } from './tax-service.ts';
import { dayOf, stampMs } from './time.ts';
import type { Actor, Body, CompanyRequest, CompanyResponse, Json, View } from './types.ts';
import { decodeUtf8 } from './utf8.ts';
import { isXml, xmlBatch, xmlBody, xmlRecord } from './xml/request.ts';

/** Everything one company is made of while it runs. */
export type Running = Watched & {
  readonly cache: QueryCache;
  /** Recorded first answers by requestid. */
  readonly replays: Replays;
  readonly meter: Meter;
  /** How long after the start of a request its record is stamped, ms. */
  readonly commitLag: number;
};

/** Calls counted as the partner programme counts them: only answered ones. */
export type Meter = { core: number; corePlus: number; failed: number };

const JSON_HEADERS = { 'content-type': 'application/json;charset=utf-8' };

export type Call = {
  readonly running: Running;
  readonly request: CompanyRequest;
  readonly actor: Actor;
  readonly start: number;
  /** The address after the realm. */
  readonly rest: readonly string[];
};

/** What a request comes to: members of a JSON answer (the envelope adds `time`), or an answer of its own kind (a PDF). */
export type Outcome = { readonly body: Body } | { readonly response: CompanyResponse };

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
  const result = replayed(running, request, parts[3], told(call), start, () => attempt(call, method));
  if (result.counted === undefined) running.meter.failed += 1;
  else running.meter[result.counted] += 1;
  return result;
}

function attempt(call: Call, method: string): CompanyResponse {
  try {
    const outcome = method === 'GET' ? get(call) : method === 'POST' ? post(call) : undefined;
    if (outcome === undefined) throw noSuchResource(call.request.path);
    const counted = method === 'GET' || call.rest[0] === 'query' ? 'corePlus' : 'core';
    if ('response' in outcome) return { ...outcome.response, counted };
    const body = writeJson({ ...outcome.body, time: stampMs(call.start) });
    return { status: 200, headers: JSON_HEADERS, body, counted };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const refusal = told(call)(error);
    const lapsed = refusal.items[0]?.code === '6190' ? call.running.switches.lapsedStatus : refusal.status;
    return { ...faultAnswer(refusal, call.start), status: lapsed };
  }
}

/** Faults in the company's language. */
function told(call: Call): (refusal: Refusal) => Refusal {
  return call.running.switches.language === 'fr' ? inFrench : (refusal) => refusal;
}

function get(call: Call): Outcome | undefined {
  const { running, request, rest } = call;
  const [first, id] = rest;
  if (first === 'query') return { body: query(call, request.query.query ?? '') };
  if (first === 'cdc') return { body: changes(call, request.query.entities, request.query.changedSince) };
  if (first === 'reports' && id !== undefined && rest.length === 2) return { response: reported(call, id) };
  if (first?.toLowerCase() === 'exchangerate' && id === undefined)
    return { body: readRate(running.store, request.query, dayOf(call.start)) };
  if (first === 'download' && id !== undefined && rest.length === 2)
    return plain('text/plain;charset=utf-8', downloadUrl(running.store, running.frame, id));
  const def = first === undefined ? undefined : running.frame.byPath.get(first.toLowerCase());
  if (def !== undefined && id !== undefined && rest[2] === 'pdf' && rest.length === 3)
    return plain('application/pdf', formPdf(running.store, running.frame, def, id));
  if (def === undefined || rest.length > 2) return undefined;
  if (def.name === 'Preferences' || def.name === 'CompanyInfo') return { body: readOne(call, def, '1', 'read') };
  return id === undefined ? undefined : { body: readOne(call, def, checkId(id), 'read') };
}

/** A report has its time in its own header, so the envelope is bare. */
function reported({ running, request, start }: Call, name: string): CompanyResponse {
  const body = report(name, request.query, listedStore(running, start), running.frame, start);
  return { status: 200, headers: JSON_HEADERS, body: JSON.stringify(body) };
}

/** An answer that is no JSON: the text itself. */
function plain(type: string, body: string): Outcome {
  return { response: { status: 200, headers: { 'content-type': type }, body } };
}

/** Documented: its answer has neither envelope nor time. */
function taxService(call: Call, sent: Json): Outcome {
  const { running } = call;
  const work = workFor(call, undefined);
  checkPaid(running.store);
  const body = createTaxCode(work, sent);
  conclude(running, work);
  return { response: { status: 200, headers: JSON_HEADERS, body: JSON.stringify(body) } };
}

function setRate(call: Call): Body {
  const { running, request } = call;
  const work = workFor(call, undefined);
  checkPaid(running.store);
  const body = saveRate(
    work,
    sentBody(request, (xml) => xmlBody(xml, rateMembers)),
    dayOf(call.start),
  );
  conclude(running, work);
  return body;
}

function upload(call: Call): Body {
  const { running, request } = call;
  const body = typeof request.body === 'string' ? bytesOf(request.body) : (request.body ?? new Uint8Array());
  const files = readUpload(body, request.headers['content-type'] ?? '');
  const attach = (file: (typeof files)[number]): Body => {
    const work = workFor(call, undefined);
    checkPaid(running.store);
    const id = attachFile(work, running.frame, file);
    conclude(running, work);
    const def = running.frame.defs.get('Attachable');
    return def === undefined ? {} : readOne(call, def, id, 'write');
  };
  return uploadAll(files, attach, told(call));
}

function readOne({ running }: Call, def: EntityDef, id: string, view: View): Body {
  return readyAnswer(running.store, running.frame, def, id, view);
}

function query({ running, start }: Call, text: string): Body {
  const store = listedStore(running, start);
  if (/\bfrom\s+exchangerate\b/i.test(text))
    return { QueryResponse: queryRates(parseQuery(text), running.store, dayOf(start)) };
  // A list that lags is worked out afresh: what is remembered is of the present.
  const cache: QueryCache = store === running.store ? running.cache : new Map();
  return { QueryResponse: runQuery(text, store, running.frame, cache) };
}

function changes({ running, start }: Call, entities: string | undefined, since: string | undefined): Body {
  return changeData(entities, since, start, listedStore(running, start), running.frame, running.switches.changeRows);
}

function post(call: Call): Outcome | undefined {
  const { running, request, rest } = call;
  const [first, id, third] = rest;
  // Recorded: a POST may carry the query in its address and no body at all.
  if (first === 'query') return { body: query(call, textBody(request).trim() || (request.query.query ?? '')) };
  if (first === 'upload' && rest.length === 1) return { body: upload(call) };
  if (first === 'taxservice' && id === 'taxcode' && rest.length === 2)
    return taxService(
      call,
      sentBody(request, (xml) => xmlBody(xml, taxServiceMembers)),
    );
  if (first === 'batch') {
    const sent = sentBody(request, (xml) => xmlBatch(xml, running.frame));
    return { body: batch(call, sent) };
  }
  if (first?.toLowerCase() === 'exchangerate' && rest.length === 1) return { body: setRate(call) };
  const def = first === undefined ? undefined : running.frame.byPath.get(first.toLowerCase());
  if (def === undefined) return undefined;
  if (id !== undefined && third === 'send' && rest.length === 3) {
    const work = workFor(call, request.query.include);
    checkPaid(running.store);
    send(work, running.frame, def, id, request.query.sendTo);
    conclude(running, work, { entity: def.name, id, operation: 'Emailed' });
    return { body: readOne(call, def, id, 'sent') };
  }
  if (rest.length !== 1) return undefined;
  const sent = sentBody(request, (xml) => xmlRecord(xml, def));
  return { body: writeOne(call, def, operationOf(request.query.operation), sent, request.query.include) };
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
export function writeOne(
  call: Call,
  def: EntityDef,
  operation: Operation,
  sent: Json,
  include: string | undefined,
): Body {
  const { running } = call;
  const work = workFor(call, include);
  const named =
    operation === 'create' && work.include.has('void') && isObject(sent) && sent.Id !== undefined
      ? 'update'
      : operation;
  checkPaid(running.store);
  checkPlan(work, def.name, named, sent);
  const id = write(work, running.frame, def, named, sent);
  checkBooksOpen(work, def, id);
  const voids = named === 'void' || (named === 'update' && work.include.has('void'));
  const meaning: Meaning | undefined = voids ? { entity: def.name, id, operation: 'Void' } : undefined;
  conclude(running, work, meaning);
  return readOne(call, def, id, 'write');
}

function textBody(request: CompanyRequest): string {
  const { body } = request;
  if (body === undefined) return '';
  return typeof body === 'string' ? body : decodeUtf8(body);
}

/** Kinds of content that a request is certainly not written in. A missing or vague type is read as JSON. */
const NOT_JSON = /x-www-form-urlencoded|multipart\//i;

/** What was sent, written in JSON or in XML; `fromXml` says what the XML stands for. */
function sentBody(request: CompanyRequest, fromXml: (text: string) => Json): Json {
  const type = request.headers['content-type'] ?? '';
  if (isXml(type)) return fromXml(textBody(request));
  if (NOT_JSON.test(type)) throw refuse('1050', `Content type ${type} is not supported.`, '');
  const text = textBody(request);
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw refuse('2010', `Property Name:Unexpected character in the JSON request: ${text.slice(0, 40)}`, '');
  }
}

function batch(call: Call, sent: Json): Body {
  const { running, request, start } = call;
  const does: BatchDoes = {
    query: (text) => query(call, text),
    changes: (entities, since) => changes(call, entities, since),
    write: (entity, operation, body, include) => {
      const def = running.frame.defs.get(entity);
      if (def === undefined) throw refuse('2000', `Object name ${entity} is not valid.`, entity);
      return writeOne(call, def, operationOf(operation), body, include);
    },
    isEntity: (name) => running.frame.defs.has(name),
    told: told(call),
  };
  const options = { requestId: request.query.requestid };
  return runBatch(sent, running.switches.batchOrder === 'given' ? options : { ...options, shuffle: start }, does);
}
