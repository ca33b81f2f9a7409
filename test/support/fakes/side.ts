import type { Connector } from '../../../main/core/ports.ts';
import type {
  EntityRegistry,
  ListEntry,
  LostWrite,
  Observation,
  ProbeOutcome,
  RecordKey,
  WriteOutcome,
  WriteRequest,
} from '../../../main/core/types.ts';
import type { Life } from '../../../shared/entity.ts';
import { type AppError, appError, type Result } from '../../../shared/errors.ts';
import type { Body, Side } from '../../../shared/primitives.ts';

/** A record as a fake side keeps it. */
export type Held = { entity: string; id: string; life: Life; body: Body; revision: number; change: number };

/** What a test may let go wrong with the next writes, in order; `null` lets one pass. */
export type WriteFault =
  | { kind: 'lost' /* arrives, the answer is lost */ }
  | { kind: 'dropped' /* does not arrive, the answer is lost */ }
  | { kind: 'error'; error: AppError; as: 'rejected' | 'notSent' }
  | { kind: 'throw'; arrives: boolean };

/**
 * One side in memory, speaking canonical bodies: revisions, a change feed, idempotency keys, stale checks, line ids of its
 * own. Enough of a system to test the engine against, with no opinion of its own on what a record means.
 */
export class FakeSide {
  readonly side: Side;
  readonly records = new Map<string, Held>();
  readonly writes: WriteRequest[] = [];
  readonly refused: WriteRequest[] = [];
  /** Each request of writes as it arrived, and whether it was said to be the same as before. */
  readonly batches: { keys: string[]; again: boolean }[] = [];
  readonly faults: (WriteFault | null)[] = [];
  readonly answers = new Map<string, WriteOutcome>();
  lists: ListEntry[] = [];
  /** Fails every call while set. */
  down: AppError | null = null;
  /** Probes find nothing: somebody has changed what was made since. */
  blind = false;
  /** Fails the question for the company and its facts while set; everything else goes on. */
  factsDown: AppError | null = null;
  /** Called for each write before it is applied. */
  beforeWrite: ((request: WriteRequest) => void) | null = null;
  /** Changes what is stored, as a server would (a number given, text trimmed). */
  normalise: (entity: string, body: Body) => Body = (_, body) => body;
  /** What the side tells of itself. */
  facts: Record<string, string> = { homeCurrency: 'USD' };
  /** A rule of the side: refuses writes it gives an error for. */
  refuses: ((request: WriteRequest) => AppError | null) | null = null;
  /** A probe for a create by natural key, as QuickBooks' is, instead of by idempotency key. */
  looksLike: ((request: WriteRequest, held: Held) => boolean) | null = null;
  /** The raw record behind a body. */
  native: (held: Held) => unknown = () => null;
  reads = 0;
  /** Trace id of every answer. */
  tid: string | null = null;
  /** What was asked about together, question by question. */
  readonly probed: LostWrite[][] = [];
  /** Changes what a probe answers. */
  probes: (found: ProbeOutcome) => ProbeOutcome = (found) => found;
  pageSize = 1000;
  private change = 0;
  /** Changes up to this one are in the feed no more. */
  private forgotten = 0;
  private counter = 0;
  private readonly listeners = new Set<() => void>();
  private readonly entities: EntityRegistry;

  constructor(side: Side, entities: EntityRegistry) {
    this.side = side;
    this.entities = entities;
  }

  private nextId(): string {
    this.counter++;
    return this.side === 'platform' ? `p${String(this.counter).padStart(4, '0')}` : String(1000 + this.counter);
  }

  /** Gives lines the ids they do not have. */
  private withLineIds(entity: string, body: Body): Body {
    const field = this.entities.get(entity).descriptor.fields.find((one) => one.kind === 'lines');
    const lines = field ? body[field.name] : undefined;
    if (!field || !Array.isArray(lines)) return body;
    return {
      ...body,
      [field.name]: lines.map((line) => {
        const one = line as { id: string } & Body;
        return one.id === '' || one.id.startsWith('new:') ? { ...one, id: `${this.side[0]}l${this.nextId()}` } : one;
      }),
    };
  }

