import type { FieldDescriptor } from '../../../shared/entity.ts';
import { type AppError, appError } from '../../../shared/errors.ts';
import type { Json } from '../../../shared/primitives.ts';
import type { Clock } from '../../core/ports.ts';
import type {
  EntityModule,
  LostWrite,
  Observation,
  ProbeOutcome,
  TranslationContext,
  WriteRequest,
} from '../../core/types.ts';
import { LOOK_BACK_MS, utc } from './cdc.ts';
import type { QuickbooksClient } from './client.ts';
import { type RowLimits, readRecords, withInactive } from './listing.ts';
import { lineIdsFor, observe, tombstone } from './observe.ts';
import { type LostCreate, type Maker, type Told, tellApart } from './signs.ts';

/** Room for the way between us and for stamps of whole seconds when a record's time of making is judged. */
const SLACK_MS = 10 * 60_000;

/** QuickBooks ends a request after 120 s (reference, 4.1): what has not been done by then never will be. */
const SERVER_LIMIT_MS = 125_000;

/** A write may wait this long for its turn (a pause for speed) after it was marked as sent. */
const WAITED_MS = 2 * 60_000;

/** How far back is looked when this computer's clock was set back since: how long ago it was sent is not known then. */
const CLOCK_MOVED_MS = 2 * 24 * 3_600_000;

/**
 * What vanished so short a time before a create was sent may be its record all the same: stamps of whole seconds, and a
 * clock that was put right meanwhile. What vanished earlier was somebody else's.
 */
const GONE_SLACK_MS = 60_000;

/** Rows of the first look. What was lost is mostly among the last that were made. */
const FIRST_LOOK = 100;

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

const found = (
  module: EntityModule,
  request: WriteRequest,
  observation: Observation,
): Extract<ProbeOutcome, { kind: 'found' }> => ({
  kind: 'found',
  observation,
  lineIds: lineIdsFor(module, request.body, observation.native),
});

/** Whether a living record was written at least twice since the version a change was made from: every write counts one. */
const writtenTwice = ({ kind, revision }: WriteRequest, { life, revision: now }: Observation): boolean =>
  kind === 'update' && life === 'live' && revision !== null && Number(now) - Number(revision) > 1;

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

type Look = {
  client: QuickbooksClient;
  moduleOf(entity: string): EntityModule;
  /** This computer's time at which the question was put (ms). */
  now: number;
  clock: Clock;
  context: TranslationContext;
  limits: RowLimits;
};

/**
 * Finds out what became of writes whose answers were lost. An existing record is read: it either shows the wanted values
 * or it does not, and then sending again under the same revision is safe (QuickBooks replays its first answer or says that
 * the revision is old). New records are looked for among those made since, all of a kind with one question.
 */
export async function probeWrites(look: Look, lost: LostWrite[]): Promise<ProbeOutcome[]> {
  const outcomes = new Map<LostWrite, ProbeOutcome>();
  for (const entity of new Set(lost.map(({ request }) => request.entity))) {
    const module = look.moduleOf(entity);
    const mine = lost.filter(({ request }) => request.entity === entity);
    const isNew = ({ request }: LostWrite): boolean => request.kind === 'create' || request.id === null;
    for (const [one, outcome] of await probeChanges(
      look,
      module,
      mine.filter((one) => !isNew(one)),
    ))
      outcomes.set(one, outcome);
    for (const [one, outcome] of await probeCreates(look, module, mine.filter(isNew))) outcomes.set(one, outcome);
  }
  return lost.map((one) => outcomes.get(one) ?? { kind: 'absent' });
}

type Answers = Map<LostWrite, ProbeOutcome>;
const allFailed = (lost: LostWrite[], error: AppError): Answers =>
  new Map(lost.map((one) => [one, { kind: 'failed', error }]));

async function probeChanges(
  { client, moduleOf, context }: Look,
  module: EntityModule,
  lost: LostWrite[],
): Promise<Answers> {
  if (lost.length === 0) return new Map();
  const keys = lost.map(({ request }) => ({ entity: request.entity, id: request.id ?? '' }));
  const now = await readRecords(client, moduleOf, keys, context);
  if (!now.ok) return allFailed(lost, now.error);
  return new Map(
    lost.map((one, index): [LostWrite, ProbeOutcome] => {
      const seen = now.value[index] as Observation;
      const there = found(module, one.request, seen);
      if (arrived(module, one.request, seen)) return [one, there];
      return [one, writtenTwice(one.request, seen) ? { kind: 'absent', over: there } : { kind: 'absent' }];
    }),
  );
}

/** How long ago it was sent, by this computer's clock: the only thing that is taken from it, for it may be hours off. */
const ageOf = (sentAt: string, now: number): number => {
  const age = now - Date.parse(sentAt);
  return age < -SLACK_MS ? CLOCK_MOVED_MS : Math.max(0, age);
};

