import type { FieldDescriptor } from '../../../shared/entity.ts';
import { appError } from '../../../shared/errors.ts';
import type { Json } from '../../../shared/primitives.ts';
import type { EntityModule, Observation, ProbeOutcome, TranslationContext, WriteRequest } from '../../core/types.ts';
import type { QuickbooksClient } from './client.ts';
import { readOne } from './listing.ts';
import { lineIdsFor, observe } from './observe.ts';

/** Room for the way between us and for stamps of whole seconds when a record's time of making is judged. */
const SLACK_MS = 10 * 60_000;

/** QuickBooks ends a request after 120 s (reference, 4.1): what has not been done by then never will be. */
const SERVER_LIMIT_MS = 125_000;

/** Records asked for: more than a handful with one name, number or amount are not told apart anyway. */
const CANDIDATES = 20;

const madeAt = (native: unknown): number =>
  Date.parse(String((native as { MetaData?: { CreateTime?: unknown } } | null)?.MetaData?.CreateTime ?? ''));

/** The same content, whatever the order of members; line ids differ between what was sent and what was made. */
function same(field: FieldDescriptor, left: Json | undefined, right: Json | undefined): boolean {
  const plain = (value: Json | undefined): unknown => {
    if (field.kind !== 'lines' || !Array.isArray(value)) return value ?? null;
    return value.map((line) => ({ ...(line as object), id: null }));
  };
  const text = (value: unknown): string =>
    JSON.stringify(value, (_, part: unknown) =>
      typeof part === 'object' && part !== null && !Array.isArray(part)
        ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)))
        : part,
    );
  return text(plain(left)) === text(plain(right));
}

const found = (module: EntityModule, request: WriteRequest, observation: Observation): ProbeOutcome => ({
  kind: 'found',
  observation,
  lineIds: lineIdsFor(module, request.body, observation.native),
});

/** Whether a record shows what an update, removal or restore wanted. */
function arrived(module: EntityModule, request: WriteRequest, now: Observation): boolean {
  if (request.kind === 'remove')
    return (
      now.life === 'deleted' ||
      (request.mode === 'void' && now.life === 'void') ||
      (request.mode === 'deactivate' && now.life === 'inactive')
    );
  if (now.body === null || (request.kind === 'restore' && now.life !== 'live')) return false;
  const fields = module.descriptor.fields.filter((field) => !field.derived && request.fields.includes(field.name));
  return fields.every((field) => same(field, now.body?.[field.name], request.body?.[field.name]));
}

/** When it was sent (ISO), what time it is (ms), and which records were there before or belong to others. */
type Sent = { sentAt: string; now: number; known?: ((id: string) => boolean) | undefined };

/**
 * Finds out what became of a write whose answer was lost. An existing record is read: it either shows the wanted values
 * or it does not, and then sending again under the same requestid and revision is safe (QuickBooks replays its first
 * answer or says that the revision is old). A new record is looked for by its natural key among those made since.
 */
export async function probeWrite(
  client: QuickbooksClient,
  module: EntityModule,
  request: WriteRequest,
  { sentAt, now, known = () => false }: Sent,
  context: TranslationContext,
): Promise<ProbeOutcome> {
  const outcome = await lookFor(client, module, request, Math.max(0, now - Date.parse(sentAt)), known, context);
  if (outcome.kind !== 'absent' || request.kind !== 'create' || !module.descriptor.isDocument) return outcome;
  // Documents share batches, and a batch has one requestid for all: sent again among others nothing would stop the first
  // one, still under way, from counting too. Only once QuickBooks must have dropped it is it surely not there.
  const left = Date.parse(sentAt) + SERVER_LIMIT_MS - now;
  if (left <= 0 || left > SERVER_LIMIT_MS) return outcome;
  const title = request.body ? module.title(request.body) : module.descriptor.label;
  return { kind: 'failed', error: appError('sync.uncertain', { title }, { retryAfterMs: left }) };
}

async function lookFor(
  client: QuickbooksClient,
  module: EntityModule,
  request: WriteRequest,
  ageMs: number,
  known: (id: string) => boolean,
  context: TranslationContext,
): Promise<ProbeOutcome> {
  if (request.kind !== 'create' && request.id !== null) {
    const now = await readOne(client, module, request.id, context);
    if (!now.ok) return { kind: 'failed', error: now.error };
    return arrived(module, request, now.value) ? found(module, request, now.value) : { kind: 'absent' };
  }
  const probe = module.quickbooks.probe(request);
  if (!probe) return { kind: 'absent' };
  const reply = await client.query(module.quickbooks.resource, `WHERE ${probe.where} MAXRESULTS ${CANDIDATES}`);
  if (!reply.ok) return { kind: 'failed', error: reply.failure.error(module.descriptor.label) };
  // By the server's own clock: this computer's may be hours off, so only the time that passed is taken from it.
  const serverNow = Date.parse(reply.time ?? '');
  const earliest = serverNow - ageMs - SLACK_MS;
  const candidates = reply.value
    .filter((row) => !(madeAt(row) < earliest))
    .map((row) => observe(module, row, context))
    .filter((one) => one.body !== null && !known(one.id) && probe.fits(one.body));
  const [first, ...others] = candidates;
  if (!first) return { kind: 'absent' };
  return others.length === 0 ? found(module, request, first) : { kind: 'ambiguous', candidates };
}