  /** A person makes a record. */
  add(entity: string, body: Body, life: Life = 'live'): Held {
    const parsed = this.entities.get(entity).parse(body);
    if (!parsed.ok) throw new Error(parsed.error.userSentence);
    return this.put(entity, this.nextId(), parsed.body, life, 0);
  }

  /** A person edits, voids or deletes a record. */
  edit(entity: string, id: string, change: Body, life?: Life): Held {
    const held = this.must(entity, id);
    const body = this.entities.get(entity).derive({ ...held.body, ...change });
    return this.put(entity, id, body, life ?? held.life, held.revision + 1);
  }

  /** Its feed reaches no further back than now: an older cursor asks for everything. */
  forgetFeed(): void {
    this.forgotten = this.change;
  }

  must(entity: string, id: string): Held {
    const held = this.records.get(`${entity}/${id}`);
    if (!held) throw new Error(`no ${entity} ${id}`);
    return held;
  }

  all(entity: string): Held[] {
    return [...this.records.values()].filter((held) => held.entity === entity && held.life !== 'deleted');
  }

  private put(entity: string, id: string, body: Body, life: Life, revision: number): Held {
    const stored = this.normalise(entity, this.withLineIds(entity, body));
    const held: Held = { entity, id, life, body: stored, revision, change: ++this.change };
    this.records.set(`${entity}/${id}`, held);
    for (const listener of this.listeners) listener();
    return held;
  }

  observe(held: Held): Observation {
    return {
      entity: held.entity,
      id: held.id,
      side: this.side,
      revision: String(held.revision),
      life: held.life,
      body: held.life === 'deleted' && this.side === 'quickbooks' ? null : held.body,
      native: this.native(held),
      changedAt: null,
    };
  }

  private gone(key: RecordKey): Observation {
    return { ...key, side: this.side, revision: '', life: 'deleted', body: null, native: null, changedAt: null };
  }

  private apply(request: WriteRequest): WriteOutcome {
    const known = this.answers.get(request.key);
    if (known) return known;
    const outcome = this.applyOnce(request);
    if (outcome.kind === 'confirmed') this.answers.set(request.key, outcome);
    return outcome;
  }

  private applyOnce(request: WriteRequest): WriteOutcome {
    const { entity, kind, id, body } = request;
    if (kind === 'create') return this.confirmed(this.put(entity, this.nextId(), body ?? {}, 'live', 0), request);
    const held = this.records.get(`${entity}/${id}`);
    if (!held || held.life === 'deleted') {
      const code = this.side === 'platform' ? 'record.notFound' : 'quickbooks.gone';
      return { kind: 'rejected', error: appError(code, { title: entity, id: id ?? '', entity }) };
    }
    if (request.revision !== String(held.revision)) {
      return { kind: 'stale', error: appError('quickbooks.stale', { title: entity }) };
    }
    if (kind === 'remove') {
      const life = { delete: 'deleted', void: 'void', deactivate: 'inactive' }[request.mode ?? 'delete'] as Life;
      return this.confirmed(this.put(entity, held.id, held.body, life, held.revision + 1), request);
    }
    if (kind === 'restore')
      return this.confirmed(this.put(entity, held.id, held.body, 'live', held.revision + 1), request);
    const changes = Object.fromEntries(request.fields.map((name) => [name, body?.[name] ?? null]));
    const next = this.entities.get(entity).derive({ ...held.body, ...changes });
    return this.confirmed(this.put(entity, held.id, next, held.life, held.revision + 1), request);
  }

  private confirmed(held: Held, request: WriteRequest): WriteOutcome {
    const field = this.entities.get(held.entity).descriptor.fields.find((one) => one.kind === 'lines');
    const lines = field ? held.body[field.name] : null;
    const lineIds = Array.isArray(lines) && request.body ? lines.map((line) => (line as { id: string }).id) : [];
    return { kind: 'confirmed', observation: this.observe(held), lineIds, tid: this.tid };
  }