async function probeCreates(look: Look, module: EntityModule, lost: LostWrite[]): Promise<Answers> {
  if (lost.length === 0) return new Map();
  const oldestAt = (now: number): number => Math.max(...lost.map(({ sentAt }) => ageOf(sentAt, now)));
  const made = await madeSince(look, module, oldestAt(look.now) + SLACK_MS);
  if (!made.ok) return allFailed(lost, made.error);
  const creates = lost.map(({ request, sentAt, known = () => false, arrived = false }): LostCreate => {
    const sent = made.serverNow - ageOf(sentAt, made.at);
    return { request, group: sentAt, from: sent - SLACK_MS, until: sent + SERVER_LIMIT_MS + WAITED_MS, known, arrived };
  });
  let told = tellApart(module, creates, made.rows, []);
  if (module.descriptor.isDocument && told.some(({ kind }) => kind === 'absent')) {
    const gone = await goneSince(look, module, made.serverNow, oldestAt(made.at) + GONE_SLACK_MS);
    if (!gone.ok) return allFailed(lost, gone.error);
    const unknown = gone.ids?.filter((id) => !creates.some((one) => one.known(id))) ?? null;
    const rivals = lost.some((one) => one.rivals === true);
    told = tellApart(module, creates, made.rows, unknown, rivals);
  }
  return new Map(lost.map((one, index) => [one, outcomeOf(look, module, one, told[index] ?? { kind: 'absent' })]));
}

function outcomeOf(look: Look, module: EntityModule, { request, sentAt }: LostWrite, told: Told): ProbeOutcome {
  switch (told.kind) {
    case 'found':
      return found(module, request, told.observation);
    case 'twins':
      return { kind: 'ambiguous', candidates: told.candidates };
    case 'gone':
      return { kind: 'found', observation: { ...tombstone(request.entity, told.id), body: request.body }, lineIds: [] };
    default: {
      const early = tooEarly(look, module, request, sentAt);
      if (early) return { kind: 'failed', error: early };
      return told.kind === 'doubt' ? { kind: 'ambiguous', candidates: told.candidates } : { kind: 'absent' };
    }
  }
}

/**
 * Documents share batches, and a batch has one requestid for all: sent again among others nothing would stop the first
 * one, still under way, from counting too. Only once QuickBooks must have dropped it is it surely not there.
 */
function tooEarly(look: Look, module: EntityModule, request: WriteRequest, sentAt: string): AppError | null {
  if (!module.descriptor.isDocument) return null;
  const left = Date.parse(sentAt) + SERVER_LIMIT_MS - look.now;
  if (left <= 0 || left > SERVER_LIMIT_MS) return null;
  const title = request.body ? module.title(request.body) : module.descriptor.label;
  return appError('sync.uncertain', { title }, { retryAfterMs: left });
}

/** `at`: this computer's clock when the server told its own. */
type Made = { ok: true; rows: Maker[]; serverNow: number; at: number } | { ok: false; error: AppError };

/** Everything of a kind made in so long a time, by the server's clock, newest first. */
async function madeSince({ client, context, limits, clock }: Look, module: EntityModule, ageMs: number): Promise<Made> {
  const inactive = withInactive(module);
  const where = inactive === null ? '' : `WHERE ${inactive} `;
  const rows = new Map<string, Maker>();
  let told: { serverNow: number; at: number } | null = null;
  for (let start = 1, size = Math.min(FIRST_LOOK, limits.page); ; start += size, size = limits.page) {
    // What is made meanwhile moves the rest back: some rows come twice, none is skipped.
    const tail = `${where}ORDERBY MetaData.CreateTime DESC STARTPOSITION ${start} MAXRESULTS ${size}`;
    const reply = await client.query(module.quickbooks.resource, tail);
    if (!reply.ok) return { ok: false, error: reply.failure.error(module.descriptor.label) };
    told ??= { serverNow: Date.parse(reply.time ?? ''), at: clock.now() };
    const earliest = told.serverNow - ageMs;
    for (const native of reply.value) {
      const observation = observe(module, native, context);
      rows.set(observation.id, { observation, madeAt: madeAt(native) });
    }
    const last = madeAt(reply.value.at(-1));
    if (reply.value.length < size || last < earliest) return { ok: true, rows: [...rows.values()], ...told };
  }
}

type Gone = { ok: true; ids: string[] | null } | { ok: false; error: AppError };

/** Ids of what was deleted since; null when a full answer may have cut them off: they come last (reference, section 8). */
async function goneSince(
  { client, context, limits }: Look,
  module: EntityModule,
  now: number,
  ageMs: number,
): Promise<Gone> {
  const { resource } = module.quickbooks;
  const reply = await client.cdc([resource], utc(now - Math.min(ageMs, LOOK_BACK_MS)));
  if (!reply.ok) return { ok: false, error: reply.failure.error(module.descriptor.label) };
  const rows = reply.value.get(resource) ?? [];
  if (rows.length >= limits.changes) return { ok: true, ids: null };
  const gone = rows.map((row) => observe(module, row, context)).filter(({ life }) => life === 'deleted');
  return { ok: true, ids: gone.map(({ id }) => id) };
}