  connector(): Connector {
    const guard = async <T>(make: () => T): Promise<Result<T>> => {
      await Promise.resolve();
      this.reads++;
      return this.down ? { ok: false, error: this.down } : { ok: true, value: make() };
    };
    return {
      side: this.side,
      label: this.side === 'platform' ? 'Workspace' : 'QuickBooks',
      test: () =>
        this.factsDown
          ? Promise.resolve({ ok: false as const, error: this.factsDown })
          : guard(() => ({
              companyId: '9130',
              companyName: 'Craig’s Roofing',
              environment: 'sandboxCompany' as const,
              facts: this.facts,
            })),
      lists: () => guard(() => this.lists),
      cursorNow: () => guard(() => String(this.change)),
      list: (entity, page) =>
        guard(() => {
          const all = [...this.records.values()].filter((held) => held.entity === entity && held.life !== 'deleted');
          const from = page === null ? 0 : Number(page);
          const next = from + this.pageSize < all.length ? String(from + this.pageSize) : null;
          return { observations: all.slice(from, from + this.pageSize).map((held) => this.observe(held)), next };
        }),
      changes: async (cursor, entities) => {
        if (Number(cursor) < this.forgotten)
          return { ok: false, fullNeeded: true, error: appError('plan.stale', { reason: 'the feed is gone' }) };
        return guard(() => {
          const news = [...this.records.values()]
            .filter((held) => held.change > Number(cursor) && entities.includes(held.entity))
            .sort((a, b) => a.change - b.change);
          const page = news.slice(0, this.pageSize);
          const more = news.length > page.length;
          return {
            observations: page.map((held) => this.observe(held)),
            cursor: String(more ? (page.at(-1)?.change ?? cursor) : this.change),
            more,
          };
        });
      },
      read: (keys) =>
        guard(() =>
          keys.map((key) => {
            const held = this.records.get(`${key.entity}/${key.id}`);
            return held ? this.observe(held) : this.gone(key);
          }),
        ),
      write: async (requests, _context, again = false) => {
        await Promise.resolve();
        this.batches.push({ keys: requests.map(({ key }) => key), again });
        return requests.map((request): WriteOutcome => {
          this.beforeWrite?.(request);
          const down = this.down;
          if (down) return { kind: 'notSent', error: down };
          const fault = this.faults.shift() ?? null;
          if (fault?.kind === 'throw') {
            if (fault.arrives) this.accept(request);
            throw new Error('crash');
          }
          if (fault?.kind === 'dropped') return lost(request);
          if (fault?.kind === 'error') return { kind: fault.as, error: fault.error };
          const refusal = this.refuses?.(request) ?? null;
          if (refusal) {
            this.refused.push(request);
            return { kind: 'rejected', error: refusal };
          }
          const outcome = this.accept(request);
          return fault?.kind === 'lost' ? lost(request) : outcome;
        });
      },
      probe: async (lost) => {
        this.probed.push(lost);
        await Promise.resolve();
        return lost.map(({ request, known }) => this.probeOne(request, known));
      },
      onHint: (listener) => {
        this.listeners.add(listener);
        return () => {
          this.listeners.delete(listener);
        };
      },
    };
  }

  private probeOne(request: WriteRequest, others: (id: string) => boolean = () => false): ProbeOutcome {
    if (this.looksLike && request.kind === 'create') {
      const found = this.all(request.entity).filter((held) => !others(held.id) && this.looksLike?.(request, held));
      const [first] = found;
      if (!first) return { kind: 'absent' };
      if (found.length > 1) return { kind: 'ambiguous', candidates: found.map((held) => this.observe(held)) };
      return { kind: 'found', observation: this.observe(first), lineIds: [] };
    }
    if (this.down) return { kind: 'failed', error: this.down };
    const answer = this.answers.get(request.key);
    return this.probes(
      answer?.kind === 'confirmed' && !this.blind
        ? { kind: 'found', observation: answer.observation, lineIds: answer.lineIds }
        : { kind: 'absent' },
    );
  }

  private accept(request: WriteRequest): WriteOutcome {
    this.writes.push(request);
    return this.apply(request);
  }
}

const lost = (request: WriteRequest): WriteOutcome => ({
  kind: 'uncertain',
  error: appError('sync.uncertain', { title: request.entity }),
});
